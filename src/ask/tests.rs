use std::fmt::Write;
use std::sync::LazyLock;

use expect_test::expect_file;

use super::*;
use crate::db::Database;
use crate::model::when::Grade;

static LONDON: LazyLock<Asker> =
    LazyLock::new(|| Asker::new(Database::london().unwrap().snapshot()));

/// Questions people ask, each answered in `tests/golden/questions.txt` for anyone to review.
const QUESTIONS: &[&str] = &[
    "HCL",
    "chopra",
    "who chairs HCL",
    "who chairs Healthcare central london",
    "who chairs Healthcare centrl london",
    "who leads NWL ICS as of 2021-06",
    "who leads NWL",
    "who leads Paddington Life Sciences",
    "who works at Paddington Green Health Centre",
    "members of PLSP",
    "members of PLSP as of 2023-07",
    "members of PLSP throughout 2023",
    "members of PLSP as of 2023-07 at least possible",
    "members of PLSP as of 2021",
    "memberships of Imperial College Healthcare NHS Trust",
    "which partnerships does Microsoft belong to",
    "which boroughs does the NWL ICS cover",
    "which boroughs does the NWL ICS cover as of 2020-12-11 stated only",
    "who covers Brent",
    "neighbours of HCL",
    "neighbours of HCL out by member-of",
    "neighbours of HCL depth 2 only organisations",
    "how are Vodafone and Brent council connected",
    "how are Rishi Chopra and Microsoft connected",
    "how are Rishi Chopra and Microsoft connected as of 2023-11-08",
    "how are Rishi Chopra and Microsoft connected without PLSP",
    "how are HCL and Penny Dash connected without boroughs",
    "how are David Astley and Microsoft connected",
    "what do Vodafone and Microsoft share",
    "what do HCL and Imperial College Healthcare NHS Trust share",
    "compare Healthy London Partnership with London Health and Care Partnership",
    "timeline of NWL ICS",
    "numbers of NWL ICS",
    "numbers of NWL ICS as of 2020-12",
    "numbers of NWL ICS as of 2035",
    "list inferred",
    "list planned",
    "list undated",
    "list partnerships",
    "find imperial",
    "what does London North West University Healthcare NHS Trust run",
    "who funds South London HIEC",
    "who launched the plan",
    "what became of Public Health England",
    "who is HCL chaired by",
    "who leads South London HIEC using sources published by 2021",
    "members of PLSP using sources published by 2024",
    "who is Penny Dash",
    "where is HCL",
    "how many members does PLSP have",
    "who directs Paddington Life Sciences",
    "what is in Westminster",
    "who is in Westminster",
    "which programmes does Healthy London Partnership include",
    "who succeeded Public Health England",
    "who provides members to South London HIEC",
    "who is chaired by Penny Dash",
    "what boroughs does the NWL ICS cover",
    "boroughs covered by NWL ICS",
    "which companies are members of PLSP",
    "which organisations lead South London HIEC",
    "timeline of Public Health England",
    "who chairs NWL ICS as of 2020-09",
    "who chairs NWL ICS as of 3 May 2024",
    "members of NWL ICS as of 2021-05-01",
    "how are HCL and Penny Dash connected as of 2021-06-01",
    "list planned as of 2021-05 at least undated",
    "diff 2020-12 2023-12 NWL ICS",
    "diff 2020-12-11 8 Nov 2023",
    "what changed between Jun 2023 and Nov 2023 for PLSP",
    "difference between 2015 and 2016",
    "why not HCL member of PLSP as of 2023-05",
    "why not HCL member of PLSP as of 2023-07",
    "why not Penny Dash chairs NWL ICS as of 2021-06",
    "why not Penny Dash a chair of NWL ICS as of 2020-09",
    "why not Microsoft chairs HCL",
    // What is not understood, and what to do about it.
    "who chars HCL",
    "who chairs Nobody At All",
    "members of South London ICS",
    "neighbours of imperial",
    "members of PLSP as of 2020/21",
    "members of PLSP at least certain",
    "how are HCL connected",
    "neighbours of HCL depth 99",
    "members of PLSP as of 2021 as of 2022",
    "who covers",
    "which boroughs does",
    "list",
    "tell me about vodaphone",
    "list unicorns",
    "diff 2023 2020",
    "diff 2020",
    "diff 2020 2021 as of 2022",
    "diff ../2020 2021",
    "why not HCL",
    "who chairs HCL as of tomorrow",
    "",
];

