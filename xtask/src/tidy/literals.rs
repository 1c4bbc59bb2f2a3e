//! The string literals of Rust code, without comments and test modules.

use crate::tidy::tree::line_at;

/// A string literal of the source, as written between its quotes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Literal<'a> {
    pub(crate) text: &'a str,
    pub(crate) line: usize,
    /// What stands before it on its line or, where it opens its line, at the end of the line before.
    pub(crate) before: &'a str,
}

/// All string literals before the first test module, after which a file of the house holds tests only.
pub(crate) fn literals(source: &str) -> Vec<Literal<'_>> {
    let code = source.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let bytes = code.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &code[at..];
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            at += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else if let Some(skipped) = character(rest) {
            at += skipped;
        } else if let Some((start, end, after)) = string(rest) {
            found.push(Literal {
                text: &rest[start..end],
                line: line_at(code, at),
                before: before(&code[..at]),
            });
            at += after;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

/// Length of a character literal (`'x'`, `'\''`), not a lifetime.
fn character(rest: &str) -> Option<usize> {
    let mut signs = rest.strip_prefix('\'')?.char_indices();
    let (_, first) = signs.next()?;
    if first == '\\' {
        signs.next();
        return signs.find(|(_, sign)| *sign == '\'').map(|(offset, _)| offset + 2);
    }
    signs.next().filter(|(_, sign)| *sign == '\'').map(|(offset, _)| offset + 2)
}

/// Start, end and end with its quotes of a plain or raw string literal.
fn string(rest: &str) -> Option<(usize, usize, usize)> {
    if let Some(body) = rest.strip_prefix('"') {
        let mut escaped = false;
        for (offset, byte) in body.bytes().enumerate() {
            match byte {
                b'"' if !escaped => return Some((1, 1 + offset, offset + 2)),
                b'\\' => escaped = !escaped,
                _ => escaped = false,
            }
        }
        return None;
    }
    let hashes = rest.strip_prefix('r')?.bytes().take_while(|&byte| byte == b'#').count();
    let start = hashes + 2;
    let body = rest.strip_prefix(&format!("r{}\"", "#".repeat(hashes)))?;
    let close = format!("\"{}", "#".repeat(hashes));
    let end = start + body.find(&close)?;
    Some((start, end, end + close.len()))
}

fn before(code: &str) -> &str {
    code.trim_end().rsplit('\n').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<&str> {
        literals(source).into_iter().map(|literal| literal.text).collect()
    }

    #[test]
    fn plain_and_raw_strings_are_read() {
        assert_eq!(
            texts(r##"f("a \" b", r"c", r#"d "e" f"#, b"g");"##),
            [r#"a \" b"#, "c", r#"d "e" f"#, "g"]
        );
    }

    #[test]
    fn comments_characters_and_lifetimes_are_no_strings() {
        assert_eq!(texts("// \"a\"\n/* \"b\" */ fn f<'a>(x: &'a str) { g('\"', '\\'', 'é', \"c\") }"), ["c"]);
    }

    #[test]
    fn tests_are_left_out() {
        assert_eq!(
            texts("const A: &str = \"a\";\n#[cfg(test)]\nmod tests { const B: &str = \"b\"; }"),
            ["a"]
        );
    }

    #[test]
    fn a_literal_knows_its_place() {
        let found = literals("x\n  #[error(\n    \"a\"\n  )]");
        assert_eq!((found[0].line, found[0].before), (3, "  #[error("));
    }
}
