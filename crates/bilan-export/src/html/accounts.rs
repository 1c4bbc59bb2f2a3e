//! The accounts of one incident side by side: a table of reports by questions, each line leading to its words.

use std::collections::BTreeMap;

use bilan_model::{
    ActClaim, Code, Confirmation, DossierIncident, IncidentAccount, Outcome, ResponsibilityClaim, Stance,
    StatusClaim, TollClaim,
};
use maud::{Markup, html};

use super::captured::{captured, shortened};
use super::cited::{Claim, act_words};
use super::incident::{claim_link, reviewed};
use super::locale::{fill, fill_text};
use super::view::{View, report_path};
use super::words;

/// Reports beside each other on a sheet of A4.
const GROUP: usize = 3;
/// Characters of a passage that a cell shows; the report's page has it whole.
const PASSAGE_CHARS: usize = 110;

/// A question that every account is asked.
#[derive(Clone, Copy)]
enum Row {
    Date,
    Place,
    Outcome(Outcome),
    Status,
    Accused,
    Answers,
    Acts,
    Methods,
    Confirmation,
}

/// The table, in groups of [`GROUP`] reports that stand side by side on a screen and below each other on paper.
pub(super) fn section(view: &View, incident: &DossierIncident, number: usize) -> Markup {
    let accounts = &incident.incident.accounts;
    let texts = &view.texts.incident;
    let rows = rows(accounts);
    let heading = format!("accounts-{number}");
    let (judged, claims) =
        incident.tolls.iter().fold((0, 0), |(n, m), toll| (n + toll.reviewed, m + toll.claims));
    html! {
        section.accounts-section {
            h3 id=(heading) { (texts.accounts_heading) }
            p.lead {
                (texts.accounts_hint) " " (reviewed(view, judged, claims))
                @if accounts.len() > GROUP {
                    span.sideways { " " (fill_text(&texts.sideways, &[("n", &accounts.len().to_string())])) }
                }
            }
            div.accounts role="region" tabindex="0" aria-labelledby=(heading) style={ "--n:" (accounts.len()) } {
                @for (index, group) in accounts.chunks(GROUP).enumerate() {
                    (table(view, &rows, group, index * GROUP, accounts.len()))
                }
            }
        }
    }
}

/// The questions: the outcomes are killed, injured, and those that any account has.
fn rows(accounts: &[IncidentAccount]) -> Vec<Row> {
    let asked = |outcome: &Outcome| {
        matches!(outcome, Outcome::Killed | Outcome::Injured)
            || accounts.iter().flat_map(|entry| &entry.account.tolls).any(|toll| toll.outcome == *outcome)
    };
    let mut rows = vec![Row::Date, Row::Place];
    rows.extend(Outcome::ALL.iter().copied().filter(asked).map(Row::Outcome));
    rows.extend([Row::Status, Row::Accused, Row::Answers, Row::Acts, Row::Methods, Row::Confirmation]);
    rows
}

