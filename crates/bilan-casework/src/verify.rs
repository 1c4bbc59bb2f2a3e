//! `verify`: every byte of a case or dossier against what it should be; on request every record and every coding.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use bilan_ledger::{CaseId, Checkpoint, Commit, DirStorage, FindingKind, Storage, VerifierKey, VerifyReport};
use bilan_model::{Coding, Report, Span};
use serde::Serialize;

use crate::case::{CASE_FILE, Case, case_file, is_case, named_in_file, remembered};
use crate::code::reader_version;
use crate::digest::sha256;
use crate::dossier::MANIFEST;
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::knowledge::{Bundle, CODER_VERSION, Knowledge};
use crate::records::{KnowledgeDigests, Links};
use crate::state::{AsOf, Coded, Item, ReportState, State, parse};
use crate::{Progress, message};

/// What to look at beside keys, log and vault.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Hold what the objects say against one another: digests, texts, spans, quotes.
    pub read_data: bool,
    /// Repeat every coding.
    pub recode: bool,
}

/// Something wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file, relative to the folder; `home:` before it where it lies in the home folder.
    pub file: String,
    /// The entry, where it is about one.
    pub entry: Option<u64>,
    /// What is wrong, in words.
    pub what: String,
}

/// What was looked at and what was found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Verified {
    /// `case` or `dossier`.
    pub kind: &'static str,
    /// The case's id.
    pub case: Option<String>,
    /// Entries looked at.
    pub entries: u64,
    /// Hash tiles looked at.
    pub tiles: u64,
    /// Vault objects, or files of a dossier, looked at.
    pub objects: u64,
    /// Objects that are gone because an entry says so.
    pub erased: u64,
    /// Files of a stopped write that were set aside under `quarantine/`.
    pub set_aside: usize,
    /// The signed number of entries.
    pub size: Option<u64>,
    /// The signed root.
    pub root: Option<String>,
    /// The case was held against the keys and the last checkpoint on this computer.
    pub home_checked: bool,
    /// Records held against one another; `None` where that was not asked for or could not be begun.
    pub records: Option<usize>,
    /// Codings repeated.
    pub recoded: Option<usize>,
    /// Codings by another version of the coder that this one reads otherwise: no sign of tampering.
    pub read_otherwise: Vec<Finding>,
    /// Everything that is wrong.
    pub findings: Vec<Finding>,
}

impl Verified {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }

    fn find(&mut self, file: impl Into<String>, entry: Option<u64>, what: impl Into<String>) {
        self.findings.push(Finding { file: file.into(), entry, what: what.into() });
    }
}

/// Verifies the case or the dossier in a folder.
///
/// # Errors
/// When there is neither, or another process works on the case.
pub fn verify(
    folder: &Path,
    options: Options,
    env: &Env,
    knowledge: &Knowledge,
    progress: &mut dyn Progress,
) -> Result<Verified, Error> {
    if is_case(folder) {
        verify_case(folder, options, env, knowledge, progress)
    } else if folder.join(MANIFEST).is_file() {
        verify_dossier(folder)
    } else {
        let what = if folder.exists() {
            message!("this is neither a case nor a dossier")
        } else {
            message!("there is no such folder")
        };
        Err(Error::new(ErrorKind::Failure, what)
            .at(folder.display())
            .next("Give the folder of a case or of a dossier."))
    }
}

/// Verifies a case that this process holds open. What writes to it has to wait.
///
/// # Errors
/// When an object that a record needs cannot be read.
pub fn verify_open(
    case: &Case,
    options: Options,
    env: &Env,
    knowledge: &Knowledge,
    progress: &mut dyn Progress,
) -> Result<Verified, Error> {
    progress.at("log and vault", 0, 1);
    let home = env.home_storage();
    let report = bilan_ledger::verify(case.ledger().case_storage(), Some(&home as &dyn Storage));
    progress.at("log and vault", 1, 1);
    let mut verified = of_ledger(report);
    check_case_file(case.folder(), &mut verified);
    if verified.is_sound() && (options.read_data || options.recode) {
        check_records(case, options, knowledge, &mut verified, progress)?;
    }
    Ok(verified)
}

