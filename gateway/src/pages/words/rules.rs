//! Each deadline rule in bokmål: its name and what closes it, and where duties and numbers come from (domain.md 3.1).

use samspor_core::register::policy::{PolicySource, Rule};

/// A deadline rule as a page explains it.
pub(crate) struct RuleWords {
    pub(crate) name: &'static str,
    /// What a reader can do about it.
    pub(crate) closed_by: &'static str,
}

const fn words(name: &'static str, closed_by: &'static str) -> RuleWords {
    RuleWords { name, closed_by }
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
            "registrer vurdering, tilbud eller avslag, eller send meldingen videre",
        ),
        Rule::D02 => words(
            "Vedtak eller foreløpig svar",
            "registrer tilbud eller avslag, eller informer pasienten med foreløpig svar",
        ),
        Rule::D03 => words("Oppnevne koordinator", "oppnevn koordinator"),
        Rule::D04 => words("Ingen opphold uten koordinator", "oppnevn ny koordinator"),
        Rule::D05 => words("Skriftlig mandat", "registrer at skriftlig mandat er gitt"),
        Rule::D06 => words("Gjøre mandatet kjent", "registrer at deltakerne er informert"),
        Rule::D07 => {
            words("Første kontakt", "registrer oppfølging med pasienten, gjort av koordinator eller vikar")
        }
        Rule::D08 => words(
            "Jevnlig oppfølging",
            "registrer oppfølging med pasienten, gjort av koordinator eller vikar",
        ),
        Rule::D08Planned => words("Planlagt oppfølging", "registrer oppfølgingen som var planlagt"),
        Rule::D09 => words("Første møte i ansvarsgruppen", "registrer møtet"),
        Rule::D10 => words("Møte i ansvarsgruppen hvert år", "registrer møtet"),
        Rule::D11 => words("Referat fra møtet", "arkiver referatet"),
        Rule::D12 => words("Sette i gang innvilget plan", "opprett planen"),
        Rule::D13 => words("Revidere planen", "evaluer planen"),
        Rule::D14 => words("Samtykke utløper", "innhent nytt samtykke"),
        Rule::D15 => words("Vikar ved fravær", "oppnevn vikar, eller bytt koordinator"),
        Rule::D16 => words("Overføring ved bytte", "registrer at overføringen er gjort"),
        Rule::D17 => words("Grunnopplæring", "registrer grunnkurs for koordinatoren"),
        Rule::D17Refresher => words("Påfyll av opplæring", "registrer påfyllskurs"),
        Rule::D18 => words("Kontakt mellom koordinerende enheter", "registrer kontakten"),
        Rule::D19 => {
            words("Varsle kommunens koordinerende enhet", "registrer at kommunens enhet har mottatt varselet")
        }
        Rule::D20 => words("Behandle klage", "registrer at klagen er behandlet"),
        Rule::D21 => words("Klage i tide", "dette er en opplysning, ikke en oppgave"),
        Rule::D22 => words("Overgang ved 18 år", "registrer overgangen"),
        Rule::D23 => words("Tilby på nytt", "tilby koordinator, eller informer pasienten om rettighetene"),
        Rule::D24 => words("Pålegg fra tilsyn", "meld at pålegget er fulgt"),
        Rule::D25 => words("Etterregistrering", "dette er en opplysning, ikke en oppgave"),
    }
}

/// Where a duty comes from, of the code that the law of the day gave it.
pub(crate) fn duty(source: &str) -> String {
    match source {
        "ip-forskrift" => "forskrift om individuell plan".to_owned(),
        "hab-forskrift" => "forskrift om habilitering og rehabilitering".to_owned(),
        "group-guide" => "veiledning for ansvarsgrupper".to_owned(),
        "supervisor" => "tilsynsmyndighetens pålegg".to_owned(),
        provision => paragraph(provision),
    }
}

/// `hol-7-2a` as it is written: hol. § 7-2 a.
fn paragraph(provision: &str) -> String {
    let Some((law, number)) = provision.split_once('-') else { return provision.to_owned() };
    let digits = number.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    let letter = &number[digits.len()..];
    let space = if letter.is_empty() { "" } else { " " };
    format!("{law}. § {digits}{space}{letter}")
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

    #[test]
    fn a_source_is_written_as_in_the_statute_book() {
        assert_eq!(duty("hol-7-2a"), "hol. § 7-2 a");
        assert_eq!(duty("fvl-33"), "fvl. § 33");
        assert_eq!(duty("ip-forskrift"), "forskrift om individuell plan");
    }
}
