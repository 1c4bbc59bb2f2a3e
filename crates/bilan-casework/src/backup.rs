//! `backup`: a copy of a case in a folder of its own, brought up to date each time, that anyone can check.
//!
//! The folder holds `case/` (everything but the projection), `backup.toml` (of which case), `contents.toml` (from when)
//! and `manifest-sha256.txt`, which `sha256sum -c` reads; with the keys, also `home/`. Objects of the vault never
//! change and are copied once. Files that do change wait under `next/` until the manifest that lists them is in place:
//! so an interrupted backup can be restored at any moment, as it was before or as it is after.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use bilan_ledger::storage::{parent, put, read_if_present};
use bilan_ledger::vault::VaultError;
use bilan_ledger::{
    CaseId, Checkpoint, Commit, DirStorage, MemStorage, Role, Salt, Storage, StorageError, load_keys,
    save_keys,
};
use serde::{Deserialize, Serialize};

use crate::case::{CASE_FILE, Case};
use crate::digest::sha256;
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::read_only::{ReadOnly, Readable};
use crate::{Message, Progress, message};

/// The list of every file of a backup with its SHA-256.
pub(crate) const MANIFEST: &str = "manifest-sha256.txt";
/// The file that says that a folder is a backup, and of which case.
pub(crate) const IDENTITY: &str = "backup.toml";
/// What the backup holds and from when.
const CONTENTS: &str = "contents.toml";
/// Where files wait for the manifest that lists them.
pub(crate) const NEXT: &str = "next";
/// Where the copy of the case lies.
pub(crate) const COPY: &str = "case";
/// Where secret keys lie, if they are in the backup at all.
pub(crate) const KEYS: &str = "home";

/// The first words of a manifest.
const MANIFEST_TYPE: &str = "# bilan-backup/1";

/// Objects written together, and their bytes, about: bounds memory.
const OBJECTS_AT_ONCE: usize = 64;
const BYTES_AT_ONCE: usize = 16 << 20;

/// What a backup did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BackupReport {
    /// Where the backup is.
    pub folder: PathBuf,
    /// The case.
    pub case: String,
    /// Entries in it.
    pub entries: u64,
    /// The root of its log, in hexadecimal digits.
    pub root: String,
    /// Objects of the vault that were copied now.
    pub copied: usize,
    /// Objects that the backup had already, read and found intact.
    pub kept: usize,
    /// Bytes written.
    pub bytes_written: u64,
    /// Files of the backup that had been damaged, and were written anew.
    pub healed: Vec<String>,
    /// Files that the case no longer has (erased, or replaced by wider tiles) and that are gone from the backup too.
    pub removed: Vec<String>,
    /// The secret keys are in it: whoever has this backup can sign in the name of this computer and its member.
    pub with_keys: bool,
    /// There was no backup here before, or none that was finished.
    pub first: bool,
}

/// Brings the backup of a case in `folder` up to date, or makes it; everything that was written is read again and
/// verified. The secret keys stay out unless `with_keys`; a backup made with them and updated without loses them.
///
/// # Errors
/// When the folder holds something else, lies in the case, or is newer than the case; when an object of the case is
/// damaged; when the disk refuses. The backup is then as it was, or whole: giving the command again goes on.
pub fn backup(
    case: &Case,
    folder: &Path,
    with_keys: bool,
    env: &Env,
    progress: &mut dyn Progress,
) -> Result<BackupReport, Error> {
    stays_outside(case.folder(), folder)?;
    is_for_backups(folder)?;
    let mut storage = DirStorage::locked(folder).map_err(|error| in_backup(folder, &error))?;
    backup_on(case, &mut storage, folder, with_keys, env, progress)
}

