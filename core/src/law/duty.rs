//! Where the duty behind each deadline comes from, by the law of the day it counts from (domain.md 3.1).

use super::{PROVISIONS, RIGHT_TO_COORDINATOR, is_in_force};
use crate::register::policy::Rule;
use crate::register::tenant::TenantKind;
use crate::words::Day;

/// Where the duty comes from, as a code, for a tenant of a kind: the newest source in force on the day the duty counts from.
/// A guide and a supervisor's order are sources without a date. Before the oldest provision the oldest is named, though it
/// was not in force then ([`version_on`](super::version_on) knows no version of it).
pub fn duty_of(rule: Rule, kind: TenantKind, triggered_on: Day) -> &'static str {
    let sources = sources_of(rule, kind);
    let holds = |id: &&&str| is_in_force(id, triggered_on) || is_undated(id);
    sources.iter().find(holds).or(sources.last()).copied().unwrap_or_default()
}

/// Whether it is no provision of a law, so that no day is too early for it.
fn is_undated(id: &str) -> bool {
    PROVISIONS.iter().all(|one| one.id != id)
}

/// What the duty rested on, the newest first; the provisions' own dates say which of them holds on a day.
fn sources_of(rule: Rule, kind: TenantKind) -> &'static [&'static str] {
    let (municipality, trust): (&[&str], &[&str]) = match rule {
        Rule::D02 => (&["fvl-11a"], &["fvl-11a"]),
        Rule::D01 | Rule::D17 | Rule::D17Refresher | Rule::D18 => (&["hol-7-3"], &["sphl-2-5b"]),
        Rule::D05 | Rule::D06 => (&["hol-7-3"], &["sphl-2-5a"]),
        Rule::D03 | Rule::D07 | Rule::D08 | Rule::D08Planned | Rule::D15 | Rule::D16 => {
            (&["hol-7-2"], &["sphl-2-5a"])
        }
        // At any time one has the main responsibility, and a plan is revised: so say the regulations.
        Rule::D04 | Rule::D13 => (&["ip-forskrift", "hab-forskrift"], &["ip-forskrift", "hab-forskrift"]),
        Rule::D09 | Rule::D10 | Rule::D11 => (&["group-guide"], &["group-guide"]),
        Rule::D12 => (&["hol-7-1"], &["sphl-2-5"]),
        Rule::D14 => (&["pbrl-4-1"], &["pbrl-4-1"]),
        Rule::D19 => (&["hpl-38a"], &["hpl-38a"]),
        Rule::D20 => (&["fvl-33"], &["fvl-33"]),
        Rule::D21 => (&["pbrl-7-5"], &["pbrl-7-5"]),
        Rule::D22 => (&["hol-7-2a", "hol-7-2"], &["hol-7-2a", "sphl-2-5a"]),
        Rule::D23 => (&[RIGHT_TO_COORDINATOR, "hol-7-2"], &[RIGHT_TO_COORDINATOR, "sphl-2-5a"]),
        Rule::D24 => (&["supervisor"], &["supervisor"]),
        Rule::D25 => (&["hpl-39"], &["hpl-39"]),
    };
    match kind {
        TenantKind::Municipality => municipality,
        TenantKind::HealthTrust => trust,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::given::day;
    use TenantKind::{HealthTrust, Municipality};

    #[test]
    fn a_new_offer_is_owed_by_the_right_to_a_coordinator_only_once_there_was_one() {
        assert_eq!(duty_of(Rule::D23, Municipality, day("2021-03-14")), "hol-7-2");
        assert_eq!(duty_of(Rule::D23, HealthTrust, day("2021-03-14")), "sphl-2-5a");
        assert_eq!(duty_of(Rule::D23, Municipality, day("2022-07-31")), "hol-7-2");
        for kind in [Municipality, HealthTrust] {
            assert_eq!(duty_of(Rule::D23, kind, day("2022-08-01")), "pbrl-2-5b");
        }
    }

    #[test]
    fn a_trust_owes_its_coordinators_work_by_the_act_on_specialist_services() {
        for rule in [Rule::D03, Rule::D05, Rule::D06, Rule::D07, Rule::D08, Rule::D15, Rule::D16] {
            assert_eq!(duty_of(rule, HealthTrust, day("2025-03-03")), "sphl-2-5a", "{rule:?}");
        }
        assert_eq!(duty_of(Rule::D05, Municipality, day("2025-03-03")), "hol-7-3");
        assert_eq!(duty_of(Rule::D07, Municipality, day("2025-03-03")), "hol-7-2");
        assert_eq!(duty_of(Rule::D18, HealthTrust, day("2025-03-03")), "sphl-2-5b");
        assert_eq!(duty_of(Rule::D12, HealthTrust, day("2025-03-03")), "sphl-2-5");
    }

    #[test]
    fn a_plan_is_revised_by_the_regulation_of_the_day() {
        for rule in [Rule::D04, Rule::D13] {
            for kind in [Municipality, HealthTrust] {
                assert_eq!(duty_of(rule, kind, day("2022-07-31")), "hab-forskrift", "{rule:?}");
                assert_eq!(duty_of(rule, kind, day("2022-08-01")), "ip-forskrift", "{rule:?}");
            }
        }
    }

    #[test]
    fn the_transition_at_18_is_owed_by_the_provision_on_child_coordinators_once_it_was_there() {
        assert_eq!(duty_of(Rule::D22, Municipality, day("2022-07-31")), "hol-7-2");
        assert_eq!(duty_of(Rule::D22, Municipality, day("2022-08-01")), "hol-7-2a");
    }

    #[test]
    fn a_guide_and_an_order_hold_on_every_day_and_the_oldest_provision_is_named_before_it_held() {
        assert_eq!(duty_of(Rule::D10, Municipality, day("1999-01-01")), "group-guide");
        assert_eq!(duty_of(Rule::D24, HealthTrust, day("1999-01-01")), "supervisor");
        assert_eq!(duty_of(Rule::D13, Municipality, day("2011-12-31")), "hab-forskrift");
        assert_eq!(crate::law::version_on("hab-forskrift", day("2011-12-31")), None);
    }

    #[test]
    fn every_duty_has_a_source_and_those_that_are_provisions_hold_today() {
        let codes = (1..=25).map(|number| format!("D{number:02}")).chain(["D08p".into(), "D17r".into()]);
        for code in codes {
            let rule: Rule = serde_json::from_value(code.into()).unwrap();
            for kind in [Municipality, HealthTrust] {
                let source = duty_of(rule, kind, day("2025-03-03"));
                assert!(is_in_force(source, day("2025-03-03")) || is_undated(source), "{rule:?} {source}");
                assert!(!is_undated(source) || ["group-guide", "supervisor"].contains(&source), "{source}");
            }
        }
    }
}
