//! Imports of generated files of each form, with bad lines among good ones.

use std::fs;

use bilan_coder::gazetteer::{Level, Location};
use jiff::Timestamp;
use tempfile::TempDir;

use super::*;
use crate::env::{Clock, Random};

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        "2024-06-01T12:00:00Z".parse().unwrap()
    }
}

struct Zeros;

impl Random for Zeros {
    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

/// A home and a folder of files.
struct World {
    folder: TempDir,
    env: Env,
    embedded: Knowledge,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let env = Env::new(folder.path().join("home"), Box::new(Noon), Box::new(Zeros));
        Self { folder, env, embedded: Knowledge::embedded() }
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn import(&self, files: &[PathBuf]) -> Imported {
        let asked = Import { files, format: None, source: None, dry_run: false };
        import(&asked, &self.embedded, &self.env, &mut crate::Silent).unwrap()
    }

    fn locate(&self, name: &str, admin: &[&str], country: &str) -> Location {
        let admin: Vec<String> = admin.iter().map(|area| (*area).to_owned()).collect();
        let knowledge = Knowledge::load(self.env.home()).unwrap();
        knowledge.gazetteer().unwrap().locate(name, &admin, country)
    }

    fn stored(&self) -> Vec<u8> {
        fs::read(self.env.home().join(FOLDER).join("imported.gaz")).unwrap()
    }
}

fn located(location: Location) -> bilan_coder::gazetteer::Located {
    match location {
        Location::Located(place) => *place,
        other @ (Location::Ambiguous(_) | Location::NotLocated) => panic!("{other:?}"),
    }
}

/// A row of a dump: id, name, others, lat, lon, class, feature, admin1, admin2, population.
fn dump(cells: [&str; 10]) -> String {
    let [id, name, others, lat, lon, class, feature, admin1, admin2, people] = cells;
    format!(
        "{id}\t{name}\t{name}\t{others}\t{lat}\t{lon}\t{class}\t{feature}\tML\t\t{admin1}\t{admin2}\t\t\t{people}\t\t0\t\
         Africa/Bamako\t2024-01-01\n"
    )
}

fn geonames() -> String {
    [
        dump([
            "1",
            "Zorrégué",
            "Zorregue,ZRG,https://example.org/z",
            "16.5",
            "0.5",
            "P",
            "PPL",
            "91",
            "911",
            "0",
        ]),
        dump(["2", "Zorrégué", "", "12.5", "-7.5", "P", "PPL", "92", "", "120"]),
        dump(["3", "Alpha Zone", "Zone Alpha", "", "", "A", "ADM1", "91", "", ""]),
        dump(["4", "Cercle of Zorrégué", "", "16.4", "0.4", "A", "ADM2", "91", "911", ""]),
        dump(["5", "Zorré River", "", "16.4", "0.4", "H", "STM", "91", "", ""]),
        dump(["6", "Bad North", "", "95.2", "0.4", "P", "PPL", "91", "", ""]),
        "too\tfew\n".to_owned(),
        dump(["7", "Bad People", "", "1", "1", "P", "PPL", "91", "", "many"]),
        dump(["8", "", "", "1", "1", "P", "PPL", "91", "", ""]),
    ]
    .concat()
}

#[test]
fn a_dump_of_geonames_is_imported_line_by_line() {
    let world = World::new();
    let mut bytes = geonames().into_bytes();
    bytes.extend_from_slice(b"9\tBad \xff text\n");
    bytes.extend_from_slice(dump(["10", "Zuttara", "", "13", "-5", "P", "PPLQ", "92", "", ""]).as_bytes());
    let imported = world.import(&[world.file("ML.txt", bytes)]);
    let report = &imported.files[0];
    assert_eq!((report.rows, report.places, report.passed_over), (11, 5, 1));
    let told: Vec<String> = report.findings.named.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 6: latitude 95.2 is outside -90..90",
            "line 7: it has 2 columns between tabs, and a row of GeoNames has 19",
            "line 8: population \"many\" is no number of people",
            "line 9: it has no name",
            "line 10: it is not UTF-8 text",
        ]
    );
    assert!(imported.has_findings());
    assert!(matches!(world.locate("Zorrégué", &[], "ML"), Location::Ambiguous(places) if places.len() == 2));
    let place = located(world.locate("Zorregue", &["Zone Alpha"], "ML"));
    assert_eq!(
        (place.admin1.as_deref(), place.admin2.as_deref()),
        (Some("Alpha Zone"), Some("Cercle of Zorrégué"))
    );
    assert_eq!(place.source, "GeoNames, CC BY 4.0 (imported)");
    assert_eq!(located(world.locate("Zuttara", &[], "ML")).source_id, "10");
    assert_eq!(world.locate("Zorré River", &[], "ML"), Location::NotLocated);
    // What travels in the program is still there.
    assert_eq!(located(world.locate("Gao", &[], "ML")).level, Level::Place);
}

