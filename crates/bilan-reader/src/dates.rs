//! A day written by a machine or a person, to a date.

use jiff::civil::Date;
use jiff::fmt::rfc2822;

/// Years of publication that are believed.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2200;

/// The day in `2024-05-23`, `2024/05/23`, `20240523`, an ISO 8601 or RFC 3339 time, or a mail date
/// (`Thu, 23 May 2024 10:00:00 +0200`); the day as written, whatever the time zone.
///
/// Gives `None` for everything else; `23/05/2024` is among it, since elsewhere it would be `05/23/2024`.
pub(crate) fn day(written: &str) -> Option<Date> {
    let written = written.trim();
    let found = iso_day(written).or_else(|| mail_day(written));
    found.filter(|date| YEARS.contains(&date.year()))
}

fn iso_day(written: &str) -> Option<Date> {
    let bytes = written.as_bytes();
    let digits = |from: usize, count: usize| -> Option<i16> {
        let digits = bytes.get(from..from + count)?;
        digits
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| digits.iter().fold(0, |n, d| n * 10 + i16::from(d - b'0')))
    };
    let separated = matches!(bytes.get(4), Some(b'-' | b'/')) && bytes.get(7) == bytes.get(4);
    let (month_at, day_at, end) = if separated { (5, 8, 10) } else { (4, 6, 8) };
    let ends = match bytes.get(end) {
        None => true,
        Some(next) => matches!(next, b'T' | b't' | b' '),
    };
    if !ends {
        return None;
    }
    let (year, month, day) = (digits(0, 4)?, digits(month_at, 2)?, digits(day_at, 2)?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn mail_day(written: &str) -> Option<Date> {
    rfc2822::parse(written).ok().map(|time| time.date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_are_understood() {
        for written in [
            "2024-05-23",
            " 2024-05-23 ",
            "2024/05/23",
            "20240523",
            "2024-05-23T23:59:00-08:00",
            "2024-05-23 10:00",
            "20240523T100000Z",
            "Thu, 23 May 2024 10:00:00 +0200",
            "23 May 2024 10:00:00 GMT",
        ] {
            assert_eq!(day(written), Some(Date::constant(2024, 5, 23)), "{written}");
        }
    }

    #[test]
    fn days_that_are_not() {
        for written in [
            "",
            "23/05/2024",
            "2024-13-01",
            "2024-02-30",
            "0001-01-01",
            "May 2024",
            "2024-05-2",
            "2024-05-234",
            "é",
        ] {
            assert_eq!(day(written), None, "{written}");
        }
    }
}
