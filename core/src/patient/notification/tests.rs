//! Notifications to municipalities: who sends them, to whom, and when they were received.

use serde_json::{Value, json};

use crate::given::{Given, given};

fn notified(municipality: &str) -> Value {
    json!({"municipality": municipality, "channel": "Plo", "identified_on": "2025-03-03"})
}

fn confirmed(received_on: &str, desk: Option<&str>) -> Value {
    json!({"notification": "@notified", "received_on": received_on, "first_received_by": desk})
}

fn sent() -> Given {
    let mut given = given();
    given.done("hf-ke", "NotifyMunicipalKe tomas on 2025-03-04 as notified", notified("@fjordvik"));
    given
}

#[test]
fn a_trust_notifies_a_municipality_of_the_ledger() {
    let mut given = given();
    for actor in ["hf-ke", "ward"] {
        given.then_deviations(actor, "NotifyMunicipalKe tomas", notified("@fjordvik"), []);
    }
    for actor in ["clara-ko", "clinic"] {
        given.then_refused_in_both(actor, "NotifyMunicipalKe tomas", notified("@fjordvik"), "E-AUTH");
    }
    for other in ["@nordkyst", "310000051"] {
        given.then_refused_in_both("hf-ke", "NotifyMunicipalKe tomas", notified(other), "E-REF");
    }
}

#[test]
fn the_trusts_coordinator_notifies_for_own_patients() {
    let mut given = given();
    let told = json!({"person": "@clara", "role": "Specialist", "unit": "@neuro"});
    given.done("clinic", "AppointCoordinator tomas on 2025-03-03", told);
    given.then_deviations("clara-ko", "NotifyMunicipalKe tomas", notified("@fjordvik"), []);
}

#[test]
fn a_municipality_notifies_nobody() {
    let mut given = given();
    let told = json!({"person": "@ane", "role": "Municipal", "unit": "@home"});
    given.done("ke", "AppointCoordinator birger on 2025-03-03", told);
    // Before anything else is asked: the role, the day, what is named.
    let mut ahead = notified("310000051");
    ahead["identified_on"] = json!("2025-03-11");
    for (actor, told) in [("ane-ko", notified("@nesoy")), ("ke", notified("@nesoy")), ("ane-ko", ahead)] {
        given.then_refused_in_both(actor, "NotifyMunicipalKe birger", told, "E-TENANT");
    }
}

#[test]
fn what_was_seen_and_received_is_past() {
    let mut given = given();
    let mut late = notified("@fjordvik");
    late["identified_on"] = json!("2025-03-11");
    given.then_refused_in_both("hf-ke", "NotifyMunicipalKe tomas", late, "E-FUTURE");
    let mut late = notified("@fjordvik");
    late["received_by_ke_on"] = json!("2025-03-11");
    given.then_refused_in_both("hf-ke", "NotifyMunicipalKe tomas", late.clone(), "E-FUTURE");
    late["received_by_ke_on"] = json!("2025-03-10");
    given.then_deviations("hf-ke", "NotifyMunicipalKe tomas", late, []);
    let mut given = sent();
    given.then_refused_in_both("hf-ke", "ConfirmKeReceipt tomas", confirmed("2025-03-11", None), "E-FUTURE");
}

#[test]
fn a_receipt_is_of_a_notification_in_the_file_and_names_a_desk_of_the_municipality() {
    let mut given = sent();
    let asked = "ConfirmKeReceipt tomas";
    given.then_deviations("hf-ke", asked, confirmed("2025-03-06", Some("@home")), []);
    given.then_refused_in_both("hf-ke", asked, confirmed("2025-03-06", Some("@nesoy-home")), "E-REF");
    let other = json!({"notification": "@tomas", "received_on": "2025-03-06"});
    given.then_refused_in_both("hf-ke", asked, other, "E-REF");
    given.then_refused_in_both("ke", "ConfirmKeReceipt tomas", confirmed("2025-03-06", None), "E-AUTH");
    given.then_deviations("system", &format!("{asked} at nordkyst"), confirmed("2025-03-06", None), []);
}
