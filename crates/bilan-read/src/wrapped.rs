//! Lines that a program broke to fit a width, joined to the paragraphs they were.
//!
//! A line end inside a sentence parts it for whoever reads the text line by line; so a line goes on where the line
//! before it fills the width, and a word parted by a hyphen becomes whole where small letters follow.

use std::collections::BTreeSet;

use bilan_reader::ReadNote;

/// Joins lines, and counts what it did.
#[derive(Debug, Default)]
pub(crate) struct Joiner {
    lines: usize,
    words: usize,
    /// Words with a hyphen that stand on one line somewhere: such a hyphen belongs to its word.
    hyphened: BTreeSet<String>,
}

impl Joiner {
    /// A joiner for a document of these lines.
    pub(crate) fn new<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut hyphened = BTreeSet::new();
        for word in lines.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && !is_hyphen(c))) {
            let inside = word.trim_matches(is_hyphen);
            if inside.contains(is_hyphen) {
                hyphened.insert(inside.replace(is_hyphen, "-").to_lowercase());
            }
        }
        Self { hyphened, ..Self::default() }
    }

    /// Adds a line to the paragraph it goes on with.
    pub(crate) fn join(&mut self, paragraph: &mut String, line: &str) {
        self.lines += 1;
        let line = line.trim_start();
        paragraph.truncate(paragraph.trim_end().len());
        match self.hyphen(paragraph, line) {
            Hyphen::None => paragraph.push(' '),
            Hyphen::Kept => {}
            Hyphen::Dropped => {
                paragraph.pop();
                self.words += 1;
            }
        }
        paragraph.push_str(line);
    }

    /// What becomes of the hyphen at the end of what stands before a line.
    fn hyphen(&self, before: &str, line: &str) -> Hyphen {
        let Some(sign) = before.chars().next_back().filter(|c| is_hyphen(*c)) else { return Hyphen::None };
        let left = &before[..before.len() - sign.len_utf8()];
        let Some(last) = left.chars().next_back() else { return Hyphen::None };
        let Some(next) = line.chars().next() else { return Hyphen::None };
        if last.is_ascii_digit() && next.is_ascii_digit() {
            return Hyphen::Kept;
        }
        if !last.is_alphabetic() || !next.is_alphabetic() {
            return Hyphen::None;
        }
        let is_word = |c: char| c.is_alphanumeric() || is_hyphen(c);
        let first = left.rsplit(|c: char| !is_word(c)).next().unwrap_or_default();
        let second = line.split(|c: char| !is_word(c)).next().unwrap_or_default();
        let known = format!("{first}-{second}").replace(is_hyphen, "-").to_lowercase();
        let soft = sign != '-';
        // "porte-pa-" + "role": the hyphen of the line end goes, the other stays; "Tessaly-" + "sur-Rive" keeps both.
        let belongs = !soft && (second.contains(is_hyphen) || self.hyphened.contains(&known));
        if next.is_lowercase() && !belongs { Hyphen::Dropped } else { Hyphen::Kept }
    }

    /// The note on what was joined, if anything was.
    pub(crate) fn note(&self) -> Option<ReadNote> {
        (self.lines > 0).then_some(ReadNote::LinesJoined { lines: self.lines, words: self.words })
    }
}

enum Hyphen {
    None,
    Kept,
    Dropped,
}

/// Hyphens that part words: the one of the keyboard, the one of typesetters, the soft one.
fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{AD}')
}

/// Widths, in characters, at which programs break lines of mail.
const MAIL_WIDTHS: std::ops::RangeInclusive<usize> = 55..=80;

/// Joins the lines of a text that was broken at a width, as mails are.
///
/// Lines are joined only where three quarters or more of the lines that something follows in their paragraph are of
/// such a width; lists, verses, quotations and signatures stay as they are.
pub(crate) fn join_mail(text: &str) -> (String, Option<ReadNote>) {
    let lines: Vec<&str> = text.lines().collect();
    let goes_on = |pair: &[&str]| is_prose(pair[0]) && is_prose(pair[1]);
    let followed: Vec<usize> =
        lines.windows(2).filter(|pair| goes_on(pair)).map(|pair| pair[0].chars().count()).collect();
    let wide = followed.iter().filter(|width| MAIL_WIDTHS.contains(width)).count();
    if wide == 0 || wide * 4 < followed.len() * 3 {
        return (text.to_owned(), None);
    }
    let mut joiner = Joiner::new(lines.iter().copied());
    let mut joined: Vec<String> = Vec::new();
    let mut before: Option<&str> = None;
    for line in lines {
        let goes_on = before
            .is_some_and(|before| goes_on(&[before, line]) && MAIL_WIDTHS.contains(&before.chars().count()));
        match joined.last_mut() {
            Some(paragraph) if goes_on => joiner.join(paragraph, line),
            _ => joined.push(line.to_owned()),
        }
        before = Some(line);
    }
    (joined.join("\n") + "\n", joiner.note())
}

/// Whether a line is running text: it begins with a letter, a figure or a quotation mark at the margin.
fn is_prose(line: &str) -> bool {
    let first = line.chars().next();
    first.is_some_and(|c| c.is_alphanumeric() || matches!(c, '"' | '«' | '“' | '‘' | '\'' | '('))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(lines: &[&str]) -> String {
        let mut joiner = Joiner::new(lines.iter().copied());
        let mut paragraph = lines[0].to_owned();
        for line in &lines[1..] {
            joiner.join(&mut paragraph, line);
        }
        paragraph
    }

    #[test]
    fn words_parted_at_a_line_end_become_whole() {
        for (lines, whole) in [
            (&["un mas-", "sacre"][..], "un massacre"),
            (&["le porte-pa\u{2010}", "role"], "le porte-parole"),
            (&["à Tessaly-", "sur-Rive"], "à Tessaly-sur-Rive"),
            (&["le porte-", "parole et le porte-parole"], "le porte-parole et le porte-parole"),
            (&["l’axe Orvane-", "Lume"], "l’axe Orvane-Lume"),
            (&["en 2023-", "24, 12 "], "en 2023-24, 12"),
            (&["tué -", "selon"], "tué - selon"),
            (&["tués ", " le 14"], "tués le 14"),
        ] {
            assert_eq!(joined(lines).trim_end(), whole);
        }
    }

    #[test]
    fn mail_of_one_width_is_joined_and_lists_are_not() {
        let mail = "At least twelve people were killed on Sunday when men on motorbikes\n\
            attacked the market of Orvane, residents said by telephone on Monday\n\
            evening.\n\nThe dead:\n- a teacher\n- two boys\n\n> We were told of nine dead by a person who was\n> there.\n";
        let (text, note) = join_mail(mail);
        assert_eq!(text.lines().next().unwrap().matches("Monday evening.").count(), 1);
        assert!(text.contains("\nThe dead:\n- a teacher\n- two boys\n\n> We were"));
        assert_eq!(note, Some(ReadNote::LinesJoined { lines: 2, words: 0 }));
    }

    #[test]
    fn lines_of_no_common_width_stay() {
        let list = "Orvane 27\nLume 3\nTessaly 12, of whom four children who were at school that day, says the list\nBac 1\n";
        assert_eq!(join_mail(list), (list.to_owned(), None));
    }
}
