//! What every handler shares: the desk, who listens for changes, the long jobs, where publications go.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bilan_casework::Error;
use bilan_casework::desk::{About, Desk, Ruled};
use bilan_tally::Language;

use crate::events::{Event, Events};
use crate::guard::Guard;
use crate::jobs::Jobs;
use crate::problem::Problem;
use crate::readings::Readings;
use crate::words::Words;

/// A case that is being worked on. Cheap to clone.
#[derive(Clone)]
pub struct Workplace {
    inner: Arc<Inner>,
}

/// Latitude and longitude of places by country and words; `None` where the gazetteer does not know one.
pub(crate) type Points = BTreeMap<String, BTreeMap<String, Option<(f64, f64)>>>;

struct Inner {
    desk: Desk,
    name: String,
    events: Events,
    jobs: Jobs,
    readings: Readings,
    points: Mutex<Points>,
    publications: PathBuf,
    guard: Arc<Guard>,
}

impl Workplace {
    /// A workplace over an open case, by the name that pages show; releases and dossiers go into `publications`.
    pub fn new(desk: Desk, guard: Arc<Guard>, name: String, publications: PathBuf) -> Self {
        let events = Events::new();
        let told = events.clone();
        desk.on_settled(move |size| told.send(Event::Settled { size }));
        let inner = Inner {
            desk,
            name,
            events,
            jobs: Jobs::default(),
            readings: Readings::default(),
            points: Mutex::default(),
            publications,
            guard,
        };
        Self { inner: Arc::new(inner) }
    }

    /// The case held open.
    pub fn desk(&self) -> &Desk {
        &self.inner.desk
    }

    /// The name of the case.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// Who listens.
    pub fn events(&self) -> &Events {
        &self.inner.events
    }

    /// Who has read what.
    pub fn readings(&self) -> &Readings {
        &self.inner.readings
    }

    /// Where places are that were looked up in the gazetteer, which stays as it is while the server runs.
    pub(crate) fn points(&self) -> MutexGuard<'_, Points> {
        self.inner.points.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Long jobs.
    pub fn jobs(&self) -> &Jobs {
        &self.inner.jobs
    }

    /// Who may do what; it keeps the queues too.
    pub fn guard(&self) -> &Arc<Guard> {
        &self.inner.guard
    }

    /// The folder that releases and dossiers are written into.
    pub fn publications(&self) -> &Path {
        &self.inner.publications
    }

    /// Asks the desk something, off the threads that serve requests.
    ///
    /// # Errors
    /// What the question gives, in the reader's language.
    pub async fn ask<T: Send + 'static>(
        &self,
        language: Language,
        question: impl FnOnce(&Self, Words<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let place = self.clone();
        let asked = tokio::task::spawn_blocking(move || {
            let knowledge = Arc::clone(place.desk().knowledge());
            question(&place, Words::new(&knowledge, language))
        });
        match asked.await {
            Ok(answer) => answer.map_err(Problem::from),
            Err(_) => Err(Problem::told(axum::http::StatusCode::INTERNAL_SERVER_ERROR, "failure")),
        }
    }

    /// Tells all pages that somebody did something to the case as a whole: a release, an approval.
    pub fn tell_done(&self, by: &str) {
        let (size, by) = (self.desk().size(), by.to_owned());
        self.events().send(Event::Changed { size, by, reports: Vec::new(), incidents: Vec::new() });
    }

    /// Tells all pages what a decision changed.
    pub fn tell<T>(&self, by: &str, about: &About, ruled: &Ruled<T>) {
        let mut incidents = ruled.incidents.clone();
        let mut reports = ruled.reports.clone();
        match about {
            About::Incident(id) => incidents.push(id.clone()),
            About::Incidents(ids) => incidents.extend(ids.iter().cloned()),
            About::Report(id) => reports.push(id.clone()),
            About::Reports(ids) => reports.extend(ids.iter().cloned()),
            About::Claim(_) | About::Source(_) | About::Case => {}
        }
        incidents.sort();
        incidents.dedup();
        reports.sort();
        reports.dedup();
        self.events().send(Event::Changed { size: ruled.size, by: by.to_owned(), reports, incidents });
    }
}
