//! The pairs of accounts that link, found without weighing all with all.
//!
//! Nothing that links is missed but for what the constants below say: places that share a name meet by date, accounts
//! whose place says nothing meet all others by day or by an equal figure, reports that share text meet anyway.

use std::collections::BTreeMap;

use bilan_model::{Count, Outcome};

use crate::{
    batch::{Batch, Days},
    compare::{GAP_DAYS_MAX, GAP_WEEKS_MAX, WEEK_DAYS_MAX, link_bits, tells, tells_much},
    names::{Likeness, NameId},
};

/// Of more accounts than this whose reports share text each meets the first ones only.
const BONDED_MAX: usize = 256;

/// Two accounts that link, with the sum of their weights: smaller place in [`Batch::entries`] first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    pub(crate) one: usize,
    pub(crate) other: usize,
    pub(crate) bits: i32,
}

/// All links between accounts of different reports, ascending.
pub(crate) fn links(batch: &Batch<'_>) -> Vec<Link> {
    let mut found = Found { batch, links: Vec::new() };
    by_name(&mut found);
    by_day(&mut found);
    by_figure(&mut found);
    by_text(&mut found);
    found.links.sort_unstable();
    found.links.dedup();
    found.links
}

struct Found<'b, 'a> {
    batch: &'b Batch<'a>,
    links: Vec<Link>,
}

impl Found<'_, '_> {
    fn meet(&mut self, one: usize, other: usize) {
        let entries = &self.batch.entries;
        if entries[one].doc != entries[other].doc
            && let Some(bits) = link_bits(self.batch, one, other)
        {
            self.links.push(Link { one: one.min(other), other: one.max(other), bits });
        }
    }

    /// Days between two accounts, none or less where they overlap; `None` where one has no date.
    fn gap(&self, one: usize, other: usize) -> Option<i32> {
        let (one, other) = (self.batch.entries[one].days?, self.batch.entries[other].days?);
        Some(one.first.max(other.first) - one.last.min(other.last))
    }
}

/// Accounts of one name.
#[derive(Debug, Clone, Default)]
struct OfName {
    /// By first day, with the entry.
    dated: Vec<(Days, usize)>,
    undated: Vec<usize>,
}

/// Accounts whose names share something, and that lie no more days apart than may link.
fn by_name(found: &mut Found<'_, '_>) {
    let names = &found.batch.names;
    let mut of_name: Vec<OfName> = vec![OfName::default(); names.all.len()];
    for (index, entry) in found.batch.entries.iter().enumerate() {
        let group = &mut of_name[entry.name];
        match entry.days {
            Some(days) => group.dated.push((days, index)),
            None => group.undated.push(index),
        }
    }
    for group in &mut of_name {
        group.dated.sort_unstable();
    }
    for (name, group) in of_name.iter().enumerate().filter(|(name, _)| !names.is_empty(*name)) {
        within(found, group);
        for (other, _) in names.alike[name].iter().filter(|(other, _)| *other > name) {
            between(found, group, &of_name[*other]);
        }
    }
}

fn within(found: &mut Found<'_, '_>, group: &OfName) {
    for (at, (days, one)) in group.dated.iter().enumerate() {
        let later = group.dated[at + 1..].iter();
        let near = later.take_while(|(other, _)| other.first <= days.last.saturating_add(GAP_DAYS_MAX));
        near.for_each(|(_, other)| found.meet(*one, *other));
    }
    for (at, one) in group.undated.iter().enumerate() {
        group.undated[at + 1..].iter().for_each(|other| found.meet(*one, *other));
        group.dated.iter().for_each(|(_, other)| found.meet(*one, *other));
    }
}

fn between(found: &mut Found<'_, '_>, one: &OfName, other: &OfName) {
    // Of two accounts the one that begins later begins within the other's days, or soon after.
    let mut reach = |from: &OfName, to: &OfName, with_equal: bool| {
        for (days, entry) in &from.dated {
            let begin = |(known, _): &(Days, usize)| {
                if with_equal { known.first < days.first } else { known.first <= days.first }
            };
            let later = to.dated[to.dated.partition_point(begin)..].iter();
            let near = later.take_while(|(known, _)| known.first <= days.last.saturating_add(GAP_DAYS_MAX));
            near.for_each(|(_, known)| found.meet(*entry, *known));
        }
    };
    reach(one, other, true);
    reach(other, one, false);
    for undated in &one.undated {
        let dated = other.dated.iter().map(|(_, known)| known);
        dated.chain(&other.undated).for_each(|known| found.meet(*undated, *known));
    }
    for undated in &other.undated {
        one.dated.iter().for_each(|(_, known)| found.meet(*undated, *known));
    }
}

