//! `recode`: reports coded by an older coder, or with other packs, are coded again; what people judged stays.

use std::collections::BTreeMap;

use bilan_ledger::{Dep, Subject};
use bilan_model::{Coding, Report};
use serde::Serialize;

use crate::Progress;
use crate::case::Case;
use crate::drafter::{Drafter, digests, links};
use crate::env::Env;
use crate::error::Error;
use crate::knowledge::{CODER_VERSION, Knowledge};
use crate::list::claim_says;
use crate::records::to_json;
use crate::state::{Orphan, ReportState, State};

/// Reports coded and appended at once, at most.
const AT_ONCE: usize = 256;

/// What coding again changed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Recoded {
    /// Reports that were coded again.
    pub reports: usize,
    /// Of these, those in which something is read otherwise.
    pub changes: Vec<ReportChange>,
    /// Judgements that fit nothing now.
    pub orphans: Vec<Orphan>,
}

/// What is read otherwise in one report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportChange {
    /// The report.
    pub report: String,
    /// Claims that are new, as (id, what they say).
    pub added: Vec<(String, String)>,
    /// Claims that are read no more.
    pub gone: Vec<(String, String)>,
    /// Claims that say something else, as (id, before, now).
    pub changed: Vec<(String, String, String)>,
}

impl ReportChange {
    fn between(report: &str, before: &Coding, now: &Coding) -> Self {
        let told = |coding: &Coding| -> BTreeMap<String, String> {
            let claims = coding.incidents.iter().flat_map(bilan_model::Account::claims);
            claims.map(|claim| (claim.id().as_str().to_owned(), claim_says(&claim))).collect()
        };
        let (before, now) = (told(before), told(now));
        let only = |one: &BTreeMap<String, String>, other: &BTreeMap<String, String>| {
            one.iter()
                .filter(|(id, _)| !other.contains_key(*id))
                .map(|(id, says)| (id.clone(), says.clone()))
                .collect()
        };
        let changed = before.iter().filter_map(|(id, says)| {
            let after = now.get(id).filter(|after| *after != says)?;
            Some((id.clone(), says.clone(), after.clone()))
        });
        Self {
            report: report.to_owned(),
            changed: changed.collect(),
            added: only(&now, &before),
            gone: only(&before, &now),
        }
    }

    fn is_empty(&self) -> bool {
        self.added.is_empty() && self.gone.is_empty() && self.changed.is_empty()
    }
}

/// Codes again what this version would read with other rules or knowledge. With `dry_run` nothing is written, and
/// orphans are those of now.
///
/// # Errors
/// When the case refuses, or a pack cannot be used.
pub fn recode(
    case: &mut Case,
    state: &State,
    dry_run: bool,
    env: &mut Env,
    knowledge: &Knowledge,
    progress: &mut dyn Progress,
) -> Result<Recoded, Error> {
    let stale: Vec<&ReportState> =
        state.reports.iter().filter(|report| is_stale(report, knowledge)).collect();
    let mut recoded = Recoded { reports: stale.len(), ..Recoded::default() };
    for (done, reports) in stale.chunks(AT_ONCE).enumerate() {
        progress.at("reports", done * AT_ONCE, stale.len());
        for (report, coding) in again(case, state, reports, dry_run, env, knowledge)? {
            let change = report.coding().map(|before| ReportChange::between(&report.id, before, &coding));
            recoded.changes.extend(change.filter(|change| !change.is_empty()));
        }
    }
    progress.at("reports", stale.len(), stale.len());
    let after = if dry_run { None } else { Some(state.clone().caught_up(case)?) };
    let after = after.as_ref().unwrap_or(state);
    if !dry_run && !stale.is_empty() {
        relink(case, state, after, env, knowledge)?;
    }
    recoded.orphans.clone_from(&after.picture().orphans);
    Ok(recoded)
}

/// Codes again, without telling the differences, what became stale; gives their number.
pub(crate) fn recode_stale(
    case: &mut Case,
    state: &State,
    env: &mut Env,
    knowledge: &Knowledge,
) -> Result<usize, Error> {
    let other_header = |report: &&ReportState| {
        let coded_under = report.coding.as_ref().and_then(|coded| coded.record.header.as_ref());
        coded_under.is_some_and(|header| *header != report.header())
    };
    let read = state.reports.iter().filter(|report| !report.is_import());
    let stale: Vec<&ReportState> = read.filter(other_header).collect();
    again(case, state, &stale, false, env, knowledge).map(|coded| coded.len())
}

/// Whether this version would code the report with other rules, other knowledge, or under another header.
fn is_stale(report: &ReportState, knowledge: &Knowledge) -> bool {
    let Some(coded) = &report.coding else { return true };
    // The rows of another data set are no reading of a coder.
    if report.is_import() {
        return false;
    }
    let header = report.header();
    coded.record.coder.version != CODER_VERSION
        || coded.record.knowledge != digests(knowledge, header.language.as_deref())
        || coded.record.header.as_ref().is_some_and(|then| *then != header)
}

fn again<'a>(
    case: &mut Case,
    state: &State,
    reports: &[&'a ReportState],
    dry_run: bool,
    env: &mut Env,
    knowledge: &Knowledge,
) -> Result<Vec<(&'a ReportState, Coding)>, Error> {
    let mut texts = Vec::new();
    for report in reports {
        texts.push(Report { header: report.header(), text: report.read_text(case)? });
    }
    let codings = crate::parallel::map(&texts, env.threads, |report| knowledge.code(report));
    let mut drafter = Drafter::new(state, env, knowledge);
    let mut drafts = Vec::new();
    let mut coded = Vec::new();
    for ((report, text), coding) in reports.iter().zip(&texts).zip(codings) {
        let coding = coding?;
        let leaf = Dep::Leaf(report.text_leaf);
        drafter.coding(&mut drafts, report.subject, report.text_commit, &text.header, &coding, leaf);
        coded.push((*report, coding));
    }
    if !dry_run {
        case.append(&drafts)?;
    }
    Ok(coded)
}

/// Records which accounts are one incident now, where that is another than before.
pub(crate) fn relink(
    case: &mut Case,
    before: &State,
    after: &State,
    env: &mut Env,
    knowledge: &Knowledge,
) -> Result<(), Error> {
    let (then, now) = (links(before), links(after));
    if to_json(&then) != to_json(&now) {
        let subject = Subject::from(case.ledger().case_id());
        let draft = Drafter::new(after, env, knowledge).links(&now, subject);
        case.append(&[draft])?;
    }
    Ok(())
}
