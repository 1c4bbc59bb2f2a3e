//! Every format, written and read back: known rows, any numbers, and readers that are not bilan's.

#![allow(clippy::unwrap_used, reason = "a test ends where it fails")]

mod records;

use std::process::Command;

use bilan_export::tables::{Format, Writers, bare};
use bilan_model::{
    Act, DateInterval, Displacement, Method, Outcome, Point, Policy, Precision, Profile, ReleaseRecord,
    Status,
};
use jiff::civil::date;
use proptest::prelude::*;
use records::{amassine, files, rows, synthetic};

fn json(bytes: &[u8]) -> serde_json::Value {
    serde_json::from_slice(bytes).unwrap()
}

fn is(name: &str, extension: &str) -> bool {
    name.rsplit('.').next() == Some(extension)
}

fn not_written(files: &std::collections::BTreeMap<String, Vec<u8>>, main: &str) -> serde_json::Value {
    json(&files[&format!("{main}.loss.json")])["not_written"].clone()
}

#[test]
fn amassine_in_acled_is_29_with_the_dispute_in_the_notes() {
    let files = files(Format::Acled, Profile::Public, &[amassine()]);
    let row = &rows(&files["acled.csv"])[0];
    assert!(row["event_id_cnty"].starts_with("MLI"));
    assert_eq!(row["fatalities"], "29");
    assert!(row["notes"].contains("CONTESTED") && row["notes"].contains("29 to more than 30"));
    assert!(row["notes"].contains("Wagner Group: alleged, by CSP."));
    assert_eq!(
        (row["event_type"].as_str(), row["sub_event_type"].as_str()),
        ("Violence against civilians", "Attack")
    );
    assert_eq!(
        (row["actor1"].as_str(), row["assoc_actor_1"].as_str()),
        ("Malian Armed Forces", "Wagner Group")
    );
    assert_eq!(
        (row["actor2"].as_str(), row["interaction"].as_str()),
        ("Civilians (Mali)", "State forces-Civilians")
    );
    assert_eq!((row["event_date"].as_str(), row["time_precision"].as_str()), ("2024-05-19", "1"));
    assert_eq!(
        (row["iso"].as_str(), row["region"].as_str(), row["geo_precision"].as_str()),
        ("466", "Western Africa", "1")
    );
    assert_eq!(row["timestamp"], "1719826200");
    let loss = json(&files["acled.csv.loss.json"]);
    let fields: Vec<&str> =
        loss["fields"].as_array().unwrap().iter().map(|f| f["field"].as_str().unwrap()).collect();
    for field in ["claims", "sub_counts", "open_high", "status_contested", "other_event_type"] {
        assert!(fields.contains(&field), "{field} is not in {fields:?}");
    }
}

#[test]
fn amassine_in_ucdp_says_that_another_coding_exists() {
    let files = files(Format::Ucdp, Profile::Internal, &[amassine()]);
    let row = &rows(&files["ucdp_ged.csv"])[0];
    assert_eq!((row["low"].as_str(), row["best"].as_str(), row["high"].as_str()), ("29", "29", "31"));
    assert_eq!((row["type_of_violence"].as_str(), row["side_b"].as_str()), ("3", "Civilians"));
    assert_eq!(
        (row["country_id"].as_str(), row["gwnoa"].as_str(), row["gwnob"].as_str()),
        ("432", "432", "")
    );
    assert_eq!(row["date_start"], "2024-05-19 00:00:00.000");
    assert_eq!(row["geom_wkt"], "POINT (1.375 18.75)");
    assert_eq!(row["source_headline"], "NOT FOR PUBLICATION");
    assert_eq!(row["code_status"], "Check: status of the dead contested");
    let loss = json(&files["ucdp_ged.csv.loss.json"]);
    let fields = loss["fields"].as_array().unwrap();
    assert!(fields.iter().any(|field| field["field"] == "second_ucdp_coding" && field["records"] == 1));
}

