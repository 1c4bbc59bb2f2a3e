//! What the dead, injured, taken or missing were: who says it, in which words, and whether it is disputed.

use std::collections::BTreeSet;

use bilan_model::{ClaimId, Outcome, Relation, Span, Stance, StatusClaim, StatusWord, Victims};

use crate::actor::{Actor, party_of_voice};
use crate::assemble::{AUTHOR, Assembler};
use crate::blame::Blame;
use crate::lexicon::{Class, Classes, Saying};
use crate::toll::Draft;

/// Tokens around the words for the victims within which "armed" is said of them.
const BESIDE: usize = 3;

impl Assembler<'_> {
    /// What each source says that the victims were.
    pub(crate) fn status_claims(&self, tolls: &[Draft], told: &[StatusClaim]) -> Vec<StatusClaim> {
        let mut claims: Vec<StatusClaim> = Vec::new();
        for draft in tolls {
            let toll = &draft.claim;
            if toll.count.is_none() || toll.outcome == Outcome::Displaced {
                continue;
            }
            let source = || toll.attributed_to.clone();
            if let Some((words, span)) = self.armed_beside(draft) {
                self.push_status(&mut claims, StatusWord::Armed, words, source(), toll.hedged, span);
            }
            let status = if self.joins(draft) { Some(StatusWord::Mixed) } else { status_of(toll.victims) };
            let Some(status) = status else { continue };
            let Some(words) = toll.victim_words.clone() else { continue };
            self.push_status(&mut claims, status, words, source(), toll.hedged, draft.named);
        }
        for claim in told {
            if !claims.iter().any(|c| c.status == claim.status && c.attributed_to == claim.attributed_to) {
                claims.push(claim.clone());
            }
        }
        claims
    }

    /// "civils et combattants": the words for the victims join people of both kinds.
    fn joins(&self, draft: &Draft) -> bool {
        let Some((first, end)) = draft.head.filter(|_| draft.claim.victims == Victims::Mixed) else {
            return false;
        };
        let kinds: BTreeSet<Victims> = (first..end)
            .filter_map(|t| self.reading.tag(t, Class::Person))
            .filter_map(|tag| self.reading.entry(&tag).attributes.victims)
            .collect();
        kinds.contains(&Victims::Civilians)
            && (kinds.contains(&Victims::Combatants) || kinds.contains(&Victims::SecurityForces))
    }

    /// "six assaillants « lourdement armés »": the word beside the victims that says they bore arms.
    fn armed_beside(&self, draft: &Draft) -> Option<(String, Span)> {
        let reading = self.reading;
        let (first, end) = draft.head?;
        let stops = |t: &usize| !reading.is_stop(*t);
        let behind = (end..reading.tokens.len().min(end + BESIDE)).take_while(stops);
        let tag = (first..end).chain(behind).find_map(|t| reading.tag(t, Class::Armed))?;
        if reading.is(tag.first, Class::Unarmed) || (first..tag.first).any(|t| reading.is(t, Class::Agent)) {
            return None;
        }
        Some((reading.words(tag.first, tag.end).to_owned(), reading.span(tag.first, tag.end)))
    }

    /// "les victimes étaient des « terroristes »", "un massacre de « civils »", "armed men".
    pub(crate) fn told_statuses(&self, first: usize, end: usize, claims: &mut Vec<StatusClaim>) {
        let reading = self.reading;
        let said = Classes::of(&[Class::Armed, Class::Unarmed, Class::Person]);
        for at in (first..end).filter(|&at| reading.tags.begin(at, said)) {
            let index = reading.sentence_of(at);
            let armed = reading.tag(at, Class::Armed).map(|tag| (tag, StatusWord::Armed));
            let unarmed = reading.tag(at, Class::Unarmed).map(|tag| (tag, StatusWord::Unarmed));
            if let Some((tag, status)) = unarmed.or(armed) {
                let source = self.source(self.voices.voice_at(at, index));
                let words = reading.words(tag.first, tag.end).to_owned();
                let said = status == StatusWord::Unarmed || self.predicated(at, first);
                if said {
                    self.push_status(claims, status, words, source, false, reading.span(tag.first, tag.end));
                }
                continue;
            }
            let Some(tag) = reading.tag(at, Class::Person) else { continue };
            let Some(status) = reading.entry(&tag).attributes.victims.and_then(status_of) else { continue };
            if status == StatusWord::Other || !self.predicated(at, first) {
                continue;
            }
            let words = reading.words(tag.first, tag.end).to_owned();
            let source = self.source(self.voices.voice_at(at, index));
            self.push_status(claims, status, words, source, false, reading.span(tag.first, tag.end));
        }
    }

    /// Whether a noun is said of the victims: behind "were", or behind a noun of harm and "of".
    fn predicated(&self, at: usize, floor: usize) -> bool {
        let reading = self.reading;
        let mut before = at;
        let mut of = false;
        let mut quoted = false;
        while before > floor && before + 7 > at {
            before -= 1;
            // "ce n'étaient pas des terroristes", "they were not terrorists": what they are said not to have been.
            if reading.is_any(before, &[Class::Negation, Class::None]) && !reading.is(before, Class::Be) {
                return false;
            }
            // "parle de « terroristes »": a verb of saying brings in a status only by quoted words.
            quoted |= reading.is_quote(before);
            let blames = reading
                .covering(before, Class::Report)
                .is_some_and(|tag| reading.entry(&tag).attributes.saying == Saying::Accuses);
            if reading.is(before, Class::Be) || (quoted && !blames && reading.is(before, Class::Report)) {
                let from = before.saturating_sub(2).max(floor);
                return !(from..before).any(|t| {
                    reading.is(t, Class::Negation) && !reading.is_any(t, &[Class::Be, Class::Determiner])
                });
            }
            if of && reading.is_any(before, &[Class::HarmNoun, Class::Act]) {
                return true;
            }
            of |= reading.is(before, Class::Of);
            let light =
                [Class::Determiner, Class::Of, Class::Adverb, Class::AuxPassive, Class::Number, Class::Hedge];
            if !(reading.is_any(before, &light) || reading.is_quote(before)) {
                return false;
            }
        }
        false
    }

    fn push_status(
        &self,
        claims: &mut Vec<StatusClaim>,
        status: StatusWord,
        words: String,
        attributed_to: String,
        hedged: bool,
        span: Span,
    ) {
        if claims.iter().any(|c| c.status == status && c.attributed_to == attributed_to) {
            return;
        }
        let quote = span.of(&self.reading.report.text).unwrap_or_default().to_owned();
        let id = ClaimId::status(&self.reading.report.header.doc, status, span);
        claims.push(StatusClaim { id, status, words, attributed_to, hedged, quote, span });
    }

    /// Marks every killed toll where one source calls the dead civilians and another combatants.
    ///
    /// Where each only counts its own ("five civilians", "two attackers"), the dead are disputed if who speaks of
    /// combatants is who is said to have killed, or if nobody else is.
    pub(crate) fn contest(
        &self,
        tolls: &mut [Draft],
        claims: &[StatusClaim],
        told: &[StatusClaim],
        blames: &[Blame],
        country: Option<&str>,
    ) {
        let says = |status: StatusWord| claims.iter().filter(move |c| c.status == status);
        let direct = |claim: &StatusClaim| {
            told.iter().any(|c| c.status == claim.status && c.attributed_to == claim.attributed_to)
        };
        let speakers: Vec<(String, Option<Actor>)> = blames
            .iter()
            .filter(|blame| blame.stance == Stance::Admits)
            .map(|blame| {
                let party =
                    party_of_voice(self.reading, self.voices, blame.voice, country, self.publisher.as_ref());
                (self.source(blame.voice), party)
            })
            .collect();
        let accused: BTreeSet<&Actor> =
            blames.iter().filter(|b| b.stance == Stance::Accuses).map(|b| &b.actor).collect();
        let killed_by = |source: &str| {
            let party =
                speakers.iter().find(|(name, _)| name == source).and_then(|(_, party)| party.as_ref());
            accused.is_empty() || party.is_some_and(|party| accused.contains(party))
        };
        let contested = says(StatusWord::Civilians).any(|civilians| {
            says(StatusWord::Combatants).any(|combatants| {
                combatants.attributed_to != civilians.attributed_to
                    && (direct(civilians) || direct(combatants) || killed_by(&combatants.attributed_to))
            })
        });
        for draft in tolls.iter_mut() {
            draft.claim.status_contested = contested
                && draft.claim.outcome == Outcome::Killed
                && draft.claim.victims != Victims::SecurityForces
                && draft.claim.count.relation() != Relation::None;
        }
    }
}

