//! `serve`: the workplace of a case, in a browser.

use std::path::PathBuf;
use std::sync::Arc;

use bilan_casework::desk::Desk;
use bilan_casework::{Error, ErrorKind, Knowledge, message};
use bilan_web::serve::alone;
use bilan_web::workplace::Workplace;

use super::env;
use crate::args::ServeArgs;
use crate::print::{Ended, Outcome, Printer};
use crate::settings::Settings;

pub(crate) fn run(
    args: &ServeArgs,
    settings: &Settings,
    printer: &mut Printer,
    knowledge: Knowledge,
) -> Outcome {
    let env = env(settings)?;
    let member = env.member.clone();
    let home = env.home().join("team");
    let desk = Desk::open(&args.case, env, Arc::new(knowledge))?;
    let name =
        args.case.file_name().map_or_else(|| "case".to_owned(), |name| name.to_string_lossy().into_owned());
    let publications = args.publications.clone().unwrap_or_else(|| beside(&args.case, &name));
    let place = Workplace::new(desk, name, publications, home);
    let texts = printer.texts.clone();
    let told = |address| {
        printer.note(&texts.say("serve.ready", &[("address", &format!("http://{address}/"))]));
    };
    alone(place, args.listen, member, told).map_err(|error| {
        Error::new(ErrorKind::Failure, message!("the address cannot be listened on: {error}", error = error))
            .at(args.listen)
            .next("Choose another with --listen.")
    })?;
    Ok(Ended::Well)
}

/// The folder beside the case that its releases and dossiers go into.
fn beside(case: &std::path::Path, name: &str) -> PathBuf {
    case.with_file_name(format!("{name}-publications"))
}
