//! `restore`: a case from its backup, verified before a byte of it is written, and never older than known in silence.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bilan_ledger::storage::{put, read_if_present};
use bilan_ledger::{
    Act, Checkpoint, Content, CountKey, DirStorage, Draft, HomeError, Ledger, MemStorage, Role, Signer,
    SigningKeys, Storage, StorageError, Subject, last_checkpoint, load_keys, save_checkpoint, save_keys,
};
use serde::{Deserialize, Serialize};

use crate::backup::{COPY, IDENTITY, KEYS, MANIFEST, Manifest, NEXT, case_of, in_backup, overlap};
use crate::case::remember;
use crate::digest::sha256;
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::files;
use crate::read_only::{ReadOnly, Readable};
use crate::records::to_json;
use crate::{Message, Progress, message};

/// Files written together, and their bytes, about: bounds memory.
const FILES_AT_ONCE: usize = 64;
const BYTES_AT_ONCE: usize = 16 << 20;

/// How to restore.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Other backups of the same case: what is damaged in one is taken from another.
    pub also: Vec<PathBuf>,
    /// Why a person accepts that entries which this computer has seen, and the backup does not have, are lost.
    pub accept_loss: Option<String>,
}

/// What a restoration did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RestoreReport {
    /// Where the case is now.
    pub folder: PathBuf,
    /// The case.
    pub case: String,
    /// Entries in it, the one about this restoration included.
    pub entries: u64,
    /// Files written.
    pub files: usize,
    /// Files that were damaged in the first backup and taken from another.
    pub healed: Vec<String>,
    /// Whether this computer has the keys: without them the case can be read and verified, and nothing added.
    pub can_add: bool,
    /// The keys came from the backup.
    pub keys_restored: bool,
    /// Entries that this computer had seen and that are lost now; the loss is an entry of its own.
    pub lost: Option<u64>,
}

/// Content of the entry that says that a loss was accepted.
#[derive(Debug, Serialize, Deserialize)]
struct Record {
    format: String,
    member: String,
    device: String,
    when: String,
    /// Entries and root of what was restored.
    entries: u64,
    root: String,
    /// Entries that this computer had seen; none if it no longer knew.
    seen: Option<u64>,
    why: String,
}

/// Restores the case that `source` is a backup of into a new folder.
///
/// # Errors
/// When the backup is damaged, with the file; when this computer has seen more of the case than the backup holds, unless
/// the loss is accepted; when the folder is taken; when the disk refuses. Nothing is left half done under `folder`.
pub fn restore(
    source: &Path,
    folder: &Path,
    options: &Options,
    env: &mut Env,
    progress: &mut dyn Progress,
) -> Result<RestoreReport, Error> {
    let sources: Vec<&Path> = [source].into_iter().chain(options.also.iter().map(PathBuf::as_path)).collect();
    takes_place(&sources, folder)?;
    let copies = Copies::find(&sources)?;
    let ledger = copies.check(progress)?;
    let home = Home::of(&ledger, env, &copies)?;
    let loss = home.loss(&ledger, options, folder)?;

    let staged = staged_path(folder);
    let mut report = RestoreReport {
        folder: folder.to_owned(),
        case: ledger.case_id().to_string(),
        entries: ledger.size(),
        files: copies.places.keys().filter(|path| path.starts_with(COPY)).count(),
        healed: copies.healed.clone(),
        can_add: home.keys.is_some(),
        keys_restored: home.keys_in_backup,
        lost: None,
    };
    copies.write_to(&staged, progress)?;
    if let (Some(keys), true) = (&home.keys, home.keys_in_backup) {
        bring_keys_home(keys, &ledger, env)?;
    }
    if let Some(loss) = loss {
        report.entries = record(&staged, &ledger, &loss, env)?;
        report.lost = Some(loss.seen.map_or(0, |seen| seen.saturating_sub(ledger.size())));
    }
    check_result(&staged, home.keys.is_some(), env)?;
    put_in_place(&staged, folder)?;
    remember(folder, ledger.case_id(), env)?;
    Ok(report)
}

