//! What weighs for and against two accounts being one incident, in bits.
//!
//! A weight is a judgement on log2 of how much likelier an outcome is where two accounts tell of one incident than
//! where they do not, kept in whole bits so that sums are exact. `docs/method/linkage.md` gives the reasons.

use bilan_model::{Act, Count, High, Outcome};
use serde::{Deserialize, Serialize};

use crate::{
    batch::{Batch, Days, Entry},
    names::Likeness,
    signature::TextBond,
    telling::Figure,
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
/// A place and an area that some account of the batch names around it.
const PLACE_IN_AREA: i32 = 0;
/// A place and the town that the area around it is called after: a report may name the next town, or the town may
/// have been hit itself.
const PLACE_NEAR_TOWN: i32 = -3;
const COUNTRY_SAME: i32 = 1;
/// Border places are told under both countries, so this is no veto.
const COUNTRY_DIFFERENT: i32 = -7;

// Date. One day of some years is about ten bits; reports of unrelated incidents cluster in time, hence fewer.
const DATE_SAME_DAYS: i32 = 7;
const DATE_IN_WEEK: i32 = 5;
const DATE_IN_MONTH: i32 = 3;
const DATE_IN_YEAR: i32 = 1;
const DATE_UNKNOWN: i32 = -1;
const DATE_NEXT_DAY: i32 = -1;
const DATE_FEW_DAYS: i32 = -5;
/// Some weeks apart: another incident of a place that is hit again, or a date that was misread. Only figures that are
/// equal one by one can say which.
const DATE_SOME_WEEKS: i32 = -9;
const DATE_OTHER: i32 = -14;
/// Two dates within a week, as one interval; a day or so is lost at either end.
pub(crate) const WEEK_DAYS_MAX: i32 = 10;
/// So few days lie between what sources say of one event.
pub(crate) const GAP_DAYS_MAX: i32 = 3;
/// From more days on nothing makes two accounts one; up to them, only several large equal figures.
pub(crate) const GAP_WEEKS_MAX: i32 = 31;

// Tolls. Sources contradict each other on one incident, so disagreement weighs little and equal large figures much.
const FIGURE_LARGE: i32 = 4;
const FIGURE_SMALL: i32 = 2;
const FIGURE_TINY: i32 = 1;
/// A list of figures has some small one in common with any other.
const FIGURES_SMALL_MAX: i32 = 4;
const FIGURES_MAX: i32 = 12;
const FIGURES_NEAR: i32 = 1;
const FIGURES_FAR: i32 = -2;
const FIGURES_VERY_FAR: i32 = -4;
const OUTCOMES_DISJOINT: i32 = -1;

const PARTY_SHARED: i32 = 1;
const ACT_SHARED: i32 = 1;
/// A strike from the air in one account and men on the ground only in the other.
const ACT_REMOTE_AGAINST: i32 = -1;

/// Copies of one text tell of the same incidents, but a report tells of several, and a copy says no more than its
/// text: less than an equal place.
const TEXT_COPY: i32 = 4;
const TEXT_EXCERPT: i32 = 2;

/// The most that figures, parties, acts and texts can give together.
const REST_MAX: i32 = FIGURES_MAX + PARTY_SHARED + ACT_SHARED + TEXT_COPY;

/// The weight of each comparison, in bits: positive for one incident, negative against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Text that the reports share.
    pub text_bits: i32,
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
            + self.text_bits
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
        country_bits: country(one.country, other.country),
        date_bits: date(one.days, other.days),
        toll_bits: tolls(one.figures, other.figures),
        party_bits: if one.parties.is_disjoint(&other.parties) { 0 } else { PARTY_SHARED },
        act_bits: acts(one, other),
        text_bits: match batch.bond(one, other) {
            None => 0,
            Some(TextBond::Excerpt) => TEXT_EXCERPT,
            Some(TextBond::Copy) => TEXT_COPY,
        },
    }
}

/// The sum of the weights where two accounts link, found with as few comparisons as can be.
pub(crate) fn link_bits(batch: &Batch<'_>, one: usize, other: usize) -> Option<i32> {
    let (first, second) = (&batch.entries[one], &batch.entries[other]);
    let frame = date(first.days, second.days) + country(first.country, second.country);
    if frame + PLACE_SAME + REST_MAX < LINK_BITS || frame + place(batch, first, second) + REST_MAX < LINK_BITS
    {
        return None;
    }
    let bits = weigh(batch, one, other).total_bits();
    (bits >= LINK_BITS).then_some(bits)
}

