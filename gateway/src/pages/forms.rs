//! The forms of a patient's page: which there are for a role, their fields, and the command each one asks.

use samspor_core::actor::Role;
use samspor_core::catalogue::CATALOGUE;
use samspor_core::register::tenant::TenantKind;
use samspor_core::words::PersonId;
use serde_json::{Map, Value, json};

use super::field::{Choice, Field, Form, Wrong};
use super::look::{Look, Parts};
use super::patient::Opened;
use super::people::People;
use super::words::codes;
use crate::clock;
use crate::http::problem::Problem;

/// What was sent with a form and not accepted.
pub(crate) struct Sent {
    pub(crate) form: String,
    pub(crate) values: Parts,
    pub(crate) wrongs: Vec<Wrong>,
}

/// A form: its name in the address, the command, its words, and its fields.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) command: &'static str,
    title: &'static str,
    button: &'static str,
    done: &'static str,
    pub(crate) fields: &'static [Asked],
}

/// A field of a form, named as the command's data names it.
pub(crate) struct Asked {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) must: bool,
    hint: &'static str,
    of: Of,
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// The day it is about; today where nothing is said.
    On,
    Date,
    Text,
    Staff,
    /// Who has the task on the day.
    Current,
    YesNo,
    Service,
    Codes(&'static [&'static str]),
}

const fn must(name: &'static str, label: &'static str, of: Of) -> Asked {
    Asked { name, label, must: true, hint: "", of }
}

const fn may(name: &'static str, label: &'static str, hint: &'static str, of: Of) -> Asked {
    Asked { name, label, must: false, hint, of }
}

const ROLES: Of = Of::Codes(&["Municipal", "Child", "Specialist"]);
const WISHES: Of = Of::Codes(&["None", "Followed", "NotFollowed"]);

/// The forms there are.
pub(crate) const KINDS: &[Kind] = &[
    Kind {
        name: "oppfolging",
        command: "RecordFollowUp",
        title: "Registrer oppfølging",
        button: "Registrer oppfølging",
        done: "Oppfølgingen er registrert.",
        fields: &[
            must("on", "Dato", Of::On),
            may("journal_ref", "Referanse i journalen", "Bare referansen, aldri innholdet.", Of::Text),
        ],
    },
    Kind {
        name: "vurder",
        command: "AssessNeed",
        title: "Vurder behov",
        button: "Registrer vurderingen",
        done: "Vurderingen er registrert.",
        fields: &[
            must("on", "Dato", Of::On),
            must("long_term", "Langvarig behov", Of::YesNo),
            must("coordinated", "Behov for koordinerte tjenester", Of::YesNo),
            may("services", "Tjeneste", "", Of::Service),
            must(
                "outcome",
                "Utfall",
                Of::Codes(&[
                    "CoordinatorAndPlan",
                    "CoordinatorOnly",
                    "CoordinationByServices",
                    "NotEligible",
                ]),
            ),
            must("patient_heard", "Pasienten er hørt", Of::YesNo),
            may("reason_ref", "Referanse til begrunnelse", "Når utfallet avviker fra kriteriene.", Of::Text),
        ],
    },
    Kind {
        name: "tilby",
        command: "OfferCoordinator",
        title: "Tilby koordinator",
        button: "Registrer tilbudet",
        done: "Tilbudet er registrert.",
        fields: &[
            must("on", "Dato", Of::On),
            must("role", "Rolle", ROLES),
            may("candidate", "Foreslått koordinator", "", Of::Staff),
            must("form", "Form", Of::Codes(&["Written", "Oral", "Digital"])),
        ],
    },
    Kind {
        name: "oppnevn",
        command: "AppointCoordinator",
        title: "Oppnevn koordinator",
        button: "Oppnevn",
        done: "Koordinatoren er oppnevnt.",
        fields: &[
            must("person", "Koordinator", Of::Staff),
            must("role", "Rolle", ROLES),
            must("on", "Starter (dato)", Of::On),
            may("patient_wish", "Pasientens ønske", "", WISHES),
        ],
    },
    Kind {
        name: "bytt",
        command: "ChangeCoordinator",
        title: "Bytt koordinator",
        button: "Registrer byttet",
        done: "Byttet er registrert.",
        fields: &[
            must("from_person", "Koordinator som fratrer", Of::Current),
            must("to_person", "Ny koordinator", Of::Staff),
            must("on", "Ny overtar (dato)", Of::On),
            may("overlap_from", "Overlapping fra", "Ny går inn sammen med den som slutter.", Of::Date),
            may("overlap_to", "Overlapping til", "", Of::Date),
            must(
                "cause",
                "Årsak",
                Of::Codes(&[
                    "NeedChanged",
                    "LifeTransition",
                    "JobChange",
                    "PatientWish",
                    "Reorganisation",
                    "Other",
                ]),
            ),
            may("patient_wish", "Pasientens ønske", "", WISHES),
        ],
    },
];

