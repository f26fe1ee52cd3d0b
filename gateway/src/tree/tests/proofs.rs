//! Proofs hold against the roots of the whole log, over damaged tiles too; a changed entry gets none.

use std::sync::Arc;

use samspor_core::log::{Log, MemoryLog, Position};
use samspor_core::tree::{MerkleList, Tile, hash_of_leaf, hashes_in_tile, verify_consistency};

use super::kit::{Disks, Edited, fill, tile_bytes};
use crate::tree::{LogTree, TreeError};

fn list_of(log: &dyn Log) -> MerkleList {
    let page = log.page(Position::START, usize::MAX >> 1).unwrap();
    MerkleList::of(page.iter().map(|placed| hash_of_leaf(&placed.record.leaf)))
}

/// 70,000 entries: a full tile on level 1.
fn large() -> (Disks, Arc<MemoryLog>, LogTree) {
    let (disks, log) = (Disks::fresh(), Arc::new(MemoryLog::counting()));
    fill(&*log, 1..=70_000);
    let tree = disks.tree(Arc::clone(&log) as Arc<dyn Log>).unwrap();
    (disks, log, tree)
}

#[test]
fn proofs_are_those_of_the_whole_list() {
    let (_, log, tree) = Disks::filled(700);
    let list = list_of(&*log);
    assert_eq!(tree.follow().unwrap().root, list.root());
    for size in [1, 2, 255, 256, 257, 511, 512, 600, 700] {
        assert_eq!(tree.root_at(size).unwrap(), list.root_at(size).unwrap());
        for position in [1, size / 2, size].into_iter().filter(|position| *position > 0) {
            let proof = tree.inclusion(Position(position), size).unwrap();
            assert_eq!(proof, list.inclusion(position - 1, size).unwrap());
        }
        for from in [0, 1, 256, size].into_iter().filter(|from| *from <= size) {
            assert_eq!(tree.consistency(from, size).unwrap(), list.consistency(from, size).unwrap());
        }
    }
    assert!(matches!(tree.inclusion(Position(8), 7), Err(TreeError::NotYet { size: 7, asked: 8 })));
    assert!(matches!(tree.root_at(701), Err(TreeError::NotYet { size: 700, asked: 701 })));
}

#[test]
fn a_proof_to_carry_holds_against_its_checkpoint() {
    let (_, log, tree) = Disks::filled(300);
    let checkpoint = tree.sign().unwrap();
    fill(&*log, 301..=310);
    let later = tree.sign().unwrap();
    for position in [1, 77, 300] {
        let leaf = hash_of_leaf(&log.page(Position(position - 1), 1).unwrap()[0].record.leaf);
        for checkpoint in [&checkpoint, &later] {
            let proof = tree.proof_of(Position(position), checkpoint).unwrap();
            assert!(proof.verify(&leaf).is_ok());
        }
    }
    let proof = tree.consistency(300, 310).unwrap();
    let (from, to) = (checkpoint.checkpoint().root, later.checkpoint().root);
    verify_consistency(300, 310, &proof, &from, &to).unwrap();
}

#[test]
fn a_flipped_bit_in_any_tile_is_found_and_put_right() {
    let (disks, log, tree) = large();
    let list = list_of(&*log);
    for (level, index) in [(0, 0), (0, 100), (0, 255), (0, 256), (0, 272), (1, 0)] {
        let tile = Tile::new(level, index, 256).unwrap();
        let good = tile_bytes(&disks.data, tile).unwrap();
        for byte in [0, 4_100, 8_191] {
            disks.data.damage(&format!("tree/{}", tile.path()), byte, &[good[byte] ^ 1]);
            assert!(tile_bytes(&disks.data, tile).unwrap() != good);
            let hashes = tree.tile(tile, 70_000).unwrap().unwrap();
            assert!(hashes == list.hashes(tile), "{tile:?}, byte {byte}");
            assert!(tile_bytes(&disks.data, tile).unwrap() == good);
        }
    }
}

#[test]
fn a_tile_that_is_missing_or_cut_is_derived_again() {
    use crate::disk::Disk;
    let (disks, log, tree) = large();
    let list = list_of(&*log);
    let paths = [(0, 3), (1, 0)].map(|(level, index)| Tile::new(level, index, 256).unwrap().path());
    disks.data.remove(&format!("tree/{}", paths[0])).unwrap();
    disks.data.open(&format!("tree/{}", paths[1])).unwrap().truncate(8_000).unwrap();
    assert_eq!(tree.inclusion(Position(800), 70_000).unwrap(), list.inclusion(799, 70_000).unwrap());
    assert_eq!(tree.root_at(65_536).unwrap(), list.root_at(65_536).unwrap());
    for path in paths {
        assert_eq!(disks.data.open(&format!("tree/{path}")).unwrap().length().unwrap(), 8_192);
    }
}

#[test]
fn a_start_hashes_only_the_last_tile_and_finds_the_same_tree() {
    let (disks, log, tree) = large();
    tree.sign().unwrap();
    let edge = tree.follow().unwrap();
    drop(tree);
    for path in ["tree/tile/1/001.p/17", "tree/tile/1/001"] {
        use crate::disk::Disk;
        let killed = disks.killed();
        let _ = killed.data.remove(path);
        let tree = killed.tree(Arc::clone(&log) as Arc<dyn Log>).unwrap();
        assert_eq!(tree.follow().unwrap(), edge);
    }
}

#[test]
fn partial_tiles_stand_beside_the_log_at_checkpoints_and_go_with_the_next() {
    let (disks, log, tree) = Disks::filled(300);
    tree.sign().unwrap();
    let (first, second) = (Tile::new(0, 1, 44).unwrap(), Tile::new(0, 1, 45).unwrap());
    let list = list_of(&*log);
    let bytes = tile_bytes(&disks.data, first).unwrap();
    assert_eq!(hashes_in_tile(&bytes).unwrap(), list.hashes(first));
    fill(&*log, 301..=301);
    tree.sign().unwrap();
    assert_eq!(tile_bytes(&disks.data, first), None);
    assert!(tile_bytes(&disks.data, second).is_some());
}

#[test]
fn an_entry_edited_in_place_gets_no_proof_and_spoils_no_tile() {
    let (disks, log) = (Disks::fresh(), Arc::new(MemoryLog::counting()));
    fill(&*log, 1..=900);
    disks.tree(Arc::clone(&log) as Arc<dyn Log>).unwrap().sign().unwrap();
    let tile = Tile::new(0, 1, 256).unwrap();
    let good = tile_bytes(&disks.data, tile).unwrap();
    let tree = disks.tree(Arc::new(Edited { log, position: Position(300), in_the_body: false })).unwrap();
    assert!(matches!(tree.inclusion(Position(300), 900), Err(TreeError::Entry { position: 300 })));
    assert!(tree.inclusion(Position(301), 900).is_ok());
    assert!(tile_bytes(&disks.data, tile).unwrap() == good);
}
