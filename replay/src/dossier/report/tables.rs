//! The tables of a report: who coordinated, what was due, what was recorded, who has read it.

use std::collections::HashMap;

use samspor_core::access::Outcome;
use samspor_core::entry::Entry;
use samspor_core::words::Instant;
use samspor_projections::obligations::Obligation;

use super::html::{escaped, table};
use super::language::Language;
use super::page::Shown;
use super::{policies, rules, titles};
use crate::dossier::content::{Told, What};
use crate::story::{Step, date, role_words};

/// Who coordinated, from when to when.
pub(super) fn coordinators(shown: &Shown<'_>, language: Language) -> String {
    let t = |texts| language.of(texts);
    let row = |one: &samspor_core::patient::assignment::Assignment| {
        let to = one.to().map(date).unwrap_or_else(|| t(["løper", "går", "running"]).to_owned());
        let cells = [
            role_words(&one.role),
            shown.names().person(one.person),
            shown.names().unit(one.unit),
            date(one.mark.on),
            to,
        ];
        cells.iter().map(|cell| escaped(cell)).collect()
    };
    let rows: Vec<Vec<String>> = shown.file.assignments.iter().map(row).collect();
    let columns = [
        t(["Rolle", "Rolle", "Role"]),
        t(["Hvem", "Kven", "Who"]),
        t(["Enhet", "Eining", "Unit"]),
        t(["Fra", "Frå", "From"]),
        t(["Til", "Til", "To"]),
    ];
    let heading = t(["Koordinatorer over tid", "Koordinatorar over tid", "Coordinators over time"]);
    let none = t(["Ingen koordinator er kjent.", "Ingen koordinator er kjend.", "No coordinator is known."]);
    table(&id("coordinators", language), heading, &columns, &rows, none)
}

/// What was due, and what became of it.
pub(super) fn deadlines(shown: &Shown<'_>, language: Language) -> String {
    let t = |texts| language.of(texts);
    let row = |one: &Obligation| {
        let code = serde_json::to_value(one.rule).ok().and_then(|code| code.as_str().map(str::to_owned));
        let name = format!("{} {}", code.unwrap_or_default(), t(rules::name(one.rule)));
        let met = one.met_on.map(date).unwrap_or_default();
        let days = if one.days > 0 { one.days.to_string() } else { String::new() };
        let cells = [
            name,
            date(one.triggered_on),
            date(one.due),
            t(rules::state(one.state)).to_owned(),
            met,
            days,
            t(rules::owner(one.owner)).to_owned(),
            t(rules::source(one.number_from)).to_owned(),
        ];
        cells.iter().map(|cell| escaped(cell)).collect()
    };
    let rows: Vec<Vec<String>> = shown.obligations.iter().map(row).collect();
    let columns = [
        t(["Frist", "Frist", "Deadline"]),
        t(["Løper fra", "Går frå", "Counts from"]),
        t(["Forfall", "Forfall", "Due"]),
        t(["Tilstand", "Tilstand", "State"]),
        t(["Gjort", "Gjort", "Done"]),
        t(["Dager for sent", "Dagar for seint", "Days late"]),
        t(["Hvem", "Kven", "Who"]),
        t(["Kilde for dagene", "Kjelde for dagane", "Source of the number"]),
    ];
    let heading = t(["Frister", "Fristar", "Deadlines"]);
    let none = t(["Ingen frister har løpt.", "Ingen fristar har gått.", "No deadline has run."]);
    table(&id("deadlines", language), heading, &columns, &rows, none)
}

/// Every entry of the dossier, both clocks and the delay between them.
pub(super) fn entries(shown: &Shown<'_>, language: Language) -> String {
    let t = |texts| language.of(texts);
    let mut steps: HashMap<u64, Vec<&Step>> = HashMap::new();
    shown.story.steps.iter().for_each(|step| steps.entry(step.position.0).or_default().push(step));
    let row = |told: &Told| {
        let steps = steps.get(&told.position.0).map_or(&[][..], Vec::as_slice);
        entry_row(told, steps, language)
    };
    let rows: Vec<Vec<String>> = shown.content.entries.iter().map(row).collect();
    let columns = [
        t(["Nr.", "Nr.", "No."]),
        t(["Skjedde", "Hende", "Happened"]),
        t(["Registrert", "Registrert", "Recorded"]),
        t(["Forsinkelse", "Forseinking", "Delay"]),
        t(["Hva", "Kva", "What"]),
        t(["Av", "Av", "By"]),
        t(["Hjemmel", "Heimel", "Legal basis"]),
    ];
    let heading = t(["Hendelser", "Hendingar", "Entries"]);
    table(&id("entries", language), heading, &columns, &rows, t(["Ingen.", "Ingen.", "None."]))
}

