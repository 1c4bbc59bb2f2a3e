//! `code`: reports to JSON lines, or to reasons a person can read; without a case.

use std::fs::File;
use std::io::{self, BufReader, Read as _, stdin};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bilan_casework::code::{Line, Options, Summary, document, expand, file, lines, link};
use bilan_casework::explain::Reason;
use bilan_casework::records::Stated;
use bilan_casework::{Error, ErrorKind, Knowledge, Message, message};

use crate::args::CodeArgs;
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;

/// Features of a confidence that are told to a person.
const WEIGHTIEST: usize = 4;
/// Bytes read at a time.
const BUFFER: usize = 1 << 20;

pub(crate) fn run(args: &CodeArgs, printer: &mut Printer, knowledge: &Knowledge) -> Outcome {
    let stated = Stated { published: args.published, language: args.language.clone(), ..Stated::default() };
    let second = args.second.reader()?.map(Arc::new);
    if second.as_ref().is_some_and(|reader| reader.is_remote()) {
        printer.note(&printer.texts.say("code.remote", &[]));
    }
    let options =
        Options { link: args.link, explain: args.explain, stated, threads: Settings::threads(), second };
    let summary = if args.jsonl {
        stream(args, &options, printer, knowledge)?
    } else {
        documents(args, &options, printer, knowledge)?
    };
    let second = summary.second;
    if second.asked > second.unread {
        let reports = printer.texts.counted("count.reports", second.asked - second.unread);
        let (agree, differ) = (second.agree.to_string(), second.differ.to_string());
        let values = [("reports", reports.as_str()), ("agree", &agree), ("differ", &differ)];
        printer.note(&printer.texts.say("code.second", &values));
    }
    if let Some(why) = second.why {
        let of = printer.texts.counted("count.reports", second.asked);
        let (unread, why) = (second.unread.to_string(), why.message().in_language(printer.language));
        printer.note(&printer.texts.say("code.unread", &[("unread", &unread), ("of", &of), ("why", &why)]));
    }
    if summary.failed > 0 {
        let of = printer.texts.counted("count.reports", summary.lines);
        let values = [("failed", &*summary.failed.to_string()), ("of", &of)];
        printer.note(&printer.texts.say("code.failed", &values));
    }
    Ok(if summary.failed + second.unread == 0 { Ended::Well } else { Ended::WithFindings })
}

