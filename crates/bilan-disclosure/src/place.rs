//! Where and when, no finer than the profile allows.

use bilan_model::{DateInterval, Displacement, Precision, RecordPlace, ReleaseRecord, Withheld};

use crate::areas::Areas;
use crate::displace::{displaced, snapped};
use crate::item::Item;
use crate::renumber::Seed;
use crate::rules::{Pointing, Rules};
use crate::sensitive::Sensitive;
use crate::sphere::{is_on_earth, rounded};
use crate::words::leads_to_people;
use bilan_model::{Code as _, Point};

/// The largest areas that a place keeps when it is no finer than an area.
const AREAS_KEPT: usize = 2;
/// Decimals of the point that a displacement is drawn for: events within some 100 m of each other are moved alike, so
/// that many of them do not average out to where they were.
const DRAWN_DECIMALS: u8 = 3;

/// Coarsens place, point and date of a record.
pub(crate) fn place_and_date(
    record: &mut ReleaseRecord,
    sensitive: &Sensitive,
    rules: &Rules,
    areas: &impl Areas,
    seed: &Seed,
    withheld: &mut Withheld,
) {
    for &item in sensitive.reasons() {
        let before = record.place.clone();
        to_area(&mut record.place);
        if rules.withholds(item) && item != Item::MedicalPosition {
            to_country(&mut record.place);
        }
        withheld.count(item.code(), u64::from(before != record.place));
    }
    if sensitive.is(Item::SexualViolence) {
        let before = record.date;
        record.date = record.date.map(whole_months);
        withheld.count(Item::SexualViolence.code(), u64::from(before != record.date));
    }
    if !rules.keeps(Item::ContactData) {
        clean_names(&mut record.place, rules, withheld);
    }
    if !rules.keeps(Item::ExactPoint) {
        let before = record.place.clone();
        point(&mut record.place, rules, areas, seed);
        withheld.count(Item::ExactPoint.code(), u64::from(before != record.place));
    }
}

/// The months that an interval touches, whole.
pub(crate) fn whole_months(date: DateInterval) -> DateInterval {
    DateInterval::new(date.earliest().first_of_month(), date.latest().last_of_month()).unwrap_or(date)
}

/// No finer than an area: the name of the place and the point go.
pub(crate) fn to_area(place: &mut RecordPlace) {
    place.place.name.clear();
    let surplus = place.place.admin.len().saturating_sub(AREAS_KEPT);
    place.place.admin.drain(..surplus);
    place.precision = place.precision.min(Precision::of(&place.place));
    place.point = None;
    place.displacement = Displacement::None;
}

/// No finer than the country.
pub(crate) fn to_country(place: &mut RecordPlace) {
    to_area(place);
    place.place.admin.clear();
    place.precision = place.precision.min(Precision::of(&place.place));
}

/// Names that hold an address or coordinates go.
fn clean_names(place: &mut RecordPlace, rules: &Rules, withheld: &mut Withheld) {
    if let Some(item) = leads_to_people(&place.place.name, &rules.lists) {
        to_area(place);
        withheld.count(item.code(), 1);
    }
    let before = place.place.admin.len();
    place.place.admin.retain(|name| {
        let found = leads_to_people(name, &rules.lists);
        if let Some(item) = found {
            withheld.count(item.code(), 1);
        }
        found.is_none()
    });
    if place.place.admin.len() < before {
        place.precision = place.precision.min(Precision::of(&place.place));
    }
}

fn point(place: &mut RecordPlace, rules: &Rules, areas: &impl Areas, seed: &Seed) {
    if rules.point >= Pointing::Jittered {
        place.precision = place.precision.min(Precision::Settlement);
    }
    let shown = place.point.and_then(|at| shown(at, place.displacement, rules, areas, seed));
    place.point = shown.map(|(point, _)| point);
    place.displacement = shown.map_or(Displacement::None, |(_, displacement)| displacement);
}

fn shown(
    at: Point,
    moved: Displacement,
    rules: &Rules,
    areas: &impl Areas,
    seed: &Seed,
) -> Option<(Point, Displacement)> {
    if !is_on_earth(at) {
        return None;
    }
    let near = rounded(at, rules.decimals);
    let to_settlement = || snapped(areas.settlement(at)?, rules.decimals);
    match (rules.point, moved) {
        (Pointing::Exact | Pointing::Rounded, _) | (_, Displacement::Snapped) => Some((near, moved)),
        (Pointing::Jittered, Displacement::Jittered { radius_km }) if radius_km >= rules.jitter.town_km => {
            Some((near, moved))
        }
        (Pointing::Snapped, _) | (_, Displacement::Jittered { .. }) => to_settlement(),
        (Pointing::Jittered, Displacement::None) => {
            let drawn_for = rounded(at, DRAWN_DECIMALS);
            let name = format!("{:.3} {:.3}", drawn_for.latitude, drawn_for.longitude);
            displaced(at, &name, rules.jitter, rules.decimals, areas, seed)
        }
    }
}
