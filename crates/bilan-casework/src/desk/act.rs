//! Acts in a case that is held open: decisions on a part of it, what they would do, and long pieces of work.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use super::about::About;
use super::part::Part;
use super::quick::Quick;
use super::{Desk, Turn, lock};
use crate::case::Case;
use crate::change::{Change, between, figures};
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::knowledge::Knowledge;
use crate::projection::since::Touched;
use crate::projection::{self, Failed};
use crate::state::State;
use crate::undo::{UndoneNow, undo};

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

impl Desk {
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
        let mut turn = lock(&self.inner.turn);
        let part = self.part(&turn.store, about)?.0;
        let mut case = self.inner.case.write().unwrap_or_else(PoisonError::into_inner);
        let from = case.ledger().size();
        let done = as_member(&mut turn.env, member, |env| act(&mut case, &part.state, env));
        if case.ledger().size() == from {
            // Nothing was entered: it failed, or there was nothing to enter.
            drop(case);
            let state = Arc::new(part.state);
            return Ok(self.unchanged(done?, state));
        }
        let after = part.state.clone().caught_up(&case)?;
        drop(case);
        let quick = self.follow(&mut turn, &part, &after, from, about)?;
        let ruled = self.ruled(done?, part.state, after, &quick)?;
        self.settle_if_small(&mut turn)?;
        Ok(ruled)
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
        let mut turn = lock(&self.inner.turn);
        let part = self.part(&turn.store, about)?.0;
        let mut case = self.inner.case.write().unwrap_or_else(PoisonError::into_inner);
        case.foresee();
        let done = as_member(&mut turn.env, member, |env| act(&mut case, &part.state, env));
        let after = part.state.clone().caught_up(&case);
        case.forget();
        drop(case);
        let (done, after) = (done?, after?);
        let quick = Quick::of(&turn.store, &part, &after).map_err(|error| self.told(error))?;
        self.ruled(done, part.state, after, &quick)
    }

    /// A long piece of work that writes: documents added, a release, a dossier. Others read meanwhile; decisions wait.
    ///
    /// # Errors
    /// Those of the work.
    pub fn work<T>(
        &self,
        member: &str,
        work: impl FnOnce(&mut Case, &mut Env, &Knowledge) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut turn = lock(&self.inner.turn);
        let mut case = self.inner.case.write().unwrap_or_else(PoisonError::into_inner);
        let from = case.ledger().size();
        self.inner.working.store(true, Ordering::Release);
        let done = as_member(&mut turn.env, member, |env| work(&mut case, env, &self.inner.knowledge));
        self.inner.working.store(false, Ordering::Release);
        *lock(&self.inner.beside) = None;
        let size = case.ledger().size();
        drop(case);
        if size > from {
            self.inner.pool.clear();
            turn.store = self.inner.pool.open().map_err(|error| self.told(error.into()))?;
            self.changed(size);
            let head = turn.store.head().map_err(|error| self.told(error.into()))?;
            if head.log_size < size {
                lock(&self.inner.unsettled).grow(size, Touched::default());
                self.settle_if_small(&mut turn)?;
            }
        }
        done
    }

    /// Takes back what an entry did.
    ///
    /// # Errors
    /// As [`undo`].
    pub fn undo(&self, member: &str, entry: u64, why: &str) -> Result<Ruled<UndoneNow>, Error> {
        let about = self.about_entry(entry)?;
        self.decide(member, &about, |case, state, env| {
            undo(case, state, entry, why, env, &self.inner.knowledge)
        })
    }

    /// What taking back an entry would do; nothing is written.
    ///
    /// # Errors
    /// As [`undo`].
    pub fn rehearse_undo(&self, member: &str, entry: u64, why: &str) -> Result<Ruled<UndoneNow>, Error> {
        let about = self.about_entry(entry)?;
        self.rehearse(member, &about, |case, state, env| {
            undo(case, state, entry, why, env, &self.inner.knowledge)
        })
    }

    /// Puts the rows that follow from a decision at once.
    fn follow(
        &self,
        turn: &mut Turn,
        part: &Part,
        after: &State,
        from: u64,
        about: &About,
    ) -> Result<Quick, Error> {
        let told = |error: Failed| self.told(error);
        let quick = Quick::of(&turn.store, part, after).map_err(told)?;
        let news = || after.decisions.iter().filter(|decided| decided.seq >= from);
        let head = turn.store.head().map_err(|error| told(error.into()))?;
        // Sources bear on incidents everywhere.
        let stays_here = |decided: &crate::state::Decided| {
            part.state.leaves_links(decided)
                && !matches!(decided.record.decision, crate::decisions::Decision::SetSource(_))
        };
        let exact = quick.whole
            && *about != About::Case
            && news().count() as u64 == after.size - from
            && news().all(stays_here)
            && head.log_size == from;
        let put = |writer: &mut bilan_store::Writer<'_>| quick.put(writer, after);
        if exact {
            let head = self.with_case(|case| Ok(projection::head(case, None)))?;
            turn.store.update(&head, put).map_err(told)?;
        } else {
            turn.store.amend(put).map_err(told)?;
            let mut touched = quick.touched();
            let judged = news().filter_map(|decided| Some(decided.judged()?.account.report.clone()));
            touched.reports.extend(judged);
            lock(&self.inner.unsettled).grow(after.size, touched);
        }
        self.changed(after.size);
        Ok(quick)
    }

    /// Notes that rows changed.
    pub(super) fn changed(&self, size: u64) {
        self.inner.size.store(size, Ordering::Release);
        self.inner.version.fetch_add(1, Ordering::AcqRel);
    }

    fn unchanged<T>(&self, done: T, state: Arc<State>) -> Ruled<T> {
        Ruled {
            done,
            reports: Vec::new(),
            incidents: Vec::new(),
            changes: Vec::new(),
            before: Arc::clone(&state),
            after: state,
            size: self.size(),
        }
    }

    fn ruled<T>(&self, done: T, before: State, after: State, quick: &Quick) -> Result<Ruled<T>, Error> {
        let knowledge = &self.inner.knowledge;
        let changes = between(&figures(&before, knowledge)?, &figures(&after, knowledge)?);
        let mut incidents = quick.incidents();
        incidents.extend(changes.iter().map(|change| change.incident.clone()));
        incidents.sort_unstable();
        incidents.dedup();
        Ok(Ruled {
            done,
            reports: quick.reports(),
            incidents,
            changes,
            before: Arc::new(before),
            size: after.size,
            after: Arc::new(after),
        })
    }

    pub(super) fn told(&self, error: Failed) -> Error {
        let case = self.inner.case.try_read();
        match (case, error) {
            (_, Failed::Casework(error)) => error,
            (Ok(case), error) => error.told(&case),
            (Err(_), Failed::Store(error)) => {
                Error::new(ErrorKind::Failure, crate::Message::of_system(error))
                    .safe("The ledger and the vault, from which it is made, are not touched by this.")
                    .next("Make it anew: bilan rebuild CASE.")
            }
        }
    }
}

/// Runs an act in the name of a member.
fn as_member<T>(env: &mut Env, member: &str, act: impl FnOnce(&mut Env) -> T) -> T {
    let own = std::mem::replace(&mut env.member, member.to_owned());
    let done = act(env);
    env.member = own;
    done
}
