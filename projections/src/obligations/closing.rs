//! What would meet an obligation: the commands of each rule (domain.md 3.1).

use samspor_core::register::policy::Rule;

/// The commands that meet an obligation of a rule; none for rules that only classify or flag.
pub fn closed_by(rule: Rule) -> &'static [&'static str] {
    match rule {
        Rule::D01 => &["AssessNeed", "OfferCoordinator", "RefuseCoordinator", "DecidePlan", "DisposeReport"],
        Rule::D02 => {
            &["OfferCoordinator", "RefuseCoordinator", "DecidePlan", "DisposeReport", "InformPatient"]
        }
        Rule::D03 | Rule::D04 => &["AppointCoordinator"],
        Rule::D05 => &["IssueMandate"],
        Rule::D06 => &["InformParticipants"],
        Rule::D07 | Rule::D08 | Rule::D08Planned => &["RecordFollowUp"],
        Rule::D09 | Rule::D10 => &["HoldMeeting"],
        Rule::D11 => &["FileMinutes"],
        Rule::D12 => &["CreatePlan", "ConvertLightCollaboration"],
        Rule::D13 => &["EvaluatePlan"],
        Rule::D14 => &["GiveConsent"],
        Rule::D15 => &["AppointSubstitute", "ChangeCoordinator"],
        Rule::D16 => &["CompleteHandover"],
        Rule::D17 | Rule::D17Refresher => &["RecordCompetence"],
        Rule::D18 => &["RecordKeContact"],
        Rule::D19 => &["ConfirmKeReceipt"],
        Rule::D20 => &["ProcessComplaint"],
        Rule::D22 => &["RegisterTransition"],
        Rule::D23 => &["OfferCoordinator", "InformPatient"],
        Rule::D24 => &["ReportCompliance"],
        Rule::D21 | Rule::D25 => &[],
    }
}

#[cfg(test)]
mod tests {
    use samspor_core::catalogue::CATALOGUE;

    use super::*;

    #[test]
    fn what_meets_a_rule_that_is_computed_is_a_command() {
        for rule in [
            Rule::D03,
            Rule::D05,
            Rule::D06,
            Rule::D07,
            Rule::D08,
            Rule::D14,
            Rule::D15,
            Rule::D16,
            Rule::D17,
            Rule::D22,
            Rule::D23,
        ] {
            for command in closed_by(rule) {
                assert!(CATALOGUE.iter().any(|listed| listed.command == *command), "{rule:?}: {command}");
            }
            assert!(!closed_by(rule).is_empty());
        }
    }
}
