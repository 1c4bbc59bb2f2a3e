//! `add`: documents into a case. Preserved first, then read, coded and linked; what cannot be read is kept and said.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Component, Path, PathBuf};

use bilan_ledger::{
    Act, Commit, Content, CountKey, Dep, Draft, Hash, Signer, Subject, Tool, ToolName, ToolVersion,
};
use bilan_model::{Account, Coding, Report, ReportHeader};
use bilan_reader::{Hint, LanguageBasis, Part, READER_VERSION, ReadDocument};
use serde::{Deserialize, Serialize};

use crate::Progress;
use crate::case::Case;
use crate::digest::sha256;
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::knowledge::{CODER_VERSION, Knowledge, NO_PACK};
use crate::records::{
    Acquisition, CoderVersion, CodingRecord, Failure, How, KnowledgeDigests, LinkedIncident, Links, Stated,
    Supersession, TextHeader, to_json,
};
use crate::state::{State, id_text};

/// Documents preserved in one append, at most.
const DOCUMENTS_AT_ONCE: usize = 64;
/// Bytes preserved in one append, about.
const BYTES_AT_ONCE: usize = 64 << 20;
/// Texts coded and appended at once, at most.
const TEXTS_AT_ONCE: usize = 256;
/// The largest document that is taken in.
const BYTES_MAX: u64 = 512 << 20;

/// The file of a folder that lists its reports with what is known of them.
const LISTING: &str = "reports.toml";

/// One document to add.
#[derive(Debug, Clone)]
pub struct Input {
    /// Where its bytes are.
    pub source: Source,
    /// What the person says of it.
    pub stated: Stated,
}

/// Where bytes are.
#[derive(Debug, Clone)]
pub enum Source {
    /// In a file.
    File(PathBuf),
    /// Here: they came on standard input.
    StandardInput(Vec<u8>),
}

/// What an addition did, document by document.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Additions {
    /// Each document in the order given; first those that an interrupted addition had left unread.
    pub documents: Vec<Added>,
    /// Incidents in the case now.
    pub incidents: usize,
    /// Entries in the log now.
    pub entries: u64,
}

/// One document and what became of it.
#[derive(Debug, Clone, Serialize)]
pub struct Added {
    /// From where.
    pub from: String,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What became of a document.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// It is in the case now, or would be.
    Added {
        /// Its reports, and lines that failed.
        parts: Vec<AddedPart>,
    },
    /// The same bytes were in the case already.
    Duplicate {
        /// The reports made of them.
        reports: Vec<String>,
    },
    /// The same bytes were in the case already, not coded for want of a language, and are coded now.
    CodedNow {
        /// The reports.
        reports: Vec<String>,
        /// The language that was stated.
        language: String,
    },
    /// It could not be opened, so nothing was preserved.
    Unopened {
        /// Why, in words.
        why: String,
    },
}

/// One report of a document, or why there is none.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case", tag = "result")]
pub enum AddedPart {
    /// A report.
    Report {
        /// Its id.
        report: String,
        /// Its title.
        title: Option<String>,
        /// Its language.
        language: Option<String>,
        /// When it was published.
        published: Option<jiff::civil::Date>,
        /// Incidents that it tells of.
        incidents: usize,
        /// Claims in it.
        claims: usize,
        /// There is no pack for its language: it was not coded.
        not_coded: bool,
        /// What a person must know of the reading.
        notes: Vec<String>,
    },
    /// No text.
    Unreadable {
        /// The line, in JSON lines.
        line: Option<usize>,
        /// Why, in words.
        why: String,
    },
}

impl Additions {
    /// Whether there were documents and none could be opened.
    pub fn opened_none(&self) -> bool {
        !self.documents.is_empty()
            && self.documents.iter().all(|added| matches!(added.outcome, Outcome::Unopened { .. }))
    }

    /// Whether some document or line gave no report.
    pub fn has_findings(&self) -> bool {
        self.documents.iter().any(|added| match &added.outcome {
            Outcome::Unopened { .. } => true,
            Outcome::Duplicate { .. } | Outcome::CodedNow { .. } => false,
            Outcome::Added { parts } => parts.iter().any(|part| matches!(part, AddedPart::Unreadable { .. })),
        })
    }
}

