//! A trust notifies the municipality's coordinating unit of a need (*varsel til KE i kommunen*), and learns when it came there.

use serde::{Deserialize, Serialize};

use super::PatientFile;
use super::need::Channel;
use crate::catalogue::Timing;
use crate::decision::{Ground, held_in_time, unknown};
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::register::tenant::TenantKind;
use crate::words::{Day, EventId, Label, TenantId, UnitId};

/// The municipality's coordinating unit was notified (#12a; hpl § 38 a).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MunicipalKeNotified {
    pub municipality: TenantId,
    pub channel: Channel,
    /// The day the trust saw the need.
    pub identified_on: Day,
    pub external_ref: Option<Label>,
    /// The day the coordinating unit had it, where that is known at once.
    pub received_by_ke_on: Option<Day>,
}

/// It is known when the coordinating unit had the notification, and which desk had it first (#12b).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MunicipalKeReceiptConfirmed {
    pub notification: EventId,
    pub received_on: Day,
    /// A desk of the municipality's.
    pub first_received_by: Option<UnitId>,
}

/// One notification in the patient's file at the trust; its mark's day is the day it was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Notification {
    pub mark: Mark,
    pub municipality: TenantId,
    pub identified_on: Day,
    pub received_by_ke_on: Option<Day>,
}

/// One confirmation in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    pub mark: Mark,
    pub notification: EventId,
    pub received_on: Day,
    pub first_received_by: Option<UnitId>,
}

pub(crate) fn notified(file: &mut PatientFile, mark: Mark, told: &MunicipalKeNotified) {
    file.notifications.push(Notification {
        mark,
        municipality: told.municipality,
        identified_on: told.identified_on,
        received_by_ke_on: told.received_by_ke_on,
    });
}

pub(crate) fn confirmed(file: &mut PatientFile, mark: Mark, told: &MunicipalKeReceiptConfirmed) {
    file.receipts.push(Receipt {
        mark,
        notification: told.notification,
        received_on: told.received_on,
        first_received_by: told.first_received_by,
    });
}

/// What was seen and received happened by today.
pub(crate) fn in_time(asked: &MunicipalKeNotified, today: Day) -> Result<(), Refusal> {
    let days = [Some(asked.identified_on), asked.received_by_ke_on];
    days.into_iter().flatten().try_for_each(|day| held_in_time(Timing::Fact, day, today))
}

/// A municipality of this ledger is notified.
pub(crate) fn fits(asked: &MunicipalKeNotified, ground: &Ground<'_>) -> Result<(), Refusal> {
    is_municipality(asked.municipality, ground)
}

/// The notification is of this file, and the desk is one of the municipality's.
pub(crate) fn receipt_fits(asked: &MunicipalKeReceiptConfirmed, ground: &Ground<'_>) -> Result<(), Refusal> {
    let known = ground.file.notifications.iter().find(|one| one.mark.event == asked.notification);
    let notification = known.ok_or_else(|| {
        unknown(format!("notification {}", asked.notification), "a notification of this file")
    })?;
    let theirs = ground.directory().register(notification.municipality);
    match asked.first_received_by {
        Some(unit) if !theirs.is_some_and(|register| register.units.contains_key(&unit)) => {
            Err(unknown(format!("first_received_by {unit}"), "a unit of the municipality"))
        }
        Some(_) | None => Ok(()),
    }
}

fn is_municipality(tenant: TenantId, ground: &Ground<'_>) -> Result<(), Refusal> {
    let registered = ground.directory().register(tenant).and_then(|register| register.tenant.as_ref());
    match registered {
        Some(tenant) if tenant.kind == TenantKind::Municipality => Ok(()),
        Some(_) | None => {
            Err(unknown(format!("municipality {tenant}"), "a municipality registered in this ledger"))
        }
    }
}

#[cfg(test)]
mod tests;