/// The same on a storage of the caller's choice; `folder` is only told to people.
///
/// # Errors
/// As [`backup`].
pub fn backup_on(
    case: &Case,
    storage: &mut dyn Storage,
    folder: &Path,
    with_keys: bool,
    env: &Env,
    progress: &mut dyn Progress,
) -> Result<BackupReport, Error> {
    let ledger = case.ledger();
    let report = BackupReport {
        folder: folder.to_owned(),
        case: ledger.case_id().to_string(),
        entries: ledger.size(),
        root: ledger.checkpoint().root.to_string(),
        with_keys,
        ..BackupReport::default()
    };
    let mut work = Work { case, storage, folder, report };
    let old = work.begin()?;
    let mut manifest = Manifest { case: ledger.case_id(), entries: ledger.size(), files: BTreeMap::new() };
    work.copy_objects(&mut manifest, progress)?;
    work.stage_the_rest(&mut manifest, with_keys, env)?;
    work.put(&[(MANIFEST.to_owned(), manifest.to_text().into_bytes())])?;
    work.settle(&manifest)?;
    work.remove_strangers(&manifest)?;
    work.verify(&manifest, progress)?;
    work.report.first = old.is_none();
    Ok(work.report)
}

/// A backup under way.
struct Work<'a> {
    case: &'a Case,
    storage: &'a mut dyn Storage,
    folder: &'a Path,
    report: BackupReport,
}