/// The documents of files and folders. A folder with a `reports.toml` gives what that lists, another all its files.
///
/// # Errors
/// When a folder cannot be listed, or a listing is not what it should be.
pub fn gather(paths: &[PathBuf], stated: &Stated) -> Result<Vec<Input>, Error> {
    let mut inputs = Vec::new();
    for path in paths {
        if path.join(LISTING).is_file() {
            inputs.extend(listed(path, stated)?);
            continue;
        }
        let mut files = Vec::new();
        // What cannot be opened is said in its turn, and the others go on.
        if fs::metadata(path).is_ok() {
            walk(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
        inputs.extend(
            files.into_iter().map(|file| Input { source: Source::File(file), stated: stated.clone() }),
        );
    }
    Ok(inputs)
}

/// The reports of a folder's listing; what the caller states goes before what the listing states.
fn listed(folder: &Path, stated: &Stated) -> Result<Vec<Input>, Error> {
    #[derive(Deserialize)]
    struct Listing {
        report: Vec<Entry>,
    }
    #[derive(Deserialize)]
    struct Entry {
        file: PathBuf,
        publisher: Option<String>,
        published: Option<jiff::civil::Date>,
        language: Option<String>,
        title: Option<String>,
    }
    let path = folder.join(LISTING);
    let text = fs::read_to_string(&path).map_err(|error| Error::reading(&path, &error))?;
    let listing: Listing = toml::from_str(&text).map_err(|error| {
        Error::new(
            ErrorKind::Failure,
            format!("the list of reports is not what it should be: {}", error.message()),
        )
        .at(path.display())
        .safe("Nothing was added.")
        .next("Correct the list, or give the files one by one.")
    })?;
    for entry in &listing.report {
        stays_inside(folder, &entry.file)?;
    }
    let input = |entry: Entry| Input {
        source: Source::File(folder.join(entry.file)),
        stated: Stated {
            published: stated.published.or(entry.published),
            publisher: stated.publisher.clone().or(entry.publisher),
            language: stated.language.clone().or(entry.language),
            title: stated.title.clone().or(entry.title),
        },
    };
    Ok(listing.report.into_iter().map(input).collect())
}

/// Refuses a listed file that lies outside its folder: a folder from a stranger must not reach into the computer.
fn stays_inside(folder: &Path, file: &Path) -> Result<(), Error> {
    let plain = file.components().all(|part| matches!(part, Component::Normal(_)));
    let inside = || match (folder.canonicalize(), folder.join(file).canonicalize()) {
        (Ok(folder), Ok(file)) => file.starts_with(folder),
        // A file that is not there is told when it is opened.
        _ => true,
    };
    if plain && inside() {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Failure, "the list of reports names a file outside its own folder")
        .at(file.display())
        .safe("Nothing was added, and the file was not opened.")
        .next("Ask where the folder came from. Copy the file into the folder if it belongs there."))
}

/// The files under a path, in order of name; hidden files and links inside a folder are passed over.
pub(crate) fn walk(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    let kind = fs::metadata(path).map_err(|error| Error::reading(path, &error))?;
    if !kind.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut inside = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| Error::reading(path, &error))? {
        let entry = entry.map_err(|error| Error::reading(path, &error))?;
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        if !is_link && !entry.file_name().to_string_lossy().starts_with('.') {
            inside.push(entry.path());
        }
    }
    inside.sort();
    inside.iter().try_for_each(|path| walk(path, files))
}

