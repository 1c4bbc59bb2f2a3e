//! Parties in a text: who a name, a uniform or a description stands for.

use crate::attribution::{SourceMention, Voice, Voices};
use crate::lexicon::{Class, Tag};
use crate::reading::Reading;
use bilan_model::Victims;

/// A party, or attackers whom nobody names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Actor {
    /// Canonical name.
    Named(String),
    /// Described, not identified.
    Unknown,
}

impl Actor {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::Unknown => "unknown",
        }
    }
}

/// An actor as the text mentions it.
#[derive(Debug, Clone)]
pub(crate) struct ActorMention {
    pub(crate) first: usize,
    pub(crate) end: usize,
    pub(crate) actor: Actor,
}

/// The actor named at a token, in a scene of a country.
pub(crate) fn actor_at(reading: &Reading<'_>, at: usize, country: Option<&str>) -> Option<ActorMention> {
    let codebook = &reading.pack.codebook;
    if let Some(tag) = reading.tag(at, Class::Party) {
        let party = &codebook.parties[reading.entry(&tag).attributes.name?];
        return Some(named(tag, &party.name));
    }
    if let Some(tag) = reading.tag(at, Class::Source)
        && let Some(kind) = reading.name(&tag)
        && matches!(kind, "army" | "police" | "military_source")
    {
        let nation = nationality(reading, tag.first, tag.end).or(country);
        let force = force(reading, nation, kind == "police")?;
        return Some(named(tag, &force));
    }
    let tag = reading.tag(at, Class::Person)?;
    match reading.entry(&tag).attributes.victims? {
        Victims::SecurityForces => {
            let nation = nationality(reading, tag.first, tag.end).or(country);
            force(reading, nation, false).map(|name| named(tag, &name))
        }
        Victims::Combatants => Some(ActorMention { first: tag.first, end: tag.end, actor: Actor::Unknown }),
        Victims::Civilians
        | Victims::Children
        | Victims::Women
        | Victims::Men
        | Victims::Mixed
        | Victims::Unspecified => None,
    }
}

fn named(tag: Tag, name: &str) -> ActorMention {
    ActorMention { first: tag.first, end: tag.end, actor: Actor::Named(name.to_owned()) }
}

/// The country of a word of nationality right beside a noun.
fn nationality<'r>(reading: &'r Reading<'_>, first: usize, end: usize) -> Option<&'r str> {
    let beside = [end, end + 1, first.wrapping_sub(1), first.wrapping_sub(2)];
    beside.into_iter().filter(|&t| t < reading.tokens.len() && !reading.is_stop(t)).find_map(|t| {
        let tag = reading.covering(t, Class::Nationality)?;
        let index = reading.entry(&tag).attributes.name?;
        Some(reading.pack.codebook.countries[index].code.as_str())
    })
}

fn force(reading: &Reading<'_>, country: Option<&str>, police: bool) -> Option<String> {
    let codebook = &reading.pack.codebook;
    let country = codebook.country_of(country?)?;
    let index = if police { country.police.or(country.army) } else { country.army }?;
    Some(codebook.parties[index].name.clone())
}

/// The party that a source is or speaks for.
pub(crate) fn party_of_source(
    reading: &Reading<'_>,
    source: &SourceMention,
    country: Option<&str>,
) -> Option<Actor> {
    (source.first..source.end).find_map(|at| {
        if let Some(tag) = reading.tag(at, Class::Source)
            && matches!(reading.name(&tag), Some("government"))
        {
            return force(reading, nationality(reading, tag.first, tag.end).or(country), false)
                .map(Actor::Named);
        }
        actor_at(reading, at, country).map(|mention| mention.actor).filter(|actor| *actor != Actor::Unknown)
    })
}

/// The party that speaks, where the speaker is one.
pub(crate) fn party_of_voice(
    reading: &Reading<'_>,
    voices: &Voices,
    voice: Voice,
    country: Option<&str>,
    publisher: Option<&Actor>,
) -> Option<Actor> {
    match voice {
        Voice::Source(index) => party_of_source(reading, &voices.sources[index], country),
        Voice::Author => publisher.cloned(),
    }
}
