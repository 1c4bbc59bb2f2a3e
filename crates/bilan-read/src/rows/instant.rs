//! Days and times as ISO 8601 writes them, and numbers as people do.

use jiff::Timestamp;
use jiff::tz::Offset;

/// A day and time as a file writes it, without a time that is midnight: `2024-05-23T00:00:00` becomes `2024-05-23`.
pub(super) fn day_if_midnight(words: &str) -> &str {
    let Some((day, time)) = words.split_once('T') else { return words };
    let is_midnight = !time.is_empty() && time.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.'));
    if is_midnight { day } else { words }
}

/// The day and time that is so many seconds and nanoseconds after the beginning of 1970, if a calendar has it.
pub(super) fn date_time(seconds: i64, nanoseconds: i32) -> Option<String> {
    let instant = Timestamp::new(seconds, nanoseconds).ok()?;
    Some(Offset::UTC.to_datetime(instant).to_string())
}

/// The day that is so many days after the first of 1970, if a calendar has it.
pub(super) fn day(days: i64) -> Option<String> {
    let instant = Timestamp::from_second(days.checked_mul(86_400)?).ok()?;
    Some(Offset::UTC.to_datetime(instant).date().to_string())
}

/// The time of the day, so many nanoseconds after midnight: `10:30:00`, with a fraction where there is one.
pub(super) fn time(nanoseconds: i64) -> String {
    const SECOND: i64 = 1_000_000_000;
    let (seconds, rest) = (nanoseconds.div_euclid(SECOND), nanoseconds.rem_euclid(SECOND));
    let mut told = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if rest != 0 {
        told.push_str(format!(".{rest:09}").trim_end_matches('0'));
    }
    told
}

/// A number: what is whole without a point, what is no number as nothing.
pub(super) fn number(value: f64) -> String {
    if value.is_nan() { String::new() } else { (value + 0.0).to_string() }
}

/// A number as a file writes it, without a fraction of zeros: `12.00` becomes `12`.
pub(super) fn without_zeros(words: &str) -> &str {
    match words.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|byte| byte == b'0') => whole,
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_times_and_numbers_are_written_as_people_do() {
        assert_eq!(day_if_midnight("2024-05-23T00:00:00.000"), "2024-05-23");
        assert_eq!(day_if_midnight("2024-05-23T10:30:00"), "2024-05-23T10:30:00");
        assert_eq!(day_if_midnight("T"), "T");
        assert_eq!(date_time(1_716_460_200, 0).unwrap(), "2024-05-23T10:30:00");
        assert_eq!(date_time(-1, 500_000_000).unwrap(), "1969-12-31T23:59:59.5");
        assert_eq!(date_time(i64::MAX, 0), None);
        assert_eq!((day(19_866).unwrap().as_str(), day(-1).unwrap().as_str()), ("2024-05-23", "1969-12-31"));
        assert_eq!(day(i64::MIN), None);
        assert_eq!(
            (time(37_800_000_000_000).as_str(), time(1_500_000).as_str()),
            ("10:30:00", "00:00:00.0015")
        );
        assert_eq!([5.0, 0.25, -0.0, 1e15, f64::NAN].map(number), ["5", "0.25", "0", "1000000000000000", ""]);
        assert_eq!(
            [without_zeros("12.00"), without_zeros("12.50"), without_zeros("x.")],
            ["12", "12.50", "x"]
        );
    }
}
