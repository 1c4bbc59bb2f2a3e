//! A text cut into numbered paragraphs, and those into segments that each stand under the same claims.

use std::collections::BTreeSet;

use bilan_model::Span;

/// A text with the places of its claims.
#[derive(Debug)]
pub(super) struct Layout<'t> {
    /// Blank lines before the first paragraph.
    pub(super) lead: &'t str,
    /// One a line with words, in order.
    pub(super) paragraphs: Vec<Paragraph<'t>>,
    /// Claims whose words are not in the text, by index.
    pub(super) lost: Vec<usize>,
}

/// One line with words.
#[derive(Debug)]
pub(super) struct Paragraph<'t> {
    /// Its text, in order.
    pub(super) segments: Vec<Segment<'t>>,
    /// The end of its line, with the blank lines after it.
    pub(super) gap: &'t str,
}

/// A piece of text under the same claims from end to end.
#[derive(Debug)]
pub(super) struct Segment<'t> {
    /// The words.
    pub(super) text: &'t str,
    /// How many claims cite them.
    pub(super) depth: usize,
    /// Claims whose words begin here, by index.
    pub(super) opens: Vec<usize>,
    /// Claims whose words end here, by index.
    pub(super) closes: Vec<usize>,
}

/// Lays out `text` under `spans`, which are in order of their start.
///
/// The texts of lead, segments and gaps, joined, are `text`. A claim that is not lost opens once and closes once.
pub(super) fn layout<'t>(text: &'t str, spans: &[Span]) -> Layout<'t> {
    let (lead, lines) = lines(text);
    let placed: Vec<bool> = spans.iter().map(|span| span.of(text).is_some()).collect();
    let mut cuts = BTreeSet::new();
    for (span, _) in spans.iter().zip(&placed).filter(|(_, placed)| **placed) {
        cuts.extend([span.start(), span.end()]);
    }
    let mut sweep = Sweep { spans, placed, next: 0, active: BTreeSet::new(), lost: Vec::new() };
    let mut paragraphs = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        let next_line = lines.get(index + 1).map_or(text.len(), |next| next.start);
        let mut borders: Vec<usize> = cuts.range(line.start + 1..line.end).copied().collect();
        borders.push(line.end);
        let mut segments = Vec::with_capacity(borders.len());
        let mut start = line.start;
        for end in borders {
            let follows = if end == line.end { next_line } else { end };
            segments.push(sweep.segment(text, start, end, follows));
            start = end;
        }
        paragraphs.push(Paragraph { segments, gap: &text[line.end..next_line] });
    }
    sweep.open_until(text.len());
    Layout { lead, paragraphs, lost: sweep.lost }
}

/// The claims that are open at one place of the text.
struct Sweep<'s> {
    spans: &'s [Span],
    placed: Vec<bool>,
    next: usize,
    /// By the end of their span, then by index.
    active: BTreeSet<(usize, usize)>,
    lost: Vec<usize>,
}

impl Sweep<'_> {
    /// The segment from `start` to `end`; the next segment of the text begins at `follows`.
    fn segment<'t>(&mut self, text: &'t str, start: usize, end: usize, follows: usize) -> Segment<'t> {
        let opens = self.open_until(start);
        let depth = self.active.len();
        let mut closes = Vec::new();
        while let Some((_, index)) = self.active.first().copied().filter(|(close, _)| *close <= follows) {
            self.active.pop_first();
            closes.push(index);
        }
        closes.sort_unstable();
        Segment { text: &text[start..end], depth, opens, closes }
    }

    /// Opens every claim that begins at or before `here`; one that has ended by then stood on blank lines only.
    fn open_until(&mut self, here: usize) -> Vec<usize> {
        let mut opened = Vec::new();
        while let Some(span) = self.spans.get(self.next) {
            if !self.placed[self.next] {
                self.lost.push(self.next);
            } else if span.start() > here {
                break;
            } else if span.end() <= here {
                self.lost.push(self.next);
            } else {
                self.active.insert((span.end(), self.next));
                opened.push(self.next);
            }
            self.next += 1;
        }
        opened
    }
}

/// The blank lines at the head of `text`, and the range of each line with words, without its line end.
fn lines(text: &str) -> (&str, Vec<std::ops::Range<usize>>) {
    let mut ranges = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end_matches(['\n', '\r']);
        if !words.trim_matches([' ', '\t', '\r']).is_empty() {
            ranges.push(start..start + words.len());
        }
        start += line.len();
    }
    let first = ranges.first().map_or(text.len(), |range| range.start);
    (&text[..first], ranges)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shape(text: &str, spans: &[(usize, usize)]) -> String {
        let spans: Vec<Span> = spans.iter().map(|(start, end)| Span::new(*start, *end).unwrap()).collect();
        let layout = layout(text, &spans);
        let mut out = String::new();
        for paragraph in &layout.paragraphs {
            for segment in &paragraph.segments {
                let opens = segment.opens.iter().map(|index| format!("<{index}"));
                let closes = segment.closes.iter().map(|index| format!("{index}>"));
                out.extend(opens.chain([format!("[{}]{}", segment.depth, segment.text)]).chain(closes));
            }
            out += "/";
        }
        format!("{out} lost {:?}", layout.lost)
    }

    #[test]
    fn overlapping_claims_are_split_into_segments() {
        assert_eq!(shape("abcdef", &[(0, 4), (2, 6)]), "<0[1]ab<1[2]cd0>[1]ef1>/ lost []");
        assert_eq!(shape("abc", &[(0, 3), (0, 3)]), "<0<1[2]abc0>1>/ lost []");
    }

    #[test]
    fn a_claim_may_cross_lines_and_end_on_a_blank_one() {
        assert_eq!(shape("ab\n\ncd", &[(1, 5)]), "[0]a<0[1]b/[1]c0>[0]d/ lost []");
        assert_eq!(shape("ab\n\ncd", &[(1, 4)]), "[0]a<0[1]b0>/[0]cd/ lost []");
    }

    #[test]
    fn claims_beyond_the_text_off_characters_or_on_blank_lines_are_lost() {
        assert_eq!(shape("é b", &[(1, 2), (3, 9)]), "[0]é b/ lost [0, 1]");
        assert_eq!(shape("a\n\n\nb", &[(2, 3)]), "[0]a/[0]b/ lost [0]");
        assert_eq!(shape("", &[(0, 1)]), " lost [0]");
    }

    proptest! {
        #[test]
        fn the_pieces_joined_are_the_text(
            text in "[aé\u{202e}\r\n \t<]{0,60}",
            mut ends in proptest::collection::vec((0usize..70, 1usize..20), 0..12),
        ) {
            ends.sort_unstable();
            let spans: Vec<Span> =
                ends.iter().map(|(start, len)| Span::new(*start, start + len).unwrap()).collect();
            let layout = layout(&text, &spans);
            let mut joined = layout.lead.to_owned();
            let (mut opened, mut closed): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
            for paragraph in &layout.paragraphs {
                for segment in &paragraph.segments {
                    joined += segment.text;
                    opened.extend(&segment.opens);
                    closed.extend(&segment.closes);
                }
                joined += paragraph.gap;
            }
            prop_assert_eq!(&joined, &text);
            opened.extend(&layout.lost);
            closed.extend(&layout.lost);
            opened.sort_unstable();
            closed.sort_unstable();
            let all: Vec<usize> = (0..spans.len()).collect();
            prop_assert_eq!(&opened, &all);
            prop_assert_eq!(&closed, &all);
        }
    }
}
