//! Tests of keys, notes and checkpoints.

use proptest::prelude::*;

use super::samples::*;
use crate::note::*;
use crate::tree::{EMPTY_ROOT, hash_of_leaf};

/// The example in the documentation of Go's `sumdb/note`.
const GO_SKEY: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const GO_VKEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const GO_TEXT: &str =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const GO_LINE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

fn with_signatures(count: usize) -> String {
    let line = |number| format!("— k{number} AAAAAAA=\n");
    format!("text\n\n{}", (0..count).map(line).collect::<String>())
}

#[test]
fn the_example_of_go_is_signed_and_verified_as_go_does() {
    let key = LogKey::from_skey(GO_SKEY).unwrap();
    assert_eq!((key.to_skey().as_str(), key.public().to_vkey().as_str()), (GO_SKEY, GO_VKEY));
    let note = key.sign(GO_TEXT).unwrap();
    assert_eq!(note.to_text(), format!("{GO_TEXT}\n{GO_LINE}"));
    let known = PublicKey::from_vkey(GO_VKEY).unwrap();
    assert_eq!((known.name(), known.kind(), known.id()), ("PeterNeumann", KeyKind::Note, 0xc74f_20a3));
    assert_eq!(note.verify([&known]), Ok(vec![Verified { by: &known, at: None }]));
    assert_eq!(format!("{key:?}"), format!("LogKey({GO_VKEY})"));
}

#[test]
fn signatures_and_cosignatures_are_those_that_openssl_makes() {
    let (log, witness) = (log_key(), witness_key(1));
    assert_eq!(
        (log.public().to_vkey().as_str(), witness.public().to_vkey().as_str()),
        (LOG_VKEY, WITNESS_VKEY)
    );
    let mut note = signed(1, hash_of_leaf(b""));
    note.add(witness.cosign(note.checkpoint(), COSIGNED_AT)).unwrap();
    assert_eq!(note.to_text(), SIGNED);
    let verified =
        [Verified { by: log.public(), at: None }, Verified { by: witness.public(), at: Some(COSIGNED_AT) }];
    assert_eq!(note.verify([witness.public(), log.public()]), Ok(verified.to_vec()));
    assert_eq!(WitnessKey::from_skey(&witness.to_skey()).unwrap().public(), witness.public());
}

#[test]
fn every_flipped_bit_of_a_signed_checkpoint_is_found() {
    let keys = [PublicKey::from_vkey(LOG_VKEY).unwrap(), PublicKey::from_vkey(WITNESS_VKEY).unwrap()];
    for bit in 0..SIGNED.len() * 8 {
        let mut bytes = SIGNED.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        // A flip in a key's name or id makes the signature a stranger's: one of the two is left at most.
        let verified = SignedNote::parse(&bytes).and_then(|note| note.verify(&keys).map(|found| found.len()));
        assert!(verified.is_err() || verified == Ok(1), "bit {bit}");
    }
}

#[test]
fn a_witness_says_when_it_cosigned_and_a_log_does_not_cosign() {
    let mut note = signed(1, hash_of_leaf(b""));
    let witness = witness_key(1);
    for at in [3, 4] {
        note.add(witness.cosign(note.checkpoint(), at)).unwrap();
        assert_eq!(note.note().signatures().len(), 2, "the later one takes the earlier one's place");
    }
    assert_eq!(note.verify([witness.public()]).unwrap()[0].at, Some(4));
    note.add(witness.cosign(note.checkpoint(), 1 << 63)).unwrap();
    assert!(matches!(note.verify([witness.public()]), Err(NoteError::WrongSignature { .. })));
    let skey = log_key().to_skey();
    assert_eq!(WitnessKey::from_skey(&skey).unwrap_err(), KeyError::Kind(1));
    let as_witness = WitnessKey::from_seed(ORIGIN, &[1; 32]).unwrap();
    assert_ne!(as_witness.public().id(), log_key().public().id());
}

