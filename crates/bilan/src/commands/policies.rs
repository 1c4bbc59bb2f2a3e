//! `tally --policy`: what each policy makes of the same claims, then the totals with the disputed in their own rows.

use std::collections::BTreeSet;

use bilan_casework::Knowledge;
use bilan_casework::labels;
use bilan_casework::state::State;
use bilan_casework::tally::{IncidentPolicyToll, by_policy, policies, total};
use bilan_model::{Cell, Code as _, Outcome as Harm, Remark, TotalRow};

use crate::args::TallyArgs;
use crate::locale::Texts;
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;
use crate::words;

pub(crate) fn run(
    args: &TallyArgs,
    state: &State,
    settings: &Settings,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Outcome {
    let policies = policies(&args.policy)?;
    let incidents = state.incidents();
    let basis = state.picture().basis(args.reviewed_only);
    let graded = &state.picture().graded;
    let tolls = by_policy(&incidents, basis, &policies, graded, knowledge)?;
    let totals = total(&tolls, &state.picture().relations);
    let language = labels::code(settings.language);
    if args.format.json {
        if args.totals {
            totals.rows.iter().try_for_each(|row| printer.json(row))?;
        } else {
            tolls.iter().try_for_each(|toll| printer.json(toll))?;
        }
    } else if args.format.csv {
        csv(&tolls, printer)?;
    } else {
        if !args.totals {
            for incident in &incidents {
                let of_it: Vec<&IncidentPolicyToll> =
                    tolls.iter().filter(|toll| toll.incident == incident.id).collect();
                table(&of_it, printer, knowledge, language)?;
            }
        }
        printer.heading(&printer.texts.say("policy.totals", &[]))?;
        sums(&totals.rows, printer, knowledge, language)?;
        let left = totals.parts_left_out.len();
        if left > 0 {
            printer.text(&printer.texts.counted("policy.parts", left), "")?;
        }
        printer.text(&printer.texts.say("policy.how_to_read", &[]), "")?;
    }
    Ok(Ended::Well)
}

/// One incident: an outcome a table, a policy a row.
fn table(
    tolls: &[&IncidentPolicyToll],
    printer: &mut Printer,
    knowledge: &Knowledge,
    language: &str,
) -> Result<(), Failure> {
    let Some(first) = tolls.first() else { return Ok(()) };
    let texts = printer.texts.clone();
    let (place, date) = (words::place(&texts, &first.place), words::date(&texts, first.date));
    printer.heading(&format!("{place}, {date} [{}]", first.incident))?;
    let grade = first.toll.grade;
    let grades = [
        ("happened", knowledge.label("grades", grade.happened.code(), language)),
        ("who", knowledge.label("attributions", grade.who.code(), language)),
    ];
    let grades: Vec<(&str, &str)> = grades.iter().map(|(name, label)| (*name, label.as_str())).collect();
    printer.text(&texts.say("policy.grades", &grades), "")?;
    let outcomes: BTreeSet<Harm> = tolls.iter().map(|toll| toll.toll.outcome).collect();
    for outcome in outcomes {
        let of_outcome = tolls.iter().filter(|toll| toll.toll.outcome == outcome);
        let counted = of_outcome.filter(|toll| !is_not_counted(toll));
        let rows: Vec<Vec<String>> = counted.map(|toll| row(toll, &texts, knowledge, language)).collect();
        if rows.is_empty() {
            continue;
        }
        let label = knowledge.label(Harm::LIST, outcome.code(), language);
        let head = ["policy.low", "policy.high", "policy.best", "policy.by_status", "policy.claims"]
            .map(|name| texts.say(name, &[]));
        let head: Vec<&str> =
            std::iter::once(label.as_str()).chain(head.iter().map(String::as_str)).collect();
        printer.table(&head, &rows, 0)?;
    }
    printer.blank()?;
    Ok(())
}

/// The policy says nothing of this outcome.
fn is_not_counted(toll: &IncidentPolicyToll) -> bool {
    toll.toll.remarks.contains(&Remark::OutcomeNotCounted)
}

fn row(toll: &IncidentPolicyToll, texts: &Texts, knowledge: &Knowledge, language: &str) -> Vec<String> {
    let toll = &toll.toll;
    let all = Cell { low: toll.low, high: toll.high, high_open: toll.high_open, best: toll.best };
    let some = |cell: &Cell| cell.high != Some(0);
    let status = toll.status.iter().filter(|(_, cell)| some(cell)).map(|(name, cell)| {
        let label = texts.say(&format!("policy.row/{name}"), &[]);
        format!("{label} {}", span(*cell))
    });
    let mut status: Vec<String> = status.collect();
    if toll.contested && !toll.status.contains_key("contested") {
        status.push(texts.say("policy.row/contested", &[]));
    }
    let mut name = knowledge.label("policies", toll.policy.code(), language);
    if toll.provisional {
        name = texts.say("policy.provisional", &[("policy", &name)]);
    }
    let used = toll.claims_used.len();
    let claims = texts.say(
        "policy.used",
        &[
            ("used", &used.to_string()),
            ("all", &toll.reviewed.of.to_string()),
            ("n", &toll.reviewed.n.to_string()),
        ],
    );
    vec![name, figure(all.low), high(all), figure(all.best), status.join("; "), claims]
}

fn figure(value: Option<u64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.to_string())
}

