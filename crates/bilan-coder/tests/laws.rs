//! What holds of the coding of any text whatsoever.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use bilan_coder::code;
use bilan_model::{
    Account, Act, ClaimId, Coding, Outcome, Report, Span, Stance, StatusWord, TollClaim, Victims,
};
use common::{code_report, examples, packs, report, samples};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::TestCaseError;
use serde_json::Value;

type Law = Result<(), TestCaseError>;

// --- texts --------------------------------------------------------------------------------------------------------

/// What the texts of one language are made of.
struct Material {
    /// Texts of the samples and examples.
    texts: Vec<String>,
    /// Their sentences and lines.
    sentences: Vec<String>,
    /// Their words, each with the space behind it.
    words: Vec<String>,
}

fn material(language: &str) -> &'static Material {
    static ALL: OnceLock<BTreeMap<String, Material>> = OnceLock::new();
    let all =
        ALL.get_or_init(|| packs().keys().map(|language| (language.clone(), gather(language))).collect());
    &all[language]
}

fn gather(language: &str) -> Material {
    let sampled = samples().into_iter().filter(|sample| sample.header.language.as_deref() == Some(language));
    let spoken = examples(language).into_iter().map(|example| example.text);
    let texts: Vec<String> = sampled.map(|sample| sample.text).chain(spoken).collect();
    let sentences = texts.iter().flat_map(|text| text.split_inclusive(['.', '\n', '»']));
    let words: BTreeSet<&str> = texts.iter().flat_map(|text| text.split_inclusive(' ')).collect();
    Material {
        sentences: sentences.map(str::to_owned).collect(),
        words: words.into_iter().map(str::to_owned).collect(),
        texts,
    }
}

/// Sentences of several reports in one: incidents, sources and figures that never stood together.
fn story(of: &'static Material) -> impl Strategy<Value = String> {
    let between = select(vec![" ", " ", "\n\n"]);
    prop::collection::vec((select(of.sentences.as_slice()), between), 1..14)
        .prop_map(|sentences| sentences.iter().flat_map(|(words, space)| [words.as_str(), space]).collect())
}

/// A text cut, doubled and put in another order, with something else in between.
fn shuffled(of: &'static Material) -> impl Strategy<Value = String> {
    let slice = (select(of.texts.as_slice()), any::<Index>(), 1usize..60, "(\\PC|\n){0,3}");
    prop::collection::vec(slice, 1..7).prop_map(|slices| {
        let piece = |(text, from, length, between): (String, Index, usize, String)| {
            let parts: Vec<&str> = text.split_inclusive([' ', '\n', '.', ',', ';', ':']).collect();
            if parts.is_empty() {
                return between;
            }
            let from = from.index(parts.len());
            parts[from..(from + length).min(parts.len())].concat() + &between
        };
        slices.into_iter().map(piece).collect()
    })
}

/// Words that the pack knows, in no order.
fn soup(of: &'static Material) -> impl Strategy<Value = String> {
    prop::collection::vec(select(of.words.as_slice()), 0..80).prop_map(|words| words.concat())
}

/// Any text: characters, bytes read with loss, sentences and words out of joint, figures, capitals, quotes.
fn text(of: &'static Material) -> impl Strategy<Value = String> {
    let bytes = prop::collection::vec(any::<u8>(), 0..300);
    prop_oneof![
        1 => any::<String>(),
        1 => bytes.prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        8 => story(of),
        4 => shuffled(of),
        3 => soup(of),
        1 => "[0-9 .,:/-]{0,80}",
        1 => "[A-ZÉÀ ]{0,120}",
        1 => story(of).prop_map(|text| text.to_uppercase()),
        1 => "([«»“”\"(]|Trois morts |three dead |dit-il ){0,60}",
    ]
}

