//! `plexus session`, driven as a program would.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::golden::{difference, replay};
use crate::{folder, plexus};

/// A session that is spoken with line by line.
struct Session {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Session {
    fn open() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_plexus"))
            .args(["session", "--schema", "open"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let input = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        Self { process, input, output }
    }

    fn send(&mut self, line: &[u8]) {
        self.input.write_all(line).unwrap();
        self.input.write_all(b"\n").unwrap();
        self.input.flush().unwrap();
    }

    fn reply(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line:?}"))
    }

    fn raw(&mut self, line: &[u8]) -> Value {
        self.send(line);
        self.reply()
    }

    fn run(&mut self, request: &Value) -> Value {
        self.raw(request.to_string().as_bytes())
    }

    /// The one value that a statement gives.
    fn value(&mut self, statement: &str) -> Value {
        self.run(&json!({"statement": statement}))["data"]["values"][0][0].clone()
    }

    #[cfg(unix)]
    fn signal(&self, name: &str) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    /// Waits for the end, which must be clean.
    fn ended(mut self) {
        let code = self.process.wait().unwrap().code();
        let mut said = String::new();
        std::io::Read::read_to_string(&mut self.process.stderr.take().unwrap(), &mut said).unwrap();
        assert_eq!((code, said.as_str()), (Some(0), ""));
    }
}

fn count(n: i64) -> Value {
    json!({"$type": "Integer", "_value": n.to_string()})
}

#[test]
fn the_conversation_of_the_manual_is_what_is_said() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/session.md");
    let manual = std::fs::read_to_string(file).unwrap();
    let start = manual.find("$ plexus session").unwrap();
    let end = start + manual[start..].find("```").unwrap();
    let shown = &manual[start..end];
    // The manual does without the exit code, which is 0.
    let said = replay(shown).replace("\n= 0\n", "\n");
    if said != shown && std::env::var_os("UPDATE_EXPECT").is_some() {
        let whole = [&manual[..start], &said, &manual[end..]].concat();
        std::fs::write(file, whole).unwrap();
        return;
    }
    assert_eq!(said, shown, "{}", difference(shown, &said));
}

#[test]
fn the_python_of_the_manual_runs() {
    if Command::new("python3").arg("--version").output().is_err() {
        println!("skipped: there is no python3");
        return;
    }
    let manual = include_str!("../../docs/session.md");
    let (_, behind) = manual.split_once("```python\n").unwrap();
    let (script, _) = behind.split_once("```").unwrap();
    let file = folder("python").join("drive.py");
    let program = format!("{:?}, \"session\"", env!("CARGO_BIN_EXE_plexus"));
    let script = script.replace("\"plexus\", \"session\"", &program);
    std::fs::write(&file, &script).unwrap();
    let output = Command::new("python3").arg(file).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(printed.trim_end(), "[[{'$type': 'Integer', '_value': '2'}]]", "{said}");
}

#[test]
fn every_type_comes_back_as_it_was_sent() {
    let mut session = Session::open();
    for (kind, value) in [
        ("Null", json!(null)),
        ("Boolean", json!(true)),
        ("Integer", json!("-9223372036854775808")),
        ("Float", json!("0.1")),
        ("Float", json!("NaN")),
        ("Float", json!("-Infinity")),
        ("String", json!("é\u{1F600}\n\"\\\u{0}")),
        ("Date", json!("-0044-03-15")),
        ("Date", json!("+999999999-12-31")),
        ("Time", json!("12:50:35.556+01:00")),
        ("LocalTime", json!("12:50:00")),
        ("OffsetDateTime", json!("2015-06-24T12:50:35.556Z")),
        ("ZonedDateTime", json!("2015-11-21T21:40:32.142+01:00[Europe/Oslo]")),
        ("LocalDateTime", json!("2015-07-04T19:32:24.000000001")),
        ("Duration", json!("P1Y2M3DT4H5M6.5S")),
        ("List", json!([count(1), {"$type": "List", "_value": []}])),
        ("Map", json!({"$type": count(1), "": {"$type": "Map", "_value": {}}})),
    ] {
        let sent = json!({"$type": kind, "_value": value});
        let reply = session.run(&json!({"statement": "RETURN $v", "parameters": {"v": sent}}));
        assert_eq!(reply["data"]["values"], json!([[sent]]), "{reply}");
        if !["Null", "Map", "List"].contains(&kind) {
            let statement = "CREATE (n {v: $v}) RETURN n";
            let reply = session.run(&json!({"statement": statement, "parameters": {"v": sent}}));
            let node = &reply["data"]["values"][0][0]["_value"];
            assert_eq!(node["_properties"]["v"], sent, "{reply}");
        }
    }
}