fn place(batch: &Batch<'_>, one: &Entry<'_>, other: &Entry<'_>) -> i32 {
    let likeness = batch.names.likeness(one.name, other.name);
    if one.coarse && other.coarse && likeness >= Likeness::Contained {
        return PLACE_AREA;
    }
    match likeness {
        Likeness::Unknown => 0,
        Likeness::Same => PLACE_SAME,
        Likeness::Variant => PLACE_VARIANT,
        Likeness::ShortVariant => PLACE_SHORT_VARIANT,
        Likeness::Contained => PLACE_CONTAINED,
        Likeness::Partial | Likeness::Different => {
            match batch.around(one.name, other.name).max(batch.around(other.name, one.name)) {
                Likeness::Same | Likeness::Variant | Likeness::ShortVariant => PLACE_IN_AREA,
                Likeness::Contained => PLACE_NEAR_TOWN,
                Likeness::Partial | Likeness::Different | Likeness::Unknown => {
                    if likeness == Likeness::Partial { PLACE_PARTIAL } else { PLACE_DIFFERENT }
                }
            }
        }
    }
}

fn country(one: Option<usize>, other: Option<usize>) -> i32 {
    match (one, other) {
        (None, _) | (_, None) => 0,
        (Some(one), Some(other)) if one == other => COUNTRY_SAME,
        (Some(_), Some(_)) => COUNTRY_DIFFERENT,
    }
}

fn date(one: Option<Days>, other: Option<Days>) -> i32 {
    let (Some(one), Some(other)) = (one, other) else { return DATE_UNKNOWN };
    let gap = one.first.max(other.first) - one.last.min(other.last);
    if gap <= 0 {
        return match one.last.max(other.last) - one.first.min(other.first) + 1 {
            ..=3 => DATE_SAME_DAYS,
            4..=WEEK_DAYS_MAX => DATE_IN_WEEK,
            11..=62 => DATE_IN_MONTH,
            _ => DATE_IN_YEAR,
        };
    }
    match gap {
        ..=1 => DATE_NEXT_DAY,
        2..=GAP_DAYS_MAX => DATE_FEW_DAYS,
        4..=GAP_WEEKS_MAX => DATE_SOME_WEEKS,
        _ => DATE_OTHER,
    }
}

fn tolls(one: &[Figure], other: &[Figure]) -> i32 {
    if one.is_empty() || other.is_empty() {
        return 0;
    }
    let mut used = 0u64;
    let (mut large, mut small) = (0, 0);
    for figure in one {
        let equal = |(at, known): &(usize, &Figure)| {
            used >> (at % 64) & 1 == 0 && (known.outcome, known.count) == (figure.outcome, figure.count)
        };
        // Beyond 64 figures of one account equal ones are not told apart; the sum has its most long before.
        if let Some((at, _)) = other.iter().enumerate().find(equal) {
            used |= 1 << (at % 64);
            let bits = figure_bits(figure.count);
            *(if bits >= FIGURE_LARGE { &mut large } else { &mut small }) += bits;
        }
    }
    let bits = (large + small.min(FIGURES_SMALL_MAX)).min(FIGURES_MAX);
    if bits > 0 { bits } else { nearness(one, other) }
}

/// Whether an equal count of this size weighs anything.
pub(crate) fn tells(count: Count) -> bool {
    figure_bits(count) > 0
}

/// Whether it weighs much.
pub(crate) fn tells_much(count: Count) -> bool {
    figure_bits(count) >= FIGURE_LARGE
}

fn figure_bits(count: Count) -> i32 {
    match count.value() {
        None => FIGURE_TINY,
        Some(0..=2) => 0,
        Some(3..=9) => FIGURE_SMALL,
        Some(10..) => FIGURE_LARGE,
    }
}

/// How far the largest whole figures of a shared outcome lie apart, where no figure is equal.
fn nearness(one: &[Figure], other: &[Figure]) -> i32 {
    let largest = |figures: &[Figure], outcome: Outcome| {
        let whole = figures.iter().filter(|figure| figure.outcome == outcome && figure.whole);
        whole.map(|figure| named(figure.count)).max()
    };
    let ratios = one.iter().filter_map(|figure| {
        let (a, b) = (largest(one, figure.outcome)?, largest(other, figure.outcome)?);
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
