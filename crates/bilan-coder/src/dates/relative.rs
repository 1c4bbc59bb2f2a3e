//! Days told from another: "il y a trois jours", "la veille", "last week".

use bilan_model::DateInterval;
use jiff::ToSpan;
use jiff::civil::Date;

use super::{Finder, Grain, Parsed};
use crate::calendar::{Anchor, Notion, Unit, period, shifted};
use crate::lexicon::Class;
use crate::numeral::figure_at;

impl Finder<'_> {
    /// "il y a trois jours", "two weeks ago", "dix jours plus tôt".
    pub(super) fn counted(&self, at: usize) -> Option<Parsed> {
        let open = self.reading.time_word(at, Notion::AgoBefore);
        let mut start = open.unwrap_or(at);
        while start < at + 6
            && open.is_some()
            && self.reading.is_any(start, &[Class::Relation, Class::Adverb])
        {
            start += 1;
        }
        let figure = figure_at(self.reading, start)?;
        let unit_at = if self.reading.is(figure.end, Class::Of) { figure.end + 1 } else { figure.end };
        let (unit, end) = self.reading.time_notions(unit_at, Class::DateWord).find_map(|(notion, tag)| {
            if let Notion::Unit(unit) = notion { Some((unit, tag.end)) } else { None }
        })?;
        let ago = self.reading.time_word(end, Notion::AgoAfter);
        let earlier = self.reading.time_word(end, Notion::Earlier);
        let later = self.reading.time_word(end, Notion::Later);
        // "Neuf jours après la tuerie, ...": at the head of a report the event lies that far back.
        let elapsed = self
            .reading
            .time_word(end, Notion::Elapsed)
            .filter(|after| self.opens(at) && unit != Unit::Hour && !self.reading.is_any(*after, &NAMED));
        let (anchor, sign, end) = match (open, ago.or(elapsed), earlier, later) {
            (Some(_), ..) => (self.published, -1, end),
            (None, Some(end), ..) => (self.published, -1, end),
            (None, None, Some(end), _) => (self.context, -1, end),
            (None, None, None, Some(end)) => (self.context, 1, end),
            _ => return None,
        };
        let number = i64::try_from(figure.value).ok().filter(|n| *n < 1000)? * sign;
        let interval = anchor.and_then(|anchor| shifted(anchor, unit, number));
        let grain = match unit {
            Unit::Month | Unit::Decade => Grain::Month,
            Unit::Year => Grain::Year,
            Unit::Hour | Unit::Day | Unit::Night | Unit::Week | Unit::Weekend => Grain::Day,
        };
        // "two weeks after the attack of 7 July": the other attack is dated, not this one.
        let dated_behind = (end..end + 6).any(|t| self.reading.is(t, Class::Month));
        let of_event = elapsed.is_some() && matches!(unit, Unit::Day | Unit::Night) && !dated_behind;
        Some(Parsed { relative: true, explicit: false, of_event, ..Parsed::new(end, interval, grain) })
    }

    /// Whether a token stands in the first paragraphs.
    fn opens(&self, at: usize) -> bool {
        self.reading
            .sentences
            .get(self.reading.sentence_of(at))
            .is_some_and(|sentence| sentence.paragraph <= 1)
    }

    /// "hier", "la veille", "last week".
    pub(super) fn word(&self, at: usize) -> Option<Parsed> {
        let (notion, tag) = self.reading.time_notions(at, Class::Time).next()?;
        // "the following night, Friday": the weekday settles it.
        if matches!(notion, Notion::Day { .. } | Notion::Night { .. })
            && self.reading.is_sign(tag.end, ',')
            && let Some(named) = self.weekday(tag.end + 1)
            && self.reading.is_stop(named.end)
        {
            return Some(named);
        }
        let base = |anchor: Anchor| match anchor {
            Anchor::Published => self.published,
            Anchor::Context => self.context,
        };
        let add = |day: Date, days: i64| day.checked_add(days.days()).ok();
        let (interval, grain, anchor) = match notion {
            Notion::Day { offset, anchor } => {
                (base(anchor).and_then(|day| add(day, offset)).map(DateInterval::day), Grain::Day, anchor)
            }
            Notion::Night { offset, anchor } => {
                let interval = base(anchor).and_then(|day| {
                    let first = add(day, offset)?;
                    DateInterval::new(first, add(first, 1)?).ok()
                });
                (interval, Grain::Day, anchor)
            }
            Notion::Stretch { first, last, anchor } => {
                let interval =
                    base(anchor).and_then(|day| DateInterval::new(add(day, first)?, add(day, last)?).ok());
                (interval, Grain::Week, anchor)
            }
            Notion::Period { unit, offset, anchor } => {
                (base(anchor).and_then(|day| period(day, unit, offset)), period_grain(unit), anchor)
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
            | Notion::History => return None,
        };
        let night = matches!(notion, Notion::Night { .. });
        let near = matches!(notion, Notion::Day { anchor: Anchor::Published, offset } if offset >= -1);
        Some(Parsed {
            relative: anchor == Anchor::Context,
            near,
            night,
            explicit: false,
            ..Parsed::new(tag.end, interval, grain)
        })
    }
}

/// Words that name a day.
const NAMED: [Class; 2] = [Class::Month, Class::Weekday];

fn period_grain(unit: Unit) -> Grain {
    match unit {
        Unit::Hour | Unit::Day | Unit::Night | Unit::Weekend => Grain::Day,
        Unit::Week => Grain::Week,
        Unit::Month => Grain::Month,
        Unit::Year | Unit::Decade => Grain::Year,
    }
}
