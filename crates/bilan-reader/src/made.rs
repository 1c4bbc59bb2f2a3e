//! A document made of text that a parser of another format took out.

use jiff::civil::Date;

use crate::dates;
use crate::document::{Format, ReadDocument};
use crate::language::{StatedBy, language};
use crate::names::Name;
use crate::note::ReadNote;
use crate::plain::text_notes;
use crate::unreadable::Unreadable;

/// What a file says of its text, in its own words; blank values count as none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The title.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Who signed it.
    pub byline: Option<String>,
    /// When it was published; never when the file was made.
    pub published: Option<Date>,
    /// The language, as a tag.
    pub language: Option<String>,
}

/// The day in a date as a machine or a mail writes it; `None` where it is not certain.
pub fn day(written: &str) -> Option<Date> {
    dates::day(written)
}

/// A document of this text, with its language and the notes that every text gets.
///
/// The language a file states is believed only where its letters do not say otherwise: it is most often that of
/// the program that made the file.
///
/// # Errors
/// [`Unreadable::Empty`] when there are no words.
pub fn document_of(
    text: String,
    (format, encoding, reader): (Format, Name, Name),
    said: Said,
    mut notes: Vec<ReadNote>,
) -> Result<ReadDocument, Unreadable> {
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    let (language, disagreement) = language(&text, said.language.as_deref(), StatedBy::Template);
    notes.extend(disagreement);
    notes.extend(text_notes(&text));
    Ok(ReadDocument {
        text,
        title: words(said.title),
        publisher: words(said.publisher),
        byline: words(said.byline),
        published: said.published,
        language,
        encoding,
        format,
        reader,
        notes,
    })
}

/// The words on one line, if there are any.
fn words(said: Option<String>) -> Option<String> {
    let said = said?.split_whitespace().collect::<Vec<_>>().join(" ");
    (!said.is_empty()).then_some(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_made_with_its_language_and_notes() {
        let text =
            "Douze personnes ont été tuées dans le village, selon des témoins. ".repeat(5) + "\u{202E}";
        let said =
            Said { title: Some(" Douze\n morts ".into()), publisher: Some(" ".into()), ..Said::default() };
        let document = document_of(text.clone(), (Format::Odt, "UTF-8", "odt"), said, Vec::new()).unwrap();
        assert_eq!((document.text, document.title.as_deref()), (text, Some("Douze morts")));
        assert_eq!((document.publisher, document.language.unwrap().tag.as_str()), (None, "fr"));
        assert!(matches!(document.notes[..], [ReadNote::HiddenCharacters { .. }]));
        let blank = document_of(" \n".into(), (Format::Odt, "UTF-8", "odt"), Said::default(), Vec::new());
        assert_eq!(blank, Err(Unreadable::Empty));
    }
}
