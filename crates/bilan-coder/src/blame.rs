//! Who is said to have done it: blamed, admitting, denying.

use bilan_model::{Act, Stance};

use crate::actor::{Actor, ActorMention, actor_at, heavy, one_command, party_of_voice, state_at};
use crate::attribution::{Voice, Voices};
use crate::harm::{Voice as VerbVoice, verb_form};
use crate::lexicon::{Class, Feature, Saying, Side, Tag};
use crate::reading::Reading;
use crate::scene::Scene;
use crate::token::Sentence;

/// One assertion about responsibility.
#[derive(Debug, Clone)]
pub(crate) struct Blame {
    pub(crate) actor: Actor,
    pub(crate) stance: Stance,
    pub(crate) voice: Voice,
    /// Tokens of the party's mention.
    pub(crate) mention: (usize, usize),
    /// Tokens of the passage.
    pub(crate) passage: (usize, usize),
    /// Tokens of the fullest name of a party that speaks under a common noun ("the group").
    pub(crate) speaker: Option<(usize, usize)>,
}

/// Every assertion about responsibility in the units of a scene.
pub(crate) fn blames(
    reading: &Reading<'_>,
    voices: &Voices,
    scene: &Scene,
    country: Option<&str>,
    publisher: Option<&Actor>,
) -> Vec<Blame> {
    let mut finder = Finder { reading, voices, country, publisher, found: Vec::new() };
    for &(first, end) in &scene.units {
        let index = reading.sentence_of(first);
        let sentence = reading.sentences[index];
        finder.doers(index, &sentence, first, end);
        finder.accused(index, first, end);
        finder.culprits(index, first, end);
    }
    for &(first, end) in &scene.units {
        let index = reading.sentence_of(first);
        finder.stances(index, first, end);
        finder.mistakes(index, first, end);
        finder.denied_deeds(index, first, end);
    }
    finder.found
}

/// Reads the assertions of one scene.
pub(crate) struct Finder<'a> {
    pub(crate) reading: &'a Reading<'a>,
    pub(crate) voices: &'a Voices,
    pub(crate) country: Option<&'a str>,
    pub(crate) publisher: Option<&'a Actor>,
    pub(crate) found: Vec<Blame>,
}

