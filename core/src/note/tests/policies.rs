//! Tests of policies: which checkpoints they take, and which texts are none.

use super::samples::*;
use crate::note::*;

fn vkey(number: u8) -> String {
    witness_key(number).public().to_vkey()
}

fn policy(lines: &str) -> Policy {
    Policy::parse(written(lines).as_bytes()).unwrap()
}

/// Five witnesses `w1` to `w5`, the log, and more lines.
fn written(lines: &str) -> String {
    let witnesses: String = (1..=5).map(|number| format!("witness w{number} {}\n", vkey(number))).collect();
    format!("# Who vouches\nlog {LOG_VKEY} https://ledger.simulated.invalid/\n\n{witnesses}{lines}")
}

fn cosigned_by(witnesses: &[u8]) -> SignedCheckpoint {
    let mut checkpoint = signed(11, list(11).root());
    for number in witnesses {
        checkpoint.add(witness_key(*number).cosign(checkpoint.checkpoint(), u64::from(*number))).unwrap();
    }
    checkpoint
}

const TWO_ORGANISATIONS: &str = "\
group municipalities 2 w1 w2 w3
group state any w4 w5
 group\tboth  all municipalities state
quorum both
";

#[test]
fn a_quorum_over_groups_takes_enough_of_each() {
    let policy = policy(TWO_ORGANISATIONS);
    let enough = |witnesses: &[u8]| policy.accept(&cosigned_by(witnesses)).is_ok();
    assert!(enough(&[1, 2, 4]) && enough(&[3, 1, 5]) && enough(&[1, 2, 3, 4, 5]));
    assert!(!enough(&[1, 2, 3]) && !enough(&[1, 4, 5]) && !enough(&[]));
    let missing = policy.accept(&cosigned_by(&[1, 4])).unwrap_err();
    assert_eq!(missing, Unaccepted::NoQuorum { asked: "both".into(), found: vec!["w1".into(), "w4".into()] });
    assert_eq!(
        missing.to_string(),
        "the policy asks for both, and only these witnesses cosigned the checkpoint: w1, w4"
    );
}

#[test]
fn an_accepted_checkpoint_tells_who_vouches_and_when() {
    let policy = policy(TWO_ORGANISATIONS);
    let checkpoint = cosigned_by(&[5, 2, 1]);
    let accepted = policy.accept(&checkpoint).unwrap();
    assert_eq!(accepted.log.key.name(), ORIGIN);
    let witnesses: Vec<(&str, u64)> =
        accepted.witnesses.iter().map(|(who, at)| (who.name.as_str(), *at)).collect();
    assert_eq!(witnesses, [("w1", 1), ("w2", 2), ("w5", 5)]);
}

#[test]
fn one_witness_or_none_can_be_the_quorum() {
    assert!(policy("quorum w2").accept(&cosigned_by(&[2])).is_ok());
    assert!(policy("quorum w2").accept(&cosigned_by(&[1, 3])).is_err());
    assert!(policy("quorum none").accept(&cosigned_by(&[])).is_ok());
    assert_eq!(policy("quorum none").quorum(), Quorum::None);
}

#[test]
fn only_a_known_log_of_this_origin_is_believed() {
    let not_by_log = |origin: &str| Err(Unaccepted::NotByLog { origin: origin.to_owned() });
    let lonely = Policy::parse(b"quorum none\n").unwrap();
    assert_eq!(lonely.accept(&cosigned_by(&[])), not_by_log(ORIGIN));
    // The log's key under another log's name, and another log's checkpoint with this key's signature.
    let other = Checkpoint::new("other.invalid/log", 1, [0; 32]).unwrap();
    let signed = log_key().sign_checkpoint(other).unwrap();
    assert_eq!(policy("quorum none").accept(&signed), not_by_log("other.invalid/log"));
    let stranger = LogKey::from_seed(ORIGIN, &[9; 32]).unwrap();
    let forged = stranger.sign_checkpoint(Checkpoint::new(ORIGIN, 1, [0; 32]).unwrap()).unwrap();
    assert_eq!(policy("quorum none").accept(&forged), not_by_log(ORIGIN));
}

