//! One assertion in an account: who says what, in which words.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Act, Code, Confirmation, Count, Method, Outcome, Span, Stance, StatusWord, Victims};

/// Identity of a claim: it survives a new coding that reads the same thing from the same words.
///
/// First 128 bits of SHA-256 over `bilan-claim/v1\n` and then each field with its length before it (4 bytes, big
/// endian): report id, kind, the kind's own codes, span start and end in decimal. Serde form: 32 hex digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClaimId(String);

impl ClaimId {
    fn new(report: &str, kind: &str, codes: &[&str], span: Span) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"bilan-claim/v1\n");
        let (start, end) = (span.start().to_string(), span.end().to_string());
        for field in [report, kind].iter().chain(codes).chain(&[start.as_str(), end.as_str()]) {
            hash.update(u32::try_from(field.len()).unwrap_or(u32::MAX).to_be_bytes());
            hash.update(field.as_bytes());
        }
        let mut id = String::with_capacity(32);
        for byte in hash.finalize().iter().take(16) {
            for nibble in [byte >> 4, byte & 15] {
                id.push(char::from_digit(u32::from(nibble), 16).expect("a nibble is below 16"));
            }
        }
        Self(id)
    }

    /// The identity of a toll claim.
    pub fn toll(report: &str, outcome: Outcome, span: Span) -> Self {
        Self::new(report, "toll", &[outcome.code()], span)
    }
    /// The identity of a status claim.
    pub fn status(report: &str, status: StatusWord, span: Span) -> Self {
        Self::new(report, "status", &[status.code()], span)
    }
    /// The identity of a responsibility claim.
    pub fn responsibility(report: &str, party: &str, stance: Stance, span: Span) -> Self {
        Self::new(report, "responsibility", &[party, stance.code()], span)
    }
    /// The identity of an act claim.
    pub fn act(report: &str, act: Act, method: Option<Method>, span: Span) -> Self {
        Self::new(report, "act", &[act.code(), method.map_or("", Code::code)], span)
    }

    /// 32 hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How many persons suffered what, according to whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TollClaim {
    /// Identity.
    pub id: ClaimId,
    /// What happened to them.
    pub outcome: Outcome,
    /// How many.
    #[serde(flatten)]
    pub count: Count,
    /// Who they were, by the claim's own words.
    pub victims: Victims,
    /// The words that name them.
    pub victim_words: Option<String>,
    /// Someone in the report calls these dead civilians, someone else combatants.
    pub status_contested: bool,
    /// The source said to know, in the fullest words of the report, or `author`.
    pub attributed_to: String,
    /// Sources from the author inwards; empty where the author speaks.
    pub chain: Vec<String>,
    /// The claim is in the conditional or carries a word of doubt.
    pub hedged: bool,
    /// What the report says of its being established.
    pub confirmation: Confirmation,
    /// Index, in the same account, of the toll that this one is part of.
    pub part_of: Option<usize>,
    /// The words with the number.
    pub quote: String,
    /// Where they stand.
    pub span: Span,
    /// The rules that read it, by id.
    pub rules: Vec<String>,
    /// Share of such claims that a careful reader would agree with, 0 to 1.
    pub confidence: f64,
}

/// What a source says that the victims were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusClaim {
    /// Identity.
    pub id: ClaimId,
    /// What they were.
    pub status: StatusWord,
    /// In which words.
    pub words: String,
    /// Who says so.
    pub attributed_to: String,
    /// Conditional or with a word of doubt.
    pub hedged: bool,
    /// The passage.
    pub quote: String,
    /// Where it stands.
    pub span: Span,
}

/// What a source says of who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponsibilityClaim {
    /// Identity.
    pub id: ClaimId,
    /// The party, by its canonical name, or `unknown`.
    pub party: String,
    /// Blames, admits or denies.
    pub stance: Stance,
    /// Who says so.
    pub attributed_to: String,
    /// The passage.
    pub quote: String,
    /// Where it stands.
    pub span: Span,
}

/// What a source says was done, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActClaim {
    /// Identity.
    pub id: ClaimId,
    /// What was done.
    pub act: Act,
    /// How, where the words say it.
    pub method: Option<Method>,
    /// Who says so.
    pub attributed_to: String,
    /// Conditional or with a word of doubt.
    pub hedged: bool,
    /// Where it stands.
    pub span: Span,
}

