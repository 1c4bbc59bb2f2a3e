//! What a person must know of a reading: the notes that travel with a text.

use std::fmt;

use serde::Serialize;

use crate::hidden::HiddenKind;

/// Something about the reading of a document that a person must know.
///
/// Its `Display` is one plain sentence or two. Positions are UTF-8 bytes of the text, from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum ReadNote {
    /// The encoding was worked out from the letters, not stated.
    CharsetGuessed {
        /// The encoding taken.
        encoding: &'static str,
    },
    /// The document states an encoding and its bytes are in another.
    CharsetOverruled {
        /// What it states.
        stated: &'static str,
        /// What its bytes are.
        used: &'static str,
    },
    /// Characters that could not be read stand as U+FFFD.
    UnreadableCharacters {
        /// How many.
        count: usize,
        /// Where the first stands.
        first_at: usize,
    },
    /// Line ends CR LF or CR became LF.
    LineEndsChanged {
        /// How many.
        count: usize,
    },
    /// Characters that do not show, or change how others show. They are kept in the text.
    HiddenCharacters {
        /// What they do.
        kind: HiddenKind,
        /// How many.
        count: usize,
        /// The first of them, as `U+202E`.
        first: String,
        /// Where they stand; at most the first ten.
        at: Vec<usize>,
    },
    /// A date that could not be understood, and was not used.
    DateNotUnderstood {
        /// As it is written.
        value: String,
    },
    /// The page gives several days of publication.
    DatesDisagree {
        /// The day taken.
        used: String,
        /// Another day given.
        other: String,
    },
    /// The day of publication was taken from the first time stamp shown on the page.
    DateFromTimeStamp {
        /// The day taken.
        used: String,
    },
    /// A language that could not be understood, and was not used.
    LanguageNotUnderstood {
        /// As it is written.
        value: String,
    },
    /// The document states one language and reads like another.
    LanguagesDisagree {
        /// The language stated.
        stated: String,
        /// The language it reads like.
        found: String,
        /// The one taken.
        used: String,
    },
    /// Lines of the block at the top (front matter) that were left out of the text and have no use here.
    FrontMatterUnused {
        /// Their names.
        keys: Vec<String>,
    },
    /// The heading at the top was taken as the title and left out of the text.
    HeadingIsTitle,
    /// A web page gave very little text.
    ShortText {
        /// How many characters.
        characters: usize,
    },
    /// The article could not be told from the rest of the page.
    WholePage {
        /// Why.
        why: WholePageWhy,
    },
    /// Lines that look like a menu are in the text.
    MenuLines {
        /// How many.
        count: usize,
        /// The first of them.
        first: String,
    },
    /// Lines with figures, inside the page's main part, that were judged not to be part of the article.
    FigureLinesLeftOut {
        /// How many.
        count: usize,
        /// The first of them.
        first: String,
    },
    /// Words struck through on the page are in the text like any other.
    StruckWords {
        /// How many pieces.
        count: usize,
    },
    /// Pictures and other files embedded in the page were not read.
    EmbeddedFiles {
        /// How many bytes.
        bytes: usize,
    },
}

/// Why a page was read whole, less its menus and asides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WholePageWhy {
    /// There is too little text to tell.
    Short,
    /// There are more pieces than the article finder is given.
    Large,
    /// The article finder gave up.
    NotFound,
}

impl ReadNote {
    /// Whether a person should look at the original before relying on the text.
    pub fn asks_for_a_look(&self) -> bool {
        match self {
            ReadNote::CharsetGuessed { .. }
            | ReadNote::UnreadableCharacters { .. }
            | ReadNote::DateNotUnderstood { .. }
            | ReadNote::DatesDisagree { .. }
            | ReadNote::DateFromTimeStamp { .. }
            | ReadNote::LanguageNotUnderstood { .. }
            | ReadNote::LanguagesDisagree { .. }
            | ReadNote::ShortText { .. }
            | ReadNote::WholePage { .. }
            | ReadNote::MenuLines { .. }
            | ReadNote::FigureLinesLeftOut { .. }
            | ReadNote::StruckWords { .. } => true,
            ReadNote::HiddenCharacters { kind, .. } => kind.can_deceive(),
            ReadNote::CharsetOverruled { .. }
            | ReadNote::LineEndsChanged { .. }
            | ReadNote::FrontMatterUnused { .. }
            | ReadNote::HeadingIsTitle
            | ReadNote::EmbeddedFiles { .. } => false,
        }
    }
}

