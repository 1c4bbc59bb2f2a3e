//! Bringing the projection in step with all decisions: which accounts are one event is worked out beside other work.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, Weak};
use std::time::{Duration, Instant};

use bilan_store::{Head, Plan, StoreError};

use super::part::{Part, incidents_of};
use super::quick::Quick;
use super::{AT_ONCE, Desk, Inner, Links, Turn, lock};
use crate::error::Error;
use crate::projection::{self, Failed, rows};
use crate::state::{ReportState, State};

/// Nobody has decided anything for so long: time to settle.
const QUIET: Duration = Duration::from_secs(10);
/// Decisions wait for settling no longer than this, whoever is at work.
const AT_LAST: Duration = Duration::from_mins(30);
/// The whole state is let go after nobody asked for it for so long.
const IDLE: Duration = Duration::from_mins(1);
/// Rows that are put at once while members are at work: some tenths of a second.
const STEPS_AT_ONCE: usize = 300;
/// How long whoever waits for a turn has to take it.
const GIVE_WAY: Duration = Duration::from_millis(2);
/// How often to look.
const LOOK: Duration = Duration::from_millis(500);

/// When it is, to tell how long ago something was: no row and no entry hangs on it.
#[expect(clippy::disallowed_methods, reason = "when to settle hangs on how long nobody decided")]
pub(super) fn now() -> Instant {
    Instant::now()
}

/// Decisions that may change more than the rows that were put at once.
pub(super) struct Unsettled {
    /// Reports that are ahead of the projection, each with the size of the log after its decision.
    ahead: Vec<(u64, Vec<String>)>,
    since: Option<Instant>,
    last: Instant,
    took: Duration,
}

impl Unsettled {
    pub(super) fn new(took: Duration) -> Self {
        Self { ahead: Vec::new(), since: None, last: now(), took }
    }

    pub(super) fn is_settled(&self) -> bool {
        self.ahead.is_empty()
    }

    /// How long settling took the last time; `None` where nobody knows.
    pub(super) fn took(&self) -> Option<Duration> {
        Some(self.took).filter(|took| *took != Duration::MAX)
    }

    pub(super) fn grow(&mut self, size: u64, reports: Vec<String>) {
        self.last = now();
        self.since.get_or_insert(self.last);
        self.ahead.push((size, reports));
    }

    fn is_due(&self) -> bool {
        let long = self.since.is_some_and(|since| since.elapsed() > AT_LAST);
        !self.is_settled() && (long || self.last.elapsed() > QUIET)
    }

    /// What is settled up to a size of the log is no more ahead; gives the reports that still are.
    fn settled(&mut self, size: u64, took: Duration) -> Vec<String> {
        self.took = took;
        self.ahead.retain(|(after, _)| *after > size);
        self.since = self.ahead.first().map(|_| now());
        let reports: BTreeSet<String> = self.ahead.iter().flat_map(|(_, reports)| reports.clone()).collect();
        reports.into_iter().collect()
    }
}

/// Settles when it is due, on a thread of its own, as long as the desk is open.
pub(super) fn in_background(inner: &Arc<Inner>) {
    let desk: Weak<Inner> = Arc::downgrade(inner);
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(LOOK);
            let Some(inner) = desk.upgrade() else { return };
            let desk = Desk { inner };
            let idle = |(_, asked): &mut (Arc<State>, Instant)| asked.elapsed() > IDLE;
            drop(lock(&desk.inner.whole).take_if(idle));
            let due = lock(&desk.inner.unsettled).is_due();
            // What fails now is tried again when it is next due, or when the case is next opened.
            if due && desk.settle().is_err() {
                lock(&desk.inner.unsettled).last = now();
            }
        }
    });
}

impl Desk {
    /// Brings the projection in step with all decisions so far. Others read and decide meanwhile.
    ///
    /// # Errors
    /// When the ledger or an object is not what it was, or the projection cannot be written.
    pub fn settle(&self) -> Result<(), Error> {
        self.settle_with(None)
    }

    /// Settles at once where that took little time before.
    pub(super) fn settle_if_small(&self, turn: &mut Turn) -> Result<(), Error> {
        let small = {
            let unsettled = lock(&self.inner.unsettled);
            !unsettled.is_settled() && unsettled.took < AT_ONCE
        };
        if small { self.settle_with(Some(turn)) } else { Ok(()) }
    }

