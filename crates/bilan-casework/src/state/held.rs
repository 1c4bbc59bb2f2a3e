//! Judgements on a report's accounts: what a person judged stays as they held it, whatever a machine reads later.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{Account, Claim, ClaimId, Place, TollClaim, Verdict};

use super::Decided;
use super::picture::Orphan;
use crate::decisions::{AccountAnchor, Decision, Judged};

/// Accounts with judgements in them, and what became of the judgements.
pub(super) struct Held {
    pub(super) accounts: Vec<Account>,
    pub(super) verdicts: BTreeMap<ClaimId, Verdict>,
    pub(super) orphans: Vec<Orphan>,
}

/// Puts the judgements on a report, in the order of the log, into its accounts. Each attaches by claim id, else by
/// equal words of the same kind, else it is orphaned; what a person accepted, corrected or added stands even then.
pub(super) fn hold(machine: &[Account], judgements: &[&Decided]) -> Held {
    let mut held = Held { accounts: machine.to_vec(), verdicts: BTreeMap::new(), orphans: Vec::new() };
    let last = last_of_each(judgements);
    let by_id: BTreeSet<ClaimId> = machine.iter().flat_map(Account::claims).map(|c| c.id().clone()).collect();
    let mut taken: BTreeSet<ClaimId> =
        last.iter().map(|(_, judged)| judged.claim.id()).filter(|id| by_id.contains(*id)).cloned().collect();
    for (decided, judged) in &last {
        let id = judged.claim.id();
        let found = if by_id.contains(id) {
            Some(id.clone())
        } else {
            with_the_words(&held.accounts, &judged.claim).filter(|other| !taken.contains(other))
        };
        let id = found.clone().unwrap_or_else(|| id.clone());
        taken.insert(id.clone());
        held.verdicts.insert(id.clone(), judged.verdict);
        if let Some(id) = found {
            put(&mut held.accounts, &judged.claim.clone().with_id(id));
            continue;
        }
        if judged.verdict != Verdict::Reject {
            insert(&mut held.accounts, &judged.account, judged.claim.clone());
        }
        if !judged.added {
            held.orphans.push(orphan(decided, judged));
        }
    }
    set_parts(&mut held.accounts, &last);
    held.accounts.iter_mut().for_each(Account::project);
    held
}

/// The last judgement on each claim, in the order of the log.
fn last_of_each<'a>(judgements: &[&'a Decided]) -> Vec<(&'a Decided, &'a Judged)> {
    let mut last: BTreeMap<&ClaimId, (&Decided, &Judged)> = BTreeMap::new();
    for decided in judgements.iter().copied() {
        if let Decision::Judge(judged) = &decided.record.decision {
            last.insert(judged.claim.id(), (decided, judged));
        }
    }
    let mut last: Vec<_> = last.into_values().collect();
    last.sort_by_key(|(decided, _)| decided.seq);
    last
}

/// The claim of the same kind that stands in the same words, where there is exactly one.
fn with_the_words(accounts: &[Account], judged: &Claim) -> Option<ClaimId> {
    if judged.quote().is_empty() {
        return None;
    }
    let same: Vec<ClaimId> = accounts
        .iter()
        .flat_map(Account::claims)
        .filter(|claim| claim.kind() == judged.kind() && claim.quote() == judged.quote())
        .map(|claim| claim.id().clone())
        .collect();
    let [only] = &same[..] else { return None };
    Some(only.clone())
}

/// Puts a claim in the place of the one that has its id.
fn put(accounts: &mut [Account], claim: &Claim) {
    for account in accounts {
        let id = claim.id().clone();
        match claim {
            Claim::Toll(held) => {
                if let Some(toll) = account.tolls.iter_mut().find(|toll| toll.id == id) {
                    *toll = TollClaim { part_of: toll.part_of, ..held.clone() };
                }
            }
            Claim::Status(held) => {
                if let Some(claim) = account.status_claims.iter_mut().find(|claim| claim.id == id) {
                    *claim = held.clone();
                }
            }
            Claim::Responsibility(held) => {
                if let Some(claim) = account.responsibility_claims.iter_mut().find(|claim| claim.id == id) {
                    *claim = held.clone();
                }
            }
            Claim::Act(held) => {
                if let Some(claim) = account.act_claims.iter_mut().find(|claim| claim.id == id) {
                    *claim = held.clone();
                }
            }
        }
    }
}

