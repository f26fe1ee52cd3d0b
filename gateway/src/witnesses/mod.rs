//! Who else vouches for the ledger: cosignatures of witnesses over its checkpoints, and daily time stamps of an authority.

mod post;

mod ask;
mod collect;
mod seen;

mod der;
mod stamp;
mod stamps;

mod rounds;

pub use ask::{Contradiction, Told};
pub use collect::{Collected, Witnesses};
pub use post::{Post, Unreached};
pub use rounds::{Checkpoints, NotVouched, Vouching, keep_up};
pub use seen::{Passed, Seen};
pub use stamp::{NotStamped, Stamp, request, stamp_of};
pub use stamps::{Authority, Kept, Stamps, StampsError};

#[cfg(test)]
mod tests;
