//! Whole lives of a case on a disk that loses, tears, reorders, lies and fills up; and a proof that every sync counts.
//!
//! A life goes on until the case holds 200 acts. Again and again the power fails, the program dies, a sync fails, the
//! disk is full or a write stops half way; the case is opened again, and everything that was acknowledged must be
//! there, with no hand but the program's own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use bilan_ledger::storage::{Storage as _, StorageError};
use bilan_ledger::*;
use bilan_testkit::{AfterFailedSync, Disk, Faults, Mount, Random, SyncSite, seeds};

use crate::support::{genesis, machine, subject, time};

/// Entries that a case holds at the end of its life, at least.
const ACTS: u64 = 200;

/// Lives that the test command runs; the long test runs [`LIVES_LONG`].
const LIVES: u64 = 1_000;
const LIVES_LONG: u64 = 100_000;

/// How much happens in a life, and how often it is disturbed.
#[derive(Clone, Copy)]
struct Plan {
    /// Entries at the end, at least.
    acts: u64,
    /// Something happens within about so many steps.
    steps: usize,
    /// Once in so many openings nothing is added before the machine stops: what opening did must hold by itself.
    idle: usize,
}

/// The lives of the test.
const LONG: Plan = Plan { acts: ACTS, steps: 500, idle: 4 };

/// Short and eventful lives, in which a forgotten sync shows soon.
const SHORT: Plan = Plan { acts: 60, steps: 120, idle: 2 };

/// What ends a stretch of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    PowerLost,
    Killed,
    SyncFails(AfterFailedSync),
    Full,
    ShortWrite,
}

/// The public keys of the case, made once.
static KEYS: LazyLock<VerifyingKeys> = LazyLock::new(|| {
    let genesis = genesis();
    SigningKeys::from_seeds(genesis.case, genesis.device, &genesis.seeds).verifying().clone()
});

/// Something that was acknowledged.
struct Acknowledged {
    commit: Option<Commit>,
    /// None once its erasure is acknowledged.
    content: Option<Vec<u8>>,
}

/// One case with everything that it promised so far.
struct Life {
    plan: Plan,
    disk: Disk,
    random: Random,
    acknowledged: Vec<Acknowledged>,
    /// The same leaves as the log should have.
    tree: Tree,
    /// Objects whose erasure was begun, acknowledged or not.
    erasing: BTreeSet<Commit>,
    erased: BTreeSet<Commit>,
    /// Files that hold what opening set aside, and their bytes.
    set_aside: Vec<(String, Vec<u8>)>,
    /// Number of entries that the home storage must have seen.
    seen: u64,
    /// A failed sync lied: then what only the home storage kept may be older than what was last shown.
    lied: bool,
    /// Nothing was tried since the case was opened: what that set aside must stay set aside.
    untouched: bool,
    /// What the last opening set aside.
    last: BTreeSet<String>,
    /// What was set aside by an opening, and was there again at the next.
    twice: Vec<String>,
    drafted: u64,
}

type Outcome = Result<(), String>;

impl Life {
    fn new(plan: Plan, seed: u64, deaf_to: Option<&SyncSite>) -> Self {
        let disk = Disk::new(seed ^ 0x6d69_7373);
        disk.set_faults(Faults { deaf_to: deaf_to.cloned(), ..Faults::default() });
        Self {
            plan,
            disk,
            random: Random::new(seed),
            acknowledged: Vec::new(),
            tree: Tree::new(),
            erasing: BTreeSet::new(),
            erased: BTreeSet::new(),
            set_aside: Vec::new(),
            seen: 0,
            lied: false,
            untouched: false,
            last: BTreeSet::new(),
            twice: Vec::new(),
            drafted: 0,
        }
    }

    fn case(&self) -> Mount {
        self.disk.mount("case")
    }

    fn home(&self) -> Mount {
        self.disk.mount("home")
    }