/// The folder must be free, and neither in a backup nor around one.
fn takes_place(sources: &[&Path], folder: &Path) -> Result<(), Error> {
    let refuse = |what: Message| {
        Err(Error::new(ErrorKind::Usage, what)
            .at(folder.display())
            .safe("Nothing was changed.")
            .next("Give a folder that does not exist yet; a damaged case stays where it is, as evidence."))
    };
    if sources.iter().any(|source| overlap(source, folder)) {
        return refuse(message!("a case cannot be restored into its backup, nor around it"));
    }
    if !files::is_free(folder) {
        return refuse(message!("there is something here already"));
    }
    Ok(())
}

/// The backups of one case, and of every file a place where it is intact. Clones share it.
#[derive(Clone)]
struct Copies {
    inner: Arc<Found>,
}

struct Found {
    folders: Vec<PathBuf>,
    storages: Vec<DirStorage>,
    manifest: Manifest,
    /// By path in the manifest: in which backup, under which path there.
    places: BTreeMap<String, (usize, String)>,
    healed: Vec<String>,
}

impl std::ops::Deref for Copies {
    type Target = Found;

    fn deref(&self) -> &Found {
        &self.inner
    }
}

impl Copies {
    /// Reads every file that the latest manifest lists, wherever it is whole.
    fn find(sources: &[&Path]) -> Result<Self, Error> {
        let storages: Vec<DirStorage> = sources.iter().map(|source| DirStorage::shared(*source)).collect();
        let manifest = latest_manifest(sources, &storages)?;
        let mut found = Found {
            folders: sources.iter().map(|source| (*source).to_owned()).collect(),
            storages,
            manifest,
            places: BTreeMap::new(),
            healed: Vec::new(),
        };
        let mut damaged = Vec::new();
        for (path, digest) in found.manifest.files.clone() {
            match found.place_of(&path, &digest) {
                Some(place) => {
                    if place.0 > 0 {
                        found.healed.push(path.clone());
                    }
                    found.places.insert(path, place);
                }
                None => damaged.push(path),
            }
        }
        match damaged.first() {
            None => Ok(Self { inner: Arc::new(found) }),
            Some(first) => Err(damaged_backup(&sources[0].join(first), damaged.len())),
        }
    }

    /// Holds the whole backup against itself as a case: chain, signatures, root, tiles, vault, keys.
    fn check(&self, progress: &mut dyn Progress) -> Result<Ledger, Error> {
        progress.at("verifying the backup", 0, 1);
        if let Some(finding) = bilan_ledger::verify(&ReadOnly(self.clone()), None).findings.first() {
            let error = Error::new(
                ErrorKind::Integrity,
                message!("the backup is not sound: {what}", what: Message::of_system(&finding.what)),
            );
            return Err(tell_damage(error.at(self.folders[0].join(COPY).join(&finding.file).display())));
        }
        progress.at("verifying the backup", 1, 1);
        Ledger::open_read_only(Box::new(ReadOnly(self.clone())), None)
            .map_err(|error| Error::ledger(&self.folders[0].join(COPY), error))
    }

    /// Writes the case, durably, into a folder that nobody uses yet.
    fn write_to(&self, staged: &Path, progress: &mut dyn Progress) -> Result<(), Error> {
        if staged.exists() {
            fs::remove_dir_all(staged).map_err(|error| Error::writing(staged, &error))?;
        }
        let mut storage = DirStorage::locked(staged).map_err(|error| Error::storage(staged, &error))?;
        let files: Vec<&String> = self.places.keys().filter(|path| in_case(path).is_some()).collect();
        let (mut waiting, mut bytes_waiting) = (Vec::new(), 0);
        for (done, path) in files.iter().enumerate() {
            progress.at("files", done, files.len());
            let bytes = self.bytes(path)?;
            bytes_waiting += bytes.len();
            waiting.push((in_case(path).unwrap_or_default().to_owned(), bytes));
            if waiting.len() >= FILES_AT_ONCE || bytes_waiting >= BYTES_AT_ONCE {
                put(&mut storage, &std::mem::take(&mut waiting))
                    .map_err(|error| Error::storage(staged, &error))?;
                bytes_waiting = 0;
            }
        }
        progress.at("files", files.len(), files.len());
        put(&mut storage, &waiting).map_err(|error| Error::storage(staged, &error))
    }

