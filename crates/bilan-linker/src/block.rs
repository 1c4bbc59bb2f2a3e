//! Which pairs of accounts are worth weighing.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::DateInterval;
use jiff::ToSpan;

use crate::{
    batch::{Batch, Entry},
    compare::is_hopeless,
    spelling::skeleton,
};

/// A block of more accounts than this is split by month, so that a common word does not pair everything.
const BLOCK_MAX: usize = 64;
/// Accounts dated within so many days meet by day, whatever their place is called.
const DAYS_MAX: i32 = 4;
/// Words of at least so many letters bring accounts together.
const WORD_LETTERS_MIN: usize = 4;
/// An interval of more months than this meets a split block in none of them.
const MONTHS_MAX: usize = 13;

/// Pairs of different reports that share a word of the place, a name's skeleton or a day, and that date and country
/// leave possible; ascending.
pub(crate) fn pairs(batch: &Batch<'_>) -> Vec<(usize, usize)> {
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, entry) in batch.entries.iter().enumerate() {
        for key in keys(entry) {
            blocks.entry(key).or_default().push(index);
        }
    }
    let mut pairs = Vec::new();
    for block in blocks.into_values() {
        if block.len() <= BLOCK_MAX {
            add(batch, &block, &mut pairs);
        } else {
            for block in by_month(batch, &block).values() {
                add(batch, block, &mut pairs);
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn add(batch: &Batch<'_>, block: &[usize], pairs: &mut Vec<(usize, usize)>) {
    for (at, one) in block.iter().enumerate() {
        for other in &block[at + 1..] {
            let same_report = batch.entries[*one].header.doc == batch.entries[*other].header.doc;
            if !same_report && !is_hopeless(batch, *one, *other) {
                pairs.push((*one.min(other), *one.max(other)));
            }
        }
    }
}

fn keys(entry: &Entry<'_>) -> BTreeSet<String> {
    let areas = entry.admin.iter().flat_map(|area| &area.words);
    let words = entry.name.words.iter().filter(|word| word.chars().count() >= WORD_LETTERS_MIN);
    let mut keys: BTreeSet<String> = words.map(|word| format!("word {word}")).collect();
    if !entry.name.is_empty() {
        keys.insert(format!("name {}", entry.name.letters));
        keys.insert(format!("skeleton {}", skeleton(&entry.name.letters)));
    }
    if entry.date.is_none() {
        keys.extend(areas.map(|word| format!("word {word}")));
    }
    keys.extend(entry.date.into_iter().flat_map(days).map(|day| format!("day {day}")));
    keys
}

/// The days of a short interval with a day before and after it; none of a long one.
fn days(date: DateInterval) -> Vec<String> {
    if date.days() > DAYS_MAX {
        return Vec::new();
    }
    let first = date.earliest().saturating_sub(1.day());
    (0..=date.days() + 1).map(|after| first.saturating_add(after.days()).to_string()).collect()
}

fn by_month(batch: &Batch<'_>, block: &[usize]) -> BTreeMap<String, Vec<usize>> {
    let mut months: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for index in block {
        for month in months_of(batch.entries[*index].date) {
            months.entry(month).or_default().push(*index);
        }
    }
    months
}

fn months_of(date: Option<DateInterval>) -> Vec<String> {
    let Some(date) = date else { return Vec::new() };
    let first = date.earliest().first_of_month();
    let months = (0..).map(|after: i32| first.saturating_add(after.months()));
    months
        .take(MONTHS_MAX)
        .take_while(|month| *month <= date.latest())
        .map(|month| format!("{:04}-{:02}", month.year(), month.month()))
        .collect()
}