/// Adds a claim to the account that the anchor means, which is made where there is none.
fn insert(accounts: &mut Vec<Account>, anchor: &AccountAnchor, claim: Claim) {
    let at = anchored(accounts, anchor).unwrap_or_else(|| {
        accounts.push(Account {
            id: unused(accounts, &anchor.account),
            cluster: None,
            date: anchor.date,
            place: anchor.place.clone(),
            acts: Vec::new(),
            methods: Vec::new(),
            alleged_perpetrators: Vec::new(),
            tolls: Vec::new(),
            status_claims: Vec::new(),
            responsibility_claims: Vec::new(),
            act_claims: Vec::new(),
        });
        accounts.len() - 1
    });
    let account = &mut accounts[at];
    match claim {
        Claim::Toll(claim) => account.tolls.push(TollClaim { part_of: None, ..claim }),
        Claim::Status(claim) => account.status_claims.push(claim),
        Claim::Responsibility(claim) => account.responsibility_claims.push(claim),
        Claim::Act(claim) => account.act_claims.push(claim),
    }
}

/// The account that an anchor means: the one with most of its claims, else of its place and day.
pub(super) fn anchored<A: Borrow<Account>>(accounts: &[A], anchor: &AccountAnchor) -> Option<usize> {
    let wanted: BTreeSet<&ClaimId> = anchor.claims.iter().collect();
    let shared = |account: &Account| account.claims().filter(|claim| wanted.contains(claim.id())).count();
    let most =
        accounts.iter().map(Borrow::borrow).map(shared).enumerate().rev().max_by_key(|(_, shared)| *shared);
    if let Some((at, 1..)) = most {
        return Some(at);
    }
    let same = |place: &Place, other: &Place| place.name == other.name && place.country == other.country;
    let mut accounts = accounts.iter().map(Borrow::borrow);
    accounts.position(|account| account.date == anchor.date && same(&account.place, &anchor.place))
}

/// A name that no account has.
fn unused(accounts: &[Account], wanted: &str) -> String {
    let names: BTreeSet<&str> = accounts.iter().map(|account| account.id.as_str()).collect();
    if !wanted.is_empty() && !names.contains(wanted) {
        return wanted.to_owned();
    }
    let free = |name: &String| !names.contains(name.as_str());
    (1..=accounts.len() + 1).map(|number| format!("h{number}")).find(free).unwrap_or_default()
}

/// What people said of parts and wholes, where both stand in one account.
fn set_parts(accounts: &mut [Account], last: &[(&Decided, &Judged)]) {
    for (_, judged) in last {
        let Some(whole) = &judged.whole else { continue };
        for account in accounts.iter_mut() {
            let place = |id: &ClaimId| account.tolls.iter().position(|toll| toll.id == *id);
            if let Some(at) = place(judged.claim.id()) {
                let whole =
                    place(whole).filter(|whole| *whole != at && account.tolls[*whole].part_of != Some(at));
                account.tolls[at].part_of = whole;
            }
        }
    }
}

