//! `report.html`: one page that reads and prints, in three languages, made from what the dossier discloses and nothing else.

use samspor_core::known::facts_known;
use samspor_core::patient::PatientFile;
use samspor_core::register::tenant::TenantKind;
use samspor_core::words::PersonId;
use samspor_projections::file_at::FileAt;
use samspor_projections::obligations::{Obligation, of_file};

use super::html::{escaped, facts};
use super::language::Language;
use super::tables;
use crate::dossier::content::Content;
use crate::story::{self, Changes, Names, Story, date};

const STYLE: &str = include_str!("report.css");

/// Everything the report shows, computed once for its three languages.
pub(super) struct Shown<'a> {
    pub(super) content: &'a Content,
    pub(super) story: Story,
    pub(super) file: PatientFile,
    pub(super) obligations: Vec<Obligation>,
    person: &'a dyn Fn(PersonId) -> Option<String>,
}

impl Shown<'_> {
    pub(super) fn names(&self) -> Names<'_> {
        Names { person: self.person, register: self.content.directory.register(self.content.about.tenant) }
    }
}

/// The page's bytes.
pub(in crate::dossier) fn html(content: &Content) -> Vec<u8> {
    let person = |person: PersonId| content.directory.person_name(person).map(ToString::to_string);
    let shown = shown(content, &person);
    let mut html = head(content);
    for language in Language::ALL {
        html += &format!("<article lang=\"{}\">\n", language.code());
        html += &title(&shown, language);
        html += &tables::coordinators(&shown, language);
        html += &tables::deadlines(&shown, language);
        html += &tables::entries(&shown, language);
        html += &tables::readings(&shown, language);
        html += &tables::grounds(&shown, language);
        html += &limits(language);
        html += "</article>\n";
    }
    html += "</main></body></html>\n";
    html.into_bytes()
}

fn shown<'a>(content: &'a Content, person: &'a dyn Fn(PersonId) -> Option<String>) -> Shown<'a> {
    let about = &content.about;
    let entries: Vec<_> = content.own().map(|entry| (**entry).clone()).collect();
    let facts = facts_known(&entries, about.known);
    let born = content.directory.born(about.tenant, content.patient());
    let file = PatientFile::read(born, &facts, about.valid);
    let obligations = content.directory.register(about.tenant).map_or_else(Vec::new, |register| {
        of_file(&FileAt {
            tenant: about.tenant,
            kind: register.tenant.as_ref().map_or(TenantKind::Municipality, |tenant| tenant.kind),
            patient: content.patient(),
            day: about.valid,
            file: &file,
            facts: &facts,
            register,
        })
    });
    let of = story::About {
        tenant: about.tenant,
        patient: content.patient(),
        valid: about.valid,
        known: about.known,
    };
    let story = Story::told(of, &entries, &content.directory, person, Changes::LeftOut);
    Shown { content, story, file, obligations, person }
}

fn head(content: &Content) -> String {
    let newest = content.entries.last().map_or(0, |told| told.position.0);
    let mut html = format!(
        "<!doctype html>\n<html lang=\"nb\"><head><meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>Saksmappe</title>\n<style>\n{STYLE}@page {{ @bottom-left {{ content: \"{} · {} · {newest}\" }} }}\n</style></head><body>\n",
        content.patient(),
        content.about.known,
    );
    for (number, language) in Language::ALL.into_iter().enumerate() {
        let checked = if number == 0 { " checked" } else { "" };
        let (code, name) = (language.code(), language.name());
        html += &format!(
            "<input type=\"radio\" name=\"language\" id=\"{code}\"{checked}><label for=\"{code}\" lang=\"{code}\">{name}</label>\n"
        );
    }
    html + "<main>\n"
}

