//! What must hold before a release may be made: each gate refuses with what to do.

use std::collections::BTreeSet;

use bilan_model::{Code as _, ReleaseState};
use serde::Serialize;

use super::{Past, Request, Statement};
use crate::case::Case;
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::state::State;
use crate::{Message, message};

/// Why a release is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was found.
    pub what: Message,
    /// What to do.
    pub next: Message,
}

/// Refuses a release that a gate does not let through, with the first finding.
pub(super) fn check(
    case: &Case,
    state: &State,
    request: &Request<'_>,
    past: &Past,
    method: &Statement,
    env: &Env,
) -> Result<(), Error> {
    let Some(finding) = findings(state, request, past, method, env).into_iter().next() else { return Ok(()) };
    Err(Error::new(ErrorKind::Refused, finding.what)
        .at(case.folder().display())
        .safe("Nothing was written.")
        .next(finding.next))
}

pub(super) fn findings(
    state: &State,
    request: &Request<'_>,
    past: &Past,
    method: &Statement,
    env: &Env,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut find = |what: Message, next: Message| findings.push(Finding { what, next });
    let picture = state.picture();
    if picture.incidents.is_empty() {
        find(message!("the case has no incident"), message!("Add reports first: bilan add CASE PATH..."));
    }
    if !method.is_whole() {
        find(
            message!("a part of the method statement would be empty"),
            message!(
                "`bilan method CASE` shows it; give reports their publishers and dates with `bilan report set`."
            ),
        );
    }
    if request.state == ReleaseState::Withdrawn {
        find(
            message!("a release is not made withdrawn"),
            message!("Make it, then take it back: bilan release CASE --withdraw RELEASE --why \"...\""),
        );
    }
    if request.state != ReleaseState::Final {
        return findings;
    }
    let orphans = picture.orphans.len();
    if orphans > 0 {
        find(
            message!("{n} judgements fit nothing in the present coding", n = orphans),
            message!("`bilan todo CASE` shows them; judge these claims anew, then release."),
        );
    }
    if past.last(request.profile).is_none() {
        find(
            message!("there is no candidate for the profile {profile} yet", profile = request.profile.code()),
            message!("Release it as a candidate first, have it read, then make it final."),
        );
    }
    let members = members(state);
    if (members.len() > 1 || request.four_eyes) && past.approved_by(request.profile, &env.member).is_none() {
        find(
            message!("the case has two members, and no second person has approved the candidate"),
            message!("Another member approves it: bilan release CASE --approve RELEASE --why \"...\""),
        );
    }
    findings
}

/// Everyone who brought a document or decided something, by the names that computers know.
fn members(state: &State) -> BTreeSet<&str> {
    let brought = state.items.iter().map(|item| item.acquisition.member.as_str());
    let decided = state.decisions.iter().map(|decided| decided.record.member.as_str());
    brought.chain(decided).filter(|member| !member.is_empty()).collect()
}
