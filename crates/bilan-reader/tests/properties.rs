//! Whatever the bytes: no panic, the same result twice, and a text that keeps its promises.

use bilan_reader::{Format, Hint, LanguageBasis, Part, ReadNote, read, read_json_line, visible_controls};
use proptest::prelude::*;

const PAGES: [&str; 3] = [
    include_str!("pages/fr-article.html"),
    include_str!("pages/en-article.html"),
    include_str!("pages/es-short.html"),
];

/// Reads twice and checks what holds of every reading.
fn check(bytes: &[u8], hint: &Hint<'_>) {
    let result = read(bytes, hint);
    assert_eq!(result, read(bytes, hint));
    for part in result.unwrap_or_default() {
        check_part(&part);
    }
}

fn check_part(part: &Part) {
    let Ok(document) = &part.outcome else { return };
    assert!(!document.text.trim().is_empty());
    assert!(
        document.format == Format::JsonLines
            || !document.text.contains('\r')
            || document.format == Format::Html
    );
    if let Some(language) = &document.language {
        assert!(matches!(language.tag.len(), 2 | 3));
        let letters = document.text.chars().filter(|c| c.is_alphabetic()).count();
        assert!(language.basis == LanguageBasis::Stated || letters >= 200);
    }
    for note in &document.notes {
        assert!(!note.to_string().is_empty());
        if let ReadNote::HiddenCharacters { at, .. } = note {
            assert!(at.iter().all(|at| document.text.is_char_boundary(*at)));
        }
    }
    let shown = visible_controls(&document.text);
    assert!(!shown.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\u{0C}')));
}

fn formats() -> impl Strategy<Value = Option<Format>> {
    prop::sample::select(vec![
        None,
        Some(Format::Text),
        Some(Format::Markdown),
        Some(Format::Html),
        Some(Format::JsonLines),
    ])
}

/// A page with pieces of itself cut out, doubled, moved and spoilt.
fn mutated_page() -> impl Strategy<Value = Vec<u8>> {
    let edits = prop::collection::vec(
        (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..5_u8, any::<u8>()),
        1..24,
    );
    (prop::sample::select(PAGES.to_vec()), edits).prop_map(|(page, edits)| {
        let mut bytes = page.as_bytes().to_vec();
        for (one, other, edit, byte) in edits {
            if bytes.is_empty() {
                break;
            }
            let (a, b) = (one.index(bytes.len()), other.index(bytes.len()));
            let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 400));
            match edit {
                0 => drop(bytes.drain(from..to)),
                1 => bytes[a] = byte,
                2 => bytes.extend_from_within(from..to),
                3 => bytes.insert(a, byte),
                _ => bytes.swap(a, b),
            }
        }
        bytes
    })
}

/// Tags strung together without regard for any rule.
fn tag_soup() -> impl Strategy<Value = String> {
    let names = vec![
        "a",
        "b",
        "p",
        "div",
        "table",
        "tr",
        "td",
        "ul",
        "li",
        "svg",
        "math",
        "template",
        "select",
        "option",
        "form",
        "script",
        "style",
        "title",
        "textarea",
        "sup",
        "s",
        "q",
        "pre",
        "br",
        "html",
        "body",
        "head",
        "frameset",
        "article",
        "main",
        "object",
        "button",
        "h1",
        "font",
        "noscript",
        "plaintext",
        "annotation-xml",
        "mi",
    ];
    let piece = (prop::sample::select(names), 0..4_u8, "[a-z0-9 .,&<\u{A0}é]{0,12}").prop_map(
        |(name, kind, words)| match kind {
            0 => format!("</{name}>{words}"),
            1 => format!("<{name} class='{words}'>"),
            _ => format!("<{name}>{words}"),
        },
    );
    prop::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..600), format in formats()) {
        check(&bytes, &Hint { file_name: None, format });
    }

    #[test]
    fn any_text(text in "(?s).{0,300}", format in formats()) {
        check(text.as_bytes(), &Hint { file_name: None, format });
    }

    #[test]
    fn any_line(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "(?s).{0,80}") {
        check_part(&read_json_line(&bytes, 1));
        let line = serde_json::json!({ "doc": "a", "text": text }).to_string();
        let part = read_json_line(line.as_bytes(), 1);
        if let Ok(document) = &part.outcome {
            prop_assert_eq!(&document.text, &text);
        } else {
            prop_assert!(text.trim().is_empty());
        }
    }

    #[test]
    fn any_utf8_text_is_kept_to_the_letter(text in "[a-zéèœ’«» \u{A0}\n*_>.-]{1,200}") {
        prop_assume!(!text.trim().is_empty() && !text.starts_with("---"));
        let parts = read(text.as_bytes(), &Hint { file_name: None, format: Some(Format::Text) }).expect("text");
        let read = &parts[0].outcome.as_ref().expect("text").text;
        prop_assert!(text.ends_with(read.as_str()));
        prop_assert!(text[..text.len() - read.len()].trim().is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_spoilt_page(bytes in mutated_page()) {
        check(&bytes, &Hint { file_name: Some("page.html"), format: None });
    }

    #[test]
    fn any_tag_soup(page in tag_soup()) {
        check(page.as_bytes(), &Hint { file_name: None, format: Some(Format::Html) });
    }
}
