//! Words of time of a pack, what they mean at a token, and the arithmetic of days.

use std::collections::BTreeMap;

use bilan_model::DateInterval;
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use serde::Deserialize;

use crate::lexicon::{Attributes, Class, Classes, Feature, Tag};
use crate::numeral::figure_at;
use crate::pack::Builder;
use crate::reading::Reading;
use crate::timex::words::TimexFile;
use crate::token::Kind;

/// `time.toml` of a pack.
#[derive(Deserialize)]
pub(crate) struct TimeFile {
    months: Vec<Vec<String>>,
    weekdays: Vec<Vec<String>>,
    last: Vec<String>,
    next: Vec<String>,
    ago_before: Vec<String>,
    ago_after: Vec<String>,
    earlier: Vec<String>,
    later: Vec<String>,
    #[serde(default)]
    elapsed: Vec<String>,
    early: Vec<String>,
    mid: Vec<String>,
    late: Vec<String>,
    night: Vec<String>,
    range_open: Vec<String>,
    range_join: Vec<String>,
    since: Vec<String>,
    year: Vec<String>,
    history: Vec<String>,
    unit: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(crate) timex: TimexFile,
    #[serde(default)]
    relative_day: Vec<RelativeDay>,
    #[serde(default)]
    relative_night: Vec<RelativeDay>,
    #[serde(default)]
    relative_period: Vec<RelativePeriod>,
    #[serde(default)]
    relative_span: Vec<RelativeSpan>,
}

#[derive(Deserialize)]
struct RelativeDay {
    offset_days: i64,
    anchor: Anchor,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct RelativePeriod {
    unit: Unit,
    offset: i64,
    anchor: Anchor,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct RelativeSpan {
    first_days: i64,
    last_days: i64,
    anchor: Anchor,
    words: Vec<String>,
}

/// What a relative date counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Anchor {
    /// The day of publication.
    Published,
    /// The last date told.
    Context,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unit {
    Hour,
    Day,
    Night,
    Week,
    Weekend,
    Month,
    Year,
    Decade,
}

/// What a word of time means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notion {
    Month(i8),
    Weekday(i8),
    Day { offset: i64, anchor: Anchor },
    Night { offset: i64, anchor: Anchor },
    Stretch { first: i64, last: i64, anchor: Anchor },
    Period { unit: Unit, offset: i64, anchor: Anchor },
    Unit(Unit),
    AgoBefore,
    AgoAfter,
    Earlier,
    Later,
    Elapsed,
    Last,
    Next,
    Early,
    Mid,
    Late,
    NightOpen,
    RangeOpen,
    RangeJoin,
    Since,
    Year,
    History,
}

/// The words of time of a pack.
#[derive(Debug, Default)]
pub(crate) struct Calendar {
    notions: Vec<Notion>,
}

impl Calendar {
    pub(crate) fn compile(file: &TimeFile, builder: &mut Builder) -> Self {
        let mut calendar = Self::default();
        let rule = builder.rule("time", "a word of time");
        let mut add = |words: &[String], class: Class, notion: Notion| {
            calendar.notions.push(notion);
            let attributes = Attributes { name: Some(calendar.notions.len() - 1), ..Attributes::default() };
            for word in words {
                builder.add(word, class, attributes, Feature::Plain, rule);
            }
        };
        for (number, words) in (1..).zip(&file.months) {
            add(words, Class::Month, Notion::Month(number));
        }
        for (number, words) in (1..).zip(&file.weekdays) {
            add(words, Class::Weekday, Notion::Weekday(number));
        }
        for day in &file.relative_day {
            add(&day.words, Class::Time, Notion::Day { offset: day.offset_days, anchor: day.anchor });
        }
        for night in &file.relative_night {
            add(&night.words, Class::Time, Notion::Night { offset: night.offset_days, anchor: night.anchor });
        }
        for span in &file.relative_span {
            let notion =
                Notion::Stretch { first: span.first_days, last: span.last_days, anchor: span.anchor };
            add(&span.words, Class::Time, notion);
        }
        for period in &file.relative_period {
            let notion = Notion::Period { unit: period.unit, offset: period.offset, anchor: period.anchor };
            add(&period.words, Class::Time, notion);
        }
        let units = [
            ("hour", Unit::Hour),
            ("day", Unit::Day),
            ("night", Unit::Night),
            ("week", Unit::Week),
            ("month", Unit::Month),
            ("year", Unit::Year),
            ("decade", Unit::Decade),
        ];
        for (name, unit) in units {
            add(file.unit.get(name).map_or(&[], Vec::as_slice), Class::DateWord, Notion::Unit(unit));
        }
        let words = [
            (&file.ago_before, Notion::AgoBefore),
            (&file.ago_after, Notion::AgoAfter),
            (&file.earlier, Notion::Earlier),
            (&file.later, Notion::Later),
            (&file.elapsed, Notion::Elapsed),
            (&file.last, Notion::Last),
            (&file.next, Notion::Next),
            (&file.early, Notion::Early),
            (&file.mid, Notion::Mid),
            (&file.late, Notion::Late),
            (&file.night, Notion::NightOpen),
            (&file.range_open, Notion::RangeOpen),
            (&file.range_join, Notion::RangeJoin),
            (&file.since, Notion::Since),
            (&file.year, Notion::Year),
            (&file.history, Notion::History),
        ];
        for (words, notion) in words {
            add(words, Class::DateWord, notion);
        }
        calendar
    }
}

/// What the words of time at a token mean.
impl Reading<'_> {
    pub(crate) fn time_notions(&self, at: usize, class: Class) -> impl Iterator<Item = (Notion, Tag)> + '_ {
        let tags = if self.tags.begin(at, Classes::of(&[class])) { self.tags.at(at) } else { &[] };
        tags.iter()
            .filter(move |tag| tag.class == class)
            .filter_map(|tag| Some((self.pack.calendar.notions[self.entry(tag).attributes.name?], *tag)))
    }

    #[inline]
    pub(crate) fn time_word(&self, at: usize, notion: Notion) -> Option<usize> {
        self.time_notions(at, Class::DateWord).find(|(found, _)| *found == notion).map(|(_, tag)| tag.end)
    }

    pub(crate) fn month_at(&self, at: usize) -> Option<(i8, usize)> {
        self.time_notions(at, Class::Month).find_map(|(notion, tag)| {
            if let Notion::Month(month) = notion { Some((month, tag.end)) } else { None }
        })
    }

    pub(crate) fn weekday_at(&self, at: usize) -> Option<(i8, usize)> {
        self.time_notions(at, Class::Weekday).find_map(|(notion, tag)| {
            if let Notion::Weekday(day) = notion { Some((day, tag.end)) } else { None }
        })
    }

    /// A day of the month: 1 to 31, "1er", "5th".
    pub(crate) fn day_number(&self, at: usize) -> Option<(i8, usize)> {
        let value = match self.tokens.get(at)?.kind {
            Kind::Figure(value) | Kind::Mixed(value) => value,
            Kind::Word => figure_at(self, at).filter(|f| f.end == at + 1)?.value,
            Kind::QuoteOpen | Kind::QuoteClose | Kind::Sign(_) => return None,
        };
        i8::try_from(value).ok().filter(|day| (1..=31).contains(day)).map(|day| (day, at + 1))
    }

    /// A year behind a month: "2024", ", 2024".
    pub(crate) fn year_at(&self, at: usize) -> Option<(i16, usize)> {
        let skip = usize::from(self.is_sign(at, ',') || self.is(at, Class::Of));
        let Kind::Figure(value) = self.tokens.get(at + skip)?.kind else { return None };
        i16::try_from(value).ok().filter(|year| (1900..2100).contains(year)).map(|year| (year, at + skip + 1))
    }
}

