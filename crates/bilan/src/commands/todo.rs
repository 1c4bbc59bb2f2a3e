//! `todo`: what waits for a person.

use bilan_casework::todo::{Todo, TodoKind, todo};

use super::{env, open_to_read};
use crate::args::TodoArgs;
use crate::print::{Ended, Outcome, Printer};
use crate::settings::Settings;
use crate::words::short;

pub(crate) fn run(args: &TodoArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    let (_case, state) = open_to_read(&args.case, &env(settings)?)?;
    let all = todo(&state);
    if args.format.json {
        printer.json(&all)?;
    } else if args.format.csv {
        let rows: Vec<Vec<String>> = all
            .iter()
            .map(|row| {
                vec![code(row.kind).to_owned(), row.id.clone(), row.count.to_string(), row.detail.clone()]
            })
            .collect();
        printer.csv(&["kind", "id", "count", "detail"], &rows)?;
    } else if all.is_empty() {
        let text = printer.texts.say("todo.none", &[]);
        printer.text(&text, "")?;
    } else {
        table(&all, args, printer)?;
    }
    Ok(Ended::Well)
}

fn table(all: &[Todo], args: &TodoArgs, printer: &mut Printer) -> std::io::Result<()> {
    let texts = printer.texts.clone();
    let head: Vec<String> =
        ["id", "what", "detail"].iter().map(|name| texts.say(&format!("todo/{name}"), &[])).collect();
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|row| {
            let what = texts.counted(&format!("todo/{}", code(row.kind)), row.count);
            let id = if row.id.contains('-') { row.id.clone() } else { short(&row.id).to_owned() };
            vec![id, what, row.detail.replace('_', " ")]
        })
        .collect();
    printer.table(&head, &rows, 1)?;
    printer.blank()?;
    let case = args.case.display().to_string();
    printer.text(&texts.say("todo.next", &[("case", &case)]), "")
}

fn code(kind: TodoKind) -> &'static str {
    match kind {
        TodoKind::ReadersDiffer => "readers_differ",
        TodoKind::Orphan => "orphan",
        TodoKind::Contested => "contested",
        TodoKind::Review => "review",
        TodoKind::Unread => "unread",
        TodoKind::NotCoded => "not_coded",
        TodoKind::Undated => "undated",
        TodoKind::NotLocated => "not_located",
        TodoKind::Copies => "copies",
        TodoKind::Doubt => "doubt",
    }
}
