//! Tables of other data sets: round trips of bilan's own, old layouts, hostile bytes.

#![allow(clippy::unwrap_used, reason = "a test ends where it fails")]

mod records;

use bilan_export::tables::Format;
use bilan_export::tables_in::{Field, ImportKind, ImportedEvent, Mapping, OpenError, RowError, read_events};
use bilan_model::{DateInterval, Point, Policy, Profile, Status};
use jiff::civil::date;
use proptest::prelude::*;
use records::{amassine, files, synthetic};

fn read(kind: &ImportKind, bytes: &[u8]) -> Vec<Result<ImportedEvent, RowError>> {
    read_events(kind, bytes).unwrap().collect()
}

fn one(kind: &ImportKind, text: &str) -> ImportedEvent {
    let mut events = read(kind, text.as_bytes());
    assert_eq!(events.len(), 1);
    events.remove(0).unwrap()
}

#[test]
fn acled_reads_back() {
    let files = files(Format::Acled, Profile::Public, &[amassine()]);
    let event = read(&ImportKind::Acled, &files["acled.csv"]).remove(0).unwrap();
    assert_eq!(event.date, Some(DateInterval::day(date(2024, 5, 19))));
    assert_eq!((event.place.as_str(), event.country.as_str()), ("Amassine", "Mali"));
    assert_eq!(event.areas, ["Kidal"]);
    assert_eq!(event.point, Some(Point { latitude: 18.75, longitude: 1.375 }));
    assert_eq!((event.deaths.best, event.deaths.low), (Some(29), None));
    let actors: Vec<(&str, bool)> =
        event.actors.iter().map(|actor| (actor.name.as_str(), actor.first_side)).collect();
    assert_eq!(actors, [("Malian Armed Forces", true), ("Wagner Group", true), ("Civilians (Mali)", false)]);
    assert_eq!(event.event_types, ["Violence against civilians", "Attack"]);
    assert!(event.notes.contains("CONTESTED") && event.sources == "Radio Sahel");
}

#[test]
fn ucdp_reads_back() {
    let files = files(Format::Ucdp, Profile::Public, &[amassine()]);
    let event = read(&ImportKind::Ucdp, &files["ucdp_ged.csv"]).remove(0).unwrap();
    assert_eq!(event.date, Some(DateInterval::day(date(2024, 5, 19))));
    let deaths = event.deaths;
    assert_eq!((deaths.low, deaths.best, deaths.high), (Some(29), Some(29), Some(31)));
    assert_eq!((deaths.side_a, deaths.civilians, deaths.unknown), (Some(0), Some(0), Some(29)));
    assert_eq!(event.place, "Amassine");
    assert!(event.sources.contains("a security source"));
}

#[test]
fn the_old_acled_layout_is_read() {
    let text = "\u{feff}data_id;iso;event_id_cnty;event_id_no_cnty;event_date;year;time_precision;event_type;\
                sub_event_type;actor1;inter1;actor2;assoc_actor_2;inter2;interaction;country;admin1;location;latitude;\
                longitude;geo_precision;source;notes;fatalities;timestamp;iso3\r\n\
                123;466;MLI1;1;19 May 2024;2024;2;Battles;Armed clash;A;1;B;C; 2;12;Mali;Kidal;Amassine;18,75;1.375;1;\
                \"X; Y\";\"two\r\nlines\";29;1;MLI\r\n";
    let event = one(&ImportKind::Acled, text);
    assert_eq!((event.row, event.id.as_str()), (2, "MLI1"));
    assert_eq!(event.date, DateInterval::new(date(2024, 5, 13), date(2024, 5, 25)).ok());
    assert_eq!(event.point, Some(Point { latitude: 18.75, longitude: 1.375 }));
    assert_eq!((event.sources.as_str(), event.notes.as_str()), ("X; Y", "two\r\nlines"));
    assert_eq!(event.actors.len(), 3);
}

#[test]
fn ucdp_after_a_spreadsheet_is_read() {
    let text = "best_est\tid\tdate_start\tdate_end\tside_a\tside_b\tlow_est\thigh_est\tgeom_wkt\tcountry\n\
                29.0\t12345.0\t2024-05-19\t2024-05-21 00:00:00.000\tGovernment of Mali\tCivilians\t29.0\t31.0\tPOINT (1.5 18.5)\tMali\n";
    let event = one(&ImportKind::Ucdp, text);
    assert_eq!(event.id, "12345");
    assert_eq!(event.date, DateInterval::new(date(2024, 5, 19), date(2024, 5, 21)).ok());
    assert_eq!((event.deaths.low, event.deaths.best, event.deaths.high), (Some(29), Some(29), Some(31)));
    assert_eq!(event.point, Some(Point { latitude: 18.5, longitude: 1.5 }));
}