/// Adds documents to a case. `supersedes` names the report that the (one) document replaces.
///
/// # Errors
/// When the case refuses or a write fails; what was acknowledged before stays, and giving the same documents again
/// goes on where it stopped.
pub fn add(
    case: &mut Case,
    inputs: &[Input],
    supersedes: Option<&str>,
    env: &mut Env,
    knowledge: &Knowledge,
    progress: &mut dyn Progress,
) -> Result<Additions, Error> {
    let state = State::read(case)?;
    let old = supersedes.map(|id| replaced(&state, inputs, id)).transpose()?;
    let mut adder = Adder { kept: state.knowledge.keys().cloned().collect(), case, env, knowledge };
    let mut report = Additions::default();
    let unfinished = unfinished(adder.case, &state)?;
    if !unfinished.is_empty() {
        report.documents.extend(adder.process(&unfinished, None, progress)?);
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut batch = Batch::default();
    for (done, input) in inputs.iter().enumerate() {
        progress.at("documents", done, inputs.len());
        let from = origin(input);
        let at = report.documents.len();
        match take(input) {
            Err(why) => report.documents.push(Added { from, outcome: Outcome::Unopened { why } }),
            Ok(bytes) => {
                let digest = sha256(&bytes);
                if let Some(outcome) = adder.code_known(&state, &digest, &input.stated)? {
                    report.documents.push(Added { from, outcome });
                } else if let Some(reports) = known(&state, &digest) {
                    report.documents.push(Added { from, outcome: Outcome::Duplicate { reports } });
                } else if seen.contains_key(&digest) {
                    report
                        .documents
                        .push(Added { from, outcome: Outcome::Duplicate { reports: Vec::new() } });
                } else {
                    seen.insert(digest.clone(), at);
                    let empty = Outcome::Added { parts: Vec::new() };
                    report.documents.push(Added { from, outcome: empty });
                    batch.push(at, input, bytes, digest);
                }
            }
        }
        if batch.is_full() {
            adder.finish(std::mem::take(&mut batch), old.as_ref(), &mut report, progress)?;
        }
    }
    adder.finish(batch, old.as_ref(), &mut report, progress)?;
    progress.at("documents", inputs.len(), inputs.len());
    fill_duplicates(&mut report, inputs, &seen);
    report.incidents = adder.link(&state)?;
    report.entries = adder.case.ledger().size();
    Ok(report)
}

/// What an addition would do; nothing is written.
///
/// # Errors
/// When the case cannot be read.
pub fn preview(case: &Case, inputs: &[Input], knowledge: &Knowledge) -> Result<Additions, Error> {
    let state = State::read(case)?;
    let mut seen = BTreeSet::new();
    let mut report = Additions { entries: case.ledger().size(), ..Additions::default() };
    for input in inputs {
        let outcome = match take(input) {
            Err(why) => Outcome::Unopened { why },
            Ok(bytes) => {
                let digest = sha256(&bytes);
                match known(&state, &digest) {
                    Some(reports) => Outcome::Duplicate { reports },
                    None if !seen.insert(digest) => Outcome::Duplicate { reports: Vec::new() },
                    None => {
                        Outcome::Added { parts: previewed(&origin(input), &bytes, &input.stated, knowledge)? }
                    }
                }
            }
        };
        report.documents.push(Added { from: origin(input), outcome });
    }
    report.incidents = state.incidents().len();
    Ok(report)
}

fn previewed(
    from: &str,
    bytes: &[u8],
    stated: &Stated,
    knowledge: &Knowledge,
) -> Result<Vec<AddedPart>, Error> {
    let parts = read_parts(from, bytes).into_iter();
    parts
        .map(|part| match Text::of(part, stated, knowledge) {
            Ok(text) => {
                let coding = knowledge.code(&text.report(""))?;
                Ok(text.added("", &coding))
            }
            Err(failed) => Ok(failed),
        })
        .collect()
}

/// The report that is to be replaced, which only one document can do.
fn replaced(state: &State, inputs: &[Input], id: &str) -> Result<(String, Hash), Error> {
    let usage = |what: &str, next: &str| {
        Err(Error::new(ErrorKind::Usage, what).safe("Nothing was added.").next(next))
    };
    if inputs.len() != 1 {
        return usage("only one document can replace a report", "Give one file, or leave out --supersedes.");
    }
    let mut found = state.reports.iter().filter(|report| report.id.starts_with(id));
    match (found.next(), found.next()) {
        (Some(report), None) => Ok((report.id.clone(), report.text_leaf)),
        (None, _) => usage(
            &format!("there is no report \"{id}\" in the case"),
            "`bilan list CASE reports` shows their ids.",
        ),
        (Some(_), Some(_)) => {
            usage(&format!("several reports begin with \"{id}\""), "Give more digits of the id.")
        }
    }
}

/// Where a document comes from, as records and messages say it.
fn origin(input: &Input) -> String {
    match &input.source {
        Source::File(path) => path.display().to_string(),
        Source::StandardInput(_) => "standard input".to_owned(),
    }
}

/// The bytes of a document, or in words why they cannot be had.
fn take(input: &Input) -> Result<Vec<u8>, String> {
    let path = match &input.source {
        Source::StandardInput(bytes) => return Ok(bytes.clone()),
        Source::File(path) => path,
    };
    let open = || -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        fs::File::open(path)?.take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    match open() {
        Ok(bytes) if bytes.len() as u64 > BYTES_MAX => Err(
            "it is larger than 512 MiB. It was not taken in. Split it into smaller documents and add those."
                .to_owned(),
        ),
        Ok(bytes) => Ok(bytes),
        Err(error) => {
            let told = Error::reading(path, &error);
            Err(format!("{}. It was not taken in. {}", told.what, told.next.unwrap_or_default()))
        }
    }
}

/// The reports made of bytes that the case has; none where they were never read to the end.
fn known(state: &State, digest: &str) -> Option<Vec<String>> {
    let item = state.with_bytes(digest)?;
    Some(state.reports_of(&item.id).map(|report| report.id.clone()).collect())
}

/// Gives later copies in one addition the reports of the first.
fn fill_duplicates(report: &mut Additions, inputs: &[Input], seen: &BTreeMap<String, usize>) {
    let first_at = report.documents.len() - inputs.len();
    for (index, input) in inputs.iter().enumerate() {
        let at = first_at + index;
        if !matches!(&report.documents[at].outcome, Outcome::Duplicate { reports } if reports.is_empty()) {
            continue;
        }
        let first = take(input).ok().and_then(|bytes| seen.get(&sha256(&bytes)).copied());
        if let Some(Outcome::Added { parts }) = first.map(|first| report.documents[first].outcome.clone()) {
            let ids = parts.into_iter().filter_map(|part| match part {
                AddedPart::Report { report, .. } => Some(report),
                AddedPart::Unreadable { .. } => None,
            });
            report.documents[at].outcome = Outcome::Duplicate { reports: ids.collect() };
        }
    }
}

/// Documents waiting to be preserved together.
#[derive(Default)]
struct Batch {
    waiting: Vec<Waiting>,
    bytes: usize,
}

struct Waiting {
    at: usize,
    from: String,
    how: How,
    stated: Stated,
    bytes: Vec<u8>,
    digest: String,
}

impl Batch {
    fn push(&mut self, at: usize, input: &Input, bytes: Vec<u8>, digest: String) {
        let how = match input.source {
            Source::File(_) => How::File,
            Source::StandardInput(_) => How::StandardInput,
        };
        self.bytes += bytes.len();
        self.waiting.push(Waiting {
            at,
            from: origin(input),
            how,
            stated: input.stated.clone(),
            bytes,
            digest,
        });
    }

    fn is_full(&self) -> bool {
        self.waiting.len() >= DOCUMENTS_AT_ONCE || self.bytes >= BYTES_AT_ONCE
    }
}

/// A preserved document that is to be read.
struct Preserved {
    subject: Subject,
    original: Commit,
    leaf: Hash,
    from: String,
    stated: Stated,
    bytes: Vec<u8>,
}

/// Documents whose addition was interrupted after they were preserved.
fn unfinished(case: &Case, state: &State) -> Result<Vec<Preserved>, Error> {
    let waiting = state.items.iter().filter(|item| !item.read);
    let of = |item: &crate::state::Item| {
        let (Some(original), Some(leaf)) = (item.original, item.original_leaf) else { return Ok(None) };
        Ok(Some(Preserved {
            subject: item.subject,
            original,
            leaf,
            from: item.acquisition.from.clone(),
            stated: item.acquisition.stated.clone(),
            bytes: case.read(original)?,
        }))
    };
    waiting.filter_map(|item| of(item).transpose()).collect()
}

/// The case with what an addition needs.
struct Adder<'a> {
    case: &'a mut Case,
    env: &'a mut Env,
    knowledge: &'a Knowledge,
    /// Digests of the knowledge that the case's vault has.
    kept: BTreeSet<String>,
}

