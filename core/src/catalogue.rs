//! The catalogue: every command, the event that follows, whose stream it stands in, whether it may be planned, who issues it.

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::actor::Role::{self, *};
use crate::correction::{EntryCorrected, EntryMarkedErroneous};
use crate::patient::{
    assessment, assignment, case, change, complaint, consent, death, erasure, extract, follow_up, group,
    information, light, mandate, meeting, need, notification, offer, participant, plan, plan_decision,
    refusal, representative, substitute, supervision, task, transfer, transition,
};
use crate::register::{identity, ke_network, keys, ledger, person, policy, tenant, unit};

/// Whose stream an entry stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamKind {
    /// The tenant's register.
    Register,
    /// The patient's file at the tenant.
    Patient,
    /// The patient's file where the command names a patient, else the register.
    Either,
}

/// Whether the day of a command may lie ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// A fact: today at the latest.
    Fact,
    /// Marked ◷ in domain.md: at most twelve months ahead.
    MayBePlanned,
}

/// One line of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    pub command: &'static str,
    pub event: &'static str,
    pub stream: StreamKind,
    pub timing: Timing,
    /// Who issues it (domain.md 2.A–2.G); in a trust the coordinating unit and clinic leaders take the municipal ones' place.
    pub issuers: &'static [Role],
}

/// Why a type and its data can't be read.
#[derive(Debug)]
pub enum Unread {
    /// No command or event of this name is known.
    UnknownType,
    /// The data does not have the type's form: where, and what is wrong.
    Data { path: String, problem: String },
}

macro_rules! catalogue {
    ($($command:ident($asked:ty) => $event:ident($told:ty), $stream:ident, $timing:ident, [$($role:ident),*];)*) => {
        /// What can be asked, with its data.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Ask {
            $(
                #[doc = concat!("Asks for [`Event::", stringify!($event), "`].")]
                $command($asked),
            )*
        }

        /// What can have happened, with its data.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Event {
            /// The first entry of a ledger.
            LedgerBegan(ledger::LedgerBegan),
            /// Where all streams end; daily, and whenever a dossier is made.
            HeadsRecorded(ledger::HeadsRecorded),
            /// Of the ledger's own stream.
            KeysDestroyed(keys::KeysDestroyed),
            /// Of the ledger's own stream.
            KeysRotated(keys::KeysRotated),
            /// Of the ledger's own stream.
            KeysBlocked(keys::KeysBlocked),
            $(
                #[doc = concat!("Follows from [`Ask::", stringify!($command), "`].")]
                $event($told),
            )*
        }

        /// Every command with its event, in the order of the contract.
        pub const CATALOGUE: &[Listed] = &[$(Listed {
            command: stringify!($command),
            event: stringify!($event),
            stream: StreamKind::$stream,
            timing: Timing::$timing,
            issuers: &[$($role),*],
        }),*];

        impl Ask {
            /// Reads a command's data by the command's name.
            pub fn read(name: &str, told: &RawValue) -> Result<Self, Unread> {
                match name {
                    $(stringify!($command) => read(told).map(Self::$command),)*
                    _ => Err(Unread::UnknownType),
                }
            }

            /// The command's line of the catalogue.
            pub fn listed(&self) -> &'static Listed {
                enum Line { $($command),* }
                let line = match self {
                    $(Self::$command(_) => Line::$command,)*
                };
                &CATALOGUE[line as usize]
            }

            /// What will have happened when this is accepted.
            pub fn into_event(self) -> Event {
                match self {
                    $(Self::$command(asked) => Event::$event(asked.into()),)*
                }
            }

            /// The data as JSON.
            pub fn to_value(&self) -> Value {
                match self {
                    $(Self::$command(asked) => to_value(asked),)*
                }
            }
        }

        impl Event {
            /// Reads an event's data by the event's name.
            pub fn read(name: &str, told: &RawValue) -> Result<Self, Unread> {
                match name {
                    "LedgerBegan" => read(told).map(Self::LedgerBegan),
                    "KeysDestroyed" => read(told).map(Self::KeysDestroyed),
                    "KeysRotated" => read(told).map(Self::KeysRotated),
                    "KeysBlocked" => read(told).map(Self::KeysBlocked),
                    "HeadsRecorded" => read(told).map(Self::HeadsRecorded),
                    $(stringify!($event) => read(told).map(Self::$event),)*
                    _ => Err(Unread::UnknownType),
                }
            }

            /// The event's public name.
            pub fn name(&self) -> &'static str {
                match self {
                    Self::LedgerBegan(_) => "LedgerBegan",
                    Self::KeysDestroyed(_) => "KeysDestroyed",
                    Self::KeysRotated(_) => "KeysRotated",
                    Self::KeysBlocked(_) => "KeysBlocked",
                    Self::HeadsRecorded(_) => "HeadsRecorded",
                    $(Self::$event(_) => stringify!($event),)*
                }
            }

            /// The data as JSON, without absent fields.
            pub fn to_value(&self) -> Value {
                match self {
                    Self::LedgerBegan(told) => to_value(told),
                    Self::KeysDestroyed(told) => to_value(told),
                    Self::KeysRotated(told) => to_value(told),
                    Self::KeysBlocked(told) => to_value(told),
                    Self::HeadsRecorded(told) => to_value(told),
                    $(Self::$event(told) => to_value(told),)*
                }
            }
        }
    };
}