/// The form of a name.
pub(crate) fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// What a page says when a form was accepted.
pub(crate) fn done(name: &str) -> Option<&'static str> {
    kind(name).map(|kind| kind.done)
}

/// The forms for whoever looks; none back in time.
pub(crate) fn of_page(
    look: &Look<'_>,
    opened: &Opened,
    people: &People,
    sent: Option<&Sent>,
) -> Result<Vec<Form>, Problem> {
    if look.is_back_in_time() {
        return Ok(Vec::new());
    }
    let staff = staff(look, opened, people)?;
    let kind_of_tenant =
        look.directory(|directory| Some(directory.register(opened.tenant)?.tenant.as_ref()?.kind))?;
    let issued = KINDS.iter().filter(|kind| may_issue(look.actor.role, kind.command, kind_of_tenant));
    issued.map(|kind| form(kind, look, opened, (people, &staff), sent)).collect()
}

/// Whether a role issues a command, as the catalogue and the roles of a trust say; deciding it is the ledger's.
fn may_issue(role: Role, command: &str, tenant: Option<TenantKind>) -> bool {
    let appoints = ["AppointCoordinator", "ChangeCoordinator"].contains(&command);
    let in_place_of = match (tenant, role) {
        (Some(TenantKind::HealthTrust), Role::KeTrust) if !appoints => Some(Role::KeMunicipal),
        (Some(TenantKind::HealthTrust), Role::ClinicLeader) => Some(Role::UnitLeader),
        _ => None,
    };
    let issuers =
        CATALOGUE.iter().filter(|listed| listed.command == command).flat_map(|listed| listed.issuers);
    issuers.into_iter().any(|one| *one == role || Some(*one) == in_place_of)
}

fn form(
    kind: &'static Kind,
    look: &Look<'_>,
    opened: &Opened,
    (people, staff): (&People, &[Choice]),
    sent: Option<&Sent>,
) -> Result<Form, Problem> {
    let sent = sent.filter(|sent| sent.form == kind.name);
    let field = |asked: &Asked| {
        let given = sent.and_then(|sent| sent.values.get(asked.name)).cloned();
        let value =
            given.unwrap_or_else(|| if asked.of == Of::On { look.day().to_string() } else { String::new() });
        let wrong = sent.and_then(|sent| sent.wrongs.iter().find(|wrong| wrong.field == asked.name));
        Field {
            name: asked.name,
            anchor: format!("{}-{}", kind.name, asked.name),
            label: asked.label,
            hint: asked.hint,
            must: asked.must,
            input: if matches!(asked.of, Of::On | Of::Date) { "date" } else { "text" },
            choices: choices(asked, look, opened, (people, staff), &value),
            value,
            error: wrong.map(|wrong| wrong.text.clone()).unwrap_or_default(),
        }
    };
    let newest = opened.file.newest();
    Ok(Form {
        name: kind.name,
        title: kind.title,
        button: kind.button,
        action: format!("/pasient/{}/{}", opened.patient, kind.name),
        id: fresh_id(look)?,
        expected: newest.to_string(),
        tenant: look.tenant_part().map(|_| opened.tenant.to_string()).unwrap_or_default(),
        is_open: sent.is_some(),
        fields: kind.fields.iter().map(field).collect(),
    })
}

fn fresh_id(look: &Look<'_>) -> Result<String, Problem> {
    let bytes = clock::fresh_bytes::<10>().map_err(|error| Problem::failed(&error))?;
    let millis = u64::try_from(look.now.micros() / 1000).unwrap_or(0);
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid().to_string())
}

fn choices(
    asked: &Asked,
    look: &Look<'_>,
    opened: &Opened,
    (people, staff): (&People, &[Choice]),
    value: &str,
) -> Vec<Choice> {
    let none = Choice { value: String::new(), label: "Velg".to_owned(), chosen: value.is_empty() };
    let word = |code: &str, label: &str| Choice {
        value: code.to_owned(),
        label: label.to_owned(),
        chosen: code == value,
    };
    let listed: Vec<Choice> = match asked.of {
        Of::On | Of::Date | Of::Text => return Vec::new(),
        Of::Staff => staff.iter().map(|one| Choice { chosen: one.value == value, ..one.clone() }).collect(),
        Of::Current => {
            let running = opened.file.file.primaries_on(look.day());
            running.map(|one| word(&one.person.to_string(), &people.person(one.person))).collect()
        }
        Of::YesNo => vec![word("true", "Ja"), word("false", "Nei")],
        Of::Service => services(people).iter().map(|code| word(code, codes::code(code))).collect(),
        Of::Codes(codes) => codes.iter().map(|code| word(code, own_word(asked.name, code))).collect(),
    };
    if asked.of == Of::Current && listed.len() == 1 && value.is_empty() {
        return listed.into_iter().map(|one| Choice { chosen: true, ..one }).collect();
    }
    [none].into_iter().chain(listed).collect()
}