#[test]
fn what_cannot_be_dated_or_has_no_dead_is_refused_by_name() {
    let mut undated = amassine();
    undated.date = None;
    let mut nobody = amassine();
    nobody.incident = "i-nobody".to_owned();
    for toll in &mut nobody.tolls {
        (toll.low, toll.best, toll.high) = (Some(0), Some(0), Some(0));
    }
    let both = [undated, nobody];
    let acled = files(Format::Acled, Profile::Public, &both);
    assert_eq!(
        not_written(&acled, "acled.csv"),
        serde_json::json!([{ "incident": "i-amassine", "reason": "no_date" }])
    );
    assert_eq!(rows(&acled["acled.csv"])[0]["fatalities"], "0");
    let ucdp = files(Format::Ucdp, Profile::Public, &both);
    assert_eq!(
        not_written(&ucdp, "ucdp_ged.csv"),
        serde_json::json!([{ "incident": "i-amassine", "reason": "no_date" },
                           { "incident": "i-nobody", "reason": "no_deaths" }])
    );
    assert!(rows(&ucdp["ucdp_ged.csv"]).is_empty());
}

#[test]
fn rivals_blamed_for_one_deed_are_in_no_column_of_actors() {
    let mut record = amassine();
    record.parties[1].kind = "armed_group".to_owned();
    let files = files(Format::Acled, Profile::Public, &[record]);
    let row = &rows(&files["acled.csv"])[0];
    assert_eq!(row["actor1"], "Unidentified Armed Group (Mali)");
    assert_eq!((row["inter1"].as_str(), row["assoc_actor_1"].as_str()), ("", ""));
    assert!(row["notes"].contains("Malian Armed Forces") && row["notes"].contains("Wagner Group"));
}

#[test]
fn types_of_events_follow_acts_methods_and_status() {
    let kind = |acts: &[Act], methods: &[Method], status| {
        let mut record = amassine();
        (record.acts, record.methods, record.status) = (acts.to_vec(), methods.to_vec(), status);
        for toll in &mut record.tolls {
            toll.contested = status == Status::Contested;
        }
        let files = files(Format::Acled, Profile::Public, &[record]);
        rows(&files["acled.csv"]).first().map(|row| {
            (row["sub_event_type"].clone(), row["civilian_targeting"].clone(), row["actor2"].clone())
        })
    };
    let said = |sub: &str, civilians: bool| {
        let (targeting, actor) =
            if civilians { ("Civilian targeting", "Civilians (Mali)") } else { ("", "") };
        Some((sub.to_owned(), targeting.to_owned(), actor.to_owned()))
    };
    let attack = [Act::Killing, Act::ArmedAttack];
    assert_eq!(
        kind(&[Act::DroneStrike, Act::Killing], &[], Status::Civilian),
        said("Air/drone strike", true)
    );
    assert_eq!(kind(&attack, &[], Status::Combatant), said("Armed clash", false));
    assert_eq!(kind(&attack, &[], Status::Contested), said("Attack", true));
    assert_eq!(kind(&attack, &[], Status::Unknown), said("Attack", false));
    assert_eq!(kind(&[Act::Clash], &[], Status::Civilian), said("Armed clash", false));
    assert_eq!(kind(&[Act::Looting], &[], Status::Civilian), said("Looting/property destruction", false));
    assert_eq!(
        kind(&[Act::Killing], &[Method::Mine], Status::Unknown),
        said("Remote explosive/landmine/IED", false)
    );
    assert_eq!(kind(&[], &[], Status::Unknown), None);
}

#[test]
fn other_names_of_the_same_kind_change_nothing_but_names() {
    for format in [Format::Acled, Format::Ucdp, Format::Csv] {
        let mut other = amassine();
        other.parties[0].name = "Army B".to_owned();
        for toll in &mut other.tolls {
            toll.codings.iter_mut().for_each(|coding| coding.side_a = "Army B".to_owned());
        }
        let text = |record| -> Vec<String> {
            let files = files(format, Profile::Public, &[record]);
            files
                .into_iter()
                .filter(|(name, _)| is(name, "csv"))
                .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
                .collect()
        };
        let swapped: Vec<String> =
            text(amassine()).iter().map(|text| text.replace("Malian Armed Forces", "Army B")).collect();
        assert_eq!(swapped, text(other));
    }
}