fn told(asker: &Asker, question: &str) -> String {
    let mut text = format!("? {question}\n");
    let answer = match asker.ask(question) {
        Ok(answer) => answer,
        Err(error) => {
            let _ = writeln!(text, "  error[{}]: {error}", error.code());
            if let Some(span) = error.span() {
                let _ = writeln!(text, "  at: “{}”", span.of(question));
            }
            if let Some(help) = error.help() {
                let _ = writeln!(text, "  help: {help}");
            }
            if let AskError::Malformed { mend: Some(mend), .. } = &error {
                let _ = writeln!(text, "  mend: {mend}");
            }
            return text;
        }
    };
    let _ = writeln!(text, "  {}", answer.title);
    for (mark, items) in [("-", &answer.answers), ("below:", &answer.others)] {
        for item in items {
            let _ = writeln!(text, "  {mark} {}", line(item));
        }
    }
    for note in &answer.notes {
        let _ = writeln!(text, "  {}: {}", note.severity, note.text);
    }
    for source in answer.sources.iter().take(3) {
        let quote = source.quote.as_deref().unwrap_or("(no quote)");
        let _ = writeln!(text, "  [{}] {}: “{quote}”", source.n, source.id);
    }
    if answer.sources.len() > 3 {
        let _ = writeln!(text, "  … and {} more sources", answer.sources.len() - 3);
    }
    text
}

fn line(item: &Item) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(route) = item.route {
        parts.push(format!("({route})"));
    }
    if let Some(from) = &item.from {
        parts.push(from.name.clone());
    }
    if !item.caption.is_empty() {
        parts.push(format!("{}:", item.caption));
    }
    parts.extend(item.value.clone());
    if item.value.is_none() {
        parts.push(format!("{} ({})", item.name, item.kind));
    }
    parts.extend(item.role.as_ref().map(|role| format!("– {role}")));
    if !item.when.is_empty() {
        parts.push(format!("| {}", item.when));
    }
    match (item.change, item.before, item.holds) {
        (Some(change), Some(before), Some(after)) => {
            parts.push(format!("| {}: {before} → {after}", change.words()));
        }
        (_, _, holds) => parts.extend(holds.map(|grade| format!("| {grade}"))),
    }
    if item.inferred {
        parts.push("| inferred".to_owned());
    }
    let sources: Vec<String> = item.sources.iter().map(usize::to_string).collect();
    if !sources.is_empty() {
        parts.push(format!("[{}]", sources.join(", ")));
    }
    parts.join(" ")
}

#[test]
fn questions_are_answered_as_the_golden_file_says() {
    let told: Vec<String> = QUESTIONS.iter().map(|q| told(&LONDON, q)).collect();
    expect_file!["../../tests/golden/questions.txt"].assert_eq(&told.join("\n"));
}

#[test]
fn the_query_of_a_question_gives_the_same_rows() {
    for question in QUESTIONS {
        let Ok(answer) = LONDON.ask(question) else { continue };
        assert_eq!(LONDON.query_of(question).unwrap(), answer.query);
        let rows = LONDON.snapshot().query(&answer.query).rows().unwrap();
        let keys = |value: Option<&crate::model::Value>| match value {
            Some(crate::model::Value::Relationship(edge)) => Some(*edge),
            _ => None,
        };
        let found: Vec<_> = rows.map(|row| keys(row.unwrap().value("r"))).collect();
        if matches!(answer.show, Show::Links | Show::Card | Show::Timeline | Show::Relations) {
            let mut found: Vec<_> = found.into_iter().collect();
            let mut shown: Vec<_> = answer.items().map(|item| item.edge).collect();
            found.sort_unstable();
            shown.sort_unstable();
            assert_eq!(found, shown, "{question}");
        }
    }
}

#[test]
fn every_form_has_an_example_that_is_answered() {
    for form in forms() {
        let answer = LONDON.ask(form.example);
        assert!(answer.is_ok(), "{}: {:?}", form.example, answer.err());
        // What was not so is listed below the floor.
        assert!(answer.unwrap().items().next().is_some(), "{}", form.example);
    }
}

#[test]
fn every_relation_of_the_schema_can_be_asked_for() {
    let schema = LONDON.snapshot().schema();
    for relation in schema.relations().iter().filter(|r| !r.curation && !r.derived) {
        for verb in &relation.who {
            let question = format!("who {verb} \"Healthcare Central London\"");
            let answer = LONDON.ask(&question);
            assert!(answer.is_ok(), "{question}: {:?}", answer.err());
        }
        for verb in &relation.does {
            let question = format!("what does \"Healthcare Central London\" {verb}");
            let answer = LONDON.ask(&question);
            assert!(answer.is_ok(), "{question}: {:?}", answer.err());
        }
    }
}

#[test]
fn hostile_lines_are_answered_or_refused() {
    let long = "who chairs ".repeat(5_000);
    let lines = [
        "\"",
        "“",
        "who chairs \"",
        "\u{202e}HCL",
        "\0",
        "who chairs '; MATCH (n) RETURN n",
        "as of",
        "as of 2021",
        "who chairs HCL as of",
        "how are and and connected",
        "how are \"\" and \"\" connected",
        "neighbours of",
        "list",
        "find",
        "via via via",
        long.as_str(),
        "members of PLSP as of 2021 as of 2022",
        "HCL\n\nHCL",
        "{}",
        "{} and {}",
        "numbers of \\",
    ];
    for line in lines {
        if let Err(error) = LONDON.ask(line)
            && let Some(span) = error.span()
        {
            assert!(span.range().end <= line.len(), "{line:.40}");
        }
    }
}

