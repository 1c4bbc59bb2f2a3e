//! Tables of other data sets as sources: rows become reports that link, count as one source and can be taken back.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use bilan_casework::case::Case;
use bilan_casework::import::{DataSet, Imported, Request, import};
use bilan_casework::recode::recode;
use bilan_casework::release::{Request as ExportRequest, export};
use bilan_casework::state::State;
use bilan_casework::tally::tally;
use bilan_casework::undo::undo;
use bilan_casework::verify::{Options, verify};
use bilan_casework::{ErrorKind, Silent};
use bilan_export::tables::Format;
use bilan_model::{Count, DateInterval, Profile, ReleaseState, Victims};
use bilan_tally::Language;
use common::{KNOWLEDGE, World, samples};

const ACLED: &str = "event_id_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,actor2,iso,country,\
                     admin1,location,latitude,longitude,source,notes,fatalities\n\
                     MLI1,19 May 2024,2024,1,Violence against civilians,Attack,A,B,466,Mali,Kidal,Amassine,18.75,1.375,\
                     Radio Sahel,\"On 19 May, 29 were killed.\",29\n\
                     MLI2,20 May 2024,2024,1,Protests,Peaceful protest,A,,466,Mali,Gao,Gao,16.2,0,Studio,March.,0\n\
                     MLI3,21 May 2024,2024,1,Battles,Armed clash,A,B,466,Mali,Gao,Ansongo,15.6,0.5,X,Clash.,many\n";

const OLD_ACLED: &str = "data_id;iso;event_id_cnty;event_date;year;time_precision;event_type;actor1;actor2;country;\
                         admin1;location;latitude;longitude;source;notes;fatalities;iso3\r\n\
                         9;466;MLI7;3 March 2024;2024;2;Battles;A;B;Mali;Gao;Tinafar;16;0;X;Clash.;4;MLI\r\n";

const UCDP: &str = "id,date_start,date_end,side_a,side_b,where_coordinates,adm_1,country,country_id,source_article,\
                    deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low\n\
                    77,2024-05-19,2024-05-20,Government of Mali,JNIM,Amassine,Kidal,Mali,432,X,1,4,24,0,29,31,29\n\
                    78,2024-06-01,2024-06-01,Government of Mali,Civilians,Tinafar,Gao,Mali,432,X,0,0,5,0,5,5,5\n";

const FRENCH: &str = "Jour;Lieu;Cercle;Pays;Morts;Récit\n\
                      19/05/2024;Amassine;Kidal;Mali;31;Trente et un morts.\n\
                      ;Gao;Gao;Mali;2;Deux morts.\n";

fn request(from: &str, bytes: &str) -> Request {
    Request {
        from: from.to_owned(),
        bytes: bytes.as_bytes().to_vec(),
        set: None,
        map: None,
        publisher: None,
        published: None,
    }
}

fn bring(world: &mut World, case: &mut Case, request: &Request) -> Imported {
    let state = State::read(case).unwrap();
    import(case, &state, request, &mut world.env, &KNOWLEDGE, &mut Silent).unwrap()
}

fn sound(world: &World, case: Case) {
    let folder = case.folder().to_owned();
    drop(case);
    let options = Options { read_data: true, recode: true };
    let verified = verify(&folder, options, &world.env, &KNOWLEDGE, &mut Silent).unwrap();
    assert!(verified.is_sound(), "{:#?}", verified.findings);
    assert!(verified.read_otherwise.is_empty(), "{:#?}", verified.read_otherwise);
}

