//! Every report as JSON: the fields that stand beside `valid`, `known` and `position`.

use serde_json::{Map, Value};

use super::object::value;
use super::row::{Row, rows};
use super::{
    active_plans, caseload, competence, complaints, consents, continuity, coordinators, deviations,
    distribution, erasures, groups, inbox, ke_network, late_registrations, leader, measures, national,
    obligations, patients_of, trust_notifications, vacancies, warnings, without_coordinator, without_plan,
};
use crate::question::ReportName;
use crate::seen::Seen;

/// The fields of a report that is made from contributions: `rows` and what stands beside them, or the single object's own.
pub fn fields(seen: &Seen<'_>) -> Map<String, Value> {
    match seen.question.report {
        ReportName::Coordinators => list::<coordinators::Coordinator>(seen),
        ReportName::Overdue => list::<obligations::Overdue>(seen),
        ReportName::Obligations => list::<obligations::Due>(seen),
        ReportName::Warnings => list::<warnings::Warned>(seen),
        ReportName::Inbox => list::<inbox::Waits>(seen),
        ReportName::Caseload => list::<caseload::Caseload>(seen),
        ReportName::Distribution => list::<distribution::ServiceShare>(seen),
        ReportName::WithoutCoordinator => list::<without_coordinator::WithoutCoordinator>(seen),
        ReportName::CoordinatorWithoutPlan => list::<without_plan::CoordinatorWithoutPlan>(seen),
        ReportName::GrantedWithoutActivePlan => list::<without_plan::GrantedWithoutActivePlan>(seen),
        ReportName::ActivePlans => list::<active_plans::ActivePlan>(seen),
        ReportName::Measures => list::<measures::Measured>(seen),
        ReportName::Vacancies => with_totals(seen),
        ReportName::Continuity => list::<continuity::Continuity>(seen),
        ReportName::Consents => list::<consents::ConsentRow>(seen),
        ReportName::Competence => list::<competence::Competence>(seen),
        ReportName::Complaints => list::<complaints::ComplaintRow>(seen),
        ReportName::Groups => list::<groups::GroupRow>(seen),
        ReportName::TrustNotifications => list::<trust_notifications::NotificationRow>(seen),
        ReportName::KeNetwork => list::<ke_network::HalfYearRow>(seen),
        ReportName::Deviations => list::<deviations::DeviationRow>(seen),
        ReportName::LateRegistrations => list::<late_registrations::Late>(seen),
        ReportName::Erasures => list::<erasures::Erasure>(seen),
        ReportName::PatientsOf => list::<patients_of::PatientOf>(seen),
        ReportName::National => match value(&national::National::of(seen)) {
            Value::Object(figures) => figures,
            _ => Map::new(),
        },
        ReportName::LeaderReport => leader::fields(seen).unwrap_or_default(),
        // The ledger has no readings; who has an access log answers from it instead.
        ReportName::AccessLog => Map::from_iter([("rows".to_owned(), Value::Array(Vec::new()))]),
        // Read from the entries themselves, not from contributions.
        ReportName::MyPage | ReportName::History | ReportName::State | ReportName::Diff => Map::new(),
    }
}

fn list<R: Row>(seen: &Seen<'_>) -> Map<String, Value> {
    Map::from_iter([("rows".to_owned(), value(&rows::<R>(seen)))])
}

fn with_totals(seen: &Seen<'_>) -> Map<String, Value> {
    let vacancies = rows::<vacancies::Vacancy>(seen);
    let total: i64 = vacancies.iter().map(|one| one.days).sum();
    Map::from_iter([
        ("rows".to_owned(), value(&vacancies)),
        ("total_days".to_owned(), total.into()),
        ("hindsight".to_owned(), value(&vacancies::hindsight(seen))),
    ])
}
