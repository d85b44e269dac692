//! Rules of the repository, as tests: who may know whom, where a replaceable crate is named, how long a
//! file may be.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// Each folder of `src` with the folders it may use; `error` and `model` know each other, since errors
/// name the model's things.
const LAYERS: &[(&str, &[&str])] = &[
    ("error", &["model", "cypher", "store"]),
    ("model", &["error"]),
    ("graph", &["error", "model"]),
    ("source", &["error", "model"]),
    ("store", &["error", "model"]),
    ("db", &["error", "model", "graph", "source", "store", "cypher"]),
    ("cypher", &["error", "model", "graph"]),
    ("ask", &["error", "model", "graph", "cypher"]),
    ("layout", &[]),
    ("view", &["error", "model", "graph", "cypher", "ask"]),
    ("export", &["error", "model", "graph", "source", "cypher", "ask", "view", "layout"]),
    ("wire", &["error", "model", "graph"]),
    ("curate", &["error", "model", "graph", "source", "db", "ask"]),
    ("check", &["error", "model", "graph", "source", "db", "curate"]),
    (
        "cli",
        &[
            "error", "model", "graph", "source", "store", "db", "cypher", "ask", "view", "export",
            "layout", "wire", "check", "curate",
        ],
    ),
    (
        "lib",
        &[
            "error", "model", "graph", "source", "store", "db", "cypher", "ask", "view", "export",
            "layout", "wire", "check", "curate", "cli",
        ],
    ),
    ("main", &[]),
];

/// Each replaceable crate with the only places that may name it.
const CRATES: &[(&str, &[&str])] = &[
    ("petgraph", &["src/graph/", "src/lib.rs"]),
    ("dot_writer", &["src/export/dot.rs"]),
    ("rustyline", &["src/cli/repl/editor.rs"]),
    ("clap", &["src/cli/args"]),
    ("clap_complete", &["src/cli/args.rs"]),
    ("clap_mangen", &["src/cli/args.rs"]),
    ("comfy_table", &["src/cli/table.rs"]),
    ("annotate_snippets", &["src/cli/snippet.rs"]),
    ("ctrlc", &["src/cli/interrupt.rs"]),
    ("signal_hook", &["src/cli/interrupt.rs"]),
    ("toml", &["src/source/tree.rs"]),
    ("toml_edit", &["src/source/revise/document.rs"]),
    ("quick_xml", &["src/source/interchange/graphml.rs"]),
    ("parquet", &["src/export/graph/"]),
    ("oxrdf", &["src/source/interchange/turtle.rs"]),
    ("oxttl", &["src/source/interchange/turtle.rs"]),
    ("csv", &["src/source/sheet/"]),
    ("unicode_normalization", &["src/model/unicode.rs"]),
    ("strsim", &["src/model/name.rs"]),
    ("regex", &["src/cypher/function/operator.rs"]),
    ("mimalloc", &["src/main.rs"]),
    ("redb", &["src/store/"]),
    ("bincode", &["src/store/codec.rs"]),
    ("xxhash_rust", &["src/store/codec.rs"]),
    ("resvg", &["src/export/raster.rs"]),
    ("svg2pdf", &["src/export/raster.rs"]),
    ("pdf_writer", &["src/export/raster.rs"]),
    ("sha2", &["src/export/page/mod.rs"]),
    ("jiff", &["src/model/value/temporal/zone.rs"]),
];

/// The most lines a source file may have.
const LINES: usize = 600;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = vec![root().join(folder)];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
        } else if path.extension().is_some_and(|e| e == "rs") {
            let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no Rust file under {folder}");
    found
}

/// Source files of `src` without what is compiled for tests alone, where other rules hold.
fn product_files() -> Vec<(String, String)> {
    let is_test = |name: &str| name.ends_with("/tests.rs") || name.contains("/tests/");
    rust_files("src")
        .into_iter()
        .filter(|(name, _)| !is_test(name))
        .map(|(name, text)| {
            let code = text.split("\nmod tests {").next().unwrap_or_default();
            (name, code.to_owned())
        })
        .collect()
}

/// The words that follow `before` wherever it stands in the code, comments left out.
fn words_after<'a>(text: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(move |line| line.match_indices(before).map(move |(at, _)| (line, at)))
        .filter(|(line, at)| {
            let behind = line[..*at].chars().next_back();
            !behind.is_some_and(|c| c.is_alphanumeric() || c == '_')
        })
        .map(move |(line, at)| {
            let rest = &line[at + before.len()..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            &rest[..end]
        })
}

#[test]
fn folders_use_only_the_folders_below_them() {
    let mut wrong = Vec::new();
    for (name, text) in product_files() {
        let layer = name.trim_start_matches("src/").split(['/', '.']).next().unwrap();
        let Some((_, allowed)) = LAYERS.iter().find(|(l, _)| *l == layer) else {
            wrong.push(format!("{name}: `{layer}` has no row in LAYERS"));
            continue;
        };
        for used in words_after(&text, "crate::") {
            let is_layer = LAYERS.iter().any(|(l, _)| *l == used);
            if is_layer && used != layer && !allowed.contains(&used) {
                wrong.push(format!("{name}: `{layer}` must not use `{used}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn replaceable_crates_are_named_in_one_place() {
    let mut wrong = Vec::new();
    for (name, text) in product_files() {
        for (krate, places) in CRATES {
            let path = format!("{krate}::");
            let named = words_after(&text, &path).next().is_some();
            if named && !places.iter().any(|p| name.starts_with(p)) {
                wrong.push(format!("{name} names {krate}, which belongs in {}", places.join(", ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_outgrows_its_purpose() {
    let long: Vec<String> = ["src", "tests", "examples"]
        .into_iter()
        .flat_map(rust_files)
        .map(|(name, text)| (name, text.lines().count()))
        .filter(|(_, lines)| *lines > LINES)
        .map(|(name, lines)| format!("{name}: {lines} lines, at most {LINES}"))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn the_library_neither_prints_nor_reads_the_environment() {
    let banned = ["println!", "eprintln!", "print!", "eprint!", "dbg!", "std::env::", "env::var"];
    let is_library = |name: &str| !name.starts_with("src/cli/") && name != "src/main.rs";
    let mut wrong = Vec::new();
    for (name, text) in product_files().into_iter().filter(|(name, _)| is_library(name)) {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let hits = code.filter(|line| banned.iter().any(|b| line.contains(b)));
        wrong.extend(hits.map(|line| format!("{name}: {}", line.trim())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_library_alone_compiles_no_command_line() {
    let tree = std::process::Command::new(env!("CARGO"))
        .args([
            "tree",
            "--no-default-features",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8_lossy(&tree.stdout);
    let crates: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(crates.contains(&"petgraph"), "{tree}");
    for banned in ["clap", "rustyline", "comfy-table", "annotate-snippets", "ctrlc", "dot-writer"] {
        assert!(!crates.contains(&banned), "{banned}");
    }
}
