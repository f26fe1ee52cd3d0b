//! The program as a whole: its commands, and how it starts and ends.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use super::asyncapi::AsyncApi;
use super::backup::{Backup, Restore};
use super::block::{Block, Unblock};
use super::demo::Demo;
use super::doctor::Doctor;
use super::dossier::DossierOf;
use super::erase::Erase;
use super::failure::{Exit, Failure};
use super::help::Help;
use super::history::HistoryFiles;
use super::outside::ExportOutside;
use super::rebuild::Rebuild;
use super::replay::Replay;
use super::report::Report;
use super::screen::tell;
use super::serve::Serve;
use super::submit::Submit;
use super::token::Token;
use super::verify::Verify;
use super::whatif::WhatIf;
use super::why::Why;
use super::witness::Witness;
use crate::core_dump;

const EXAMPLES: &str = "Examples:
  samspor demo                                      a simulated ledger and its dashboard
  samspor history check tests/histories/*.jsonl     are these stories true?
  samspor report overdue --data DIR --valid 2025-07-04 --known 2025-07-04
  samspor verify --data DIR                         is the ledger whole?
  samspor help exit-codes";

/// The ledger for the coordination of care: who was coordinator, what was overdue, on any day, as known on any day
#[derive(Parser, Debug)]
#[command(name = "samspor", version, before_help = EXAMPLES, disable_help_subcommand = true)]
pub(super) struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Demo(Demo),
    Serve(Box<Serve>),
    Submit(Submit),
    History(HistoryFiles),
    Report(Report),
    Why(Why),
    #[command(name = "whatif")]
    WhatIf(WhatIf),
    Replay(Replay),
    Export(ExportOutside),
    Dossier(Box<DossierOf>),
    Rebuild(Rebuild),
    Verify(Verify),
    Erase(Erase),
    Block(Block),
    Unblock(Unblock),
    Backup(Backup),
    Restore(Restore),
    Doctor(Doctor),
    Token(Token),
    Witness(Witness),
    #[command(name = "asyncapi")]
    AsyncApi(AsyncApi),
    Help(Help),
}

impl Command {
    fn run(&self) -> Result<(), Failure> {
        match self {
            Self::Demo(demo) => demo.run(),
            Self::Serve(serve) => serve.run(),
            Self::Submit(submit) => submit.run(),
            Self::History(files) => files.run(),
            Self::Report(report) => report.run(),
            Self::Why(why) => why.run(),
            Self::WhatIf(what) => what.run(),
            Self::Replay(replay) => replay.run(),
            Self::Export(export) => export.run(),
            Self::Dossier(dossier) => dossier.run(),
            Self::Rebuild(rebuild) => rebuild.run(),
            Self::Verify(verify) => verify.run(),
            Self::Erase(erase) => erase.run(),
            Self::Block(block) => block.run(),
            Self::Unblock(unblock) => unblock.run(),
            Self::Backup(backup) => backup.run(),
            Self::Restore(restore) => restore.run(),
            Self::Doctor(doctor) => doctor.run(),
            Self::Token(token) => token.run(),
            Self::Witness(witness) => witness.run(),
            Self::AsyncApi(document) => document.run(),
            Self::Help(help) => help.run(),
        }
    }
}

/// Runs the program with its arguments, and says with which code it ends (`samspor help exit-codes`).
pub fn run() -> ExitCode {
    let program = match Program::try_parse() {
        Ok(program) => program,
        Err(error) => {
            let _ = error.print();
            let exit = if error.use_stderr() { Exit::WrongUse } else { Exit::Done };
            return ExitCode::from(exit as u8);
        }
    };
    listen();
    if let Err(error) = core_dump::forbid() {
        tell(format_args!("samspor: core dumps are not forbidden: {error}"));
    }
    match program.command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if let Some(told) = failure.told() {
                tell(format_args!("samspor: {told}"));
            }
            if let Some(advice) = failure.advice() {
                tell(format_args!("next: {advice}"));
            }
            ExitCode::from(failure.exit() as u8)
        }
    }
}

/// Traces go to standard error, as many as `SAMSPOR_LOG` asks for.
fn listen() {
    let filter = EnvFilter::try_from_env("SAMSPOR_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let traces = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if traces.try_init().is_err() {
        tell("samspor: somebody else listens to the traces");
    }
}

/// Runs the program with these words, as a test does.
#[cfg(test)]
pub(super) fn run_as<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<(), Failure> {
    let program = Program::try_parse_from(words).map_err(|error| Failure::WrongUse(error.to_string()))?;
    program.command.run()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_hang_together() {
        Program::command().debug_assert();
    }

    #[test]
    fn every_command_says_what_it_is_and_leads_with_examples() {
        for command in Program::command().get_subcommands() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            let examples = command.get_before_help().map(ToString::to_string).unwrap_or_default();
            assert!(examples.starts_with("Example"), "{}", command.get_name());
        }
    }
}
