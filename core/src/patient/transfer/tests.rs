//! Tests of transfers of responsibility.

use serde_json::{Value, json};

use crate::given::{day, given};

fn transfer(direction: &str, accepted: bool) -> Value {
    let accepted_on = accepted.then_some("2025-03-01");
    json!({"direction": direction, "other": "310000027", "accepted_on": accepted_on})
}

#[test]
fn a_transfer_nobody_has_accepted_is_made_and_said() {
    let mut given = given();
    given.then_deviations("ke", "TransferResponsibility birger", transfer("Out", false), ["NO-RECEIVER"]);
    given.then_deviations("ke", "TransferResponsibility birger", transfer("Out", true), []);
    given.then_deviations("ke", "TransferResponsibility birger", transfer("In", false), []);
}

#[test]
fn responsibility_lies_where_the_newest_transfer_left_it() {
    let mut given = given();
    given.done("ke", "TransferResponsibility birger on 2025-01-01", transfer("Out", true));
    given.done("ke", "TransferResponsibility birger on 2025-02-01", transfer("In", true));
    given.done("ke", "TransferResponsibility birger on 2025-06-01", transfer("Out", true));
    let file = given.file("birger");
    let out = |on: &str| file.is_transferred_out_on(day(on));
    assert_eq!(
        (out("2024-12-31"), out("2025-01-31"), out("2025-02-01"), out("2025-06-01")),
        (false, true, false, true)
    );
}

#[test]
fn responsibility_goes_to_somebody_else() {
    let data = json!({"direction": "Out", "other": "310000019"});
    given().then_refused_in_both("ke", "TransferResponsibility birger", data, "E-REF");
}
