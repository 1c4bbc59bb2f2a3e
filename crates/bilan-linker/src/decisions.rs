//! Which decisions of people stand, where they contradict each other: the later ones.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    batch::Batch,
    telling::{AccountKey, Decision, Fate, Ruling},
};

/// The decisions that stand, over places in [`Batch::entries`].
#[derive(Debug)]
pub(crate) struct Rulings {
    /// What became of each decision, in order of the input.
    pub(crate) fates: Vec<Fate>,
    /// Accounts that are one incident by decision: each account's first fellow.
    pub(crate) unit_of: Vec<usize>,
    /// Pairs (smaller first) of units that are two incidents by decision, with the decision.
    pub(crate) apart: BTreeMap<(usize, usize), usize>,
    /// Standing decisions that join, by account: the other account and the decision.
    joins: BTreeMap<usize, Vec<(usize, usize)>>,
    /// Standing decisions that part, as accounts.
    parts: Vec<(usize, usize, usize)>,
}

impl Rulings {
    /// Takes decisions in order of time, latest last.
    pub(crate) fn new(batch: &Batch<'_>, decisions: &[Decision]) -> Self {
        let known = if decisions.is_empty() { BTreeMap::new() } else { places(batch) };
        let mut rulings = Self {
            fates: vec![Fate::Stands; decisions.len()],
            unit_of: (0..batch.entries.len()).collect(),
            apart: BTreeMap::new(),
            joins: BTreeMap::new(),
            parts: Vec::new(),
        };
        for (index, decision) in decisions.iter().enumerate().rev() {
            rulings.fates[index] = match (known.get(&decision.one), known.get(&decision.other)) {
                (Some(one), Some(other)) => rulings.take(index, decision.ruling, one, other),
                (one, other) => {
                    let missing = [(one, &decision.one), (other, &decision.other)].into_iter();
                    let missing = missing.filter(|(found, _)| found.is_none()).map(|(_, key)| key.clone());
                    Fate::NoSuchAccount { missing: missing.collect() }
                }
            };
        }
        rulings.settle();
        rulings
    }

    /// A key names every account of that name: a report given twice is one report.
    fn take(&mut self, index: usize, ruling: Ruling, one: &[usize], other: &[usize]) -> Fate {
        let (first, second) = (one[0], other[0]);
        match ruling {
            Ruling::Together => {
                let by: BTreeSet<usize> = self.parting(first, second);
                if !by.is_empty() {
                    return Fate::Overruled { by: by.into_iter().collect() };
                }
                for account in one.iter().chain(other).filter(|account| **account != first) {
                    self.join(index, first, *account);
                }
                Fate::Stands
            }
            Ruling::Apart if first == second => Fate::OneAccount,
            Ruling::Apart => {
                let pairs = || one.iter().flat_map(|one| other.iter().map(|other| (*one, *other)));
                if let Some(by) = pairs().find_map(|(one, other)| self.path(one, other)) {
                    return Fate::Overruled { by: by.into_iter().collect() };
                }
                self.parts.extend(pairs().map(|(one, other)| (one, other, index)));
                Fate::Stands
            }
        }
    }

    fn join(&mut self, index: usize, one: usize, other: usize) {
        let (to, from) =
            (self.unit_of[one].min(self.unit_of[other]), self.unit_of[one].max(self.unit_of[other]));
        self.unit_of.iter_mut().filter(|unit| **unit == from).for_each(|unit| *unit = to);
        self.joins.entry(one).or_default().push((other, index));
        self.joins.entry(other).or_default().push((one, index));
    }

    /// The decisions that part the units of two accounts, with those that join the accounts to the parted ones.
    fn parting(&self, one: usize, other: usize) -> BTreeSet<usize> {
        let unit = |account: usize| self.unit_of[account];
        let mut by = BTreeSet::new();
        for (left, right, decision) in &self.parts {
            let (left, right) = if unit(*left) == unit(one) { (*left, *right) } else { (*right, *left) };
            if unit(left) == unit(one) && unit(right) == unit(other) {
                by.insert(*decision);
                by.extend(self.path(one, left).into_iter().flatten());
                by.extend(self.path(other, right).into_iter().flatten());
            }
        }
        by
    }

    /// The decisions on a shortest way from one account to another, if decisions join them.
    pub(crate) fn path(&self, from: usize, to: usize) -> Option<BTreeSet<usize>> {
        if self.unit_of[from] != self.unit_of[to] {
            return None;
        }
        let mut came: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        let mut edge = vec![from];
        while !came.contains_key(&to) && !edge.is_empty() {
            let mut next = Vec::new();
            for account in edge {
                for (other, decision) in self.joins.get(&account).into_iter().flatten() {
                    if *other != from && !came.contains_key(other) {
                        came.insert(*other, (account, *decision));
                        next.push(*other);
                    }
                }
            }
            edge = next;
        }
        let mut by = BTreeSet::new();
        let mut at = to;
        while let Some((before, decision)) = came.get(&at).copied().filter(|_| at != from) {
            by.insert(decision);
            at = before;
        }
        Some(by)
    }

    fn settle(&mut self) {
        for (one, other, decision) in &self.parts {
            let (one, other) = (self.unit_of[*one], self.unit_of[*other]);
            let known = self.apart.entry((one.min(other), one.max(other))).or_insert(*decision);
            *known = (*known).max(*decision);
        }
    }

    /// The decision that parts the units of two accounts.
    pub(crate) fn parted_by(&self, one: usize, other: usize) -> Option<usize> {
        let (one, other) = (self.unit_of[one], self.unit_of[other]);
        self.apart.get(&(one.min(other), one.max(other))).copied()
    }
}

fn places(batch: &Batch<'_>) -> BTreeMap<AccountKey, Vec<usize>> {
    let mut places: BTreeMap<AccountKey, Vec<usize>> = BTreeMap::new();
    for (index, entry) in batch.entries.iter().enumerate() {
        let key = AccountKey::new(&*entry.telling.doc, &*entry.told.id);
        places.entry(key).or_default().push(index);
    }
    places
}
