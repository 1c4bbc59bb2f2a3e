//! Totals that include the undocumented: another kind of number than a toll.

use serde::{Deserialize, Serialize};

/// Which lists hold a person: one flag a list, in the order of the table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CaptureHistory(pub Vec<bool>);

/// An estimated total with its interval. No function of bilan adds it to a [`crate::Toll`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawEstimate", into = "RawEstimate")]
pub struct Estimate {
    low: u64,
    point: u64,
    high: u64,
}

/// An estimate outside its own interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an estimate of {point} persons must lie between {low} and {high}")]
pub struct EstimateError {
    /// Lower end, in persons.
    pub low: u64,
    /// The estimate, in persons.
    pub point: u64,
    /// Upper end, in persons.
    pub high: u64,
}

impl Estimate {
    /// An estimate with its interval, in persons.
    ///
    /// # Errors
    /// When the point lies outside the interval.
    pub fn new(low: u64, point: u64, high: u64) -> Result<Self, EstimateError> {
        if low <= point && point <= high {
            Ok(Self { low, point, high })
        } else {
            Err(EstimateError { low, point, high })
        }
    }

    /// The point, in persons.
    pub fn point(self) -> u64 {
        self.point
    }

    /// The interval, in persons, both ends included.
    pub fn interval(self) -> (u64, u64) {
        (self.low, self.high)
    }
}

#[derive(Serialize, Deserialize)]
struct RawEstimate {
    low: u64,
    point: u64,
    high: u64,
}

impl TryFrom<RawEstimate> for Estimate {
    type Error = EstimateError;
    fn try_from(raw: RawEstimate) -> Result<Self, EstimateError> {
        Self::new(raw.low, raw.point, raw.high)
    }
}

impl From<Estimate> for RawEstimate {
    fn from(estimate: Estimate) -> Self {
        Self { low: estimate.low, point: estimate.point, high: estimate.high }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_outside_its_interval_is_refused() {
        assert!(Estimate::new(10, 9, 20).is_err());
        assert!(serde_json::from_str::<Estimate>(r#"{"low":5,"point":9,"high":7}"#).is_err());
        assert_eq!(Estimate::new(10, 12, 20).unwrap().interval(), (10, 20));
    }
}
