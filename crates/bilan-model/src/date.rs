//! When, as an interval of days.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The days between which an event happened, both included, as narrow as text and publication date support.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "RawInterval", into = "RawInterval")]
pub struct DateInterval {
    earliest: Date,
    latest: Date,
}

/// An interval that runs backwards.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the earliest day {earliest} lies after the latest day {latest}")]
pub struct DateError {
    /// First day as given.
    pub earliest: Date,
    /// Last day as given.
    pub latest: Date,
}

impl DateInterval {
    /// From `earliest` to `latest`, both included.
    ///
    /// # Errors
    /// When `earliest` lies after `latest`.
    pub fn new(earliest: Date, latest: Date) -> Result<Self, DateError> {
        if earliest <= latest { Ok(Self { earliest, latest }) } else { Err(DateError { earliest, latest }) }
    }

    /// One day.
    pub fn day(day: Date) -> Self {
        Self { earliest: day, latest: day }
    }

    /// First day.
    pub fn earliest(self) -> Date {
        self.earliest
    }

    /// Last day.
    pub fn latest(self) -> Date {
        self.latest
    }

    /// Length in days, at least 1.
    pub fn days(self) -> i32 {
        self.latest.since(self.earliest).map_or(1, |span| span.get_days() + 1)
    }

    /// Whether the two share a day.
    pub fn overlaps(self, other: Self) -> bool {
        self.earliest <= other.latest && other.earliest <= self.latest
    }

    /// Whether `other` lies inside this interval or equals it.
    pub fn contains(self, other: Self) -> bool {
        self.earliest <= other.earliest && other.latest <= self.latest
    }

    /// The smallest interval that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { earliest: self.earliest.min(other.earliest), latest: self.latest.max(other.latest) }
    }
}

#[derive(Serialize, Deserialize)]
struct RawInterval {
    earliest: Date,
    latest: Date,
}

impl TryFrom<RawInterval> for DateInterval {
    type Error = DateError;
    fn try_from(raw: RawInterval) -> Result<Self, DateError> {
        Self::new(raw.earliest, raw.latest)
    }
}

impl From<DateInterval> for RawInterval {
    fn from(interval: DateInterval) -> Self {
        Self { earliest: interval.earliest, latest: interval.latest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_backward_interval_is_refused() {
        assert!(DateInterval::new(date(2024, 5, 20), date(2024, 5, 19)).is_err());
        let text = r#"{"earliest":"2024-05-20","latest":"2024-05-19"}"#;
        assert!(serde_json::from_str::<DateInterval>(text).is_err());
    }

    #[test]
    fn a_month_has_its_days() {
        let month = DateInterval::new(date(2024, 3, 1), date(2024, 3, 31)).unwrap();
        assert_eq!(month.days(), 31);
        assert!(month.contains(DateInterval::day(date(2024, 3, 9))));
        assert!(!month.overlaps(DateInterval::day(date(2024, 4, 1))));
    }
}
