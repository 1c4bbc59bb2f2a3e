//! `init`: makes a case.

use bilan_casework::{Error, ErrorKind, init};
use serde::Serialize;

use super::env;
use crate::args::InitArgs;
use crate::print::{Ended, Outcome, Printer};
use crate::settings::Settings;

#[derive(Serialize)]
struct Made {
    case: Option<String>,
    folder: String,
    keys: String,
}

pub(crate) fn run(args: &InitArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    if args.encrypt {
        return Err(Error::new(ErrorKind::Refused, "this version cannot keep a case encrypted")
            .safe("Nothing was made.")
            .next("Keep the case on an encrypted disk, and leave out --encrypt.")
            .into());
    }
    let mut env = env(settings)?;
    let keys = env.home().display().to_string();
    let folder = args.case.display().to_string();
    if args.dry_run {
        init::check(&args.case)?;
        if args.json {
            printer.json(&Made { case: None, folder, keys })?;
        } else {
            printer.say("init.would", &[("folder", &folder), ("keys", &keys)], "")?;
        }
        return Ok(Ended::Well);
    }
    let case = init::init(&args.case, &mut env)?;
    if args.json {
        let id = case.ledger().case_id().to_string();
        printer.json(&Made { case: Some(id), folder, keys })?;
        return Ok(Ended::Well);
    }
    printer.say("init.done", &[("folder", &folder)], "")?;
    printer.say("init.keys", &[("keys", &keys)], "")?;
    printer.verbatim(&printer.texts.say("init.next", &[("folder", &folder)]))?;
    Ok(Ended::Well)
}