catalogue! {
    RegisterTenant(tenant::TenantRegistered) => TenantRegistered(tenant::TenantRegistered), Register, Fact, [System];
    RegisterUnit(unit::UnitRegistered) => UnitRegistered(unit::UnitRegistered), Register, Fact, [RecordsManager, System];
    RegisterPerson(person::RegisterPerson) => PersonRegistered(person::PersonRegistered), Register, Fact, [KeMunicipal, KeTrust, UnitLeader, System];
    RecordCompetence(person::CompetenceActivityRecorded) => CompetenceActivityRecorded(person::CompetenceActivityRecorded), Register, Fact, [KeMunicipal, KeTrust];
    SetCapacity(person::CapacitySet) => CapacitySet(person::CapacitySet), Register, Fact, [UnitLeader];
    DelegateAppointment(unit::AppointmentAuthorityDelegated) => AppointmentAuthorityDelegated(unit::AppointmentAuthorityDelegated), Register, Fact, [KeMunicipal];
    RecordKeContact(ke_network::KeContactHeld) => KeContactHeld(ke_network::KeContactHeld), Register, Fact, [KeTrust, KeMunicipal];
    AdoptDeadline(policy::DeadlinePolicyAdopted) => DeadlinePolicyAdopted(policy::DeadlinePolicyAdopted), Register, Fact, [KeMunicipal, UnitLeader];
    ExtendDeadline(policy::DeadlineExtended) => DeadlineExtended(policy::DeadlineExtended), Register, Fact, [KeMunicipal, UnitLeader];
    RegisterPatient(identity::RegisterPatient) => PatientRegistered(identity::PatientRegistered), Register, Fact, [System, HealthPersonnel, SpecialistPersonnel, OtherSector, Patient, Coordinator, KeTrust, KeMunicipal];
    LinkIdentity(identity::LinkIdentity) => PatientIdentityLinked(identity::PatientIdentityLinked), Register, Fact, [System, RecordsManager];
    UnlinkIdentity(identity::PatientIdentityUnlinked) => PatientIdentityUnlinked(identity::PatientIdentityUnlinked), Register, Fact, [System, RecordsManager];
    RegisterAbsence(person::CoordinatorAbsenceRegistered) => CoordinatorAbsenceRegistered(person::CoordinatorAbsenceRegistered), Register, MayBePlanned, [UnitLeader, Coordinator];

    OpenCase(case::OpenCase) => CoordinationCaseOpened(case::CoordinationCaseOpened), Patient, Fact, [KeMunicipal, KeTrust, System];
    ReportNeed(need::NeedReported) => NeedReported(need::NeedReported), Patient, Fact, [HealthPersonnel, SpecialistPersonnel, OtherSector, Patient, Coordinator, KeTrust, KeMunicipal];
    DisposeReport(need::NeedReportDisposed) => NeedReportDisposed(need::NeedReportDisposed), Patient, Fact, [HealthPersonnel, SpecialistPersonnel, KeMunicipal, KeTrust, UnitLeader, CaseOfficer];
    NotifyMunicipalKe(notification::MunicipalKeNotified) => MunicipalKeNotified(notification::MunicipalKeNotified), Patient, Fact, [SpecialistPersonnel, KeTrust, Coordinator];
    ConfirmKeReceipt(notification::MunicipalKeReceiptConfirmed) => MunicipalKeReceiptConfirmed(notification::MunicipalKeReceiptConfirmed), Patient, Fact, [KeTrust, SpecialistPersonnel, System];
    InformPatient(information::PatientInformed) => PatientInformed(information::PatientInformed), Patient, Fact, [KeMunicipal, Coordinator, HealthPersonnel, SpecialistPersonnel];
    AssessNeed(assessment::NeedAssessed) => NeedAssessed(assessment::NeedAssessed), Patient, Fact, [KeMunicipal, CaseOfficer, ClinicLeader];
    OfferCoordinator(offer::CoordinatorOffered) => CoordinatorOffered(offer::CoordinatorOffered), Patient, Fact, [KeMunicipal, ClinicLeader];
    AnswerOffer(offer::CoordinatorOfferAnswered) => CoordinatorOfferAnswered(offer::CoordinatorOfferAnswered), Patient, Fact, [KeMunicipal, Coordinator, ClinicLeader, Patient];
    RefuseCoordinator(refusal::CoordinatorRefused) => CoordinatorRefused(refusal::CoordinatorRefused), Patient, Fact, [KeMunicipal, ClinicLeader];
    AppointCoordinator(assignment::CoordinatorAppointed) => CoordinatorAppointed(assignment::CoordinatorAppointed), Patient, MayBePlanned, [KeMunicipal, UnitLeader, ClinicLeader];
    AnswerTask(task::CoordinatorTaskAnswered) => CoordinatorTaskAnswered(task::CoordinatorTaskAnswered), Patient, Fact, [Coordinator];
    EscalateAppointment(task::AppointmentEscalated) => AppointmentEscalated(task::AppointmentEscalated), Patient, Fact, [KeMunicipal, KeTrust];
    IssueMandate(mandate::MandateIssued) => MandateIssued(mandate::MandateIssued), Patient, Fact, [UnitLeader, ClinicLeader, KeMunicipal, KeTrust];
    InformParticipants(mandate::ParticipantsInformed) => ParticipantsInformed(mandate::ParticipantsInformed), Patient, Fact, [Coordinator];
    RequestChange(change::CoordinatorChangeRequested) => CoordinatorChangeRequested(change::CoordinatorChangeRequested), Patient, Fact, [Patient, Coordinator, UnitLeader];
    ChangeCoordinator(change::CoordinatorChanged) => CoordinatorChanged(change::CoordinatorChanged), Patient, MayBePlanned, [KeMunicipal, UnitLeader, ClinicLeader];
    CompleteHandover(change::HandoverCompleted) => HandoverCompleted(change::HandoverCompleted), Patient, Fact, [Coordinator, UnitLeader];
    EndAssignment(assignment::CoordinatorAssignmentEnded) => CoordinatorAssignmentEnded(assignment::CoordinatorAssignmentEnded), Patient, Fact, [KeMunicipal, UnitLeader, ClinicLeader];
    AppointSubstitute(substitute::SubstituteAppointed) => SubstituteAppointed(substitute::SubstituteAppointed), Patient, MayBePlanned, [UnitLeader];
    EndSubstitute(substitute::SubstituteEnded) => SubstituteEnded(substitute::SubstituteEnded), Patient, Fact, [UnitLeader];
    PlanFollowUp(follow_up::FollowUpPlanned) => FollowUpPlanned(follow_up::FollowUpPlanned), Patient, MayBePlanned, [Coordinator, KeMunicipal];
    RecordFollowUp(follow_up::FollowUpRecorded) => FollowUpRecorded(follow_up::FollowUpRecorded), Patient, Fact, [Coordinator, Substitute];
    RegisterTransition(transition::TransitionRegistered) => TransitionRegistered(transition::TransitionRegistered), Patient, MayBePlanned, [Coordinator, HealthPersonnel, SpecialistPersonnel, System];
    ChangeParticipant(participant::ParticipantChanged) => ParticipantChanged(participant::ParticipantChanged), Patient, Fact, [Coordinator, KeMunicipal];
    GiveConsent(consent::ConsentGiven) => ConsentGiven(consent::ConsentGiven), Patient, Fact, [KeMunicipal, Coordinator];
    WithdrawConsent(consent::ConsentWithdrawn) => ConsentWithdrawn(consent::ConsentWithdrawn), Patient, Fact, [KeMunicipal, Coordinator, Patient];
    RegisterRepresentative(representative::RepresentativeRegistered) => RepresentativeRegistered(representative::RepresentativeRegistered), Patient, Fact, [KeMunicipal];
    RestrictAccess(representative::AccessRestrictionSet) => AccessRestrictionSet(representative::AccessRestrictionSet), Patient, Fact, [KeMunicipal, RecordsManager, System];
    TransferResponsibility(transfer::ResponsibilityTransferred) => ResponsibilityTransferred(transfer::ResponsibilityTransferred), Patient, MayBePlanned, [KeMunicipal];
    RecordDeath(death::PatientDeceased) => PatientDeceased(death::PatientDeceased), Patient, Fact, [System, KeMunicipal];
    CloseCase(case::CaseClosed) => CaseClosed(case::CaseClosed), Patient, Fact, [KeMunicipal];
    ReportDeviation(case::DeviationReported) => DeviationReported(case::DeviationReported), Patient, Fact, [HealthPersonnel, SpecialistPersonnel, KeMunicipal, KeTrust, UnitLeader, ClinicLeader, Coordinator, Substitute, CaseOfficer, ComplaintHandler, RecordsManager];
    ErasePersonalData(erasure::ErasePersonalData) => PersonalDataErased(erasure::PersonalDataErased), Patient, Fact, [RecordsManager];
    ProduceExtract(extract::AuditExtractProduced) => AuditExtractProduced(extract::AuditExtractProduced), Patient, Fact, [System];
    RecordPlanWish(plan::PlanWishRecorded) => PlanWishRecorded(plan::PlanWishRecorded), Patient, Fact, [KeMunicipal, Coordinator, Patient];
    DecidePlan(plan_decision::PlanDecisionMade) => PlanDecisionMade(plan_decision::PlanDecisionMade), Patient, Fact, [KeMunicipal, CaseOfficer];
    OpenLightCollaboration(light::LightCollaborationOpened) => LightCollaborationOpened(light::LightCollaborationOpened), Patient, Fact, [KeMunicipal];
    ConvertLightCollaboration(light::LightCollaborationConverted) => LightCollaborationConverted(light::LightCollaborationConverted), Patient, Fact, [KeMunicipal];
    CreatePlan(plan::PlanCreated) => PlanCreated(plan::PlanCreated), Patient, Fact, [KeMunicipal, Coordinator, SpecialistPersonnel];
    EvaluatePlan(plan::PlanEvaluated) => PlanEvaluated(plan::PlanEvaluated), Patient, Fact, [Coordinator];
    ChangePlanStatus(plan::PlanStatusChanged) => PlanStatusChanged(plan::PlanStatusChanged), Patient, Fact, [Coordinator, KeMunicipal];
    EndPlan(plan::PlanEnded) => PlanEnded(plan::PlanEnded), Patient, Fact, [Coordinator, KeMunicipal];
    EstablishGroup(group::ResponsibilityGroupEstablished) => ResponsibilityGroupEstablished(group::ResponsibilityGroupEstablished), Patient, Fact, [Coordinator];
    SummonMeeting(meeting::MeetingSummoned) => MeetingSummoned(meeting::MeetingSummoned), Patient, MayBePlanned, [Coordinator, Substitute];
    HoldMeeting(meeting::MeetingHeld) => MeetingHeld(meeting::MeetingHeld), Patient, Fact, [Coordinator, Substitute];
    FileMinutes(meeting::MinutesFiled) => MinutesFiled(meeting::MinutesFiled), Patient, Fact, [Coordinator, Substitute];
    DissolveGroup(group::GroupDissolved) => GroupDissolved(group::GroupDissolved), Patient, Fact, [Coordinator, KeMunicipal];
    CorrectEntry(EntryCorrected) => EntryCorrected(EntryCorrected), Either, Fact, [HealthPersonnel, SpecialistPersonnel, OtherSector, Patient, KeMunicipal, KeTrust, UnitLeader, ClinicLeader, Coordinator, Substitute, CaseOfficer, ComplaintHandler, Supervisor, RecordsManager, System];
    VoidEntry(EntryMarkedErroneous) => EntryMarkedErroneous(EntryMarkedErroneous), Either, Fact, [HealthPersonnel, SpecialistPersonnel, OtherSector, Patient, KeMunicipal, KeTrust, UnitLeader, ClinicLeader, Coordinator, Substitute, CaseOfficer, ComplaintHandler, Supervisor, RecordsManager, System];
    ReceiveComplaint(complaint::ComplaintReceived) => ComplaintReceived(complaint::ComplaintReceived), Patient, Fact, [ComplaintHandler];
    ProcessComplaint(complaint::ComplaintProcessed) => ComplaintProcessed(complaint::ComplaintProcessed), Patient, Fact, [ComplaintHandler];
    ReceiveSupervisorDecision(supervision::SupervisorDecisionReceived) => SupervisorDecisionReceived(supervision::SupervisorDecisionReceived), Patient, Fact, [ComplaintHandler, Supervisor];
    ReportCompliance(supervision::ComplianceReported) => ComplianceReported(supervision::ComplianceReported), Patient, Fact, [ComplaintHandler, KeMunicipal, UnitLeader];
}