    /// The bytes of a file of the manifest, held against its digest once more.
    fn bytes(&self, path: &str) -> Result<Vec<u8>, Error> {
        let (at, place) = &self.places[path];
        let bytes = self.storages[*at].read(place).map_err(|error| in_backup(&self.folders[*at], &error))?;
        if Some(&sha256(&bytes)) == self.manifest.files.get(path) {
            Ok(bytes)
        } else {
            Err(damaged_backup(&self.folders[*at].join(place), 1))
        }
    }

    /// The secret keys in the backup, if there are any.
    fn keys(&self, ledger: &Ledger) -> Result<Option<SigningKeys>, Error> {
        let mut files = BTreeMap::new();
        for path in self.places.keys() {
            if let Some(inside) = path.strip_prefix(&format!("{KEYS}/")) {
                files.insert(inside.to_owned(), self.bytes(path)?);
            }
        }
        if files.is_empty() {
            return Ok(None);
        }
        let keys = load_keys(&MemStorage::from_snapshot(files), ledger.case_id(), ledger.device_id());
        match keys {
            Ok(keys) if keys.verifying() == ledger.verifying_keys() => Ok(Some(keys)),
            Ok(_) | Err(_) => Err(tell_damage(
                Error::new(ErrorKind::Integrity, "the secret keys in the backup are not those of its case")
                    .at(self.folders[0].join(KEYS).display()),
            )),
        }
    }
}

impl Found {
    /// Where the file is whole. One that cannot be read is as good as damaged.
    fn place_of(&self, path: &str, digest: &str) -> Option<(usize, String)> {
        let places = [path.to_owned(), format!("{NEXT}/{path}")];
        let all =
            self.storages.iter().enumerate().flat_map(|(at, _)| places.iter().map(move |place| (at, place)));
        let whole = |(at, place): &(usize, &String)| {
            self.storages[*at].read(place).is_ok_and(|bytes| sha256(&bytes) == digest)
        };
        all.into_iter().find(whole).map(|(at, place)| (at, place.clone()))
    }
}

/// The latest manifest that is whole, of backups of one case.
fn latest_manifest(sources: &[&Path], storages: &[DirStorage]) -> Result<Manifest, Error> {
    let mut latest: Option<Manifest> = None;
    let mut case = None;
    for (source, storage) in sources.iter().zip(storages) {
        let identity = read_if_present(storage, IDENTITY).ok().flatten();
        let manifest = read_if_present(storage, MANIFEST).ok().flatten();
        if identity.is_none() && manifest.is_none() {
            return Err(not_a_backup(source));
        }
        let manifest = manifest.as_deref().and_then(Manifest::parse);
        let of = manifest.as_ref().map(|manifest| manifest.case).or(identity.as_deref().and_then(case_of));
        if case.is_some() && of.is_some() && of != case {
            return Err(Error::new(ErrorKind::Usage, "the backups are of different cases")
                .at(source.display())
                .safe("Nothing was changed.")
                .next("Give backups of one case."));
        }
        case = case.or(of);
        if manifest.as_ref().map(|manifest| manifest.entries) > latest.as_ref().map(|latest| latest.entries) {
            latest = manifest;
        }
    }
    latest.ok_or_else(|| {
        let what = message!(
            "the list of the backup's files is missing or damaged, or the backup was never finished"
        );
        tell_damage(Error::new(ErrorKind::Integrity, what).at(sources[0].join(MANIFEST).display()))
    })
}

fn not_a_backup(source: &Path) -> Error {
    let what = if source.is_dir() {
        message!("this folder is not a backup")
    } else {
        message!("there is no such folder")
    };
    Error::new(ErrorKind::Usage, what).at(source.display()).safe("Nothing was changed.").next(message!(
        "Give the folder that `bilan backup` wrote to: it has a file {file} in it.",
        file = IDENTITY
    ))
}

fn damaged_backup(first: &Path, count: usize) -> Error {
    let what = if count > 1 {
        message!("a file of the backup is missing or damaged (and {n} more)", n = count - 1)
    } else {
        message!("a file of the backup is missing or damaged")
    };
    tell_damage(Error::new(ErrorKind::Integrity, what).at(first.display()))
}

fn tell_damage(error: Error) -> Error {
    error.safe("Nothing was written; the backup is as it was.").next(
        "Give another backup of the same case with --also: what is damaged in one is taken from the other.",
    )
}

/// The path in the case of a file of the backup, if it is one of the case's.
fn in_case(path: &str) -> Option<&str> {
    path.strip_prefix(COPY)?.strip_prefix('/')
}

