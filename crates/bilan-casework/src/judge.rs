//! `judge`: a person accepts, rejects or corrects a claim, or adds one that the machine missed.

use bilan_ledger::{Act, Dep, Hash};
use bilan_model::{
    Account, ActClaim, Claim, ClaimId, ClaimKind, Confirmation, Count, Method, Outcome, Relation,
    ResponsibilityClaim, Span, Stance, StatusClaim, StatusWord, TollClaim, Verdict, Victims,
};
use serde::Serialize;

use crate::case::Case;
use crate::decide::{Entered, enter};
use crate::decisions::{AccountAnchor, Decision, Judged};
use crate::env::Env;
use crate::error::{Error, ErrorKind};
use crate::list::claims;
use crate::show::{pick, pick_claim, pick_report};
use crate::state::{ReportState, State};
use crate::{Message, message};

/// What a claim says, as far as a person says it; what is not given stays as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saying {
    /// The words of the report that say it.
    pub quote: Option<String>,
    /// Who says so, or `author`.
    pub source: Option<String>,
    /// Conditional, or with a word of doubt.
    pub hedged: Option<bool>,
    /// What happened to the persons counted.
    pub outcome: Option<Outcome>,
    /// How the words bind the figure.
    pub relation: Option<Relation>,
    /// The figure.
    pub value: Option<u64>,
    /// The second figure of a range.
    pub high: Option<u64>,
    /// Who the persons counted were.
    pub victims: Option<Victims>,
    /// Whether the report says that it is established.
    pub confirmation: Option<Confirmation>,
    /// The toll that it is part of: an id or its first digits; `none` where it stands by itself.
    pub part_of: Option<String>,
    /// What the victims were.
    pub status: Option<StatusWord>,
    /// Who is blamed, admits or denies.
    pub party: Option<String>,
    /// Blames, admits or denies.
    pub stance: Option<Stance>,
    /// What was done.
    pub act: Option<bilan_model::Act>,
    /// How.
    pub method: Option<Method>,
}

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
    entered(case, env, report, judged, Some(before), why)
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
    let report = &state.reports[pick_report(state, report)?];
    let text = report.read_text(case)?;
    let account = account_of(state, report, account)?;
    let quote = saying.quote.as_deref().ok_or_else(|| {
        refused(
            "the words of the claim are missing",
            "Give them with --quote, exactly as they stand in the report.",
        )
    })?;
    let span = only_place(&text, quote)?;
    let claim = made(&report.id, kind, saying, quote, span)?;
    if let Ok((_, _, known)) = find(state, claim.id().as_str()) {
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
    entered(case, env, report, judged, None, why)
}