const COD: &str = "\u{feff}admin0Name_en,admin0Pcode,admin1Name_fr,admin1Pcode,admin2Name_fr,admin2AltName1_fr,admin2Pcode,lat,lon
#country+name,#country+code,#adm1+name,#adm1+code,#adm2+name,#adm2+name+alt,#adm2+code,#lat,#lon
Mali,ML,Zone Beta,ML98,\"Zanta, Nord\",Zanta-Haut,ML9801,14.5,-4.25
Mali,ML,Zone Beta,ML98,Zubro,,ML9802,14.5,-190
Mali,ML,Zone Beta,ML98,Zubro,,ML9802,,
Mali,Mali,Zone Gamma,ML99,Zilfi,,ML9901,,
Mali,ML,Zone Beta,ML98,\"Never closed,,ML9803,1,1
Mali,ML,Zone Beta,ML98,,,ML9804,1,1
Mali,ML,Zone Beta,ML98,Zamba,,ML9805,1,1
";

#[test]
fn areas_of_a_cod_table_are_imported_with_their_codes() {
    let world = World::new();
    let imported = world.import(&[world.file("mli.csv", COD)]);
    let report = &imported.files[0];
    assert_eq!((report.format, report.places, report.passed_over), (Some(Format::Cod), 4, 1));
    let told: Vec<String> = report.findings.named.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 4: longitude -190 is outside -180..180",
            "line 6: \"Mali\" is not a country's code of two capital letters, as ML",
            "line 7: it has 5 columns, and the first line has 9",
            "line 8: the area ML9804 of level 2 has no name",
        ]
    );
    let area = located(world.locate("Zanta Haut", &["Zone Beta"], "ML"));
    assert_eq!(
        (area.level, area.name.as_str(), area.source_id.as_str()),
        (Level::Admin2, "Zanta, Nord", "ML9801")
    );
    assert_eq!(area.point.map(|point| (point.lat(), point.lon())), Some((14.5, -4.25)));
    assert_eq!(located(world.locate("Zone Beta", &[], "ML")).point, None, "the point is the smaller area's");
}

const WIKIDATA: &str = "item,itemlabel,itemAltLabel,coord,CountryCode,adminLabel
http://www.wikidata.org/entity/Q900001,Zuhara,\"Zouhara, Zuhârâ\",Point(-0.05 16.27),ML,Gao Region
http://www.wikidata.org/entity/Q900001,Zuhara,,Point(-0.05 16.27),ML,Mali
http://www.wikidata.org/entity/Q900002,Q900002,,,ML,
http://www.wikidata.org/entity/Q900003,Zerbo,,Point(16.27),ML,
http://www.wikidata.org/entity/Q900004,Zerbo,,,NE,
nonsense,Zerbo,,,NE,
";

#[test]
fn items_of_wikidata_are_imported_once() {
    let world = World::new();
    let imported = world.import(&[world.file("query.csv", WIKIDATA)]);
    let report = &imported.files[0];
    assert_eq!((report.format, report.places, report.passed_over), (Some(Format::Wikidata), 2, 1));
    let told: Vec<String> = report.findings.named.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 4: Q900002 has no name in the language of the query",
            "line 5: \"Point(16.27)\" is not a point, as Point(-0.05 16.27)",
            "line 7: \"nonsense\" is not an item, as Q3543",
        ]
    );
    let place = located(world.locate("Zouhara", &["Gao"], "ML"));
    assert_eq!((place.source_id.as_str(), place.admin1.as_deref()), ("Q900001", Some("Gao")));
    assert_eq!(world.locate("Zerbo", &[], "ML"), Location::NotLocated, "it is in Niger");
}

#[test]
fn order_of_files_and_lines_changes_no_byte() {
    let worlds = [World::new(), World::new(), World::new()];
    let mut lines: Vec<String> = geonames().split_inclusive('\n').map(str::to_owned).collect();
    lines.reverse();
    for (at, world) in worlds.iter().enumerate() {
        let text = if at == 1 { lines.concat() } else { geonames() };
        let files = [world.file("a.txt", text), world.file("b.csv", COD), world.file("c.csv", WIKIDATA)];
        let [a, b, c] = files.clone();
        match at {
            0 => drop(world.import(&files)),
            1 => drop(world.import(&[c, a, b])),
            _ => {
                // One after the other, the first of them twice.
                drop(world.import(std::slice::from_ref(&b)));
                drop(world.import(&[b, a]));
                drop(world.import(&[c]));
            }
        }
    }
    let [one, other, later] = worlds.map(|world| world.stored());
    assert_eq!(one, other);
    let count = |bytes: &[u8]| open(bytes).unwrap().len();
    assert_eq!(count(&one), count(&later), "a second import replaces what it tells again");
}

