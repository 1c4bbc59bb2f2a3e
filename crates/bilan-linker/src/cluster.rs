//! Groups of accounts that tell of one incident: greedy, best pair first, never two accounts of one report.

use crate::{
    batch::Batch,
    block::pairs,
    compare::{CONFLICT_BITS, LINK_BITS, weigh},
};

/// The groups, each ascending, in order of their first member; every account stands in one.
pub(crate) fn clusters(batch: &Batch<'_>) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = (0..batch.entries.len()).map(|index| vec![index]).collect();
    let mut group_of: Vec<usize> = (0..batch.entries.len()).collect();
    for (one, other) in links(batch) {
        let (to, from) = (group_of[one].min(group_of[other]), group_of[one].max(group_of[other]));
        if to != from && may_join(batch, &groups[to], &groups[from]) {
            let moved = std::mem::take(&mut groups[from]);
            for member in &moved {
                group_of[*member] = to;
            }
            groups[to].extend(moved);
        }
    }
    for group in &mut groups {
        group.sort_unstable();
    }
    groups.retain(|group| !group.is_empty());
    groups.sort();
    groups
}

/// The pairs that link, heaviest first, then in order of the batch.
fn links(batch: &Batch<'_>) -> Vec<(usize, usize)> {
    let weighed =
        pairs(batch).into_iter().map(|(one, other)| (weigh(batch, one, other).total_bits(), one, other));
    let mut links: Vec<(i32, usize, usize)> = weighed.filter(|(bits, _, _)| *bits >= LINK_BITS).collect();
    links.sort_by_key(|(bits, one, other)| (-bits, *one, *other));
    links.into_iter().map(|(_, one, other)| (one, other)).collect()
}

/// Whether two groups may be one: no report in both, no pair in conflict, and a mean weight that links.
fn may_join(batch: &Batch<'_>, one: &[usize], other: &[usize]) -> bool {
    let doc = |index: &usize| &batch.entries[*index].header.doc;
    if one.iter().any(|member| other.iter().any(|known| doc(member) == doc(known))) {
        return false;
    }
    let mut total = 0;
    let mut count = 0;
    for member in one {
        for known in other {
            let bits = weigh(batch, *member, *known).total_bits();
            if bits < CONFLICT_BITS {
                return false;
            }
            total += bits;
            count += 1;
        }
    }
    total >= LINK_BITS * count
}
