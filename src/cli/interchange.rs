//! Graphs for other programs: into a file or a folder, whole or not at all, and what was left out.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::failure::{Failure, Found};
use super::session::{Session, Trouble, picture};
use super::snippet::Report;
use crate::export::graph::{Extract, GraphFormat};

/// `export FORMAT [QUESTION] > FILE` at the prompt.
pub(super) fn at_the_prompt(
    session: &mut Session<'_>,
    format: GraphFormat,
    what: &str,
    file: Option<&Path>,
) -> Result<Found, Trouble> {
    let snapshot = &session.seen();
    if what.is_empty() {
        return write(session, format, &Extract::whole(snapshot), file);
    }
    let picture = picture::understand(session, what)?;
    write(session, format, &Extract::chosen(snapshot, &picture.selection), file)
}

/// Writes a graph, to the output where no file is named, and says what was written and left out.
pub(super) fn write(
    session: &mut Session<'_>,
    format: GraphFormat,
    extract: &Extract<'_>,
    to: Option<&Path>,
) -> Result<Found, Trouble> {
    if let Some(feature) = format.needs() {
        return Err(needs_a_feature(format, feature).into());
    }
    let files: Vec<&str> = format.files().collect();
    let written = match (to, files.as_slice()) {
        (None, []) => {
            let mut out = BufWriter::new(session.console.out());
            format.write(0, extract, &mut out)?;
            out.flush()?;
            "wrote".to_owned()
        }
        (None, several) => return Err(needs_a_folder(format, several).into()),
        (Some(file), []) => {
            let whole = in_one_piece(file, |out| format.write(0, extract, out));
            whole.map_err(|error| unwritten(file, &error))?;
            format!("wrote {} ·", file.display())
        }
        (Some(folder), several) => {
            let whole = folder_in_one_piece(folder, several, |place, out| {
                format.write(place, extract, out)
            });
            whole.map_err(|error| unwritten(folder, &error))?;
            let names: Vec<String> =
                several.iter().map(|name| folder.join(name).display().to_string()).collect();
            format!("wrote {} ·", names.join(" and "))
        }
    };
    let (nodes, edges) = (extract.nodes().count(), extract.edges().count());
    session.console.remark(&format!("{written} {nodes} entities, {edges} relationships"))?;
    let left_out = format.left_out(extract);
    if !left_out.is_empty() {
        let parts: Vec<String> = left_out.iter().map(ToString::to_string).collect();
        session.console.remark(&format!(
            "{} has no place for, and leaves out: {}",
            format.id(),
            parts.join("; ")
        ))?;
    }
    Ok(Found::Rows)
}

fn needs_a_folder(format: GraphFormat, files: &[&str]) -> Failure {
    let report = Report::error(format!("{} is {} files", format.id(), files.join(" and ")));
    let help = format!(
        "name a folder for them: `plexus export --format {0} -o FOLDER`, or `export {0} > FOLDER`",
        format.id()
    );
    Failure::question(report.with_help(help))
}

fn needs_a_feature(format: GraphFormat, feature: &str) -> Failure {
    let report = Report::error(format!("this build of Plexus does not write {}", format.id()));
    let help = format!(
        "build one that does, `cargo install --path . --features {feature}`, or take `--format csv`"
    );
    Failure::question(report.with_help(help))
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    Failure::input(Report::error(format!("{} could not be written: {error}", path.display())))
}

/// The same name with a dot before it and an ending, for what is not whole yet.
fn beside(path: &Path, ending: &str) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| io::Error::other("it has no name"))?;
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(ending);
    Ok(path.with_file_name(hidden))
}

/// Writes a file that has its name only when it is whole; what is no ordinary file is written as it is.
fn in_one_piece(
    file: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    if fs::metadata(file).is_ok_and(|there| !there.is_file()) {
        let mut out = BufWriter::new(File::options().write(true).open(file)?);
        write(&mut out)?;
        return out.flush();
    }
    let part = beside(file, ".part")?;
    let written = fill(&part, write).and_then(|()| fs::rename(&part, file));
    if written.is_err() {
        // The fault that is told is the first one.
        let _ = fs::remove_file(&part);
    }
    written
}

fn fill(file: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    write(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

/// Writes the files of a folder, which takes the place of one that holds no other files.
fn folder_in_one_piece(
    folder: &Path,
    files: &[&str],
    write: impl Fn(usize, &mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let replaced = match fs::read_dir(folder) {
        Ok(entries) => {
            for entry in entries {
                let name = entry?.file_name();
                if files.iter().all(|file| name != *file) {
                    let why = format!("it is there already, with `{}` in it", name.display());
                    return Err(io::Error::other(why));
                }
            }
            true
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(error),
    };
    let (part, old) = (beside(folder, ".part")?, beside(folder, ".old")?);
    let all = || {
        fs::create_dir(&part)?;
        for (place, name) in files.iter().enumerate() {
            fill(&part.join(name), |out| write(place, out))?;
        }
        if replaced {
            fs::rename(folder, &old)?;
        }
        fs::rename(&part, folder)
    };
    // Left by a run that was killed.
    let _ = fs::remove_dir_all(&part);
    let written = all();
    if written.is_err() {
        let _ = fs::remove_dir_all(&part);
    }
    if replaced && written.is_ok() {
        fs::remove_dir_all(&old)?;
    }
    written
}
