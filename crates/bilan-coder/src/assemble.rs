//! Scenes to accounts: claims of one incident, made from everything that its units tell.

use std::collections::BTreeSet;

use bilan_model::{
    Account, Act, ActClaim, AllegedPerpetrator, ClaimId, Method, Outcome, Place, ResponsibilityClaim, Stance,
    TollClaim, Victims,
};

use crate::actor::{Actor, is_force, party_of_voice};
use crate::attribution::{Voice, Voices};
use crate::blame::{Blame, blames};
use crate::country::side_of;
use crate::lexicon::{Class, Classes};
use crate::mention::Mention;
use crate::place::{PlaceMention, Places, Role};
use crate::reading::Reading;
use crate::scene::Scene;
use crate::source_name::{LONGEST_NAME, is_one_writing};
use crate::status::carry_status;
use crate::toll::{carry_to_parts, dispute_denied};

/// The word of the record format for the report's own voice.
pub(crate) const AUTHOR: &str = "author";

/// Classes whose words tell what was done.
const DEEDS: Classes = Classes::of(&[Class::Act, Class::Method, Class::Harm, Class::HarmNoun]);

/// What assembling one account needs.
pub(crate) struct Assembler<'a> {
    pub(crate) reading: &'a Reading<'a>,
    pub(crate) voices: &'a Voices,
    pub(crate) places: &'a Places,
    pub(crate) mentions: &'a [Mention],
    /// For each source mention the fullest words of the report for that source ([`fullest_names`]).
    pub(crate) names: Vec<&'a str>,
    /// The party that published the report, where it is one.
    pub(crate) publisher: Option<Actor>,
}

