//! Bringing the projection in step with all decisions: which accounts are one event is worked out beside other work.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, Weak};
use std::time::{Duration, Instant};

use bilan_store::{Head, Plan, Store, StoreError};

use super::part::{Part, incidents_of};
use super::quick::Quick;
use super::{AT_ONCE, Desk, Inner, Links, Turn, lock};
use crate::error::Error;
use crate::projection::since::{self, Before, Touched};
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
    /// What is ahead of the projection, each with the size of the log after its decision.
    ahead: Vec<(u64, Touched)>,
    /// Rows may be ahead of which nobody knows: all are compared at the next settling.
    unknown: bool,
    since: Option<Instant>,
    last: Instant,
    took: Duration,
}

impl Unsettled {
    pub(super) fn new(took: Duration) -> Self {
        Self { ahead: Vec::new(), unknown: false, since: None, last: now(), took }
    }

    pub(super) fn is_settled(&self) -> bool {
        self.ahead.is_empty()
    }

    /// How long settling took the last time; `None` where nobody knows.
    pub(super) fn took(&self) -> Option<Duration> {
        Some(self.took).filter(|took| *took != Duration::MAX)
    }

    pub(super) fn grow(&mut self, size: u64, touched: Touched) {
        self.last = now();
        self.since.get_or_insert(self.last);
        self.ahead.push((size, touched));
    }

    /// More is ahead because of decisions that are noted already.
    fn also(&mut self, size: u64, touched: Touched) {
        if let Some((_, last)) = self.ahead.iter_mut().find(|(after, _)| *after == size) {
            last.reports.extend(touched.reports);
            last.incidents.extend(touched.incidents);
        } else {
            self.lose_count();
        }
    }

    /// Rows may be ahead of which nobody keeps account.
    pub(super) fn lose_count(&mut self) {
        self.unknown = true;
    }

    /// All that is ahead; `None` where that is not known.
    fn touched(&self) -> Option<Touched> {
        let mut all = Touched::default();
        for (_, touched) in &self.ahead {
            all.reports.extend(touched.reports.iter().cloned());
            all.incidents.extend(touched.incidents.iter().cloned());
        }
        (!self.unknown).then_some(all)
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
        self.unknown = false;
        let reports = self.ahead.iter().flat_map(|(_, touched)| touched.reports.iter().cloned());
        reports.collect::<BTreeSet<String>>().into_iter().collect()
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
        let _alone = lock(&self.inner.settling);
        // Whoever settled meanwhile may have done it all.
        if self.links() == Links::Settled { Ok(()) } else { self.settle_with(None) }
    }

    /// Settles at once where that took little time before.
    pub(super) fn settle_if_small(&self, turn: &mut Turn) -> Result<(), Error> {
        let small = {
            let unsettled = lock(&self.inner.unsettled);
            !unsettled.is_settled() && unsettled.took < AT_ONCE
        };
        // Whoever settles now waits for this turn.
        match self.inner.settling.try_lock() {
            Ok(_alone) if small => self.settle_with(Some(turn)),
            _ => Ok(()),
        }
    }

    fn settle_with(&self, turn: Option<&mut Turn>) -> Result<(), Error> {
        let started = now();
        let (state, follows, plan) = self.planned()?;
        let size = state.size;
        drop(state);
        let head = self.with_case(|case| {
            let root = case.ledger().root_at(size).map(|root| root.to_string());
            Ok(Head { log_size: size, log_root: root.unwrap_or_default(), ..projection::head(case, None) })
        })?;
        let ahead = |desk: &Self| lock(&desk.inner.unsettled).settled(size, started.elapsed());
        if let Some(turn) = turn {
            self.carry_out(turn, plan, &head)?;
            for report in ahead(self) {
                self.catch_up_rows(turn, size, &[report])?;
            }
        } else {
            if !self.in_steps(plan, follows, &head)? {
                return Ok(());
            }
            for report in ahead(self) {
                self.catch_up_rows(&mut lock(&self.inner.turn), size, &[report])?;
                std::thread::sleep(GIVE_WAY);
            }
        }
        if self.links() == Links::Settled {
            lock(&self.inner.listeners).iter().for_each(|tell| tell(size));
        }
        Ok(())
    }

