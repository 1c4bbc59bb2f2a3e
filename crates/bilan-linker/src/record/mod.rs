//! Records to persons: which records of several lists are of one person.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "records are numbered with 32 bits, which Linker::new holds to; counts of pairs stay far below 2^53"
)]

mod block;
mod chance;
mod cluster;
mod compare;
mod coverage;
mod learn;
mod likeness;
mod link;
mod mixture;
mod model;
mod names;
mod persons;
mod plausible;
mod prepare;
mod roles;
mod score;
mod settings;
mod strata;
mod table;
mod texts;
mod waterfall;
mod when;

pub use cluster::Weighed;
pub use link::{Linkage, LinkageError, Linker, Step};
pub use model::{Chances, Model};
pub use persons::Persons;
pub use roles::{Role, guess};
pub use score::RuleCount;
pub use settings::{Preset, Settings};
pub use table::{Column, Table, TableBuilder};
pub use texts::{MISSING, TextId, Texts};
pub use waterfall::{RuleFit, Waterfall, WaterfallStep};
