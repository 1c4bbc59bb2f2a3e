//! Names of persons on the bench's pairs of Latin and Arabic spellings: the test split, which the tables do not know.

use std::collections::BTreeMap;

use bilan_linker::{class, fold, sound};

struct Pair {
    latin: String,
    arabic: String,
    count: u64,
    train: bool,
}

/// `None` without bench data.
fn pairs() -> Option<Vec<Pair>> {
    let file = std::path::PathBuf::from(std::env::var_os("BILAN_BENCH")?)
        .join("linker/names_latin_arabic_wikidata.csv");
    let text = std::fs::read_to_string(file).ok()?;
    let rows = text.lines().skip(1).filter_map(|line| {
        let row: Vec<&str> = line.split(',').collect();
        let latin = fold(row[0]).replace(' ', "");
        (latin.len() > 1).then(|| Pair {
            latin,
            arabic: row[1].to_owned(),
            count: row[2].parse().unwrap_or_default(),
            train: row[3] == "train",
        })
    });
    Some(rows.collect())
}

fn per_mille(part: u64, whole: u64) -> u64 {
    part * 1000 / whole.max(1)
}

/// Two words are one by their class, where both are known, else by their key.
fn meet(one: &str, other: &str) -> bool {
    one == other || class(one).is_some_and(|name| class(other) == Some(name)) || sound(one) == sound(other)
}

#[test]
fn spellings_of_one_arabic_form_meet_and_others_do_not() {
    let Some(pairs) = pairs() else { return };
    let mut forms: BTreeMap<&str, Vec<&Pair>> = BTreeMap::new();
    for pair in &pairs {
        forms.entry(&pair.arabic).or_default().push(pair);
    }
    // A spelling met once may be an error of the pair: those with two or more count.
    let (mut same, mut sounds, mut classes, mut either) = (0, 0, 0, 0);
    for spellings in forms.values() {
        for (place, one) in spellings.iter().enumerate() {
            for other in spellings[place + 1..].iter().filter(|other| !(one.train && other.train)) {
                if one.count < 2 || other.count < 2 || one.latin == other.latin {
                    continue;
                }
                same += 1;
                sounds += u64::from(sound(&one.latin) == sound(&other.latin));
                classes += u64::from(class(&one.latin).is_some() && class(&one.latin) == class(&other.latin));
                either += u64::from(meet(&one.latin, &other.latin));
            }
        }
    }
    let test: Vec<&Pair> = pairs.iter().filter(|pair| !pair.train).collect();
    let (mut random, mut chance, mut chance_either) = (0, 0, 0);
    for step in [7, 101, 1009, 4999] {
        for (place, one) in test.iter().enumerate() {
            let other = test[(place + step) % test.len()];
            if one.arabic != other.arabic && one.latin != other.latin {
                random += 1;
                chance += u64::from(sound(&one.latin) == sound(&other.latin));
                chance_either += u64::from(meet(&one.latin, &other.latin));
            }
        }
    }
    println!(
        "spelling pairs {same}: key {} class {} either {} per mille",
        per_mille(sounds, same),
        per_mille(classes, same),
        per_mille(either, same)
    );
    println!("random pairs {random}: key {chance} either {chance_either}");
    assert!(per_mille(either, same) >= 800);
    assert!(per_mille(chance_either, random) <= 1);
}

#[test]
fn arabic_meets_latin() {
    let Some(pairs) = pairs() else { return };
    for (name, least) in [("all", 1), ("met twice or more", 2), ("ten times or more", 10)] {
        let (mut all, mut by_class, mut by_sound, mut either, mut borne, mut borne_met) = (0, 0, 0, 0, 0, 0);
        for pair in pairs.iter().filter(|pair| !pair.train && pair.count >= least) {
            let romanised = fold(&pair.arabic).replace(' ', "");
            let met = meet(&romanised, &pair.latin);
            all += 1;
            borne += pair.count;
            borne_met += if met { pair.count } else { 0 };
            by_class += u64::from(class(&romanised).is_some() && class(&romanised) == class(&pair.latin));
            by_sound += u64::from(sound(&romanised) == sound(&pair.latin));
            either += u64::from(met);
        }
        println!(
            "{name} {all}: class {} key {} either {} per mille, weighted {}",
            per_mille(by_class, all),
            per_mille(by_sound, all),
            per_mille(either, all),
            per_mille(borne_met, borne)
        );
        assert!(least < 10 || per_mille(either, all) >= 850);
    }
}
