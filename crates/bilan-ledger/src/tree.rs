//! The Merkle tree of RFC 6962, section 2.1, kept in memory as the roots of its complete subtrees.

use crate::hash::{Hash, empty_root, node_hash};
use crate::proof::{ConsistencyProof, InclusionProof};

/// An append-only Merkle tree: about 64 bytes a leaf; roots and proofs of the present and of every earlier size.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// `[height × position]`: `levels[k][i]` is the root over the leaves `i * 2^k .. (i + 1) * 2^k`.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// A tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Adds a leaf at the end, completing every subtree that it closes.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for height in 0.. {
            if self.levels.len() == height {
                self.levels.push(Vec::new());
            }
            let level = &mut self.levels[height];
            level.push(hash);
            let [.., left, right] = level[..] else { return };
            if level.len() % 2 == 1 {
                return;
            }
            hash = node_hash(left, right);
        }
    }

    /// Drops every leaf from `size` on.
    pub fn truncate(&mut self, size: u64) {
        for (height, level) in self.levels.iter_mut().enumerate() {
            level.truncate(position(size >> height));
        }
    }

    /// The leaf at `seq`, if the tree has it.
    pub fn leaf(&self, seq: u64) -> Option<Hash> {
        self.levels.first()?.get(usize::try_from(seq).ok()?).copied()
    }

    /// The roots of the complete subtrees of height `height`, in order: what C2SP tiles are cut from.
    pub fn complete_subtrees(&self, height: usize) -> &[Hash] {
        self.levels.get(height).map_or(&[], Vec::as_slice)
    }

    /// The root over the first `size` leaves, or `None` when the tree is smaller.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        match size {
            _ if size > self.size() => None,
            0 => Some(empty_root()),
            _ => Some(self.root_of(0, size)),
        }
    }

    /// Proof that the leaf at `seq` is in the tree of the first `size` leaves (RFC 6962, section 2.1.1);
    /// `None` when there is no such leaf or no such tree.
    pub fn prove_inclusion(&self, seq: u64, size: u64) -> Option<InclusionProof> {
        if seq >= size || size > self.size() {
            return None;
        }
        let mut path = Vec::new();
        let (mut start, mut end) = (0, size);
        while end - start > 1 {
            let middle = start + split(end - start);
            if seq < middle {
                path.push(self.root_of(middle, end));
                end = middle;
            } else {
                path.push(self.root_of(start, middle));
                start = middle;
            }
        }
        path.reverse();
        Some(InclusionProof { seq, size, path })
    }

    /// Proof that the first `old_size` leaves begin the tree of the first `new_size` (RFC 6962, section 2.1.2);
    /// `None` unless `1 <= old_size <= new_size <= size`.
    pub fn prove_consistency(&self, old_size: u64, new_size: u64) -> Option<ConsistencyProof> {
        if old_size == 0 || old_size > new_size || new_size > self.size() {
            return None;
        }
        let mut path = Vec::new();
        let (mut start, mut end) = (0, new_size);
        while old_size < end {
            let middle = start + split(end - start);
            if old_size <= middle {
                path.push(self.root_of(middle, end));
                end = middle;
            } else {
                path.push(self.root_of(start, middle));
                start = middle;
            }
        }
        if start > 0 {
            // Not the whole old tree: its last piece is not known to the verifier (b = false in the RFC).
            path.push(self.root_of(start, end));
        }
        path.reverse();
        Some(ConsistencyProof { old_size, new_size, path })
    }

    /// `MTH(D[start:end])` for a range that the RFC's recursion reaches, so `start` is a multiple of the
    /// largest power of two in its length.
    fn root_of(&self, start: u64, end: u64) -> Hash {
        let length = end - start;
        if length.is_power_of_two() {
            let height = length.trailing_zeros();
            return self.levels[height as usize][position(start >> height)];
        }
        let middle = start + split(length);
        node_hash(self.root_of(start, middle), self.root_of(middle, end))
    }
}

/// The largest power of two smaller than `length`, which is at least 2.
fn split(length: u64) -> u64 {
    1 << (length - 1).ilog2()
}

fn position(index: u64) -> usize {
    usize::try_from(index).expect("a tree in memory has fewer leaves than there are addresses")
}
