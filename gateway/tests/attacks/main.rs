//! The threat table of trust.md, played: each attack on a copy of a ledger, by somebody with the disk and the program's
//! source, and the words in which the named detector tells an auditor of it.
//!
//! | row | attack | what finds or stops it here |
//! |---|---|---|
//! | 1 | an event edited in place, with its leaf, its checksums, every chain | `verify`, the start, the scrubber of `serve` ([`edited`]) |
//! | 2 | an event deleted, the tail cut, all chained anew | `verify` against what was signed, here or by anybody who kept a checkpoint ([`removed`]) |
//! | 3 | another history, signed with the log's own key | `samspor witness`, two dossiers together, a dossier with the earlier checkpoint, RFC 3161 ([`forked`]) |
//! | 4 | a dossier without an event of the middle, or of the end | the chain of the stream; the list of heads ([`left_out`]) |
//! | 5 | a stale list of heads, signed | `verify` without keys ([`left_out`]) |
//! | 6 | a fact told long after, an entry dated back | late registrations; nobody says when they are recorded ([`clocks`]) |
//! | 7 | the clock moved | `recorded_at` along the log; cosignatures ([`clocks`]) |
//! | 8 | one ciphertext, two keys, two texts | the commitment to the key ([`two_keys`]) |
//! | 11 | an old backup put back, with the keys' directory or without | the last signed checkpoint; the witness ([`removed`], [`forked`]) |
//! | 12 | two servers on one ledger | the locks; the checkpoint's compare-and-swap ([`servers`]) |
//! | 13 | bit rot, torn write, lost fsync | `verify` and the start ([`worn`]) |
//! | 14 | the disk stolen | bodies are sealed ([`stolen`]) |
//! | 15 | a backup of the keystore stolen | erased keys are in none older than an epoch ([`stolen`]) |
//! | 17 | an administrator deletes their own readings | `verify` of the access log ([`readings`]) |
//! | 22 | content exchanged under the same CRC32C | SHA-256 ([`edited`]) |
//! | 23 | a dossier made to harm whoever verifies it | its bounds ([`hostile`]) |
//! | 24 | evidence erased under pretext | two persons; the decision is seen for ever; no body goes without one ([`erased`]) |
//!
//! Rows 9, 10 and 25 no program can play. Rows 16 and 18 to 21 attack what is not built yet: policies, sign-in, NATS.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]
#![allow(clippy::panic, reason = "a test fails where it stands")]

mod authority;
mod dossiers;
mod forge;
mod insider;
mod salamander;
mod standing;
mod target;

mod clocks;
mod edited;
mod erased;
mod forked;
mod hostile;
mod left_out;
mod readings;
mod removed;
mod servers;
mod stolen;
mod two_keys;
mod worn;
