//! Numbers read again, for what another reader says that a text counts: where it counts, and how many.

use bilan_model::{Count, Report, Span};

use crate::dates::dates;
use crate::group::groups;
use crate::numeral::figure_at;
use crate::pack::Pack;
use crate::reading::Reading;
use crate::token::{is_apostrophe, is_space};

/// Something that a text counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// How many, by the rules of the pack.
    pub count: Count,
    /// The words of it: the number with its qualifiers and, where the pack knows them, the people it counts.
    pub span: Span,
    /// The word or figure that the number begins with.
    pub number: Span,
}

/// Everything that a report counts, in order: groups of people, then figures alone. Dates count nothing.
pub fn counted(report: &Report, pack: &Pack) -> Vec<Counted> {
    let reading = Reading::new(report, pack);
    let dated: Vec<(usize, usize)> = dates(&reading).iter().map(|date| (date.first, date.end)).collect();
    let mut found = Vec::new();
    let mut taken = vec![false; reading.tokens.len()];
    for (first, end) in &dated {
        taken[*first..*end].fill(true);
    }
    for sentence in &reading.sentences {
        let from = dated.partition_point(|date| date.1 <= sentence.first);
        let to = dated.partition_point(|date| date.0 < sentence.end);
        for group in groups(&reading, sentence, &dated[from..to]) {
            if group.first < group.end && group.end <= taken.len() {
                taken[group.first..group.end].fill(true);
                found.push(Counted {
                    count: group.count,
                    span: reading.span(group.first, group.end),
                    number: reading.span(group.number, group.number + 1),
                });
            }
        }
    }
    let mut at = 0;
    while at < taken.len() {
        let figure =
            figure_at(&reading, at).filter(|figure| !taken[figure.first..figure.end].contains(&true));
        let Some(figure) = figure else {
            at += 1;
            continue;
        };
        let count = if figure.collective { Count::about } else { Count::exactly };
        let span = reading.span(figure.first, figure.end);
        found.push(Counted { count: count(figure.value), span, number: span });
        at = figure.end.max(at + 1);
    }
    found.sort_by_key(|counted| counted.span);
    found
}

/// A text as words are compared: spaces of any kind are one, apostrophes of any shape the plain one, and what takes
/// no room is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plain {
    text: String,
    /// For each byte of `text`, the character of the original that it came from: its first byte, and the one after it.
    from: Vec<(usize, usize)>,
}

impl Plain {
    /// The plain form of a text.
    pub fn new(original: &str) -> Self {
        let mut plain = Self::default();
        for (start, original) in original.char_indices() {
            let end = start + original.len_utf8();
            let space = is_space(original) || original.is_control();
            if space && (plain.text.is_empty() || plain.text.ends_with(' ')) {
                continue;
            }
            plain.text.push(if space {
                ' '
            } else if is_apostrophe(original) {
                '\''
            } else {
                original
            });
            plain.from.resize(plain.text.len(), (start, end));
        }
        plain
    }

    /// Where the words of `quote` first stand, in bytes of the original; `None` where they do not, or there are none.
    pub fn find(&self, quote: &Self) -> Option<Span> {
        let wanted = quote.text.trim_end();
        let at = self
            .text
            .match_indices(wanted)
            .map(|(at, _)| at)
            .find(|at| self.whole(*at, *at + wanted.len()))?;
        let (first, last) = (self.from.get(at)?, self.from.get((at + wanted.len()).checked_sub(1)?)?);
        Span::new(first.0, last.1).ok()
    }

    /// Whether a stretch cuts no word or number in two: the quote "2 killed" does not stand in "12 killed".
    fn whole(&self, start: usize, end: usize) -> bool {
        let (before, stretch, after) = (&self.text[..start], &self.text[start..end], &self.text[end..]);
        let cut = |left: Option<char>, right: Option<char>| {
            left.is_some_and(char::is_alphanumeric) && right.is_some_and(char::is_alphanumeric)
        };
        !cut(before.chars().next_back(), stretch.chars().next())
            && !cut(stretch.chars().next_back(), after.chars().next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, quote: &str) -> Option<String> {
        let span = Plain::new(text).find(&Plain::new(quote))?;
        Some(span.of(text).unwrap().to_owned())
    }

    #[test]
    fn a_quote_is_found_whatever_its_spaces_and_apostrophes() {
        let text = "Selon l\u{2019}armée,\u{a0}12\u{202f}morts\n  à Kabo.";
        assert_eq!(found(text, "l'armée, 12 morts à").unwrap(), "l\u{2019}armée,\u{a0}12\u{202f}morts\n  à");
        assert_eq!(found(text, "  Kabo. "), Some("Kabo.".to_owned()));
    }

    #[test]
    fn a_quote_that_cuts_a_word_or_says_nothing_is_not_found() {
        assert_eq!(found("12 killed", "2 killed"), None);
        assert_eq!(found("12 killed", "12 kill"), None);
        assert_eq!(found("112 killed, 12 killed", "12 killed").unwrap(), "12 killed");
        assert_eq!(found("12 killed", ""), None);
        assert_eq!(found("", "12"), None);
        assert_eq!(found("12 killed", "13 killed"), None);
    }
}