    /// Lives until there are enough acts, then looks at everything once more.
    fn live(&mut self, deaf_to: Option<&SyncSite>) -> Outcome {
        while !self.create(deaf_to)? {}
        if self.random.one_in(10) {
            self.grow_to_the_end_of_a_segment()?;
        }
        let end = self.tree.size() + self.plan.acts;
        while self.tree.size() < end {
            self.stretch(deaf_to)?;
        }
        self.disk.lose_power();
        self.open()?;
        self.verify()
    }

    /// Tries to make the case. Where that was interrupted, nothing was acknowledged, and an empty folder is taken.
    fn create(&mut self, deaf_to: Option<&SyncSite>) -> Result<bool, String> {
        let fate = self.draw_fate(deaf_to, 60);
        self.disk.enter("create");
        let made = Ledger::create(Box::new(self.case()), Box::new(self.home()), &genesis());
        match made {
            Ok(ledger) => {
                self.acknowledge_first(&ledger);
                drop(ledger);
                self.end(fate);
                self.check_before_opening()?;
                Ok(true)
            }
            Err(error) => {
                self.expected(&error, fate)?;
                let seed = self.random.next_u64();
                *self = Self::new(self.plan, seed, deaf_to);
                Ok(false)
            }
        }
    }

    /// Many entries at once, so that the acts that follow cross from one segment and one full tile to the next.
    fn grow_to_the_end_of_a_segment(&mut self) -> Outcome {
        let mut ledger = self.try_to_open().map_err(|error| error.to_string())?;
        self.check_open(&ledger)?;
        self.disk.enter("append");
        self.untouched = false;
        let batch: Vec<_> = (0..200 + self.random.below(50)).map(|_| self.plain()).collect();
        let receipts = ledger.append(&batch).map_err(|error| error.to_string())?;
        for receipt in receipts {
            self.acknowledge(&ledger, receipt.leaf, None, Act::Access, subject(1));
        }
        self.seen = ledger.size();
        Ok(())
    }

    fn acknowledge_first(&mut self, ledger: &Ledger) {
        let sealed = ledger.entry(0).unwrap();
        let commit = sealed.entry.commit;
        self.tree.push(sealed.leaf);
        self.acknowledged
            .push(Acknowledged { commit, content: commit.map(|commit| ledger.read(commit).unwrap()) });
        self.seen = 1;
    }

    /// Opens the case and works until fate strikes or the work is done.
    fn stretch(&mut self, deaf_to: Option<&SyncSite>) -> Outcome {
        let fate = self.draw_fate(deaf_to, self.plan.steps);
        match self.try_to_open() {
            Ok(mut ledger) => {
                self.check_open(&ledger)?;
                let batches = if self.random.one_in(self.plan.idle) { 0 } else { self.random.below(16) };
                self.work(&mut ledger, batches, fate)?;
            }
            Err(error) => self.expected(&error, fate)?,
        }
        self.end(fate);
        self.check_before_opening()
    }

    /// Chooses what is to happen, and when: within about `steps` steps.
    fn draw_fate(&mut self, deaf_to: Option<&SyncSite>, steps: usize) -> Fate {
        let at = self.random.below(steps) as u64 + 1;
        let mut faults = Faults { deaf_to: deaf_to.cloned(), ..Faults::default() };
        let fate = match self.random.below(20) {
            0..10 => Fate::PowerLost,
            10..15 => Fate::Killed,
            15 => Fate::SyncFails(AfterFailedSync::Works),
            16 => Fate::SyncFails(AfterFailedSync::Lies),
            17 => Fate::ShortWrite,
            _ => Fate::Full,
        };
        match fate {
            Fate::PowerLost | Fate::Killed => faults.stops_in = Some(at),
            Fate::SyncFails(after) => faults.failing_sync = Some((at / 4 + 1, after)),
            Fate::ShortWrite => faults.short_write = Some(at / 4 + 1),
            Fate::Full => faults.capacity = Some(self.disk.used() + self.random.below(12_000) as u64),
        }
        self.disk.set_faults(faults);
        fate
    }

