//! Tampering and rot: every change of a case is reported, and names the file.

use bilan_ledger::storage::Storage as _;
use bilan_ledger::*;

use crate::support::*;

/// Flips, seeded: at least this many in all, spread evenly over the files.
const FLIPS: usize = 1_500;

#[test]
fn every_bit_flip_is_reported_with_its_file() {
    let (case, home) = small_case();
    let files = case.snapshot();
    let mut random = Random(2026);
    let per_file = FLIPS.div_ceil(files.len());
    let mut flips = 0;
    for (path, bytes) in &files {
        for _ in 0..per_file {
            let bit = random.below(bytes.len() * 8);
            check_flip(&files, path, bit, &home);
            flips += 1;
        }
    }
    assert!(flips >= 1_000, "{flips} flips");
}

/// Each bit of the files in which a flip is easiest to miss: the checkpoint, the public keys, and the signature
/// line of the first entry.
#[test]
fn every_single_bit_of_checkpoint_keys_and_a_signature_line() {
    let (case, home) = small_case();
    let files = case.snapshot();
    for (path, bytes) in
        files.iter().filter(|(path, _)| path.ends_with("checkpoint") || path.ends_with("vkey"))
    {
        for bit in 0..bytes.len() * 8 {
            check_flip(&files, path, bit, &home);
        }
    }
    let path = format!("{}/entries/000", log());
    let first = 2 + usize::from(u16::from_be_bytes([files[&path][0], files[&path][1]]));
    let line = first - 180;
    (0..16).chain(line * 8..first * 8).for_each(|bit| check_flip(&files, &path, bit, &home));
}

/// All of them: about 80,000, each verified with and without the home storage.
#[test]
#[ignore = "long: minutes"]
fn every_single_bit_of_a_case() {
    let (case, home) = small_case();
    let files = case.snapshot();
    for (path, bytes) in &files {
        for bit in 0..bytes.len() * 8 {
            check_flip(&files, path, bit, &home);
        }
    }
}

fn check_flip(
    files: &std::collections::BTreeMap<String, Vec<u8>>,
    path: &str,
    bit: usize,
    home: &MemStorage,
) {
    let mut flipped = files.clone();
    flipped.get_mut(path).unwrap()[bit / 8] ^= 1 << (bit % 8);
    let flipped = MemStorage::from_snapshot(flipped);
    for home in [None, Some(home as &dyn Storage)] {
        let report = verify(&flipped, home);
        let names_file = report.findings.iter().any(|finding| finding.file == path);
        assert!(names_file, "{path}, bit {bit}, home {}: {}", home.is_some(), tell(&report));
    }
}

/// The same for what the home storage keeps.
#[test]
fn every_bit_flip_at_home_is_reported() {
    let (case, home) = small_case();
    let files = home.snapshot();
    let mut random = Random(7);
    for (path, bytes) in &files {
        for _ in 0..100 {
            let mut flipped = files.clone();
            let bit = random.below(bytes.len() * 8);
            flipped.get_mut(path).unwrap()[bit / 8] ^= 1 << (bit % 8);
            let report = verify(&case, Some(&MemStorage::from_snapshot(flipped)));
            assert!(!report.is_clean(), "{path}, bit {bit}");
        }
    }
}

#[test]
fn every_truncation_and_every_added_byte_is_reported() {
    let (case, home) = small_case();
    let files = case.snapshot();
    for (path, bytes) in &files {
        for len in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            let mut cut = files.clone();
            cut.get_mut(path).unwrap().truncate(len);
            let report = verify(&MemStorage::from_snapshot(cut), Some(&home));
            assert!(
                report.findings.iter().any(|finding| finding.file == *path),
                "{path} cut to {len}: {}",
                tell(&report)
            );
        }
        for byte in [0, b'\n', b' ', 0xff] {
            let mut longer = files.clone();
            longer.get_mut(path).unwrap().push(byte);
            let report = verify(&MemStorage::from_snapshot(longer), Some(&home));
            assert!(
                report.findings.iter().any(|finding| finding.file == *path),
                "{path} and {byte}: {}",
                tell(&report)
            );
        }
    }
}