fn verify_case(
    folder: &Path,
    options: Options,
    env: &Env,
    knowledge: &Knowledge,
    progress: &mut dyn Progress,
) -> Result<Verified, Error> {
    // A case on a disk that cannot be written to has no writers that one could meet.
    let storage = match DirStorage::locked(folder) {
        Ok(storage) => storage,
        Err(error @ bilan_ledger::StorageError::Locked) => return Err(Error::storage(folder, &error)),
        Err(_) => DirStorage::shared(folder),
    };
    let home = env.home_storage();
    let known = known_here(&home, &storage, folder)?;
    progress.at("log and vault", 0, 1);
    let mut report = bilan_ledger::verify(&storage, known.then_some(&home as &dyn Storage));
    let mut set_aside = 0;
    let (storage, case) = if known && is_interruption(&report) {
        // Opening sets aside what a stopped write left behind, and says so in the log; then all is looked at again.
        match Case::open_on(Box::new(storage), folder, env) {
            Ok(case) => {
                set_aside = case.set_aside.len();
                report = bilan_ledger::verify(case.ledger().case_storage(), Some(&home as &dyn Storage));
                (None, Some(case))
            }
            Err(_) => (None, None),
        }
    } else {
        (Some(storage), None)
    };
    progress.at("log and vault", 1, 1);
    let mut verified = of_ledger(report);
    verified.set_aside = set_aside;
    check_case_file(folder, &mut verified);
    if let Some(case) = remembered(folder, env).filter(|_| !known) {
        let what = format!(
            "this folder held the case {case}, made on this computer; the keys in it now are of another"
        );
        verified.find("keys/device.vkey", None, what);
    }
    // Records are read only in a sound case: opening one that is not could set parts of it aside.
    if verified.is_sound() && known && (options.read_data || options.recode) {
        let case = match (case, storage) {
            (Some(case), _) => case,
            (None, Some(storage)) => Case::open_on(Box::new(storage), folder, env)?,
            (None, None) => Case::open(folder, env)?,
        };
        check_records(&case, options, knowledge, &mut verified, progress)?;
    }
    Ok(verified)
}

/// Whether all that is wrong is what a write leaves behind that was stopped before it was acknowledged.
fn is_interruption(report: &VerifyReport) -> bool {
    let left_behind = |finding: &bilan_ledger::Finding| {
        [FindingKind::BeyondCheckpoint, FindingKind::ObjectUnnamed, FindingKind::Framing]
            .contains(&finding.kind)
    };
    !report.findings.is_empty() && report.findings.iter().all(left_behind)
}

/// Whether this computer has kept keys of the case, by whichever of its ids.
fn known_here(home: &DirStorage, storage: &DirStorage, folder: &Path) -> Result<bool, Error> {
    let kept = home.list("cases").map_err(|error| Error::storage(home.root(), &error))?;
    let kept: BTreeSet<CaseId> =
        kept.iter().filter_map(|path| CaseId::from_hex(path.split('/').nth(1)?)).collect();
    let in_keys = storage
        .read_at("keys/device.vkey", 0, 4096)
        .ok()
        .and_then(|bytes| CaseId::from_hex(std::str::from_utf8(&bytes).ok()?.split('/').nth(1)?));
    Ok([in_keys, named_in_file(folder)].into_iter().flatten().any(|id| kept.contains(&id)))
}

fn of_ledger(report: VerifyReport) -> Verified {
    let finding = |finding: bilan_ledger::Finding| Finding {
        file: finding.file,
        entry: finding.entry,
        what: finding.what,
    };
    Verified {
        kind: "case",
        case: report.case.map(|case| case.to_string()),
        entries: report.entries_checked,
        tiles: report.tiles_checked,
        objects: report.objects_checked,
        erased: report.objects_erased,
        size: report.checkpoint.as_ref().map(|checkpoint| checkpoint.size),
        root: report.checkpoint.as_ref().map(|checkpoint| checkpoint.root.to_string()),
        home_checked: report.home_checked,
        findings: report.findings.into_iter().map(finding).collect(),
        ..Verified::default()
    }
}

/// The case file follows from the case's id.
fn check_case_file(folder: &Path, verified: &mut Verified) {
    let wanted = verified.case.as_deref().and_then(CaseId::from_hex).map(case_file);
    match (fs::read(folder.join(CASE_FILE)), wanted) {
        (Ok(bytes), Some(wanted)) if bytes == wanted.as_bytes() => {}
        (Ok(_), None) => {}
        (Ok(_), Some(_)) => verified.find(CASE_FILE, None, "it is not the file of this case"),
        (Err(error), _) => verified.find(CASE_FILE, None, format!("it could not be read: {error}")),
    }
}

