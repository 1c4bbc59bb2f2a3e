//! Days that lean on others: a day of the month without its month, and the hour that settles which day of a night.

use bilan_model::DateInterval;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::{Finder, Grain, Parsed};
use crate::calendar::Notion;
use crate::lexicon::Class;
use crate::timex::hour_at;
use crate::token::Kind;

impl Finder<'_> {
    /// "Le 14, des hommes armés", "on the 7th,": the day of the month told last, else the nearest in the past.
    pub(super) fn day_alone(&self, at: usize) -> Option<Parsed> {
        let reading = self.reading;
        let ranked = matches!(reading.tokens.get(at)?.kind, Kind::Mixed(_));
        if !matches!(reading.tokens[at].kind, Kind::Figure(_)) && !ranked {
            return None;
        }
        // Where a noun may follow its number, only a rank is a day.
        let writes_day = ranked || !reading.pack.head_last;
        let (day, end) = reading.day_number(at).filter(|_| writes_day && self.closes(at + 1))?;
        let before = at.checked_sub(1)?;
        let singular = reading.tag(before, Class::Article).is_some() || self.is_contracted(before);
        if !singular || reading.tag(before, Class::Definite).is_some_and(|_| self.is_plural(before)) {
            return None;
        }
        let date = self.leaning(day)?;
        Some(Parsed::new(end, Some(DateInterval::day(date)), Grain::Day))
    }

    /// "le 12/07,": day and month, where a language writes the day first.
    pub(super) fn day_slash_month(&self, at: usize) -> Option<Parsed> {
        let reading = self.reading;
        let glued = |at: usize| reading.tokens.get(at).is_some_and(|token| token.glued);
        if reading.pack.head_last || !reading.is_sign(at + 1, '/') || !glued(at + 1) || !glued(at + 2) {
            return None;
        }
        let two = |at: usize| reading.tokens.get(at).is_some_and(|token| token.end - token.start == 2);
        let Kind::Figure(month) = reading.tokens.get(at + 2)?.kind else { return None };
        let month = i8::try_from(month).ok().filter(|month| two(at + 2) && (1..=12).contains(month))?;
        let (day, _) = reading.day_number(at).filter(|_| two(at) && self.closes(at + 3))?;
        let date = self.resolve(day, month, None)?;
        Some(Parsed::new(at + 3, Some(DateInterval::day(date)), Grain::Day))
    }

    /// "du", "au": an article in one word with its preposition.
    fn is_contracted(&self, at: usize) -> bool {
        let reading = self.reading;
        reading.is(at, Class::Determiner)
            && reading.is_any(at, &[Class::Of, Class::PlaceAt])
            && !self.is_plural(at)
    }

    fn is_plural(&self, at: usize) -> bool {
        self.reading
            .tag(at, Class::Determiner)
            .is_some_and(|tag| self.reading.entry(&tag).feature == crate::lexicon::Feature::Plural)
    }

    /// Whether nothing that a number could count begins at a token.
    fn closes(&self, at: usize) -> bool {
        const SMALL: [Class; 9] = [
            Class::PlaceAt,
            Class::Preposition,
            Class::AuxActive,
            Class::AuxPassive,
            Class::And,
            Class::Pronoun,
            Class::Relative,
            Class::According,
            Class::Report,
        ];
        const COUNTED: [Class; 4] = [Class::Person, Class::Casualty, Class::Unit, Class::Number];
        let reading = self.reading;
        let Some(token) = reading.tokens.get(at) else { return true };
        match token.kind {
            Kind::Sign(sign) => !matches!(sign, '%' | '/' | '-' | '°' | '€' | '$') || !token.glued,
            Kind::Word => reading.is_any(at, &SMALL) && !reading.is_any(at, &COUNTED),
            Kind::QuoteOpen | Kind::QuoteClose => true,
            Kind::Figure(_) | Kind::Mixed(_) => false,
        }
    }

    /// The day of a month that is told without its month.
    fn leaning(&self, day: i8) -> Option<Date> {
        let published = self.published?;
        if let Some(month) = self.month {
            return Date::new(month.year(), month.month(), day).ok().filter(|date| *date <= published);
        }
        let base = self.context?;
        let near = |date: &Date| (*date - base).get_days().abs();
        (-45..=31_i64)
            .filter_map(|days| base.checked_add(days.days()).ok())
            .filter(|date| date.day() == day && *date <= published)
            .min_by_key(near)
    }

    /// "jeudi 11,", "Sunday 20": a weekday with its number, where the past weeks have such a day.
    pub(super) fn weekday_number(&self, at: usize, weekday: i8) -> Option<Parsed> {
        let Kind::Figure(_) = self.reading.tokens.get(at)?.kind else { return None };
        let (day, end) = self.reading.day_number(at).filter(|_| self.closes(at + 1))?;
        let published = self.published?;
        let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
        let date = (0..=62_i64)
            .filter_map(|days| published.checked_sub(days.days()).ok())
            .find(|date| date.day() == day && date.weekday() == weekday)?;
        Some(Parsed::new(end, Some(DateInterval::day(date)), Grain::Day))
    }

    /// "between May 21 and May 25", "from May 21 to 25".
    pub(super) fn month_day_range(&self, at: usize) -> Option<Parsed> {
        let reading = self.reading;
        let start = reading.time_word(at, Notion::RangeOpen)?;
        let first = self.month_day(start)?;
        let join = reading.time_word(first.end, Notion::RangeJoin)?;
        let earliest = first.interval?.earliest();
        let (latest, end) = if let Some(last) = self.month_day(join) {
            (last.interval?.latest(), last.end)
        } else {
            let (day, end) = reading.day_number(join).filter(|(_, end)| self.closes(*end))?;
            (Date::new(earliest.year(), earliest.month(), day).ok()?, end)
        };
        Some(Parsed::new(end, Some(DateInterval::new(earliest, latest).ok()?), Grain::Day))
    }

    /// A night of two days with its hour: after midnight it is the later day, in the evening the earlier.
    pub(super) fn by_hour(&self, parsed: Parsed) -> Parsed {
        let Some(interval) = parsed.interval.filter(|interval| parsed.night && interval.days() == 2) else {
            return parsed;
        };
        let sentence = self.reading.sentences[self.reading.sentence_of(parsed.end.saturating_sub(1))];
        let limit = sentence.end.min(parsed.end + NEAR);
        let hour = (parsed.end..limit).find_map(|at| hour_at(self.reading, at));
        let day = match hour {
            Some(0..=6) => interval.latest(),
            Some(18..) => interval.earliest(),
            _ => return parsed,
        };
        Parsed { interval: Some(DateInterval::day(day)), ..parsed }
    }
}

/// Tokens up to which an hour goes with the night before it.
const NEAR: usize = 6;
