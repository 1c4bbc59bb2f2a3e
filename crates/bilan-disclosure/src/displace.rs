//! Moves a point at random, within a stated radius and inside its own area.

use bilan_model::{Displacement, Point};

use crate::areas::{Areas, Settlement};
use crate::renumber::Seed;
use crate::rules::Jitter;
use crate::sphere::{DEGREE_KM, cos_deg, is_on_earth, near_distance_km, rounded};

/// Beyond this latitude degrees of longitude are too short to draw in.
const HIGHEST_LATITUDE: f64 = 85.0;

/// Where a point is shown, and how it was moved; `None` where it cannot be moved and must not be shown.
///
/// Drawn evenly over the disc around the point, from seed and name alone: the same in every release, so that many
/// releases do not average out to the true point.
pub fn displaced(
    point: Point,
    name: &str,
    jitter: Jitter,
    decimals: u8,
    areas: &impl Areas,
    seed: &Seed,
) -> Option<(Point, Displacement)> {
    if !is_on_earth(point) {
        return None;
    }
    let settlement = areas.settlement(point)?;
    let area = areas.area_of(point)?;
    let radius_km = radius_km(settlement, name, jitter, seed);
    if point.latitude.abs() <= HIGHEST_LATITUDE {
        for attempt in 0..jitter.tries {
            let Some((east, north)) = in_disc(seed, name, attempt) else { continue };
            let moved = Point {
                latitude: point.latitude + north * radius_km / DEGREE_KM,
                longitude: around(point.longitude + east * radius_km / (DEGREE_KM * cos_deg(point.latitude))),
            };
            let shown = rounded(moved, decimals);
            if near_distance_km(point, shown) <= radius_km && areas.contains(area, shown) {
                return Some((shown, Displacement::Jittered { radius_km }));
            }
        }
    }
    snapped(settlement, decimals)
}

/// The middle of the settlement that a point belongs to.
pub(crate) fn snapped(settlement: Settlement, decimals: u8) -> Option<(Point, Displacement)> {
    is_on_earth(settlement.point).then(|| (rounded(settlement.point, decimals), Displacement::Snapped))
}

fn radius_km(settlement: Settlement, name: &str, jitter: Jitter, seed: &Seed) -> f64 {
    if settlement.is_town {
        return jitter.town_km;
    }
    let digest = seed.digest("bilan-radius/v1", &[name.as_bytes()]);
    let drawn = number(&digest, 0);
    if drawn.is_multiple_of(jitter.rare_one_in.max(1)) { jitter.rare_km } else { jitter.rural_km }
}

/// A point of the disc of radius 1, or `None` where the pair drawn lies in a corner of the square around it.
fn in_disc(seed: &Seed, name: &str, attempt: u32) -> Option<(f64, f64)> {
    let digest = seed.digest("bilan-jitter/v1", &[name.as_bytes(), &attempt.to_be_bytes()]);
    let (east, north) = (signed(number(&digest, 0)), signed(number(&digest, 8)));
    (east * east + north * north <= 1.0).then_some((east, north))
}

fn number(digest: &[u8; 32], at: usize) -> u64 {
    digest.iter().skip(at).take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// From -1 to 1, in steps of 2^-31.
fn signed(number: u64) -> f64 {
    let high = u32::try_from(number >> 32).unwrap_or(0);
    f64::from(high) / f64::from(u32::MAX) * 2.0 - 1.0
}

/// A longitude brought back to -180 .. 180.
fn around(longitude: f64) -> f64 {
    if longitude > 180.0 {
        longitude - 360.0
    } else if longitude < -180.0 {
        longitude + 360.0
    } else {
        longitude
    }
}
