//! Each deadline rule in bokmål: its name, where the duty comes from, and what closes it (domain.md 3.1).

use samspor_core::register::policy::{PolicySource, Rule};

/// A deadline rule as a page explains it.
pub(crate) struct RuleWords {
    pub(crate) name: &'static str,
    /// Where the duty comes from.
    pub(crate) duty: &'static str,
    /// What a reader can do about it.
    pub(crate) closed_by: &'static str,
}

const fn words(name: &'static str, duty: &'static str, closed_by: &'static str) -> RuleWords {
    RuleWords { name, duty, closed_by }
}

/// The rules that can be overdue, in the order of the filter on the page.
pub(crate) const RULES: &[Rule] = &[
    Rule::D01,
    Rule::D02,
    Rule::D03,
    Rule::D04,
    Rule::D05,
    Rule::D06,
    Rule::D07,
    Rule::D08,
    Rule::D08Planned,
    Rule::D09,
    Rule::D10,
    Rule::D11,
    Rule::D12,
    Rule::D13,
    Rule::D14,
    Rule::D15,
    Rule::D16,
    Rule::D17,
    Rule::D17Refresher,
    Rule::D18,
    Rule::D19,
    Rule::D20,
    Rule::D22,
    Rule::D23,
    Rule::D24,
];

/// The words of a rule.
pub(crate) fn rule_words(rule: Rule) -> RuleWords {
    match rule {
        Rule::D01 => words(
            "Vurdere melding om behov",
            "plikten til å ta imot og følge opp meldinger (hol. § 7-3)",
            "registrer vurdering, tilbud eller avslag, eller send meldingen videre",
        ),
        Rule::D02 => words(
            "Vedtak eller foreløpig svar",
            "fvl. § 11 a",
            "registrer tilbud eller avslag, eller informer pasienten med foreløpig svar",
        ),
        Rule::D03 => words("Oppnevne koordinator", "hol. § 7-2", "oppnevn koordinator"),
        Rule::D04 => words(
            "Ingen opphold uten koordinator",
            "hol. § 7-2: én har hovedansvaret til enhver tid",
            "oppnevn ny koordinator",
        ),
        Rule::D05 => words("Skriftlig mandat", "lokal rutine", "registrer at skriftlig mandat er gitt"),
        Rule::D06 => words("Gjøre mandatet kjent", "lokal rutine", "registrer at deltakerne er informert"),
        Rule::D07 => words(
            "Første kontakt",
            "«nødvendig oppfølging», hol. § 7-2",
            "registrer oppfølging med pasienten, gjort av koordinator eller vikar",
        ),
        Rule::D08 => words(
            "Jevnlig oppfølging",
            "«nødvendig oppfølging», hol. § 7-2",
            "registrer oppfølging med pasienten, gjort av koordinator eller vikar",
        ),
        Rule::D08Planned => {
            words("Planlagt oppfølging", "hol. § 7-2", "registrer oppfølgingen som var planlagt")
        }
        Rule::D09 => words("Første møte i ansvarsgruppen", "lokal rutine", "registrer møtet"),
        Rule::D10 => words("Møte i ansvarsgruppen hvert år", "lokal rutine", "registrer møtet"),
        Rule::D11 => words("Referat fra møtet", "lokal rutine", "arkiver referatet"),
        Rule::D12 => words("Sette i gang innvilget plan", "pbrl. § 2-5", "opprett planen"),
        Rule::D13 => words("Revidere planen", "forskrift om individuell plan", "evaluer planen"),
        Rule::D14 => words("Samtykke utløper", "samtykkets egen varighet", "innhent nytt samtykke"),
        Rule::D15 => words(
            "Vikar ved fravær",
            "leders ansvar for at oppdraget er dekket",
            "oppnevn vikar, eller bytt koordinator",
        ),
        Rule::D16 => words("Overføring ved bytte", "lokal rutine", "registrer at overføringen er gjort"),
        Rule::D17 => words("Grunnopplæring", "lokal rutine", "registrer grunnkurs for koordinatoren"),
        Rule::D17Refresher => words("Påfyll av opplæring", "lokal rutine", "registrer påfyllskurs"),
        Rule::D18 => words("Kontakt mellom koordinerende enheter", "lokal rutine", "registrer kontakten"),
        Rule::D19 => words(
            "Varsle kommunens koordinerende enhet",
            "hpl. § 38 a",
            "registrer at kommunens enhet har mottatt varselet",
        ),
        Rule::D20 => words("Behandle klage", "fvl. § 33", "registrer at klagen er behandlet"),
        Rule::D21 => words("Klage i tide", "pbrl. § 7-5", "dette er en opplysning, ikke en oppgave"),
        Rule::D22 => words(
            "Overgang ved 18 år",
            "retten til barnekoordinator slutter ved 18 år (hol. § 7-2 a)",
            "registrer overgangen",
        ),
        Rule::D23 => words(
            "Tilby på nytt",
            "plikten til å tilby består (hol. § 7-2)",
            "tilby koordinator, eller informer pasienten om rettighetene",
        ),
        Rule::D24 => words("Pålegg fra tilsyn", "tilsynsmyndighetens pålegg", "meld at pålegget er fulgt"),
        Rule::D25 => words("Etterregistrering", "journalplikten", "dette er en opplysning, ikke en oppgave"),
    }
}

/// Where the number of days comes from.
pub(crate) fn source(source: PolicySource) -> &'static str {
    match source {
        PolicySource::Law => "lov",
        PolicySource::Regulation => "forskrift",
        PolicySource::Guide => "veileder",
        PolicySource::Seed => "nasjonal anbefaling",
        PolicySource::Local => "lokal frist",
    }
}

/// The public code of a rule, such as `D08p`.
pub(crate) fn code(rule: Rule) -> String {
    serde_json::to_value(rule).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_told_by_their_public_codes() {
        assert_eq!(code(Rule::D08Planned), "D08p");
        assert_eq!(code(Rule::D17Refresher), "D17r");
        assert!(RULES.iter().all(|rule| !rule_words(*rule).closed_by.is_empty()));
    }
}
