//! The projection of a case (`store.sqlite`): what its ledger says, kept for quick reading; never the truth.

pub(crate) mod rows;
pub(crate) mod since;

use std::path::PathBuf;

use bilan_ledger::{Act, Subject, ToolName};
use bilan_store::{Filter, Head, Key, Page, Store, StoreError};
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::digest::sha256_bytes;
use crate::drafter::{draft, machine};
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::message;
use crate::records::to_json;
use crate::state::State;

/// The file of the projection, in the folder of the case.
pub(crate) const STORE_FILE: &str = "store.sqlite";

/// Which projection the ledger vouches for; content of a projection-digest entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ProjectionRecord {
    /// `bilan-projection/1`.
    pub(crate) format: String,
    /// Entries that it follows from.
    pub(crate) size: u64,
    /// Root of the log then.
    pub(crate) root: String,
    /// Format of the store.
    pub(crate) store: String,
    /// SHA-256 over the ordered dump of all its rows, as docs/format/store.md says.
    pub(crate) digest: String,
}

/// What rebuilding did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rebuilt {
    /// Entries that the projection follows from.
    pub entries: u64,
    /// Its digest.
    pub digest: String,
    /// Whether the ledger held this digest for the same entries before; `None` where it held none.
    pub as_recorded: Option<bool>,
    /// Reports in it.
    pub reports: usize,
    /// Incidents in it.
    pub incidents: usize,
}

/// What the ledger of a case says: from the projection where that follows from the ledger as it is, brought up to
/// date where it is behind, else from the ledger itself. A projection that cannot be written is no failure.
///
/// # Errors
/// When the ledger or an object that is needed is not what it was.
pub fn state(case: &Case) -> Result<State, Error> {
    if let Some((mut store, kept)) = current(case) {
        if kept.size == case.ledger().size() {
            return Ok(kept);
        }
        let known = kept.reports.len();
        let caught_up = kept.caught_up(case)?;
        // Whoever reads next makes it again if this fails.
        let _: Result<(), Failed> = store.update(&head(case, None), |writer| {
            rows::write(writer, &|report| report.read_text(case), &caught_up, known)
        });
        return Ok(caught_up);
    }
    let state = State::read(case)?;
    // A projection that is ahead belongs to a process that is at work on the case now.
    if !is_ahead(case) {
        let _ = write(case, &state);
    }
    Ok(state)
}

/// Whether the projection follows from a longer log of this case than the one that is open.
fn is_ahead(case: &Case) -> bool {
    let head = Store::open(&path(case), &key(case)).and_then(|store| store.head());
    head.is_ok_and(|head| {
        head.case == case.ledger().case_id().to_string() && head.log_size > case.ledger().size()
    })
}

/// The store of a case, as it follows from its ledger now.
///
/// # Errors
/// When the ledger is not what it was, or the store can be neither read nor made.
pub fn store(case: &Case) -> Result<Store, Error> {
    // Asking does not need the state: where the store follows from the ledger as it is, it is enough.
    if let Some(store) = open_current(case) {
        return Ok(store);
    }
    state(case)?;
    match open_current(case) {
        Some(store) => Ok(store),
        None => write(case, &State::read(case)?).map_err(|error| error.told(case)),
    }
}

/// The store, where it follows from the ledger as it is now.
fn open_current(case: &Case) -> Option<Store> {
    let store = Store::open(&path(case), &key(case)).ok()?;
    let head = store.head().ok()?;
    let vouched = head.digest.as_ref().is_none_or(|digest| vouched(case, head.log_size, digest));
    let of_case = head.case == case.ledger().case_id().to_string();
    (of_case && vouched && head_is(case, &store)).then_some(store)
}

/// What a question to the store of a case gives. Where a page of it turns out to be damaged, it is made anew and
/// asked again.
pub(crate) fn ask<T>(
    case: &Case,
    mut question: impl FnMut(&Store) -> Result<T, StoreError>,
) -> Result<T, Error> {
    match question(&store(case)?) {
        Ok(answer) => return Ok(answer),
        Err(error) if error.is_damage() => {}
        Err(error) => return Err(store_error(case, &error)),
    }
    let store = write(case, &State::read(case)?).map_err(|error| error.told(case))?;
    question(&store).map_err(|error| store_error(case, &error))
}

