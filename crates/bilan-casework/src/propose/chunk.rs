//! A text in parts of a size that a small model can hold.

use std::ops::Range;

/// Parts of about `size` bytes, cut between paragraphs, else between lines, sentences, words. Each begins with what
/// stands right before it, as far as `overlap` bytes and the same borders allow, for the sources named there.
pub(super) fn chunks(text: &str, size: usize, overlap: usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut from = 0;
    while from < text.len() {
        let to = border(text, from, size);
        let back = text.floor_char_boundary(from.saturating_sub(overlap));
        let start = text[back..from].find(char::is_whitespace).map_or(from, |at| back + at);
        parts.push((if back == 0 { 0 } else { start })..to);
        from = to;
    }
    parts.retain(|part| !text[part.clone()].trim().is_empty());
    parts
}

/// Where the part that begins at `from` ends: behind the last border of the best kind in its second half.
fn border(text: &str, from: usize, size: usize) -> usize {
    let limit = from.saturating_add(size);
    if limit >= text.len() {
        return text.len();
    }
    let limit = text.floor_char_boundary(limit);
    let half = text.floor_char_boundary(from + size / 2);
    let found = ["\n\n", "\n", ". ", " "].iter().find_map(|border| {
        let at = text[half..limit].rfind(border)?;
        Some(half + at + border.len())
    });
    let end = found.unwrap_or(limit);
    if end > from { end } else { text.ceil_char_boundary(from + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_the_text_and_cut_no_character() {
        let text = "Été à Kabo. Douze morts.\n\nSelon l’armée, quatorze.\n".repeat(40);
        for size in [1, 2, 3, 17, 100, 5000] {
            let parts = chunks(&text, size, 30);
            assert!(parts.iter().all(|part| text.get(part.clone()).is_some()), "{size}");
            let mut reached = 0;
            for part in &parts {
                assert!(text[reached.min(part.start)..part.start].trim().is_empty() || part.start <= reached);
                reached = part.end;
            }
            assert!(text[reached..].trim().is_empty(), "{size}");
        }
        assert!(chunks("", 100, 10).is_empty() && chunks(" \n ", 1, 0).is_empty());
    }

    #[test]
    fn a_part_ends_with_a_paragraph() {
        let text = format!("{}\n\n{}", "a b. ".repeat(15), "c d. ".repeat(15));
        let parts = chunks(&text, 100, 0);
        assert!(text[parts[0].clone()].ends_with("\n\n"), "{parts:?}");
    }
}
