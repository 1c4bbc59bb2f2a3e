//! `report set`: what is known of a report beside its text, said anew by a person; it is coded again under that.

use bilan_ledger::{Act, Dep, Draft};
use bilan_model::{Report, ReportHeader};
use serde::Serialize;

use crate::case::Case;
use crate::decide::{Entered, reason};
use crate::decisions::{Decision, Restated};
use crate::drafter::{Drafter, decision};
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::knowledge::Knowledge;
use crate::state::{ReportState, State};

/// What a restatement did.
#[derive(Debug, Clone, Serialize)]
pub struct Reset {
    /// The report.
    pub report: String,
    /// What is known of it now.
    pub header: ReportHeader,
    /// Its entry; `None` where nothing in it was new, and nothing was written.
    pub entered: Option<Entered>,
}

/// Takes what a person says of a report.
///
/// # Errors
/// When there is no such report, nothing is said, or no reason is given.
pub fn restate(
    case: &mut Case,
    state: &State,
    said: Restated,
    why: &str,
    env: &mut Env,
    knowledge: &Knowledge,
) -> Result<Reset, Error> {
    let known = &state.reports[crate::show::pick_report(state, &said.report)?];
    let said = Restated { report: known.id.clone(), ..said };
    if said.is_empty() {
        return Err(Error::new(ErrorKind::Usage, "nothing is said of the report")
            .safe("Nothing was written.")
            .next("Give --published, --publisher, --language or --title."));
    }
    let header = told(known, &said);
    let mut drafts = Vec::new();
    let mut drafter = Drafter::new(state, env, knowledge);
    restate_drafts(case, known, said, reason(why)?, &mut drafter, &mut drafts)?;
    let receipts = case.append(&drafts)?;
    let entered = receipts.first().map(Entered::of);
    Ok(Reset { report: known.id.clone(), header, entered })
}

/// The statement and the coding under it; `false` and no drafts where nothing is new in it.
pub(crate) fn restate_drafts(
    case: &Case,
    known: &ReportState,
    said: Restated,
    why: &str,
    drafter: &mut Drafter<'_>,
    drafts: &mut Vec<Draft>,
) -> Result<bool, Error> {
    let header = told(known, &said);
    if header == known.header() {
        return Ok(false);
    }
    let leaf = Dep::Leaf(known.text_leaf);
    if known.is_import() {
        let said = decision(drafter.env, Act::Judgement, known.subject, Decision::Restate(said), why);
        drafts.push(said.dep(leaf));
        return Ok(true);
    }
    let coding = drafter.knowledge.code(&Report { header: header.clone(), text: known.read_text(case)? })?;
    drafts.push(decision(drafter.env, Act::Judgement, known.subject, Decision::Restate(said), why).dep(leaf));
    drafter.coding(drafts, known.subject, known.text_commit, &header, &coding, leaf);
    Ok(true)
}

/// What is known of a report once this is said.
fn told(known: &ReportState, said: &Restated) -> ReportHeader {
    let now = known.header();
    ReportHeader {
        language: said.language.clone().or(now.language),
        title: said.title.clone().or(now.title),
        publisher: said.publisher.clone().or(now.publisher),
        published: said.published.or(now.published),
        doc: now.doc,
    }
}