impl fmt::Display for ReadNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadNote::CharsetGuessed { encoding } => write!(
                f,
                "The document does not say how its letters are encoded; {encoding} fits best. Check the accents in \
                 names."
            ),
            ReadNote::CharsetOverruled { stated, used } => {
                write!(f, "The document says its letters are {stated}, but they are {used}; {used} was used.")
            }
            ReadNote::UnreadableCharacters { count, first_at } => write!(
                f,
                "Characters that could not be read, and show as \u{FFFD}: {count}, the first at byte {first_at} of the \
                 text."
            ),
            ReadNote::LineEndsChanged { count } => {
                write!(f, "Line ends changed to the common form: {count}. No word was changed.")
            }
            ReadNote::HiddenCharacters { kind, count, first, at } => {
                let first_at = at.first().copied().unwrap_or_default();
                write!(
                    f,
                    "Kept in the text, {kind}: {count}, the first ({first}) at byte {first_at} of the text."
                )
            }
            ReadNote::DateNotUnderstood { value } => write!(
                f,
                "\"{value}\" is not a date that could be understood, so it was not used. Write dates as 2024-05-23."
            ),
            ReadNote::DatesDisagree { used, other } => {
                write!(
                    f,
                    "The page gives more than one day of publication: {used} was used, {other} is also given."
                )
            }
            ReadNote::DateFromTimeStamp { used } => {
                write!(
                    f,
                    "The page does not say when it was published; {used} is the first time stamp it shows."
                )
            }
            ReadNote::LanguageNotUnderstood { value } => {
                write!(
                    f,
                    "\"{value}\" is not a language code, so it was not used. Write fr for French, en for English."
                )
            }
            ReadNote::LanguagesDisagree { stated, found, used } => write!(
                f,
                "The document says its language is \"{stated}\", but it reads like \"{found}\"; \"{used}\" was used."
            ),
            ReadNote::FrontMatterUnused { keys } => {
                let keys = keys.join(", ");
                write!(f, "The block at the top was left out of the text; not used from it: {keys}.")
            }
            ReadNote::HeadingIsTitle => {
                f.write_str("The heading at the top was taken as the title and left out of the text.")
            }
            ReadNote::ShortText { characters } => write!(
                f,
                "Little text was found on the page ({characters} characters). Compare it with the original."
            ),
            ReadNote::WholePage { why } => write!(
                f,
                "{why}, so its main part was read without menus. Some lines may not belong to the article."
            ),
            ReadNote::MenuLines { count, first } => {
                write!(
                    f,
                    "Lines of the text that look like a menu or a list of links: {count}, the first \"{first}\"."
                )
            }
            ReadNote::FigureLinesLeftOut { count, first } => write!(
                f,
                "Lines with figures that were judged not to belong to the article, and left out: {count}, the first \
                 \"{first}\". Compare with the original."
            ),
            ReadNote::StruckWords { count } => write!(
                f,
                "Words struck through on the page stand in the text like any other words (places: {count}). A figure \
                 may have been corrected there."
            ),
            ReadNote::EmbeddedFiles { bytes } => {
                write!(f, "Pictures or other files embedded in the page were not read ({bytes} bytes).")
            }
        }
    }
}

impl fmt::Display for WholePageWhy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            WholePageWhy::Short => "The page is too short to tell the article from the rest",
            WholePageWhy::Large => "The page is too large to tell the article from the rest",
            WholePageWhy::NotFound => "No article was found on the page",
        })
    }
}
