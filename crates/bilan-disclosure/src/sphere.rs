//! Points on a round earth, in arithmetic that gives the same bits on every platform.

use bilan_model::Point;

/// Mean radius of the earth, in kilometres.
const EARTH_KM: f64 = 6371.0088;
/// Length of a degree of a great circle, in kilometres.
pub(crate) const DEGREE_KM: f64 = EARTH_KM * std::f64::consts::PI / 180.0;

/// A point as a vector of length 1.
pub(crate) type Unit = [f64; 3];

/// The vector of a point.
pub(crate) fn unit(point: Point) -> Unit {
    let (lat, lon) = (point.latitude, point.longitude);
    [cos_deg(lat) * cos_deg(lon), cos_deg(lat) * sin_deg(lon), sin_deg(lat)]
}

/// The square of the straight distance between two vectors: it grows with the distance on the ground.
pub(crate) fn chord_squared(one: Unit, other: Unit) -> f64 {
    one.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// Kilometres on the ground between two points that lie less than some hundred kilometres from each other.
pub(crate) fn near_distance_km(one: Point, other: Point) -> f64 {
    let chord = chord_squared(unit(one), unit(other)).sqrt();
    // arc = 2 asin(chord / 2); the series is exact to 1e-12 at these lengths.
    let half = chord / 2.0;
    let square = half * half;
    2.0 * half * (1.0 + square / 6.0 + 3.0 * square * square / 40.0) * EARTH_KM
}

/// Cosine of an angle in degrees.
pub(crate) fn cos_deg(degrees: f64) -> f64 {
    sin_deg(degrees + 90.0)
}

/// Sine of an angle in degrees.
pub(crate) fn sin_deg(degrees: f64) -> f64 {
    let turned = (degrees % 360.0 + 540.0) % 360.0 - 180.0;
    // Bring it to -90 .. 90, then to a series that converges fast.
    let folded = if turned > 90.0 {
        180.0 - turned
    } else if turned < -90.0 {
        -180.0 - turned
    } else {
        turned
    };
    let x = folded * std::f64::consts::PI / 180.0;
    let square = x * x;
    let mut term = x;
    let mut sum = x;
    for step in 1_u32..=12 {
        let (even, odd) = (f64::from(2 * step), f64::from(2 * step + 1));
        term *= -square / (even * odd);
        sum += term;
    }
    sum
}

/// Whether the numbers are those of a point on the earth.
pub(crate) fn is_on_earth(point: Point) -> bool {
    (-90.0..=90.0).contains(&point.latitude) && (-180.0..=180.0).contains(&point.longitude)
}

/// The point with so many decimals of a degree.
pub(crate) fn rounded(point: Point, decimals: u8) -> Point {
    let scale = (0..decimals).fold(1.0, |scale, _| scale * 10.0);
    let round = |degrees: f64| (degrees * scale).round() / scale;
    Point { latitude: round(point.latitude), longitude: round(point.longitude) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sines_are_those_of_the_library() {
        for tenth in -3600..=3600 {
            let degrees = f64::from(tenth) / 10.0;
            assert!((sin_deg(degrees) - degrees.to_radians().sin()).abs() < 1e-14, "{degrees}");
            assert!((cos_deg(degrees) - degrees.to_radians().cos()).abs() < 1e-14, "{degrees}");
        }
    }

    #[test]
    fn a_degree_is_a_degree() {
        let at = |latitude, longitude| Point { latitude, longitude };
        assert!((near_distance_km(at(0.0, 0.0), at(1.0, 0.0)) - DEGREE_KM).abs() < 1e-6);
        assert!((near_distance_km(at(60.0, 179.5), at(60.0, -179.5)) - DEGREE_KM / 2.0).abs() < 1e-2);
        assert_eq!(rounded(at(19.336_49, -1.400_51), 3), at(19.336, -1.401));
    }
}
