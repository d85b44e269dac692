//! The network that comes with the program answers the questions it was made for.

use serde_json::Value;

use crate::{folder, plexus};

fn answer(question: &str) -> Value {
    let output = plexus().args(["ask", question, "--format", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{question}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn names(items: &Value) -> Vec<&str> {
    items.as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

#[test]
fn the_boroughs_of_a_system_each_with_its_evidence() {
    let answer = answer("which boroughs does the NWL ICS cover");
    assert_eq!(answer["answers"].as_array().unwrap().len(), 8);
    for borough in answer["answers"].as_array().unwrap() {
        let n = borough["sources"][0].as_u64().unwrap();
        let source = &answer["sources"][usize::try_from(n).unwrap() - 1];
        assert!(source["quote"].as_str().unwrap().len() > 10, "{borough}");
    }
    for key in ["question", "query", "asOf", "others", "notes"] {
        assert!(answer.get(key).is_some(), "{key}");
    }
}

#[test]
fn a_chair_by_acronym_by_name_and_with_a_slip() {
    for name in ["HCL", "Healthcare central london", "Healthcare Centrl London"] {
        let answer = answer(&format!("who chairs {name}"));
        assert_eq!(names(&answer["answers"]), ["Dr Rishi Chopra"], "{name}");
        assert_eq!(answer["answers"][0]["known"][0], "2023-11-08");
        assert!(answer["sources"][0]["title"].as_str().is_some());
    }
}

#[test]
fn every_member_is_graded() {
    let answer = answer("members of PLSP as of 2023-07");
    for item in answer["answers"].as_array().unwrap() {
        assert!(["yes", "presumed"].contains(&item["holds"].as_str().unwrap()), "{item}");
    }
    assert_eq!(names(&answer["others"]), ["Healthcare Central London"]);
    assert_eq!(answer["others"][0]["holds"], "possible");
}

#[test]
fn each_step_of_a_connection_is_quoted() {
    let question = "how are Vodafone and Brent council connected";
    let output = plexus().args(["ask", question, "--format", "table"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("Vodafone ──member of──▶"), "{text}");
    let answer = answer(question);
    for step in answer["answers"].as_array().unwrap() {
        assert!(!step["sources"].as_array().unwrap().is_empty(), "{step}");
    }
    let told = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for source in answer["sources"].as_array().unwrap() {
        let quote = source["quote"].as_str().unwrap();
        assert!(told.contains(quote), "{quote}");
    }
}

#[test]
fn nothing_known_and_nothing_meant_have_codes_of_their_own() {
    let code =
        |question: &str| plexus().args(["ask", question]).output().unwrap().status.code().unwrap();
    assert_eq!(code("who chairs Xyzzy Plugh"), 3);
    assert_eq!(code("members of PLSP as of 1950"), 3);
    assert_eq!(code("who chars HCL"), 2);
}

#[test]
fn the_built_in_network_has_no_error() {
    let output = plexus().arg("check").output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.contains("Paddington Life Sciences Partners: a source states 15 members"),
        "{text}"
    );
}

#[test]
fn a_picture_goes_to_the_screen_or_to_a_file() {
    let output = plexus().args(["export", "--around", "HCL"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.starts_with(b"digraph"));
    let file = folder("picture").join("hcl.dot");
    plexus()
        .args(["export", "--around", "HCL", "--theme", "dark", "-o"])
        .arg(&file)
        .assert()
        .success();
    assert!(std::fs::read_to_string(file).unwrap().contains("Healthcare Central London"));
}

#[test]
fn far_too_many_for_a_picture_are_summed_up() {
    let folder = folder("too-many");
    let [sheet, file, picture] = ["bodies.csv", "bodies.plexus", "p.svg"].map(|n| folder.join(n));
    let rows = (0..20_001).map(|n| format!("org:{n},Body {n},organisation\n"));
    std::fs::write(&sheet, rows.fold("id,name,kind\n".to_owned(), |all, row| all + &row)).unwrap();
    let load = ["--with", "source=A list, 3 May 2024"];
    plexus().arg("load").args([&file, &sheet]).args(load).assert().success();
    let output =
        plexus().arg("export").arg("--db").args([&file]).arg("-o").arg(&picture).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("20002 entities and 0 relationships: 20001 organisations, 1 document\n"));
    assert!(said.contains("--around NAME"), "{said}");
    assert!(!picture.exists());
}

#[test]
fn a_result_goes_to_a_file_in_one_piece() {
    let folder = folder("redirect");
    let file = folder.join("members.csv");
    plexus()
        .write_stdin(format!("members of PLSP | csv > {}\n", file.display()))
        .assert()
        .success()
        .stdout("");
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text.lines().count(), 17, "{text}");
    let nowhere = folder.join("no/such/place.csv");
    plexus().write_stdin(format!("members of PLSP > {}\n", nowhere.display())).assert().code(1);
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let said = folder("pipe").join("stderr");
    let program = env!("CARGO_BIN_EXE_plexus");
    for query in ["MATCH (a), (b) RETURN a.name, b.name LIMIT 20000", "RETURN 1"] {
        let script = format!("\"{program}\" query '{query}' 2> \"$SAID\" | head -1");
        let status = std::process::Command::new("sh")
            .args(["-c", &script])
            .env("SAID", &said)
            .output()
            .unwrap();
        assert!(status.status.success() && !status.stdout.is_empty());
        assert_eq!(std::fs::read_to_string(&said).unwrap(), "", "{query}");
    }
}

#[test]
fn completions_and_manual_are_made() {
    for shell in ["bash", "zsh", "fish"] {
        let output = plexus().args(["completions", shell]).output().unwrap();
        assert!(String::from_utf8(output.stdout).unwrap().contains("plexus"), "{shell}");
    }
    let output = plexus().arg("man").output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains(".TH plexus"));
}

#[test]
fn colours_come_when_asked_for() {
    let ask = |colour: &str| {
        let args = ["ask", "who chairs HCL", "-f", "table", "--color", colour];
        let output = plexus().args(args).output().unwrap();
        String::from_utf8(output.stdout).unwrap().contains('\x1b')
    };
    assert!(ask("always"));
    assert!(!ask("auto") && !ask("never"));
}

#[test]
fn how_surely_something_holds_is_in_every_format() {
    for format in ["table", "csv", "tsv", "json", "jsonl", "md", "full"] {
        let said = |question: &str| {
            let output = plexus().args(["ask", question, "--format", format]).output().unwrap();
            String::from_utf8(output.stdout).unwrap()
        };
        let leads = said("who leads nwl as of 2021-06");
        assert!(leads.contains("presumed"), "{format}: {leads}");
        let members = said("members of PLSP as of 2023-07 at least possible");
        assert!(members.contains("possible"), "{format}: {members}");
        let inferred = said("memberships of HCL");
        assert!(
            inferred.contains("inferred") && inferred.contains("medium"),
            "{format}: {inferred}"
        );
        let changes = said("diff 2020-12 2023-12 NWL ICS");
        for words in ["possible", "presumed", "ecame known"] {
            assert!(changes.contains(words), "{format}: {changes}");
        }
    }
    let picture = folder("graded").join("then.dot");
    let line =
        format!("draw members of PLSP as of 2023-07 at least possible > {}", picture.display());
    plexus().write_stdin(line).assert().success();
    let dot = std::fs::read_to_string(picture).unwrap();
    assert!(dot.contains("possible"), "{dot}");
}