fn high(cell: Cell) -> String {
    figure(cell.high) + if cell.high_open { "+" } else { "" }
}

/// "30 to 31+", or one figure where both ends are one.
fn span(cell: Cell) -> String {
    match (cell.low, cell.high) {
        (Some(low), Some(end)) if low == end => high(Cell { high: Some(low), ..cell }),
        (Some(low), Some(_)) => format!("{low}–{}", high(cell)),
        (None, Some(_)) => format!("≤{}", high(cell)),
        (low, None) => figure(low),
    }
}

fn sums(
    rows: &[TotalRow],
    printer: &mut Printer,
    knowledge: &Knowledge,
    language: &str,
) -> Result<(), Failure> {
    let texts = printer.texts.clone();
    let head = [
        "policy.policy",
        "policy.outcome",
        "policy.victims",
        "policy.incidents",
        "policy.low",
        "policy.high",
        "policy.best",
    ]
    .map(|name| texts.say(name, &[]));
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let cells = rows.iter().map(|row| {
        let sum = row.sum;
        let cell =
            Cell { low: Some(sum.low), high: Some(sum.high), high_open: sum.high_open, best: sum.best };
        vec![
            knowledge.label("policies", row.policy.code(), language),
            knowledge.label(Harm::LIST, row.outcome.code(), language),
            texts.say(&format!("policy.row/{}", row.status), &[]),
            sum.incidents.to_string(),
            figure(cell.low),
            high(cell),
            figure(cell.best),
        ]
    });
    Ok(printer.table(&head, &cells.collect::<Vec<_>>(), 0)?)
}

fn csv(tolls: &[IncidentPolicyToll], printer: &mut Printer) -> Result<(), Failure> {
    let head = [
        "incident",
        "outcome",
        "policy",
        "status",
        "low",
        "high",
        "high_open",
        "best",
        "contested",
        "provisional",
        "grade_happened",
        "grade_who",
        "claims_used",
        "claims_left_out",
        "reviewed",
        "claims",
        "notice",
    ];
    let number = |value: Option<u64>| value.map_or_else(String::new, |value| value.to_string());
    let mut rows = Vec::new();
    for IncidentPolicyToll { incident, toll, .. } in tolls {
        let all = Cell { low: toll.low, high: toll.high, high_open: toll.high_open, best: toll.best };
        let cells = toll.status.iter().map(|(name, cell)| (name.as_str(), *cell));
        for (status, cell) in std::iter::once(("all", all)).chain(cells) {
            rows.push(vec![
                incident.clone(),
                toll.outcome.code().to_owned(),
                toll.policy.code().to_owned(),
                status.to_owned(),
                number(cell.low),
                number(cell.high),
                cell.high_open.to_string(),
                number(cell.best),
                toll.contested.to_string(),
                toll.provisional.to_string(),
                toll.grade.happened.code().to_owned(),
                toll.grade.who.code().to_owned(),
                toll.claims_used.len().to_string(),
                toll.claims_left_out.len().to_string(),
                toll.reviewed.n.to_string(),
                toll.reviewed.of.to_string(),
                "NOT FOR PUBLICATION".to_owned(),
            ]);
        }
    }
    Ok(printer.csv(&head, &rows)?)
}