impl Assembler<'_> {
    /// The account of a scene.
    pub(crate) fn account(&self, scene: &Scene, id: usize) -> Account {
        let place = self.place(scene);
        let country = Some(place.country.clone()).filter(|code| !code.is_empty());
        let mut tolls = self.tolls(scene);
        let mut blames =
            blames(self.reading, self.voices, scene, country.as_deref(), self.publisher.as_ref());
        blames.extend(self.admissions(scene, country.as_deref(), &blames));
        let blames = own_words_once(one_voice_each(blames));
        let mut told = Vec::new();
        for &(first, end) in &scene.units {
            self.told_statuses(first, end, &mut told);
        }
        // What a source says of the dead in one place holds for its figures; it is no second claim.
        let mut status_claims = self.status_claims(&tolls, &told);
        carry_status(&mut tolls, &self.of_wholes(&told));
        carry_to_parts(&mut tolls);
        self.contest(&mut tolls, &status_claims, &told, &blames, country.as_deref());
        dispute_denied(&mut tolls);
        status_claims.dedup_by(|a, b| a.id == b.id);
        let responsibility_claims = self.responsibility(&blames);
        let act_claims = self.act_claims(scene);
        let tolls: Vec<TollClaim> = tolls.into_iter().map(|draft| draft.claim).collect();
        Account {
            id: format!("i{id}"),
            cluster: None,
            date: scene.date,
            place,
            acts: acts(&act_claims, &tolls),
            methods: methods(&act_claims),
            alleged_perpetrators: self.perpetrators(&blames),
            tolls,
            status_claims,
            responsibility_claims,
            act_claims,
        }
    }

    fn place(&self, scene: &Scene) -> Place {
        let doc_country = self.places.country.clone().unwrap_or_default();
        let Some(mention) = scene.place_mention(self.places) else {
            return Place { country: doc_country, ..Place::default() };
        };
        let mut admin: Vec<String> = Vec::new();
        let sentence = self.reading.sentence_of(mention.first);
        let near = |m: &&PlaceMention| {
            m.role == Role::Area
                && self.reading.sentence_of(m.first).abs_diff(sentence) <= 1
                && m.first > mention.first
        };
        for area in self.places.mentions.iter().filter(near) {
            let name = self.area_name(area.first, area.end);
            let known = admin.iter().any(|other| is_one_writing(other, &name));
            if !known && area.key != mention.key && admin.len() < 3 {
                admin.push(name);
            }
        }
        let named = self.places.mentions.iter().find(|m| {
            m.role == Role::Country
                && self.reading.sentence_of(m.first) == sentence
                && self.is_joined(mention, m)
        });
        let country = side_of(self.reading, mention.end)
            .or_else(|| mention.country.clone())
            .or_else(|| named.and_then(|m| m.country.clone()))
            .unwrap_or(doc_country);
        Place { name: mention.name.clone(), admin, country }
    }

    /// Whether a country stands with a place: nothing but names and small words of place between them.
    fn is_joined(&self, place: &PlaceMention, country: &PlaceMention) -> bool {
        const SMALL: [Class; 7] = [
            Class::PlaceAt,
            Class::Of,
            Class::Determiner,
            Class::Article,
            Class::Admin,
            Class::PlaceKind,
            Class::And,
        ];
        let reading = self.reading;
        let (from, to) =
            if place.first < country.first { (place.end, country.first) } else { (country.end, place.first) };
        let small = |token: usize| {
            reading.tokens[token].capital || reading.is_any(token, &SMALL) || !reading.is_word(token)
        };
        from <= to && to - from <= LONGEST_NAME && (from..to).all(small)
    }

    /// An area with the noun of its kind: "région de Kidal", "Yagha province".
    fn area_name(&self, first: usize, end: usize) -> String {
        let reading = self.reading;
        let mut from = first;
        for at in (first.saturating_sub(3)..first).rev() {
            if let Some(tag) = reading.covering(at, Class::Admin) {
                from = tag.first;
                break;
            }
            if !reading.is_any(at, &[Class::Of, Class::Determiner]) {
                break;
            }
        }
        let to = reading.tag(end, Class::Admin).map_or(end, |tag| tag.end);
        reading.words(from, to).to_owned()
    }

    /// Who says it, in the fullest words that the report has for that source.
    pub(crate) fn source(&self, voice: Voice) -> String {
        self.source_words(voice).to_owned()
    }

    pub(crate) fn source_words(&self, voice: Voice) -> &str {
        match voice {
            Voice::Author => AUTHOR,
            Voice::Source(index) => self.names[index],
        }
    }

    pub(crate) fn chain(&self, mention: &Mention) -> Vec<String> {
        let outer = mention.through.map(|source| self.source(Voice::Source(source)));
        let inner = match mention.voice {
            Voice::Author => None,
            Voice::Source(_) => Some(self.source(mention.voice)),
        };
        // A source that cites itself is one link, not two.
        outer.filter(|outer| inner.as_ref() != Some(outer)).into_iter().chain(inner).collect()
    }

    fn responsibility(&self, blames: &[Blame]) -> Vec<ResponsibilityClaim> {
        let mut claims: Vec<ResponsibilityClaim> = Vec::new();
        let named = self.identifies(blames);
        for blame in blames {
            if blame.actor == Actor::Unknown && named {
                continue;
            }
            self.push_responsibility(&mut claims, blame);
        }
        claims
    }

    /// Whether somebody in the report says who the attackers were; that a force struck back names no attackers.
    fn identifies(&self, blames: &[Blame]) -> bool {
        blames.iter().any(|b| {
            b.actor != Actor::Unknown && b.stance != Stance::Denies && !is_force(self.reading, &b.actor)
        })
    }

    /// Who says it, by its fullest name.
    fn spoken_by(&self, blame: &Blame) -> String {
        let named = blame.speaker.map(|(first, end)| self.reading.words(first, end).to_owned());
        named.unwrap_or_else(|| self.source(blame.voice))
    }

    fn push_responsibility(&self, claims: &mut Vec<ResponsibilityClaim>, blame: &Blame) {
        let attributed_to = self.spoken_by(blame);
        let party = blame.actor.name().to_owned();
        let known = claims
            .iter()
            .any(|c| c.party == party && c.stance == blame.stance && c.attributed_to == attributed_to);
        if known {
            return;
        }
        let span = self.reading.span(blame.passage.0, blame.passage.1);
        claims.push(ResponsibilityClaim {
            id: ClaimId::responsibility(&self.reading.report.header.doc, &party, blame.stance, span),
            party,
            stance: blame.stance,
            attributed_to,
            quote: self.reading.words(blame.passage.0, blame.passage.1).to_owned(),
            span,
        });
    }

    /// A force that counts the enemy dead says that it killed them.
    fn admissions(&self, scene: &Scene, country: Option<&str>, told: &[Blame]) -> Vec<Blame> {
        // Who says that somebody else killed them does not say that it did.
        let by_other = |mention: &Mention| {
            told.iter().any(|b| {
                b.stance == Stance::Accuses
                    && b.voice == mention.voice
                    && b.actor != Actor::Unknown
                    && self.reading.sentence_of(b.passage.0) == mention.sentence
            })
        };
        let counted = |mention: &&Mention| {
            mention.outcome == Outcome::Killed
                && mention.victims() == Victims::Combatants
                && !mention.group.count.is_none()
                && mention.outside.is_none()
                && !mention.harm.is_some_and(|harm| harm.loss)
                && !by_other(mention)
        };
        let party =
            |voice| party_of_voice(self.reading, self.voices, voice, country, self.publisher.as_ref());
        let of_scene = scene.mentions.iter().map(|&index| &self.mentions[index]);
        of_scene
            .filter(counted)
            .filter_map(|mention| {
                let words = (mention.group.first, mention.group.end);
                let (stance, voice) = (Stance::Admits, mention.voice);
                let actor = party(voice)?;
                Some(Blame { actor, stance, voice, mention: words, passage: words, speaker: None })
            })
            .collect()
    }

    fn perpetrators(&self, blames: &[Blame]) -> Vec<AllegedPerpetrator> {
        let mut found: Vec<AllegedPerpetrator> = Vec::new();
        let named = self.identifies(blames);
        for blame in blames.iter().filter(|b| b.stance != Stance::Denies) {
            if blame.actor == Actor::Unknown && named {
                continue;
            }
            let name = blame.actor.name().to_owned();
            let attributed_to = self.spoken_by(blame);
            if found.iter().any(|p| p.name == name && p.attributed_to == attributed_to) {
                continue;
            }
            let (first, end) = blame.mention;
            let mention = self.reading.words(first, end).to_owned();
            found.push(AllegedPerpetrator {
                name,
                mention,
                attributed_to,
                span: self.reading.span(first, end),
            });
        }
        found
    }

    /// What was done, by the words of acts, methods and harm in the units.
    fn act_claims(&self, scene: &Scene) -> Vec<ActClaim> {
        let mut claims: Vec<ActClaim> = Vec::new();
        for &(first, end) in &scene.units {
            for at in (first..end).filter(|&at| self.reading.tags.begin(at, DEEDS)) {
                for tag in self.reading.tags.at(at) {
                    let entry = self.reading.entry(tag);
                    if !DEEDS.holds(tag.class) {
                        continue;
                    }
                    let (act, method) = (entry.attributes.act, entry.attributes.method);
                    let act = act.or_else(|| method.and_then(act_of_method));
                    let Some(act) = act.or(method.map(|_| Act::Killing)) else { continue };
                    if self.negated(at, first) || claims.iter().any(|c| c.act == act && c.method == method) {
                        continue;
                    }
                    let span = self.reading.span(tag.first, tag.end);
                    claims.push(ActClaim {
                        id: ClaimId::act(&self.reading.report.header.doc, act, method, span),
                        act,
                        method,
                        attributed_to: self.source(self.voices.voice_at(at, self.reading.sentence_of(at))),
                        hedged: false,
                        span,
                    });
                }
            }
        }
        claims
    }

    fn negated(&self, at: usize, floor: usize) -> bool {
        (floor.max(at.saturating_sub(3))..at).any(|t| self.reading.is_any(t, &[Class::Negation, Class::None]))
    }
}

