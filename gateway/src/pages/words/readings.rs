//! Readings in bokmål: what was read and why, as the patient is told it.

use samspor_core::access::{Outcome, Purpose, ReadingAt};
use samspor_core::directory::Directory;
use serde_json::{Map, Value, json};

use super::{codes, dates};

/// What was asked for, by the name it has on record; one that has no words here is shown as it is.
const WHAT: &[(&str, &str)] = &[
    ("state", "saken"),
    ("history", "alt som er registrert i saken"),
    ("diff", "hva som er endret i saken"),
    ("my-page", "«Min side»"),
    ("access-log", "innsynsloggen"),
    ("why", "begrunnelsen for en frist"),
    ("replay", "sakens gang"),
    ("history export", "en utskrift av saken"),
    ("export auditevent", "en utskrift av innsynsloggen"),
    ("/pasient", "saken"),
    ("/innsyn", "innsynsloggen"),
    ("/oversikt", "oversikten"),
    ("/forfalt", "listen over forfalt oppfølging"),
    ("/saksmengde", "saksmengden"),
    ("/behovsmeldinger", "listen over behovsmeldinger"),
    ("/uten-koordinator", "listen over dem uten koordinator"),
    ("/vedtak-uten-plan", "listen over vedtak uten aktiv plan"),
    ("/samtykker", "listen over samtykker"),
    ("/slettinger", "listen over slettinger etter vedtak"),
    ("/etterregistrert", "listen over det som ble registrert sent"),
    ("/koordinator", "listen over en koordinators pasienter"),
    ("coordinators", "hvem som er koordinator"),
    ("overdue", "forfalt oppfølging"),
    ("obligations", "frister"),
    ("warnings", "varsler"),
    ("inbox", "behovsmeldinger"),
    ("without-coordinator", "dem uten koordinator"),
    ("coordinator-without-plan", "dem med koordinator og uten plan"),
    ("granted-without-active-plan", "vedtak uten aktiv plan"),
    ("erasures", "slettinger etter vedtak"),
    ("active-plans", "aktive planer"),
    ("vacancies", "tid uten koordinator"),
    ("continuity", "hvor mange koordinatorer det har vært"),
    ("consents", "samtykker"),
    ("groups", "ansvarsgrupper"),
    ("trust-notifications", "varsler fra sykehuset"),
    ("complaints", "klager"),
    ("deviations", "avvik"),
    ("late-registrations", "det som ble registrert sent"),
    ("patients-of", "en koordinators pasienter"),
];

/// What was read.
pub(crate) fn what(name: &str) -> &str {
    WHAT.iter().find(|(one, _)| *one == name).map_or(name, |(_, words)| words)
}

/// Why it was read.
pub(crate) fn why(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Coordination => "koordinering",
        Purpose::Supervision => "tilsyn",
        Purpose::Complaint => "klagebehandling",
        Purpose::OwnFile => "egen sak",
        Purpose::Operations => "drift av registeret",
        Purpose::Audit => "kontroll av innsyn",
    }
}

/// One reading as the patient's own page has it: who, from where, what, why, and the whole in one sentence.
pub(crate) fn told(read: &ReadingAt, directory: &Directory) -> Value {
    let (reading, actor) = (&read.reading, &read.reading.actor);
    let name = actor.person.and_then(|person| directory.person_name(person)).map(ToString::to_string);
    let register = reading.actor.tenant.and_then(|tenant| directory.register(tenant));
    let unit = actor.unit.and_then(|unit| register?.units.get(&unit)).map(|unit| unit.name.to_string());
    let role = codes::role(actor.role);
    let who = name.as_ref().map_or_else(|| role.to_owned(), |name| format!("{name} ({role})"));
    let place = unit.as_ref().map_or_else(String::new, |unit| format!(", {unit},"));
    let (what, why) = (what(&reading.what.name), why(reading.why));
    let did = match reading.outcome {
        Outcome::Granted => "har sett",
        Outcome::Denied(_) => "ville se, og ble nektet,",
    };
    let text = format!("{}: {who}{place} {did} {what}. Formål: {why}.", dates::moment(read.recorded_at));
    let mut fields = Map::new();
    let mut add = |field: &str, told: Value| {
        if !told.is_null() {
            fields.insert(field.to_owned(), told);
        }
    };
    add("at", json!(read.recorded_at));
    add("person", json!(actor.person));
    add("name", json!(name));
    add("role", json!(actor.role));
    add("unit", json!(actor.unit));
    add("unit_name", json!(unit));
    add("what", json!(what));
    add("why", json!(why));
    add("outcome", json!(reading.outcome.word()));
    add("text", json!(text));
    Value::Object(fields)
}

#[cfg(test)]
mod tests {
    use samspor_projections::question::ReportName;

    use super::*;

    #[test]
    fn every_page_and_every_report_about_patients_has_words() {
        let figures =
            ["caseload", "distribution", "measures", "competence", "ke-network", "national", "leader-report"];
        for report in ReportName::ALL {
            let name = report.to_string();
            assert_ne!(what(&name) == name, !figures.contains(&name.as_str()), "{name}");
        }
        for (name, _) in WHAT {
            assert_eq!(WHAT.iter().filter(|(other, _)| other == name).count(), 1, "{name}");
        }
    }
}
