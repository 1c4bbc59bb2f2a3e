//! `recode`: codes again what an older version had coded.

use bilan_casework::Knowledge;
use bilan_casework::recode::{Recoded, recode};

use super::{env, open_to_write};
use crate::args::RecodeArgs;
use crate::print::{Ended, Failure, Outcome, Printer};
use crate::settings::Settings;
use crate::words::short;

pub(crate) fn run(
    args: &RecodeArgs,
    settings: &Settings,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Outcome {
    let mut env = env(settings)?;
    let (mut case, state) = open_to_write(&args.case, false, &env, printer)?;
    let recoded = recode(&mut case, &state, args.dry_run, &mut env, knowledge, printer)?;
    if args.json {
        printer.json(&recoded)?;
    } else {
        told(args, &recoded, printer)?;
    }
    Ok(if recoded.orphans.is_empty() { Ended::Well } else { Ended::WithFindings })
}

fn told(args: &RecodeArgs, recoded: &Recoded, printer: &mut Printer) -> Result<(), Failure> {
    let texts = printer.texts.clone();
    let reports = texts.counted("count.reports", recoded.reports);
    let changed = texts.counted("count.reports", recoded.changes.len());
    let values = [("reports", reports.as_str()), ("changed", &changed)];
    let text =
        if args.dry_run { texts.say("recoded.would", &values) } else { texts.say("recoded.done", &values) };
    printer.text(&text, "")?;
    for change in &recoded.changes {
        let report = short(&change.report);
        for (id, says) in &change.added {
            let values = [("report", report), ("id", short(id)), ("says", &says.replace('_', " "))];
            printer.text(&texts.say("recoded.added", &values), "    ")?;
        }
        for (id, says) in &change.gone {
            let values = [("report", report), ("id", short(id)), ("says", &says.replace('_', " "))];
            printer.text(&texts.say("recoded.gone", &values), "    ")?;
        }
        for (id, before, now) in &change.changed {
            let (before, now) = (before.replace('_', " "), now.replace('_', " "));
            let values = [("report", report), ("id", short(id)), ("before", &before), ("now", &now)];
            printer.text(&texts.say("recoded.changed", &values), "    ")?;
        }
    }
    for orphan in &recoded.orphans {
        let entry = orphan.entry.to_string();
        let values = [("entry", entry.as_str()), ("id", short(&orphan.claim)), ("quote", &orphan.quote)];
        printer.note(&texts.say("recoded.orphan", &values));
    }
    Ok(())
}