impl Work<'_> {
    /// Sees whose backup it is, ends what an earlier run left, and gives the manifest in force, if there is one.
    fn begin(&mut self) -> Result<Option<Manifest>, Error> {
        let case = self.case.ledger().case_id();
        match self.read(IDENTITY)? {
            None => self.put(&[(IDENTITY.to_owned(), identity(case).into_bytes())])?,
            Some(bytes) if case_of(&bytes) == Some(case) => {}
            Some(_) => {
                return Err(refused("the folder holds the backup of another case").at(self.folder.display()));
            }
        }
        let manifest = match self.read(MANIFEST)? {
            None => None,
            Some(bytes) => {
                let manifest = Manifest::parse(&bytes);
                if manifest.is_none() {
                    self.report.healed.push(MANIFEST.to_owned());
                }
                manifest
            }
        };
        self.is_not_ahead()?;
        if let Some(manifest) = &manifest {
            self.settle(manifest)?;
        }
        for left in self.list("tmp")?.into_iter().chain(self.list(NEXT)?) {
            self.storage.remove(&left).map_err(|error| in_backup(self.folder, &error))?;
        }
        Ok(manifest)
    }

    /// A backup that holds more than the case, or another history, is never written over.
    fn is_not_ahead(&self) -> Result<(), Error> {
        let ledger = self.case.ledger();
        let path = format!("{COPY}/logs/{}/checkpoint", ledger.device_id());
        for place in [path.clone(), format!("{NEXT}/{path}")] {
            let Some(bytes) = self.read(&place)? else { continue };
            // One that is damaged is written anew.
            let Ok(there) = Checkpoint::open(&bytes, ledger.verifying_keys().of(Role::Device)) else {
                continue;
            };
            if ledger.root_at(there.size) != Some(there.root) {
                let what = message!(
                    "the backup holds {there} entries that are not the beginning of this case's {here}",
                    there = there.size,
                    here = ledger.size()
                );
                return Err(Error::new(ErrorKind::Integrity, what)
                    .at(self.folder.join(place).display())
                    .safe("Neither the case nor the backup was changed.")
                    .next("The backup is of a later state, or of another history: keep it, and use another folder."));
            }
        }
        Ok(())
    }

    /// Objects of the vault: those that are there and intact stay, the others are copied, each verified.
    fn copy_objects(&mut self, manifest: &mut Manifest, progress: &mut dyn Progress) -> Result<(), Error> {
        let objects: Vec<Commit> = self.case.ledger().objects().collect();
        let (mut waiting, mut bytes_waiting) = (Vec::new(), 0);
        for (done, object) in objects.iter().enumerate() {
            progress.at("objects", done, objects.len());
            let path = format!("{COPY}/{}", object.path());
            let there = self.read(&path)?;
            if let Some(bytes) = there.as_ref().filter(|bytes| is_object(bytes, *object)) {
                manifest.files.insert(path, sha256(bytes));
                self.report.kept += 1;
                continue;
            }
            if there.is_some() {
                self.report.healed.push(path.clone());
            }
            let bytes = self.object_of_case(*object)?;
            manifest.files.insert(path.clone(), sha256(&bytes));
            self.report.copied += 1;
            bytes_waiting += bytes.len();
            waiting.push((path, bytes));
            if waiting.len() >= OBJECTS_AT_ONCE || bytes_waiting >= BYTES_AT_ONCE {
                self.put(&std::mem::take(&mut waiting))?;
                bytes_waiting = 0;
            }
        }
        progress.at("objects", objects.len(), objects.len());
        self.put(&waiting)
    }

    fn object_of_case(&self, object: Commit) -> Result<Vec<u8>, Error> {
        match self.case.ledger().case_storage().read(&object.path()) {
            Ok(bytes) if is_object(&bytes, object) => Ok(bytes),
            Ok(_) => Err(self.damaged(&VaultError::Altered(object))),
            Err(StorageError::NotFound { .. }) => Err(self.damaged(&VaultError::Missing(object))),
            Err(error) => Err(Error::storage(self.case.folder(), &error)),
        }
    }

    fn damaged(&self, error: &VaultError) -> Error {
        Error::vault(self.case.folder(), error).next(
            "Nothing was taken out of the backup. If an earlier backup has the object, `bilan restore` brings it back; \
             `bilan verify` on the case lists everything that is wrong.",
        )
    }

    /// Everything else: what changed waits under `next/`.
    fn stage_the_rest(&mut self, manifest: &mut Manifest, with_keys: bool, env: &Env) -> Result<(), Error> {
        let mut files = self.files_of_case()?;
        if with_keys {
            files.extend(self.secret_keys(env)?);
        }
        files.push((CONTENTS.to_owned(), self.contents(env).into_bytes()));
        for (path, bytes) in files {
            let digest = sha256(&bytes);
            if self.read(&path)?.is_none_or(|there| sha256(&there) != digest) {
                self.put(&[(format!("{NEXT}/{path}"), bytes)])?;
            }
            manifest.files.insert(path, digest);
        }
        let identity = identity(self.case.ledger().case_id());
        manifest.files.insert(IDENTITY.to_owned(), sha256(identity.as_bytes()));
        Ok(())
    }

    /// Case file, public keys and log.
    fn files_of_case(&self) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let storage = self.case.ledger().case_storage();
        let failed = |error: StorageError| Error::storage(self.case.folder(), &error);
        let mut paths = vec![CASE_FILE.to_owned()];
        for folder in ["keys", "logs"] {
            paths.extend(storage.list(folder).map_err(failed)?);
        }
        let copy = |path: String| Ok((format!("{COPY}/{path}"), storage.read(&path).map_err(failed)?));
        paths.into_iter().map(copy).collect()
    }

    fn secret_keys(&self, env: &Env) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let ledger = self.case.ledger();
        let keys = load_keys(&env.home_storage(), ledger.case_id(), ledger.device_id())
            .map_err(|error| Error::ledger(self.case.folder(), error.into()))?;
        let mut files = MemStorage::new();
        save_keys(&mut files, &keys).map_err(|error| in_backup(self.folder, &error))?;
        Ok(files.snapshot().into_iter().map(|(path, bytes)| (format!("{KEYS}/{path}"), bytes)).collect())
    }

    fn contents(&self, env: &Env) -> String {
        let BackupReport { entries, root, with_keys, .. } = &self.report;
        format!(
            "# What this backup holds. `sha256sum -c {MANIFEST}` checks its files, `bilan verify {COPY}` the case.\n\
             when = \"{}\"\nentries = {entries}\nroot = \"{root}\"\nwith_keys = {with_keys}\n",
            env.now_text()
        )
    }

    /// Brings what waits for `manifest` into its place. It is written there and durable before it waits no more: a
    /// name that moves from one folder to another may, after a power cut, be in neither.
    fn settle(&mut self, manifest: &Manifest) -> Result<(), Error> {
        let mut settled = Vec::new();
        for waiting in self.list(NEXT)? {
            let Some(path) = waiting.strip_prefix(&format!("{NEXT}/")).map(str::to_owned) else { continue };
            let bytes = self.read(&waiting)?.unwrap_or_default();
            if manifest.files.get(&path) == Some(&sha256(&bytes)) {
                self.put(&[(path, bytes)])?;
                settled.push(waiting);
            }
        }
        for waiting in &settled {
            self.storage.remove(waiting).map_err(|error| in_backup(self.folder, &error))?;
        }
        self.sync_folders_of(&settled)
    }

    /// Files of the copy that the case no longer has.
    fn remove_strangers(&mut self, manifest: &Manifest) -> Result<(), Error> {
        let mut gone = Vec::new();
        for path in self.list(COPY)?.into_iter().chain(self.list(KEYS)?) {
            if !manifest.files.contains_key(&path) {
                self.storage.remove(&path).map_err(|error| in_backup(self.folder, &error))?;
                gone.push(path);
            }
        }
        self.sync_folders_of(&gone)?;
        self.report.removed = gone;
        Ok(())
    }

    fn sync_folders_of(&mut self, paths: &[String]) -> Result<(), Error> {
        let folders: std::collections::BTreeSet<&str> = paths.iter().map(|path| parent(path)).collect();
        let folders: Vec<&str> = folders.into_iter().collect();
        self.storage.sync_dirs(&folders).map_err(|error| in_backup(self.folder, &error))
    }

    /// Reads all of it again: every file as listed, and the copy as a case.
    fn verify(&self, manifest: &Manifest, progress: &mut dyn Progress) -> Result<(), Error> {
        progress.at("verifying the backup", 0, 1);
        let not_as_written = |path: &str| {
            Error::new(
                ErrorKind::Failure,
                "the backup does not read as it was written: the disk may be failing",
            )
            .at(self.folder.join(path).display())
            .safe("The case is as it was. This backup cannot be relied on.")
            .next("Make a backup on another disk.")
        };
        for (path, digest) in &manifest.files {
            if self.read(path)?.is_none_or(|bytes| sha256(&bytes) != *digest) {
                return Err(not_as_written(path));
            }
        }
        let copy = ReadOnly(Copy { storage: &*self.storage });
        if let Some(finding) = bilan_ledger::verify(&copy, None).findings.first() {
            // The copy is as the case: what is wrong here is wrong there.
            return Err(Error::new(
                ErrorKind::Integrity,
                message!("the case is not sound: {what}", what: Message::of_system(&finding.what)),
            )
            .at(self.case.folder().join(&finding.file).display())
            .safe("The backup is a faithful copy of the case as it is; nothing else was changed.")
            .next("Run `bilan verify` on the case: it lists everything that is wrong."));
        }
        progress.at("verifying the backup", 1, 1);
        Ok(())
    }

    fn put(&mut self, files: &[(String, Vec<u8>)]) -> Result<(), Error> {
        self.report.bytes_written += files.iter().map(|(_, bytes)| bytes.len() as u64).sum::<u64>();
        put(self.storage, files).map_err(|error| in_backup(self.folder, &error))
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        read_if_present(self.storage, path).map_err(|error| in_backup(self.folder, &error))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Error> {
        self.storage.list(folder).map_err(|error| in_backup(self.folder, &error))
    }
}

