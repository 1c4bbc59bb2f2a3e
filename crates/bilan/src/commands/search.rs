//! `search`: finds reports, claims and incidents by words.

use bilan_casework::case::Case;
use bilan_casework::search::{Found, Hit, search};

use super::env;
use crate::args::SearchArgs;
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;
use crate::words::short;

pub(crate) fn run(args: &SearchArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    let case = Case::open_to_read(&args.case, &env(settings)?)?;
    let words = args.words.join(" ");
    let found = search(&case, &words, args.offset as u64, args.limit as u64)?;
    if args.format.json {
        printer.json(&found)?;
    } else if args.format.csv {
        let rows: Vec<Vec<String>> = found
            .hits
            .iter()
            .map(|hit| {
                let report = hit.report.clone().unwrap_or_default();
                vec![
                    hit.kind.to_owned(),
                    hit.id.clone(),
                    report,
                    format!("{:.4}", hit.score),
                    hit.passage.clone(),
                ]
            })
            .collect();
        printer.csv(&["kind", "id", "report", "score", "passage"], &rows)?;
    } else {
        told(args, &words, &found, printer)?;
    }
    Ok(Ended::Well)
}

fn told(args: &SearchArgs, words: &str, found: &Found, printer: &mut Printer) -> Result<(), Failure> {
    let texts = printer.texts.clone();
    if found.hits.is_empty() {
        printer.text(&texts.say("search.none", &[("words", words)]), "")?;
        return Ok(());
    }
    for hit in &found.hits {
        let kind = texts.say(&format!("kind/{}", hit.kind), &[]);
        let id = if hit.kind == "incident" { hit.id.as_str() } else { short(&hit.id) };
        printer.heading(&format!("{kind} {id}"))?;
        printer.text(&marked(hit), "  ")?;
    }
    printer.blank()?;
    let (shown, total) = (found.hits.len().to_string(), found.total.to_string());
    printer.text(&texts.say("search.total", &[("shown", &shown), ("total", &total)]), "")?;
    if args.offset as u64 + (found.hits.len() as u64) < found.total {
        let offset = (args.offset + found.hits.len()).to_string();
        printer.text(&texts.say("search.more", &[("offset", &offset)]), "")?;
    }
    Ok(())
}

/// The passage on one line, its words between ⟦ and ⟧.
fn marked(hit: &Hit) -> String {
    let mut text = String::from("  ");
    let mut from = 0;
    for (start, end) in &hit.marks {
        text.push_str(hit.passage.get(from..*start).unwrap_or_default());
        text.push('⟦');
        text.push_str(hit.passage.get(*start..*end).unwrap_or_default());
        text.push('⟧');
        from = *end;
    }
    text.push_str(hit.passage.get(from..).unwrap_or_default());
    format!("  {}", text.split_whitespace().collect::<Vec<_>>().join(" "))
}
