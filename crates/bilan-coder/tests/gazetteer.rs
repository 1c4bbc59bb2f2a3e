//! The compiled gazetteer against a naive map, and which place a name means.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod common;

use std::collections::BTreeSet;

use bilan_coder::Gazetteer;
use bilan_coder::gazetteer::{Builder, Level, Location, Point, Row, Written};
use proptest::prelude::*;
use proptest::sample::select;

/// A row with texts of its own.
#[derive(Debug, Clone, PartialEq)]
struct Told {
    name: String,
    others: Vec<String>,
    country: &'static str,
    level: Level,
    admin1: String,
    point: Option<(i16, i16)>,
    population: Option<u32>,
    source: &'static str,
    id: String,
}

fn put(builder: &mut Builder, told: &Told) {
    let others: Vec<&str> = told.others.iter().map(String::as_str).collect();
    let row = Row {
        other_names: &others,
        admin1: &told.admin1,
        point: told.point.map(|(lat, lon)| Point::new(f64::from(lat), f64::from(lon)).unwrap()),
        population: told.population,
        source_id: &told.id,
        ..Row::new(told.source, told.country, told.level, &told.name)
    };
    builder.add(&row).unwrap();
}

fn compile<'t>(rows: impl IntoIterator<Item = &'t Told>) -> Vec<u8> {
    let mut builder = Builder::new();
    rows.into_iter().for_each(|told| put(&mut builder, told));
    builder.build()
}

fn open(bytes: &[u8]) -> Gazetteer {
    Gazetteer::open(&bytes.into()).unwrap()
}

fn told() -> impl Strategy<Value = Told> {
    let name = "[A-EÉa-c '’-]{0,5}[a-e]{3}";
    let levels = vec![Level::Place, Level::Admin2, Level::Admin1];
    let point = (-90i16..=90, -180i16..=180);
    (
        (name, prop::collection::vec(name, 0..3), select(vec!["ML", "NE", "CD"]), select(levels)),
        (
            name,
            prop::option::of(point),
            prop::option::of(0u32..9_000_000),
            select(vec!["one", "two"]),
            "[0-9]{0,4}",
        ),
    )
        .prop_map(|((name, others, country, level), (admin1, point, population, source, id))| Told {
            name,
            others,
            country,
            level,
            admin1: if level == Level::Admin1 { String::new() } else { admin1 },
            point,
            population,
            source,
            id,
        })
}

