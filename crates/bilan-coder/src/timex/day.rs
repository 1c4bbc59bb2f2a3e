//! Days named by the calendar: "mardi soir", "le 27 mai 1998", "May 27", "la nuit de lundi à mardi".

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::words::Cue;
use super::{Clerk, Hit, TimeKind};
use crate::calendar::Notion;
use crate::lexicon::Class;
use crate::token::Kind;

/// A day of the calendar as written.
struct Named {
    end: usize,
    day: Option<Date>,
}

impl Clerk<'_> {
    /// A day with an article or a demonstrative before it and a part of the day behind.
    pub(super) fn calendar_day(&self, at: usize) -> Option<Hit> {
        let start = match self.past_this(at) {
            same if same == at => self.past_article(at),
            this => this,
        };
        let named = self.named_day(start)?;
        let (part, end) = self.part_behind(named.end).map_or((None, named.end), |(p, e)| (Some(p), e));
        Some(Hit::of_day(at, end, named.day, part))
    }

    fn named_day(&self, at: usize) -> Option<Named> {
        let reading = self.reading;
        if let Some((weekday, end)) = reading.weekday_at(at) {
            let comma = end + usize::from(reading.is_sign(end, ','));
            let article = self.past_article(comma);
            let dated = self
                .day_month(article, Some(weekday))
                .or_else(|| self.month_day(article, Some(weekday)))
                .or_else(|| (comma == end).then(|| self.weekday_number(end, weekday)).flatten());
            return dated.or_else(|| Some(self.weekday(at, end, weekday)));
        }
        self.day_month(at, None).or_else(|| self.month_day(at, None))
    }

    /// "19 mai 2024", "the 5th of June".
    fn day_month(&self, at: usize, weekday: Option<i8>) -> Option<Named> {
        let (day, end) = self.reading.day_number(at)?;
        let of = end + usize::from(self.reading.is(end, Class::Of));
        let (month, end) = self.reading.month_at(of)?;
        Some(self.dated(at, end, day, month, weekday))
    }

    /// "May 19, 2024".
    fn month_day(&self, at: usize, weekday: Option<i8>) -> Option<Named> {
        let (month, end) = self.reading.month_at(at)?;
        let end = self.past_article(end);
        let (day, end) = self.reading.day_number(end)?;
        Some(self.dated(at, end, day, month, weekday))
    }

    fn dated(&self, at: usize, end: usize, day: i8, month: i8, weekday: Option<i8>) -> Named {
        let reading = self.reading;
        let last = reading.time_word(end, Notion::Last);
        let next = reading.time_word(end, Notion::Next);
        let year = self.year_behind(end);
        let after = year.map(|(_, end)| end).or(last).or(next).unwrap_or(end);
        let side = match (last, next) {
            (_, Some(_)) => Some(true),
            (Some(_), None) => Some(false),
            (None, None) => self.ahead(at, after),
        };
        let resolved = if let Some((year, _)) = year {
            Date::new(year, month, day).ok()
        } else {
            self.nearest(month, day, weekday, side)
        };
        Named { end: after, day: resolved }
    }

    /// "mardi 4" without a month: the nearest such day.
    fn weekday_number(&self, at: usize, weekday: i8) -> Option<Named> {
        let Kind::Figure(_) = self.reading.tokens.get(at)?.kind else { return None };
        let (day, end) = self.reading.day_number(at)?;
        let published = self.published?;
        let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
        let found = (-45..45_i64)
            .filter_map(|days| published.checked_add(days.days()).ok())
            .filter(|date| date.day() == day && date.weekday() == weekday)
            .min_by_key(|date| date.since(published).map_or(i32::MAX, |span| span.get_days().abs()))?;
        Some(Named { end, day: Some(found) })
    }

    /// The year that a day without one falls in: the one in which the weekday is right, else the nearest behind or
    /// ahead of publication, on the side that the verb tells.
    fn nearest(&self, month: i8, day: i8, weekday: Option<i8>, ahead: Option<bool>) -> Option<Date> {
        let published = self.published?;
        let in_year = |offset: i16| Date::new(published.year().checked_add(offset)?, month, day).ok();
        let weekday = weekday.and_then(|number| Weekday::from_monday_one_offset(number).ok());
        let far = |date: &Date| (*date - published).get_days().abs();
        let found: Vec<Date> = [0, -1, 1].into_iter().filter_map(in_year).collect();
        let right = found.iter().filter(|date| weekday == Some(date.weekday())).min_by_key(|date| far(date));
        let on_side = |date: &&Date| match ahead {
            Some(true) => **date >= published,
            Some(false) => **date <= published,
            None => true,
        };
        right.or_else(|| found.iter().filter(on_side).min_by_key(|date| far(date))).copied()
    }

    fn weekday(&self, at: usize, end: usize, weekday: i8) -> Named {
        let reading = self.reading;
        let last = reading.time_word(end, Notion::Last);
        let next = reading.time_word(end, Notion::Next);
        let ahead = next.is_some() || (last.is_none() && self.ahead(at, end) == Some(true));
        let day = self.published.and_then(|published| {
            let wanted = Weekday::from_monday_one_offset(weekday).ok()?;
            let days =
                if ahead { wanted.since(published.weekday()) } else { published.weekday().since(wanted) };
            let days = if days == 0 && (last.is_some() || next.is_some()) { 7 } else { i64::from(days) };
            published.checked_add(if ahead { days.days() } else { (-days).days() }).ok()
        });
        Named { end: last.or(next).unwrap_or(end), day }
    }

    /// "les 6 et 13 avril", "du 19 au 23 juillet": the day before the join takes the month behind it.
    pub(super) fn bare_day(&self, at: usize) -> Option<Hit> {
        let reading = self.reading;
        let start = self.past_article(at);
        let Kind::Figure(_) = reading.tokens.get(start)?.kind else { return None };
        let (day, end) = reading.day_number(start)?;
        let mut join = end;
        // "les 6, 7 et 8 avril".
        for _ in 0..5 {
            let comma = reading.is_sign(join, ',');
            let linked = reading.time_word(join, Notion::RangeJoin);
            join = if comma { join + 1 } else { linked? };
            join = self.past_article(join);
            let (_, after) = reading.day_number(join)?;
            let of = after + usize::from(reading.is(after, Class::Of));
            if let Some((month, month_end)) = reading.month_at(of) {
                let whole = self.dated(at, month_end, day, month, None);
                return Some(Hit::of_day(at, end, whole.day, None));
            }
            join = after;
        }
        None
    }

    /// "2024-05-19", "19/05/2024".
    pub(super) fn iso(&self, at: usize) -> Option<Hit> {
        let reading = self.reading;
        let part = |at: usize| match reading.tokens.get(at)?.kind {
            Kind::Figure(value) => i16::try_from(value).ok(),
            Kind::Mixed(_) | Kind::Word | Kind::QuoteOpen | Kind::QuoteClose | Kind::Sign(_) => None,
        };
        let joined = |sign: char| reading.is_sign(at + 1, sign) && reading.is_sign(at + 3, sign);
        let (a, b, c) = (part(at)?, part(at + 2)?, part(at + 4)?);
        let small = |value: i16| i8::try_from(value).ok();
        let date = if joined('-') && a > 1900 {
            Date::new(a, small(b)?, small(c)?)
        } else if (joined('/') || joined('.') || joined('-')) && c > 1900 {
            Date::new(c, small(b)?, small(a)?)
        } else {
            return None;
        };
        Some(Hit::of_day(at, at + 5, Some(date.ok()?), None))
    }

    /// "la nuit de lundi à mardi", "la nuit du 3 au 4 mars": the night is that of its first day.
    pub(super) fn night(&self, at: usize) -> Option<Hit> {
        let reading = self.reading;
        let open = reading.time_word(self.past_article(at), Notion::NightOpen)?;
        let start = self.past_article(open);
        let from = if let Some(bare) = self.bare_day(start) {
            (bare.end, bare.day)
        } else {
            let named = self.named_day(start)?;
            (named.end, named.day)
        };
        let (end, day) = from;
        let second = reading
            .time_word(end, Notion::RangeJoin)
            .and_then(|join| self.named_day(self.past_article(join)))
            .filter(|second| reading.weekday_at(start).is_some() || second.day != day);
        // "de lundi à mardi": the first is the day before the second.
        let night = match &second {
            Some(second) if reading.weekday_at(start).is_some() => {
                second.day.and_then(|day| day.checked_sub(1.day()).ok()).or(day)
            }
            _ => day,
        };
        let end = second.map_or(end, |second| second.end);
        let name = night.map_or("XXXX-XX-XX".to_owned(), |day| day.to_string());
        Some(Hit { day: night, ..Hit::new(at, end, TimeKind::Time, format!("{name}TNI")) })
    }

    /// A part of the day behind a day: "soir", "en début d'après-midi", "dans la soirée", "evening".
    pub(super) fn part_behind(&self, at: usize) -> Option<(&str, usize)> {
        let reading = self.reading;
        let mut end = at;
        // A preposition may stand before it, and an edge of the part.
        if reading.tag(end, Class::PlaceAt).is_some() {
            end += 1;
        }
        end = self.past_article(end);
        if let Some(edge) = self.edge_word(end) {
            end = self.past_links(edge);
        }
        reading.cue(end, Cue::Part)
    }
}
