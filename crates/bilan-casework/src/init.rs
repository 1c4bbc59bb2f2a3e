//! `init`: a new case with its three keys and its first entry.

use std::path::Path;

use bilan_ledger::{CaseId, DeviceId, DirStorage, Genesis, Ledger, Seeds};

use crate::case::{self, CASE_FILE, Case, case_file};
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::{files, message};

/// Refuses a folder that a case cannot be made in.
///
/// # Errors
/// When something is there already.
pub fn check(folder: &Path) -> Result<(), Error> {
    if files::is_free(folder) {
        return Ok(());
    }
    let what = if folder.join(CASE_FILE).is_file() {
        message!("there is a case here already")
    } else if folder.is_dir() {
        message!("the folder is not empty")
    } else {
        message!("there is a file of this name")
    };
    Err(Error::new(ErrorKind::Usage, what)
        .at(folder.display())
        .safe("Nothing was changed.")
        .next("Choose a folder that does not exist yet, or is empty."))
}

/// Refuses a home for keys that lies inside the case: whoever takes the case would have its keys.
fn keys_stay_outside(folder: &Path, home: &Path) -> Result<(), Error> {
    let (Ok(folder), Ok(home)) = (std::path::absolute(folder), std::path::absolute(home)) else {
        return Ok(());
    };
    if !home.starts_with(&folder) {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Usage, "the folder for keys lies inside the case")
        .at(home.display())
        .safe("Nothing was made.")
        .next("Set BILAN_HOME to a folder outside the case: whoever holds the case must not hold its keys."))
}

/// Makes a case in a folder that does not exist or is empty.
///
/// # Errors
/// When something is there already, or the disk refuses.
pub fn init(folder: &Path, env: &mut Env) -> Result<Case, Error> {
    check(folder)?;
    keys_stay_outside(folder, env.home())?;
    let genesis = Genesis {
        case: CaseId::from_bytes(env.bytes()),
        device: DeviceId::from_bytes(env.bytes()),
        seeds: Seeds { device: env.bytes(), member: env.bytes(), machine: env.bytes() },
        claimed_time: env.claimed_time(),
        salt: env.salt(),
    };
    let storage = DirStorage::locked(folder).map_err(|error| Error::storage(folder, &error))?;
    let ledger = Ledger::create(Box::new(storage), Box::new(env.home_storage()), &genesis)
        .map_err(|error| Error::ledger(folder, error))?;
    files::write_durably(&folder.join(CASE_FILE), case_file(genesis.case).as_bytes())?;
    case::remember(folder, genesis.case, env)?;
    Ok(Case::new(folder, ledger, Vec::new()))
}
