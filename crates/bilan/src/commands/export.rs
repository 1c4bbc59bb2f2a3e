//! `export`: the incidents in one format.

use bilan_casework::Knowledge;
use bilan_casework::release::{Request, export, profile};
use bilan_model::ReleaseState;

use super::{env, open_to_write};
use crate::args::ExportArgs;
use crate::print::{Outcome, Printer};
use crate::settings::Settings;

pub(crate) fn run(
    args: &ExportArgs,
    settings: &Settings,
    printer: &mut Printer,
    knowledge: &Knowledge,
) -> Outcome {
    let profile = profile(&args.profile)?;
    let mut env = env(settings)?;
    let (mut case, state) = open_to_write(&args.case, args.dry_run, &env, printer)?;
    let request = Request {
        profile,
        state: ReleaseState::Candidate,
        formats: &[args.format],
        target: &args.output,
        language: settings.language,
        reviewed_only: args.reviewed_only,
        coarsen: args.coarsen,
        four_eyes: false,
        dry_run: args.dry_run,
    };
    let written = export(&mut case, &state, &request, &mut env, knowledge)?;
    super::release::told(&written, &args.output, args.json, printer, knowledge, settings.language)
}