fn entry_row(told: &Told, steps: &[&Step], language: Language) -> Vec<String> {
    let t = |texts| language.of(texts);
    let (number, recorded) = (told.position.to_string(), moment(told.recorded_at));
    let shut = |text: String| {
        vec![
            number.clone(),
            String::new(),
            recorded.clone(),
            String::new(),
            escaped(&text),
            String::new(),
            String::new(),
        ]
    };
    match &told.what {
        What::Withheld => shut(t(["Holdt tilbake", "Halde tilbake", "Withheld"]).to_owned()),
        What::Erased(by) => {
            shut(format!("{} {by}", t(["Slettet ved hendelse", "Sletta ved hending", "Erased by entry"])))
        }
        What::Blocked(by) => {
            shut(format!("{} {by}", t(["Sperret ved hendelse", "Sperra ved hending", "Blocked by entry"])))
        }
        What::Entry(entry) => {
            let happened = entry.body.received_on.map_or_else(
                || date(entry.body.on),
                |received| {
                    format!(
                        "{} ({} {})",
                        date(entry.body.on),
                        t(["mottatt", "motteke", "received"]),
                        date(received)
                    )
                },
            );
            let basis: Vec<String> = entry
                .body
                .events
                .iter()
                .flat_map(|event| &event.legal_basis)
                .map(|one| escaped(&format!("{} ({})", one.id, one.version)))
                .collect();
            let by = steps.first().map_or_else(
                || t(titles::role(entry.body.actor.role)).to_owned(),
                |step| by_of(step, language),
            );
            vec![
                number.clone(),
                happened,
                recorded.clone(),
                delay(entry, language),
                what(entry, steps, language),
                escaped(&by),
                basis.join("<br>"),
            ]
        }
    }
}

fn by_of(step: &Step, language: Language) -> String {
    let role = titles::role(step.actor.role);
    step.by.replacen(role[0], language.of(role), 1)
}

/// What an entry tells: its kind, and the sentence in bokmål with deviations, corrections and voiding.
fn what(entry: &Entry, steps: &[&Step], language: Language) -> String {
    let t = |texts| language.of(texts);
    if steps.is_empty() {
        let kinds: Vec<String> =
            entry.body.events.iter().map(|event| escaped(t(titles::title(&event.what)))).collect();
        return kinds.join("; ");
    }
    let mut parts = Vec::new();
    for step in steps {
        let event = entry.body.events.iter().find(|event| event.id == step.event);
        let kind = event.map_or(step.name, |event| t(titles::title(&event.what)));
        let sentence = escaped(&step.text);
        let mut part = match language {
            Language::Nb => sentence,
            Language::Nn | Language::En => {
                format!("<b>{}</b><br><span lang=\"nb\">{sentence}</span>", escaped(kind))
            }
        };
        if !step.deviations.is_empty() {
            let codes: Vec<&str> = step.deviations.iter().map(|one| one.code()).collect();
            part += &format!("<br>{}: {}", t(["Avvik", "Avvik", "Deviations"]), codes.join(", "));
        }
        for (position, _) in &step.corrected_by {
            part += &format!(
                "<br>{} {position}",
                t(["Rettet i hendelse", "Retta i hending", "Corrected in entry"])
            );
        }
        if let Some(position) = step.voided_by {
            part += &format!(
                "<br><b>{} {position}</b>",
                t(["Feilført, se hendelse", "Feilført, sjå hending", "Erroneous, see entry"])
            );
        }
        parts.push(part);
    }
    parts.join("<br>")
}

/// How long after it happened or was received it was recorded.
fn delay(entry: &Entry, language: Language) -> String {
    let from = entry.body.received_on.unwrap_or(entry.body.on);
    match entry.recorded_at.day().days_since(from) {
        0 => String::new(),
        days @ 1.. => format!("{days} {}", language.of(["d", "d", "d"])),
        days => format!("{} {}", -days, language.of(["d før", "d før", "d ahead"])),
    }
}

