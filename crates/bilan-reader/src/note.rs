//! What a person must know of a reading: the notes that travel with a text.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::hidden::HiddenKind;
use crate::names::{self, Name};

/// Something about the reading of a document that a person must know.
///
/// Its `Display` is one plain sentence or two. Positions are UTF-8 bytes of the text, from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum ReadNote {
    /// The encoding was worked out from the letters, not stated.
    CharsetGuessed {
        /// The encoding taken.
        #[serde(deserialize_with = "names::encoding")]
        encoding: Name,
    },
    /// The document states an encoding and its bytes are in another.
    CharsetOverruled {
        /// What it states.
        #[serde(deserialize_with = "names::encoding")]
        stated: Name,
        /// What its bytes are.
        #[serde(deserialize_with = "names::encoding")]
        used: Name,
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
    /// Two readers of PDF see other digits on a page. The text is that of the first.
    FiguresDisagree {
        /// Pages on which they do.
        pages: usize,
        /// The first of these pages, from 1.
        page: usize,
        /// The first figure that only the first reader sees there; empty when there is none.
        first: String,
        /// The first figure that only the second sees there; empty when there is none.
        second: String,
    },
    /// Pages whose figures only one of the two readers of PDF could read.
    FiguresNotCompared {
        /// How many.
        pages: usize,
    },
    /// Pages without any text: pictures, most often.
    PagesWithoutText {
        /// How many.
        count: usize,
        /// The first of them, from 1.
        first: usize,
    },
    /// Pages that could not be read, or were past a limit, and are not in the text.
    PagesNotRead {
        /// How many.
        count: usize,
        /// The first of them, from 1.
        first: usize,
    },
    /// The lines of a page were joined to paragraphs.
    LinesJoined {
        /// How many line ends became a space.
        lines: usize,
        /// How many words parted at a line end became whole.
        words: usize,
    },
    /// Code points that stand for several letters (ﬁ, ﬂ) were written out as these letters.
    LigaturesWrittenOut {
        /// How many.
        count: usize,
    },
    /// A date in the properties of a file, which says when the file was made and not when it was published.
    FileDate {
        /// Which date it is.
        what: FileDate,
        /// As it is written, at most 100 characters.
        value: String,
    },
    /// Something in a document that is not plain running text.
    InDocument {
        /// What it is, and what was done with it.
        what: InDocument,
        /// How many.
        count: usize,
    },
    /// Things in a file (attachments, records of an archive) that gave no part of their own.
    LeftOut {
        /// What they are.
        what: LeftOut,
        /// How many.
        count: usize,
        /// The name or address of the first, at most 300 characters.
        first: String,
    },
}

/// Which date of a file's properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileDate {
    /// When the file was made.
    Created,
    /// When it was last changed.
    Changed,
}

/// What stands in a document beside plain running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InDocument {
    /// Words deleted while changes were tracked: left out.
    DeletedWords,
    /// Words inserted while changes were tracked: in the text.
    InsertedWords,
    /// Words that the program does not show: in the text.
    HiddenWords,
    /// Words struck through: in the text.
    StruckWords,
    /// Comments in the margin: left out.
    Comments,
    /// Pictures: not read.
    Pictures,
    /// Foot- and endnotes: at the end of the text.
    Footnotes,
    /// Lines at the head or foot of every page: left out.
    HeadersAndFooters,
}

/// What a file holds that gave no part of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// Attachments of a kind that is not read: pictures, sound, programs, archives.
    Attachments,
    /// Messages inside messages, deeper than is followed.
    DeepMessages,
    /// Parts past the number that is read of one file.
    PartsPastLimit,
    /// Records of an archive that answered with an error or with a way to elsewhere.
    RecordsWithoutPage,
    /// Records of an archive that hold pictures, scripts, styles and the like.
    RecordsOfOtherKinds,
    /// Records of an archive that only say that a page had not changed.
    RecordsRepeated,
    /// Records of an archive that could not be unpacked.
    RecordsDamaged,
}

