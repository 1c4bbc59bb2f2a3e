//! The language of a text: stated, or guessed where the text is long enough to tell.

use crate::document::{Language, LanguageBasis};
use crate::note::ReadNote;

/// Letters below which a guess is not trusted.
const MIN_LETTERS: usize = 200;
/// Characters a guess is made on.
const SAMPLE_CHARS: usize = 8_000;
/// How sure a guess must be, of 1.
const MIN_CONFIDENCE: f64 = 0.9;

/// ISO 639-3 to 639-1, sorted; languages without two letters keep three.
const TWO_LETTERS: [(&str, &str); 70] = [
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "nb"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("yid", "yi"),
    ("zul", "zu"),
];

/// Whose word a stated language is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatedBy {
    /// A person who prepared this document: believed against the guess.
    Person,
    /// A field of a record made by a program: taken as it stands, since guessing costs more than reading the record.
    Record,
    /// The template of a web site, which is often wrong: a sure guess is believed against it.
    Template,
}

/// The language of the text, and a note where the statement is no language or disagrees with the letters.
pub(crate) fn language(
    text: &str,
    stated: Option<&str>,
    stated_by: StatedBy,
) -> (Option<Language>, Option<ReadNote>) {
    let tag = stated.and_then(primary_tag);
    let not_understood = match stated {
        Some(value) if tag.is_none() && stated_by != StatedBy::Template => {
            Some(ReadNote::LanguageNotUnderstood { value: value.chars().take(100).collect() })
        }
        Some(_) | None => None,
    };
    let found = if tag.is_some() && stated_by == StatedBy::Record { None } else { guess(text) };
    let (language, disagreement) = decide(tag, found, stated_by);
    (language, disagreement.or(not_understood))
}

fn decide(
    stated: Option<String>,
    found: Option<String>,
    stated_by: StatedBy,
) -> (Option<Language>, Option<ReadNote>) {
    match (stated, found) {
        (Some(stated), Some(found)) if stated != found => {
            let (used, basis) = match stated_by {
                StatedBy::Person | StatedBy::Record => (stated.clone(), LanguageBasis::Stated),
                StatedBy::Template => (found.clone(), LanguageBasis::Guessed),
            };
            let note = ReadNote::LanguagesDisagree { stated, found, used: used.clone() };
            (Some(Language { tag: used, basis }), Some(note))
        }
        (Some(tag), _) => (Some(Language { tag, basis: LanguageBasis::Stated }), None),
        (None, Some(tag)) => (Some(Language { tag, basis: LanguageBasis::Guessed }), None),
        (None, None) => (None, None),
    }
}

/// `fr` of `fr`, `fr-FR`, `FR_ml`, `fra`; `None` where it is no language tag.
fn primary_tag(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    let is_tag = matches!(primary.len(), 2 | 3) && primary.bytes().all(|b| b.is_ascii_lowercase());
    is_tag.then(|| two_letters(&primary).to_owned())
}

fn guess(text: &str) -> Option<String> {
    let sample: String = text.chars().take(SAMPLE_CHARS).collect();
    if sample.chars().filter(|c| c.is_alphabetic()).count() < MIN_LETTERS {
        return None;
    }
    let info = whatlang::detect(&sample)?;
    (info.confidence() >= MIN_CONFIDENCE).then(|| two_letters(info.lang().code()).to_owned())
}

fn two_letters(tag: &str) -> &str {
    TWO_LETTERS.binary_search_by_key(&tag, |(three, _)| three).map_or(tag, |at| TWO_LETTERS[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRENCH: &str = "Une trentaine de personnes ont été tuées dans un village, selon plusieurs sources locales, \
        qui parlent de civils. L’armée dit avoir mené une opération contre des combattants et ne donne pas de bilan. \
        Les habitants ont enterré leurs morts le lendemain et demandent une enquête indépendante.";

    #[test]
    fn the_table_is_complete_and_sorted() {
        assert!(TWO_LETTERS.is_sorted());
        for lang in whatlang::Lang::all() {
            assert_eq!(two_letters(lang.code()).len(), 2, "{}", lang.code());
        }
    }

    #[test]
    fn tags_are_brought_to_one_form() {
        for (written, tag) in [("fr-FR", "fr"), ("FRA", "fr"), ("pt_BR", "pt"), ("mey", "mey")] {
            assert_eq!(primary_tag(written).as_deref(), Some(tag));
        }
        for written in ["", "french", "x", "12"] {
            assert_eq!(primary_tag(written), None);
        }
    }

    #[test]
    fn a_language_that_is_none_is_noted() {
        let (language, note) = language("Douze morts.", Some("French"), StatedBy::Person);
        assert_eq!(language, None);
        insta::assert_snapshot!(note.unwrap(), @r#""French" is not a language code, so it was not used. Write fr for French, en for English."#);
    }

    #[test]
    fn a_short_text_does_not_tell() {
        assert_eq!(language("Twelve people were killed.", None, StatedBy::Person), (None, None));
    }

    #[test]
    fn a_person_is_believed_and_a_template_is_not() {
        let (person, note) = language(FRENCH, Some("es"), StatedBy::Person);
        assert_eq!(person, Some(Language { tag: "es".into(), basis: LanguageBasis::Stated }));
        insta::assert_snapshot!(note.unwrap(), @r#"The document says its language is "es", but it reads like "fr"; "es" was used."#);
        let (template, _) = language(FRENCH, Some("en-GB"), StatedBy::Template);
        assert_eq!(template, Some(Language { tag: "fr".into(), basis: LanguageBasis::Guessed }));
    }
}
