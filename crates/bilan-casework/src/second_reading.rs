//! Second reading: how far two persons agree who read the same reports without seeing each other's decisions.
//!
//! Agreement on claims that both judged is one thing; a claim that only one of them found is another, and both count.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{Claim, ClaimId, Verdict};
use serde::Serialize;

use crate::decisions::{Decision, Judged};
use crate::list::claim_says;
use crate::state::{Decided, State};

/// How far two readings agree.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Agreement {
    /// Reports that a second person has read in part or whole.
    pub reports: usize,
    /// Claims that both judged.
    pub both_judged: usize,
    /// Of them, those that both judged alike; a correction counts as alike where both say the same.
    pub alike: usize,
    /// Cohen's kappa over the three verdicts; `None` where it is not defined (fewer than two claims, or one verdict only).
    pub kappa: Option<f64>,
    /// Claims that both found though no machine had read them.
    pub found_by_both: usize,
    /// Claims that only the first found.
    pub found_by_first: usize,
    /// Claims that only the second found.
    pub found_by_second: usize,
    /// Where the two differ, in order of report and claim.
    pub disagreements: Vec<Disagreement>,
}

/// A claim that two persons read otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disagreement {
    /// The claim.
    pub claim: String,
    /// Its report.
    pub report: String,
    /// Its words.
    pub quote: String,
    /// How the first reads it; `None` where the first did not find it.
    pub first: Option<Read>,
    /// How the second reads it; `None` where the second did not find it.
    pub second: Option<Read>,
    /// What was decided after both had read it.
    pub ruling: Option<Verdict>,
}

/// One reading of a claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Read {
    /// Who.
    pub member: String,
    /// What they decided.
    pub verdict: Verdict,
    /// The claim as they hold it.
    pub claim: Claim,
    /// Why.
    pub why: String,
    /// Their entry.
    pub entry: u64,
}

/// One person's decision on a claim.
#[derive(Clone, Copy)]
struct Reading<'a> {
    decided: &'a Decided,
    judged: &'a Judged,
}

impl Reading<'_> {
    fn told(&self) -> Read {
        Read {
            member: self.decided.record.member.clone(),
            verdict: self.judged.verdict,
            claim: self.judged.claim.clone(),
            why: self.decided.record.why.clone(),
            entry: self.decided.seq,
        }
    }

    /// Whether the two say the same of a claim.
    fn alike(&self, other: &Self) -> bool {
        self.judged.verdict == other.judged.verdict
            && (self.judged.verdict != Verdict::Correct
                || claim_says(&self.judged.claim) == claim_says(&other.judged.claim))
    }

    /// Whether both found one thing that no machine had read: of one kind, in words that overlap.
    fn found_the_same(&self, other: &Self) -> bool {
        let (one, two) = (&self.judged.claim, &other.judged.claim);
        one.kind() == two.kind() && one.span().overlaps(two.span())
    }
}

/// How far first and second readings agree, over all reports that have a second reading.
pub fn agreement(state: &State) -> Agreement {
    let mut second: BTreeMap<&str, BTreeMap<&ClaimId, Reading<'_>>> = BTreeMap::new();
    for decided in state.standing() {
        if let Decision::ReadAgain(judged) = &decided.record.decision {
            let of_report = second.entry(&judged.account.report).or_default();
            of_report.insert(judged.claim.id(), Reading { decided, judged });
        }
    }
    let mut all = Agreement { reports: second.len(), ..Agreement::default() };
    let mut pairs: Vec<(Verdict, Verdict)> = Vec::new();
    for (report, readings) in &second {
        compare(state, report, readings, &mut all, &mut pairs);
    }
    all.both_judged = pairs.len();
    all.kappa = kappa(&pairs);
    all
}

