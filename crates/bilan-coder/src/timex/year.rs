//! Months, seasons, years, decades and centuries, and the edges of them: "fin septembre 2000", "les années 60".

use super::words::Cue;
use super::{Clerk, Hit, TimeKind};
use crate::calendar::Notion;
use crate::lexicon::Class;
use crate::token::Kind;

impl Clerk<'_> {
    /// The year behind a month: "2024", "98", "de 2004".
    pub(super) fn year_behind(&self, at: usize) -> Option<(i16, usize)> {
        self.reading.year_at(at).or_else(|| self.short_year(at).map(|year| (year, at + 1)))
    }

    /// A year of two figures in the past century.
    fn short_year(&self, at: usize) -> Option<i16> {
        let token = self.reading.tokens.get(at)?;
        let Kind::Figure(value) = token.kind else { return None };
        let alone = self.reading.is_stop(at + 1) || self.reading.is(at + 1, Class::Relative);
        (token.end - token.start == 2 && (50..100).contains(&value) && alone)
            .then(|| i16::try_from(1900 + value).ok())
            .flatten()
    }

    /// "octobre", "mai 1988", "mois de juin", "juin prochain".
    pub(super) fn month(&self, at: usize) -> Option<Hit> {
        let reading = self.reading;
        let noun = reading.cue(self.past_article(at), Cue::MonthNoun).map(|(_, end)| self.past_links(end));
        let before = reading.time_word(at, Notion::Last).or_else(|| reading.time_word(at, Notion::Next));
        let (month, end) = reading.month_at(noun.or(before).unwrap_or(at))?;
        // Where months are written with a capital, "may" and "march" are verbs.
        if reading.pack.head_last && !reading.tokens[end - 1].capital {
            return None;
        }
        let last = reading.time_word(end, Notion::Last);
        let next = reading.time_word(end, Notion::Next).or_else(|| reading.time_word(at, Notion::Next));
        let year = self.year_behind(end);
        let after = year.map(|(_, end)| end).or(last).or(next).unwrap_or(end);
        let number = year.map(|(year, _)| year).or_else(|| self.year_in_bracket(at)).or_else(|| {
            self.year_of_month(month, last.is_some(), next.is_some() || self.ahead(at, after) == Some(true))
        });
        let name = number.map_or(format!("XXXX-{month:02}"), |year| format!("{year:04}-{month:02}"));
        Some(Hit::new(at, after, TimeKind::Date, name))
    }

    /// "97 (en janvier ...)": the year told before the bracket.
    fn year_in_bracket(&self, at: usize) -> Option<i16> {
        let (year, end) = self.year?;
        (self.reading.is_sign(end, '(')
            && at < end + FEW
            && !(end..at).any(|token| self.reading.is_sign(token, ')')))
        .then_some(year)
    }

    fn year_of_month(&self, month: i8, last: bool, ahead: bool) -> Option<i16> {
        let published = self.published?;
        let (this, year) = (published.month(), published.year());
        Some(if last && month >= this {
            year - 1
        } else if last {
            year
        } else if ahead && month < this {
            year + 1
        } else if !ahead && month > this {
            year - 1
        } else {
            year
        })
    }

    /// The noun of an edge of a stretch of time: "début", "fin", "mid-".
    pub(super) fn edge_word(&self, at: usize) -> Option<usize> {
        let one = |notion| self.reading.time_word(at, notion).filter(|end| *end <= at + 1);
        let end = one(Notion::Early).or_else(|| one(Notion::Mid)).or_else(|| one(Notion::Late))?;
        Some(end + usize::from(self.reading.is_sign(end, '-')))
    }

    /// "début octobre", "la fin de l'année", "au début des années 60".
    pub(super) fn edge(&self, at: usize) -> Option<Hit> {
        let edge = self.edge_word(self.past_article(at))?;
        // The phrase behind may begin with its own article or demonstrative.
        let starts = [edge, edge + 1, self.past_links(edge)];
        let hit = starts.into_iter().find_map(|start| {
            if start > edge && !self.reading.is_any(edge, &[Class::Of, Class::Article, Class::PlaceAt]) {
                return None;
            }
            self.decade(start)
                .or_else(|| self.century(start))
                .or_else(|| self.month(start))
                .or_else(|| self.relative(start).filter(|hit| hit.kind == TimeKind::Date))
                .or_else(|| self.unit_of_now(start))
                .or_else(|| self.plain_year(start))
                .or_else(|| self.season(start))
                .or_else(|| self.part_of_context(start))
        })?;
        Some(Hit { first: at, ..hit })
    }

    /// "la fin de l'année": the year, month or week of publication.
    fn unit_of_now(&self, at: usize) -> Option<Hit> {
        use crate::calendar::Unit;
        let published = self.published?;
        let start = self.past_article(at);
        let (unit, end) = self.calendar_unit(start).filter(|_| start > at)?;
        let value = match unit {
            Unit::Year => format!("{:04}", published.year()),
            Unit::Month => format!("{:04}-{:02}", published.year(), published.month()),
            Unit::Week => super::relative::week_name(published),
            Unit::Hour | Unit::Day | Unit::Night | Unit::Weekend | Unit::Decade => return None,
        };
        Some(Hit::new(at, end, TimeKind::Date, value))
    }

    /// "les années 60", "the 1990s".
    pub(super) fn decade(&self, at: usize) -> Option<Hit> {
        let reading = self.reading;
        let start = self.past_article(at);
        let (_, end) = reading.cue(start, Cue::Decades)?;
        let value = match reading.tokens.get(end)?.kind {
            Kind::Figure(value) | Kind::Mixed(value) => value,
            Kind::Word | Kind::QuoteOpen | Kind::QuoteClose | Kind::Sign(_) => return None,
        };
        let century = match value {
            10..=99 => 190,
            1000..=2099 => 0,
            _ => return None,
        };
        if value % 10 != 0 {
            return None;
        }
        let tens = if century == 0 { value / 10 } else { century + value / 10 };
        Some(Hit::new(at, end + 1, TimeKind::Date, format!("{tens}X")))
    }

    /// "le 19e siècle" with its number in Roman figures.
    pub(super) fn century(&self, at: usize) -> Option<Hit> {
        let start = self.past_article(at);
        let number = self.roman(start)?;
        let (value, end) = self.reading.cue(start + 1, Cue::Unit)?;
        (value == "P100Y").then(|| Hit::new(at, end, TimeKind::Date, format!("{:02}XX", number - 1)))
    }

    /// A Roman numeral with the ending of a rank behind it.
    pub(super) fn roman(&self, at: usize) -> Option<u32> {
        let token = self.reading.tokens.get(at)?;
        if token.kind != Kind::Word || !token.capital {
            return None;
        }
        let words = self.reading.words(at, at + 1);
        let numeral: &str = &words[..words.find(|c| !matches!(c, 'I' | 'V' | 'X')).unwrap_or(words.len())];
        let digit = |c| match c {
            'I' => 1,
            'V' => 5,
            _ => 10,
        };
        let (mut sum, mut greatest) = (0_u32, 0_u32);
        for value in numeral.chars().rev().map(digit) {
            sum = if value < greatest { sum.checked_sub(value)? } else { sum + value };
            greatest = greatest.max(value);
        }
        (numeral.len() < words.len() && words.len() - numeral.len() <= 3 && (1..=30).contains(&sum))
            .then_some(sum)
    }

    /// "en été", "l'été dernier", "cet hiver".
    pub(super) fn season(&self, at: usize) -> Option<Hit> {
        let reading = self.reading;
        let published = self.published;
        let this = self.past_this(at);
        let article = self.past_article(at);
        let start = if this > at { this } else { article };
        let (code, end) = reading.cue(start, Cue::Season)?;
        let last = reading.time_word(end, Notion::Last);
        let next = reading.time_word(end, Notion::Next);
        let year = reading.year_at(end);
        let opened = reading.cue_before(at, Cue::SeasonOpen);
        if let Some((year, end)) = year {
            return Some(Hit::new(at, end, TimeKind::Date, format!("{year}-{code}")));
        }
        let relative = this > at || last.is_some() || next.is_some();
        if !relative && !opened {
            return None;
        }
        let after = last.or(next).unwrap_or(end);
        let year = published.filter(|_| relative).map(|day| day.year() - i16::from(last.is_some()));
        let name = year.map_or("XXXX".to_owned(), |year| format!("{year:04}"));
        Some(Hit::new(at, after, TimeKind::Date, format!("{name}-{code}")))
    }

    /// A year behind a word that brings one, or alone.
    pub(super) fn year(&self, at: usize) -> Option<Hit> {
        let reading = self.reading;
        let noun = reading.cue(self.past_article(at), Cue::YearNoun).map(|(_, end)| end);
        if let Some(start) = noun {
            let hit = self.plain_year(start)?;
            return Some(Hit { first: at, ..hit });
        }
        if let Some(year) = self.short_year(at).filter(|_| at > 0 && reading.cue_before(at, Cue::SeasonOpen))
        {
            return Some(Hit { year: Some(year), ..Hit::new(at, at + 1, TimeKind::Date, year.to_string()) });
        }
        let glued = at > 0
            && reading.tokens[at].glued
            && !reading.is_sign(at - 1, '-')
            && !reading.is_sign(at - 1, '/')
            && !reading.is_sign(at - 1, '(')
            && !reading.is_sign(at - 1, '«');
        if glued {
            return None;
        }
        self.plain_year(at)
    }

    fn plain_year(&self, at: usize) -> Option<Hit> {
        let reading = self.reading;
        let token = reading.tokens.get(at)?;
        let Kind::Figure(value) = token.kind else { return None };
        let year = i16::try_from(value).ok().filter(|year| (1800..2100).contains(year))?;
        if token.end - token.start != 4 || !self.ends_year(at + 1) {
            return None;
        }
        Some(Hit { year: Some(year), ..Hit::new(at, at + 1, TimeKind::Date, format!("{year:04}")) })
    }

    /// What may stand behind a year: anything but a noun that it could count.
    fn ends_year(&self, at: usize) -> bool {
        let reading = self.reading;
        let small = [
            Class::Of,
            Class::Determiner,
            Class::AuxActive,
            Class::AuxPassive,
            Class::And,
            Class::PlaceAt,
            Class::PlaceTo,
            Class::Preposition,
            Class::Relative,
            Class::Adverb,
            Class::Report,
            Class::Pronoun,
            Class::That,
            Class::Contrast,
            Class::According,
            Class::Agent,
            Class::Negation,
            Class::Be,
            Class::RangeJoin,
            Class::DateWord,
            Class::Month,
        ];
        let counted = [Class::Person, Class::Casualty, Class::Unit, Class::Number];
        reading.tokens.get(at).is_none_or(|token| token.kind != Kind::Word)
            || (reading.is_any(at, &small) && !reading.is_any(at, &counted))
    }

    /// The last day of context as a month would tell it.
    pub(super) fn part_of_context(&self, at: usize) -> Option<Hit> {
        let (part, end) = self.reading.cue(self.past_article(at), Cue::Part)?;
        Some(Hit::of_day(at, end, self.context(), Some(part)))
    }

    /// A unit of the calendar.
    pub(super) fn calendar_unit(&self, at: usize) -> Option<(crate::calendar::Unit, usize)> {
        self.reading.time_notions(at, Class::DateWord).find_map(|(notion, tag)| {
            if let Notion::Unit(unit) = notion { Some((unit, tag.end)) } else { None }
        })
    }
}

/// How far a bracket may go on.
const FEW: usize = 30;
