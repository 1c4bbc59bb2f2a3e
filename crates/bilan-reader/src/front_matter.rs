//! The block of `key: value` lines between `---` at the top of a text.

/// Lines a block may have.
const MAX_LINES: usize = 64;
/// The keys that are read.
const KEYS: [&str; 4] = ["title", "publisher", "published", "language"];

/// What the block says; values in the document's words, trimmed, without their quotes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FrontMatter {
    pub(crate) title: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) language: Option<String>,
    /// Keys of the block that have no use here, in order.
    pub(crate) unused: Vec<String>,
}

/// Splits a text into its block and the rest.
///
/// It is a block only if every line of it is `key: value`, a list item, a comment or indented, and one of the four
/// keys is among them; else the text begins with a rule, and all of it is text.
pub(crate) fn split(text: &str) -> (FrontMatter, &str) {
    block(text).unwrap_or_else(|| (FrontMatter::default(), text))
}

fn block(text: &str) -> Option<(FrontMatter, &str)> {
    let (first, mut rest) = text.split_once('\n')?;
    if first.trim_end() != "---" {
        return None;
    }
    let mut matter = FrontMatter::default();
    let mut known = false;
    for _ in 0..MAX_LINES {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        if matches!(line.trim_end(), "---" | "...") {
            return known.then_some((matter, after));
        }
        if after.is_empty() {
            return None;
        }
        known |= take_line(line, &mut matter)?;
        rest = after;
    }
    None
}

/// Takes one line; says whether it was one of the four keys. `None` when no block has such a line.
fn take_line(line: &str, matter: &mut FrontMatter) -> Option<bool> {
    if line.trim().is_empty() || line.starts_with([' ', '\t', '#']) || line.starts_with("- ") {
        return Some(false);
    }
    let (key, value) = line.split_once(':')?;
    let is_key = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if key.is_empty()
        || !key.chars().all(is_key)
        || !(value.is_empty() || value.starts_with([' ', '\t', '\r']))
    {
        return None;
    }
    let key = key.to_ascii_lowercase();
    if !KEYS.contains(&key.as_str()) {
        matter.unused.push(key);
        return Some(false);
    }
    let value = unquoted(value.trim());
    let field = match key.as_str() {
        "title" => &mut matter.title,
        "publisher" => &mut matter.publisher,
        "published" => &mut matter.published,
        _ => &mut matter.language,
    };
    if !value.is_empty() {
        *field = Some(value.to_owned());
    }
    Some(true)
}

fn unquoted(value: &str) -> &str {
    ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(value)
        .trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_read_and_left_out() {
        let text = "---\ntitle: \"Attack: the ford\"\nPublisher: Radio Rive\npublished: 2024-05-23\nlanguage: fr\n\
            tags:\n  - a\n---\n\nTwelve killed.\n";
        let (matter, rest) = split(text);
        assert_eq!(rest, "\nTwelve killed.\n");
        insta::assert_debug_snapshot!(matter);
    }

    #[test]
    fn what_only_looks_like_a_block_stays_in_the_text() {
        for text in [
            "---\nTwelve killed.\n---\nMore.\n",
            "---\nWitness: I saw twelve dead.\n---\n",
            "---\ntitle: no end\nTwelve",
            "---\ntitle: x\nhttp://example.org\n---\n",
            "--- \n",
            "title: x\n---\n",
            "---",
        ] {
            assert_eq!(split(text), (FrontMatter::default(), text));
        }
    }
}
