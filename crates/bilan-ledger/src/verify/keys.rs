//! Which keys a case is to be held against, and whether all its copies of them agree.

use std::collections::BTreeSet;

use super::Verifier;
use crate::act::Role;
use crate::entry::Entry;
use crate::finding::{Finding, FindingKind};
use crate::home::{HomeError, load_keys};
use crate::id::{CaseId, DeviceId};
use crate::keys::{KeyName, VerifyingKeys, key_path};
use crate::ledger::log_path;
use crate::note::{SignedNote, VerifierKey};
use crate::segment::{read_segment, segment_path};
use crate::storage::Storage;
use crate::vault;

/// A key file is never longer; more bytes are not read.
const KEY_BYTES_MAX: u64 = 1 << 10;

/// Whose log it is, and the keys it is held against: those of the home storage, else those that entry 0 lists,
/// else those in `keys/`.
pub(super) struct CaseKeys {
    pub(super) case: Option<CaseId>,
    pub(super) device: Option<DeviceId>,
    pub(super) trusted: Option<VerifyingKeys>,
    /// The device's key alone, which can be told even where the other keys are damaged.
    pub(super) device_key: Option<VerifierKey>,
}

impl Verifier<'_> {
    pub(super) fn gather_keys(&mut self) -> CaseKeys {
        let on_file = [Role::Device, Role::Member, Role::Machine].map(|role| self.read_key(role));
        let [device_file, ..] = &on_file;
        let named = device_file.as_ref().and_then(|key| KeyName::parse(key.name()));
        let named = match named {
            Some(KeyName::Device(case, device)) => Some((case, device)),
            Some(KeyName::Member(..) | KeyName::Machine(..)) | None => None,
        };
        let device = self.find_log(named.map(|(_, device)| device));
        let listed = device.and_then(|device| self.listed_keys(device));
        let case = listed.as_ref().map(VerifyingKeys::case).or(named.map(|(case, _)| case));
        let at_home = case.zip(device).and_then(|(case, device)| self.keys_at_home(case, device));

        let device_file = device_file.clone();
        let together = match on_file {
            [Some(device), Some(member), Some(machine)] => VerifyingKeys::new([device, member, machine]),
            _ => None,
        };
        if let (Some(home), Some(listed), Some(device)) = (&at_home, &listed, device)
            && home != listed
        {
            let what = "the keys that the case began with are not those of this computer";
            self.find_at_first_entry(device, what);
        }
        let trusted = at_home.or(listed).or(together);
        self.check_key_files(trusted.as_ref());
        let device_key = trusted.as_ref().map(|keys| keys.of(Role::Device).clone()).or(device_file);
        let case = trusted.as_ref().map(VerifyingKeys::case).or(case);
        (self.report.case, self.report.device) = (case, device);
        CaseKeys { case, device, trusted, device_key }
    }

    fn read_key(&mut self, role: Role) -> Option<VerifierKey> {
        let path = key_path(role);
        let bytes = self.read(&path, KEY_BYTES_MAX, FindingKind::Key)?;
        let line = std::str::from_utf8(&bytes).ok().and_then(|text| text.strip_suffix('\n'));
        let parsed = line.map(VerifierKey::parse);
        match parsed {
            Some(Ok(key)) => return Some(key),
            Some(Err(error)) => self.find_in(&path, FindingKind::Key, error.to_string()),
            None => self.find_in(&path, FindingKind::Key, "not one line of text"),
        }
        None
    }

    /// The device whose log is in the case: the one named, else the first.
    fn find_log(&mut self, named: Option<DeviceId>) -> Option<DeviceId> {
        let files = self.list("logs");
        let device = |path: &String| path.split('/').nth(1).and_then(DeviceId::from_hex);
        let devices: BTreeSet<_> = files.iter().filter_map(device).collect();
        let found = named.filter(|device| devices.contains(device)).or_else(|| devices.first().copied());
        if found.is_none() {
            self.find_in("logs", FindingKind::Checkpoint, "there is no log of a device");
        }
        found
    }

    /// The keys that entry 0 commits to, read from the vault.
    fn listed_keys(&mut self, device: DeviceId) -> Option<VerifyingKeys> {
        let keys = keys_of_first_entry(self.case, device);
        if keys.is_none() {
            self.find_at_first_entry(device, "the list of the case's keys that it commits to cannot be read");
        }
        keys
    }

    fn keys_at_home(&mut self, case: CaseId, device: DeviceId) -> Option<VerifyingKeys> {
        match load_keys(self.home?, case, device) {
            Ok(keys) => {
                self.report.home_checked = true;
                return Some(keys.verifying().clone());
            }
            Err(error @ HomeError::NoKeys { .. }) => {
                self.find_in("home:cases", FindingKind::Home, error.to_string());
            }
            Err(HomeError::Damaged { path, error }) => {
                self.find_in(&format!("home:{path}"), FindingKind::Home, error.to_string());
            }
            Err(HomeError::Storage(error)) => {
                self.find_in("home:cases", FindingKind::Unreadable, error.to_string());
            }
        }
        None
    }

    /// Every file in `keys/` must be the trusted key, byte for byte, and no other file may be there.
    fn check_key_files(&mut self, trusted: Option<&VerifyingKeys>) {
        match trusted {
            None => {
                self.find_in("keys", FindingKind::Key, "no whole set of keys to hold the entries against");
            }
            Some(keys) => {
                for (path, expected) in keys.files() {
                    // A file that cannot be read has been reported already.
                    if self.case.read_at(&path, 0, KEY_BYTES_MAX).is_ok_and(|bytes| bytes != expected) {
                        self.find_in(&path, FindingKind::Key, "not the key that the case began with");
                    }
                }
            }
        }
        let known = [Role::Device, Role::Member, Role::Machine].map(key_path);
        for path in self.list("keys").iter().filter(|path| !known.contains(path)) {
            self.find_in(path, FindingKind::Stranger, "does not belong to a case");
        }
    }

    fn find_at_first_entry(&mut self, device: DeviceId, what: &str) {
        let file = format!("{}/{}", log_path(device), segment_path(0));
        self.find(Finding { file, entry: Some(0), kind: FindingKind::Key, what: what.to_owned() });
    }
}

fn keys_of_first_entry(case: &dyn Storage, device: DeviceId) -> Option<VerifyingKeys> {
    let segment = read_segment(case, &log_path(device), 0).ok()??;
    let note = SignedNote::parse(segment.notes.first()?).ok()?;
    let commit = Entry::parse_text(note.text()).ok()?.commit?;
    let object = vault::read(case, commit).ok()?;
    VerifyingKeys::parse_text(std::str::from_utf8(&object.content).ok()?).ok()
}
