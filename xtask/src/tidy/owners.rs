//! Rule: what only one crate may know, only that crate depends on (DESIGN, section 4).

use crate::tidy::finding::Finding;
use crate::workspace::Package;

/// Dependencies, the crates that may use them, and what those crates alone know.
const OWNERS: &[(&[&str], &[&str], &str)] = &[
    (&["rusqlite", "libsqlite3-sys", "sqlx"], &["bilan-store"], "only the store knows SQL"),
    (&["rust-stemmers"], &["bilan-store"], "only the store searches"),
    (
        &["axum", "hyper", "hyper-util", "tower-http", "utoipa", "utoipa-axum", "rust-embed"],
        &["bilan-web"],
        "only the web crate knows HTTP",
    ),
    (&["rustls", "tokio-rustls"], &["bilan-web"], "only the web crate listens"),
    (
        &["argon2", "totp-rs", "webauthn-rs"],
        &["bilan-web"],
        "only the guard of the workplace knows how members prove who they are",
    ),
    (&["clap", "clap_complete", "clap_mangen"], &["bilan"], "only the binary knows the command line"),
    (&["getrandom", "rand"], &["bilan-casework"], "randomness enters at casework, as an argument"),
    (
        &["ureq"],
        &["bilan-casework"],
        "only the second reader asks a server, and only one that a person named",
    ),
    (&["anyhow"], &["bilan", "xtask"], "a library says what can go wrong in an enum of its own"),
    (&["ed25519-dalek", "base64"], &["bilan-ledger"], "only the ledger knows wire bytes"),
    (
        &["sha2"],
        &["bilan-model", "bilan-ledger", "bilan-store", "bilan-disclosure", "bilan-casework", "bilan-web"],
        "only ids, the ledger hash, what is drawn from a seed, and digests of knowledge, of the projection and of sessions",
    ),
    (&["maud", "typst", "typst-pdf"], &["bilan-export"], "only the export knows file formats"),
    (&["dom_smoothie", "dom_query", "html5ever"], &["bilan-reader"], "only the reader knows documents"),
    (&["encoding_rs", "chardetng", "whatlang"], &["bilan-reader"], "only the reader knows documents"),
    (&["fst"], &["bilan-coder"], "only the coder reads the gazetteer's bytes"),
    (
        &["pdf_oxide", "lopdf", "zip", "quick-xml", "mail-parser", "calamine", "brotli-decompressor"],
        &["bilan-read"],
        "parsers of binary formats run in the sandboxed child alone",
    ),
    (
        &["flate2"],
        &["bilan-read", "bilan-export"],
        "only who reads or writes files knows how they are compressed",
    ),
    (&["landlock", "seccompiler"], &["bilan-read"], "only the child locks itself in"),
    (&["datafusion"], &["bilan-corpus"], "heavy engines stay out of the default build"),
    (
        &["arrow", "parquet"],
        &["bilan-corpus", "bilan-export", "bilan-read"],
        "only the export writes file formats, and the sandboxed child alone reads them",
    ),
];

/// Looks at what every crate depends on outside its tests.
pub(crate) fn check(packages: &[Package]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in packages {
        for dependency in package.dependencies.iter().filter(|dependency| !dependency.dev) {
            for (owned, owners, why) in OWNERS {
                if owned.contains(&dependency.name.as_str()) && !owners.contains(&package.name.as_str()) {
                    let what = format!("must not use {}: {why} ({})", dependency.name, owners.join(", "));
                    findings.push(Finding::new(&package.name, what));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_use_what_they_own() {
        let packages = [
            Package::made_up("bilan-store", &["rusqlite"], &[]),
            Package::made_up("bilan", &["clap", "anyhow"], &[]),
            Package::made_up("xtask", &["anyhow"], &[]),
        ];
        assert!(check(&packages).is_empty());
    }

    #[test]
    fn anyone_else_is_told_why_not() {
        let found = check(&[Package::made_up("bilan-casework", &["rusqlite"], &[])]);
        assert_eq!(
            found,
            [Finding::new("bilan-casework", "must not use rusqlite: only the store knows SQL (bilan-store)")]
        );
    }

    #[test]
    fn tests_are_free() {
        assert!(check(&[Package::made_up("bilan-casework", &[], &["rusqlite"])]).is_empty());
    }
}
