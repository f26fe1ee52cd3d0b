//! The words of the catalogue in bokmål.

use samspor_core::actor::Role;
use samspor_core::patient::assessment::Outcome;
use samspor_core::patient::assignment::CoordinatorRole;
use samspor_core::patient::case::CloseCause;
use samspor_core::patient::change::ChangeCause;
use samspor_core::patient::consent::{Giver, Scope};
use samspor_core::patient::follow_up::FollowUpKind;
use samspor_core::patient::need::{Channel, Need, ReporterKind};
use samspor_core::patient::plan::Wish;
use samspor_core::patient::refusal::{DecisionForm, Grounds};
use samspor_core::patient::transition::TransitionKind;

pub(crate) fn actor(role: Role) -> &'static str {
    match role {
        Role::Patient => "pasienten",
        Role::HealthPersonnel => "helsepersonell i kommunen",
        Role::SpecialistPersonnel => "helsepersonell i spesialisthelsetjenesten",
        Role::OtherSector => "annen sektor",
        Role::KeMunicipal => "koordinerende enhet i kommunen",
        Role::KeTrust => "koordinerende enhet i helseforetaket",
        Role::UnitLeader => "enhetsleder",
        Role::ClinicLeader => "klinikkleder",
        Role::Coordinator => "koordinator",
        Role::Substitute => "vikar",
        Role::CaseOfficer => "saksbehandler",
        Role::ComplaintHandler => "klagesaksbehandler",
        Role::Supervisor => "tilsynsmyndigheten",
        Role::RecordsManager => "arkivansvarlig",
        Role::System => "systemet",
    }
}

pub(crate) fn role(role: &CoordinatorRole) -> String {
    match role {
        CoordinatorRole::Municipal => "koordinator".to_owned(),
        CoordinatorRole::Child => "barnekoordinator".to_owned(),
        CoordinatorRole::Specialist => "koordinator i spesialisthelsetjenesten".to_owned(),
        CoordinatorRole::Pathway => "forløpskoordinator".to_owned(),
        CoordinatorRole::ContactDoctor => "kontaktlege".to_owned(),
        CoordinatorRole::ContactPsychologist => "kontaktpsykolog".to_owned(),
        CoordinatorRole::Other(label) => label.to_string(),
    }
}

pub(super) fn need(need: Need) -> &'static str {
    match need {
        Need::Plan => "individuell plan",
        Need::Coordinator => "koordinator",
        Need::ChildCoordinator => "barnekoordinator",
        Need::Rehabilitation => "habilitering eller rehabilitering",
    }
}

pub(super) fn reporter(kind: ReporterKind) -> &'static str {
    match kind {
        ReporterKind::MunicipalHealth => "helsetjenesten i kommunen",
        ReporterKind::Gp => "fastlegen",
        ReporterKind::SpecialistHealth => "spesialisthelsetjenesten",
        ReporterKind::OtherSector => "en annen sektor",
        ReporterKind::Patient => "pasienten",
        ReporterKind::NextOfKin => "pårørende",
    }
}

pub(super) fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Plo => "PLO-melding",
        Channel::Dialog => "dialogmelding",
        Channel::Letter => "brev",
        Channel::Oral => "muntlig",
        Channel::Portal => "portal",
        Channel::Meeting => "møte",
    }
}

pub(super) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::CoordinatorAndPlan => "koordinator og individuell plan",
        Outcome::CoordinatorOnly => "koordinator",
        Outcome::CoordinationByServices => "tjenestene samordner selv",
        Outcome::NotEligible => "ikke rett til koordinator",
    }
}

pub(super) fn grounds(grounds: Grounds) -> &'static str {
    match grounds {
        Grounds::NotLongTerm => "behovet er ikke langvarig",
        Grounds::NotCoordinated => "behovet er ikke for koordinerte tjenester",
        Grounds::NoDiagnosis => "mangler diagnose",
        Grounds::NoPlanDecision => "mangler vedtak om individuell plan",
        Grounds::NoAbstinenceGoal => "mangler mål om rusfrihet",
        Grounds::NoCapacity => "mangler kapasitet",
        Grounds::Unstated => "ikke oppgitt",
    }
}

pub(super) fn change(cause: ChangeCause) -> &'static str {
    match cause {
        ChangeCause::NeedChanged => "endret behov",
        ChangeCause::LifeTransition => "overgang i livet",
        ChangeCause::JobChange => "koordinator skiftet jobb",
        ChangeCause::PatientWish => "pasientens ønske",
        ChangeCause::Reorganisation => "omorganisering",
        ChangeCause::Other => "annet",
    }
}

pub(super) fn follow_up(kind: FollowUpKind) -> &'static str {
    match kind {
        FollowUpKind::PatientContact => "kontakt med pasienten",
        FollowUpKind::ServiceContact => "kontakt med tjenestene",
        FollowUpKind::TransitionMeeting => "overgangsmøte",
        FollowUpKind::NextOfKinContact => "kontakt med pårørende",
        FollowUpKind::Other => "annet",
    }
}

pub(super) fn transition(kind: TransitionKind) -> &'static str {
    match kind {
        TransitionKind::Admission => "innleggelse",
        TransitionKind::Discharge => "utskriving",
        TransitionKind::SchoolStart => "skolestart",
        TransitionKind::SchoolChange => "skolebytte",
        TransitionKind::Turns18 => "fyller 18 år",
        TransitionKind::Housing => "ny bolig",
        TransitionKind::WorkStart => "arbeidsstart",
        TransitionKind::Release => "løslatelse",
        TransitionKind::Other => "annet",
    }
}

pub(super) fn giver(giver: Giver) -> &'static str {
    match giver {
        Giver::Patient => "pasienten",
        Giver::Parents => "foreldrene",
        Giver::OneParent => "en av foreldrene",
        Giver::Guardian => "vergen",
        Giver::Proxy => "en fullmektig",
    }
}

pub(super) fn wish(wish: Wish) -> &'static str {
    match wish {
        Wish::Wants => "ønsker IP",
        Wish::Declines => "ønsker ikke IP",
        Wish::Undecided => "har ikke bestemt seg",
    }
}

pub(super) fn decision_form(form: DecisionForm) -> &'static str {
    match form {
        DecisionForm::Vedtak => "vedtak",
        DecisionForm::OtherWritten => "skriftlig",
        DecisionForm::OralOrNone => "uten skriftlig avgjørelse",
    }
}

pub(super) fn closing(cause: CloseCause) -> &'static str {
    match cause {
        CloseCause::NeedCeased => "behovet er opphørt",
        CloseCause::Declined => "pasienten takket nei",
        CloseCause::Moved => "flyttet",
        CloseCause::Deceased => "død",
        CloseCause::Error => "opprettet ved feil",
    }
}

pub(super) fn scopes(scopes: &[Scope]) -> String {
    let said = |scope: &Scope| match scope {
        Scope::Coordinator => "koordinator".to_owned(),
        Scope::Plan => "individuell plan".to_owned(),
        Scope::Group => "ansvarsgruppe".to_owned(),
        Scope::ShareWith(parties) => format!("deling med {}", listed(parties)),
    };
    listed(&scopes.iter().map(said).collect::<Vec<_>>())
}

/// «a, b og c».
pub(super) fn listed<T: ToString>(parts: &[T]) -> String {
    let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
    match parts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} og {last}", rest.join(", ")),
        None => "ingen".to_owned(),
    }
}