/// The copy of the case in a backup, to read.
struct Copy<'a> {
    storage: &'a dyn Storage,
}

impl Readable for Copy<'_> {
    fn read_at(&self, path: &str, offset: u64, len: u64) -> Result<Vec<u8>, StorageError> {
        self.storage.read_at(&format!("{COPY}/{path}"), offset, len)
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, StorageError> {
        let all = self.storage.list(&format!("{COPY}/{dir}"))?;
        Ok(all
            .into_iter()
            .filter_map(|path| Some(path.strip_prefix(COPY)?.strip_prefix('/')?.to_owned()))
            .collect())
    }
}

/// The files of a backup with their digests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Manifest {
    pub(crate) case: CaseId,
    /// Entries in the copy: of two manifests of one case, the larger is the later.
    pub(crate) entries: u64,
    /// By path, 64 digits each.
    pub(crate) files: BTreeMap<String, String>,
}

impl Manifest {
    /// The lines of `sha256sum`, between a line that says what this is and one that tells whether it is whole.
    fn to_text(&self) -> String {
        let mut text = format!("{MANIFEST_TYPE} case {} entries {}\n", self.case, self.entries);
        for (path, digest) in &self.files {
            writeln!(text, "{digest}  {path}").expect("writing to a string does not fail");
        }
        let digest = sha256(text.as_bytes());
        text + &format!("# sha256 of the lines above: {digest}\n")
    }

