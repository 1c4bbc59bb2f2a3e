//! `incident merge|split|relate`: which reports tell of one event, as a person says.

use bilan_casework::decisions::Connection;
use bilan_casework::incident::{Regrouped, merge, relate, split};

use super::{decided, env, open_to_write};
use crate::args::{Decision, HowArg, IncidentCommand};
use crate::print::{Ended, Outcome, Printer};
use crate::settings::Settings;

pub(crate) fn run(command: &IncidentCommand, settings: &Settings, printer: &mut Printer) -> Outcome {
    let mut env = env(settings)?;
    let (folder, decision) = match command {
        IncidentCommand::Merge(args) => (&args.case, &args.decision),
        IncidentCommand::Split(args) => (&args.case, &args.decision),
        IncidentCommand::Relate(args) => (&args.case, &args.decision),
    };
    let (mut case, state) = open_to_write(folder, decision.dry_run, &env, printer)?;
    let why = &decision.why;
    let (name, now) = match command {
        IncidentCommand::Merge(args) => {
            ("incident/merge", merge(&mut case, &state, &args.incidents, why, &mut env)?)
        }
        IncidentCommand::Split(args) => {
            ("incident/split", split(&mut case, &state, &args.incident, &args.reports, why, &mut env)?)
        }
        IncidentCommand::Relate(args) => {
            let ids = [args.one.as_str(), args.other.as_str()];
            ("incident/relate", relate(&mut case, &state, ids, how(args.how), why, &mut env)?)
        }
    };
    told(folder, decision, name, &now, printer)
}

fn how(how: HowArg) -> Connection {
    match how {
        HowArg::PartOf => Connection::PartOf,
        HowArg::Follows => Connection::Follows,
        HowArg::Reprisal => Connection::Reprisal,
        HowArg::SameOperation => Connection::SameOperation,
        HowArg::SameVictims => Connection::SameVictims,
        HowArg::Other => Connection::Other,
    }
}

fn told(
    folder: &std::path::Path,
    decision: &Decision,
    name: &str,
    now: &Regrouped,
    printer: &mut Printer,
) -> Outcome {
    if decision.json {
        printer.json(now)?;
        return Ok(Ended::Well);
    }
    let text = if decision.dry_run {
        printer.texts.say("incident.dry", &[("incidents", &now.incidents.join(", "))])
    } else {
        printer.texts.say(name, &[("incidents", &now.incidents.join(", "))])
    };
    decided::told(folder, decision, &now.entered, &text, printer)
}
