//! The ledger of one device in one case: create, append, read, prove.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, ErrorKind};

use crate::act::{Act, Role};
use crate::chain::{Chain, erased_by};
use crate::checkpoint::Checkpoint;
use crate::draft::{Content, Dep, Draft, Signer};
use crate::entry::{ENTRY_BYTES_MAX, Entry, EntryError, SealedEntry};
use crate::finding::{Finding, FindingKind};
use crate::hash::{Hash, empty_root, leaf_hash};
use crate::home::{self, HomeError, last_checkpoint, save_keys};
use crate::id::{CaseId, DeviceId, Subject};
use crate::keys::{Seeds, SigningKeys, VerifyingKeys};
use crate::note::SignedNote;
use crate::proof::{ConsistencyProof, InclusionProof};
use crate::segment::{RECORDS_PER_SEGMENT, read_segment, record, segment_path};
use crate::storage::{Storage, StorageError, parent, put};
use crate::tile::{Tile, partial_tiles, tiles_since};
use crate::time::ClaimedTime;
use crate::tree::Tree;
use crate::vault::{self, Commit, Salt, VaultError};

/// The log and the vault of a case, open for one device, which alone may write.
pub struct Ledger {
    pub(crate) case: Box<dyn Storage>,
    pub(crate) home: Box<dyn Storage>,
    pub(crate) keys: VerifyingKeys,
    /// The secret keys; none where the case is open for reading only.
    pub(crate) secrets: Option<SigningKeys>,
    pub(crate) tree: Tree,
    pub(crate) chain: Chain,
    /// What is acknowledged. Tree and chain agree with it whenever no append is under way.
    pub(crate) checkpoint: Checkpoint,
    /// The bytes of the signed checkpoint.
    pub(crate) checkpoint_bytes: Vec<u8>,
    /// Set when a write failed: what is on disk is then unknown, and only opening anew can tell.
    pub(crate) poisoned: bool,
    /// How far the chain was before entries were foreseen that are not in the log.
    pub(crate) foreseen_from: Option<usize>,
}

/// What a case begins with.
#[derive(Debug, Clone)]
pub struct Genesis {
    /// The new case: 16 random bytes.
    pub case: CaseId,
    /// The first device: 16 random bytes.
    pub device: DeviceId,
    /// Three times 32 secret random bytes.
    pub seeds: Seeds,
    /// When, by the device's clock.
    pub claimed_time: ClaimedTime,
    /// 32 random bytes, for the object that lists the public keys.
    pub salt: Salt,
}

/// The acknowledgement of one entry: it is on disk, and stays there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Place in the log.
    pub seq: u64,
    /// Leaf of the entry.
    pub leaf: Hash,
    /// Commitment of its content, if it has any.
    pub commit: Option<Commit>,
}

/// Why the ledger refuses or fails.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// There are files where a case is to be made.
    #[error("there is a case, or part of one, here already ({0}); choose an empty folder")]
    NotEmpty(String),
    /// There is no case here: a file that every case has is missing.
    #[error("there is no case here: {0} is missing")]
    NoCase(String),
    /// The home storage does not give the keys of the case.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The case is not what it was: nothing was changed; `verify` lists everything that is wrong.
    #[error("integrity failure: {0}")]
    Integrity(Finding),
    /// A draft cannot become an entry. Nothing was written.
    #[error("draft {at} of the batch: {why}")]
    Draft {
        /// Place of the draft in the batch, counted from 0.
        at: usize,
        /// What it breaks.
        why: DraftError,
    },
    /// An earlier write failed. What was acknowledged is safe; open the case again to go on.
    #[error("an earlier write failed; what was acknowledged is safe; open the case again to go on")]
    Poisoned,
    /// There is no entry at this place.
    #[error("there is no entry {0}")]
    NoEntry(u64),
    /// The vault does not give an object.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A file could not be read or written. If it happened in an append, nothing of it was acknowledged.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why a draft cannot become an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// It rests on a draft that does not come before it in the batch.
    #[error("rests on draft {0}, which does not come before it")]
    Dep(usize),
    /// It names existing content that no entry commits to.
    #[error("no entry commits to the object {0}")]
    Object(Commit),
    /// The entry would be longer than a record can be; long lists belong into the content.
    #[error("the entry would have {0} bytes; the limit is {ENTRY_BYTES_MAX}")]
    Length(usize),
    /// A count is larger than every JSON reader reads exactly.
    #[error(transparent)]
    Number(EntryError),
    /// It breaks a rule of the log.
    #[error("{0}")]
    Rule(String),
}

