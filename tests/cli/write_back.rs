//! Edits at the prompt that are also written into the curated files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{folder, plexus};

const TOWNS: &str = r#"# Towns, as the county lists them.

# Kept by hand.

[source]
id = "src:county"
title = "County list"   # its own words
kind = "document"
date = "2023-05"

# The river town.
[[node]]
name = "Arden Council"
id = "org:arden"     # never changes
kind = 'organisation'

[[node]]
id = "org:board"
kind = "organisation"
name = "Arden Board"

# They meet on Mondays.
[[edge]]
type = "member-of"   # since the start
from = "org:arden"
to = "org:board"
quote = """Arden sits
on the board"""
# The end.
"#;

/// A folder of curated files and a database that says the same.
fn loaded(name: &str) -> (PathBuf, PathBuf) {
    let base = folder(name);
    let files = base.join("files");
    fs::create_dir_all(&files).unwrap();
    fs::write(files.join("towns.toml"), TOWNS).unwrap();
    let database = base.join("towns.plexus");
    let (code, remark) = told(plexus().arg("load").arg(&database).arg(&files));
    assert_eq!(code, 0, "{remark}");
    (files, database)
}

fn told(command: &mut assert_cmd::Command) -> (i32, String) {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let all = text(&output.stdout) + &text(&output.stderr);
    (output.status.code().unwrap_or(-1), all)
}

fn lines(files: &Path, database: &Path, text: &str) -> (i32, String) {
    let mut command = plexus();
    command.arg(database).arg("--write-back").arg(files).write_stdin(format!("{text}\n"));
    told(&mut command)
}

fn texts(files: &Path) -> BTreeMap<String, String> {
    let all = fs::read_dir(files).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_file());
    let name = |p: &Path| p.file_name().unwrap().to_string_lossy().into_owned();
    all.map(|p| (name(&p), fs::read_to_string(&p).unwrap())).collect()
}

const EDITS: &[&str] = &[
    "add \"Ada #1 [the] = Example\" chairs \"Arden Board\" from 2024-05 source \"News #1 = [x], 3 May 2024\" quote \"she said: 'yes' [[edge]] # no\"",
    "end \"Arden Council\" member of \"Arden Board\" on 2024-06 source \"County list\" quote \"it left\"",
    "rename \"Arden Council\" to \"Arden Borough\" from 2024 source \"County list\" quote \"renamed\"",
    "set \"Arden Board\" note \"quiet\" source \"County list\" quote \"q\"",
    "retract \"Arden Council\" member of \"Arden Board\"",
    "cite \"Arden Council\" source \"Minutes, 4 June 2024\" quote \"present\"",
    "add \"Arden Two\" as organisation source \"County list\" quote \"two\"",
    "different \"Arden Council\" and \"Arden Board\"",
    "merge \"Arden Board\" into \"Arden Council\"",
];

#[test]
fn each_edit_is_in_the_files_keeps_their_comments_and_is_undone_to_the_byte() {
    for (n, edit) in EDITS.iter().enumerate() {
        let (files, database) = loaded(&format!("write-back-{n}"));
        let (code, told) = lines(&files, &database, edit);
        assert_eq!(code, 0, "{edit}: {told}");
        let after = texts(&files);
        assert!(after.len() > 1 || after["towns.toml"] != TOWNS, "{edit} changed nothing");
        for comment in ["# Towns, as", "# Kept by hand.", "# its own words", "# The end."] {
            assert!(after["towns.toml"].contains(comment), "{edit}: {comment}\n{after:?}");
        }
        // That it opens says that files and database agree.
        let (code, told) = lines(&files, &database, "log");
        assert_eq!(code, 0, "{edit}: {told}");
        let (code, told) = lines(&files, &database, "undo\nlog");
        assert_eq!(code, 0, "{edit}: {told}");
        let (code, told) = lines(&files, &database, &format!("{edit}\nundo"));
        assert_eq!(code, 0, "{edit}: {told}");
        let (code, told) = lines(&files, &database, "log");
        assert_eq!(code, 0, "{edit}: {told}");
    }
    let (files, database) = loaded("write-back-all");
    let undo = vec!["undo"; EDITS.len()].join("\n");
    let (code, told) = lines(&files, &database, &format!("{}\n{undo}", EDITS.join("\n")));
    assert_eq!(code, 0, "{told}");
    // A file that came with an edit stays behind without a word in it.
    let left: Vec<_> = texts(&files).into_iter().filter(|(_, text)| !text.is_empty()).collect();
    assert_eq!(left, [("towns.toml".to_owned(), TOWNS.to_owned())]);
}
