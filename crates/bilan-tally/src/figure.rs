//! The claims of one outcome, sorted by what they can say of a range.

use bilan_model::{
    ClaimRef, Confirmation, Ends, High, Incident, IncidentAccount, LeftOut, Outcome, Relation, TollClaim,
    Verdict, Victims, WhyLeftOut,
};

use crate::{Verdicts, source::Voice, supersede, words::content};

/// A toll claim with all that the rules ask of it.
#[derive(Debug, Clone)]
pub(crate) struct Figure<'a> {
    pub(crate) reference: ClaimRef,
    pub(crate) entry: &'a IncidentAccount,
    pub(crate) claim: &'a TollClaim,
    pub(crate) voice: Voice,
    pub(crate) ends: Ends,
}

impl Figure<'_> {
    /// A word without a number: its ends are a convention of bilan, not the source's.
    pub(crate) fn is_worded(&self) -> bool {
        is_worded(self.claim.count.relation())
    }

    /// The conditional, a doubt or an objection weighs on this claim and not on the other.
    pub(crate) fn is_weaker_than(&self, other: &Self) -> bool {
        let doubtful = |claim: &TollClaim| claim.hedged || claim.confirmation == Confirmation::Disputed;
        doubtful(self.claim) && !doubtful(other.claim)
    }

    /// Whether both count the same people, as far as victims and their words tell.
    pub(crate) fn recounts(&self, other: &Self) -> bool {
        let words = |claim: &TollClaim| claim.victim_words.as_deref().map(content);
        let same_words = match (words(self.claim), words(other.claim)) {
            (Some(one), Some(two)) => one == two,
            (None, _) | (_, None) => true,
        };
        same_words && self.counts_compatible_victims(other)
    }

    /// Whether the victims are of one category, or one claim leaves it open.
    pub(crate) fn counts_compatible_victims(&self, other: &Self) -> bool {
        let (one, two) = (self.claim.victims, other.claim.victims);
        one == two || one == Victims::Unspecified || two == Victims::Unspecified
    }

    /// For the question which of two figures of one source is larger: what it binds from below, then from above.
    pub(crate) fn size(&self) -> (u64, u64) {
        (self.ends.low.unwrap_or(0), self.named_high())
    }

    /// The largest number that the words name or imply, in persons.
    pub(crate) fn named_high(&self) -> u64 {
        match self.ends.high {
            High::Closed(high) => high,
            High::Open { beyond } => beyond.saturating_add(1),
        }
    }
}

/// Tens, hundreds, several.
pub(crate) fn is_worded(relation: Relation) -> bool {
    match relation {
        Relation::Tens | Relation::Hundreds | Relation::Several => true,
        Relation::Exactly
        | Relation::About
        | Relation::AtLeast
        | Relation::MoreThan
        | Relation::AtMost
        | Relation::LessThan
        | Relation::Between
        | Relation::None => false,
    }
}

/// Whether a claim says that nobody suffered the outcome.
pub(crate) fn is_denial(claim: &TollClaim) -> bool {
    claim.count.is_none() || claim.count.ends().high == High::Closed(0)
}

/// The claims of one outcome, each in one list.
#[derive(Debug, Default)]
pub(crate) struct Sorted<'a> {
    /// Whole figures that stand.
    pub(crate) whole: Vec<Figure<'a>>,
    /// Figures that are part of another figure of the outcome.
    pub(crate) parts: Vec<Figure<'a>>,
    /// Whole figures that their source replaced, with the claim that did.
    pub(crate) superseded: Vec<(Figure<'a>, ClaimRef)>,
    /// Denials.
    pub(crate) denials: Vec<Figure<'a>>,
    /// Claims that the policy or a person leaves out.
    pub(crate) left_out: Vec<LeftOut>,
    /// How many claims of the outcome a person has judged.
    pub(crate) reviewed: usize,
}

/// The claims of an outcome that make no toll, in order of account and toll.
pub fn left_out(
    incident: &Incident,
    outcome: Outcome,
    reviewed_only: bool,
    verdicts: &Verdicts,
) -> Vec<LeftOut> {
    sort(incident, outcome, reviewed_only, verdicts).left_out
}

/// Sorts the claims of an outcome; each list in order of account and toll.
pub(crate) fn sort<'a>(
    incident: &'a Incident,
    outcome: Outcome,
    reviewed_only: bool,
    verdicts: &Verdicts,
) -> Sorted<'a> {
    let mut sorted = Sorted::default();
    let mut whole = Vec::new();
    for (reference, entry, claim) in incident.tolls().filter(|(_, _, claim)| claim.outcome == outcome) {
        let verdict = verdicts.get(&claim.id).copied();
        sorted.reviewed += usize::from(verdict.is_some());
        if let Some(why) = why_left_out(verdict, reviewed_only) {
            sorted.left_out.push(LeftOut { claim: reference, why });
            continue;
        }
        let voice = Voice::of(entry, &claim.attributed_to);
        let is_part = is_part(entry, reference.toll);
        let figure = Figure { reference, entry, claim, voice, ends: claim.count.ends() };
        if is_denial(claim) {
            sorted.denials.push(figure);
        } else if is_part {
            sorted.parts.push(figure);
        } else {
            whole.push(figure);
        }
    }
    (sorted.whole, sorted.superseded) = supersede::split(whole);
    sorted
}

fn why_left_out(verdict: Option<Verdict>, reviewed_only: bool) -> Option<WhyLeftOut> {
    match verdict {
        Some(Verdict::Reject) => Some(WhyLeftOut::Rejected),
        Some(Verdict::Accept | Verdict::Correct) => None,
        None => reviewed_only.then_some(WhyLeftOut::NotReviewed),
    }
}

/// Whether the toll at `index` is, directly or over others, part of a toll of its own outcome. "Nine detained, of
/// whom one died" leaves the dead a whole figure of their own.
fn is_part(entry: &IncidentAccount, index: usize) -> bool {
    let tolls = &entry.account.tolls;
    let Some(claim) = tolls.get(index) else { return false };
    let mut parent = claim.part_of;
    for _ in 0..tolls.len() {
        let Some(at) = parent else { return false };
        let Some(whole) = tolls.get(at) else { return true };
        if whole.outcome == claim.outcome {
            return true;
        }
        parent = whole.part_of;
    }
    true
}
