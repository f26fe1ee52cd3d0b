//! Tests of proofs to carry and of what a witness is asked.

use super::samples::*;
use crate::note::*;
use crate::tree::{Disproved, EMPTY_ROOT, hash_of_leaf};

fn proof() -> TlogProof {
    let list = list(11);
    TlogProof {
        extra: None,
        index: 5,
        hashes: list.inclusion(5, 11).unwrap(),
        checkpoint: signed(11, list.root()),
    }
}

fn request() -> AddCheckpoint {
    let list = list(11);
    AddCheckpoint { old: 7, hashes: list.consistency(7, 11).unwrap(), checkpoint: signed(11, list.root()) }
}

#[test]
fn a_proof_is_carried_as_text_and_verified_from_it() {
    let bare = proof();
    let text = bare.to_text();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nindex 5\n"));
    assert!(text.ends_with(&format!("\n\n{}", bare.checkpoint.to_text())));
    let with_extra = TlogProof { extra: Some(vec![1, 2, 3]), ..bare.clone() };
    assert!(with_extra.to_text().starts_with("c2sp.org/tlog-proof@v1\nextra AQID\nindex 5\n"));
    for proof in [bare, with_extra] {
        let read = TlogProof::parse(proof.to_text().as_bytes()).unwrap();
        assert_eq!(read, proof);
        assert_eq!(read.verify(&hash_of_leaf(&[5])), Ok(()));
        assert_eq!(read.verify(&hash_of_leaf(&[6])), Err(Disproved::OtherRoot));
    }
    let alone = TlogProof { extra: None, index: 0, hashes: vec![], checkpoint: signed(1, hash_of_leaf(b"")) };
    assert_eq!(TlogProof::parse(alone.to_text().as_bytes()).unwrap().verify(&hash_of_leaf(b"")), Ok(()));
}

#[test]
fn every_flipped_bit_of_a_proof_is_found() {
    let (text, leaf, log) = (proof().to_text(), hash_of_leaf(&[5]), log_key());
    let accepted = |bytes: &[u8]| {
        let Ok(proof) = TlogProof::parse(bytes) else { return false };
        proof.verify(&leaf).is_ok() && proof.checkpoint.verify([log.public()]).is_ok()
    };
    assert!(accepted(text.as_bytes()));
    for bit in 0..text.len() * 8 {
        let mut bytes = text.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(!accepted(&bytes), "bit {bit}");
    }
}

#[test]
fn a_text_that_is_not_quite_a_proof_is_refused_with_the_reason() {
    let text = proof().to_text();
    let read = |text: &str| TlogProof::parse(text.as_bytes()).unwrap_err();
    let replaced = |from: &str, to: &str| read(&text.replacen(from, to, 1));
    assert_eq!(replaced("@v1", "@v2"), ProofTextError::Header);
    assert_eq!(
        (replaced("index 5", "index 05"), replaced("index 5", "index  5")),
        (ProofTextError::Number, ProofTextError::Number)
    );
    assert_eq!(replaced("index", "extra AQID=\nindex"), ProofTextError::Extra);
    assert_eq!(replaced("index", "extra\nindex"), ProofTextError::Number);
    assert_eq!(replaced("index 5\n", "index 5\nAQID\n"), ProofTextError::Hash { number: 1 });
    assert_eq!(replaced("\n\n", "\n"), ProofTextError::Hash { number: 5 });
    assert!(matches!(replaced("\n\n", "\n\n\n"), ProofTextError::Checkpoint(CheckpointError::Size)));
    assert!(matches!(
        replaced("samspor/2026\n11", "samspor/2026\n-1"),
        ProofTextError::Checkpoint(CheckpointError::Size)
    ));
    let hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    assert_eq!(
        replaced("index 5\n", &format!("index 5\n{}", hash.repeat(64))),
        ProofTextError::TooManyHashes
    );
    assert_eq!(read("c2sp.org/tlog-proof@v1\nindex 5\n"), ProofTextError::NoBlankLine);
    assert_eq!(TlogProof::parse(&vec![b'a'; PROOF_BYTES_MAX + 1]), Err(ProofTextError::TooLong));
    assert_eq!(TlogProof::parse(&[0xff]), Err(ProofTextError::Letters));
}

#[test]
fn a_witness_is_asked_with_a_proof_from_the_checkpoint_it_cosigned_last() {
    let asked = request();
    let text = asked.to_text();
    assert!(text.starts_with("old 7\n"));
    let read = AddCheckpoint::parse(text.as_bytes()).unwrap();
    assert_eq!(read, asked);
    assert_eq!(read.verify(&list(7).root()), Ok(()));
    assert_eq!(read.verify(&list(8).root()), Err(Disproved::OtherHistory));
    let first = AddCheckpoint { old: 0, hashes: vec![], ..request() };
    assert_eq!(AddCheckpoint::parse(first.to_text().as_bytes()).unwrap().verify(&EMPTY_ROOT), Ok(()));
    let later = AddCheckpoint { old: 12, hashes: vec![], ..request() };
    assert_eq!(AddCheckpoint::parse(later.to_text().as_bytes()), Err(ProofTextError::OldIsLarger));
    assert_eq!(
        AddCheckpoint::parse(text.replacen("old 7", "old 07", 1).as_bytes()),
        Err(ProofTextError::Number)
    );
}

#[test]
fn every_flipped_bit_of_a_request_is_found() {
    let (text, old_root, log) = (request().to_text(), list(7).root(), log_key());
    let accepted = |bytes: &[u8]| {
        let Ok(asked) = AddCheckpoint::parse(bytes) else { return false };
        asked.old == 7 && asked.verify(&old_root).is_ok() && asked.checkpoint.verify([log.public()]).is_ok()
    };
    assert!(accepted(text.as_bytes()));
    for bit in 0..text.len() * 8 {
        let mut bytes = text.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(!accepted(&bytes), "bit {bit}");
    }
}

#[test]
fn a_witness_answers_with_lines_that_are_added_to_the_checkpoint() {
    let mut checkpoint = signed(11, list(11).root());
    let answer: String =
        [1, 2].map(|number| witness_key(number).cosign(checkpoint.checkpoint(), 9).to_line()).concat();
    for signature in signature_lines(&answer).unwrap() {
        checkpoint.add(signature).unwrap();
    }
    let keys = [witness_key(1), witness_key(2)];
    let verified = checkpoint.verify(keys.iter().map(WitnessKey::public)).unwrap();
    assert_eq!(verified.iter().map(|found| found.at).collect::<Vec<_>>(), [Some(9), Some(9)]);
    assert_eq!(signature_lines(""), Err(NoteError::NotSigned));
}
