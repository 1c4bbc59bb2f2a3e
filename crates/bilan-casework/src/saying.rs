//! What a person says of a claim: held against its kind and the words of its report, then made a claim.

use bilan_model::{
    ActClaim, Claim, ClaimId, ClaimKind, Confirmation, Count, Method, Outcome, Relation, ResponsibilityClaim,
    Span, Stance, StatusClaim, StatusWord, TollClaim, Victims,
};

use crate::error::{Error, ErrorKind};
use crate::{Message, message};

/// What a claim says, as far as a person says it; what is not given stays as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saying {
    /// The words of the report that say it.
    pub quote: Option<String>,
    /// Where they stand, for words that stand there more than once.
    pub at: Option<Span>,
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

/// The claim with what a person says instead.
pub(crate) fn corrected(claim: &Claim, saying: &Saying, text: &str) -> Result<Claim, Error> {
    fits(claim.kind(), saying)?;
    let span = match &saying.quote {
        None => claim.span(),
        Some(quote) => nearest(text, quote, saying.at.unwrap_or(claim.span()))?,
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
pub(crate) fn made(
    report: &str,
    kind: ClaimKind,
    saying: &Saying,
    quote: &str,
    span: Span,
) -> Result<Claim, Error> {
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

/// The place where words stand in a text: the one that a person pointed to, else the only one.
pub(crate) fn only_place(text: &str, quote: &str, at: Option<Span>) -> Result<Span, Error> {
    if let Some(at) = at.filter(|at| at.of(text) == Some(quote)) {
        return Ok(at);
    }
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

/// Refuses what a person says, and says what to do.
pub(crate) fn refused(what: impl Into<Message>, next: impl Into<Message>) -> Error {
    Error::new(ErrorKind::Usage, what).safe("Nothing was written.").next(next)
}
