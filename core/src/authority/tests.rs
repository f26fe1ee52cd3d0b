//! Tests of who may write what: the issuers' table of domain.md by hand, own patients, own unit, own entries.

use serde_json::json;

use super::may_issue;
use crate::actor::Role::{self, *};
use crate::catalogue::{Ask, CATALOGUE};
use crate::given::{given, samples::samples};
use crate::register::tenant::TenantKind;

const EVERYBODY: [Role; 15] = [
    Patient,
    HealthPersonnel,
    SpecialistPersonnel,
    OtherSector,
    KeMunicipal,
    KeTrust,
    UnitLeader,
    ClinicLeader,
    Coordinator,
    Substitute,
    CaseOfficer,
    ComplaintHandler,
    Supervisor,
    RecordsManager,
    System,
];

/// The column *Issuer* of domain.md 2.A–2.G, written off by hand in its codes.
const ISSUERS: &[(&str, &str)] = &[
    ("RegisterTenant", "SYS"),
    ("RegisterUnit", "ARK SYS"),
    ("RegisterPerson", "KEK KEH LDK SYS"),
    ("RecordCompetence", "KEK KEH"),
    ("SetCapacity", "LDK"),
    ("DelegateAppointment", "KEK"),
    ("RecordKeContact", "KEH KEK"),
    ("AdoptDeadline", "KEK LDK"),
    ("ExtendDeadline", "KEK LDK"),
    ("RegisterPatient", "SYS HPM HPS EXT PAT KO KEH KEK"),
    ("LinkIdentity", "SYS ARK"),
    ("UnlinkIdentity", "SYS ARK"),
    ("RegisterAbsence", "LDK KO"),
    ("OpenCase", "KEK KEH SYS"),
    ("ReportNeed", "HPM HPS EXT PAT KO KEH KEK"),
    ("DisposeReport", "HPM HPS KEK KEH LDK SB"),
    ("NotifyMunicipalKe", "HPS KEH KO"),
    ("ConfirmKeReceipt", "KEH HPS SYS"),
    ("InformPatient", "KEK KO HPM HPS"),
    ("AssessNeed", "KEK SB LDH"),
    ("OfferCoordinator", "KEK LDH"),
    ("AnswerOffer", "KEK KO LDH PAT"),
    ("RefuseCoordinator", "KEK LDH"),
    ("AppointCoordinator", "KEK LDK LDH"),
    ("AnswerTask", "KO"),
    ("EscalateAppointment", "KEK KEH"),
    ("IssueMandate", "LDK LDH KEK KEH"),
    ("InformParticipants", "KO"),
    ("RequestChange", "PAT KO LDK"),
    ("ChangeCoordinator", "KEK LDK LDH"),
    ("CompleteHandover", "KO LDK"),
    ("EndAssignment", "KEK LDK LDH"),
    ("AppointSubstitute", "LDK"),
    ("EndSubstitute", "LDK"),
    ("PlanFollowUp", "KO KEK"),
    ("RecordFollowUp", "KO SUB"),
    ("RegisterTransition", "KO HPM HPS SYS"),
    ("ChangeParticipant", "KO KEK"),
    ("GiveConsent", "KEK KO"),
    ("WithdrawConsent", "KEK KO PAT"),
    ("RegisterRepresentative", "KEK"),
    ("RestrictAccess", "KEK ARK SYS"),
    ("TransferResponsibility", "KEK"),
    ("RecordDeath", "SYS KEK"),
    ("CloseCase", "KEK"),
    ("ReportDeviation", "HPM HPS KEK KEH LDK LDH KO SUB SB KLA ARK"),
    ("ErasePersonalData", "ARK"),
    ("ProduceExtract", "SYS"),
    ("RecordPlanWish", "KEK KO PAT"),
    ("DecidePlan", "KEK SB"),
    ("OpenLightCollaboration", "KEK"),
    ("ConvertLightCollaboration", "KEK"),
    ("CreatePlan", "KEK KO HPS"),
    ("EvaluatePlan", "KO"),
    ("ChangePlanStatus", "KO KEK"),
    ("EndPlan", "KO KEK"),
    ("EstablishGroup", "KO"),
    ("SummonMeeting", "KO SUB"),
    ("HoldMeeting", "KO SUB"),
    ("FileMinutes", "KO SUB"),
    ("DissolveGroup", "KO KEK"),
    ("CorrectEntry", "PAT HPM HPS EXT KEK KEH LDK LDH KO SUB SB KLA SF ARK SYS"),
    ("VoidEntry", "PAT HPM HPS EXT KEK KEH LDK LDH KO SUB SB KLA SF ARK SYS"),
    ("ReceiveComplaint", "KLA"),
    ("ProcessComplaint", "KLA"),
    ("ReceiveSupervisorDecision", "KLA SF"),
    ("ReportCompliance", "KLA KEK LDK"),
];

fn role_of(code: &str) -> Role {
    let codes = "PAT HPM HPS EXT KEK KEH LDK LDH KO SUB SB KLA SF ARK SYS";
    let place = codes.split(' ').position(|one| one == code).unwrap();
    EVERYBODY[place]
}

