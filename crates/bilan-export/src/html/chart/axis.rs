//! The axis of a drawing: from 0, even, with round ticks.

use bilan_model::{High, Toll};
use maud::{Markup, html};

use super::rows::Row;

/// Ticks at most, the one at 0 included.
const TICKS: u64 = 6;
/// A figure from which numbers are too long for as many ticks.
const LONG: u64 = 100_000;

/// A scale from 0 to `top` with a tick every `step`.
pub(super) struct Axis {
    top: u64,
    step: u64,
}

impl Axis {
    /// The axis that holds every figure of `rows` and the range of `toll`, with room beyond the last.
    pub(super) fn over(rows: &[Row], toll: &Toll) -> Self {
        let mut largest = 1;
        for row in rows {
            let ends = row.toll.count.ends();
            largest = largest.max(ends.low.unwrap_or(0)).max(figure(ends.high));
        }
        largest = largest.max(toll.low.as_ref().map_or(0, |end| end.figure));
        largest = largest.max(toll.high.as_ref().map_or(0, |end| figure(end.figure)));
        Self::to(largest)
    }

    /// The axis that ends at the first tick beyond `largest`.
    fn to(largest: u64) -> Self {
        let spaces = if largest >= LONG { 2 } else { TICKS - 1 };
        let mut step = 1;
        for factor in [2, 5, 10].into_iter().cycle() {
            if largest / step < spaces {
                break;
            }
            let decade: u64 = 10_u64.pow(step.ilog10());
            let Some(next) = decade.checked_mul(factor) else { break };
            step = next;
        }
        Self { top: (largest / step).saturating_add(1).saturating_mul(step), step }
    }

    /// Where `figure` stands, in hundredths of the width.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a place on paper needs no more than the digits of an f64"
    )]
    pub(super) fn at(&self, figure: u64) -> f64 {
        (figure as f64 / self.top as f64 * 100.0).min(100.0)
    }

    pub(super) fn ticks(&self) -> impl Iterator<Item = u64> {
        let step = self.step;
        (0..=self.top / step).map(move |n| n.saturating_mul(step))
    }

    /// How the words of a tick stand to it: those at the ends stay inside.
    pub(super) fn anchor(&self, tick: u64) -> &'static str {
        if tick == 0 {
            "start"
        } else if tick >= self.top {
            "end"
        } else {
            "middle"
        }
    }
}

fn figure(high: High) -> u64 {
    match high {
        High::Closed(figure) => figure,
        High::Open { beyond } => beyond.saturating_add(1),
    }
}

/// A place as an attribute, with two decimals.
pub(super) fn percent(place: f64) -> String {
    format!("{place:.2}%")
}

/// The lines of the ticks behind a row.
pub(super) fn lines(axis: &Axis) -> Markup {
    html! {
        @for tick in axis.ticks() {
            line.grid x1=(percent(axis.at(tick))) x2=(percent(axis.at(tick))) y1="0" y2="100%" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_begins_at_zero_and_ends_beyond_the_largest_figure() {
        for largest in [1, 4, 5, 9, 31, 99, 100, 999, 123_456, u64::MAX / 2, u64::MAX] {
            let axis = Axis::to(largest);
            let ticks: Vec<u64> = axis.ticks().collect();
            assert_eq!(ticks[0], 0);
            assert!((2..=7).contains(&ticks.len()), "{largest}: {ticks:?}");
            assert!(axis.top > largest || axis.top == u64::MAX, "{largest}: {}", axis.top);
            assert!(axis.at(largest) <= 100.0);
        }
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(Axis::to(31).ticks().collect::<Vec<_>>(), [0, 10, 20, 30, 40]);
        assert_eq!(Axis::to(99).ticks().collect::<Vec<_>>(), [0, 20, 40, 60, 80, 100]);
        assert_eq!(Axis::to(3).ticks().collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    }
}
