//! The key directory as a whole: what it keeps, what it destroys, and what a crash or damage leaves of it.

mod aside;
mod blocking;
mod crashes;
mod damage;
mod directory;
mod erasing;
mod faults;
mod keeping;
mod kit;
mod rotating;
mod secrets;
