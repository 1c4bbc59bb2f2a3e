//! Who is said to have done it: blamed, admitting, denying.

use bilan_model::Stance;

use crate::actor::{Actor, ActorMention, actor_at, party_of_voice};
use crate::attribution::{Voice, Voices};
use crate::harm::{Voice as VerbVoice, verb_form};
use crate::lexicon::{Class, Feature, Saying};
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
        finder.stances(index, first, end);
    }
    finder.found
}

struct Finder<'a> {
    reading: &'a Reading<'a>,
    voices: &'a Voices,
    country: Option<&'a str>,
    publisher: Option<&'a Actor>,
    found: Vec<Blame>,
}

impl Finder<'_> {
    fn push(&mut self, mention: &ActorMention, stance: Stance, voice: Voice, passage: (usize, usize)) {
        // A party that blames itself admits.
        let speaker = party_of_voice(self.reading, self.voices, voice, self.country, self.publisher);
        let own = speaker.as_ref() == Some(&mention.actor);
        let stance = if own && stance == Stance::Accuses { Stance::Admits } else { stance };
        self.found.push(Blame {
            actor: mention.actor.clone(),
            stance,
            voice,
            mention: (mention.first, mention.end),
            passage,
        });
    }

    /// Doers of verbs of harm and acts: "par l'armée", "gunmen killed", "une frappe de l'armée", "the army's raid".
    fn doers(&mut self, index: usize, sentence: &Sentence, first: usize, end: usize) {
        for at in first..end {
            let harm = self.reading.tag(at, Class::Harm);
            let act = self.reading.tag(at, Class::Act);
            let noun = self.reading.tag(at, Class::HarmNoun);
            if let Some(tag) = harm.or(act) {
                let form = verb_form(self.reading, sentence, &tag);
                let verbal = self.reading.entry(&tag).feature != Feature::Plain
                    && !matches!(self.reading.entry(&tag).feature, Feature::Singular | Feature::Plural);
                let subject_side =
                    self.reading.entry(&tag).attributes.side == Some(crate::lexicon::Side::Subject);
                self.agents(index, tag.end, end, (at, tag.end));
                if verbal && !subject_side && form.voice != VerbVoice::Passive && !form.negated {
                    self.subject(
                        index,
                        sentence,
                        first,
                        form.first,
                        (at, tag.end),
                        form.voice == VerbVoice::Active,
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

    /// Actors behind "by", in a list.
    fn agents(&mut self, index: usize, from: usize, end: usize, verb: (usize, usize)) {
        let reading = self.reading;
        let Some(by) = (from..end.min(from + 14)).find(|&t| reading.is(t, Class::Agent)) else { return };
        if (from..by).any(|t| {
            reading.is_sign(t, ';')
                || reading
                    .tag(t, Class::Report)
                    .is_some_and(|tag| reading.entry(&tag).feature == Feature::Finite)
        }) {
            return;
        }
        let voice = self.voices.voice_at(verb.0, index);
        for mention in self.list(by + 1, end) {
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
        verb: (usize, usize),
        sure: bool,
    ) {
        let reading = self.reading;
        let floor = first.max(verb_first.saturating_sub(16)).max(sentence.first);
        let mut at = verb_first;
        let mut found = Vec::new();
        while at > floor {
            at -= 1;
            if reading.is_sign(at, ';') || reading.is_any(at, &[Class::That, Class::Contrast]) {
                break;
            }
            if let Some(mention) = actor_at(reading, at, self.country)
                && mention.end <= verb_first
                && !self.hangs(at, floor)
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
        // A subject that only says so is not one that does so.
        found.retain(|m| !(m.end..verb_first).any(|t| reading.is(t, Class::Report)));
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

    /// Whether a mention hangs on a preposition and is no subject.
    fn hangs(&self, at: usize, floor: usize) -> bool {
        let reading = self.reading;
        let mut before = at;
        while before > floor && reading.is(before - 1, Class::Determiner) {
            before -= 1;
        }
        before > floor
            && reading.is_any(before - 1, &[Class::PlaceAt, Class::PlaceTo, Class::Preposition, Class::Agent])
    }

    /// "une frappe de l'armée", "army drone strike", "attaque des jihadistes".
    fn owner(&mut self, index: usize, act: usize, act_end: usize, first: usize, end: usize) {
        let reading = self.reading;
        let voice = self.voices.voice_at(act, index);
        let behind = (act_end..end.min(act_end + 6)).take_while(|&t| !reading.is_stop(t)).find(|&t| {
            reading.is(t, Class::Of) && !reading.is(t, Class::PlaceAt)
                || reading.is(t, Class::Of) && reading.tag(t + 1, Class::Party).is_some()
        });
        if let Some(of) = behind {
            let mentions = self.list(of + 1, end.min(of + 7));
            for mention in mentions {
                if mention.actor != Actor::Unknown || reading.is(mention.end, Class::Unidentified) {
                    self.push(&mention, Stance::Accuses, voice, (act, mention.end));
                }
            }
        }
        if reading.pack.head_last {
            for at in (first.max(act.saturating_sub(4))..act).rev().take_while(|&t| !reading.is_stop(t)) {
                if let Some(mention) = actor_at(reading, at, self.country)
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
            if let Some(tag) = reading.tag(at, Class::BlameLink) {
                let voice = self.voices.voice_at(tag.end, index);
                for mention in self.list(tag.end, end) {
                    self.push(&mention, Stance::Accuses, voice, (at, mention.end));
                }
            }
            let Some(tag) = reading.tag(at, Class::Report) else { continue };
            if reading.entry(&tag).attributes.saying != Saying::Accuses {
                continue;
            }
            let Some(frame) = self.voices.frames_of(index).iter().find(|f| f.verb.0 == tag.first) else {
                continue;
            };
            if frame.negated {
                continue;
            }
            let voice = frame.voice;
            for mention in self.list(tag.end, end) {
                self.push(&mention, Stance::Accuses, voice, (at, mention.end));
            }
        }
    }

    /// Claims of responsibility and denials.
    fn stances(&mut self, index: usize, first: usize, end: usize) {
        let reading = self.reading;
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
            let party = party_of_voice(reading, self.voices, frame.voice, self.country, self.publisher);
            let Some(actor) = party else { continue };
            let mention = match frame.voice {
                Voice::Source(source) => (self.voices.sources[source].first, self.voices.sources[source].end),
                Voice::Author => frame.verb,
            };
            self.found.push(Blame { actor, stance, voice: frame.voice, mention, passage: frame.verb });
        }
    }
}
