//! Gives day, place, sex, age and party of a record more coarsely, where too few persons share them.

use bilan_model::{Age, Breakdown, Code as _, DateInterval, ReleaseRecord, Sex, Victims, Withheld};

use crate::item::Item;
use crate::place::{to_area, to_country, whole_months};

/// How exactly dates are given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateDetail {
    /// As the profile lets them through.
    #[default]
    AsPublished,
    /// Whole months.
    Month,
    /// Whole years.
    Year,
}

/// How exactly places are given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceDetail {
    /// As the profile lets them through.
    #[default]
    AsPublished,
    /// Admin areas.
    Area,
    /// Countries.
    Country,
}

/// How coarse records are made. The default leaves them as they are. A status is never left out: that it is disputed
/// must travel with every figure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Coarseness {
    /// Dates.
    pub date: DateDetail,
    /// Places.
    pub place: PlaceDetail,
    /// Sex and age class are left out.
    pub without_traits: bool,
    /// Parties are left out.
    pub without_parties: bool,
}

impl Coarseness {
    /// From the finest to the coarsest, in the order in which they are suggested.
    pub(crate) const LADDER: [Self; 7] = [
        Self::step(DateDetail::Month, PlaceDetail::AsPublished, false, false),
        Self::step(DateDetail::Month, PlaceDetail::Area, false, false),
        Self::step(DateDetail::Month, PlaceDetail::Area, true, false),
        Self::step(DateDetail::Month, PlaceDetail::Area, true, true),
        Self::step(DateDetail::Year, PlaceDetail::Area, true, true),
        Self::step(DateDetail::Month, PlaceDetail::Country, true, true),
        Self::step(DateDetail::Year, PlaceDetail::Country, true, true),
    ];

    const fn step(date: DateDetail, place: PlaceDetail, without_traits: bool, without_parties: bool) -> Self {
        Self { date, place, without_traits, without_parties }
    }
}

/// A record that was disclosed, more coarsely; with how many of its attributes changed.
///
/// What would still tell what was coarsened goes with it: quotes and days of publication with the day, quotes with the
/// place, words for victims with sex and age, sides of codings with the parties.
pub fn coarsen(record: &ReleaseRecord, to: Coarseness) -> (ReleaseRecord, Withheld) {
    let mut made = record.clone();
    let mut changed = 0;
    let mut step = |made: &mut ReleaseRecord, change: &dyn Fn(&mut ReleaseRecord)| {
        let before = made.clone();
        change(made);
        changed += u64::from(before != *made);
    };
    match to.date {
        DateDetail::AsPublished => {}
        DateDetail::Month => step(&mut made, &|made| date(made, whole_months)),
        DateDetail::Year => step(&mut made, &|made| date(made, whole_years)),
    }
    match to.place {
        PlaceDetail::AsPublished => {}
        PlaceDetail::Area => step(&mut made, &|made| place(made, false)),
        PlaceDetail::Country => step(&mut made, &|made| place(made, true)),
    }
    if to.without_traits {
        step(&mut made, &traits);
    }
    if to.without_parties {
        step(&mut made, &parties);
    }
    let mut withheld = Withheld::default();
    withheld.count(Item::SmallClass.code(), changed);
    (made, withheld)
}

fn whole_years(date: DateInterval) -> DateInterval {
    DateInterval::new(date.earliest().first_of_year(), date.latest().last_of_year()).unwrap_or(date)
}

fn date(record: &mut ReleaseRecord, wider: impl Fn(DateInterval) -> DateInterval) {
    record.date = record.date.map(wider);
    record.reports.iter_mut().for_each(|report| report.published = None);
    quiet(record);
}

fn place(record: &mut ReleaseRecord, country: bool) {
    if country {
        to_country(&mut record.place);
    } else {
        to_area(&mut record.place);
    }
    quiet(record);
}

fn quiet(record: &mut ReleaseRecord) {
    record.claims.iter_mut().for_each(|claim| claim.quote = None);
}

/// Rows of policies that count by sex or age.
const TRAITS: [&str; 3] = ["children", "women", "men"];

fn traits(record: &mut ReleaseRecord) {
    let mut rows: Vec<Breakdown> = Vec::new();
    for row in record.breakdown.drain(..) {
        let row = Breakdown { sex: Sex::Unknown, age: Age::Unknown, ..row };
        let same = rows.iter_mut().find(|known| (&known.cause, &known.status) == (&row.cause, &row.status));
        match same {
            Some(known) => known.deaths = known.deaths.saturating_add(row.deaths),
            None => rows.push(row),
        }
    }
    record.breakdown = rows;
    for toll in &mut record.tolls {
        toll.status.retain(|name, _| !TRAITS.contains(&name.as_str()));
    }
    for claim in &mut record.claims {
        if matches!(claim.victims, Victims::Children | Victims::Women | Victims::Men) {
            claim.victims = Victims::Unspecified;
        }
        claim.victim_words = None;
        claim.quote = None;
    }
    // A line may say "among them women".
    record.lines.clear();
}

fn parties(record: &mut ReleaseRecord) {
    record.parties.clear();
    for coding in record.tolls.iter_mut().flat_map(|toll| &mut toll.codings) {
        coding.side_a.clear();
        coding.side_b.clear();
    }
    quiet(record);
}
