//! What the tree over a log promises, on a disk that loses power, decays and is put back.

mod audit;
mod checkpoints;
mod crashes;
mod heads;
mod kit;
mod proofs;
