//! `rebuild`: the projection of a case anew from its ledger.

use bilan_casework::projection::rebuild;

use super::{env, open_to_write};
use crate::args::RebuildArgs;
use crate::print::{Ended, Outcome, Printer};
use crate::settings::Settings;

pub(crate) fn run(args: &RebuildArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    let mut env = env(settings)?;
    let (mut case, _) = open_to_write(&args.case, args.dry_run, &env, printer)?;
    let texts = printer.texts.clone();
    if args.dry_run {
        let entries = case.ledger().size().to_string();
        printer.text(&texts.say("rebuilt.would", &[("entries", &entries)]), "")?;
        return Ok(Ended::Well);
    }
    let rebuilt = rebuild(&mut case, &mut env)?;
    if args.json {
        printer.json(&rebuilt)?;
    } else {
        let entries = rebuilt.entries.to_string();
        let reports = texts.counted("count.reports", rebuilt.reports);
        let incidents = texts.counted("count.incidents", rebuilt.incidents);
        let values = [("entries", entries.as_str()), ("reports", &reports), ("incidents", &incidents)];
        printer.text(&texts.say("rebuilt.done", &values), "")?;
        printer.verbatim(&texts.say("rebuilt.digest", &[("digest", &rebuilt.digest)]))?;
        let name = match rebuilt.as_recorded {
            Some(true) => "rebuilt/same",
            Some(false) => "rebuilt/other",
            None => "rebuilt/new",
        };
        printer.text(&texts.say(name, &[]), "")?;
    }
    Ok(if rebuilt.as_recorded == Some(false) { Ended::WithFindings } else { Ended::Well })
}
