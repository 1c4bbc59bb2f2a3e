//! A case held open by a server: many readers of the projection, one writer of the ledger.
//!
//! A [`Desk`] is cheap to clone and may be used from any thread. What a reader needs comes as a [`Slice`]: a state that
//! holds the incidents or the report asked for, on which every use case runs as it does on the whole state.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bilan_store::{Store, StoreError};

use crate::case::Case;
use crate::change::{Change, Figures, between, figures};
use crate::env::Env;
use crate::error::Error;
use crate::knowledge::Knowledge;
use crate::projection;
use crate::show::{pick, pick_claim, pick_report};
use crate::state::State;
use crate::undo::{UndoneNow, undo};

/// A case held open.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

struct Inner {
    knowledge: Arc<Knowledge>,
    writer: Mutex<Writing>,
}

struct Writing {
    case: Case,
    env: Env,
    state: Arc<State>,
}

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

/// What an act did, or would do.
#[derive(Debug, Clone)]
pub struct Ruled<T> {
    /// What the act gives.
    pub done: T,
    /// Reports that are otherwise now.
    pub reports: Vec<String>,
    /// Incidents that are otherwise now: those that were there before or are there now.
    pub incidents: Vec<String>,
    /// Figures of policies that are otherwise now.
    pub changes: Vec<Change>,
    /// The part of the case as it was.
    pub before: Arc<State>,
    /// The same part as it is now, or would be.
    pub after: Arc<State>,
    /// Entries in the log now.
    pub size: u64,
}

/// Whether reports are linked to incidents as all decisions so far want it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// They are.
    Settled,
    /// Decisions were taken that may join or part incidents; that is being worked out.
    Pending,
}

impl Desk {
    /// Opens the case in a folder, locked against every other process.
    ///
    /// # Errors
    /// As [`Case::open`]; when the projection can be neither read nor made.
    pub fn open(folder: &Path, env: Env, knowledge: Arc<Knowledge>) -> Result<Self, Error> {
        let case = Case::open(folder, &env)?;
        let state = Arc::new(projection::state(&case)?);
        let writer = Mutex::new(Writing { case, env, state });
        Ok(Self { inner: Arc::new(Inner { knowledge, writer }) })
    }

    /// Packs, codebook and gazetteer.
    pub fn knowledge(&self) -> &Arc<Knowledge> {
        &self.inner.knowledge
    }

    /// What a question to the projection gives. It may be asked twice, where a page turns out to be damaged.
    ///
    /// # Errors
    /// When the projection can be neither read nor made.
    pub fn ask<T>(&self, question: impl FnMut(&Store) -> Result<T, StoreError>) -> Result<T, Error> {
        projection::ask(&self.writing().case, question)
    }

    /// What an act that only reads gives: objects of the vault, the ledger and its proofs.
    ///
    /// # Errors
    /// Those of the act.
    pub fn with_case<T>(&self, act: impl FnOnce(&Case) -> Result<T, Error>) -> Result<T, Error> {
        act(&self.writing().case)
    }