fn any_report() -> impl Strategy<Value = Report> {
    let languages: Vec<&str> = packs().keys().map(String::as_str).collect();
    let days = vec![None, Some("2024-05-23"), Some("2024-01-01"), Some("2023-12-31"), Some("2024-02-29")];
    let publishers = vec![None, Some("Radio Acacia"), Some("État-major de l’armée")];
    (select(languages), select(days), select(publishers)).prop_flat_map(|(language, day, publisher)| {
        text(material(language)).prop_map(move |text| {
            let mut any = report(language, day, &text);
            any.header.publisher = publisher.map(str::to_owned);
            any
        })
    })
}

// --- laws ---------------------------------------------------------------------------------------------------------

/// Checks a law on every account of a coding.
fn each(coding: &Coding, law: impl Fn(&Account) -> Law) -> Law {
    coding.incidents.iter().try_for_each(law)
}

fn words_of(report: &Report, span: Span, quote: &str) -> Law {
    prop_assert_eq!(span.of(&report.text), Some(quote), "a span's words differ from its quote");
    prop_assert!(!quote.is_empty());
    Ok(())
}

fn spans_hold_their_quotes(report: &Report, coding: &Coding) -> Law {
    each(coding, |account| {
        for toll in &account.tolls {
            words_of(report, toll.span, &toll.quote)?;
        }
        for claim in &account.status_claims {
            words_of(report, claim.span, &claim.quote)?;
            prop_assert!(claim.quote.contains(&claim.words), "the words of a status stand in its quote");
        }
        for claim in &account.responsibility_claims {
            words_of(report, claim.span, &claim.quote)?;
        }
        for party in &account.alleged_perpetrators {
            words_of(report, party.span, &party.mention)?;
        }
        for claim in &account.act_claims {
            prop_assert!(claim.span.of(&report.text).is_some(), "a span off the borders of characters");
        }
        Ok(())
    })?;
    for outside in &coding.non_incident_tolls {
        words_of(report, outside.span, &outside.quote)?;
    }
    for doubt in &coding.doubts {
        if let (Some(span), Some(quote)) = (doubt.span, &doubt.quote) {
            words_of(report, span, quote)?;
        }
    }
    Ok(())
}

/// Sources, victims and places are words of the report: nothing is put into its mouth.
fn names_are_words_of_the_report(report: &Report, coding: &Coding) -> Law {
    let said = |words: &str| words == "author" || report.text.contains(words);
    each(coding, |account| {
        for toll in &account.tolls {
            prop_assert!(said(&toll.attributed_to), "no such source: {}", toll.attributed_to);
            prop_assert!(toll.chain.iter().all(|source| said(source)));
            prop_assert!(toll.victim_words.iter().all(|words| said(words)));
        }
        // A stretch of road is named by its two ends: "fired at between A and B" is "A-B".
        let place = &account.place.name;
        let ends = || place.split('-').all(|end| report.text.contains(end));
        prop_assert!(report.text.contains(place) || ends(), "no such place: {place}");
        prop_assert!(account.place.admin.iter().all(|area| report.text.contains(area)));
        Ok(())
    })
}

/// A part belongs to a toll of the same account, and following parts ends at a whole.
fn parts_lead_to_a_whole(_: &Report, coding: &Coding) -> Law {
    each(coding, |account| {
        for start in 0..account.tolls.len() {
            let (mut at, mut steps) = (start, 0);
            while let Some(whole) = account.tolls[at].part_of {
                prop_assert!(whole < account.tolls.len(), "part of a toll that is not there");
                prop_assert!(steps < account.tolls.len(), "parts in a circle from toll {start}");
                (at, steps) = (whole, steps + 1);
            }
        }
        Ok(())
    })
}

fn confidence_is_a_share(_: &Report, coding: &Coding) -> Law {
    each(coding, |account| {
        for toll in &account.tolls {
            prop_assert!((0.0..=1.0).contains(&toll.confidence), "confidence {}", toll.confidence);
            prop_assert!(!toll.rules.is_empty(), "a toll that no rule read");
        }
        Ok(())
    })
}

