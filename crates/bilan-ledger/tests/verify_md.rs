//! The commands of docs/VERIFY.md, taken out of the page and run on a case: they accept it, and refuse it once a bit
//! is flipped.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bilan_ledger::storage::Storage as _;
use bilan_ledger::*;

/// A case on disk, the page's program beside it, and the page's commands.
struct Trial {
    dir: tempfile::TempDir,
    script: String,
    entries: u64,
    /// A checkpoint that was handed out earlier.
    older: Option<PathBuf>,
}

impl Trial {
    fn new() -> Self {
        let page =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/VERIFY.md")).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let programs = blocks(&page, "python");
        let [program] = &programs[..] else { panic!("{} programs on the page", programs.len()) };
        assert!(
            program.lines().filter(|line| !line.trim().is_empty()).count() <= 40,
            "the page promises 40 lines"
        );
        fs::write(dir.path().join("check.py"), program).unwrap();
        let commands = blocks(&page, "sh");
        assert!(commands.len() >= 6, "{} blocks of commands", commands.len());
        let mut trial = Self { dir, script: commands.concat(), entries: 0, older: None };
        trial.entries = make_case(&trial.case(), &trial.dir.path().join("home"));
        trial
    }

    fn case(&self) -> PathBuf {
        self.dir.path().join("case")
    }

    /// Types the page's commands into a shell in the case folder.
    fn run(&self, seq: u64) -> Output {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(&self.script).current_dir(self.case());
        shell
            .env("SEQ", seq.to_string())
            .env("TMPDIR", self.dir.path())
            .env_remove("CHECK")
            .env_remove("OLDER");
        if let Some(older) = &self.older {
            shell.env("OLDER", older);
        }
        shell.output().unwrap()
    }

    fn accepts(&self, seq: u64) {
        let output = self.run(seq);
        let (said, failed) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "entry {seq}: {said}{failed}");
        let signatures = 3 + usize::from(self.older.is_some());
        assert_eq!(said.matches("Signature Verified Successfully").count(), signatures, "{said}");
    }

    fn refuses(&self, seq: u64, what: &str) {
        assert!(!self.run(seq).status.success(), "{what}");
    }
}

/// The fenced blocks of a page in one language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let fence = format!("\n```{language}\n");
    let parts = page.split(&fence).skip(1);
    parts.map(|part| format!("{}\n", part.split_once("\n```").unwrap().0)).collect()
}

/// A case with entries of every role, an erased object and an entry without content. Returns its size.
fn make_case(case: &Path, home: &Path) -> u64 {
    let time = ClaimedTime::parse("2026-05-19T10:00:00Z").unwrap();
    let genesis = Genesis {
        case: CaseId::from_bytes([0xca; 16]),
        device: DeviceId::from_bytes([0xde; 16]),
        seeds: Seeds { device: [1; 32], member: [2; 32], machine: [3; 32] },
        claimed_time: time.clone(),
        salt: Salt([9; 32]),
    };
    let case = Box::new(DirStorage::locked(case).unwrap());
    let mut ledger = Ledger::create(case, Box::new(DirStorage::shared(home)), &genesis).unwrap();
    let tool = Tool { name: ToolName::Coder, version: ToolVersion::parse("0.1.0").unwrap() };
    let draft = |act, signer, number: u8| {
        let content = Content::new(Salt([number; 32]), format!("content {number}").into_bytes());
        Draft::new(act, signer, Subject::Id([number; 16]), time.clone()).content(content)
    };
    let receipts = ledger
        .append(&[
            draft(Act::Ingest, Signer::Device, 1),
            draft(Act::Original, Signer::Member, 2),
            draft(Act::Coding, Signer::Machine(tool), 3),
            draft(Act::Judgement, Signer::Member, 4),
        ])
        .unwrap();
    let object = receipts[1].commit.unwrap();
    ledger.append(&[Draft::erase(object, time.clone(), Content::None)]).unwrap();
    ledger.size()
}

#[test]
fn the_page_accepts_every_entry_of_a_sound_case() {
    let trial = Trial::new();
    (0..trial.entries).for_each(|seq| trial.accepts(seq));
    trial.refuses(trial.entries, "an entry that is not there");
}

/// The page accepts a log of several segments, and an older checkpoint that it continues; no other.
#[test]
fn the_page_accepts_a_long_log_that_continues_an_older_one() {
    let mut trial = Trial::new();
    let older = trial.dir.path().join("older");
    fs::copy(trial.case().join(format!("logs/{}/checkpoint", "de".repeat(16))), &older).unwrap();
    trial.older = Some(older.clone());
    let (case, home) =
        (DirStorage::locked(trial.case()).unwrap(), DirStorage::shared(trial.dir.path().join("home")));
    let (mut ledger, _) = Ledger::open(Box::new(case), Box::new(home)).unwrap();
    let time = ClaimedTime::parse("2026-05-19T10:00:00Z").unwrap();
    let draft = Draft::new(Act::Access, Signer::Member, Subject::Id([1; 16]), time);
    ledger.append(&vec![draft; 600]).unwrap();
    for seq in [0, 255, 256, 511, 512, ledger.size() - 1] {
        trial.accepts(seq);
    }
    let other = fs::read_to_string(&older).unwrap().replace(&format!("\n{}\n", trial.entries), "\n2\n");
    fs::write(&older, other).unwrap();
    trial.refuses(0, "another older checkpoint");
}

#[test]
fn the_page_refuses_any_flipped_bit() {
    let trial = Trial::new();
    let log = format!("logs/{}", "de".repeat(16));
    let mut files: Vec<_> = DirStorage::shared(trial.case()).list("").unwrap();
    files.retain(|path| {
        path.starts_with("keys") || path.starts_with("vault") || *path == format!("{log}/checkpoint")
    });
    files.push(format!("{log}/entries/000"));
    let mut flips = 0;
    for path in files {
        let file = trial.case().join(&path);
        let sound = fs::read(&file).unwrap();
        for part in 0..4 {
            let bit = (sound.len() * 8 - 1) * part / 3;
            let mut flipped = sound.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            fs::write(&file, &flipped).unwrap();
            trial.refuses(0, &format!("{path}, bit {bit}"));
            flips += 1;
        }
        fs::write(&file, &sound).unwrap();
    }
    assert!(flips >= 30, "{flips} flips");
    trial.accepts(0);
}
