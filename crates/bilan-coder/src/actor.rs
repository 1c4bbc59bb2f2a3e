//! Parties in a text: who a name, a uniform or a description stands for.

use crate::attribution::{SourceMention, Voice, Voices};
use crate::lexicon::{Class, Feature, Tag};
use crate::reading::Reading;
use bilan_model::{Act, Method, Victims};

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
    if reading.is(at, Class::Faceless) || within_other_name(reading, at) {
        return None;
    }
    if let Some(party) = party_at(reading, at) {
        return Some(party);
    }
    // "des éléments de Boko Haram", "des combattants du JNIM": whose they are says who they are.
    if reading.is_any(at, &[Class::Person, Class::Source])
        && let Some(whose) = belonging(reading, at, country)
    {
        return Some(whose);
    }
    if let Some(tag) = reading.tag(at, Class::Source)
        && let Some(kind) = reading.name(&tag)
        && matches!(kind, "army" | "police" | "military_source")
    {
        let nation = nationality(reading, tag.first, tag.end).or(country);
        let kind = branch_in(reading, tag).unwrap_or(kind);
        return Some(named(tag, &force(reading, nation, kind)?));
    }
    if let Some(weapon) = weapon(reading, at) {
        return Some(weapon);
    }
    let Some(tag) = reading.tag(at, Class::Person) else { return unidentified(reading, at) };
    match reading.entry(&tag).attributes.victims? {
        Victims::SecurityForces => {
            let nation = nationality(reading, tag.first, tag.end).or(country);
            let kind = branch_in(reading, tag).unwrap_or("army");
            force(reading, nation, kind).map(|name| named(tag, &name))
        }
        Victims::Combatants => Some(ActorMention { first: tag.first, end: tag.end, actor: Actor::Unknown }),
        Victims::Civilians
        | Victims::Children
        | Victims::Women
        | Victims::Men
        | Victims::Mixed
        | Victims::Unspecified => unidentified(reading, at),
    }
}

/// The branch that a noun of forces names: "the air force", "gendarmes", "troops".
fn branch_in<'r>(reading: &'r Reading<'_>, noun: Tag) -> Option<&'r str> {
    (noun.first..noun.end).find_map(|at| {
        let tag = reading.tag(at, Class::Branch).filter(|tag| tag.end <= noun.end)?;
        reading.name(&tag)
    })
}

/// "un dron ucraniano", "Russian shelling": a weapon of war with its nation stands for its forces.
fn weapon(reading: &Reading<'_>, at: usize) -> Option<ActorMention> {
    let tag = heavy(reading, at)?;
    // The word of nationality is on the side where the language has its adjectives, at most one word away.
    let reach = if reading.pack.head_last {
        [tag.first.checked_sub(1), tag.first.checked_sub(2)]
    } else {
        [Some(tag.end), Some(tag.end + 1)]
    };
    let plain = |t: usize| {
        reading.is_word(t) && !reading.is_any(t, &[Class::Determiner, Class::Of, Class::And, Class::PlaceAt])
    };
    let nation = reach
        .into_iter()
        .flatten()
        .take_while(|&t| plain(t))
        .find_map(|t| reading.covering(t, Class::Nationality))?;
    let index = reading.entry(&nation).attributes.name?;
    let code = reading.pack.codebook.countries[index].code.as_str();
    let flies = reading.entry(&tag).attributes.method == Some(Method::Aircraft);
    let name = force(reading, Some(code), if flies { "air" } else { "army" })?;
    let (first, end) = (tag.first.min(nation.first), tag.end.max(nation.end));
    Some(ActorMention { first, end, actor: Actor::Named(name) })
}

/// A noun at a token for a weapon or strike that only organised forces have.
pub(crate) fn heavy(reading: &Reading<'_>, at: usize) -> Option<Tag> {
    let noun = |tag: &Tag| {
        matches!(reading.entry(tag).feature, Feature::Plain | Feature::Singular | Feature::Plural)
    };
    let method = reading.tag(at, Class::Method).filter(noun).filter(|tag| {
        matches!(
            reading.entry(tag).attributes.method,
            Some(Method::Aircraft | Method::Drone | Method::Shelling)
        )
    });
    let act = || {
        reading.tag(at, Class::Act).filter(noun).filter(|tag| {
            matches!(
                reading.entry(tag).attributes.act,
                Some(Act::Airstrike | Act::DroneStrike | Act::Shelling)
            )
        })
    };
    method.or_else(act)
}

/// Whether two parties are forces of one State under one command: its army, its air force.
pub(crate) fn one_command(reading: &Reading<'_>, one: &Actor, other: &Actor) -> bool {
    let codebook = &reading.pack.codebook;
    let fielded = |country: &crate::codebook::Country, actor: &Actor| {
        codebook
            .parties
            .iter()
            .position(|party| party.name == actor.name())
            .is_some_and(|p| country.fields(p))
    };
    one == other
        || (*one != Actor::Unknown
            && codebook
                .countries
                .iter()
                .filter(|c| !c.branches.is_empty())
                .any(|country| fielded(country, one) && fielded(country, other)))
}

