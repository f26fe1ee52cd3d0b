//! Tests of the tree: the vectors of Certificate Transparency, the definitions of RFC 6962 as written, and bytes from strangers.

use proptest::prelude::*;

use super::heads::{Absence, Head, Heads, NotAbsent, TwoHeads, root_of_heads};
use super::*;
use crate::entry::hex;

/// MTH of RFC 6962, 2.1, word for word.
fn defined_root(leaves: &[LeafHash]) -> NodeHash {
    match leaves {
        [] => EMPTY_ROOT,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            hash_of_node(&defined_root(left), &defined_root(right))
        }
    }
}

fn leaves(count: u64) -> Vec<LeafHash> {
    (0..count).map(|number| hash_of_leaf(&number.to_be_bytes())).collect()
}

#[test]
fn roots_are_those_of_certificate_transparency() {
    let inputs: [&[u8]; 8] = [
        b"",
        &[0x00],
        &[0x10],
        &[0x20, 0x21],
        &[0x30, 0x31],
        &[0x40, 0x41, 0x42, 0x43],
        &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
    ];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut frontier = Frontier::new();
    assert_eq!(hex(&frontier.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (input, root) in inputs.into_iter().zip(roots) {
        frontier.append(hash_of_leaf(input));
        assert_eq!(hex(&frontier.root()), root);
    }
}

#[test]
fn every_proof_of_a_small_tree_verifies_and_no_other_place_does() {
    let list = MerkleList::of(leaves(40));
    for size in 1..=40 {
        let root = list.root_at(size).unwrap();
        assert_eq!(root, defined_root(&leaves(size)));
        for index in 0..size {
            let leaf = leaves(size)[index as usize];
            let proof = list.inclusion(index, size).unwrap();
            for other in 0..size + 2 {
                let verdict = verify_inclusion(&leaf, other, size, &proof, &root);
                assert_eq!(verdict.is_ok(), other == index, "{index} as {other} of {size}");
            }
            if let Some((_, shorter)) = proof.split_last() {
                assert_eq!(verify_inclusion(&leaf, index, size, shorter, &root), Err(Disproved::OtherLength));
            }
            let longer = [proof.as_slice(), &[root]].concat();
            assert_eq!(verify_inclusion(&leaf, index, size, &longer, &root), Err(Disproved::OtherLength));
        }
    }
}

#[test]
fn every_tree_is_shown_to_continue_the_smaller_ones_and_no_others() {
    let list = MerkleList::of(leaves(40));
    let other = MerkleList::of(leaves(41).into_iter().skip(1));
    for to in 0..=40 {
        let to_root = list.root_at(to).unwrap();
        for from in 0..=to {
            let proof = list.consistency(from, to).unwrap();
            let from_root = list.root_at(from).unwrap();
            assert_eq!(verify_consistency(from, to, &proof, &from_root, &to_root), Ok(()), "{from} to {to}");
            if from > 0 {
                let stranger = other.root_at(from).unwrap();
                assert!(verify_consistency(from, to, &proof, &stranger, &to_root).is_err());
                let stranger = other.root_at(to).unwrap();
                assert!(verify_consistency(from, to, &proof, &from_root, &stranger).is_err());
            }
            let longer = [proof.as_slice(), &[to_root]].concat();
            assert!(verify_consistency(from, to, &longer, &from_root, &to_root).is_err());
            for bit in 0..proof.len() * 256 {
                let mut flipped = proof.clone();
                flipped[bit / 256][bit % 256 / 8] ^= 1 << (bit % 8);
                assert!(verify_consistency(from, to, &flipped, &from_root, &to_root).is_err());
            }
        }
    }
    assert_eq!(
        verify_consistency(3, 2, &[], &list.root_at(3).unwrap(), &list.root_at(2).unwrap()),
        Err(Disproved::Shrunk { from: 3, to: 2 })
    );
}

#[test]
fn every_flipped_bit_of_an_inclusion_proof_is_found() {
    let list = MerkleList::of(leaves(300));
    let (root, leaf) = (list.root(), leaves(300)[257]);
    let proof = list.inclusion(257, 300).unwrap();
    assert_eq!(verify_inclusion(&leaf, 257, 300, &proof, &root), Ok(()));
    for bit in 0..proof.len() * 256 {
        let mut flipped = proof.clone();
        flipped[bit / 256][bit % 256 / 8] ^= 1 << (bit % 8);
        assert_eq!(verify_inclusion(&leaf, 257, 300, &flipped, &root), Err(Disproved::OtherRoot));
    }
}

#[test]
fn a_tree_of_seventy_thousand_has_the_tiles_the_specification_counts() {
    let mut told = Vec::new();
    let mut frontier = Frontier::new();
    for leaf in leaves(70_000) {
        frontier.append_told(leaf, |tile, _| told.push(tile));
    }
    let tiles: Vec<Tile> = tiles_grown(0, 70_000).collect();
    let of_level = |level| tiles.iter().filter(move |tile| tile.level() == level);
    assert_eq!(
        (of_level(0).filter(|t| t.is_full()).count(), of_level(0).next_back().unwrap().width()),
        (273, 112)
    );
    assert_eq!(
        (of_level(1).filter(|t| t.is_full()).count(), of_level(1).next_back().unwrap().width()),
        (1, 17)
    );
    assert_eq!(of_level(2).map(|tile| tile.width()).collect::<Vec<_>>(), [1]);
    assert_eq!((of_level(3).count(), told.len()), (0, 70_000 + 273 + 1));
    assert!(tiles.iter().all(|tile| told.contains(tile)));
    let list = MerkleList::of(leaves(70_000));
    let below = list.hashes(Tile::new(0, 272, 256).unwrap());
    assert_eq!(hash_of_tile(below), list.hashes(Tile::new(1, 1, 17).unwrap()).last().copied());
    assert_eq!(hash_of_tile(&below[1..]), None);
    assert_eq!(hashes_in_tile(&tile_bytes(below)).as_deref(), Some(below));
    assert_eq!(
        (hashes_in_tile(&[]), hashes_in_tile(&[0; 33]), hashes_in_tile(&[0; 257 * 32])),
        (None, None, None)
    );
}

#[test]
fn a_proof_reads_the_tiles_above_its_leaf_and_the_right_edge_once() {
    let list = MerkleList::of(leaves(70_000));
    let mut read = Vec::new();
    let proof = inclusion_proof(700, 70_000, |tile| {
        read.push(tile);
        Ok::<_, ()>(list.hashes(tile).to_vec())
    });
    assert_eq!(verify_inclusion(&leaves(701)[700], 700, 70_000, &proof.unwrap(), &list.root()), Ok(()));
    read.sort();
    let paths: Vec<String> = read.iter().map(Tile::path).collect();
    assert_eq!(paths, ["tile/0/002", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17"]);
    let short = |tile: Tile| Ok::<_, ()>(list.hashes(tile)[1..].to_vec());
    assert!(matches!(inclusion_proof(700, 70_000, short), Err(Unproven::Short { found: 255, .. })));
    assert_eq!(root_at(9, |_| Err("gone")), Err(Unproven::Unread("gone")));
}

#[test]
fn a_tile_has_one_path() {
    let path = |level, index, width| Tile::new(level, index, width).unwrap().path();
    assert_eq!(path(0, 1_234_067, 256), "tile/0/x001/x234/067");
    assert_eq!((path(2, 0, 1), path(1, 1000, 256)), ("tile/2/000.p/1".into(), "tile/1/x001/000".into()));
    for tile in tiles_grown(0, 70_000).chain(Tile::new(0, 1_234_067, 3)) {
        assert_eq!(Tile::from_path(&tile.path()), Some(tile));
    }
    for other in [
        "tile/0/67",
        "tile/0/x000/067",
        "tile/0/001/067",
        "tile/0/x001/x067",
        "tile/00/067",
        "tile/8/000",
        "tile/0/+67",
        "tile/0/067.p/256",
        "tile/0/067.p/0",
        "tile/0/067.p/01",
        "tile/0/067.p/",
        "tile/0/",
        "tile/0",
        "tile/-1/000",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x000/x000/067",
        "tile/entries/067",
        "tile/0/067/",
    ] {
        assert_eq!(Tile::from_path(other), None, "{other}");
    }
    let bundle = Bundle::of_tree(273, 70_000).unwrap();
    assert_eq!(
        (bundle.path().as_str(), bundle.start(), bundle.width()),
        ("tile/entries/273.p/112", 69_888, 112)
    );
    assert_eq!(Bundle::from_path("tile/entries/273.p/112"), Some(bundle));
    assert_eq!((Bundle::of_tree(274, 70_000), Bundle::from_path("tile/entries/27")), (None, None));
    assert_eq!((Bundle::of_tree(u64::MAX, u64::MAX), Bundle::from_path("tile/0/273")), (None, None));
}

#[test]
fn a_bundle_gives_back_its_entries_and_nothing_else_is_one() {
    let entries: [&[u8]; 3] = [b"{}", b"", b"abc"];
    let bytes = entry_bundle(entries).unwrap();
    assert_eq!(bytes, b"\x00\x02{}\x00\x00\x00\x03abc");
    assert_eq!(entries_in_bundle(&bytes).as_deref(), Some(&entries[..]));
    assert_eq!(
        (entries_in_bundle(&bytes[..9]), entries_in_bundle(&[]), entries_in_bundle(&[0])),
        (None, None, None)
    );
    assert_eq!(entries_in_bundle(&[0; 2 * 257]), None);
    assert_eq!(entry_bundle([&[0; ENTRY_BYTES_MAX + 1][..]]), None);
}

#[test]
fn numbers_at_the_edge_are_answered_and_never_overflow() {
    let hash = [7; 32];
    for size in [0, 1, 2, SIZE_MAX - 1, SIZE_MAX, SIZE_MAX + 1, u64::MAX - 1, u64::MAX] {
        for other in [0, 1, 2, 3, SIZE_MAX - 1, SIZE_MAX, u64::MAX - 1, u64::MAX] {
            for count in [0, 1, 61, 62, 63, 64, 1000] {
                let proof = vec![hash; count];
                let inclusion = verify_inclusion(&hash, other, size, &proof, &[8; 32]);
                assert!(inclusion.is_err());
                assert!(verify_consistency(other, size, &proof, &hash, &[8; 32]).is_err());
            }
            let _ = Tile::of_tree(7, other, size);
            let _ = Bundle::of_tree(other, size);
            assert!(tiles_grown(other, size).take(3).count() <= 3);
        }
    }
    let empty = |_: Tile| Ok::<_, ()>(vec![hash; 256]);
    assert_eq!(inclusion_proof(0, SIZE_MAX, empty).unwrap().len(), 62);
    assert_eq!(consistency_proof(3, SIZE_MAX, empty).unwrap().len(), HASHES_MAX);
    assert_eq!(inclusion_proof(0, SIZE_MAX + 1, empty), Err(Unproven::TooLarge { size: SIZE_MAX + 1 }));
    assert!(root_at(SIZE_MAX - 1, empty).is_ok());
    assert_eq!(Tile::new(0, u64::MAX, 256), None);
}

#[test]
fn a_frontier_is_stored_and_taken_up_again() {
    let mut frontier = Frontier::new();
    for (leaf, size) in leaves(300).into_iter().zip(1..) {
        frontier.append(leaf);
        let stored = Frontier::stored(size, frontier.hashes().to_vec());
        assert_eq!(stored.as_ref(), Some(&frontier));
        assert_eq!(Frontier::stored(size + 1, frontier.hashes().to_vec()).is_some(), {
            (size + 1).count_ones() == size.count_ones()
        });
    }
    assert_eq!(Frontier::stored(u64::MAX, vec![[0; 32]; 64]), None);
}

fn head(first: u8, sn: u64) -> Head {
    Head { sid: [first; 16], sn, leaf: [sn as u8; 32] }
}

#[test]
fn a_head_is_hashed_over_these_bytes_for_ever() {
    let bytes = Head { sid: [1; 16], sn: 258, leaf: [2; 32] }.to_bytes();
    let expected = format!("{}0000000000000102{}", "01".repeat(16), "02".repeat(32));
    assert_eq!(hex(&bytes), expected);
}

#[test]
fn the_heads_show_where_a_stream_ends_and_which_streams_have_no_entries() {
    for count in 0..12_u8 {
        let some = (0..count).map(|at| head(2 * at + 1, u64::from(at) + 1));
        let heads = Heads::of(some.clone().rev()).unwrap();
        assert_eq!(root_of_heads(some), Some(heads.root()));
        let (root, streams) = (heads.root(), heads.streams());
        for first in 0..=2 * count + 1 {
            let sid = [first; 16];
            assert_eq!(heads.presence(&sid).is_some(), heads.absence(&sid).is_none());
            if let Some(presence) = heads.presence(&sid) {
                assert_eq!((presence.head.sid, presence.verify(&root, streams)), (sid, Ok(())));
                let mut longer = presence.clone();
                longer.head.sn += 1;
                assert!(longer.verify(&root, streams).is_err());
            }
            if let Some(absence) = heads.absence(&sid) {
                assert_eq!(absence.verify(&sid, &root, streams), Ok(()));
                for there in heads.heads() {
                    assert_eq!(absence.verify(&there.sid, &root, streams), Err(NotAbsent::Gap));
                }
            }
        }
    }
}

#[test]
fn an_absence_with_a_gap_between_the_neighbours_shows_nothing() {
    let heads = Heads::of((0..7).map(|at| head(2 * at + 1, 1))).unwrap();
    let (root, absent) = (heads.root(), [4; 16]);
    let shown = heads.absence(&absent).unwrap();
    let wide = Absence { before: heads.presence(&[1; 16]), after: shown.after.clone() };
    let open = Absence { before: None, after: shown.after.clone() };
    let cut = Absence { before: shown.before.clone(), after: None };
    let nothing = Absence { before: None, after: None };
    for gap in [wide, open, cut, nothing.clone()] {
        assert_eq!(gap.verify(&absent, &root, heads.streams()), Err(NotAbsent::Gap));
    }
    assert_eq!(nothing.verify(&absent, &root, 0), Err(NotAbsent::Gap));
    assert!(shown.verify(&absent, &[0; 32], heads.streams()).is_err());
}

#[test]
fn a_stream_has_one_head_in_the_list() {
    assert_eq!(Heads::of([head(1, 2), head(1, 1)]).unwrap_err(), TwoHeads(head(1, 1), head(1, 2)));
    assert_eq!(root_of_heads([head(1, 1), head(1, 2)]), None);
    assert_eq!(root_of_heads([head(2, 1), head(1, 2)]), None);
}

proptest! {
    #[test]
    fn proofs_of_larger_trees_verify(size in 1_u64..3000, from in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
        let leaves = leaves(size);
        let list = MerkleList::of(leaves.iter().copied());
        let (index, from) = (at.index(leaves.len()), from.index(leaves.len()) as u64);
        prop_assert_eq!(list.root(), defined_root(&leaves));
        let proof = list.inclusion(index as u64, size).unwrap();
        prop_assert_eq!(verify_inclusion(&leaves[index], index as u64, size, &proof, &list.root()), Ok(()));
        let proof = list.consistency(from, size).unwrap();
        prop_assert_eq!(verify_consistency(from, size, &proof, &list.root_at(from).unwrap(), &list.root()), Ok(()));
    }

    #[test]
    fn bytes_from_strangers_are_refused_without_a_panic(
        size in any::<u64>(), index in any::<u64>(), proof in prop::collection::vec(any::<[u8; 32]>(), 0..70)
    ) {
        prop_assert!(verify_inclusion(&[1; 32], index, size, &proof, &[2; 32]).is_err());
        prop_assert!(verify_consistency(index, size, &proof, &[1; 32], &[2; 32]).is_err());
    }

    #[test]
    fn a_tree_grows_by_the_tiles_that_differ(from in 0_u64..2000, more in 0_u64..2000) {
        let before: Vec<Tile> = tiles_grown(0, from).collect();
        let grown: Vec<Tile> = tiles_grown(0, from + more).filter(|tile| !before.contains(tile)).collect();
        prop_assert_eq!(tiles_grown(from, from + more).collect::<Vec<_>>(), grown);
    }
}
