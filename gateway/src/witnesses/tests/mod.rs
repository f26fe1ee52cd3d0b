//! The log's side of being vouched for: what witnesses answer and what is made of it, what is kept, and time stamps.

mod asked;
mod kept;
mod rounds;
mod stamped;
pub(crate) mod standing;
mod vouchers;
