//! The prompt, typed at through a terminal.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use expectrl::session::OsSession;
use expectrl::{Expect, Session};

use crate::folder;

/// A prompt with the user's folders in `home`.
struct Prompt(OsSession);

/// What the editor writes when it gives the terminal back.
const LEFT: &str = "\x1b[?2004l";
const TAB: &str = "\t";
const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";

impl Prompt {
    fn open(home: &Path) -> Self {
        // A new terminal has no size, or one that differs from system to system.
        let mut command = Command::new("sh");
        command
            .args(["-c", "stty cols 120 rows 50; exec \"$0\"", env!("CARGO_BIN_EXE_plexus")])
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("TERM", "xterm")
            .env("NO_COLOR", "1")
            .current_dir(home);
        let mut session = Session::spawn(command).unwrap();
        session.set_expect_timeout(Some(Duration::from_secs(20)));
        let mut prompt = Self(session);
        prompt.sees("London health network · ");
        prompt.sees("Tab completes names.");
        prompt
    }

    fn types(&mut self, keys: &str) -> &mut Self {
        self.0.send(keys).unwrap();
        self
    }

    /// Types a line at the next prompt, to its end.
    ///
    /// Keys sent while the terminal changes hands are lost, so each step waits for the one before.
    fn enters(&mut self, line: &str) -> &mut Self {
        self.sees("plexus> ").types(line).types("\r").sees(LEFT)
    }

    /// Answers the question which of several is meant.
    fn answers(&mut self, line: &str) -> &mut Self {
        self.sees("which? ").types(line).types("\r").sees(LEFT)
    }

    /// Clears the line that is typed.
    fn clears(&mut self) -> &mut Self {
        self.types(CTRL_C).sees(LEFT)
    }

    fn sees(&mut self, text: &str) -> &mut Self {
        if let Err(error) = self.0.expect(text) {
            let mut rest = [0; 4096];
            let length = self.0.try_read(&mut rest).unwrap_or(0);
            panic!("{text:?}: {error}; behind it: {}", String::from_utf8_lossy(&rest[..length]));
        }
        self
    }

    fn leaves(mut self) {
        self.sees("plexus> ").types(CTRL_D);
        self.0.expect(expectrl::Eof).unwrap();
    }
}

#[test]
fn an_answer_can_be_asked_why_and_for_more() {
    let home = folder("prompt-why");
    let mut prompt = Prompt::open(&home);
    prompt.enters("who chairs HCL").sees("1  Dr Rishi Chopra").sees("`why 1` quotes it");
    prompt.enters("why 1").sees("8 Nov 2023").sees("HCL Chair");
    prompt.enters("why 7").sees("the last answer has no line 7");
    prompt.enters("list organisations").sees("more   `more` shows them");
    prompt.enters("more").sees("41  ");
    prompt.enters("more").sees("there is nothing more to show");
    prompt.enters("neighbours of HCL depth 2").sees("1 step").sees("more   `more`");
    prompt.enters("why 2").sees("[");
    prompt.enters("undo").sees("this network can only be read");
    prompt.leaves();
}

#[test]
fn names_and_words_are_completed() {
    let home = folder("prompt-complete");
    let mut prompt = Prompt::open(&home);
    for (typed, completed) in [
        ("who chairs \"healthcare cen", "\"Healthcare Central London\""),
        ("members of plsp", "members of Paddington Life Sciences Partners"),
        ("neighbours of imperial", "Imperial College London  (university, 1 link)"),
        ("how are HCL an", "how are HCL and "),
        ("MATCH ()-[:MEMB", "[:MEMBER_OF"),
        ("MATCH (n:Bor", "(n:Borough"),
        ("MATCH (n {name: 'brockt", "'Brockton Everlast'"),
        (":them", ":theme "),
        ("how are HCL and Bren", "Brent"),
        ("members of PLSP as o", "members of PLSP as of "),
        ("neighbours of HCL onl", "neighbours of HCL only "),
        ("neighbours of HCL only organis", "only organisations"),
        ("neighbours of HCL by chai", "by chairs"),
        ("how are HCL and PLSP connected via boro", "boroughs"),
        ("members of PLSP | js", "jsonl"),
    ] {
        prompt.sees("plexus> ").types(typed).types(TAB).sees(completed).clears();
    }
    prompt.leaves();
}

