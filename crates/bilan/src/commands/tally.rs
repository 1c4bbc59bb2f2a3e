//! `tally`: the line of each toll, and the table by source.

use bilan_casework::Knowledge;
use bilan_casework::change::{between, figures};
use bilan_casework::labels;
use bilan_casework::state::State;
use bilan_casework::tally::{IncidentTally, tally};
use bilan_model::{Code as _, Outcome as Harm};

use super::{env, open_as_of};
use crate::args::TallyArgs;
use crate::locale::fill;
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;
use crate::words;

/// The name that shows the range of each outcome with every claim by its source.
pub(crate) const BY_SOURCE: &str = "documented";

pub(crate) fn run(
    args: &TallyArgs,
    settings: &Settings,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Outcome {
    let (case, state) = open_as_of(&args.case, &args.as_of, &env(settings)?, printer)?;
    if let Some(since) = &args.changed_since {
        let before = State::read_as_of(&case, since)?;
        let changes = between(&figures(&before, knowledge)?, &figures(&state, knowledge)?);
        if args.format.json {
            changes.iter().try_for_each(|change| printer.json(change))?;
        } else {
            super::changes::print(&changes, printer, knowledge, labels::code(settings.language))?;
        }
        return Ok(Ended::Well);
    }
    if args.policy != BY_SOURCE || args.totals {
        return super::policies::run(args, &state, settings, printer, knowledge);
    }
    let incidents = state.incidents();
    let tallies = tally(&incidents, state.picture().basis(args.reviewed_only), knowledge, settings.language)?;
    let language = labels::code(settings.language);
    if args.format.json {
        printer.json(&tallies)?;
    } else if args.format.csv {
        csv(&tallies, printer, knowledge, language)?;
    } else if tallies.is_empty() {
        let case = args.case.display().to_string();
        printer.text(&fill(&printer.texts.none_incidents.clone(), &[("case", &case)]), "")?;
    } else {
        for (at, tally) in tallies.iter().enumerate() {
            if at > 0 {
                printer.blank()?;
            }
            incident(tally, printer, knowledge, language)?;
        }
    }
    Ok(Ended::Well)
}

/// An incident with its lines, then one table an outcome.
pub(crate) fn incident(
    tally: &IncidentTally,
    printer: &mut Printer,
    knowledge: &Knowledge,
    language: &str,
) -> Result<(), Failure> {
    head(tally, printer)?;
    for line in &tally.lines {
        printer.text(line, "  ")?;
    }
    if tally.lines.is_empty() {
        printer.text(&printer.texts.none_toll.clone(), "")?;
    }
    let texts = printer.texts.clone();
    for harm in Harm::ALL.iter().copied() {
        let rows: Vec<Vec<String>> = tally
            .rows
            .iter()
            .filter(|row| row.row.outcome == harm)
            .map(|row| words::row(&texts, row, knowledge, language))
            .collect();
        if !rows.is_empty() {
            let label = knowledge.label(Harm::LIST, harm.code(), language);
            let head: [&str; 5] =
                [&texts.head_source, &texts.head_in, &label, &texts.head_who, &texts.head_stands];
            printer.blank()?;
            printer.table(&head, &rows, 0)?;
        }
    }
    Ok(())
}

/// Name, place and date, then how well established it is.
pub(crate) fn head(tally: &IncidentTally, printer: &mut Printer) -> Result<(), Failure> {
    let texts = printer.texts.clone();
    let (place, date) = (words::place(&texts, &tally.place), words::date(&texts, tally.date));
    printer.heading(&format!("{place}, {date} [{}]", tally.incident))?;
    let reports = words::reports(&texts, tally.reports);
    let grade = words::grade(&texts, tally.grade);
    printer.text(&fill(&texts.grade_line, &[("reports", &reports), ("grade", grade)]), "")?;
    Ok(())
}

fn csv(
    tallies: &[IncidentTally],
    printer: &mut Printer,
    knowledge: &Knowledge,
    language: &str,
) -> Result<(), Failure> {
    let texts = printer.texts.clone();
    let head = [
        "incident",
        "outcome",
        "claim",
        "report",
        "source",
        "source_label",
        "publisher",
        "relation",
        "value",
        "high",
        "victims",
        "hedged",
        "confirmation",
        "standing",
        "status",
        "notice",
        "quote",
    ];
    let mut rows = Vec::new();
    for tally in tallies {
        let status = serde_json::to_value(tally.status).ok();
        let status = status.as_ref().and_then(|status| status.as_str()).unwrap_or_default().to_owned();
        for labelled in &tally.rows {
            let row = &labelled.row;
            let relation = serde_json::to_value(row.count.relation()).ok();
            let relation = relation.as_ref().and_then(|code| code.as_str()).unwrap_or_default().to_owned();
            let figure = |value: Option<u64>| value.map_or(String::new(), |value| value.to_string());
            let standing = words::row(&texts, labelled, knowledge, language).pop().unwrap_or_default();
            rows.push(vec![
                tally.incident.clone(),
                row.outcome.code().to_owned(),
                row.claim.claim.as_str().to_owned(),
                row.doc.clone(),
                row.source.clone(),
                labelled.source_label.clone().unwrap_or_default(),
                row.publisher.clone().unwrap_or_default(),
                relation,
                figure(row.count.value()),
                figure(row.count.high()),
                row.victims.code().to_owned(),
                row.hedged.to_string(),
                row.confirmation.code().to_owned(),
                standing,
                status.clone(),
                "NOT FOR PUBLICATION".to_owned(),
                row.quote.clone(),
            ]);
        }
    }
    Ok(printer.csv(&head, &rows)?)
}