fn a_chain_ends_at_the_one_who_knows(_: &Report, coding: &Coding) -> Law {
    each(coding, |account| {
        for toll in &account.tolls {
            if toll.attributed_to == "author" {
                prop_assert!(toll.chain.is_empty(), "the author speaks through {:?}", toll.chain);
            } else {
                prop_assert_eq!(toll.chain.last(), Some(&toll.attributed_to));
            }
            let links: BTreeSet<&String> = toll.chain.iter().collect();
            prop_assert_eq!(links.len(), toll.chain.len(), "a source twice in {:?}", toll.chain);
        }
        Ok(())
    })
}

fn claim_ids(account: &Account) -> impl Iterator<Item = &ClaimId> {
    let tolls = account.tolls.iter().map(|claim| &claim.id);
    let statuses = account.status_claims.iter().map(|claim| &claim.id);
    let responsibility = account.responsibility_claims.iter().map(|claim| &claim.id);
    let acts = account.act_claims.iter().map(|claim| &claim.id);
    tolls.chain(statuses).chain(responsibility).chain(acts)
}

fn claim_ids_stand_once(_: &Report, coding: &Coding) -> Law {
    let mut seen = BTreeSet::new();
    each_id(coding, |id| seen.insert(id.clone()))
}

fn each_id(coding: &Coding, mut first: impl FnMut(&ClaimId) -> bool) -> Law {
    for id in coding.incidents.iter().flat_map(claim_ids) {
        prop_assert!(first(id), "the claim {} stands twice", id.as_str());
    }
    Ok(())
}

/// Acts that tolls of an outcome imply; without such a toll they are no act of the account.
fn act_of(outcome: Outcome) -> Option<Act> {
    match outcome {
        Outcome::Killed => Some(Act::Killing),
        Outcome::Injured => Some(Act::Injury),
        Outcome::Abducted => Some(Act::Abduction),
        Outcome::Displaced => Some(Act::Displacement),
        Outcome::Detained => Some(Act::Detention),
        Outcome::Raped => Some(Act::SexualViolence),
        Outcome::Missing => None,
    }
}

fn lists_are_projections_of_claims(_: &Report, coding: &Coding) -> Law {
    each(coding, |account| {
        let of_tolls: BTreeSet<Act> = account
            .tolls
            .iter()
            .filter(|toll| !toll.count.is_none())
            .filter_map(|toll| act_of(toll.outcome))
            .collect();
        let implied: BTreeSet<Act> = [
            Act::Killing,
            Act::Injury,
            Act::Abduction,
            Act::Displacement,
            Act::Detention,
            Act::SexualViolence,
        ]
        .into();
        let told = account.act_claims.iter().map(|claim| claim.act).filter(|act| !implied.contains(act));
        let acts: BTreeSet<Act> = told.chain(of_tolls).collect();
        prop_assert_eq!(account.acts.iter().copied().collect::<BTreeSet<_>>(), acts, "acts");
        let methods: BTreeSet<_> = account.act_claims.iter().filter_map(|claim| claim.method).collect();
        prop_assert_eq!(account.methods.iter().copied().collect::<BTreeSet<_>>(), methods, "methods");
        let blamed: BTreeSet<(&str, &str)> = account
            .responsibility_claims
            .iter()
            .filter(|claim| claim.stance != Stance::Denies)
            .map(|claim| (claim.party.as_str(), claim.attributed_to.as_str()))
            .collect();
        let listed: BTreeSet<(&str, &str)> = account
            .alleged_perpetrators
            .iter()
            .map(|party| (party.name.as_str(), party.attributed_to.as_str()))
            .collect();
        prop_assert_eq!(listed, blamed, "alleged perpetrators, and those whom someone blames or who admit");
        Ok(())
    })
}

