//! Every toll claim of an incident as a row: who says what, and where it stands.

use std::collections::BTreeSet;

use bilan_model::{
    ClaimRef, Code, Confirmation, Count, Incident, IncidentAccount, LeftOut, Outcome, Span, StatusWord,
    TollClaim, Victims, WhyLeftOut,
};
use serde::{Deserialize, Serialize};

use crate::{
    Basis, Glossary, SourceFacts, Sources, Verdicts,
    figure::{Figure, sort},
    range::range,
    source::Voice,
};

/// Where a claim stands in the toll of its outcome: each claim in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "at")]
pub enum Standing {
    /// A whole figure, in the range.
    InRange,
    /// Moves no end: words without a number that agree with the numbers of others, or a smaller figure of a source
    /// that counts some of its dead and lies below the range.
    Beside,
    /// Part of another figure.
    Part,
    /// Replaced by its own source.
    Superseded {
        /// The claim that replaced it.
        by: ClaimRef,
    },
    /// Says that nobody suffered the outcome.
    Denial,
    /// Left out by a person or the policy.
    LeftOut {
        /// The reason.
        why: WhyLeftOut,
    },
}

/// An end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RangeEnd {
    /// The low end.
    Low,
    /// The high end.
    High,
}

/// One toll claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The claim.
    pub claim: ClaimRef,
    /// The report that it stands in.
    pub doc: String,
    /// Who publishes the report, where known.
    pub publisher: Option<String>,
    /// Who says it, in the words of the report, or `author`.
    pub source: String,
    /// What a person settled about that source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_facts: Option<SourceFacts>,
    /// The reports of this incident that are copies of the same text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<String>,
    /// What happened to the persons counted.
    pub outcome: Outcome,
    /// How many.
    #[serde(flatten)]
    pub count: Count,
    /// Who they were, by the claim's own words.
    pub victims: Victims,
    /// The words that name them.
    pub victim_words: Option<String>,
    /// What this source calls the victims elsewhere in the report.
    pub statuses: Vec<StatusWord>,
    /// Conditional or with a word of doubt.
    pub hedged: bool,
    /// What the report says of its being established.
    pub confirmation: Confirmation,
    /// The figure that this one is part of.
    pub part_of: Option<ClaimRef>,
    /// Where it stands in the toll.
    pub standing: Standing,
    /// The ends of the range that it holds.
    pub holds: Vec<RangeEnd>,
    /// A person has judged it.
    pub reviewed: bool,
    /// The words with the number.
    pub quote: String,
    /// Where they stand, in bytes of the report's text.
    pub span: Span,
}

impl Basis<'_> {
    /// Every toll claim with where it stands, by outcome (killed first), then in order of account and toll.
    pub fn by_source(&self, incident: &Incident) -> Vec<Row> {
        Outcome::ALL.iter().flat_map(|outcome| rows(incident, *outcome, self)).collect()
    }
}

/// [`Basis::by_source`] where nothing is known of sources.
pub fn by_source(incident: &Incident, reviewed_only: bool, verdicts: &Verdicts) -> Vec<Row> {
    Basis { reviewed_only, verdicts, sources: &Sources::default(), glossary: Glossary::none() }
        .by_source(incident)
}

fn rows(incident: &Incident, outcome: Outcome, basis: &Basis<'_>) -> Vec<Row> {
    let sorted = sort(incident, outcome, basis.reviewed_only, basis.verdicts);
    let range = range(&sorted.whole, &sorted.parts, basis.sources);
    let low = range.low.map(|end| end.held_by).unwrap_or_default();
    let high = range.high.map(|end| end.held_by).unwrap_or_default();
    let standing_of = |claim: &ClaimRef| {
        let is = |figure: &Figure<'_>| figure.reference == *claim;
        if let Some(LeftOut { why, .. }) = sorted.left_out.iter().find(|left| left.claim == *claim) {
            Standing::LeftOut { why: *why }
        } else if let Some((_, by)) = sorted.superseded.iter().find(|(figure, _)| is(figure)) {
            Standing::Superseded { by: by.clone() }
        } else if sorted.denials.iter().any(is) {
            Standing::Denial
        } else if sorted.parts.iter().any(is) {
            Standing::Part
        } else if range.beside.contains(claim) {
            Standing::Beside
        } else {
            Standing::InRange
        }
    };
    let holds = |claim: &ClaimRef| {
        let ends = [(RangeEnd::Low, &low), (RangeEnd::High, &high)];
        ends.into_iter().filter(|(_, held_by)| held_by.contains(claim)).map(|(end, _)| end).collect()
    };
    incident
        .tolls()
        .filter(|(_, _, claim)| claim.outcome == outcome)
        .map(|(reference, entry, claim)| Row {
            standing: standing_of(&reference),
            holds: holds(&reference),
            reviewed: basis.verdicts.contains_key(&claim.id),
            part_of: part_of(&reference, entry, claim),
            statuses: statuses(entry, claim),
            doc: entry.report.doc.clone(),
            publisher: entry.report.publisher.clone(),
            source_facts: basis.sources.facts(entry, &claim.attributed_to).cloned(),
            copies: copies(incident, &entry.report.doc, basis.sources),
            source: claim.attributed_to.clone(),
            outcome,
            count: claim.count,
            victims: claim.victims,
            victim_words: claim.victim_words.clone(),
            hedged: claim.hedged,
            confirmation: claim.confirmation,
            quote: claim.quote.clone(),
            span: claim.span,
            claim: reference,
        })
        .collect()
}

/// The other reports of the incident with the text of this one, in order of accounts.
fn copies(incident: &Incident, doc: &str, sources: &Sources) -> Vec<String> {
    let copies: BTreeSet<&str> = sources.copies_of(doc).collect();
    let mut here: Vec<String> = Vec::new();
    for entry in &incident.accounts {
        if copies.contains(entry.report.doc.as_str()) && !here.contains(&entry.report.doc) {
            here.push(entry.report.doc.clone());
        }
    }
    here
}

fn part_of(reference: &ClaimRef, entry: &IncidentAccount, claim: &TollClaim) -> Option<ClaimRef> {
    let toll = claim.part_of?;
    let whole = entry.account.tolls.get(toll)?;
    Some(ClaimRef { account: reference.account, toll, claim: whole.id.clone() })
}

/// The status words that the source of `claim` uses in the same account, in codebook order.
pub(crate) fn statuses(entry: &IncidentAccount, claim: &TollClaim) -> Vec<StatusWord> {
    let voice = Voice::of(entry, &claim.attributed_to);
    let mut words: Vec<StatusWord> = entry
        .account
        .status_claims
        .iter()
        .filter(|status| Voice::of(entry, &status.attributed_to).same(&voice))
        .map(|status| status.status)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}
