//! The kit for replaying history in tests: what another developer's tests of the ledger stand on.
//!
//! | for | there is |
//! |---|---|
//! | building a history | [`Chronicle`], its commands [`Asked`]: the common ones are [`verbs`] |
//! | given | [`given`]: a real [`Ledger`] in memory to which it was told; its [`Clock`] is the test's |
//! | when, then | [`Ledger::when`] and the [`Outcome`]: events, deviations, refusal |
//! | the time machine | [`Ledger::at`] a day, [`At::known`] on a day; a [`Report`] asserts, or gives its rows |
//! | real cases | [`exported`] from a ledger, [`anonymous`], kept as a regression test [`with_answers`] that [`holds`] |
//! | random histories | `worlds`: legal, illegal and any steps, for proptest |
//!
//! `worlds` needs proptest, and so the feature: `samspor-replay = { .., features = ["strategies"] }` among the
//! `dev-dependencies`; the rest of the kit is always there.
//!
//! A whole test, from the cast to what it looks like from two days:
//!
//! ```
//! use samspor_core::patient::assignment::CoordinatorRole::Municipal;
//! use samspor_replay::kit::{Chronicle, day, given, holds, verbs, with_answers};
//! use serde_json::json;
//!
//! // Given: a cast, and what happened.
//! let mut life = Chronicle::titled("A coordinator without a mandate");
//! life.municipality("fjordvik").unit("home", "home-care").person("ane", "home").person("bjarne", "home");
//! life.patient("birger", day("1971-11-02"));
//! life.on(day("2025-03-24")).does("fjordvik-ke", verbs::appoint("ane", &Municipal, "home"));
//! let mut ledger = given(&life);
//!
//! // When, then.
//! ledger.clock().turn_to(day("2025-04-10"));
//! ledger
//!     .when("fjordvik-ke", verbs::appoint("bjarne", &Municipal, "home").of("birger"))
//!     .then_refused("E-DOUBLE-PRIMARY");
//! ledger.when("fjordvik-ke", verbs::issue_mandate("ane").of("birger")).then_events(["MandateIssued"]);
//!
//! // The time machine: what was overdue that day, and the evening before, when nobody had told of a mandate.
//! let mandate = json!({"rule": "D05", "due": "2025-04-07"});
//! ledger.at(day("2025-04-10")).overdue("birger").lack(mandate.clone());
//! ledger.at(day("2025-04-09")).known(day("2025-04-09")).overdue("birger").contain(mandate);
//!
//! // Kept as a file that says what it must answer.
//! let kept = with_answers((&life).into(), &[(day("2025-03-24"), day("2025-03-24"))]).unwrap();
//! holds(&kept);
//! ```

mod anonymous;
mod asked;
mod chronicle;
mod clock;
pub mod exported;
mod ledger;
mod machine;
mod outcome;
mod regression;
pub mod verbs;

#[cfg(feature = "strategies")]
pub mod worlds;

pub use anonymous::{Anonymous, anonymous};
pub use asked::Asked;
pub use chronicle::Chronicle;
pub use clock::{Clock, day};
pub use ledger::{Ledger, given};
pub use machine::{At, Report};
pub use outcome::Outcome;
pub use regression::{NotAsTold, holds, with_answers};
