//! For tests only: a disk that forgets, tears, lies and fills up, and seeds that name a test run.
//!
//! A [`Disk`] holds one or more folders ([`Disk::mount`]), each a [`bilan_ledger::Storage`]. What was written and not
//! synced may be gone, old, torn at 512 bytes or there, in any mixture, once the power is lost
//! ([`Disk::lose_power`]); a sync may fail once and then work or lie; space may run out at any byte; a write may stop
//! half way; a bit may rot. All of it follows from a seed, so that a failure can be had again ([`seeds::run`]).
//!
//! ```
//! use bilan_ledger::Storage as _;
//! use bilan_testkit::Disk;
//!
//! let disk = Disk::new(7);
//! let mut case = disk.mount("case");
//! case.write("a", b"kept").expect("nothing is to fail");
//! case.sync("a").expect("nothing is to fail");
//! case.sync_dirs(&[""]).expect("nothing is to fail");
//! case.write("b", b"never synced").expect("nothing is to fail");
//! disk.lose_power();
//! assert_eq!(case.read("a").expect("it was synced"), b"kept");
//! ```

#![expect(clippy::missing_panics_doc, reason = "a test kit panics where a test is to fail, and nowhere else")]

mod disk;
mod fault;
mod file;
mod mount;
mod names;
mod random;
pub mod seeds;
mod site;

pub use disk::{Disk, Rot};
pub use fault::{AfterFailedSync, Faults};
pub use mount::Mount;
pub use random::Random;
pub use site::SyncSite;