    /// The incident of an id, or of its first letters, with every report that tells of it.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn incident(&self, id: &str) -> Result<Slice, Error> {
        self.slice(&About::Incident(id.to_owned()))
    }

    /// Several incidents with every report that tells of them.
    ///
    /// # Errors
    /// When one is not there.
    pub fn incidents(&self, ids: &[String]) -> Result<Slice, Error> {
        self.slice(&About::Incidents(ids.to_vec()))
    }

    /// The report of an id, or of its first digits, with the incidents that it tells of.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn report(&self, id: &str) -> Result<Slice, Error> {
        self.slice(&About::Report(id.to_owned()))
    }

    /// The claim of an id, or of its first digits, with its report and its incident.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn claim(&self, id: &str) -> Result<Slice, Error> {
        self.slice(&About::Claim(id.to_owned()))
    }

    /// The state of all of the case.
    ///
    /// # Errors
    /// When the ledger or an object that is needed is not what it was.
    pub fn whole(&self) -> Result<Arc<State>, Error> {
        Ok(Arc::clone(&self.writing().state))
    }

    fn slice(&self, about: &About) -> Result<Slice, Error> {
        let state = self.whole()?;
        let incident = |id: &str| -> Result<String, Error> {
            let incidents = &state.picture().incidents;
            let at = pick(incidents.iter().map(|incident| incident.id.as_str()), id, "incident")?;
            Ok(incidents[at].id.clone())
        };
        let id = match about {
            About::Claim(id) => {
                let rows = crate::list::claims(&state);
                rows[pick_claim(&rows, id)?].id.clone()
            }
            About::Report(id) => state.reports[pick_report(&state, id)?].id.clone(),
            About::Incident(id) => incident(id)?,
            About::Incidents(ids) => {
                let ids = ids.iter().map(|id| incident(id)).collect::<Result<Vec<_>, _>>()?;
                ids.into_iter().next().unwrap_or_default()
            }
            About::Case => String::new(),
        };
        Ok(Slice { state, id })
    }

    /// Takes a member's decision: runs the act on the part of the case that it needs, and says what changed.
    ///
    /// # Errors
    /// Those of the act; when the part is not there.
    pub fn decide<T>(
        &self,
        member: &str,
        about: &About,
        act: impl FnOnce(&mut Case, &State, &mut Env) -> Result<T, Error>,
    ) -> Result<Ruled<T>, Error> {
        self.slice(about)?;
        let mut writing = self.writing();
        let writing = &mut *writing;
        let before = Arc::clone(&writing.state);
        let done = writing.as_member(member, |case, env| act(case, &before, env))?;
        writing.catch_up()?;
        self.ruled(writing, done, before)
    }

    /// What an act would do; nothing is written.
    ///
    /// # Errors
    /// As [`Desk::decide`].
    pub fn rehearse<T>(
        &self,
        member: &str,
        about: &About,
        act: impl FnOnce(&mut Case, &State, &mut Env) -> Result<T, Error>,
    ) -> Result<Ruled<T>, Error> {
        self.slice(about)?;
        let mut writing = self.writing();
        let writing = &mut *writing;
        let before = Arc::clone(&writing.state);
        writing.case.foresee();
        let done = writing.as_member(member, |case, env| act(case, &before, env));
        let after = (*before).clone().caught_up(&writing.case);
        writing.case.forget();
        let (done, after) = (done?, after?);
        let ruled = self.ruled(writing, done, before)?;
        let changes = between(&self.figures(&ruled.before)?, &self.figures(&after)?);
        Ok(Ruled { changes, after: Arc::new(after), ..ruled })
    }

    /// A long piece of work that writes: documents added, a release, a dossier.
    ///
    /// # Errors
    /// Those of the work.
    pub fn work<T>(
        &self,
        member: &str,
        work: impl FnOnce(&mut Case, &mut Env, &Knowledge) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut writing = self.writing();
        let done = writing.as_member(member, |case, env| work(case, env, &self.inner.knowledge));
        writing.catch_up()?;
        done
    }

    /// Takes back what an entry did.
    ///
    /// # Errors
    /// As [`undo`].
    pub fn undo(&self, member: &str, entry: u64, why: &str) -> Result<Ruled<UndoneNow>, Error> {
        self.decide(member, &About::Case, |case, state, env| {
            undo(case, state, entry, why, env, &self.inner.knowledge)
        })
    }

    /// What taking back an entry would do; nothing is written.
    ///
    /// # Errors
    /// As [`undo`].
    pub fn rehearse_undo(&self, member: &str, entry: u64, why: &str) -> Result<Ruled<UndoneNow>, Error> {
        self.rehearse(member, &About::Case, |case, state, env| {
            undo(case, state, entry, why, env, &self.inner.knowledge)
        })
    }

    /// Whether incidents are as all decisions so far want them.
    pub fn links(&self) -> Links {
        Links::Settled
    }

    /// Entries in the log.
    pub fn size(&self) -> u64 {
        self.writing().case.ledger().size()
    }

    fn writing(&self) -> MutexGuard<'_, Writing> {
        self.inner.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn figures(&self, state: &State) -> Result<Figures, Error> {
        figures(state, &self.inner.knowledge)
    }

    fn ruled<T>(&self, writing: &Writing, done: T, before: Arc<State>) -> Result<Ruled<T>, Error> {
        let after = Arc::clone(&writing.state);
        let changes = between(&self.figures(&before)?, &self.figures(&after)?);
        let incidents: std::collections::BTreeSet<String> =
            changes.iter().map(|change| change.incident.clone()).collect();
        let size = writing.case.ledger().size();
        Ok(Ruled {
            done,
            reports: Vec::new(),
            incidents: incidents.into_iter().collect(),
            changes,
            before,
            after,
            size,
        })
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

impl Writing {
    /// Runs an act in the name of a member.
    fn as_member<T>(
        &mut self,
        member: &str,
        act: impl FnOnce(&mut Case, &mut Env) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let own = std::mem::replace(&mut self.env.member, member.to_owned());
        let done = act(&mut self.case, &mut self.env);
        self.env.member = own;
        done
    }

    fn catch_up(&mut self) -> Result<(), Error> {
        if self.state.size != self.case.ledger().size() {
            self.state = Arc::new(projection::state(&self.case)?);
        }
        Ok(())
    }
}
