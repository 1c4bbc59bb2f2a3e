//! Text of a report to attributed claims: `code(&Report, &Pack) -> Coding`.
//!
//! A cascade of finite-state stages over tagged tokens, no parser and no model: `token` cuts, `lexicon` tags,
//! `numeral` and `group` count people, `harm` says what happened to them, `attribution` who says so, `calendar` and
//! `place` when and where, `telling` what is told of a count, `mention` joins these into tolls, `topic` sets aside what is no violence, `scene` tells
//! incidents apart, `assemble` makes accounts of claims. It never fails on text: what it cannot settle is a doubt.
//!
//! No word of any language stands here; language lives in packs (`packs/README.md`). It does no input or output and
//! knows no clock: packs and codebook come in as text, the gazetteer as compiled bytes.

mod actor;
mod answer;
mod assemble;
mod attribution;
mod blame;
mod breakdown;
mod calendar;
mod code;
mod codebook;
mod confidence;
mod country;
mod culprit;
mod dates;
mod dialogue;
mod dispute;
mod frame;
pub mod gazetteer;
mod group;
mod harm;
mod heading;
mod label;
mod lexicon;
mod mention;
mod named;
mod noun;
mod numeral;
mod one_of;
mod pack;
mod parts;
mod place;
mod quality;
mod reading;
mod reread;
mod scene;
mod source;
mod source_kind;
mod source_name;
mod status;
mod telling;
mod timex;
mod token;
mod toll;
mod topic;
mod uncounted;
mod vocabulary;
mod wrap;

pub use code::{code, code_with_features};
pub use codebook::Codebook;
pub use confidence::{Feature, Features, weights};
pub use gazetteer::Gazetteer;
pub use pack::{Pack, PackError, PackFiles};
pub use reread::{Counted, Plain, counted};
pub use timex::{TimeExpression, TimeKind, time_expressions};
