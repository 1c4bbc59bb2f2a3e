//! Reading in a case that is held open: questions to the projection, and parts of the state.

use std::sync::atomic::Ordering;
use std::sync::{Arc, TryLockError};
use std::time::Duration;

use bilan_store::{Store, StoreError};

use super::about::{About, Slice};
use super::part::{Common, Part};
use super::{Desk, lock, settle};
use crate::case::Case;
use crate::error::Error;
use crate::projection::Failed;
use crate::state::State;

impl Desk {
    /// What a question to the projection gives. It may be asked twice, where a page turns out to be damaged.
    ///
    /// # Errors
    /// When the projection can be neither read nor made.
    pub fn ask<T>(&self, mut question: impl FnMut(&Store) -> Result<T, StoreError>) -> Result<T, Error> {
        match self.inner.pool.with(&mut question) {
            Err(error) if error.is_damage() => {
                self.remake()?;
                self.inner.pool.with(question).map_err(|error| self.told(error.into()))
            }
            answer => answer.map_err(|error| self.told(error.into())),
        }
    }

    /// What an act that only reads gives: objects of the vault, the ledger and its proofs.
    ///
    /// # Errors
    /// Those of the act.
    pub fn with_case<T>(&self, act: impl FnOnce(&Case) -> Result<T, Error>) -> Result<T, Error> {
        let inner = &self.inner;
        loop {
            match inner.case.try_read() {
                Ok(case) => return act(&case),
                Err(TryLockError::Poisoned(case)) => return act(&case.into_inner()),
                Err(TryLockError::WouldBlock) if inner.working.load(Ordering::Acquire) => {
                    return act(&*self.beside()?);
                }
                // A decision is being written: that takes some milliseconds.
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(1)),
            }
        }
    }

    /// The case to read in while a long piece of work has it.
    fn beside(&self) -> Result<Arc<Case>, Error> {
        let mut beside = lock(&self.inner.beside);
        if let Some(case) = &*beside {
            return Ok(Arc::clone(case));
        }
        let folder = self.inner.pool.folder().to_owned();
        let case = Arc::new(Case::open_to_read_without_keys(&folder)?);
        *beside = Some(Arc::clone(&case));
        Ok(case)
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

    /// The state of all of the case. Of a large one that is large: for what cannot be had from the projection.
    ///
    /// # Errors
    /// When the ledger or an object that is needed is not what it was.
    pub fn whole(&self) -> Result<Arc<State>, Error> {
        let state = self.caught_up()?;
        *lock(&self.inner.whole) = Some((Arc::clone(&state), settle::now()));
        Ok(state)
    }

    fn slice(&self, about: &About) -> Result<Slice, Error> {
        if *about == About::Case {
            return Ok(Slice { state: self.whole()?, id: String::new() });
        }
        // Both are noted before rows are looked at, so that neither is ahead of them.
        let (version, size) = (self.version(), self.size());
        let made = self.inner.pool.with(|store| {
            store.at_once(|store| -> Result<_, Failed> { Ok(self.part_of(store, about, version, size)) })
        });
        let (part, id) = made.map_err(|error| self.told(error))??;
        Ok(Slice { state: Arc::new(part.state), id })
    }

    /// The part that an act is about, for whoever has the turn.
    pub(super) fn part(&self, store: &Store, about: &About) -> Result<(Part, String), Error> {
        if *about == About::Case {
            let state = self.whole()?;
            let ords = state.reports.iter().enumerate().map(|(at, report)| (report.id.clone(), at as u64));
            let ords = ords.collect();
            return Ok((Part { state: (*state).clone(), ords }, String::new()));
        }
        self.part_of(store, about, self.version(), self.size())
    }

    pub(super) fn part_of(
        &self,
        store: &Store,
        about: &About,
        version: u64,
        size: u64,
    ) -> Result<(Part, String), Error> {
        let wanted = self.wanted(store, about)?;
        let made = self
            .common(store, version)
            .and_then(|common| Part::load(store, &common, size, &wanted.incidents, &wanted.reports));
        Ok((made.map_err(|error| self.told(error))?, wanted.id))
    }

    /// What every part has, read again where rows changed.
    pub(super) fn common(&self, store: &Store, version: u64) -> Result<Arc<Common>, Failed> {
        let mut kept = lock(&self.inner.common);
        if let Some((known, common)) = &*kept
            && *known == version
        {
            return Ok(Arc::clone(common));
        }
        let common = Arc::new(Common::load(store)?);
        *kept = Some((version, Arc::clone(&common)));
        Ok(common)
    }
}
