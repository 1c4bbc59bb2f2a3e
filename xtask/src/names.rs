//! `cargo xtask names`: the tables of names that are learnt, written anew from the bench's pairs of Latin and Arabic
//! spellings (train split alone: the test split judges the tables).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::shell::Shell;

// The linker's own files, so that tables and linker read letters alike; the crate itself stays unknown here.
#[path = "../../crates/bilan-linker/src/person_name/letters.rs"]
mod letters;
#[path = "../../crates/bilan-linker/src/person_name/romanise_rules.rs"]
mod romanise_rules;
#[path = "../../crates/bilan-linker/src/person_name/sound.rs"]
#[expect(unreachable_pub, reason = "public in the linker")]
mod sound;

/// Where the tables stand, from the root of the repository.
const TABLES: &str = "codebook/names";
/// An Arabic form is learnt from so many names on: once may be an error.
const NAMES_MIN: u64 = 2;
/// A spelling borne by so many is no error, whatever it sounds like.
const SURE_MIN: u64 = 20;
/// A Latin spelling belongs to the Arabic form that has so many per cent of it.
const SHARE_PERCENT_MIN: u64 = 60;

/// How often each Latin spelling stands beside an Arabic form.
type Forms = BTreeMap<String, BTreeMap<String, u64>>;

/// Writes the tables.
pub(crate) fn run(_arguments: &[String]) -> Result<u8> {
    let shell = Shell::here()?;
    let bench = shell.bench_data().context("no bench data: set BILAN_BENCH to the folder of the benches")?;
    let forms = forms(&bench.join("linker"))?;
    let tables = shell.root().join(TABLES);
    fs::write(tables.join("arabic.csv"), arabic(&forms))?;
    fs::write(tables.join("spellings_learnt.csv"), spellings(&forms))?;
    Ok(0)
}

fn forms(linker: &Path) -> Result<Forms> {
    let mut forms = Forms::new();
    for line in read(&linker.join("names_latin_arabic_wikidata.csv"))?.lines().skip(1) {
        if let [latin, arabic, count, "train"] = line.split(',').collect::<Vec<_>>()[..] {
            add(&mut forms, latin, arabic, count.parse()?);
        }
    }
    // One mention in the second table tells as much as a name met often enough.
    for line in read(&linker.join("name_tokens_ar_en.csv"))?.trim_start_matches('\u{feff}').lines().skip(1) {
        if let [arabic, latin] = line.split(',').collect::<Vec<_>>()[..] {
            add(&mut forms, latin, arabic, NAMES_MIN);
        }
    }
    Ok(forms)
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

fn add(forms: &mut Forms, latin: &str, arabic: &str, count: u64) {
    let Some(latin) = folded(latin) else { return };
    if arabic.chars().all(letters::is_arabic) && arabic.chars().count() > 1 {
        let arabic: String = arabic.chars().filter_map(letters::arabic).collect();
        *forms.entry(arabic).or_default().entry(latin).or_default() += count;
    }
}

/// A spelling in plain letters; `None` where it is no one word of letters.
fn folded(latin: &str) -> Option<String> {
    let mut folded = String::new();
    for letter in
        latin.trim_matches(['(', ')']).chars().filter(|letter| !matches!(letter, '\'' | '’' | '-' | '`'))
    {
        folded.push_str(letters::latin(letter)?);
    }
    (folded.len() > 1).then_some(folded)
}

/// The spellings of a form, the most frequent first.
fn by_count(spellings: &BTreeMap<String, u64>) -> Vec<(&str, u64)> {
    let mut sorted: Vec<_> = spellings.iter().map(|(spelling, count)| (spelling.as_str(), *count)).collect();
    sorted.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    sorted
}

/// The Latin spelling of a form: the most frequent, or one with half as many that sounds as the letters say; none
/// where it is rare and sounds of nothing that the letters say.
fn spelling<'a>(form: &str, spellings: &'a BTreeMap<String, u64>) -> Option<&'a str> {
    let mut by_letters = String::new();
    romanise_rules::by_rule(form, &mut by_letters);
    let key = sound::sound(&by_letters);
    let sorted = by_count(spellings);
    let (first, most) = *sorted.first().filter(|(_, count)| *count >= NAMES_MIN)?;
    let agreeing = sorted.iter().find(|(latin, count)| *count * 2 >= most && sound::sound(latin) == key);
    if let Some((latin, _)) = agreeing {
        return Some(latin);
    }
    let heard = sound::sound(first);
    let apart = edits(heard.as_bytes(), key.as_bytes()) * 2 > heard.len().max(key.len());
    (!apart || most >= SURE_MIN).then_some(first)
}

/// Each Arabic form with its most frequent Latin spelling.
fn arabic(forms: &Forms) -> String {
    let mut table = String::from(
        "# Arabic words in names and their most frequent Latin spelling: `cargo xtask names`, from the pairs of Merhav and\n\
         # Ash (CC0) and the tokens of Tech for Palestine (public domain). Do not edit.\narabic,latin\n",
    );
    for (form, spellings) in forms {
        if let Some(latin) = spelling(form, spellings) {
            let _never_fails = writeln!(table, "{form},{latin}");
        }
    }
    table
}

/// Latin spellings of one Arabic form that also sound or look alike, under the most frequent.
fn spellings(forms: &Forms) -> String {
    let mut totals: BTreeMap<&str, u64> = BTreeMap::new();
    for (latin, count) in forms.values().flatten() {
        *totals.entry(latin).or_default() += count;
    }
    let mut classes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for spellings in forms.values() {
        let mut heads: Vec<&str> = Vec::new();
        for (latin, count) in by_count(spellings) {
            if count * 100 < totals.get(latin).copied().unwrap_or_default() * SHARE_PERCENT_MIN
                || latin.len() < 3
            {
                continue;
            }
            match heads.iter().find(|head| alike(head, latin)) {
                Some(head) if taken.insert(latin) => {
                    classes.entry(head).or_default().insert(latin);
                }
                None if taken.insert(latin) => heads.push(latin),
                Some(_) | None => (),
            }
        }
    }
    let mut table = String::from(
        "# Spellings of one name, under the most frequent: `cargo xtask names`, from the pairs of Merhav and Ash (CC0) and\n\
         # the tokens of Tech for Palestine (public domain). Do not edit; spellings.csv goes first.\nname,spellings\n",
    );
    for (name, spellings) in classes {
        let spellings: Vec<&str> = spellings.into_iter().collect();
        let _never_fails = writeln!(table, "{name},{}", spellings.join(" "));
    }
    table
}

/// Whether two spellings of one Arabic form are one name: the same key with at most every second letter changed, or
/// one letter in five with keys that begin alike.
fn alike(one: &str, other: &str) -> bool {
    let (edits, letters) = (edits(one.as_bytes(), other.as_bytes()), one.len().max(other.len()));
    let (one, other) = (sound::sound(one), sound::sound(other));
    if one == other { edits * 2 <= letters } else { one[..1] == other[..1] && edits * 5 <= letters }
}

fn edits(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (place, letter) in one.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], place + 1);
        for column in 1..=other.len() {
            let changed = diagonal + usize::from(*letter != other[column - 1]);
            diagonal = row[column];
            row[column] = changed.min(diagonal + 1).min(row[column - 1] + 1);
        }
    }
    row[other.len()]
}
