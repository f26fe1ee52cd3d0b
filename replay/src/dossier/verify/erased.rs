//! Which keys the dossier's own decisions of erasure took out of use: what is said to be erased must be in one of them.

use std::collections::HashMap;

use samspor_core::entry::{Leaf, Section, erased_kids};
use samspor_core::log::Position;
use samspor_core::seal::Kid;

use crate::dossier::line::{Key, Line};

/// The keys taken out of use, with the entry that did it first.
#[derive(Default)]
pub(super) struct Erasures(HashMap<Kid, Position>);

impl Erasures {
    /// Takes in what a proven entry erases.
    pub(super) fn take(&mut self, line: &Line, leaf: &Leaf) {
        for kid in erased_kids(leaf, &line.record()) {
            self.0.entry(kid).or_insert(line.position);
        }
    }

    /// Why a section that is said to be erased is not.
    pub(super) fn contradicted(&self, line: &Line, leaf: &Leaf) -> Option<String> {
        leaf.sec.iter().zip(&line.parts).find_map(|(section, part)| match (section, &part.key) {
            (Section::Sealed(sealed), Key::Erased(by)) => match self.0.get(&sealed.kid) {
                Some(found) if found == by => None,
                Some(_) | None => Some(format!(
                    "it is said to be erased by entry {by}, and the dossier shows no decision there that erased its key"
                )),
            },
            (Section::Sealed(_) | Section::Open(_), Key::InClear | Key::Given(_) | Key::Withheld | Key::Erased(_) | Key::Blocked(_)) => None,
        })
    }
}
