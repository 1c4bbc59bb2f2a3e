//! How many pairs of records stand at each relation of place and date: dates are counted exactly, places by chance
//! draws within each relation of dates, so that the rare relations that matter are known as well as the common ones.

use super::{
    chance::Chance,
    compare::{
        Memory,
        where_when::{LEVELS, WhereWhen, joint},
    },
    when::{Apart, Precision},
};

/// Pairs drawn for each relation of dates.
const DRAWS: usize = 200_000;

/// Pairs at each level of [`WhereWhen`], estimated; the sum is the number of all pairs.
pub(crate) fn pairs_by_level(records: &WhereWhen, seed: u64) -> Vec<f64> {
    let mut drawing =
        Drawing { records, memory: Memory::new(), chance: Chance::new(seed), pairs: vec![0.0; LEVELS] };
    let mut counted = 0.0;
    let days = records.records_of(Precision::Day);
    for (from, to) in [(0, 0), (1, 1), (2, 7), (8, 31)] {
        counted += drawing.window(&days, from, to);
    }
    counted += drawing.grouped(Precision::Month, Apart::WithinMonth, super::when::Date::month_number);
    counted += drawing.grouped(Precision::Year, Apart::WithinYear, |date| date.year as u32);
    drawing.rest(counted);
    drawing.pairs
}

struct Drawing<'a> {
    records: &'a WhereWhen,
    memory: Memory,
    chance: Chance,
    pairs: Vec<f64>,
}

impl Drawing<'_> {
    /// Pairs of precise dates so many days apart.
    fn window(&mut self, sorted: &[u32], from: i32, to: i32) -> f64 {
        let day = |at: usize| self.records.date[sorted[at] as usize].day;
        let (mut low, mut high) = (0, 0);
        let mut spans = Vec::with_capacity(sorted.len());
        let mut total = 0_u64;
        for at in 0..sorted.len() {
            low = low.max(at + 1);
            while low < sorted.len() && day(low) - day(at) < from {
                low += 1;
            }
            high = high.max(low);
            while high < sorted.len() && day(high) - day(at) <= to {
                high += 1;
            }
            total += (high - low) as u64;
            spans.push((low, total));
        }
        let mut targets: Vec<u64> =
            (0..DRAWS.min(total as usize)).map(|_| self.chance.below(total)).collect();
        targets.sort_unstable();
        let each = total as f64 / targets.len().max(1) as f64;
        let mut at = 0;
        for target in targets {
            while spans[at].1 <= target {
                at += 1;
            }
            let before = if at == 0 { 0 } else { spans[at - 1].1 };
            let other = spans[at].0 + (target - before) as usize;
            self.take(sorted[at], sorted[other], each);
        }
        total as f64
    }

    /// Pairs of which one gives its date no more precisely than that, and the other lies in it.
    fn grouped(&mut self, precision: Precision, apart: Apart, key: impl Fn(super::when::Date) -> u32) -> f64 {
        let dates = &self.records.date;
        let mut keyed: Vec<(u32, u32)> = (0..)
            .zip(dates)
            .filter(|(_, date)| date.precision >= precision)
            .map(|(at, date)| (key(*date), at))
            .collect();
        keyed.sort_unstable();
        let mut groups: Vec<(u64, &[(u32, u32)])> = Vec::new();
        let (mut total, mut wanted) = (0_u64, 0_u64);
        for group in keyed.chunk_by(|one, other| one.0 == other.0) {
            let size = group.len() as u64;
            let finer =
                group.iter().filter(|(_, at)| dates[*at as usize].precision > precision).count() as u64;
            total += size * (size - 1) / 2;
            wanted += (size * (size - 1) - finer * finer.saturating_sub(1)) / 2;
            groups.push((total, group));
        }
        if wanted == 0 {
            return 0.0;
        }
        let mut found = Vec::new();
        for _ in 0..DRAWS.min(total as usize * 4) * 4 {
            let target = self.chance.below(total);
            let (_, group) = groups[groups.partition_point(|(end, _)| *end <= target)];
            let (one, other) = self.two(group.len());
            let (one, other) = (group[one].1, group[other].1);
            if self.records.apart(one, other) == apart {
                found.push((one, other));
            }
            if found.len() == DRAWS {
                break;
            }
        }
        let each = wanted as f64 / found.len().max(1) as f64;
        for (one, other) in found {
            self.take(one, other, each);
        }
        wanted as f64
    }

    /// Pairs of all other relations.
    fn rest(&mut self, counted: f64) {
        let records = self.records.date.len();
        if records < 2 {
            return;
        }
        let all = records as f64 * (records as f64 - 1.0) / 2.0;
        let mut found = Vec::new();
        for _ in 0..DRAWS * 5 {
            let (one, other) = self.two(records);
            let apart = self.records.apart(one as u32, other as u32);
            if matches!(apart, Apart::Unknown | Apart::Exchanged | Apart::SameYear | Apart::Far) {
                found.push((one as u32, other as u32));
            }
        }
        let each = (all - counted).max(0.0) / found.len().max(1) as f64;
        for (one, other) in found {
            self.take(one, other, each);
        }
    }

    fn two(&mut self, of: usize) -> (usize, usize) {
        let one = self.chance.below(of as u64) as usize;
        let other = self.chance.below(of as u64 - 1) as usize;
        (one, if other >= one { other + 1 } else { other })
    }

    fn take(&mut self, one: u32, other: u32, stands_for: f64) {
        let place = self.records.place(one, other, &mut self.memory);
        let level = joint(place, self.records.apart(one, other));
        self.pairs[level as usize] += stands_for;
    }
}