/// The same words blame a party once: where two voices were heard in one passage, a source goes before the author.
fn one_voice_each(blames: Vec<Blame>) -> Vec<Blame> {
    let mut kept: Vec<Blame> = Vec::with_capacity(blames.len());
    for blame in blames {
        let same = |other: &&mut Blame| {
            other.actor == blame.actor && other.stance == blame.stance && other.passage == blame.passage
        };
        match kept.iter_mut().find(same) {
            Some(other) if other.voice == Voice::Author => *other = blame,
            Some(_) => {}
            None => kept.push(blame),
        }
    }
    kept
}

/// A party that publishes its own words is one voice, named or not.
fn own_words_once(blames: Vec<Blame>) -> Vec<Blame> {
    let mut kept: Vec<Blame> = Vec::with_capacity(blames.len());
    for blame in blames {
        let own = blame.stance != Stance::Accuses && blame.voice == Voice::Author;
        if !(own && kept.iter().any(|b| b.actor == blame.actor && b.stance == blame.stance)) {
            kept.push(blame);
        }
    }
    kept
}

fn act_of_method(method: Method) -> Option<Act> {
    match method {
        Method::Drone => Some(Act::DroneStrike),
        Method::Aircraft => Some(Act::Airstrike),
        Method::Shelling => Some(Act::Shelling),
        Method::Ied | Method::Mine => Some(Act::Ied),
        Method::Rape => Some(Act::SexualViolence),
        Method::ExplosiveVest => Some(Act::SuicideBombing),
        Method::Gunfire
        | Method::ThroatCutting
        | Method::Beheading
        | Method::Burning
        | Method::Blade
        | Method::Beating
        | Method::Grenade => None,
    }
}

fn act_of_outcome(outcome: Outcome) -> Option<Act> {
    match outcome {
        Outcome::Killed => Some(Act::Killing),
        Outcome::Injured => Some(Act::Injury),
        Outcome::Abducted => Some(Act::Abduction),
        Outcome::Displaced => Some(Act::Displacement),
        Outcome::Detained => Some(Act::Detention),
        Outcome::Raped => Some(Act::SexualViolence),
        Outcome::Missing => None,
    }
}

/// The list of acts of an account: those told, and those that its tolls imply; a harm without a toll is no act.
fn acts(claims: &[ActClaim], tolls: &[TollClaim]) -> Vec<Act> {
    let mut found: BTreeSet<Act> = claims
        .iter()
        .map(|claim| claim.act)
        .filter(|act| {
            !matches!(
                act,
                Act::Killing
                    | Act::Injury
                    | Act::Abduction
                    | Act::Displacement
                    | Act::Detention
                    | Act::SexualViolence
            )
        })
        .collect();
    found.extend(
        tolls.iter().filter(|toll| !toll.count.is_none()).filter_map(|toll| act_of_outcome(toll.outcome)),
    );
    found.into_iter().collect()
}

fn methods(claims: &[ActClaim]) -> Vec<Method> {
    claims.iter().filter_map(|claim| claim.method).collect::<BTreeSet<_>>().into_iter().collect()
}
