//! What weighs for and against two accounts being one incident, in bits.
//!
//! A weight is a judgement on log2 of how much likelier an outcome is where two accounts tell of one incident than
//! where they do not, kept in whole bits so that sums are exact. `docs/method/linkage.md` gives the reasons.

use bilan_model::{Act, Count, DateInterval, High, Outcome};

use crate::{
    batch::{Batch, Entry},
    names::Likeness,
};

/// From this sum on two accounts are taken for one incident.
pub(crate) const LINK_BITS: i32 = 9;
/// A pair below this keeps two clusters apart, whatever the other pairs say.
pub(crate) const CONFLICT_BITS: i32 = -2;

// Place. One name of thousands of villages: about one pair in some hundred agrees by chance within a country.
const PLACE_SAME: i32 = 8;
const PLACE_VARIANT: i32 = 7;
const PLACE_SHORT_VARIANT: i32 = 5;
const PLACE_CONTAINED: i32 = 6;
const PLACE_PARTIAL: i32 = -3;
const PLACE_DIFFERENT: i32 = -9;
/// An area that holds other places says little: date and figures must do the work.
const PLACE_AREA: i32 = 0;
/// A place and an area that its account names around it.
const PLACE_IN_AREA: i32 = 0;
const COUNTRY_SAME: i32 = 1;
/// Border places are told under both countries, so this is no veto.
const COUNTRY_DIFFERENT: i32 = -8;

// Date. One day of some years is about ten bits; reports of unrelated incidents cluster in time, hence fewer.
const DATE_SAME_DAYS: i32 = 7;
const DATE_IN_WEEK: i32 = 5;
const DATE_IN_MONTH: i32 = 3;
const DATE_IN_YEAR: i32 = 1;
const DATE_UNKNOWN: i32 = -1;
const DATE_NEXT_DAY: i32 = -1;
const DATE_FEW_DAYS: i32 = -5;
const DATE_OTHER: i32 = -14;

// Tolls. Sources contradict each other on one incident, so disagreement weighs little and equal large figures much.
const FIGURE_LARGE: i32 = 4;
const FIGURE_SMALL: i32 = 2;
const FIGURE_TINY: i32 = 1;
const FIGURES_MAX: i32 = 7;
const FIGURES_NEAR: i32 = 1;
const FIGURES_FAR: i32 = -2;
const FIGURES_VERY_FAR: i32 = -4;
const OUTCOMES_DISJOINT: i32 = -1;

const PARTY_SHARED: i32 = 1;
const ACT_SHARED: i32 = 1;
/// A strike from the air in one account and men on the ground only in the other.
const ACT_REMOTE_AGAINST: i32 = -1;

/// The weight of each comparison, in bits: positive for one incident, negative against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weights {
    /// Place names, areas around them.
    pub place_bits: i32,
    /// Countries.
    pub country_bits: i32,
    /// Intervals of days.
    pub date_bits: i32,
    /// Figures by outcome.
    pub toll_bits: i32,
    /// Parties held responsible.
    pub party_bits: i32,
    /// Acts that tell events apart.
    pub act_bits: i32,
}

impl Weights {
    /// The sum, in bits.
    pub fn total_bits(self) -> i32 {
        self.place_bits
            + self.country_bits
            + self.date_bits
            + self.toll_bits
            + self.party_bits
            + self.act_bits
    }

    /// Whether the sum takes the two accounts for one incident.
    pub fn links(self) -> bool {
        self.total_bits() >= LINK_BITS
    }
}

/// Weighs two accounts of a batch, by their places in [`Batch::entries`].
pub(crate) fn weigh(batch: &Batch<'_>, one: usize, other: usize) -> Weights {
    let (one, other) = (&batch.entries[one], &batch.entries[other]);
    Weights {
        place_bits: place(batch, one, other),
        country_bits: country(&one.country, &other.country),
        date_bits: date(one.date, other.date),
        toll_bits: tolls(&one.figures, &other.figures),
        party_bits: if one.parties.is_disjoint(&other.parties) { 0 } else { PARTY_SHARED },
        act_bits: acts(one, other),
    }
}

/// Whether date and country alone keep two accounts apart, however much the rest agrees: most pairs of a block, and
/// spares them the comparison of names.
pub(crate) fn is_hopeless(batch: &Batch<'_>, one: usize, other: usize) -> bool {
    const REST_MAX: i32 = PLACE_SAME + FIGURES_MAX + PARTY_SHARED + ACT_SHARED;
    let (one, other) = (&batch.entries[one], &batch.entries[other]);
    date(one.date, other.date) + country(&one.country, &other.country) + REST_MAX < LINK_BITS
}

