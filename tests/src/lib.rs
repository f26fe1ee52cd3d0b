//! What the tests of Samspor share beyond a single test file.

pub mod contract;
pub mod golden;
pub mod histories;
pub mod hostile;
pub mod nats;
pub mod outside;
pub mod tidy;
pub mod worlds;