impl Ledger {
    /// Makes a case: keys into the home storage, public keys into the case, and the entry open-case, which commits
    /// to them. The case storage must be empty under `logs`, `vault` and `keys`.
    ///
    /// # Errors
    /// [`LedgerError::NotEmpty`] without having written anything; [`LedgerError::Storage`], after which the
    /// case must be begun anew in an empty folder.
    pub fn create(
        case: Box<dyn Storage>,
        home: Box<dyn Storage>,
        genesis: &Genesis,
    ) -> Result<Self, LedgerError> {
        for dir in ["keys", "logs", "vault"] {
            if let Some(file) = case.list(dir)?.into_iter().next() {
                return Err(LedgerError::NotEmpty(file));
            }
        }
        if last_checkpoint(home.as_ref(), genesis.case, genesis.device)?.is_some() {
            return Err(LedgerError::NotEmpty(format!(
                "home:{}",
                home::checkpoint_path(genesis.case, genesis.device)
            )));
        }
        let keys = SigningKeys::from_seeds(genesis.case, genesis.device, &genesis.seeds);
        let mut ledger = Self::empty(case, home, keys.verifying().clone());
        save_keys(ledger.home.as_mut(), &keys)?;
        ledger.secrets = Some(keys);
        put(ledger.case.as_mut(), &ledger.keys.files())?;
        let list = Content::new(genesis.salt, ledger.keys.to_text().into_bytes());
        let subject = Subject::from(genesis.case);
        let draft =
            Draft::new(Act::OpenCase, Signer::Device, subject, genesis.claimed_time.clone()).content(list);
        ledger.append(&[draft])?;
        Ok(ledger)
    }

    pub(crate) fn empty(case: Box<dyn Storage>, home: Box<dyn Storage>, keys: VerifyingKeys) -> Self {
        let (case_id, device) = (keys.case(), keys.device());
        let origin = keys.of(Role::Device).name().to_owned();
        Self {
            case,
            home,
            keys,
            secrets: None,
            tree: Tree::new(),
            chain: Chain::new(Some(case_id), device),
            checkpoint: Checkpoint { origin, size: 0, root: empty_root() },
            checkpoint_bytes: Vec::new(),
            poisoned: false,
            foreseen_from: None,
        }
    }

    /// Appends entries and their content, all or none, and returns when they are durable: one receipt a draft,
    /// in order.
    ///
    /// A batch costs two syncs of the log, a few of tiles and checkpoint, and one a new object, however many
    /// entries it holds; so batch what comes together. An [`Act::Erase`] also removes the object.
    ///
    /// # Errors
    /// [`LedgerError::Draft`] before anything is written. [`LedgerError::Storage`] when a write failed: nothing
    /// is acknowledged, and from then on every append is [`LedgerError::Poisoned`] until the case is opened anew. In a
    /// case that is open for reading only it is always a [`LedgerError::Storage`].
    pub fn append(&mut self, drafts: &[Draft]) -> Result<Vec<Receipt>, LedgerError> {
        if self.poisoned {
            return Err(LedgerError::Poisoned);
        }
        if drafts.is_empty() {
            return Ok(Vec::new());
        }
        self.forget();
        let Some(secrets) = self.secrets.take() else { return Err(read_only(self.log())) };
        let result = self.append_with(&secrets, drafts);
        self.secrets = Some(secrets);
        result
    }

