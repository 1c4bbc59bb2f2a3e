//! `list`: rows of reports, incidents, claims or sources.

use bilan_casework::list::{self, ReportStanding};
use bilan_casework::state::State;
use bilan_model::Verdict;
use serde::Serialize;

use super::{env, open_as_of};
use crate::args::{ListArgs, ListKind};
use crate::locale::{Texts, fill};
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;
use crate::words::{self, short};

pub(crate) fn run(args: &ListArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    let (_case, state) = open_as_of(&args.case, &args.as_of, &env(settings)?, printer)?;
    match args.kind {
        ListKind::Reports => show(args, printer, list::reports(&state), &REPORTS, reports)?,
        ListKind::Incidents => show(args, printer, list::incidents(&state), &INCIDENTS, incidents)?,
        ListKind::Claims => show(args, printer, list::claims(&state), &CLAIMS, claims)?,
        ListKind::Sources => sources_of(args, printer, &state)?,
    }
    Ok(Ended::Well)
}

fn sources_of(args: &ListArgs, printer: &mut Printer, state: &State) -> Result<(), Failure> {
    show(args, printer, list::sources(state), &SOURCES, sources)
}

/// The names of columns: as CSV has them, and as people read them.
struct Columns {
    csv: &'static [&'static str],
    head: fn(&Texts) -> Vec<&str>,
    none: fn(&Texts) -> &str,
    /// Columns at the beginning that hold ids.
    whole: usize,
}

/// A row as cells: whole for CSV, short for a table.
type Cells<R> = fn(&Texts, &R, bool) -> Vec<String>;

fn show<R: Serialize>(
    args: &ListArgs,
    printer: &mut Printer,
    rows: Vec<R>,
    columns: &Columns,
    cells: Cells<R>,
) -> Result<(), Failure> {
    let texts = printer.texts.clone();
    let filter = args.filter.as_deref().unwrap_or_default().to_lowercase();
    let has = |row: &R| cells(&texts, row, true).join(" ").to_lowercase().contains(&filter);
    let (all, rows): (usize, Vec<R>) = (rows.len(), rows.into_iter().filter(has).collect());
    if args.format.json {
        return Ok(printer.json(&rows)?);
    }
    if args.format.csv {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| cells(&texts, row, true)).collect();
        return Ok(printer.csv(columns.csv, &rows)?);
    }
    if rows.is_empty() {
        let case = args.case.display().to_string();
        let text = if all == 0 { (columns.none)(&texts) } else { &texts.none_filter };
        let filter = args.filter.clone().unwrap_or_default();
        return Ok(printer.text(&fill(text, &[("case", &case), ("filter", &filter)]), "")?);
    }
    let rows: Vec<Vec<String>> = rows.iter().map(|row| cells(&texts, row, false)).collect();
    Ok(printer.table(&(columns.head)(&texts), &rows, columns.whole)?)
}

static REPORTS: Columns = Columns {
    csv: &[
        "report",
        "published",
        "language",
        "publisher",
        "title",
        "from",
        "incidents",
        "claims",
        "state",
        "why",
    ],
    head: |texts| {
        vec![
            &texts.head_id,
            &texts.head_published,
            &texts.head_language,
            &texts.head_publisher,
            &texts.head_title,
            &texts.head_claims,
            &texts.head_state,
        ]
    },
    none: |texts| &texts.none_reports,
    whole: 1,
};

