//! The figures of a toll in the order they are drawn: main figures by size with their parts, replaced ones, denials.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{ClaimRef, High, Incident, IncidentAccount, Toll, TollClaim};
use maud::{Markup, html};

use crate::html::cited::Claim;
use crate::html::contested::report_number;
use crate::html::incident::claim_link;
use crate::html::locale::fill_text;
use crate::html::view::View;
use crate::html::words;

/// How a figure stands to the range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// It may hold an end of the range.
    Main,
    /// It counts a part of another.
    Part,
    /// The same source replaced it.
    Superseded,
    /// It denies.
    Denial,
}

/// A figure of one source, with every report that carries it.
pub(super) struct Row<'a> {
    pub(super) role: Role,
    pub(super) toll: &'a TollClaim,
    pub(super) source: Markup,
    pub(super) source_text: String,
    mentions: Vec<(&'a IncidentAccount, &'a TollClaim, (usize, usize))>,
}

/// The rows of a toll. The same figure of the same source in several reports is one row.
pub(super) fn rows<'a>(view: &View, incident: &'a Incident, toll: &Toll) -> Vec<Row<'a>> {
    let roles = Roles::of(toll);
    let mut rows: Vec<Row<'a>> = Vec::new();
    let mut index = BTreeMap::new();
    for (reference, entry, claim) in incident.tolls() {
        if claim.outcome != toll.outcome {
            continue;
        }
        let role = roles.role(&reference, claim);
        let source_text = view.source_text(&entry.report, &claim.attributed_to);
        let whole = (role == Role::Part).then_some((reference.account, claim.part_of));
        let key = (role, source_text.clone(), claim.count, claim.victims, claim.hedged, whole);
        let mention = (entry, claim, (reference.account, reference.toll));
        let at = *index.entry(key).or_insert(rows.len());
        if let Some(row) = rows.get_mut(at) {
            row.mentions.push(mention);
        } else {
            let source = view.source(&entry.report, &claim.attributed_to);
            rows.push(Row { role, toll: claim, source, source_text, mentions: vec![mention] });
        }
    }
    ordered(rows)
}

/// Main figures by size, each followed by its parts; then parts of no figure here, replaced figures, denials.
fn ordered(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by_key(|row| (row.role, size(row.toll)));
    let mut parts: Vec<Row> = Vec::new();
    let mut others: Vec<Row> = Vec::new();
    for row in rows {
        if row.role == Role::Part { parts.push(row) } else { others.push(row) }
    }
    let mut ordered = Vec::new();
    let first_after_main = others.partition_point(|row| row.role == Role::Main);
    let rest = others.split_off(first_after_main);
    for main in others {
        let of_main: BTreeSet<(usize, usize)> = main.mentions.iter().map(|mention| mention.2).collect();
        ordered.push(main);
        let (own, left): (Vec<Row>, Vec<Row>) = parts.into_iter().partition(|part| part.is_of(&of_main));
        ordered.extend(own);
        parts = left;
    }
    ordered.extend(parts);
    ordered.extend(rest);
    ordered
}

fn size(toll: &TollClaim) -> (u64, u64) {
    let ends = toll.count.ends();
    let high = match ends.high {
        High::Closed(high) => high,
        High::Open { .. } => u64::MAX,
    };
    (ends.low.unwrap_or(0), high)
}

impl Row<'_> {
    /// Whether this part is of one of the figures named, at however many steps.
    fn is_of(&self, figures: &BTreeSet<(usize, usize)>) -> bool {
        self.mentions.iter().any(|(entry, claim, (account, _))| {
            let tolls = &entry.account.tolls;
            let whole_of = |toll: &usize| tolls.get(*toll).and_then(|whole| whole.part_of);
            let mut wholes = std::iter::successors(claim.part_of, whole_of).take(tolls.len());
            wholes.any(|whole| figures.contains(&(*account, whole)))
        })
    }
}

/// The claims that a toll sets beside its range.
struct Roles<'t> {
    denials: BTreeSet<&'t ClaimRef>,
    parts: BTreeSet<&'t ClaimRef>,
    superseded: BTreeSet<&'t ClaimRef>,
}

impl<'t> Roles<'t> {
    fn of(toll: &'t Toll) -> Self {
        Self {
            denials: toll.denials.iter().collect(),
            parts: toll.parts.iter().collect(),
            superseded: toll.superseded.iter().collect(),
        }
    }

    fn role(&self, reference: &ClaimRef, claim: &TollClaim) -> Role {
        if claim.count.is_none() || self.denials.contains(reference) {
            Role::Denial
        } else if self.superseded.contains(reference) {
            Role::Superseded
        } else if self.parts.contains(reference) {
            Role::Part
        } else {
            Role::Main
        }
    }
}

/// "part of at least 27".
pub(super) fn part_of(view: &View, row: &Row) -> String {
    let whole = row.mentions.first().and_then(|(entry, claim, _)| entry.account.tolls.get(claim.part_of?));
    match whole {
        Some(whole) => {
            let count = words::count(&view.texts, whole.count);
            fill_text(&view.texts.claim.part, &[("whole", &count)])
        }
        None => view.texts.claim.part_plain.clone(),
    }
}

/// "report 1, report 4", each leading to the words.
pub(super) fn reports(view: &View, row: &Row) -> Markup {
    html! {
        @for (index, (entry, claim, _)) in row.mentions.iter().enumerate() {
            @if index > 0 { ", " }
            (claim_link(view, entry, Claim::Toll(claim), &report_number(view, entry)))
        }
    }
}

/// The sources that hold an end of the range, each once, with their figure.
pub(super) fn holders(view: &View, incident: &Incident, held_by: &[ClaimRef]) -> Vec<Markup> {
    let mut seen = BTreeSet::new();
    let mut holders = Vec::new();
    for reference in held_by {
        let (Some(entry), Some(claim)) = (incident.accounts.get(reference.account), incident.toll(reference))
        else {
            continue;
        };
        if seen.insert((view.source_text(&entry.report, &claim.attributed_to), claim.count)) {
            let count = words::count(&view.texts, claim.count);
            holders.push(html! { (view.source(&entry.report, &claim.attributed_to)) " (" (count) ")" });
        }
    }
    holders
}