    fn append_with(&mut self, secrets: &SigningKeys, drafts: &[Draft]) -> Result<Vec<Receipt>, LedgerError> {
        let steps = self.chain.steps();
        let result = self.seal(secrets, drafts).and_then(|sealed| {
            // Until the last write is durable, what is on disk is not known.
            self.poisoned = true;
            self.persist(secrets, drafts, &sealed)?;
            self.poisoned = false;
            Ok(sealed)
        });
        match result {
            Ok(sealed) => Ok(sealed.iter().map(receipt).collect()),
            Err(error) => {
                self.chain.rewind(steps);
                self.tree.truncate(self.checkpoint.size);
                Err(error)
            }
        }
    }

    /// The entries that drafts would become; nothing is written. What is foreseen next comes after them, until
    /// [`Ledger::forget`].
    ///
    /// # Errors
    /// As [`Ledger::append`], but for those of the disk.
    pub fn foresee(&mut self, drafts: &[Draft]) -> Result<Vec<SealedEntry>, LedgerError> {
        let Some(secrets) = self.secrets.take() else { return Err(read_only(self.log())) };
        self.foreseen_from.get_or_insert_with(|| self.chain.steps());
        let sealed = self.seal(&secrets, drafts);
        self.secrets = Some(secrets);
        sealed
    }

    /// Lets go of what was foreseen.
    pub fn forget(&mut self) {
        if let Some(steps) = self.foreseen_from.take() {
            self.chain.rewind(steps);
            self.tree.truncate(self.checkpoint.size);
        }
    }

    /// Makes signed entries of drafts and walks tree and chain over them. Writes nothing.
    fn seal(&mut self, secrets: &SigningKeys, drafts: &[Draft]) -> Result<Vec<SealedEntry>, LedgerError> {
        let mut sealed: Vec<SealedEntry> = Vec::with_capacity(drafts.len());
        for (at, draft) in drafts.iter().enumerate() {
            let entry =
                self.seal_one(secrets, draft, &sealed).map_err(|why| LedgerError::Draft { at, why })?;
            self.tree.push(entry.leaf);
            sealed.push(entry);
        }
        Ok(sealed)
    }

    fn seal_one(
        &mut self,
        secrets: &SigningKeys,
        draft: &Draft,
        batch: &[SealedEntry],
    ) -> Result<SealedEntry, DraftError> {
        let entry = self.entry_of(draft, batch)?;
        let text = entry.to_text();
        // Read back what an expert will read; only a count can be out of range.
        Entry::parse_text(&text).map_err(DraftError::Number)?;
        let note =
            SignedNote::sign(&text, secrets.of(entry.role)).expect("an entry's text is two lines of ASCII");
        let note = note.to_bytes();
        if note.len() > ENTRY_BYTES_MAX {
            return Err(DraftError::Length(note.len()));
        }
        let leaf = leaf_hash(&note);
        match self.chain.accept(leaf, &entry).into_iter().next() {
            Some(breach) => Err(DraftError::Rule(breach.what)),
            None => Ok(SealedEntry { entry, leaf, note }),
        }
    }

    fn entry_of(&self, draft: &Draft, batch: &[SealedEntry]) -> Result<Entry, DraftError> {
        if let Content::Existing(commit) = draft.content
            && !self.chain.named().contains_key(&commit)
        {
            return Err(DraftError::Object(commit));
        }
        let resolve = |dep: &Dep| match *dep {
            Dep::Leaf(leaf) => Ok(leaf),
            Dep::InBatch(at) => batch.get(at).map(|entry| entry.leaf).ok_or(DraftError::Dep(at)),
        };
        let deps = draft.deps.iter().map(resolve).collect::<Result<Vec<_>, _>>()?;
        let (public, role) = (&self.keys, draft.signer.role());
        Ok(Entry {
            case: public.case(),
            device: public.device(),
            seq: self.chain.next_seq(),
            prev: self.chain.head(),
            lamport: self.chain.lamport_after(&deps),
            deps,
            actor: public.name_of(role),
            role,
            claimed_time: draft.claimed_time.clone(),
            act: draft.act,
            subject: draft.subject,
            commit: draft.content.commit(),
            counts: draft.counts.clone(),
            tool: draft.signer.tool().cloned(),
        })
    }