/// Makes the projection anew from the ledger, and records its digest there unless the ledger holds it already.
///
/// # Errors
/// When the ledger is not what it was, or the store cannot be written.
pub fn rebuild(case: &mut Case, env: &mut Env) -> Result<Rebuilt, Error> {
    let state = State::read(case)?;
    let recorded = recorded(case)?;
    let mut store = write(case, &state).map_err(|error| error.told(case))?;
    let digest = store.seal().map_err(|error| store_error(case, &error))?;
    let entries = case.ledger().size();
    let as_recorded = recorded.filter(|record| record.covers(entries)).map(|record| record.digest == digest);
    if as_recorded != Some(true) {
        record(case, &mut store, &digest, env)?;
    }
    Ok(Rebuilt {
        entries,
        digest,
        as_recorded,
        reports: state.reports.len(),
        incidents: state.picture().incidents.len(),
    })
}

/// Brings the projection up to date with a state that has caught up with the ledger, and records its digest there,
/// where it is not there already.
pub(crate) fn seal(case: &mut Case, state: State, env: &mut Env) -> Result<(), Error> {
    if case.is_rehearsal() {
        return Ok(());
    }
    let state = state.caught_up(case)?;
    let mut store = match follower(case) {
        Some((store, _)) if head_is(case, &store) => store,
        Some((mut store, known)) => {
            let written: Result<(), Failed> = store.update(&head(case, None), |writer| {
                rows::write(writer, &|report| report.read_text(case), &state, known)
            });
            if written.is_err() {
                return Ok(());
            }
            store
        }
        None if is_ahead(case) => return Ok(()),
        None => {
            let Ok(store) = write(case, &state) else { return Ok(()) };
            store
        }
    };
    drop(state);
    let head = store.head().map_err(|error| store_error(case, &error))?;
    if head.digest.is_some() || !head_is(case, &store) {
        return Ok(());
    }
    let digest = store.seal().map_err(|error| store_error(case, &error))?;
    record(case, &mut store, &digest, env)
}

/// Enters a digest into the ledger; the projection then follows from that entry too, since it changes no row.
fn record(case: &mut Case, store: &mut Store, digest: &str, env: &mut Env) -> Result<(), Error> {
    let record = ProjectionRecord {
        format: "bilan-projection/1".to_owned(),
        size: case.ledger().size(),
        root: case.ledger().checkpoint().root.to_string(),
        store: bilan_store::FORMAT.to_owned(),
        digest: digest.to_owned(),
    };
    let subject = Subject::from(case.ledger().case_id());
    let signer = machine(ToolName::Casework, env!("CARGO_PKG_VERSION"));
    let draft = draft(env, Act::ProjectionDigest, signer, subject, to_json(&record));
    case.append(&[draft])?;
    let head = head(case, Some(digest.to_owned()));
    store.update(&head, |_| Ok::<(), StoreError>(())).map_err(|error| store_error(case, &error))
}

/// The last digest that the ledger holds.
fn recorded(case: &Case) -> Result<Option<ProjectionRecord>, Error> {
    let mut last = None;
    for sealed in case.ledger().entries() {
        let entry = sealed.map_err(|error| Error::ledger(case.folder(), error))?.entry;
        if entry.act == Act::ProjectionDigest {
            last = entry.commit;
        }
    }
    last.map(|commit| crate::state::parse(case, commit)).transpose()
}

impl ProjectionRecord {
    /// Whether it is for a log of this size: of the entries before it, with itself as the last.
    fn covers(&self, entries: u64) -> bool {
        self.size == entries || self.size + 1 == entries
    }
}

/// The store and its state, where both follow from a beginning of the ledger.
fn current(case: &Case) -> Option<(Store, State)> {
    let (store, size) = following(case)?;
    let state = rows::load(&store, size).ok()?;
    Some((store, state))
}

