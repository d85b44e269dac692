//! The command line and the prompt.

mod args;
mod ask;
mod check;
mod console;
mod exchange;
mod export;
mod failure;
mod folders;
mod graphviz;
mod input;
mod interrupt;
mod network;
mod query;
mod render;
mod repl;
mod session;
mod snippet;
mod table;
mod terminal;
mod text;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use args::{Command, Raw, Read};
use console::Console;
use failure::{Failure, Found};
use network::Network;
use terminal::Terminal;

/// Runs the program with these arguments, the first of which is its name.
///
/// The exit code is 0 where something was found, 3 where nothing was, 2 where the question, query or
/// command line is wrong, and 1 where reading or writing failed or the data have errors.
pub fn run(args: impl Iterator<Item = OsString>) -> ExitCode {
    let raw = match args::read(args) {
        Read::Run(raw) => raw,
        Read::Shown => return ExitCode::SUCCESS,
        Read::Wrong => return ExitCode::from(2),
    };
    let terminal = Terminal::detect(raw.shared.color);
    match dispatch(*raw, terminal) {
        Ok(Found::Rows) | Err(Failure::ClosedPipe) => ExitCode::SUCCESS,
        Ok(Found::Nothing) => ExitCode::from(3),
        Err(Failure::Reported(code, reports)) => {
            // Where even the error stream is closed, the exit code has to do.
            let _ = Console::new(terminal).report(&reports);
            ExitCode::from(code.number())
        }
    }
}

fn dispatch(raw: Raw, terminal: Terminal) -> Result<Found, Failure> {
    let Raw { command, shared } = raw;
    let console = Console::new(terminal);
    let network = || Network::open(&shared.data);
    match command {
        None => repl::run(&network()?, console),
        Some(Command::Ask(args)) => ask::run(&args, &network()?, console),
        Some(Command::Query(args)) => query::run(&args, &network()?, console),
        Some(Command::Session(args)) => exchange::run(&args, &shared),
        Some(Command::Check(args)) => check::run(&args, &shared, console),
        Some(Command::Export(args)) => export::run(&args, &network()?, console),
        Some(Command::Completions { shell }) => {
            args::completions(shell, &mut io::stdout().lock())?;
            Ok(Found::Rows)
        }
        Some(Command::Man) => {
            args::manual(&mut io::stdout().lock())?;
            Ok(Found::Rows)
        }
    }
}