fn compare<'a>(
    state: &'a State,
    report: &str,
    second: &BTreeMap<&ClaimId, Reading<'a>>,
    all: &mut Agreement,
    pairs: &mut Vec<(Verdict, Verdict)>,
) {
    let readers: BTreeSet<&str> = second.values().map(|read| read.decided.record.member.as_str()).collect();
    let (mut first, mut later) = (BTreeMap::new(), BTreeMap::new());
    for decided in state.standing() {
        let Some(judged) = decided.judged().filter(|judged| judged.account.report == report) else {
            continue;
        };
        let id = judged.claim.id();
        let reading = Reading { decided, judged };
        // What is decided after both had read it is the ruling.
        if second.get(id).is_some_and(|second| second.decided.seq < decided.seq) && first.contains_key(id) {
            later.insert(id, judged.verdict);
        } else if !readers.contains(decided.record.member.as_str()) {
            first.insert(id, reading);
        }
    }
    for (id, one) in first.iter().filter(|(_, one)| !one.judged.added) {
        let Some(two) = second.get(*id).filter(|two| !two.judged.added) else { continue };
        pairs.push((one.judged.verdict, two.judged.verdict));
        if one.alike(two) {
            all.alike += 1;
        } else {
            all.disagreements.push(differ(report, Some(one), Some(two), later.get(*id).copied()));
        }
    }
    let found = |readings: &mut dyn Iterator<Item = Reading<'a>>| -> Vec<Reading<'a>> {
        readings.filter(|reading| reading.judged.added).collect()
    };
    let by_first = found(&mut first.values().copied());
    let by_second = found(&mut second.values().copied());
    for one in &by_first {
        if by_second.iter().any(|two| one.found_the_same(two)) {
            all.found_by_both += 1;
        } else {
            all.found_by_first += 1;
            all.disagreements.push(differ(
                report,
                Some(one),
                None,
                later.get(one.judged.claim.id()).copied(),
            ));
        }
    }
    for two in by_second.iter().filter(|two| !by_first.iter().any(|one| one.found_the_same(two))) {
        all.found_by_second += 1;
        let ruling = state.picture().verdicts.get(two.judged.claim.id()).copied();
        all.disagreements.push(differ(report, None, Some(two), ruling));
    }
}

fn differ(
    report: &str,
    first: Option<&Reading<'_>>,
    second: Option<&Reading<'_>>,
    ruling: Option<Verdict>,
) -> Disagreement {
    let claim: Option<&Claim> = first.or(second).map(|reading| &reading.judged.claim);
    Disagreement {
        claim: claim.map_or_else(String::new, |claim| claim.id().as_str().to_owned()),
        report: report.to_owned(),
        quote: claim.map_or_else(String::new, |claim| claim.quote().to_owned()),
        first: first.map(Reading::told),
        second: second.map(Reading::told),
        ruling,
    }
}

/// Cohen's kappa (Cohen 1960): agreement beyond what the two readers' shares of each verdict give by chance.
#[expect(clippy::cast_precision_loss, reason = "counts of claims are far below 2^52")]
fn kappa(pairs: &[(Verdict, Verdict)]) -> Option<f64> {
    let n = pairs.len() as f64;
    if pairs.len() < 2 {
        return None;
    }
    let observed = pairs.iter().filter(|(one, two)| one == two).count() as f64 / n;
    let share = |wanted: Verdict, pick: fn(&(Verdict, Verdict)) -> Verdict| {
        pairs.iter().filter(|pair| pick(pair) == wanted).count() as f64 / n
    };
    let verdicts = [Verdict::Accept, Verdict::Reject, Verdict::Correct];
    let chance: f64 =
        verdicts.iter().map(|verdict| share(*verdict, |pair| pair.0) * share(*verdict, |pair| pair.1)).sum();
    (chance < 1.0).then(|| (observed - chance) / (1.0 - chance))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kappa_is_that_of_the_published_example() {
        // Two readers, 50 grants: both yes 20, both no 15, first alone 5, second alone 10: kappa 0.4.
        let pair = |one, two, times| std::iter::repeat_n((one, two), times);
        let (yes, no) = (Verdict::Accept, Verdict::Reject);
        let pairs: Vec<_> = pair(yes, yes, 20)
            .chain(pair(yes, no, 5))
            .chain(pair(no, yes, 10))
            .chain(pair(no, no, 15))
            .collect();
        assert!((kappa(&pairs).unwrap() - 0.4).abs() < 1e-12);
    }

    #[test]
    fn where_both_always_say_one_thing_kappa_says_nothing() {
        assert_eq!(kappa(&[(Verdict::Accept, Verdict::Accept); 9]), None);
        assert_eq!(kappa(&[(Verdict::Accept, Verdict::Reject)]), None);
    }
}