impl Finder<'_> {
    pub(crate) fn push(
        &mut self,
        mention: &ActorMention,
        stance: Stance,
        voice: Voice,
        passage: (usize, usize),
    ) {
        // A party that blames itself admits; "our fighters" are those of who speaks.
        let speaker = party_of_voice(self.reading, self.voices, voice, self.country, self.publisher);
        let mut mention = mention.clone();
        if mention.actor == Actor::Unknown && self.reading.is(mention.first.max(1) - 1, Class::Definite) {
            // "the fighters": those of the group that was blamed before.
            mention.actor = self.group_before(mention.first).unwrap_or(Actor::Unknown);
        }
        let named = (mention.first..mention.end)
            .any(|t| self.reading.is_any(t, &[Class::Nationality, Class::Country, Class::Party]));
        let whose = |before: usize| {
            let possessive = before + 1 == mention.first && !named;
            self.reading.is(before, Class::Own) || (possessive && self.reading.is(before, Class::Itself))
        };
        let ours = (mention.first.saturating_sub(2)..mention.first).any(whose);
        match speaker.clone() {
            Some(speaker) if ours => mention.actor = speaker,
            // Whose men they are depends on who speaks, and that is not known.
            None if ours && voice != Voice::Author => return,
            _ => {}
        }
        let own = speaker.is_some_and(|speaker| {
            let own = one_command(self.reading, &speaker, &mention.actor);
            if own {
                mention.actor = speaker;
            }
            own
        });
        let stance = if own && stance == Stance::Accuses { Stance::Admits } else { stance };
        self.found.push(Blame {
            actor: mention.actor.clone(),
            stance,
            voice,
            mention: (mention.first, mention.end),
            passage,
            speaker: None,
        });
    }

    /// Doers of verbs of harm and acts: "par l'armée", "gunmen killed", "une frappe de l'armée", "the army's raid".
    fn doers(&mut self, index: usize, sentence: &Sentence, first: usize, end: usize) {
        for at in first..end {
            let harm = self.reading.tag(at, Class::Harm);
            let act = self.reading.tag(at, Class::Act);
            let noun = self.reading.tag(at, Class::HarmNoun);
            // "tirer sur": a verb of the weapon, where it is no word of harm or act.
            let fires = self.reading.tag(at, Class::Method).filter(|tag| {
                let feature = self.reading.entry(tag).feature;
                !matches!(feature, Feature::Plain | Feature::Singular | Feature::Plural)
            });
            let deed = self.reading.tag(at, Class::Deed).or(fires);
            if let Some(weapon) = heavy(self.reading, at) {
                self.struck_with(index, &weapon, first, end);
            }
            // A verb that hits is no participle of who was hit, and no noun.
            let nominal = |tag: &Tag| {
                let feature = self.reading.entry(tag).feature;
                matches!(feature, Feature::Plain | Feature::Participle | Feature::Singular | Feature::Plural)
            };
            let told = harm.or(act).filter(|tag| deed.is_none() || !nominal(tag));
            if let Some(tag) = told.or(deed) {
                let form = verb_form(self.reading, sentence, &tag);
                let article = at > first && self.reading.is(at - 1, Class::Determiner);
                let feature = self.reading.entry(&tag).feature;
                // "ont fait irruption": a phrase without a feature is a verb behind an auxiliary.
                let behind_aux = feature == Feature::Plain && form.voice == VerbVoice::Active;
                let verbal = (feature != Feature::Plain || behind_aux)
                    && !(article && harm.is_none())
                    && !matches!(feature, Feature::Singular | Feature::Plural);
                let subject_side = matches!(self.reading.entry(&tag).attributes.side, Some(Side::Subject | Side::Loss))
                        // "a heurté une mine": who meets a device did not lay it.
                        || self.reading.entry(&tag).attributes.act == Some(Act::Ied)
                        // A side of a clash is not thereby said to have hurt anyone.
                        || (self.reading.entry(&tag).attributes.act == Some(Act::Clash) && deed.is_none())
                        || self.reading.is(at, Class::Tends);
                self.agents(index, tag.end, end, (at, tag.end));
                // A participle alone is passive where forms tell ("mis hors d'état de nuire"), and "en neutralisant" is how.
                let suffered = feature == Feature::Participle && form.voice == VerbVoice::Open;
                let manner =
                    feature == Feature::Gerund && at > first && self.reading.is(at - 1, Class::Preposition);
                if verbal
                    && !suffered
                    && !manner
                    && !subject_side
                    && form.voice != VerbVoice::Passive
                    && !form.negated
                {
                    self.subject(
                        index,
                        sentence,
                        first,
                        form.first,
                        &tag,
                        form.voice == VerbVoice::Active
                            && self.reading.entry(&tag).feature != Feature::Gerund,
                    );
                }
                if !verbal {
                    self.owner(index, tag.first, tag.end, first, end);
                }
            }
            if let Some(tag) = noun {
                self.agents(index, tag.end, end, (at, tag.end));
            }
        }
    }

    /// "two Russian bombs fell", "les drones de Bamako", "junta jets": whose weapons they are.
    fn struck_with(&mut self, index: usize, weapon: &Tag, first: usize, end: usize) {
        let reading = self.reading;
        if let Some(mention) = actor_at(reading, weapon.first, self.country) {
            let voice = self.voices.voice_at(weapon.first, index);
            self.push(&mention, Stance::Accuses, voice, (mention.first, mention.end));
        } else {
            self.owner(index, weapon.first, weapon.end, first, end);
        }
    }

    /// Actors behind "by", in a list.
    fn agents(&mut self, index: usize, from: usize, end: usize, verb: (usize, usize)) {
        let reading = self.reading;
        let Some(by) = (from..end.min(from + 14)).find(|&t| reading.is(t, Class::Agent)) else { return };
        // "les morts évoquées par": who speaks of it is not who did it.
        if reading.is(by - 1, Class::Report)
            && by > from
            && !reading.is_any(by - 1, &[Class::Harm, Class::Act])
        {
            return;
        }
        if (from..by).any(|t| {
            reading.is_sign(t, ';')
                || reading
                    .tag(t, Class::Report)
                    .is_some_and(|tag| reading.entry(&tag).feature == Feature::Finite)
        }) {
            return;
        }
        let voice = self.voices.voice_at(verb.0, index);
        for mention in self.blamed(by + 1, end) {
            self.push(&mention, Stance::Accuses, voice, (verb.0, mention.end));
        }
    }

    /// Actors from a token on, until a verb or a sign other than a comma ends the list.
    fn list(&self, from: usize, end: usize) -> Vec<ActorMention> {
        let reading = self.reading;
        let mut found: Vec<ActorMention> = Vec::new();
        let mut at = from;
        let mut gap = 0;
        while at < end && gap < 7 {
            let ends = (reading.is_stop(at) && !reading.is_sign(at, ',') && !reading.is_sign(at, '('))
                || reading.is_any(at, &[Class::AuxActive, Class::AuxPassive, Class::That, Class::Relative])
                || (reading.is_sign(at, ',') && found.is_empty());
            if ends {
                break;
            }
            if let Some(mention) = actor_at(reading, at, self.country) {
                at = mention.end;
                gap = 0;
                found.push(mention);
                continue;
            }
            gap += 1;
            at += 1;
        }
        // "men in the uniform of X", "mercenaries of Wagner": a name takes the place of a description.
        if found.iter().any(|m| m.actor != Actor::Unknown) {
            found.retain(|m| m.actor != Actor::Unknown);
        }
        found
    }

    /// The subject of an active verb.
    fn subject(
        &mut self,
        index: usize,
        sentence: &Sentence,
        first: usize,
        verb_first: usize,
        tag: &Tag,
        sure: bool,
    ) {
        let reading = self.reading;
        let verb = (tag.first, tag.end);
        let floor = first.max(verb_first.saturating_sub(16)).max(sentence.first);
        let mut at = verb_first;
        let mut found = Vec::new();
        while at > floor {
            at -= 1;
            if reading.is_sign(at, ';') || reading.is_any(at, &[Class::That, Class::Contrast]) {
                break;
            }
            // Another verb before a subject was found is shared; behind a subject it belongs to another clause.
            let clause = [Class::AuxActive, Class::AuxPassive, Class::Relative];
            if !found.is_empty() && reading.is_any(at, &clause) && !reading.is(at, Class::Determiner) {
                break;
            }
            if let Some(mention) = actor_at(reading, at, self.country)
                && mention.end <= verb_first
                && !self.hangs(at, floor)
                && !self.suffers(at, floor)
            {
                found.push(mention);
            }
        }
        if !sure && !self.does(verb.1) {
            return;
        }
        if found.iter().any(|m| m.actor != Actor::Unknown) {
            found.retain(|m| m.actor != Actor::Unknown);
        }
        let voice = self.voices.voice_at(verb.0, index);
        let denied = |f: &crate::attribution::Frame| {
            f.saying == Saying::Denies && f.voice == voice && f.verb.1 <= verb.0
        };
        if self.voices.frames_of(index).iter().any(denied) {
            return;
        }
        if verb_first > floor && reading.is(verb_first - 1, Class::Own) {
            self.own_deed(index, tag, verb_first, voice);
            return;
        }
        // A subject that only says so is not one that does so.
        let says = |t: usize| {
            reading.tag(t, Class::Report).is_some_and(|tag| {
                reading.entry(&tag).feature != Feature::Participle || reading.is(t - 1, Class::AuxActive)
            })
        };
        found.retain(|m| !(m.end..verb_first).any(says));
        if found.is_empty() {
            self.own_deed(index, tag, verb_first, voice);
        }
        let mut seen: Vec<Actor> = Vec::new();
        found.retain(|m| {
            let new = !seen.contains(&m.actor);
            seen.push(m.actor.clone());
            new
        });
        for mention in found.iter().take(2) {
            self.push(mention, Stance::Accuses, voice, (mention.first, verb.1));
        }
    }

    /// Whether an object or a place stands right behind a verb without auxiliary: then its subject does it.
    fn does(&self, next: usize) -> bool {
        let reading = self.reading;
        let classes = [
            Class::Determiner,
            Class::Person,
            Class::Relation,
            Class::Vague,
            Class::Number,
            Class::None,
            Class::PlaceKind,
            Class::Casualty,
        ];
        let name = reading.is_word(next)
            && reading.tokens[next].capital
            && !reading.is_any(next, &[Class::Weekday, Class::Month]);
        name || reading.is_any(next, &classes) || crate::numeral::figure_at(reading, next).is_some()
    }

    /// Whether a mention is the object of a verb or noun of harm before it: "killed five soldiers and burned".
    fn suffers(&self, at: usize, floor: usize) -> bool {
        let reading = self.reading;
        let light = [
            Class::Determiner,
            Class::Number,
            Class::Relation,
            Class::Vague,
            Class::Of,
            Class::Nationality,
            Class::Armed,
        ];
        let mut before = at;
        while before > floor && before + 6 > at {
            before -= 1;
            if reading.is_any(before, &[Class::Harm, Class::HarmNoun]) {
                return true;
            }
            let figure = matches!(reading.tokens[before].kind, crate::token::Kind::Figure(_));
            if !figure && !reading.is_quote(before) && !reading.is_any(before, &light) {
                return false;
            }
        }
        false
    }

    /// Whether a mention hangs on a preposition and is no subject.
    pub(crate) fn hangs(&self, at: usize, floor: usize) -> bool {
        let reading = self.reading;
        let mut before = at;
        while before > floor && reading.is(before - 1, Class::Determiner) {
            before -= 1;
        }
        let of = before > floor
            && reading.covering(before - 1, Class::Of).is_some_and(|of| {
                let at = reading.covering(before - 1, Class::PlaceAt);
                at.is_none_or(|at| at.first >= of.first)
            });
        let prepositions =
            [Class::PlaceAt, Class::PlaceTo, Class::Preposition, Class::Agent, Class::According];
        before > floor && !of && reading.is_any(before - 1, &prepositions)
    }

    /// "une frappe de l'armée", "army drone strike", "attaque des jihadistes".
    fn owner(&mut self, index: usize, act: usize, act_end: usize, first: usize, end: usize) {
        let reading = self.reading;
        let voice = self.voices.voice_at(act, index);
        // A verb or another noun behind the act has an owner of its own.
        let ends = |t: usize| {
            reading.is_stop(t)
                || reading.is_any(t, &[Class::AuxActive, Class::AuxPassive, Class::Harm])
                || (reading.is(t, Class::Determiner) && !reading.is(t, Class::Of))
                // "hors de combat neuf membres du groupe": whose members they are, not whose act it is.
                || (reading.is_any(t, &[Class::Number, Class::Person]) && !reading.is(t, Class::Of))
        };
        let behind = (act_end..end.min(act_end + 6)).take_while(|&t| !ends(t)).find(|&t| {
            let next = (t + 1..end.min(t + 4)).find(|&n| !reading.is_any(n, &[Class::Of, Class::Determiner]));
            let named = next.is_some_and(|n| actor_at(reading, n, self.country).is_some());
            reading.is(t, Class::Of) && (!reading.is(t, Class::PlaceAt) || named)
        });
        if let Some(of) = behind {
            let mut mentions = self.list(of + 1, end.min(of + 7));
            if mentions.is_empty() {
                mentions.extend((of + 1..end.min(of + 4)).find_map(|t| state_at(reading, t, self.country)));
            }
            for mention in mentions {
                self.push(&mention, Stance::Accuses, voice, (act, mention.end));
            }
        }
        if reading.pack.head_last {
            // "soldiers came by helicopter": what stands before a preposition or a verb owns nothing behind it.
            let parts = [Class::Agent, Class::AuxActive, Class::AuxPassive, Class::Report, Class::Relative];
            let joined = |t: &usize| !reading.is_stop(*t) && !reading.is_any(*t, &parts);
            for at in (first.max(act.saturating_sub(4))..act).rev().take_while(joined) {
                let owner =
                    actor_at(reading, at, self.country).or_else(|| state_at(reading, at, self.country));
                if let Some(mention) = owner
                    && mention.actor != Actor::Unknown
                    && !self.hangs(at, first)
                    && mention.end <= act
                {
                    self.push(&mention, Stance::Accuses, voice, (mention.first, act_end));
                    break;
                }
            }
        }
    }

    /// "accuse l'armée", "blamed on", "attribuée à", "met en cause".
    fn accused(&mut self, index: usize, first: usize, end: usize) {
        let reading = self.reading;
        for at in first..end {
            // "had been accused of supporting them": the passive of a verb of blame is read below, by its frame.
            let suffers = reading.tag(at, Class::Report).is_some_and(|tag| {
                reading.entry(&tag).attributes.saying == Saying::Accuses
                    && verb_form(reading, &reading.sentences[index], &tag).voice == VerbVoice::Passive
                    && !self.leads_to_nobodys_culprit(index, &tag)
            });
            if let Some(tag) = reading.tag(at, Class::BlameLink).filter(|_| !suffers) {
                let voice = self.voices.voice_at(tag.end, index);
                for mention in self.blamed(tag.end, end) {
                    self.push(&mention, Stance::Accuses, voice, (at, mention.end));
                }
            }
            let Some(tag) = reading.tag(at, Class::Report) else { continue };
            if reading.entry(&tag).attributes.saying != Saying::Accuses {
                continue;
            }
            let Some(frame) = self.voices.frames_of(index).iter().find(|f| f.verb.0 == tag.first) else {
                self.said_to_have(index, &tag, first, end);
                self.blamed_by_nobody(index, &tag, first);
                continue;
            };
            if frame.negated {
                continue;
            }
            let voice = frame.voice;
            let form = verb_form(reading, &reading.sentences[index], &tag);
            let by = form.voice != VerbVoice::Active && reading.is(tag.end, Class::Agent);
            let passive = by || (form.voice != VerbVoice::Active && frame.scope.0 < tag.first);
            let behind = match voice {
                Voice::Source(source) if passive => self.voices.sources[source].end.max(tag.end),
                Voice::Author | Voice::Source(_) => tag.end,
            };
            // "imputée par les habitants à l'armée", but not "accused of supporting the rebels".
            let to = [Class::PlaceAt, Class::PlaceTo, Class::Preposition, Class::Agent];
            let led = !passive || reading.is_any(behind, &to) && !reading.is(behind, Class::Of);
            let mut mentions = if led { self.blamed(behind, end) } else { Vec::new() };
            if passive && (mentions.is_empty() || behind > tag.end) {
                // "the hunters, blamed by a councillor": who is blamed stands before.
                let mut before = self.joined_before(form.first, first);
                if before.is_empty() {
                    let at = form.first.checked_sub(1).filter(|&t| reading.is(t, Class::Itself));
                    let group = at.and_then(|at| Some((at, self.group_before(at)?)));
                    before.extend(group.map(|(at, actor)| ActorMention { first: at, end: at + 1, actor }));
                }
                if before.is_empty() && reading.is_sign(behind, ',') {
                    // "Mise en cause par les familles, l'armée": who is blamed is the subject behind.
                    before.extend(
                        (behind + 1..end.min(behind + 5)).find_map(|t| actor_at(reading, t, self.country)),
                    );
                }
                if !before.is_empty() {
                    mentions = before;
                }
            }
            for mention in mentions {
                let passage = (at.min(mention.first), mention.end.max(tag.end));
                self.push(&mention, Stance::Accuses, voice, passage);
            }
        }
    }

    /// "The army has been accused of shooting at the crowd": blamed by nobody in particular.
    fn said_to_have(&mut self, index: usize, tag: &Tag, first: usize, end: usize) {
        let reading = self.reading;
        let form = verb_form(reading, &reading.sentences[index], tag);
        let of = reading.is(tag.end - 1, Class::Of) || reading.is(tag.end, Class::Of);
        if form.voice != VerbVoice::Passive || form.negated || !of {
            return;
        }
        let harm = [Class::Harm, Class::HarmNoun, Class::Act, Class::Deed, Class::Method];
        let to = end.min(tag.end + 8);
        let done = (tag.end..to).take_while(|&t| !reading.is_stop(t)).any(|t| reading.is_any(t, &harm));
        if !done {
            return;
        }
        let voice = self.voices.voice_at(tag.first, index);
        for mention in self.joined_before(form.first, first) {
            self.push(&mention, Stance::Accuses, voice, (mention.first, tag.end));
        }
    }

    /// "l'armée mise en cause", "the militia is accused": a participle of blame whose source is not said.
    fn blamed_by_nobody(&mut self, index: usize, tag: &Tag, first: usize) {
        let reading = self.reading;
        let form = verb_form(reading, &reading.sentences[index], tag);
        let participle = matches!(reading.entry(tag).feature, Feature::Participle | Feature::Past);
        if form.voice == VerbVoice::Active || form.negated || !participle {
            return;
        }
        let floor = first.max(form.first.saturating_sub(3));
        let before = (floor..form.first).rev().take_while(|&t| !reading.is_stop(t));
        let accused = before
            .filter_map(|t| actor_at(reading, t, self.country))
            .find(|m| m.end == form.first && m.actor != Actor::Unknown);
        if let Some(mention) = accused {
            let voice = self.voices.voice_at(tag.first, index);
            self.push(&mention, Stance::Accuses, voice, (mention.first, tag.end));
        }
    }

    /// The parties right before a verb, with those that "and" joins to them.
    fn joined_before(&self, verb: usize, first: usize) -> Vec<ActorMention> {
        let reading = self.reading;
        let mut found: Vec<ActorMention> = Vec::new();
        let mut at = verb;
        let mut gap = 0;
        let mut joined = false;
        while at > first && gap < 4 && (!reading.is_stop(at - 1) || reading.is_sign(at - 1, ',')) {
            at -= 1;
            joined |= reading.is(at, Class::And);
            let open = found.is_empty() || joined;
            let ends = found.last().map_or(verb, |next: &ActorMention| next.first);
            if let Some(mention) = actor_at(reading, at, self.country).filter(|m| open && m.end <= ends) {
                (gap, joined) = (0, false);
                found.push(mention);
            } else {
                gap += 1;
            }
        }
        found
    }

    /// "have been blamed on the militia": nobody is said to blame, and the preposition brings in who is blamed.
    fn leads_to_nobodys_culprit(&self, index: usize, tag: &Tag) -> bool {
        let reading = self.reading;
        let to = [Class::PlaceAt, Class::PlaceTo, Class::Preposition];
        let led = reading.is_any(tag.end - 1, &to) && !reading.is(tag.end - 1, Class::Of);
        led && !self.voices.frames_of(index).iter().any(|f| f.verb.0 == tag.first)
    }

    /// Who is blamed behind a word of blame: parties, or the State.
    fn blamed(&self, from: usize, end: usize) -> Vec<ActorMention> {
        let mut found = self.list(from, end);
        let near = (from..end.min(from + 4)).take_while(|&t| !self.reading.is_stop(t));
        if let Some(state) = near.into_iter().find_map(|t| state_at(self.reading, t, self.country))
            && !found.iter().any(|m| m.actor == state.actor)
        {
            found.retain(|m| m.actor != Actor::Unknown);
            found.insert(0, state);
        }
        found
    }

    /// Claims of responsibility and denials.
    fn stances(&mut self, index: usize, first: usize, end: usize) {
        let frames: Vec<_> = self
            .voices
            .frames_of(index)
            .iter()
            .filter(|f| first <= f.verb.0 && f.verb.0 < end)
            .cloned()
            .collect();
        for frame in frames {
            let stance = match (frame.saying, frame.negated) {
                (Saying::Claims, false) => Stance::Admits,
                (Saying::Denies, false) => Stance::Denies,
                _ => continue,
            };
            if stance == Stance::Denies && !self.of_guilt(&frame, end) {
                continue;
            }
            let frame = self.spoken_for(index, frame);
            let party = self.party(frame.voice);
            let accused = || {
                let before = self.found.iter().rev().find(|b| {
                    b.stance == Stance::Accuses && b.actor != Actor::Unknown && b.mention.0 < frame.verb.0
                });
                before.filter(|_| stance == Stance::Denies).map(|blame| blame.actor.clone())
            };
            let Some(actor) = party.or_else(accused) else { continue };
            let mention = match frame.voice {
                Voice::Source(source) => (self.voices.sources[source].first, self.voices.sources[source].end),
                Voice::Author => frame.verb,
            };
            let speaker = self.named_speaker(frame.voice, &actor);
            self.found.push(Blame {
                actor,
                stance,
                voice: frame.voice,
                mention,
                passage: frame.verb,
                speaker,
            });
        }
    }

    /// "the spokesman says that his men had no part in it": who says so of "his men" is the spokesman.
    fn spoken_for(&self, index: usize, frame: crate::attribution::Frame) -> crate::attribution::Frame {
        let Voice::Source(source) = frame.voice else { return frame };
        let first = self.voices.sources[source].first;
        if !self.reading.is_any(first, &[Class::Itself, Class::Own]) {
            return frame;
        }
        let says = |f: &&crate::attribution::Frame| {
            f.saying == Saying::Says && f.voice != frame.voice && f.verb.1 <= first && first < f.scope.1
        };
        match self.voices.frames_of(index).iter().rfind(says) {
            Some(outer) => crate::attribution::Frame { voice: outer.voice, ..frame },
            None => frame,
        }
    }

    /// Whether a denial is of guilt: of involvement, of an accusation, of having killed or struck; not of a figure.
    fn of_guilt(&self, frame: &crate::attribution::Frame, end: usize) -> bool {
        let reading = self.reading;
        let to = end.min(frame.verb.1 + 12);
        if reading.any(frame.verb.0, frame.verb.1, Class::Disclaim) {
            return true;
        }
        // "El ELN lo niega", "dismissed the accounts as fabricated": who is accused denies that, unless a figure follows.
        let counts = |t: usize| {
            reading.is_any(t, &[Class::TollNoun, Class::Casualty, Class::HarmNoun, Class::None])
                || matches!(reading.tokens[t].kind, crate::token::Kind::Figure(_))
        };
        let mut clause = (frame.verb.1..to).take_while(|&t| !reading.is_stop(t));
        if self.answerable(frame.voice).is_some() && !clause.any(counts) {
            return true;
        }
        let guilt = (frame.verb.0..to).find(|&t| reading.is(t, Class::Guilt));
        let figure = (frame.verb.1..to).find(|&t| reading.is(t, Class::TollNoun));
        let done = (frame.verb.1..end.min(frame.verb.1 + 8)).find(|&t| {
            let verbal = |class| {
                reading.tag(t, class).is_some_and(|tag| {
                    let feature = reading.entry(&tag).feature;
                    !matches!(feature, Feature::Plain | Feature::Singular | Feature::Plural)
                })
            };
            (verbal(Class::Harm) || verbal(Class::Act) || verbal(Class::Deed) || verbal(Class::Method))
                && !reading.is(t - 1, Class::Determiner)
        });
        let first = guilt.into_iter().chain(done).min();
        first.is_some_and(|first| figure.is_none_or(|figure| first < figure))
    }
}
