//! Database files, as people and scripts use them.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use plexusdb::Database;
use serde_json::{Value, json};

use crate::{folder, plexus};

/// A file in an empty folder.
fn file(test: &str) -> PathBuf {
    folder(test).join("network.plexus")
}

fn said(command: &mut assert_cmd::Command) -> (i32, String, String) {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn run(path: &Path, args: &[&str]) -> (i32, String, String) {
    let args = args.iter().map(|arg| if *arg == "FILE" { path.to_str().unwrap() } else { arg });
    said(plexus().args(args))
}

/// So many kills here, or so many where all trials are asked for.
fn kills() -> usize {
    if std::env::var("PLEXUS_TRIALS").as_deref() == Ok("full") { 1_000 } else { 100 }
}

#[test]
fn a_network_is_kept_asked_and_written_to() {
    let path = file("kept");
    let (code, _, remark) = run(&path, &["init", "FILE", "--from", "london"]);
    assert_eq!(code, 0, "{remark}");
    let (_, rows, _) = run(&path, &["ask", "--db", "FILE", "who chairs HCL", "-f", "csv"]);
    let (_, in_memory, _) = run(&path, &["ask", "who chairs HCL", "-f", "csv"]);
    assert_eq!(rows, in_memory);
    let create = "CREATE (p:Person {name: $name}) RETURN p.id AS id";
    let written = run(&path, &["query", "--db", "FILE", create, "--param", "name=Ada Example"]);
    assert_eq!(written.0, 0, "{}", written.2);
    assert_eq!(written.1, "id\nperson:ada-example\n");
    assert_eq!(written.2, "1 node created, 1 property set, 1 label added\n");
    let (_, found, _) = run(
        &path,
        &["query", "--db", "FILE", "MATCH (p:Person {name: 'Ada Example'}) RETURN p.id"],
    );
    assert_eq!(found, "p.id\nperson:ada-example\n");
    let (code, sound, _) = run(&path, &["verify", "FILE"]);
    assert_eq!(code, 0);
    assert!(sound.contains("is sound"), "{sound}");
    let (_, info, _) = run(&path, &["info", "FILE"]);
    assert!(
        info.contains("entities       190") && info.contains("the London health network"),
        "{info}"
    );
}

#[test]
fn what_is_dumped_loads_again_and_a_second_time_changes_nothing() {
    let path = file("dumped");
    run(&path, &["init", "FILE", "--from", "london"]);
    let (_, dump, _) = run(&path, &["dump", "FILE"]);
    let folder = path.parent().unwrap();
    std::fs::write(folder.join("all.toml"), &dump).unwrap();
    let copy = folder.join("copy.plexus");
    let all = folder.join("all.toml");
    let load = ["load", "FILE", all.to_str().unwrap()];
    let (code, _, first) = run(&copy, &load);
    assert_eq!(code, 0, "{first}");
    let (_, _, second) = run(&copy, &load);
    assert!(second.contains("0 added, 0 changed"), "{second}");
    let (_, again, _) = run(&copy, &["dump", "FILE"]);
    assert_eq!(again, dump);
    let (one, two) = (Database::open(&path).unwrap(), Database::open(&copy).unwrap());
    assert_eq!(one.snapshot().node_count(), two.snapshot().node_count());
}

#[test]
fn what_is_declared_goes_with_every_copy() {
    let path = file("declared");
    run(&path, &["init", "FILE", "--from", "london"]);
    let db = Database::open(&path).unwrap();
    for text in [
        "CREATE CONSTRAINT `a \"b\" ]] #\u{202e}` FOR (p:Person) REQUIRE (p.name, p.`x y`) IS UNIQUE",
        "CREATE INDEX ` ` FOR (o:Organisation) ON (o.name)",
    ] {
        db.execute(text).run().unwrap();
    }
    db.close().unwrap();
    let indexes = |file: &std::path::Path| {
        let db = Database::open_read_only(file).unwrap();
        db.snapshot().indexes().to_vec()
    };
    let declared = indexes(&path);
    assert_eq!(declared.len(), 2);
    let (_, dump, _) = run(&path, &["dump", "FILE"]);
    let copy = |name: &str| path.with_file_name(name);
    let all = copy("all.toml");
    std::fs::write(&all, &dump).unwrap();
    let load = ["load", "FILE", all.to_str().unwrap()];
    let (loaded, backup, saved) = (copy("l.plexus"), copy("b.plexus"), copy("s.plexus"));
    let (code, _, error) = run(&loaded, &load);
    assert_eq!(code, 0, "{error}");
    assert_eq!(indexes(&loaded), declared);
    assert_eq!(run(&loaded, &["dump", "FILE"]).1, dump);
    let (_, _, second) = run(&loaded, &load);
    assert!(second.contains("0 added, 0 changed"), "{second}");
    assert_eq!(run(&path, &["backup", "FILE", backup.to_str().unwrap()]).0, 0);
    assert_eq!(indexes(&backup), declared);
    assert_eq!(run(&path, &["salvage", "FILE", saved.to_str().unwrap()]).0, 0);
    assert_eq!(indexes(&saved), declared);
    assert_eq!(run(&path, &["compact", "FILE", "--forget-history"]).0, 0);
    assert_eq!(indexes(&path), declared);
}

#[test]
fn a_schema_file_declares_what_is_held_against_what_is_there() {
    let path = file("promised");
    run(&path, &["init", "FILE", "--from", "london"]);
    let schema = path.with_file_name("schema.toml");
    let declare = |label: &str, property: &str| {
        let keys = format!("label = \"{label}\"\nproperties = [\"{property}\"]\nunique = true");
        std::fs::write(&schema, format!("[[index]]\nname = \"one\"\n{keys}\n")).unwrap();
        run(&path, &["load", "FILE", schema.to_str().unwrap()])
    };
    let (code, _, error) = declare("Person", "layer");
    assert!(code != 0 && error.contains("is unique"), "{error}");
    assert!(Database::open_read_only(&path).unwrap().snapshot().indexes().is_empty());
    let (code, _, error) = declare("Person", "id");
    assert_eq!(code, 0, "{error}");
    assert!(error.contains("1 added"), "{error}");
    assert_eq!(Database::open_read_only(&path).unwrap().snapshot().indexes().len(), 1);
}

#[test]
fn a_backup_is_a_file_of_its_own() {
    let path = file("backed-up");
    run(&path, &["init", "FILE", "--from", "london"]);
    let copy = path.with_file_name("copy.plexus");
    let (code, _, error) = run(&path, &["backup", "FILE", copy.to_str().unwrap()]);
    assert_eq!(code, 0, "{error}");
    assert_eq!(run(&copy, &["verify", "FILE"]).0, 0);
    let (code, _, error) = run(&path, &["backup", "FILE", copy.to_str().unwrap()]);
    assert_eq!(code, 1);
    assert!(error.contains("F0002"), "{error}");
}

#[test]
fn mistakes_are_told_apart() {
    let path = file("mistakes");
    for (args, code, words) in [
        (&["info", "FILE"][..], 1, "there is no file"),
        (&["asq"], 2, "did you mean `plexus ask`?"),
        (&["--db", "FILE", "--data", "x", "check"], 2, "cannot be used with"),
        (&["init", "FILE", "--schema", "open", "--from", "london"], 2, "comes with the schema"),
    ] {
        let said = run(&path, args);
        assert_eq!(said.0, code, "{args:?}: {}", said.2);
        assert!(said.2.contains(words), "{args:?}: {}", said.2);
    }
    std::fs::write(&path, "a text").unwrap();
    let (code, _, error) = run(&path, &["verify", "FILE"]);
    assert_eq!(code, 1);
    assert!(error.contains("it is a text"), "{error}");
}

/// A session on a file that is spoken with until it is killed.
struct Killed {
    process: std::process::Child,
    output: BufReader<std::process::ChildStdout>,
}

impl Killed {
    fn open(path: &Path) -> Self {
        Self::run([Path::new("session"), path], Stdio::null())
    }

    fn run<'a>(args: impl IntoIterator<Item = &'a Path>, remarks: Stdio) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_plexus"))
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(remarks)
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        Self { process, output }
    }

    /// Kills it some time after `least` microseconds, another time for each `kill`.
    fn later(&self, kill: usize, least: u64) -> std::thread::JoinHandle<()> {
        let id = self.process.id();
        let wait = Duration::from_micros(least + (kill as u64 * 7_919) % 120_000);
        std::thread::spawn(move || {
            std::thread::sleep(wait);
            Command::new("kill").args(["-9", &id.to_string()]).status().unwrap();
        })
    }
}