pub(crate) fn shifted(anchor: Date, unit: Unit, number: i64) -> Option<DateInterval> {
    let by = |span: Span| anchor.checked_add(span).ok();
    match unit {
        Unit::Hour => by((number / 24).days()).map(DateInterval::day),
        Unit::Day | Unit::Night => by(number.days()).map(DateInterval::day),
        Unit::Week => by(number.weeks()).map(DateInterval::day),
        Unit::Weekend => None,
        Unit::Month => period(by(number.months())?, Unit::Month, 0),
        Unit::Year => period(by(number.years())?, Unit::Year, 0),
        Unit::Decade => period(by((number * 10).years())?, Unit::Year, 0),
    }
}

/// The whole week (Monday to Sunday), weekend, month or year, `offset` periods from the one that holds a day.
pub(crate) fn period(day: Date, unit: Unit, offset: i64) -> Option<DateInterval> {
    match unit {
        Unit::Week => {
            let monday = day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()?;
            let monday = monday.checked_add(offset.weeks()).ok()?;
            DateInterval::new(monday, monday.checked_add(6.days()).ok()?).ok()
        }
        Unit::Weekend => {
            // The last Saturday and Sunday that have begun.
            let back = i64::from(day.weekday().since(Weekday::Saturday));
            let saturday = day.checked_sub(back.days()).ok()?;
            DateInterval::new(saturday, saturday.checked_add(1.day()).ok()?).ok()
        }
        Unit::Month => {
            let first = day.first_of_month().checked_add(offset.months()).ok()?;
            DateInterval::new(first, first.last_of_month()).ok()
        }
        Unit::Year => {
            let first = day.first_of_year().checked_add(offset.years()).ok()?;
            DateInterval::new(first, first.last_of_year()).ok()
        }
        Unit::Hour | Unit::Day | Unit::Night | Unit::Decade => None,
    }
}

impl Calendar {
    /// Whether a word of another age stands in a range of tokens.
    pub(crate) fn history(reading: &Reading<'_>, first: usize, end: usize) -> bool {
        (first..end).any(|at| reading.time_word(at, Notion::History).is_some())
    }
}