impl Readable for Copies {
    fn read_at(&self, path: &str, offset: u64, len: u64) -> Result<Vec<u8>, StorageError> {
        match self.places.get(&format!("{COPY}/{path}")) {
            Some((at, place)) => self.storages[*at].read_at(place, offset, len),
            None => Err(StorageError::NotFound { path: path.to_owned() }),
        }
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, StorageError> {
        let inside =
            |path: &&str| path.strip_prefix(dir).is_some_and(|rest| dir.is_empty() || rest.starts_with('/'));
        Ok(self.places.keys().filter_map(|path| in_case(path)).filter(inside).map(str::to_owned).collect())
    }
}

/// What this computer knows of the case.
struct Home {
    /// The keys, wherever they come from.
    keys: Option<SigningKeys>,
    /// They are in the backup only.
    keys_in_backup: bool,
    /// The last checkpoint seen here.
    seen: Option<Checkpoint>,
}

/// A loss that a person accepts.
struct Loss {
    seen: Option<u64>,
    why: String,
}

impl Home {
    fn of(ledger: &Ledger, env: &Env, copies: &Copies) -> Result<Self, Error> {
        let home = env.home_storage();
        let (case, device) = (ledger.case_id(), ledger.device_id());
        let place = env.home().to_owned();
        let keys = match load_keys(&home, case, device) {
            Ok(keys) => Some(keys),
            Err(HomeError::NoKeys { .. }) => None,
            Err(error) => return Err(Error::ledger(&place, error.into())),
        };
        if keys.as_ref().is_some_and(|keys| keys.verifying() != ledger.verifying_keys()) {
            return Err(Error::new(
                ErrorKind::Integrity,
                "the backup is signed with other keys than this computer holds",
            )
            .at(copies.folders[0].display())
            .safe("Nothing was written.")
            .next("It is not a backup of the case that was made here. Find out where it comes from."));
        }
        let key = ledger.verifying_keys().of(Role::Device);
        let seen = last_checkpoint(&home, case, device).map_err(|error| Error::storage(&place, &error))?;
        let seen = seen.map(|bytes| Checkpoint::open(&bytes, key)).transpose().map_err(|error| {
            Error::new(
                ErrorKind::Integrity,
                message!("the record of the last checkpoint seen is damaged: {error}", error = error),
            )
            .at(place.display())
            .safe("Nothing was written.")
            .next("Bring the home folder back from a copy of its own.")
        })?;
        let keys_in_backup = keys.is_none();
        let keys = match keys {
            Some(keys) => Some(keys),
            None => copies.keys(ledger)?,
        };
        Ok(Self { keys_in_backup: keys_in_backup && keys.is_some(), keys, seen })
    }

