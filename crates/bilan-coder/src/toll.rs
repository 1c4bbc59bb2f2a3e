//! The tolls of an account: which figures stand, of whom, as parts of which.

use std::collections::BTreeMap;

use bilan_model::{ClaimId, Confirmation, Count, Outcome, Span, StatusClaim, TollClaim, Victims};

use crate::assemble::Assembler;
use crate::attribution::Voice;
use crate::gazetteer::fold;
use crate::group::Form;
use crate::lexicon::Class;
use crate::mention::Mention;
use crate::scene::Scene;
use crate::source_name::is_one_name;
use crate::telling::Telling;

/// A claim with what later steps of assembling need.
pub(crate) struct Draft {
    pub(crate) claim: TollClaim,
    /// From the count to the words that say who they were: "Seven of them were women".
    pub(crate) named: Span,
    /// Tokens of the words that name the victims.
    pub(crate) head: Option<(usize, usize)>,
}

impl Assembler<'_> {
    /// The toll claims of a scene: one for each outcome, count and source.
    pub(crate) fn tolls(&self, scene: &Scene) -> Vec<Draft> {
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
        twins.iter().any(|&other| {
            if other == index {
                return false;
            }
            let twin = &self.mentions[other];
            if twin.outside.is_some() {
                return false;
            }
            if mention.group.form == Form::One && twin.group.form == Form::One {
                return other < index && self.is_same_person(twin, mention);
            }
            if mention.group.form != twin.group.form || mention.group.form == Form::One {
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

    /// Whether a mention tells again of the one person of another before it: by the same name, or by "the" and the same
    /// noun.
    fn is_same_person(&self, before: &Mention, mention: &Mention) -> bool {
        let words =
            |range: Option<(usize, usize)>| range.map(|(first, end)| fold(self.reading.words(first, end)));
        match (words(before.group.name), words(mention.group.name)) {
            (Some(one), Some(other)) => is_one_name(&one, &other),
            (_, None) => {
                let definite = self.reading.is(mention.group.first, Class::Article);
                definite
                    && words(mention.group.head).is_some_and(|head| words(before.group.head) == Some(head))
            }
            (None, Some(_)) => false,
        }
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
        if let Some(whole) = self.of_whom(mention) {
            return whole;
        }
        // A bare participle and "others" take the noun counted before them in the sentence; "people" stays what it is.
        let bare = mention.group.head.is_none() || mention.group.casualty.is_some();
        let others = mention.group.others
            || mention.group.number.checked_sub(1).is_some_and(|t| self.reading.is(t, Class::Others));
        if others
            && mention.group.head.is_none()
            && let Some(before) = self.named_before(scene, mention)
        {
            return before;
        }
        scene
            .mentions
            .iter()
            .map(|&m| &self.mentions[m])
            .filter(|m| m.sentence == mention.sentence && m.group.first < mention.group.first)
            .filter(|m| mention.group.head.is_none() || self.one_list(m, mention))
            // "8 soldiers dead, 11 wounded, 2 missing": a participle between says nothing of who they were.
            .filter(|m| m.group.casualty.is_none() || m.victims() != Victims::Unspecified)
            .rfind(|m| bare && m.group.head.is_some() && m.part_of.is_none())
            .map_or(own, Mention::victims)
    }

    /// "A soldier fell. Two others were hurt": further people are what the last ones of the passage were.
    fn named_before(&self, scene: &Scene, mention: &Mention) -> Option<Victims> {
        let paragraph = |m: &Mention| self.reading.sentences[m.sentence].paragraph;
        let of_scene = scene.mentions.iter().map(|&m| &self.mentions[m]);
        of_scene
            .take_while(|m| m.group.first < mention.group.first)
            .filter(|m| m.sentence + 1 >= mention.sentence && paragraph(m) == paragraph(mention))
            .filter(|m| m.part_of.is_none() && m.voice == mention.voice)
            .filter(|m| m.group.head.is_some() && m.group.casualty.is_none())
            .last()
            .map(Mention::victims)
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
    pub(crate) fn of_wholes(&self, told: &[StatusClaim]) -> Vec<StatusClaim> {
        let part = |claim: &StatusClaim| {
            let at = self.reading.tokens.partition_point(|token| token.start < claim.span.start());
            let sentence = self.reading.sentence_of(at);
            let from = self.mentions.partition_point(|m| m.sentence < sentence);
            let of_it = self.mentions[from..].iter().take_while(|m| m.sentence == sentence);
            // "Most of the victims were farmers": what a share of them was is no word on all.
            let first = self.reading.sentences[sentence].first;
            self.reading.any(first, at, Class::Share) || of_it.into_iter().any(|m| m.part_of.is_some())
        };
        told.iter().filter(|claim| !part(claim)).cloned().collect()
    }
}

/// Gives the parts of a count whose own words tell no status the status of the whole.
pub(crate) fn carry_to_parts(tolls: &mut [Draft]) {
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
pub(crate) fn dispute_denied(tolls: &mut [Draft]) {
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