/// What the objects say, held against one another and against the engines.
fn check_records(
    case: &Case,
    options: Options,
    knowledge: &Knowledge,
    verified: &mut Verified,
    progress: &mut dyn Progress,
) -> Result<(), Error> {
    let state = match State::read(case) {
        Ok(state) => state,
        Err(error) if error.kind == ErrorKind::Integrity => {
            verified.find(error.place.unwrap_or_default(), None, error.what.to_string());
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    if options.read_data {
        let total = state.items.len() + state.reports.len();
        for (done, item) in state.items.iter().enumerate() {
            progress.at("records", done, total);
            check_item(case, item, verified)?;
        }
        for (done, report) in state.reports.iter().enumerate() {
            progress.at("records", state.items.len() + done, total);
            check_report(case, report, verified)?;
        }
        progress.at("records", total, total);
        verified.records = Some(total);
    }
    if options.recode {
        recode(case, &state, knowledge, verified, progress)?;
    }
    Ok(())
}

/// The original has the digest that its acquisition record says.
fn check_item(case: &Case, item: &Item, verified: &mut Verified) -> Result<(), Error> {
    let Some(original) = item.original else { return Ok(()) };
    let bytes = case.read(original)?;
    if sha256(&bytes) != item.acquisition.sha256 || bytes.len() != item.acquisition.bytes {
        let entry = item.entries.first().map(|(seq, _)| *seq);
        verified.find(
            original.path(),
            entry,
            "the original is not the document that its acquisition record describes",
        );
    }
    Ok(())
}

/// Every claim's words stand where its span says, and the coding is of this text.
fn check_report(case: &Case, report: &ReportState, verified: &mut Verified) -> Result<(), Error> {
    let text = report.read_text(case)?;
    let Some(coded) = &report.coding else { return Ok(()) };
    let file = Commit::from_hex(&coded.commit).map(Commit::path).unwrap_or_default();
    if coded.record.text != report.text_commit.to_string() || coded.record.coding.doc != report.id {
        verified.find(&file, Some(coded.seq), "the coding is of another text than its report's");
    }
    for (quote, span) in quotes(&coded.record.coding) {
        if span.of(&text) != Some(quote) {
            let what = format!(
                "the words of a claim do not stand at bytes {} to {} of the text",
                span.start(),
                span.end()
            );
            verified.find(&file, Some(coded.seq), what);
        }
    }
    Ok(())
}

fn quotes(coding: &Coding) -> Vec<(&str, Span)> {
    let mut all = Vec::new();
    for account in &coding.incidents {
        all.extend(account.tolls.iter().map(|claim| (claim.quote.as_str(), claim.span)));
        all.extend(account.status_claims.iter().map(|claim| (claim.quote.as_str(), claim.span)));
        all.extend(account.responsibility_claims.iter().map(|claim| (claim.quote.as_str(), claim.span)));
    }
    all
}

/// Repeats every reading and coding with the knowledge that the vault kept, and the links.
fn recode(
    case: &Case,
    state: &State,
    embedded: &Knowledge,
    verified: &mut Verified,
    progress: &mut dyn Progress,
) -> Result<(), Error> {
    let mut kept: BTreeMap<KnowledgeDigests, Option<Knowledge>> = BTreeMap::new();
    let mut recoded = 0;
    for (done, report) in state.reports.iter().enumerate() {
        progress.at("codings", done, state.reports.len());
        // The rows of another data set are no reading of a coder.
        let Some(coded) = report.coding.as_ref().filter(|_| !report.is_import()) else { continue };
        let digests = &coded.record.knowledge;
        if !is_embedded(digests, coded, embedded) && !kept.contains_key(digests) {
            kept.insert(digests.clone(), from_vault(case, state, coded)?);
        }
        let knowledge = match kept.get(digests) {
            Some(Some(knowledge)) => knowledge,
            Some(None) => {
                verified.find(
                    coding_file(coded),
                    Some(coded.seq),
                    "the knowledge that this coding rests on is not in the vault",
                );
                continue;
            }
            None => embedded,
        };
        let again = Report { header: coded_header(report, coded), text: report.read_text(case)? };
        recoded += 1;
        if knowledge.code(&again)? != coded.record.coding {
            differs(coded, verified);
        }
    }
    progress.at("codings", state.reports.len(), state.reports.len());
    verified.recoded = Some(recoded);
    relink(case, state, verified)
}

fn coding_file(coded: &Coded) -> String {
    Commit::from_hex(&coded.commit).map(Commit::path).unwrap_or_default()
}

/// A coding that comes out otherwise: wrong where the same coder made it, told where another version did.
fn differs(coded: &Coded, verified: &mut Verified) {
    let (file, entry) = (coding_file(coded), Some(coded.seq));
    if coded.record.coder.version == CODER_VERSION {
        verified.find(
            file,
            entry,
            "the coding, repeated with the same coder and knowledge, comes out otherwise",
        );
    } else {
        let what = format!(
            "coded by version {}; version {CODER_VERSION} reads it otherwise",
            coded.record.coder.version
        );
        verified.read_otherwise.push(Finding { file, entry, what });
    }
}

fn coded_header(report: &ReportState, coded: &Coded) -> bilan_model::ReportHeader {
    let then = coded.record.header.clone().unwrap_or_else(|| report.header());
    bilan_model::ReportHeader { language: coded.record.language.clone(), ..then }
}

fn is_embedded(digests: &KnowledgeDigests, coded: &Coded, embedded: &Knowledge) -> bool {
    let language = coded.record.language.as_deref().unwrap_or_default();
    digests.pack.is_none()
        || (digests.pack.as_deref() == embedded.pack_digest(language)
            && digests.codebook == embedded.codebook_digest()
            && digests.gazetteer == embedded.gazetteer_digest())
}

fn from_vault(case: &Case, state: &State, coded: &Coded) -> Result<Option<Knowledge>, Error> {
    let bundle = |digest: &str| -> Result<Option<Bundle>, Error> {
        let Some(commit) = state.knowledge.get(digest) else { return Ok(None) };
        Ok(Bundle::from_bytes(&case.read(*commit)?))
    };
    let digests = &coded.record.knowledge;
    let pack = bundle(digests.pack.as_deref().unwrap_or_default())?;
    let (Some(pack), Some(codebook), Some(gazetteer)) =
        (pack, bundle(&digests.codebook)?, bundle(&digests.gazetteer)?)
    else {
        return Ok(None);
    };
    let language = coded.record.language.as_deref().unwrap_or_default();
    Ok(Some(Knowledge::of_bundles(language, pack, codebook, gazetteer)))
}

/// The recorded links are those that the codings give.
fn relink(case: &Case, state: &State, verified: &mut Verified) -> Result<(), Error> {
    let Some((seq, commit)) = state.links else { return Ok(()) };
    let recorded: Links = parse(case, commit)?;
    // What people decided since then has changed what is linked now.
    let then = State::read_as_of(case, &AsOf::Entry(seq))?;
    if recorded != crate::drafter::links(&then) {
        let what = format!("the links come out otherwise in version {} than recorded", reader_version());
        verified.read_otherwise.push(Finding { file: commit.path(), entry: None, what });
    }
    Ok(())
}

/// Every file of a dossier against its manifest, and the checkpoint against the device's key.
fn verify_dossier(folder: &Path) -> Result<Verified, Error> {
    let mut verified = Verified { kind: "dossier", ..Verified::default() };
    let path = folder.join(MANIFEST);
    let manifest = fs::read_to_string(&path).map_err(|error| Error::reading(&path, &error))?;
    let mut listed = BTreeSet::from([MANIFEST.to_owned()]);
    for line in manifest.lines() {
        let Some((digest, name)) = line.split_once("  ").filter(|(_, name)| is_inside(name)) else {
            verified.find(MANIFEST, None, "a line of it is not a digest and a file name");
            continue;
        };
        listed.insert(name.to_owned());
        verified.objects += 1;
        match fs::read(folder.join(name)) {
            Ok(bytes) if sha256(&bytes) == digest => {}
            Ok(_) => verified.find(name, None, "it is not the file that the manifest lists"),
            Err(error) => verified.find(name, None, format!("it could not be read: {error}")),
        }
    }
    for stranger in files_under(folder, folder).into_iter().filter(|file| !listed.contains(file)) {
        verified.find(stranger, None, "the manifest does not list it");
    }
    check_checkpoint(folder, &mut verified);
    Ok(verified)
}

fn is_inside(name: &str) -> bool {
    !name.is_empty()
        && Path::new(name).components().all(|part| matches!(part, std::path::Component::Normal(_)))
}

fn files_under(root: &Path, folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            found.extend(files_under(root, &path));
        } else if let Ok(inside) = path.strip_prefix(root) {
            found.push(inside.to_string_lossy().replace('\\', "/"));
        }
    }
    found.sort();
    found
}

fn check_checkpoint(folder: &Path, verified: &mut Verified) {
    let key = fs::read_to_string(folder.join("keys/device.vkey")).ok();
    let key = key.and_then(|text| VerifierKey::parse(text.trim_end()).ok());
    let Some(key) = key else {
        return verified.find("keys/device.vkey", None, "it is not a public key");
    };
    match fs::read(folder.join("checkpoint")).map(|bytes| Checkpoint::open(&bytes, &key)) {
        Ok(Ok(checkpoint)) => {
            verified.case = checkpoint.origin.split('/').nth(1).map(str::to_owned);
            verified.size = Some(checkpoint.size);
            verified.root = Some(checkpoint.root.to_string());
        }
        Ok(Err(error)) => verified.find("checkpoint", None, error.to_string()),
        Err(error) => verified.find("checkpoint", None, format!("it could not be read: {error}")),
    }
}