fn read<T: DeserializeOwned>(told: &RawValue) -> Result<T, Unread> {
    // Keeping track of the path costs as much as reading; only an error needs it.
    if let Ok(read) = serde_json::from_str(told.get()) {
        return Ok(read);
    }
    let mut json = serde_json::Deserializer::from_str(told.get());
    serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = place(&error.path().to_string());
        Unread::Data { path, problem: plain(&error.into_inner()) }
    })
}

/// What is wrong, without the place in the text, and without repeating what was sent.
pub(crate) fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let end = text.rfind(" at line ").unwrap_or(text.len());
    let text = between(&text[..end], "string \"", "\", expected", |_| false);
    without_numbers(&between(&text, "`", "`", is_name))
}

/// Where it is wrong: names of fields and numbers of items, up to anything that is neither.
pub(crate) fn place(path: &str) -> String {
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '[' | ']');
    match path.find(|c| !known(c)) {
        Some(end) => format!("{}…", without_numbers(&path[..end])),
        None => without_numbers(path),
    }
}

fn is_name(word: &str) -> bool {
    word.len() <= 40 && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

/// The text with what first stands between two marks left out, unless it may be shown.
fn between(text: &str, open: &str, close: &str, may_be_shown: impl Fn(&str) -> bool) -> String {
    let found = text.split_once(open).and_then(|(before, rest)| {
        let (inside, after) = rest.split_once(close)?;
        (!may_be_shown(inside)).then(|| format!("{before}{open}…{close}{after}"))
    });
    found.unwrap_or_else(|| text.to_owned())
}

/// The text with every run of five digits or more blotted out.
pub(crate) fn without_numbers(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut run = String::new();
    for character in text.chars().chain(std::iter::once('\0')) {
        if character.is_ascii_digit() {
            run.push(character);
            continue;
        }
        shown.push_str(if run.len() < 5 { &run } else { "…" });
        run.clear();
        if character != '\0' {
            shown.push(character);
        }
    }
    shown
}

/// The data without the members that are null: an absent field has one spelling.
fn to_value<T: serde::Serialize>(told: &T) -> Value {
    let mut value =
        serde_json::to_value(told).expect("the catalogue's types have string keys and finite numbers");
    if let Value::Object(members) = &mut value {
        members.retain(|_, member| !member.is_null());
    }
    whole_numbers_whole(&mut value);
    value
}

/// Writes 7.0 as 7, as RFC 8785 does: a correction holds values as they were sent.
fn whole_numbers_whole(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let float = number.as_f64().filter(|_| number.is_f64());
            // Below 2^53 every whole number is a float without loss.
            if let Some(float) = float.filter(|float| float.fract() == 0.0 && float.abs() < 9e15) {
                *number = (float as i64).into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(whole_numbers_whole),
        Value::Object(members) => members.values_mut().for_each(whole_numbers_whole),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}