fn ask_of(command: &str) -> Ask {
    let (_, data) = samples().into_iter().find(|(name, _)| *name == command).unwrap();
    let raw = serde_json::value::to_raw_value(&data).unwrap();
    Ask::read(command, &raw).unwrap_or_else(|unread| panic!("{command}: {unread:?}"))
}

#[test]
fn every_command_has_its_row_of_issuers() {
    let rows: Vec<&str> = ISSUERS.iter().map(|(command, _)| *command).collect();
    let listed: Vec<&str> = CATALOGUE.iter().map(|listed| listed.command).collect();
    assert_eq!(rows, listed);
}

#[test]
fn in_a_municipality_the_issuers_are_those_of_the_table() {
    for (command, codes) in ISSUERS {
        let issuers: Vec<Role> = codes.split(' ').map(role_of).collect();
        for role in EVERYBODY {
            let may = may_issue(role, &ask_of(command), TenantKind::Municipality);
            assert_eq!(may, issuers.contains(&role), "{command} by {role:?}");
        }
    }
}

#[test]
fn in_a_trusts_own_files_its_unit_and_leaders_take_the_municipal_ones_place_but_only_leaders_appoint() {
    for (command, codes) in ISSUERS {
        let issuers: Vec<Role> = codes.split(' ').map(role_of).collect();
        let appoints = ["AppointCoordinator", "ChangeCoordinator"].contains(command);
        let keh = issuers.contains(&KeTrust) || (issuers.contains(&KeMunicipal) && !appoints);
        let ldh = issuers.contains(&ClinicLeader) || issuers.contains(&UnitLeader);
        let ask = ask_of(command);
        assert_eq!(may_issue(KeTrust, &ask, TenantKind::HealthTrust), keh, "{command} by KEH");
        assert_eq!(may_issue(ClinicLeader, &ask, TenantKind::HealthTrust), ldh, "{command} by LDH");
    }
}

#[test]
fn the_supervisor_writes_nothing_of_this() {
    given().then_refused("supervisor", "OpenCase birger", json!({}), "E-AUTH");
}

#[test]
fn a_coordinator_writes_for_own_patients_only() {
    let mut given = given();
    given.done(
        "ke",
        "AppointCoordinator birger on 2025-02-01",
        json!({"person": "@ane", "role": "Municipal", "unit": "@home"}),
    );
    let contact = json!({"kind": "PatientContact", "by": "@ane"});
    given.done("ane-ko", "RecordFollowUp birger", contact.clone());
    given.then_refused("dina-ko", "RecordFollowUp birger", contact.clone(), "E-AUTH");
    given.then_refused("ane-ko", "RecordFollowUp cecilie", contact, "E-AUTH");
}

#[test]
fn any_assignment_makes_a_patient_ones_own() {
    let mut given = given();
    given.done(
        "ke",
        "AppointCoordinator birger",
        json!({"person": "@ane", "role": {"Other": "kontakt"}, "unit": "@home"}),
    );
    given.then_deviations(
        "ane-ko",
        "RecordFollowUp birger",
        json!({"kind": "Other", "by": "@ane"}),
        ["BY-NON-COORDINATOR"],
    );
}

#[test]
fn a_coordinator_who_has_left_still_writes_for_the_time_of_the_task() {
    let mut given = given();
    given.done(
        "ke",
        "AppointCoordinator birger on 2025-01-01",
        json!({"person": "@ane", "role": "Municipal", "unit": "@home"}),
    );
    given.done(
        "ke",
        "EndAssignment birger on 2025-02-01",
        json!({"cause": "sluttet", "need_persists": false}),
    );
    let contact = json!({"kind": "PatientContact", "by": "@ane"});
    given.done("ane-ko", "RecordFollowUp birger on 2025-01-31", contact.clone());
    given.then_refused("ane-ko", "RecordFollowUp birger on 2025-02-01", contact, "E-AUTH");
}

#[test]
fn a_substitute_writes_while_substituting() {
    let mut given = given();
    given.done(
        "ke",
        "AppointCoordinator birger on 2025-01-01",
        json!({"person": "@ane", "role": "Municipal", "unit": "@home"}),
    );
    let contact = json!({"kind": "PatientContact", "by": "@dina"});
    given.then_refused("dina-sub", "RecordFollowUp birger", contact.clone(), "E-AUTH");
    given.done(
        "home-leader",
        "AppointSubstitute birger on 2025-03-01",
        json!({"person": "@dina", "for_person": "@ane", "informed_on": "2025-03-01"}),
    );
    given.then_deviations("dina-sub", "RecordFollowUp birger", contact, []);
}

#[test]
fn a_coordinator_registers_the_own_absence_only() {
    let mut given = given();
    given.done("ane-ko", "RegisterAbsence", json!({"person": "@ane"}));
    given.then_refused("ane-ko", "RegisterAbsence", json!({"person": "@dina"}), "E-AUTH");
}

