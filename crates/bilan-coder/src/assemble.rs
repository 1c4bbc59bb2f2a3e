//! Scenes to accounts: claims of one incident, made from everything that its units tell.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{
    Account, Act, ActClaim, AllegedPerpetrator, ClaimId, Confirmation, Count, Method, Outcome, Place,
    ResponsibilityClaim, Span, Stance, StatusClaim, TollClaim, Victims,
};

use crate::actor::{Actor, is_force, party_of_voice};
use crate::attribution::{Voice, Voices};
use crate::blame::{Blame, blames};
use crate::group::Form;
use crate::lexicon::{Class, Classes};
use crate::mention::Mention;
use crate::place::{PlaceMention, Places, Role};
use crate::reading::Reading;
use crate::scene::Scene;
use crate::status::carry_status;
use crate::telling::Telling;
use crate::token::{is_apostrophe, is_space};

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
        blames.extend(self.admissions(scene, country.as_deref()));
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
        let country =
            mention.country.clone().or_else(|| named.and_then(|m| m.country.clone())).unwrap_or(doc_country);
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

    fn source_words(&self, voice: Voice) -> &str {
        match voice {
            Voice::Author => AUTHOR,
            Voice::Source(index) => self.names[index],
        }
    }

    fn chain(&self, mention: &Mention) -> Vec<String> {
        let outer = mention.through.map(|source| self.source(Voice::Source(source)));
        let inner = match mention.voice {
            Voice::Author => None,
            Voice::Source(_) => Some(self.source(mention.voice)),
        };
        // A source that cites itself is one link, not two.
        outer.filter(|outer| inner.as_ref() != Some(outer)).into_iter().chain(inner).collect()
    }

    /// The toll claims of a scene: one for each outcome, count and source.
    fn tolls(&self, scene: &Scene) -> Vec<Draft> {
        let order = self.kept(scene);
        let places: BTreeMap<usize, usize> = order.iter().enumerate().map(|(at, &m)| (m, at)).collect();
        let position = |mention: usize| places.get(&mention).copied();
        order
            .iter()
            .map(|&index| {
                let mention = &self.mentions[index];
                let (first, end) = mention.quote();
                let span = self.reading.span(first, end);
                let victims = self.victims(scene, mention);
                let named = mention.group.head.map_or(end, |(_, after)| after.max(end));
                let attributed_to = self.source(mention.voice);
                let claim = TollClaim {
                    id: ClaimId::toll(&self.reading.report.header.doc, mention.outcome, span),
                    outcome: mention.outcome,
                    count: mention.group.count,
                    victims,
                    victim_words: mention
                        .group
                        .head
                        .map(|(from, to)| self.reading.words(from, to).to_owned()),
                    status_contested: false,
                    attributed_to,
                    chain: self.chain(mention),
                    hedged: mention.hedged,
                    confirmation: mention.confirmation,
                    part_of: mention.part_of.and_then(position),
                    quote: self.reading.words(first, end).to_owned(),
                    span,
                    rules: self.rules(mention),
                    // Settled when the whole report is read.
                    confidence: 0.0,
                };
                Draft { claim, named: self.reading.span(first, named), head: mention.group.head }
            })
            .collect()
    }

    /// Mentions that become claims: bare plurals only where nothing better tells the outcome, repetitions once.
    fn kept(&self, scene: &Scene) -> Vec<usize> {
        let mut kept: Vec<usize> = Vec::new();
        let mut alike: BTreeMap<(Outcome, Count), Vec<usize>> = BTreeMap::new();
        for &index in &scene.mentions {
            let mention = &self.mentions[index];
            alike.entry((mention.outcome, mention.group.count)).or_default().push(index);
        }
        for &index in &scene.mentions {
            let mention = &self.mentions[index];
            let twins = alike.get(&(mention.outcome, mention.group.count)).map_or(&[][..], Vec::as_slice);
            if mention.outside.is_some() || self.is_repeated(twins, index) || self.is_sum(&kept, mention) {
                continue;
            }
            if mention.group.form == Form::Bare && self.is_idle_plural(scene, index) {
                continue;
            }
            kept.push(index);
        }
        kept
    }

    /// Whether another mention of the same figure in the scene tells it better: with a source where this one has none.
    fn is_repeated(&self, twins: &[usize], index: usize) -> bool {
        let mention = &self.mentions[index];
        if mention.group.form == Form::One {
            return false;
        }
        twins.iter().any(|&other| {
            if other == index {
                return false;
            }
            let twin = &self.mentions[other];
            if twin.outside.is_some() {
                return false;
            }
            if mention.group.form != twin.group.form {
                return false;
            }
            // "the bodies of the six men": an article before the number points back to people counted already.
            if self.is_definite(mention) && other < index && mention.part_of.is_none() {
                return true;
            }
            if mention.part_of.is_some() != twin.part_of.is_some() {
                return false;
            }
            let apart = mention.victims() != twin.victims();
            if apart && (mention.group.form == Form::Zero || mention.how == Telling::OfThem) {
                return false;
            }
            let disjoint = mention.victims() != twin.victims()
                && mention.victims() != Victims::Unspecified
                && twin.victims() != Victims::Unspecified;
            if disjoint && mention.sentence == twin.sentence {
                return false;
            }
            let same_voice = || self.source_words(mention.voice) == self.source_words(twin.voice);
            match (mention.voice, twin.voice) {
                (Voice::Author, Voice::Source(_)) => !disjoint,
                (Voice::Source(_), Voice::Author) => false,
                _ => !disjoint && other < index && same_voice(),
            }
        })
    }

    /// "a woman and her two daughters ... the three victims": who was told of one by one is not counted again.
    fn is_sum(&self, kept: &[usize], mention: &Mention) -> bool {
        if !self.is_definite(mention) {
            return false;
        }
        let told = kept.iter().map(|&other| &self.mentions[other]);
        let of_it =
            told.filter(|m| m.outcome == mention.outcome && m.part_of.is_none() && m.voice == mention.voice);
        let values: Vec<u64> = of_it.filter_map(|m| m.group.count.value()).collect();
        let sum = values.iter().fold(0_u64, |sum, value| sum.saturating_add(*value));
        values.len() > 1 && mention.group.count.value() == Some(sum)
    }

    fn is_definite(&self, mention: &Mention) -> bool {
        let before = mention.group.number.checked_sub(1).filter(|_| mention.is_figure());
        let of_the = |at: usize| self.reading.is(at, Class::Of) && self.reading.is(at, Class::Determiner);
        before.is_some_and(|at| self.reading.is_any(at, &[Class::Definite, Class::Article]) || of_the(at))
    }

    /// Whether a bare plural only narrates what a figure of the scene tells.
    fn is_idle_plural(&self, scene: &Scene, index: usize) -> bool {
        let mention = &self.mentions[index];
        scene.mentions.iter().any(|&other| {
            let twin = &self.mentions[other];
            other != index
                && twin.outside.is_none()
                && twin.outcome == mention.outcome
                && (twin.group.form != Form::Bare || other < index)
        })
    }

    /// Who they are; words without a status take the one that the same source gives the same people.
    fn victims(&self, scene: &Scene, mention: &Mention) -> Victims {
        let own = mention.victims();
        if own == Victims::Unspecified
            && let Some(side) = self.own_side(mention)
        {
            return side;
        }
        if own != Victims::Unspecified || mention.part_of.is_some() {
            return own;
        }
        // A bare participle and "others" take the noun counted before them in the sentence; "people" stays what it is.
        let bare = mention.group.head.is_none() || mention.group.casualty.is_some();
        scene
            .mentions
            .iter()
            .map(|&m| &self.mentions[m])
            .filter(|m| m.sentence == mention.sentence && m.group.first < mention.group.first)
            .filter(|m| mention.group.head.is_none() || self.one_list(m, mention))
            .rfind(|m| bare && m.group.head.is_some() && m.part_of.is_none())
            .map_or(own, Mention::victims)
    }

    /// "eight of its own": an army's own are soldiers, an armed group's own are fighters.
    fn own_side(&self, mention: &Mention) -> Option<Victims> {
        let reading = self.reading;
        let group = &mention.group;
        let end = reading.sentences[mention.sentence].end.min(group.end + 7);
        let next = (group.end..end).find(|&t| reading.is_stop(t)).unwrap_or(end);
        let own = (group.first..next).any(|t| reading.is(t, Class::OwnSide));
        let Voice::Source(index) = mention.voice else { return None };
        let source = self.voices.sources.get(index).filter(|_| own)?;
        (source.first..source.end).find_map(|at| {
            let kind = reading.covering(at, Class::Source).and_then(|tag| reading.name(&tag));
            match kind {
                Some("army" | "police" | "government" | "military_source" | "security_source") => {
                    Some(Victims::SecurityForces)
                }
                Some("rebel_group" | "armed_group") => Some(Victims::Combatants),
                _ => None,
            }
        })
    }

    /// Whether two counts of a sentence are told in one breath, by one voice.
    fn one_list(&self, first: &Mention, second: &Mention) -> bool {
        let between = first.group.end..second.group.first;
        let apart = |t: usize| self.reading.is(t, Class::Contrast) || self.reading.is_sign(t, ';');
        let breath = between.len() <= 12 && !between.clone().any(apart);
        // "84 civilians and dozens of wounded": a new article begins anew.
        let vague = second.group.count.value().is_none();
        first.is_figure() && second.is_figure() && !vague && first.voice == second.voice && breath
    }

    fn rules(&self, mention: &Mention) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        let harm = mention.harm.map(|harm| harm.rule);
        for rule in mention.group.rules.iter().copied().chain(harm) {
            let id = &self.reading.pack.rules[rule].id;
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
        if let Some(frame) = self.voices.frame_at(mention.group.number, mention.sentence) {
            ids.push(self.reading.pack.rules[frame.rule].id.clone());
        }
        ids.push(mention.how.rule().to_owned());
        ids
    }

    /// The statuses that are told of a whole count: what a part was is no word on the others.
    fn of_wholes(&self, told: &[StatusClaim]) -> Vec<StatusClaim> {
        let part = |claim: &StatusClaim| {
            let at = self.reading.tokens.partition_point(|token| token.start < claim.span.start());
            let sentence = self.reading.sentence_of(at);
            let from = self.mentions.partition_point(|m| m.sentence < sentence);
            let of_it = self.mentions[from..].iter().take_while(|m| m.sentence == sentence);
            of_it.into_iter().any(|m| m.part_of.is_some())
        };
        told.iter().filter(|claim| !part(claim)).cloned().collect()
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
            b.actor != Actor::Unknown
                && b.stance != Stance::Denies
                && (b.stance == Stance::Accuses || !is_force(self.reading, &b.actor))
        })
    }

    fn push_responsibility(&self, claims: &mut Vec<ResponsibilityClaim>, blame: &Blame) {
        let attributed_to = self.source(blame.voice);
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
    fn admissions(&self, scene: &Scene, country: Option<&str>) -> Vec<Blame> {
        let counted = |mention: &&Mention| {
            mention.outcome == Outcome::Killed
                && mention.victims() == Victims::Combatants
                && !mention.group.count.is_none()
                && mention.outside.is_none()
        };
        let party =
            |voice| party_of_voice(self.reading, self.voices, voice, country, self.publisher.as_ref());
        let of_scene = scene.mentions.iter().map(|&index| &self.mentions[index]);
        of_scene
            .filter(counted)
            .filter_map(|mention| {
                let words = (mention.group.first, mention.group.end);
                let (stance, voice) = (Stance::Admits, mention.voice);
                Some(Blame { actor: party(voice)?, stance, voice, mention: words, passage: words })
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
            let attributed_to = self.source(blame.voice);
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

/// A claim with what later steps of assembling need.
pub(crate) struct Draft {
    pub(crate) claim: TollClaim,
    /// From the count to the words that say who they were: "Seven of them were women".
    pub(crate) named: Span,
    /// Tokens of the words that name the victims.
    pub(crate) head: Option<(usize, usize)>,
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

/// Gives the parts of a count whose own words tell no status the status of the whole.
fn carry_to_parts(tolls: &mut [Draft]) {
    for index in 0..tolls.len() {
        let claim = &tolls[index].claim;
        let Some(whole) =
            claim.part_of.and_then(|parent| tolls.get(parent)).map(|parent| parent.claim.victims)
        else {
            continue;
        };
        if claim.victims == Victims::Unspecified && whole != Victims::Mixed {
            tolls[index].claim.victims = whole;
        }
    }
}

/// A denial of civilian deaths disputes the figures of civilians and children that others give.
fn dispute_denied(tolls: &mut [Draft]) {
    let denials: Vec<(String, Victims)> = tolls
        .iter()
        .filter(|d| d.claim.count == Count::none() && d.claim.outcome == Outcome::Killed)
        .map(|d| (d.claim.attributed_to.clone(), d.claim.victims))
        .collect();
    for draft in tolls.iter_mut() {
        let claim = &mut draft.claim;
        if claim.count.is_none()
            || claim.outcome != Outcome::Killed
            || claim.confirmation != Confirmation::Unstated
        {
            continue;
        }
        let rejected = denials.iter().any(|(source, of)| {
            *source != claim.attributed_to
                && match of {
                    Victims::Civilians => {
                        matches!(claim.victims, Victims::Civilians | Victims::Children | Victims::Women)
                    }
                    Victims::Unspecified => true,
                    Victims::Combatants
                    | Victims::SecurityForces
                    | Victims::Children
                    | Victims::Women
                    | Victims::Men
                    | Victims::Mixed => *of == claim.victims,
                }
        });
        if rejected {
            claim.confirmation = Confirmation::Disputed;
        }
    }
}

/// A text in plain type: one space for any run of spaces, a straight apostrophe for any.
fn plain_type(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if !is_space(c) {
            plain.push(if is_apostrophe(c) { '\'' } else { c });
        } else if !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    plain
}

/// Whether two texts differ in nothing but the shape of spaces and apostrophes.
fn is_one_writing(a: &str, b: &str) -> bool {
    a == b || plain_type(a) == plain_type(b)
}

/// For each source mention, the longest mention of the report that holds all its words.
///
/// Names that differ in nothing but the shape of spaces and apostrophes come out in one writing, the first one: who
/// says the same is told by comparing these names.
pub(crate) fn fullest_names<'a>(reading: &Reading<'a>, voices: &Voices) -> Vec<&'a str> {
    let words: Vec<BTreeSet<String>> =
        voices.sources.iter().map(|source| content_words(reading.words(source.first, source.end))).collect();
    // A report that names thousands of sources is no report: each keeps its own words.
    let many = words.len() > MOST_SOURCES;
    let fullest = |index: usize| {
        let own = &voices.sources[index];
        let head = crate::gazetteer::fold(reading.words(own.head, own.head + 1));
        let holds = |other: &usize| {
            words[index].is_subset(&words[*other])
                && !words[index].is_empty()
                && (words[index].len() > 1 || words[*other].contains(&head))
                && voices.sources[*other].end - voices.sources[*other].first <= LONGEST_NAME
        };
        let length = |other: &usize| {
            let source = &voices.sources[*other];
            (source.end - source.first, std::cmp::Reverse(source.first))
        };
        let candidates = if many { 0..0 } else { 0..words.len() };
        let best = candidates.filter(holds).max_by_key(length).unwrap_or(index);
        reading.words(voices.sources[best].first, voices.sources[best].end)
    };
    let mut writings: BTreeMap<String, &'a str> = BTreeMap::new();
    (0..words.len()).map(fullest).map(|name| *writings.entry(plain_type(name)).or_insert(name)).collect()
}

/// Source mentions up to which a report's sources are compared with one another.
const MOST_SOURCES: usize = 1000;
/// Tokens beyond which a mention of a source is a sentence rather than a name.
const LONGEST_NAME: usize = 14;

/// Words of a name that tell sources apart: folded, longer than two letters.
fn content_words(name: &str) -> BTreeSet<String> {
    crate::gazetteer::fold(name).split(' ').filter(|word| word.len() > 2).map(str::to_owned).collect()
}
