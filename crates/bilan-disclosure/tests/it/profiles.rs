//! The file of profiles: whole, in both languages, and refused where it contradicts itself.

use bilan_disclosure::{Item, Language, ProfileError, Profiles, Treatment};
use bilan_model::{Code as _, Profile, Withheld};

use crate::sample::PROFILES;

#[test]
fn the_fourteen_are_there_and_none_is_kept_from_nobody() {
    let profiles = Profiles::read(PROFILES).unwrap();
    let numbers: Vec<usize> = Item::ALL.iter().filter_map(|item| item.number()).collect();
    assert_eq!(numbers, (1..=14).collect::<Vec<_>>());
    let public = profiles.rules(Profile::Public, Language::En);
    let internal = profiles.rules(Profile::Internal, Language::En);
    for &item in Item::ALL {
        assert!(public.treatment(item) > Treatment::Keep, "{item:?}");
        assert_eq!(internal.treatment(item), Treatment::Keep, "{item:?}");
        for language in [Language::En, Language::Fr] {
            assert!(profiles.sentence(item, language).ends_with('.'), "{item:?}");
        }
    }
    assert!((public.risk_bar() - 0.03).abs() < f64::EPSILON);
    assert_eq!(public.least_class(), 3);
}

#[test]
fn a_narrower_profile_never_sees_more() {
    let changed = |from: &str, to: &str| Profiles::read(&PROFILES.replacen(from, to, 1)).unwrap_err();
    let lax = changed("court = \"coarsen\"\npublic = \"withhold\"", "court = \"coarsen\"\npublic = \"keep\"");
    assert_eq!(
        lax.to_string(),
        "\"witness_identity\": court is stricter than public, which must see no more"
    );
    assert!(matches!(changed("k = 3", "k = 0"), ProfileError::Figure(_)));
    assert!(matches!(changed("risk = 0.03", "risk = 1.03"), ProfileError::Figure(_)));
    assert!(matches!(changed("code = \"quotes\"", "code = \"report_ids\""), ProfileError::NotOnce(_)));
    assert!(matches!(changed("number = 14", "number = 13"), ProfileError::Figure(_)));
    assert!(matches!(changed("tries = 64", "tries = 0"), ProfileError::Figure(_)));
    assert!(matches!(changed("\"displaced\"]", "\"raped\"]"), ProfileError::Figure(_)));
    assert!(matches!(Profiles::read("x"), Err(ProfileError::Shape(_))));
}

#[test]
fn ids_that_say_place_and_day_go_where_these_do() {
    let ids = PROFILES.find("code = \"incident_ids\"").unwrap();
    let (before, after) = PROFILES.split_at(ids);
    let after = after.replacen("partner = \"withhold\"", "partner = \"keep\"", 1);
    assert_eq!(Profiles::read(&format!("{before}{after}")), Err(ProfileError::IdsTell("partner")));
}

#[test]
fn notes_say_what_was_withheld_and_how_often() {
    let profiles = Profiles::read(PROFILES).unwrap();
    let mut withheld = Withheld::default();
    withheld.count(Item::Quotes.code(), 3);
    withheld.count(Item::WitnessIdentity.code(), 2);
    let notes = profiles.notes(&withheld, Language::Fr);
    assert_eq!(notes.len(), 2);
    assert!(notes[0].starts_with("Qui a parlé") && notes[0].ends_with("(2)"), "{notes:?}");
    assert!(notes[1].ends_with("(3)"));
}
