//! `dossier`: writes a dossier.

use bilan_casework::Knowledge;
use bilan_casework::dossier::{self, Request, Written};

use super::{env, open};
use crate::args::DossierArgs;
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;
use crate::words::counted;

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
    let folder = args.output.display();
    let verb = if args.dry_run { "Would write" } else { "Wrote" };
    let (incidents, files) = (written.incidents.len(), written.files.len());
    printer.text(
        &format!(
            "{verb} {files} files to {folder}: {}, {}. Internal: NOT FOR PUBLICATION.",
            counted(incidents as u64, "incident"),
            counted(written.reports as u64, "report")
        ),
        "",
    )?;
    if args.dry_run {
        for (path, bytes) in &written.files {
            printer.verbatim(&format!("{bytes:>9}  {path}"))?;
        }
        return Ok(());
    }
    if let Some(entry) = written.entry {
        printer.text(&format!("Entry {entry} of the log commits to its manifest."), "")?;
    }
    printer.verbatim(&format!("Open {}", args.output.join("index.html").display()))?;
    Ok(())
}