#[test]
fn a_signature_of_a_stranger_counts_for_nothing_and_a_wrong_one_of_a_known_key_spoils_the_note() {
    let note = SignedCheckpoint::parse(SIGNED.as_bytes()).unwrap();
    let stranger = LogKey::from_seed(ORIGIN, &[9; 32]).unwrap();
    assert_eq!(note.verify([stranger.public()]), Err(NoteError::UnknownSigners));
    assert_eq!(note.verify([]), Err(NoteError::UnknownSigners));
    assert_eq!(note.verify([stranger.public(), log_key().public()]).unwrap().len(), 1);
    let other = SIGNED.replacen("\n1\n", "\n2\n", 1);
    let log = log_key();
    let wrong = SignedNote::parse(other.as_bytes()).unwrap().verify([log.public()]);
    assert_eq!(wrong, Err(NoteError::WrongSignature { name: ORIGIN.to_owned(), id: 0x8f0a_94e0 }));
}

#[test]
fn a_note_has_one_spelling() {
    let read = |text: &str| SignedNote::parse(text.as_bytes()).map(|note| note.to_text());
    for fine in
        [SIGNED.to_owned(), with_signatures(16), "a\n\n\n— k AAAAAAA=\n".into(), "\n\n— k AAAAAAA=\n".into()]
    {
        assert_eq!(read(&fine), Ok(fine));
    }
    let line = |line: &str| read(&format!("text\n\n{line}\n"));
    for wrong in [
        "- k AAAAAAA=",
        "—  AAAAAAA=",
        "— k",
        "— k ",
        "— k AAAAAA==",
        "— k AAAAAAB=",
        "— k AAAAAAA",
        "— k AAAAAAA= ",
        "— k+l AAAAAAA=",
        "— k l AAAAAAA=",
        "— k\u{a0}l AAAAAAA=",
        " — k AAAAAAA=",
        "—k AAAAAAA=",
        "— k AAAA_AA=",
    ] {
        assert_eq!(line(wrong), Err(NoteError::SignatureLine { number: 1 }), "{wrong}");
    }
    assert_eq!(read(&with_signatures(17)), Err(NoteError::TooManySignatures));
    assert_eq!(read("text\n— k AAAAAAA=\n"), Err(NoteError::NotSigned));
    assert_eq!(read("text\n\n— k AAAAAAA="), Err(NoteError::NotSigned));
    assert_eq!(read("text\n\n"), Err(NoteError::NotSigned));
    assert_eq!((read(""), read("\n")), (Err(NoteError::NotSigned), Err(NoteError::NotSigned)));
    assert_eq!(read("te\rxt\n\n— k AAAAAAA=\n"), Err(NoteError::Letters));
    assert_eq!(SignedNote::parse(b"\xff\n\n"), Err(NoteError::Letters));
    assert_eq!(SignedNote::parse(&vec![b'a'; NOTE_BYTES_MAX + 1]), Err(NoteError::TooLong));
    assert_eq!(log_key().sign("no newline"), Err(NoteError::Text));
    assert_eq!(log_key().sign("tab\there\n"), Err(NoteError::Letters));
    assert_eq!(log_key().sign(&("a".repeat(NOTE_BYTES_MAX) + "\n")), Err(NoteError::TooLong));
}

#[test]
fn the_seventeenth_signature_is_not_added() {
    let mut note = SignedNote::parse(with_signatures(16).as_bytes()).unwrap();
    let before = note.clone();
    let one_more = log_key().sign("text\n").unwrap().signatures()[0].clone();
    assert_eq!(note.add(one_more), Err(NoteError::TooManySignatures));
    assert_eq!(note, before);
}

#[test]
fn a_key_has_one_spelling_and_its_id_fits() {
    for wrong in [
        "",
        "name",
        "name+c74f20a3",
        "name+c74f20a3+",
        "name+C74F20A3+AQ==",
        "name+74f20a3+AQ==",
        "name++AQ==",
    ] {
        assert_eq!(PublicKey::from_vkey(wrong), Err(KeyError::Form), "{wrong}");
    }
    let replaced = |from, to| PublicKey::from_vkey(&GO_VKEY.replacen(from, to, 1)).unwrap_err();
    assert!(matches!(replaced("c74f20a3", "c74f20a4"), KeyError::OtherId { .. }));
    assert!(matches!(replaced("PeterNeumann", "PeterNeuman"), KeyError::OtherId { .. }));
    assert_eq!(
        (replaced("Peter", "Peter "), replaced("Peter", "\u{2003}")),
        (KeyError::Name, KeyError::Name)
    );
    assert_eq!(replaced("+ARpc", "+AhpC"), KeyError::Kind(2));
    assert_eq!(replaced("10TW", "10Q="), KeyError::Key);
    // The neutral point: anything would be signed by it.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    assert_eq!(PublicKey::new("k", KeyKind::Note, &neutral), Err(KeyError::Key));
    assert_eq!(LogKey::from_skey(GO_VKEY).unwrap_err(), KeyError::Form);
    assert!(matches!(
        LogKey::from_skey(&GO_SKEY.replace("c74f20a3", "c74f20a4")),
        Err(KeyError::OtherId { .. })
    ));
}

