//! A half-open range of UTF-8 bytes of a report's text.

use serde::{Deserialize, Serialize};

/// `[start, end)` in UTF-8 bytes of the text of one report.
///
/// Start comes before end; a span is never empty. Serde form: `[start, end]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "(usize, usize)", into = "(usize, usize)")]
pub struct Span {
    start: usize,
    end: usize,
}

/// A span that is empty or runs backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a span must start before it ends, but starts at byte {start} and ends at byte {end}")]
pub struct SpanError {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

impl Span {
    /// The span from `start` to before `end`, in bytes.
    ///
    /// # Errors
    /// When the span would be empty or run backwards.
    pub fn new(start: usize, end: usize) -> Result<Self, SpanError> {
        if start < end { Ok(Self { start, end }) } else { Err(SpanError { start, end }) }
    }

    /// First byte.
    pub fn start(self) -> usize {
        self.start
    }

    /// Byte after the last.
    pub fn end(self) -> usize {
        self.end
    }

    /// The words of the span, or `None` where it does not lie on character borders of `text`.
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.start..self.end)
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `other` lies inside this span or equals it.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl TryFrom<(usize, usize)> for Span {
    type Error = SpanError;
    fn try_from((start, end): (usize, usize)) -> Result<Self, SpanError> {
        Self::new(start, end)
    }
}

impl From<Span> for (usize, usize) {
    fn from(span: Span) -> Self {
        (span.start, span.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_or_backward_span_is_refused() {
        assert!(Span::new(3, 3).is_err());
        assert!(Span::new(4, 3).is_err());
        assert!(serde_json::from_str::<Span>("[9,2]").is_err());
    }

    #[test]
    fn words_of_a_span_respect_characters() {
        let span = Span::new(0, 2).unwrap();
        assert_eq!(span.of("été"), Some("é"));
        assert_eq!(Span::new(1, 2).unwrap().of("été"), None);
    }
}
