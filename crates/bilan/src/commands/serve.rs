//! `serve`: the workplace of a case, in a browser.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bilan_casework::desk::Desk;
use bilan_casework::{Error, ErrorKind, Knowledge};
use bilan_web::serve::{Opening, Told, serve};
use bilan_web::tiles::Tiles;

use super::env;
use crate::args::ServeArgs;
use crate::print::{Ended, Outcome, Printer};
use crate::settings::Settings;

pub(crate) fn run(args: &ServeArgs, settings: &Settings, printer: &Printer, knowledge: Knowledge) -> Outcome {
    let env = env(settings)?;
    let case_name =
        args.case.file_name().map_or_else(|| "case".to_owned(), |name| name.to_string_lossy().into_owned());
    let opening = Opening {
        alone_as: env.member.clone(),
        listen: args.listen,
        tls: args.tls_cert.clone().zip(args.tls_key.clone()),
        host: args.host.clone(),
        publications: args.publications.clone().unwrap_or_else(|| beside(&args.case, &case_name)),
        tiles: args.tiles.as_deref().map(tiles).transpose()?,
        home: env.home().to_owned(),
        language: settings.language,
        case_name,
    };
    let desk = Desk::open(&args.case, env, Arc::new(knowledge))?;
    let say = printer.aside();
    serve(desk, opening, move |told| {
        let (name, address) = match told {
            Told::Alone(address) => ("serve.alone", address),
            Told::Team(address) => ("serve.team", address),
        };
        say(name, &[("address", address)]);
    })?;
    Ok(Ended::Well)
}

/// The operator's own map tiles, looked at before anything is opened.
fn tiles(path: &Path) -> Result<Tiles, Error> {
    let opened = Tiles::open(path).map_err(|error| Error::reading(path, &error))?;
    opened.ok_or_else(|| {
        Error::new(ErrorKind::Usage, "this is no PMTiles archive of version 3")
            .at(path.display())
            .safe("Nothing was opened.")
            .next("Give a file of tiles that ends in .pmtiles, or leave --tiles out: the map has outlines of its own.")
    })
}

/// The folder beside the case that its releases and dossiers go into.
fn beside(case: &Path, name: &str) -> PathBuf {
    case.with_file_name(format!("{name}-publications"))
}
