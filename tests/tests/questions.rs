//! The questions that a replay must answer (domain.md 4), each asked of a history: one file a question, named after it.
//!
//! Who has read the record (22), the seeded sample (24) and the log's completeness (29) are asked where access log,
//! dossiers and proofs are.

samspor_tests::histories! {
    "questions", except ["matter"];
    q01_who_was_coordinator = "q01-who-was-coordinator",
    q02_days_without_coordinator = "q02-days-without-coordinator",
    q03_first_report_and_its_way = "q03-first-report-and-its-way",
    q04_told_of_the_right = "q04-told-of-the-right",
    q05_asked_and_answered = "q05-asked-and-answered",
    q06_refused_on_an_unlawful_ground = "q06-refused-on-an-unlawful-ground",
    q07_which_rule_applied = "q07-which-rule-applied",
    q08_complaint_information_and_time = "q08-complaint-information-and-time",
    q09_what_the_dashboard_showed = "q09-what-the-dashboard-showed",
    q10_overdue_since_when_and_whose = "q10-overdue-since-when-and-whose",
    q11_every_change_of_coordinator = "q11-every-change-of-coordinator",
    q12_mandate_and_training = "q12-mandate-and-training",
    q13_who_covered_the_absence = "q13-who-covered-the-absence",
    q14_plan_granted_created_active = "q14-plan-granted-created-active",
    q15_content_of_the_plan = "q15-content-of-the-plan",
    q16_the_group = "q16-the-group",
    q17_what_was_shared_with_whom = "q17-what-was-shared-with-whom",
    q18_corrected_and_voided = "q18-corrected-and-voided",
    q19_registered_long_after = "q19-registered-long-after",
    q20_the_trust_reported = "q20-the-trust-reported",
    q21_overlap_around_discharge = "q21-overlap-around-discharge",
    q23_all_without_coordinator = "q23-all-without-coordinator",
    q25_all_patients_of_a_coordinator = "q25-all-patients-of-a-coordinator",
    q26_patients_of_a_reorganised_unit = "q26-patients-of-a-reorganised-unit",
    q27_the_authoritys_orders = "q27-the-authoritys-orders",
    q28_what_changed_since_the_last_audit = "q28-what-changed-since-the-last-audit",
    q30_figures_as_they_were_sent = "q30-figures-as-they-were-sent",
}
