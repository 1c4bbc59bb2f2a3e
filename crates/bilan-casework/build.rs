//! Embeds packs, codebook, the compiled gazetteer, samples and VERIFY.md, and notes the commit that the program was
//! built from.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

use bilan_coder::gazetteer::{Builder, Tables};

/// Folders and files of the workspace that travel in the binary.
const EMBEDDED: [&str; 5] = ["packs", "codebook", "samples/amassine", "samples/moura", "docs/VERIFY.md"];

fn main() {
    let here = PathBuf::from(variable("CARGO_MANIFEST_DIR"));
    let root = here.ancestors().nth(2).expect("the crate lies in crates/ of the workspace");
    let mut files = Vec::new();
    for path in EMBEDDED {
        println!("cargo:rerun-if-changed={}", root.join(path).display());
        collect(root, Path::new(path), &mut files);
    }
    files.sort();

    let mut source = String::from("pub(crate) static FILES: &[(&str, &[u8])] = &[\n");
    for file in &files {
        let full = root.join(file).to_str().expect("the workspace has a UTF-8 path").to_owned();
        writeln!(source, "    ({file:?}, include_bytes!({full:?})),").expect("strings take all");
    }
    let out = PathBuf::from(variable("OUT_DIR"));
    let compiled = out.join("places.gaz");
    fs::write(&compiled, gazetteer(root)).expect("cargo gives a folder");
    let full = compiled.to_str().expect("the workspace has a UTF-8 path");
    writeln!(source, "    (\"gazetteer/places.gaz\", include_bytes!({full:?})),").expect("strings take all");
    source.push_str("];\n");
    fs::write(out.join("embedded.rs"), source).expect("cargo gives a folder");
    println!("cargo:rustc-env=BILAN_GIT_COMMIT={}", commit(root));
}

/// The tables of `gazetteer/`, compiled.
fn gazetteer(root: &Path) -> Vec<u8> {
    let read = |name: &str| {
        let path = root.join("gazetteer").join(name);
        println!("cargo:rerun-if-changed={}", path.display());
        fs::read_to_string(&path).expect("a table of the workspace")
    };
    let mut builder = Builder::new();
    let tables = Tables {
        admin1: &read("admin1.tsv"),
        admin2: &read("admin2.tsv"),
        places: &read("places.tsv"),
        exonyms: &read("exonyms.tsv"),
        sources: &read("sources.tsv"),
    };
    tables.put_into(&mut builder);
    builder.build()
}

fn variable(name: &str) -> String {
    #[expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts through the environment")]
    env::var(name).expect("cargo sets it")
}

/// Paths from the root, with `/`.
fn collect(root: &Path, path: &Path, files: &mut Vec<String>) {
    let full = root.join(path);
    if full.is_dir() {
        for entry in fs::read_dir(&full).expect("a folder of the workspace") {
            collect(root, &path.join(entry.expect("a readable folder").file_name()), files);
        }
    } else if travels(path) {
        files.push(path.to_str().expect("names in the workspace are UTF-8").replace('\\', "/"));
    }
}

/// What the program reads.
fn travels(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_ours = ["toml", "tsv", "csv", "txt", "md", "html", "jsonl"]
        .iter()
        .any(|ending| path.extension().is_some_and(|extension| extension == *ending));
    is_ours && !name.starts_with('.')
}

/// Twelve digits of the commit, or `unknown` outside a repository.
fn commit(root: &Path) -> String {
    let log = root.join(".git/logs/HEAD");
    if !log.exists() {
        return "unknown".to_owned();
    }
    println!("cargo:rerun-if-changed={}", log.display());
    let git =
        process::Command::new("git").args(["rev-parse", "--short=12", "HEAD"]).current_dir(root).output();
    let digits =
        git.ok().filter(|git| git.status.success()).and_then(|git| String::from_utf8(git.stdout).ok());
    digits.map_or_else(|| "unknown".to_owned(), |digits| digits.trim().to_owned())
}
