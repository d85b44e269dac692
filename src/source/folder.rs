//! Reads the files of a folder; the one place where a reader touches files.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::code;
use super::sheet::is_sheet;
use super::text::Text;
use crate::error::{Finding, Place, Severity, Span};

/// The longest first line that is looked at, in bytes.
const LONGEST_HEADING: u64 = 64 << 10;

/// The longest script that is read, in bytes: places in a text are counted with 32 bits.
const SCRIPT: u64 = u32::MAX as u64;

/// Reads the curated files and scripts of a folder, or its sheets, in the order of their names, or the one file
/// that is named.
///
/// Files whose names begin with a dot are left alone: editors keep their own there.
/// None may have more bytes than `longest`.
pub(super) fn read(
    folder: &Path,
    longest: u64,
    texts: &mut Vec<Arc<Text>>,
    findings: &mut Vec<Finding>,
) {
    let listed = if folder.is_file() { Ok(vec![folder.to_owned()]) } else { names(folder) };
    let names = match listed {
        Ok(names) => names,
        Err(error) => {
            findings.push(unreadable(folder, format!("this folder cannot be read: {error}")));
            return;
        }
    };
    if names.is_empty() {
        let mut finding =
            unreadable(folder, "there are no `.toml`, `.cypher` or `.csv` files in this folder");
        finding.help = Some("name the folder that holds the curated files".to_owned());
        findings.push(finding);
    }
    for path in names {
        let longest = if is_script(&path.to_string_lossy()) { SCRIPT } else { longest };
        match content(&path, longest) {
            Ok(content) => texts.push(Text::new(name(&path), content)),
            Err(finding) => findings.push(finding),
        }
    }
}

/// Whether a text is a script of openCypher statements, as its name says.
pub(super) fn is_script(name: &str) -> bool {
    name.ends_with(".cypher")
}

/// The curated files and scripts of a folder, or its sheets where it has none.
fn names(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let (mut paths, mut sheets) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path.file_name().is_none_or(|n| n.to_string_lossy().starts_with('.'));
        if hidden || path.is_dir() {
            continue;
        }
        if path.extension().is_some_and(|e| e == "toml") || is_script(&path.to_string_lossy()) {
            paths.push(path);
        } else if is_sheet(&path.to_string_lossy()) {
            sheets.push(path);
        }
    }
    if paths.is_empty() {
        paths = sheets;
    }
    paths.sort();
    Ok(paths)
}

fn content(path: &Path, longest: u64) -> Result<String, Finding> {
    let cannot = |error| unreadable(path, format!("this file cannot be read: {error}"));
    let file = File::open(path).map_err(cannot)?;
    // A pipe or a device tells no length beforehand.
    let length = file.metadata().map_or(0, |data| data.len().min(longest));
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1);
    file.take(longest + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > longest {
        let most = longest >> 20;
        return Err(unreadable(path, format!("this file is longer than {most} MiB")));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let name: Arc<str> = name(path).into();
        let readable = String::from_utf8_lossy(error.as_bytes().get(..at).unwrap_or_default());
        let place = Place::new(&name, &readable, Span::new(at..at));
        Finding {
            place: Some(place),
            help: Some("save the file as UTF-8".to_owned()),
            ..unreadable(path, "this file is not UTF-8 from here on")
        }
    })
}

/// The first line of a sheet, or of each sheet of a folder; none of what cannot be read.
pub(super) fn first_lines(path: &Path) -> Vec<String> {
    let paths =
        if path.is_file() { vec![path.to_owned()] } else { names(path).unwrap_or_default() };
    let line = |path: PathBuf| {
        if !is_sheet(&path.to_string_lossy()) {
            return None;
        }
        let mut bytes = Vec::new();
        File::open(&path).ok()?.take(LONGEST_HEADING).read_to_end(&mut bytes).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let mut lines = text.lines();
        let first = lines.next().filter(|line| !line.starts_with("sep="));
        first.or_else(|| lines.next()).map(str::to_owned)
    };
    paths.into_iter().filter_map(line).collect()
}

fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn unreadable(path: &Path, message: impl Into<String>) -> Finding {
    Finding {
        severity: Severity::Error,
        code: code::UNREADABLE.id,
        message: message.into(),
        place: Some(Place { file: name(path).into(), span: Span::default(), line: 1, column: 1 }),
        help: None,
    }
}

#[cfg(test)]
#[expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]
mod tests {
    use expect_test::expect;

    use super::super::Dataset;
    use super::*;

    const NODE: &str = "[[node]]\nid = \"org:acme\"\nkind = \"organisation\"\nname = \"Acme\"\n";

    #[test]
    fn a_folder_is_read_in_the_order_of_names() {
        let folder = std::env::temp_dir().join(format!("plexus-source-{}", std::process::id()));
        fs::create_dir_all(folder.join("deeper.toml")).unwrap();
        fs::write(folder.join("b.toml"), NODE).unwrap();
        fs::write(folder.join("a.toml"), b"[[about]]\nid = \"org:acme\"\n").unwrap();
        fs::write(folder.join("c.toml"), b"# fine\n# \xff not").unwrap();
        fs::write(folder.join(".d.toml"), "not read").unwrap();
        fs::write(folder.join("notes.txt"), "not read").unwrap();

        let data = Dataset::read_dirs([&folder, &folder.join("missing")]);
        let names: Vec<&str> = data.texts.iter().map(|text| text.file_name()).collect();
        assert_eq!(names, ["schema.toml", "a.toml", "b.toml"]);
        assert_eq!(data.entries.len(), 2);
        let lines: Vec<String> = data.findings.iter().map(|f| format!("{f}\n")).collect();
        let shown = lines.concat().replace(&*folder.to_string_lossy(), "DIR");
        fs::remove_dir_all(&folder).unwrap();
        expect![[r#"
            DIR/c.toml:2:3: error[C0001]: this file is not UTF-8 from here on (help: save the file as UTF-8)
            DIR/missing:1:1: error[C0001]: this folder cannot be read: No such file or directory (os error 2)
        "#]].assert_eq(&shown);
    }
}