fn own_word<'a>(field: &str, code: &'a str) -> &'a str {
    match (field, code) {
        ("patient_wish", "None") => "ingen ønsker",
        ("patient_wish", "Followed") => "fulgt",
        ("patient_wish", "NotFollowed") => "ikke fulgt",
        ("form", "Written") => "skriftlig",
        ("form", "Oral") => "muntlig",
        ("form", "Digital") => "digitalt",
        _ => codes::code(code),
    }
}

fn services(people: &People) -> Vec<String> {
    let mut codes: Vec<String> = people
        .units()
        .into_iter()
        .map(|(id, _)| people.service(id).to_owned())
        .filter(|code| code != "ke")
        .collect();
    codes.sort();
    codes.dedup();
    codes
}

/// Who can be chosen: the staff of the tenant by name, with their unit.
fn staff(look: &Look<'_>, opened: &Opened, people: &People) -> Result<Vec<Choice>, Problem> {
    let mut staff = look.directory(|directory| {
        let persons = directory.register(opened.tenant).into_iter().flat_map(|register| &register.persons);
        persons.map(|(id, person)| (people.person(*id), people.unit(person.unit), *id)).collect::<Vec<_>>()
    })?;
    staff.sort();
    let choice = |(name, unit, id): (String, String, PersonId)| Choice {
        value: id.to_string(),
        label: format!("{name}, {unit}"),
        chosen: false,
    };
    Ok(staff.into_iter().map(choice).collect())
}

/// The command a form asks, as JSON; what is missing is told field by field.
pub(crate) fn command(
    kind: &Kind,
    look: &Look<'_>,
    opened: &Opened,
    values: &Parts,
) -> Result<Result<Value, Vec<Wrong>>, Problem> {
    let given = |name: &str| values.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    let missing: Vec<Wrong> = kind
        .fields
        .iter()
        .filter(|asked| asked.must && given(asked.name).is_none())
        .map(|asked| Wrong { field: asked.name.to_owned(), text: format!("{} må fylles ut", asked.label) })
        .collect();
    if !missing.is_empty() {
        return Ok(Err(missing));
    }
    let mut told = Map::new();
    for asked in kind.fields.iter().filter(|asked| asked.of != Of::On) {
        let value = match (asked.of, given(asked.name)) {
            (Of::YesNo, Some(text)) => json!(text == "true"),
            (Of::Service, text) => json!(text.into_iter().collect::<Vec<_>>()),
            (_, Some(text)) => json!(text),
            (_, None) => continue,
        };
        told.insert(asked.name.to_owned(), value);
    }
    told.extend(implied(kind, look, opened, values)?);
    let expected: Option<u64> = given("expected").and_then(|text| text.parse().ok());
    Ok(Ok(json!({
        "type": kind.command, "id": given("id"), "tenant": opened.tenant, "patient": opened.patient,
        "on": given("on"), "expected": expected, "data": told,
    })))
}

/// What a form doesn't ask since it follows: the unit of the one appointed, the role of the one who leaves, oneself.
fn implied(
    kind: &Kind,
    look: &Look<'_>,
    opened: &Opened,
    values: &Parts,
) -> Result<Map<String, Value>, Problem> {
    let mut told = Map::new();
    let unit_of = |field: &str| {
        let person: Option<PersonId> = values.get(field).and_then(|text| text.parse().ok());
        look.directory(|directory| Some(directory.register(opened.tenant)?.persons.get(&person?)?.unit))
    };
    match kind.command {
        "RecordFollowUp" => {
            told.insert("kind".to_owned(), json!("PatientContact"));
            told.insert("by".to_owned(), json!(look.actor.person));
        }
        "AppointCoordinator" => {
            told.insert("unit".to_owned(), json!(unit_of("person")?));
        }
        "ChangeCoordinator" => {
            told.insert("unit".to_owned(), json!(unit_of("to_person")?));
            let from = values.get("from_person").and_then(|text| text.parse().ok());
            let running = opened.file.file.primaries_on(look.day()).find(|one| Some(one.person) == from);
            told.extend(running.map(|one| ("role".to_owned(), json!(one.role))));
        }
        _ => {}
    }
    Ok(told)
}