    /// Writes a batch, in the order that makes every state a crash can leave behind readable: objects before the
    /// entries that name them, entries before the tiles and the checkpoint that cover them, the checkpoint before
    /// the home storage remembers it.
    fn persist(
        &mut self,
        secrets: &SigningKeys,
        drafts: &[Draft],
        sealed: &[SealedEntry],
    ) -> Result<(), StorageError> {
        let old_size = self.checkpoint.size;
        let size = self.tree.size();
        let root = self.tree.root_at(size).expect("a tree knows its own root");
        let checkpoint = Checkpoint { origin: self.checkpoint.origin.clone(), size, root };
        let bytes = checkpoint.seal(secrets.of(Role::Device));

        put(self.case.as_mut(), &new_objects(drafts))?;
        self.append_records(old_size, sealed)?;
        let tiles = self.tile_files(old_size, size);
        put(self.case.as_mut(), &tiles)?;
        let erased: Vec<_> = sealed.iter().filter_map(|sealed| erased_by(&sealed.entry)).collect();
        self.publish(&bytes, &erased)?;
        for tile in partial_tiles(old_size).filter(|tile| !partial_tiles(size).any(|new| new == *tile)) {
            // A tile of the smaller tree, now the beginning of a wider one: left behind, it does no harm.
            let _ = self.case.remove(&self.in_log(&tile.to_string()));
        }
        (self.checkpoint, self.checkpoint_bytes) = (checkpoint, bytes);
        Ok(())
    }

    /// Puts a signed checkpoint in place and removes what it says was erased, durably; only then has the home storage
    /// remember it. So what the home storage has seen is done, to the last step.
    pub(crate) fn publish(&mut self, checkpoint: &[u8], erased: &[Commit]) -> Result<(), StorageError> {
        let path = self.in_log("checkpoint");
        put(self.case.as_mut(), &[(path, checkpoint.to_vec())])?;
        erased.iter().try_for_each(|object| remove_object(self.case.as_mut(), *object))?;
        let (case, device) = (self.case_id(), self.device_id());
        home::save_checkpoint(self.home.as_mut(), case, device, checkpoint.to_vec())
    }

    /// Appends the records of a batch to their segments and makes them durable.
    fn append_records(&mut self, old_size: u64, sealed: &[SealedEntry]) -> Result<(), StorageError> {
        let mut seq = old_size;
        let mut rest = sealed;
        while !rest.is_empty() {
            let room = usize::try_from(RECORDS_PER_SEGMENT - seq % RECORDS_PER_SEGMENT).expect("at most 256");
            let (now, later) = rest.split_at(room.min(rest.len()));
            let records = now.iter().map(|sealed| record(&sealed.note).expect("checked when sealed"));
            let path = self.in_log(&segment_path(seq / RECORDS_PER_SEGMENT));
            self.case.append(&path, &records.collect::<Vec<_>>().concat())?;
            self.case.sync(&path)?;
            if seq.is_multiple_of(RECORDS_PER_SEGMENT) {
                self.case.sync_dirs(&[parent(&path)])?;
            }
            seq += now.len() as u64;
            rest = later;
        }
        Ok(())
    }

    fn tile_files(&self, old_size: u64, size: u64) -> Vec<(String, Vec<u8>)> {
        let file = |tile: Tile| {
            let bytes = tile.bytes(&self.tree).expect("a tile of the tree's size is in the tree");
            (self.in_log(&tile.to_string()), bytes)
        };
        tiles_since(old_size, size).into_iter().map(file).collect()
    }

