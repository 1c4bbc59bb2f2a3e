//! Inclusion and consistency proofs, checked against roots alone (RFC 9162, sections 2.1.3 and 2.1.4).

use crate::hash::{Hash, node_hash};

/// Proof that one leaf stands at one place in a tree of one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionProof {
    /// Place of the leaf, counted from 0.
    pub seq: u64,
    /// Number of leaves of the tree.
    pub size: u64,
    /// The sibling of each node on the way up, lowest first.
    pub path: Vec<Hash>,
}

/// Proof that a smaller tree is the beginning of a larger one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsistencyProof {
    /// Number of leaves of the smaller tree, at least 1.
    pub old_size: u64,
    /// Number of leaves of the larger tree.
    pub new_size: u64,
    /// The nodes from which both roots follow, lowest first.
    pub path: Vec<Hash>,
}

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The numbers exclude each other: no such proof exists.
    #[error("the proof names a place or size that no tree can have")]
    Impossible,
    /// The path is longer or shorter than the sizes demand.
    #[error("the proof has the wrong number of hashes for its sizes")]
    Length,
    /// The root that follows from the proof is another one.
    #[error("the proof leads to another root")]
    Root,
}

impl InclusionProof {
    /// Holds the proof against a leaf and a root.
    ///
    /// # Errors
    /// [`ProofError`] when the leaf is not shown to stand at `seq` in the tree with this root.
    pub fn verify(&self, leaf: Hash, root: Hash) -> Result<(), ProofError> {
        if self.seq >= self.size {
            return Err(ProofError::Impossible);
        }
        let (mut place, mut last) = (self.seq, self.size - 1);
        let mut hash = leaf;
        for &sibling in &self.path {
            if last == 0 {
                return Err(ProofError::Length);
            }
            if place % 2 == 1 || place == last {
                hash = node_hash(sibling, hash);
                (place, last) = skip_right_edge(place, last);
            } else {
                hash = node_hash(hash, sibling);
            }
            place >>= 1;
            last >>= 1;
        }
        if last != 0 {
            return Err(ProofError::Length);
        }
        if hash == root { Ok(()) } else { Err(ProofError::Root) }
    }
}

impl ConsistencyProof {
    /// Holds the proof against the roots of the two trees.
    ///
    /// # Errors
    /// [`ProofError`] when the tree with `old_root` is not shown to begin the tree with `new_root`.
    pub fn verify(&self, old_root: Hash, new_root: Hash) -> Result<(), ProofError> {
        if self.old_size == 0 || self.old_size > self.new_size {
            return Err(ProofError::Impossible);
        }
        if self.old_size == self.new_size {
            return match self.path.is_empty() {
                false => Err(ProofError::Length),
                true if old_root == new_root => Ok(()),
                true => Err(ProofError::Root),
            };
        }
        let (old, new) = self.roots(old_root)?;
        if old == old_root && new == new_root { Ok(()) } else { Err(ProofError::Root) }
    }

    /// The two roots that follow from the path (RFC 9162, section 2.1.4.2).
    fn roots(&self, old_root: Hash) -> Result<(Hash, Hash), ProofError> {
        // A complete old tree is itself the first node, and left out of the path.
        let begins_with_old = self.old_size.is_power_of_two().then_some(old_root);
        let mut nodes = begins_with_old.into_iter().chain(self.path.iter().copied());
        let first = nodes.next().ok_or(ProofError::Length)?;

        let (mut place, mut last) = (self.old_size - 1, self.new_size - 1);
        let shift = place.trailing_ones();
        (place, last) = (place >> shift, last >> shift);

        let (mut old, mut new) = (first, first);
        for node in nodes {
            if last == 0 {
                return Err(ProofError::Length);
            }
            if place % 2 == 1 || place == last {
                old = node_hash(node, old);
                new = node_hash(node, new);
                (place, last) = skip_right_edge(place, last);
            } else {
                new = node_hash(new, node);
            }
            place >>= 1;
            last >>= 1;
        }
        if last == 0 { Ok((old, new)) } else { Err(ProofError::Length) }
    }
}

/// On the right edge of the tree a node without sibling rises unchanged: pass the levels where that happens.
fn skip_right_edge(mut place: u64, mut last: u64) -> (u64, u64) {
    while place != 0 && place.is_multiple_of(2) {
        place >>= 1;
        last >>= 1;
    }
    (place, last)
}
