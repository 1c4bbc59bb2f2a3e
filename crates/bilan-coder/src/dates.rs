//! Dates in words, resolved to intervals of days against the publication date.

mod alone;
mod relative;

use bilan_model::DateInterval;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::calendar::Notion;
use crate::lexicon::Class;
use crate::reading::Reading;
use crate::token::Kind;

/// How fine a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grain {
    Year,
    Month,
    Week,
    Day,
}

/// A date in a text.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "four independent things that the words say of a date")]
pub(crate) struct DateMention {
    /// First token.
    pub(crate) first: usize,
    /// Token after the last.
    pub(crate) end: usize,
    /// The days, or `None` where the year is unknown.
    pub(crate) interval: Option<DateInterval>,
    pub(crate) grain: Grain,
    /// It opens a period that lasts ("since January").
    pub(crate) since: bool,
    /// It lies ahead of publication or in another age.
    pub(crate) outside: bool,
    /// It is told from another date ("the day before").
    pub(crate) relative: bool,
    /// It names its month.
    pub(crate) explicit: bool,
    /// It is the day of publication by a word or weekday ("on Tuesday", "today").
    pub(crate) near: bool,
    /// Its words say that the event was then ("four days after the attack").
    pub(crate) of_event: bool,
}

/// Every date of a report, in order.
pub(crate) fn dates(reading: &Reading<'_>) -> Vec<DateMention> {
    let mut finder = Finder {
        reading,
        published: reading.report.header.published,
        context: reading.report.header.published,
        month: None,
        found: Vec::new(),
    };
    let mut at = 0;
    while at < reading.tokens.len() {
        at = finder.step(at);
    }
    finder.found
}

struct Finder<'a> {
    reading: &'a Reading<'a>,
    published: Option<Date>,
    context: Option<Date>,
    /// The first day of the last month told alone, until a day is told.
    month: Option<Date>,
    found: Vec<DateMention>,
}

/// A date as parsed, before it is kept.
#[expect(clippy::struct_excessive_bools, reason = "independent things that the words say of a date")]
struct Parsed {
    end: usize,
    interval: Option<DateInterval>,
    grain: Grain,
    relative: bool,
    near: bool,
    explicit: bool,
    /// A night of two days: an hour told with it may settle which.
    night: bool,
    of_event: bool,
}

impl Parsed {
    fn new(end: usize, interval: Option<DateInterval>, grain: Grain) -> Self {
        Self {
            end,
            interval,
            grain,
            relative: false,
            near: false,
            explicit: true,
            night: false,
            of_event: false,
        }
    }
}