fn contested_is_a_projection_of_status_claims(_: &Report, coding: &Coding) -> Law {
    each(coding, |account| {
        let says = |status| account.status_claims.iter().filter(move |claim| claim.status == status);
        // "Those killed were soldiers" denies that they were civilians as "they were rebels" does: whose fighters they are
        // called decides nothing.
        let fighters = || says(StatusWord::Combatants).chain(says(StatusWord::Other));
        let another = |source: &str| fighters().any(|other| other.attributed_to != source);
        let counts = |toll: &TollClaim| toll.outcome == Outcome::Killed && !toll.count.is_none();
        // "All were militiamen", where somebody else counts women and children among the dead: the annotators call that
        // a dispute too, though nobody says "civilians".
        let unlikely =
            |toll: &&TollClaim| counts(toll) && matches!(toll.victims, Victims::Women | Victims::Children);
        let contested = says(StatusWord::Civilians).any(|claim| another(&claim.attributed_to))
            || account.tolls.iter().filter(unlikely).any(|toll| another(&toll.attributed_to));
        for toll in &account.tolls {
            // Two sources may each count their own dead: a figure is disputed only where two speak of what they were.
            prop_assert!(!toll.status_contested || (contested && counts(toll)), "of {:?}", toll.quote);
        }
        Ok(())
    })
}

/// An incident has a place or a date, and its name in the record is its own.
fn an_incident_is_somewhere_or_sometime(_: &Report, coding: &Coding) -> Law {
    for (number, account) in (1..).zip(&coding.incidents) {
        prop_assert_eq!(&account.id, &format!("i{number}"));
        prop_assert!(account.date.is_some() || !account.place.name.is_empty());
    }
    Ok(())
}

fn json(coding: &Coding) -> String {
    serde_json::to_string(coding).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_lie_on_characters_and_hold_their_quotes(report in any_report()) {
        spans_hold_their_quotes(&report, &code_report(&report))?;
    }

    #[test]
    fn sources_victims_and_places_are_words_of_the_report(report in any_report()) {
        names_are_words_of_the_report(&report, &code_report(&report))?;
    }

    #[test]
    fn parts_stay_in_their_account_and_never_run_in_circles(report in any_report()) {
        parts_lead_to_a_whole(&report, &code_report(&report))?;
    }

    #[test]
    fn confidence_lies_between_0_and_1(report in any_report()) {
        confidence_is_a_share(&report, &code_report(&report))?;
    }

    // Fails: "A councillor, citing a midwife, said nine herders were killed at Tambore on Friday." gives the chain
    // ["a midwife", "a midwife"].
    #[test]
    fn the_chain_ends_at_the_source(report in any_report()) {
        a_chain_ends_at_the_one_who_knows(&report, &code_report(&report))?;
    }

    #[test]
    fn claim_ids_are_unique_in_a_coding(report in any_report()) {
        claim_ids_stand_once(&report, &code_report(&report))?;
    }

    // Fails: "The Malian army said it had neutralised 29 terrorists at Tambore on Friday." gives an admission and no
    // alleged perpetrator.
    #[test]
    fn acts_methods_and_perpetrators_are_projections_of_claims(report in any_report()) {
        lists_are_projections_of_claims(&report, &code_report(&report))?;
    }

    #[test]
    fn contested_says_what_the_status_claims_say(report in any_report()) {
        contested_is_a_projection_of_status_claims(&report, &code_report(&report))?;
    }

    #[test]
    fn an_incident_has_a_place_or_a_date(report in any_report()) {
        an_incident_is_somewhere_or_sometime(&report, &code_report(&report))?;
    }

    #[test]
    fn coding_twice_gives_the_same_bytes(report in any_report()) {
        prop_assert_eq!(json(&code_report(&report)), json(&code_report(&report)));
    }

    // Fails, seldom, where a confidence is 0.44999999999999996: see `a_confidence_has_two_decimals`.
    #[test]
    fn the_record_survives_its_own_format(report in any_report()) {
        let coding = code_report(&report);
        prop_assert_eq!(serde_json::from_str::<Coding>(&json(&coding)).unwrap(), coding);
    }

    #[test]
    fn without_a_year_in_text_or_header_no_date_is_made(report in any_report()) {
        let undated = without_years(&report);
        for account in code_report(&undated).incidents {
            prop_assert_eq!(account.date, None, "a year from nowhere in {:?}", undated.text);
        }
    }

    #[test]
    fn the_shape_of_apostrophes_and_spaces_changes_nothing(report in any_report(), wide in any::<[bool; 8]>()) {
        let plain = Report { text: plain(&report.text), ..report };
        let typeset = Report { text: typeset(&plain.text, wide), ..plain.clone() };
        let (plain, typeset) = (code_report(&plain), code_report(&typeset));
        prop_assert_eq!(without_spans(&plain), without_spans(&typeset));
    }
}

