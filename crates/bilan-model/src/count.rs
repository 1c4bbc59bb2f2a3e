//! How many, as the words say it: never one integer.

use serde::{Deserialize, Serialize};

/// How the words bind the figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// "12".
    Exactly,
    /// "about thirty", "une trentaine".
    About,
    /// "at least 12".
    AtLeast,
    /// "more than 12".
    MoreThan,
    /// "up to 12".
    AtMost,
    /// "fewer than 12".
    LessThan,
    /// "between 12 and 15".
    Between,
    /// "dozens", "des dizaines".
    Tens,
    /// "hundreds", "des centaines".
    Hundreds,
    /// "several", a bare plural.
    Several,
    /// "no one was killed".
    None,
}

/// A number as the words give it.
///
/// Serde form: the three fields `value`, `high`, `relation` of the record format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "RawCount", into = "RawCount")]
pub struct Count {
    relation: Relation,
    value: u64,
    high: u64,
}

/// The upper end of what a count means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum High {
    /// At most this many.
    Closed(u64),
    /// More than `beyond`, with no upper end said.
    Open {
        /// The figure that is exceeded ("more than 30": 30; "at least 30": 29).
        beyond: u64,
    },
}

/// What a count means as a range of persons (DESIGN section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// Lower end, in persons; `None` where the words bind only the upper end ("at most 12") or deny.
    pub low: Option<u64>,
    /// Upper end, in persons.
    pub high: High,
    /// The words said "about".
    pub about: bool,
}

/// Parts that make no count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    /// `between` needs a low and a higher figure.
    #[error("between needs two figures, the second above the first: got {value:?} and {high:?}")]
    Between {
        /// Low figure as given.
        value: Option<u64>,
        /// High figure as given.
        high: Option<u64>,
    },
    /// The relation needs a figure and there is none.
    #[error("{0:?} needs a figure")]
    NoFigure(Relation),
}

impl Count {
    /// Exactly `value`.
    pub fn exactly(value: u64) -> Self {
        Self::plain(Relation::Exactly, value)
    }
    /// About `value`.
    pub fn about(value: u64) -> Self {
        Self::plain(Relation::About, value)
    }
    /// `value` or more.
    pub fn at_least(value: u64) -> Self {
        Self::plain(Relation::AtLeast, value)
    }
    /// More than `value`.
    pub fn more_than(value: u64) -> Self {
        Self::plain(Relation::MoreThan, value)
    }
    /// `value` or fewer.
    pub fn at_most(value: u64) -> Self {
        Self::plain(Relation::AtMost, value)
    }
    /// Fewer than `value`.
    pub fn less_than(value: u64) -> Self {
        Self::plain(Relation::LessThan, value)
    }
    /// Tens of persons, no figure said.
    pub fn tens() -> Self {
        Self::plain(Relation::Tens, 0)
    }
    /// Hundreds of persons, no figure said.
    pub fn hundreds() -> Self {
        Self::plain(Relation::Hundreds, 0)
    }
    /// More than one person, no figure said.
    pub fn several() -> Self {
        Self::plain(Relation::Several, 0)
    }
    /// Nobody.
    pub fn none() -> Self {
        Self::plain(Relation::None, 0)
    }

    /// From `value` to `high`, both included.
    ///
    /// # Errors
    /// When `high` is not above `value`.
    pub fn between(value: u64, high: u64) -> Result<Self, CountError> {
        if high > value {
            Ok(Self { relation: Relation::Between, value, high })
        } else {
            Err(CountError::Between { value: Some(value), high: Some(high) })
        }
    }

    fn plain(relation: Relation, value: u64) -> Self {
        Self { relation, value, high: value }
    }

    /// A count from the three fields of the record format.
    ///
    /// # Errors
    /// When the relation needs a figure that is not given, or a range runs backwards.
    pub fn from_parts(relation: Relation, value: Option<u64>, high: Option<u64>) -> Result<Self, CountError> {
        match relation {
            Relation::Tens | Relation::Hundreds | Relation::Several | Relation::None => {
                Ok(Self::plain(relation, 0))
            }
            Relation::Between => match (value, high) {
                (Some(value), Some(high)) => Self::between(value, high),
                _ => Err(CountError::Between { value, high }),
            },
            Relation::Exactly
            | Relation::About
            | Relation::AtLeast
            | Relation::MoreThan
            | Relation::AtMost
            | Relation::LessThan => {
                value.map(|value| Self::plain(relation, value)).ok_or(CountError::NoFigure(relation))
            }
        }
    }

    /// How the words bind the figure.
    pub fn relation(self) -> Relation {
        self.relation
    }

