//! Which admin area a point lies in, by the places that are known.

use std::collections::BTreeMap;

use bilan_model::Point;

use crate::sphere::{Unit, chord_squared, is_on_earth, unit};

/// An admin area, by a number that the maker of the [`Areas`] gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area(pub u32);

/// A settlement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settlement {
    /// Its middle.
    pub point: Point,
    /// A town, where people live more closely than in a village.
    pub is_town: bool,
    /// The area that it lies in.
    pub area: Area,
}

/// What is known of areas. Whoever has their outlines answers from them; [`KnownPlaces`] answers from points.
pub trait Areas {
    /// The area that a point lies in; `None` where nothing is known there.
    fn area_of(&self, point: Point) -> Option<Area>;

    /// The settlement that a point belongs to.
    fn settlement(&self, point: Point) -> Option<Settlement>;

    /// Whether a point lies in an area.
    fn contains(&self, area: Area, point: Point) -> bool {
        self.area_of(point) == Some(area)
    }
}

/// Nothing is known: no point can be moved, so none is given.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoAreas;

impl Areas for NoAreas {
    fn area_of(&self, _: Point) -> Option<Area> {
        None
    }
    fn settlement(&self, _: Point) -> Option<Settlement> {
        None
    }
}

/// Settlements with their areas: a point lies in the area of the settlement nearest to it.
///
/// A tree that halves the settlements by one axis after the other, so that the nearest of n is found in about log n
/// steps; distances are exact everywhere, poles and date line included.
#[derive(Debug, Clone, Default)]
pub struct KnownPlaces {
    tree: Vec<(Unit, Settlement)>,
    names: BTreeMap<String, Area>,
}

/// Of settlements as far apart as the earth is wide.
const FARTHEST: f64 = 5.0;

impl KnownPlaces {
    /// From settlements, each with the name of its area (which need only tell areas apart) and whether it is a town.
    /// Points that are not on the earth are left out.
    pub fn new<'a>(places: impl IntoIterator<Item = (Point, &'a str, bool)>) -> Self {
        let mut names: BTreeMap<String, Area> = BTreeMap::new();
        let mut tree = Vec::new();
        for (point, name, is_town) in places {
            if !is_on_earth(point) {
                continue;
            }
            let next = Area(u32::try_from(names.len()).unwrap_or(u32::MAX));
            let area = *names.entry(name.to_owned()).or_insert(next);
            tree.push((unit(point), Settlement { point, is_town, area }));
        }
        halve(&mut tree, 0);
        Self { tree, names }
    }

    /// The area of a name.
    pub fn area(&self, name: &str) -> Option<Area> {
        self.names.get(name).copied()
    }

    fn nearest(&self, point: Point) -> Option<Settlement> {
        if !is_on_earth(point) {
            return None;
        }
        let mut best = (FARTHEST, None);
        search(&self.tree, unit(point), 0, &mut best);
        best.1.copied()
    }
}

impl Areas for KnownPlaces {
    fn area_of(&self, point: Point) -> Option<Area> {
        self.nearest(point).map(|settlement| settlement.area)
    }

    fn settlement(&self, point: Point) -> Option<Settlement> {
        self.nearest(point)
    }
}

fn along(vector: Unit, axis: usize) -> f64 {
    vector.get(axis % 3).copied().unwrap_or(0.0)
}

/// Puts the middle one by `axis` into the middle, and so on in both halves.
fn halve(part: &mut [(Unit, Settlement)], axis: usize) {
    if part.len() < 2 {
        return;
    }
    let middle = part.len() / 2;
    part.select_nth_unstable_by(middle, |(one, a), (other, b)| {
        let by_axis = along(*one, axis).total_cmp(&along(*other, axis));
        by_axis
            .then_with(|| a.point.latitude.total_cmp(&b.point.latitude))
            .then_with(|| a.point.longitude.total_cmp(&b.point.longitude))
            .then_with(|| a.area.cmp(&b.area))
            .then_with(|| a.is_town.cmp(&b.is_town))
    });
    let (low, high) = part.split_at_mut(middle);
    halve(low, axis + 1);
    if let Some((_, high)) = high.split_first_mut() {
        halve(high, axis + 1);
    }
}

/// Of settlements at one distance the one of the lower area, so that the answer does not hang on the order of input.
fn search<'a>(
    part: &'a [(Unit, Settlement)],
    target: Unit,
    axis: usize,
    best: &mut (f64, Option<&'a Settlement>),
) {
    let (low, rest) = part.split_at(part.len() / 2);
    let Some(((vector, settlement), high)) = rest.split_first() else { return };
    let distance = chord_squared(*vector, target);
    let wins_tie =
        || best.1.is_some_and(|held| (settlement.area, !settlement.is_town) < (held.area, !held.is_town));
    if distance < best.0 || (distance <= best.0 && wins_tie()) {
        *best = (distance, Some(settlement));
    }
    let gap = along(target, axis) - along(*vector, axis);
    let (near, far) = if gap < 0.0 { (low, high) } else { (high, low) };
    search(near, target, axis + 1, best);
    if gap * gap <= best.0 {
        search(far, target, axis + 1, best);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_nearest_is_the_nearest(
            places in prop::collection::vec((-90.0..=90.0_f64, -180.0..=180.0_f64, 0_u8..4), 1..60),
            at in (-90.0..=90.0_f64, -180.0..=180.0_f64),
        ) {
            let names = ["a", "b", "c", "d"];
            let point = |latitude, longitude| Point { latitude, longitude };
            let known = KnownPlaces::new(
                places.iter().map(|(lat, lon, name)| (point(*lat, *lon), names[usize::from(*name)], false)),
            );
            let target = point(at.0, at.1);
            let least = places.iter().map(|(lat, lon, _)| chord_squared(unit(point(*lat, *lon)), unit(target)));
            let least = least.fold(f64::INFINITY, f64::min);
            let found = known.nearest(target).unwrap();
            prop_assert!(chord_squared(unit(found.point), unit(target)) <= least);
        }
    }

    #[test]
    fn what_is_not_on_the_earth_is_nowhere() {
        let nowhere = Point { latitude: f64::NAN, longitude: 0.0 };
        let known = KnownPlaces::new([(nowhere, "a", false)]);
        assert_eq!(known.area_of(Point { latitude: 0.0, longitude: 0.0 }), None);
        let known = KnownPlaces::new([(Point { latitude: 1.0, longitude: 1.0 }, "a", true)]);
        assert_eq!(known.area_of(nowhere), None);
        assert_eq!(known.area_of(Point { latitude: 1.2, longitude: 1.0 }), known.area("a"));
    }
}