#[test]
fn every_deleted_and_every_swapped_file_is_reported() {
    let (case, home) = small_case();
    let files = case.snapshot();
    for path in files.keys() {
        let mut fewer = files.clone();
        fewer.remove(path);
        for home in [None, Some(&home as &dyn Storage)] {
            let report = verify(&MemStorage::from_snapshot(fewer.clone()), home);
            assert!(
                report.findings.iter().any(|finding| finding.file.contains(path.as_str())),
                "{path}: {}",
                tell(&report)
            );
        }
        for other in files.keys().filter(|other| *other != path) {
            let mut swapped = files.clone();
            swapped.insert(path.clone(), files[other].clone());
            swapped.insert(other.clone(), files[path].clone());
            let report = verify(&MemStorage::from_snapshot(swapped), None);
            assert!(!report.is_clean(), "{path} for {other}");
        }
    }
}

/// Whatever is random in a file, verifying goes to the end and reports.
#[test]
fn noise_is_reported_and_never_panics() {
    let (case, home) = small_case();
    let files = case.snapshot();
    let mut random = Random(99);
    for (path, bytes) in &files {
        for _ in 0..20 {
            let mut noisy = files.clone();
            let noise =
                (0..random.below(2 * bytes.len() + 1)).map(|_| random.next().to_le_bytes()[0]).collect();
            noisy.insert(path.clone(), noise);
            assert!(!verify(&MemStorage::from_snapshot(noisy.clone()), Some(&home)).is_clean(), "{path}");
            let _ = open(&MemStorage::from_snapshot(noisy), &copy(&home));
        }
    }
}

#[test]
fn strangers_are_reported() {
    let (case, home) = small_case();
    let log = log();
    let strangers = [
        format!("{log}/notes.txt"),
        format!("{log}/entries/0"),
        format!("{log}/entries/x001/000/000"),
        format!("{log}/tile/9/000"),
        "logs/00000000000000000000000000000000/checkpoint".to_owned(),
        "logs/readme".to_owned(),
        "vault/readme".to_owned(),
        format!("vault/00/{}", "ab".repeat(32)),
        "keys/other.vkey".to_owned(),
    ];
    for path in strangers {
        let mut case = copy(&case);
        case.write(&path, b"x").unwrap();
        let report = verify(&case, Some(&home));
        let found: Vec<_> =
            report.findings.iter().map(|finding| (finding.file.as_str(), finding.kind)).collect();
        assert_eq!(found, [(path.as_str(), FindingKind::Stranger)]);
    }
    let mut case = copy(&case);
    let unnamed = Commit::of(&Salt([1; 32]), b"content");
    case.write(&unnamed.path(), &[&[1; 32][..], b"content"].concat()).unwrap();
    assert_eq!(kinds(&case, Some(&home)), [FindingKind::ObjectUnnamed]);
    case.write(&unnamed.path(), b"short").unwrap();
    assert_eq!(kinds(&case, Some(&home)), [FindingKind::ObjectAltered, FindingKind::ObjectUnnamed]);
}

#[test]
fn a_missing_object_is_told_from_an_erased_one() {
    let (mut ledger, mut case, home) = new_case();
    let receipts = ledger.append(&report(10)).unwrap();
    case.remove(&receipts[1].commit.unwrap().path()).unwrap();
    let report = verify(&case, Some(&home));
    let [finding] = &report.findings[..] else { panic!("{}", tell(&report)) };
    assert_eq!((finding.kind, finding.entry), (FindingKind::ObjectMissing, Some(2)));
    assert_eq!(finding.file, receipts[1].commit.unwrap().path());
}

#[test]
fn an_erased_object_put_back_is_reported_and_removed_on_opening() {
    let (mut ledger, mut case, home) = new_case();
    let receipts = ledger.append(&report(10)).unwrap();
    let object = receipts[1].commit.unwrap();
    let bytes = case.read(&object.path()).unwrap();
    ledger.append(&[Draft::erase(object, time(50), Content::None)]).unwrap();
    case.write(&object.path(), &bytes).unwrap();
    assert_eq!(kinds(&case, Some(&home)), [FindingKind::ObjectNotErased]);
    drop(ledger);
    open(&case, &home).unwrap();
    assert!(verify(&case, Some(&home)).is_clean());
}

