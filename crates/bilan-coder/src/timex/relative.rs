//! Days and stretches told from another: "hier soir", "la veille", "cette semaine", "il y a trois jours".

use bilan_model::DateInterval;
use jiff::ToSpan;
use jiff::civil::Date;

use super::words::Cue;
use super::{Clerk, Hit, TimeKind};
use crate::calendar::{Anchor, Notion, Unit, period, shifted};
use crate::lexicon::Class;
use crate::numeral::figure_at;

impl Clerk<'_> {
    /// A phrase of the calendar that tells a day, night or stretch from another.
    pub(super) fn relative(&self, at: usize) -> Option<Hit> {
        let reading = self.reading;
        let (notion, tag) = reading.time_notions(at, Class::Time).next()?;
        let base = |anchor: Anchor| match anchor {
            Anchor::Published => self.published,
            Anchor::Context => self.context(),
        };
        let first = self.past_preposition(at, tag.end);
        match notion {
            Notion::Day { offset, anchor } | Notion::Night { offset, anchor } => {
                let day = base(anchor).and_then(|day| day.checked_add(offset.days()).ok());
                Some(self.told_day(first, tag.end, day, offset == 0 && anchor == Anchor::Published))
            }
            Notion::Period { unit, offset, anchor } => {
                let value =
                    base(anchor).and_then(|day| period(day, unit, offset)).map(|whole| name(unit, whole));
                Some(Hit::new(first, tag.end, TimeKind::Date, value.unwrap_or_else(|| "XXXX".to_owned())))
            }
            // "quelques jours plus tôt": the length alone is marked.
            Notion::Stretch { .. } if reading.cue(first, Cue::Vague).is_some() => None,
            Notion::Stretch { last, .. } => {
                let value = if last < 0 { "PAST_REF" } else { "FUTURE_REF" };
                Some(Hit::new(first, tag.end, TimeKind::Date, value))
            }
            Notion::Month(_)
            | Notion::Weekday(_)
            | Notion::Unit(_)
            | Notion::AgoBefore
            | Notion::AgoAfter
            | Notion::Earlier
            | Notion::Later
            | Notion::Elapsed
            | Notion::Last
            | Notion::Next
            | Notion::Early
            | Notion::Mid
            | Notion::Late
            | Notion::NightOpen
            | Notion::RangeOpen
            | Notion::RangeJoin
            | Notion::Since
            | Notion::Year
            | Notion::History => None,
        }
    }

    /// A day told by a phrase: the phrase may name a part of it ("ce soir"), or the words behind it.
    fn told_day(&self, first: usize, end: usize, day: Option<Date>, today: bool) -> Hit {
        let reading = self.reading;
        let told = end;
        let inside = (first..end).rev().find_map(|t| reading.cue(t, Cue::Part).map(|(part, _)| part));
        let noon = (first..end).find_map(|t| reading.cue(t, Cue::Clock).map(|(hour, _)| hour));
        if let (Some(hour), Some(day), None) = (noon, day, inside) {
            return Hit { day: Some(day), ..Hit::new(first, end, TimeKind::Time, format!("{day}T{hour}")) };
        }
        let behind = if inside.is_none() { self.part_behind(end) } else { None };
        let (part, end) = behind.map_or((inside, end), |(part, end)| (Some(part), end));
        // "aujourd'hui vendredi".
        let end = reading.weekday_at(end).filter(|_| today && part.is_none()).map_or(end, |(_, end)| end);
        let plain = !reading.is_any(first, &[Class::Article, Class::Determiner]) && end == told;
        if today && part.is_none() && plain && self.is_nowadays(first, end) {
            return Hit::new(first, end, TimeKind::Time, "PRESENT_REF");
        }
        Hit::of_day(first, end, day, part)
    }

    /// "Aujourd'hui, la ville a changé": these days, not this day.
    fn is_nowadays(&self, first: usize, end: usize) -> bool {
        let reading = self.reading;
        let sentence = reading.sentences[reading.sentence_of(first)];
        let opens = first == sentence.first || reading.is_stop(first - 1) || reading.is_quote(first - 1);
        let aside = opens && reading.is_sign(end, ',');
        let floor = sentence.first.max(first.saturating_sub(6));
        let negated = (floor..first).any(|t| reading.is_any(t, &[Class::Negation, Class::None]));
        (aside || negated) && self.ahead(first, end) != Some(true)
    }

    /// A phrase of the pack may hold the preposition before it: "au cours de cette semaine".
    fn past_preposition(&self, at: usize, end: usize) -> usize {
        let reading = self.reading;
        let begins = |t: &usize| {
            reading.is_any(*t, &[Class::Article, Class::Determiner])
                && reading.tag(*t, Class::Of).is_none_or(|tag| tag.end != t + 1)
                && reading.tag(*t, Class::PlaceAt).is_none_or(|tag| tag.end != t + 1)
        };
        let opened = reading.tag(at, Class::PlaceAt).is_some() || reading.is(at, Class::Preposition);
        if opened { (at..end).find(begins).unwrap_or(at) } else { at }
    }

    /// "il y a une semaine", "three days ago", "dans dix jours".
    pub(super) fn counted(&self, at: usize) -> Option<Hit> {
        let reading = self.reading;
        let published = self.published;
        let back = reading.time_word(at, Notion::AgoBefore);
        let ahead = reading.cue(at, Cue::Ahead).map(|(_, end)| end);
        let mut start = back.or(ahead).unwrap_or(at);
        while reading.is_any(start, &[Class::Relation, Class::Adverb]) && start < at + 6 {
            start += 1;
        }
        if let Some((_, end)) = reading.cue(start, Cue::Vague).filter(|_| back.is_some()) {
            // "il y a quelques mois".
            let (_, end) = self.calendar_unit(end)?;
            return Some(Hit::new(at, end, TimeKind::Date, "PAST_REF"));
        }
        let figure = figure_at(reading, start)?;
        let unit_at = figure.end + usize::from(reading.is(figure.end, Class::Of));
        let (unit, end) = self.calendar_unit(unit_at)?;
        let ago = reading.time_word(end, Notion::AgoAfter);
        let (sign, end) = match (back, ago, ahead) {
            (Some(_), ..) => (-1, end),
            (_, Some(end), _) => (-1, end),
            (.., Some(_)) => (1, end),
            _ => return None,
        };
        let number = i64::try_from(figure.value).ok().filter(|number| *number < 3000)? * sign;
        let whole = published.and_then(|day| shifted(day, unit, number))?;
        let value = name(unit, whole);
        let day = matches!(unit, Unit::Day | Unit::Week).then_some(whole.earliest());
        Some(Hit { day, ..Hit::new(at, end, TimeKind::Date, value) })
    }

    /// A part of a day alone: "dans la soirée", "ce matin-là".
    pub(super) fn part_alone(&self, at: usize) -> Option<Hit> {
        let reading = self.reading;
        let start = self.past_article(at);
        let (edge, part_at) = match self.edge_word(start) {
            Some(edge) => (true, self.past_links(edge)),
            None => (false, start),
        };
        let (part, end) = reading.cue(part_at, Cue::Part)?;
        let before = &[Class::PlaceAt, Class::Preposition, Class::And, Class::Of];
        let opened = at > 0 && (reading.is_any(at - 1, before) || reading.cue_before(at, Cue::ClockOpen));
        let own = start > at && !reading.is(end, Class::Of) && !reading.is_sign(end, ',');
        if !((opened && start > at) || own || edge) {
            return None;
        }
        Some(Hit { day: None, ..Hit::of_day(at, end, self.context(), Some(part)) })
    }
}

/// A stretch of time in TIMEX3.
fn name(unit: Unit, whole: DateInterval) -> String {
    let first = whole.earliest();
    match unit {
        Unit::Week if whole.days() > 1 => week_name(first),
        Unit::Weekend => format!("{}-WE", week_name(first)),
        Unit::Month => format!("{:04}-{:02}", first.year(), first.month()),
        Unit::Year => format!("{:04}", first.year()),
        Unit::Decade => format!("{}X", first.year() / 10),
        Unit::Hour | Unit::Day | Unit::Night | Unit::Week => first.to_string(),
    }
}

/// The week of a day: "1999-W27".
pub(super) fn week_name(day: Date) -> String {
    let week = day.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}