/// Whether a token stands inside a longer name of a source that is no party: "Haut-Commissariat".
fn within_other_name(reading: &Reading<'_>, at: usize) -> bool {
    let longer = (at.saturating_sub(6)..at)
        .find_map(|first| reading.tag(first, Class::Source).filter(|tag| tag.end > at));
    longer.is_some_and(|tag| {
        !reading.name(&tag).is_some_and(|kind| {
            matches!(kind, "army" | "police" | "military_source" | "armed_group" | "rebel_group")
        })
    })
}

fn party_at(reading: &Reading<'_>, at: usize) -> Option<ActorMention> {
    let tag = reading.tag(at, Class::Party)?;
    let party = &reading.pack.codebook.parties[reading.entry(&tag).attributes.name?];
    // "los rebeldes tuaregs del CSP": a common name gives way to the name of the organisation.
    if reading.is(tag.end, Class::Of) && reading.is_any(at, &[Class::Person, Class::Source]) {
        let next = (tag.end..tag.end + 3).find(|&t| !reading.is_any(t, &[Class::Of, Class::Determiner]));
        if let Some(whose) = next.and_then(|t| reading.tag(t, Class::Party)) {
            let party = &reading.pack.codebook.parties[reading.entry(&whose).attributes.name?];
            return Some(named(Tag { first: tag.first, ..whose }, &party.name));
        }
    }
    Some(named(tag, &party.name))
}

/// The armed group that is named at a token, behind articles and "of".
pub(crate) fn group_named(reading: &Reading<'_>, from: usize) -> Option<Tag> {
    let small = [Class::Of, Class::Determiner, Class::Hedge];
    // "appartenaient bien au groupe 3R", "belonged to the group X": a noun of its kind before the name.
    let kind = |t: usize| reading.is(t, Class::Source) && reading.tag(t + 1, Class::Party).is_some();
    let at = (from..from + 5).find(|&t| {
        let light = reading.is_any(t, &small) || (t < from + 2 && reading.is(t, Class::Adverb)) || kind(t);
        !light || reading.tag(t, Class::Party).is_some()
    })?;
    let tag = reading.tag(at, Class::Party)?;
    reading.pack.codebook.parties[reading.entry(&tag).attributes.name?].fighters.then_some(tag)
}

/// The party that fighters are of: a noun of fighters or soldiers, "of", and its name.
fn belonging(reading: &Reading<'_>, at: usize, country: Option<&str>) -> Option<ActorMention> {
    let fighters = reading.tag(at, Class::Person).and_then(|tag| {
        let victims = reading.entry(&tag).attributes.victims;
        matches!(victims, Some(Victims::Combatants | Victims::SecurityForces | Victims::Men))
            .then_some(tag.end)
    });
    let group = reading.tag(at, Class::Source).and_then(|tag| {
        reading.name(&tag).filter(|kind| matches!(*kind, "armed_group" | "rebel_group")).map(|_| tag.end)
    });
    let mut end = fighters.max(group)?;
    // "des éléments présumés de la CODECO": a word of doubt or of arms stands between.
    let between = [Class::Hedge, Class::Armed, Class::Suspect, Class::Adverb];
    while end < reading.tokens.len() && reading.is_any(end, &between) && !reading.is(end, Class::Of) {
        end += 1;
    }
    if !reading.is(end, Class::Of) {
        return None;
    }
    let mut next = end;
    while next < end + 4 && reading.is_any(next, &[Class::Of, Class::Determiner]) {
        next += 1;
    }
    let army = || {
        let tag = reading.tag(next, Class::Source).filter(|tag| reading.name(tag) == Some("army"))?;
        let nation = nationality(reading, tag.first, tag.end).or(country);
        Some(named(tag, &force(reading, nation, "army")?))
    };
    let whose = party_at(reading, next).or_else(army)?;
    Some(ActorMention { first: at, ..whose })
}

/// "des inconnus", "unknown assailants": a word that says nobody knows them, as a noun.
fn unidentified(reading: &Reading<'_>, at: usize) -> Option<ActorMention> {
    let tag = reading.tag(at, Class::Unidentified)?;
    let before = at.checked_sub(1)?;
    let article = reading.is_any(before, &[Class::Determiner, Class::Agent, Class::Of]);
    let noun = article && !reading.is(tag.end, Class::Person) && !reading.is(tag.end, Class::Casualty);
    // "un grupo armado no identificado": the adjective behind the noun of a group.
    let group = || reading.covering(before, Class::Source).and_then(|tag| reading.name(&tag));
    let behind = || !reading.pack.head_last && matches!(group(), Some("armed_group" | "rebel_group"));
    (noun || behind()).then_some(ActorMention { first: tag.first, end: tag.end, actor: Actor::Unknown })
}