#[test]
fn a_newer_row_replaces_the_older_one_of_the_same_number() {
    let world = World::new();
    let row = |name: &str| dump(["77", name, "", "16.5", "0.5", "P", "PPL", "91", "", ""]);
    drop(world.import(&[world.file("old.txt", row("Zold"))]));
    drop(world.import(&[world.file("new.txt", row("Znew"))]));
    assert_eq!(located(world.locate("Znew", &[], "ML")).source_id, "77");
    assert_eq!(world.locate("Zold", &[], "ML"), Location::NotLocated);
    let list = fs::read_to_string(world.env.home().join(FOLDER).join("imported.toml")).unwrap();
    assert_eq!(list.matches("[[file]]").count(), 2);
    assert!(list.contains("imported = \"2024-06-01T12:00:00Z\"") && list.contains("places = 1"), "{list}");
}

#[test]
fn bad_files_stop_no_good_ones_and_twenty_lines_are_named() {
    let world = World::new();
    let many = "x\n".repeat(30);
    let files = [
        world.folder.path().join("absent.txt"),
        world.file("letter.txt", "Dear all,\n"),
        world.file("empty.csv", ""),
        world.file("half.csv", "admin1Name_en,admin1Pcode\nA,ML01\n"),
        world.file("good.txt", dump(["1", "Zorrégué", "", "16.5", "0.5", "P", "PPL", "", "", ""]) + &many),
        world.file(
            "long.txt",
            dump(["2", "Zlong", "", "1", "1", "P", "PPL", "", "", ""]) + &"y".repeat(3 << 20) + "\n",
        ),
    ];
    let imported = world.import(&files);
    let failed: Vec<String> = imported
        .files
        .iter()
        .filter_map(|file| file.failed.as_ref())
        .map(|error| error.what.to_string())
        .collect();
    assert_eq!(failed[0], "there is no such file or folder");
    assert_eq!(failed[1], "line 1: this is not a file of places in a form that bilan knows");
    assert_eq!(failed[2], failed[1]);
    assert!(failed[3].starts_with("line 1: the columns of a COD table are missing"), "{failed:?}");
    assert_eq!(failed.len(), 4);
    let findings = &imported.files[4].findings;
    assert_eq!((findings.named.len(), findings.more, findings.count()), (20, 10, 30));
    assert_eq!(imported.files[5].findings.named[0].to_string(), "line 2: it is longer than 1048576 bytes");
    assert!(imported.stored.is_some());
}

#[test]
fn a_dry_run_and_an_import_of_nothing_write_nothing() {
    let world = World::new();
    let file = world.file("ML.txt", geonames());
    let asked = Import { files: std::slice::from_ref(&file), format: None, source: None, dry_run: true };
    let looked = import(&asked, &world.embedded, &world.env, &mut crate::Silent).unwrap();
    assert_eq!((looked.stored.clone(), looked.files[0].places), (None, 4));
    let nothing = world.import(&[world.file("letter.txt", "Dear all,\n")]);
    assert_eq!(nothing.stored, None);
    assert!(!world.env.home().join(FOLDER).exists());
    assert!(Knowledge::load(world.env.home()).unwrap().gazetteer().is_ok());
}

#[test]
fn damaged_imports_are_refused_and_say_what_to_do() {
    let world = World::new();
    drop(world.import(&[world.file("ML.txt", geonames())]));
    let compiled = world.env.home().join(FOLDER).join("imported.gaz");
    let bytes = world.stored();
    fs::write(&compiled, &bytes[..bytes.len() - 9]).unwrap();
    let error = Knowledge::load(world.env.home()).unwrap_err();
    assert!(error.what.contains("imported places cannot be read"), "{error:?}");
    assert!(error.next.unwrap().contains("import the files again"));
    fs::remove_file(&compiled).unwrap();
    assert_eq!(Knowledge::load(world.env.home()).unwrap_err().what, "there is no such file or folder");
}

#[test]
fn places_of_a_later_program_are_put_beside_those_imported_before() {
    let world = World::new();
    drop(world.import(&[world.file("ML.txt", geonames())]));
    let list = world.env.home().join(FOLDER).join("imported.toml");
    let text = fs::read_to_string(&list).unwrap();
    let digest = world.embedded.gazetteer_digest();
    fs::write(&list, text.replace(digest, &"0".repeat(64))).unwrap();
    let place = located(world.locate("Zorregue", &["Alpha Zone"], "ML"));
    assert_eq!(place.source_id, "1");
    assert_eq!(located(world.locate("Gao", &[], "ML")).country, "ML");
}
