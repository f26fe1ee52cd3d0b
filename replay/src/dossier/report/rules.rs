//! Deadline rules, their states and who sees to them, in the words of the report.

use samspor_core::register::policy::{PolicySource, Rule};
use samspor_projections::obligations::{Owner, State};

/// Every rule, in the order of domain.md 3.1.
#[rustfmt::skip]
pub(super) const ALL: [Rule; 27] = [
    Rule::D01, Rule::D02, Rule::D03, Rule::D04, Rule::D05, Rule::D06, Rule::D07, Rule::D08,
    Rule::D08Planned, Rule::D09, Rule::D10, Rule::D11, Rule::D12, Rule::D13, Rule::D14, Rule::D15,
    Rule::D16, Rule::D17, Rule::D17Refresher, Rule::D18, Rule::D19, Rule::D20, Rule::D21, Rule::D22,
    Rule::D23, Rule::D24, Rule::D25,
];

/// What a rule is about: bokmål, nynorsk, English.
#[rustfmt::skip]
pub(super) fn name(rule: Rule) -> [&'static str; 3] {
    match rule {
        Rule::D01 => ["Melding om behov vurderes", "Melding om behov blir vurdert", "Need report triaged"],
        Rule::D02 => ["Avgjørelse eller foreløpig svar", "Avgjerd eller førebels svar", "Decision or preliminary reply"],
        Rule::D03 => ["Koordinator oppnevnes", "Koordinator blir oppnemnd", "Coordinator appointed"],
        Rule::D04 => ["Ingen tid uten koordinator", "Inga tid utan koordinator", "No vacancy"],
        Rule::D05 => ["Skriftlig mandat", "Skriftleg mandat", "Written mandate"],
        Rule::D06 => ["Deltakere informeres", "Deltakarar blir informerte", "Participants informed"],
        Rule::D07 => ["Første kontakt", "Første kontakt", "First contact"],
        Rule::D08 => ["Jevnlig oppfølging", "Jamleg oppfølging", "Regular follow-up"],
        Rule::D08Planned => ["Planlagt oppfølging", "Planlagd oppfølging", "Planned follow-up"],
        Rule::D09 => ["Første ansvarsgruppemøte", "Første ansvarsgruppemøte", "First group meeting"],
        Rule::D10 => ["Ansvarsgruppemøte minst årlig", "Ansvarsgruppemøte minst årleg", "Group meeting at least yearly"],
        Rule::D11 => ["Referat", "Referat", "Minutes"],
        Rule::D12 => ["Innvilget plan påbegynnes", "Innvilga plan blir påbyrja", "Granted plan started"],
        Rule::D13 => ["Plan gjennomgås", "Plan blir gjennomgådd", "Plan revision"],
        Rule::D14 => ["Samtykke utløper", "Samtykke går ut", "Consent expiry"],
        Rule::D15 => ["Vikar ved fravær", "Vikar ved fråvær", "Substitute cover"],
        Rule::D16 => ["Overføring ved bytte", "Overføring ved byte", "Handover"],
        Rule::D17 => ["Grunnopplæring", "Grunnopplæring", "Basic training"],
        Rule::D17Refresher => ["Oppfriskning", "Oppfrisking", "Refresher training"],
        Rule::D18 => ["Kontakt mellom koordinerende enheter", "Kontakt mellom koordinerande einingar", "Contact between coordinating units"],
        Rule::D19 => ["Foretaket varsler kommunen", "Føretaket varslar kommunen", "Trust notifies municipality"],
        Rule::D20 => ["Klage behandles", "Klage blir behandla", "Complaint handled"],
        Rule::D21 => ["Klagefrist", "Klagefrist", "Time limit for complaints"],
        Rule::D22 => ["Overgang ved 18 år", "Overgang ved 18 år", "Transition at 18"],
        Rule::D23 => ["Nytt tilbud", "Nytt tilbod", "New offer"],
        Rule::D24 => ["Pålegg fra tilsyn", "Pålegg frå tilsyn", "Supervisor's order"],
        Rule::D25 => ["Sen registrering", "Sein registrering", "Late registration"],
    }
}

/// What became of an obligation.
pub(super) fn state(state: State) -> [&'static str; 3] {
    match state {
        State::Pending => ["venter", "ventar", "pending"],
        State::Met => ["holdt", "halden", "met"],
        State::MetLate => ["gjort for sent", "gjort for seint", "met late"],
        State::Overdue => ["forfalt", "forfallen", "overdue"],
        State::Lapsed => ["bortfalt", "bortfallen", "lapsed"],
        State::Suspended => ["utsatt", "utsett", "suspended"],
    }
}

/// Who sees to it.
pub(super) fn owner(owner: Owner) -> [&'static str; 3] {
    match owner {
        Owner::Coordinator => ["koordinator", "koordinator", "coordinator"],
        Owner::Leader => ["leder", "leiar", "leader"],
        Owner::Ke => ["koordinerende enhet", "koordinerande eining", "coordinating unit"],
    }
}

/// Where the number of days comes from.
pub(super) fn source(source: PolicySource) -> [&'static str; 3] {
    match source {
        PolicySource::Law => ["lov", "lov", "law"],
        PolicySource::Regulation => ["forskrift", "forskrift", "regulation"],
        PolicySource::Guide => ["veileder", "rettleiar", "guide"],
        PolicySource::Seed => ["anbefaling", "tilråding", "recommendation"],
        PolicySource::Local => ["egen fastsettelse", "eiga fastsetjing", "own decision"],
    }
}
