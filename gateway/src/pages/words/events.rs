//! Events in bokmål: the name of each, and the one line a timeline says of it.

use serde_json::Value;

use super::codes::code;
use super::dates;
use crate::pages::people::People;

/// What happened, in a few words.
pub(crate) fn name(event: &str) -> &str {
    NAMES.iter().find(|(one, _)| *one == event).map_or(event, |(_, words)| words)
}

const NAMES: &[(&str, &str)] = &[
    ("LedgerBegan", "Registeret opprettet"),
    ("KeysDestroyed", "Nøkler tilintetgjort"),
    ("KeysRotated", "Nøkler pakket om"),
    ("KeysBlocked", "Nøkler sperret eller åpnet"),
    ("HeadsRecorded", "Strømmenes siste oppføringer bokført"),
    ("TenantRegistered", "Virksomhet registrert"),
    ("UnitRegistered", "Enhet registrert"),
    ("PersonRegistered", "Ansatt registrert"),
    ("PatientRegistered", "Pasient registrert"),
    ("CompetenceActivityRecorded", "Opplæring registrert"),
    ("CapacitySet", "Kapasitet satt"),
    ("AppointmentAuthorityDelegated", "Myndighet til å oppnevne delegert"),
    ("DeadlinePolicyAdopted", "Fristregel vedtatt"),
    ("DeadlineExtended", "Frist forlenget"),
    ("PatientIdentityLinked", "Identiteter koblet"),
    ("PatientIdentityUnlinked", "Kobling opphevet"),
    ("CoordinatorAbsenceRegistered", "Fravær registrert"),
    ("CoordinationCaseOpened", "Sak opprettet"),
    ("NeedReported", "Behov meldt"),
    ("NeedReportDisposed", "Melding avklart"),
    ("PatientInformed", "Pasienten informert"),
    ("NeedAssessed", "Behov vurdert"),
    ("CoordinatorOffered", "Koordinator tilbudt"),
    ("CoordinatorOfferAnswered", "Svar på tilbud"),
    ("CoordinatorRefused", "Koordinator avslått"),
    ("CoordinatorAppointed", "Koordinator oppnevnt"),
    ("CoordinatorTaskAnswered", "Svar på oppdraget"),
    ("AppointmentEscalated", "Løftet til leder"),
    ("MandateIssued", "Skriftlig mandat gitt"),
    ("ParticipantsInformed", "Deltakere informert"),
    ("CoordinatorChangeRequested", "Bytte ønsket"),
    ("CoordinatorChanged", "Koordinator byttet"),
    ("HandoverCompleted", "Overføring gjennomført"),
    ("CoordinatorAssignmentEnded", "Oppdrag avsluttet"),
    ("SubstituteAppointed", "Vikar oppnevnt"),
    ("SubstituteEnded", "Vikar avsluttet"),
    ("FollowUpPlanned", "Oppfølging planlagt"),
    ("FollowUpRecorded", "Oppfølging gjennomført"),
    ("TransitionRegistered", "Overgang registrert"),
    ("ParticipantChanged", "Deltaker endret"),
    ("ConsentGiven", "Samtykke gitt"),
    ("ConsentWithdrawn", "Samtykke trukket"),
    ("RepresentativeRegistered", "Representant registrert"),
    ("AccessRestrictionSet", "Sperring satt"),
    ("ResponsibilityTransferred", "Ansvar overført"),
    ("PatientDeceased", "Pasienten døde"),
    ("PersonalDataErased", "Personopplysninger slettet"),
    ("AuditExtractProduced", "Saksmappe laget"),
    ("CaseClosed", "Sak avsluttet"),
    ("DeviationReported", "Avvik meldt"),
    ("PlanWishRecorded", "Ønske om plan"),
    ("PlanDecisionMade", "Avgjørelse om individuell plan"),
    ("LightCollaborationOpened", "Enkelt samspill opprettet"),
    ("LightCollaborationConverted", "Konvertert til individuell plan"),
    ("PlanCreated", "Individuell plan opprettet"),
    ("PlanEvaluated", "Individuell plan evaluert"),
    ("PlanStatusChanged", "Individuell plan satt på pause eller tatt opp igjen"),
    ("PlanEnded", "Individuell plan avsluttet"),
    ("ComplaintReceived", "Klage mottatt"),
    ("ComplaintProcessed", "Klage behandlet"),
    ("SupervisorDecisionReceived", "Avgjørelse fra Statsforvalteren"),
    ("ComplianceReported", "Pålegg etterkommet"),
    ("KeContactHeld", "Kontakt mellom koordinerende enheter"),
    ("MunicipalKeNotified", "KE i kommunen varslet"),
    ("MunicipalKeReceiptConfirmed", "Mottak hos KE bekreftet"),
    ("ResponsibilityGroupEstablished", "Ansvarsgruppe opprettet"),
    ("MeetingSummoned", "Innkalt til møte"),
    ("MeetingHeld", "Møte holdt"),
    ("MinutesFiled", "Referat arkivert"),
    ("GroupDissolved", "Ansvarsgruppe avviklet"),
    ("EntryCorrected", "Rettet"),
    ("EntryMarkedErroneous", "Feilført"),
];

