//! Dates as written, of day, month or year, and how two of them stand to each other.

/// A date: the day it begins with, as days since 1970-01-01, and how much it leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Date {
    pub(crate) day: i32,
    pub(crate) year: i16,
    pub(crate) month: u8,
    pub(crate) of_month: u8,
    pub(crate) precision: Precision,
}

/// How much of a date is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Precision {
    #[default]
    Missing,
    Year,
    Month,
    Day,
}

/// How two dates stand to each other, nearest first after `Unknown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Apart {
    Unknown,
    SameDay,
    OneDay,
    Week,
    /// One of them gives a month only, and the other lies in it.
    WithinMonth,
    Month,
    /// Day and month exchanged.
    Exchanged,
    /// One of them gives a year only, and the other lies in it.
    WithinYear,
    SameYear,
    Far,
}

impl Apart {
    pub(crate) const COUNT: usize = 10;
    pub(crate) const ALL: [Self; Self::COUNT] = [
        Self::Unknown,
        Self::SameDay,
        Self::OneDay,
        Self::Week,
        Self::WithinMonth,
        Self::Month,
        Self::Exchanged,
        Self::WithinYear,
        Self::SameYear,
        Self::Far,
    ];
}

impl Date {
    /// Reads a date in one of the forms `2021-05-21`, `2021-05`, `2021`, `20210521`, `21/05/2021`, or `05/21/2021` where
    /// the month stands first; anything else is missing.
    pub(crate) fn read(text: &str, month_first: bool) -> Self {
        let digits = |text: &str| {
            (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
                .then(|| text.parse().ok())
                .flatten()
        };
        let text = text.trim();
        let text = text.split_once(['T', ' ']).map_or(text, |(date, _)| date);
        let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
        let read = match parts.as_slice() {
            [all] if all.len() == 8 && all.is_ascii() => {
                (digits(&all[..4]), digits(&all[4..6]), digits(&all[6..]))
            }
            [year] if year.len() == 4 => (digits(year), None, None),
            [year, month] if year.len() == 4 => (digits(year), digits(month), None),
            [month, year] if year.len() == 4 => (digits(year), digits(month), None),
            [year, month, day] if year.len() == 4 => (digits(year), digits(month), digits(day)),
            [month, day, year] if year.len() == 4 && month_first => {
                (digits(year), digits(month), digits(day))
            }
            [day, month, year] if year.len() == 4 => (digits(year), digits(month), digits(day)),
            _ => return Self::default(),
        };
        let (year, month, day): (Option<i32>, Option<i32>, Option<i32>) = read;
        let Some(year) = year.filter(|year| (1..=9999).contains(year)) else { return Self::default() };
        let month = month.filter(|month| (1..=12).contains(month));
        let day = day.filter(|day| month.is_some_and(|month| (1..=days_of(year, month)).contains(day)));
        let precision = match (month, day) {
            (Some(_), Some(_)) => Precision::Day,
            (Some(_), None) => Precision::Month,
            _ => Precision::Year,
        };
        let (month_number, of_month) = (month.unwrap_or(1), day.unwrap_or(1));
        Self {
            day: day_number(year, month_number, of_month),
            year: year as i16,
            month: month_number as u8,
            of_month: of_month as u8,
            precision,
        }
    }

    /// Year and month as one number; 0 if the month is not given.
    pub(crate) fn month_number(self) -> u32 {
        if self.precision < Precision::Month { 0 } else { self.year as u32 * 12 + u32::from(self.month) }
    }

    pub(crate) fn apart(self, other: Self) -> Apart {
        let coarser = self.precision.min(other.precision);
        match coarser {
            Precision::Missing => Apart::Unknown,
            Precision::Year if self.year == other.year => Apart::WithinYear,
            Precision::Month if self.month_number() == other.month_number() => Apart::WithinMonth,
            Precision::Month if self.year == other.year => Apart::SameYear,
            Precision::Year | Precision::Month => Apart::Far,
            Precision::Day => match self.day.abs_diff(other.day) {
                0 => Apart::SameDay,
                1 => Apart::OneDay,
                2..=7 => Apart::Week,
                8..=31 => Apart::Month,
                _ if self.exchanged(other) => Apart::Exchanged,
                _ if self.year == other.year => Apart::SameYear,
                _ => Apart::Far,
            },
        }
    }

    fn exchanged(self, other: Self) -> bool {
        self.year == other.year && self.month == other.of_month && self.of_month == other.month
    }
}

/// Days since 1970-01-01 in the Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms").
fn day_number(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn days_of(year: i32, month: i32) -> i32 {
    let (next_year, next) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    day_number(next_year, next, 1) - day_number(year, month, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (text, expected) in
            [("1970-01-01", 0), ("2000-03-01", 11_017), ("2024-02-29", 19_782), ("1969-12-31", -1)]
        {
            assert_eq!(Date::read(text, false).day, expected, "{text}");
        }
        for text in ["", "x", "2023-02-30", "2021-13-01", "21-05", "99999", "2021-é1-01"] {
            let read = Date::read(text, false);
            assert!(read.precision < Precision::Day, "{text}: {read:?}");
        }
        assert_eq!(Date::read("2021-05", false).precision, Precision::Month);
        assert_eq!(Date::read("20210521", false), Date::read("21/05/2021", false));
    }

    #[test]
    fn apart() {
        for (one, other, expected) in [
            ("2021-05-21", "2021-05-21", Apart::SameDay),
            ("2021-05-31", "2021-06-01", Apart::OneDay),
            ("2021-05", "2021-05-21", Apart::WithinMonth),
            ("2021", "2021-05", Apart::WithinYear),
            ("2021-03-11", "2021-11-03", Apart::Exchanged),
            ("2021-05-01", "2021-05-21", Apart::Month),
            ("2021-01-01", "2021-09-09", Apart::SameYear),
            ("2021-01-01", "", Apart::Unknown),
            ("2019", "2021-05", Apart::Far),
        ] {
            assert_eq!(Date::read(one, false).apart(Date::read(other, false)), expected, "{one} {other}");
            assert_eq!(Date::read(other, false).apart(Date::read(one, false)), expected, "{other} {one}");
        }
    }
}
