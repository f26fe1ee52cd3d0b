//! A believable history, made up from a seed: the demo's five years, and loads of any size.

mod cast;
mod change;
mod complaint;
pub(crate) mod dice;
mod file;
mod follow_up;
mod group;
mod intake;
mod life;
mod names;
mod network;
mod number;
mod pen;
mod plan;
mod register;
mod scale;
mod scene;
mod shape;
mod stories;
mod world;

pub use scale::{Scale, lines, workload};
pub use stories::{STORIES, Story};
