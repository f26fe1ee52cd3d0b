//! The tree against another's: `ct-merkle`, written from RFC 6962 by other people, has the same roots and proofs, byte for byte.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use samspor_core::tree::{MerkleList, NodeHash, hash_of_leaf, verify_consistency, verify_inclusion};
use sha2::Sha256;

/// Beyond one tile, so that levels 0 and 1 both take part.
const LEAVES: u64 = 300;

type Theirs = MemoryBackedTree<Sha256, Vec<u8>>;

/// Leaves of every length up to some, the empty one among them.
fn leaf(number: u64) -> Vec<u8> {
    number.to_be_bytes().into_iter().cycle().take(number as usize % 90).collect()
}

fn bytes(proof: &[NodeHash]) -> Vec<u8> {
    proof.concat()
}

/// Their tree at every size from 0, beside the whole of ours.
fn at_every_size(mut compare: impl FnMut(u64, &Theirs, &MerkleList)) {
    let ours = MerkleList::of((0..LEAVES).map(|number| hash_of_leaf(&leaf(number))));
    let mut theirs = Theirs::new();
    compare(0, &theirs, &ours);
    for size in 1..=LEAVES {
        theirs.push(leaf(size - 1));
        compare(size, &theirs, &ours);
    }
}

#[test]
fn the_roots_of_all_sizes_are_the_same() {
    at_every_size(|size, theirs, ours| {
        assert_eq!(ours.root_at(size).unwrap(), theirs.root().as_bytes().as_slice(), "{size}");
    });
}

#[test]
fn the_inclusion_proofs_of_every_leaf_at_every_size_are_the_same() {
    at_every_size(|size, theirs, ours| {
        let root = ours.root_at(size).unwrap();
        for index in 0..size {
            let proof = ours.inclusion(index, size).unwrap();
            assert_eq!(bytes(&proof), theirs.prove_inclusion(index as usize).as_bytes(), "{index} of {size}");
            assert_eq!(verify_inclusion(&hash_of_leaf(&leaf(index)), index, size, &proof, &root), Ok(()));
        }
    });
}

#[test]
fn the_consistency_proofs_between_all_sizes_are_the_same() {
    at_every_size(|to, theirs, ours| {
        let to_root = ours.root_at(to).unwrap();
        for from in 1..=to {
            let proof = ours.consistency(from, to).unwrap();
            let added = (to - from) as usize;
            assert_eq!(bytes(&proof), theirs.prove_consistency(added).as_bytes(), "{from} to {to}");
            let from_root = ours.root_at(from).unwrap();
            assert_eq!(verify_consistency(from, to, &proof, &from_root, &to_root), Ok(()));
        }
    });
}
