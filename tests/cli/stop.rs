//! Ctrl-C.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Command, Stdio};

use crate::{folder, plexus};

fn done(program: &str, args: &[&str]) {
    assert!(Command::new(program).args(args).status().unwrap().success(), "{program} {args:?}");
}

#[test]
fn ctrl_c_stops_a_load_and_leaves_nothing_half_done() {
    let folder = folder("stop");
    let path = |name: &str| folder.join(name).display().to_string();
    let (db, new, pipe) = (path("my.plexus"), path("new.plexus"), path("data/facts.toml"));
    plexus().args(["init", &db]).assert().success();
    std::fs::create_dir(path("data")).unwrap();
    done("mkfifo", &[&pipe]);
    for (file, left) in [(&db, "is as it was"), (&new, "was not made")] {
        let mut load = Command::new(env!("CARGO_BIN_EXE_plexus"));
        load.args(["load", file, &path("data")]).stderr(Stdio::piped());
        let mut load = load.spawn().unwrap();
        // It is open when the program reads it, and the program waits for more.
        let mut facts = File::options().write(true).open(&pipe).unwrap();
        facts.write_all(b"[[node]]\n").unwrap();
        done("kill", &["-INT", &load.id().to_string()]);
        let mut said = String::new();
        load.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let code = load.wait().unwrap().code();
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(said, format!("stopped: nothing was loaded, and {file} {left}"));
        assert_eq!(code, Some(130));
    }
    let mut names: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["data", "my.plexus"]);
    let count =
        plexus().args(["query", "--db", &db, "MATCH (n) RETURN count(n)"]).output().unwrap();
    assert_eq!(String::from_utf8(count.stdout).unwrap(), "count(n)\n0\n");
}