impl Adder<'_> {
    /// Preserves a batch, then reads and codes it.
    fn finish(
        &mut self,
        batch: Batch,
        old: Option<&(String, Hash)>,
        report: &mut Additions,
        progress: &mut dyn Progress,
    ) -> Result<(), Error> {
        if batch.waiting.is_empty() {
            return Ok(());
        }
        let places: Vec<usize> = batch.waiting.iter().map(|waiting| waiting.at).collect();
        let preserved = self.preserve(batch)?;
        for (at, added) in places.into_iter().zip(self.process(&preserved, old, progress)?) {
            report.documents[at] = added;
        }
        Ok(())
    }

    /// Original bytes and acquisition records into the vault, before anything else.
    fn preserve(&mut self, batch: Batch) -> Result<Vec<Preserved>, Error> {
        let mut drafts = Vec::new();
        let mut preserved = Vec::new();
        for waiting in batch.waiting {
            let subject = Subject::Id(self.env.bytes());
            let record = Acquisition {
                format: "bilan-acquisition/1".to_owned(),
                member: self.env.member.clone(),
                device: self.env.device.clone(),
                when: self.env.now_text(),
                how: waiting.how,
                from: waiting.from.clone(),
                bytes: waiting.bytes.len(),
                sha256: waiting.digest,
                stated: waiting.stated.clone(),
            };
            let ingest = self.draft(Act::Ingest, Signer::Member, subject, to_json(&record));
            drafts.push(ingest);
            let original = self.draft(Act::Original, Signer::Member, subject, waiting.bytes.clone());
            let commit = original.content.commit().expect("an original has content");
            drafts.push(original.dep(Dep::InBatch(drafts.len() - 1)));
            preserved.push((subject, commit, waiting.from, waiting.stated, waiting.bytes));
        }
        let receipts = self.case.append(&drafts)?;
        let leaves = receipts.iter().skip(1).step_by(2).map(|receipt| receipt.leaf);
        let with_leaf = |((subject, original, from, stated, bytes), leaf)| Preserved {
            subject,
            original,
            leaf,
            from,
            stated,
            bytes,
        };
        Ok(preserved.into_iter().zip(leaves).map(with_leaf).collect())
    }

    fn draft(&mut self, act: Act, signer: Signer, subject: Subject, bytes: Vec<u8>) -> Draft {
        let salt = self.env.salt();
        Draft::new(act, signer, subject, self.env.claimed_time()).content(Content::new(salt, bytes))
    }

    /// Reads and codes preserved documents.
    fn process(
        &mut self,
        preserved: &[Preserved],
        old: Option<&(String, Hash)>,
        progress: &mut dyn Progress,
    ) -> Result<Vec<Added>, Error> {
        let threads = self.env.threads;
        let read =
            crate::parallel::map(preserved, threads, |document| read_parts(&document.from, &document.bytes));
        let mut added = Vec::new();
        let mut texts = Vec::new();
        for (at, (document, parts)) in preserved.iter().zip(read).enumerate() {
            let parts = parts
                .into_iter()
                .map(|part| Text::of(part, &document.stated, self.knowledge))
                .collect::<Vec<_>>();
            added.push(Added { from: document.from.clone(), outcome: Outcome::Added { parts: Vec::new() } });
            texts.extend(parts.into_iter().map(|part| (at, part)));
        }
        let mut rest = texts.as_slice();
        while !rest.is_empty() {
            let (now, later) = rest.split_at(TEXTS_AT_ONCE.min(rest.len()));
            for (at, part) in self.code_and_append(preserved, now, old)? {
                if let Outcome::Added { parts } = &mut added[at].outcome {
                    parts.push(part);
                }
            }
            rest = later;
            progress.at("reports", texts.len() - rest.len(), texts.len());
        }
        Ok(added)
    }

    fn code_and_append(
        &mut self,
        preserved: &[Preserved],
        texts: &[(usize, Result<Text, AddedPart>)],
        old: Option<&(String, Hash)>,
    ) -> Result<Vec<(usize, AddedPart)>, Error> {
        let named: Vec<_> = texts
            .iter()
            .map(|(at, text)| {
                let report = text.as_ref().ok().map(|text| {
                    let id: [u8; 16] = self.env.bytes();
                    (id, text.report(&id_text(id)))
                });
                (*at, text, report)
            })
            .collect();
        let knowledge = self.knowledge;
        let codings = crate::parallel::map(&named, self.env.threads, |(_, _, report)| {
            report.as_ref().map(|(_, report)| knowledge.code(report))
        });
        let mut drafts = Vec::new();
        let mut added = Vec::new();
        for ((at, text, report), coding) in named.into_iter().zip(codings) {
            let document = &preserved[at];
            match (text, report, coding) {
                (Ok(text), Some((id, report)), Some(Ok(coding))) => {
                    added.push((at, text.added(&report.header.doc, &coding)));
                    self.report_drafts(&mut drafts, document, text, id, &coding, old);
                }
                (Ok(_), _, Some(Err(error))) => {
                    let why = format!("{}. The original is kept.", error.what);
                    drafts.push(self.failure(document, None, None, &why));
                    added.push((at, AddedPart::Unreadable { line: None, why }));
                }
                (Err(AddedPart::Unreadable { line, why }), _, _) => {
                    drafts.push(self.failure(document, *line, None, why));
                    added.push((at, AddedPart::Unreadable { line: *line, why: why.clone() }));
                }
                (Ok(_) | Err(_), _, _) => {}
            }
        }
        self.case.append(&drafts)?;
        Ok(added)
    }

    /// Codes the reports of known bytes that were not coded for want of a language, where one is stated now.
    fn code_known(&mut self, state: &State, digest: &str, stated: &Stated) -> Result<Option<Outcome>, Error> {
        let knowledge = self.knowledge;
        let Some(language) = stated.language.as_deref() else { return Ok(None) };
        let (Some(item), Some(_)) = (state.with_bytes(digest), knowledge.pack(language)?) else {
            return Ok(None);
        };
        let mut drafts = Vec::new();
        let mut reports = Vec::new();
        for known in state.reports_of(&item.id).filter(|report| !report.is_coded()) {
            let header = ReportHeader { language: Some(language.to_owned()), ..known.header() };
            let coding = knowledge.code(&Report { header, text: known.read_text(self.case)? })?;
            let derived = Dep::Leaf(known.text_leaf);
            self.coding_drafts(
                &mut drafts,
                known.subject,
                known.text_commit,
                Some(language),
                &coding,
                derived,
            );
            reports.push(known.id.clone());
        }
        self.case.append(&drafts)?;
        let language = language.to_owned();
        Ok((!reports.is_empty()).then_some(Outcome::CodedNow { reports, language }))
    }

    fn failure(
        &mut self,
        document: &Preserved,
        line: Option<usize>,
        doc: Option<String>,
        why: &str,
    ) -> Draft {
        let record = Failure {
            format: "bilan-extraction-failed/1".to_owned(),
            parent: document.original.to_string(),
            line,
            doc,
            why: why.to_owned(),
            reader_version: READER_VERSION.to_owned(),
        };
        let signer = machine(ToolName::Reader, READER_VERSION);
        self.draft(Act::ExtractionFailed, signer, document.subject, to_json(&record))
            .dep(Dep::Leaf(document.leaf))
    }

    /// Text, coding and, where it replaces a report, that it does.
    fn report_drafts(
        &mut self,
        drafts: &mut Vec<Draft>,
        document: &Preserved,
        text: &Text,
        id: [u8; 16],
        coding: &Coding,
        old: Option<&(String, Hash)>,
    ) {
        let subject = Subject::Id(id);
        let object = text.header(&id_text(id), document.original).with_text(&text.document.text);
        let derive = self.draft(Act::Derive, machine(ToolName::Reader, READER_VERSION), subject, object);
        let commit = derive.content.commit().expect("a text has content");
        drafts.push(derive.dep(Dep::Leaf(document.leaf)));
        let derived = Dep::InBatch(drafts.len() - 1);

        self.coding_drafts(drafts, subject, commit, text.language.as_deref(), coding, derived);
        if let Some((old, leaf)) = old {
            let record =
                Supersession { format: "bilan-supersede/1".to_owned(), old: old.clone(), new: id_text(id) };
            let draft = self.draft(Act::Supersede, Signer::Member, subject, to_json(&record));
            drafts.push(draft.dep(derived).dep(Dep::Leaf(*leaf)));
        }
    }

    /// A coding, after what it rests on.
    fn coding_drafts(
        &mut self,
        drafts: &mut Vec<Draft>,
        subject: Subject,
        text: Commit,
        language: Option<&str>,
        coding: &Coding,
        derived: Dep,
    ) {
        let knowledge = self.keep_knowledge(drafts, language);
        let record = CodingRecord {
            format: "bilan-coding/1".to_owned(),
            text: text.to_string(),
            language: language.map(str::to_owned),
            coder: CoderVersion { version: CODER_VERSION.to_owned() },
            knowledge,
            coding: coding.clone(),
        };
        let claims: usize = coding.incidents.iter().map(Account::claim_count).sum();
        let draft = self
            .draft(Act::Coding, machine(ToolName::Coder, CODER_VERSION), subject, to_json(&record))
            .dep(derived)
            .count(CountKey::Accounts, coding.incidents.len() as u64)
            .count(CountKey::Claims, claims as u64)
            .count(CountKey::Doubts, coding.doubts.len() as u64);
        drafts.push(draft);
    }

    /// Digests of what a coding in `language` rests on; bytes that the vault does not have go there.
    fn keep_knowledge(&mut self, drafts: &mut Vec<Draft>, language: Option<&str>) -> KnowledgeDigests {
        let digests = KnowledgeDigests {
            pack: language.and_then(|language| self.knowledge.pack_digest(language)).map(str::to_owned),
            codebook: self.knowledge.codebook_digest().to_owned(),
            gazetteer: self.knowledge.gazetteer_digest().to_owned(),
        };
        let used = digests.pack.iter().chain([&digests.codebook, &digests.gazetteer]);
        let used = used.filter(|_| digests.pack.is_some());
        for digest in used {
            if self.kept.insert(digest.clone())
                && let Some(bundle) = self.knowledge.bundle(digest)
            {
                let subject = Subject::Id(self.env.bytes());
                let signer = machine(ToolName::Casework, env!("CARGO_PKG_VERSION"));
                let draft = self.draft(Act::Knowledge, signer, subject, bundle.to_bytes());
                drafts.push(draft);
            }
        }
        digests
    }

    /// Links all accounts of the case anew and records the result where it is another than before.
    fn link(&mut self, before: &State) -> Result<usize, Error> {
        let state = State::read(self.case)?;
        let links = links(&state);
        let bytes = to_json(&links);
        let known = before.links.map(|commit| self.case.read(commit)).transpose()?;
        if !links.incidents.is_empty() && known.as_deref() != Some(&bytes[..]) {
            let accounts: usize = links.incidents.iter().map(|incident| incident.accounts.len()).sum();
            let subject = Subject::from(self.case.ledger().case_id());
            let draft = self
                .draft(Act::Link, machine(ToolName::Linker, env!("CARGO_PKG_VERSION")), subject, bytes)
                .count(CountKey::Incidents, links.incidents.len() as u64)
                .count(CountKey::Accounts, accounts as u64);
            self.case.append(&[draft])?;
        }
        Ok(links.incidents.len())
    }
}