    /// The state with all entries so far, how many the rows follow from, and what has to be changed in them.
    fn planned(&self) -> Result<(Arc<State>, u64, Plan), Error> {
        let told = |error: Failed| self.told(error);
        let follows = self.inner.pool.with(Store::head).map_err(|error| told(error.into()))?.log_size;
        let kept = lock(&self.inner.whole).take().map(|(state, _)| state);
        let state = match kept.filter(|state| state.size == follows) {
            Some(state) => Arc::try_unwrap(state).unwrap_or_else(|shared| (*shared).clone()),
            None => self.inner.pool.with(loaded).map_err(told)?,
        };
        let before = Before::of(&state);
        let state = self.with_news(state)?;
        let touched = lock(&self.inner.unsettled).touched().filter(|_| before.size() == follows);
        let texts = |report: &ReportState| self.with_case(|case| report.read_text(case));
        let plan = self.inner.pool.with(|store| -> Result<_, Failed> {
            let known = usize::try_from(store.amounts()?.reports).unwrap_or(usize::MAX);
            store.plan(|writer| {
                if let Some(touched) = touched
                    && since::write(writer, store, &before, &state, touched)?
                {
                    return Ok(());
                }
                rows::write(writer, &texts, &state, known)
            })
        });
        Ok((state, follows, plan.map_err(told)?))
    }

    /// Carries a plan out in small steps, so that nobody who decides waits long; rows may be ahead of the head. Whether
    /// it could: where something else brought the rows in step meanwhile, the plan is of no more use.
    fn in_steps(&self, mut plan: Plan, follows: u64, head: &Head) -> Result<bool, Error> {
        loop {
            let mut turn = lock(&self.inner.turn);
            let now = turn.store.head().map_err(|error| self.told(error.into()))?;
            if now.log_size != follows {
                return Ok(false);
            }
            if plan.len() <= STEPS_AT_ONCE {
                self.carry_out(&mut turn, plan, head)?;
                return Ok(true);
            }
            let some = plan.take(STEPS_AT_ONCE);
            // What a step puts nobody keeps account of, until the last one is done.
            lock(&self.inner.unsettled).lose_count();
            let put = |writer: &mut bilan_store::Writer<'_>| writer.carry_out(some);
            turn.store.amend::<StoreError>(put).map_err(|error| self.told(error.into()))?;
            self.changed(self.size());
            drop(turn);
            std::thread::sleep(GIVE_WAY);
        }
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
        lock(&self.inner.unsettled).also(after.size, quick.touched());
        self.changed(self.size());
        Ok(())
    }

    /// The whole state with all entries so far.
    pub(super) fn caught_up(&self) -> Result<Arc<State>, Error> {
        let kept = lock(&self.inner.whole).take().map(|(state, _)| state);
        let state = match kept {
            Some(state) if state.size == self.size() => return Ok(state),
            Some(state) => Arc::try_unwrap(state).unwrap_or_else(|shared| (*shared).clone()),
            None => self.inner.pool.with(loaded).map_err(|error| self.told(error))?,
        };
        self.with_news(state)
    }

    /// A state with the entries that came since.
    fn with_news(&self, mut state: State) -> Result<Arc<State>, Error> {
        // Only reading the entries needs the case; working out what follows does not.
        let news = self.with_case(|case| state.replay_news(case))?;
        state.follow(news);
        Ok(Arc::new(state))
    }

    /// Makes the projection anew.
    pub(super) fn remake(&self) -> Result<(), Error> {
        let _alone = lock(&self.inner.settling);
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

/// The state that the rows hold.
fn loaded(store: &Store) -> Result<State, Failed> {
    store.at_once(|store| rows::load(store, store.head()?.log_size))
}