/// The integrity failure that opening reports, by kind.
fn refusal(case: &MemStorage, home: &MemStorage) -> FindingKind {
    let before = (case.snapshot(), home.snapshot());
    match open(case, home) {
        Err(LedgerError::Integrity(finding)) => {
            assert_eq!((case.snapshot(), home.snapshot()), before, "a refused case is left as it is");
            finding.kind
        }
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("the case was opened"),
    }
}

#[test]
fn an_older_copy_put_in_place_is_refused() {
    let (mut ledger, case, home) = new_case();
    ledger.append(&report(10)).unwrap();
    let older = copy(&case);
    ledger.append(&report(11)).unwrap();
    assert!(verify(&older, None).is_clean(), "it agrees with itself: only the home storage can tell");
    assert_eq!(kinds(&older, Some(&home)), [FindingKind::RolledBack]);
    assert_eq!(refusal(&older, &home), FindingKind::RolledBack);
}

#[test]
fn a_truncated_log_is_refused() {
    let (case, home) = small_case();
    let path = format!("{}/entries/000", log());
    let segment = Segment::parse(&case.read(&path).unwrap());
    let short: usize = segment.notes[..8].iter().map(|note| 2 + note.len()).sum();
    let mut cut = copy(&case);
    cut.truncate(&path, short as u64).unwrap();
    assert!(kinds(&cut, Some(&home)).contains(&FindingKind::CheckpointSize));
    assert_eq!(refusal(&cut, &home), FindingKind::CheckpointSize);
}

#[test]
fn a_deleted_checkpoint_or_log_is_refused() {
    let (case, home) = small_case();
    for (part, kind) in
        [("checkpoint", FindingKind::Checkpoint), ("entries/000", FindingKind::CheckpointSize)]
    {
        let mut case = copy(&case);
        case.remove(&format!("{}/{part}", log())).unwrap();
        assert_eq!(refusal(&case, &home), kind, "{part}");
    }
    for role in [Role::Member, Role::Machine] {
        let mut case = copy(&case);
        case.remove(&format!("keys/{role}.vkey")).unwrap();
        assert_eq!(refusal(&case, &home), FindingKind::Key, "{role}");
    }
}

/// An insider with the device's key goes back and writes another history of the same length or longer.
#[test]
fn another_branch_under_the_same_keys_is_refused() {
    let (mut ledger, case, home) = new_case();
    let (old_case, old_home) = (copy(&case), copy(&home));
    ledger.append(&report(10)).unwrap();
    let (mut branch, _) = open(&old_case, &old_home).unwrap();
    branch.append(&report(11)).unwrap();
    branch.append(&report(12)).unwrap();
    assert!(verify(&old_case, None).is_clean());
    assert_eq!(kinds(&old_case, Some(&home)), [FindingKind::Forked]);
    assert_eq!(refusal(&old_case, &home), FindingKind::Forked);
}

#[test]
fn a_log_rebuilt_under_other_keys_is_refused() {
    let (_, home) = small_case();
    let (other_case, other_home) = (MemStorage::new(), MemStorage::new());
    let seeds = Seeds { device: [11; 32], member: [12; 32], machine: [13; 32] };
    let other = Genesis { seeds, ..genesis() };
    let mut ledger = Ledger::create(Box::new(other_case.clone()), Box::new(other_home), &other).unwrap();
    for number in 10..15 {
        ledger.append(&report(number)).unwrap();
    }
    assert!(verify(&other_case, None).is_clean(), "it agrees with itself: only the home storage can tell");
    let found = kinds(&other_case, Some(&home));
    for kind in [FindingKind::Key, FindingKind::CheckpointSignature, FindingKind::EntrySignature] {
        assert!(found.contains(&kind), "{kind:?} in {found:?}");
    }
    assert_eq!(refusal(&other_case, &home), FindingKind::Key);

    // The true public keys put beside it do not help.
    let (true_case, _) = small_case();
    let mut disguised = copy(&other_case);
    for role in Role::ALL {
        let path = format!("keys/{role}.vkey");
        disguised.write(&path, &true_case.read(&path).unwrap()).unwrap();
    }
    assert!(kinds(&disguised, None).contains(&FindingKind::Key));
    assert_eq!(refusal(&disguised, &home), FindingKind::Checkpoint);
}