/// Which accounts of the case are one incident.
pub(crate) fn links(state: &State) -> Links {
    let incidents = state.incidents().into_iter().map(|incident| LinkedIncident {
        id: incident.id,
        accounts: incident.accounts.into_iter().map(|entry| (entry.report.doc, entry.account.id)).collect(),
    });
    Links { format: "bilan-links/1".to_owned(), incidents: incidents.collect() }
}

fn machine(name: ToolName, version: &str) -> Signer {
    let version = ToolVersion::parse(version).expect("versions are made of letters, digits, dots and plus");
    Signer::Machine(Tool { name, version })
}

/// The documents in bytes; what cannot be read is said in its place. A reader that stops is such a case.
fn read_parts(from: &str, bytes: &[u8]) -> Vec<Result<Part, String>> {
    let hint = Hint { file_name: Some(from), format: None };
    match catch_unwind(AssertUnwindSafe(|| bilan_reader::read(bytes, &hint))) {
        Ok(Ok(parts)) => parts.into_iter().map(Ok).collect(),
        Ok(Err(error)) => vec![Err(error.to_string())],
        Err(_) => vec![Err(
            "the reader stopped on this document, which is a mistake in bilan: please report it. The \
                            original stays as it was received."
                .to_owned(),
        )],
    }
}

