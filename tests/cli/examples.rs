//! What the help says works, works.

use crate::{folder, plexus};

/// The commands in a help text that can be typed as they stand.
fn examples(command: &[&str]) -> Vec<String> {
    let output = plexus().args(command).arg("--help").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (_, behind) = text.split_once("Examples:").unwrap();
    let is_command = |line: &&str| line.starts_with("plexus") || line.starts_with("echo");
    let lines = behind.lines().map(str::trim).filter(is_command);
    // What stands behind several blanks says what the command is for.
    lines.map(|line| line.split("   ").next().unwrap().to_owned()).collect()
}

#[test]
fn every_example_of_the_help_runs() {
    let home = folder("examples");
    let network = home.join("my-network");
    std::fs::create_dir_all(&network).unwrap();
    let arden = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/cli/arden");
    std::fs::copy(arden.join("report.toml"), network.join("report.toml")).unwrap();
    for sheet in ["bodies.csv", "links.csv", "trusts.csv"] {
        std::fs::copy(arden.join(sheet), home.join(sheet)).unwrap();
    }
    let drawn = [
        ("nodes.csv", ":ID,name,:LABEL\n1,Tom,Cat\n2,Jerry,Mouse\n"),
        ("relationships.csv", ":START_ID,:END_ID,:TYPE\n1,2,CHASES\n"),
        ("graph.cypher", "CREATE (:Cat {name: 'Felix'});\n"),
    ];
    for (name, sheet) in drawn {
        std::fs::write(home.join(name), sheet).unwrap();
    }
    let program = env!("CARGO_BIN_EXE_plexus");
    let mut count = 0;
    let commands = ["ask", "query", "session", "init", "load", "check", "export"];
    for command in [&[][..]].into_iter().chain(commands.iter().map(std::slice::from_ref)) {
        for example in examples(command) {
            let line = example.replacen("plexus", &format!("\"{program}\""), 1);
            let mut shell = assert_cmd::Command::new("sh");
            let output = shell.args(["-c", &line]).current_dir(&home).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let fine = output.status.success() || said.contains("Graphviz is not installed");
            assert!(fine, "{example}: {said}");
            count += 1;
        }
    }
    assert!(count >= 12, "only {count} examples were found");
}

#[test]
fn a_network_without_files_is_refused() {
    let home = folder("no-files");
    for command in [&["--data"][..], &["check", "--data"]] {
        let output = plexus().args(command).arg(&home).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{command:?}");
    }
}

#[test]
fn what_is_typed_at_length_is_not_echoed_at_length() {
    let long = "abc ".repeat(30_000);
    let output = plexus().args(["ask", &format!("who chairs {long}")]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.len() < 4_000, "{} bytes", output.stderr.len());
}

#[test]
fn a_question_is_drawn_as_what_it_is() {
    let home = folder("drawn");
    let draw = |what: &str, name: &str| {
        let line = format!("draw {what} > {}", home.join(name).display());
        let output = plexus().args(["ask", &line]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        (said, std::fs::read_to_string(home.join(name)).unwrap())
    };
    let (said, dot) = draw("how are Vodafone and Brent council connected", "path.dot");
    assert!(said.contains("layout: path"), "{said}");
    assert!(!dot.contains("ODS"), "a register of codes is no source of a path");
    assert!(draw("neighbours of HCL depth 2", "ego.dot").0.contains("layout: ego"));
    let (said, dot) = draw("members of PLSP as of 2023-07", "cards.dot");
    assert!(said.contains("layout: cards"), "{said}");
    assert!(dot.contains("shown"), "the counts are those of the picture");
}