    /// The figure said: `None` for tens, hundreds and several, 0 for none.
    pub fn value(self) -> Option<u64> {
        match self.relation {
            Relation::Tens | Relation::Hundreds | Relation::Several => None,
            Relation::None => Some(0),
            Relation::Exactly
            | Relation::About
            | Relation::AtLeast
            | Relation::MoreThan
            | Relation::AtMost
            | Relation::LessThan
            | Relation::Between => Some(self.value),
        }
    }

    /// The second figure of a range.
    pub fn high(self) -> Option<u64> {
        (self.relation == Relation::Between).then_some(self.high)
    }

    /// Whether the words deny ("none").
    pub fn is_none(self) -> bool {
        self.relation == Relation::None
    }

    /// What the count means, in persons. A denial has no ends of its own: it stands beside a range.
    pub fn ends(self) -> Ends {
        let closed = |low, high| Ends { low: Some(low), high: High::Closed(high), about: false };
        let open = |low: u64| Ends {
            low: Some(low),
            high: High::Open { beyond: low.saturating_sub(1) },
            about: false,
        };
        match self.relation {
            Relation::Exactly => closed(self.value, self.value),
            Relation::About => Ends { about: true, ..closed(self.value, self.value) },
            Relation::AtLeast => open(self.value),
            Relation::MoreThan => open(self.value.saturating_add(1)),
            Relation::AtMost => Ends { low: None, high: High::Closed(self.value), about: false },
            Relation::LessThan => {
                Ends { low: None, high: High::Closed(self.value.saturating_sub(1)), about: false }
            }
            Relation::Between => closed(self.value, self.high),
            Relation::Tens => closed(20, 99),
            Relation::Hundreds => closed(200, 999),
            Relation::Several => open(2),
            Relation::None => Ends { low: None, high: High::Closed(0), about: false },
        }
    }
}

#[derive(Serialize, Deserialize)]
struct RawCount {
    value: Option<u64>,
    high: Option<u64>,
    relation: Relation,
}

impl TryFrom<RawCount> for Count {
    type Error = CountError;
    fn try_from(raw: RawCount) -> Result<Self, CountError> {
        Self::from_parts(raw.relation, raw.value, raw.high)
    }
}

impl From<Count> for RawCount {
    fn from(count: Count) -> Self {
        Self { value: count.value(), high: count.high(), relation: count.relation }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ends_are_those_of_the_contract() {
        let ends = |count: Count| (count.ends().low, count.ends().high);
        assert_eq!(ends(Count::exactly(12)), (Some(12), High::Closed(12)));
        assert_eq!(ends(Count::at_least(12)), (Some(12), High::Open { beyond: 11 }));
        assert_eq!(ends(Count::more_than(30)), (Some(31), High::Open { beyond: 30 }));
        assert_eq!(ends(Count::at_most(9)), (None, High::Closed(9)));
        assert_eq!(ends(Count::less_than(9)), (None, High::Closed(8)));
        assert_eq!(ends(Count::tens()), (Some(20), High::Closed(99)));
        assert_eq!(ends(Count::hundreds()), (Some(200), High::Closed(999)));
        assert_eq!(ends(Count::several()), (Some(2), High::Open { beyond: 1 }));
        assert!(Count::about(30).ends().about);
    }

    #[test]
    fn a_backward_range_is_refused() {
        assert!(Count::between(15, 12).is_err());
        let text = r#"{"value":15,"high":12,"relation":"between"}"#;
        assert!(serde_json::from_str::<Count>(text).is_err());
        assert!(serde_json::from_str::<Count>(r#"{"value":null,"high":null,"relation":"exactly"}"#).is_err());
    }

    proptest! {
        #[test]
        fn serde_form_keeps_the_count(value in 0u64..1_000_000, more in 1u64..1000) {
            for count in [Count::exactly(value), Count::about(value), Count::less_than(value),
                          Count::between(value, value + more).unwrap(), Count::tens(), Count::none()] {
                let text = serde_json::to_string(&count).unwrap();
                prop_assert_eq!(serde_json::from_str::<Count>(&text).unwrap(), count);
            }
        }

        #[test]
        fn the_low_end_never_exceeds_the_high_end(value in 0u64..1_000_000, more in 1u64..1000) {
            for count in [Count::exactly(value), Count::at_least(value), Count::more_than(value),
                          Count::between(value, value + more).unwrap()] {
                let ends = count.ends();
                let low = ends.low.unwrap();
                match ends.high {
                    High::Closed(high) => prop_assert!(low <= high),
                    High::Open { beyond } => prop_assert!(low >= beyond),
                }
            }
        }
    }
}