/// Why a page was read whole, less its menus and asides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
            | ReadNote::StruckWords { .. }
            | ReadNote::FiguresDisagree { .. }
            | ReadNote::FiguresNotCompared { .. }
            | ReadNote::PagesWithoutText { .. }
            | ReadNote::PagesNotRead { .. } => true,
            ReadNote::InDocument { what, .. } => what.asks_for_a_look(),
            ReadNote::LeftOut { what, .. } => what.asks_for_a_look(),
            ReadNote::HiddenCharacters { kind, .. } => kind.can_deceive(),
            ReadNote::CharsetOverruled { .. }
            | ReadNote::LineEndsChanged { .. }
            | ReadNote::FrontMatterUnused { .. }
            | ReadNote::HeadingIsTitle
            | ReadNote::LinesJoined { .. }
            | ReadNote::LigaturesWrittenOut { .. }
            | ReadNote::FileDate { .. }
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
            ReadNote::FiguresDisagree { pages, page, first, second } => write!(
                f,
                "Two readers see other digits here: on {pages} pages, the first page {page}, one reads \"{first}\" and \
                 the other \"{second}\". Compare the figures with the original."
            ),
            ReadNote::FiguresNotCompared { pages } => write!(
                f,
                "The figures of {pages} pages were read by one reader only, and not compared with a second."
            ),
            ReadNote::PagesWithoutText { count, first } => write!(
                f,
                "Pages without any text, which may be pictures: {count}, the first page {first}. Look at them."
            ),
            ReadNote::PagesNotRead { count, first } => write!(
                f,
                "Pages that could not be read and are not in the text: {count}, the first page {first}. Look at them."
            ),
            ReadNote::LinesJoined { lines, words } => write!(
                f,
                "Lines joined to paragraphs: {lines}; words parted at a line end made whole: {words}."
            ),
            ReadNote::LigaturesWrittenOut { count } => {
                write!(f, "Signs that stand for two or more letters were written as these letters: {count}.")
            }
            ReadNote::FileDate { what: FileDate::Created, value } => write!(
                f,
                "The file says it was made on \"{value}\". That is not its day of publication, and was not used."
            ),
            ReadNote::FileDate { what: FileDate::Changed, value } => write!(
                f,
                "The file says it was last changed on \"{value}\". That is not its day of publication, and was not \
                 used."
            ),
            ReadNote::InDocument { what, count } => write!(f, "{what}: {count}."),
            ReadNote::LeftOut { what, count, first } => write!(f, "{what}: {count}, the first \"{first}\"."),
        }
    }
}

impl InDocument {
    /// Whether a person should look at the original before relying on the text.
    pub fn asks_for_a_look(self) -> bool {
        match self {
            InDocument::DeletedWords
            | InDocument::InsertedWords
            | InDocument::HiddenWords
            | InDocument::StruckWords
            | InDocument::Comments => true,
            InDocument::Pictures | InDocument::Footnotes | InDocument::HeadersAndFooters => false,
        }
    }
}

impl fmt::Display for InDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            InDocument::DeletedWords => "Deletions that were tracked, and left out of the text",
            InDocument::InsertedWords => "Insertions that were tracked, and are in the text",
            InDocument::HiddenWords => "Pieces that the document hides, and that are in the text",
            InDocument::StruckWords => "Pieces struck through, that stand in the text like any other",
            InDocument::Comments => "Comments in the margin, left out of the text",
            InDocument::Pictures => "Pictures, which were not read",
            InDocument::Footnotes => "Footnotes and endnotes, put at the end of the text",
            InDocument::HeadersAndFooters => "Headers and footers of the pages, left out of the text",
        })
    }
}

impl LeftOut {
    /// Whether a person should look at the original before relying on the text.
    pub fn asks_for_a_look(self) -> bool {
        match self {
            LeftOut::Attachments
            | LeftOut::DeepMessages
            | LeftOut::PartsPastLimit
            | LeftOut::RecordsDamaged => true,
            LeftOut::RecordsWithoutPage | LeftOut::RecordsOfOtherKinds | LeftOut::RecordsRepeated => false,
        }
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LeftOut::Attachments => "Attachments that were not read",
            LeftOut::DeepMessages => "Messages inside messages, too deep to be followed",
            LeftOut::PartsPastLimit => "Parts past the number that is read of one file",
            LeftOut::RecordsWithoutPage => "Records that hold no page but an error or a redirection",
            LeftOut::RecordsOfOtherKinds => "Records of pictures, scripts and the like, which were not read",
            LeftOut::RecordsRepeated => "Records that only say that a page had not changed",
            LeftOut::RecordsDamaged => "Records that could not be unpacked",
        })
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
