//! A case held open by a server: many readers of the projection, one writer of the ledger.
//!
//! A [`Desk`] is cheap to clone and may be used from any thread. What a reader needs comes as a [`Slice`]: a state that
//! holds the incidents or the report asked for, made from rows of the projection, on which every use case runs as it does
//! on the whole state. A decision is taken on such a part too, goes to the ledger, and changes the rows that follow from
//! it at once. What it may change beyond (which accounts are one event) is worked out later, beside other work.

mod about;
mod act;
mod behind;
mod part;
mod pool;
mod quick;
mod read;
mod settle;

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use bilan_store::{Store, StoreError};

pub use self::about::{About, Slice};
pub use self::act::Ruled;
use self::part::Common;
use self::pool::Pool;
use self::settle::Unsettled;
use crate::case::Case;
use crate::env::Env;
use crate::error::Error;
use crate::knowledge::Knowledge;
use crate::projection;
use crate::state::State;

/// So many reports are linked again at once; more, when nobody is at work.
const LINKED_AT_ONCE: u64 = 400;
/// How long a settling may take so that the next is done at once too.
const AT_ONCE: Duration = Duration::from_millis(250);

/// How long settling may take when the case is closed.
const AT_CLOSING: Duration = Duration::from_secs(5);
/// Reports that are settled in a second, at least, where it was not measured yet.
const SETTLED_A_SECOND: u64 = 1_000;

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
    /// Held by whoever settles; taken before a turn, never after.
    settling: Mutex<()>,
    /// Who is told that all is settled.
    listeners: Mutex<Vec<Listener>>,
}

/// Hears how many entries the log has that all is settled for.
type Listener = Box<dyn Fn(u64) + Send + Sync>;

struct Turn {
    env: Env,
    store: Store,
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
    /// Opens the case in a folder, locked against every other process. A projection that is behind is read as it is
    /// until it is settled, beside other work.
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
            settling: Mutex::default(),
            listeners: Mutex::default(),
        });
        let desk = Self { inner };
        if behind {
            desk.open_behind()?;
        }
        settle::in_background(&desk.inner);
        Ok(desk)
    }

    /// Packs, codebook and gazetteer.
    pub fn knowledge(&self) -> &Arc<Knowledge> {
        &self.inner.knowledge
    }

    /// Whether incidents are as all decisions so far want them.
    pub fn links(&self) -> Links {
        if lock(&self.inner.unsettled).is_settled() { Links::Settled } else { Links::Pending }
    }

    /// Entries in the log.
    pub fn size(&self) -> u64 {
        self.inner.size.load(Ordering::Acquire)
    }

    /// Counts changes of what can be read: the same number means the same answers.
    pub fn version(&self) -> u64 {
        self.inner.version.load(Ordering::Acquire)
    }

    /// Has it told, with the entries in the log, each time that links are settled again. Whoever is told must not ask
    /// the desk anything then and there.
    pub fn on_settled(&self, tell: impl Fn(u64) + Send + Sync + 'static) {
        lock(&self.inner.listeners).push(Box::new(tell));
    }

    /// Settles what is pending, where that takes a few seconds; else the next opening does it, beside other work.
    ///
    /// # Errors
    /// As [`Desk::settle`].
    pub fn close(&self) -> Result<(), Error> {
        if self.links() == Links::Settled {
            return Ok(());
        }
        let known = lock(&self.inner.unsettled).took();
        let reports = self.ask(Store::amounts)?.reports;
        let expected = known.unwrap_or(Duration::from_secs(reports / SETTLED_A_SECOND));
        if expected > AT_CLOSING { Ok(()) } else { self.settle() }
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
