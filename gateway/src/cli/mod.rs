//! The command line: one file a command, its arguments beside what it does.

mod export;
mod failure;
mod open;
mod progress;
mod reads;
mod screen;
mod table;

mod asyncapi;
mod audited;
mod backup;
mod block;
mod demo;
mod doctor;
mod dossier;
mod dossier_out;
mod dossier_sample;
mod erase;
mod help;
mod history;
mod links;
mod on_nats;
mod outside;
mod rebuild;
mod rebuilt;
mod replay;
mod report;
mod serve;
mod serving;
mod submit;
mod token;
mod verify;
mod verify_dossier;
mod vouched;
mod whatif;
mod why;
mod witness;

mod program;

pub use program::run;
