//! Times of many requests, and what is said of them.

use std::time::Duration;

use serde_json::{Value, json};

/// How long requests took.
#[derive(Debug, Default)]
pub(super) struct Times(Vec<Duration>);

impl Times {
    pub(super) fn push(&mut self, took: Duration) {
        self.0.push(took);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Milliseconds within which so many of a hundred were answered.
    pub(super) fn within(&self, hundredth: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let at = (sorted.len() * hundredth / 100).min(sorted.len().saturating_sub(1));
        sorted.get(at).map_or(0.0, |took| took.as_secs_f64() * 1e3)
    }

    pub(super) fn json(&self) -> Value {
        json!({ "requests": self.len(), "p50_ms": self.within(50), "p95_ms": self.within(95), "max_ms": self.within(100) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_are_told_last() {
        let mut times = Times::default();
        assert!(times.within(95).abs() < f64::EPSILON);
        (1..=100).rev().for_each(|ms| times.push(Duration::from_millis(ms)));
        assert!((times.within(50) - 51.0).abs() < 1e-9);
        assert!((times.within(95) - 96.0).abs() < 1e-9);
        assert!((times.within(100) - 100.0).abs() < 1e-9);
    }
}
