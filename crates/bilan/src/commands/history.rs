//! `history`: what was done, by whom, when and why.

use bilan_casework::history::{HistoryRow, Wanted, history};

use super::{env, open_to_read};
use crate::args::HistoryArgs;
use crate::print::{Ended, Outcome, Printer};
use crate::settings::Settings;
use crate::words::short;

pub(crate) fn run(args: &HistoryArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    let (case, state) = open_to_read(&args.case, &env(settings)?)?;
    let about = args.id.as_deref();
    let wanted = Wanted { about, machines: args.all, as_of: args.as_of.as_of.clone() };
    let rows = history(&case, &state, &wanted)?;
    if args.format.json {
        printer.json(&rows)?;
    } else if args.format.csv {
        let head = ["entry", "when", "who", "what", "about", "says", "why", "undone_by"];
        let rows: Vec<Vec<String>> = rows.iter().map(whole).collect();
        printer.csv(&head, &rows)?;
    } else if rows.is_empty() {
        let text = printer.texts.say("history.none", &[]);
        printer.text(&text, "")?;
    } else {
        let texts = printer.texts.clone();
        let head: Vec<String> = ["entry", "when", "who", "what", "says", "why"]
            .iter()
            .map(|name| texts.say(&format!("history/{name}"), &[]))
            .collect();
        let head: Vec<&str> = head.iter().map(String::as_str).collect();
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                let mut what = texts.say(&format!("what/{}", row.what), &[]);
                if let Some(by) = row.undone_by {
                    what = texts.say("history.undone", &[("what", &what), ("entry", &by.to_string())]);
                }
                let about = row.about.first().map_or("", |id| short(id));
                let says = [about, &row.says.replace('_', " ")].join(" ").trim().to_owned();
                let when = row.when.get(..16).unwrap_or(&row.when).replace('T', " ");
                vec![row.entry.to_string(), when, row.who.clone(), what, says, row.why.clone()]
            })
            .collect();
        printer.table(&head, &rows, 2)?;
    }
    Ok(Ended::Well)
}

fn whole(row: &HistoryRow) -> Vec<String> {
    vec![
        row.entry.to_string(),
        row.when.clone(),
        row.who.clone(),
        row.what.clone(),
        row.about.join(" "),
        row.says.clone(),
        row.why.clone(),
        row.undone_by.map_or(String::new(), |seq| seq.to_string()),
    ]
}
