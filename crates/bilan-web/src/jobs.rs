//! Long jobs: how far each is, and what it gave.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use bilan_casework::Progress;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::events::{Event, Events};
use crate::problem::ProblemBody;

/// How a job stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Job {
    /// Its name.
    pub id: String,
    /// `running`, `done`, `failed`.
    pub state: JobState,
    /// Steps done.
    pub done: usize,
    /// Steps in all.
    pub total: usize,
    /// What it gave.
    pub result: Option<Value>,
    /// Why it failed.
    pub problem: Option<ProblemBody>,
}

/// Whether a job goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It goes on.
    Running,
    /// It ended well.
    Done,
    /// It failed.
    Failed,
}

/// Jobs kept after they ended.
const KEPT: usize = 200;

/// The jobs of a server, by name.
#[derive(Debug, Clone, Default)]
pub struct Jobs(Arc<Mutex<Shelf>>);

#[derive(Debug, Default)]
struct Shelf {
    started: u64,
    jobs: BTreeMap<u64, Job>,
}

impl Jobs {
    /// A new job.
    pub fn start(&self, total: usize) -> String {
        let mut shelf = self.shelf();
        shelf.started += 1;
        let at = shelf.started;
        let id = format!("job-{at}");
        let job =
            Job { id: id.clone(), state: JobState::Running, done: 0, total, result: None, problem: None };
        shelf.jobs.insert(at, job);
        while shelf.jobs.len() > KEPT {
            shelf.jobs.pop_first();
        }
        id
    }

    /// How a job stands.
    pub fn get(&self, id: &str) -> Option<Job> {
        self.shelf().jobs.get(&number(id)?).cloned()
    }

    /// A job has ended.
    pub fn end(&self, id: &str, ended: Result<Value, ProblemBody>) {
        self.change(id, |job| match ended {
            Ok(result) => (job.state, job.result) = (JobState::Done, Some(result)),
            Err(problem) => (job.state, job.problem) = (JobState::Failed, Some(problem)),
        });
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut Job)) {
        if let Some(job) =
            number(id).and_then(|at| self.shelf().jobs.get_mut(&at).map(|job| (at, job.clone())))
        {
            let (at, mut job) = job;
            change(&mut job);
            self.shelf().jobs.insert(at, job);
        }
    }

    fn shelf(&self) -> std::sync::MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn number(id: &str) -> Option<u64> {
    id.strip_prefix("job-")?.parse().ok()
}

/// Writes the progress of a job down and tells it.
#[derive(Debug)]
pub struct Told {
    /// The jobs.
    pub jobs: Jobs,
    /// Who listens.
    pub events: Events,
    /// The job.
    pub job: String,
}

impl Progress for Told {
    fn at(&mut self, what: &'static str, done: usize, total: usize) {
        self.jobs.change(&self.job, |job| (job.done, job.total) = (done, total));
        self.events.send(Event::Progress { job: self.job.clone(), what, done, total });
    }
}