fn reports(texts: &Texts, row: &list::ReportRow, whole: bool) -> Vec<String> {
    let own = |text: &Option<String>| text.clone().unwrap_or_default();
    let published = row.published.map_or(String::new(), |day| day.to_string());
    let state = match row.state {
        ReportStanding::Coded => &texts.state_coded,
        ReportStanding::NotCoded => &texts.state_not_coded,
        ReportStanding::Superseded => &texts.state_superseded,
        ReportStanding::Withdrawn => &texts.state_withdrawn,
        ReportStanding::Roster => &texts.state_roster,
        ReportStanding::Unreadable => &texts.state_unreadable,
        ReportStanding::Waiting => &texts.state_waiting,
    };
    if whole {
        let counts = [row.incidents.to_string(), row.claims.to_string()];
        let [incidents, claims] = counts;
        return vec![
            row.id.clone(),
            published,
            own(&row.language),
            own(&row.publisher),
            own(&row.title),
            row.from.clone(),
            incidents,
            claims,
            state.clone(),
            own(&row.why),
        ];
    }
    let file = row.from.rsplit('/').next().unwrap_or(&row.from);
    let title = row.title.as_deref().unwrap_or(file);
    vec![
        short(&row.id).to_owned(),
        published,
        own(&row.language),
        own(&row.publisher),
        title.to_owned(),
        row.claims.to_string(),
        state.clone(),
    ]
}

static INCIDENTS: Columns = Columns {
    csv: &["incident", "earliest", "latest", "place", "country", "grade", "reports", "claims"],
    head: |texts| {
        vec![
            &texts.head_incident,
            &texts.head_date,
            &texts.head_place,
            &texts.head_grade,
            &texts.head_reports,
            &texts.head_claims,
        ]
    },
    none: |texts| &texts.none_incidents,
    whole: 1,
};

fn incidents(texts: &Texts, row: &list::IncidentRow, whole: bool) -> Vec<String> {
    let (reports, claims) = (row.reports.to_string(), row.claims.to_string());
    let grade = words::grade(texts, row.grade).to_owned();
    if whole {
        let day = |day: Option<jiff::civil::Date>| day.map_or(String::new(), |day| day.to_string());
        let names = [std::slice::from_ref(&row.place.name), &row.place.admin].concat();
        return vec![
            row.id.clone(),
            day(row.date.map(bilan_model::DateInterval::earliest)),
            day(row.date.map(bilan_model::DateInterval::latest)),
            names.join(", "),
            row.place.country.clone(),
            grade,
            reports,
            claims,
        ];
    }
    vec![
        row.id.clone(),
        words::date(texts, row.date),
        words::place(texts, &row.place),
        grade,
        reports,
        claims,
    ]
}

static CLAIMS: Columns = Columns {
    csv: &["claim", "kind", "incident", "report", "says", "source", "quote", "verdict"],
    head: |texts| {
        vec![
            &texts.head_id,
            &texts.head_incident,
            &texts.head_says,
            &texts.head_source,
            &texts.head_quote,
            &texts.head_judged,
        ]
    },
    none: |texts| &texts.none_claims,
    whole: 2,
};

fn claims(texts: &Texts, row: &list::ClaimRow, whole: bool) -> Vec<String> {
    if whole {
        return vec![
            row.id.clone(),
            row.kind.to_owned(),
            row.incident.clone(),
            row.report.clone(),
            row.says.clone(),
            row.source.clone(),
            row.quote.clone(),
            verdict(row.verdict).to_owned(),
        ];
    }
    vec![
        short(&row.id).to_owned(),
        row.incident.clone(),
        row.says.replace('_', " "),
        words::source(texts, &row.source, None),
        row.quote.clone(),
        row.verdict
            .map_or(String::new(), |given| texts.say(&format!("verdict/{}", verdict(Some(given))), &[])),
    ]
}

fn verdict(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        None => "",
        Some(Verdict::Accept) => "accepted",
        Some(Verdict::Reject) => "rejected",
        Some(Verdict::Correct) => "corrected",
    }
}

static SOURCES: Columns = Columns {
    csv: &["source", "publisher", "report", "claims", "incidents"],
    head: |texts| vec![&texts.head_source, &texts.head_in, &texts.head_claims, &texts.head_incidents],
    none: |texts| &texts.none_claims,
    whole: 0,
};

fn sources(texts: &Texts, row: &list::SourceRow, whole: bool) -> Vec<String> {
    let (publisher, incidents) = (row.publisher.clone().unwrap_or_default(), row.incidents.join(", "));
    if whole {
        return vec![row.source.clone(), publisher, row.report.clone(), row.claims.to_string(), incidents];
    }
    vec![words::source(texts, &row.source, None), publisher, row.claims.to_string(), incidents]
}