// --- what the laws compare ------------------------------------------------------------------------------------------

/// The report without publication date, each number written "12": nothing in it can be a year.
fn without_years(report: &Report) -> Report {
    let mut text = String::with_capacity(report.text.len());
    let mut number = false;
    for c in report.text.chars() {
        let digit = c.is_ascii_digit();
        // A thousands separator between two digits is part of the number.
        if digit && !number {
            text.push_str("12 ");
        } else if !(digit || number && is_separator(c)) {
            text.push(c);
        }
        number = digit || (number && is_separator(c));
    }
    let mut undated = Report { text, ..report.clone() };
    undated.header.published = None;
    undated
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '.' | ',' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// Straight apostrophes and plain spaces.
fn plain(text: &str) -> String {
    text.replace(['\u{2019}', '\u{2018}', '\u{2bc}'], "'").replace(['\u{a0}', '\u{202f}', '\u{2009}'], " ")
}

/// Typographic apostrophes, and spaces that keep lines together: all, or some by the pattern `wide`.
fn typeset(text: &str, wide: [bool; 8]) -> String {
    let mut seen = 0;
    text.chars()
        .map(|c| {
            seen += usize::from(matches!(c, '\'' | ' '));
            match c {
                '\'' if wide[seen % 8] => '\u{2019}',
                ' ' if wide[seen % 8] => ['\u{a0}', '\u{202f}', '\u{2009}'][seen % 3],
                other => other,
            }
        })
        .collect()
}

/// A coding with every text in plain type, without spans and without the ids that hang on them.
fn without_spans(coding: &Coding) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                let claim = fields.contains_key("span");
                fields.retain(|key, _| key != "span" && !(claim && key == "id"));
                fields.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            Value::String(text) => *text = plain(text),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut value = serde_json::to_value(coding).unwrap();
    strip(&mut value);
    value
}

// --- texts that break programs --------------------------------------------------------------------------------------

/// Every law on one text, in every language.
fn check(text: &str) {
    for (language, pack) in packs() {
        for day in [None, Some("2024-05-23")] {
            let report = report(language, day, text);
            let coding = code(&report, pack);
            let laws = [
                spans_hold_their_quotes,
                names_are_words_of_the_report,
                parts_lead_to_a_whole,
                confidence_is_a_share,
                a_chain_ends_at_the_one_who_knows,
                claim_ids_stand_once,
                an_incident_is_somewhere_or_sometime,
            ];
            for law in laws {
                let start: String = text.chars().take(200).collect();
                law(&report, &coding).unwrap_or_else(|broken| panic!("{language}, {start:?}: {broken}"));
            }
        }
    }
}

/// Fails: 0.7 less 0.15 is written 0.5499999999999999, and JSON readers need not keep the last bit of that.
#[test]
fn a_confidence_has_two_decimals() {
    for language in packs().keys() {
        for example in examples(language) {
            let coding = code_report(&report(language, Some("2024-07-23"), &example.text));
            for toll in coding.incidents.iter().flat_map(|account| &account.tolls) {
                assert!(toll.confidence.to_string().len() <= 4, "{} of {:?}", toll.confidence, example.text);
            }
        }
    }
}

