//! `undo`: an earlier act of a person counts no more; it stays in the ledger, and undoing can be undone.

use bilan_ledger::{Dep, Hash, Subject};
use serde::Serialize;

use crate::case::Case;
use crate::change::{Change, between, figures};
use crate::decide::{Entered, enter};
use crate::decisions::{Decision, Undone};
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::knowledge::Knowledge;
use crate::message;
use crate::recode::recode_stale;
use crate::state::State;

/// What undoing did.
#[derive(Debug, Clone, Serialize)]
pub struct UndoneNow {
    /// Its entry.
    #[serde(flatten)]
    pub entered: Entered,
    /// The entry that counts no more.
    pub undone: u64,
    /// What that was: a decision's name, `ingest` or `note`.
    pub what: String,
    /// Reports coded anew because what is known of them changed.
    pub recoded: usize,
    /// Figures that are otherwise now.
    pub changes: Vec<Change>,
}

/// Takes back what an entry did.
///
/// # Errors
/// When there is no such entry, it is no person's act, it is undone already, or no reason is given.
pub fn undo(
    case: &mut Case,
    state: &State,
    entry: u64,
    why: &str,
    env: &mut Env,
    knowledge: &Knowledge,
) -> Result<UndoneNow, Error> {
    let sealed = case.ledger().entry(entry).map_err(|error| {
        let error = Error::ledger(case.folder(), error);
        let next = message!("`bilan history CASE` shows the entries that can be undone, by their numbers.");
        if error.kind == ErrorKind::Missing { error.safe("Nothing was written.").next(next) } else { error }
    })?;
    let (what, undone_by) = undoable(state, entry).ok_or_else(|| {
        Error::new(
            ErrorKind::Usage,
            message!(
                "entry {entry} ({act}) is not a person's decision",
                entry = entry,
                act = sealed.entry.act
            ),
        )
        .safe("Nothing was written.")
        .next("`bilan history CASE` shows the entries that can be undone, by their numbers.")
    })?;
    if let Some(by) = undone_by {
        return Err(Error::new(
            ErrorKind::Usage,
            message!("entry {entry} is undone already, by entry {by}", entry = entry, by = by),
        )
        .safe("Nothing was written.")
        .next(message!("To bring it back, undo the undoing: bilan undo CASE {by} --why \"...\"", by = by)));
    }
    let decided = Decision::Undo(Undone { entry, leaf: sealed.leaf.to_string() });
    // A document's own entry must stay the only one of its kind about it: the undoing is about the case.
    let subject = match sealed.entry.subject {
        Subject::Id(_) if what != "ingest" && what != "note" => sealed.entry.subject,
        Subject::Id(_) | Subject::Object(_) => Subject::from(case.ledger().case_id()),
    };
    let dep = Dep::Leaf(Hash::from_hex(&sealed.leaf.to_string()).unwrap_or(sealed.leaf));
    let before = figures(state, knowledge)?;
    let entered = enter(case, env, sealed.entry.act, subject, decided, why, vec![dep])?;
    let recoded = recode_stale(case, &state.clone().caught_up(case)?, env, knowledge)?;
    let changes = between(&before, &figures(&state.clone().caught_up(case)?, knowledge)?);
    Ok(UndoneNow { entered, undone: entry, what, recoded, changes })
}

/// What an entry is, where it can be undone, and what undid it.
fn undoable(state: &State, entry: u64) -> Option<(String, Option<u64>)> {
    if let Some(decided) = state.decisions.iter().find(|decided| decided.seq == entry) {
        return Some((decided.record.decision.name().to_owned(), decided.undone_by));
    }
    let item = state.items.iter().find(|item| item.entries.first().is_some_and(|(seq, _)| *seq == entry))?;
    let what = if item.note.is_some() { "note" } else { "ingest" };
    Some((what.to_owned(), item.withdrawn_by))
}
