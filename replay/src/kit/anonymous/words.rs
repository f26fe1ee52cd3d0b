//! What a text in a command's data says: something everybody may see, or of whom and where it is.

use samspor_core::words::{Day, Instant};

/// What a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// A day, a code, a choice of the contract.
    WhatEverybodyMaySee,
    /// A label, a party, a reference: any word may stand there.
    Label,
    NationalNumber,
    HprNumber,
    /// An organisation number or an opaque id.
    Id,
}

/// The fields that hold choices and codes of the contract. A field that is not here is of somebody until it is listed.
const CODED: [&str; 33] = [
    "answer",
    "cause",
    "channel",
    "code",
    "content",
    "context",
    "decision_form",
    "direction",
    "disposition",
    "form",
    "giver",
    "grounds",
    "instrument",
    "ke_for",
    "kind",
    "level",
    "need",
    "outcome",
    "patient_wish",
    "provisions",
    "reason",
    "rule",
    "scope",
    "scopes",
    "service",
    "services",
    "source",
    "standing",
    "started_by",
    "status",
    "tool",
    "topic",
    "value",
];

/// Roles of the contract; another role is somebody's word for it.
const ROLES: [&str; 6] =
    ["Municipal", "Child", "Specialist", "Pathway", "ContactDoctor", "ContactPsychologist"];

/// Parties that are nobody's name.
const PARTIES: [&str; 4] = ["Patient", "Representative", "Coordinator", "Substitute"];

/// What a text in a field says.
pub(super) fn says(field: &str, text: &str) -> Says {
    let dated = text.parse::<Day>().is_ok() || text.parse::<Instant>().is_ok();
    match field {
        "nin" => Says::NationalNumber,
        "hpr" => Says::HprNumber,
        "org_number" | "family" => Says::Id,
        "role" | "roles" if ROLES.contains(&text) => Says::WhatEverybodyMaySee,
        _ if dated || CODED.contains(&field) || PARTIES.contains(&text) => Says::WhatEverybodyMaySee,
        _ => Says::Label,
    }
}