fn title(shown: &Shown<'_>, language: Language) -> String {
    let t = |texts| language.of(texts);
    let about = &shown.content.about;
    let references: Vec<String> = about.references.iter().map(ToString::to_string).collect();
    let tenant = shown
        .story
        .tenant_name
        .as_ref()
        .map_or_else(|| about.tenant.to_string(), |name| format!("{name} ({})", about.tenant));
    let mut pairs = vec![(t(["Pasient", "Pasient", "Patient"]), references.join(", "))];
    if let Some(name) = shown.content.directory.patient_name(about.tenant, shown.content.patient()) {
        pairs.push((t(["Navn", "Namn", "Name"]), name.to_string()));
    }
    pairs.extend([
        (t(["Virksomhet", "Verksemd", "Tenant"]), tenant),
        (t(["Per", "Per", "As of"]), date(about.valid)),
        (
            t(["Slik det var kjent", "Slik det var kjent", "As known"]),
            about.known.oslo().format("%d.%m.%Y %H:%M:%S").to_string(),
        ),
        (t(["Hendelser", "Hendingar", "Entries"]), shown.content.entries.len().to_string()),
        (t(["Lesinger", "Lesingar", "Readings"]), shown.content.readings.len().to_string()),
    ]);
    let state = shown.story.state.0.iter().map(|(field, value)| (*field, value.clone())).collect::<Vec<_>>();
    let heading = escaped(t(["Saksmappe", "Saksmappe", "Dossier"]));
    let then = escaped(t(["Det som gjaldt den dagen", "Det som galdt den dagen", "What held on the day"]));
    format!("<h1>{heading}</h1>\n{}<h2>{then}</h2>\n<div lang=\"nb\">{}</div>", facts(&pairs), facts(&state))
}

/// What the dossier can't show.
fn limits(language: Language) -> String {
    let t = |texts| language.of(texts);
    let said = [
        t([
            "«Skjedde» er det avsenderen sa. «Registrert» er journalens egen klokke. Forsinkelsen er forskjellen mellom dem.",
            "«Hende» er det avsendaren sa. «Registrert» er journalen si eiga klokke. Forseinkinga er skilnaden mellom dei.",
            "“Happened” is what the sender said. “Recorded” is the ledger's own clock. The delay is the difference.",
        ]),
        t([
            "Pasientens egen fil er hel fra første hendelse. Det som er registrert etter det siste hodebladet (klasse H), kan ikke bevises helt; README.txt sier hvor bladet står.",
            "Pasienten si eiga fil er heil frå første hending. Det som er registrert etter det siste hovudbladet (klasse H), kan ikkje provast heilt; README.txt seier kvar bladet står.",
            "The patient's own file is whole from its first entry. What was recorded after the newest heads leaf (class H) can't be proven whole; README.txt says where that leaf stands.",
        ]),
        t([
            "Av registeret er bare det som angår pasienten tatt med. Fravær, kapasitet og opplæring hos ansatte er andres opplysninger og er utelatt; frister som bygger på dem, kan derfor mangle.",
            "Av registeret er berre det som gjeld pasienten teke med. Fråvær, kapasitet og opplæring hos tilsette er opplysningar om andre og er utelatne; fristar som byggjer på dei, kan difor mangle.",
            "Of the register only what is about the patient is included. Absences, capacity and training of staff are about others and left out; deadlines that rest on them may be missing.",
        ]),
        t([
            "«Holdt tilbake» er opplysninger som mottakeren ikke skal se; bladet viser at de finnes og ikke er endret.",
            "«Halde tilbake» er opplysningar som mottakaren ikkje skal sjå; bladet viser at dei finst og ikkje er endra.",
            "“Withheld” is what the recipient is not to see; the leaf shows that it is there and unchanged.",
        ]),
    ];
    let points: String = said.iter().map(|text| format!("<li>{}</li>\n", escaped(text))).collect();
    let heading =
        escaped(t(["Hva mappen ikke kan vise", "Kva mappa ikkje kan vise", "What this dossier can't show"]));
    format!("<section><h2>{heading}</h2><ul>\n{points}</ul></section>\n")
}