/// A party that someone says did it: always alleged, never a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllegedPerpetrator {
    /// Canonical name, or `unknown`.
    pub name: String,
    /// The words of the report.
    pub mention: String,
    /// Who accuses.
    pub attributed_to: String,
    /// Where the mention stands.
    pub span: Span,
}

/// A claim of any kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Claim {
    /// How many suffered what.
    Toll(TollClaim),
    /// What the victims were.
    Status(StatusClaim),
    /// Who did it.
    Responsibility(ResponsibilityClaim),
    /// What was done.
    Act(ActClaim),
}

/// The kinds of claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// How many suffered what.
    Toll,
    /// What the victims were.
    Status,
    /// Who did it.
    Responsibility,
    /// What was done.
    Act,
}

impl ClaimKind {
    /// How it stands in records.
    pub fn code(self) -> &'static str {
        match self {
            Self::Toll => "toll",
            Self::Status => "status",
            Self::Responsibility => "responsibility",
            Self::Act => "act",
        }
    }
}

impl Claim {
    /// Which kind.
    pub fn kind(&self) -> ClaimKind {
        match self {
            Self::Toll(_) => ClaimKind::Toll,
            Self::Status(_) => ClaimKind::Status,
            Self::Responsibility(_) => ClaimKind::Responsibility,
            Self::Act(_) => ClaimKind::Act,
        }
    }

    /// Its identity.
    pub fn id(&self) -> &ClaimId {
        match self {
            Self::Toll(claim) => &claim.id,
            Self::Status(claim) => &claim.id,
            Self::Responsibility(claim) => &claim.id,
            Self::Act(claim) => &claim.id,
        }
    }

    /// The claim under another identity: the one that a new reading of the same words has.
    #[must_use]
    pub fn with_id(mut self, id: ClaimId) -> Self {
        match &mut self {
            Self::Toll(claim) => claim.id = id,
            Self::Status(claim) => claim.id = id,
            Self::Responsibility(claim) => claim.id = id,
            Self::Act(claim) => claim.id = id,
        }
        self
    }

    /// Who says so, or `author`.
    pub fn attributed_to(&self) -> &str {
        match self {
            Self::Toll(claim) => &claim.attributed_to,
            Self::Status(claim) => &claim.attributed_to,
            Self::Responsibility(claim) => &claim.attributed_to,
            Self::Act(claim) => &claim.attributed_to,
        }
    }

    /// Where its words stand.
    pub fn span(&self) -> Span {
        match self {
            Self::Toll(claim) => claim.span,
            Self::Status(claim) => claim.span,
            Self::Responsibility(claim) => claim.span,
            Self::Act(claim) => claim.span,
        }
    }

    /// Its words; an act claim carries none beside its span.
    pub fn quote(&self) -> &str {
        match self {
            Self::Toll(claim) => &claim.quote,
            Self::Status(claim) => &claim.quote,
            Self::Responsibility(claim) => &claim.quote,
            Self::Act(_) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_tells_outcome_span_and_report_apart() {
        let span = Span::new(10, 20).unwrap();
        let id = ClaimId::toll("r", Outcome::Killed, span);
        assert_eq!(id.as_str().len(), 32);
        assert_eq!(id, ClaimId::toll("r", Outcome::Killed, span));
        assert_ne!(id, ClaimId::toll("r", Outcome::Injured, span));
        assert_ne!(id, ClaimId::toll("s", Outcome::Killed, span));
        assert_ne!(id, ClaimId::toll("r", Outcome::Killed, Span::new(10, 21).unwrap()));
        assert_ne!(
            ClaimId::responsibility("r", "A", Stance::Denies, span),
            ClaimId::responsibility("r", "A", Stance::Admits, span)
        );
    }

    #[test]
    fn identity_is_fixed_for_ever() {
        // Judgements hang on this value: sha256 over the length-prefixed fields, computed by hand once.
        let id = ClaimId::toll("seed", Outcome::Killed, Span::new(0, 5).unwrap());
        assert_eq!(id.as_str(), "fb7060d32dd54d3fec9509697b333d5f");
    }
}