    fn settle_with(&self, turn: Option<&mut Turn>) -> Result<(), Error> {
        let started = now();
        let told = |error: Failed| self.told(error);
        let state = self.caught_up()?;
        let texts = |report: &ReportState| self.with_case(|case| report.read_text(case));
        let plan = self.inner.pool.with(|store| -> Result<_, Failed> {
            let known = usize::try_from(store.amounts()?.reports).unwrap_or(usize::MAX);
            store.plan(|writer| rows::write(writer, &texts, &state, known))
        });
        let plan = plan.map_err(told)?;
        let size = state.size;
        drop(state);
        let head = self.with_case(|case| {
            let root = case.ledger().root_at(size).map(|root| root.to_string());
            Ok(Head { log_size: size, log_root: root.unwrap_or_default(), ..projection::head(case, None) })
        })?;
        let mut plan = plan;
        if let Some(turn) = turn {
            self.carry_out(turn, plan, &head)?;
            for report in lock(&self.inner.unsettled).settled(size, started.elapsed()) {
                self.catch_up_rows(turn, size, &[report])?;
            }
        } else {
            // In small steps, so that nobody who decides waits long; rows may be ahead of the head.
            while plan.len() > STEPS_AT_ONCE {
                let some = plan.take(STEPS_AT_ONCE);
                let put = |writer: &mut bilan_store::Writer<'_>| writer.carry_out(some);
                lock(&self.inner.turn).store.amend::<StoreError>(put).map_err(|error| told(error.into()))?;
                self.changed(self.size());
                std::thread::sleep(GIVE_WAY);
            }
            self.carry_out(&mut lock(&self.inner.turn), plan, &head)?;
            let ahead = lock(&self.inner.unsettled).settled(size, started.elapsed());
            for report in ahead {
                self.catch_up_rows(&mut lock(&self.inner.turn), size, &[report])?;
                std::thread::sleep(GIVE_WAY);
            }
        }
        if self.links() == Links::Settled {
            lock(&self.inner.listeners).iter().for_each(|tell| tell(size));
        }
        Ok(())
    }

    fn carry_out(&self, turn: &mut Turn, plan: Plan, head: &Head) -> Result<(), Error> {
        let done = turn.store.update::<StoreError>(head, |writer| writer.carry_out(plan));
        done.map_err(|error| self.told(error.into()))?;
        self.changed(self.size());
        Ok(())
    }

    /// Puts again what was decided while settling went on: its rows are as they were before.
    pub(super) fn catch_up_rows(&self, turn: &mut Turn, size: u64, reports: &[String]) -> Result<(), Error> {
        let part = incidents_of(&turn.store, reports).and_then(|incidents| {
            let common = self.common(&turn.store, self.version())?;
            Part::load(&turn.store, &common, size, &incidents, reports)
        });
        let part = part.map_err(|error| self.told(error))?;
        let after = self.with_case(|case| part.state.clone().caught_up(case))?;
        let quick = Quick::of(&turn.store, &part, &after).map_err(|error| self.told(error))?;
        turn.store.amend(|writer| quick.put(writer, &after)).map_err(|error| self.told(error))?;
        self.changed(self.size());
        Ok(())
    }

    /// The whole state with all entries so far.
    pub(super) fn caught_up(&self) -> Result<Arc<State>, Error> {
        let kept = lock(&self.inner.whole).take().map(|(state, _)| state);
        let mut state = match kept {
            Some(state) if state.size == self.size() => return Ok(state),
            Some(state) => Arc::try_unwrap(state).unwrap_or_else(|shared| (*shared).clone()),
            None => {
                let loaded = self.inner.pool.with(|store| {
                    store.at_once(|store| -> Result<_, Failed> { rows::load(store, store.head()?.log_size) })
                });
                loaded.map_err(|error| self.told(error))?
            }
        };
        // Only reading the entries needs the case; working out what follows does not.
        let news = self.with_case(|case| state.replay_news(case))?;
        state.follow(news);
        Ok(Arc::new(state))
    }

    /// Makes the projection anew.
    pub(super) fn remake(&self) -> Result<(), Error> {
        let mut turn = lock(&self.inner.turn);
        let case = self.inner.case.read().unwrap_or_else(PoisonError::into_inner);
        let state = State::read(&case)?;
        self.inner.pool.clear();
        projection::write(&case, &state).map_err(|error| error.told(&case))?;
        turn.store = self.inner.pool.open().map_err(|error| projection::store_error(&case, &error))?;
        self.changed(state.size);
        lock(&self.inner.unsettled).settled(state.size, Duration::MAX);
        Ok(())
    }
}
