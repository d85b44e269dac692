//! The user's own folders, by the XDG Base Directory Specification 0.8.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The start-up file: lines to run before the prompt opens. Never read from the current folder, where
/// somebody else may have put one.
pub(super) fn start_up_file() -> Option<PathBuf> {
    folder("XDG_CONFIG_HOME", ".config").map(|f| f.join("plexus/init"))
}

/// The file of the prompt's history.
pub(super) fn history_file() -> Option<PathBuf> {
    folder("XDG_DATA_HOME", ".local/share").map(|f| f.join("plexus/history"))
}

/// Makes the folder of a file, for nobody but the user.
pub(super) fn make_folder_of(file: &Path) -> io::Result<()> {
    let Some(folder) = file.parent() else { return Ok(()) };
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Leaves a file to its owner alone.
pub(super) fn make_private(file: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// The folder a variable names, or the usual one below the home folder; relative ones don't count.
fn folder(variable: &str, usual: &str) -> Option<PathBuf> {
    let absolute = |path: PathBuf| path.is_absolute().then_some(path);
    let named = std::env::var_os(variable).map(PathBuf::from).and_then(absolute);
    named.or_else(|| Some(std::env::home_dir().and_then(absolute)?.join(usual)))
}
