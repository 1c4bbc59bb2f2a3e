//! What happens to the case, told to every open page as it happens.

use serde::Serialize;
use tokio::sync::broadcast;

/// Something that pages should know of.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// A person decided something.
    Changed {
        /// Entries in the log now.
        size: u64,
        /// Who.
        by: String,
        /// Reports concerned.
        reports: Vec<String>,
        /// Incidents concerned.
        incidents: Vec<String>,
    },
    /// How far a long job is.
    Progress {
        /// The job.
        job: String,
        /// What is being done.
        what: &'static str,
        /// Steps done.
        done: usize,
        /// Steps in all.
        total: usize,
    },
    /// A long job has ended, well or not.
    Done {
        /// The job.
        job: String,
    },
    /// Incidents are linked anew after decisions that could change them.
    Settled {
        /// Entries in the log now.
        size: u64,
    },
}

impl Event {
    /// Its name, as the stream has it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Changed { .. } => "changed",
            Self::Progress { .. } => "progress",
            Self::Done { .. } => "done",
            Self::Settled { .. } => "settled",
        }
    }
}

/// Events kept for a page that is slow to read them; it misses the oldest beyond.
const KEPT: usize = 256;

/// Tells events to all who listen.
#[derive(Debug, Clone)]
pub struct Events(broadcast::Sender<Event>);

impl Events {
    /// Nobody listens yet.
    pub fn new() -> Self {
        Self(broadcast::channel(KEPT).0)
    }

    /// Tells an event; that nobody listens is no failure.
    pub fn send(&self, event: Event) {
        let _ = self.0.send(event);
    }

    /// Listens from now on.
    pub fn listen(&self) -> broadcast::Receiver<Event> {
        self.0.subscribe()
    }
}

impl Default for Events {
    fn default() -> Self {
        Self::new()
    }
}
