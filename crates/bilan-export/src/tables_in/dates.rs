//! Days as data sets write them; a day that could be read two ways is not read.

use jiff::ToSpan as _;
use jiff::civil::Date;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A day: `2024-05-19`, with a time behind it or not, `2024/05/19`, `19 May 2024`, `19-May-2024`, `May 19, 2024`,
/// `19/05/2024` and `05/19/2024` where only one order gives a day.
pub(super) fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    let text = text.split_once('T').filter(|(day, _)| day.contains('-')).map_or(text, |(day, _)| day);
    let parts: Vec<&str> =
        text.split([' ', '-', '/', '.', ',']).filter(|part| !part.is_empty()).take(3).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    if let Some(month) = month(second) {
        return civil(year(third)?, month, small(first)?);
    }
    if let Some(month) = month(first) {
        return civil(year(third)?, month, small(second)?);
    }
    if let Some(year) = year(first) {
        return civil(year, small(second)?, small(third)?);
    }
    let (year, one, two) = (year(third)?, small(first)?, small(second)?);
    match (civil(year, two, one), civil(year, one, two)) {
        (Some(day), None) | (None, Some(day)) => Some(day),
        (Some(day), Some(same)) if day == same => Some(day),
        _ => None,
    }
}

/// The days that ACLED's precision leaves open around its day: 2 the week, 3 the month.
pub(super) fn around(day: Date, precision: u64) -> (Date, Date) {
    match precision {
        2 => (day.saturating_sub(6.days()), day.saturating_add(6.days())),
        3 => (day.first_of_month(), day.last_of_month()),
        _ => (day, day),
    }
}

fn civil(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

fn year(text: &str) -> Option<i16> {
    if text.len() == 4 { text.parse().ok().filter(|year| *year >= 1000) } else { None }
}

fn small(text: &str) -> Option<i8> {
    if text.len() <= 2 { text.parse().ok() } else { None }
}

fn month(text: &str) -> Option<i8> {
    let text = text.to_lowercase();
    let short = text.get(..3)?;
    let at = MONTHS.iter().position(|month| *month == short)?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_and_ambiguous_ones_are_not() {
        let may = Some(date(2024, 5, 19));
        for text in [
            "2024-05-19",
            "2024-05-19 00:00:00.000",
            "2024-05-19T00:00:00",
            "2024/5/19",
            "19 May 2024",
            "19-May-2024",
            "May 19, 2024",
            "19/05/2024",
            "05/19/2024",
        ] {
            assert_eq!(day(text), may, "{text}");
        }
        for text in ["04/05/2024", "May 2024", "2024", "", "2024-02-30", "19 Mai-juin", "19/05/24"] {
            assert_eq!(day(text), None, "{text}");
        }
        assert_eq!(around(date(2024, 2, 10), 3), (date(2024, 2, 1), date(2024, 2, 29)));
    }
}
