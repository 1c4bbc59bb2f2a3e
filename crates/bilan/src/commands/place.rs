//! `place set`: where an incident was, as a person says.

use bilan_casework::decisions::Precision;
use bilan_casework::place::{Whereabouts, set};
use bilan_model::Code as _;

use super::{decided, env, open_to_write};
use crate::args::{PlaceCommand, PlaceSetArgs, PrecisionArg};
use crate::print::{Ended, Outcome, Printer};
use crate::settings::Settings;
use crate::words;

pub(crate) fn run(command: &PlaceCommand, settings: &Settings, printer: &mut Printer) -> Outcome {
    match command {
        PlaceCommand::Set(args) => set_place(args, settings, printer),
    }
}

fn set_place(args: &PlaceSetArgs, settings: &Settings, printer: &mut Printer) -> Outcome {
    let mut env = env(settings)?;
    let (mut case, state) = open_to_write(&args.case, args.decision.dry_run, &env, printer)?;
    let said = Whereabouts {
        name: args.name.clone(),
        admin: args.admin.clone(),
        country: args.country.clone(),
        precision: args.precision.map(precision),
        coordinates: args.at,
    };
    let now = set(&mut case, &state, &args.incident, &said, &args.decision.why, &mut env)?;
    if args.decision.json {
        printer.json(&now)?;
        return Ok(Ended::Well);
    }
    let texts = printer.texts.clone();
    let (before, place) = (words::place(&texts, &now.before), words::place(&texts, &now.place));
    let precision = texts.say(&format!("precision/{}", now.precision.code()), &[]);
    let values = [
        ("incident", now.incident.as_str()),
        ("before", &before),
        ("place", &place),
        ("precision", &precision),
    ];
    decided::told(&args.case, &args.decision, &now.entered, &texts.say("place.set", &values), printer)
}

fn precision(precision: PrecisionArg) -> Precision {
    match precision {
        PrecisionArg::Unknown => Precision::Unknown,
        PrecisionArg::Country => Precision::Country,
        PrecisionArg::Area => Precision::Area,
        PrecisionArg::Settlement => Precision::Settlement,
        PrecisionArg::Site => Precision::Site,
    }
}