    /// Every acknowledged entry, in order, each read from disk, parsed, and held against its leaf and its
    /// signature. Goes on after an entry that is damaged.
    pub fn entries(&self) -> impl Iterator<Item = Result<SealedEntry, LedgerError>> + '_ {
        self.entries_from(0)
    }

    /// As [`Self::entries`], from a sequence number on.
    pub fn entries_from(&self, seq: u64) -> impl Iterator<Item = Result<SealedEntry, LedgerError>> + '_ {
        let segments = self.checkpoint.size.div_ceil(RECORDS_PER_SEGMENT);
        let first = seq / RECORDS_PER_SEGMENT;
        let skipped = usize::try_from(seq % RECORDS_PER_SEGMENT).expect("under 256");
        (first..segments).flat_map(|index| self.entries_of(index)).skip(skipped)
    }

    /// One acknowledged entry.
    ///
    /// # Errors
    /// [`LedgerError::NoEntry`], [`LedgerError::Integrity`] when it is damaged, [`LedgerError::Storage`].
    pub fn entry(&self, seq: u64) -> Result<SealedEntry, LedgerError> {
        if seq >= self.checkpoint.size {
            return Err(LedgerError::NoEntry(seq));
        }
        let segment = read_segment(self.case.as_ref(), &self.log(), seq / RECORDS_PER_SEGMENT)?;
        let place = usize::try_from(seq % RECORDS_PER_SEGMENT).expect("under 256");
        let note = segment.as_ref().and_then(|segment| segment.notes.get(place));
        self.unseal(seq, note)
    }

    fn entries_of(&self, index: u64) -> Vec<Result<SealedEntry, LedgerError>> {
        let start = index * RECORDS_PER_SEGMENT;
        let end = self.checkpoint.size.min(start + RECORDS_PER_SEGMENT);
        match read_segment(self.case.as_ref(), &self.log(), index) {
            Err(error) => vec![Err(error.into())],
            Ok(segment) => {
                let notes = segment.map_or(Vec::new(), |segment| segment.notes);
                let places = 0..usize::try_from(end - start).expect("at most 256");
                (start..end).zip(places).map(|(seq, place)| self.unseal(seq, notes.get(place))).collect()
            }
        }
    }

    /// Holds the bytes of an entry against its leaf and its signature.
    fn unseal(&self, seq: u64, note: Option<&Vec<u8>>) -> Result<SealedEntry, LedgerError> {
        let file = self.in_log(&segment_path(seq / RECORDS_PER_SEGMENT));
        let wrong = |what: String| {
            LedgerError::Integrity(Finding {
                file: file.clone(),
                entry: Some(seq),
                kind: FindingKind::Entry,
                what,
            })
        };
        let bytes = note.ok_or_else(|| wrong("the entry is missing".to_owned()))?;
        let leaf = leaf_hash(bytes);
        if self.tree.leaf(seq) != Some(leaf) {
            return Err(wrong("the entry is not the one in the log".to_owned()));
        }
        let note = SignedNote::parse(bytes).map_err(|error| wrong(error.to_string()))?;
        let entry = Entry::parse_text(note.text()).map_err(|error| wrong(error.to_string()))?;
        self.keys.verify(&note, entry.role).map_err(|error| wrong(error.to_string()))?;
        Ok(SealedEntry { entry, leaf, note: bytes.clone() })
    }

    /// The content of a vault object, verified.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn read(&self, commit: Commit) -> Result<Vec<u8>, VaultError> {
        vault::read(self.case.as_ref(), commit).map(|object| object.content)
    }

    /// Proof that an acknowledged entry is in the log of the present checkpoint; `None` when there is no such entry.
    pub fn prove_inclusion(&self, seq: u64) -> Option<InclusionProof> {
        self.tree.prove_inclusion(seq, self.checkpoint.size)
    }

    /// Proof that the log of the present checkpoint continues the one of an earlier size; `None` for a size of 0
    /// or beyond the present one.
    pub fn prove_consistency(&self, old_size: u64) -> Option<ConsistencyProof> {
        self.tree.prove_consistency(old_size, self.checkpoint.size)
    }

    /// The root of the log when it had `size` entries; `None` beyond the present size.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        self.tree.root_at(size)
    }

    /// What is acknowledged: origin, number of entries, root.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The bytes of the signed checkpoint, as they lie in the case. The same on every call until the next append.
    pub fn checkpoint_bytes(&self) -> Vec<u8> {
        self.checkpoint_bytes.clone()
    }

    /// Number of acknowledged entries.
    pub fn size(&self) -> u64 {
        self.checkpoint.size
    }

    /// The entry that first committed to an object, if any did.
    pub fn first_named(&self, commit: Commit) -> Option<u64> {
        self.chain.named().get(&commit).copied()
    }

    /// The entry that erased an object, if any did.
    pub fn erased_by(&self, commit: Commit) -> Option<u64> {
        self.chain.erased().get(&commit).copied()
    }

    /// Every object that the vault must have: named by an entry and not erased.
    pub fn objects(&self) -> impl Iterator<Item = Commit> + '_ {
        self.chain.named().keys().copied().filter(|object| !self.chain.erased().contains_key(object))
    }

    /// Can nothing be appended, because the case was opened by [`Ledger::open_read_only`]?
    pub fn is_read_only(&self) -> bool {
        self.secrets.is_none()
    }

    /// The case.
    pub fn case_id(&self) -> CaseId {
        self.keys.case()
    }

    /// The device.
    pub fn device_id(&self) -> DeviceId {
        self.keys.device()
    }

    /// The public keys.
    pub fn verifying_keys(&self) -> &VerifyingKeys {
        &self.keys
    }

    /// The case's files, to read: for [`crate::verify()`] while the ledger is open.
    pub fn case_storage(&self) -> &dyn Storage {
        self.case.as_ref()
    }

    /// The home storage, to read: for [`crate::verify()`] while the ledger is open.
    pub fn home_storage(&self) -> &dyn Storage {
        self.home.as_ref()
    }

    /// The folder of the device's log in the case.
    pub(crate) fn log(&self) -> String {
        log_path(self.device_id())
    }

    pub(crate) fn in_log(&self, path: &str) -> String {
        format!("{}/{path}", self.log())
    }
}