#[test]
fn sheets_load_beside_what_is_there() {
    let path = file("sheets");
    let folder = path.parent().unwrap();
    let put = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).unwrap();
        folder.join(name).to_str().unwrap().to_owned()
    };
    let people = put("people.csv", "Name;Phone\nAda Example;020 7946 0000\n");
    let posts = put("posts.csv", "from,type,to,since\nAda Example,chairs,HCL,May 2024\n");
    assert_eq!(run(&path, &["init", "FILE", "--from", "london"]).0, 0);
    let load = ["load", "FILE", &people, &posts, "--with", "source=A list, 3 May 2024"];
    let (code, _, error) = run(&path, &load);
    assert_eq!(code, 1, "{error}");
    assert!(error.contains("--map \"Phone=KEY\"") && error.contains("--with \"kind="), "{error}");
    let load = [&load[..], &["--map", "Phone=-", "--with", "kind=person"]].concat();
    let (code, _, trial) = run(&path, &[&load[..], &["--dry-run"]].concat());
    assert_eq!(code, 0, "{trial}");
    assert!(trial.contains("3 would be added") && trial.contains("nothing was written"), "{trial}");
    let (code, _, report) = run(&path, &load);
    assert_eq!(code, 0, "{report}");
    assert!(report.contains("3 added, 0 changed"), "{report}");
    let (_, rows, _) =
        run(&path, &["ask", "--db", "FILE", "who chairs HCL as of 2024-06", "-f", "csv"]);
    assert!(rows.contains("Ada Example") && rows.contains("doc:a-list"), "{rows}");
    let new = folder.join("new.plexus");
    let (code, _, error) = run(&new, &["load", "FILE", &posts]);
    assert_eq!(code, 1, "{error}");
    assert!(error.contains("nothing is called `Ada Example`") && !new.exists(), "{error}");
}

