//! `add`: takes reports into a case, and says of each what became of it.

use std::io::{Read as _, stdin};
use std::path::Path;

use bilan_casework::add::{AddedPart, Additions, Input, Outcome as Became, Source, add, gather, preview};
use bilan_casework::records::Stated;
use bilan_casework::{Error, ErrorKind, Knowledge};

use super::{env, open};
use crate::args::AddArgs;
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;
use crate::words::short;

/// The largest document that is taken from standard input.
const BYTES_MAX: u64 = 512 << 20;

pub(crate) fn run(
    args: &AddArgs,
    settings: &Settings,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Outcome {
    let mut env = env(settings)?;
    env.reader.allow_unsandboxed = args.allow_unsandboxed;
    let inputs = inputs(args)?;
    let (mut case, _) = open(&args.case, &env, printer)?;
    let additions = if args.dry_run {
        preview(&case, &inputs, &env, knowledge)?
    } else {
        add(&mut case, &inputs, args.supersedes.as_deref(), &mut env, knowledge, printer)?
    };
    if args.json {
        printer.json(&additions)?;
    } else {
        told(args, &additions, printer)?;
    }
    if additions.opened_none() {
        return Ok(Ended::Badly);
    }
    Ok(if additions.has_findings() { Ended::WithFindings } else { Ended::Well })
}

fn inputs(args: &AddArgs) -> Result<Vec<Input>, Failure> {
    let stated = Stated {
        published: args.published,
        publisher: args.publisher.clone(),
        language: args.language.clone(),
        title: None,
    };
    let mut inputs = Vec::new();
    for path in &args.paths {
        if path.as_os_str() == "-" {
            let mut bytes = Vec::new();
            stdin().lock().take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 > BYTES_MAX {
                return Err(Error::new(ErrorKind::Failure, "standard input is larger than 512 MiB")
                    .safe("Nothing was added.")
                    .next("Split it into smaller documents and add those.")
                    .into());
            }
            inputs.push(Input { source: Source::StandardInput(bytes), stated: stated.clone() });
        } else if is_address(path) {
            return Err(Error::new(ErrorKind::Refused, "this version does not fetch pages from the network")
                .at(path.display())
                .safe("Nothing was added.")
                .next("Save the page in a browser, and add that file.")
                .into());
        } else {
            inputs.extend(gather(std::slice::from_ref(path), &stated)?);
        }
    }
    if inputs.is_empty() {
        return Err(Error::new(ErrorKind::Failure, "there is no document in what was given")
            .safe("Nothing was added.")
            .next("Give files, or folders with files in them.")
            .into());
    }
    Ok(inputs)
}

fn is_address(path: &Path) -> bool {
    let text = path.to_string_lossy();
    ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme)) && !path.exists()
}

fn told(args: &AddArgs, additions: &Additions, printer: &mut Printer) -> Result<(), Failure> {
    let (mut reports, mut claims) = (0_usize, 0_usize);
    for added in &additions.documents {
        match &added.outcome {
            Became::Unopened { why } => {
                let why = why.in_language(printer.language);
                printer.note(&printer.texts.say("added.note", &[("from", &added.from), ("what", &why)]));
            }
            Became::Duplicate { reports } => {
                let values = [("from", added.from.as_str()), ("reports", &shorts(reports))];
                let name = if reports.is_empty() { "duplicate/unread" } else { "duplicate/known" };
                printer.say(name, &values, "  ")?;
            }
            Became::Restated { reports } => {
                let values = [("from", added.from.as_str()), ("reports", &shorts(reports))];
                printer.say("added.restated", &values, "  ")?;
            }
            Became::Added { parts } => {
                for part in parts {
                    if let AddedPart::Report { claims: found, .. } = part {
                        reports += 1;
                        claims += found;
                    }
                    told_part(&added.from, part, args.dry_run, printer)?;
                }
            }
        }
    }
    let texts = printer.texts.clone();
    let values = [
        ("reports", texts.counted("count.reports", reports)),
        ("claims", texts.counted("count.claims", claims)),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    printer.say(if args.dry_run { "added/would" } else { "added/done" }, &values, "")?;
    if !args.dry_run {
        let incidents = texts.counted("count.incidents", additions.incidents);
        let entries = texts.counted("count.entries", additions.entries);
        printer.say("added.case", &[("incidents", &incidents), ("entries", &entries)], "")?;
        if additions.incidents > 0 {
            let case = args.case.display().to_string();
            printer.verbatim(&texts.say("added.next", &[("case", &case)]))?;
        }
    }
    Ok(())
}

/// The first digits of ids, for a sentence.
fn shorts(ids: &[String]) -> String {
    ids.iter().map(|id| short(id)).collect::<Vec<_>>().join(", ")
}

fn told_part(from: &str, part: &AddedPart, dry_run: bool, printer: &mut Printer) -> Result<(), Failure> {
    let texts = printer.texts.clone();
    match part {
        AddedPart::Unreadable { line, part, why } => {
            let line = line.map(|line| texts.say("added.line", &[("line", &line.to_string())]));
            let at = line.or_else(|| part.clone()).map_or(String::new(), |at| format!(", {at}"));
            // What is wrong with a line says its number itself.
            let at = if why.starts_with("line ") { String::new() } else { at };
            printer.note(&texts.say("added.note", &[("from", &format!("{from}{at}")), ("what", why)]));
        }
        AddedPart::Roster { part, roster } => {
            let at = part.as_ref().map_or(String::new(), |part| format!(", {part}"));
            let sheets = texts.counted("count.sheets", roster.sheets.len());
            let rows =
                texts.counted("count.rows", roster.sheets.iter().map(|sheet| sheet.rows).sum::<usize>());
            let values = [("from", &*format!("{from}{at}")), ("sheets", &sheets), ("rows", &rows)];
            printer.say("added.roster", &values, "  ")?;
        }
        AddedPart::Report { report, language, incidents, claims, not_coded, notes, .. } => {
            let id = if dry_run { String::new() } else { format!(" {}", short(report)) };
            let unknown = texts.say("added.language", &[]);
            let name = match (language, not_coded) {
                (None, true) => "kept/language",
                (Some(_), true) => "kept/pack",
                (_, false) => "kept/coded",
            };
            let values = [
                ("from", from),
                ("id", &id),
                ("language", language.as_deref().unwrap_or(&unknown)),
                ("incidents", &texts.counted("count.incidents", *incidents)),
                ("claims", &texts.counted("count.claims", *claims)),
            ];
            printer.say(name, &values, "  ")?;
            for note in notes {
                printer.note(&texts.say("added.note", &[("from", from), ("what", note)]));
            }
        }
    }
    Ok(())
}
