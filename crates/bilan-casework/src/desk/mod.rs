//! A case held open by a server: many readers of the projection, one writer of the ledger.
//!
//! A [`Desk`] is cheap to clone and may be used from any thread. What a reader needs comes as a [`Slice`]: a state that
//! holds the incidents or the report asked for, made from rows of the projection, on which every use case runs as it does
//! on the whole state. A decision is taken on such a part too, goes to the ledger, and changes the rows that follow from
//! it at once. What it may change beyond (which accounts are one event) is worked out later, beside other work.

mod part;
mod pool;
mod quick;
mod settle;

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, TryLockError};
use std::time::{Duration, Instant};

use bilan_store::{Store, StoreError};

use self::part::{Common, Part, incidents_of, the_one};
use self::pool::Pool;
use self::quick::Quick;
use self::settle::Unsettled;
use crate::case::Case;
use crate::change::{Change, between, figures};
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::knowledge::Knowledge;
use crate::projection::{self, Failed};
use crate::state::State;
use crate::undo::{UndoneNow, undo};

/// So many reports are linked again at once; more, when nobody is at work.
const LINKED_AT_ONCE: u64 = 400;
/// How long a settling may take so that the next is done at once too.
const AT_ONCE: Duration = Duration::from_millis(250);

/// A case held open.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

pub(super) struct Inner {
    knowledge: Arc<Knowledge>,
    pool: Pool,
    /// Whose turn it is to write.
    turn: Mutex<Turn>,
    case: RwLock<Case>,
    /// To read in while a long piece of work has the case.
    beside: Mutex<Option<Arc<Case>>>,
    working: AtomicBool,
    size: AtomicU64,
    /// Counts changes of the rows, so that what was read once is known to be old.
    version: AtomicU64,
    common: Mutex<Option<(u64, Arc<Common>)>>,
    whole: Mutex<Option<(Arc<State>, Instant)>>,
    unsettled: Mutex<Unsettled>,
}

struct Turn {
    env: Env,
    store: Store,
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

/// What to read of a case: incidents and reports by their whole ids, and the id that was asked for.
#[derive(Default)]
struct Wanted {
    incidents: Vec<String>,
    reports: Vec<String>,
    id: String,
}

impl Desk {
    /// Opens the case in a folder, locked against every other process.
    ///
    /// # Errors
    /// As [`Case::open`]; when the projection can be neither read nor made.
    pub fn open(folder: &Path, env: Env, knowledge: Arc<Knowledge>) -> Result<Self, Error> {
        let case = Case::open(folder, &env)?;
        if projection::following(&case).is_none() {
            projection::state(&case)?;
        }
        let pool = Pool::new(projection::path(&case), projection::key(&case));
        let told = |error: StoreError| projection::store_error(&case, &error);
        let store = pool.open().map_err(told)?;
        let reports = store.amounts().map_err(told)?.reports;
        let behind = store.head().map_err(told)?.log_size < case.ledger().size();
        let last = if reports <= LINKED_AT_ONCE { Duration::ZERO } else { Duration::MAX };
        let inner = Arc::new(Inner {
            knowledge,
            pool,
            turn: Mutex::new(Turn { env, store }),
            size: AtomicU64::new(case.ledger().size()),
            case: RwLock::new(case),
            beside: Mutex::default(),
            working: AtomicBool::new(false),
            version: AtomicU64::new(0),
            common: Mutex::default(),
            whole: Mutex::default(),
            unsettled: Mutex::new(Unsettled::new(last)),
        });
        let desk = Self { inner };
        if behind {
            desk.settle()?;
        }
        settle::in_background(&desk.inner);
        Ok(desk)
    }

    /// Packs, codebook and gazetteer.
    pub fn knowledge(&self) -> &Arc<Knowledge> {
        &self.inner.knowledge
    }

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
                lock(&self.inner.unsettled).grow(size, Vec::new());
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

    /// What the decision of an entry is about; all of the case where that is no part of it.
    fn about_entry(&self, entry: u64) -> Result<About, Error> {
        let row = self.ask(|store| store.decision(entry))?;
        Ok(match row {
            Some(row) if !row.subject.is_empty() => About::Report(row.subject),
            Some(_) | None => About::Case,
        })
    }

    /// Whether incidents are as all decisions so far want them.
    pub fn links(&self) -> Links {
        if lock(&self.inner.unsettled).is_settled() { Links::Settled } else { Links::Pending }
    }

    /// Entries in the log.
    pub fn size(&self) -> u64 {
        self.inner.size.load(Ordering::Acquire)
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
    fn part(&self, store: &Store, about: &About) -> Result<(Part, String), Error> {
        if *about == About::Case {
            let state = self.whole()?;
            let ords = state.reports.iter().enumerate().map(|(at, report)| (report.id.clone(), at as u64));
            let ords = ords.collect();
            return Ok((Part { state: (*state).clone(), ords }, String::new()));
        }
        self.part_of(store, about, self.version(), self.size())
    }

    fn part_of(
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

    fn wanted(&self, store: &Store, about: &About) -> Result<Wanted, Error> {
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
            About::Case => Wanted::default(),
        })
    }

    fn version(&self) -> u64 {
        self.inner.version.load(Ordering::Acquire)
    }

    /// What every part has, read again where rows changed.
    fn common(&self, store: &Store, version: u64) -> Result<Arc<Common>, Failed> {
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
            let mut reports = quick.reports();
            reports.extend(news().filter_map(|decided| Some(decided.judged()?.account.report.clone())));
            lock(&self.inner.unsettled).grow(after.size, reports);
        }
        self.changed(after.size);
        Ok(quick)
    }

    /// Notes that rows changed.
    fn changed(&self, size: u64) {
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

    fn told(&self, error: Failed) -> Error {
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

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

impl Drop for Inner {
    /// The projection goes back to being one file.
    fn drop(&mut self) {
        self.pool.clear();
        let turn = self.turn.get_mut().unwrap_or_else(PoisonError::into_inner);
        let _ = turn.store.close_for_many();
    }
}

/// Runs an act in the name of a member.
fn as_member<T>(env: &mut Env, member: &str, act: impl FnOnce(&mut Env) -> T) -> T {
    let own = std::mem::replace(&mut env.member, member.to_owned());
    let done = act(env);
    env.member = own;
    done
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
