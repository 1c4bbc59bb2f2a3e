//! Lengths of time and what comes again: "plus de vingt ans", "8 à 24 mois", "chaque jour", "annuel".

use super::words::Cue;
use super::{Clerk, Hit, TimeKind};
use crate::calendar::{Notion, Unit};
use crate::lexicon::Class;
use crate::numeral::figure_at;
use crate::token::Kind;

/// A unit as TIMEX3 writes it: "PT", "P"; how many to one; its letter.
struct Measure {
    end: usize,
    clock: bool,
    times: u64,
    letter: char,
}

/// How many of a unit.
enum Amount {
    Number(u64),
    /// With a decimal part, as TIMEX3 writes it.
    Decimal(String),
    Vague,
}

impl Clerk<'_> {
    /// "now", "recently": phrases with a value of their own.
    pub(super) fn reference(&self, at: usize) -> Option<Hit> {
        let (value, end) = self.reading.cue(at, Cue::Reference)?;
        Some(Hit::new(at, end, TimeKind::Time, value))
    }

    /// "le prochain mariage", "les échéances futures": beside a noun of no time.
    pub(super) fn noun_reference(&self, at: usize) -> Option<Hit> {
        let reading = self.reading;
        let (value, end) = reading.cue(at, Cue::NounReference)?;
        let noun = (reading.is_word(end) || reading.is_quote(end))
            && !reading
                .is_any(end, &[Class::Month, Class::Weekday, Class::DateWord, Class::Time, Class::TimeCue]);
        let determined = at > 0 && reading.is_any(at - 1, &[Class::Determiner, Class::Article]);
        let behind = at > 0 && reading.is_word(at - 1) && !reading.is(at - 1, Class::Preposition);
        let negated = at > 0 && reading.is_any(at - 1, &[Class::None, Class::Negation]);
        let kept = (determined && noun || behind && !noun && !determined) && !negated;
        kept.then(|| Hit::new(at, end, TimeKind::Time, value))
    }

    /// "chaque année", "tous les jeudis", "par an".
    pub(super) fn set(&self, at: usize) -> Option<Hit> {
        let reading = self.reading;
        let each = reading.cue(at, Cue::Each).or_else(|| reading.cue(at, Cue::Whole)).map(|(_, end)| end);
        let start = match each {
            Some(end) => end,
            None if reading.cue_before(at, Cue::Per) => at,
            None => return None,
        };
        if let Some((value, end)) = reading.cue(start, Cue::Weekdays).filter(|_| each.is_some()) {
            return Some(Hit::new(at, end, TimeKind::Set, value));
        }
        if let Some((weekday, end)) = reading.weekday_at(start).filter(|_| each.is_some()) {
            return Some(Hit::new(at, end, TimeKind::Set, format!("XXXX-WXX-{weekday}")));
        }
        let number = figure_at(reading, start).filter(|_| each.is_some());
        let measure = self.measure(number.map_or(start, |figure| figure.end))?;
        let value = length_name(&Amount::Number(number.map_or(1, |figure| figure.value)), &measure);
        Some(Hit::new(at, measure.end, TimeKind::Set, value))
    }

    /// "l'assemblée annuelle": an adjective of what comes again, behind or before its noun.
    pub(super) fn cycle(&self, at: usize) -> Option<Hit> {
        let reading = self.reading;
        let (value, end) = reading.cue(at, Cue::Cycle)?;
        let before = at.checked_sub(1)?;
        let noun = reading.is_word(before)
            && !reading
                .is_any(before, &[Class::Determiner, Class::Article, Class::Of, Class::PlaceAt, Class::And]);
        let kind = if value.starts_with('P') { TimeKind::Set } else { TimeKind::Time };
        let kept = noun || (reading.pack.head_last && reading.is_word(end));
        kept.then(|| Hit::new(at, end, kind, value))
    }

    /// "environ deux mois", "les dix dernières années", "un quinquennat".
    pub(super) fn length(&self, at: usize) -> Option<Hit> {
        let reading = self.reading;
        if let Some((value, end)) = reading.cue(at, Cue::Length) {
            return Some(Hit::new(at, end, TimeKind::Duration, value));
        }
        let qualified = reading.tag(at, Class::Relation).filter(|tag| tag.end > at).map(|tag| tag.end);
        let start = qualified.unwrap_or(at);
        let number_at = self.past_last(self.past_this(self.past_article(start)));
        // "ces dernières années": nobody says how many.
        let opened = self.past_this(self.past_article(start));
        let vague = (number_at > opened && opened > start && self.measure(number_at).is_some())
            .then_some((Amount::Vague, number_at));
        let (amount, end) = vague.or_else(|| self.amount(number_at))?;
        if qualified.is_some() && self.clock(number_at).is_some() {
            return None;
        }
        let end = self.past_last(end);
        if let Some(join) = self.joined_amount(end) {
            // "8 à 24 mois": the first number alone, with the unit of the second.
            if number_at == at && !self.is_age(at, &join) {
                let end = number_at + 1;
                return Some(Hit::new(at, end, TimeKind::Duration, length_name(&amount, &join)));
            }
            return None;
        }
        let of = end + usize::from(reading.is(end, Class::Of));
        let measure = self.measure(of)?;
        // A demonstrative or an article goes with "last": "ces dernières 24 heures"; else it is no part.
        let lone = number_at > start && number_at == self.past_article(start);
        let behind = self.past_last(measure.end);
        let closed = behind > measure.end || self.past_last(end) > end;
        if lone && !closed && !reading.is_any(start, &[Class::Article]) {
            return None;
        }
        if self.is_age(at, &measure) {
            return None;
        }
        if matches!(amount, Amount::Number(1)) && measure.letter == 'D' && !self.lasts(at) {
            // "un jour": one day, some day.
            return None;
        }
        let half = reading.cue(measure.end, Cue::Half).map(|(_, end)| end);
        let value = match (&amount, half) {
            (Amount::Number(number), Some(_)) => length_name(
                &Amount::Decimal(format!("{}.5", number * measure.times)),
                &Measure { times: 1, ..measure },
            ),
            _ => length_name(&amount, &measure),
        };
        Some(Hit::new(at, half.unwrap_or(measure.end), TimeKind::Duration, value))
    }

    /// The token behind "last": "dernières".
    fn past_last(&self, at: usize) -> usize {
        self.reading.time_word(at, Notion::Last).filter(|end| *end == at + 1).unwrap_or(at)
    }

    fn amount(&self, at: usize) -> Option<(Amount, usize)> {
        let reading = self.reading;
        if let Some((_, end)) = reading.cue(at, Cue::Vague) {
            return Some((Amount::Vague, end));
        }
        // "depuis des années": elsewhere the same word is a preposition with its article.
        let lasting = at > 0 && (reading.is(at - 1, Class::Preposition) || self.is_since(at - 1));
        if let Some((_, end)) = reading.cue(at, Cue::Plural).filter(|_| lasting) {
            return Some((Amount::Vague, end));
        }
        if let Kind::Mixed(_) = reading.tokens.get(at)?.kind {
            let words = reading.words(at, at + 1);
            let decimal = words.chars().all(|c| c.is_ascii_digit() || c == reading.pack.script.decimal);
            return decimal.then(|| (Amount::Decimal(words.replace(',', ".")), at + 1));
        }
        let figure = figure_at(reading, at)?;
        Some((Amount::Number(figure.value), figure.end))
    }

    /// "8 à 24 mois": the unit behind a second number.
    fn joined_amount(&self, at: usize) -> Option<Measure> {
        let join = self
            .reading
            .time_word(at, Notion::RangeJoin)
            .or_else(|| self.reading.is(at, Class::And).then_some(at + 1))?;
        let (_, end) = self.amount(join)?;
        self.measure(end)
    }

    fn measure(&self, at: usize) -> Option<Measure> {
        let reading = self.reading;
        if let Some((value, end)) = reading.cue(at, Cue::Unit) {
            let clock = value.starts_with("PT");
            let figures: String = value.chars().filter(char::is_ascii_digit).collect();
            return Some(Measure { end, clock, times: figures.parse().ok()?, letter: value.chars().last()? });
        }
        let (unit, end) = self.calendar_unit(at)?;
        let (clock, times, letter) = match unit {
            Unit::Hour => (true, 1, 'H'),
            Unit::Day | Unit::Night | Unit::Weekend => (false, 1, 'D'),
            Unit::Week => (false, 1, 'W'),
            Unit::Month => (false, 1, 'M'),
            Unit::Year => (false, 1, 'Y'),
            Unit::Decade => (false, 10, 'Y'),
        };
        Some(Measure { end, clock, times, letter })
    }

    /// Whether a count of years is somebody's age: "87 ans,", "un chauffeur de 38 ans", "âgée de 24 ans".
    fn is_age(&self, at: usize, measure: &Measure) -> bool {
        let reading = self.reading;
        if measure.letter != 'Y' || measure.times != 1 {
            return false;
        }
        if reading.cue_before(at, Cue::AgeOpen) || reading.cue(measure.end, Cue::AgeOpen).is_some() {
            return true;
        }
        let Some(before) = self.before_range(at).checked_sub(1) else { return false };
        // "les moins de 17 ans".
        if reading.is(before, Class::Article) && reading.is(at, Class::Relation) {
            return true;
        }
        if reading.is_sign(before, ',') || reading.is_sign(before, '(') {
            return reading.is_stop(measure.end)
                || reading.is_any(measure.end, &[Class::AuxActive, Class::AuxPassive]);
        }
        let ranged = before + 1 < at && reading.is(before, Class::Determiner);
        if !reading.is(before, Class::Of) && !ranged {
            return false;
        }
        // "une peine de 2 ans", "trois ans de tractations": lengths.
        let floor = before.saturating_sub(4);
        let term = (floor..before).any(|t| reading.cue(t, Cue::Term).is_some());
        !term && !reading.is(measure.end, Class::Of)
    }

    /// The first number of a range that ends at one: "de 2 à 8 ans", "0-6 ans".
    fn before_range(&self, at: usize) -> usize {
        let reading = self.reading;
        let number =
            |at: usize| matches!(reading.tokens[at].kind, Kind::Figure(_)) || reading.is(at, Class::Number);
        let joined = at >= 2 && reading.time_word(at - 1, Notion::RangeJoin).is_some() && number(at - 2);
        if joined { at - 2 } else { at }
    }

    /// Whether a word of lasting stands before: "pendant un jour".
    fn lasts(&self, at: usize) -> bool {
        at > 0 && (self.reading.is(at - 1, Class::Preposition) || self.is_since(at - 1))
    }

    fn is_since(&self, at: usize) -> bool {
        self.reading.time_word(at, Notion::Since).is_some()
    }
}

fn length_name(amount: &Amount, measure: &Measure) -> String {
    let open = if measure.clock { "PT" } else { "P" };
    match amount {
        Amount::Number(number) => format!("{open}{}{}", number.saturating_mul(measure.times), measure.letter),
        Amount::Decimal(number) => format!("{open}{number}{}", measure.letter),
        Amount::Vague => format!("{open}X{}", measure.letter),
    }
}