#[test]
fn a_leader_writes_for_the_own_unit_and_those_below_it() {
    let mut given = given();
    let capacity =
        |person: &str| json!({"person": person, "max_cases": 9, "status": "Active", "from": "2025-03-01"});
    given.done("home-leader", "SetCapacity", capacity("@ane"));
    given.done("home-leader", "SetCapacity", capacity("@lars"));
    given.then_refused("home-leader", "SetCapacity", capacity("@bjarne"), "E-AUTH");
    given.then_refused("ergo-leader", "RegisterAbsence", json!({"person": "@ane"}), "E-AUTH");
    given.then_refused(
        "ergo-leader",
        "IssueMandate birger",
        json!({"person": "@ane", "document_ref": "m"}),
        "E-AUTH",
    );
    given.then_refused("ergo-leader", "CompleteHandover birger", json!({"to_person": "@ane"}), "E-AUTH");
}

#[test]
fn a_leader_ends_what_the_own_people_have() {
    let mut given = given();
    given.done(
        "ke",
        "AppointCoordinator birger on 2025-01-01",
        json!({"person": "@ane", "role": "Municipal", "unit": "@home"}),
    );
    let end = json!({"cause": "sluttet", "need_persists": false});
    given.then_refused("ergo-leader", "EndAssignment birger", end.clone(), "E-AUTH");
    given.done("home-leader", "EndAssignment birger", end);
}

#[test]
fn a_leader_ends_a_shared_role_only_if_all_who_have_it_are_of_the_own_unit() {
    let mut given = given();
    for person in ["@bjarne", "@ane"] {
        given.done(
            "ke",
            "AppointCoordinator birger on 2025-01-01",
            json!({"person": person, "role": "Pathway", "unit": "@ergo"}),
        );
    }
    let end = json!({"role": "Pathway", "cause": "sluttet", "need_persists": false});
    given.then_refused("ergo-leader", "EndAssignment birger", end, "E-AUTH");
}

#[test]
fn of_a_substitute_the_absent_person_must_be_the_leaders() {
    let mut given = given();
    given.done(
        "ke",
        "AppointCoordinator birger on 2025-01-01",
        json!({"person": "@ane", "role": "Municipal", "unit": "@home"}),
    );
    let substitute = json!({"person": "@bjarne", "for_person": "@ane", "informed_on": "2025-03-01"});
    given.then_refused("ergo-leader", "AppointSubstitute birger", substitute.clone(), "E-AUTH");
    given.done("home-leader", "AppointSubstitute birger", substitute);
    given.then_refused("ergo-leader", "EndSubstitute birger", json!({"person": "@bjarne"}), "E-AUTH");
    given.done("home-leader", "EndSubstitute birger", json!({"person": "@bjarne"}));
}

#[test]
fn a_leaders_command_that_names_nobody_is_free() {
    let mut given = given();
    given.done("ergo-leader", "RequestChange birger", json!({"by": "Leader", "cause": "turnus"}));
}

#[test]
fn a_patient_writes_in_the_own_file_only() {
    let mut given = given();
    given.done("birger-self", "RecordPlanWish birger", json!({"wish": "Wants"}));
    given.then_refused("birger-self", "RecordPlanWish cecilie", json!({"wish": "Wants"}), "E-AUTH");
}

#[test]
fn the_author_the_coordinating_unit_and_the_records_manager_correct_and_nobody_else() {
    let mut given = given();
    let report = json!({"need": ["Coordinator"], "reporter": {"kind": "Gp"}, "channel": "Plo", "received_on": "2025-03-03"});
    given.done("gp", "ReportNeed birger as report", report);
    let correction = json!({"target": "@report", "changes": {"channel": "Letter"}, "reason": "feil"});
    given.then_refused("office", "CorrectEntry birger", correction.clone(), "E-AUTH");
    given.then_refused("system", "CorrectEntry birger", correction.clone(), "E-AUTH");
    for actor in ["gp", "ke", "archive"] {
        given.done(actor, "CorrectEntry birger", correction.clone());
    }
    given.then_refused(
        "ward",
        "VoidEntry birger at fjordvik",
        json!({"target": "@report", "reason": "Duplicate"}),
        "E-TENANT",
    );
    given.done("gp", "VoidEntry birger", json!({"target": "@report", "reason": "Duplicate"}));
}

#[test]
fn the_system_corrects_what_it_wrote_itself() {
    let mut given = given();
    let name = json!({"target": "@home", "changes": {"eligible_staff": 12}, "reason": "feil"});
    given.done("system", "CorrectEntry at fjordvik", name);
    given.done(
        "ke",
        "RegisterPerson as tone",
        json!({"name": "Tone", "unit": "@home", "profession": "lege", "health_personnel": true}),
    );
    let theirs = json!({"target": "@tone", "changes": {"profession": "sykepleier"}, "reason": "feil"});
    given.then_refused("system", "CorrectEntry at fjordvik", theirs, "E-AUTH");
}
