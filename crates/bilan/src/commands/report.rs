//! `report set`: what is known of a report beside its text, as a person says.

use bilan_casework::Knowledge;
use bilan_casework::decisions::Restated;
use bilan_casework::restate::restate;

use super::{decided, env, open_to_write};
use crate::args::{ReportCommand, ReportSetArgs};
use crate::print::{Ended, Outcome, Printer};
use crate::settings::Settings;
use crate::words::short;

pub(crate) fn run(
    command: &ReportCommand,
    settings: &Settings,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Outcome {
    match command {
        ReportCommand::Set(args) => set(args, settings, printer, knowledge),
    }
}

fn set(args: &ReportSetArgs, settings: &Settings, printer: &mut Printer, knowledge: &Knowledge) -> Outcome {
    let mut env = env(settings)?;
    let (mut case, state) = open_to_write(&args.case, args.decision.dry_run, &env, printer)?;
    let said = Restated {
        report: args.report.clone(),
        published: args.published,
        publisher: args.publisher.clone(),
        language: args.language.clone(),
        title: args.title.clone(),
    };
    let now = restate(&mut case, &state, said, &args.decision.why, &mut env, knowledge)?;
    if args.decision.json {
        printer.json(&now)?;
        return Ok(Ended::Well);
    }
    let texts = printer.texts.clone();
    let unknown = texts.say("report.unknown", &[]);
    let known = |value: Option<String>| value.unwrap_or_else(|| unknown.clone());
    let header = &now.header;
    let values = [
        ("report", short(&now.report).to_owned()),
        ("title", known(header.title.clone())),
        ("publisher", known(header.publisher.clone())),
        ("published", known(header.published.map(|day| day.to_string()))),
        ("language", known(header.language.clone())),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let Some(entered) = &now.entered else {
        printer.text(&texts.say("report.same", &values), "")?;
        return Ok(Ended::Well);
    };
    decided::told(&args.case, &args.decision, entered, &texts.say("report.set", &values), printer)
}
