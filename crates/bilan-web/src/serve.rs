//! The server of a case: who may reach it is decided before it listens, then routes stand behind the guard.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use bilan_casework::desk::Desk;
use bilan_casework::{Error, ErrorKind, message};
use bilan_tally::Language;

use crate::guard::admission::{Mode, Site, admit};
use crate::guard::gate::mount;
use crate::guard::password::Cost;
use crate::guard::register::Register;
use crate::guard::world::World;
use crate::guard::{Guard, Made};
use crate::listen::{serve as listen_on, until_asked_to_end};
use crate::router::router;
use crate::tiles::Tiles;
use crate::tls::acceptor;
use crate::workplace::Workplace;

/// The policies of trusted types that scripts of the pages make: Svelte's own, and the one for the map's worker.
const TRUSTED_TYPES: [&str; 2] = ["svelte-trusted-html", "bilan-worker"];

/// How a case is to be served.
#[derive(Debug, Clone)]
pub struct Opening {
    /// What the case is called on the pages.
    pub case_name: String,
    /// How one person who works alone is called in their decisions.
    pub alone_as: String,
    /// The address to listen on.
    pub listen: SocketAddr,
    /// Certificate chain and key, PEM files.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// The name that members type into their browsers.
    pub host: Option<String>,
    /// Where releases and dossiers are written.
    pub publications: PathBuf,
    /// The operator's own map tiles, a PMTiles archive.
    pub tiles: Option<Tiles>,
    /// The folder of keys, where members are kept too.
    pub home: PathBuf,
    /// The language of refusals.
    pub language: Language,
}

/// What a server tells the person at its window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// One person can open this address, once; the next one comes when it was used.
    Alone(String),
    /// Members sign in at this address.
    Team(String),
}

/// Serves a case until the process is asked to end.
///
/// # Errors
/// When the address may not or cannot be listened on, or the register or a certificate cannot be read.
pub fn serve(
    desk: Desk,
    opening: Opening,
    tell: impl Fn(&Told) + Send + Sync + 'static,
) -> Result<(), Error> {
    let case = desk.with_case(|case| Ok(case.ledger().case_id()))?;
    let register = Register::open(&opening.home, case)?;
    let members = register.read(|kept| kept.members.len())?;
    let mode = admit(opening.listen, opening.tls.is_some(), members, opening.language)?;
    let tls = opening.tls.as_ref().map(|(chain, key)| acceptor(chain, key)).transpose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| unlistened(&opening, &error))?;
    let kept = desk.clone();
    let served = runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(opening.listen).await;
        let listener = listener.map_err(|error| unlistened(&opening, &error))?;
        let address = listener.local_addr().map_err(|error| unlistened(&opening, &error))?;
        let site = Site::new(address, tls.is_some(), opening.host.as_deref());
        let base = format!("{}://{}", site.scheme(), shown(address, opening.host.as_deref()));
        if mode == Mode::Team {
            tell(&Told::Team(format!("{base}/")));
        }
        let guard = Arc::new(Guard::new(Made {
            register,
            mode,
            site,
            trusted_types: TRUSTED_TYPES.map(str::to_owned).to_vec(),
            case_name: opening.case_name.clone(),
            case_id: case.to_string(),
            alone_as: opening.alone_as.clone(),
            tiles: opening.tiles.clone(),
            world: World::system(),
            cost: Cost::FULL,
            tell_key: Box::new(move |key| tell(&Told::Alone(format!("{base}/#k={key}")))),
        }));
        let place =
            Workplace::new(desk, Arc::clone(&guard), opening.case_name.clone(), opening.publications.clone());
        let guarded = mount(router(place), guard);
        listen_on(listener, tls, guarded, until_asked_to_end())
            .await
            .map_err(|error| unlistened(&opening, &error))
    });
    kept.close()?;
    served
}

/// The address that people type.
fn shown(address: SocketAddr, host: Option<&str>) -> String {
    match host {
        Some(host) => format!("{host}:{}", address.port()),
        None => address.to_string(),
    }
}

fn unlistened(opening: &Opening, error: &std::io::Error) -> Error {
    Error::new(ErrorKind::Failure, message!("the address cannot be listened on: {error}", error = error))
        .at(opening.listen)
        .safe("Nothing was changed.")
        .next("Choose another one with --listen, as --listen 127.0.0.1:8081.")
}
