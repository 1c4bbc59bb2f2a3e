//! Hours: "18 h 30", "17 heures", "midi", "4 h mardi", "5 p.m.".

use jiff::civil::Date;

use super::words::Cue;
use super::{Clerk, Hit, TimeKind};
use crate::lexicon::Class;
use crate::reading::Reading;
use crate::token::Kind;

/// An hour as written.
struct Hour {
    end: usize,
    of_day: u64,
    minute: u64,
}

/// The hour of the day that begins at a token.
pub(crate) fn hour_at(reading: &Reading<'_>, at: usize) -> Option<u64> {
    let clerk = Clerk { reading, published: None, day: None, year: None, found: Vec::new() };
    clerk.hour(at).map(|hour| hour.of_day)
}

impl Clerk<'_> {
    pub(super) fn clock(&self, at: usize) -> Option<Hit> {
        let hour = self.hour(at)?;
        let (day, end) = self.day_behind(hour.end).map_or((self.context(), hour.end), |(d, e)| (d, e));
        let name = day.map_or("XXXX-XX-XX".to_owned(), |day| day.to_string());
        let value = format!("{name}T{:02}:{:02}", hour.of_day, hour.minute);
        Some(Hit { day, ..Hit::new(at, end, TimeKind::Time, value) })
    }

    fn hour(&self, at: usize) -> Option<Hour> {
        let reading = self.reading;
        if let Some((value, end)) = reading.cue(at, Cue::Clock) {
            let (hour, minute) = value.split_once(':')?;
            return Some(Hour { end, of_day: hour.parse().ok()?, minute: minute.parse().ok()? });
        }
        let token = reading.tokens.get(at)?;
        let hour = match token.kind {
            Kind::Mixed(_) => self.glued_hour(at),
            Kind::Figure(value) if value <= 24 => self
                .spaced_hour(at, value)
                .or_else(|| self.sign_hour(at, value))
                .or_else(|| self.half_day(at, value)),
            Kind::Figure(_) | Kind::QuoteOpen | Kind::QuoteClose | Kind::Sign(_) => None,
            Kind::Word => crate::numeral::figure_at(reading, at)
                .filter(|figure| figure.value <= 24 && figure.end <= at + 3)
                .and_then(|figure| self.unit_hour(at, figure.end, figure.value)),
        }?;
        (hour.of_day <= 24 && hour.minute < 60).then_some(hour)
    }

    /// "18h", "18h30": figures and the mark in one token.
    fn glued_hour(&self, at: usize) -> Option<Hour> {
        let reading = self.reading;
        let words = reading.words(at, at + 1).to_lowercase();
        let digits = words.find(|c: char| !c.is_ascii_digit()).filter(|end| (1..=2).contains(end))?;
        let hour: u64 = words[..digits].parse().ok()?;
        let rest = &words[digits..];
        let mark_end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let words = &reading.pack.timex;
        let form = &rest[..mark_end];
        if !words.clock_marks.iter().any(|mark| mark == form) {
            let later = words.pm.iter().any(|mark| mark == form);
            let half = later || words.am.iter().any(|mark| mark == form);
            let hour = Hour { end: at + 1, of_day: hour, minute: 0 };
            return (half && mark_end == rest.len()).then(|| later_half(&hour, later, at + 1));
        }
        if mark_end < rest.len() {
            return Some(Hour { end: at + 1, of_day: hour, minute: rest[mark_end..].parse().ok()? });
        }
        let (minute, end) = self.minutes(at + 1).unwrap_or((0, at + 1));
        Some(Hour { end, of_day: hour, minute })
    }

    /// "18 h 30", "17 heures".
    fn spaced_hour(&self, at: usize, hour: u64) -> Option<Hour> {
        if let Some((_, mark)) = self.reading.cue(at + 1, Cue::ClockMark) {
            let (minute, end) = self.minutes(mark).unwrap_or((0, mark));
            // "24 h" behind a word of length is a length of time.
            let lasts = hour == 24 && minute == 0;
            return (!lasts).then_some(Hour { end, of_day: hour, minute });
        }
        self.unit_hour(at, at + 1, hour)
    }

    /// "à 17 heures", "vers cinq heures du matin": hours in full are lengths of time without a word before them.
    fn unit_hour(&self, at: usize, unit: usize, hour: u64) -> Option<Hour> {
        let reading = self.reading;
        let (_, end) = reading.cue(unit, Cue::ClockUnit)?;
        let (minute, end) = self.minutes(end).unwrap_or((0, end));
        let half = self.half_of_day(end);
        if !reading.cue_before(self.skip_back(at), Cue::ClockOpen) && half.is_none() {
            return None;
        }
        let (later, end) = half.unwrap_or((false, end));
        Some(Hour { end, of_day: if later && hour < 12 { hour + 12 } else { hour }, minute })
    }

    /// The token that an article right before an hour stands at: "vers les 17 heures".
    fn skip_back(&self, at: usize) -> usize {
        at - usize::from(at > 0 && self.reading.is(at - 1, Class::Article))
    }

    /// "du matin", "du soir": whether it is the second half of the day.
    fn half_of_day(&self, at: usize) -> Option<(bool, usize)> {
        let start = self.past_links(at);
        if start == at {
            return None;
        }
        let (part, end) = self.reading.cue(start, Cue::Part)?;
        Some((part != "TMO" && part != "TNI", end))
    }

    /// "10:30".
    fn sign_hour(&self, at: usize, hour: u64) -> Option<Hour> {
        let reading = self.reading;
        let glued = |at: usize| reading.tokens.get(at).is_some_and(|token| token.glued);
        if !(reading.is_sign(at + 1, ':') && glued(at + 1) && glued(at + 2)) {
            return None;
        }
        let (minute, end) = self.minutes(at + 2)?;
        let hour = Hour { end, of_day: hour, minute };
        Some(self.meridiem(end).map_or(Hour { ..hour }, |(later, end)| later_half(&hour, later, end)))
    }

    /// "5 p.m.".
    fn half_day(&self, at: usize, hour: u64) -> Option<Hour> {
        let (later, end) = self.meridiem(at + 1)?;
        Some(later_half(&Hour { end, of_day: hour, minute: 0 }, later, end))
    }

    fn meridiem(&self, at: usize) -> Option<(bool, usize)> {
        let of = |cue, later| self.reading.cue(at, cue).map(|(_, end)| (later, end));
        of(Cue::Pm, true).or_else(|| of(Cue::Am, false))
    }

    fn minutes(&self, at: usize) -> Option<(u64, usize)> {
        let token = self.reading.tokens.get(at)?;
        let Kind::Figure(value) = token.kind else { return None };
        (value < 60 && token.end - token.start == 2).then_some((value, at + 1))
    }

    /// The day right behind an hour: "4 h mardi", "15 h 30, hier".
    fn day_behind(&self, at: usize) -> Option<(Option<Date>, usize)> {
        let reading = self.reading;
        let comma = at + usize::from(reading.is_sign(at, ','));
        let begins = reading.is(comma, Class::Weekday) && comma == at
            || reading.is(comma, Class::Time) && !self.is_article(comma);
        if !begins {
            return None;
        }
        let hit = self.calendar_day(comma).or_else(|| self.relative(comma))?;
        (hit.kind == TimeKind::Date && hit.day.is_some()).then_some((hit.day, hit.end))
    }

    fn is_article(&self, at: usize) -> bool {
        self.reading.is_any(at, &[Class::Article, Class::Determiner])
    }
}

fn later_half(hour: &Hour, later: bool, end: usize) -> Hour {
    let of_day = match (hour.of_day, later) {
        (12, false) => 0,
        (hour, true) if hour < 12 => hour + 12,
        (hour, _) => hour,
    };
    Hour { end, of_day, minute: hour.minute }
}
