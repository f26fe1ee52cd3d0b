//! Replaying history: histories made up, parsed, run, and told; and the kit with which tests do it.
//!
//! Who writes a test of the ledger begins at [`kit`], which lists its parts and shows a whole one. [`history`] reads,
//! runs and checks history files, [`story`] tells a patient's file step by step, [`dossier`] takes one out with its proofs and
//! verifies such, [`believable`] makes histories up from a seed. The kit's random `worlds` need `features = ["strategies"]`.

pub mod believable;
pub mod dossier;
pub mod history;
pub mod kit;
pub mod story;
