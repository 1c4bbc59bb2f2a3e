//! Text from outside with what cannot be seen made visible. It is not escaped: the markup that takes it does that.

/// `text` with each character that has no glyph, or that turns the direction of text, as a marker.
pub(super) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(c),
            _ if is_unseen(c) => out += &marker(c),
            _ => out.push(c),
        }
    }
    out
}

fn marker(c: char) -> String {
    format!("⟨U+{:04X}⟩", u32::from(c))
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{feff}')
        || matches!(c, '\u{fff0}'..='\u{fffb}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
        || c.is_control()
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_cannot_be_seen_is_a_marker() {
        assert_eq!(visible("a\u{202e}b\0\n<"), "a⟨U+202E⟩b⟨U+0000⟩\n<");
    }
}
