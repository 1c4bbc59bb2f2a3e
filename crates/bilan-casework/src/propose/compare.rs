//! The two readings of one report side by side: where they agree and where they differ.

use std::ops::Range;

use bilan_model::{ClaimId, Code as _, Coding, Count, Doubt, Outcome, Relation, Span, TollClaim};
use serde::Serialize;

use super::ground::Grounded;
use super::schema::AUTHOR;

/// The doubt of a difference between the rules and a second reader: this, a colon, and both answers.
pub const READERS_DIFFER: &str = "readers_differ";
/// What an agreement leaves of the doubt in a claim, as one over this.
const DOUBT_LEFT: f64 = 2.0;
/// No agreement makes a claim surer than this.
const SUREST: f64 = 0.99;
/// The longest name of a source in a doubt, in characters.
const LONGEST_NAME: usize = 120;

/// How a proposal compares with what the rules read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// The rules read the same outcome, count and source in words that overlap.
    Agrees,
    /// The rules read overlapping words otherwise.
    Differs,
    /// The rules read nothing there.
    OnlySecondReader,
}

/// In what two readings of overlapping words differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// What happened to the persons.
    Outcome,
    /// How many.
    Number,
    /// Who says so.
    Source,
}

/// A claim that the second reader proposes, borne out by the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// What happened to the persons counted.
    pub outcome: Outcome,
    /// How many, by the rules of the pack.
    #[serde(flatten)]
    pub count: Count,
    /// The source in the words of the text, or `author`.
    pub source: String,
    /// The words quoted, as they stand in the text.
    pub quote: String,
    /// Where they stand.
    pub span: Span,
    /// How it compares with the rules.
    pub verdict: Comparison,
    /// The claim of the rules that it agrees with or differs from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<ClaimId>,
    /// In what it differs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differs_in: Vec<Difference>,
}

/// Ways in which a proposal may meet a claim, the closest first.
const WAYS: [fn(&Grounded, &TollClaim) -> bool; 4] = [
    |read, claim| differences(read, claim).is_empty() && claim.span.overlaps(read.words),
    |read, claim| differences(read, claim) == [Difference::Source] && claim.span.overlaps(read.words),
    |read, claim| read.count == claim.count && claim.span.overlaps(read.words),
    |read, claim| read.outcome == claim.outcome && claim.span.overlaps(read.span),
];

/// Compares what the second reader read in `shown`, parts of `text`, with the coding: raises the confidence of claims
/// both agree on, adds a doubt for each difference, and changes nothing else of the coding.
pub(super) fn compare(
    coding: &mut Coding,
    text: &str,
    read: &[Grounded],
    shown: &[Range<usize>],
) -> Vec<Proposal> {
    let claims: Vec<(&str, &TollClaim)> = coding
        .incidents
        .iter()
        .flat_map(|account| account.tolls.iter().map(|toll| (account.id.as_str(), toll)))
        .collect();
    let met = pairs(read, &claims);
    let mut doubts = Vec::new();
    let mut proposals = Vec::new();
    for (read, met) in read.iter().zip(&met) {
        let claim = met.map(|at| claims[at]);
        let differs_in = claim.map(|(_, claim)| differences(read, claim)).unwrap_or_default();
        let verdict = match claim {
            None => Comparison::OnlySecondReader,
            Some(_) if differs_in.is_empty() => Comparison::Agrees,
            Some(_) => Comparison::Differs,
        };
        let quote = read.span.of(text).unwrap_or_default().to_owned();
        if verdict != Comparison::Agrees {
            let rules = claim.map_or_else(|| set_aside(coding, read), |(_, claim)| of_rules(claim));
            doubts.push(doubt(claim.map(|(id, _)| id), &rules, &of_second(read), &quote, read.span));
        }
        proposals.push(Proposal {
            outcome: read.outcome,
            count: read.count,
            source: read.source.clone(),
            quote,
            span: read.span,
            verdict,
            claim: claim.map(|(_, claim)| claim.id.clone()),
            differs_in,
        });
    }
    for (at, (id, claim)) in claims.iter().enumerate() {
        let was_shown =
            shown.iter().any(|part| part.start <= claim.span.start() && claim.span.end() <= part.end);
        if was_shown && !met.contains(&Some(at)) {
            doubts.push(doubt(Some(id), &of_rules(claim), "-", &claim.quote, claim.span));
        }
    }
    doubts.sort_by(|one, other| one.span.cmp(&other.span).then_with(|| one.what.cmp(&other.what)));
    raise(coding, &proposals);
    coding.doubts.extend(doubts);
    proposals
}

/// For each proposal the claim that it meets; each claim is met once, by the closest.
fn pairs(read: &[Grounded], claims: &[(&str, &TollClaim)]) -> Vec<Option<usize>> {
    let mut met: Vec<Option<usize>> = vec![None; read.len()];
    for way in WAYS {
        for (at, read) in read.iter().enumerate() {
            if met[at].is_none() {
                let free = |claim: &usize| !met.contains(&Some(*claim));
                let fits = |claim: &usize| way(read, claims[*claim].1);
                let found = (0..claims.len()).filter(fits).find(free);
                met[at] = found;
            }
        }
    }
    met
}

