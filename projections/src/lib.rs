//! Views as pure functions of (valid, known): files, obligations, reports, and the live view.
//!
//! # Which query answers which question
//!
//! The questions are those an audit or a complaint asks (domain.md 4). Every query takes `valid` (D) and `known` (K); "as known
//! then" is K = that day. Each is asked of a history in `tests/histories/questions/`.
//!
//! | | asks | query |
//! |---|---|---|
//! | 1 | who was coordinator on D | `coordinators` at (D, D) and at (D, now) |
//! | 2 | days without one, and when that was learnt | `vacancies`: `learned_on`, `retroactive`, `hindsight` |
//! | 3 | the first report and its way | `history` (NeedReported, NeedReportDisposed), `inbox` on the days between |
//! | 4, 5 | told of the right, asked, answered with what standing | `history` (PatientInformed, CoordinatorOffered, CoordinatorOfferAnswered, ConsentGiven) |
//! | 6 | refused on a ground that is no criterion | `deviations` (`REFUSED-…`) |
//! | 7 | which rule version applied | `obligations`, and the trace of one: [`obligations::why`](obligations) |
//! | 8 | complaint information, and was the complaint in time | `deviations` (`NO-COMPLAINT-INFO`), `complaints` |
//! | 9, 10 | what the dashboard showed; overdue since when, whose | `overdue` at (D, D) |
//! | 11 | every change of coordinator | `history`, `continuity`, `obligations` of D16 |
//! | 12 | mandate and training | `obligations` of D05, `competence`, `deviations` (`UNTRAINED`) |
//! | 13 | who covered an absence | `coordinators` (`substitute`), `history`, `obligations` of D15 |
//! | 14, 15 | the plan: granted, created, active, its content | `granted-without-active-plan`, `active-plans`, `history` |
//! | 16 | the group: consent, meetings, minutes, chair | `consents`, `groups`, `history`, `obligations` of D09–D11 |
//! | 17 | what was shared with whom under which consent | `history` (ParticipantsInformed), `consents` |
//! | 18 | what was corrected or voided, by whom | `history`, and again with `include_corrected` |
//! | 19 | registered long after it happened | `late-registrations`, `warnings` (`RETROACTIVE-COVER`) |
//! | 20 | from the trust to the municipality's unit | `trust-notifications`, `obligations` of D19 |
//! | 21 | overlap around discharge | `coordinators`, of all tenants |
//! | 23 | all who waited on D | `without-coordinator` |
//! | 25, 26 | all patients of a person; of a unit | `patients-of`; `caseload` of the unit, then `patients-of` its people |
//! | 27 | orders followed in time | `obligations` of D24 |
//! | 28 | what changed between two audits | `diff` (`NewFact`, `Correction`) |
//! | 30 | the figures as sent, and now | `national` pinned to its K |
//!
//! Who has read a record (22), the seeded sample (24) and the proof that nothing is missing (29) come with access log, dossiers
//! and proofs.

pub mod file_at;
pub mod obligations;

pub mod contribution;
mod gathered;

pub mod question;
pub mod reports;
pub mod seen;

pub mod live;

#[cfg(test)]
mod ledger;
