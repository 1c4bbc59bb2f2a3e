//! `dossier`: writes a dossier.

use bilan_casework::Knowledge;
use bilan_casework::dossier::{self, Request, Written};

use super::{env, open};
use crate::args::DossierArgs;
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;

pub(crate) fn run(
    args: &DossierArgs,
    settings: &Settings,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Outcome {
    dossier::profile(&args.profile)?;
    let mut env = env(settings)?;
    let (mut case, state) = open(&args.case, &env, printer)?;
    let request = Request {
        incidents: &args.incidents,
        target: &args.output,
        language: settings.language,
        dry_run: args.dry_run,
    };
    let written = dossier::dossier(&mut case, &state, &request, &mut env, knowledge)?;
    if args.json {
        printer.json(&written)?;
    } else {
        told(args, &written, printer)?;
    }
    Ok(Ended::Well)
}

fn told(args: &DossierArgs, written: &Written, printer: &mut Printer) -> Result<(), Failure> {
    let texts = printer.texts.clone();
    let values = [
        ("folder", args.output.display().to_string()),
        ("files", written.files.len().to_string()),
        ("incidents", texts.counted("count.incidents", written.incidents.len())),
        ("reports", texts.counted("count.reports", written.reports)),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    printer.say(if args.dry_run { "dossier/would" } else { "dossier/done" }, &values, "")?;
    if args.dry_run {
        for (path, bytes) in &written.files {
            printer.verbatim(&format!("{bytes:>9}  {path}"))?;
        }
        return Ok(());
    }
    if let Some(entry) = written.entry {
        printer.say("dossier.entry", &[("entry", &entry.to_string())], "")?;
    }
    let index = args.output.join("index.html").display().to_string();
    printer.verbatim(&texts.say("dossier.open", &[("index", &index)]))?;
    Ok(())
}
