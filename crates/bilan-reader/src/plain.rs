//! Plain text and Markdown: the text as it stands, less what it says about itself at the top.

use std::borrow::Cow;

use crate::charset::{Decoded, unreadable_note};
use crate::document::{Format, ReadDocument};
use crate::language::{StatedBy, language};
use crate::note::ReadNote;
use crate::unreadable::Unreadable;
use crate::{dates, front_matter, hidden};

/// Reads plain text or Markdown. Left out of the text are only a block of front matter and a heading on the first
/// line, which is the title; the marks of Markdown stay.
///
/// # Errors
/// [`Unreadable::Empty`] when no words are left.
pub(crate) fn read_plain(decoded: Decoded, format: Format) -> Result<ReadDocument, Unreadable> {
    let Decoded { text, encoding, mut notes } = decoded;
    let (text, line_ends) = with_line_feeds(&text);
    if line_ends > 0 {
        notes.push(ReadNote::LineEndsChanged { count: line_ends });
    }
    let (matter, body) = front_matter::split(&text);
    if !matter.unused.is_empty() {
        notes.push(ReadNote::FrontMatterUnused { keys: matter.unused });
    }
    let published = matter.published.as_deref().and_then(|written| day_or_note(written, &mut notes));
    let (title, body) = title_and_body(matter.title, body, &mut notes);
    if body.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    let (language, disagreement) = language(body, matter.language.as_deref(), StatedBy::Person);
    notes.extend(disagreement);
    notes.extend(text_notes(body));
    Ok(ReadDocument {
        text: body.to_owned(),
        title,
        publisher: matter.publisher,
        byline: None,
        published,
        language,
        encoding,
        format,
        reader: format.name(),
        notes,
    })
}

/// The notes that every text gets: what could not be read, what is hidden in it.
pub(crate) fn text_notes(text: &str) -> impl Iterator<Item = ReadNote> {
    unreadable_note(text).into_iter().chain(hidden::hidden_notes(text))
}

/// The day, or a note that it was not understood.
pub(crate) fn day_or_note(written: &str, notes: &mut Vec<ReadNote>) -> Option<jiff::civil::Date> {
    let day = dates::day(written);
    if day.is_none() {
        notes.push(ReadNote::DateNotUnderstood { value: written.chars().take(100).collect() });
    }
    day
}

/// CR LF and lone CR to LF, and how many there were.
fn with_line_feeds(text: &str) -> (Cow<'_, str>, usize) {
    let pieces = text.matches('\r').count();
    if pieces == 0 {
        return (Cow::Borrowed(text), 0);
    }
    (Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")), pieces)
}

/// Takes a heading on the first line that is not blank out of the body: it is the title, if none was given, or it
/// repeats it.
fn title_and_body<'a>(
    title: Option<String>,
    body: &'a str,
    notes: &mut Vec<ReadNote>,
) -> (Option<String>, &'a str) {
    let from_first_word = body.trim_start_matches(['\n', ' ', '\t']);
    let (line, rest) = from_first_word.split_once('\n').unwrap_or((from_first_word, ""));
    let Some(heading) = heading(line) else { return (title, without_blank_lines(body)) };
    match title {
        Some(title) if title != heading => (Some(title), without_blank_lines(body)),
        repeated_or_none => {
            if repeated_or_none.is_none() {
                notes.push(ReadNote::HeadingIsTitle);
            }
            (Some(heading.to_owned()), without_blank_lines(rest))
        }
    }
}

/// The words of a heading line (`# Words`, up to six marks, marks at the end dropped).
fn heading(line: &str) -> Option<&str> {
    let words = line.trim_start_matches('#');
    let marks = line.len() - words.len();
    let is_heading = (1..=6).contains(&marks) && words.starts_with([' ', '\t']);
    let words = words.trim().trim_end_matches('#').trim_end();
    (is_heading && !words.is_empty()).then_some(words)
}

/// The text from its first line that is not blank.
fn without_blank_lines(text: &str) -> &str {
    let blank = text.len() - text.trim_start().len();
    let line_start = text[..blank].rfind('\n').map_or(0, |at| at + 1);
    &text[line_start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> ReadDocument {
        let decoded = Decoded { text: text.to_owned(), encoding: "UTF-8", notes: Vec::new() };
        read_plain(decoded, Format::Text).unwrap()
    }

    #[test]
    fn the_text_is_left_as_it_is() {
        let text =
            "Twelve  people\u{A0}were *killed*.\n\n> said one\n- a list\n## Later\n#hashtag e\u{301}\n";
        let document = read(text);
        assert_eq!(document.text, text);
        assert_eq!((document.title, document.notes), (None, vec![]));
    }

    #[test]
    fn line_ends_become_line_feeds() {
        let document = read("one\r\ntwo\rthree\n");
        assert_eq!(document.text, "one\ntwo\nthree\n");
        assert_eq!(document.notes, [ReadNote::LineEndsChanged { count: 2 }]);
    }

    #[test]
    fn a_heading_on_top_is_the_title() {
        let document = read("\n# Attack at the ford #\n\n  Twelve killed.\n# Later\nMore.\n");
        assert_eq!(document.title.as_deref(), Some("Attack at the ford"));
        assert_eq!(document.text, "  Twelve killed.\n# Later\nMore.\n");
    }

    #[test]
    fn a_heading_further_down_stays() {
        let document = read("Twelve killed.\n# Later\n");
        assert_eq!((document.title, document.text.as_str()), (None, "Twelve killed.\n# Later\n"));
    }

    #[test]
    fn a_title_given_leaves_another_heading_in_the_text() {
        let document = read("---\ntitle: A\n---\n# B\nTwelve.");
        assert_eq!((document.title.as_deref(), document.text.as_str()), (Some("A"), "# B\nTwelve."));
        assert_eq!(read("---\ntitle: A\n---\n# A\nTwelve.").text, "Twelve.");
    }

    #[test]
    fn a_date_that_is_none_is_a_note() {
        let document = read("---\npublished: last Tuesday\n---\nTwelve killed.");
        assert_eq!(document.published, None);
        insta::assert_snapshot!(document.notes[0], @r#""last Tuesday" is not a date that could be understood, so it was not used. Write dates as 2024-05-23."#);
    }

    #[test]
    fn a_title_alone_is_no_text() {
        let decoded = Decoded { text: "# Twelve killed\n".to_owned(), encoding: "UTF-8", notes: Vec::new() };
        assert_eq!(read_plain(decoded, Format::Markdown), Err(Unreadable::Empty));
    }
}
