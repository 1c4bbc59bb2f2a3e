//! A small case that has met every kind of entry, and a few ways to look at it.

use bilan_ledger::storage::Storage;
use bilan_ledger::*;

/// Case, device and keys of every test; the same on every run.
pub(crate) fn genesis() -> Genesis {
    Genesis {
        case: CaseId::from_bytes([0xca; 16]),
        device: DeviceId::from_bytes([0xde; 16]),
        seeds: Seeds { device: [1; 32], member: [2; 32], machine: [3; 32] },
        claimed_time: time(0),
        salt: Salt([9; 32]),
    }
}

/// A time, some seconds after the first.
pub(crate) fn time(second: u64) -> ClaimedTime {
    ClaimedTime::parse(&format!("2026-05-19T10:{:02}:{:02}Z", second / 60 % 60, second % 60)).unwrap()
}

/// Content under a salt of its own.
pub(crate) fn content(number: u8, bytes: &[u8]) -> Content {
    Content::new(Salt([number; 32]), bytes.to_vec())
}

pub(crate) fn machine() -> Signer {
    Signer::Machine(Tool { name: ToolName::Coder, version: ToolVersion::parse("0.1.0+g1a2b3c4").unwrap() })
}

pub(crate) fn subject(number: u8) -> Subject {
    Subject::Id([number; 16])
}

/// One report as it comes in: acquisition, original, text, coding; four entries that rest on each other.
pub(crate) fn report(number: u8) -> Vec<Draft> {
    let draft = |act, signer, step: u8, words: &str| {
        let bytes = format!("{words} of report {number}").into_bytes();
        Draft::new(act, signer, subject(number), time(u64::from(number)))
            .content(content(number.wrapping_mul(4).wrapping_add(step), &bytes))
    };
    vec![
        draft(Act::Ingest, Signer::Device, 0, "acquisition"),
        draft(Act::Original, Signer::Member, 1, "bytes").dep(Dep::InBatch(0)),
        draft(Act::Derive, machine(), 2, "text").dep(Dep::InBatch(1)),
        draft(Act::Coding, machine(), 3, "coding").dep(Dep::InBatch(2)).count(CountKey::Claims, 7),
    ]
}

/// An entry without content, for logs that are to be long.
pub(crate) fn plain(number: u64) -> Draft {
    Draft::new(Act::Access, Signer::Member, subject(1), time(number))
}

/// A new case in memory, with its home.
pub(crate) fn new_case() -> (Ledger, MemStorage, MemStorage) {
    let (case, home) = (MemStorage::new(), MemStorage::new());
    let ledger = Ledger::create(Box::new(case.clone()), Box::new(home.clone()), &genesis()).unwrap();
    (ledger, case, home)
}

/// A small case: two reports, a judgement, an erasure. 11 entries.
pub(crate) fn small_case() -> (MemStorage, MemStorage) {
    let (mut ledger, case, home) = new_case();
    ledger.append(&report(10)).unwrap();
    let receipts = ledger.append(&report(11)).unwrap();
    let judgement = Draft::new(Act::Judgement, Signer::Member, subject(3), time(30))
        .content(content(200, b"accepted: the quote says so"))
        .dep(Dep::Leaf(receipts[3].leaf));
    ledger.append(&[judgement]).unwrap();
    let original = receipts[1].commit.unwrap();
    ledger.append(&[Draft::erase(original, time(31), content(201, b"the family asked"))]).unwrap();
    (case, home)
}

pub(crate) fn open(case: &MemStorage, home: &MemStorage) -> Result<(Ledger, OpenReport), LedgerError> {
    Ledger::open(Box::new(case.clone()), Box::new(home.clone()))
}

/// A copy that is not shared.
pub(crate) fn copy(storage: &MemStorage) -> MemStorage {
    MemStorage::from_snapshot(storage.snapshot())
}

pub(crate) fn kinds(case: &dyn Storage, home: Option<&dyn Storage>) -> Vec<FindingKind> {
    verify(case, home).findings.into_iter().map(|finding| finding.kind).collect()
}

/// Every finding on one line, for messages of failed tests.
pub(crate) fn tell(report: &VerifyReport) -> String {
    report.findings.iter().map(Finding::to_string).collect::<Vec<_>>().join("\n")
}

/// The path of the log of the test's device.
pub(crate) fn log() -> String {
    format!("logs/{}", genesis().device)
}

/// A small deterministic generator (splitmix64), so that a seed names a test run.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }
}
