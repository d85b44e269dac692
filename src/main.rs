//! The `plexus` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    plexusdb::cli::run(std::env::args_os())
}