    /// Reads the bytes that [`Manifest::to_text`] gives; any other bytes are none.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut lines = text.lines();
        let head = lines.next()?.strip_prefix(MANIFEST_TYPE)?.strip_prefix(" case ")?;
        let (case, entries) = head.split_once(" entries ")?;
        let file = |line: &str| {
            let (digest, path) = line.split_once("  ")?;
            Some((path.to_owned(), digest.to_owned()))
        };
        let files = lines.map_while(file).collect();
        let parsed = Self { case: CaseId::from_hex(case)?, entries: entries.parse().ok()?, files };
        (parsed.to_text() == text).then_some(parsed)
    }
}

fn identity(case: CaseId) -> String {
    format!(
        "# A backup of a case of bilan: `bilan restore` reads it.\nformat = \"bilan-backup/1\"\ncase = \"{case}\"\n"
    )
}

/// The case that the bytes of [`IDENTITY`] name.
pub(crate) fn case_of(bytes: &[u8]) -> Option<CaseId> {
    #[derive(Deserialize)]
    struct File {
        format: String,
        case: String,
    }
    let file: File = toml::from_str(std::str::from_utf8(bytes).ok()?).ok()?;
    if file.format == "bilan-backup/1" { CaseId::from_hex(&file.case) } else { None }
}

/// Are these the bytes of the object's file?
fn is_object(bytes: &[u8], object: Commit) -> bool {
    bytes.split_first_chunk().is_some_and(|(salt, content)| Commit::of(&Salt(*salt), content) == object)
}

/// A folder for backups is empty, does not exist, or holds one.
fn is_for_backups(folder: &Path) -> Result<(), Error> {
    if folder.join(IDENTITY).is_file() {
        return Ok(());
    }
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::reading(folder, &error)),
    };
    // What a backup that was stopped in its first step leaves.
    let ours = |name: &std::ffi::OsStr| name == ".lock" || name == "tmp";
    for entry in entries {
        let entry = entry.map_err(|error| Error::reading(folder, &error))?;
        if !ours(&entry.file_name()) {
            return Err(refused("the folder holds something that is not a backup").at(entry.path().display()));
        }
    }
    Ok(())
}

/// A backup in the case would be part of it, and a case in the backup would be overwritten.
fn stays_outside(case: &Path, folder: &Path) -> Result<(), Error> {
    if overlap(case, folder) {
        return Err(
            refused("a backup cannot lie in its case, nor the case in its backup").at(folder.display())
        );
    }
    Ok(())
}

/// Is one of these folders the other, or in it?
pub(crate) fn overlap(one: &Path, other: &Path) -> bool {
    let (one, other) = (real(one), real(other));
    one.starts_with(&other) || other.starts_with(&one)
}

/// The path with links followed as far as it exists.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut known = path.as_path();
    loop {
        if let Ok(found) = known.canonicalize() {
            return path.strip_prefix(known).map_or(found.clone(), |rest| found.join(rest));
        }
        match known.parent() {
            Some(above) => known = above,
            None => return path,
        }
    }
}

fn refused(what: impl Into<Message>) -> Error {
    Error::new(ErrorKind::Usage, what)
        .safe("Nothing was changed.")
        .next("Give a folder that does not exist yet, is empty, or holds an earlier backup of this case.")
}

/// A failure of the files of a backup.
pub(crate) fn in_backup(folder: &Path, error: &StorageError) -> Error {
    let told = Error::storage(folder, error);
    match error {
        StorageError::Locked => told.next("Another bilan works on this backup. Wait until it is done."),
        StorageError::Io { .. } => {
            told.safe("The case is as it was. The backup is as it was before, or whole.")
        }
        StorageError::NotFound { .. } | StorageError::Path { .. } => told,
    }
}
