//! Roots and proofs: the known vectors of RFC 6962 implementations, two other crates, and properties.

use bilan_ledger::*;
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use sha2::Sha256;
use tlog_tiles::tlog;

use crate::support::Random;

/// The eight leaves that implementations of RFC 6962 are tested with.
const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];

/// Roots of the first 0 to 8 of them.
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn hashes(texts: &[&str]) -> Vec<Hash> {
    texts.iter().map(|text| Hash::from_hex(text).unwrap()).collect()
}

fn vector_tree() -> Tree {
    let mut tree = Tree::new();
    for leaf in LEAVES {
        tree.push(leaf_hash(leaf));
    }
    tree
}

fn tree_of(size: u64) -> Tree {
    let mut tree = Tree::new();
    for seq in 0..size {
        tree.push(leaf_hash(&seq.to_be_bytes()));
    }
    tree
}

#[test]
fn the_known_roots() {
    let tree = vector_tree();
    for (size, root) in (0..).zip(hashes(&ROOTS)) {
        assert_eq!(tree.root_at(size), Some(root), "{size} leaves");
    }
    assert_eq!(tree.root_at(9), None);
}

#[test]
fn the_known_inclusion_proofs() {
    let first = hashes(&[
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]);
    let sixth = hashes(&[
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]);
    let tree = vector_tree();
    for (seq, path) in [(0, first), (5, sixth)] {
        assert_eq!(tree.prove_inclusion(seq, 8).unwrap().path, path);
    }
    assert_eq!(tree.prove_inclusion(0, 1).unwrap().path, []);
}

#[test]
fn the_known_consistency_proofs() {
    let one_in_eight = hashes(&[
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]);
    let six_in_eight = hashes(&[
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]);
    let two_in_five = hashes(&[
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]);
    let tree = vector_tree();
    let cases = [(1, 1, vec![]), (1, 8, one_in_eight), (6, 8, six_in_eight), (2, 5, two_in_five)];
    for (old, new, path) in cases {
        assert_eq!(tree.prove_consistency(old, new).unwrap().path, path, "{old} in {new}");
    }
    assert_eq!(tree.prove_consistency(0, 8), None);
    assert_eq!(tree.prove_consistency(8, 9), None);
}

/// Every proof of every tree up to 70 leaves holds, and no other root, leaf, place or size does.
#[test]
fn every_small_proof() {
    let tree = tree_of(70);
    for size in 1..=70 {
        let root = tree.root_at(size).unwrap();
        for seq in 0..size {
            let proof = tree.prove_inclusion(seq, size).unwrap();
            let leaf = tree.leaf(seq).unwrap();
            assert_eq!(proof.verify(leaf, root), Ok(()), "{seq} in {size}");
            assert!(proof.verify(tree.leaf((seq + 1) % 70).unwrap(), root).is_err());
            assert!(proof.verify(leaf, tree.root_at(size - 1).unwrap()).is_err());
        }
        for old in 1..=size {
            let proof = tree.prove_consistency(old, size).unwrap();
            let old_root = tree.root_at(old).unwrap();
            assert_eq!(proof.verify(old_root, root), Ok(()), "{old} in {size}");
            assert!(proof.verify(tree.root_at(old - 1).unwrap(), root).is_err());
            assert!(proof.verify(old_root, tree.root_at(size - 1).unwrap()).is_err());
        }
    }
}

#[test]
fn truncating_is_going_back() {
    let mut tree = tree_of(300);
    for size in [299, 256, 255, 128, 3, 1, 0] {
        tree.truncate(size);
        assert_eq!(tree.root_at(size), tree_of(size).root_at(size));
        assert_eq!(tree.size(), size);
    }
}

/// ct-merkle 0.3: roots, inclusion and consistency proofs are the same bytes.
#[test]
fn the_same_as_ct_merkle() {
    let mut peer = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    let mut tree = Tree::new();
    let mut random = Random(1);
    for size in 1..=600_u64 {
        let leaf = random.next().to_be_bytes().to_vec();
        tree.push(leaf_hash(&leaf));
        peer.push(leaf);
        assert_eq!(tree.root_at(size).unwrap().0, <[u8; 32]>::from(*peer.root().as_bytes()));
        for _ in 0..3 {
            let at = random.below(usize::try_from(size).unwrap());
            let ours = tree.prove_inclusion(at as u64, size).unwrap();
            assert_eq!(peer.prove_inclusion(at).as_bytes(), flat(&ours.path));
            let ours = tree.prove_consistency(at as u64 + 1, size).unwrap();
            let additions = usize::try_from(size).unwrap() - at - 1;
            assert_eq!(peer.prove_consistency(additions).as_bytes(), flat(&ours.path));
        }
    }
}

fn flat(path: &[Hash]) -> Vec<u8> {
    path.iter().flat_map(|hash| hash.0).collect()
}

/// The stored hashes of a tree in the order of the tlog crate.
struct Peer(Vec<tlog::Hash>);

impl Peer {
    fn of(size: u64) -> Self {
        let mut peer = Self(Vec::new());
        for seq in 0..size {
            let more = tlog::stored_hashes(seq, &seq.to_be_bytes(), &peer).unwrap();
            peer.0.extend(more);
        }
        peer
    }
}

