//! Who else vouches for the ledger: cosignatures of witnesses over its checkpoints, and daily time stamps of an authority.

mod post;

mod ask;
mod collect;
mod seen;

mod der;
mod stamp;
mod stamps;

mod rounds;

mod logs;
mod vouchers;

pub use ask::{Contradiction, Told};
pub use collect::{Collected, OffClock, Witnesses};
pub use post::{Post, Unreached};
pub use rounds::{Checkpoints, NotVouched, Vouching};
pub use seen::{FILE as COSIGNED_FILE, Passed, Seen, each_cosigned};
pub use stamp::{NotStamped, Stamp, request, stamp_of};
pub use stamps::{Authority, DIR as STAMPS_DIR, Kept, Stamps, StampsError};
pub(crate) use vouchers::keep_vouched;
pub use vouchers::{VouchedBy, Voucher, Vouchers, VouchersError};

#[cfg(test)]
pub(crate) mod tests;