#[test]
fn a_query_takes_several_lines() {
    let home = folder("prompt-lines");
    let mut prompt = Prompt::open(&home);
    prompt
        .sees("plexus> ")
        .types("MATCH (p:Person)-[:CHAIRS]->({name: 'Healthcare Central London'})\r");
    prompt
        .types("RETURN p, 'line';\r")
        .sees(LEFT)
        .sees("│ Dr Rishi Chopra │ line")
        .sees("1 row · ");
    prompt.sees("plexus> ").types("RETURN 40 + 2 AS n\r").types("\r").sees(LEFT).sees("│ 42 │");
    // Pasted in one piece, with its line breaks.
    prompt.sees("plexus> ");
    prompt.types("\x1b[200~MATCH (p:Person)\nRETURN 20 + 3 AS n, count(p);\x1b[201~\r");
    prompt.sees(LEFT).sees("│ 23 │");
    prompt.leaves();
}

#[test]
fn ctrl_c_stops_the_query_and_clears_the_line_and_never_leaves() {
    let home = folder("prompt-interrupt");
    let mut prompt = Prompt::open(&home);
    prompt.sees("plexus> ").types("half a line").clears();
    let long = "MATCH (a)--(b)--(c)--(d)--(e)--(f)--(g)--(h)--(i)--(j)--(k) RETURN count(*);";
    prompt.enters(long);
    std::thread::sleep(Duration::from_millis(700));
    prompt.types(CTRL_C).sees("the query was cancelled");
    prompt.enters("who chairs HCL").sees("Dr Rishi Chopra");
    prompt.leaves();
}

#[test]
fn several_meanings_are_asked_about() {
    let home = folder("prompt-which");
    let mut prompt = Prompt::open(&home);
    prompt.enters("neighbours of imperial").sees("could be:").sees("2  Imperial College London");
    prompt.answers("2").sees("Neighbours of Imperial College London");
    prompt.enters("neighbours of imperial");
    prompt.answers("imperial health charity").sees("Neighbours of Imperial Health Charity");
    prompt.enters("neighbours of imperial").answers("");
    prompt.enters("neighbours of imperial");
    prompt.answers("who chairs HCL").sees("1  Dr Rishi Chopra");
    prompt.leaves();
}

#[test]
fn enter_accepts_a_mend() {
    let home = folder("prompt-mend");
    let mut prompt = Prompt::open(&home);
    prompt.enters("who chars HCL").sees("^^^^^").sees("did you mean chairs?");
    prompt.sees("plexus> who chairs HCL").types("\r").sees(LEFT).sees("1  Dr Rishi Chopra");
    prompt.leaves();
}

#[test]
fn settings_and_files() {
    let home = folder("prompt-settings");
    std::fs::create_dir_all(home.join("config/plexus")).unwrap();
    std::fs::write(home.join("config/plexus/init"), "// mine\n:params name=Brent\n").unwrap();
    // One in the current folder is somebody else's.
    std::fs::create_dir_all(home.join("plexus")).unwrap();
    std::fs::write(home.join("plexus/init"), ":mode json\n").unwrap();
    let mut prompt = Prompt::open(&home);
    prompt.enters("MATCH (n {name: $name}) RETURN n LIMIT 1;").sees("│ Brent │");
    prompt.enters(":mode csv").sees("written as csv");
    prompt.enters("who chairs HCL").sees("person:rishi-chopra,Dr Rishi Chopra,person,chairs");
    prompt.enters(":mode nonsense").sees("`:mode table|csv|");
    prompt.enters("who chairs HCL | json > chair.json").sees("wrote chair.json · 1 answer");
    prompt.enters("help members").sees("for example: members of PLSP");
    prompt.enters("check PLSP").sees("a source states 15 members");
    prompt.enters("draw HCL > hcl.dot").sees("wrote hcl.dot · ");
    prompt.leaves();
    assert!(std::fs::read_to_string(home.join("chair.json")).unwrap().contains("\"answers\""));
    assert!(std::fs::read_to_string(home.join("hcl.dot")).unwrap().starts_with("digraph"));
}

#[test]
fn the_history_is_kept_for_its_owner_alone() {
    let home = folder("prompt-history");
    let mut prompt = Prompt::open(&home);
    prompt.enters("who chairs HCL").sees("Dr Rishi Chopra");
    prompt.leaves();
    let file = home.join("data/plexus/history");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let mut prompt = Prompt::open(&home);
    prompt.sees("plexus> ").types("\x1b[A").sees("who chairs HCL").clears();
    prompt.leaves();
}