#[test]
fn a_second_program_is_refused_by_the_name_of_the_first() {
    let path = file("held");
    assert_eq!(run(&path, &["init", "FILE", "--schema", "open"]).0, 0);
    let mut holder = Killed::open(&path);
    let mut input = holder.process.stdin.take().unwrap();
    writeln!(input, "{}", json!({ "statement": "CREATE (:First)" })).unwrap();
    let mut line = String::new();
    holder.output.read_line(&mut line).unwrap();
    let process = format!("process {}", holder.process.id());
    for args in [
        &["query", "--db", "FILE", "CREATE (:Second)"][..],
        &["query", "--db", "FILE", "MATCH (n) RETURN n"],
        &["info", "FILE"],
        &["compact", "FILE"],
    ] {
        let (code, _, error) = run(&path, args);
        assert_eq!(code, 1, "{args:?}: {error}");
        assert!(error.contains("F0006") && error.contains(&process), "{args:?}: {error}");
    }
    drop(input);
    holder.process.wait().unwrap();
    let (code, rows, error) = run(&path, &["query", "--db", "FILE", "MATCH (n) RETURN labels(n)"]);
    assert_eq!((code, rows.contains("First")), (0, true), "{error}");
}

#[test]
fn a_killed_session_keeps_all_that_it_has_answered() {
    let path = file("killed");
    assert_eq!(run(&path, &["init", "FILE", "--schema", "open"]).0, 0);
    let (mut answered, mut sent) = (0_i64, 0_i64);
    for kill in 0..kills() {
        let mut session = Killed::open(&path);
        let mut input = session.process.stdin.take().unwrap();
        // All of them at once, so that the kill comes upon one at work.
        let first = sent;
        for _ in 0..40 {
            sent += 1;
            let statement = format!("CREATE (:Entry {{n: {sent}}})");
            let line = json!({ "statement": statement }).to_string();
            if writeln!(input, "{line}").is_err() {
                break;
            }
        }
        let killer = session.later(kill, 5_000);
        let mut line = String::new();
        while session.output.read_line(&mut line).is_ok_and(|length| length > 0) {
            if let Ok(reply) = serde_json::from_str::<Value>(&line)
                && reply.get("data").is_some()
            {
                answered += 1;
            }
            line.clear();
        }
        killer.join().unwrap();
        drop(input);
        session.process.wait().unwrap();

        let db = Database::open(&path).unwrap();
        let query = "MATCH (e:Entry) RETURN count(e) AS n, coalesce(max(e.n), 0) AS last";
        let row = db.snapshot().query(query).rows().unwrap().next().unwrap().unwrap();
        let (count, last) = (row.get::<i64>("n").unwrap(), row.get::<i64>("last").unwrap());
        // What was answered is there, and what was not is there wholly or not at all.
        assert!(count >= answered, "kill {kill}: {count} entries, {answered} answered");
        assert!(last >= first || count <= answered, "kill {kill}");
        answered = count;
        sent = last.max(first);
        db.close().unwrap();
    }
    println!("{} kills: {answered} statements, 0 lost", kills());
    let (code, _, error) = run(&path, &["verify", "FILE"]);
    assert_eq!(code, 0, "{error}");
}

