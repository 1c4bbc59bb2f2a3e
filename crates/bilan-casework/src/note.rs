//! `note`: what a person was told, as a report of its own with a pseudonym and the consent that was given.

use bilan_ledger::{Act, Dep, Signer, Subject, ToolName};
use bilan_model::{Account, Report, ReportHeader};
use bilan_reader::{Format, Hint, READER_VERSION};
use jiff::civil::Date;
use serde::Serialize;

use crate::case::Case;
use crate::decisions::{Consent, NoteKind, NoteRecord};
use crate::drafter::{Drafter, machine};
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::knowledge::{Knowledge, NO_PACK};
use crate::records::{TextHeader, to_json};
use crate::state::{State, id_text};
use crate::{Message, message};

/// What a person was told, by whom and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Testimony {
    /// The name that the source goes by here, never their own.
    pub pseudonym: String,
    /// What the source agreed to.
    pub consent: Consent,
    /// How it was told.
    pub how: NoteKind,
    /// On which day.
    pub held: Date,
    /// Its language; told from the words where it is not given.
    pub language: Option<String>,
    /// What was told.
    pub text: String,
}

/// A note that was entered.
#[derive(Debug, Clone, Serialize)]
pub struct Noted {
    /// Its entry.
    pub entry: u64,
    /// The report that it is.
    pub report: String,
    /// Its language.
    pub language: Option<String>,
    /// There is no pack for its language: it was not coded.
    pub not_coded: bool,
    /// Incidents that it tells of.
    pub incidents: usize,
    /// Claims in it.
    pub claims: usize,
}

/// Enters a note: its text becomes a report, coded as any other.
///
/// # Errors
/// When text or pseudonym are empty, or the case refuses.
///
/// # Panics
/// Never: a draft of new content has a commitment.
pub fn note(
    case: &mut Case,
    state: &State,
    told: &Testimony,
    env: &mut Env,
    knowledge: &Knowledge,
) -> Result<Noted, Error> {
    check(told)?;
    let id: [u8; 16] = env.bytes();
    let language = told.language.clone().or_else(|| language_of(&told.text, knowledge));
    let record = NoteRecord {
        format: "bilan-note/1".to_owned(),
        report: id_text(id),
        pseudonym: told.pseudonym.trim().to_owned(),
        consent: told.consent,
        how: told.how,
        held: told.held,
        member: env.member.clone(),
        when: env.now_text(),
        language: language.clone(),
        text: told.text.clone(),
    };
    let header = ReportHeader {
        doc: id_text(id),
        language,
        title: None,
        publisher: Some(record.pseudonym.clone()),
        published: Some(told.held),
    };
    let coding = knowledge.code(&Report { header: header.clone(), text: told.text.clone() })?;
    let mut drafter = Drafter::new(state, env, knowledge);
    let item = Subject::Id(drafter.env.bytes());
    let entered = drafter.draft(Act::Note, Signer::Member, item, to_json(&record));
    let parent = entered.content.commit().expect("a draft of new content commits to it");
    let text = TextHeader {
        format: "bilan-text/1".to_owned(),
        report: id_text(id),
        parent: parent.to_string(),
        line: None,
        doc: None,
        reader: "note".to_owned(),
        reader_version: READER_VERSION.to_owned(),
        encoding: "UTF-8".to_owned(),
        title: None,
        publisher: header.publisher.clone(),
        byline: None,
        published: header.published,
        language: header.language.clone(),
        language_guessed: told.language.is_none(),
        sandboxed: None,
        notes: Vec::new(),
    };
    let signer = machine(ToolName::Reader, READER_VERSION);
    let derive = drafter.draft(Act::Derive, signer, Subject::Id(id), text.with_text(&told.text));
    let commit = derive.content.commit().expect("a draft of new content commits to it");
    let mut drafts = vec![entered, derive.dep(Dep::InBatch(0))];
    drafter.coding(&mut drafts, Subject::Id(id), commit, &header, &coding, Dep::InBatch(1));
    let receipts = case.append(&drafts)?;
    Ok(Noted {
        entry: receipts.first().map_or(0, |receipt| receipt.seq),
        report: id_text(id),
        language: header.language,
        not_coded: coding.doubts.iter().any(|doubt| doubt.what == NO_PACK),
        incidents: coding.incidents.len(),
        claims: coding.incidents.iter().map(Account::claim_count).sum(),
    })
}

/// The language of a note, as its letters or the words that packs know tell it.
fn language_of(text: &str, knowledge: &Knowledge) -> Option<String> {
    let hint = Hint { file_name: None, format: Some(Format::Text) };
    let read = bilan_reader::read(text.as_bytes(), &hint).ok()?.into_iter().next()?.outcome.ok();
    let guessed = read.and_then(|document| document.language).map(|language| language.tag);
    guessed.or_else(|| knowledge.familiar(text))
}

fn check(told: &Testimony) -> Result<(), Error> {
    let refused = |what: Message, next: Message| {
        Err(Error::new(ErrorKind::Usage, what).safe("Nothing was written.").next(next))
    };
    if told.text.trim().is_empty() {
        return refused(
            message!("the note is empty"),
            message!("Write what was told with --text, or give a file."),
        );
    }
    if told.pseudonym.trim().is_empty() {
        return refused(
            message!("a note needs a pseudonym"),
            message!("Give one with --pseudonym: a name that is not the person's own."),
        );
    }
    if told.text.contains('\0') {
        return refused(message!("the note has a NUL character in it"), message!("Write it as plain text."));
    }
    Ok(())
}
