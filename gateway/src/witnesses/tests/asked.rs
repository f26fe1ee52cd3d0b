//! What witnesses answer, and what the log makes of it.

use samspor_core::note::SignedCheckpoint;
use samspor_core::tree::NodeHash;

use super::standing::{Standing, nobody, witness_key, witnesses};
use crate::witness::tests::asked::{TestLog, log_key, noon};
use crate::witnesses::{Collected, Contradiction, Told, Unreached, Witnesses};

fn vkey() -> String {
    log_key().public().to_vkey()
}

fn collected(witnesses: &Witnesses, log: &TestLog, size: u64) -> Collected {
    let prove = |from: u64, to: u64| -> Result<Vec<NodeHash>, String> { Ok(log.asks(from, to).hashes) };
    witnesses.cosign(log.checkpoint(size), &prove, noon())
}

fn told(witnesses: &Witnesses, log: &TestLog, size: u64) -> Told {
    collected(witnesses, log, size).told.remove(0).1
}

const COSIGNED: Told = Told::Cosigned { at: 1_772_712_000 };

#[test]
fn cosignatures_are_collected_and_a_witness_that_is_away_holds_nothing_up() {
    let (standing, log) = (Standing::new(), TestLog::forked_at(20, 20));
    let there = standing.witness(1, &vkey(), noon);
    let witnesses = witnesses(&vkey(), &[(3, &nobody()), (1, &there)]);
    for size in [7, 7, 20] {
        let collected = collected(&witnesses, &log, size);
        assert!(matches!(collected.told[0].1, Told::Away(Unreached::NoAnswer { .. })));
        assert_eq!(collected.told[1], ("w1".to_owned(), COSIGNED));
        assert!(collected.is_cosigned() && collected.contradiction().is_none());
        let accepted = witnesses.policy().accept(&collected.signed).unwrap();
        assert_eq!(accepted.witnesses[0].1, 1_772_712_000);
        // What is published is what was signed, and lines after it.
        assert!(collected.signed.to_text().starts_with(&log.checkpoint(size).to_text()));
    }
}

#[test]
fn a_log_that_started_again_learns_which_size_the_witness_knows() {
    let (standing, log) = (Standing::new(), TestLog::forked_at(20, 20));
    let url = standing.witness(1, &vkey(), noon);
    assert_eq!(told(&witnesses(&vkey(), &[(1, &url)]), &log, 7), COSIGNED);
    assert_eq!(told(&witnesses(&vkey(), &[(1, &url)]), &log, 20), COSIGNED);
}

#[test]
fn an_older_copy_and_another_history_are_contradicted() {
    let (standing, log) = (Standing::new(), TestLog::forked_at(20, 20));
    let url = standing.witness(1, &vkey(), noon);
    assert_eq!(told(&witnesses(&vkey(), &[(1, &url)]), &log, 12), COSIGNED);
    let witness = "w1".to_owned();
    let ahead = Contradiction::Ahead { witness: witness.clone(), seen: 12, ours: 9 };
    let other_root = Contradiction::OtherRoot { witness: witness.clone(), size: 12 };
    let no_continuation = Contradiction::NoContinuation { witness, seen: 12, ours: 20 };
    let forked = TestLog::forked_at(5, 20);
    for (log, size, contradiction) in
        [(&log, 9, ahead), (&forked, 12, other_root), (&forked, 20, no_continuation)]
    {
        let collected = collected(&witnesses(&vkey(), &[(1, &url)]), log, size);
        assert_eq!(collected.contradiction(), Some(&contradiction));
        assert!(!collected.is_cosigned());
        assert_eq!(collected.signed, log.checkpoint(size));
    }
    let remembered = witnesses(&vkey(), &[(1, &url)]);
    assert_eq!(told(&remembered, &log, 20), COSIGNED);
    assert!(matches!(told(&remembered, &log, 12), Told::Contradicts(Contradiction::Ahead { .. })));
}

#[test]
fn a_witness_whose_clock_is_more_than_five_minutes_off_counts_and_is_told_of() {
    let (standing, log) = (Standing::new(), TestLog::forked_at(20, 20));
    let clocks: [(fn() -> samspor_core::words::Instant, bool); 2] = [
        (|| "2026-03-05T12:05:00Z".parse().unwrap(), false),
        (|| "2026-03-05T11:54:59Z".parse().unwrap(), true),
    ];
    for (clock, off) in clocks {
        let url = standing.witness(1, &vkey(), clock);
        let collected = collected(&witnesses(&vkey(), &[(1, &url)]), &log, 7);
        assert_eq!(matches!(collected.told[0].1, Told::OffClock { .. }), off);
        assert!(collected.is_cosigned());
    }
}

#[test]
fn an_answer_that_is_not_understood_or_not_true_adds_nothing() {
    let (standing, log) = (Standing::new(), TestLog::forked_at(20, 20));
    let of = |seed: u8, checkpoint: &SignedCheckpoint| {
        witness_key(seed).cosign(checkpoint.checkpoint(), 1_772_712_000).to_line()
    };
    let (size, text) = ("text/x.tlog.size", "text/plain");
    let answers = [
        (200, text, of(2, &log.checkpoint(7))),
        (200, text, of(1, &log.checkpoint(8))),
        (200, text, String::new()),
        (200, text, "— witness-1.example AAAA\n".repeat(17)),
        (409, text, "0\n".to_owned()),
        (409, size, "00\n".to_owned()),
        (409, size, "3\n".to_owned()),
        (403, text, String::new()),
        (404, text, String::new()),
        (302, text, String::new()),
    ];
    for (status, media_type, body) in answers {
        let url = standing.saying(status, media_type, &body);
        let collected = collected(&witnesses(&vkey(), &[(1, &url)]), &log, 7);
        assert!(matches!(collected.told[0].1, Told::Wrong(_)), "{status} {body:?} {:?}", collected.told);
        assert_eq!(collected.signed, log.checkpoint(7));
    }
    for (status, body) in [(500, String::new()), (200, "a".repeat(20_000))] {
        let url = standing.saying(status, text, &body);
        assert!(matches!(told(&witnesses(&vkey(), &[(1, &url)]), &log, 7), Told::Away(_)), "{status}");
    }
    let other_lines = of(2, &log.checkpoint(7)) + &of(1, &log.checkpoint(7));
    let url = standing.saying(200, text, &other_lines);
    assert_eq!(told(&witnesses(&vkey(), &[(1, &url)]), &log, 7), COSIGNED);
}

#[test]
fn an_address_that_is_not_http_is_told_and_not_asked() {
    let log = TestLog::forked_at(20, 20);
    let witnesses = witnesses(&vkey(), &[(1, "https://witness.example")]);
    assert!(matches!(told(&witnesses, &log, 7), Told::Away(Unreached::NoAddress(_))));
}
