//! `backup`: a verified copy of a case on another disk.

use bilan_casework::backup::{BackupReport, backup};
use bilan_casework::case::Case;

use super::{env, set_aside};
use crate::args::BackupArgs;
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;

pub(crate) fn run(args: &BackupArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    let env = env(settings)?;
    let case = Case::open(&args.case, &env)?;
    set_aside(&case, printer);
    let texts = printer.texts.clone();
    if args.dry_run {
        let entries =
            texts.counted("count.entries", usize::try_from(case.ledger().size()).unwrap_or(usize::MAX));
        let folder = args.dest.display().to_string();
        printer.text(&texts.say("backup.would", &[("entries", &entries), ("folder", &folder)]), "")?;
        return Ok(Ended::Well);
    }
    let report = backup(&case, &args.dest, args.with_keys, &env, printer)?;
    if args.json {
        printer.json(&report)?;
    } else {
        told(&report, &env.home().display().to_string(), printer)?;
    }
    Ok(Ended::Well)
}

fn told(report: &BackupReport, home: &str, printer: &mut Printer) -> Result<(), Failure> {
    let texts = printer.texts.clone();
    let folder = report.folder.display().to_string();
    let entries = texts.counted("count.entries", usize::try_from(report.entries).unwrap_or(usize::MAX));
    let (copied, kept) = (report.copied.to_string(), report.kept.to_string());
    let values = [("entries", entries.as_str()), ("folder", &folder), ("copied", &copied), ("kept", &kept)];
    printer.text(&texts.say("backup.done", &values), "")?;
    if !report.healed.is_empty() {
        printer.text(&texts.say("backup.healed", &[("files", &report.healed.join(", "))]), "  ")?;
    }
    let keys = if report.with_keys {
        texts.say("backup.keys", &[])
    } else {
        texts.say("backup.no_keys", &[("home", home)])
    };
    printer.text(&keys, "")?;
    printer.verbatim(&texts.say("backup.next", &[("folder", &folder)]))?;
    Ok(())
}
