//! The `plexus` program.

use std::process::ExitCode;

/// A graph is many small pieces, made and dropped while others stay: the system's allocator spends half
/// the time of a short query among the holes that loading left.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    plexusdb::cli::run(std::env::args_os())
}
