//! What a device keeps outside the case: its secret keys, and the last checkpoint it has seen of each case.
//!
//! `cases/<case>/<device>/{device,member,machine}.key` and `cases/<case>/<device>/checkpoint`.

use crate::act::Role;
use crate::id::{CaseId, DeviceId};
use crate::keys::SigningKeys;
use crate::note::{NoteError, SignerKey};
use crate::storage::{Storage, StorageError, put, read_if_present};

/// Why the home storage does not give keys.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// It knows nothing of this case and device.
    #[error("no keys for case {case}, device {device} on this computer")]
    NoKeys {
        /// The case.
        case: CaseId,
        /// The device.
        device: DeviceId,
    },
    /// A key file is damaged.
    #[error("home:{path}: {error}")]
    Damaged {
        /// The file.
        path: String,
        /// What is wrong with it.
        error: NoteError,
    },
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Writes the secret keys of a device in a case, durably.
///
/// # Errors
/// The storage's.
pub fn save_keys(home: &mut dyn Storage, keys: &SigningKeys) -> Result<(), StorageError> {
    let (case, device) = (keys.verifying().case(), keys.verifying().device());
    let files: Vec<_> = Role::ALL
        .iter()
        .map(|&role| {
            (key_path(case, device, role), format!("{}\n", keys.of(role).to_secret_text()).into_bytes())
        })
        .collect();
    put(home, &files)
}

/// Reads the secret keys of a device in a case.
///
/// # Errors
/// [`HomeError`].
pub fn load_keys(home: &dyn Storage, case: CaseId, device: DeviceId) -> Result<SigningKeys, HomeError> {
    let load = |role| load_key(home, case, device, role);
    let (device_key, member, machine) = (load(Role::Device)?, load(Role::Member)?, load(Role::Machine)?);
    let keys = SigningKeys::new(device_key, member, machine);
    keys.filter(|keys| keys.verifying().case() == case && keys.verifying().device() == device).ok_or_else(
        || {
            let error = NoteError::Key("the three keys do not belong to this case and device");
            HomeError::Damaged { path: format!("cases/{case}/{device}"), error }
        },
    )
}

fn load_key(home: &dyn Storage, case: CaseId, device: DeviceId, role: Role) -> Result<SignerKey, HomeError> {
    let path = key_path(case, device, role);
    let bytes = read_if_present(home, &path)?.ok_or(HomeError::NoKeys { case, device })?;
    let text = std::str::from_utf8(&bytes).ok().and_then(|text| text.strip_suffix('\n'));
    let parsed = text.ok_or(NoteError::Key("not one line of text")).and_then(SignerKey::parse);
    parsed.map_err(|error| HomeError::Damaged { path, error })
}

/// The bytes of the last checkpoint seen, if any was.
///
/// # Errors
/// The storage's.
pub fn last_checkpoint(
    home: &dyn Storage,
    case: CaseId,
    device: DeviceId,
) -> Result<Option<Vec<u8>>, StorageError> {
    read_if_present(home, &checkpoint_path(case, device))
}

/// Records the last checkpoint seen, durably, in place of any seen before.
///
/// [`crate::Ledger`] does so by itself. For a computer that is to know a case it did not make: its backup is brought
/// back there. What was seen before is forgotten, and with it the alarm for an older copy.
///
/// # Errors
/// The storage's.
pub fn save_checkpoint(
    home: &mut dyn Storage,
    case: CaseId,
    device: DeviceId,
    bytes: Vec<u8>,
) -> Result<(), StorageError> {
    put(home, &[(checkpoint_path(case, device), bytes)])
}

/// Path of the last checkpoint seen.
pub(crate) fn checkpoint_path(case: CaseId, device: DeviceId) -> String {
    format!("cases/{case}/{device}/checkpoint")
}

fn key_path(case: CaseId, device: DeviceId, role: Role) -> String {
    format!("cases/{case}/{device}/{role}.key")
}
