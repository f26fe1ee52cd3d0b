//! The logs as anybody may check them: checkpoint, tiles, leaves, and the root beside an answer.

use samspor_core::note::SignedCheckpoint;
use samspor_core::tree::{MerkleList, entries_in_bundle, hash_of_leaf, hash_of_text, hashes_in_tile};

use super::fixture::Gate;
use crate::log::jetstream::Promised;

#[tokio::test]
async fn tiles_and_leaves_of_the_signed_tree_are_served_to_anybody() {
    let gate = Gate::new();
    assert_eq!(gate.get("/tlog/checkpoint", "").await.status.as_u16(), 404);
    let signed = gate.ledger.trees.ledger.sign().unwrap();
    let size = signed.checkpoint().size;
    let got = gate.get("/tlog/checkpoint", "").await;
    assert_eq!(got.text, signed.to_text());
    let told = SignedCheckpoint::parse(got.text.as_bytes()).unwrap();
    told.verify([gate.ledger.trees.ledger.public_key()]).unwrap();
    let leaves = gate.bytes(&format!("/tlog/tile/entries/000.p/{size}")).await;
    let leaves = entries_in_bundle(&leaves).unwrap();
    let list = MerkleList::of(leaves.iter().map(|leaf| hash_of_leaf(leaf)));
    assert_eq!((list.size(), list.root()), (size, told.checkpoint().root));
    let tile = gate.bytes(&format!("/tlog/tile/0/000.p/{size}")).await;
    assert_eq!(hashes_in_tile(&tile).unwrap().len() as u64, size);
    for path in ["tile/0/000", "tile/0/001.p/1", "tile/0/0", "tile/9/000", "log.vkey", "tile/entries/000"] {
        assert_eq!(gate.get(&format!("/tlog/{path}"), "").await.status.as_u16(), 404, "{path}");
    }
    gate.ledger.trees.access.sign().unwrap();
    let access = gate.get("/tlog/access/checkpoint", "").await;
    assert_eq!(access.status.as_u16(), 200);
}

#[tokio::test]
async fn an_answer_carries_the_root_at_its_position() {
    let gate = Gate::new();
    let got = gate.get("/v1/reports/inbox", &gate.ke()).await;
    let position = got.header("ledger-position").parse().unwrap();
    let root = hash_of_text(got.header("ledger-root")).unwrap();
    assert_eq!(root, gate.ledger.trees.ledger.root_at(position).unwrap());
    let ready = gate.get("/readyz", "").await.json();
    assert_eq!(ready["signed"], ready["head"]);
}

#[tokio::test]
async fn a_checkpoint_is_served_with_its_cosignatures_and_the_newest_cosigned_one_apart() {
    let dir = tempfile::tempdir().unwrap();
    let gate = Gate::vouched_for(dir.path());
    assert_eq!(gate.get("/tlog/cosigned-checkpoint", "").await.status.as_u16(), 404);
    let vouchers = gate.ledger.vouchers.as_ref().unwrap();
    vouchers.ledger().cosign("2025-07-10T10:00:00Z".parse().unwrap()).unwrap();
    let cosigned = vouchers.ledger().newest().unwrap();
    assert_eq!(cosigned.note().signatures().len(), 2);
    assert_eq!(gate.get("/tlog/checkpoint", "").await.text, cosigned.to_text());
    gate.get("/v1/reports/inbox", &gate.ke()).await;
    gate.ledger.trees.ledger.append_heads("2025-07-11T10:00:00Z".parse().unwrap()).unwrap();
    let newer = gate.ledger.trees.ledger.sign().unwrap();
    assert_eq!(gate.get("/tlog/checkpoint", "").await.text, newer.to_text());
    assert_eq!(gate.get("/tlog/cosigned-checkpoint", "").await.text, cosigned.to_text());
    assert_eq!(gate.get("/tlog/access/cosigned-checkpoint", "").await.status.as_u16(), 404);
}

#[tokio::test]
async fn every_answer_of_a_ledger_that_may_lose_entries_says_so() {
    let lazy = Gate::promising(Promised::Lazy);
    for path in ["/healthz", "/v1/reports/overdue", "/nowhere"] {
        assert_eq!(lazy.get(path, "").await.header("ledger-durability"), "lazy", "{path}");
        assert_eq!(Gate::new().get(path, "").await.header("ledger-durability"), "", "{path}");
    }
}