#[test]
fn no_figure_is_not_nobody() {
    let mut record = amassine();
    for toll in &mut record.tolls {
        if toll.policy == Policy::Acled {
            (toll.low, toll.best) = (None, None);
        }
    }
    let files = files(Format::Acled, Profile::Public, &[record]);
    let row = &rows(&files["acled.csv"])[0];
    assert_eq!(row["fatalities"], "0");
    assert!(row["notes"].contains("0 stands for no figure, not for nobody killed."));
}

#[test]
fn days_that_no_year_holds_are_refused_and_wide_ones_told() {
    let mut wide = amassine();
    wide.date = DateInterval::new(date(2023, 10, 1), date(2024, 3, 31)).ok();
    let mut month = amassine();
    month.date = DateInterval::new(date(2024, 3, 1), date(2024, 3, 31)).ok();
    for (format, file) in [(Format::Acled, "acled.csv"), (Format::Ucdp, "ucdp_ged.csv")] {
        let files = files(format, Profile::Public, &[wide.clone(), month.clone()]);
        assert_eq!(not_written(&files, file)[0]["reason"], "no_year");
        let row = &rows(&files[file])[0];
        assert_eq!(row["year"], "2024");
        if format == Format::Acled {
            assert_eq!(row["time_precision"], "3");
            assert!(row["notes"].contains("On a day from 2024-03-01 to 2024-03-31."));
        } else {
            assert_eq!(
                (row["date_prec"].as_str(), row["date_end"].as_str()),
                ("4", "2024-03-31 00:00:00.000")
            );
        }
    }
}

#[test]
fn a_place_without_a_point_gets_none() {
    let mut record = amassine();
    record.place.point = None;
    record.place.precision = Precision::Country;
    for (format, file) in [(Format::Acled, "acled.csv"), (Format::Ucdp, "ucdp_ged.csv")] {
        let row = rows(&files(format, Profile::Public, &[record.clone()])[file])[0].clone();
        assert_eq!((row["latitude"].as_str(), row["longitude"].as_str()), ("", ""));
    }
    let document = json(&files(Format::GeoJson, Profile::Public, &[record])["incidents.geojson"]);
    assert!(document["features"][0]["geometry"].is_null());
    assert_eq!(document["features"].as_array().unwrap().len(), 1);
}

#[test]
fn an_internal_release_says_so_on_every_row_and_a_public_one_nowhere() {
    for format in Format::ALL {
        let found = |profile| -> Vec<(String, usize)> {
            let files = files(format, profile, &[amassine(), synthetic(1, 3)]);
            let texts = files
                .into_iter()
                .filter(|(name, _)| is(name, "csv") || is(name, "json") || is(name, "geojson"));
            texts
                .map(|(name, bytes)| {
                    (name, String::from_utf8(bytes).unwrap().matches("NOT FOR PUBLICATION").count())
                })
                .collect()
        };
        for (name, times) in found(Profile::Internal) {
            assert!(
                times > usize::from(!name.ends_with(".loss.json") && !name.ends_with(".withheld.json")),
                "{name}: {times}"
            );
        }
        for (name, times) in found(Profile::Public) {
            assert_eq!(times, 0, "{name}");
        }
    }
}

#[test]
fn the_same_records_give_the_same_bytes() {
    fn can_be_sent<T: Send>() {}
    can_be_sent::<Writers<'_>>();
    for format in Format::ALL {
        let records = [amassine(), synthetic(1, 3)];
        assert_eq!(files(format, Profile::Public, &records), files(format, Profile::Public, &records));
        assert_eq!(Format::from_code(format.code()), Ok(format));
        let made: Vec<String> = files(format, Profile::Public, &[]).into_keys().collect();
        let mut told: Vec<String> = format.files().into_iter().chain(format.files_beside()).collect();
        told.sort();
        assert_eq!(made, told);
    }
}