#[test]
fn the_case_of_another_computer_is_not_opened() {
    let (case, _) = small_case();
    let report = verify(&case, Some(&MemStorage::new()));
    assert_eq!(report.findings.iter().map(|finding| finding.kind).collect::<Vec<_>>(), [FindingKind::Home]);
    assert!(!report.home_checked);
}

#[test]
fn a_lost_record_of_the_last_checkpoint_is_an_integrity_failure() {
    let (case, home) = small_case();
    let mut files = home.snapshot();
    files.retain(|path, _| !path.ends_with("checkpoint"));
    let home = MemStorage::from_snapshot(files);
    assert_eq!(kinds(&case, Some(&home)), [FindingKind::Home]);
    assert_eq!(refusal(&case, &home), FindingKind::Home);
}

/// A log made by hand, so that its entries can break the rules that `append` keeps.
struct Forger {
    keys: SigningKeys,
    notes: Vec<Vec<u8>>,
    entries: Vec<Entry>,
    files: std::collections::BTreeMap<String, Vec<u8>>,
}

impl Forger {
    /// Takes a small case apart. The forger holds the keys: an insider.
    fn new() -> Self {
        let (mut ledger, case, _) = new_case();
        ledger.append(&report(10)).unwrap();
        ledger.append(&[plain(5)]).unwrap();
        let sealed: Vec<_> = ledger.entries().map(Result::unwrap).collect();
        Self {
            keys: SigningKeys::from_seeds(genesis().case, genesis().device, &genesis().seeds),
            notes: sealed.iter().map(|sealed| sealed.note.clone()).collect(),
            entries: sealed.into_iter().map(|sealed| sealed.entry).collect(),
            files: case.snapshot(),
        }
    }

    /// Replaces the text of the last entry, signed as its role or another, with tree, tiles and checkpoint to match.
    fn last(mut self, text: &str, role: Role) -> MemStorage {
        let seed = match role {
            Role::Device => genesis().seeds.device,
            Role::Member => genesis().seeds.member,
            Role::Machine => genesis().seeds.machine,
        };
        let key = SignerKey::from_seed(self.keys.verifying().of(role).name(), &seed).unwrap();
        *self.notes.last_mut().unwrap() = SignedNote::sign(text, &key).unwrap().to_bytes();
        self.finish()
    }

    fn finish(mut self) -> MemStorage {
        let log = log();
        let mut tree = Tree::new();
        self.notes.iter().for_each(|note| tree.push(leaf_hash(note)));
        let record =
            |note: &Vec<u8>| [&u16::try_from(note.len()).unwrap().to_be_bytes(), note.as_slice()].concat();
        self.files.insert(format!("{log}/entries/000"), self.notes.iter().flat_map(record).collect());
        for tile in tiles_of(tree.size()) {
            self.files.insert(format!("{log}/{tile}"), tile.bytes(&tree).unwrap());
        }
        let name = self.keys.verifying().of(Role::Device).name().to_owned();
        let key = SignerKey::from_seed(&name, &genesis().seeds.device).unwrap();
        let checkpoint =
            Checkpoint { origin: name, size: tree.size(), root: tree.root_at(tree.size()).unwrap() };
        let note = SignedNote::sign(&checkpoint.to_text(), &key).unwrap();
        self.files.insert(format!("{log}/checkpoint"), note.to_bytes());
        MemStorage::from_snapshot(self.files)
    }
}

