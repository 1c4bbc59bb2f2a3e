//! One cell of a table, and how text in it is kept from running as a formula.

use std::borrow::Cow;

use jiff::civil::Date;

/// A value in a table. Numbers are never written as text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'a> {
    Text(Cow<'a, str>),
    Whole(u64),
    Number(f64),
    Flag(bool),
    Day(Date),
    Empty,
}

impl<'a> Cell<'a> {
    pub(super) fn whole(value: Option<u64>) -> Self {
        value.map_or(Self::Empty, Self::Whole)
    }

    pub(super) fn size(value: usize) -> Self {
        Self::Whole(value as u64)
    }

    pub(super) fn number(value: Option<f64>) -> Self {
        value.filter(|value| value.is_finite()).map_or(Self::Empty, Self::Number)
    }

    pub(super) fn flag(value: Option<bool>) -> Self {
        value.map_or(Self::Empty, Self::Flag)
    }

    pub(super) fn day(value: Option<Date>) -> Self {
        value.map_or(Self::Empty, Self::Day)
    }

    pub(super) fn maybe(value: Option<&'a str>) -> Self {
        value.map_or(Self::Empty, Self::from)
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(Cow::Borrowed(text)) }
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(Cow::Owned(text)) }
    }
}

/// Text as it may stand in a spreadsheet: a leading apostrophe where a program could take it for a formula.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    if runs(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Takes off the apostrophe that a writer of bilan put before text that begins like a formula.
pub fn bare(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if runs(rest) => rest,
        _ => text,
    }
}

/// Whether text begins like a formula, or like one that is guarded already.
fn runs(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_guarded() {
        for text in ["=1+1", "+33 6", "-2", "@SUM(A1)", "\t=1", "\r=1", "'=1"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["", "29", "'tis", "a=b", "l'armée"] {
            assert_eq!(guarded(text), text);
        }
    }

    proptest! {
        #[test]
        fn what_is_guarded_reads_back(text in "[=+'@a\t-]{0,6}.{0,6}") {
            let cell = guarded(&text);
            prop_assert_eq!(bare(&cell), text.as_str());
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }
}
