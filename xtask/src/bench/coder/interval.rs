//! How sure a figure is: the figure made again, many times, over reports drawn anew.

use crate::random::Random;

/// Often enough that the ends of an interval move by less than a hundredth from seed to seed.
const DRAWS: usize = 2000;
const SEED: u64 = 4;

/// A figure with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Figure {
    pub(crate) value: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

/// The figure over all `rows` (a report's counts each) with the middle 95 of 100 of those over as many rows drawn with
/// putting back. None where the figure is none over all rows; draws without a figure are left out.
pub(crate) fn resampled(rows: &[Vec<f64>], figure: impl Fn(&[f64]) -> Option<f64>) -> Option<Figure> {
    let width = rows.first()?.len();
    let mut sum = vec![0.0; width];
    for row in rows {
        add(&mut sum, row);
    }
    let value = figure(&sum)?;
    let mut random = Random::seeded(SEED);
    let mut drawn = Vec::with_capacity(DRAWS);
    for _ in 0..DRAWS {
        sum.fill(0.0);
        for _ in 0..rows.len() {
            add(&mut sum, &rows[random.below(rows.len())]);
        }
        drawn.extend(figure(&sum));
    }
    drawn.sort_by(f64::total_cmp);
    let at = |share: usize| drawn.get(drawn.len() * share / 1000).or(drawn.last()).copied().unwrap_or(value);
    Some(Figure { value, low: at(25), high: at(975) })
}

fn add(sum: &mut [f64], row: &[f64]) {
    for (total, count) in sum.iter_mut().zip(row) {
        *total += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(sum: &[f64]) -> Option<f64> {
        (sum[1] > 0.0).then(|| sum[0] / sum[1])
    }

    #[test]
    fn reports_that_are_alike_leave_no_doubt() {
        let rows = vec![vec![3.0, 4.0]; 10];
        let expected = Figure { value: 0.75, low: 0.75, high: 0.75 };
        assert_eq!(resampled(&rows, share), Some(expected));
    }

    #[test]
    fn the_interval_is_that_of_the_binomial() {
        // 80 of 100 reports right: the exact 95 % interval of Clopper and Pearson is 0.708 to 0.873.
        let rows: Vec<_> = (0..100).map(|report| vec![f64::from(u8::from(report < 80)), 1.0]).collect();
        let found = resampled(&rows, share).expect("a figure");
        assert!((found.value - 0.8).abs() < 1e-9);
        assert!((found.low - 0.72).abs() < 0.02 && (found.high - 0.87).abs() < 0.02, "{found:?}");
        assert_eq!(resampled(&rows, share), Some(found), "the same again");
    }

    #[test]
    fn nothing_to_count_is_no_figure() {
        assert_eq!(resampled(&[], share), None);
        assert_eq!(resampled(&[vec![0.0, 0.0]], share), None);
    }
}
