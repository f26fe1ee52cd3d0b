//! The `samspor` program.
fn main() {}