#[test]
fn a_wrong_cosignature_of_a_known_witness_spoils_the_checkpoint() {
    let mut checkpoint = cosigned_by(&[1, 2, 4]);
    let other = signed(12, [0; 32]);
    checkpoint.add(witness_key(5).cosign(other.checkpoint(), 7)).unwrap();
    let policy = policy(TWO_ORGANISATIONS);
    let refused = policy.accept(&checkpoint);
    assert!(matches!(refused, Err(Unaccepted::Note(NoteError::WrongSignature { .. }))));
}

#[test]
fn a_policy_is_written_as_it_is_read() {
    let read = policy(TWO_ORGANISATIONS);
    let again = Policy::parse(read.to_text().as_bytes()).unwrap();
    assert_eq!(again, read);
    assert_eq!((read.logs().len(), read.witnesses().len(), read.groups().len()), (1, 5, 3));
    assert!(read.to_text().ends_with("group both 2 municipalities state\nquorum both\n"));
    assert_eq!(read.logs()[0].url.as_deref(), Some("https://ledger.simulated.invalid/"));
}

#[test]
fn a_text_that_is_no_policy_is_refused_with_line_and_reason() {
    let refused = |lines: &str| Policy::parse(written(lines).as_bytes()).unwrap_err();
    let ninth = |lines: &str| {
        let refused = refused(lines);
        assert_eq!(refused.line, 9, "{lines}");
        refused.fault
    };
    let same = vkey(1);
    assert_eq!(ninth(""), PolicyFault::Quorum);
    assert_eq!(ninth("quorum w9\n"), PolicyFault::UnknownName("w9".into()));
    assert_eq!(ninth("quorum g\ngroup g any w1\n"), PolicyFault::UnknownName("g".into()));
    assert_eq!(ninth("group g any w1 none\n"), PolicyFault::UnknownName("none".into()));
    assert_eq!(ninth("group g any g\n"), PolicyFault::UnknownName("g".into()));
    assert_eq!(ninth("group g any w1 w1\n"), PolicyFault::MemberTwice("w1".into()));
    assert_eq!(ninth("group w1 any w2\n"), PolicyFault::NameTaken("w1".into()));
    assert_eq!(ninth("group none any w2\n"), PolicyFault::NameTaken("none".into()));
    for threshold in ["0 w1", "2 w1", "01 w1", "all", "any", "1", "some w1"] {
        assert_eq!(ninth(&format!("group g {threshold}\n")), PolicyFault::Threshold, "{threshold}");
    }
    assert_eq!(ninth(&format!("witness w6 {same}\n")), PolicyFault::SameKey);
    assert_eq!(ninth(&format!("log {LOG_VKEY}\n")), PolicyFault::SameKey);
    assert_eq!(ninth(&format!("witness w6 {LOG_VKEY}\n")), PolicyFault::NoWitnessKey);
    assert_eq!(ninth("log name+00000000+AQ==\n"), PolicyFault::Key(KeyError::Key));
    for form in ["log", "quorum", "witness w6", "group g", "quorum w1 w2", "Quorum none", "logs x"] {
        assert_eq!(ninth(form), PolicyFault::Form, "{form}");
    }
    assert_eq!(refused("group g any w1\ngroup h any w1\n").line, 10);
    assert_eq!(refused("quorum none\nquorum none\n").fault, PolicyFault::Quorum);
    assert_eq!(refused("quorum none\r\n").fault, PolicyFault::Letters);
    assert_eq!(Policy::parse(b"quorum none\x7f").unwrap_err().fault, PolicyFault::Letters);
    assert_eq!(refused("quorum w9\n").to_string(), "line 9 of the policy: no line above has the name w9");
}
