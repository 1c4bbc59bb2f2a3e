//! Places in a program where it syncs, told apart by what they make durable.

use std::fmt;

/// A kind of sync: in which phase of the test, of a file or of a folder, after which steps, on what kind of path.
///
/// Ids, commitments and numbers in paths are left out, so that the same call for another object is the same site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SyncSite(String);

impl SyncSite {
    /// The site of a sync of `path` (a file, or a folder ending in `/`) in `phase`, after the steps `after`.
    pub(crate) fn new(phase: &str, path: &str, after: &str) -> Self {
        Self(format!("{phase}: {} after {after}", kind(path)))
    }
}

impl fmt::Display for SyncSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The path with a word in place of every id and number.
fn kind(path: &str) -> String {
    let mut after_vault = false;
    let element = |element: &str| {
        let word = element_kind(element, after_vault);
        after_vault = element.starts_with("vault");
        word
    };
    path.split_inclusive(['/', '~']).map(element).collect()
}

fn element_kind(element: &str, after_vault: bool) -> String {
    let name = element.trim_end_matches(['/', '~']);
    let end = &element[name.len()..];
    let (stem, suffix) = name.split_once('.').map_or((name, ""), |(stem, suffix)| (stem, suffix));
    let hex = stem.bytes().all(|byte| byte.is_ascii_hexdigit());
    let digits = stem.strip_prefix('x').unwrap_or(stem).bytes().all(|byte| byte.is_ascii_digit());
    let word = match stem.len() {
        64 if hex => "<object>",
        32 if hex => "<id>",
        2 if hex && after_vault => "<xx>",
        1.. if digits => "<n>",
        _ => stem,
    };
    let suffix = if suffix.is_empty() { String::new() } else { format!(".{suffix}") };
    format!("{word}{suffix}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_numbers_are_left_out() {
        let id = "de".repeat(16);
        assert_eq!(
            kind(&format!("case/logs/{id}/tile/0/x001/002.p/17")),
            "case/logs/<id>/tile/<n>/<n>/<n>.p/<n>"
        );
        let object = "0a".repeat(32);
        assert_eq!(kind(&format!("case/tmp/vault~0a~{object}")), "case/tmp/vault~<xx>~<object>");
        assert_eq!(kind("case/vault/ff/"), "case/vault/<xx>/");
        assert_eq!(kind("case/quarantine/0001/"), "case/quarantine/<n>/");
    }
}
