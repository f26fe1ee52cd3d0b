//! A ledger that is vouched for: both logs cosigned, stopped by another history, waiting while the clocks differ.

use std::path::Path;

use samspor_core::actor::Actor;
use samspor_core::command::Command;
use samspor_core::note::Policy;
use samspor_core::words::Instant;
use serde_json::json;

use super::standing::{Standing, witness_key};
use crate::ledger::Ledger;
use crate::tree::TreeError;
use crate::witness::tests::asked::noon;
use crate::witnesses::{VouchedBy, Vouchers, VouchersError};

fn ledger(dir: &Path) -> Ledger {
    Ledger::create(&dir.join("ledger"), true, noon()).unwrap()
}

fn vkeys(ledger: &Ledger) -> String {
    format!(
        "{}\n{}\n",
        ledger.trees.ledger.public_key().to_vkey(),
        ledger.trees.access.public_key().to_vkey()
    )
}

fn by(vkeys: &str, url: &str) -> VouchedBy {
    let logs: String = vkeys.lines().map(|vkey| format!("log {vkey}\n")).collect();
    let text = format!("{logs}witness w1 {} {url}\nquorum w1\n", witness_key(1).public().to_vkey());
    VouchedBy { policy: Some((Policy::parse(text.as_bytes()).unwrap(), text)), ..VouchedBy::default() }
}

fn vouchers(ledger: &Ledger, dir: &Path, url: &str) -> Vouchers {
    Vouchers::of(by(&vkeys(ledger), url), &ledger.trees, &dir.join("ledger")).unwrap()
}

fn registers(ledger: &Ledger, n: u32) {
    let org_number = ["310000019", "310000027", "310000035"][n as usize % 3];
    let told = json!({"type": "RegisterTenant", "id": format!("01900000-0000-7000-8000-{n:012}"), "data":
        {"org_number": org_number, "name": "Fjordvik kommune",
         "kind": "Municipality", "has_ke": true}});
    let command = Command::from_json(&told.to_string(), None).unwrap();
    ledger.submit(&command, &Actor::system(), noon()).unwrap();
}

#[test]
fn the_newest_checkpoints_of_both_logs_are_cosigned_and_count_by_the_policy() {
    let (standing, dir) = (Standing::new(), tempfile::tempdir().unwrap());
    let ledger = ledger(dir.path());
    let url = standing.witness(1, &vkeys(&ledger), noon);
    let vouchers = vouchers(&ledger, dir.path(), &url);
    registers(&ledger, 1);
    vouchers.round(noon());
    for (voucher, tree) in
        [(vouchers.ledger(), &ledger.trees.ledger), (vouchers.access(), &ledger.trees.access)]
    {
        let (newest, signed) = (voucher.newest().unwrap(), tree.signed().unwrap());
        assert_eq!(newest.checkpoint(), signed.checkpoint());
        assert_eq!(vouchers.accept(&newest).unwrap().unwrap().witnesses.len(), 1);
        assert!(vouchers.accept(&signed).is_err(), "the log's own signature is not enough");
    }
}

#[test]
fn a_policy_of_another_log_is_refused_with_the_line_it_needs() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = ledger(dir.path());
    let vkeys = vkeys(&ledger);
    let (own, access) = vkeys.trim_end().split_once('\n').unwrap();
    let of = |vkeys| Vouchers::of(by(vkeys, "http://127.0.0.1:1"), &ledger.trees, dir.path());
    let told = of(access).err().unwrap();
    assert!(matches!(&told, VouchersError::OtherLog { line, .. } if *line == format!("log {own}")), "{told}");
    assert!(
        of(own).is_ok_and(|vouchers| vouchers.ledger().is_cosigned() && !vouchers.access().is_cosigned())
    );
}

#[test]
fn a_ledger_that_a_witness_contradicts_signs_nothing_more_and_is_not_served() {
    let (standing, dir, other) =
        (Standing::new(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let ledger = ledger(dir.path());
    let url = standing.witness(1, &vkeys(&ledger), noon);
    let vouched = vouchers(&ledger, dir.path(), &url);
    // A copy that its operator goes on with, after the witness has seen more.
    ledger.trees.ledger.sign().unwrap();
    crate::backup::back_up(
        &crate::home::Home::of(&dir.path().join("ledger")),
        &other.path().join("old"),
        noon(),
    )
    .unwrap();
    registers(&ledger, 1);
    vouched.round(noon());
    let (old, home) = (other.path().join("old"), other.path().join("ledger"));
    std::fs::rename(old.join("data"), &home).unwrap();
    std::fs::rename(old.join("keys"), other.path().join("ledger.keys")).unwrap();
    let root = "ledger.keys/root.key";
    std::fs::copy(dir.path().join(root), other.path().join(root)).unwrap();
    let forked = Ledger::open(&home, &mut |_, _| ()).unwrap();
    let vouchers = vouchers(&forked, other.path(), &url);
    registers(&forked, 2);
    vouchers.round(noon());
    let refused = forked.trees.ledger.sign().unwrap_err();
    assert!(matches!(refused, TreeError::Contradicted { .. }), "{refused}");
    assert!(refused.to_string().contains("two histories of this log"), "{refused}");
    assert!(matches!(forked.trees.tend(noon()), Err(TreeError::Contradicted { .. })));
    vouchers.round(noon());
    assert!(forked.trees.ledger.sign().is_err(), "it stays so until the next start");
}

fn in_six_minutes() -> Instant {
    Instant::from_micros(noon().micros() + 6 * 60 * 1_000_000)
}

#[test]
fn nothing_is_signed_while_our_clock_is_off_the_witnesses_and_everything_once_they_agree() {
    let (standing, dir) = (Standing::new(), tempfile::tempdir().unwrap());
    let ledger = ledger(dir.path());
    let url = standing.witness(1, &vkeys(&ledger), in_six_minutes);
    let vouchers = vouchers(&ledger, dir.path(), &url);
    vouchers.round(noon());
    registers(&ledger, 1);
    let refused = ledger.trees.ledger.sign().unwrap_err();
    assert!(matches!(refused, TreeError::OffClock { .. }), "{refused}");
    assert!(refused.to_string().contains("360 seconds from that of witness w1"), "{refused}");
    vouchers.round(noon());
    assert!(ledger.trees.ledger.sign().is_err());
    vouchers.round(in_six_minutes());
    assert_eq!(ledger.trees.ledger.sign().unwrap().checkpoint().size, ledger.log.head().0);
}
