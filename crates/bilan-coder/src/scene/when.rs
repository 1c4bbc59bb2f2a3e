//! When the event of a unit was, and whether that fits a scene.

use super::{Dated, Teller, Unit, When};
use crate::dates::{DateMention, Grain};
use crate::heading::is_day;
use crate::lexicon::{Class, Feature};

impl Teller<'_> {
    /// Whether a date may be the date of a scene.
    pub(super) fn fits(&self, scene: usize, when: Option<&When>) -> bool {
        let Some(when) = when else { return true };
        match (self.scenes[scene].date, when.interval) {
            (Some(own), Some(new)) => own.overlaps(new),
            (None, Some(_)) => self.scenes[scene].grain.is_none(),
            (_, None) => !when.outside,
        }
    }

    pub(super) fn overlaps(&self, scene: usize, when: &When) -> bool {
        matches!((self.scenes[scene].date, when.interval), (Some(own), Some(new)) if own.overlaps(new))
    }

    /// Gives a scene a date, or a narrower one.
    pub(super) fn date(&mut self, scene: usize, when: Option<&When>, violent: bool) {
        let Some(when) = when.filter(|_| violent) else { return };
        let Some(interval) = when.interval else {
            self.scenes[scene].year_unknown |= when.unknown;
            return;
        };
        let scene = &mut self.scenes[scene];
        let narrower = scene.date.is_none_or(|own| own.contains(interval) && interval.days() < own.days());
        let surer = when.explicit && !scene.explicit && when.grain == Grain::Day;
        if (narrower && (scene.date.is_none() || scene.grain < Some(when.grain))) || surer {
            scene.explicit |= when.explicit;
            scene.date = Some(interval);
            scene.grain = Some(when.grain);
        }
    }

    /// The date of the scene in focus for a neighbouring place told in the same paragraph.
    pub(super) fn neighbour_date(&self, unit: &Unit) -> Option<Dated> {
        let focus = self.focus?;
        let scene = &self.scenes[focus];
        let paragraph = |sentence: usize| self.reading.sentences[sentence].paragraph;
        let cue = self.reading.any(unit.first, unit.end, Class::Background);
        let here = paragraph(unit.sentence);
        let dated = self.scenes.iter().filter(|s| paragraph(s.sentence) == here && s.date.is_some()).count();
        let same = paragraph(scene.sentence) == here && dated == 1;
        (same && !cue && scene.grain == Some(Grain::Day))
            .then_some((scene.date, Grain::Day, false))
            .filter(|(date, ..)| date.is_some())
    }

    /// When a unit says that its event was: dates that hang on a verb of saying are not meant.
    pub(super) fn date_of(&self, unit: &Unit) -> Option<When> {
        self.own_date(unit.first, unit.end, unit).or_else(|| {
            // "Mercredi 17 juillet. À Kassala, ...": the day stands alone before.
            let before = &self.reading.sentences[unit.sentence.checked_sub(1)?];
            let here = &self.reading.sentences[unit.sentence];
            let heads = before.paragraph == here.paragraph && is_day(self.reading, self.dates, before);
            heads.then(|| self.own_date(before.first, before.end, unit)).flatten()
        })
    }

    fn own_date(&self, first: usize, end: usize, unit: &Unit) -> Option<When> {
        let from = self.dates.partition_point(|d| d.first < first);
        let to = self.dates.partition_point(|d| d.first < end);
        let anchor = unit.mentions.first().map(|&m| self.mentions[m].group.first);
        self.dates[from..to]
            .iter()
            .filter(|date| !date.since && !self.of_speech(date))
            .min_by_key(|date| {
                (
                    !date.of_event,
                    std::cmp::Reverse(date.grain),
                    anchor.map_or(0, |at| date.first.abs_diff(at)),
                )
            })
            .map(|date| When {
                explicit: date.explicit,
                interval: date.interval,
                grain: date.grain,
                outside: date.outside,
                unknown: date.interval.is_none() && self.reading.report.header.published.is_none(),
            })
    }

    /// Whether a date tells when something was said: "a affirmé dimanche un élu", "said on Monday".
    pub(super) fn of_speech(&self, date: &DateMention) -> bool {
        if matches!(date.grain, Grain::Month | Grain::Year) {
            // Nobody tells by the month when something was said.
            return false;
        }
        let reading = self.reading;
        let floor = date.first.saturating_sub(4);
        let before = (floor..date.first)
            .rev()
            // "said that on Monday": behind the "that" stands when it was.
            .take_while(|&t| !reading.is_stop(t) && !reading.is(t, Class::That))
            .find(|&t| reading.is(t, Class::Report) || reading.is_any(t, &[Class::Harm, Class::Act]));
        if before.is_some_and(|t| reading.is(t, Class::Report) && !reading.is(t, Class::Harm)) {
            return true;
        }
        let after = (date.end..date.end + 3)
            .take_while(|&t| !reading.is_stop(t))
            .find_map(|t| reading.covering(t, Class::Report));
        let speaks = after.is_some_and(|tag| {
            matches!(reading.entry(&tag).feature, Feature::Finite | Feature::Conditional | Feature::Past)
        });
        let in_source = self.voices.sources.iter().any(|s| s.first <= date.first && date.first < s.end);
        (date.near && (speaks || before.is_some_and(|t| reading.is(t, Class::Report)))) || in_source
    }

    /// Whether a unit recalls another event: a word of background with a date, where the scene in focus has no date of
    /// its own yet but tolls already.
    pub(super) fn recalls(&self, unit: &Unit, focus: usize, when: &When) -> bool {
        let scene = &self.scenes[focus];
        let cue = self.reading.any(unit.first, unit.end, Class::Background);
        cue && scene.date.is_none() && !scene.mentions.is_empty() && when.interval.is_some()
    }
}
