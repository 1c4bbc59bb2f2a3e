//! `verify`: says what was checked, and everything that is wrong.

use bilan_casework::verify::{Options, Verified, verify};
use bilan_casework::{Knowledge, Message};

use super::env;
use crate::args::VerifyArgs;
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;

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
    let texts = printer.texts.clone();
    for finding in verified.findings.iter().chain(&verified.read_otherwise) {
        let what = Message::of_system(&finding.what).in_language(printer.language);
        let entry = finding.entry.map(|entry| entry.to_string());
        let name = if entry.is_some() { "finding/entry" } else { "finding/file" };
        let values = [
            ("file", finding.file.as_str()),
            ("entry", entry.as_deref().unwrap_or_default()),
            ("what", &what),
        ];
        printer.say(name, &values, "    ")?;
    }
    if verified.set_aside > 0 {
        let files = texts.counted("count.files", verified.set_aside);
        let folder = args.folder.join("quarantine").display().to_string();
        printer.note(&texts.say("verify.set_aside", &[("files", &files), ("folder", &folder)]));
    }
    checked(verified, printer)?;
    limits(args, verified, printer);
    let folder = args.folder.display().to_string();
    if verified.is_sound() {
        printer.heading(&texts.say("verify.sound", &[("folder", &folder)]))?;
    } else {
        let findings = texts.counted("count.findings", verified.findings.len());
        printer.heading(&texts.say("verify.unsound", &[("folder", &folder), ("findings", &findings)]))?;
        printer.say("verify.keep", &[], "")?;
    }
    Ok(())
}

/// How much was looked at.
fn checked(verified: &Verified, printer: &mut Printer) -> Result<(), Failure> {
    let texts = printer.texts.clone();
    if verified.kind == "dossier" {
        printer.say("verify.dossier", &[("n", &verified.objects.to_string())], "")?;
    } else {
        let entries = texts.counted("count.entries", verified.entries);
        let tiles = texts.counted("count.tiles", verified.tiles);
        let objects = texts.counted("count.objects", verified.objects);
        let values = [("entries", entries.as_str()), ("tiles", &tiles), ("objects", &objects)];
        printer.say("verify.case", &values, "")?;
    }
    if verified.erased > 0 {
        printer.say("verify.erased", &[("n", &verified.erased.to_string())], "")?;
    }
    if let Some(records) = verified.records {
        printer.say("verify.records", &[("records", &texts.counted("count.records", records))], "")?;
    }
    if let Some(recoded) = verified.recoded {
        let other = verified.read_otherwise.len().to_string();
        printer.say("verify.recoded", &[("n", &recoded.to_string()), ("other", &other)], "")?;
    }
    if let (Some(size), Some(root)) = (verified.size, &verified.root) {
        printer.verbatim(&texts.say("verify.checkpoint", &[("size", &size.to_string()), ("root", root)]))?;
    }
    Ok(())
}

/// What this check could not tell.
fn limits(args: &VerifyArgs, verified: &Verified, printer: &mut Printer) {
    if verified.kind == "dossier" {
        printer.note(&printer.texts.say("limit/dossier", &[]));
    } else if !verified.home_checked {
        printer.note(&printer.texts.say("limit/keys", &[]));
    }
    if verified.kind == "case"
        && (args.read_data || args.recode)
        && verified.records.is_none()
        && verified.recoded.is_none()
    {
        printer.note(&printer.texts.say("limit/records", &[]));
    }
}
