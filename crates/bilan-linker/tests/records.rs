//! Records to persons, against known truth: worlds made by chance, of which every pair is known.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "small made worlds; a test that cannot unwrap has failed"
)]

use bilan_linker::record::{Linkage, Linker, Preset, Settings, Table, TableBuilder};

/// Numbers by chance, the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn is(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

const GIVEN: [&str; 24] = [
    "Aminata", "Bakary", "Cherif", "Demba", "Elhadj", "Fanta", "Gaoussou", "Hawa", "Ibrahim", "Jeneba",
    "Kadiatou", "Lassine", "Moussa", "Nana", "Oumar", "Penda", "Rokia", "Sekou", "Tidiane", "Youssouf",
    "Zakaria", "Boubacar", "Mariam", "Ali",
];
const FAMILY: [&str; 16] = [
    "Traore",
    "Diallo",
    "Keita",
    "Coulibaly",
    "Maiga",
    "Toure",
    "Cisse",
    "Dicko",
    "Barry",
    "Sangare",
    "Konate",
    "Dembele",
    "Ouedraogo",
    "Sawadogo",
    "Guindo",
    "Kone",
];

/// A world of incidents in which families die together, told by three lists; with the person and the incident of each
/// record.
struct World {
    rows: Vec<[String; 8]>,
    persons: Vec<u64>,
}

fn world(incidents: u64, seed: u64) -> World {
    let mut dice = Dice(seed);
    let mut made = World { rows: Vec::new(), persons: Vec::new() };
    let mut person = 0;
    for _ in 0..incidents {
        let (place, region) = (dice.below(160), dice.below(6));
        let day = dice.below(1500);
        let families = [dice.below(16), dice.below(16)];
        let size = 1 + dice.below(3) * dice.below(6);
        for _ in 0..size {
            let given = (dice.below(24) * dice.below(24) / 24) as usize;
            let family = if dice.is(60) { families[dice.below(2) as usize] } else { dice.below(16) };
            let birth = 1940 + dice.below(75);
            person += 1;
            for list in 0..3 {
                if !dice.is([70, 50, 40][list]) {
                    continue;
                }
                let mut name = format!("{} {}", GIVEN[given], FAMILY[family as usize]);
                if dice.is(8) {
                    name = name.replacen('a', "e", 1);
                }
                if dice.is(5) {
                    GIVEN[given].clone_into(&mut name);
                }
                let day = if dice.is(10) { day + 1 } else { day };
                let date = format!("{}-{:02}-{:02}", 2015 + day / 360, day % 360 / 30 + 1, day % 30 % 28 + 1);
                let date = if dice.is(15) { date[..7].to_owned() } else { date };
                let place = if dice.is(15) {
                    String::new()
                } else {
                    format!("Village{}", letters(place * 7 + region))
                };
                made.rows.push([
                    format!("r{}", made.persons.len()),
                    ["a", "b", "c"][list].to_owned(),
                    name,
                    if given.is_multiple_of(3) { "F" } else { "M" }.to_owned(),
                    if dice.is(60) { (birth + dice.below(2)).to_string() } else { String::new() },
                    date,
                    place,
                    format!("Region{}", letters(region)),
                ]);
                made.persons.push(person);
            }
        }
    }
    made
}

fn letters(number: u64) -> String {
    let letter = |digit: u64| char::from(b"bdfgklmnprst"[(digit % 12) as usize]);
    format!("{}a{}o{}i", letter(number / 144), letter(number / 12), letter(number))
}

const HEADINGS: [&str; 6] = ["name", "sex", "birth_year", "death_date", "place", "region"];

fn table(rows: &[[String; 8]]) -> Table {
    let mut builder = TableBuilder::new(&HEADINGS);
    for row in rows {
        builder.push(&row[0], &row[1], row[2..].iter().map(String::as_str));
    }
    builder.finish()
}

fn linked(rows: &[[String; 8]], settings: &Settings) -> Vec<(String, String)> {
    let table = table(rows);
    let linkage = Linker::new(&table, settings).unwrap().link(&mut |_| {});
    let group = |record: usize| table.ids[linkage.groups[record] as usize].to_string();
    (0..table.len()).map(|record| (table.ids[record].to_string(), group(record))).collect()
}

fn victims() -> Settings {
    Settings { preset: Some(Preset::Victims), ..Settings::default() }
}

/// F1 over pairs of records.
fn pair_f1(world: &World, table: &Table, linkage: &Linkage) -> f64 {
    let person = |record: usize| world.persons[table.ids[record][1..].parse::<usize>().unwrap()];
    let (mut both, mut found, mut truth) = (0.0, 0.0, 0.0);
    for one in 0..table.len() {
        for other in one + 1..table.len() {
            let is_found = linkage.groups[one] == linkage.groups[other];
            let is_true = person(one) == person(other);
            both += f64::from(u8::from(is_found && is_true));
            found += f64::from(u8::from(is_found));
            truth += f64::from(u8::from(is_true));
        }
    }
    2.0 * both / (found + truth)
}

