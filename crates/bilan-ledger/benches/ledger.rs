//! What appending, proving, verifying and hashing cost, with ct-merkle doing the same beside ours.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]
#![allow(missing_docs, reason = "the macro makes an undocumented main")]

use bilan_ledger::{
    Act, CaseId, ClaimedTime, Content, DeviceId, DirStorage, Draft, Genesis, Ledger, MemStorage, Salt, Seeds,
    Signer, Subject, Tree, leaf_hash, verify,
};
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use sha2::{Digest, Sha256};

fn main() {
    divan::main();
}

fn time() -> ClaimedTime {
    ClaimedTime::parse("2026-05-19T10:00:00Z").unwrap()
}

fn genesis() -> Genesis {
    Genesis {
        case: CaseId::from_bytes([1; 16]),
        device: DeviceId::from_bytes([2; 16]),
        seeds: Seeds { device: [3; 32], member: [4; 32], machine: [5; 32] },
        claimed_time: time(),
        salt: Salt([6; 32]),
    }
}

/// `count` entries, each with content of its own: a kilobyte, as a short report has.
fn drafts(count: usize, round: u32) -> Vec<Draft> {
    let draft = |number: usize| {
        let mut salt = [0; 32];
        salt[..8].copy_from_slice(&(number as u64).to_be_bytes());
        salt[8..12].copy_from_slice(&round.to_be_bytes());
        let content = Content::new(Salt(salt), vec![7; 1024]);
        Draft::new(Act::Original, Signer::Member, Subject::Id([8; 16]), time()).content(content)
    };
    (0..count).map(draft).collect()
}

fn case_of(count: usize) -> (Ledger, MemStorage, MemStorage) {
    let (case, home) = (MemStorage::new(), MemStorage::new());
    let mut ledger = Ledger::create(Box::new(case.clone()), Box::new(home.clone()), &genesis()).unwrap();
    ledger.append(&drafts(count, 0)).unwrap();
    (ledger, case, home)
}

/// Signing, hashing and writing, without a disk.
#[divan::bench(args = [1, 400], sample_count = 20)]
fn append_in_memory(bencher: Bencher, count: usize) {
    let (mut ledger, ..) = case_of(1);
    let mut round = 0;
    bencher.counter(ItemsCount::new(count)).bench_local(|| {
        round += 1;
        ledger.append(&drafts(count, round)).unwrap()
    });
}

/// The same on disk, every sync included: 400 entries are about 100 reports.
#[divan::bench(args = [1, 400], sample_count = 5)]
fn append_on_disk(bencher: Bencher, count: usize) {
    let dir = tempfile::tempdir().unwrap();
    let case = Box::new(DirStorage::locked(dir.path().join("case")).unwrap());
    let home = Box::new(DirStorage::shared(dir.path().join("home")));
    let mut ledger = Ledger::create(case, home, &genesis()).unwrap();
    let mut round = 0;
    bencher.counter(ItemsCount::new(count)).bench_local(|| {
        round += 1;
        ledger.append(&drafts(count, round)).unwrap()
    });
}

#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 5)]
fn open_case(bencher: Bencher, entries: usize) {
    let (_, case, home) = case_of(entries);
    let open = || Ledger::open(Box::new(case.clone()), Box::new(home.clone())).unwrap();
    bencher.counter(ItemsCount::new(entries)).bench_local(open);
}

/// Every entry read from its segment, parsed and held against leaf and signature.
#[divan::bench(args = [10_000, 100_000], sample_count = 3)]
fn read_entries(bencher: Bencher, entries: usize) {
    let (ledger, ..) = case_of(entries);
    bencher.counter(ItemsCount::new(entries)).bench_local(|| ledger.entries().map(Result::unwrap).count());
}

#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 3)]
fn verify_case(bencher: Bencher, entries: usize) {
    let (_, case, home) = case_of(entries);
    bencher.counter(ItemsCount::new(entries)).bench_local(|| {
        let report = verify(&case, Some(&home));
        assert!(report.is_clean());
        report
    });
}

/// Hashing of one large object, as `verify` does it.
#[divan::bench(sample_count = 10)]
fn sha256_throughput(bencher: Bencher) {
    let bytes = vec![7_u8; 64 << 20];
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| Sha256::digest(black_box(&bytes)));
}

mod merkle {
    use super::{Bencher, ItemsCount, MemoryBackedTree, Sha256, Tree, black_box, leaf_hash};

    const LEAVES: u64 = 100_000;

    fn ours() -> Tree {
        let mut tree = Tree::new();
        (0..LEAVES).for_each(|seq| tree.push(leaf_hash(&seq.to_be_bytes())));
        tree
    }

    fn peer() -> MemoryBackedTree<Sha256, [u8; 8]> {
        let mut tree = MemoryBackedTree::new();
        (0..LEAVES).for_each(|seq| tree.push(seq.to_be_bytes()));
        tree
    }

    #[divan::bench(sample_count = 10)]
    fn push_ours(bencher: Bencher) {
        bencher.counter(ItemsCount::new(LEAVES)).bench(ours);
    }

    #[divan::bench(sample_count = 10)]
    fn push_ct_merkle(bencher: Bencher) {
        bencher.counter(ItemsCount::new(LEAVES)).bench(peer);
    }

    #[divan::bench]
    fn prove_ours(bencher: Bencher) {
        let tree = ours();
        bencher.bench(|| tree.prove_inclusion(black_box(77_777), LEAVES));
    }

    #[divan::bench]
    fn prove_ct_merkle(bencher: Bencher) {
        let tree = peer();
        bencher.bench(|| tree.prove_inclusion(black_box(77_777)));
    }
}
