//! The sentences of a trust's notification to a municipality's coordinating unit.

use samspor_core::patient::notification::{MunicipalKeNotified, MunicipalKeReceiptConfirmed};
use samspor_core::words::EventId;

use super::names::date;
use super::wording;

pub(super) fn notified(told: &MunicipalKeNotified) -> String {
    let received = told.received_by_ke_on.map(|day| format!(", mottatt {}", date(day))).unwrap_or_default();
    let channel = wording::channel(told.channel);
    let (to, seen) = (told.municipality, date(told.identified_on));
    format!("KE i kommune {to} varslet ({channel}), behovet sett {seen}{received}")
}

pub(super) fn received(told: &MunicipalKeReceiptConfirmed, entry: &dyn Fn(EventId) -> String) -> String {
    format!("Varselet i {} var hos KE {}", entry(told.notification), date(told.received_on))
}
