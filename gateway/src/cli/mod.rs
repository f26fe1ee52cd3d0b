//! The command line: one file a command, its arguments beside what it does.

mod failure;
mod open;
mod progress;
mod screen;
mod table;

mod doctor;
mod help;
mod history;
mod rebuild;
mod rebuilt;
mod replay;
mod report;
mod submit;
mod verify;

mod program;

pub use program::run;
