//! What kind of event an entry tells of, and who told it, in nynorsk and English; the sentences themselves are in bokmål.

use samspor_core::access::Purpose;
use samspor_core::actor::Role;
use samspor_core::catalogue::Event;

use crate::story::actor_words;

/// The kind of event: bokmål, nynorsk, English.
pub(super) fn title(what: &Event) -> [&'static str; 3] {
    TITLES.iter().find(|(name, _)| *name == what.name()).map_or([what.name(); 3], |(_, title)| *title)
}

/// Every event's name, and what it is called: bokmål, nynorsk, English.
#[rustfmt::skip]
const TITLES: &[(&str, [&str; 3])] = &[
    ("LedgerBegan", ["Journalen ble opprettet", "Journalen vart oppretta", "Ledger began"]),
    ("TenantRegistered", ["Virksomhet registrert", "Verksemd registrert", "Tenant registered"]),
    ("UnitRegistered", ["Enhet registrert", "Eining registrert", "Unit registered"]),
    ("PersonRegistered", ["Ansatt registrert", "Tilsett registrert", "Member of staff registered"]),
    ("CompetenceActivityRecorded", ["Opplæring", "Opplæring", "Training"]),
    ("CapacitySet", ["Kapasitet fastsatt", "Kapasitet fastsett", "Capacity set"]),
    ("AppointmentAuthorityDelegated", ["Myndighet delegert", "Mynde delegert", "Authority delegated"]),
    ("KeContactHeld", ["Kontakt mellom enheter", "Kontakt mellom einingar", "Contact between units"]),
    ("CoordinatorAbsenceRegistered", ["Fravær registrert", "Fråvær registrert", "Absence registered"]),
    ("HeadsRecorded", ["Hoder registrert", "Hovud registrerte", "Heads recorded"]),
    ("PatientRegistered", ["Pasient registrert", "Pasient registrert", "Patient registered"]),
    ("PatientIdentityLinked", ["Identiteter koblet", "Identitetar kopla", "Identities linked"]),
    ("PatientIdentityUnlinked", ["Kobling opphevet", "Kopling oppheva", "Link undone"]),
    ("DeadlinePolicyAdopted", ["Frist fastsatt", "Frist fastsett", "Deadline adopted"]),
    ("DeadlineExtended", ["Frist forlenget", "Frist forlengd", "Deadline extended"]),
    ("PersonalDataErased", ["Opplysninger slettet", "Opplysningar sletta", "Personal data erased"]),
    ("AuditExtractProduced", ["Saksmappe laget", "Saksmappe laga", "Dossier produced"]),
    ("EntryCorrected", ["Retting", "Retting", "Correction"]),
    ("EntryMarkedErroneous", ["Feilført", "Feilført", "Marked erroneous"]),
    ("CoordinationCaseOpened", ["Sak opprettet", "Sak oppretta", "Case opened"]),
    ("NeedReported", ["Behov meldt", "Behov meldt", "Need reported"]),
    ("NeedReportDisposed", ["Melding avklart", "Melding avklart", "Need report disposed of"]),
    ("PatientInformed", ["Pasienten informert", "Pasienten informert", "Patient informed"]),
    ("NeedAssessed", ["Behov vurdert", "Behov vurdert", "Need assessed"]),
    ("CoordinatorOffered", ["Koordinator tilbudt", "Koordinator tilboden", "Coordinator offered"]),
    ("CoordinatorOfferAnswered", ["Tilbud besvart", "Tilbod svara på", "Offer answered"]),
    ("CoordinatorRefused", ["Avslag på koordinator", "Avslag på koordinator", "Coordinator refused"]),
    ("CoordinatorAppointed", ["Koordinator oppnevnt", "Koordinator oppnemnd", "Coordinator appointed"]),
    ("CoordinatorTaskAnswered", ["Oppgave besvart", "Oppgåve svara på", "Task answered"]),
    ("AppointmentEscalated", ["Oppnevning løftet", "Oppnemning løfta", "Appointment escalated"]),
    ("MandateIssued", ["Mandat gitt", "Mandat gjeve", "Mandate issued"]),
    ("ParticipantsInformed", ["Deltakere informert", "Deltakarar informerte", "Participants informed"]),
    ("CoordinatorChangeRequested", ["Ønske om bytte", "Ønske om byte", "Change requested"]),
    ("CoordinatorChanged", ["Koordinator byttet", "Koordinator bytt", "Coordinator changed"]),
    ("HandoverCompleted", ["Overføring gjennomført", "Overføring gjennomført", "Handover completed"]),
    ("CoordinatorAssignmentEnded", ["Oppdrag avsluttet", "Oppdrag avslutta", "Assignment ended"]),
    ("SubstituteAppointed", ["Vikar oppnevnt", "Vikar oppnemnd", "Substitute appointed"]),
    ("SubstituteEnded", ["Vikariat avsluttet", "Vikariat avslutta", "Substitution ended"]),
    ("FollowUpPlanned", ["Oppfølging planlagt", "Oppfølging planlagd", "Follow-up planned"]),
    ("FollowUpRecorded", ["Oppfølging", "Oppfølging", "Follow-up"]),
    ("TransitionRegistered", ["Overgang", "Overgang", "Transition"]),
    ("ParticipantChanged", ["Deltaker endret", "Deltakar endra", "Participant changed"]),
    ("ConsentGiven", ["Samtykke gitt", "Samtykke gjeve", "Consent given"]),
    ("ConsentWithdrawn", ["Samtykke trukket", "Samtykke trekt", "Consent withdrawn"]),
    ("RepresentativeRegistered", ["Representant registrert", "Representant registrert", "Representative registered"]),
    ("AccessRestrictionSet", ["Sperring", "Sperring", "Access restricted"]),
    ("ResponsibilityTransferred", ["Ansvar overført", "Ansvar overført", "Responsibility transferred"]),
    ("PatientDeceased", ["Dødsfall", "Dødsfall", "Death"]),
    ("CaseClosed", ["Sak avsluttet", "Sak avslutta", "Case closed"]),
    ("DeviationReported", ["Avvik meldt", "Avvik meldt", "Deviation reported"]),
    ("PlanWishRecorded", ["Ønske om plan", "Ønske om plan", "Wish for a plan"]),
    ("PlanDecisionMade", ["Plan avgjort", "Plan avgjord", "Plan decided"]),
    ("LightCollaborationOpened", ["Enkelt samspill", "Enkelt samspel", "Light collaboration"]),
    ("LightCollaborationConverted", ["Samspill konvertert", "Samspel konvertert", "Collaboration converted"]),
    ("PlanCreated", ["Plan opprettet", "Plan oppretta", "Plan created"]),
    ("PlanEvaluated", ["Plan evaluert", "Plan evaluert", "Plan evaluated"]),
    ("PlanStatusChanged", ["Planens status endret", "Planstatus endra", "Plan status changed"]),
    ("PlanEnded", ["Plan avsluttet", "Plan avslutta", "Plan ended"]),
    ("ResponsibilityGroupEstablished", ["Ansvarsgruppe opprettet", "Ansvarsgruppe oppretta", "Group established"]),
    ("MeetingSummoned", ["Innkalling", "Innkalling", "Meeting summoned"]),
    ("MeetingHeld", ["Møte", "Møte", "Meeting held"]),
    ("MinutesFiled", ["Referat", "Referat", "Minutes filed"]),
    ("GroupDissolved", ["Ansvarsgruppe avviklet", "Ansvarsgruppe avvikla", "Group dissolved"]),
    ("ComplaintReceived", ["Klage mottatt", "Klage motteken", "Complaint received"]),
    ("ComplaintProcessed", ["Klage behandlet", "Klage behandla", "Complaint handled"]),
    ("SupervisorDecisionReceived", ["Avgjørelse fra tilsyn", "Avgjerd frå tilsyn", "Supervisor's decision"]),
    ("ComplianceReported", ["Pålegg etterkommet", "Pålegg etterkome", "Compliance reported"]),
    ("MunicipalKeNotified", ["Kommunen varslet", "Kommunen varsla", "Municipality notified"]),
    ("MunicipalKeReceiptConfirmed", ["Varsel mottatt", "Varsel motteke", "Notification received"]),
];

