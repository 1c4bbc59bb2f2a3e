//! Text from outside as markup: escaped, with what cannot be seen made visible.

use maud::{Markup, PreEscaped, html};

/// Captured text: escaped, each character that cannot be seen shown as a marker.
pub(super) fn captured(text: &str) -> Markup {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' if chars.peek() == Some(&'\n') => out.push_str("&#13;"),
            _ if is_unseen(c) => {
                out.push_str("<span class=\"unseen\">");
                out.push_str(&marker(c));
                out.push_str("</span>");
            }
            _ => out.push(c),
        }
    }
    PreEscaped(out)
}

/// Captured text for an attribute or a title, not escaped: what cannot be seen is a marker in the text.
pub(super) fn captured_plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' || c == '\t' {
            out.push(' ');
        } else if is_unseen(c) {
            out.push_str(&marker(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// A name from outside: captured, and isolated so that its direction does not leak into the text around it.
pub(super) fn name(text: &str) -> Markup {
    html! { bdi { (captured(text)) } }
}

/// `text` cut to at most `chars` characters at the end of a word, with the sign of the cut.
pub(super) fn shortened(text: &str, chars: usize) -> (&str, bool) {
    let Some((cut, _)) = text.char_indices().nth(chars) else { return (text, false) };
    let head = &text[..cut];
    let end = head.rfind(char::is_whitespace).filter(|end| *end > cut / 2).unwrap_or(cut);
    (&text[..end], true)
}

fn marker(c: char) -> String {
    format!("⟨U+{:04X}⟩", u32::from(c))
}

/// Characters with no glyph of their own or that change how their neighbours read: controls, bidirectional and
/// zero-width characters, fillers, variation selectors, tags, line separators, noncharacters.
fn is_unseen(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fdd0}'..='\u{fdef}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => true,
        _ => c.is_control() || u32::from(c) & 0xFFFE == 0xFFFE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_report_is_text() {
        assert_eq!(captured("<script>&\"").into_string(), "&lt;script&gt;&amp;&quot;");
    }

    #[test]
    fn what_cannot_be_seen_is_shown() {
        assert_eq!(
            captured("a\u{202e}b\0").into_string(),
            "a<span class=\"unseen\">⟨U+202E⟩</span>b<span class=\"unseen\">⟨U+0000⟩</span>"
        );
        assert_eq!(captured_plain("a\u{200b}\nb"), "a⟨U+200B⟩ b");
    }

    #[test]
    fn the_end_of_a_line_of_windows_is_no_marker_but_a_lone_return_is() {
        assert_eq!(captured("a\r\nb").into_string(), "a&#13;\nb");
        assert!(captured("a\rb").into_string().contains("U+000D"));
    }

    #[test]
    fn a_long_quote_is_cut_between_words() {
        assert_eq!(shortened("one two three", 9), ("one two", true));
        assert_eq!(shortened("éé", 2), ("éé", false));
    }
}
