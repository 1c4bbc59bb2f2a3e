//! Joint comparison of place and date: they are one fact, for victims die where and when an incident is.

use std::sync::Arc;

use super::{Compare, Level, Memory};
use crate::record::likeness::jaro_winkler;
use crate::record::texts::{MISSING, TextId, Texts};
use crate::record::when::{Apart, Date, Precision};

/// How two places stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Where {
    Unknown,
    Same,
    Like,
    /// Other places, of one region.
    Region,
    /// Other places, of which the region is not known.
    Elsewhere,
    Far,
}

impl Where {
    pub(crate) const COUNT: usize = 6;
    pub(crate) const ALL: [Self; Self::COUNT] =
        [Self::Unknown, Self::Same, Self::Like, Self::Region, Self::Elsewhere, Self::Far];
}

/// Places and dates of the records.
#[derive(Debug, Default)]
pub(crate) struct WhereWhen {
    /// Names of places, folded.
    pub(crate) places: Texts,
    /// Place of each record.
    pub(crate) place: Vec<TextId>,
    /// How the place of each record sounds.
    pub(crate) place_key: Vec<TextId>,
    pub(crate) region: Vec<TextId>,
    pub(crate) date: Vec<Date>,
}

/// Jaro-Winkler similarity from which two names of places are spellings of one.
const LIKE_PLACE: f32 = 0.88;

impl WhereWhen {
    pub(crate) fn place(&self, one: u32, other: u32, memory: &mut Memory) -> Where {
        let (a, b) = (one as usize, other as usize);
        let both = self.place_key[a] != MISSING && self.place_key[b] != MISSING;
        if both && self.place_key[a] == self.place_key[b] {
            return Where::Same;
        }
        if both && self.like(self.place[a], self.place[b], memory) {
            return Where::Like;
        }
        let regions = self.region[a] != MISSING && self.region[b] != MISSING;
        match (both, regions) {
            (_, true) if self.region[a] == self.region[b] => Where::Region,
            (_, true) => Where::Far,
            (true, false) => Where::Elsewhere,
            (false, false) => Where::Unknown,
        }
    }

    fn like(&self, one: TextId, other: TextId, memory: &mut Memory) -> bool {
        let like = memory.likeness(2, one, other, || {
            u8::from(
                jaro_winkler(self.places.get(one).as_bytes(), self.places.get(other).as_bytes())
                    >= LIKE_PLACE,
            )
        });
        like == 1
    }

    pub(crate) fn apart(&self, one: u32, other: u32) -> Apart {
        self.date[one as usize].apart(self.date[other as usize])
    }
}

/// The level of a place and a date relation.
pub(crate) const fn joint(place: Where, apart: Apart) -> Level {
    (place as usize * Apart::COUNT + apart as usize) as Level
}

/// How many levels there are.
pub(crate) const LEVELS: usize = Where::COUNT * Apart::COUNT;

const PLACE_AND_DATE: &str = "place and date";

impl Compare for WhereWhen {
    fn name(&self) -> &'static str {
        PLACE_AND_DATE
    }

    fn levels(&self) -> Vec<String> {
        let place = |place: Where| match place {
            Where::Unknown => "place not given",
            Where::Same => "same place",
            Where::Like => "like place",
            Where::Region => "same region",
            Where::Elsewhere => "other place",
            Where::Far => "other region",
        };
        let apart = |apart: Apart| match apart {
            Apart::Unknown => "date not given",
            Apart::SameDay => "same day",
            Apart::OneDay => "a day apart",
            Apart::Week => "within a week",
            Apart::WithinMonth => "same month, one without a day",
            Apart::Month => "within a month",
            Apart::Exchanged => "day and month exchanged",
            Apart::WithinYear => "same year, one without a month",
            Apart::SameYear => "same year",
            Apart::Far => "other year",
        };
        Where::ALL
            .iter()
            .flat_map(|where_| {
                Apart::ALL.iter().map(move |when| format!("{}, {}", place(*where_), apart(*when)))
            })
            .collect()
    }

    fn said(&self, record: u32) -> String {
        let at = record as usize;
        let date = self.date[at];
        let written = match date.precision {
            Precision::Missing => String::new(),
            Precision::Year => format!("{}", date.year),
            Precision::Month => format!("{}-{:02}", date.year, date.month),
            Precision::Day => format!("{}-{:02}-{:02}", date.year, date.month, date.of_month),
        };
        [self.places.get(self.place[at]), written.as_str()].join(" ").trim().to_owned()
    }

    fn level(&self, one: u32, other: u32, memory: &mut Memory) -> Level {
        joint(self.place(one, other, memory), self.apart(one, other))
    }
}

impl Compare for Arc<WhereWhen> {
    fn name(&self) -> &'static str {
        PLACE_AND_DATE
    }

    fn levels(&self) -> Vec<String> {
        self.as_ref().levels()
    }

    fn said(&self, record: u32) -> String {
        self.as_ref().said(record)
    }

    fn level(&self, one: u32, other: u32, memory: &mut Memory) -> Level {
        self.as_ref().level(one, other, memory)
    }
}

/// Dates by how precise they are, for counting pairs without making them.
impl WhereWhen {
    pub(crate) fn records_of(&self, precision: Precision) -> Vec<u32> {
        let of = |(record, date): (u32, &Date)| (date.precision == precision).then_some(record);
        let mut records: Vec<u32> = (0..).zip(&self.date).filter_map(of).collect();
        records.sort_by_key(|record| (self.date[*record as usize].day, *record));
        records
    }
}