fn differences(read: &Grounded, claim: &TollClaim) -> Vec<Difference> {
    let mut found = Vec::new();
    if read.outcome != claim.outcome {
        found.push(Difference::Outcome);
    }
    if read.count != claim.count {
        found.push(Difference::Number);
    }
    if !same_source(&read.source, &claim.attributed_to) {
        found.push(Difference::Source);
    }
    found
}

/// Two names of one source: equal but for case and signs, or the one begins or ends the other and is more than an
/// article ("the army", "the army of the country").
fn same_source(one: &str, other: &str) -> bool {
    let author = |name: &str| name == AUTHOR;
    if author(one) || author(other) {
        return author(one) && author(other);
    }
    let words = |name: &str| -> Vec<String> {
        let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let (one, other) = (words(one), words(other));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let telling = short.iter().any(|word| word.chars().count() > 3);
    if short.is_empty() || short == long {
        return !short.is_empty();
    }
    telling && (long.starts_with(&short) || long.ends_with(&short))
}

/// Half of the doubt in a claim that both agree on goes; hundredths, so that every platform says the same.
fn raise(coding: &mut Coding, proposals: &[Proposal]) {
    let agreed = |id: &ClaimId| {
        let agreeing = proposals.iter().filter(|proposal| proposal.verdict == Comparison::Agrees);
        agreeing.into_iter().any(|proposal| proposal.claim.as_ref() == Some(id))
    };
    for toll in coding.incidents.iter_mut().flat_map(|account| &mut account.tolls) {
        if agreed(&toll.id) {
            toll.confidence = toll.confidence.max(raised(toll.confidence));
        }
    }
}

fn raised(confidence: f64) -> f64 {
    let sure = 1.0 - (1.0 - confidence) / DOUBT_LEFT;
    (sure * 100.0).round().min(SUREST * 100.0) / 100.0
}

fn doubt(account: Option<&str>, rules: &str, second: &str, quote: &str, span: Span) -> Doubt {
    let account = account.unwrap_or("-");
    Doubt {
        what: format!("{READERS_DIFFER}:{account}: rules: {rules} | second reader: {second}"),
        quote: Some(quote.to_owned()),
        span: Some(span),
    }
}

/// Both answers of a doubt about a difference, for a person; `None` for other doubts.
pub fn answers(what: &str) -> Option<&str> {
    let rest = what.strip_prefix(READERS_DIFFER)?.strip_prefix(':')?;
    rest.split_once(": ").map(|(_, answers)| answers)
}

fn of_rules(claim: &TollClaim) -> String {
    reading(claim.outcome, claim.count, &claim.attributed_to)
}

fn of_second(read: &Grounded) -> String {
    reading(read.outcome, read.count, &read.source)
}

/// Why the rules hold a figure for no toll of an incident, where they read one there.
fn set_aside(coding: &Coding, read: &Grounded) -> String {
    let aside = coding.non_incident_tolls.iter().find(|aside| aside.span.overlaps(read.words));
    aside.map_or_else(|| "-".to_owned(), |aside| format!("no toll ({})", aside.why))
}

/// `killed 12, according to l’armée`, in the codes of the record.
fn reading(outcome: Outcome, count: Count, source: &str) -> String {
    let relation = serde_json::to_value(count.relation()).ok();
    let relation = relation.as_ref().and_then(|relation| relation.as_str()).unwrap_or_default();
    let figure = match (count.relation(), count.value()) {
        (Relation::Exactly, Some(value)) => value.to_string(),
        (Relation::Between, Some(value)) => format!("{value}-{}", count.high().unwrap_or(value)),
        (_, Some(value)) if !count.is_none() => format!("{relation} {value}"),
        _ => relation.to_owned(),
    };
    let source: String = source.chars().take(LONGEST_NAME).collect();
    format!("{} {figure} ({source})", outcome.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_source_are_told_from_names_of_two() {
        for (one, other) in [
            ("author", "author"),
            ("l\u{2019}armée", "l'armée malienne"),
            ("The Army", "the army"),
            ("un élu local", "Un élu local joint par téléphone"),
            ("ONU", "onu"),
        ] {
            assert!(same_source(one, other) && same_source(other, one), "{one} / {other}");
        }
        for (one, other) in [
            ("author", "the author of the report"),
            ("le", "le maire"),
            ("the army", "a spokesman of the rebels"),
            ("the mayor", "the army"),
            ("", ""),
            ("...", "!"),
        ] {
            assert!(!same_source(one, other) && !same_source(other, one), "{one} / {other}");
        }
    }

    #[test]
    fn an_agreement_takes_half_of_the_doubt() {
        assert!((raised(0.70) - 0.85).abs() < 1e-9);
        assert!((raised(0.87) - 0.94).abs() < 1e-9);
        assert!((raised(0.99) - 0.99).abs() < 1e-9);
        assert!((raised(0.0) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn both_answers_are_found_in_a_doubt() {
        let what = "readers_differ:i1: rules: killed 12 (author) | second reader: killed 14 (author)";
        assert_eq!(answers(what), Some("rules: killed 12 (author) | second reader: killed 14 (author)"));
        assert_eq!(answers("year_unknown:i1"), None);
        assert_eq!(answers("readers_differ"), None);
    }
}