/// A council and its town, as curated files say it.
const CURATED: [(&str, &str); 2] = [
    (
        "towns.toml",
        "# Kept by hand.\r\n[source]\r\nid = \"src:list\"\r\ntitle = \"A list\"\r\nkind = \"document\"\r\n\r\n\
         [[node]]\r\nid = \"place:arden\" # the town\r\nkind = \"place/borough\"\r\nname = \"Arden\"\r\n",
    ),
    (
        "bodies.toml",
        "[[node]]\nid = \"org:council\"\nkind = \"organisation\"\nname = \"Arden Council\"\n",
    ),
];

#[test]
fn a_killed_prompt_leaves_files_that_say_what_the_database_says() {
    let path = file("written-back");
    let files = path.with_file_name("files");
    std::fs::create_dir(&files).unwrap();
    for (name, text) in CURATED {
        std::fs::write(files.join(name), text).unwrap();
    }
    let load = ["load", "FILE", files.to_str().unwrap()];
    assert_eq!(run(&path, &load).0, 0);
    let (mut written, mut unfinished) = (0, 0);
    for kill in 0..kills() / 4 {
        let args = [&*path, Path::new("--write-back"), &*files];
        let mut session = Killed::run(args, Stdio::piped());
        let mut input = session.process.stdin.take().unwrap();
        for edit in 0..20 {
            let lines = format!(
                "set \"Arden Council\" note \"{kill}-{edit}\"\n\
                 add \"Ada {kill}-{edit}\" chairs \"Arden Council\" source src:list quote \"so\"\nundo\n"
            );
            if input.write_all(lines.as_bytes()).is_err() {
                break;
            }
        }
        // Once it is at work.
        let remarks = session.process.stderr.take().unwrap();
        let mut first = String::new();
        let mut remarks = BufReader::new(remarks);
        remarks.read_line(&mut first).unwrap();
        assert!(first.contains("written into"), "{first}");
        session.later(kill, 100).join().unwrap();
        drop(input);
        session.process.wait().unwrap();

        let names = std::fs::read_dir(&files).unwrap().map(|entry| entry.unwrap().path());
        let (waiting, whole): (Vec<PathBuf>, Vec<PathBuf>) =
            names.partition(|name| name.file_name().unwrap().to_string_lossy().starts_with('.'));
        unfinished += usize::from(!waiting.is_empty());
        // Each file is wholly as it was before an edit or after it.
        for name in whole {
            let text = std::fs::read_to_string(&name).unwrap();
            assert!(text.parse::<toml::Table>().is_ok(), "{}: {text}", name.display());
        }
        let db = Database::open(&path).unwrap();
        plexusdb::curate::Folder::open(&files, &db.snapshot()).unwrap();
        let said = Database::from_dataset(&plexusdb::source::Dataset::read_dirs([&files])).unwrap();
        let told = |db: &Database| {
            let query = "MATCH (n) OPTIONAL MATCH (n)-[r]->(m) RETURN n.id, n.note, type(r), m.id";
            let rows = db.snapshot().query(query).rows().unwrap();
            let mut rows: Vec<String> = rows.map(|row| format!("{:?}", row.unwrap())).collect();
            rows.sort();
            rows
        };
        assert_eq!(told(&said), told(&db), "kill {kill}");
        assert!(std::fs::read_dir(&files).unwrap().count() >= CURATED.len());
        written = db.log(usize::MAX).unwrap().len();
        db.close().unwrap();
        let towns = std::fs::read_to_string(files.join("towns.toml")).unwrap();
        assert!(towns.starts_with(CURATED[0].1), "{towns}");
    }
    assert!(written > kills() / 4, "{written} commits");
    println!("{} kills: {written} commits, {unfinished} writings ended or undone", kills() / 4);
}
