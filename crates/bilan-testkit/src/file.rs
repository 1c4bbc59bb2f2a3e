//! One file of the disk: what a program reads in it, and what would be left of it without power.

use std::collections::BTreeSet;

use crate::fault::AfterFailedSync;
use crate::random::Random;

/// A disk writes this many bytes whole or not at all.
const SECTOR: usize = 512;

/// The bytes of a file, in the cache and on the platter.
#[derive(Debug, Clone, Default)]
pub(crate) struct File {
    /// What a program reads.
    pub(crate) now: Vec<u8>,
    /// What the last sync that worked made durable.
    durable: Vec<u8>,
    /// Every state since then, in order: any sector may be of any of them.
    since: Vec<Vec<u8>>,
    /// Sectors of `now` that a failed sync gave up: not written unless they are changed again.
    given_up: BTreeSet<usize>,
    /// The steps since the last sync.
    pub(crate) pending: BTreeSet<&'static str>,
}

impl File {
    /// A file that was always there.
    pub(crate) fn of(bytes: Vec<u8>) -> Self {
        Self { durable: bytes.clone(), now: bytes, ..Self::default() }
    }

    /// Puts these bytes in place of all there are.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        if !self.now.is_empty() {
            self.now.clear();
            self.given_up.clear();
            self.changed("write");
        }
        self.now = bytes.to_vec();
        self.given_up.clear();
        self.changed("write");
    }

    /// Adds bytes at the end.
    pub(crate) fn append(&mut self, bytes: &[u8]) {
        self.give_up_no_more_from(self.now.len());
        self.now.extend_from_slice(bytes);
        self.changed("append");
    }

    /// Cuts the file.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.now.truncate(len);
        self.give_up_no_more_from(self.now.len());
        self.changed("cut");
    }

    /// Everything is on the platter now, but for what was given up.
    pub(crate) fn sync(&mut self) {
        self.durable = self.to_be_written();
        self.since.clear();
        self.pending.clear();
    }

    /// A sync that fails.
    pub(crate) fn fail_sync(&mut self, after: AfterFailedSync) {
        if after == AfterFailedSync::Lies {
            let sectors = self.now.len().div_ceil(SECTOR);
            let lost = (0..sectors).filter(|at| sector(&self.now, *at) != sector(&self.durable, *at));
            self.given_up.extend(lost.collect::<Vec<_>>());
            self.since.clear();
            self.pending.clear();
        }
    }

    /// Without power: each sector is of one of the states since the last sync, and so is the length.
    pub(crate) fn after_loss(&self, random: &mut Random) -> Self {
        if self.since.is_empty() {
            return Self::of(self.durable.clone());
        }
        let states: Vec<&[u8]> = [&self.durable].into_iter().chain(&self.since).map(Vec::as_slice).collect();
        let mut any = || states[random.below(states.len())];
        let len = any().len();
        let mut bytes = Vec::with_capacity(len);
        while bytes.len() < len {
            let mut written = sector(any(), bytes.len() / SECTOR).to_vec();
            written.resize(SECTOR, 0);
            bytes.extend_from_slice(&written);
        }
        bytes.truncate(len);
        Self::of(bytes)
    }

    /// Changes one bit, in the cache and on the platter.
    pub(crate) fn flip(&mut self, bit: usize) {
        for bytes in [&mut self.now, &mut self.durable] {
            if let Some(byte) = bytes.get_mut(bit / 8) {
                *byte ^= 1 << (bit % 8);
            }
        }
    }

    fn changed(&mut self, step: &'static str) {
        self.since.push(self.to_be_written());
        self.pending.insert(step);
    }

    fn give_up_no_more_from(&mut self, offset: usize) {
        self.given_up.split_off(&(offset / SECTOR));
    }

    /// What a sync would write.
    fn to_be_written(&self) -> Vec<u8> {
        let mut bytes = self.now.clone();
        for at in &self.given_up {
            let start = at * SECTOR;
            let end = (start + SECTOR).min(bytes.len());
            let mut old = sector(&self.durable, *at).to_vec();
            old.resize(SECTOR, 0);
            if start < end {
                bytes[start..end].copy_from_slice(&old[..end - start]);
            }
        }
        bytes
    }
}

fn sector(bytes: &[u8], at: usize) -> &[u8] {
    let clip = |offset: usize| offset.min(bytes.len());
    &bytes[clip(at * SECTOR)..clip((at + 1) * SECTOR)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_synced_stays() {
        let mut file = File::default();
        file.write(&[1; 2000]);
        file.sync();
        assert_eq!(file.after_loss(&mut Random::new(1)).now, [1; 2000]);
    }

    #[test]
    fn what_was_not_synced_is_torn_at_sectors() {
        let mut file = File::of(vec![1; 2048]);
        file.append(&[2; 2048]);
        let mut lengths = BTreeSet::new();
        let mut holes = 0;
        for seed in 0..100 {
            let left = file.after_loss(&mut Random::new(seed)).now;
            assert!(left[..2048].iter().all(|byte| *byte == 1));
            assert!(left[2048..].chunks(SECTOR).all(|part| part == [0; SECTOR] || part == [2; SECTOR]));
            holes += usize::from(left.len() > 3000 && left[2048] == 0 && left[3583] == 2);
            lengths.insert(left.len());
        }
        assert_eq!(lengths.into_iter().collect::<Vec<_>>(), [2048, 4096]);
        assert!(holes > 5, "later sectors arrive before earlier ones");
    }

    #[test]
    fn a_lie_lasts_until_the_bytes_are_written_anew() {
        let mut file = File::of(vec![1; 1024]);
        file.append(&[2; 1024]);
        file.fail_sync(AfterFailedSync::Lies);
        file.sync();
        assert_eq!(file.now.len(), 2048);
        assert!(file.after_loss(&mut Random::new(1)).now[1024..].iter().all(|byte| *byte == 0));
        file.truncate(1024);
        file.append(&[3; 1024]);
        file.sync();
        assert_eq!(file.after_loss(&mut Random::new(1)).now[1024..], [3; 1024]);
    }

    #[test]
    fn a_failed_sync_may_also_work_the_next_time() {
        let mut file = File::default();
        file.write(b"bytes");
        file.fail_sync(AfterFailedSync::Works);
        file.sync();
        assert_eq!(file.after_loss(&mut Random::new(1)).now, b"bytes");
    }
}
