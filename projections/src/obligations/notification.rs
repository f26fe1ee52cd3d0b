//! D19: the municipality's coordinating unit has a trust's notification soon after the need was seen (hpl § 38 a).

use samspor_core::fact::Mark;
use samspor_core::patient::PatientFile;
use samspor_core::patient::notification::{Notification, Receipt};
use samspor_core::register::policy::Rule;
use samspor_core::words::Day;

use super::reading::{Draft, Reading};

pub(super) fn drafts(reading: &Reading<'_>, drafts: &mut Vec<Draft>) {
    let file = reading.at.file;
    for notification in file.notifications.iter().filter(|one| one.identified_on <= reading.at.day) {
        let received = received_on(file, notification, reading.at.day);
        // What met it has the day the unit had it, wherever in the log that was told.
        let met = received.map(|on| Mark { on, ..told_by(file, notification) });
        let draft = Draft::new(Rule::D19, notification.mark).counting_from(notification.identified_on);
        drafts.push(draft.met_by(met));
    }
}

/// The day the coordinating unit had a notification, as far as it is known and past.
pub fn received_on(file: &PatientFile, notification: &Notification, day: Day) -> Option<Day> {
    let confirmed = receipts_of(file, notification).map(|one| one.received_on);
    notification.received_by_ke_on.into_iter().chain(confirmed).filter(|on| *on <= day).min()
}

/// The confirmations of a notification, in the file's order.
pub fn receipts_of<'a>(
    file: &'a PatientFile,
    notification: &Notification,
) -> impl Iterator<Item = &'a Receipt> + use<'a> {
    let id = notification.mark.event;
    file.receipts.iter().filter(move |one| one.notification == id)
}

fn told_by(file: &PatientFile, notification: &Notification) -> Mark {
    receipts_of(file, notification).next().map_or(notification.mark, |one| one.mark)
}

#[cfg(test)]
mod tests {
    use samspor_core::register::policy::Rule;
    use samspor_core::words::EventId;
    use serde_json::json;

    use crate::obligations::given::{Given, day};
    use crate::obligations::{Owner, State};

    fn notified(received: Option<&str>) -> (Given, EventId) {
        let mut given = Given::new();
        let told = json!({"municipality": "310000027", "channel": "Plo", "identified_on": "2025-09-04", "received_by_ke_on": received});
        let sent = given.tell("2025-09-05", "MunicipalKeNotified", &told);
        (given, sent)
    }

    #[test]
    fn the_unit_has_it_within_three_days_of_the_day_the_need_was_seen() {
        let (mut given, sent) = notified(None);
        assert!(given.all(Rule::D19, "2025-09-04").is_empty());
        assert_eq!(given.brief(Rule::D19, "2025-09-07"), ["2025-09-07 Pending 0"]);
        let late = given.one(Rule::D19, "2025-09-08");
        assert_eq!((late.state, late.days, late.trigger, late.owner), (State::Overdue, 1, sent, Owner::Ke));
        let told = json!({"notification": sent, "received_on": "2025-09-10"});
        given.tell("2025-09-12", "MunicipalKeReceiptConfirmed", &told);
        assert_eq!(given.brief(Rule::D19, "2025-09-11"), ["2025-09-07 Overdue 4"]);
        assert_eq!(given.brief(Rule::D19, "2025-09-12"), ["2025-09-07 MetLate 3"]);
        assert_eq!(given.one(Rule::D19, "2025-09-12").met_on, Some(day("2025-09-10")));
    }

    #[test]
    fn what_is_seen_later_than_it_is_told_of_starts_on_its_day() {
        let mut given = Given::new();
        let told = json!({"municipality": "310000027", "channel": "Plo", "identified_on": "2025-09-05"});
        given.tell("2025-09-01", "MunicipalKeNotified", &told);
        assert!(given.all(Rule::D19, "2025-09-04").is_empty());
        assert_eq!(given.brief(Rule::D19, "2025-09-05"), ["2025-09-08 Pending 0"]);
    }

    #[test]
    fn what_was_known_when_it_was_sent_counts_from_its_day() {
        let (given, _) = notified(Some("2025-09-06"));
        assert_eq!(given.brief(Rule::D19, "2025-09-05"), ["2025-09-07 Pending 0"]);
        assert_eq!(given.brief(Rule::D19, "2025-09-06"), ["2025-09-07 Met 0"]);
    }

    #[test]
    fn another_notifications_receipt_meets_nothing_and_closing_lapses() {
        let (mut given, sent) = notified(None);
        let told = json!({"municipality": "310000027", "channel": "Plo", "identified_on": "2025-09-04"});
        given.tell("2025-09-05", "MunicipalKeNotified", &told);
        let told = json!({"notification": sent, "received_on": "2025-09-05"});
        given.tell("2025-09-05", "MunicipalKeReceiptConfirmed", &told);
        given.close("2025-09-06");
        assert_eq!(given.brief(Rule::D19, "2025-09-20"), ["2025-09-07 Met 0", "2025-09-07 Lapsed 0"]);
    }
}