fn status_of(victims: Victims) -> Option<StatusWord> {
    match victims {
        Victims::Civilians => Some(StatusWord::Civilians),
        Victims::Combatants => Some(StatusWord::Combatants),
        Victims::SecurityForces => Some(StatusWord::Other),
        Victims::Children | Victims::Women | Victims::Men | Victims::Mixed | Victims::Unspecified => None,
    }
}

/// Gives the unspecified dead of a source the status that the same source says they had.
pub(crate) fn carry_status(tolls: &mut [Draft], statuses: &[StatusClaim]) {
    let told: BTreeSet<StatusWord> = statuses.iter().map(|s| s.status).collect();
    let disputed = told.contains(&StatusWord::Civilians) && told.contains(&StatusWord::Combatants);
    for draft in tolls.iter_mut() {
        let claim = &mut draft.claim;
        if claim.outcome != Outcome::Killed
            || claim.victims != Victims::Unspecified
            || claim.part_of.is_some()
        {
            continue;
        }
        let own: BTreeSet<StatusWord> =
            statuses.iter().filter(|s| s.attributed_to == claim.attributed_to).map(|s| s.status).collect();
        let civilians = own.contains(&StatusWord::Civilians);
        let combatants = own.contains(&StatusWord::Combatants);
        let unclear = claim.count.is_none() || (claim.attributed_to == AUTHOR && disputed);
        claim.victims = match (civilians, combatants, unclear) {
            (true, false, false) => Victims::Civilians,
            (false, true, false) => Victims::Combatants,
            _ => Victims::Unspecified,
        };
    }
}