#[test]
fn acled_is_a_source_beside_reports() {
    let mut world = World::new(51);
    let mut case = world.case();
    world.add(&mut case, &[samples().join("amassine")]);
    let before = State::read(&case).unwrap();
    let imported = bring(&mut world, &mut case, &request("acled.csv", ACLED));
    assert_eq!((imported.kind, imported.publisher.as_str()), (DataSet::Acled, "ACLED"));
    assert_eq!((imported.rows, imported.claims, imported.linked, imported.known), (2, 1, 1, 0));
    assert_eq!((imported.failed[0].line, imported.failed[0].column.as_str()), (4, "fatalities"));

    let state = State::read(&case).unwrap();
    let report = state.reports.iter().find(|report| report.is_import()).unwrap();
    let account = &report.coding().unwrap().incidents[0];
    let toll = &account.tolls[0];
    assert_eq!((toll.count, toll.victims), (Count::exactly(29), Victims::Unspecified));
    assert_eq!((toll.quote.as_str(), toll.rules[0].as_str()), ("fatalities: 29", "import.acled.fatalities"));
    assert_eq!((account.place.name.as_str(), account.place.country.as_str()), ("Amassine", "ML"));
    assert_eq!(account.date, Some(DateInterval::day("2024-05-19".parse().unwrap())));
    let text = report.read_text(&case).unwrap();
    assert!(text.contains("notes: On 19 May, 29 were killed.\n"), "{text}");

    // The row stands in the incident of the reports, and its claim is one of ACLED's.
    let incidents = state.incidents();
    assert_eq!(incidents.len(), before.incidents().len() + 1);
    let joined: Vec<_> = incidents
        .into_iter()
        .filter(|incident| incident.accounts.iter().any(|account| account.report.doc == report.id))
        .collect();
    assert!(joined[0].accounts.len() > 1);
    let tallies = tally(&joined, state.picture().basis(false), &KNOWLEDGE, Language::En).unwrap();
    assert!(format!("{tallies:?}").contains("ACLED"), "{tallies:?}");

    // The same file again, and coding again, change nothing.
    let size = case.ledger().size();
    let again = bring(&mut world, &mut case, &request("copy.csv", ACLED));
    assert_eq!((again.rows, again.known, again.failed.len(), again.entry), (0, 2, 1, imported.entry));
    let state = State::read(&case).unwrap();
    recode(&mut case, &state, false, &mut world.env, &KNOWLEDGE, &mut Silent).unwrap();
    assert_eq!(case.ledger().size(), size);

    // Taking the file back takes all its rows.
    undo(&mut case, &state, imported.entry, "not ours", &mut world.env, &KNOWLEDGE).unwrap();
    let state = State::read(&case).unwrap();
    assert!(state.reports.iter().all(|report| !report.is_import() || !report.stands()));
    assert_eq!(state.incidents().len(), before.incidents().len());
    sound(&world, case);
}

#[test]
fn the_old_layout_is_imported_with_its_week() {
    let mut world = World::new(52);
    let mut case = world.case();
    let imported = bring(&mut world, &mut case, &request("old.csv", OLD_ACLED));
    assert_eq!((imported.rows, imported.claims, imported.failed.len()), (1, 1, 0));
    let state = State::read(&case).unwrap();
    let account = &state.reports[0].coding().unwrap().incidents[0];
    let week = DateInterval::new("2024-02-26".parse().unwrap(), "2024-03-09".parse().unwrap()).unwrap();
    assert_eq!((account.date, account.tolls[0].count), (Some(week), Count::exactly(4)));
    assert_eq!(state.reports[0].header().title.as_deref(), Some("ACLED MLI7"));
    sound(&world, case);
}

#[test]
fn ucdp_is_a_range_with_its_parts() {
    let mut world = World::new(53);
    let mut case = world.case();
    world.add(&mut case, &[samples().join("amassine")]);
    let imported = bring(&mut world, &mut case, &request("ged.csv", UCDP));
    assert_eq!((imported.kind, imported.rows, imported.linked), (DataSet::Ucdp, 2, 1));
    let state = State::read(&case).unwrap();
    let rows: Vec<_> = state.reports.iter().filter(|report| report.is_import()).collect();
    let tolls = &rows[0].coding().unwrap().incidents[0].tolls;
    assert_eq!(tolls[0].count, Count::between(29, 31).unwrap());
    assert_eq!(tolls[0].quote, "best: 29, high: 31, low: 29");
    let parts: Vec<_> = tolls[1..].iter().map(|toll| (toll.count, toll.victims, toll.part_of)).collect();
    assert_eq!(
        parts,
        [
            (Count::exactly(1), Victims::SecurityForces, Some(0)),
            (Count::exactly(4), Victims::Combatants, Some(0)),
            (Count::exactly(24), Victims::Civilians, Some(0)),
        ]
    );
    assert_eq!(rows[1].coding().unwrap().incidents[0].tolls[0].count, Count::exactly(5));
    sound(&world, case);
}