/// What stands before the forms in `docs/questions.md`.
const ABOUT_QUESTIONS: &str = "# Questions

Every form of question there is, each with an example and its answer from the network that comes with
the program. A test asks them all again (`UPDATE_EXPECT=1 cargo test --lib documented` writes what is
answered now). `explain QUESTION` shows the openCypher query that a question stands for.

At the end of any question: `as of DATE` (what held then), `throughout DATE` (what held on every day of
it), `at least yes|presumed|possible|undated`, `stated only` (without what a curator inferred), `using
sources published by DATE` (what was known then). At the prompt `at DATE` sets any of these for all that
follows, Cypher and pictures too; `at any` ends it.

In an answer `-` is a line at the floor or above it, `below:` one that is less certain. A line that is
not certain says in JSON (`because`) and under `why N` why it is not. `why N` also tells what row N of a
query rests on, and all that a `count(*)` has counted; `why` of a query without rows, what is in the way.
";

/// So much of an answer is shown in the documentation, in lines.
const SHOWN: usize = 8;

#[test]
fn every_form_is_documented_with_its_answer() {
    let mut text = ABOUT_QUESTIONS.to_owned();
    for form in forms() {
        write!(text, "\n## {}\n\n{}\n\n```text\n", form.usage, form.doc).unwrap();
        let told = told(&LONDON, form.example);
        let lines: Vec<&str> = told.lines().collect();
        for line in lines.iter().take(SHOWN) {
            writeln!(text, "{line}").unwrap();
        }
        if lines.len() > SHOWN {
            text.push_str("  …\n");
        }
        text.push_str("```\n");
    }
    expect_file!["../../docs/questions.md"].assert_eq(&text);
}

#[test]
fn what_is_looked_at_is_asked_through() {
    let lens = |text: &str| Lens::read(text, None);
    let ask = |question: &str, lens: &Lens| {
        LONDON.ask_through(question, lens, CancelToken::default()).unwrap()
    };
    let then = lens("2021-06 at least possible stated only").unwrap();
    assert_eq!(then.words(), "as of Jun 2021, at least possible, stated only");
    let question = "members of NWL ICS";
    let said = "members of NWL ICS as of 2021-06 at least possible stated only";
    assert_eq!(ask(question, &then).answers, LONDON.ask(said).unwrap().answers);
    // What the question says itself comes first.
    let other = "members of NWL ICS as of 2020 at least possible stated only";
    assert_eq!(
        ask("members of NWL ICS as of 2020", &then).answers,
        LONDON.ask(other).unwrap().answers
    );
    // Two dates of its own are compared at any time looked at.
    let diff = "diff 2020-12 2023-12 NWL ICS";
    let plain = ask(diff, &lens("1990").unwrap());
    assert_eq!(plain.answers, LONDON.ask(diff).unwrap().answers);
    for all in ["any", "now", "ANY TIME"] {
        assert_eq!(lens(all).unwrap(), Lens::default());
    }
    for (text, place) in [("2021-13", "2021-13"), ("soon", "soon"), ("2021 at least sure", "sure")]
    {
        let error = lens(text).unwrap_err();
        assert_eq!(error.span().unwrap().of(text), place, "{error}");
    }
}

#[test]
fn of_two_times_every_relation_is_told_once_or_not_at_all() {
    let (a, b) = ("2020-12".parse().unwrap(), "2023-12".parse().unwrap());
    let snapshot = LONDON.snapshot();
    let answer = LONDON.ask("diff 2020-12 2023-12").unwrap();
    let told = |edge| answer.answers.iter().filter(|item| item.edge == Some(edge)).count();
    for edge in snapshot.edges() {
        let relation = snapshot.relation_of(edge).unwrap();
        if relation.event || relation.curation || relation.derived {
            continue;
        }
        let (before, after) = (snapshot.edge_grade(edge, &a), snapshot.edge_grade(edge, &b));
        let same = before == after && !matches!(before, Grade::Possible | Grade::Undated);
        assert_eq!(told(edge), usize::from(!same), "{edge:?}: {before} {after}");
    }
    for item in answer.answers.iter().filter(|item| item.edge.is_some()) {
        let grades = (item.before.unwrap(), item.holds.unwrap());
        let fits = match item.change.unwrap() {
            Change::Appeared => grades.0 == Grade::No && grades.1 >= Grade::Presumed,
            Change::Ended => grades.0 >= Grade::Presumed && grades.1 == Grade::No,
            Change::BecameKnown => grades.0 < Grade::Presumed && grades.1 >= Grade::Presumed,
            Change::Unvouched => grades == (Grade::Yes, Grade::Presumed),
            Change::Happened | Change::Role | Change::Unknown => true,
        };
        assert!(fits, "{item:?}");
    }
}