/// What the compiled file should find, without one.
fn naive<'t>(rows: &'t [Told], name: &str) -> Vec<&'t Told> {
    let plain = |text: &str| -> String {
        let text: String = text.to_lowercase().replace('é', "e");
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let named = |told: &&Told| {
        plain(name).chars().count() > 2
            && std::iter::once(&told.name).chain(&told.others).any(|own| plain(own) == plain(name))
    };
    rows.iter().filter(named).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_put_in_is_found(rows in prop::collection::vec(told(), 1..40)) {
        let gazetteer = open(&compile(&rows));
        let asked = rows.iter().flat_map(|told| std::iter::once(&told.name).chain(&told.others));
        for name in asked {
            let of = |told: &Told| {
                let point = told.point.map(|(lat, lon)| (f64::from(lat).to_string(), f64::from(lon).to_string()));
                (told.name.trim().to_owned(), told.country.to_owned(), told.level, point, told.population,
                    told.source.to_owned(), told.id.clone())
            };
            let expected: BTreeSet<_> = naive(&rows, name).into_iter().map(of).collect();
            let found: BTreeSet<_> = gazetteer
                .candidates(name, &[], "")
                .into_iter()
                .map(|place| {
                    let point = place.point.map(|point| (point.lat().to_string(), point.lon().to_string()));
                    (place.name, place.country, place.level, point, place.population, place.source, place.source_id)
                })
                .collect();
            prop_assert_eq!(found, expected, "of {:?}", name);
        }
        prop_assert!(gazetteer.candidates("zzz", &[], "").is_empty());
    }

    #[test]
    fn the_order_of_rows_does_not_matter(rows in prop::collection::vec(told(), 1..30).prop_shuffle()) {
        let bytes = compile(&rows);
        let mut sorted = rows.clone();
        sorted.sort_by(|a, b| (&a.name, a.country).cmp(&(&b.name, b.country)));
        prop_assert_eq!(&compile(&sorted), &bytes);
        prop_assert_eq!(&compile(rows.iter().rev().chain(&rows)), &bytes, "a row told twice is one");
    }

    #[test]
    fn a_gazetteer_built_anew_from_its_own_rows_finds_the_same(rows in prop::collection::vec(told(), 1..30)) {
        let first = open(&compile(&rows));
        let mut builder = Builder::new();
        first.rows(|row| builder.add(row).unwrap());
        let second = open(&builder.build());
        prop_assert_eq!(first.len(), second.len());
        for told in &rows {
            let key = |place: bilan_coder::gazetteer::Located| {
                (place.name, place.country, place.level, place.source, place.source_id, place.score)
            };
            let of = |gazetteer: &Gazetteer| -> BTreeSet<_> {
                gazetteer.candidates(&told.name, &[], "ML").into_iter().map(key).collect()
            };
            prop_assert_eq!(of(&first), of(&second));
        }
    }

    #[test]
    fn damaged_bytes_never_stop_the_program(
        rows in prop::collection::vec(told(), 1..10), at in any::<prop::sample::Index>(), bit in 0u8..8, cut in any::<bool>(),
    ) {
        let mut bytes = compile(&rows);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if cut {
            bytes.truncate(at);
        }
        if let Ok(gazetteer) = Gazetteer::open(&bytes.as_slice().into()) {
            for told in &rows {
                let _ = gazetteer.locate(&told.name, std::slice::from_ref(&told.admin1), told.country);
            }
            gazetteer.rows(|_| {});
        }
    }
}

#[test]
fn what_is_no_gazetteer_is_refused() {
    for bytes in [&b""[..], b"bilan-gazetteer/1\n", b"bilan-gazetteer/2\n", b"iso2\tname\n"] {
        assert!(Gazetteer::open(&bytes.into()).is_err());
    }
    let mut whole = compile(&[]);
    assert!(open(&whole).is_empty());
    whole.push(0);
    assert!(Gazetteer::open(&whole.as_slice().into()).is_err());
}

/// Two towns of one name in two countries, two villages of one name in two areas, an area that bears its town's name.
fn small() -> Gazetteer {
    let mut builder = Builder::new();
    for (country, level, name, admin1, people) in [
        ("ML", Level::Admin1, "Dorra", "", None),
        ("ML", Level::Admin1, "Sirba", "", None),
        ("ML", Level::Admin2, "Dorra", "Dorra", None),
        ("ML", Level::Place, "Dorra", "Dorra", Some(60_000)),
        ("NE", Level::Place, "Dorra", "", Some(900)),
        ("ML", Level::Place, "Kotaka", "Dorra", None),
        ("ML", Level::Place, "Kotaka", "Sirba", None),
        ("NE", Level::Place, "Téra-Bangou", "", Some(2000)),
    ] {
        builder
            .add(&Row {
                admin1,
                population: people,
                other_names: &["Doura"][..usize::from(name == "Dorra")],
                ..Row::new("test", country, level, name)
            })
            .unwrap();
    }
    open(&builder.build())
}