#[test]
fn an_insider_who_breaks_a_rule_of_the_log_is_reported() {
    let change = |edit: &dyn Fn(&mut Entry), role| {
        let forger = Forger::new();
        let mut entry = forger.entries.last().unwrap().clone();
        edit(&mut entry);
        let text = entry.to_text();
        kinds(&forger.last(&text, role), None)
    };
    let member = Role::Member;
    assert_eq!(change(&|_| {}, member), []);
    assert_eq!(change(&|_| {}, Role::Machine), [FindingKind::EntrySignature], "signed by the wrong key");
    assert_eq!(change(&|_| {}, Role::Device), [FindingKind::EntrySignature], "signed by the wrong key");
    assert_eq!(change(&|entry| entry.act = Act::Coding, member), [FindingKind::Role]);
    assert_eq!(change(&|entry| entry.tool = machine().tool().cloned(), member), [FindingKind::Role]);
    assert_eq!(change(&|entry| entry.seq = 9, member), [FindingKind::Order]);
    assert_eq!(change(&|entry| entry.prev = None, member), [FindingKind::Order]);
    assert_eq!(change(&|entry| entry.prev = Some(Hash([1; 32])), member), [FindingKind::Order]);
    assert_eq!(change(&|entry| entry.lamport = 1, member), [FindingKind::Order]);
    assert_eq!(change(&|entry| entry.deps = vec![Hash([1; 32])], member), [FindingKind::Dependency]);
    assert_eq!(change(&|entry| entry.case = CaseId::from_bytes([1; 16]), member), [FindingKind::Foreign]);
    assert_eq!(change(&|entry| entry.device = DeviceId::from_bytes([1; 16]), member), [FindingKind::Foreign]);
    assert_eq!(
        change(&|entry| entry.commit = Some(Commit::of(&Salt([1; 32]), b"")), member),
        [FindingKind::ObjectMissing]
    );
    let other = KeyName::Member(genesis().case, [1; 16]);
    assert_eq!(change(&|entry| entry.actor = other, member), [FindingKind::EntrySignature]);
    let erase_nothing = |entry: &mut Entry| entry.act = Act::Erase;
    assert_eq!(change(&erase_nothing, member), [FindingKind::Act]);
    assert_eq!(
        change(&|entry| entry.act = Act::OpenCase, Role::Member),
        [FindingKind::Role, FindingKind::Act, FindingKind::Act]
    );
}

#[test]
fn an_insider_who_writes_another_spelling_is_reported() {
    let change = |edit: &dyn Fn(String) -> String| {
        let forger = Forger::new();
        let text = edit(forger.entries.last().unwrap().to_text());
        let storage = forger.last(&text, Role::Member);
        let report = verify(&storage, None);
        report.findings.into_iter().map(|finding| (finding.kind, finding.what)).collect::<Vec<_>>()
    };
    let spellings: [(&dyn Fn(String) -> String, &str); 6] = [
        (&|text| text.replace("\"seq\":", "\"seq\": "), "canonical"),
        (&|text| text.replace("access", "acc\u{e9}s"), "unknown act"),
        (&|text| text.replace("access", "forecast"), "unknown act \"forecast\""),
        (&|text| text.replacen("null", "\"rebels\"", 1), "field `commit`"),
        (&|text| format!("{text}{text}"), "entry"),
        (&|text| text.replace("\"counts\":{}", "\"counts\":{\"dead\":30}"), "field `counts`"),
    ];
    for (edit, words) in spellings {
        let found = change(edit);
        let [(FindingKind::Entry, what)] = &found[..] else { panic!("{found:?}") };
        assert!(what.contains(words), "{what}");
    }
}

#[test]
fn a_second_line_under_entry_or_checkpoint_is_reported() {
    let (case, home) = small_case();
    let mut case = copy(&case);
    let path = format!("{}/checkpoint", log());
    let bytes = case.read(&path).unwrap();
    case.write(&path, &[bytes.as_slice(), "\u{2014} stranger AAAAAAAA\n".as_bytes()].concat()).unwrap();
    assert!(kinds(&case, Some(&home)).contains(&FindingKind::Checkpoint));

    let mut forger = Forger::new();
    forger.notes.last_mut().unwrap().extend_from_slice("\u{2014} stranger AAAAAAAA\n".as_bytes());
    assert_eq!(kinds(&forger.finish(), None), [FindingKind::EntrySignature]);
}

#[test]
fn findings_read_well() {
    let (case, home) = small_case();
    let mut case = copy(&case);
    let path = format!("{}/entries/000", log());
    let mut bytes = case.read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    case.write(&path, &bytes).unwrap();
    let report = verify(&case, Some(&home));
    let first = report.findings[0].to_string();
    assert!(first.starts_with("logs/dededededededededededededededede/entries/000, entry 5: "), "{first}");
}
