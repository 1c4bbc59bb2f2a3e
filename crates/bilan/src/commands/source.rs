//! `source set`: what a person says of a source.

use bilan_casework::decisions::SourceSet;
use bilan_casework::source::set;

use super::{decided, env, open_to_write};
use crate::args::{SourceCommand, SourceSetArgs};
use crate::print::{Ended, Outcome, Printer};
use crate::settings::Settings;

pub(crate) fn run(command: &SourceCommand, settings: &Settings, printer: &mut Printer) -> Outcome {
    match command {
        SourceCommand::Set(args) => set_source(args, settings, printer),
    }
}

fn set_source(args: &SourceSetArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    let mut env = env(settings)?;
    let (mut case, state) = open_to_write(&args.case, args.decision.dry_run, &env, printer)?;
    let said = SourceSet {
        name: args.name.clone(),
        kind: args.kind.clone(),
        stance: args.stance.clone(),
        group: args.group.clone(),
        party: args.party.clone(),
    };
    let now = set(&mut case, &state, said, &args.decision.why, &mut env)?;
    if args.decision.json {
        printer.json(&now)?;
        return Ok(Ended::Well);
    }
    let texts = printer.texts.clone();
    let source = &now.source;
    let facts = [
        (texts.say("source.kind", &[]), &source.kind),
        (texts.say("source.stance", &[]), &source.stance),
        (texts.say("source.group", &[]), &source.group),
        (texts.say("source.party", &[]), &source.party),
    ];
    let facts = facts.into_iter().filter_map(|(name, fact)| Some(format!("{name} {}", fact.as_ref()?)));
    let facts = facts.collect::<Vec<_>>().join(", ");
    let claims = texts.counted("count.claims", now.claims);
    let text = texts.say("source.set", &[("name", &source.name), ("facts", &facts), ("claims", &claims)]);
    decided::told(&args.case, &args.decision, &now.entered, &text, printer)
}