fn admin(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn the_country_of_a_report_tells_two_towns_apart() {
    let gazetteer = small();
    let Location::Located(mali) = gazetteer.locate("Dorra", &[], "ML") else { panic!("one town in Mali") };
    assert_eq!((mali.country.as_str(), mali.level, mali.written), ("ML", Level::Place, Written::Exact));
    let Location::Located(niger) = gazetteer.locate("DORRA", &[], "NE") else { panic!("one town in Niger") };
    assert_eq!((niger.country.as_str(), niger.written), ("NE", Written::Folded));
    let Location::Located(other) = gazetteer.locate("Doura", &[], "ML") else { panic!("by its other name") };
    assert_eq!((other.name.as_str(), other.written), ("Dorra", Written::OtherName));
}

#[test]
fn without_a_country_two_towns_stay_two() {
    let Location::Ambiguous(places) = small().locate("Dorra", &[], "") else { panic!("two towns") };
    assert_eq!(places.first().unwrap().population, Some(60_000), "the larger one first");
    assert!(places.iter().any(|place| place.country == "NE"));
}

#[test]
fn areas_named_in_the_text_tell_two_villages_apart() {
    let gazetteer = small();
    assert!(
        matches!(gazetteer.locate("Kotaka", &[], "ML"), Location::Ambiguous(places) if places.len() == 2)
    );
    for (named, area) in [("Sirba region", "Sirba"), ("région de Dorra", "Dorra")] {
        let Location::Located(place) = gazetteer.locate("Kotaka", &admin(&[named]), "ML") else {
            panic!("{named}")
        };
        assert_eq!((place.admin1.as_deref(), place.fits_areas), (Some(area), Some(true)));
    }
    // An area that nobody knows settles nothing.
    let unknown = gazetteer.locate("Kotaka", &admin(&["Zuzu"]), "ML");
    assert!(matches!(unknown, Location::Ambiguous(_)));
}

#[test]
fn a_namesake_elsewhere_is_never_the_place() {
    let gazetteer = small();
    assert_eq!(gazetteer.locate("Nowhere", &[], "ML"), Location::NotLocated);
    assert_eq!(gazetteer.locate("Tera Bangou", &[], "ML"), Location::NotLocated, "known in Niger only");
    assert_eq!(gazetteer.candidates("Tera Bangou", &[], "ML").len(), 1, "and still a candidate");
    let Location::Ambiguous(places) = gazetteer.locate("Dorra", &admin(&["Sirba"]), "ML") else {
        panic!("the town lies in another area than the one named")
    };
    assert_eq!(places.first().unwrap().fits_areas, Some(false));
}

#[test]
fn the_gazetteer_that_travels_locates_large_towns() {
    let gazetteer = common::gazetteer();
    let Location::Located(gao) = gazetteer.locate("Gao", &admin(&["Gao region"]), "ML") else {
        panic!("Gao")
    };
    assert_eq!((gao.level, gao.country.as_str()), (Level::Place, "ML"));
    assert!(gao.point.is_some() && !gao.source_id.is_empty());
    let Location::Located(tombouctou) = gazetteer.locate("Tombouctou", &[], "ML") else { panic!("Timbuktu") };
    assert_eq!(tombouctou.country, "ML");
    assert_eq!(gazetteer.locate("Kouroufing", &[], "ML"), Location::NotLocated);
}

#[test]
fn an_area_may_be_named_with_the_noun_of_its_kind() {
    let mut builder = Builder::new();
    for name in ["Ouro", "Ouro Sud", "Lacs"] {
        builder.add(&Row::new("test", "ML", Level::Admin1, name)).unwrap();
    }
    for (name, admin1) in [
        ("Zaaa", "Ouro region"),
        ("Zbbb", "région de l'Ouro Sud"),
        ("Zddd", "Sud Ouro"),
        ("Zeee", "Lacs Sud"),
    ] {
        builder.add(&Row { admin1, ..Row::new("test", "ML", Level::Place, name) }).unwrap();
    }
    let gazetteer = open(&builder.build());
    let areas =
        ["Zaaa", "Zbbb", "Zddd", "Zeee"].map(|name| gazetteer.candidates(name, &[], "")[0].admin1.clone());
    assert_eq!(areas.map(Option::unwrap_or_default), ["Ouro", "Ouro Sud", "", ""]);
}