impl fmt::Debug for Ledger {
    /// Shows what is acknowledged, and no key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger")
            .field("checkpoint", &self.checkpoint)
            .field("poisoned", &self.poisoned)
            .finish_non_exhaustive()
    }
}

/// The folder of a device's log in the case.
pub(crate) fn log_path(device: DeviceId) -> String {
    format!("logs/{device}")
}

/// Destroys an object's file, durably; one that is gone already is no error, and is made sure to stay gone.
pub(crate) fn remove_object(case: &mut dyn Storage, object: Commit) -> Result<(), StorageError> {
    let path = object.path();
    let is_there = has_file(case, &path);
    if is_there {
        case.remove(&path)?;
    }
    match case.sync_dirs(&[parent(&path)]) {
        // Nor is there a folder for it.
        Err(StorageError::Io { source, .. }) if !is_there && source.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// Is there anything under this name? What cannot be looked at counts as being there.
pub(crate) fn has_file(case: &dyn Storage, path: &str) -> bool {
    !matches!(case.read_at(path, 0, 0), Err(StorageError::NotFound { .. }))
}

/// Path and bytes of every object that the drafts bring, each once.
fn new_objects(drafts: &[Draft]) -> Vec<(String, Vec<u8>)> {
    let object = |draft: &Draft| match &draft.content {
        Content::New { salt, bytes } => {
            Some((Commit::of(salt, bytes).path(), vault::object_file(salt, bytes)))
        }
        Content::None | Content::Existing(_) => None,
    };
    drafts.iter().filter_map(object).collect::<BTreeMap<_, _>>().into_iter().collect()
}

fn receipt(sealed: &SealedEntry) -> Receipt {
    Receipt { seq: sealed.entry.seq, leaf: sealed.leaf, commit: sealed.entry.commit }
}

fn read_only(path: String) -> LedgerError {
    let source = io::Error::new(ErrorKind::ReadOnlyFilesystem, "the case is open for reading only");
    LedgerError::Storage(StorageError::Io { path, step: "append", source })
}