/// The accounts of `group`, of which the first is account `offset`.
fn table(view: &View, rows: &[Row], group: &[IncidentAccount], offset: usize, all: usize) -> Markup {
    let numbers = [offset + 1, offset + group.len(), all].map(|n| n.to_string());
    let values = [("from", &*numbers[0]), ("to", &*numbers[1]), ("n", &*numbers[2])];
    let texts = &view.texts.incident;
    let caption = if all > 1 { fill_text(&texts.caption, &values) } else { texts.accounts_heading.clone() };
    html! {
        table.follows[offset > 0] role="table" {
            caption { (caption) }
            thead role="rowgroup" {
                tr role="row" {
                    th.corner scope="col" role="columnheader" style="--c:0;--r:0" { (view.texts.row.report) }
                    @for (index, entry) in group.iter().enumerate() {
                        th.report scope="col" role="columnheader" style={ "--c:" (offset + index + 1) ";--r:0" } {
                            (head(view, entry))
                        }
                    }
                }
            }
            tbody role="rowgroup" {
                @for (r, row) in rows.iter().enumerate() {
                    tr role="row" {
                        th.question scope="row" role="rowheader" style={ "--c:0;--r:" (r + 1) } { (row_name(view, *row)) }
                        @for (index, entry) in group.iter().enumerate() {
                            td role="cell" style={ "--c:" (offset + index + 1) ";--r:" (r + 1) } {
                                span.label aria-hidden="true" { (row_name(view, *row)) }
                                div.answer { (cell(view, *row, entry)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The head of a column: number, publisher, date of publication.
fn head(view: &View, entry: &IncidentAccount) -> Markup {
    let report = &entry.report;
    let number = view.number(&report.doc);
    let name = match number {
        Some(n) => fill_text(&view.texts.evidence.number, &[("n", &n.to_string())]),
        None => report.doc.clone(),
    };
    let published =
        report.published.map(|date| words::date(&view.texts, bilan_model::DateInterval::day(date)));
    html! {
        span.report-number {
            @match number {
                Some(n) => a href=(report_path(n)) { (name) },
                None => (captured(&name)),
            }
        }
        span.publisher { (view.publisher(report)) }
        span.published {
            @match published {
                Some(date) => (fill_text(&view.texts.row.published, &[("date", &date)])),
                None => (view.texts.row.no_published),
            }
        }
    }
}

fn row_name(view: &View, row: Row) -> String {
    let texts = &view.texts.row;
    match row {
        Row::Date => texts.date.clone(),
        Row::Place => texts.place.clone(),
        Row::Outcome(outcome) => view.label(outcome),
        Row::Status => texts.status.clone(),
        Row::Accused => texts.accused.clone(),
        Row::Answers => texts.answers.clone(),
        Row::Acts => texts.acts.clone(),
        Row::Methods => texts.methods.clone(),
        Row::Confirmation => texts.confirmation.clone(),
    }
}

/// What an account answers, or that it does not.
fn cell(view: &View, row: Row, entry: &IncidentAccount) -> Markup {
    let texts = &view.texts.row;
    let account = &entry.account;
    let (lines, missing): (Vec<Markup>, &str) = match row {
        Row::Date => (
            account.date.iter().map(|date| html! { li { (words::date(&view.texts, *date)) } }).collect(),
            &view.texts.incident.no_date,
        ),
        Row::Place => {
            (vec![html! { li { (view.place_words(&account.place)) } }], &view.texts.incident.no_place)
        }
        Row::Outcome(outcome) => (tolls(view, entry, outcome), &texts.no_figure),
        Row::Status => {
            (account.status_claims.iter().map(|claim| status(view, entry, claim)).collect(), &texts.no_status)
        }
        Row::Accused => (accused(view, entry), &texts.no_accused),
        Row::Answers => (
            [Stance::Admits, Stance::Denies]
                .iter()
                .flat_map(|stance| responsibility(view, entry, *stance))
                .collect(),
            &texts.no_answers,
        ),
        Row::Acts => (acts(view, entry), &texts.no_acts),
        Row::Methods => (methods(view, entry), &texts.no_methods),
        Row::Confirmation => (confirmations(view, entry), &texts.no_confirmation),
    };
    html! {
        @if lines.is_empty() { p.missing { (missing) } }
        @else { ul { @for line in &lines { (line) } } }
    }
}

/// The figures of an outcome, one a line: the count, who says it, in which words, with what reserve.
fn tolls(view: &View, entry: &IncidentAccount, outcome: Outcome) -> Vec<Markup> {
    let of_outcome = entry.account.tolls.iter().filter(|toll| toll.outcome == outcome);
    of_outcome.map(|toll| figure(view, entry, toll)).collect()
}

fn figure(view: &View, entry: &IncidentAccount, toll: &TollClaim) -> Markup {
    let shown = html! {
        b { (words::count(&view.texts, toll.count)) } " " (according_to(view, entry, &toll.attributed_to))
    };
    html! {
        li.figure id=[view.cell_name(&toll.id)] {
            (shown)
            (chain(view, entry, toll))
            span.line { (claim_link(view, entry, Claim::Toll(toll), &view.quoted(&entry.report, &toll.quote))) }
            span.line.flags { (flags(view, entry, toll)) }
        }
    }
}

fn according_to(view: &View, entry: &IncidentAccount, source: &str) -> Markup {
    fill(&view.texts.claim.according_to, &[("source", view.source_here(&entry.report, source))])
}

/// The sources between the author and the one that is said to know.
fn chain(view: &View, entry: &IncidentAccount, toll: &TollClaim) -> Markup {
    let between: Vec<Markup> = toll
        .chain
        .iter()
        .filter(|source| **source != toll.attributed_to)
        .map(|source| view.source_here(&entry.report, source))
        .collect();
    html! {
        @if !between.is_empty() {
            span.line { (fill(&view.texts.claim.through, &[("chain", view.joined(&between))])) }
        }
    }
}

/// Who they were, and every reserve that travels with the figure.
fn flags(view: &View, entry: &IncidentAccount, toll: &TollClaim) -> Markup {
    let texts = &view.texts.claim;
    let mut flags = vec![view.label(toll.victims)];
    if toll.hedged {
        flags.push(texts.conditional.clone());
    }
    if let Some(words) = confirmation(view, toll.confirmation) {
        flags.push(words.to_owned());
    }
    if toll.count.is_none() {
        flags.push(texts.denial.clone());
    }
    if let Some(index) = toll.part_of {
        let whole = entry.account.tolls.get(index).map(|whole| words::count(&view.texts, whole.count));
        flags.push(match whole {
            Some(whole) => fill_text(&texts.part, &[("whole", &whole)]),
            None => texts.part_plain.clone(),
        });
    }
    if view.superseded(&toll.id) {
        flags.push(texts.superseded.clone());
    }
    html! { @for (index, flag) in flags.iter().enumerate() { @if index > 0 { " · " } (flag) } }
}

fn confirmation<'v>(view: &'v View, confirmation: Confirmation) -> Option<&'v str> {
    match confirmation {
        Confirmation::Confirmed => Some(&view.texts.claim.confirmed),
        Confirmation::Unconfirmed => Some(&view.texts.claim.unconfirmed),
        Confirmation::Disputed => Some(&view.texts.claim.disputed),
        Confirmation::Unstated => None,
    }
}

fn status(view: &View, entry: &IncidentAccount, claim: &StatusClaim) -> Markup {
    let shown =
        html! { b { (view.label(claim.status)) } " " (according_to(view, entry, &claim.attributed_to)) };
    html! {
        li id=[view.cell_name(&claim.id)] {
            (shown)
            span.line { (claim_link(view, entry, Claim::Status(claim), &view.quoted(&entry.report, &claim.words))) }
            @if claim.hedged { span.line.flags { (view.texts.claim.conditional) } }
        }
    }
}

/// Who is accused; the bare names where an account has no claims beside them.
fn accused(view: &View, entry: &IncidentAccount) -> Vec<Markup> {
    let lines = responsibility(view, entry, Stance::Accuses);
    if !lines.is_empty() {
        return lines;
    }
    let alleged = entry.account.alleged_perpetrators.iter();
    alleged
        .map(|party| {
            let source = [("source", view.source_here(&entry.report, &party.attributed_to))];
            html! {
                li {
                    b { (view.party(&party.name)) } " " (fill(&view.texts.claim.accused_by, &source))
                    span.line { (view.quoted(&entry.report, &party.mention)) }
                }
            }
        })
        .collect()
}

/// What is said of responsibility with one stance: parties that one passage of one source names share a line.
fn responsibility(view: &View, entry: &IncidentAccount, stance: Stance) -> Vec<Markup> {
    let claims: Vec<&ResponsibilityClaim> =
        entry.account.responsibility_claims.iter().filter(|claim| claim.stance == stance).collect();
    let same = |a: &&ResponsibilityClaim, b: &&ResponsibilityClaim| {
        (&a.attributed_to, a.span) == (&b.attributed_to, b.span)
    };
    claims.chunk_by(same).map(|group| parties(view, entry, group)).collect()
}

fn parties(view: &View, entry: &IncidentAccount, group: &[&ResponsibilityClaim]) -> Markup {
    let Some(first) = group.first() else { return html! {} };
    let texts = &view.texts.claim;
    let template = match first.stance {
        Stance::Accuses => &texts.accused_by,
        Stance::Admits => &texts.admits_by,
        Stance::Denies => &texts.denies_by,
    };
    let names: Vec<Markup> = group.iter().map(|claim| html! { b { (view.party(&claim.party)) } }).collect();
    let source = [("source", view.source_here(&entry.report, &first.attributed_to))];
    let shown = html! { (view.joined(&names)) " " (fill(template, &source)) };
    let (quote, cut) = shortened(&first.quote, PASSAGE_CHARS);
    let passage = html! { (view.quoted(&entry.report, quote)) @if cut { " […]" } };
    html! {
        li id=[view.cell_name(&first.id)] {
            @for claim in &group[1..] {
                @if let Some(id) = view.cell_name(&claim.id) { span id=(id) {} }
            }
            (shown)
            span.line { (claim_link(view, entry, Claim::Responsibility(first), &passage)) }
        }
    }
}

/// The acts by source; the bare codes where an account has no claims beside them.
fn acts(view: &View, entry: &IncidentAccount) -> Vec<Markup> {
    let claims: Vec<&ActClaim> = entry.account.act_claims.iter().collect();
    if claims.is_empty() {
        return entry.account.acts.iter().map(|act| html! { li { (view.label(*act)) } }).collect();
    }
    by_source(view, entry, &claims, |claim| {
        html! {
            span id=[view.cell_name(&claim.id)] {
                (claim_link(view, entry, Claim::Act(claim), &act_words(view, claim)))
                @if claim.hedged { " (" (view.texts.claim.conditional) ")" }
            }
        }
    })
}

/// The methods by source; the bare codes where an account has no claims beside them.
fn methods(view: &View, entry: &IncidentAccount) -> Vec<Markup> {
    let claims: Vec<&ActClaim> =
        entry.account.act_claims.iter().filter(|claim| claim.method.is_some()).collect();
    if claims.is_empty() {
        return entry.account.methods.iter().map(|method| html! { li { (view.label(*method)) } }).collect();
    }
    by_source(view, entry, &claims, |claim| {
        let words = html! { (claim.method.map(|method| view.label(method)).unwrap_or_default()) };
        claim_link(view, entry, Claim::Act(claim), &words)
    })
}

/// Claims gathered by who makes them, in the order of the account: one line a source.
fn by_source(
    view: &View,
    entry: &IncidentAccount,
    claims: &[&ActClaim],
    shown: impl Fn(&ActClaim) -> Markup,
) -> Vec<Markup> {
    let mut groups: Vec<(&str, Vec<&ActClaim>)> = Vec::new();
    let mut at = BTreeMap::new();
    for claim in claims {
        let source = claim.attributed_to.as_str();
        let index = *at.entry(source).or_insert(groups.len());
        match groups.get_mut(index) {
            Some((_, group)) => group.push(claim),
            None => groups.push((source, vec![claim])),
        }
    }
    groups
        .iter()
        .map(|(source, group)| {
            html! {
                li {
                    @for (index, claim) in group.iter().enumerate() {
                        @if index > 0 { ", " }
                        (shown(claim))
                    }
                    span.line { (according_to(view, entry, source)) }
                }
            }
        })
        .collect()
}

/// What the report says of its figures being established.
fn confirmations(view: &View, entry: &IncidentAccount) -> Vec<Markup> {
    let tolls = entry.account.tolls.iter();
    tolls
        .filter_map(|toll| {
            let words = confirmation(view, toll.confirmation)?;
            let shown = html! {
                (words::count(&view.texts, toll.count)) " " (according_to(view, entry, &toll.attributed_to))
            };
            Some(html! {
                li { b { (words) } (view.texts.page.colon) (claim_link(view, entry, Claim::Toll(toll), &shown)) }
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn killed_and_injured_are_always_asked() {
        let outcomes = rows(&[]).iter().filter(|row| matches!(row, Row::Outcome(_))).count();
        assert_eq!(outcomes, 2);
    }
}
