//! What a party says of itself: that it did it, without being named again, or that it did not.

use bilan_model::{Outcome, Stance, Victims};

use crate::actor::{Actor, is_force, one_command, party_of_voice};
use crate::attribution::{Frame, Voice};
use crate::blame::{Blame, Finder};
use crate::harm::{Voice as VerbVoice, verb_form};
use crate::lexicon::{Class, Feature, Saying, Side, Tag};

/// Tokens before a verb within which its subject points to who speaks: "nos vaillantes forces ont".
const SUBJECT: usize = 4;
/// Tokens behind a negation within which the deed stands that is denied.
const DENIED: usize = 9;

impl Finder<'_> {
    /// "sostiene que destruyó un puesto de mando", "we hit that room": a deed whose subject is who speaks.
    pub(crate) fn own_deed(&mut self, index: usize, tag: &Tag, verb_first: usize, voice: Voice) {
        let reading = self.reading;
        let harmless = reading.entry(tag).attributes.outcome.is_some_and(|outcome| {
            !matches!(outcome, Outcome::Killed | Outcome::Injured | Outcome::Abducted)
        });
        if harmless || !self.speaks_of_itself(index, verb_first) {
            return;
        }
        let Some(actor) = self.party(voice).filter(|actor| *actor != Actor::Unknown) else { return };
        let mention = match voice {
            Voice::Source(source) => (self.voices.sources[source].first, self.voices.sources[source].end),
            Voice::Author => (verb_first.saturating_sub(1), verb_first),
        };
        let passage = (verb_first, tag.end);
        let speaker = self.named_speaker(voice, &actor);
        self.found.push(Blame { actor, stance: Stance::Admits, voice, mention, passage, speaker });
    }

    /// Whether the subject of a verb is who speaks: "we", "its men", "that it", or nothing behind the verb of saying.
    fn speaks_of_itself(&self, index: usize, verb_first: usize) -> bool {
        let reading = self.reading;
        let floor = reading.sentences[index].first.max(verb_first.saturating_sub(SUBJECT));
        let ends = [Class::AuxActive, Class::AuxPassive, Class::Relative, Class::Harm, Class::Act];
        let own = (floor..verb_first)
            .rev()
            .take_while(|&t| {
                !reading.is_stop(t)
                    && (!reading.is_any(t, &ends) || reading.is_any(t, &[Class::Own, Class::Itself]))
            })
            .any(|t| reading.is_any(t, &[Class::Own, Class::Itself]));
        let says = |frame: &Frame| {
            matches!(frame.saying, Saying::Says | Saying::Confirms | Saying::Claims) && !frame.negated
        };
        // "sostiene que destruyó" where the subject may be left out, "affirme avoir neutralisé" everywhere.
        let behind = |end: usize| {
            // "afirmó este jueves haber abatido": words of time stand between.
            let time = [Class::Time, Class::Weekday, Class::DateWord, Class::Determiner];
            let dated = (end..verb_first.min(end + 4)).take_while(|&t| reading.is_any(t, &time)).count();
            let t =
                if reading.any(end, end + dated, Class::Determiner) && dated < 2 { end } else { end + dated };
            let that = reading.pack.drops_subject && t + 1 == verb_first && reading.is(t, Class::That);
            t == verb_first || that
        };
        own || self.voices.frames_of(index).iter().any(|f| says(f) && behind(f.verb.1))
    }

    /// "no policeman fired", "it had never attacked civilians": what those who are accused say was not done.
    pub(crate) fn denied_deeds(&mut self, index: usize, first: usize, end: usize) {
        let frames: Vec<Frame> = self
            .voices
            .frames_of(index)
            .iter()
            .filter(|f| first <= f.verb.0 && f.verb.0 < end && f.saying == Saying::Says && !f.negated)
            .cloned()
            .collect();
        for frame in frames {
            let Some(actor) = self.answerable(frame.voice) else { continue };
            let Voice::Source(source) = frame.voice else { continue };
            let source = &self.voices.sources[source];
            let known = |b: &Blame| b.stance == Stance::Denies && b.actor == actor && b.voice == frame.voice;
            let (from, to) = (frame.scope.0.max(first), frame.scope.1.min(end));
            let denies = (from..to).any(|at| self.denies_deed(index, at, to));
            if denies && !self.found.iter().any(known) {
                let mention = (source.first, source.end);
                let (stance, voice, passage) = (Stance::Denies, frame.voice, frame.verb);
                let speaker = self.named_speaker(voice, &actor);
                self.found.push(Blame { actor, stance, voice, mention, passage, speaker });
            }
        }
    }

    /// The armed group that was last blamed before a token, or that said it did it.
    pub(crate) fn group_before(&self, at: usize) -> Option<Actor> {
        let group = |b: &&Blame| {
            b.stance != Stance::Denies
                && b.actor != Actor::Unknown
                && b.mention.0 < at
                && !is_force(self.reading, &b.actor)
        };
        self.found.iter().filter(group).max_by_key(|b| b.mention.0).map(|b| b.actor.clone())
    }

    /// The party that speaks; "the group", "one of its leaders" is of the one that was blamed before.
    pub(crate) fn party(&self, voice: Voice) -> Option<Actor> {
        let party = party_of_voice(self.reading, self.voices, voice, self.country, self.publisher);
        party.or_else(|| {
            let Voice::Source(source) = voice else { return None };
            let at = self.voices.sources[source].first;
            if self.common_noun(source) {
                return self.group_before(at);
            }
            self.bare_spokesman(source).then(|| self.last_blamed(at))?
        })
    }

    /// The party that was last blamed before a token, or spoke of itself.
    fn last_blamed(&self, at: usize) -> Option<Actor> {
        let blamed = |b: &&Blame| b.actor != Actor::Unknown && b.mention.0 < at;
        self.found.iter().filter(blamed).max_by_key(|b| b.mention.0).map(|b| b.actor.clone())
    }

    /// "A spokesman said": a spokesman of whom no word tells for whom he speaks, in answer to who blames.
    fn bare_spokesman(&self, source: usize) -> bool {
        let reading = self.reading;
        let source = &self.voices.sources[source];
        let speaks = reading
            .covering(source.head, Class::Source)
            .is_some_and(|tag| reading.name(&tag) == Some("spokesperson") && tag.end == source.end);
        let own = |t: usize| reading.is_any(t, &[Class::Determiner, Class::Article, Class::Itself]);
        speaks && (source.first..source.head).all(own)
    }

    /// Whether a source is an armed group under a common noun, or somebody of "its" people.
    fn common_noun(&self, source: usize) -> bool {
        let reading = self.reading;
        let source = &self.voices.sources[source];
        let group = reading
            .covering(source.head, Class::Source)
            .is_some_and(|tag| matches!(reading.name(&tag), Some("armed_group" | "rebel_group")));
        let named = (source.first..source.end).any(|t| reading.is(t, Class::Party));
        !named && (group || (source.first..=source.head).any(|t| reading.is(t, Class::Itself)))
    }

    /// The name under which a party was blamed that now speaks as "the group".
    pub(crate) fn named_speaker(&self, voice: Voice, actor: &Actor) -> Option<(usize, usize)> {
        let Voice::Source(source) = voice else { return None };
        let group = self.reading.covering(self.voices.sources[source].head, Class::Source)?;
        let kind = self.reading.name(&group)?;
        let mention = &self.voices.sources[source];
        if mention.end - mention.first > 2
            || !self.common_noun(source)
            || !matches!(kind, "armed_group" | "rebel_group")
        {
            return None;
        }
        let names = self.found.iter().filter(|b| b.actor == *actor && b.stance != Stance::Denies);
        let party = |b: &&Blame| (b.mention.0..b.mention.1).any(|t| self.reading.is(t, Class::Party));
        names.filter(party).map(|b| b.mention).max_by_key(|(first, end)| end - first)
    }

    /// "an error of targeting", "by mistake", said by those who are accused: they say that it was they.
    pub(crate) fn mistakes(&mut self, index: usize, first: usize, end: usize) {
        let frames: Vec<Frame> = self.voices.frames_of(index).to_vec();
        for at in (first..end).filter(|&t| self.reading.is(t, Class::Mistake)) {
            let Some(frame) = frames.iter().find(|f| f.scope.0 <= at && at < f.scope.1 && !f.negated) else {
                continue;
            };
            let negated = (at.saturating_sub(3)..at).any(|t| self.reading.is(t, Class::Negation));
            let Some(actor) = self.answerable(frame.voice).filter(|_| !negated) else { continue };
            let Voice::Source(source) = frame.voice else { continue };
            let source = &self.voices.sources[source];
            let (mention, voice) = ((source.first, source.end), frame.voice);
            let known = |b: &Blame| b.stance != Stance::Accuses && b.actor == actor && b.voice == voice;
            if !self.found.iter().any(known) {
                let speaker = self.named_speaker(voice, &actor);
                let (stance, passage) = (Stance::Admits, (at, at + 1));
                self.found.push(Blame { actor, stance, voice, mention, passage, speaker });
            }
        }
    }

    /// The accused party for which a voice answers: itself, or the force whose State speaks.
    pub(crate) fn answerable(&self, voice: Voice) -> Option<Actor> {
        let party = self.party(voice)?;
        let accused = || {
            self.found
                .iter()
                .filter(|b| b.stance == Stance::Accuses && b.actor != Actor::Unknown)
                .map(|b| &b.actor)
        };
        let itself = accused().find(|actor| one_command(self.reading, actor, &party));
        let state =
            || accused().find(|actor| is_force(self.reading, &party) && is_force(self.reading, actor));
        itself.or_else(state).cloned()
    }

    /// Whether a negation at a token denies a deed, and not that anybody died.
    fn denies_deed(&self, index: usize, at: usize, end: usize) -> bool {
        let reading = self.reading;
        // "it had lost no fighters": what was not lost.
        let lost = (at.saturating_sub(2)..at).any(|t| reading.is(t, Class::Harm));
        if reading.tag(at, Class::Disclaim).is_some() {
            return true;
        }
        if lost || !reading.is_any(at, &[Class::Negation, Class::None]) {
            return false;
        }
        let reach = end.min(at + DENIED);
        // "aucun de ses hommes", "none of its fighters": whose, so nobody who was harmed.
        let own = (at + 1..reach.min(at + 4)).any(|t| reading.is_any(t, &[Class::Itself, Class::Own]));
        let victims = reading.is(at, Class::None)
            && !own
            && (at + 1..reach.min(at + 4)).any(|t| {
                let person =
                    reading.tag(t, Class::Person).and_then(|tag| reading.entry(&tag).attributes.victims);
                reading.is_any(t, &[Class::Casualty, Class::HarmNoun])
                    || person.is_some_and(|v| !matches!(v, Victims::SecurityForces | Victims::Combatants))
            });
        // "il n'y avait sur place que des combattants": who was there, not that nobody was.
        if (at + 1..end.min(at + DENIED + 3)).any(|t| reading.is(t, Class::Wholly)) {
            return false;
        }
        let deed = |t: usize| {
            let classes = [Class::Harm, Class::Act, Class::Deed, Class::Method];
            classes.into_iter().find_map(|class| reading.tag(t, class)).is_some_and(|tag| {
                let entry = reading.entry(&tag);
                let suffered = entry.attributes.outcome.is_some()
                    && verb_form(reading, &reading.sentences[index], &tag).voice == VerbVoice::Passive;
                let noun = matches!(entry.feature, Feature::Singular | Feature::Plural | Feature::Plain);
                entry.attributes.side != Some(Side::Subject)
                    && !suffered
                    && !(noun && entry.class == Class::Method)
            })
        };
        !victims
            && (at + 1..reach)
                .take_while(|&t| !reading.is_stop(t))
                .any(|t| deed(t) || reading.is(t, Class::Guilt))
    }
}
