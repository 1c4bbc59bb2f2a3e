//! The time an actor claims: UTC, to the second or finer, as text that cannot hold anything else.

use std::fmt;

/// A claimed instant, `YYYY-MM-DDTHH:MM:SS[.fraction]Z`, the fraction of 1 to 9 digits.
///
/// Claimed by the device's clock, which nobody vouches for: the log proves the order of entries, not their time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimedTime(String);

impl ClaimedTime {
    /// Takes a time in exactly the form above, of the proleptic Gregorian calendar; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let whole = text.strip_suffix('Z')?;
        let (seconds, fraction) = match whole.split_once('.') {
            Some((seconds, fraction)) => (seconds, fraction),
            None => (whole, "0"),
        };
        let fraction_fits = (1..=9).contains(&fraction.len()) && fraction.bytes().all(|b| b.is_ascii_digit());
        (fraction_fits && is_calendar_time(seconds)).then(|| Self(text.to_owned()))
    }

    /// The text of the time.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClaimedTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Is this `YYYY-MM-DDTHH:MM:SS`, with every field in range (no leap second)?
fn is_calendar_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 19 {
        return false;
    }
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if marks.iter().any(|&(at, mark)| bytes[at] != mark) {
        return false;
    }
    let number = |from: usize, to: usize| {
        bytes[from..to]
            .iter()
            .try_fold(0_u32, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
    };
    let in_range = |from, to, low, high| number(from, to).is_some_and(|value| (low..=high).contains(&value));
    let (Some(year), Some(month)) = (number(0, 4), number(5, 7)) else { return false };
    in_range(5, 7, 1, 12)
        && in_range(8, 10, 1, days_in(year, month))
        && in_range(11, 13, 0, 23)
        && in_range(14, 16, 0, 59)
        && in_range(17, 19, 0, 59)
}

fn days_in(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utc_to_the_second_or_finer() {
        for good in ["2026-05-19T10:00:00Z", "2024-02-29T23:59:59.123456789Z", "2000-02-29T00:00:00.5Z"] {
            assert_eq!(ClaimedTime::parse(good).unwrap().as_str(), good);
        }
        let wrong = [
            "",
            "2026-05-19T10:00:00",
            "2026-05-19T10:00:00+02:00",
            "2026-05-19 10:00:00Z",
            "2026-13-19T10:00:00Z",
            "2026-02-29T10:00:00Z",
            "1900-02-29T10:00:00Z",
            "2026-05-19T24:00:00Z",
            "2026-05-19T10:60:00Z",
            "2026-05-19T10:00:60Z",
            "2026-05-19T10:00:00.Z",
            "2026-05-19T10:00:00.1234567890Z",
            "2026-05-19T10:00:00.1.2Z",
            "+026-05-19T10:00:00Z",
            "2026-05-19T10:00:00Z\n",
            "2026-05-19T10:00:0éZ",
        ];
        for text in wrong {
            assert_eq!(ClaimedTime::parse(text), None, "{text}");
        }
    }
}