/// The store, where it follows from a beginning of the ledger, and how many reports it has.
pub(crate) fn follower(case: &Case) -> Option<(Store, usize)> {
    let (store, _) = following(case)?;
    let reports = store.reports(&Filter::default(), Page { offset: 0, limit: 0 }).ok()?.total;
    Some((store, usize::try_from(reports).ok()?))
}

/// The store, where it follows from a beginning of the ledger, and how long that is.
pub(crate) fn following(case: &Case) -> Option<(Store, u64)> {
    let store = Store::open(&path(case), &key(case)).ok()?;
    let head = store.head().ok()?;
    let ledger = case.ledger();
    let follows = head.case == ledger.case_id().to_string()
        && ledger.root_at(head.log_size).map(|root| root.to_string()) == Some(head.log_root.clone());
    // A digest stands in the head only where the ledger's last entry for that head says the same.
    let vouched = head.digest.as_ref().is_none_or(|digest| vouched(case, head.log_size, digest));
    (follows && vouched).then_some((store, head.log_size))
}

/// Whether the last entry of a log of this size records this digest.
fn vouched(case: &Case, size: u64, digest: &str) -> bool {
    let entry = size.checked_sub(1).and_then(|seq| case.ledger().entry(seq).ok());
    let record = entry
        .filter(|sealed| sealed.entry.act == Act::ProjectionDigest)
        .and_then(|sealed| crate::state::parse::<ProjectionRecord>(case, sealed.entry.commit?).ok());
    record.is_some_and(|record| record.digest == digest)
}

pub(crate) fn head_is(case: &Case, store: &Store) -> bool {
    let root = case.ledger().checkpoint().root.to_string();
    store.head().is_ok_and(|head| head.log_size == case.ledger().size() && head.log_root == root)
}

pub(crate) fn path(case: &Case) -> PathBuf {
    case.folder().join(STORE_FILE)
}

/// No secret: it makes every page carry a keyed digest, so that a changed bit is noticed where it is read.
pub(crate) fn key(case: &Case) -> Key {
    let id = case.ledger().case_id().to_string();
    Key(sha256_bytes(format!("bilan-store-key/1\n{id}\n").as_bytes()))
}

pub(crate) fn head(case: &Case, digest: Option<String>) -> Head {
    let checkpoint = case.ledger().checkpoint();
    Head {
        case: case.ledger().case_id().to_string(),
        log_size: checkpoint.size,
        log_root: checkpoint.root.to_string(),
        digest,
    }
}

/// Why a projection could not be written.
pub(crate) enum Failed {
    Store(StoreError),
    Casework(Error),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Casework(error)
    }
}

impl Failed {
    pub(crate) fn told(self, case: &Case) -> Error {
        match self {
            Self::Store(error) => store_error(case, &error),
            Self::Casework(error) => error,
        }
    }
}

pub(crate) fn store_error(case: &Case, error: &StoreError) -> Error {
    let place = path(case);
    match error {
        StoreError::Locked { .. } => {
            Error::new(ErrorKind::Locked, "another bilan is writing the projection of this case")
                .at(place.display())
                .safe("Nothing was changed.")
                .next("Wait until it is done, and try again.")
        }
        StoreError::Missing { .. } | StoreError::Damaged { .. } | StoreError::OtherFormat { .. } => {
            Error::new(ErrorKind::Failure, "the projection of the case cannot be read")
                .at(place.display())
                .safe("The ledger and the vault, from which it is made, are not touched by this.")
                .next("Make it anew: bilan rebuild CASE.")
        }
        StoreError::Io { .. } | StoreError::Row { .. } => Error::new(
            ErrorKind::Failure,
            message!("the projection of the case cannot be used: {error}", error = error),
        )
        .at(place.display())
        .safe("The ledger and the vault, from which it is made, are not touched by this.")
        .next("Check that the disk is connected, writable and not full, then try again."),
    }
}

/// Writes the whole projection.
pub(crate) fn write(case: &Case, state: &State) -> Result<Store, Failed> {
    Store::rebuild(&path(case), &key(case), &head(case, None), |writer| {
        rows::write(writer, &|report| report.read_text(case), state, 0)
    })
}