fn place(batch: &Batch<'_>, one: &Entry<'_>, other: &Entry<'_>) -> i32 {
    let in_area = |inner: &Entry<'_>, outer: &Entry<'_>| {
        inner.admin.iter().any(|area| batch.rarity.likeness(area, &outer.name) >= Likeness::ShortVariant)
    };
    let likeness = batch.rarity.likeness(&one.name, &other.name);
    if one.coarse && other.coarse && likeness >= Likeness::Contained {
        return PLACE_AREA;
    }
    match likeness {
        Likeness::Unknown => 0,
        Likeness::Same => PLACE_SAME,
        Likeness::Variant => PLACE_VARIANT,
        Likeness::ShortVariant => PLACE_SHORT_VARIANT,
        Likeness::Contained => PLACE_CONTAINED,
        Likeness::Partial | Likeness::Different if in_area(one, other) || in_area(other, one) => {
            PLACE_IN_AREA
        }
        Likeness::Partial => PLACE_PARTIAL,
        Likeness::Different => PLACE_DIFFERENT,
    }
}

fn country(one: &str, other: &str) -> i32 {
    if one.is_empty() || other.is_empty() {
        0
    } else if one == other {
        COUNTRY_SAME
    } else {
        COUNTRY_DIFFERENT
    }
}

fn date(one: Option<DateInterval>, other: Option<DateInterval>) -> i32 {
    let (Some(one), Some(other)) = (one, other) else { return DATE_UNKNOWN };
    if one.overlaps(other) {
        return match one.cover(other).days() {
            ..=3 => DATE_SAME_DAYS,
            4..=10 => DATE_IN_WEEK,
            11..=62 => DATE_IN_MONTH,
            _ => DATE_IN_YEAR,
        };
    }
    match one.cover(other).days() - one.days() - other.days() {
        ..=0 => DATE_NEXT_DAY,
        1..=2 => DATE_FEW_DAYS,
        _ => DATE_OTHER,
    }
}

fn tolls(one: &[(Outcome, Count, bool)], other: &[(Outcome, Count, bool)]) -> i32 {
    if one.is_empty() || other.is_empty() {
        return 0;
    }
    let mut left: Vec<&(Outcome, Count, bool)> = other.iter().collect();
    let mut bits = 0;
    for (outcome, count, _) in one {
        let equal = |figure: &&(Outcome, Count, bool)| figure.0 == *outcome && figure.1 == *count;
        if let Some(at) = left.iter().position(equal) {
            left.remove(at);
            bits += figure(*count);
        }
    }
    if bits > 0 { bits.min(FIGURES_MAX) } else { nearness(one, other) }
}

fn figure(count: Count) -> i32 {
    match count.value() {
        None => FIGURE_TINY,
        Some(0..=2) => 0,
        Some(3..=9) => FIGURE_SMALL,
        Some(10..) => FIGURE_LARGE,
    }
}

/// How far the largest whole figures of a shared outcome lie apart, where no figure is equal.
fn nearness(one: &[(Outcome, Count, bool)], other: &[(Outcome, Count, bool)]) -> i32 {
    let largest = |figures: &[(Outcome, Count, bool)], outcome: Outcome| {
        figures.iter().filter(|figure| figure.0 == outcome && figure.2).map(|figure| named(figure.1)).max()
    };
    let ratios = one.iter().filter_map(|(outcome, _, _)| {
        let (a, b) = (largest(one, *outcome)?, largest(other, *outcome)?);
        Some(a.max(b).saturating_add(2) / a.min(b).saturating_add(2))
    });
    match ratios.min() {
        None => OUTCOMES_DISJOINT,
        Some(..=1) => FIGURES_NEAR,
        Some(2..=4) => 0,
        Some(5..=9) => FIGURES_FAR,
        Some(10..) => FIGURES_VERY_FAR,
    }
}

fn named(count: Count) -> u64 {
    let ends = count.ends();
    match (ends.low, ends.high) {
        (Some(low), _) => low,
        (None, High::Closed(high) | High::Open { beyond: high }) => high,
    }
}

fn acts(one: &Entry<'_>, other: &Entry<'_>) -> i32 {
    const REMOTE: [Act; 3] = [Act::Airstrike, Act::DroneStrike, Act::Shelling];
    let remote = |entry: &Entry<'_>| REMOTE.iter().any(|act| entry.acts.contains(act));
    if !one.acts.is_disjoint(&other.acts) {
        ACT_SHARED
    } else if remote(one) != remote(other) {
        ACT_REMOTE_AGAINST
    } else {
        0
    }
}
