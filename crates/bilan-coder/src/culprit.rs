//! Who did it, said without a verb of harm: "it was X", "holds X responsible", "the attackers were X".

use bilan_model::Stance;

use crate::actor::{Actor, ActorMention, actor_at};
use crate::attribution::{Frame, Voice, Voices, piece};
use crate::blame::Finder;
use crate::lexicon::{Class, Classes, Saying};
use crate::reading::Reading;
use crate::source::left_source;
use crate::token::Sentence;

/// Tokens between "it was" and the party that it names.
const NAMED_WITHIN: usize = 6;
/// Tokens before an adjective of guilt within which the party stands.
const GUILTY: usize = 8;
/// Tokens behind an adjective of guilt within which the harm stands.
const OF_WHAT: usize = 6;

/// "The council holds JNIM responsible": a verb and an adjective of guilt with the party between them, and who says it.
pub(crate) fn held(reading: &Reading<'_>, sentence: &Sentence, voices: &mut Voices, last: Option<usize>) {
    let guilt = Classes::of(&[Class::Culpable, Class::BlameLink]);
    for at in (sentence.first..sentence.end).filter(|&at| reading.tags.begin(at, guilt)) {
        let guilty = reading.tag(at, Class::Culpable).or_else(|| reading.tag(at, Class::BlameLink));
        let Some(guilty) = guilty else { continue };
        let floor = sentence.first.max(at.saturating_sub(GUILTY));
        let holds =
            (floor..at).rev().take_while(|&t| !reading.is_stop(t)).find_map(|t| reading.tag(t, Class::Holds));
        let Some(holds) = holds.filter(|tag| tag.end < guilty.first) else { continue };
        let (first, end) = piece(reading, sentence, holds.first);
        let framed = voices.frames.iter().rev().take(6).any(|f| f.verb.0 == holds.first);
        if framed {
            continue;
        }
        let Some(voice) = left_source(reading, sentence, first, holds.first, voices, last) else { continue };
        if let Voice::Source(source) = voice {
            let mention = &mut voices.sources[source];
            mention.end = mention.end.min(holds.first.max(mention.head + 1));
        }
        voices.frames.push(Frame {
            voice,
            scope: (holds.first, end),
            verb: (holds.first, guilty.end),
            saying: Saying::Says,
            negated: false,
            rule: reading.entry(&guilty).rule,
            through: None,
        });
    }
}

impl Finder<'_> {
    /// Every party that a unit names as who did it.
    pub(crate) fn culprits(&mut self, index: usize, first: usize, end: usize) {
        let names = Classes::of(&[Class::Cleft, Class::Faceless, Class::Culpable]);
        for at in (first..end).filter(|&at| self.reading.tags.begin(at, names)) {
            let found = self
                .cleft(at, first, end)
                .or_else(|| self.attackers_were(at, first, end))
                .or_else(|| self.held_guilty(at, first, end));
            let Some((mention, passage)) = found else { continue };
            let voice = self.voices.voice_at(mention.first, index);
            self.push(&mention, Stance::Accuses, voice, passage);
        }
    }

    /// "« C'est le JNIM », dit un berger": at the head of what is said, with nothing behind the name.
    fn cleft(&self, at: usize, first: usize, end: usize) -> Option<(ActorMention, (usize, usize))> {
        let reading = self.reading;
        let tag = reading.tag(at, Class::Cleft)?;
        let opens = |t: usize| {
            reading.is_stop(t)
                || reading.is_quote(t)
                || reading.is_any(t, &[Class::That, Class::Adverb, Class::And, Class::Contrast])
        };
        if (at > first && !opens(at - 1)) || reading.is(tag.end, Class::Negation) {
            return None;
        }
        let mention = self.named_from(tag.end, end)?;
        let closes = mention.end >= end || reading.is_stop(mention.end) || reading.is_quote(mention.end);
        // "It was JNIM, he said" but not "it was the army, which had come to help, that": a clause of its own.
        let clause = reading.is_any(mention.end + 1, &[Class::Relative]);
        (closes && !clause).then(|| (mention.clone(), (at, mention.end)))
    }

    /// A named party from a token on, before any sign, verb or other preposition than "of" and "from".
    fn named_from(&self, from: usize, end: usize) -> Option<ActorMention> {
        let reading = self.reading;
        let light =
            [Class::Determiner, Class::Of, Class::Person, Class::Adverb, Class::Nationality, Class::Hedge];
        let to = end.min(from + NAMED_WITHIN);
        let reach = |t: &usize| !reading.is_stop(*t) && !reading.is_quote(*t);
        for at in (from..to).take_while(reach) {
            if let Some(mention) = actor_at(reading, at, self.country)
                && mention.actor != Actor::Unknown
            {
                return Some(mention);
            }
            if !reading.is_any(at, &light) && !reading.is(at, Class::PlaceTo) {
                return None;
            }
        }
        None
    }

    /// "les assaillants étaient des combattants du JNIM", "the attackers belonged to".
    fn attackers_were(&self, at: usize, first: usize, end: usize) -> Option<(ActorMention, (usize, usize))> {
        let reading = self.reading;
        let tag = reading.tag(at, Class::Faceless)?;
        let to = end.min(tag.end + GUILTY);
        let clause = |t: &usize| !reading.is_stop(*t);
        let be = (tag.end..to)
            .take_while(clause)
            .find_map(|t| reading.tag(t, Class::Belong).or_else(|| reading.tag(t, Class::Be)))?;
        let negation = [Class::Negation, Class::None];
        let denied = (tag.first.max(first)..=be.end).any(|t| reading.is_any(t, &negation));
        // "the attackers were shot by soldiers": what became of them.
        let mention = self.named_from(be.end, end).filter(|_| !denied)?;
        Some((mention.clone(), (at, mention.end)))
    }

    /// "tient le JNIM pour responsable", "the army was responsible for the deaths".
    fn held_guilty(&self, at: usize, first: usize, end: usize) -> Option<(ActorMention, (usize, usize))> {
        let reading = self.reading;
        let tag = reading.tag(at, Class::Culpable)?;
        if !self.of_this(tag.end, end) {
            return None;
        }
        let floor = first.max(at.saturating_sub(GUILTY));
        let negation = [Class::Negation, Class::None];
        let clause = [Class::That, Class::Relative, Class::Report];
        let mut before = at;
        while before > floor {
            before -= 1;
            if let Some(mention) = actor_at(reading, before, self.country)
                && mention.end <= at
                && mention.actor != Actor::Unknown
            {
                return (!self.hangs(before, first)).then_some((mention.clone(), (mention.first, tag.end)));
            }
            if reading.is_stop(before) || reading.is_any(before, &negation) || reading.is_any(before, &clause)
            {
                return None;
            }
        }
        None
    }

    /// Whether what somebody is guilty of is the harm told: it is named, or nothing stands there.
    fn of_this(&self, from: usize, end: usize) -> bool {
        let reading = self.reading;
        let harm = [Class::Harm, Class::HarmNoun, Class::Act, Class::Casualty, Class::Deed];
        let to = end.min(from + OF_WHAT);
        let bare = from >= end || reading.is_stop(from) || reading.is_quote(from);
        let by = reading.is_any(from, &[Class::Agent, Class::According]);
        bare || by || (from..to).take_while(|&t| !reading.is_stop(t)).any(|t| reading.is_any(t, &harm))
    }
}
