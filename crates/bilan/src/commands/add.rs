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
use crate::words::{counted, short};

pub(crate) fn run(
    args: &AddArgs,
    settings: &Settings,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Outcome {
    let mut env = env(settings)?;
    let inputs = inputs(args)?;
    let (mut case, _) = open(&args.case, &env, printer)?;
    let additions = if args.dry_run {
        preview(&case, &inputs, knowledge)?
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
            stdin().lock().read_to_end(&mut bytes)?;
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
    let (mut reports, mut claims) = (0_u64, 0_usize);
    for added in &additions.documents {
        match &added.outcome {
            Became::Unopened { why } => printer.note(&format!("{}: {why}", added.from)),
            Became::Duplicate { reports } => {
                let ids: Vec<&str> = reports.iter().map(|id| short(id)).collect();
                let known = if ids.is_empty() { String::new() } else { format!(" as {}", ids.join(", ")) };
                printer.text(
                    &format!(
                        "{}: the same bytes are in the case already{known}; nothing was added.",
                        added.from
                    ),
                    "  ",
                )?;
                if args.published.is_some() || args.publisher.is_some() {
                    printer.note(&format!(
                        "{}: the date or publisher given now was not taken: what was stated when a report came in \
                         stands. To state another, add the report to a new case.",
                        added.from
                    ));
                }
            }
            Became::CodedNow { reports, language } => {
                let ids: Vec<&str> = reports.iter().map(|id| short(id)).collect();
                let what = format!(
                    "{}: in the case already as {}, coded now ({language})",
                    added.from,
                    ids.join(", ")
                );
                printer.text(&what, "  ")?;
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
    let verb = if args.dry_run { "Would add" } else { "Added" };
    let found = [counted(reports, "report"), counted(claims as u64, "claim")];
    printer.text(&format!("{verb} {}.", found.join(" with ")), "")?;
    if !args.dry_run {
        let case = args.case.display();
        let incidents = counted(additions.incidents as u64, "incident");
        let entries = counted(additions.entries, "entry");
        printer.text(&format!("The case tells of {incidents}; its log has {entries}."), "")?;
        if additions.incidents > 0 {
            printer.verbatim(&format!("Next: bilan tally {case}"))?;
        }
    }
    Ok(())
}

fn told_part(from: &str, part: &AddedPart, dry_run: bool, printer: &mut Printer) -> Result<(), Failure> {
    match part {
        AddedPart::Unreadable { line, why } => {
            let line = line.map_or(String::new(), |line| format!(", line {line}"));
            // What is wrong with a line says its number itself.
            let at = if why.starts_with("line ") { String::new() } else { line };
            printer.note(&format!("{from}{at}: {why}"));
        }
        AddedPart::Report { report, language, incidents, claims, not_coded, notes, .. } => {
            let id = if dry_run { String::new() } else { format!(" {}", short(report)) };
            let told = language.as_deref().unwrap_or("language unknown");
            let what = match (language, not_coded) {
                (None, true) => {
                    format!(
                        "{from}:{id} kept, not coded: its language is not known. Add it again with --language fr or en."
                    )
                }
                (Some(language), true) => {
                    format!(
                        "{from}:{id} kept, not coded: there is no pack for its language ({language}) yet."
                    )
                }
                (_, false) => {
                    let found = [counted(*incidents as u64, "incident"), counted(*claims as u64, "claim")];
                    format!("{from}:{id} ({told}) {}", found.join(", "))
                }
            };
            printer.text(&what, "  ")?;
            for note in notes {
                printer.note(&format!("{from}: {note}"));
            }
        }
    }
    Ok(())
}