/// Who has read the patient.
pub(super) fn readings(shown: &Shown<'_>, language: Language) -> String {
    let t = |texts| language.of(texts);
    let row = |told: &crate::dossier::content::ToldReading| {
        let Some(at) = &told.reading else {
            let list = t([
                "i en liste med andre; holdt tilbake",
                "i ei liste med andre; halde tilbake",
                "in a list with others; withheld",
            ]);
            return vec![moment(told.at), String::new(), String::new(), escaped(list), String::new()];
        };
        let reading = &at.reading;
        let role = t(titles::role(reading.actor.role));
        let who = reading
            .actor
            .person
            .map_or_else(|| role.to_owned(), |person| format!("{role} ({})", shown.names().person(person)));
        let outcome = match &reading.outcome {
            Outcome::Granted => t(["vist", "vist", "shown"]).to_owned(),
            Outcome::Denied(code) => format!("{} ({code})", t(["avvist", "avvist", "denied"])),
        };
        let cells = [
            moment(told.at),
            who,
            t(titles::purpose(reading.why)).to_owned(),
            reading.what.name.clone(),
            outcome,
        ];
        cells.iter().map(|cell| escaped(cell)).collect()
    };
    let rows: Vec<Vec<String>> = shown.content.readings.iter().map(row).collect();
    let columns = [
        t(["Når", "Når", "When"]),
        t(["Hvem", "Kven", "Who"]),
        t(["Formål", "Føremål", "Purpose"]),
        t(["Hva", "Kva", "What"]),
        t(["Utfall", "Utfall", "Outcome"]),
    ];
    let heading = t(["Hvem har lest", "Kven har lese", "Who has read it"]);
    let none = t(["Ingen lesing er kjent.", "Inga lesing er kjend.", "No reading is known."]);
    table(&id("readings", language), heading, &columns, &rows, none)
}

/// Deadlines the tenant adopted, and the provisions behind the entries.
pub(super) fn grounds(shown: &Shown<'_>, language: Language) -> String {
    let t = |texts| language.of(texts);
    let register = shown.content.directory.register(shown.content.about.tenant);
    let mut adopted: Vec<_> = register.iter().flat_map(|register| &register.adopted).collect();
    adopted.sort_by_key(|one| one.mark.place);
    let row = |one: &&samspor_core::register::policy::Adopted| {
        let number = one.mark.place.position.to_string();
        let cells = [
            number,
            t(rules::name(one.rule)).to_owned(),
            one.value.to_string(),
            date(one.from),
            t(rules::source(one.source)).to_owned(),
        ];
        cells.iter().map(|cell| escaped(cell)).collect()
    };
    let rows: Vec<Vec<String>> = adopted.iter().map(row).collect();
    let columns = [
        t(["Nr.", "Nr.", "No."]),
        t(["Frist", "Frist", "Deadline"]),
        t(["Lengde", "Lengd", "Length"]),
        t(["Gjelder fra", "Gjeld frå", "In force from"]),
        t(["Kilde", "Kjelde", "Source"]),
    ];
    let heading = t(["Fastsatte frister", "Fastsette fristar", "Deadlines adopted"]);
    let none = t([
        "Bare standardfristene gjelder; de står i policies.json.",
        "Berre standardfristane gjeld; dei står i policies.json.",
        "Only the default deadlines are in force; policies.json has them.",
    ]);
    let html = table(&id("adopted", language), heading, &columns, &rows, none);
    let provisions = policies::provisions(shown.content);
    let rows: Vec<Vec<String>> =
        provisions.iter().map(|(id, version)| vec![escaped(id), escaped(version)]).collect();
    let columns =
        [t(["Bestemmelse", "Føresegn", "Provision"]), t(["I kraft fra", "I kraft frå", "In force from"])];
    let heading = t(["Hjemler", "Heimlar", "Legal bases"]);
    html + &table(&id("provisions", language), heading, &columns, &rows, t(["Ingen.", "Ingen.", "None."]))
}

/// A moment as people in Norway read it, to the second.
fn moment(at: Instant) -> String {
    at.oslo().format("%d.%m.%Y %H:%M:%S").to_string()
}

fn id(name: &str, language: Language) -> String {
    format!("{name}-{}", language.code())
}
