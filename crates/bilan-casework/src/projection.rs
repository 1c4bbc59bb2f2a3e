//! The projection of a case (`store.sqlite`): what its ledger says, kept for quick reading; never the truth.

use std::collections::BTreeMap;
use std::path::PathBuf;

use bilan_ledger::{Act, Commit, Subject, ToolName};
use bilan_store::{
    AccountRow, ClaimRow, DecisionRow, DocumentRow, Filter, Head, IncidentRow, Key, Page, ReportRow,
    SourceRow, Store, StoreError, TodoRow, Writer,
};
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::digest::sha256_bytes;
use crate::drafter::{draft, machine};
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::records::to_json;
use crate::state::{Decided, Item, Kept, KeptPicture, ReportState, State};
use crate::tally::every_claim;
use crate::todo::todo;
use crate::{list, message};

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
        let caught_up = kept.clone().caught_up(case)?;
        // Whoever reads next makes it again if this fails.
        let _ = update(&mut store, case, &kept, &caught_up);
        return Ok(caught_up);
    }
    let state = State::read(case)?;
    // A projection that is ahead belongs to a process that is at work on the case now.
    if !is_ahead(case) {
        let _ = write(case, &state, None);
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
        None => write(case, &State::read(case)?, None).map_err(|error| error.told(case)),
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
    let store = write(case, &State::read(case)?, None).map_err(|error| error.told(case))?;
    question(&store).map_err(|error| store_error(case, &error))
}

