//! Rule: no file tells of the machine it was written on, of a registry's host, or holds a private key.

use crate::tidy::finding::Finding;
use crate::tidy::tree::{Tree, line_at};

/// Beginnings of absolute paths of somebody's machine. Written in pieces, so that this file obeys its own rule.
const PATHS: [&str; 4] =
    [concat!("/", "home/"), concat!("/", "root/"), concat!("/", "work/"), concat!("/", "Users/")];

/// Hosts of package registries: which one is used is the machine's business.
const HOSTS: [&str; 6] = [
    concat!("crates", ".io"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("registry.npmjs", ".org"),
    concat!("deb.debian", ".org"),
    concat!("proxy.golang", ".org"),
];

/// How a private key in text begins; the key itself follows. Tests may hold published examples.
const KEYS: [&str; 3] =
    [concat!("PRIVATE", " KEY-----\n"), concat!("AGE-SECRET", "-KEY-1"), concat!("PRIVATE", "+KEY+")];

/// Looks at every text file; lock files may name the registry, which cargo and npm write there.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.all() {
        let mut find = |offset: usize, what: String| {
            findings.push(Finding::new(format!("{path}:{}", line_at(text, offset)), what));
        };
        for start in PATHS {
            let absolute = text.match_indices(start).find(|(offset, _)| begins_a_path(&text[..*offset]));
            if let Some((offset, _)) = absolute {
                find(offset, format!("holds an absolute path of a machine ({start}...)"));
            }
        }
        if !is_lock(path) {
            for host in HOSTS {
                if let Some(offset) = text.find(host) {
                    find(offset, format!("names the host of a registry ({host})"));
                }
            }
        }
        for key in KEYS {
            let mut keys = text.match_indices(key).filter(|(offset, _)| follows(&text[offset + key.len()..]));
            if let Some((offset, _)) = keys.next().filter(|_| !path.contains("/tests/")) {
                find(offset, "looks like a private key".to_owned());
            }
        }
    }
    findings
}

/// Whether a path may begin after this text: not inside a longer path or an address.
fn begins_a_path(before: &str) -> bool {
    !before.ends_with(|last: char| last.is_alphanumeric() || "._-~*})>]$".contains(last))
}

/// Whether what stands after the beginning of a key is long enough to be one, and no placeholder of a document.
fn follows(after: &str) -> bool {
    after.chars().take_while(|sign| sign.is_ascii_alphanumeric() || "+/=".contains(*sign)).count() >= 32
}

fn is_lock(path: &str) -> bool {
    path.ends_with("Cargo.lock") || path.ends_with("package-lock.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::made_up(&[(path, text)])).len()
    }

    #[test]
    fn absolute_paths_are_found() {
        for start in PATHS {
            assert_eq!(found("a.md", &format!("see `{start}me/notes`")), 1, "{start}");
        }
        assert_eq!(
            found("a.md", "see https://example.org/home/me, crates/home/me, $DIR/work/x, /etc/passwd"),
            0
        );
    }

    #[test]
    fn hosts_of_registries_are_found_but_in_lock_files() {
        for host in HOSTS {
            assert_eq!(found("a.md", &format!("https://static.{host}/x")), 1, "{host}");
            assert_eq!(found("Cargo.lock", &format!("https://static.{host}/x")), 0, "{host}");
        }
    }

    #[test]
    fn private_keys_are_found() {
        let seed = "c2VlZA".repeat(7);
        for key in KEYS {
            assert_eq!(found("Cargo.lock", &format!("-----BEGIN {key}{seed}")), 1, "{key}");
            assert_eq!(found("docs/note.md", &format!("{key}name+id+base64")), 0, "{key}");
            assert_eq!(found("crates/bilan-ledger/tests/it/note.rs", &format!("{key}{seed}")), 0, "{key}");
        }
    }
}
