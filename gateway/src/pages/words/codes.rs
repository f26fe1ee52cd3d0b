//! The ledger's small vocabularies in bokmål: roles, kinds, states, causes.

use samspor_core::actor::Role;

/// In what capacity somebody acts.
pub(crate) fn role(role: Role) -> &'static str {
    match role {
        Role::Patient => "pasient",
        Role::HealthPersonnel => "helsepersonell",
        Role::SpecialistPersonnel => "helsepersonell i spesialisthelsetjenesten",
        Role::OtherSector => "annen sektor",
        Role::KeMunicipal => "koordinerende enhet",
        Role::KeTrust => "koordinerende enhet i helseforetaket",
        Role::UnitLeader => "enhetsleder",
        Role::ClinicLeader => "leder i klinikk",
        Role::Coordinator => "koordinator",
        Role::Substitute => "vikar",
        Role::CaseOfficer => "saksbehandler",
        Role::ComplaintHandler => "klagebehandler",
        Role::Supervisor => "tilsyn",
        Role::RecordsManager => "arkivansvarlig",
        Role::System => "systemet",
    }
}

/// Every other code, by its public name; one that has no word here is shown as it is.
const CODES: &[(&str, &str)] = &[
    ("Municipal", "koordinator i kommunen"),
    ("Child", "barnekoordinator"),
    ("Specialist", "koordinator i spesialisthelsetjenesten"),
    ("Pathway", "forløpskoordinator"),
    ("ContactDoctor", "kontaktlege"),
    ("ContactPsychologist", "kontaktpsykolog"),
    ("NeverAppointed", "aldri oppnevnt"),
    ("Vacancy", "fratrådt uten ny"),
    ("OnlySubstitute", "bare vikar"),
    ("Valid", "gyldig"),
    ("Expiring", "utløper snart"),
    ("Expired", "utløpt"),
    ("Withdrawn", "trukket"),
    ("Insufficient", "ikke tilstrekkelig"),
    ("Coordinator", "koordinator"),
    ("Plan", "individuell plan"),
    ("Group", "ansvarsgruppe"),
    ("ChildCoordinator", "barnekoordinator"),
    ("Rehabilitation", "rehabilitering"),
    ("MunicipalHealth", "kommunens helsetjeneste"),
    ("Gp", "fastlege"),
    ("SpecialistHealth", "sykehus"),
    ("OtherSector", "annen sektor"),
    ("Patient", "pasienten"),
    ("NextOfKin", "pårørende"),
    ("Plo", "PLO-melding"),
    ("Dialog", "dialogmelding"),
    ("Letter", "brev"),
    ("Oral", "muntlig"),
    ("Portal", "portal"),
    ("Meeting", "møte"),
    ("CoordinatorAndPlan", "koordinator og plan"),
    ("CoordinatorOnly", "koordinator"),
    ("CoordinationByServices", "tjenestene samordner selv"),
    ("NotEligible", "ikke rett til koordinator"),
    ("Granted", "innvilget"),
    ("Refused", "avslått"),
    ("Active", "tatt opp igjen"),
    ("Paused", "satt på pause"),
    ("DipsSamspill", "DIPS Samspill"),
    ("Acos", "ACOS IP"),
    ("Paper", "papir"),
    ("Accepted", "takket ja"),
    ("Declined", "takket nei"),
    ("NoAnswer", "ikke svart"),
    ("PatientContact", "kontakt med pasienten"),
    ("ServiceContact", "kontakt med tjenester"),
    ("TransitionMeeting", "overgangsmøte"),
    ("NextOfKinContact", "kontakt med pårørende"),
    ("Other", "annet"),
    ("NeedChanged", "endret behov"),
    ("LifeTransition", "overgang i livet"),
    ("JobChange", "bytter jobb"),
    ("PatientWish", "pasientens ønske"),
    ("Reorganisation", "omorganisering"),
    ("Leader", "leder"),
    ("Ke", "koordinerende enhet"),
    ("Pending", "løper"),
    ("Met", "utført"),
    ("MetLate", "utført etter fristen"),
    ("Overdue", "forfalt"),
    ("Lapsed", "bortfalt"),
    ("Suspended", "satt på vent"),
    ("Parents", "foreldrene"),
    ("OneParent", "en forelder"),
    ("Guardian", "vergen"),
    ("Proxy", "fullmektig"),
    ("Rerouted", "sendt videre"),
    ("Duplicate", "dublett"),
    ("WrongPatient", "feil pasient"),
    ("NeverHappened", "har ikke skjedd"),
    ("NeedCeased", "behovet er opphørt"),
    ("Moved", "flyttet"),
    ("Deceased", "død"),
    ("Error", "feil"),
    ("Admission", "innleggelse"),
    ("Discharge", "utskriving"),
    ("SchoolStart", "skolestart"),
    ("SchoolChange", "skolebytte"),
    ("Turns18", "fyller 18 år"),
    ("Housing", "bolig"),
    ("WorkStart", "jobbstart"),
    ("Release", "løslatelse"),
    ("Rights", "rettigheter"),
    ("PreliminaryReply", "foreløpig svar"),
    ("CoordinatorNamed", "hvem som er koordinator"),
    ("DecisionAndComplaintRight", "vedtak og klagerett"),
    ("Wants", "ønsker plan"),
    ("Declines", "ønsker ikke plan"),
    ("Undecided", "ikke bestemt"),
    ("Out", "ut"),
    ("In", "inn"),
    ("RightsComplaint", "klage på rettighet"),
    ("SupervisionRequest", "anmodning om tilsyn"),
    ("Omission", "noe som ikke er gjort"),
    ("UpheldInFull", "tatt til følge"),
    ("UpheldPartly", "tatt delvis til følge"),
    ("Maintained", "opprettholdt"),
    ("Confirmed", "stadfestet"),
    ("Changed", "endret"),
    ("Annulled", "opphevet"),
    ("Breach", "lovbrudd"),
    ("NoBreach", "ikke lovbrudd"),
    ("InTime", "i tide"),
    ("Late", "etter fristen"),
    ("NotComplainable", "kunne ikke påklages"),
    ("Open", "åpen"),
    ("Processed", "behandlet"),
    ("Forwarded", "sendt Statsforvalteren"),
    ("Decided", "avgjort"),
    ("home-care", "hjemmetjeneste"),
    ("ergo-physio", "ergo- og fysioterapi"),
    ("mental-health", "psykisk helse og rus"),
    ("health-station", "helsestasjon"),
    ("ke", "koordinerende enhet"),
];

/// Who has to see to an obligation: a coordinator by name, else the office with the person it is about.
pub(crate) fn responsible(owner: &str, person: Option<String>) -> String {
    match (owner, person) {
        (_, None) => code(owner).to_owned(),
        ("Coordinator", Some(name)) => format!("koordinator: {name}"),
        (_, Some(name)) => format!("{} (gjelder {name})", code(owner)),
    }
}

/// A code in bokmål.
pub(crate) fn code(name: &str) -> &str {
    CODES.iter().find(|(one, _)| *one == name).map_or(name, |(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_one_word_and_an_unknown_one_is_shown_as_it_is() {
        assert_eq!(code("Child"), "barnekoordinator");
        assert_eq!(code("school-health"), "school-health");
        for (name, _) in CODES {
            assert_eq!(CODES.iter().filter(|(other, _)| other == name).count(), 1, "{name}");
        }
    }
}
