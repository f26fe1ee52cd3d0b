//! `policies.json`: the deadlines in force on the day, when they were adopted, and the provisions the entries rest on.

use std::collections::BTreeSet;

use samspor_core::law::{duty_of, version_on};
use samspor_core::register::Register;
use samspor_core::register::tenant::TenantKind;
use samspor_core::words::Day;
use serde_json::{Value, json};

use super::rules;
use crate::dossier::content::Content;

/// The file's bytes, for people to read too.
pub(in crate::dossier) fn policies(content: &Content) -> Vec<u8> {
    let register = content.directory.register(content.about.tenant);
    let (deadlines, adopted) = match register {
        Some(register) => (deadlines(register, content.about.valid), adopted(register)),
        None => (Vec::new(), Vec::new()),
    };
    let provisions: Vec<Value> =
        provisions(content).iter().map(|(id, version)| json!({"id": id, "in_force_from": version})).collect();
    let all = json!({
        "adopted": adopted,
        "deadlines": deadlines,
        "known": content.about.known,
        "provisions": provisions,
        "tenant": content.about.tenant,
        "valid": content.about.valid,
    });
    let mut bytes = serde_json::to_vec_pretty(&all).expect("a JSON value is JSON");
    bytes.push(b'\n');
    bytes
}

/// The provisions the events rest on, each in the version that was in force.
pub(super) fn provisions(content: &Content) -> BTreeSet<(String, String)> {
    let events = content.entries.iter().filter_map(|told| told.entry()).flat_map(|entry| &entry.body.events);
    events.flat_map(|event| &event.legal_basis).map(|one| (one.id.clone(), one.version.clone())).collect()
}

fn deadlines(register: &Register, day: Day) -> Vec<Value> {
    let kind = register.tenant.as_ref().map_or(TenantKind::Municipality, |tenant| tenant.kind);
    let rule = |rule| {
        let deadline = register.deadline(rule, day, day);
        let duty = duty_of(rule, kind, day);
        json!({
            "adopted_by_entry": deadline.adopted.map(|mark| mark.place.position),
            "duty": duty,
            "duty_in_force_from": version_on(duty, day),
            "number_from": deadline.source,
            "rule": rule,
            "value": deadline.value.to_string(),
            "working_days": deadline.working_days,
        })
    };
    rules::ALL.into_iter().map(rule).collect()
}

fn adopted(register: &Register) -> Vec<Value> {
    let mut adopted: Vec<_> = register.adopted.iter().collect();
    adopted.sort_by_key(|one| one.mark.place);
    let one = |one: &&samspor_core::register::policy::Adopted| {
        json!({
            "document_ref": one.document_ref,
            "entry": one.mark.place.position,
            "from": one.from,
            "on": one.mark.on,
            "rule": one.rule,
            "source": one.source,
            "value": one.value.to_string(),
        })
    };
    adopted.iter().map(one).collect()
}