/// Makes the projection anew from the ledger, and records its digest there unless the ledger holds it already.
///
/// # Errors
/// When the ledger is not what it was, or the store cannot be written.
pub fn rebuild(case: &mut Case, env: &mut Env) -> Result<Rebuilt, Error> {
    let state = State::read(case)?;
    let recorded = recorded(case)?;
    let mut store = write(case, &state, None).map_err(|error| error.told(case))?;
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

/// Brings the projection up to date and records its digest in the ledger, where it is not there already.
pub(crate) fn seal(case: &mut Case, env: &mut Env) -> Result<(), Error> {
    if case.is_rehearsal() {
        return Ok(());
    }
    state(case)?;
    let Ok(mut store) = Store::open(&path(case), &key(case)) else { return Ok(()) };
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
    let store = Store::open(&path(case), &key(case)).ok()?;
    let head = store.head().ok()?;
    let ledger = case.ledger();
    let follows = head.case == ledger.case_id().to_string()
        && ledger.root_at(head.log_size).map(|root| root.to_string()) == Some(head.log_root.clone());
    // A digest stands in the head only where the ledger's last entry for that head says the same.
    let vouched = head.digest.as_ref().is_none_or(|digest| vouched(case, head.log_size, digest));
    if !follows || !vouched {
        return None;
    }
    let state = load(&store, head.log_size).ok()?;
    Some((store, state))
}

/// Whether the last entry of a log of this size records this digest.
fn vouched(case: &Case, size: u64, digest: &str) -> bool {
    let entry = size.checked_sub(1).and_then(|seq| case.ledger().entry(seq).ok());
    let record = entry
        .filter(|sealed| sealed.entry.act == Act::ProjectionDigest)
        .and_then(|sealed| crate::state::parse::<ProjectionRecord>(case, sealed.entry.commit?).ok());
    record.is_some_and(|record| record.digest == digest)
}

fn head_is(case: &Case, store: &Store) -> bool {
    let root = case.ledger().checkpoint().root.to_string();
    store.head().is_ok_and(|head| head.log_size == case.ledger().size() && head.log_root == root)
}

fn path(case: &Case) -> PathBuf {
    case.folder().join(STORE_FILE)
}

/// No secret: it makes every page carry a keyed digest, so that a changed bit is noticed where it is read.
fn key(case: &Case) -> Key {
    let id = case.ledger().case_id().to_string();
    Key(sha256_bytes(format!("bilan-store-key/1\n{id}\n").as_bytes()))
}

fn head(case: &Case, digest: Option<String>) -> Head {
    let checkpoint = case.ledger().checkpoint();
    Head {
        case: case.ledger().case_id().to_string(),
        log_size: checkpoint.size,
        log_root: checkpoint.root.to_string(),
        digest,
    }
}

/// Why a projection could not be written.
enum Failed {
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
    fn told(self, case: &Case) -> Error {
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
fn write(case: &Case, state: &State, digest: Option<String>) -> Result<Store, Failed> {
    Store::rebuild(&path(case), &key(case), &head(case, digest), |writer| write_all(writer, case, state))
}

fn write_all(writer: &mut Writer<'_>, case: &Case, state: &State) -> Result<(), Failed> {
    for (ord, item) in state.items.iter().enumerate() {
        writer.put_document(&document_row(ord, item))?;
    }
    for (ord, report) in state.reports.iter().enumerate() {
        let text = report.read_text(case)?;
        writer.put_report(&report_row(ord, report), Some(&text))?;
    }
    for decided in &state.decisions {
        writer.put_decision(&decision_row(decided))?;
    }
    Derived::of(state).put(writer, &Derived::default())?;
    put_rest(writer, state)
}

/// Writes what has changed from one state to a later one.
fn update(store: &mut Store, case: &Case, before: &State, after: &State) -> Result<(), Failed> {
    store.update(&head(case, None), |writer| {
        for (ord, item) in after.items.iter().enumerate() {
            if before.items.get(ord) != Some(item) {
                writer.put_document(&document_row(ord, item))?;
            }
        }
        for (ord, report) in after.reports.iter().enumerate() {
            match before.reports.get(ord) {
                Some(known) if known == report => {}
                Some(_) => writer.put_report(&report_row(ord, report), None)?,
                None => writer.put_report(&report_row(ord, report), Some(&report.read_text(case)?))?,
            }
        }
        for (ord, decided) in after.decisions.iter().enumerate() {
            if before.decisions.get(ord) != Some(decided) {
                writer.put_decision(&decision_row(decided))?;
            }
        }
        Derived::of(after).put(writer, &Derived::of(before))?;
        put_rest(writer, after)
    })
}

fn document_row(ord: usize, item: &Item) -> DocumentRow {
    DocumentRow { id: item.id.clone(), ord: ord as u64, record: json(item) }
}

fn report_row(ord: usize, report: &ReportState) -> ReportRow {
    let header = report.header();
    let incidents = report.coding().map_or(0, |coding| coding.incidents.len());
    let claims: usize = report
        .coding()
        .map_or(0, |coding| coding.incidents.iter().map(bilan_model::Account::claim_count).sum());
    ReportRow {
        id: report.id.clone(),
        ord: ord as u64,
        document: report.item.clone(),
        title: header.title,
        publisher: header.publisher,
        published: header.published.map(|day| day.to_string()),
        language: header.language,
        kind: report.text.reader.clone(),
        standing: code_of(&list::standing(report)),
        incidents: small(incidents),
        claims: small(claims),
        superseded_by: report.superseded_by.clone(),
        text_commit: Some(report.text_commit.to_string()),
        record: json(report),
    }
}

fn decision_row(decided: &Decided) -> DecisionRow {
    DecisionRow {
        seq: decided.seq,
        act: decided.record.decision.name().to_owned(),
        subject: String::new(),
        record: json(decided),
        undone_by: decided.undone_by,
    }
}

fn put_rest(writer: &mut Writer<'_>, state: &State) -> Result<(), Failed> {
    let knowledge: BTreeMap<&str, String> =
        state.knowledge.iter().map(|(digest, commit)| (digest.as_str(), commit.to_string())).collect();
    let links = state.links.map(|(seq, commit)| (seq, commit.to_string()));
    writer.put_blob("knowledge", &to_json(&knowledge))?;
    writer.put_blob("links", &to_json(&links))?;
    writer.put_blob("picture", &to_json(&state.picture().kept()))?;
    Ok(())
}

/// The rows that follow from the picture, by their keys.
#[derive(Default)]
struct Derived {
    incidents: BTreeMap<String, IncidentRow>,
    accounts: BTreeMap<(String, String), AccountRow>,
    claims: BTreeMap<String, ClaimRow>,
    sources: BTreeMap<(String, String, String), SourceRow>,
    todo: Vec<TodoRow>,
}

impl Derived {
    fn of(state: &State) -> Self {
        let picture = state.picture();
        let mut derived = Self::default();
        let policy = every_claim();
        let basis = picture.basis(&policy);
        for (ord, incident) in picture.incidents.iter().enumerate() {
            let day = |day: jiff::civil::Date| day.to_string();
            let place = std::iter::once(&incident.place.name).chain(&incident.place.admin);
            let place: Vec<&str> = place.map(String::as_str).filter(|name| !name.is_empty()).collect();
            let claims: usize = incident.accounts.iter().map(|entry| entry.account.claim_count()).sum();
            let row = IncidentRow {
                id: incident.id.clone(),
                ord: ord as u64,
                earliest: incident.date.map(|date| day(date.earliest())),
                latest: incident.date.map(|date| day(date.latest())),
                place: (!place.is_empty()).then(|| place.join(", ")),
                country: (!incident.place.country.is_empty()).then(|| incident.place.country.clone()),
                grade: code_of(&basis.grade(incident).0),
                reports: small(incident.accounts.len()),
                claims: small(claims),
                tolls: json(&basis.tolls(incident)),
                record: json(&picture.placed.get(&incident.id)),
            };
            derived.incidents.insert(incident.id.clone(), row);
            for entry in &incident.accounts {
                let row = AccountRow {
                    report: entry.report.doc.clone(),
                    account: entry.account.id.clone(),
                    incident: Some(incident.id.clone()),
                };
                derived.accounts.insert((row.report.clone(), row.account.clone()), row);
            }
        }
        derived.claims(state);
        for source in list::sources(state) {
            let row = SourceRow {
                name: source.source.clone(),
                publisher: source.publisher.clone().unwrap_or_default(),
                report: source.report.clone(),
                claims: small(source.claims),
                incidents: json(&source.incidents),
                record: json(&source.set),
            };
            derived.sources.insert((row.name.clone(), row.publisher.clone(), row.report.clone()), row);
        }
        let todo = todo(state).into_iter().enumerate().map(|(ord, todo)| TodoRow {
            ord: ord as u64,
            kind: code_of(&todo.kind),
            subject: todo.id.clone(),
            record: json(&todo),
        });
        derived.todo = todo.collect();
        derived
    }

    fn claims(&mut self, state: &State) {
        let told = &state.picture().told;
        let languages: BTreeMap<&str, Option<&String>> =
            told.iter().map(|told| (told.header.doc.as_str(), told.header.language.as_ref())).collect();
        let spans: BTreeMap<String, bilan_model::Span> = told
            .iter()
            .flat_map(|told| &told.accounts)
            .flat_map(bilan_model::Account::claims)
            .map(|claim| (claim.id().as_str().to_owned(), claim.span()))
            .collect();
        for (ord, claim) in list::claims(state).into_iter().enumerate() {
            let span = spans.get(&claim.id);
            let row = ClaimRow {
                ord: ord as u64,
                kind: claim.kind.to_owned(),
                incident: (!claim.incident.is_empty()).then(|| claim.incident.clone()),
                language: languages.get(claim.report.as_str()).copied().flatten().cloned(),
                says: claim.says,
                source: Some(claim.source),
                quote: claim.quote,
                span_start: span.map(|span| span.start() as u64),
                span_end: span.map(|span| span.end() as u64),
                verdict: claim.verdict.map(|verdict| code_of(&verdict)),
                record: String::new(),
                report: claim.report,
                id: claim.id.clone(),
            };
            self.claims.insert(claim.id, row);
        }
    }

    /// Writes what is other than it was; what is gone goes.
    fn put(&self, writer: &mut Writer<'_>, before: &Self) -> Result<(), Failed> {
        changes(&before.incidents, &self.incidents, |id, row| match row {
            Some(row) => writer.put_incident(row),
            None => writer.remove_incident(id),
        })?;
        changes(&before.accounts, &self.accounts, |(report, account), row| match row {
            Some(row) => writer.put_account(row),
            None => writer.remove_account(report, account),
        })?;
        changes(&before.claims, &self.claims, |id, row| match row {
            Some(row) => writer.put_claim(row),
            None => writer.remove_claim(id),
        })?;
        changes(&before.sources, &self.sources, |(name, publisher, report), row| match row {
            Some(row) => writer.put_source(row),
            None => writer.remove_source(name, publisher, report),
        })?;
        if before.todo != self.todo {
            writer.clear(bilan_store::Table::Todo)?;
            for row in &self.todo {
                writer.put_todo(row)?;
            }
        }
        Ok(())
    }
}

/// Calls `put` with each row that is new or changed, and with `None` for each that is gone.
fn changes<K: Ord, R: PartialEq>(
    before: &BTreeMap<K, R>,
    after: &BTreeMap<K, R>,
    mut put: impl FnMut(&K, Option<&R>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    for key in before.keys().filter(|key| !after.contains_key(key)) {
        put(key, None)?;
    }
    for (key, row) in after {
        if before.get(key) != Some(row) {
            put(key, Some(row))?;
        }
    }
    Ok(())
}

/// The state that a store keeps.
fn load(store: &Store, size: u64) -> Result<State, Failed> {
    let items = store.documents(&Filter::default(), Page::ALL)?.rows;
    let reports = store.reports(&Filter::default(), Page::ALL)?.rows;
    let decisions = store.decisions(None, Page::ALL)?.rows;
    let blob = |key: &str| -> Result<Vec<u8>, Failed> { Ok(store.blob(key)?.unwrap_or_default()) };
    let knowledge: BTreeMap<String, String> = parsed(&blob("knowledge")?)?;
    let links: Option<(u64, String)> = parsed(&blob("links")?)?;
    let picture: KeptPicture = parsed(&blob("picture")?)?;
    let commit = |text: &str| Commit::from_hex(text).ok_or_else(unreadable);
    Ok(State::restored(Kept {
        items: items.iter().map(|row| parsed(row.record.as_bytes())).collect::<Result<_, _>>()?,
        reports: reports.iter().map(|row| parsed(row.record.as_bytes())).collect::<Result<_, _>>()?,
        decisions: decisions.iter().map(|row| parsed(row.record.as_bytes())).collect::<Result<_, _>>()?,
        knowledge: knowledge
            .into_iter()
            .map(|(digest, text)| Ok((digest, commit(&text)?)))
            .collect::<Result<_, Failed>>()?,
        links: links.map(|(seq, text)| Ok::<_, Failed>((seq, commit(&text)?))).transpose()?,
        size,
        picture,
    }))
}

fn parsed<T: for<'d> Deserialize<'d>>(bytes: &[u8]) -> Result<T, Failed> {
    serde_json::from_slice(bytes).map_err(|_| unreadable())
}

fn unreadable() -> Failed {
    Failed::Casework(Error::new(
        ErrorKind::Failure,
        "a row of the projection is not of the form it should be",
    ))
}

fn json(value: &impl Serialize) -> String {
    String::from_utf8(to_json(value)).unwrap_or_default()
}

/// The code of a value of a closed list.
fn code_of(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
