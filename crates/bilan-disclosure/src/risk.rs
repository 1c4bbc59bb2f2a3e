//! How well persons can be told apart by what is published of them.

use std::collections::BTreeMap;

use bilan_model::{
    Age, Breakdown, Code as _, DateInterval, Displacement, Outcome, Policy, RecordPlace, ReleaseRecord, Sex,
    Stance, Status,
};
use sha2::{Digest, Sha256};

use crate::coarsen::{Coarseness, coarsen};

/// Persons of whom sex or age class is published, and who share day, place, outcome, sex, age class, status and party, counted class by class.
///
/// Takes records one by one and keeps 24 bytes a class: a digest of what its persons share, and their number.
#[derive(Debug, Clone, Default)]
pub struct RiskTable {
    coarseness: Coarseness,
    classes: BTreeMap<u128, u64>,
    /// Persons of whom nothing is published but the figure of their incident.
    unmarked: u64,
}

/// How well persons can be told apart.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Risk {
    /// Persons in the smallest class; 0 where there is none.
    pub k: u64,
    /// Mean over all persons of 1 / size of their class, 0 to 1: how often somebody who knows all that is published of a
    /// person, and draws one of those who share it, draws that person. Who is in no class counts with 0.
    pub global: f64,
    /// Persons who are alone in their class.
    pub unique: u64,
    /// Classes.
    pub classes: u64,
    /// Persons, those in no class included.
    pub persons: u64,
}

impl RiskTable {
    /// An empty table of records as they are published.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty table of records as they would be after [`coarsen`].
    pub fn at(coarseness: Coarseness) -> Self {
        Self { coarseness, ..Self::default() }
    }

    /// How coarse its records would be.
    pub fn coarseness(&self) -> Coarseness {
        self.coarseness
    }

    /// Takes the persons of one more record, as it is to be published.
    pub fn add(&mut self, record: &ReleaseRecord) {
        if self.coarseness == Coarseness::default() {
            self.take(record);
        } else {
            self.take(&coarsen(record, self.coarseness).0);
        }
    }

    fn take(&mut self, record: &ReleaseRecord) {
        let shared = Shared::of(record);
        for group in groups(record) {
            if !group.is_marked() {
                self.unmarked = self.unmarked.saturating_add(group.persons);
                continue;
            }
            let class = self.classes.entry(shared.class(&group)).or_default();
            *class = class.saturating_add(group.persons);
        }
    }

    /// What follows from all records so far.
    pub fn risk(&self) -> Risk {
        let sizes = || self.classes.values().copied();
        let persons = sizes().fold(self.unmarked, u64::saturating_add);
        let classes = u64::try_from(self.classes.len()).unwrap_or(u64::MAX);
        Risk {
            k: sizes().min().unwrap_or(0),
            // Each class gives its size times 1 / size, which is 1.
            global: if persons == 0 { 0.0 } else { ratio(classes, persons) },
            unique: u64::try_from(sizes().filter(|size| *size == 1).count()).unwrap_or(u64::MAX),
            classes,
            persons,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of persons lie far below 2^53")]
fn ratio(classes: u64, persons: u64) -> f64 {
    classes as f64 / persons as f64
}

/// Persons of one record of whom the same is published.
struct Group {
    outcome: Outcome,
    sex: Sex,
    age: Age,
    status: String,
    persons: u64,
}

impl Group {
    /// More is published of its persons than that they are among those of their incident: sex or age class. That so
    /// many were killed there on that day is the public event itself, and marks nobody among them.
    fn is_marked(&self) -> bool {
        self.sex != Sex::Unknown || self.age != Age::Unknown
    }
}

/// The killed by sex, age and status where they are broken down; everybody else by outcome.
fn groups(record: &ReleaseRecord) -> Vec<Group> {
    let mut groups: Vec<Group> = record.breakdown.iter().filter(|row| row.deaths > 0).map(killed).collect();
    let broken_down = !groups.is_empty();
    for &outcome in Outcome::ALL {
        if outcome == Outcome::Killed && broken_down {
            continue;
        }
        let persons = persons(record, outcome);
        if persons > 0 {
            let status = status(record.status).to_owned();
            groups.push(Group { outcome, sex: Sex::Unknown, age: Age::Unknown, status, persons });
        }
    }
    groups
}

fn killed(row: &Breakdown) -> Group {
    let status = row.status.clone();
    Group { outcome: Outcome::Killed, sex: row.sex, age: row.age, status, persons: row.deaths }
}

/// The low end of the range, or of the first policy that has a figure; one person where a figure has no low end.
fn persons(record: &ReleaseRecord, outcome: Outcome) -> u64 {
    let tolls = || record.tolls.iter().filter(move |toll| toll.outcome == outcome);
    let range = tolls().find(|toll| toll.policy == Policy::Range);
    let chosen = range.or_else(|| tolls().find(|toll| toll.low.is_some()));
    let Some(toll) = chosen.or_else(|| tolls().next()) else { return 0 };
    toll.low.unwrap_or_else(|| u64::from(toll.high.is_some_and(|high| high > 0)))
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Civilian => "civilian",
        Status::Combatant => "combatant",
        Status::SecurityForces => "security_forces",
        Status::Several => "several",
        Status::Contested => "contested",
        Status::Unknown => "unknown",
    }
}

/// What all persons of a record share.
struct Shared {
    hash: Sha256,
}

impl Shared {
    fn of(record: &ReleaseRecord) -> Self {
        let mut shared = Self { hash: Sha256::new() };
        shared.date(record.date);
        shared.place(&record.place);
        let blamed = record.parties.iter().filter(|party| party.stance != Stance::Denies);
        let mut parties: Vec<&str> = blamed.map(|party| party.name.as_str()).collect();
        parties.sort_unstable();
        parties.dedup();
        shared.part(&parties.len().to_string());
        for party in parties {
            shared.part(party);
        }
        shared
    }

    fn date(&mut self, date: Option<DateInterval>) {
        let days = date.map(|date| (date.earliest().to_string(), date.latest().to_string()));
        let (earliest, latest) = days.unwrap_or_default();
        self.part(&earliest);
        self.part(&latest);
    }

    /// Names, and the point where it stands where it happened: a displaced one tells no more than the names.
    fn place(&mut self, place: &RecordPlace) {
        self.part(&place.place.name);
        self.part(&place.place.admin.len().to_string());
        place.place.admin.iter().for_each(|area| self.part(area));
        self.part(&place.place.country);
        let exact = place.point.filter(|_| place.displacement == Displacement::None);
        let point = exact.map(|point| format!("{:.7} {:.7}", point.latitude, point.longitude));
        self.part(&point.unwrap_or_default());
    }

    fn part(&mut self, part: &str) {
        self.hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        self.hash.update(part);
    }

    /// The first 128 bits of a digest over all that is shared.
    fn class(&self, group: &Group) -> u128 {
        let mut all = Self { hash: self.hash.clone() };
        for part in [group.outcome.code(), group.sex.code(), group.age.code(), &group.status] {
            all.part(part);
        }
        all.hash.finalize().iter().take(16).fold(0, |sum, byte| sum << 8 | u128::from(*byte))
    }
}
