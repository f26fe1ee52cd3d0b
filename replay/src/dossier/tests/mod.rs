//! Tests of dossiers: made and verified, altered in every way, held against each other.

mod attacked;
mod made;
mod mutated;
mod world;