#[test]
fn a_table_in_french_is_imported_by_a_mapping() {
    let mut world = World::new(54);
    let mut case = world.case();
    let map = "date=Jour,place=Lieu,area=Cercle,country=Pays,deaths=Morts,notes=Récit";
    let nobody = Request { map: Some(map.into()), ..request("liste.csv", FRENCH) };
    let state = State::read(&case).unwrap();
    let refused = import(&mut case, &state, &nobody, &mut world.env, &KNOWLEDGE, &mut Silent).unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Usage);
    let of_a_group = Request { publisher: Some("Collectif de Kidal".into()), ..nobody };
    let imported = bring(&mut world, &mut case, &of_a_group);
    assert_eq!((imported.kind, imported.rows, imported.claims), (DataSet::Table, 2, 2));
    let state = State::read(&case).unwrap();
    let account = &state.reports[0].coding().unwrap().incidents[0];
    assert_eq!((account.place.name.as_str(), account.place.admin[0].as_str()), ("Amassine", "Kidal"));
    assert_eq!(account.tolls[0].quote, "Morts: 31");
    assert_eq!(state.reports[1].coding().unwrap().incidents[0].date, None);
    sound(&world, case);
}

#[test]
fn what_is_no_table_is_refused_and_a_rehearsal_writes_nothing() {
    let mut world = World::new(55);
    let mut case = world.case();
    let size = case.ledger().size();
    for bytes in ["", "a,b\n1,2\n", "\u{0}\u{1}", "event_id_cnty,event_date,fatalities\n"] {
        let state = State::read(&case).unwrap();
        let request = request("x.csv", bytes);
        import(&mut case, &state, &request, &mut world.env, &KNOWLEDGE, &mut Silent).unwrap_err();
    }
    case.rehearse();
    assert_eq!(bring(&mut world, &mut case, &request("acled.csv", ACLED)).rows, 2);
    assert_eq!(case.ledger().size(), size);
}

/// Exports both samples in one format and imports the file into the same case.
fn round_trip(seed: u64, format: Format, file: &str) -> (Imported, State, World, Case) {
    let mut world = World::new(seed);
    let mut case = world.case();
    world.add(&mut case, &[samples().join("amassine"), samples().join("moura")]);
    let state = State::read(&case).unwrap();
    let target = world.path("exported");
    let wanted = ExportRequest {
        profile: Profile::Internal,
        state: ReleaseState::Candidate,
        formats: &[format],
        target: &target,
        language: Language::En,
        reviewed_only: false,
        coarsen: false,
        four_eyes: false,
        dry_run: false,
    };
    export(&mut case, &state, &wanted, &mut world.env, &KNOWLEDGE).unwrap();
    let bytes = std::fs::read(target.join("data").join(file)).unwrap();
    let imported = bring(&mut world, &mut case, &Request { bytes, ..request(file, "") });
    assert!(imported.failed.is_empty() && imported.rows > 0, "{imported:#?}");
    let state = State::read(&case).unwrap();
    (imported, state, world, case)
}

/// Incidents of which nothing but an imported row tells.
fn alone(state: &State) -> Vec<String> {
    let imported = |doc: &str| state.report(doc).is_some_and(bilan_casework::state::ReportState::is_import);
    let incidents = state.incidents().into_iter();
    let alone = incidents.filter(|incident| incident.accounts.iter().all(|one| imported(&one.report.doc)));
    alone.map(|incident| incident.place.name).collect()
}

#[test]
fn bilans_own_acled_comes_back_to_its_incidents() {
    let (imported, state, world, case) = round_trip(56, Format::Acled, "acled.csv");
    // The five days of Moura are a week around one day in ACLED, with the least of figures from 20 to 500: too little to
    // say that it is the same event. All others are known by place, day and figure.
    assert_eq!(alone(&state), ["Moura"]);
    assert_eq!((imported.rows, imported.linked), (5, 4));
    sound(&world, case);
}

#[test]
fn bilans_own_ucdp_comes_back_to_its_incidents() {
    let (imported, state, world, case) = round_trip(57, Format::Ucdp, "ucdp_ged.csv");
    assert_eq!(alone(&state), Vec::<String>::new());
    assert_eq!(imported.linked, imported.rows);
    sound(&world, case);
}
