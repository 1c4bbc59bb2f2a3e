//! Which figures a dispute over what the dead were holds for, and the words of a status where a count has none of its own.

use bilan_model::{Outcome, Relation, Span, StatusClaim, StatusWord, TollClaim, Victims};

use crate::actor::group_named;
use crate::assemble::{AUTHOR, Assembler};
use crate::lexicon::{Class, Tag};
use crate::mention::Mention;
use crate::reading::Reading;
use crate::toll::Draft;

/// Whether a status is that of people who bear arms, for whomever they do.
pub(crate) fn fights(status: StatusWord) -> bool {
    matches!(status, StatusWord::Combatants | StatusWord::Other)
}

/// Whether a source says itself what the dead were, and does not only count them by a noun.
pub(crate) fn is_told(told: &[StatusClaim], claim: &StatusClaim) -> bool {
    told.iter().any(|c| c.status == claim.status && c.attributed_to == claim.attributed_to)
}

/// Whether a status is only that of people of whom no death is told: "two nurses were abducted".
pub(crate) fn of_living(tolls: &[Draft], claim: &StatusClaim) -> bool {
    let by_it = |draft: &&Draft| draft.claim.attributed_to == claim.attributed_to;
    let of_status = |draft: &&Draft| match claim.status {
        StatusWord::Civilians => draft.claim.victims == Victims::Civilians,
        StatusWord::Combatants => matches!(draft.claim.victims, Victims::Combatants | Victims::Mixed),
        StatusWord::Mixed | StatusWord::Other | StatusWord::Armed | StatusWord::Unarmed => false,
    };
    let of_it: Vec<&Draft> = tolls.iter().filter(by_it).filter(of_status).collect();
    !of_it.is_empty() && !of_it.iter().any(|draft| draft.claim.outcome == Outcome::Killed)
}

/// "no civilian died": who counts fighters and says so calls all the dead fighters.
pub(crate) fn spares_civilians(tolls: &[Draft], source: &str) -> bool {
    let of_it = |claim: &&TollClaim| {
        claim.attributed_to == source
            && claim.outcome == Outcome::Killed
            && claim.victims == Victims::Civilians
    };
    let mut civilians = tolls.iter().map(|draft| &draft.claim).filter(of_it).peekable();
    civilians.peek().is_some() && civilians.all(|claim| claim.count.is_none())
}

/// "All the dead were militiamen", where somebody else counts women and children among them: who says it for the one
/// and for the other.
pub(crate) fn unlikely_fighters<'c>(tolls: &'c [Draft], told: &'c [StatusClaim]) -> Vec<(&'c str, &'c str)> {
    let fighters = told.iter().filter(|c| fights(c.status) && c.attributed_to != AUTHOR);
    let others = tolls.iter().map(|draft| &draft.claim).filter(|claim| {
        claim.outcome == Outcome::Killed
            && !claim.count.is_none()
            && matches!(claim.victims, Victims::Women | Victims::Children)
    });
    let pairs = fighters.flat_map(|c| others.clone().map(move |claim| (claim, c.attributed_to.as_str())));
    pairs
        .filter(|(claim, source)| claim.attributed_to != *source)
        .map(|(claim, source)| (claim.attributed_to.as_str(), source))
        .collect()
}

/// Whether a figure counts dead of whom one source says that they were civilians and another that they fought.
///
/// `disputes` holds who calls the dead civilians and who calls them combatants.
pub(crate) fn is_disputed(
    claim: &TollClaim,
    disputes: &[(&str, &str)],
    statuses: &[&StatusClaim],
    told: &[StatusClaim],
) -> bool {
    let counts = claim.outcome == Outcome::Killed && claim.count.relation() != Relation::None;
    if disputes.is_empty() || !counts || claim.victims == Victims::SecurityForces {
        return false;
    }
    let by = |status: StatusWord| {
        statuses.iter().copied().find(|c| c.status == status && c.attributed_to == claim.attributed_to)
    };
    let (Some(civilians), Some(combatants)) = (by(StatusWord::Civilians), by(StatusWord::Combatants)) else {
        return true;
    };
    // "29 civilians, together with five rebels": who tells both apart leaves no doubt about the five.
    if claim.victims == Victims::Combatants && !is_told(told, civilians) && !is_told(told, combatants) {
        return false;
    }
    // Of the civilians of such a source somebody else must say that they fought.
    claim.victims != Victims::Civilians || disputes.iter().any(|(_, other)| *other != claim.attributed_to)
}

/// "eran integrantes del ELN", "were members of a rebel group": people of an armed group, by an open noun.
pub(crate) fn member_words(reading: &Reading<'_>, people: &Tag, end: usize) -> bool {
    if !reading.is(people.end, Class::Of) {
        return false;
    }
    if group_named(reading, people.end).is_some_and(|group| group.end <= end) {
        return true;
    }
    let light = [Class::Of, Class::Determiner, Class::Article];
    let at = (people.end..end.min(people.end + 3)).find(|&t| !reading.is_any(t, &light));
    let kind = at.and_then(|t| reading.tag(t, Class::Source)).and_then(|tag| reading.name(&tag));
    matches!(kind, Some("armed_group" | "rebel_group"))
}

impl Assembler<'_> {
    /// "a meeting of rebel leaders; some fifteen of them": what the people were of whom a count takes some, where they
    /// were not counted themselves.
    pub(crate) fn of_whom(&self, mention: &Mention) -> Option<Victims> {
        let reading = self.reading;
        let group = &mention.group;
        if mention.part_of.is_some() || !(group.number..=group.end).any(|t| reading.is(t, Class::OfThem)) {
            return None;
        }
        let from = reading.sentences[mention.sentence].first;
        let before = (from..group.first).rev().find_map(|t| reading.tag(t, Class::Person))?;
        reading.entry(&before).attributes.victims
    }

    /// "servicemen and mercenaries": the words for the fighters among people of two armed kinds.
    pub(crate) fn fighters_among(&self, draft: &Draft) -> Option<(String, Span)> {
        let reading = self.reading;
        let (first, end) = draft.head.filter(|_| draft.claim.victims == Victims::Mixed)?;
        let joined = reading.tag(end + 1, Class::Person).filter(|_| reading.is(end, Class::And));
        let end = joined.map_or(end, |tag| tag.end);
        let of = |wanted: Victims| {
            let tags = (first..end).filter_map(|t| reading.tag(t, Class::Person));
            tags.into_iter().find(|tag| reading.entry(tag).attributes.victims == Some(wanted))
        };
        let (fighters, _) = (of(Victims::Combatants)?, of(Victims::SecurityForces)?);
        Some((
            reading.words(fighters.first, fighters.end).to_owned(),
            reading.span(fighters.first, fighters.end),
        ))
    }

    /// "packed with fighters, and 21 of them were killed": the noun of the sentence before a count without its own.
    pub(crate) fn meant(&self, draft: &Draft) -> Option<(String, Span)> {
        let reading = self.reading;
        let at = reading.tokens.partition_point(|token| token.end <= draft.claim.span.start());
        let from = reading.sentences[reading.sentence_of(at)].first;
        let noun = (from..at).rev().find_map(|t| {
            let tag = reading.tag(t, Class::Person)?;
            (reading.entry(&tag).attributes.victims == Some(draft.claim.victims)).then_some(tag)
        })?;
        Some((reading.words(noun.first, noun.end).to_owned(), reading.span(noun.first, noun.end)))
    }
}