impl tlog::HashReader for Peer {
    fn read_hashes(&self, indices: &[u64]) -> Result<Vec<tlog::Hash>, tlog::Error> {
        Ok(indices.iter().map(|&index| self.0[usize::try_from(index).unwrap()]).collect())
    }
}

/// `tlog_tiles` 0.2, on trees with one, two and three levels of tiles: roots, proofs, and every byte of every tile.
#[test]
fn the_same_as_tlog_tiles() {
    const LARGEST: u64 = 66_000;
    let (peer, tree) = (Peer::of(LARGEST), tree_of(LARGEST));
    for size in [1, 2, 3, 255, 256, 257, 511, 512, 1000, 65_535, 65_536, 65_537, LARGEST] {
        let root = tree.root_at(size).unwrap();
        assert_eq!(tlog::tree_hash(size, &peer).unwrap().0, root.0, "{size} leaves");
        for seq in [0, size / 3, size - 1] {
            let ours = tree.prove_inclusion(seq, size).unwrap();
            let theirs = tlog::prove_record(size, seq, &peer).unwrap();
            assert_eq!(theirs.iter().map(|hash| hash.0).collect::<Vec<_>>().concat(), flat(&ours.path));
            let ours = tree.prove_consistency(seq + 1, size).unwrap();
            let theirs = tlog::prove_tree(size, seq + 1, &peer).unwrap();
            assert_eq!(theirs.iter().map(|hash| hash.0).collect::<Vec<_>>().concat(), flat(&ours.path));
        }
    }
    for size in [1, 255, 256, 257, 1000, LARGEST] {
        check_tiles(size, &tree, &peer);
    }
}

fn check_tiles(size: u64, tree: &Tree, peer: &Peer) {
    let ours = tiles_of(size);
    let theirs = tlog_tiles::tile::Tile::new_tiles(8, 0, size);
    assert_eq!(ours.len(), theirs.len(), "{size} leaves");
    for tile in ours {
        let width = u32::try_from(tile.width).unwrap();
        let level = u8::try_from(tile.level).unwrap();
        let twin = tlog_tiles::tile::Tile::new(8, level, tile.index, width, false);
        assert!(theirs.contains(&twin));
        assert_eq!(twin.path(), tile.to_string().replacen("tile/", "tile/8/", 1));
        assert_eq!(Tile::from_path(&tile.to_string()), Some(tile));
        assert_eq!(twin.read_data(peer).unwrap(), tile.bytes(tree).unwrap());
    }
}

proptest! {
    #[test]
    fn every_inclusion_proof_holds_and_no_altered_one(size in 1..3000_u64, at in any::<prop::sample::Index>(), bit in any::<prop::sample::Index>()) {
        let tree = tree_of(size);
        let seq = at.index(usize::try_from(size).unwrap()) as u64;
        let (leaf, root) = (tree.leaf(seq).unwrap(), tree.root_at(size).unwrap());
        let mut proof = tree.prove_inclusion(seq, size).unwrap();
        prop_assert_eq!(proof.verify(leaf, root), Ok(()));

        let longer = InclusionProof { path: [proof.path.as_slice(), &[root]].concat(), ..proof.clone() };
        prop_assert!(longer.verify(leaf, root).is_err());
        let outside = InclusionProof { seq: size, ..proof.clone() };
        prop_assert_eq!(outside.verify(leaf, root), Err(ProofError::Impossible));
        if !proof.path.is_empty() {
            let shorter = InclusionProof { path: proof.path[1..].to_vec(), ..proof.clone() };
            prop_assert!(shorter.verify(leaf, root).is_err());
            flip(&mut proof.path, bit);
            prop_assert!(proof.verify(leaf, root).is_err());
        }
    }

    #[test]
    fn every_consistency_proof_holds_and_no_altered_one(size in 1..3000_u64, at in any::<prop::sample::Index>(), bit in any::<prop::sample::Index>()) {
        let tree = tree_of(size);
        let old_size = at.index(usize::try_from(size).unwrap()) as u64 + 1;
        let (old, new) = (tree.root_at(old_size).unwrap(), tree.root_at(size).unwrap());
        let mut proof = tree.prove_consistency(old_size, size).unwrap();
        prop_assert_eq!(proof.verify(old, new), Ok(()));

        let longer = ConsistencyProof { path: [proof.path.as_slice(), &[new]].concat(), ..proof.clone() };
        prop_assert!(longer.verify(old, new).is_err());
        let none = ConsistencyProof { old_size: 0, ..proof.clone() };
        prop_assert_eq!(none.verify(old, new), Err(ProofError::Impossible));
        if !proof.path.is_empty() {
            let shorter = ConsistencyProof { path: proof.path[1..].to_vec(), ..proof.clone() };
            prop_assert!(shorter.verify(old, new).is_err());
            flip(&mut proof.path, bit);
            prop_assert!(proof.verify(old, new).is_err());
        }
    }
}

fn flip(path: &mut [Hash], bit: prop::sample::Index) {
    let bit = bit.index(path.len() * 256);
    path[bit / 256].0[bit % 256 / 8] ^= 1 << (bit % 8);
}