/// Whether an account's place leaves room for others of another name: it is not known, is an area, or areas around
/// others are named like it.
fn vague(batch: &Batch<'_>) -> Vec<bool> {
    let names = &batch.names;
    let mut areas: Vec<NameId> = batch.entries.iter().flat_map(|entry| entry.admin.iter().copied()).collect();
    areas.sort_unstable();
    areas.dedup();
    let mut around = vec![false; names.all.len()];
    for area in areas {
        around[area] = true;
        let alike = names.alike[area].iter().filter(|(_, likeness)| *likeness >= Likeness::Contained);
        alike.for_each(|(name, _)| around[*name] = true);
    }
    let is_vague = |name: NameId| names.is_empty(name) || around[name];
    batch.entries.iter().map(|entry| entry.coarse || is_vague(entry.name)).collect()
}

/// Accounts dated within a week, of which one is vague.
fn by_day(found: &mut Found<'_, '_>) {
    let vague = vague(found.batch);
    let entries = found.batch.entries.iter().enumerate();
    let short = |days: &Days| days.last - days.first < WEEK_DAYS_MAX;
    let mut dated: Vec<(Days, usize)> =
        entries.filter_map(|(index, entry)| Some((entry.days.filter(short)?, index))).collect();
    dated.sort_unstable();
    for (days, one) in dated.iter().filter(|(_, one)| vague[*one]) {
        let start = dated.partition_point(|(known, _)| known.first <= days.first - WEEK_DAYS_MAX);
        let near = dated[start..].iter().take_while(|(known, _)| known.first <= days.last);
        let near = near.filter(|(known, other)| known.last >= days.first && !(vague[*other] && other <= one));
        near.for_each(|(_, other)| found.meet(*one, *other));
    }
}

/// Accounts with an equal figure, of which one is vague; and dated ones with an equal large figure, whatever their
/// places and up to some weeks apart: several such figures outweigh a place or a date that was misread.
fn by_figure(found: &mut Found<'_, '_>) {
    let vague = vague(found.batch);
    let mut having: BTreeMap<(Outcome, Count), (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (index, entry) in found.batch.entries.iter().enumerate() {
        for figure in entry.figures.iter().filter(|figure| tells(figure.count)) {
            let (vaguer, others) = having.entry((figure.outcome, figure.count)).or_default();
            let list = if vague[index] { vaguer } else { others };
            if list.last() != Some(&index) {
                list.push(index);
            }
        }
    }
    for ((_, count), (vaguer, others)) in &having {
        let most = if tells_much(*count) { GAP_WEEKS_MAX } else { GAP_DAYS_MAX };
        for (at, one) in vaguer.iter().enumerate() {
            for other in vaguer[at + 1..].iter().chain(others) {
                if found.gap(*one, *other).is_none_or(|gap| gap <= most) {
                    found.meet(*one, *other);
                }
            }
        }
        for (at, one) in others.iter().enumerate().filter(|_| tells_much(*count)) {
            for other in &others[at + 1..] {
                if found.gap(*one, *other).is_some_and(|gap| gap <= most) {
                    found.meet(*one, *other);
                }
            }
        }
    }
}

/// Accounts whose reports share text.
fn by_text(found: &mut Found<'_, '_>) {
    for group in found.batch.bonded() {
        let first = &group[..group.len().min(BONDED_MAX)];
        for (at, one) in first.iter().enumerate() {
            group[at + 1..].iter().for_each(|other| found.meet(*one, *other));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{compare::LINK_BITS, compare::weigh, made};

    /// What blocks find is what weighing all with all finds.
    #[test]
    fn no_link_is_missed() {
        let mut total = 0;
        for seed in 0..150 {
            let told = made::tellings(seed, 30, 3);
            let batch = Batch::new(&told);
            let mut expected = Vec::new();
            for one in 0..batch.entries.len() {
                for other in one + 1..batch.entries.len() {
                    let bits = weigh(&batch, one, other).total_bits();
                    if batch.entries[one].doc != batch.entries[other].doc && bits >= LINK_BITS {
                        expected.push(Link { one, other, bits });
                    }
                }
            }
            total += expected.len();
            let found = links(&batch);
            let differs = |link: &&Link| !found.contains(link) || !expected.contains(link);
            let wrong = expected.iter().chain(&found).find(differs);
            let place = |at: usize| (&batch.entries[at].told.place, batch.entries[at].days);
            assert!(wrong.is_none(), "seed {seed}: {:?}", wrong.map(|w| (w, place(w.one), place(w.other))));
        }
        assert!(total > 10_000, "{total} links are too few to tell");
    }
}