fn entered(
    case: &mut Case,
    env: &mut Env,
    report: &ReportState,
    judged: Judged,
    before: Option<Claim>,
    why: &str,
) -> Result<JudgedNow, Error> {
    let (verdict, added, claim) = (judged.verdict, judged.added, judged.claim.clone());
    let coding = report.coding.as_ref().and_then(|coded| Hash::from_hex(&coded.leaf));
    let dep = Dep::Leaf(coding.unwrap_or(report.text_leaf));
    let decided = Decision::Judge(Box::new(judged));
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
    account.map(Some).ok_or_else(|| {
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
fn alone(claim: Claim) -> Claim {
    match claim {
        Claim::Toll(toll) => Claim::Toll(TollClaim { part_of: None, ..toll }),
        Claim::Status(_) | Claim::Responsibility(_) | Claim::Act(_) => claim,
    }
}

/// The claim with what a person says instead.
fn corrected(claim: &Claim, saying: &Saying, text: &str) -> Result<Claim, Error> {
    fits(claim.kind(), saying)?;
    let span = match &saying.quote {
        None => claim.span(),
        Some(quote) => nearest(text, quote, claim.span())?,
    };
    let quote = span.of(text).unwrap_or_default().to_owned();
    let source = saying.source.clone().unwrap_or_else(|| claim.attributed_to().to_owned());
    Ok(match claim.clone() {
        Claim::Toll(toll) => Claim::Toll(TollClaim {
            outcome: saying.outcome.unwrap_or(toll.outcome),
            count: counted(saying, Some(toll.count))?,
            victims: saying.victims.unwrap_or(toll.victims),
            chain: if saying.source.is_some() { chain(&source) } else { toll.chain.clone() },
            attributed_to: source,
            hedged: saying.hedged.unwrap_or(toll.hedged),
            confirmation: saying.confirmation.unwrap_or(toll.confirmation),
            quote,
            span,
            ..toll
        }),
        Claim::Status(status) => Claim::Status(StatusClaim {
            status: saying.status.unwrap_or(status.status),
            words: if saying.quote.is_some() { quote.clone() } else { status.words.clone() },
            attributed_to: source,
            hedged: saying.hedged.unwrap_or(status.hedged),
            quote,
            span,
            ..status
        }),
        Claim::Responsibility(blame) => Claim::Responsibility(ResponsibilityClaim {
            party: saying.party.clone().unwrap_or(blame.party),
            stance: saying.stance.unwrap_or(blame.stance),
            attributed_to: source,
            quote,
            span,
            id: blame.id,
        }),
        Claim::Act(act) => Claim::Act(ActClaim {
            act: saying.act.unwrap_or(act.act),
            method: saying.method.or(act.method),
            attributed_to: source,
            hedged: saying.hedged.unwrap_or(act.hedged),
            span,
            id: act.id,
        }),
    })
}

/// A new claim of a kind.
fn made(report: &str, kind: ClaimKind, saying: &Saying, quote: &str, span: Span) -> Result<Claim, Error> {
    fits(kind, saying)?;
    let missing =
        |what, option: &str| -> Error { refused(what, message!("Give it with {option}.", option = option)) };
    let source = saying.source.clone().unwrap_or_else(|| "author".to_owned());
    let hedged = saying.hedged.unwrap_or(false);
    let quote = quote.to_owned();
    Ok(match kind {
        ClaimKind::Toll => {
            let outcome = saying
                .outcome
                .ok_or_else(|| missing(message!("what happened to them is missing"), "--outcome"))?;
            Claim::Toll(TollClaim {
                id: ClaimId::toll(report, outcome, span),
                outcome,
                count: counted(saying, None)?,
                victims: saying.victims.unwrap_or(Victims::Unspecified),
                victim_words: None,
                status_contested: false,
                chain: chain(&source),
                attributed_to: source,
                hedged,
                confirmation: saying.confirmation.unwrap_or(Confirmation::Unstated),
                part_of: None,
                quote,
                span,
                rules: Vec::new(),
                confidence: 1.0,
            })
        }
        ClaimKind::Status => {
            let status =
                saying.status.ok_or_else(|| missing(message!("what they were is missing"), "--status"))?;
            let id = ClaimId::status(report, status, span);
            Claim::Status(StatusClaim {
                id,
                status,
                words: quote.clone(),
                attributed_to: source,
                hedged,
                quote,
                span,
            })
        }
        ClaimKind::Responsibility => {
            let party =
                saying.party.clone().ok_or_else(|| missing(message!("the party is missing"), "--party"))?;
            let stance =
                saying.stance.ok_or_else(|| missing(message!("the stance is missing"), "--stance"))?;
            let id = ClaimId::responsibility(report, &party, stance, span);
            Claim::Responsibility(ResponsibilityClaim {
                id,
                party,
                stance,
                attributed_to: source,
                quote,
                span,
            })
        }
        ClaimKind::Act => {
            let act = saying.act.ok_or_else(|| missing(message!("what was done is missing"), "--act"))?;
            let id = ClaimId::act(report, act, saying.method, span);
            Claim::Act(ActClaim { id, act, method: saying.method, attributed_to: source, hedged, span })
        }
    })
}

/// Refuses what a claim of this kind cannot say.
fn fits(kind: ClaimKind, saying: &Saying) -> Result<(), Error> {
    let toll = [
        ("--outcome", saying.outcome.is_some()),
        ("--relation", saying.relation.is_some()),
        ("--value", saying.value.is_some()),
        ("--high", saying.high.is_some()),
        ("--victims", saying.victims.is_some()),
        ("--confirmation", saying.confirmation.is_some()),
        ("--part-of", saying.part_of.is_some()),
    ];
    let status = [("--status", saying.status.is_some())];
    let blame = [("--party", saying.party.is_some()), ("--stance", saying.stance.is_some())];
    let act = [("--act", saying.act.is_some()), ("--method", saying.method.is_some())];
    let of_kind: [(ClaimKind, &[(&str, bool)]); 4] = [
        (ClaimKind::Toll, &toll),
        (ClaimKind::Status, &status),
        (ClaimKind::Responsibility, &blame),
        (ClaimKind::Act, &act),
    ];
    let others = of_kind.iter().filter(|(other, _)| *other != kind).flat_map(|(_, options)| *options);
    match others.into_iter().find(|(_, given)| *given) {
        None => Ok(()),
        Some((option, _)) => Err(refused(
            message!(
                "{option} does not fit: the claim is of the kind {kind}",
                option = option,
                kind = kind.code()
            ),
            "Leave it out, or judge another claim: `bilan show CASE claim ID` shows what one says.",
        )),
    }
}

/// The count that is said, on top of the one that was read.
fn counted(saying: &Saying, read: Option<Count>) -> Result<Count, Error> {
    if saying.relation.is_none() && saying.value.is_none() && saying.high.is_none() {
        return read.ok_or_else(|| {
            refused("the number is missing", "Give it with --value, or --relation for words.")
        });
    }
    let relation = saying.relation.unwrap_or(match (saying.high, read) {
        (Some(_), _) => Relation::Between,
        (None, Some(count))
            if count.value().is_some() && count.relation() != Relation::Between && !count.is_none() =>
        {
            count.relation()
        }
        (None, _) => Relation::Exactly,
    });
    let value = saying.value.or(read.and_then(Count::value));
    let high = saying.high.or(read.and_then(Count::high));
    Count::from_parts(relation, value, high).map_err(|why| {
        refused(message!("the number cannot be: {why}", why = why), "Check --value, --high and --relation.")
    })
}

fn chain(source: &str) -> Vec<String> {
    if source == "author" { Vec::new() } else { vec![source.to_owned()] }
}

/// The only place where words stand in a text.
fn only_place(text: &str, quote: &str) -> Result<Span, Error> {
    let places = places(text, quote);
    match places[..] {
        [span] => Ok(span),
        [] => Err(not_there()),
        _ => Err(refused(
            message!("these words stand in the report {n} times", n = places.len()),
            "Give more of the words around the right one.",
        )),
    }
}

/// The place of words that is nearest to a span.
fn nearest(text: &str, quote: &str, span: Span) -> Result<Span, Error> {
    let near = places(text, quote).into_iter().min_by_key(|place| place.start().abs_diff(span.start()));
    near.ok_or_else(not_there)
}

fn places(text: &str, quote: &str) -> Vec<Span> {
    if quote.trim().is_empty() {
        return Vec::new();
    }
    text.match_indices(quote).filter_map(|(at, words)| Span::new(at, at + words.len()).ok()).collect()
}

fn not_there() -> Error {
    refused(
        "these words do not stand in the report",
        "Copy them from `bilan show CASE report ID`, with accents and signs as they stand there.",
    )
}

fn refused(what: impl Into<Message>, next: impl Into<Message>) -> Error {
    Error::new(ErrorKind::Usage, what).safe("Nothing was written.").next(next)
}
