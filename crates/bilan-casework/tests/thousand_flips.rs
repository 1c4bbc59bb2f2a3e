//! One bit changed anywhere in a case is reported, in the file where it was changed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use std::fs;

use bilan_casework::Silent;
use bilan_casework::verify::{Options, verify};
use common::{KNOWLEDGE, Seeded, World, files, samples};

/// Kinds of files, each flipped as often as the others.
const KINDS: [(&str, &str); 6] = [
    ("logs/", "/entries/"),
    ("logs/", "/tile/"),
    ("logs/", "/checkpoint"),
    ("vault/", ""),
    ("keys/", ""),
    ("case.toml", ""),
];

#[test]
fn thousand_flips_are_all_reported() {
    let mut world = World::new(10);
    let mut case = world.case();
    world.add(&mut case, &["amassine", "moura"].map(|name| samples().join(name)));
    drop(case);
    let folder = world.path("case");
    let options = Options::default();
    let check = || verify(&folder, options, &world.env, &KNOWLEDGE, &mut Silent).unwrap();
    assert_eq!(check().findings, []);

    let all: Vec<String> =
        files(&folder).into_iter().map(|(name, _)| name).filter(|name| name != ".lock").collect();
    let mut random = Seeded(11);
    for round in 0..1_000 {
        let (start, within) = KINDS[round % KINDS.len()];
        let of_kind: Vec<&String> =
            all.iter().filter(|name| name.starts_with(start) && name.contains(within)).collect();
        let name = of_kind[random.below(of_kind.len())];
        let path = folder.join(name);
        let sound = fs::read(&path).unwrap();
        let (byte, bit) = (random.below(sound.len()), random.below(8));
        let mut flipped = sound.clone();
        flipped[byte] ^= 1 << bit;
        fs::write(&path, &flipped).unwrap();

        let found = check();
        let named = found.findings.iter().any(|finding| finding.file == *name);
        assert!(named, "bit {bit} of byte {byte} of {name}: {:?}", found.findings);
        fs::write(&path, &sound).unwrap();
    }
    assert_eq!(check().findings, []);
}
