//! Groups of accounts that tell of one incident: greedy, best pair first, never two accounts of one report unless a
//! person says so.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    batch::Batch,
    block::{Link, links},
    compare::{CONFLICT_BITS, LINK_BITS, weigh},
    decisions::Rulings,
};

/// The groups, each ascending, in order of their first member; every account stands in one.
pub(crate) fn clusters(batch: &Batch<'_>, rulings: &Rulings) -> Vec<Vec<usize>> {
    let mut groups = Partition::new(batch, rulings);
    let mut links = links(batch);
    links.sort_unstable_by_key(|link| (-link.bits, link.one, link.other));
    for Link { one, other, .. } in links {
        groups.join(rulings.unit_of[one], rulings.unit_of[other]);
    }
    groups.members()
}

/// Accounts that a person joined are one unit, which speaks with its best account: what any of them has in common
/// with another account, the incident has.
type Unit = Vec<usize>;

struct Partition<'b, 'a> {
    batch: &'b Batch<'a>,
    /// Units by their first account; empty for all others.
    units: Vec<Unit>,
    /// Units of each group.
    groups: Vec<Vec<usize>>,
    group_of: Vec<usize>,
    /// Units that a person keeps from a unit.
    apart: BTreeMap<usize, BTreeSet<usize>>,
    /// Sizes of two groups when they could not be joined: until one grows, they cannot.
    refused: BTreeMap<(usize, usize), (usize, usize)>,
}

impl<'b, 'a> Partition<'b, 'a> {
    fn new(batch: &'b Batch<'a>, rulings: &Rulings) -> Self {
        let mut units = vec![Unit::new(); batch.entries.len()];
        for (account, unit) in rulings.unit_of.iter().enumerate() {
            units[*unit].push(account);
        }
        let alone = |(unit, members): (usize, &Unit)| if members.is_empty() { vec![] } else { vec![unit] };
        let groups = units.iter().enumerate().map(alone).collect();
        let mut apart: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (one, other) in rulings.apart.keys() {
            apart.entry(*one).or_default().insert(*other);
            apart.entry(*other).or_default().insert(*one);
        }
        Self { batch, group_of: (0..units.len()).collect(), units, groups, apart, refused: BTreeMap::new() }
    }

    /// Joins the groups of two units, if they may be one.
    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.group_of[one], self.group_of[other]);
        let (to, from) = (one.min(other), one.max(other));
        let sizes = (self.groups[to].len(), self.groups[from].len());
        if to == from || self.refused.get(&(to, from)) == Some(&sizes) {
            return;
        }
        if !self.may_be_one(&self.groups[to], &self.groups[from]) {
            self.refused.insert((to, from), sizes);
            return;
        }
        let moved = std::mem::take(&mut self.groups[from]);
        for unit in &moved {
            self.group_of[*unit] = to;
        }
        self.groups[to].extend(moved);
    }

    /// No decision against it, no report in both, no pair in conflict, and a mean weight that links.
    fn may_be_one(&self, one: &[usize], other: &[usize]) -> bool {
        let parted = |unit: &usize| {
            self.apart.get(unit).is_some_and(|apart| other.iter().any(|known| apart.contains(known)))
        };
        if one.iter().any(parted) || self.share_a_report(one, other) {
            return false;
        }
        let (mut total, mut count) = (0, 0);
        for unit in one {
            for known in other {
                let bits = self.weight(*unit, *known);
                if bits < CONFLICT_BITS {
                    return false;
                }
                total += bits;
                count += 1;
            }
        }
        total >= LINK_BITS * count
    }

    fn share_a_report(&self, one: &[usize], other: &[usize]) -> bool {
        let docs = |group: &[usize]| -> BTreeSet<usize> {
            let accounts = group.iter().flat_map(|unit| &self.units[*unit]);
            accounts.map(|account| self.batch.entries[*account].doc).collect()
        };
        !docs(one).is_disjoint(&docs(other))
    }

    fn weight(&self, one: usize, other: usize) -> i32 {
        let pairs = self.units[one].iter().flat_map(|a| self.units[other].iter().map(move |b| (*a, *b)));
        pairs.map(|(a, b)| weigh(self.batch, a, b).total_bits()).max().unwrap_or(CONFLICT_BITS)
    }

    fn members(self) -> Vec<Vec<usize>> {
        let filled = self.groups.into_iter().filter(|units| !units.is_empty());
        let mut members: Vec<Vec<usize>> =
            filled.map(|units| units.iter().flat_map(|unit| self.units[*unit].clone()).collect()).collect();
        for group in &mut members {
            group.sort_unstable();
        }
        members.sort();
        members
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made;

    /// What a grouping is worth: the bits of its pairs beyond what a link needs. `None` where it breaks a rule.
    fn worth(batch: &Batch<'_>, groups: &[Vec<usize>]) -> Option<i32> {
        let mut worth = 0;
        for group in groups {
            for (at, one) in group.iter().enumerate() {
                for other in &group[at + 1..] {
                    let bits = weigh(batch, *one, *other).total_bits();
                    if batch.entries[*one].doc == batch.entries[*other].doc || bits < CONFLICT_BITS {
                        return None;
                    }
                    worth += bits - LINK_BITS;
                }
            }
        }
        Some(worth)
    }

    /// The best worth of all groupings of the accounts from `next` on.
    fn best(batch: &Batch<'_>, next: usize, groups: &mut Vec<Vec<usize>>) -> i32 {
        if next == batch.entries.len() {
            return worth(batch, groups).unwrap_or(i32::MIN);
        }
        let mut found = i32::MIN;
        for at in 0..groups.len() {
            groups[at].push(next);
            if worth(batch, &groups[at..=at]).is_some() {
                found = found.max(best(batch, next + 1, groups));
            }
            groups[at].pop();
        }
        groups.push(vec![next]);
        found = found.max(best(batch, next + 1, groups));
        groups.pop();
        found
    }

    #[test]
    fn groups_are_near_the_best_of_all_groupings() {
        let (mut ours, mut exact, mut equal) = (0, 0, 0);
        for seed in 0..400 {
            let told = made::tellings(seed, 5, 2);
            let batch = Batch::new(&told);
            let groups = clusters(&batch, &Rulings::new(&batch, &[]));
            let found = worth(&batch, &groups).expect("groups keep the rules");
            let most = best(&batch, 0, &mut Vec::new());
            assert!(found <= most && found >= 0, "seed {seed}: {found} of {most}");
            ours += found;
            exact += most;
            equal += usize::from(found == most);
        }
        println!("groups are the best ones in {equal} of 400 batches; {ours} of {exact} bits");
        assert!(equal >= 360 && ours * 100 >= exact * 97, "{equal} {ours} {exact}");
    }
}