#[test]
fn persons_are_found_although_families_die_together() {
    let world = world(700, 3);
    let table = table(&world.rows);
    let settings = victims();
    let linker = Linker::new(&table, &settings).unwrap();
    let linkage = linker.link(&mut |_| {});
    let f1 = pair_f1(&world, &table, &linkage);
    assert!(f1 > 0.85, "{f1}");
    let mut persons = world.persons.clone();
    persons.dedup();
    let truth = persons.len() as f64;
    assert!((linkage.persons.estimate / truth - 1.0).abs() < 0.1, "{:?} for {truth}", linkage.persons);
    assert!(linkage.persons.lower < truth && truth < linkage.persons.upper, "{:?} {truth}", linkage.persons);
}

/// Of pairs of records of one person that both have a family name, the share in which it is spelled alike.
fn families_spelled_alike(world: &World) -> f64 {
    let (mut alike, mut all) = (0.0, 0.0);
    for (at, one) in world.rows.iter().enumerate() {
        for (other, _) in world.rows[at + 1..]
            .iter()
            .zip(&world.persons[at + 1..])
            .take_while(|(_, p)| **p == world.persons[at])
        {
            let family = |row: &[String; 8]| row[2].split_once(' ').map(|(_, family)| family.to_owned());
            if let (Some(a), Some(b)) = (family(one), family(other)) {
                all += 1.0;
                alike += f64::from(u8::from(a == b));
            }
        }
    }
    alike / all
}

#[test]
fn what_agreements_weigh_is_recovered() {
    let world = world(900, 8);
    let table = table(&world.rows);
    let settings = victims();
    let linker = Linker::new(&table, &settings).unwrap();
    let model = linker.link(&mut |_| {}).model;
    let family = &model.chances[2];
    let (same_spelling, truth) = (family.same[1].exp2(), families_spelled_alike(&world));
    assert!((same_spelling - truth).abs() < 0.03, "{same_spelling} {truth}");
    // Nobody is written as a woman and a man. Among those who died together 60 % share one of two family names.
    let kin = family.together[1].exp2();
    assert!(kin > 2.0 * family.unrelated[1].exp2(), "{kin}");
    let other_sex: f64 = model.chances[1].same[20..].iter().map(|bits| bits.exp2()).sum();
    assert!(other_sex < 0.01, "{other_sex}");
    // A person stands in one list once.
    assert!(model.chances[4].same[1].exp2() < 0.02);
}

#[test]
fn the_order_of_records_and_the_number_of_threads_change_nothing() {
    let world = world(250, 5);
    let mut shuffled = world.rows.clone();
    shuffled.reverse();
    let half = shuffled.len() / 3;
    shuffled.rotate_left(half);
    let settings = victims();
    let on = |threads: usize, rows: &[[String; 8]]| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| linked(rows, &settings))
    };
    let first = on(1, &world.rows);
    assert_eq!(first, on(2, &world.rows));
    assert_eq!(first, on(2, &shuffled));
    let other = linked(&world.rows, &Settings { seed: 9, ..victims() });
    let moved = first.iter().zip(&other).filter(|(one, other)| one != other).count();
    assert!(moved * 50 < first.len(), "another seed moves {moved} of {}", first.len());
}

#[test]
fn a_weight_is_the_sum_of_its_steps() {
    let world = world(200, 6);
    let table = table(&world.rows);
    let settings = victims();
    let linker = Linker::new(&table, &settings).unwrap();
    let linkage = linker.link(&mut |_| {});
    assert!(linkage.pairs.len() > 100);
    for pair in &linkage.pairs {
        let waterfall = linker.explain(&linkage, pair.other, pair.one);
        assert!((waterfall.bits - f64::from(pair.bits)).abs() < 1e-4, "{waterfall:?} {pair:?}");
        assert!(waterfall.rules.iter().any(|rule| rule.brings), "a pair is brought by a rule");
    }
    let none = linkage.pairs.iter().find(|pair| pair.bits < 0.0).unwrap();
    assert!(linker.explain(&linkage, none.one, none.other).chance < 0.5);
}

#[test]
fn blocking_counts_before_it_makes_pairs_and_makes_each_once() {
    let world = world(200, 7);
    let table = table(&world.rows);
    let settings = victims();
    let linker = Linker::new(&table, &settings).unwrap();
    let counted = linker.counted_rules();
    let linkage = linker.link(&mut |_| {});
    for (before, after) in counted.iter().zip(&linkage.rules) {
        assert_eq!((&before.rule, before.pairs), (&after.rule, after.pairs));
        assert!(after.new <= after.pairs);
    }
    let mut pairs: Vec<_> = linkage.pairs.iter().map(|pair| (pair.one, pair.other)).collect();
    let all = pairs.len();
    pairs.dedup();
    assert_eq!(pairs.len(), all, "no pair stands twice");
}