/// What broke a law once, found by many random cases.
#[test]
fn texts_that_broke_a_law_once_keep_them() {
    for text in [
        "mine Hunger four \"Amassine: beheaded 1 be judges \"Amassine: ",
        "tient l'information d'une infirmière, parle de huit morts mardi à Ouro-Sabé.",
        "- Eighteen shooting accused of fighters. Friday attack ",
        "Une frappe a touché Tamboré lundi. Le ministère dément toute perte civile.\u{fffd} d'habitants Les soldats ont passé \
         par les armes huit bergers dimanche à ALe chef du village compte quarante tués civils ont péri lundi dans une \
         attaque à Ouro-Sabé.",
        "January.\"Amassine: 1 Amasrakad.\n\nWe feared citing mayor 2023. a shooting Seven ",
        "heard from after Friday's ambush near Tambore.claimed responsibility for Friday's ambush near Tambore and \
         said it had killed 14 of ",
    ] {
        check(text);
    }
}

/// "Mopti region" twice, once with a space that keeps the words together, is one area.
#[test]
fn an_area_written_with_another_space_is_the_same_area() {
    let told = "About 300 civilian men were executed in Moura, a market town in the Mopti region of central Mali, \
                between 27 and 31 March 2022, the Central Sahel Rights Network said today. <p>The United Nations \
                human rights office, OHCHR, today published the report of a fact-finding mission on the military \
                operation that took place in Moura, in the Mopti region of Mali, from 27 to 31 March 2022. ";
    let (first, second) = (told.find("Mopti region").unwrap(), told.rfind("Mopti region").unwrap());
    for space in ["\u{a0}", "\u{202f}", "\u{2009}", "  "] {
        for at in [first, second] {
            let mut text = told.to_owned();
            text.replace_range(at..at + "Mopti region".len(), &format!("Mopti{space}region"));
            let coding = code_report(&report("en", None, &text));
            let areas: Vec<String> =
                coding.incidents[0].place.admin.iter().map(|area| plain(area).replace("  ", " ")).collect();
            assert_eq!(areas, ["Mopti region"], "{text:?}");
        }
    }
}

#[test]
fn sample_reports_keep_the_laws() {
    for sample in samples() {
        check(&sample.text);
    }
}

#[test]
fn empty_and_blank_texts_hold_nothing() {
    for text in ["", " ", "\n\n\n", "\u{feff}", "\u{202e}\u{200b}", "\0\0\0", ".", "«", "’"] {
        check(text);
        for pack in packs().values() {
            assert_eq!(code(&report(pack.language(), None, text), pack), Coding::empty("r"), "{text:?}");
        }
    }
}

#[test]
fn very_long_lines_are_read() {
    check(&"Dix villageois ont été tués à Gao et ".repeat(600));
    check(&"selon un élu, three villagers were killed, ".repeat(600));
    check(&"x".repeat(200_000));
    check(&"a ".repeat(20_000));
}

#[test]
fn deep_quotes_and_brackets_are_read() {
    for mark in ["« ", "“", "\"", "(", "« il dit que ", "selon un élu, selon "] {
        check(&format!("{}trois morts à Gao le 3 mai{}", mark.repeat(1000), "»".repeat(1000)));
    }
}

#[test]
fn figures_without_bound_are_read() {
    check(&"9".repeat(5000));
    check(&"1 000 ".repeat(2000));
    check(&"deux cent mille millions ".repeat(500));
    check(
        "99999999999999999999999 morts à Gao le 99999999999 mai 99999. 31 février 2024, 0 janvier, 29 février 2023.",
    );
    check("Il y a 99999999 ans, trois morts à Gao. 9999 months ago three died. Dix mille siècles plus tard.");
}

#[test]
fn capitals_are_read() {
    check(&"TROIS VILLAGEOIS TUÉS À GAO LE 3 MAI PAR L’ARMÉE MALIENNE. ".repeat(50));
    check("ÉTAT-MAJOR İSTANBUL ẞTRASSE ŒUVRE ǅ ﬁn");
}