/// A text that was read, with what is stated of it.
struct Text {
    document: ReadDocument,
    line: Option<usize>,
    doc: Option<String>,
    stated: Stated,
    language: Option<String>,
}

impl Text {
    fn of(part: Result<Part, String>, stated: &Stated, knowledge: &Knowledge) -> Result<Self, AddedPart> {
        let part = part.map_err(|why| AddedPart::Unreadable { line: None, why })?;
        match part.outcome {
            Ok(document) => {
                let found = document.language.as_ref().map(|language| language.tag.clone());
                let language =
                    stated.language.clone().or(found).or_else(|| knowledge.familiar(&document.text));
                Ok(Self { document, line: part.line, doc: part.doc, stated: stated.clone(), language })
            }
            Err(error) => Err(AddedPart::Unreadable { line: part.line, why: error.to_string() }),
        }
    }

    fn report(&self, doc: &str) -> Report {
        let header = ReportHeader {
            doc: doc.to_owned(),
            language: self.language.clone(),
            title: self.stated.title.clone().or_else(|| self.document.title.clone()),
            publisher: self.stated.publisher.clone().or_else(|| self.document.publisher.clone()),
            published: self.stated.published.or(self.document.published),
        };
        Report { header, text: self.document.text.clone() }
    }

    fn header(&self, report: &str, parent: Commit) -> TextHeader {
        let known = self.report(report).header;
        let guessed = self.stated.language.is_none()
            && self
                .document
                .language
                .as_ref()
                .is_some_and(|language| language.basis == LanguageBasis::Guessed);
        TextHeader {
            format: "bilan-text/1".to_owned(),
            report: report.to_owned(),
            parent: parent.to_string(),
            line: self.line,
            doc: self.doc.clone(),
            reader: self.document.reader.to_owned(),
            reader_version: READER_VERSION.to_owned(),
            encoding: self.document.encoding.to_owned(),
            title: known.title,
            publisher: known.publisher,
            byline: self.document.byline.clone(),
            published: known.published,
            language: known.language,
            language_guessed: guessed,
            notes: self.document.notes.iter().map(ToString::to_string).collect(),
        }
    }

    fn added(&self, report: &str, coding: &Coding) -> AddedPart {
        let header = self.report(report).header;
        let notes = self.document.notes.iter().filter(|note| note.asks_for_a_look());
        AddedPart::Report {
            report: report.to_owned(),
            title: header.title,
            language: header.language,
            published: header.published,
            incidents: coding.incidents.len(),
            claims: coding.incidents.iter().map(Account::claim_count).sum(),
            not_coded: coding.doubts.iter().any(|doubt| doubt.what == NO_PACK),
            notes: notes.map(ToString::to_string).collect(),
        }
    }
}
