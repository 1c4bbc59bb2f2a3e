//! What the second reader says, held against the text: quote, number and source stand there, or it is not kept.

use std::ops::Range;

use bilan_coder::{Counted, Plain};
use bilan_model::{Count, Outcome, Span};

use super::schema::{AUTHOR, Rejected, Said};

/// A part of a report, made ready for looking up words.
pub(super) struct Part<'a> {
    text: &'a str,
    start: usize,
    plain: Plain,
}

/// Something the second reader says, with the words of the text that bear it out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Grounded {
    /// The words quoted.
    pub(super) span: Span,
    pub(super) outcome: Outcome,
    /// How many, by the rules of the pack.
    pub(super) count: Count,
    /// The words with the number.
    pub(super) words: Span,
    /// The source in the words of the text, or `author`.
    pub(super) source: String,
}

impl<'a> Part<'a> {
    /// A stretch of a text.
    pub(super) fn new(text: &'a str, stretch: &Range<usize>) -> Self {
        let words = text.get(stretch.clone()).unwrap_or_default();
        Self { text, start: stretch.start, plain: Plain::new(words) }
    }

    /// Where the words stand in the whole text.
    fn find(&self, words: &str) -> Option<Span> {
        let span = self.plain.find(&Plain::new(words))?;
        Span::new(self.start + span.start(), self.start + span.end()).ok()
    }

    /// What was said, with its words in the text; `counted` is what the rules count in the whole text.
    pub(super) fn ground(&self, said: &Said, counted: &[Counted]) -> Result<Grounded, Rejected> {
        let span = self.find(&said.quote).ok_or(Rejected::QuoteNotInText)?;
        let mut meant = counted
            .iter()
            .filter(|counted| span.contains(counted.number) && counted.count.value() == said.number);
        let meant = meant.next().ok_or(Rejected::NumberNotInQuote)?;
        let source = if said.source == AUTHOR {
            AUTHOR.to_owned()
        } else {
            let found = self.find(&said.source).or_else(|| self.find(&turned(&said.source)));
            let found = found.and_then(|span| span.of(self.text));
            let words = found.ok_or(Rejected::SourceNotInText)?.split_whitespace();
            words.collect::<Vec<_>>().join(" ")
        };
        Ok(Grounded { span, outcome: said.outcome, count: meant.count, words: meant.span, source })
    }
}

/// A name with its first letter in the other case: a sentence may begin with it.
fn turned(name: &str) -> String {
    let mut letters = name.chars();
    let Some(first) = letters.next() else { return String::new() };
    let other: String =
        if first.is_uppercase() { first.to_lowercase().collect() } else { first.to_uppercase().collect() };
    other + letters.as_str()
}

impl Grounded {
    /// Whether both say the same of the same number.
    pub(super) fn says_as(&self, other: &Self) -> bool {
        (self.outcome, self.words, &self.source) == (other.outcome, other.words, &other.source)
    }
}
