//! Every recorded root of heads, computed again from the leaves: anybody can, without keys.

use std::collections::{HashMap, VecDeque};

use samspor_core::log::Class;
use samspor_core::register::ledger::HeadsRecorded;
use samspor_core::tree::NodeHash;
use samspor_core::tree::heads::{Head, root_of_heads};

use crate::log::segments::VerifiedEntry;

/// An entry of heads may come so many entries after those it counts.
const BEHIND_MAX: usize = 65_536;

/// The heads of all streams so far, and how to go back a little.
#[derive(Default)]
pub(super) struct HeadsAudit {
    heads: HashMap<[u8; 16], Head>,
    /// The newest entries: whose head each replaced, and which.
    replaced: VecDeque<([u8; 16], Option<Head>)>,
    /// How many entries of heads there were.
    pub(super) entries: u64,
}

impl HeadsAudit {
    pub(super) fn streams(&self) -> u64 {
        self.heads.len() as u64
    }

    /// Takes the next entry; what is wrong with the heads it records, if it records any.
    pub(super) fn take(&mut self, entry: &VerifiedEntry) -> Option<String> {
        let wrong = match entry.leaf.k {
            Class::H => self.check(entry.position.0, entry.heads.as_ref()).err(),
            Class::A | Class::C | Class::E | Class::K | Class::P => None,
        };
        let sid = entry.leaf.sid;
        let before = self.heads.insert(sid, Head { sid, sn: entry.leaf.sn, leaf: entry.hash });
        if self.replaced.len() == BEHIND_MAX {
            self.replaced.pop_front();
        }
        self.replaced.push_back((sid, before));
        wrong
    }

    fn check(&mut self, position: u64, told: Option<&HeadsRecorded>) -> Result<(), String> {
        self.entries += 1;
        let told = told.ok_or(format!("position {position}: the heads it records cannot be read"))?;
        let behind = (position - 1).checked_sub(told.size).and_then(|behind| usize::try_from(behind).ok());
        let behind = behind.filter(|behind| *behind <= self.replaced.len()).ok_or(format!(
            "position {position}: it records heads of {} entries, which is no size to record here",
            told.size
        ))?;
        let (root, streams) = self.root_before(behind);
        if (Some(root), streams) == (told.root(), told.streams) {
            return Ok(());
        }
        Err(format!(
            "position {position}: the heads it records are not those of the first {} entries: a stale or made-up list, \
             with which a dossier could leave entries out",
            told.size
        ))
    }

    /// The root and number of the heads as they were some entries ago.
    fn root_before(&self, behind: usize) -> (NodeHash, u64) {
        // The oldest of what was replaced since then is what stood there.
        let since = self.replaced.iter().rev().take(behind);
        let were: HashMap<[u8; 16], Option<Head>> = since.copied().collect();
        let now = self.heads.values().map(|head| were.get(&head.sid).copied().unwrap_or(Some(*head)));
        let mut heads: Vec<Head> = now.flatten().collect();
        heads.sort_unstable();
        let streams = heads.len() as u64;
        (root_of_heads(heads).expect("a map has one head a stream"), streams)
    }
}
