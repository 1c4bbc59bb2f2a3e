//! Makes the record that a profile lets through, and counts what it held back.

use bilan_model::{
    Act, ClaimId, Code as _, Grade, Method, NotUsed, Outcome, RecordReport, ReleaseRecord, Withheld,
};

use crate::areas::Areas;
use crate::item::Item;
use crate::parties::parties;
use crate::place::place_and_date;
use crate::renumber::{Numbers, Seed};
use crate::rules::Rules;
use crate::sensitive::Sensitive;
use crate::texts::Texts;
use crate::voices::Voices;
use crate::words::leads_to_people;

/// What `rules` let through of a record, and how often each reason applied.
///
/// What it gives can be given again and stays as it is; what a narrower profile gives is part of what a wider one gives.
/// The order of a release should be that of the new ids, since the order of the case tells when things were collected.
pub fn disclose(
    record: &ReleaseRecord,
    rules: &Rules,
    areas: &impl Areas,
    seed: &Seed,
) -> (ReleaseRecord, Withheld) {
    let mut withheld = Withheld::default();
    let mut shown = record.clone();
    if rules.keeps_all() {
        return (shown, withheld);
    }
    let sensitive = Sensitive::of(record, rules);
    let voices = Voices::of(record, rules);
    place_and_date(&mut shown, &sensitive, rules, areas, seed, &mut withheld);
    figures(&mut shown, &sensitive, rules, &mut withheld);
    let mut hidden = parties(&mut shown, &voices, rules, &mut withheld);
    hidden.extend(elsewhere(record, &shown, &voices, &sensitive));
    sources(&mut shown, &voices, &mut withheld);
    reports(&mut shown, &sensitive, rules, &mut withheld);
    let texts = Texts::new(&shown, &record.reports, &voices, &sensitive, hidden, rules);
    for claim in &mut shown.claims {
        texts.claim(claim, &mut withheld);
    }
    texts.lines(&mut shown, &mut withheld);
    renumber(&mut shown, rules, &Numbers::new(seed, rules.profile), &mut withheld);
    (shown, withheld)
}

/// Texts that are not shown any more and must not stand in others, each with why.
fn elsewhere(
    came: &ReleaseRecord,
    shown: &ReleaseRecord,
    voices: &Voices<'_>,
    sensitive: &Sensitive,
) -> Vec<(String, Item)> {
    let mut hidden: Vec<(String, Item)> =
        voices.hidden().map(|(words, item)| (words.to_owned(), item)).collect();
    let because = sensitive.reasons().first().copied().unwrap_or(Item::ContactData);
    let (before, after) = (&came.place.place, &shown.place.place);
    let names = before.admin.iter().filter(|name| !after.admin.contains(name));
    let names = names.chain((before.name != after.name).then_some(&before.name));
    hidden.extend(names.map(|name| (name.clone(), because)));
    hidden
}

/// Figures below the least grade, and what would part the victims of sexual violence.
fn figures(record: &mut ReleaseRecord, sensitive: &Sensitive, rules: &Rules, withheld: &mut Withheld) {
    let before = record.tolls.len();
    if !rules.keeps(Item::LowGrade) {
        record.tolls.retain(|toll| rank(toll.grade.happened) >= rank(rules.grade));
    }
    let dropped = before - record.tolls.len();
    withheld.count(Item::LowGrade.code(), u64::try_from(dropped).unwrap_or(u64::MAX));
    if dropped > 0 {
        // A line does not say by code which outcome it is of, and the figures by sex and age are of the killed.
        record.lines.clear();
        if !record.tolls.iter().any(|toll| toll.outcome == Outcome::Killed) {
            record.breakdown.clear();
        }
    }
    if sensitive.is(Item::SexualViolence) {
        sexual_violence(record, rules, withheld);
    }
    if sensitive.is(Item::LivingLead) && rules.withholds(Item::LivingLead) {
        let living = &rules.lists.living;
        drop_outcomes(record, |outcome| living.contains(&outcome), Item::LivingLead, withheld);
        let acts = [Act::Abduction, Act::Detention, Act::ForcedDisappearance];
        record.acts.retain(|act| !acts.contains(act));
    }
}

/// A disputed figure ranks with that of one source: a party that denies must not be able to make a record disappear.
fn rank(grade: Grade) -> u8 {
    match grade {
        Grade::Unconfirmed => 0,
        Grade::SingleSource | Grade::Disputed => 1,
        Grade::Several => 2,
        Grade::Confirmed => 3,
    }
}