/// A record with hostile texts wherever text may stand.
fn hostile(text: &str) -> ReleaseRecord {
    let mut record = amassine();
    text.clone_into(&mut record.incident);
    text.clone_into(&mut record.place.place.name);
    record.place.place.admin = vec![text.to_owned()];
    text.clone_into(&mut record.parties[0].name);
    text.clone_into(&mut record.sources[0].words);
    record.reports[0].publisher = Some(text.to_owned());
    record.claims[0].quote = Some(text.to_owned());
    record.lines = vec![text.to_owned()];
    text.clone_into(&mut record.breakdown[0].cause);
    record
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn no_cell_begins_like_a_formula(text in "[=+@\t\r'\"-]{0,3}.{0,8}") {
        let record = hostile(&text);
        for format in [Format::Csv, Format::Hxl, Format::Acled, Format::Ucdp] {
            for (name, bytes) in files(format, Profile::Public, std::slice::from_ref(&record)) {
                if !is(&name, "csv") { continue; }
                for row in rows(&bytes) {
                    for (column, cell) in row {
                        let number = cell.parse::<f64>().is_ok() || cell.starts_with('#');
                        prop_assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{name} {column} {cell:?}");
                    }
                }
            }
        }
        let files = files(Format::Csv, Profile::Public, &[record]);
        let row = &rows(&files["incidents.csv"])[0];
        prop_assert_eq!(bare(&row["place"]), text.as_str());
    }

    #[test]
    fn numbers_read_back(low in 0_u64..100_000, more in 0_u64..1000, north in -900_000_i32..900_000, east in -1_800_000_i32..1_800_000) {
        let (latitude, longitude) = (f64::from(north) / 1e4, f64::from(east) / 1e4);
        let mut record = amassine();
        record.place.point = Some(Point { latitude, longitude });
        record.place.displacement = Displacement::Jittered { radius_km: 5.0 };
        record.status = Status::Civilian;
        for toll in &mut record.tolls {
            (toll.low, toll.high) = (Some(low), Some(low + more));
            toll.best = matches!(toll.policy, Policy::Ucdp | Policy::Acled).then_some(low);
        }
        let csv = files(Format::Csv, Profile::Public, &[record.clone()]);
        let row = &rows(&csv["incidents.csv"])[0];
        prop_assert_eq!(row["killed_low"].parse::<u64>().unwrap(), low);
        let point = Point { latitude: row["latitude"].parse().unwrap(), longitude: row["longitude"].parse().unwrap() };
        prop_assert_eq!(Some(point), record.place.point);
        let tolls = rows(&csv["tolls.csv"]);
        prop_assert_eq!(tolls.iter().filter(|row| row["status"] == "all").count(), record.tolls.len());
        let ucdp = rows(&files(Format::Ucdp, Profile::Public, &[record.clone()])["ucdp_ged.csv"]);
        if low == 0 {
            prop_assert!(ucdp.is_empty());
        } else {
            let figure = |name: &str| ucdp[0][name].parse::<u64>().unwrap();
            prop_assert_eq!((figure("low"), figure("best"), figure("high")), (low, low, low + more));
            let parts = ["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"];
            prop_assert_eq!(parts.into_iter().map(figure).sum::<u64>(), low);
        }
        let document = json(&files(Format::Json, Profile::Public, std::slice::from_ref(&record))["release.json"]);
        let read: ReleaseRecord = serde_json::from_value(document["records"][0].clone()).unwrap();
        prop_assert_eq!(read, record);
    }
}

#[test]
fn independent_readers_find_no_error() {
    #[expect(clippy::disallowed_methods, reason = "whoever runs the tests says which Python has the readers")]
    let Ok(python) = std::env::var("BILAN_READERS") else {
        println!("skipped: BILAN_READERS names no Python");
        return;
    };
    let mut all = vec![amassine(), hostile("=HYPERLINK(\"http://x\")\u{1}<&>"), hostile("-1\r\n+2")];
    all.extend((0..200).map(|at| synthetic(at, 4)));
    all[1].tolls[0].outcome = Outcome::Missing;
    for profile in [Profile::Internal, Profile::Public] {
        let folder = tempfile::tempdir().unwrap();
        for format in Format::ALL {
            for (name, bytes) in files(format, profile, &all) {
                std::fs::write(folder.path().join(name), bytes).unwrap();
            }
        }
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/readers/check_formats.py");
        let output = Command::new(&python).arg(script).arg(folder.path()).output().unwrap();
        let said =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
    }
}