fn orphan(decided: &Decided, judged: &Judged) -> Orphan {
    Orphan {
        entry: decided.seq,
        report: judged.account.report.clone(),
        claim: judged.claim.id().as_str().to_owned(),
        kind: judged.claim.kind(),
        verdict: judged.verdict,
        quote: judged.claim.quote().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use bilan_model::{Confirmation, Count, Outcome, Span, Victims};

    use super::*;
    use crate::decisions::DecisionRecord;

    fn toll(report: &str, count: Count, at: usize, quote: &str) -> TollClaim {
        let span = Span::new(at, at + quote.len()).unwrap();
        TollClaim {
            id: ClaimId::toll(report, Outcome::Killed, span),
            outcome: Outcome::Killed,
            count,
            victims: Victims::Civilians,
            victim_words: None,
            status_contested: false,
            attributed_to: "author".into(),
            chain: Vec::new(),
            hedged: false,
            confirmation: Confirmation::Unstated,
            part_of: None,
            quote: quote.into(),
            span,
            rules: Vec::new(),
            confidence: 0.5,
        }
    }

    fn account(tolls: Vec<TollClaim>) -> Account {
        Account {
            id: "i1".into(),
            cluster: None,
            date: None,
            place: Place { name: "Tinafar".into(), ..Place::default() },
            acts: Vec::new(),
            methods: Vec::new(),
            alleged_perpetrators: Vec::new(),
            tolls,
            status_claims: Vec::new(),
            responsibility_claims: Vec::new(),
            act_claims: Vec::new(),
        }
    }

    fn judged(seq: u64, verdict: Verdict, claim: &TollClaim) -> Decided {
        let anchor = crate::judge::anchor("r", &account(vec![claim.clone()]));
        let judged =
            Judged { account: anchor, verdict, added: false, claim: Claim::Toll(claim.clone()), whole: None };
        let record = DecisionRecord {
            decision: Decision::Judge(Box::new(judged)),
            member: "aya".into(),
            why: "because".into(),
        };
        Decided { seq, leaf: String::new(), when: String::new(), record, undone_by: None }
    }

    #[test]
    fn a_judged_claim_stays_whatever_a_machine_reads_later() {
        let seen = toll("r", Count::exactly(12), 10, "douze civils");
        let decided = judged(5, Verdict::Accept, &seen);
        let reread = TollClaim { count: Count::exactly(2), ..seen.clone() };
        let held = hold(&[account(vec![reread])], &[&decided]);
        assert_eq!(held.accounts[0].tolls[0].count, Count::exactly(12));
        assert!(held.orphans.is_empty());
    }

    #[test]
    fn a_judgement_follows_its_words_to_another_span() {
        let seen = toll("r", Count::exactly(12), 10, "douze civils");
        let moved = toll("r", Count::exactly(12), 14, "douze civils");
        let decided = judged(5, Verdict::Reject, &seen);
        let held = hold(&[account(vec![moved.clone()])], &[&decided]);
        assert_eq!(held.verdicts.get(&moved.id), Some(&Verdict::Reject));
        assert!(held.orphans.is_empty());
    }

    #[test]
    fn what_fits_nothing_is_orphaned_and_an_accepted_claim_stands_all_the_same() {
        let seen = toll("r", Count::exactly(12), 10, "douze civils");
        let other = toll("r", Count::exactly(3), 40, "trois soldats");
        let accepted = judged(5, Verdict::Accept, &seen);
        let held = hold(&[account(vec![other.clone()])], &[&accepted]);
        assert_eq!((held.orphans.len(), held.accounts.len(), held.accounts[0].tolls.len()), (1, 1, 2));
        let rejected = judged(5, Verdict::Reject, &seen);
        let held = hold(&[account(vec![other])], &[&rejected]);
        assert_eq!((held.orphans.len(), held.accounts[0].tolls.len()), (1, 1));
    }

    #[test]
    fn words_that_stand_twice_are_no_place_to_follow_to() {
        let seen = toll("r", Count::exactly(12), 10, "douze civils");
        let twice = vec![
            toll("r", Count::exactly(12), 30, "douze civils"),
            toll("r", Count::exactly(12), 60, "douze civils"),
        ];
        let decided = judged(5, Verdict::Reject, &seen);
        let held = hold(&[account(twice)], &[&decided]);
        assert_eq!(held.orphans.len(), 1);
    }

    #[test]
    fn the_last_judgement_counts() {
        let seen = toll("r", Count::exactly(12), 10, "douze civils");
        let (first, last) = (judged(5, Verdict::Reject, &seen), judged(6, Verdict::Accept, &seen));
        let held = hold(&[account(vec![seen.clone()])], &[&first, &last]);
        assert_eq!(held.verdicts.get(&seen.id), Some(&Verdict::Accept));
    }
}