#[test]
fn windows_1252_and_utf_16_are_read() {
    let text = "id,event_date,fatalities,location,event_id_cnty\n1,2024-05-19,3,Ménaka,MLI9\n";
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let mut wide = vec![0xff, 0xfe];
    wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    for bytes in [latin.into_owned(), wide] {
        assert_eq!(read(&ImportKind::Acled, &bytes)[0].as_ref().unwrap().place, "Ménaka");
    }
}

#[test]
fn any_table_is_read_by_a_mapping() {
    let mapping = Mapping::of_pairs(["date=Jour", "deaths=Morts", "place=Lieu", "id=N°"]).unwrap();
    let event = one(&ImportKind::Table(mapping), "N°;Lieu;Jour;Morts\nA1;Ersane;19/05/2024;10\n");
    assert_eq!((event.id.as_str(), event.place.as_str(), event.deaths.best), ("A1", "Ersane", Some(10)));
    assert!(Mapping::of_pairs(["dead=Morts"]).unwrap_err().to_string().contains("deaths"));
    assert_eq!(Field::ALL.len(), 23);
}

#[test]
fn errors_say_line_and_column_and_the_rest_is_read() {
    let text = "event_id_cnty,event_date,fatalities,latitude,longitude\n\
                A,2024-05-19,many,,\nB,03/04/2024,1,,\n\nC,2024-05-19,1,91,0\nD,2024-05-19,2\nE,2024-05-19,2,1,2\n";
    let said: Vec<String> = read(&ImportKind::Acled, text.as_bytes())
        .into_iter()
        .map(|row| row.map_or_else(|error| error.to_string(), |event| event.id))
        .collect();
    assert_eq!(
        said,
        [
            "line 2, column fatalities: \"many\" is no whole number",
            "line 3, column event_date: \"03/04/2024\" is not one day",
            "line 5, column latitude: \"91\" is no number of degrees up to 90",
            "line 6, column : 3 cells where the header has 5",
            "E",
        ]
    );
    let Err(OpenError::NoColumn { field, .. }) = read_events(&ImportKind::Ucdp, b"a,b\n1,2\n") else {
        panic!("a table without an id was opened");
    };
    assert_eq!(field, "id");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn whatever_is_written_reads_back(at in 1_u64..100_000, low in 1_u64..10_000, more in 0_u64..100, name in "[=+@'a-zé;\"\n -]{1,12}") {
        let mut record = synthetic(at, 2);
        record.status = Status::Civilian;
        record.place.place.name.clone_from(&name);
        for toll in &mut record.tolls {
            (toll.low, toll.high) = (Some(low), Some(low + more));
            toll.best = matches!(toll.policy, Policy::Acled | Policy::Ucdp).then_some(low);
        }
        let dated = record.date;
        for (format, kind, file) in [(Format::Acled, ImportKind::Acled, "acled.csv"), (Format::Ucdp, ImportKind::Ucdp, "ucdp_ged.csv")] {
            let events = read(&kind, &files(format, Profile::Public, std::slice::from_ref(&record))[file]);
            let Some(date) = dated else {
                prop_assert!(events.is_empty());
                continue;
            };
            let event = events[0].as_ref().unwrap();
            prop_assert_eq!(event.deaths.best, Some(low));
            prop_assert!(event.date.unwrap().contains(DateInterval::day(date.earliest())));
            prop_assert_eq!(event.point, record.place.point);
            prop_assert_eq!(event.place.as_str(), name.trim());
            if format == Format::Ucdp {
                prop_assert_eq!(event.date, dated);
                prop_assert_eq!((event.deaths.low, event.deaths.high), (Some(low), Some(low + more)));
            }
        }
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut table = b"event_id_cnty,event_date,fatalities,latitude\n".to_vec();
        table.extend(&bytes);
        for kind in [ImportKind::Acled, ImportKind::Ucdp] {
            for bytes in [&bytes, &table] {
                if let Ok(events) = read_events(&kind, bytes) {
                    let _ = events.count();
                }
            }
        }
    }
}
