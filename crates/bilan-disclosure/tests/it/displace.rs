//! Displacement: inside the area, within the radius, evenly over the disc.

use bilan_disclosure::{Areas as _, Jitter, KnownPlaces, displaced};
use bilan_model::{Displacement, Point};

use crate::sample::{point, seed};

const JITTER: Jitter = Jitter { town_km: 2.0, rural_km: 5.0, rare_km: 10.0, rare_one_in: 100, tries: 64 };

/// By another formula than the crate's.
fn distance_km(one: Point, other: Point) -> f64 {
    let (a, b) = (one.latitude.to_radians(), other.latitude.to_radians());
    let across = ((other.longitude - one.longitude) / 2.0).to_radians().sin();
    let up = ((b - a) / 2.0).sin();
    2.0 * 6371.0088 * (up * up + a.cos() * b.cos() * across * across).sqrt().asin()
}

/// A grid of villages, every third a town, areas in stripes.
fn villages() -> KnownPlaces {
    let mut places = Vec::new();
    let names: Vec<String> = (0..20).map(|stripe| format!("area {stripe}")).collect();
    for row in 0..100_u32 {
        for column in 0..100_u32 {
            let at = point(12.0 + f64::from(row) * 0.05, -4.0 + f64::from(column) * 0.05);
            places.push((at, names[usize::try_from(column / 5).unwrap()].as_str(), (row + column) % 3 == 0));
        }
    }
    KnownPlaces::new(places)
}

#[test]
fn ten_thousand_points_stay_in_their_area_and_radius() {
    let areas = villages();
    let (mut moved, mut snapped, mut rare, mut towns) = (0, 0, 0, 0);
    for number in 0..10_000_u32 {
        let at = point(
            12.0 + f64::from(number % 97) * 0.0512 + 0.0013,
            -4.0 + f64::from(number / 97) * 0.0479 + 0.0007,
        );
        let (shown, how) = displaced(at, &format!("i{number}"), JITTER, 3, &areas, &seed()).unwrap();
        assert_eq!(areas.area_of(shown), areas.area_of(at), "{at:?} {shown:?}");
        match how {
            Displacement::Jittered { radius_km } => {
                assert!(distance_km(at, shown) <= radius_km, "{at:?} {shown:?} {radius_km}");
                moved += 1;
                rare += u32::from(radius_km > 5.0);
                towns += u32::from(radius_km < 5.0);
            }
            Displacement::Snapped => snapped += 1,
            Displacement::None => panic!("{at:?} was not moved"),
        }
    }
    assert_eq!(moved + snapped, 10_000);
    assert!(snapped < 20, "{snapped}");
    assert!((2_500..4_200).contains(&towns), "{towns}");
    // One in a hundred of some 6,700 rural points.
    assert!((35..110).contains(&rare), "{rare}");
}

#[test]
fn the_disc_is_filled_evenly() {
    // One area, so that no border cuts the disc.
    for (at, is_town, radius) in
        [(point(16.0, 3.0), true, 2.0), (point(-62.0, 179.99), false, 5.0), (point(0.01, -0.01), true, 2.0)]
    {
        let areas = KnownPlaces::new([(at, "one", is_town)]);
        let mut distances = Vec::new();
        let mut quadrants = [0_u32; 4];
        for number in 0..10_000 {
            let (shown, how) = displaced(at, &format!("i{number}"), JITTER, 4, &areas, &seed()).unwrap();
            assert!((-180.0..=180.0).contains(&shown.longitude));
            if how == (Displacement::Jittered { radius_km: radius }) {
                distances.push(distance_km(at, shown));
                let east = (shown.longitude - at.longitude + 540.0) % 360.0 > 180.0;
                quadrants[usize::from(east) + 2 * usize::from(shown.latitude > at.latitude)] += 1;
            }
        }
        let count = u32::try_from(distances.len()).unwrap();
        let mean = distances.iter().sum::<f64>() / f64::from(count);
        assert!((mean / (radius * 2.0 / 3.0) - 1.0).abs() < 0.02, "{mean} of {radius}");
        let inner = distances.iter().filter(|distance| **distance < radius / 2.0).count();
        let share = f64::from(u32::try_from(inner).unwrap()) / f64::from(count);
        assert!((share - 0.25).abs() < 0.02, "{share}");
        assert!(
            quadrants.iter().all(|n| (f64::from(*n) / f64::from(count) - 0.25).abs() < 0.02),
            "{quadrants:?}"
        );
    }
}

#[test]
fn a_point_that_no_draw_keeps_in_its_area_goes_to_the_settlement() {
    // A hamlet a few metres from a ring of another area.
    let at = point(15.0, 2.0);
    let ring = (0..8).map(|step| {
        let (sin, cos) = (f64::from(step) * std::f64::consts::FRAC_PI_4).sin_cos();
        (point(15.0 + sin * 0.0004, 2.0 + cos * 0.0004), "theirs", false)
    });
    let areas = KnownPlaces::new(ring.chain([(at, "ours", false)]));
    let exact = point(15.000_05, 2.000_05);
    let few = Jitter { tries: 5, ..JITTER };
    assert_eq!(displaced(exact, "x", few, 3, &areas, &seed()), Some((at, Displacement::Snapped)));
    // The pole has no degrees of longitude to draw in.
    let pole = KnownPlaces::new([(point(89.9, 0.0), "ice", false)]);
    let (_, how) = displaced(point(89.95, 10.0), "x", JITTER, 3, &pole, &seed()).unwrap();
    assert_eq!(how, Displacement::Snapped);
    assert_eq!(displaced(point(f64::NAN, 0.0), "x", JITTER, 3, &pole, &seed()), None);
}

#[test]
fn the_same_seed_moves_the_same_way() {
    let areas = villages();
    let at = point(13.01, -2.02);
    let one = displaced(at, "i", JITTER, 3, &areas, &seed());
    assert_eq!(one, displaced(at, "i", JITTER, 3, &areas, &seed()));
    assert_ne!(one, displaced(at, "i", JITTER, 3, &areas, &bilan_disclosure::Seed::new([1; 32])));
}
