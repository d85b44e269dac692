//! The command line and the prompt.

mod args;
mod ask;
mod check;
mod console;
mod dump;
mod exchange;
mod export;
mod failure;
mod file;
mod folders;
mod forget;
mod graphviz;
mod input;
mod interchange;
mod interrupt;
mod load;
mod network;
mod query;
mod render;
mod repl;
mod session;
mod snippet;
mod table;
mod terminal;
mod text;
mod work;

use std::ffi::OsString;
use std::io;
use std::panic;
use std::process::ExitCode;

use args::{Command, Raw, Read};
use console::Console;
use failure::{Failure, Found};
use network::{Access, Network};
use snippet::Report;
use terminal::Terminal;

use crate::model::name;

/// Runs the program with these arguments, the first of which is its name.
///
/// The exit code is 0 where something was found, 3 where nothing was, 2 where the question, query or
/// command line is wrong, 1 where reading or writing failed or the data have errors, and 130 where Ctrl-C
/// stopped it.
pub fn run(args: impl Iterator<Item = OsString>) -> ExitCode {
    let raw = match args::read(args) {
        Read::Run(raw) => raw,
        Read::Shown => return ExitCode::SUCCESS,
        Read::Wrong => return ExitCode::from(2),
    };
    let terminal = Terminal::detect(raw.shared.color);
    hush_redb();
    match dispatch(*raw, terminal) {
        Ok(Found::Rows) | Err(Failure::ClosedPipe) => ExitCode::SUCCESS,
        Ok(Found::Nothing) => ExitCode::from(3),
        Err(Failure::Stopped(what)) => {
            let _ = Console::new(terminal).remark(&what);
            ExitCode::from(work::STOPPED)
        }
        Err(Failure::Reported(code, reports)) => {
            // Where even the error stream is closed, the exit code has to do.
            let _ = Console::new(terminal).report(&reports);
            ExitCode::from(code.number())
        }
    }
}

fn dispatch(raw: Raw, terminal: Terminal) -> Result<Found, Failure> {
    let Raw { command, mut shared, file, write_back } = raw;
    let console = Console::new(terminal);
    if let Some(file) = file {
        if !shared.data.is_empty() || shared.db.is_some() {
            let report = Report::error("the prompt opens on one network, and two are named");
            return Err(Failure::question(report));
        }
        if !file.exists() && file.extension().is_none() && file.components().count() == 1 {
            return Err(no_such_command(&file.to_string_lossy()));
        }
        shared.db = Some(file);
    }
    if write_back.is_some() && (command.is_some() || shared.db.is_none()) {
        let report = Report::error("edits are written back from the prompt on a database file")
            .with_help("`plexus load my.plexus DIR`, then `plexus my.plexus --write-back DIR`");
        return Err(Failure::question(report));
    }
    let network = || Network::open(&shared, Access::Read);
    match command {
        None => {
            let network = Network::open(&shared, Access::WriteIfMay)?;
            repl::run(&network, write_back.as_deref(), console)
        }
        Some(Command::Ask(args)) => ask::run(&args, &network()?, console),
        Some(Command::Query(args)) => query::run(&args, &shared, console),
        Some(Command::Init(args)) => file::init(&args, console),
        Some(Command::Load(args)) => load::load(&args, console),
        Some(Command::Info(args)) => file::info(&args.file, console),
        Some(Command::Verify(args)) => file::verify(&args.file, console),
        Some(Command::Backup(args)) => file::backup(&args, console),
        Some(Command::Salvage(args)) => file::salvage(&args, console),
        Some(Command::Dump(args)) => dump::dump(&args, console),
        Some(Command::Compact(args)) => file::compact(&args, console),
        Some(Command::Forget(args)) => forget::run(&args, &mut shared, console),
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

/// Keeps redb from writing into the terminal where it panics on a damaged file: the panic is caught,
/// and told as damage.
fn hush_redb() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if info.location().is_none_or(|at| !at.file().contains("/redb-")) {
            usual(info);
        }
    }));
}

/// A word that is neither a command nor a file.
fn no_such_command(word: &str) -> Failure {
    let report = Report::error(format!("there is neither a command nor a file `{word}`"));
    let commands = args::commands();
    let nearest = name::nearest(word, commands.iter().map(String::as_str), 1);
    let help = match nearest.first() {
        Some(command) => format!("did you mean `plexus {command}`?"),
        None => "`plexus --help` lists the commands".to_owned(),
    };
    Failure::question(report.with_help(help))
}