/// One figure an incident, without its parts and without the claims that it rests on.
fn sexual_violence(record: &mut ReleaseRecord, rules: &Rules, withheld: &mut Withheld) {
    if rules.withholds(Item::SexualViolence) {
        drop_outcomes(record, |outcome| outcome == Outcome::Raped, Item::SexualViolence, withheld);
        record.acts.retain(|act| *act != Act::SexualViolence);
        record.methods.retain(|method| *method != Method::Rape);
    }
    for toll in record.tolls.iter_mut().filter(|toll| toll.outcome == Outcome::Raped) {
        let parts =
            toll.status.len() + toll.codings.len() + toll.claims_used.len() + toll.claims_left_out.len();
        withheld.count(Item::SexualViolence.code(), u64::from(parts > 0));
        toll.status.clear();
        toll.codings.clear();
        toll.claims_used.clear();
        toll.claims_left_out.clear();
    }
    let rows = record.claims.len() + record.reports.len();
    withheld.count(Item::SexualViolence.code(), u64::try_from(rows).unwrap_or(u64::MAX));
    record.claims.clear();
    record.reports.clear();
}

fn drop_outcomes(
    record: &mut ReleaseRecord,
    gone: impl Fn(Outcome) -> bool,
    item: Item,
    withheld: &mut Withheld,
) {
    let before = record.tolls.len() + record.claims.len();
    record.tolls.retain(|toll| !gone(toll.outcome));
    record.claims.retain(|claim| !gone(claim.outcome));
    let dropped = before - record.tolls.len() - record.claims.len();
    if dropped > 0 {
        record.lines.clear();
    }
    withheld.count(item.code(), u64::try_from(dropped).unwrap_or(u64::MAX));
}

fn sources(shown: &mut ReleaseRecord, voices: &Voices<'_>, withheld: &mut Withheld) {
    let (sources, because) = voices.sources();
    for item in because {
        withheld.count(item.code(), 1);
    }
    shown.sources = sources;
}

/// Reports that were never published go, with their claims; who took a note is not said.
fn reports(record: &mut ReleaseRecord, sensitive: &Sensitive, rules: &Rules, withheld: &mut Withheld) {
    for report in &mut record.reports {
        if report.note.is_some() && !rules.keeps(Item::Staff) {
            let said = report.publisher.is_some() || report.published.is_some() || report.language.is_some();
            withheld.count(Item::Staff.code(), u64::from(said));
            (report.publisher, report.published, report.language) = (None, None, None);
        }
        if rules.keeps(Item::ContactData) {
            continue;
        }
        if let Some(item) = report.publisher.as_deref().and_then(|name| leads_to_people(name, &rules.lists)) {
            report.publisher = None;
            withheld.count(item.code(), 1);
        }
    }
    if !rules.keeps(Item::EvidenceInventory) && !sensitive.is(Item::SexualViolence) {
        let before = record.reports.len() + record.claims.len();
        record.reports.retain(is_published);
        let kept = &record.reports;
        record.claims.retain(|claim| kept.iter().any(|report| report.report == claim.report));
        let dropped = before - record.reports.len() - record.claims.len();
        withheld.count(Item::EvidenceInventory.code(), u64::try_from(dropped).unwrap_or(u64::MAX));
    }
}

fn is_published(report: &RecordReport) -> bool {
    report.note.is_none() && report.publisher.is_some() && report.published.is_some()
}

/// Other ids for incidents, reports and claims.
fn renumber(record: &mut ReleaseRecord, rules: &Rules, numbers: &Numbers<'_>, withheld: &mut Withheld) {
    if !rules.keeps(Item::IncidentIds) {
        let before = record.incident.clone();
        record.incident = numbers.other(&record.incident);
        withheld.count(Item::IncidentIds.code(), u64::from(before != record.incident));
        for (other, _) in &mut record.related {
            *other = numbers.other(other);
        }
        record.related.sort();
    }
    let mut changed = 0_u64;
    let mut report = |id: &mut String| {
        let tells = id.contains('@')
            || (!rules.keeps(Item::ContactData) && leads_to_people(id, &rules.lists).is_some());
        if !rules.keeps(Item::ReportIds) || (!rules.keeps(Item::ContactData) && tells) {
            let other = numbers.other(id);
            changed += u64::from(other != *id);
            *id = other;
        }
    };
    record.reports.iter_mut().for_each(|row| report(&mut row.report));
    record.claims.iter_mut().for_each(|row| report(&mut row.report));
    withheld.count(Item::ReportIds.code(), changed);
    if rules.keeps(Item::ReportIds) {
        return;
    }
    record.reports.sort_by(|one, other| one.report.cmp(&other.report));
    let claim = |id: &mut ClaimId| *id = numbers.claim(id);
    record.claims.iter_mut().for_each(|row| claim(&mut row.claim));
    record.claims.sort_by(|one, other| one.claim.cmp(&other.claim));
    for toll in &mut record.tolls {
        toll.claims_used.iter_mut().for_each(claim);
        toll.claims_used.sort();
        toll.claims_left_out.iter_mut().for_each(|row: &mut NotUsed| claim(&mut row.claim));
        toll.claims_left_out.sort();
    }
}
