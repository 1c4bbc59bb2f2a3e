//! The scale of bits of a drawing, and places on it.

/// Spaces between ticks, at most.
const SPACES: f64 = 8.0;
/// Bits beyond which nothing is drawn apart.
const FAR: f64 = 1000.0;

/// A scale from one round number of bits to another, 0 among them.
pub(super) struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    /// The scale that holds these values; what is no number is left out.
    pub(super) fn over(values: impl IntoIterator<Item = f64>) -> Self {
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for value in values.into_iter().filter(|value| value.is_finite()) {
            low = low.min(value.max(-FAR));
            high = high.max(value.min(FAR));
        }
        let steps = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0];
        let step = steps.into_iter().find(|step| (high - low) / step <= SPACES).unwrap_or(500.0);
        let (low, high) = ((low / step).floor() * step, (high / step).ceil() * step);
        Self { low, high: if high > low { high } else { low + step }, step }
    }

    /// Where a value stands, in hundredths of the width; the ends for what lies beyond, 0 for what is no number.
    pub(super) fn at(&self, value: f64) -> f64 {
        let value = if value.is_finite() { value } else { 0.0 };
        ((value - self.low) / (self.high - self.low) * 100.0).clamp(0.0, 100.0)
    }

    /// Values of the ticks, from the lowest.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let mut ticks = Vec::new();
        let mut tick = self.low;
        while tick < self.high + self.step / 2.0 {
            ticks.push(tick);
            tick += self.step;
        }
        ticks
    }
}

/// A place or length as an attribute.
pub(super) fn percent(place: f64) -> String {
    format!("{place:.2}%")
}

/// The binary logarithm of a number of 1 or more, to a thousandth, with the same digits on every machine.
pub(super) fn log2(n: f64) -> f64 {
    let (mut rest, mut log) = (n.max(1.0), 0.0);
    while rest >= 2.0 && log < 1100.0 {
        rest /= 2.0;
        log += 1.0;
    }
    let mut place = 0.5;
    for _ in 0..12 {
        rest *= rest;
        if rest >= 2.0 {
            rest /= 2.0;
            log += place;
        }
        place /= 2.0;
    }
    log
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_ends_on_round_numbers_and_holds_zero() {
        let scale = Scale::over([-11.5, 18.2, f64::NAN, f64::INFINITY]);
        assert_eq!(scale.ticks(), [-15.0, -10.0, -5.0, 0.0, 5.0, 10.0, 15.0, 20.0]);
        assert!((scale.at(20.0) - 100.0).abs() < 1e-9 && scale.at(-99.0) == 0.0);
        assert_eq!(Scale::over([]).ticks(), [0.0, 1.0]);
        assert!(Scale::over([-1e300, 1e300]).ticks().len() < 8);
    }

    #[test]
    fn logarithms_are_near() {
        for n in [1.0, 2.0, 10.0, 12_345.0, 1e9] {
            assert!((log2(n) - f64::log2(n)).abs() < 1e-3, "{n}");
        }
        assert!(log2(0.0).abs() < 1e-9);
        assert!(log2(f64::INFINITY) > 1000.0);
    }
}
