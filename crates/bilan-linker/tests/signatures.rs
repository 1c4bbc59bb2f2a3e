//! Which texts are copies: made texts, edited as outlets edit them.

use std::collections::BTreeSet;

use bilan_linker::{Copies, Signature, TextBond, bond, copies, similarity};
use proptest::prelude::*;

/// A sequence that looks random, the same on every run.
struct Seed(u64);

impl Seed {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }
}

/// Words of a text of its own: of 3,000, the common ones often, as languages have it.
fn words(seed: u64, count: usize) -> Vec<String> {
    let mut seed = Seed(seed.wrapping_mul(2).wrapping_add(1));
    seed.below(2);
    (0..count)
        .map(|_| {
            let (rare, common) = (seed.below(3000), seed.below(40));
            format!("w{}", if seed.below(3) == 0 { common } else { rare })
        })
        .collect()
}

fn signature(words: &[String]) -> Signature {
    Signature::of(&words.join(" ")).expect("a long text")
}

/// The text with so many words in a hundred replaced by others.
fn edited(words: &[String], percent: usize, seed: u64) -> Vec<String> {
    let mut seed = Seed(seed + 77);
    let edit = |word: &String| {
        if seed.below(100) < percent { format!("x{}", seed.below(9000)) } else { word.clone() }
    };
    words.iter().map(edit).collect()
}

/// How many of 200 made pairs stand in each bond: copies, excerpts, none.
fn bonds(mut pair: impl FnMut(u64) -> (Vec<String>, Vec<String>)) -> (usize, usize, usize) {
    let mut found = (0, 0, 0);
    for seed in 0..200 {
        let (one, other) = pair(seed);
        match bond(&signature(&one), &signature(&other)) {
            Some(TextBond::Copy) => found.0 += 1,
            Some(TextBond::Excerpt) => found.1 += 1,
            None => found.2 += 1,
        }
    }
    found
}

#[test]
fn a_text_with_few_words_changed_is_a_copy() {
    for (percent, least) in [(0, 200), (2, 200), (5, 199), (8, 150)] {
        let (copied, _, _) = bonds(|seed| {
            let text = words(seed, 400);
            (edited(&text, percent, seed), text)
        });
        println!("of 200 texts with {percent} words in 100 changed, {copied} are found as copies");
        assert!(copied >= least, "{percent}: {copied}");
    }
    // Rewritten, it is none.
    let (copied, _, _) = bonds(|seed| {
        let text = words(seed, 400);
        (edited(&text, 30, seed), text)
    });
    assert_eq!(copied, 0);
}

#[test]
fn a_cut_text_is_a_copy_and_a_dispatch_in_an_article_an_excerpt() {
    // The last two fifths are cut, as an outlet cuts from the end.
    let (copied, _, _) = bonds(|seed| {
        let text = words(seed, 500);
        (text[..300].to_vec(), text)
    });
    assert_eq!(copied, 200);
    // A paragraph of its own after the dispatch.
    let (copied, _, _) = bonds(|seed| {
        let text = words(seed, 300);
        let more = [text.clone(), words(seed + 9000, 100)].concat();
        (text, more)
    });
    assert_eq!(copied, 200);
    // A dispatch of 120 words within an article of 800: the article is no copy, and mostly the dispatch is found.
    let (copied, excerpts, _) = bonds(|seed| {
        let dispatch = words(seed, 120);
        let article = [words(seed + 5000, 300), dispatch.clone(), words(seed + 7000, 380)].concat();
        (dispatch, article)
    });
    println!("of 200 dispatches of 120 words in articles of 800, {excerpts} are found");
    assert_eq!(copied, 0);
    assert!(excerpts >= 170, "{excerpts}");
}

#[test]
fn reports_of_one_event_with_the_same_quotes_are_no_copies() {
    // Two texts of 300 words that quote the same three sentences of 25 words.
    let (copied, excerpts, none) = bonds(|seed| {
        let quotes = words(seed + 100_000, 75);
        let told = |seed: u64| [words(seed, 150), quotes.clone(), words(seed + 3, 75)].concat();
        (told(seed), told(seed + 50_000))
    });
    assert_eq!((copied, excerpts, none), (0, 0, 200));
    // A short text that is mostly one shared quote is an excerpt, never a copy of the long one.
    let (copied, _, _) = bonds(|seed| {
        let quotes = words(seed + 100_000, 75);
        ([words(seed, 30), quotes.clone()].concat(), [words(seed + 50_000, 300), quotes].concat())
    });
    assert_eq!(copied, 0);
}

#[test]
fn the_same_frame_with_other_facts_is_no_copy() {
    // A short formula: place, day and figures differ.
    let told = |place: &str, day: &str, dead: &str, by: &str| {
        let text = format!(
            "At least {dead} people were killed on {day} in an attack on the village of {place}, local officials said. \
             {by} have not claimed responsibility. The victims were buried the same day, and others fled to the town of \
             {place}."
        );
        Signature::of(&text).unwrap()
    };
    let one = told("Boyo", "Monday", "twelve", "The raiders");
    let other = told("Mbiame", "Thursday night", "four", "Gunmen from the hills");
    assert_ne!(bond(&one, &other), Some(TextBond::Copy), "{:?}", similarity(&one, &other));
}

#[test]
fn short_texts_have_no_signature() {
    assert_eq!(Signature::of(""), None);
    assert_eq!(Signature::of("Douze villageois tués à Boyo, selon le maire."), None);
    assert_eq!(Signature::of(&"encore ".repeat(400)), None);
}

