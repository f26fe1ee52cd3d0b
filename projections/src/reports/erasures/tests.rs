//! Tests of the list of decisions to erase: counted by entry, by day and knowledge, without content.

use samspor_core::actor::{Actor, Role};
use serde_json::json;

use crate::ledger::{FJORDVIK, ane_bjarne_leif};
use crate::question::ReportName::Erasures;

#[test]
fn an_erasure_is_listed_by_its_entry_from_the_moment_it_is_known_and_for_ever() {
    let (mut ledger, _, [ane, bjarne], leif) = ane_bjarne_leif();
    ledger.ke(leif, "OpenCase", json!({}));
    assert!(ledger.rows(Erasures).is_empty());
    let archive = Actor {
        role: Role::RecordsManager,
        tenant: FJORDVIK.parse().ok(),
        person: Some(ane),
        ..Actor::system()
    };
    let told = json!({"type": "ErasePersonalData", "patient": leif,
        "data": {"decision_ref": "2025/99", "confirmed_by": bjarne}});
    let position = ledger.on("2025-03-01").by(&archive, told).position;
    ledger.on("2026-03-01");
    let rows = ledger.rows(Erasures);
    let expected = json!([{"tenant": FJORDVIK, "patient": leif, "position": position, "decision_ref": "2025/99",
        "on": "2025-03-01", "recorded_on": "2025-03-01", "role": "RecordsManager", "person": ane,
        "confirmed_by": bjarne, "at_once": false, "references": 1}]);
    assert_eq!(json!(rows), expected);
    assert!(ledger.rows_at(Erasures, "2026-03-01", "2025-02-28").is_empty(), "it was not known then");
    assert!(ledger.rows_at(Erasures, "2025-02-28", "2026-03-01").is_empty(), "it was not so then");
    assert_eq!(json!(ledger.rows_at(Erasures, "2025-03-01", "2025-03-01")), expected);
}
