//! A second reader: a language model that is asked about each report, believed only as far as the text bears it out.
//!
//! The rules and the model read one report independently. `address` says which server may be asked, `chunk` cuts the
//! report, `ask` asks, `schema` is question and answer, `ground` holds the answer against the text, `compare` puts both
//! readings side by side. The method is `docs/method/second-reader.md`.
//!
//! Nothing that a server answers adds, changes or takes away a claim.

mod address;
mod ask;
mod chunk;
mod compare;
mod ground;
mod schema;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bilan_coder::Pack;
use bilan_model::{Coding, Report};
use serde::Serialize;

use address::Server;
use ask::Asker;
use ground::Part;

pub use ask::Unread;
pub use compare::{Comparison, Difference, Proposal, READERS_DIFFER, answers};
pub use schema::Rejected;

use crate::error::Error;

/// Reports in a row that a server may fail before it is not asked any more.
const FAILURES_IN_A_ROW: usize = 3;
/// What a server is told where nobody names a model.
const ANY_MODEL: &str = "default";

/// Whom to ask, and within which limits.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The address of the server, as `http://localhost:8080`.
    pub url: String,
    /// The model to ask for; what the server has loaded where none is named.
    pub model: Option<String>,
    /// Reports may leave this computer.
    pub allow_remote: bool,
    /// What is asked at once and waited for.
    pub limits: Limits,
}

/// What is asked at once and waited for.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Time for one answer, connection and all.
    pub timeout: Duration,
    /// Bytes of one answer.
    pub answer: u64,
    /// Proposals of one answer.
    pub proposals: usize,
    /// Bytes of a report that are asked about at once.
    pub part: usize,
    /// Bytes before them that are shown again.
    pub overlap: usize,
    /// Parts of one report.
    pub parts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_mins(5),
            answer: 1 << 20,
            proposals: 64,
            part: 6000,
            overlap: 600,
            parts: 64,
        }
    }
}

/// A server that may be asked.
#[derive(Debug)]
pub struct SecondReader {
    asker: Asker,
    model: String,
    limits: Limits,
    failures: AtomicUsize,
}

/// What the second reader made of one report; stands beside the public record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SecondReading {
    /// What it proposes and the text bears out.
    pub proposals: Vec<Proposal>,
    /// How it was asked.
    pub second_reader: Asked,
}

/// How a second reader was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// The model asked for.
    pub model: String,
    /// Parts of the report that were asked about.
    pub parts: usize,
    /// How many of its proposals were not kept, by reason.
    pub rejected: BTreeMap<&'static str, usize>,
    /// Why there is no reading; the coding is then the rules' alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<Unread>,
}

impl SecondReader {
    /// The reader at an address.
    ///
    /// # Errors
    /// When the address is none, leads to another computer without leave, or to nothing.
    pub fn new(wanted: Wanted) -> Result<Self, Error> {
        let server = Server::of(&wanted.url, wanted.allow_remote)?;
        let limits = wanted.limits;
        Ok(Self {
            asker: Asker::new(server, limits.timeout, limits.answer),
            model: wanted.model.unwrap_or_else(|| ANY_MODEL.to_owned()),
            limits,
            failures: AtomicUsize::new(0),
        })
    }

    /// Whether reports leave this computer.
    pub fn is_remote(&self) -> bool {
        self.asker.is_remote()
    }

    /// Asks about a report and compares. Of the coding only `confidence` and `doubts` change; where the server fails,
    /// nothing does.
    pub fn read(&self, report: &Report, pack: &Pack, coding: &mut Coding) -> SecondReading {
        let parts = chunk::chunks(&report.text, self.limits.part, self.limits.overlap);
        let mut rejected = BTreeMap::new();
        let mut asked =
            Asked { model: self.model.clone(), parts: parts.len(), rejected: BTreeMap::new(), failed: None };
        match self.grounded(report, pack, &parts, &mut rejected) {
            Ok(read) => {
                asked.rejected = rejected;
                let proposals = compare::compare(coding, &report.text, &read, &parts);
                SecondReading { proposals, second_reader: asked }
            }
            Err(why) => {
                asked.failed = Some(why);
                SecondReading { proposals: Vec::new(), second_reader: asked }
            }
        }
    }

    /// What the server says of all parts, as far as the text bears it out: each thing once, in order of the text.
    fn grounded(
        &self,
        report: &Report,
        pack: &Pack,
        parts: &[std::ops::Range<usize>],
        rejected: &mut BTreeMap<&'static str, usize>,
    ) -> Result<Vec<ground::Grounded>, Unread> {
        if parts.len() > self.limits.parts {
            return Err(Unread::TooLong);
        }
        let counted = bilan_coder::counted(report, pack);
        let mut read: Vec<ground::Grounded> = Vec::new();
        for stretch in parts {
            let part = Part::new(&report.text, stretch);
            let body = self.ask(&report.text[stretch.clone()])?;
            for said in schema::answer(&body, self.limits.proposals)? {
                let grounded = said.and_then(|said| part.ground(&said, &counted));
                let known = |new: &ground::Grounded| read.iter().any(|old| old.says_as(new));
                match grounded {
                    Ok(new) if known(&new) => *rejected.entry(Rejected::Repeated.code()).or_default() += 1,
                    Ok(new) => read.push(new),
                    Err(why) => *rejected.entry(why.code()).or_default() += 1,
                }
            }
        }
        read.sort();
        Ok(read)
    }

    /// One answer. A server that failed on too many reports in a row is not asked any more: each could cost minutes.
    fn ask(&self, part: &str) -> Result<Vec<u8>, Unread> {
        if self.failures.load(Ordering::Relaxed) >= FAILURES_IN_A_ROW {
            return Err(Unread::GivenUp);
        }
        let answer = self.asker.ask(&schema::question(&self.model, part));
        match &answer {
            Err(why) if why.is_of_server() => {
                self.failures.fetch_add(1, Ordering::Relaxed);
            }
            Ok(_) | Err(_) => self.failures.store(0, Ordering::Relaxed),
        }
        answer
    }
}