/// The fields a line tells, with the word before each; other fields stay in the API.
const TOLD: &[(&str, &str)] = &[
    ("person", ""),
    ("from_person", "fra"),
    ("to_person", "til"),
    ("for_person", "for"),
    ("by", "av"),
    ("role", "som"),
    ("kind", ""),
    ("outcome", ""),
    ("status", ""),
    ("instrument", "i"),
    ("tool", "i"),
    ("answer", ""),
    ("disposition", ""),
    ("topic", ""),
    ("wish", ""),
    ("reporter", "fra"),
    ("channel", "kanal"),
    ("need", "gjelder"),
    ("scopes", "for"),
    ("giver", "fra"),
    ("cause", "årsak"),
    ("reason", "årsak"),
    ("direction", ""),
    ("party", ""),
    ("standing", "fra"),
    ("code", ""),
    ("sent_on", "sendt"),
    ("members", "med"),
    ("invitees", "innkalt"),
    ("present", "til stede"),
    ("chair", "ledet av"),
    ("secretary", "referent"),
    ("meeting_on", "møtedag"),
    ("next_meeting_on", "neste møte"),
    ("identified_on", "behov sett"),
    ("received_by_ke_on", "hos KE"),
    ("received_on", "mottatt"),
    ("forwarded_on", "sendt Statsforvalteren"),
    ("orders", "pålagt"),
    ("due_on", "innen"),
    ("next_revision_on", "ny gjennomgang"),
    ("to", "til"),
    ("expected_to", "ventet til"),
    ("overlap_from", "overlapping fra"),
    ("overlap_to", "overlapping til"),
    ("changes", ""),
];

/// The fields of an event in one line, in the order of the table.
pub(crate) fn line(fields: &Value, people: &People) -> String {
    let told = TOLD.iter().filter_map(|(field, before)| {
        let value = fields.get(*field)?;
        let text = told_value(field, value, people);
        let text = if before.is_empty() { text } else { format!("{before} {text}") };
        (!text.trim().is_empty()).then_some(text)
    });
    told.collect::<Vec<_>>().join(", ")
}

fn told_value(field: &str, value: &Value, people: &People) -> String {
    match value {
        Value::String(text) => match (text.parse(), text.parse()) {
            _ if field == "by" && text.len() < 20 => code(text).to_owned(),
            (Ok(day), _) => dates::day(day),
            (_, Ok(person)) => people.person(person),
            _ => code(text).to_owned(),
        },
        Value::Array(items) => {
            items.iter().map(|item| told_value(field, item, people)).collect::<Vec<_>>().join(" og ")
        }
        Value::Object(members) if field == "reporter" => {
            members.get("kind").map_or(String::new(), |kind| told_value(field, kind, people))
        }
        Value::Object(members) => {
            let one = |(name, item): (&String, &Value)| {
                let told = told_value(name, item, people);
                format!("{} {told}", if name == "on" { "dato" } else { field_name(name) })
            };
            members.iter().map(one).collect::<Vec<_>>().join(", ")
        }
        Value::Null => "fjernet".to_owned(),
        Value::Bool(yes) => (if *yes { "ja" } else { "nei" }).to_owned(),
        Value::Number(number) => number.to_string(),
    }
}

/// A field by its word, where a correction names it.
fn field_name(name: &str) -> &str {
    match name {
        "ShareWith" => "deling med",
        "Other" => "",
        "person" | "to_person" | "from_person" => "person",
        "received_on" => "mottatt",
        "role" => "rolle",
        "unit" => "enhet",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_line_tells_codes_and_days_in_bokmål() {
        let people = People::default();
        let told = json!({"need": ["Coordinator", "Plan"], "reporter": {"kind": "SpecialistHealth"}, "channel": "Plo",
            "received_on": "2026-01-31", "complete": true});
        let expected =
            "fra sykehus, kanal PLO-melding, gjelder koordinator og individuell plan, mottatt 31.01.2026";
        assert_eq!(line(&told, &people), expected);
        assert_eq!(line(&json!({"changes": {"on": "2026-02-01"}}), &people), "dato 01.02.2026");
        assert_eq!(name("CoordinatorChanged"), "Koordinator byttet");
    }

    #[test]
    fn every_event_of_the_catalogue_has_a_name() {
        for listed in samspor_core::catalogue::CATALOGUE {
            assert!(NAMES.iter().any(|(event, _)| *event == listed.event), "{}", listed.event);
        }
    }
}
