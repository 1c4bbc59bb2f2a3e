//! `verify`: says what was checked, and everything that is wrong.

use bilan_casework::Knowledge;
use bilan_casework::verify::{Options, Verified, verify};

use super::env;
use crate::args::VerifyArgs;
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;
use crate::words::counted;

pub(crate) fn run(
    args: &VerifyArgs,
    settings: &Settings,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Outcome {
    let options = Options { read_data: args.read_data, recode: args.recode };
    let verified = verify(&args.folder, options, &env(settings)?, knowledge, printer)?;
    if args.json {
        printer.json(&verified)?;
    } else {
        told(args, &verified, printer)?;
    }
    Ok(if !verified.is_sound() {
        Ended::NotSound
    } else if verified.read_otherwise.is_empty() {
        Ended::Well
    } else {
        Ended::WithFindings
    })
}

fn told(args: &VerifyArgs, verified: &Verified, printer: &mut Printer) -> Result<(), Failure> {
    for finding in &verified.findings {
        let entry = finding.entry.map_or(String::new(), |seq| format!(", entry {seq}"));
        printer.text(&format!("{}{entry}: {}", finding.file, finding.what), "    ")?;
    }
    for finding in &verified.read_otherwise {
        let entry = finding.entry.map_or(String::new(), |seq| format!(", entry {seq}"));
        printer.text(&format!("{}{entry}: {}", finding.file, finding.what), "    ")?;
    }
    let checked = if verified.kind == "dossier" {
        format!("{} files held against the manifest, the checkpoint against the key.", verified.objects)
    } else {
        format!(
            "{}, {} and {} of the vault read, hashed and checked.",
            counted(verified.entries, "entry"),
            counted(verified.tiles, "tile"),
            counted(verified.objects, "object")
        )
    };
    printer.text(&checked, "")?;
    if verified.erased > 0 {
        printer.text(
            &format!("{} objects are gone because an entry says that they were erased.", verified.erased),
            "",
        )?;
    }
    if let Some(records) = verified.records {
        printer.text(
            &format!(
                "{} held against one another: digests, texts, quotes.",
                counted(records as u64, "record")
            ),
            "",
        )?;
    }
    if let Some(recoded) = verified.recoded {
        let other = verified.read_otherwise.len();
        printer.text(&format!("{recoded} codings repeated with the knowledge they rest on; {other} come out otherwise in this version."), "")?;
    }
    if let (Some(size), Some(root)) = (verified.size, &verified.root) {
        printer.verbatim(&format!("Checkpoint: {size} entries, root {root}"))?;
    }
    limits(args, verified, printer);
    let folder = args.folder.display();
    if verified.is_sound() {
        printer.heading(&format!("{folder}: nothing is wrong."))?;
    } else {
        let (count, s) = (verified.findings.len(), if verified.findings.len() == 1 { "" } else { "s" });
        printer
            .heading(&format!("{folder}: {count} finding{s}. It is not what it was; do not rely on it."))?;
        printer.text("Keep it as it is, compare it with a backup, and find out who had it in hands.", "")?;
    }
    Ok(())
}

/// What this check could not tell.
fn limits(args: &VerifyArgs, verified: &Verified, printer: &mut Printer) {
    if verified.kind == "dossier" {
        printer.note(
            "Whether the manifest is the one that was sealed, only the case can tell: its log commits to it.",
        );
    } else if !verified.home_checked {
        printer.note(
            "This computer holds no keys of this case, so it was checked against itself only: a log cut short, or \
             made anew under other keys, would not show.",
        );
    }
    if verified.kind == "case"
        && (args.read_data || args.recode)
        && verified.records.is_none()
        && verified.recoded.is_none()
    {
        printer.note(
            "Records and codings were not looked at: that needs a sound case, on the computer that holds its keys.",
        );
    }
}