#[test]
fn a_checkpoint_has_one_spelling() {
    let root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    let text = format!("ledger.simulated.invalid/samspor/2026\n0\n{root}\n");
    let checkpoint = Checkpoint::parse(&text).unwrap();
    assert_eq!(checkpoint, Checkpoint::new(ORIGIN, 0, EMPTY_ROOT).unwrap());
    assert_eq!(checkpoint.to_text(), text);
    let longer = Checkpoint::parse(&format!("{text}one\ntwo more\n")).unwrap();
    assert_eq!(
        (longer.extensions(), longer.to_text()),
        (&["one".to_owned(), "two more".into()][..], format!("{text}one\ntwo more\n"))
    );
    for (wrong, why) in [
        (format!("o\n0\n{root}"), CheckpointError::Lines),
        ("o\n0\n".to_owned(), CheckpointError::Lines),
        (String::new(), CheckpointError::Lines),
        (format!("\n0\n{root}\n"), CheckpointError::Origin),
        (format!("o\n0\n{root}\n\n"), CheckpointError::Origin),
        (format!("o\n0\n{root}\na\n\nb\n"), CheckpointError::Origin),
        (format!("o\to\n0\n{root}\n"), CheckpointError::Origin),
        (format!("o\n00\n{root}\n"), CheckpointError::Size),
        (format!("o\n+1\n{root}\n"), CheckpointError::Size),
        (format!("o\n\n{root}\n"), CheckpointError::Size),
        (format!("o\n18446744073709551616\n{root}\n"), CheckpointError::Size),
        ("o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n".to_owned(), CheckpointError::Root),
        ("o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n".to_owned(), CheckpointError::Root),
    ] {
        assert_eq!(Checkpoint::parse(&wrong), Err(why), "{wrong}");
    }
    assert_eq!(Checkpoint::new("a\nb", 0, EMPTY_ROOT), Err(CheckpointError::Origin));
    assert!(Checkpoint::parse(&format!("o\n{}\n{root}\n", u64::MAX)).is_ok());
}

#[test]
fn the_example_of_the_specification_is_read() {
    let text = "\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
";
    let read = SignedCheckpoint::parse(text.as_bytes()).unwrap();
    assert_eq!((read.checkpoint().size, read.to_text().as_str()), (20_852_163, text));
    let ids: Vec<KeyId> = read.note().signatures().iter().map(Signature::id).collect();
    assert_eq!(ids, [0x033d_e0ae, 0x8d66_cf3f]);
}

proptest! {
    #[test]
    fn whatever_is_read_is_written_the_same(
        text in prop::collection::vec("[ -~é\n]{0,20}", 0..6), signatures in prop::collection::vec("[a-z.]{1,9}", 1..4)
    ) {
        let lines: String = signatures.iter().map(|name| format!("— {name} AAAAAAA=\n")).collect();
        let note = format!("{}\n\n{lines}", text.join("\n"));
        let read = SignedNote::parse(note.as_bytes()).unwrap();
        prop_assert_eq!(read.to_text(), note);
    }

    #[test]
    fn bytes_from_strangers_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[-— +=\na-zA0-9#]{0,80}") {
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            let _ = (SignedNote::parse(bytes), SignedCheckpoint::parse(bytes), Policy::parse(bytes));
            let _ = (TlogProof::parse(bytes), AddCheckpoint::parse(bytes));
        }
        let _ = (PublicKey::from_vkey(&text), LogKey::from_skey(&text), Checkpoint::parse(&text), signature_lines(&text));
    }
}