    /// After the work: the machine comes back, with or without what it had not synced.
    fn end(&mut self, fate: Fate) {
        self.lied |= fate == Fate::SyncFails(AfterFailedSync::Lies);
        let power_lost = match fate {
            Fate::PowerLost => true,
            Fate::Killed => false,
            // The next to open may be this machine still running, or one that was switched off and on.
            Fate::SyncFails(_) | Fate::Full | Fate::ShortWrite => self.random.one_in(2),
        };
        if power_lost {
            self.disk.lose_power();
        } else {
            self.disk.restart();
        }
    }

    /// Only what was to go wrong may go wrong.
    fn expected(&self, error: &LedgerError, fate: Fate) -> Outcome {
        let LedgerError::Storage(StorageError::Io { source, .. }) = error else {
            return Err(format!("a person would have to repair: {error}"));
        };
        let fits = match fate {
            Fate::PowerLost | Fate::Killed => self.disk.has_stopped(),
            Fate::SyncFails(_) => source.kind() == std::io::ErrorKind::Other,
            Fate::Full => source.kind() == std::io::ErrorKind::StorageFull,
            Fate::ShortWrite => source.kind() == std::io::ErrorKind::WriteZero,
        };
        if fits { Ok(()) } else { Err(format!("{fate:?} gave {error}")) }
    }

    fn try_to_open(&mut self) -> Result<Ledger, LedgerError> {
        self.disk.enter("open");
        let remembered = self.home_has_seen();
        let was_untouched = std::mem::replace(&mut self.untouched, false);
        let (ledger, report) = Ledger::open(Box::new(self.case()), Box::new(self.home()))?;
        let files: BTreeSet<_> = report.quarantined.iter().map(|item| item.file.clone()).collect();
        if was_untouched && !self.lied {
            // But for temporary files: what opening writes itself goes through them.
            self.twice
                .extend(files.intersection(&self.last).filter(|file| !file.starts_with("tmp/")).cloned());
        }
        (self.untouched, self.last) = (true, files);
        if remembered != Some(ledger.size()) {
            self.seen = ledger.size();
        }
        for item in report.quarantined {
            let bytes = self.case().read(&item.kept_as).unwrap();
            self.set_aside.push((item.kept_as, bytes));
        }
        Ok(ledger)
    }

    fn home_has_seen(&self) -> Option<u64> {
        let bytes = last_checkpoint(&self.home(), genesis().case, genesis().device).unwrap()?;
        Checkpoint::open(&bytes, KEYS.of(Role::Device)).ok().map(|seen| seen.size)
    }

    /// Everything acknowledged is there, byte for byte, and what else is there joins as a whole.
    fn check_open(&mut self, ledger: &Ledger) -> Outcome {
        if let Some(file) = self.twice.first() {
            return Err(format!("{file} was set aside, and came back"));
        }
        let size = self.tree.size();
        if ledger.root_at(size) != self.tree.root_at(size) {
            return Err(format!(
                "of {size} acknowledged entries not all are there; the log has {}",
                ledger.size()
            ));
        }
        for (seq, entry) in self.acknowledged.iter().enumerate() {
            let (Some(commit), Some(content)) = (entry.commit, &entry.content) else { continue };
            match ledger.read(commit) {
                Ok(bytes) if bytes == *content => {}
                Err(_) if ledger.erased_by(commit).is_some() && self.erasing.contains(&commit) => {}
                Ok(_) => return Err(format!("the content of entry {seq} is another")),
                Err(error) => return Err(format!("the content of entry {seq} is lost: {error}")),
            }
        }
        for seq in size..ledger.size() {
            let SealedEntry { entry, leaf, .. } = ledger.entry(seq).map_err(|error| error.to_string())?;
            self.acknowledge(ledger, leaf, entry.commit, entry.act, entry.subject);
        }
        if self.random.one_in(25) { self.verify() } else { Ok(()) }
    }

