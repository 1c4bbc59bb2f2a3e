//! A world for tests: a clock that ticks by itself, randomness from a seed, folders that vanish.
#![allow(dead_code, unreachable_pub, missing_docs, reason = "each test uses its part of this")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use bilan_casework::add::{Additions, add, gather};
use bilan_casework::case::Case;
use bilan_casework::env::{Clock, Random};
use bilan_casework::records::Stated;
use bilan_casework::{Env, Knowledge, Silent};
use jiff::Timestamp;

pub static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(Knowledge::embedded);

/// 2026-01-01T12:00:00Z, always.
pub struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        "2026-01-01T12:00:00Z".parse().unwrap()
    }
}

/// Numbers that follow from a seed (splitmix64).
pub struct Seeded(pub u64);

impl Seeded {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }
}

impl Random for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.next().to_le_bytes()[0];
        }
    }
}

pub fn env(home: &Path, seed: u64) -> Env {
    Env::new(home.to_owned(), Box::new(Noon), Box::new(Seeded(seed)))
}

/// A folder with a home in it.
pub struct World {
    pub folder: tempfile::TempDir,
    pub env: Env,
}

impl World {
    pub fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let env = env(&folder.path().join("home"), seed);
        Self { folder, env }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn case(&mut self) -> Case {
        bilan_casework::init::init(&self.path("case"), &mut self.env).unwrap()
    }

    pub fn add(&mut self, case: &mut Case, paths: &[PathBuf]) -> Additions {
        self.add_as(case, paths, &Stated::default())
    }

    pub fn add_as(&mut self, case: &mut Case, paths: &[PathBuf], stated: &Stated) -> Additions {
        let inputs = gather(paths, stated).unwrap();
        add(case, &inputs, None, &mut self.env, &KNOWLEDGE, &mut Silent).unwrap()
    }
}

pub fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples")
}

/// Every file under a folder, with its bytes, sorted.
pub fn files(root: &Path) -> Vec<(String, Vec<u8>)> {
    fn collect(root: &Path, folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(root, &path, found);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                found.push((name, fs::read(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    collect(root, root, &mut found);
    found.sort();
    found
}