#[test]
fn large_blocks_are_split_and_empty_keys_join_nothing() {
    let row = |at: usize, name: &str, place: &str| {
        [
            format!("r{at:04}"),
            "a".into(),
            name.into(),
            "M".into(),
            String::new(),
            "2020-01-01".into(),
            place.into(),
            String::new(),
        ]
    };
    let rows: Vec<_> = (0..600).map(|at| row(at, "", "Gao")).collect();
    let settings = Settings { largest_block: 50, ..victims() };
    let table = table(&rows);
    let linker = Linker::new(&table, &settings).unwrap();
    let counted = linker.counted_rules();
    let of = |name: &str| counted.iter().find(|rule| rule.rule == name).unwrap();
    assert_eq!(of("given + family + month").pairs, 0, "no name is no name in common");
    assert_eq!((of("place + day").pairs, of("place + day").split), (49 * 600 - 49 * 50 / 2, 600));
    linker.link(&mut |_| {});
}

#[test]
fn what_a_split_block_leaves_out_a_later_rule_brings() {
    let world = world(200, 2);
    let everywhere = |mut row: [String; 8]| {
        row[5] = "2020-01-01".to_owned();
        row[6] = "Gao".to_owned();
        row
    };
    let rows: Vec<_> = world.rows.into_iter().map(everywhere).collect();
    let table = table(&rows);
    let rules = |rules: &[&[&str]]| {
        rules.iter().map(|rule| rule.iter().map(|key| (*key).to_owned()).collect()).collect()
    };
    let new = |settings: &Settings| {
        let linkage = Linker::new(&table, settings).unwrap().link(&mut |_| {});
        linkage.rules.iter().map(|rule| rule.new).collect::<Vec<u64>>()
    };
    let names: &[&str] = &["given", "family"];
    let alone = new(&Settings { rules: rules(&[names]), ..victims() })[0];
    let split = Settings { rules: rules(&[&["place", "day"], names]), largest_block: 2, ..victims() };
    let whole = new(&Settings { largest_block: 5000, ..split.clone() });
    assert_eq!(whole[1], 0, "a whole block brings every pair");
    let after = new(&split);
    assert!(after[1] > 0 && after[1] <= alone, "{after:?} of {alone}");
}

#[test]
fn strange_lists_do_no_harm() {
    let hostile =
        ["", "\u{202e}", "٣٢١", "a\u{301}\u{301}\u{301}", "0000-00-00", "NULL", "'; --", "x", "\u{0}"];
    for records in [0, 1, 2, 9] {
        let rows: Vec<[String; 8]> = (0..records)
            .map(|at| {
                let text = |shift: usize| hostile[(at + shift) % hostile.len()].to_owned();
                [format!("{at}"), text(1), text(2), text(3), text(4), text(5), text(6), text(7)]
            })
            .collect();
        for preset in [Preset::Victims, Preset::People] {
            let settings = Settings { preset: Some(preset), ..Settings::default() };
            let table = table(&rows);
            if let Ok(linker) = Linker::new(&table, &settings) {
                let linkage = linker.link(&mut |_| {});
                assert_eq!(linkage.groups.len(), records);
                assert!(linkage.persons.estimate <= records as f64);
                assert_eq!(linker.plausible(&linkage, 2).len(), 2);
            }
        }
    }
}

#[test]
fn plausible_groupings_are_near_the_one_and_not_all_it() {
    let world = world(300, 4);
    let table = table(&world.rows);
    let settings = victims();
    let linker = Linker::new(&table, &settings).unwrap();
    let linkage = linker.link(&mut |_| {});
    let draws = linker.plausible(&linkage, 4);
    assert_eq!(draws, linker.plausible(&linkage, 4));
    for draw in &draws {
        let same = draw.iter().zip(&linkage.groups).filter(|(one, other)| one == other).count();
        assert!(same < draw.len() && same * 10 > draw.len() * 7, "{same} of {}", draw.len());
    }
    assert_ne!(draws[0], draws[1]);
}

#[test]
fn settings_that_name_what_is_not_there_are_refused() {
    let world = world(20, 1);
    let table = table(&world.rows);
    let rules = Settings { rules: vec![vec!["shoe size".to_owned()]], ..victims() };
    let told = Linker::new(&table, &rules).err().unwrap().to_string();
    assert!(told.contains("shoe size") && told.contains("given"), "{told}");
    let columns =
        Settings { columns: [("height".to_owned(), bilan_linker::record::Role::Name)].into(), ..victims() };
    assert!(Linker::new(&table, &columns).err().unwrap().to_string().contains("height"));
}
