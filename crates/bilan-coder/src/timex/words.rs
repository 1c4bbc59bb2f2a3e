//! Words of time that only the finder of time expressions reads: the table `[timex]` of `time.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::lexicon::{Attributes, Class, Feature};
use crate::pack::Builder;
use crate::reading::Reading;

/// `[timex]` of `time.toml`.
#[derive(Deserialize, Default)]
pub(crate) struct TimexFile {
    #[serde(default)]
    part: Vec<Valued>,
    #[serde(default)]
    clock: Vec<Valued>,
    #[serde(default)]
    season: Vec<Valued>,
    #[serde(default)]
    reference: Vec<Valued>,
    #[serde(default)]
    noun_reference: Vec<Valued>,
    #[serde(default)]
    cycle: Vec<Valued>,
    #[serde(default)]
    length: Vec<Valued>,
    #[serde(default)]
    unit: Vec<Valued>,
    #[serde(default)]
    weekdays: Vec<Valued>,
    /// The single words of the kinds that have no value.
    #[serde(default)]
    words: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Valued {
    value: String,
    words: Vec<String>,
}

/// What a word does in a time expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cue {
    /// Part of a day: the value is its code in TIMEX3.
    Part,
    /// A word for an hour: noon, midnight.
    Clock,
    Season,
    /// "now", "recently".
    Reference,
    /// An adjective that is one before a noun of no time: "the next elections".
    NounReference,
    /// "annual".
    Cycle,
    /// A noun that is a length by itself: "a five-year term".
    Length,
    /// A unit that the calendar does not have: minute, century.
    Unit,
    /// Weekdays in the plural: "tous les jeudis".
    Weekdays,
    Each,
    Per,
    Whole,
    Vague,
    /// A plural article that counts "some" behind a word of lasting.
    Plural,
    Half,
    ClockMark,
    ClockUnit,
    ClockOpen,
    Am,
    Pm,
    Ahead,
    This,
    Same,
    Future,
    AgeOpen,
    Term,
    Decades,
    YearNoun,
    SeasonOpen,
    MonthNoun,
}

const KINDS: [(&str, Cue); 21] = [
    ("each", Cue::Each),
    ("per", Cue::Per),
    ("whole", Cue::Whole),
    ("vague", Cue::Vague),
    ("plural", Cue::Plural),
    ("half", Cue::Half),
    ("clock_mark", Cue::ClockMark),
    ("clock_unit", Cue::ClockUnit),
    ("clock_open", Cue::ClockOpen),
    ("am", Cue::Am),
    ("pm", Cue::Pm),
    ("ahead", Cue::Ahead),
    ("this", Cue::This),
    ("same", Cue::Same),
    ("future", Cue::Future),
    ("age", Cue::AgeOpen),
    ("term", Cue::Term),
    ("decades", Cue::Decades),
    ("year_noun", Cue::YearNoun),
    ("season_open", Cue::SeasonOpen),
    ("month_noun", Cue::MonthNoun),
];

/// The words of a pack for time expressions.
#[derive(Debug, Default)]
pub(crate) struct TimexWords {
    cues: Vec<(Cue, String)>,
    pub(crate) future_endings: Vec<String>,
    /// Marks of an hour glued to its figures: "18h30".
    pub(crate) clock_marks: Vec<String>,
    pub(crate) am: Vec<String>,
    pub(crate) pm: Vec<String>,
}

impl TimexWords {
    pub(crate) fn compile(file: &TimexFile, builder: &mut Builder) -> Self {
        let own = |kind: &str| file.words.get(kind).cloned().unwrap_or_default();
        let mut compiled = Self {
            cues: Vec::new(),
            clock_marks: own("clock_mark"),
            am: own("am"),
            pm: own("pm"),
            future_endings: own("future_endings"),
        };
        let rule = builder.rule("time.expression", "a word of time expressions");
        let mut add = |cue: Cue, value: &str, words: &[String]| {
            compiled.cues.push((cue, value.to_owned()));
            let attributes = Attributes { name: Some(compiled.cues.len() - 1), ..Attributes::default() };
            for word in words {
                builder.add(word, Class::TimeCue, attributes, Feature::Plain, rule);
            }
        };
        let valued = [
            (Cue::Part, &file.part),
            (Cue::Clock, &file.clock),
            (Cue::Season, &file.season),
            (Cue::Reference, &file.reference),
            (Cue::NounReference, &file.noun_reference),
            (Cue::Cycle, &file.cycle),
            (Cue::Length, &file.length),
            (Cue::Unit, &file.unit),
            (Cue::Weekdays, &file.weekdays),
        ];
        for (cue, entries) in valued {
            for entry in entries {
                add(cue, &entry.value, &entry.words);
            }
        }
        for (kind, cue) in KINDS {
            add(cue, "", file.words.get(kind).map_or(&[], Vec::as_slice));
        }
        compiled
    }
}

impl Reading<'_> {
    /// The value and the end of a cue that begins at a token.
    pub(crate) fn cue(&self, at: usize, cue: Cue) -> Option<(&str, usize)> {
        self.tags.at(at).iter().rev().find_map(|tag| {
            let entry = self.entry(tag);
            if entry.class != Class::TimeCue {
                return None;
            }
            let (kind, value) = self.pack.timex.cues.get(entry.attributes.name?)?;
            (*kind == cue).then_some((value.as_str(), tag.end))
        })
    }

    /// Whether a phrase of a cue ends right before a token.
    pub(crate) fn cue_before(&self, at: usize, cue: Cue) -> bool {
        (at.saturating_sub(4)..at).any(|first| self.cue(first, cue).is_some_and(|(_, end)| end == at))
    }
}