/// Who acted.
pub(super) fn role(role: Role) -> [&'static str; 3] {
    let nb = actor_words(role);
    let (nn, en) = match role {
        Role::Patient => ("pasienten", "the patient"),
        Role::HealthPersonnel => ("helsepersonell i kommunen", "health personnel of the municipality"),
        Role::SpecialistPersonnel => {
            ("helsepersonell i spesialisthelsetenesta", "specialist health personnel")
        }
        Role::OtherSector => ("annan sektor", "another sector"),
        Role::KeMunicipal => ("koordinerande eining i kommunen", "the municipality's coordinating unit"),
        Role::KeTrust => ("koordinerande eining i helseføretaket", "the trust's coordinating unit"),
        Role::UnitLeader => ("einingsleiar", "unit leader"),
        Role::ClinicLeader => ("klinikkleiar", "clinic leader"),
        Role::Coordinator => ("koordinator", "coordinator"),
        Role::Substitute => ("vikar", "substitute"),
        Role::CaseOfficer => ("saksbehandlar", "case officer"),
        Role::ComplaintHandler => ("klagesaksbehandlar", "complaint handler"),
        Role::Supervisor => ("tilsynsstyresmakta", "the supervisory authority"),
        Role::RecordsManager => ("arkivansvarleg", "records manager"),
        Role::System => ("systemet", "the system"),
    };
    [nb, nn, en]
}

/// Why somebody read.
pub(super) fn purpose(purpose: Purpose) -> [&'static str; 3] {
    match purpose {
        Purpose::Coordination => ["koordinering", "koordinering", "coordination"],
        Purpose::Supervision => ["tilsyn", "tilsyn", "supervision"],
        Purpose::Complaint => ["klage", "klage", "complaint"],
        Purpose::OwnFile => ["egen sak", "eiga sak", "own file"],
        Purpose::Operations => ["drift", "drift", "operations"],
        Purpose::Audit => ["etterkontroll", "etterkontroll", "audit"],
    }
}

#[cfg(test)]
mod tests {
    use samspor_core::catalogue::CATALOGUE;

    use super::*;

    #[test]
    fn every_event_has_a_title_in_three_languages() {
        for listed in CATALOGUE {
            let title = TITLES.iter().find(|(name, _)| *name == listed.event);
            assert!(title.is_some_and(|(_, all)| all.iter().all(|one| !one.is_empty())), "{}", listed.event);
        }
    }
}
