//! `judge`: a person accepts, rejects or corrects a claim, or adds one that the machine missed.

use bilan_ledger::{Act, Dep, Hash};
use bilan_model::{Account, Claim, ClaimId, ClaimKind, TollClaim, Verdict};
use serde::Serialize;

use crate::case::Case;
use crate::decide::{Entered, enter};
use crate::decisions::{AccountAnchor, Decision, Judged};
use crate::env::Env;
use crate::error::Error;
use crate::list::claims;
use crate::message;
use crate::saying::{Saying, corrected, made, only_place, refused};
use crate::show::{pick, pick_claim, pick_report};
use crate::state::{ReportState, State};

/// What a person decides of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ruling {
    /// It is read rightly.
    Accept,
    /// It is not in the text.
    Reject,
    /// It is in the text, otherwise than read.
    Correct(Saying),
}

/// A claim judged, as it holds now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JudgedNow {
    /// Its entry.
    #[serde(flatten)]
    pub entered: Entered,
    /// The report that it stands in.
    pub report: String,
    /// What was decided.
    pub verdict: Verdict,
    /// The person entered it.
    pub added: bool,
    /// The claim as it stood before; `None` where it was added.
    pub before: Option<Claim>,
    /// The claim as it holds.
    pub claim: Claim,
}

/// Whose reading a judgement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// It holds from here on.
    Holds,
    /// A second person's, made without seeing the first: it is compared, and holds nothing.
    Second,
}

/// Judges the claim of an id, or of its first digits.
///
/// # Errors
/// When there is no such claim, a correction does not fit it or its report, or no reason is given.
pub fn judge(
    case: &mut Case,
    state: &State,
    id: &str,
    ruling: Ruling,
    why: &str,
    env: &mut Env,
) -> Result<JudgedNow, Error> {
    judge_as(case, state, id, ruling, Reading::Holds, why, env)
}

/// Judges the claim of an id, as a reading of its own kind.
///
/// # Errors
/// As [`judge`].
pub fn judge_as(
    case: &mut Case,
    state: &State,
    id: &str,
    ruling: Ruling,
    reading: Reading,
    why: &str,
    env: &mut Env,
) -> Result<JudgedNow, Error> {
    let (report, account, before) = find(state, id)?;
    let text = report.read_text(case)?;
    let mut whole = held_before(state, &before).and_then(|judged| judged.whole.clone());
    let (verdict, claim) = match ruling {
        Ruling::Accept => (Verdict::Accept, before.clone()),
        Ruling::Reject => (Verdict::Reject, before.clone()),
        Ruling::Correct(saying) => {
            if saying == Saying::default() {
                return Err(refused(
                    "nothing is corrected",
                    "Say what the claim says instead: see `bilan judge --help`.",
                ));
            }
            whole = part_of(account, &before, &saying)?.or(whole);
            (Verdict::Correct, corrected(&before, &saying, &text)?)
        }
    };
    let judged = Judged {
        account: anchor(&report.id, account),
        verdict,
        added: held_before(state, &before).is_some_and(|judged| judged.added),
        claim: alone(claim),
        whole,
    };
    entered(case, env, report, judged, reading, Some(before), why)
}

/// Adds a claim of a kind that stands in a report's text, to the account of an incident, or to an account by its name.
///
/// # Errors
/// When report or incident are not found, the words do not stand in the text, or something that the kind needs is
/// not said.
#[expect(clippy::too_many_arguments, reason = "each is given by the person")]
pub fn add_claim(
    case: &mut Case,
    state: &State,
    report: &str,
    kind: ClaimKind,
    account: Option<&str>,
    saying: &Saying,
    why: &str,
    env: &mut Env,
) -> Result<JudgedNow, Error> {
    add_claim_as(case, state, report, kind, account, saying, Reading::Holds, why, env)
}

/// Adds a claim, as a reading of its own kind.
///
/// # Errors
/// As [`add_claim`].
#[expect(clippy::too_many_arguments, reason = "each is given by the person")]
pub fn add_claim_as(
    case: &mut Case,
    state: &State,
    report: &str,
    kind: ClaimKind,
    account: Option<&str>,
    saying: &Saying,
    reading: Reading,
    why: &str,
    env: &mut Env,
) -> Result<JudgedNow, Error> {
    let report = &state.reports[pick_report(state, report)?];
    let text = report.read_text(case)?;
    let account = account_of(state, report, account)?;
    let quote = saying.quote.as_deref().ok_or_else(|| {
        refused(
            "the words of the claim are missing",
            "Give them with --quote, exactly as they stand in the report.",
        )
    })?;
    let span = only_place(&text, quote, saying.at)?;
    let claim = made(&report.id, kind, saying, quote, span)?;
    // A second reader does not see what the first one added, and may add the same.
    if let Ok((_, _, known)) = find(state, claim.id().as_str())
        && reading == Reading::Holds
    {
        return Err(refused(
            "this claim is in the case already",
            message!("Judge it: bilan judge CASE {id} correct ...", id = &known.id().as_str()[..8]),
        ));
    }
    let whole = match &account {
        Some(account) => part_of(account, &claim, saying)?,
        None => None,
    };
    let anchor = account.map_or_else(
        || AccountAnchor {
            report: report.id.clone(),
            account: String::new(),
            place: bilan_model::Place::default(),
            date: None,
            claims: Vec::new(),
        },
        |account| anchor(&report.id, account),
    );
    let judged = Judged { account: anchor, verdict: Verdict::Accept, added: true, claim, whole };
    entered(case, env, report, judged, reading, None, why)
}