#[test]
fn hostile_lines_get_one_reply_each_and_change_nothing() {
    let mut session = Session::open();
    session.run(&json!({"statement": "CREATE (:Cat)"}));
    let nested = |before: &str, times: usize| before.repeat(times).into_bytes();
    let quoted = |text: &str| json!({ "statement": text }).to_string().into_bytes();
    let mut typed = String::from("{\"statement\": \"RETURN $p\", \"parameters\": {\"p\": ");
    write!(typed, "{}", "{\"$type\":\"List\",\"_value\":[".repeat(100_000)).unwrap();
    for (line, detail) in [
        (nested("[", 1_000_000), "BadMember"),
        (nested("{\"parameters\":", 1_000_000), "NestingLimit"),
        (typed.into_bytes(), "NestingLimit"),
        (b"{\"id\": ".repeat(100_000), "NestingLimit"),
        (b"\xff\xfe".to_vec(), "NotUtf8"),
        (b"{\"statement\": \"\xed\xa0\x80\"}".to_vec(), "NotUtf8"),
        (b"{\"statement\": \"\\ud800\"}".to_vec(), "NotJson"),
        (b"{\"statement\": \"RETURN 1\"".to_vec(), "NotJson"),
        (b"\0".to_vec(), "NotJson"),
        (b"null".to_vec(), "BadMember"),
        (quoted(&format!("RETURN {}", "(".repeat(1_000_000))), "NestingTooDeep"),
        (quoted(&"\0".repeat(1_000)), "UnexpectedSyntax"),
    ] {
        let reply = session.raw(&line);
        let start = String::from_utf8_lossy(&line[..line.len().min(60)]).into_owned();
        let error = &reply["errors"][0];
        assert_eq!(error["detail"], detail, "{start}: {reply}");
        assert!(error["message"].as_str().unwrap().len() < 1_000, "{start}: {reply}");
        assert_eq!(reply.get("data"), None, "{start}");
    }
    assert_eq!(session.value("MATCH (n) RETURN count(*)"), count(1));
    drop(session.input);
    assert_eq!(session.process.wait().unwrap().code(), Some(0));
}

#[test]
fn a_line_of_many_rows_is_one_transaction() {
    let mut session = Session::open();
    let rows: Vec<Value> = (0..10_000).map(|n| json!({"id": n, "name": format!("n{n}")})).collect();
    let statement = "UNWIND $rows AS r CREATE (:P {id: r.id, name: r.name})";
    let request = json!({"statement": statement, "parameters": {"rows": rows},
        "includeCounters": true});
    let counters = session.run(&request)["counters"].clone();
    assert_eq!(counters["nodesCreated"], 10_000);
    assert_eq!(counters["propertiesSet"], 20_000);
    let mut bad = request;
    bad["parameters"]["rows"][9_999]["name"] = json!({"no": "property"});
    assert_eq!(session.run(&bad)["errors"][0]["kind"], "TypeError");
    assert_eq!(session.value("MATCH (p:P) RETURN count(*)"), count(10_000));
}

#[test]
fn requests_that_are_sent_ahead_are_answered_in_order() {
    let mut session = Session::open();
    for n in 0..100 {
        session.send(json!({"statement": "RETURN 1", "id": n}).to_string().as_bytes());
    }
    for n in 0..100 {
        assert_eq!(session.reply()["id"], n);
    }
}

#[test]
fn a_last_line_without_an_end_is_answered() {
    let output = plexus().arg("session").write_stdin("{\"statement\": \"RETURN 1\"}").output();
    let text = String::from_utf8(output.unwrap().stdout).unwrap();
    assert!(text.starts_with("{\"data\"") && text.ends_with("}\n"), "{text}");
}

#[cfg(unix)]
#[test]
fn signals_cancel_what_runs_and_end_what_waits() {
    for name in ["-INT", "-TERM"] {
        let mut session = Session::open();
        assert_eq!(session.value("CREATE (n) RETURN 1"), count(1));
        let endless = "UNWIND range(1, 9000000) AS a UNWIND range(1, 9000000) AS b
            WITH a, b WHERE a < 0 CREATE (:N)";
        session.send(json!({"statement": endless}).to_string().as_bytes());
        std::thread::sleep(Duration::from_millis(500));
        session.signal(name);
        let reply = session.reply();
        assert_eq!(reply["errors"][0]["detail"], "Cancelled", "{reply}");
        assert_eq!(session.value("MATCH (n) RETURN count(*)"), count(1));
        session.signal(name);
        session.ended();
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_ends_a_session_quietly() {
    let mut session = Session::open();
    session.value("RETURN 1");
    let Session { mut process, mut input, output } = session;
    drop(output);
    input.write_all(b"{\"statement\": \"RETURN 1\"}\n").unwrap();
    assert_eq!(process.wait().unwrap().code(), Some(0));
    let mut said = String::new();
    std::io::Read::read_to_string(&mut process.stderr.take().unwrap(), &mut said).unwrap();
    assert_eq!(said, "");
}