    /// Whether something that was seen here would be lost, and the loss is accepted.
    fn loss(&self, ledger: &Ledger, options: &Options, folder: &Path) -> Result<Option<Loss>, Error> {
        let size = ledger.size();
        let (seen, what) = match &self.seen {
            Some(seen) if seen.size > size => {
                let lost = seen.size - size;
                let what = message!(
                    "this computer has seen {seen} entries of the case, and the backup has {size}: {lost} would be lost",
                    seen = seen.size,
                    size = size,
                    lost = lost
                );
                (Some(seen.size), what)
            }
            Some(seen) if ledger.root_at(seen.size) != Some(seen.root) => {
                let what = message!(
                    "the backup's first {n} entries are not those that this computer has seen",
                    n = seen.size
                );
                return Err(Error::new(ErrorKind::Integrity, what)
                    .at(folder.display())
                    .safe("Nothing was written.")
                    .next("The backup is of another history of the case. Find out where it comes from."));
            }
            // Keys without a memory, and nothing to tell how much was seen.
            None if self.keys.is_some() && !self.keys_in_backup && size > 1 => {
                (None, message!("this computer no longer knows how much of the case it had seen"))
            }
            Some(_) | None => return Ok(None),
        };
        if self.keys.is_none() {
            // Nobody can add here, so nothing can be recorded: the older copy could not be told from the later case.
            return Err(
                older(what, folder).next("Restore on a computer that has the keys, or from a later backup.")
            );
        }
        match options.accept_loss.as_deref().map(str::trim) {
            Some("") => Err(Error::new(ErrorKind::Usage, "a loss is accepted for a reason, and none was given")
                .at(folder.display())
                .safe("Nothing was written.")
                .next("Say why in a few words: it becomes part of the case.")),
            Some(why) => Ok(Some(Loss { seen, why: why.to_owned() })),
            None => Err(older(what, folder).next(
                "Look for a later backup, or for the case itself. If there is none, give --accept-loss with the \
                 reason: it becomes an entry of the case.",
            )),
        }
    }
}

fn older(what: Message, folder: &Path) -> Error {
    Error::new(ErrorKind::Refused, what)
        .at(folder.display())
        .safe("Nothing was written; the backup is as it was.")
}

/// Checkpoint first: keys without a checkpoint would look like a memory that was taken away.
fn bring_keys_home(keys: &SigningKeys, ledger: &Ledger, env: &Env) -> Result<(), Error> {
    let mut home = env.home_storage();
    let (case, device) = (ledger.case_id(), ledger.device_id());
    let failed = |error: StorageError| Error::storage(env.home(), &error);
    if last_checkpoint(&home, case, device).map_err(failed)?.is_none() {
        save_checkpoint(&mut home, case, device, ledger.checkpoint_bytes()).map_err(failed)?;
    }
    save_keys(&mut home, keys).map_err(failed)
}

/// The entry that says what was lost, why, and who accepts it; returns the number of entries with it.
fn record(staged: &Path, restored: &Ledger, loss: &Loss, env: &mut Env) -> Result<u64, Error> {
    let failed = |error| Error::ledger(staged, error);
    if loss.seen.is_none() {
        let (case, device) = (restored.case_id(), restored.device_id());
        save_checkpoint(&mut env.home_storage(), case, device, restored.checkpoint_bytes())
            .map_err(|error| Error::storage(env.home(), &error))?;
    }
    let storage = DirStorage::locked(staged).map_err(|error| Error::storage(staged, &error))?;
    let (mut ledger, _) =
        Ledger::open_restored(Box::new(storage), Box::new(env.home_storage())).map_err(failed)?;
    let record = Record {
        format: "bilan-restore/1".to_owned(),
        member: env.member.clone(),
        device: env.device.clone(),
        when: env.now_text(),
        entries: ledger.size(),
        root: ledger.checkpoint().root.to_string(),
        seen: loss.seen,
        why: loss.why.clone(),
    };
    let subject = Subject::from(ledger.case_id());
    let draft = Draft::new(Act::Restore, Signer::Device, subject, env.claimed_time())
        .content(Content::new(env.salt(), to_json(&record)))
        .count(CountKey::Entries, ledger.size());
    ledger.append(&[draft]).map_err(failed)?;
    Ok(ledger.size())
}

/// What was written is what is to be opened from now on.
fn check_result(staged: &Path, with_home: bool, env: &Env) -> Result<(), Error> {
    let (storage, home) = (DirStorage::shared(staged), env.home_storage());
    let report = bilan_ledger::verify(&storage, with_home.then_some(&home as &dyn Storage));
    match report.findings.first() {
        None => Ok(()),
        Some(finding) => Err(Error::new(
            ErrorKind::Failure,
            message!("what was restored is not sound: {what}", what: Message::of_system(&finding.what)),
        )
        .at(staged.join(&finding.file).display())
        .safe("The backup is as it was.")
        .next("The disk may be failing: restore to another one.")),
    }
}

fn staged_path(folder: &Path) -> PathBuf {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    folder.with_file_name(format!("{name}.unfinished"))
}

fn put_in_place(staged: &Path, folder: &Path) -> Result<(), Error> {
    if folder.is_dir() {
        // An empty folder of that name was allowed.
        fs::remove_dir(folder).map_err(|error| Error::writing(folder, &error))?;
    }
    fs::rename(staged, folder).map_err(|error| {
        let next = message!(
            "The whole case is in {folder}: give that folder the name you want.",
            folder = staged.display()
        );
        Error::writing(folder, &error).next(next)
    })?;
    if let Some(above) = folder.parent().filter(|above| !above.as_os_str().is_empty()) {
        let synced = fs::File::open(above).and_then(|above| above.sync_all());
        synced.map_err(|error| Error::writing(folder, &error))?;
    }
    Ok(())
}
