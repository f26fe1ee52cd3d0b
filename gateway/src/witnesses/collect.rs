//! Collecting cosignatures from every witness of a policy.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use samspor_core::note::{Policy, SignedCheckpoint};
use samspor_core::tree::NodeHash;
use samspor_core::words::Instant;
use thiserror::Error;

use super::ask::{Asked, Contradiction, Told};
use super::post::Post;

/// The witnesses of a policy that have an address, and what each is believed to have cosigned last.
pub struct Witnesses {
    policy: Policy,
    post: Post,
    known: Mutex<BTreeMap<String, u64>>,
}

/// A checkpoint with the cosignatures that were to be had, and what each witness said.
#[derive(Clone, Debug)]
pub struct Collected {
    /// The checkpoint.
    pub signed: SignedCheckpoint,
    /// Each witness by its name in the policy.
    pub told: Vec<(String, Told)>,
}

/// A witness's time that is too far from ours, both in seconds since 1970.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("our clock is {} seconds from that of witness {witness}", .ours.abs_diff(*.at))]
pub struct OffClock {
    /// What the policy calls it.
    pub witness: String,
    /// When it cosigned, by its clock.
    pub at: u64,
    /// When it was asked, by ours.
    pub ours: u64,
}

impl Witnesses {
    /// The witnesses of a policy. Those without an address are never asked.
    pub fn of(policy: Policy, post: Post) -> Self {
        Self { policy, post, known: Mutex::default() }
    }

    /// The policy that says who they are and how many it takes.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Asks each witness for its cosignature, one after the other; one that is away costs its time and nothing else.
    ///
    /// `prove` gives the proof that the tree of a size continues that of a smaller one, or says why there is none.
    pub fn cosign(
        &self,
        signed: SignedCheckpoint,
        prove: &dyn Fn(u64, u64) -> Result<Vec<NodeHash>, String>,
        now: Instant,
    ) -> Collected {
        let mut collected = Collected { signed, told: Vec::new() };
        for witness in self.policy.witnesses() {
            let Some(url) = witness.url.as_deref() else { continue };
            let known = self.known().get(&witness.name).copied().unwrap_or(0);
            let mut asked = Asked { witness, url, known };
            let told = asked.ask(&self.post, &mut collected.signed, prove, now);
            self.known().insert(witness.name.clone(), asked.known);
            tell(&witness.name, &told);
            collected.told.push((witness.name.clone(), told));
        }
        collected
    }

    /// Each entry is replaced whole, so what a panic left is as good as any.
    fn known(&self) -> MutexGuard<'_, BTreeMap<String, u64>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Collected {
    /// Whether a witness cosigned.
    pub fn is_cosigned(&self) -> bool {
        self.told.iter().any(|(_, told)| matches!(told, Told::Cosigned { .. } | Told::OffClock { .. }))
    }

    /// The first witness's time, if none that cosigned has ours: then it is our clock that is likely to be wrong.
    pub fn off_clock(&self) -> Option<OffClock> {
        let mut off = None;
        for (witness, told) in &self.told {
            match told {
                Told::Cosigned { .. } => return None,
                Told::OffClock { at, ours } => {
                    off.get_or_insert(OffClock { witness: witness.clone(), at: *at, ours: *ours });
                }
                Told::Away(_) | Told::Wrong(_) | Told::Contradicts(_) => {}
            }
        }
        off
    }

    /// What a witness has seen and we have not: the ledger signs nothing more.
    pub fn contradiction(&self) -> Option<&Contradiction> {
        self.told.iter().find_map(|(_, told)| match told {
            Told::Contradicts(contradiction) => Some(contradiction),
            Told::Cosigned { .. } | Told::OffClock { .. } | Told::Away(_) | Told::Wrong(_) => None,
        })
    }
}

/// To the operator, as loudly as it matters.
fn tell(witness: &str, told: &Told) {
    match told {
        Told::Cosigned { at } => tracing::debug!(witness, at, "cosigned"),
        Told::OffClock { at, ours } => {
            tracing::error!(
                witness,
                at,
                ours,
                "the witness's clock and ours are more than five minutes apart"
            );
        }
        Told::Away(why) => tracing::warn!(witness, %why, "the witness is away"),
        Told::Wrong(why) => tracing::error!(witness, %why, "the witness gives no cosignature"),
        Told::Contradicts(why) => tracing::error!(witness, %why, "NOTHING MORE IS SIGNED"),
    }
}
