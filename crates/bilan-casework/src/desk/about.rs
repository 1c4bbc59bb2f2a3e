//! What an act is about, and which rows of the projection that takes.

use std::sync::Arc;

use bilan_store::{Store, StoreError};

use super::Desk;
use super::part::{incidents_of, the_one};
use crate::decisions::{AccountAnchor, Decision};
use crate::error::Error;
use crate::projection::rows;
use crate::state::{Decided, State};

/// So many reports of a source are taken in hand at once; what a decision on it means elsewhere shows when it is settled.
const REPORTS_OF_SOURCE: usize = 40;

/// What an act is about: which part of the case it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// The claim of an id, or of its first digits.
    Claim(String),
    /// The report of an id, or of its first digits.
    Report(String),
    /// The incident of an id, or of its first letters.
    Incident(String),
    /// Several incidents.
    Incidents(Vec<String>),
    /// Several reports, by their whole ids; those that are there.
    Reports(Vec<String>),
    /// A source by its words, or a publisher by its name: some of the reports in which it speaks.
    Source(String),
    /// All of it.
    Case,
}

/// A part of a case's state.
#[derive(Debug, Clone)]
pub struct Slice {
    /// The state: reports, incidents and decisions of this part alone.
    pub state: Arc<State>,
    /// The whole id of what was asked for: of the claim, report or incident (of the first of several).
    pub id: String,
}

/// What to read of a case: incidents and reports by their whole ids, and the id that was asked for.
#[derive(Default)]
pub(super) struct Wanted {
    pub(super) incidents: Vec<String>,
    pub(super) reports: Vec<String>,
    pub(super) id: String,
}

impl Desk {
    /// What the act of an entry is about, as far as undoing it needs; all of the case where that is no part of it.
    pub(super) fn about_entry(&self, entry: u64) -> Result<About, Error> {
        let mut entry = entry;
        loop {
            let Some(row) = self.ask(|store| store.decision(entry))? else { return Ok(About::Case) };
            if !row.subject.is_empty() {
                return Ok(About::Report(row.subject));
            }
            let decided: Decided = rows::parsed(row.record.as_bytes()).map_err(|error| self.told(error))?;
            let of = |anchors: &[AccountAnchor]| anchors.iter().map(|anchor| anchor.report.clone()).collect();
            return Ok(match decided.record.decision {
                // What was undone comes back.
                Decision::Undo(undone) if undone.entry < entry => {
                    entry = undone.entry;
                    continue;
                }
                Decision::Undo(_) => About::Case,
                Decision::Judge(judged) | Decision::ReadAgain(judged) => About::Report(judged.account.report),
                Decision::Restate(said) => About::Report(said.report),
                Decision::Supersede(record) => About::Reports(vec![record.old, record.new]),
                Decision::SetSource(said) => About::Source(said.name),
                Decision::SetPlace(said) => About::Reports(of(&said.accounts)),
                Decision::SetGrade(said) => About::Reports(of(&said.accounts)),
                Decision::Merge(merged) => About::Reports(of(&merged.accounts)),
                Decision::Split(split) => About::Reports([of(&split.apart), of(&split.from)].concat()),
                Decision::Relate(related) => About::Reports([of(&related.one), of(&related.other)].concat()),
            });
        }
    }

    /// How many reports an act bears on beyond those that are taken in hand at once: what it means there shows when it
    /// is settled.
    ///
    /// # Errors
    /// When the projection can be neither read nor made.
    pub fn beyond(&self, about: &About) -> Result<u64, Error> {
        let About::Source(name) = about else { return Ok(0) };
        let name = name.to_lowercase();
        let all =
            self.ask(|store| store.reports_of_voice(&|words| words.to_lowercase() == name, usize::MAX))?;
        Ok(all.len().saturating_sub(REPORTS_OF_SOURCE) as u64)
    }

    pub(super) fn wanted(&self, store: &Store, about: &About) -> Result<Wanted, Error> {
        let asked = |error: StoreError| self.told(error.into());
        let incident = |id: &String| -> Result<String, Error> {
            Ok(the_one(store.incident(id).map_err(asked)?, id, "incident")?.id)
        };
        Ok(match about {
            About::Claim(id) => {
                let row = the_one(store.claim(id).map_err(asked)?, id, "claim")?;
                Wanted {
                    incidents: row.incident.into_iter().collect(),
                    reports: vec![row.report],
                    id: row.id,
                }
            }
            About::Report(id) => {
                let row = the_one(store.report(id).map_err(asked)?, id, "report")?;
                let reports = vec![row.id.clone()];
                let incidents = incidents_of(store, &reports).map_err(|error| self.told(error))?;
                Wanted { incidents, reports, id: row.id }
            }
            About::Incident(id) => {
                let id = incident(id)?;
                Wanted { incidents: vec![id.clone()], id, ..Wanted::default() }
            }
            About::Incidents(ids) => {
                let incidents = ids.iter().map(incident).collect::<Result<Vec<_>, _>>()?;
                Wanted { id: incidents.first().cloned().unwrap_or_default(), incidents, ..Wanted::default() }
            }
            About::Reports(ids) => {
                let wanted = store.reports_of(ids).map_err(asked)?.into_iter().map(|row| row.id);
                self.reports_wanted(store, wanted.collect())?
            }
            About::Source(name) => {
                let name = name.to_lowercase();
                let is_voice = |words: &str| words.to_lowercase() == name;
                let reports = store.reports_of_voice(&is_voice, REPORTS_OF_SOURCE).map_err(asked)?;
                self.reports_wanted(store, reports)?
            }
            About::Case => Wanted::default(),
        })
    }

    /// Some reports with the incidents that they tell of.
    fn reports_wanted(&self, store: &Store, reports: Vec<String>) -> Result<Wanted, Error> {
        let incidents = incidents_of(store, &reports).map_err(|error| self.told(error))?;
        Ok(Wanted { incidents, id: reports.first().cloned().unwrap_or_default(), reports })
    }
}