/// JSON lines, each path a stream, one after the other.
fn stream(
    args: &CodeArgs,
    options: &Options,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Result<Summary, Failure> {
    let mut input: Box<dyn io::Read> = Box::new(io::empty());
    for path in &args.paths {
        if path.as_os_str() == "-" {
            input = Box::new(input.chain(stdin().lock()));
        } else {
            input = Box::new(input.chain(open(path)?));
        }
    }
    let mut input = BufReader::with_capacity(BUFFER, input);
    Ok(lines(&mut input, printer.stream(), knowledge, options)?)
}

fn open(path: &Path) -> Result<File, Failure> {
    let folder = path.is_dir().then(|| io::Error::from(io::ErrorKind::IsADirectory));
    let opened = folder.map_or_else(|| File::open(path), Err);
    opened.map_err(|error| {
        let what = if error.kind() == io::ErrorKind::NotFound {
            message!("there is no such file")
        } else if error.kind() == io::ErrorKind::IsADirectory {
            message!("it is a folder, and JSON lines are one file")
        } else {
            message!("it could not be read: {error}", error: Message::of_system(error))
        };
        Error::new(ErrorKind::Failure, what)
            .at(path.display())
            .next("Check the name, or give `-` for standard input.")
            .into()
    })
}

/// Documents of any kind that is read.
fn documents(
    args: &CodeArgs,
    options: &Options,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Result<Summary, Failure> {
    let (given, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        args.paths.iter().cloned().partition(|path| path.as_os_str() == "-");
    let mut summary = Summary::default();
    let mut held = Vec::new();
    let mut take = |coded: Vec<Line>, printer: &mut Printer| -> Result<(), Failure> {
        for line in &coded {
            summary.count(line);
        }
        if options.link {
            held.extend(coded);
            return Ok(());
        }
        coded.iter().try_for_each(|line| print(args, line, printer))
    };
    if !given.is_empty() {
        let mut bytes = Vec::new();
        stdin().lock().read_to_end(&mut bytes)?;
        take(document("-", &bytes, knowledge, options), printer)?;
    }
    if !paths.is_empty() {
        for path in expand(&paths)? {
            take(file(&path, knowledge, options), printer)?;
        }
    }
    link(&mut held);
    held.iter().try_for_each(|line| print(args, line, printer))?;
    Ok(summary)
}

fn print(args: &CodeArgs, line: &Line, printer: &mut Printer) -> Result<(), Failure> {
    if !args.explain || args.json {
        return Ok(printer.json(line)?);
    }
    match line {
        Line::Failed { doc, error } => {
            printer.heading(doc)?;
            printer.text(&format!("  {error}"), "  ")?;
        }
        Line::Coded { coding, explain, header, notes, .. } => {
            printer.heading(&coding.doc)?;
            if coding.doubts.iter().any(|doubt| doubt.what == bilan_casework::knowledge::NO_PACK) {
                let unknown = printer.texts.say("code.unknown", &[]);
                let language = header.language.as_deref().unwrap_or(&unknown);
                printer.say("code.no_pack", &[("language", language)], "  ")?;
            }
            for note in notes {
                printer.text(&format!("  {note}"), "  ")?;
            }
            for account in &coding.incidents {
                let cluster =
                    account.cluster.as_ref().map_or(String::new(), |cluster| format!(", {cluster}"));
                let place = crate::words::place(&printer.texts, &account.place);
                let date = crate::words::date(&printer.texts, account.date);
                printer.blank()?;
                let at = format!("{place}, {date}{cluster}");
                printer.heading(&printer.texts.say("code.account", &[("id", &account.id), ("at", &at)]))?;
                let reasons = explain.iter().flatten().filter(|reason| reason.incident == account.id);
                for reason in reasons {
                    print_reason(reason, printer)?;
                }
            }
            for figure in &coding.non_incident_tolls {
                let values = [("why", figure.why.as_str()), ("quote", &figure.quote)];
                printer.say("code.figure", &values, "    ")?;
            }
            for doubt in coding.doubts.iter().filter(|doubt| doubt.what != bilan_casework::knowledge::NO_PACK)
            {
                let quote = quoted(printer, doubt.quote.as_deref().unwrap_or_default());
                printer.say("code.doubt", &[("what", &doubt.what), ("quote", &quote)], "    ")?;
            }
        }
    }
    printer.blank()?;
    Ok(())
}

fn print_reason(reason: &Reason, printer: &mut Printer) -> Result<(), Failure> {
    let source = crate::words::source(&printer.texts, &reason.attributed_to, None);
    let says = format!("{} {}", reason.kind, reason.says.replace('_', " "));
    let quote = quoted(printer, &reason.quote);
    let says = printer.texts.say("judge.claim", &[("says", &says), ("source", &source)]);
    printer.text(&format!("    {says}{quote}"), "      ")?;
    for (id, what) in &reason.rules {
        let name = if what.is_empty() { "because/id" } else { "because/what" };
        printer.say(name, &[("id", id), ("what", what)], "        ")?;
    }
    if let Some(weighed) = &reason.confidence {
        // The weightiest say enough to a person; all of them stand in the JSON.
        let mut features: Vec<&(String, i32)> = weighed.features.iter().collect();
        features.sort_by_key(|(_, weight)| std::cmp::Reverse(weight.abs()));
        let part =
            |(feature, weight): &&(String, i32)| format!("{feature} {:+.2}", f64::from(*weight) / 100.0);
        let parts = features.iter().take(WEIGHTIEST).map(part).collect::<Vec<_>>().join(", ");
        let values = [("value", &*format!("{:.2}", weighed.value)), ("parts", &parts)];
        printer.say("because/confidence", &values, "        ")?;
    }
    Ok(())
}

/// Words of a report behind what is said of them; nothing where there are none.
fn quoted(printer: &Printer, quote: &str) -> String {
    if quote.is_empty() { String::new() } else { printer.texts.say("code.quote", &[("quote", quote)]) }
}
