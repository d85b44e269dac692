//! Cases as text files, `tests/golden/cli/*.txt`: a command line, its input, and all it writes.
//!
//! `UPDATE_EXPECT=1 cargo test` writes what the program says now; read the difference before keeping it.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::plexus;

#[test]
fn commands_write_what_their_files_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/cli");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    let mut wrong = Vec::new();
    for file in files {
        let expected = fs::read_to_string(&file).unwrap();
        let written = replay(&expected);
        if written != expected {
            if std::env::var_os("UPDATE_EXPECT").is_some() {
                fs::write(&file, &written).unwrap();
            } else {
                wrong.push(format!("{}:\n{}", file.display(), difference(&expected, &written)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\nUPDATE_EXPECT=1 writes what is said now", wrong.join("\n"));
}

/// The lines that differ, each with its sign.
pub(crate) fn difference(expected: &str, written: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (expected.lines().collect(), written.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let mut text = format!("from line {}:\n", same + 1);
    for line in old.iter().skip(same).take(12) {
        writeln!(text, "- {line}").unwrap();
    }
    for line in new.iter().skip(same).take(12) {
        writeln!(text, "+ {line}").unwrap();
    }
    text
}

/// Runs each case of a file again. A case is a line `$ plexus …` with lines `< …` of input; what stands
/// before the first one is kept. One with `TMP/` runs in a folder that is empty at the beginning of the
/// file. How long something took is written as 0, and so is when it was committed.
pub(crate) fn replay(text: &str) -> String {
    // Several tests replay at once.
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let temporary = crate::folder(&format!("golden-{}", NEXT.fetch_add(1, Ordering::Relaxed)));
    let start = text.find("$ plexus").unwrap();
    let mut written = text[..start].to_owned();
    for case in text[start..].split("\n$ ") {
        let case = case.strip_prefix("$ ").unwrap_or(case);
        let line = case.lines().next().unwrap();
        let input: Vec<&str> = case.lines().skip(1).map_while(|l| l.strip_prefix("< ")).collect();
        writeln!(written, "$ {line}").unwrap();
        let mut typed = String::new();
        for line in &input {
            writeln!(written, "< {line}").unwrap();
            writeln!(typed, "{line}").unwrap();
        }
        let mut command = plexus();
        if line.contains("TMP/") {
            command.current_dir(&temporary);
        }
        let output = command
            .args(words(line).into_iter().skip(1).map(|word| word.replace("TMP/", "")))
            .write_stdin(typed.replace("TMP/", ""))
            .output()
            .unwrap();
        let said = |bytes| String::from_utf8(bytes).unwrap();
        written.push_str(&timeless(&said(output.stdout)));
        for line in said(output.stderr).lines() {
            writeln!(written, "2> {line}").unwrap();
        }
        writeln!(written, "= {}\n", output.status.code().unwrap()).unwrap();
    }
    format!("{}\n", written.trim_end())
}

fn timeless(text: &str) -> String {
    let mut parts = text.split("\"elapsedMicros\":");
    let mut whole = parts.next().unwrap().to_owned();
    for part in parts {
        whole += "\"elapsedMicros\":0";
        whole += part.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    // `2026-11-28 03:33:42`, all but the time zone behind it.
    let shape = "0000-00-00 00:00:00";
    let parts: Vec<&str> = whole.split(" UTC").collect();
    let untimed = parts.iter().map(|part| {
        let at = part.len().saturating_sub(shape.len());
        match part.get(at..) {
            Some(time) if time.replace(|c: char| c.is_ascii_digit(), "0") == shape => {
                format!("{}{shape}", &part[..at])
            }
            _ => (*part).to_owned(),
        }
    });
    untimed.collect::<Vec<_>>().join(" UTC")
}

/// The words of a command line; single quotes hold one together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('\'').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}