impl Finder<'_> {
    fn step(&mut self, at: usize) -> usize {
        let Some(parsed) = self.parse(at) else { return at + 1 };
        let parsed = self.by_hour(parsed);
        let end = parsed.end.max(at + 1);
        let since = self.has_before(at, Notion::Since) || self.in_since(at);
        let outside = self
            .published
            .zip(parsed.interval)
            .is_some_and(|(published, interval)| years_between(interval.latest(), published) >= 10);
        if let Some(interval) = parsed.interval
            && !since
            && !outside
            && parsed.grain == Grain::Day
        {
            self.context = Some(interval.latest());
            self.month = None;
        }
        if parsed.grain == Grain::Month && !since && !outside {
            self.month = parsed.interval.map(DateInterval::earliest).or(self.month);
        }
        let Parsed { interval, grain, relative, near, explicit, of_event, .. } = parsed;
        // A day ahead of publication is no day of an event that is told.
        let interval = interval
            .filter(|interval| self.published.is_none_or(|published| interval.earliest() <= published));
        self.found.push(DateMention {
            first: at,
            end,
            interval,
            grain,
            since,
            outside,
            relative,
            near,
            explicit,
            of_event,
        });
        end
    }

    /// Whether a date is the apposition of a phrase of "since": "since its creation, on 3 May 2021".
    fn in_since(&self, at: usize) -> bool {
        let reading = self.reading;
        let Some(comma) = (at.saturating_sub(3)..at).rev().find(|&t| reading.is_sign(t, ',')) else {
            return false;
        };
        let floor = reading.sentences[reading.sentence_of(at)].first.max(comma.saturating_sub(8));
        (floor..comma)
            .rev()
            .take_while(|&t| {
                !reading.is_stop(t) && !reading.is_any(t, &[Class::AuxActive, Class::AuxPassive])
            })
            .any(|t| reading.time_word(t, Notion::Since).is_some())
    }

    fn parse(&self, at: usize) -> Option<Parsed> {
        let token = self.reading.tokens.get(at)?;
        // Most tokens begin no date.
        if !matches!(token.kind, Kind::Figure(_) | Kind::Mixed(_))
            && !self
                .reading
                .is_any(at, &[Class::Month, Class::Weekday, Class::Time, Class::DateWord, Class::Number])
        {
            return None;
        }
        self.iso(at)
            .or_else(|| self.day_slash_month(at))
            .or_else(|| self.night(at))
            .or_else(|| self.day_range(at))
            .or_else(|| self.month_day_range(at))
            .or_else(|| self.weekday(at))
            .or_else(|| self.day_month(at))
            .or_else(|| self.month_day(at))
            .or_else(|| self.part_month(at))
            .or_else(|| self.month(at))
            .or_else(|| self.counted(at))
            .or_else(|| self.word(at))
            .or_else(|| self.year(at))
            .or_else(|| self.day_alone(at))
    }

    /// Whether a word with this notion ends right before a token, an article between them allowed.
    fn has_before(&self, at: usize, notion: Notion) -> bool {
        (at.saturating_sub(4)..at).any(|first| {
            self.reading
                .time_word(first, notion)
                .is_some_and(|end| end == at || (end + 1 == at && self.reading.is(end, Class::Determiner)))
        })
    }

    /// The year that puts a day or month nearest in the past.
    fn past_year(&self, month: i8, day: i8) -> Option<i16> {
        let published = self.published?;
        let this = Date::new(published.year(), month, day)
            .ok()
            .or_else(|| Date::new(published.year(), month, 1).ok())?;
        Some(if this > published { published.year() - 1 } else { published.year() })
    }

    fn resolve(&self, day: i8, month: i8, year: Option<i16>) -> Option<Date> {
        Date::new(year.or_else(|| self.past_year(month, day))?, month, day).ok()
    }

    /// "2024-05-19".
    fn iso(&self, at: usize) -> Option<Parsed> {
        let part = |at: usize| {
            let Kind::Figure(value) = self.reading.tokens.get(at)?.kind else { return None };
            i16::try_from(value).ok()
        };
        let joined = self.reading.is_sign(at + 1, '-') && self.reading.is_sign(at + 3, '-');
        let slashed = self.reading.is_sign(at + 1, '/') && self.reading.is_sign(at + 3, '/');
        let (a, b, c) = (part(at)?, part(at + 2)?, part(at + 4)?);
        let small = |value: i16| i8::try_from(value).ok();
        let date = match (joined, slashed) {
            (true, _) if a > 1900 => Date::new(a, small(b)?, small(c)?).ok()?,
            (_, true) if c > 1900 => Date::new(c, small(b)?, small(a)?).ok()?,
            _ => return None,
        };
        Some(Parsed::new(at + 5, Some(DateInterval::day(date)), Grain::Day))
    }

    /// "dans la nuit de vendredi à samedi", "the night of 4 to 5 June".
    fn night(&self, at: usize) -> Option<Parsed> {
        let mut open = self.reading.time_word(at, Notion::NightOpen)?;
        if self.reading.is(open, Class::Determiner) && self.reading.tag(open, Class::Number).is_none() {
            open += 1;
        }
        let range = self.range_from(open).or_else(|| self.weekday_range(open));
        if let Some(range) = range {
            return Some(Parsed { night: true, ..range });
        }
        self.weekday(open).or_else(|| self.day_month(open)).or_else(|| self.month_day(open))
    }

    /// "vendredi à samedi", "mercredi 19 au jeudi 20 mars".
    fn weekday_range(&self, at: usize) -> Option<Parsed> {
        let (first, mut end) = self.reading.weekday_at(at)?;
        if let Some((_, after)) = self.reading.day_number(end) {
            end = after;
        }
        let join = self.reading.time_word(end, Notion::RangeJoin)?;
        // "de dimanche à ce lundi".
        let join = join + usize::from(self.reading.is(join, Class::Determiner));
        let (second, _) = self.reading.weekday_at(join)?;
        if let Some(parsed) = self.weekday(join) {
            let last = parsed.interval?.latest();
            let days = i64::from((second - first).rem_euclid(7));
            let earliest = last.checked_sub(days.days()).ok()?;
            return Some(Parsed { interval: DateInterval::new(earliest, last).ok(), ..parsed });
        }
        None
    }

    /// "du 21 au 25 mai", "between 3 and 5 May", "4-5 June"; "June 4-5" is [`Self::month_day`].
    fn day_range(&self, at: usize) -> Option<Parsed> {
        let start = self.reading.time_word(at, Notion::RangeOpen).unwrap_or(at);
        let start = if start > at
            && self.reading.is(start, Class::Determiner)
            && self.reading.day_number(start).is_none()
        {
            start + 1
        } else {
            start
        };
        self.range_from(start).or_else(|| self.weekday_range_open(at, start))
    }

    fn weekday_range_open(&self, at: usize, start: usize) -> Option<Parsed> {
        (start > at).then(|| self.weekday_range(start)).flatten()
    }

    fn range_from(&self, start: usize) -> Option<Parsed> {
        let (first, mut end) = self.reading.day_number(start)?;
        let first_month = self.reading.month_at(end);
        let first_year = first_month.and_then(|(_, after)| self.reading.year_at(after));
        if let Some((_, after)) = first_month {
            end = first_year.map_or(after, |(_, year_end)| year_end);
        }
        let mut join = self.reading.time_word(end, Notion::RangeJoin)?;
        if self.reading.is(join, Class::Determiner) && self.reading.day_number(join).is_none() {
            join += 1;
        }
        if self.reading.weekday_at(join).is_some() {
            join += 1;
        }
        let (last, after) = self.reading.day_number(join)?;
        let after = if self.reading.is(after, Class::Of) { after + 1 } else { after };
        let (month, after) = self.reading.month_at(after)?;
        let year = self.reading.year_at(after);
        let end = year.map_or(after, |(_, end)| end);
        let latest = self.resolve(last, month, year.map(|(year, _)| year));
        let interval = latest.and_then(|latest| {
            let month = first_month.map_or(latest.month(), |(month, _)| month);
            let year = if month > latest.month() { latest.year() - 1 } else { latest.year() };
            DateInterval::new(Date::new(year, month, first).ok()?, latest).ok()
        });
        Some(Parsed::new(end, interval, Grain::Day))
    }

    /// "vendredi", "mercredi 19 mars", "last Tuesday".
    fn weekday(&self, at: usize) -> Option<Parsed> {
        let before = self.reading.time_word(at, Notion::Last);
        let (weekday, end) = self.reading.weekday_at(before.unwrap_or(at))?;
        if let Some(parsed) = self.day_month(end).or_else(|| {
            let skip = end + usize::from(self.reading.is_sign(end, ','));
            self.month_day(skip)
        }) {
            return Some(parsed);
        }
        if let Some(parsed) = self.weekday_number(end, weekday) {
            return Some(parsed);
        }
        let last = self.reading.time_word(end, Notion::Last);
        let next = self
            .reading
            .time_word(end, Notion::Next)
            .or_else(|| self.has_before(at, Notion::Next).then_some(end));
        let end = last.or(next).unwrap_or(end);
        if next.is_some() {
            return Some(Parsed::new(
                end,
                self.published.and_then(|p| p.checked_add(1.day()).ok()).map(DateInterval::day),
                Grain::Day,
            ));
        }
        let interval = self.published.map(|published| {
            let weekday = Weekday::from_monday_one_offset(weekday).unwrap_or(Weekday::Monday);
            let back = published.weekday().since(weekday);
            // "last Tuesday" said on a Tuesday is a week ago.
            let back = if back == 0 && (last.is_some() || before.is_some()) { 7 } else { back };
            let day = published.checked_sub(i64::from(back).days()).unwrap_or(published);
            (DateInterval::day(day), back)
        });
        let near = interval.is_some_and(|(_, back)| back <= 1);
        Some(Parsed {
            near,
            explicit: false,
            ..Parsed::new(end, interval.map(|(interval, _)| interval), Grain::Day)
        })
    }

    /// "19 mai 2024", "le 1er juin", "19th of May".
    fn day_month(&self, at: usize) -> Option<Parsed> {
        let (day, end) = self.reading.day_number(at)?;
        let of = if self.reading.is(end, Class::Of) { end + 1 } else { end };
        let (month, end) = self.reading.month_at(of)?;
        let last = self.reading.time_word(end, Notion::Last);
        let year = self.reading.year_at(end);
        let end = year.map(|(_, end)| end).or(last).unwrap_or(end);
        let date = self.resolve(day, month, year.map(|(year, _)| year));
        Some(Parsed::new(end, date.map(DateInterval::day), Grain::Day))
    }

    /// "May 19, 2024", "June 4-5".
    fn month_day(&self, at: usize) -> Option<Parsed> {
        let (month, end) = self.reading.month_at(at)?;
        // "en marzo un ataque": an article, not the first of March.
        let article = self.reading.is_word(end) && self.reading.is(end, Class::Determiner);
        let (day, end) = self.reading.day_number(end).filter(|_| !article)?;
        let second = (self.reading.is_sign(end, '-') || self.reading.is_sign(end, '–'))
            .then(|| self.reading.day_number(end + 1))
            .flatten();
        let end = second.map_or(end, |(_, end)| end);
        let year = self.reading.year_at(end);
        let end = year.map_or(end, |(_, end)| end);
        let year = year.map(|(year, _)| year);
        let first = self.resolve(day, month, year);
        let interval = first.and_then(|first| match second {
            Some((last, _)) => DateInterval::new(first, Date::new(first.year(), month, last).ok()?).ok(),
            None => Some(DateInterval::day(first)),
        });
        Some(Parsed::new(end, interval, Grain::Day))
    }

    /// "début mars", "mid-April", "fin 2023".
    fn part_month(&self, at: usize) -> Option<Parsed> {
        let parts = [(Notion::Early, 1, 10), (Notion::Mid, 11, 20), (Notion::Late, 21, 31)];
        for (notion, first, last) in parts {
            let Some(mut end) = self.reading.time_word(at, notion) else { continue };
            if self.reading.is_sign(end, '-') {
                end += 1;
            }
            let Some((month, after)) = self.reading.month_at(end) else { continue };
            let parsed = self.whole_month(month, after);
            let interval = parsed.interval.and_then(|whole| {
                let year = whole.earliest().year();
                let latest = Date::new(year, month, last).unwrap_or(whole.latest());
                DateInterval::new(Date::new(year, month, first).ok()?, latest).ok()
            });
            return Some(Parsed { interval, grain: Grain::Week, ..parsed });
        }
        None
    }

    /// "en mars dernier", "in October 2023".
    fn month(&self, at: usize) -> Option<Parsed> {
        let before = self.reading.time_word(at, Notion::Last);
        let (month, end) = self.reading.month_at(before.unwrap_or(at))?;
        if self.reading.tokens[end - 1].kind == Kind::Word
            && !self.reading.tokens[at].capital
            && self.reading.pack.head_last
        {
            // In a language that writes months with a capital, "may" and "march" are verbs.
            return None;
        }
        Some(self.whole_month(month, end))
    }

    fn whole_month(&self, month: i8, end: usize) -> Parsed {
        let last = self.reading.time_word(end, Notion::Last);
        let year = self.reading.year_at(end);
        let end = year.map(|(_, end)| end).or(last).unwrap_or(end);
        let year = year.map(|(year, _)| year).or_else(|| {
            let published = self.published?;
            let this = Date::new(published.year(), month, 1).ok()?;
            let same = month == published.month() && last.is_some();
            Some(if this > published || same { published.year() - 1 } else { published.year() })
        });
        let first = year.and_then(|year| Date::new(year, month, 1).ok());
        let interval = first.and_then(|first| DateInterval::new(first, first.last_of_month()).ok());
        Parsed::new(end, interval, Grain::Month)
    }

    /// A year alone behind a word that brings years: "en 2021".
    fn year(&self, at: usize) -> Option<Parsed> {
        let Kind::Figure(value) = self.reading.tokens.get(at)?.kind else { return None };
        let year = i16::try_from(value).ok().filter(|year| (1900..2100).contains(year))?;
        if self.reading.tokens[at].end - self.reading.tokens[at].start != 4
            || !self.has_before(at, Notion::Year)
        {
            return None;
        }
        let interval = DateInterval::new(Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?).ok();
        Some(Parsed::new(at + 1, interval, Grain::Year))
    }
}

/// Whole years from one day to another.
fn years_between(from: Date, to: Date) -> i16 {
    let whole = to.year() - from.year();
    if (to.month(), to.day()) < (from.month(), from.day()) { whole - 1 } else { whole }
}
