//! `samspor help`: the commands, one of them, or the exit codes.

use clap::{Args, CommandFactory};

use super::failure::{Exit, Failure};
use super::program::Program;
use super::screen::print;

/// Says how to use the program
#[derive(Args, Debug)]
#[command(
    before_help = "Examples:\n  samspor help report\n  samspor help history check\n  samspor help exit-codes"
)]
pub(super) struct Help {
    /// A command, or exit-codes
    topic: Vec<String>,
}

impl Help {
    pub(super) fn run(&self) -> Result<(), Failure> {
        if self.topic == ["exit-codes"] {
            return print(&exit_codes());
        }
        let mut command = Program::command();
        command.build();
        for word in &self.topic {
            let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
            let Some(found) = command.find_subcommand(word) else {
                let known = names.join(", ");
                return Err(Failure::WrongUse(format!(
                    "no help about `{word}`; there is: {known}, exit-codes"
                )));
            };
            command = found.clone();
        }
        print(&command.render_long_help().to_string())
    }
}

fn exit_codes() -> String {
    let mut text = "Every command ends with one of these; treat any other as a failure.\n\n".to_owned();
    for (exit, meaning) in Exit::ALL {
        text.push_str(&format!("  {}  {meaning}\n", exit as u8));
    }
    text
}
