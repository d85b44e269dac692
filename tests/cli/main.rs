//! The program as people and scripts run it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[cfg(unix)]
mod durable;
mod examples;
mod golden;
mod london;
#[cfg(unix)]
mod prompt;
mod session;
#[cfg(unix)]
mod stop;
mod write_back;

use std::path::PathBuf;

use assert_cmd::Command;

/// The program, in the folder of the repository and with nothing of the user's own.
fn plexus() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plexus"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    for name in ["NO_COLOR", "TERM", "COLUMNS", "USER", "USERNAME"] {
        command.env_remove(name);
    }
    command
}

/// An empty folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
