//! Releases that were made, as the ledger has them: what each held, who approved it, what was taken back.

use std::collections::BTreeSet;

use bilan_ledger::{Act, Subject};
use bilan_model::{Outcome, Policy, Profile, ReleaseState};
use serde::{Deserialize, Serialize};

use super::publish::{Publication, Written};
use crate::case::Case;
use crate::change::{Figure, Figures};
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::message;
use crate::state::parse;

/// Content of a release entry. It holds the secret that displacement and numbers follow from, and never leaves the vault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PastRelease {
    /// `bilan-release/1`.
    pub format: String,
    /// Its id, 32 hex digits.
    pub release: String,
    /// For whom.
    pub profile: Profile,
    /// How far it has come.
    pub state: ReleaseState,
    /// When, RFC 3339 in UTC.
    pub made: String,
    /// Who made it, or withdrew it, as the computer knows them.
    pub member: String,
    /// Why it was withdrawn.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// Secret of displacement and of published numbers, 64 hex digits: the same in every release of the case, since
    /// several displaced points of one place would give it away.
    pub(crate) secret: String,
    /// SHA-256 of its manifest.
    pub manifest: String,
    /// The range of each outcome of each incident, by published ids.
    pub ranges: Vec<Range>,
}

/// A published range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// Published id of the incident.
    pub incident: String,
    /// What happened to the persons counted.
    pub outcome: Outcome,
    /// The figure.
    #[serde(flatten)]
    pub figure: Figure,
}

/// Content of an approval entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// `bilan-approval/1`.
    pub format: String,
    /// The release.
    pub release: String,
    /// Who approves.
    pub member: String,
    /// Why.
    pub why: String,
}

impl Approval {
    pub(super) fn new(release: &str, member: &str, why: &str) -> Self {
        Self {
            format: "bilan-approval/1".to_owned(),
            release: release.to_owned(),
            member: member.to_owned(),
            why: why.to_owned(),
        }
    }
}

/// All releases of a case, in the order of the log, each as it stands now.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Past {
    /// The releases.
    pub releases: Vec<PastRelease>,
    /// What second persons approved.
    pub approvals: Vec<Approval>,
}

/// Reads the releases of a case.
///
/// # Errors
/// When an entry or its object is not what it was.
pub fn past(case: &Case) -> Result<Past, Error> {
    let mut past = Past::default();
    for sealed in case.ledger().entries() {
        let entry = sealed.map_err(|error| Error::ledger(case.folder(), error))?.entry;
        let Some(commit) = entry.commit.filter(|commit| case.ledger().erased_by(*commit).is_none()) else {
            continue;
        };
        if entry.act == Act::Release {
            past.take(parse(case, commit)?);
        } else if entry.act == Act::Approve {
            past.approvals.push(parse(case, commit)?);
        }
    }
    Ok(past)
}

impl Past {
    fn take(&mut self, release: PastRelease) {
        match self.releases.iter_mut().find(|known| known.release == release.release) {
            Some(known) => *known = release,
            None => self.releases.push(release),
        }
    }

    /// The last release for a profile that was not withdrawn.
    pub fn last(&self, profile: Profile) -> Option<&PastRelease> {
        let stands =
            |release: &&PastRelease| release.profile == profile && release.state != ReleaseState::Withdrawn;
        self.releases.iter().rev().find(stands)
    }

    /// The secret of the case's releases, once there is one.
    pub(super) fn secret(&self) -> Option<[u8; 32]> {
        let text = &self.releases.last()?.secret;
        let mut bytes = [0u8; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
        }
        Some(bytes)
    }

    /// The release of an id, or of its first letters.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn one(&self, id: &str) -> Result<&PastRelease, Error> {
        let mut found =
            self.releases.iter().filter(|release| !id.is_empty() && release.release.starts_with(id));
        match (found.next(), found.next()) {
            (Some(release), None) => Ok(release),
            _ => Err(Error::new(ErrorKind::Missing, message!("there is no release \"{id}\"", id = id))
                .safe("Nothing was written.")
                .next("`bilan release CASE --list` shows the releases.")),
        }
    }

    /// Who approved a release, its maker not counted.
    pub(super) fn approved_by(&self, profile: Profile, maker: &str) -> Option<&Approval> {
        let last = self.last(profile)?;
        self.approvals
            .iter()
            .rev()
            .find(|approval| approval.release == last.release && approval.member != maker)
    }
}

impl PastRelease {
    pub(super) fn of(publication: &Publication<'_>, written: &Written, manifest: &str, env: &Env) -> Self {
        let range = |((incident, outcome, policy), figure): (&(String, Outcome, Policy), &Figure)| {
            (*policy == Policy::Range).then(|| Range {
                incident: incident.clone(),
                outcome: *outcome,
                figure: figure.clone(),
            })
        };
        Self {
            format: publication.head.format.clone(),
            release: publication.head.release.clone(),
            profile: publication.head.profile,
            state: publication.head.state,
            made: publication.head.made.clone(),
            member: env.member.clone(),
            why: String::new(),
            secret: crate::digest::hex(&publication.secret),
            manifest: manifest.to_owned(),
            ranges: written.figures.iter().filter_map(range).collect(),
        }
    }

    /// The same, taken back.
    pub(super) fn withdrawn(release: &Self, member: &str, why: &str) -> Self {
        Self {
            state: ReleaseState::Withdrawn,
            member: member.to_owned(),
            why: why.to_owned(),
            ..release.clone()
        }
    }

    /// The subject of its entries.
    pub(super) fn subject(&self) -> Result<Subject, Error> {
        let mut bytes = [0u8; 16];
        for (at, byte) in bytes.iter_mut().enumerate() {
            let pair =
                self.release.get(2 * at..2 * at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
            *byte = pair.ok_or_else(|| {
                Error::new(ErrorKind::Integrity, "a release of the ledger has no id of 32 digits")
                    .safe("Nothing was written.")
                    .next("Run `bilan verify`.")
            })?;
        }
        Ok(Subject::Id(bytes))
    }

    pub(super) fn figures(&self) -> Figures {
        let keyed =
            |range: &Range| ((range.incident.clone(), range.outcome, Policy::Range), range.figure.clone());
        self.ranges.iter().map(keyed).collect()
    }

    /// Incidents that it holds and `now` does not.
    pub(super) fn gone(&self, now: &BTreeSet<String>) -> Vec<String> {
        let then: BTreeSet<&String> = self.ranges.iter().map(|range| &range.incident).collect();
        then.into_iter().filter(|incident| !now.contains(*incident)).cloned().collect()
    }
}