/// The government, its seat or its State, where they stand for their forces: who is accused or strikes.
pub(crate) fn state_at(reading: &Reading<'_>, at: usize, country: Option<&str>) -> Option<ActorMention> {
    if let Some(tag) = reading.tag(at, Class::Capital) {
        let index = reading.entry(&tag).attributes.name?;
        let code = reading.pack.codebook.countries[index].code.as_str();
        return force(reading, Some(code), "army").map(|name| named(tag, &name));
    }
    let tag = reading.tag(at, Class::Source)?;
    let nation = nationality(reading, tag.first, tag.end);
    let nation = match reading.name(&tag) {
        Some("government") => nation.or(country),
        Some("foreign_government") => nation,
        _ => None,
    };
    force(reading, nation, "army").map(|name| named(tag, &name))
}

/// Whether a party is the army or the police of a State.
pub(crate) fn is_force(reading: &Reading<'_>, actor: &Actor) -> bool {
    let Actor::Named(name) = actor else { return false };
    let codebook = &reading.pack.codebook;
    codebook
        .countries
        .iter()
        .flat_map(|country| country.branches.values().copied().chain(country.army).chain(country.police))
        .any(|index| codebook.parties[index].name == *name)
}

fn named(tag: Tag, name: &str) -> ActorMention {
    ActorMention { first: tag.first, end: tag.end, actor: Actor::Named(name.to_owned()) }
}

/// The country of a word of nationality right beside a noun.
fn nationality<'r>(reading: &'r Reading<'_>, first: usize, end: usize) -> Option<&'r str> {
    let within = (first..end).rev().find(|&t| reading.is(t, Class::Nationality)).unwrap_or(end);
    let beside = [within, end, end + 1, first.wrapping_sub(1), first.wrapping_sub(2)];
    beside.into_iter().filter(|&t| t < reading.tokens.len() && !reading.is_stop(t)).find_map(|t| {
        let tag = reading.covering(t, Class::Nationality)?;
        let index = reading.entry(&tag).attributes.name?;
        Some(reading.pack.codebook.countries[index].code.as_str())
    })
}

fn force(reading: &Reading<'_>, country: Option<&str>, kind: &str) -> Option<String> {
    let codebook = &reading.pack.codebook;
    let index = codebook.country_of(country?)?.force(kind)?;
    Some(codebook.parties[index].name.clone())
}

/// The party that a source is or speaks for.
pub(crate) fn party_of_source(
    reading: &Reading<'_>,
    source: &SourceMention,
    country: Option<&str>,
) -> Option<Actor> {
    // "Russia's defence ministry", "el Ministerio de Defensa ruso": whose ministry, its own words tell.
    let code = |class| {
        let tag = (source.first..source.end).find_map(|at| reading.tag(at, class))?;
        Some(reading.pack.codebook.countries[reading.entry(&tag).attributes.name?].code.as_str())
    };
    let country = code(Class::Nationality).or_else(|| code(Class::Country)).or(country);
    (source.first..source.end).find_map(|at| {
        if let Some(state) = state_at(reading, at, country) {
            return Some(state.actor);
        }
        if let Some(tag) = reading.tag(at, Class::Source)
            && reading.name(&tag) == Some("foreign_government")
        {
            return code(Class::Nationality)
                .or_else(|| code(Class::Country))
                .and_then(|code| force(reading, Some(code), "army"))
                .map(Actor::Named);
        }
        actor_at(reading, at, country).map(|mention| mention.actor).filter(|actor| *actor != Actor::Unknown)
    })
}

/// Source mentions among which a fuller one is looked for.
const MOST_SOURCES: usize = 60;

/// The party that speaks, where the speaker is one.
pub(crate) fn party_of_voice(
    reading: &Reading<'_>,
    voices: &Voices,
    voice: Voice,
    country: Option<&str>,
    publisher: Option<&Actor>,
) -> Option<Actor> {
    match voice {
        Voice::Source(index) => {
            let source = &voices.sources[index];
            let head = reading.tokens[source.head].word;
            // "les rebelles", named elsewhere in full: "les rebelles du CSP".
            let fuller = || {
                let same = |other: &&SourceMention| {
                    reading.tokens[other.head].word == head
                        && other.end - other.first > source.end - source.first
                };
                let known = head != crate::token::UNKNOWN;
                voices
                    .sources
                    .iter()
                    .take(MOST_SOURCES)
                    .filter(same)
                    .filter(|_| known)
                    .find_map(|other| party_of_source(reading, other, country))
            };
            let nation = (source.first..source.end)
                .any(|t| reading.is_any(t, &[Class::Nationality, Class::Country, Class::Party]));
            let own = || party_of_source(reading, source, country);
            if nation { own().or_else(fuller) } else { fuller().or_else(own) }
        }
        Voice::Author => publisher.cloned(),
    }
}
