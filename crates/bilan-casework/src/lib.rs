//! The use cases that join the engines: one file each, every one reads, decides, then writes.
//!
//! [`init`] makes a case, [`add`] preserves, reads, codes and links reports, [`state::State`] is what a case's ledger
//! says, [`list`], [`show`] and [`tally`] look at it, [`dossier`] puts it before a court, [`verify`] checks it, and
//! [`desk`] keeps a case open for a server,
//! [`demo`] does all of it on the samples; [`code`] codes reports without a case.
//!
//! Clock, randomness, member, device and home folder come in through [`env::Env`]; packs, codebook and gazetteer
//! through [`knowledge::Knowledge`]. Nothing here prints, parses arguments or holds a rule of an engine.

pub mod add;
pub mod backup;
pub mod case;
pub mod change;
pub mod code;
pub mod decide;
pub mod decisions;
pub mod demo;
pub mod desk;
pub mod dossier;
pub mod env;
pub mod error;
pub mod explain;
pub mod gazetteer;
pub mod grade;
pub mod history;
pub mod import;
pub mod incident;
pub mod init;
pub mod judge;
pub mod knowledge;
pub mod labels;
pub mod list;
pub mod matching;
pub mod note;
pub mod place;
pub mod projection;
pub mod propose;
pub mod recode;
pub mod records;
pub mod release;
pub mod restate;
pub mod restore;
pub mod rows;
pub mod saying;
pub mod search;
pub mod second_reading;
pub mod show;
pub mod source;
pub mod state;
pub mod tally;
pub mod todo;
pub mod undo;
pub mod verify;

mod agencies;
mod as_text;
mod digest;
mod drafter;
mod extract;
mod files;
mod glossary;
mod message;
mod parallel;
mod read_only;
mod record;
mod spool;

pub use env::Env;
pub use error::{Error, ErrorKind};
pub use extract::ReaderChild;
pub use knowledge::Knowledge;
pub use message::Message;

/// Hears how far a long job has come. The binary draws it, on a terminal only.
pub trait Progress {
    /// `done` of `total` steps of the job `what` are done.
    fn at(&mut self, what: &'static str, done: usize, total: usize);
}

/// Nobody listens.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn at(&mut self, _what: &'static str, _done: usize, _total: usize) {}
}