fn entered(
    case: &mut Case,
    env: &mut Env,
    report: &ReportState,
    judged: Judged,
    reading: Reading,
    before: Option<Claim>,
    why: &str,
) -> Result<JudgedNow, Error> {
    let (verdict, added, claim) = (judged.verdict, judged.added, judged.claim.clone());
    let coding = report.coding.as_ref().and_then(|coded| Hash::from_hex(&coded.leaf));
    let dep = Dep::Leaf(coding.unwrap_or(report.text_leaf));
    let decided = match reading {
        Reading::Holds => Decision::Judge(Box::new(judged)),
        Reading::Second => Decision::ReadAgain(Box::new(judged)),
    };
    // The subject is the report: a claim's id could be found by trying spans.
    let entered = enter(case, env, Act::Judgement, report.subject, decided, why, vec![dep])?;
    Ok(JudgedNow { entered, report: report.id.clone(), verdict, added, before, claim })
}

/// The claim of an id, with its report and account.
fn find<'a>(state: &'a State, id: &str) -> Result<(&'a ReportState, &'a Account, Claim), Error> {
    let mut all = Vec::new();
    for told in &state.picture().told {
        for account in &told.accounts {
            all.extend(account.claims().map(|claim| (told.header.doc.as_str(), account, claim)));
        }
    }
    let rows = claims(state);
    let wanted = &rows[pick_claim(&rows, id)?].id;
    let found = all.into_iter().find(|(_, _, claim)| claim.id().as_str() == wanted);
    let (report, account, claim) =
        found.ok_or_else(|| refused("its report is gone", "Run `bilan verify`."))?;
    let report = state.report(report).ok_or_else(|| refused("its report is gone", "Run `bilan verify`."))?;
    Ok((report, account, claim))
}

/// What a person held of a claim before, where somebody judged it.
fn held_before<'a>(state: &'a State, claim: &Claim) -> Option<&'a Judged> {
    let judged = state.standing().filter_map(|decided| decided.judged());
    judged.filter(|judged| judged.claim.id() == claim.id()).last()
}

/// The account so that it is found again.
pub(crate) fn anchor(report: &str, account: &Account) -> AccountAnchor {
    AccountAnchor {
        report: report.to_owned(),
        account: account.id.clone(),
        place: account.place.clone(),
        date: account.date,
        claims: account.claims().map(|claim| claim.id().clone()).collect(),
    }
}

/// The account of a report that is meant by the name of an incident or by its own; the only one where none is given.
fn account_of<'a>(
    state: &'a State,
    report: &ReportState,
    name: Option<&str>,
) -> Result<Option<&'a Account>, Error> {
    let told = state.picture().told.iter().find(|told| told.header.doc == report.id);
    let accounts = told.map_or(&[][..], |told| &told.accounts);
    let Some(name) = name else {
        return match accounts {
            [] => Ok(None),
            [only] => Ok(Some(only)),
            _ => Err(refused(
                "the report tells of several incidents",
                "Say of which with --incident: `bilan list CASE incidents` shows their ids.",
            )),
        };
    };
    if let Some(account) = accounts.iter().find(|account| account.id == name) {
        return Ok(Some(account));
    }
    let incidents = &state.picture().incidents;
    let incident = &incidents[pick(incidents.iter().map(|incident| incident.id.as_str()), name, "incident")?];
    let here = incident.accounts.iter().find(|entry| entry.report.doc == report.id);
    let account = here.and_then(|entry| accounts.iter().find(|account| account.id == entry.account.id));
    account.map(|account| Some(&**account)).ok_or_else(|| {
        refused("the report does not tell of this incident", "Leave out --incident, or give another report.")
    })
}

/// The whole that a saying names, among the tolls of the account; the claim's own id where it stands by itself.
fn part_of(account: &Account, claim: &Claim, saying: &Saying) -> Result<Option<ClaimId>, Error> {
    match saying.part_of.as_deref() {
        None => Ok(None),
        Some("none") => Ok(Some(claim.id().clone())),
        Some(id) => {
            let at = pick(account.tolls.iter().map(|toll| toll.id.as_str()), id, "claim")?;
            Ok(Some(account.tolls[at].id.clone()))
        }
    }
}

/// A toll keeps what it is part of with the account, not with itself.
pub(crate) fn alone(claim: Claim) -> Claim {
    match claim {
        Claim::Toll(toll) => Claim::Toll(TollClaim { part_of: None, ..toll }),
        Claim::Status(_) | Claim::Responsibility(_) | Claim::Act(_) => claim,
    }
}
