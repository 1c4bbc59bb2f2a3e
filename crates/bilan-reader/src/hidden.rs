//! Characters that do not show, or change how others show.

use std::fmt;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::note::ReadNote;

/// Positions kept of each kind.
const MAX_PLACES: usize = 10;

/// What a hidden character does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HiddenKind {
    /// Turns the direction of what follows: U+202A to U+202E, U+2066 to U+2069.
    Direction,
    /// Marks a direction for neighbours only, common in Arabic and Hebrew: U+061C, U+200E, U+200F.
    DirectionMark,
    /// Takes no room: zero-width spaces and joiners, soft hyphens, fillers.
    ZeroWidth,
    /// Unicode tags and variation selectors, which can carry a hidden message.
    Tag,
    /// NUL bytes.
    Nul,
    /// Other control characters, among them those that steer a terminal.
    Control,
    /// Code points that stand for no character.
    NotACharacter,
}

impl HiddenKind {
    /// Whether it can make a person read something else than the machine does.
    pub fn can_deceive(self) -> bool {
        match self {
            HiddenKind::Direction
            | HiddenKind::ZeroWidth
            | HiddenKind::Tag
            | HiddenKind::Nul
            | HiddenKind::Control
            | HiddenKind::NotACharacter => true,
            HiddenKind::DirectionMark => false,
        }
    }

    const ALL: [HiddenKind; 7] = [
        HiddenKind::Direction,
        HiddenKind::DirectionMark,
        HiddenKind::ZeroWidth,
        HiddenKind::Tag,
        HiddenKind::Nul,
        HiddenKind::Control,
        HiddenKind::NotACharacter,
    ];
}

impl fmt::Display for HiddenKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            HiddenKind::Direction => "characters that turn the direction of writing",
            HiddenKind::DirectionMark => "direction marks common in Arabic and Hebrew",
            HiddenKind::ZeroWidth => "invisible characters without width",
            HiddenKind::Tag => "invisible tag characters which can carry a hidden message",
            HiddenKind::Nul => "NUL characters",
            HiddenKind::Control => "control characters",
            HiddenKind::NotACharacter => "code points that stand for no character",
        })
    }
}

/// What a character hides, if it does. Tab, line feed and form feed do not count.
pub(crate) fn hidden_kind(c: char) -> Option<HiddenKind> {
    match c {
        '\t' | '\n' | '\u{0C}' | ' '..='~' => None,
        '\0' => Some(HiddenKind::Nul),
        '\u{01}'..='\u{1F}' | '\u{7F}'..='\u{9F}' => Some(HiddenKind::Control),
        '\u{AD}'
        | '\u{034F}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{17B4}'
        | '\u{17B5}'
        | '\u{180B}'..='\u{180E}'
        | '\u{200B}'..='\u{200D}'
        | '\u{2060}'..='\u{2064}'
        | '\u{3164}'
        | '\u{FEFF}'
        | '\u{FFA0}' => Some(HiddenKind::ZeroWidth),
        '\u{061C}' | '\u{200E}' | '\u{200F}' => Some(HiddenKind::DirectionMark),
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => Some(HiddenKind::Direction),
        '\u{2028}' | '\u{2029}' | '\u{206A}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}' => {
            Some(HiddenKind::Control)
        }
        '\u{E0000}'..='\u{E0FFF}' => Some(HiddenKind::Tag),
        '\u{FDD0}'..='\u{FDEF}' => Some(HiddenKind::NotACharacter),
        _ if u32::from(c) & 0xFFFE == 0xFFFE => Some(HiddenKind::NotACharacter),
        _ => None,
    }
}

/// One note for each kind of hidden character in the text, in the order of [`HiddenKind`].
pub(crate) fn hidden_notes(text: &str) -> Vec<ReadNote> {
    let mut found: [(usize, Option<char>, Vec<usize>); 7] = Default::default();
    for (at, c) in text.char_indices() {
        let Some(kind) = hidden_kind(c) else { continue };
        let (count, first, places) = &mut found[kind as usize];
        *count += 1;
        first.get_or_insert(c);
        if places.len() < MAX_PLACES {
            places.push(at);
        }
    }
    let with_kind = HiddenKind::ALL.into_iter().zip(found);
    with_kind
        .filter_map(|(kind, (count, first, at))| {
            let first = format!("U+{:04X}", u32::from(first?));
            Some(ReadNote::HiddenCharacters { kind, count, first, at })
        })
        .collect()
}

/// The text with every hidden character shown as a marker, such as `⟦U+202E⟧`: for terminals and pages.
///
/// Tabs, line feeds and form feeds stay. The result is for the eye: spans index the text, not this.
///
/// ```
/// assert_eq!(bilan_reader::visible_controls("12\u{202E} killed\n"), "12⟦U+202E⟧ killed\n");
/// ```
pub fn visible_controls(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if hidden_kind(c).is_some() {
            write!(shown, "⟦U+{:04X}⟧", u32::from(c)).expect("a String takes every write");
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_found_where_it_stands() {
        let text = "a\u{202E}b\u{200F}c\u{200B}d\u{E0041}e\0f\u{1B}g\u{FFFE}h\u{200B}";
        let lines: Vec<String> = hidden_notes(text).iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(lines.join("\n"), @r#"
        Kept in the text, characters that turn the direction of writing: 1, the first (U+202E) at byte 1 of the text.
        Kept in the text, direction marks common in Arabic and Hebrew: 1, the first (U+200F) at byte 5 of the text.
        Kept in the text, invisible characters without width: 2, the first (U+200B) at byte 9 of the text.
        Kept in the text, invisible tag characters which can carry a hidden message: 1, the first (U+E0041) at byte 13 of the text.
        Kept in the text, NUL characters: 1, the first (U+0000) at byte 18 of the text.
        Kept in the text, control characters: 1, the first (U+001B) at byte 20 of the text.
        Kept in the text, code points that stand for no character: 1, the first (U+FFFE) at byte 22 of the text.
        "#);
        assert_eq!(
            visible_controls(text),
            "a⟦U+202E⟧b⟦U+200F⟧c⟦U+200B⟧d⟦U+E0041⟧e⟦U+0000⟧f⟦U+001B⟧g⟦U+FFFE⟧h⟦U+200B⟧"
        );
    }

    #[test]
    fn ordinary_writing_hides_nothing() {
        for text in ["L’armée\u{A0}: «\u{202F}trente\u{202F}» morts\n", "قُتل ١٢ شخصًا", "❤\u{FE0F}\t\u{0C}"]
        {
            assert_eq!(hidden_notes(text), []);
            assert_eq!(visible_controls(text), text);
        }
    }

    #[test]
    fn only_the_first_places_are_listed() {
        let text = "\u{200B}".repeat(50);
        let [ReadNote::HiddenCharacters { count, at, .. }] = &hidden_notes(&text)[..] else {
            panic!("one note")
        };
        assert_eq!((*count, at.len()), (50, MAX_PLACES));
    }
}