    /// Counts an entry as promised from here on.
    fn acknowledge(
        &mut self,
        ledger: &Ledger,
        leaf: Hash,
        commit: Option<Commit>,
        act: Act,
        subject: Subject,
    ) {
        self.tree.push(leaf);
        let content = commit.and_then(|commit| ledger.read(commit).ok());
        self.acknowledged.push(Acknowledged { commit, content });
        if let (Act::Erase, Subject::Object(object)) = (act, subject) {
            self.erased.insert(object);
            for entry in self.acknowledged.iter_mut().filter(|entry| entry.commit == Some(object)) {
                entry.content = None;
            }
        }
    }

    fn work(&mut self, ledger: &mut Ledger, batches: usize, fate: Fate) -> Outcome {
        self.disk.enter("append");
        for _ in 0..batches {
            self.untouched = false;
            let batch = self.batch();
            match ledger.append(&batch) {
                Ok(receipts) => {
                    self.seen = ledger.size();
                    for (draft, receipt) in batch.iter().zip(receipts) {
                        self.acknowledge(ledger, receipt.leaf, receipt.commit, draft.act, draft.subject);
                    }
                }
                Err(error) => {
                    self.expected(&error, fate)?;
                    let again = ledger.append(&[self.plain()]);
                    return match again {
                        Err(LedgerError::Poisoned) => Ok(()),
                        Ok(_) | Err(_) => Err("it went on after a failed write".to_owned()),
                    };
                }
            }
        }
        Ok(())
    }

    /// Some acts of every shape, one to nine of them.
    fn batch(&mut self) -> Vec<Draft> {
        match self.random.below(6) {
            0 | 1 => self.report(),
            2 => (0..=self.random.below(9)).map(|_| self.plain()).collect(),
            3 => self.erasure(),
            4 => vec![self.plain().content(self.content(3_000)), self.plain().content(self.content(0))],
            _ => {
                let content = self.content(40);
                let existing = Content::Existing(content.commit().unwrap());
                vec![self.plain().content(content), self.plain().content(existing)]
            }
        }
    }

    fn report(&mut self) -> Vec<Draft> {
        let acts = [
            (Act::Ingest, Signer::Device),
            (Act::Original, Signer::Member),
            (Act::Derive, machine()),
            (Act::Coding, machine()),
        ];
        let draft = |(at, (act, signer)): (usize, (Act, Signer))| {
            let draft = Draft::new(act, signer, subject(9), time(1)).content(self.content(700));
            if at == 0 { draft } else { draft.dep(Dep::InBatch(at - 1)) }
        };
        acts.into_iter().enumerate().map(draft).collect()
    }

    fn erasure(&mut self) -> Vec<Draft> {
        let kept = self.acknowledged.iter().skip(1).filter(|entry| entry.content.is_some());
        let kept: Vec<Commit> = kept.filter_map(|entry| entry.commit).collect();
        if kept.is_empty() {
            return vec![self.plain()];
        }
        let object = kept[self.random.below(kept.len())];
        self.erasing.insert(object);
        vec![Draft::erase(object, time(2), self.content(20))]
    }

    fn plain(&mut self) -> Draft {
        self.drafted += 1;
        Draft::new(Act::Access, Signer::Member, subject(1), time(self.drafted))
    }

    /// Content of its own, up to about `bytes` long.
    fn content(&mut self, bytes: usize) -> Content {
        self.drafted += 1;
        let mut salt = [0; 32];
        salt[..8].copy_from_slice(&self.drafted.to_be_bytes());
        salt[8..16].copy_from_slice(&self.random.next_u64().to_be_bytes());
        let fill = u8::try_from(self.drafted % 251).unwrap() + 1;
        Content::new(Salt(salt), vec![fill; bytes / 2 + self.random.below(bytes / 2 + 1)])
    }