#[test]
fn a_signature_survives_its_written_form_and_nothing_else_does() {
    let kept = signature(&words(1, 300));
    let text = serde_json::to_string(&kept).unwrap();
    assert_eq!(serde_json::from_str::<Signature>(&text).unwrap(), kept);
    assert!(text.len() < 1100, "{}", text.len());
    let form = String::from(kept);
    let bad = [
        String::new(),
        "1".into(),
        form.replacen('1', "2", 1),
        form[..form.len() - 8].to_owned(),
        form.to_uppercase(),
        format!("{form}-"),
        format!("{form}00000000"),
        "1-14-é".into(),
        "1-0-".into(),
        form.replace('-', "é"),
    ];
    for bad in bad {
        assert!(Signature::try_from(bad.clone()).is_err(), "{bad}");
    }
}

/// Groups by comparing all with all: copies of copies are one group.
fn by_brute_force(texts: &[(String, Signature)]) -> Vec<Vec<String>> {
    let mut group_of: Vec<usize> = (0..texts.len()).collect();
    for one in 0..texts.len() {
        for other in 0..one {
            if bond(&texts[one].1, &texts[other].1) == Some(TextBond::Copy) {
                let (from, to) = (group_of[one], group_of[other]);
                group_of.iter_mut().filter(|group| **group == from).for_each(|group| *group = to);
            }
        }
    }
    let groups: BTreeSet<usize> = group_of.iter().copied().collect();
    let docs = |group: usize| {
        let mut docs: Vec<String> = (0..texts.len())
            .filter(|text| group_of[*text] == group)
            .map(|text| texts[text].0.clone())
            .collect();
        docs.sort();
        docs
    };
    let mut groups: Vec<Vec<String>> = groups.into_iter().map(docs).filter(|docs| docs.len() > 1).collect();
    groups.sort();
    groups
}

fn named(texts: &[(String, Signature)]) -> Vec<(&str, &Signature)> {
    texts.iter().map(|(doc, signature)| (doc.as_str(), signature)).collect()
}

/// 60 texts, up to 80 copies of each: most with a few edits, so that some numbers stand in very many texts.
#[test]
fn a_dispatch_in_eighty_outlets_is_one_text() {
    let mut texts = Vec::new();
    for text in 0..60u64 {
        let told = words(text, 200);
        for copy in 0..=(text * 13 % 80) {
            let edits = usize::try_from(copy % 4).unwrap();
            texts.push((format!("r{text}-{copy}"), signature(&edited(&told, edits, copy))));
        }
    }
    let found = copies(&named(&texts));
    assert_eq!(found.groups, by_brute_force(&texts));
    assert_eq!(found.groups.len(), 59);
    assert_eq!(found.excerpts, []);
}

#[test]
fn a_chain_of_edits_is_cut_where_nothing_is_shared() {
    // Every text is a copy of the next one; the first and the last share nothing.
    let all = words(5, 2000);
    let texts: Vec<(String, Signature)> =
        (0..17).map(|at| (format!("r{at:02}"), signature(&all[at * 100..at * 100 + 400]))).collect();
    for group in copies(&named(&texts)).groups {
        let signature = |doc: &String| &texts.iter().find(|(name, _)| name == doc).unwrap().1;
        let ends = (signature(&group[0]), signature(group.last().unwrap()));
        assert!(similarity(ends.0, ends.1).shared_percent > 0, "{group:?}");
    }
}

/// Texts of which many are versions of few.
fn texts() -> impl Strategy<Value = Vec<(String, Signature)>> {
    let text = (0u64..5, 30usize..300, 0usize..12, 0u64..9);
    prop::collection::vec(text, 0..14).prop_map(|texts| {
        let text = |(at, (seed, length, edits, version)): (usize, (u64, usize, usize, u64))| {
            (format!("r{at}"), signature(&edited(&words(seed, 300)[..length], edits, version)))
        };
        texts.into_iter().enumerate().map(text).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn likeness_has_no_direction(texts in texts()) {
        for (_, one) in &texts {
            prop_assert_eq!(similarity(one, one).shared_percent, 100);
            for (_, other) in &texts {
                prop_assert_eq!(similarity(one, other), similarity(other, one));
                prop_assert_eq!(bond(one, other), bond(other, one));
                prop_assert!(similarity(one, other).shared_percent <= 100);
                prop_assert!(similarity(one, other).contained_percent <= 100);
            }
        }
    }

    #[test]
    fn the_order_of_texts_changes_nothing(texts in texts(), by in 0usize..14) {
        let mut turned = texts.clone();
        if !turned.is_empty() {
            let by = by % turned.len();
            turned.rotate_left(by);
            turned[by..].reverse();
        }
        prop_assert_eq!(copies(&named(&texts)), copies(&named(&turned)));
    }

    /// No group holds a text that is no copy of any other in it.
    #[test]
    fn groups_hold_copies(texts in texts()) {
        let Copies { groups, .. } = copies(&named(&texts));
        let signature = |doc: &String| &texts.iter().find(|(name, _)| name == doc).unwrap().1;
        let is_copy = |one: &String, other: &String| bond(signature(one), signature(other)) == Some(TextBond::Copy);
        for group in &groups {
            for doc in group {
                prop_assert!(group.iter().any(|other| other != doc && is_copy(doc, other)));
            }
        }
        // Two copies that are copies of nothing else are always found.
        let copies_of = |doc: &String| -> Vec<&String> {
            texts.iter().map(|(other, _)| other).filter(|other| *other != doc && is_copy(doc, other)).collect()
        };
        for (doc, _) in &texts {
            if let [other] = copies_of(doc)[..]
                && copies_of(other).len() == 1
            {
                prop_assert!(groups.iter().any(|group| group.contains(doc) && group.contains(other)));
            }
        }
    }
}
