//! What the dead, injured, taken or missing were: who says it, in which words, and whether it is disputed.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{ClaimId, Outcome, Span, Stance, StatusClaim, StatusWord, Victims};

use crate::actor::{Actor, party_of_voice};
use crate::assemble::{AUTHOR, Assembler};
use crate::blame::Blame;
use crate::dispute::{is_disputed, is_told, member_words, of_living, spares_civilians, unlikely_fighters};
use crate::lexicon::{Class, Classes, Tag};
use crate::quality::{answers, member_of, said_of_victims};
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
            if let Some(words) = self.fighters_among(draft) {
                let (words, span) = words;
                self.push_status(&mut claims, StatusWord::Combatants, words, source(), toll.hedged, span);
            }
            let status = if self.joins(draft) { Some(StatusWord::Mixed) } else { status_of(toll.victims) };
            let Some(status) = status else { continue };
            let own = toll.victim_words.clone().map(|words| (words, draft.named));
            let Some((words, span)) = own.or_else(|| self.meant(draft)) else { continue };
            self.push_status(&mut claims, status, words, source(), toll.hedged, span);
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
        let said = Classes::of(&[Class::Armed, Class::Unarmed, Class::Person, Class::Belong]);
        for at in (first..end).filter(|&at| reading.tags.begin(at, said)) {
            let armed = reading
                .tag(at, Class::Armed)
                .filter(|_| !reading.is(at, Class::Unarmed))
                .map(|tag| (tag, StatusWord::Armed));
            let unarmed = reading.tag(at, Class::Unarmed).map(|tag| (tag, StatusWord::Unarmed));
            if let Some((tag, status)) = unarmed.or(armed) {
                if status == StatusWord::Unarmed || said_of_victims(reading, at, first) {
                    self.tell(claims, status, &tag);
                }
                continue;
            }
            if let Some(group) = member_of(reading, at, first).filter(|group| group.end <= end) {
                self.tell(claims, StatusWord::Combatants, &group);
                continue;
            }
            let Some(tag) = reading.tag(at, Class::Person) else { continue };
            let status = reading.entry(&tag).attributes.victims.and_then(status_of);
            let member = || member_words(reading, &tag, end).then_some(StatusWord::Combatants);
            let Some(status) = status.or_else(member) else { continue };
            let told = || said_of_victims(reading, at, first) || answers(reading, &tag, first);
            if told() {
                self.tell(claims, status, &tag);
            }
        }
    }

    /// A status in the words of a tag, said by who vouches for it.
    fn tell(&self, claims: &mut Vec<StatusClaim>, status: StatusWord, tag: &Tag) {
        let reading = self.reading;
        let source = self.source(self.voices.voice_at(tag.first, reading.sentence_of(tag.first)));
        let words = reading.words(tag.first, tag.end).to_owned();
        self.push_status(claims, status, words, source, false, reading.span(tag.first, tag.end));
    }

    /// "two of the attackers": who attacked, and so not those who are said to have been civilians.
    fn attacked(&self, claim: &StatusClaim) -> bool {
        let tokens = &self.reading.tokens;
        let first = tokens.partition_point(|token| token.end <= claim.span.start());
        let end = tokens.partition_point(|token| token.start < claim.span.end());
        (first..end).any(|t| self.reading.is(t, Class::Faceless))
    }

    /// The party of each source that says that it killed.
    fn killers(&self, blames: &[Blame], country: Option<&str>) -> BTreeMap<String, Actor> {
        let party =
            |voice| party_of_voice(self.reading, self.voices, voice, country, self.publisher.as_ref());
        let admits = blames.iter().filter(|blame| blame.stance == Stance::Admits);
        admits.filter_map(|blame| Some((self.source(blame.voice), party(blame.voice)?))).collect()
    }

    /// Whom each source says to have done it.
    fn accused<'b>(&self, blames: &'b [Blame]) -> BTreeMap<String, BTreeSet<&'b Actor>> {
        let mut accused: BTreeMap<String, BTreeSet<&Actor>> = BTreeMap::new();
        for blame in blames.iter().filter(|blame| blame.stance == Stance::Accuses) {
            accused.entry(self.source(blame.voice)).or_default().insert(&blame.actor);
        }
        accused
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
    /// Where each only counts its own ("five civilians", "two fighters"), the dead are disputed if who speaks of
    /// combatants is who is said to have killed, or if nobody is.
    pub(crate) fn contest(
        &self,
        tolls: &mut [Draft],
        claims: &[StatusClaim],
        told: &[StatusClaim],
        blames: &[Blame],
        country: Option<&str>,
    ) {
        let of_dead: Vec<&StatusClaim> =
            claims.iter().filter(|c| is_told(told, c) || !of_living(tolls, c)).collect();
        let says = |status: StatusWord| of_dead.iter().copied().filter(move |c| c.status == status);
        let killers = self.killers(blames, country);
        let accused = self.accused(blames);
        let by_author = accused.get(AUTHOR);
        let killed = |combatants: &StatusClaim, civilians: &StatusClaim| {
            let party = killers.get(&combatants.attributed_to);
            let named = [by_author, accused.get(&civilians.attributed_to)].into_iter().flatten();
            named.clone().next().is_none()
                || named.flatten().any(|actor| party.is_some_and(|party| party == *actor))
        };
        let civilians: Vec<(&StatusClaim, bool, bool)> = says(StatusWord::Civilians)
            .map(|c| (c, is_told(told, c), counts_some_civilians(tolls, c)))
            .collect();
        let mut disputes: Vec<(&str, &str)> = Vec::new();
        // "Those killed were soldiers" denies that they were civilians as "they were rebels" does.
        let soldiers = says(StatusWord::Other).filter(|c| is_told(told, c) && !of_living(tolls, c));
        for combatants in says(StatusWord::Combatants).chain(soldiers) {
            let sure = is_told(told, combatants) || spares_civilians(tolls, &combatants.attributed_to);
            let attacked = self.attacked(combatants);
            for &(civilians, told, only_some) in &civilians {
                if combatants.attributed_to != civilians.attributed_to
                    && (sure || told || (!attacked && !only_some && killed(combatants, civilians)))
                {
                    disputes.push((&civilians.attributed_to, &combatants.attributed_to));
                }
            }
        }
        let all_fighters = self.of_wholes(told);
        disputes.extend(unlikely_fighters(tolls, &all_fighters));
        let contested: Vec<bool> =
            tolls.iter().map(|draft| is_disputed(&draft.claim, &disputes, &of_dead, told)).collect();
        for (draft, contested) in tolls.iter_mut().zip(contested) {
            draft.claim.status_contested = contested;
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

/// "fifty-two bodies, nine of them drivers": who counts civilians among others does not say that all were.
fn counts_some_civilians(tolls: &[Draft], civilians: &StatusClaim) -> bool {
    let counted = |draft: &&Draft| {
        draft.named.overlaps(civilians.span) && draft.claim.attributed_to == civilians.attributed_to
    };
    let whole = tolls.iter().find(counted).and_then(|draft| tolls.get(draft.claim.part_of?));
    whole.is_some_and(|whole| whole.claim.outcome == Outcome::Killed)
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
