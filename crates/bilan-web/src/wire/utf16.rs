//! Places in a text: bytes here, UTF-16 units in a browser.

use bilan_model::Span;

/// A text with marks every so often, so that a place is found without counting from the beginning.
#[derive(Debug)]
pub struct Utf16<'a> {
    text: &'a str,
    marks: Vec<(usize, usize)>,
}

/// Bytes between two marks, about.
const STRIDE: usize = 1024;

impl<'a> Utf16<'a> {
    /// The marks of a text.
    pub fn new(text: &'a str) -> Self {
        let mut marks = vec![(0, 0)];
        let (mut units, mut next) = (0, STRIDE);
        for (byte, c) in text.char_indices() {
            if byte >= next {
                marks.push((byte, units));
                next = byte + STRIDE;
            }
            units += c.len_utf16();
        }
        Self { text, marks }
    }

    /// A span in UTF-16 units.
    pub fn of(&self, span: Span) -> (usize, usize) {
        (self.units(span.start()), self.units(span.end()))
    }

    /// The span of a place in UTF-16 units; `None` where it lies outside the text or inside a character.
    pub fn span(&self, (start, end): (usize, usize)) -> Option<Span> {
        Span::new(self.byte(start)?, self.byte(end)?).ok()
    }

    fn units(&self, byte: usize) -> usize {
        let at = self.marks.partition_point(|(mark, _)| *mark <= byte).saturating_sub(1);
        let (mark, units) = self.marks[at];
        let rest = self.text.get(mark..byte.min(self.text.len())).unwrap_or_default();
        units + rest.encode_utf16().count()
    }

    fn byte(&self, unit: usize) -> Option<usize> {
        let at = self.marks.partition_point(|(_, units)| *units <= unit).saturating_sub(1);
        let (mark, mut units) = self.marks[at];
        for (byte, c) in self.text[mark..].char_indices() {
            if units >= unit {
                return (units == unit).then_some(mark + byte);
            }
            units += c.len_utf16();
        }
        (units == unit).then_some(self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_lead_to_the_same_place() {
        let text = format!("é😀 {} تونس fin", "a😀é".repeat(900));
        let index = Utf16::new(&text);
        let mut units = 0;
        for (byte, c) in text.char_indices() {
            let end = byte + c.len_utf8();
            let span = Span::new(byte, end).unwrap();
            assert_eq!(index.of(span), (units, units + c.len_utf16()));
            assert_eq!(index.span((units, units + c.len_utf16())), Some(span));
            units += c.len_utf16();
        }
        assert_eq!(index.span((3, units + 1)), None);
    }

    #[test]
    fn the_middle_of_a_character_is_no_place() {
        assert_eq!(Utf16::new("😀").span((1, 2)), None);
    }
}
