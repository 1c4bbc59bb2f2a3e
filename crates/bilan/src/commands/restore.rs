//! `restore`: a case from its backup.

use bilan_casework::restore::{Options, RestoreReport, restore};

use super::env;
use crate::args::RestoreArgs;
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;

pub(crate) fn run(args: &RestoreArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    let mut env = env(settings)?;
    if args.dry_run {
        let folder = args.src.display().to_string();
        let text = printer.texts.say("restore.would", &[("folder", &folder)]);
        printer.text(&text, "")?;
        return Ok(Ended::Well);
    }
    let options =
        Options { also: args.also.iter().cloned().collect(), accept_loss: args.accept_loss.clone() };
    let report = restore(&args.src, &args.case, &options, &mut env, printer)?;
    if args.json {
        printer.json(&report)?;
    } else {
        told(&report, printer)?;
    }
    Ok(Ended::Well)
}

fn told(report: &RestoreReport, printer: &mut Printer) -> Result<(), Failure> {
    let texts = printer.texts.clone();
    let counted = |count: u64| texts.counted("count.entries", usize::try_from(count).unwrap_or(usize::MAX));
    let case = report.folder.display().to_string();
    let (entries, files) = (counted(report.entries), texts.counted("count.files", report.files));
    let values = [("case", case.as_str()), ("entries", &entries), ("files", &files)];
    printer.text(&texts.say("restore.done", &values), "")?;
    if !report.healed.is_empty() {
        printer.text(&texts.say("restore.healed", &[("files", &report.healed.join(", "))]), "  ")?;
    }
    if let Some(lost) = report.lost {
        printer.text(&texts.say("restore.lost", &[("entries", &counted(lost))]), "")?;
    }
    if report.keys_restored {
        printer.text(&texts.say("restore.keys", &[]), "")?;
    } else if !report.can_add {
        printer.text(&texts.say("restore.no_keys", &[]), "")?;
    }
    Ok(())
}