    /// What must hold on the disk before any program has touched it again.
    fn check_before_opening(&mut self) -> Outcome {
        let seen = self.home_has_seen();
        if seen.is_none_or(|seen| seen < self.seen) && !self.lied {
            return Err(format!("the home storage has seen {seen:?} of {} entries", self.seen));
        }
        let case = self.case();
        let back = self.erased.iter().find(|object| case.read(&object.path()).is_ok());
        if let Some(object) = back.filter(|_| !self.lied) {
            return Err(format!("{object} is back after its erasure was acknowledged"));
        }
        for (path, bytes) in &self.set_aside {
            // What a lying disk never wrote cannot be kept; none of it was acknowledged.
            if case.read(path).ok().as_ref() != Some(bytes) && !self.lied {
                return Err(format!("{path}, which was set aside, is lost"));
            }
        }
        Ok(())
    }

    /// Opens with nothing going wrong.
    fn open(&mut self) -> Outcome {
        let ledger = self.try_to_open().map_err(|error| format!("a person would have to repair: {error}"))?;
        self.check_open(&ledger)
    }

    fn verify(&self) -> Outcome {
        let report = verify(&self.case(), Some(&self.home()));
        match report.findings.first() {
            None => Ok(()),
            Some(finding) => Err(format!("verify: {finding} (of {})", report.findings.len())),
        }
    }
}

fn lives(test: &str, seeds: std::ops::Range<u64>) {
    let command = "cargo test -p bilan-ledger --test it";
    seeds::run(command, &format!("power::{test}"), seeds, |seed| Life::new(LONG, seed, None).live(None));
}

// The lives of the test command, in four parts that a runner can spread over its cores.

#[test]
fn nothing_is_lost_in_200_acts_on_a_bad_disk_part_1() {
    lives("nothing_is_lost_in_200_acts_on_a_bad_disk_part_1", 0..LIVES / 4);
}

#[test]
fn nothing_is_lost_in_200_acts_on_a_bad_disk_part_2() {
    lives("nothing_is_lost_in_200_acts_on_a_bad_disk_part_2", LIVES / 4..LIVES / 2);
}

#[test]
fn nothing_is_lost_in_200_acts_on_a_bad_disk_part_3() {
    lives("nothing_is_lost_in_200_acts_on_a_bad_disk_part_3", LIVES / 2..LIVES / 4 * 3);
}

#[test]
fn nothing_is_lost_in_200_acts_on_a_bad_disk_part_4() {
    lives("nothing_is_lost_in_200_acts_on_a_bad_disk_part_4", LIVES / 4 * 3..LIVES);
}

#[test]
#[ignore = "long: an hour"]
fn nothing_is_lost_in_200_acts_on_a_bad_disk_long() {
    lives("nothing_is_lost_in_200_acts_on_a_bad_disk_long", 0..LIVES_LONG);
}

/// The proof that the model sees: whichever sync is forgotten, some life loses something.
#[test]
fn every_sync_counts() {
    // Only a life that comes to a site can miss it.
    let mut visits: BTreeMap<SyncSite, Vec<u64>> = BTreeMap::new();
    for seed in 0..800 {
        let mut life = Life::new(SHORT, seed, None);
        life.live(None).unwrap_or_else(|what| panic!("seed {seed}: {what}"));
        life.disk.sites().into_iter().for_each(|site| visits.entry(site).or_default().push(seed));
    }
    let mut missed = Vec::new();
    for (site, seeds) in &visits {
        let more = 800..4_000;
        let fails = |seed: &u64| Life::new(SHORT, *seed, Some(site)).live(Some(site)).is_err();
        match seeds.iter().copied().chain(more).find(fails) {
            Some(seed) => println!("{site}: missed in life {seed}"),
            None => missed.push(site.to_string()),
        }
    }
    println!("{} sites", visits.len());
    assert!(visits.len() >= 35, "{:?}", visits.keys());
    assert_eq!(missed, Vec::<String>::new(), "without these syncs nothing was lost");
}
