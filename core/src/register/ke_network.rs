//! The network of coordinating units: contacts between a trust's and the municipalities', twice a year.

use serde::{Deserialize, Serialize};

use super::Register;
use crate::decision::{Ground, unknown};
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::TenantId;

/// How the units met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContactChannel {
    Phone,
    Meeting,
    Network,
}

/// Whether a contact was about how things work, or about patients too; of those only with consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContactLevel {
    System,
    Case,
}

/// Two coordinating units were in contact (#55).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeContactHeld {
    pub with_tenant: TenantId,
    pub channel: ContactChannel,
    pub level: ContactLevel,
}

/// One contact as the tenant that tells of it has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeContact {
    pub mark: Mark,
    pub with_tenant: TenantId,
}

pub(crate) fn met(register: &mut Register, mark: Mark, told: &KeContactHeld) {
    register.ke_contacts.push(KeContact { mark, with_tenant: told.with_tenant });
}

/// The other is a tenant of this ledger, and another one.
pub(crate) fn fits(asked: &KeContactHeld, ground: &Ground<'_>) -> Result<(), Refusal> {
    let other = asked.with_tenant;
    if other != ground.command.tenant && ground.directory().register(other).is_some() {
        return Ok(());
    }
    Err(unknown(format!("with_tenant {other}"), "another tenant registered in this ledger"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::given::given;

    #[test]
    fn a_contact_is_with_another_tenant_of_the_ledger() {
        let mut given = given();
        let told = |with: &str| json!({"with_tenant": with, "channel": "Phone", "level": "System"});
        given.then_deviations("hf-ke", "RecordKeContact", told("@fjordvik"), []);
        given.then_deviations("ke", "RecordKeContact on 2025-01-02", told("@nordkyst"), []);
        given.then_refused_in_both("hf-ke", "RecordKeContact", told("310000051"), "E-REF");
        given.then_refused_in_both("hf-ke", "RecordKeContact", told("@nordkyst"), "E-REF");
        given.then_refused_in_both("hf-ke", "RecordKeContact on 2025-03-11", told("@fjordvik"), "E-FUTURE");
        given.then_refused_in_both("clinic", "RecordKeContact", told("@fjordvik"), "E-AUTH");
    }

    #[test]
    fn talk_about_a_patient_is_no_deviation_by_itself() {
        let told = json!({"with_tenant": "@fjordvik", "channel": "Meeting", "level": "Case"});
        given().then_deviations("hf-ke", "RecordKeContact", told, []);
    }
}
