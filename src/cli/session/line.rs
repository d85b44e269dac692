//! What a line is: a setting, a command, a query or a question; and where its result goes.

use std::path::PathBuf;

use crate::check::Topic;
use crate::cli::args::Format;
use crate::curate;
use crate::cypher::syntax::{TokenKind, is_cypher_start, tokens};

/// A line understood as far as its shape goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Line<'t> {
    /// Nothing, or a remark.
    Empty,
    /// `:mode csv`.
    Setting(&'t str),
    /// A query.
    Cypher(&'t str),
    /// A word of the prompt itself.
    Command(Command<'t>),
    /// Anything else.
    Question(&'t str),
}

/// What the prompt does by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Command<'t> {
    /// `help`, `help QUESTION`.
    Help(&'t str),
    /// `at 2021-06`, `at any`, and the whole line, which may be a name after all; `at` alone asks.
    At(&'t str, &'t str),
    /// `why 2`, `why 1 3`; `why` alone means every line. With `all` behind it, every match of a row.
    Why(Vec<usize>, bool),
    /// `more`.
    More,
    /// `explain QUESTION`.
    Explain(&'t str),
    /// `check`, `check NAME`.
    Check(&'t str),
    /// `draw`, `draw NAME depth 2`, `draw QUESTION`.
    Draw(&'t str),
    /// `export dot`, `export graphml QUESTION`.
    Export(&'t str),
    /// `add X chairs Y …`, `end …`, `set …`: an edit in words.
    Edit(&'t str),
    /// `list duplicates`.
    Duplicates,
    /// `list conflicts`, `list isolated`, `list gaps`.
    List(Topic),
    /// `begin`.
    Begin,
    /// `commit`, `commit "why"`.
    Commit(&'t str),
    /// `rollback`.
    Rollback,
    /// `undo`.
    Undo,
    /// `redo`.
    Redo,
    /// `log`, `log 50`.
    Log(&'t str),
    /// `show 3`: a commit.
    Show(&'t str),
    /// `diff #3 #5`: two commits.
    Differ(&'t str, &'t str),
    /// `recorded at 3`, `recorded now`.
    Recorded(&'t str),
    /// `history of HCL`.
    History(&'t str),
    /// `forget Ada Example`, `forget Ada Example for good`.
    Forget(&'t str),
    /// `quit`.
    Quit,
}

/// Where a result goes and how it is written, where the line says so: `| csv > members.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::cli) struct Redirect {
    /// The format.
    pub format: Option<Format>,
    /// The file.
    pub file: Option<PathBuf>,
}

/// The words of the prompt itself, with what help says of them.
pub(in crate::cli) const COMMANDS: &[(&str, &str)] = &[
    (
        "why N",
        "who says so: the words behind line N of the last answer, or what row N of the last query rests on: `why N all` with all that it counts; of no rows, what is in the way",
    ),
    (
        "at DATE [at least GRADE] …",
        "looks at that time in all that follows, with any ending of a question; `at any` ends it",
    ),
    ("more", "the rest of a long answer"),
    ("explain QUESTION", "the query a question stands for, and how it is run"),
    ("check [NAME]", "what is wrong or doubtful in the data"),
    (
        "list conflicts, isolated or gaps",
        "where sources contradict each other; what is linked with nothing else; what to find out next",
    ),
    ("draw NAME [depth N] > FILE", "a picture: .svg, .png, .pdf, .dot, or a page: .html"),
    ("draw boroughs > FILE", "who covers which borough, as a tile map"),
    ("draw matrix [of NAME] > FILE", "who is a member of what, as a table"),
    ("draw timeline [of NAME] [at DATE, DATE] > FILE", "the same picture as of several times"),
    ("draw diff DATE DATE [NAME] > FILE", "what changed between two dates"),
    (
        "draw QUESTION > FILE",
        "a picture of its answer; `draw > FILE` draws the last one; `--engine neato` has Graphviz place it",
    ),
    ("export html > FILE", "a page to look around in and to send: one file, for any browser"),
    ("export svg > FILE", "the whole network as a picture, or in Graphviz's language with `dot`"),
    (
        "export FORMAT [QUESTION] > FILE",
        "for other programs: graphml, gexf, cytoscape, json, csv, gephi-csv, neo4j-csv, parquet, cypher, turtle, jsonld or mermaid",
    ),
    ("QUESTION | csv > FILE", "the result in a file: csv, tsv, json, jsonl or md"),
    ("begin", "what follows is kept together by `commit`, or dropped by `rollback`"),
    ("commit [WHY]", "keeps what was written since `begin`, with the reason"),
    ("undo, redo", "takes back the last commit that has not been taken back; makes it again"),
    ("log [N]", "who wrote what, when and why: the last commits"),
    ("show N", "what commit N changed"),
    ("history of X", "which commits said what of it, when and by whom"),
    ("diff #A #B", "what is recorded otherwise after commit B than after commit A"),
    (
        "recorded at WHEN",
        "answers from what was recorded then: `#3`, `2026-11-20`; `recorded now`; for one query \
         `FOR SYSTEM_TIME AS OF 3 MATCH …`",
    ),
    ("forget PERSON", "what would go if a person were forgotten; `forget PERSON for good` does it"),
    ("help [QUESTION]", "this, or more about one kind of question"),
    (":help", "the settings"),
    ("quit", "leaves; so does Ctrl-D"),
];

impl<'t> Line<'t> {
    /// Understands a line.
    ///
    /// The redirection is read off the end of questions and commands, where nothing else has `|` or
    /// `>`, and of queries behind their `;`.
    pub(in crate::cli) fn read(text: &'t str) -> Result<(Self, Redirect), Wrong> {
        let text = text.trim();
        if text.is_empty() || text.starts_with("//") || text.starts_with('#') {
            return Ok((Self::Empty, Redirect::default()));
        }
        if let Some(setting) = text.strip_prefix(':') {
            return Ok((Self::Setting(setting.trim()), Redirect::default()));
        }
        if is_cypher(text) {
            let (query, rest) = split_query(text);
            let redirect = if rest.is_empty() { Redirect::default() } else { redirect(rest)? };
            return Ok((Self::Cypher(query), redirect));
        }
        let (body, redirect) = match outside_quotes(text, ['|', '>']) {
            Some(at) => {
                let (body, rest) = text.split_at(at);
                (body.trim(), redirect(rest)?)
            }
            None => (text, Redirect::default()),
        };
        Ok((command(body).map_or(Self::Question(body), Self::Command), redirect))
    }
}

/// What is wrong with the end of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Wrong(pub String);

fn command(text: &str) -> Option<Command<'_>> {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    match word.to_ascii_lowercase().as_str() {
        "help" | "?" => Some(Command::Help(rest)),
        "at" => Some(Command::At(rest, text)),
        "more" if rest.is_empty() => Some(Command::More),
        "explain" => Some(Command::Explain(rest)),
        "check" => Some(Command::Check(rest)),
        "draw" => Some(Command::Draw(rest)),
        "export" => Some(Command::Export(rest)),
        "list" if rest.eq_ignore_ascii_case("duplicates") => Some(Command::Duplicates),
        "list" if Topic::named(rest).is_some() => Topic::named(rest).map(Command::List),
        "begin" if rest.is_empty() => Some(Command::Begin),
        "commit" => Some(Command::Commit(rest)),
        "rollback" if rest.is_empty() => Some(Command::Rollback),
        "undo" if rest.is_empty() => Some(Command::Undo),
        "redo" if rest.is_empty() => Some(Command::Redo),
        "log" if rest.bytes().all(|byte| byte.is_ascii_digit()) => Some(Command::Log(rest)),
        "show" if is_number(rest) => Some(Command::Show(rest)),
        "diff" if rest.starts_with('#') => {
            let (from, to) = rest.split_once(char::is_whitespace)?;
            Some(Command::Differ(from, to.trim()))
        }
        "recorded" if rest.starts_with("at ") || rest == "now" => Some(Command::Recorded(rest)),
        "history" => {
            let (of, whom) = rest.split_once(char::is_whitespace)?;
            of.eq_ignore_ascii_case("of").then(|| Command::History(whom.trim()))
        }
        "forget" if !rest.is_empty() => Some(Command::Forget(rest)),
        "quit" | "exit" if rest.is_empty() => Some(Command::Quit),
        "why" => {
            let whole = rest.strip_suffix("all");
            let numbers = whole.unwrap_or(rest).split([' ', ',']).filter(|n| !n.is_empty());
            let numbers = numbers.map(|n| n.parse().ok()).collect::<Option<Vec<usize>>>();
            numbers.map(|numbers| Command::Why(numbers, whole.is_some()))
        }
        _ if curate::verb(text).is_some() => Some(Command::Edit(text)),
        _ => None,
    }
}

/// Whether a text is a number, with `#` before it or not.
fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches('#');
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a line is an edit whose verb is a word of Cypher too: `merge X into Y`, `set X note …`.
fn is_edit(text: &str) -> bool {
    let Some((word, rest)) = text.trim_start().split_once(char::is_whitespace) else {
        return false;
    };
    // A query merges a pattern, and begins with nothing that it sets.
    let into = || rest.split_whitespace().any(|word| word.eq_ignore_ascii_case("into"));
    word.eq_ignore_ascii_case("merge") && !rest.trim_start().starts_with('(') && into()
        || word.eq_ignore_ascii_case("set")
}

/// Whether a text is Cypher: its first word starts a query. `explain` before a question is not Cypher's.
pub(in crate::cli) fn is_cypher(text: &str) -> bool {
    if is_edit(text) {
        return false;
    }
    let first = text.split(';').next().unwrap_or_default();
    let mut words =
        first.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty());
    if !text.trim_start().starts_with(char::is_alphabetic) {
        return false;
    }
    match words.next() {
        Some(word) if ["explain", "profile"].iter().any(|w| w.eq_ignore_ascii_case(word)) => {
            match words.next() {
                Some(word) if word.eq_ignore_ascii_case("show") => shows_declared(words),
                Some(word) => is_cypher_start(word),
                None => false,
            }
        }
        // `AS OF '2021-06' MATCH …`; a question says its time behind, and without quotes.
        Some(word) if word.eq_ignore_ascii_case("as") => {
            words.next().is_some_and(|word| word.eq_ignore_ascii_case("of"))
                && text.contains(['\'', '"', '$'])
        }
        Some(word) if word.eq_ignore_ascii_case("show") => shows_declared(words),
        Some(word) => is_cypher_start(word),
        None => false,
    }
}

/// Whether what stands behind `SHOW` is Cypher's: `INDEXES`, `CONSTRAINTS YIELD …`. `show 3` is a commit,
/// and `show constraints on X` no query.
fn shows_declared<'t>(mut words: impl Iterator<Item = &'t str>) -> bool {
    let is = |word: &str, names: &[&str]| names.iter().any(|n| n.eq_ignore_ascii_case(word));
    words.next().is_some_and(|word| is(word, &["index", "indexes", "constraint", "constraints"]))
        && words.next().is_none_or(|word| is(word, &["yield"]) || is_cypher_start(word))
}

/// Whether a query has come to its end: a `;` outside texts and comments, or an empty line.
pub(in crate::cli) fn is_whole(text: &str) -> bool {
    let typed = text.trim_end_matches([' ', '\t']);
    typed.ends_with('\n') || end_of_query(text).is_some()
}

fn end_of_query(text: &str) -> Option<usize> {
    tokens(text).iter().find(|t| t.kind == TokenKind::Symbol(";")).map(|t| t.span.range().start)
}

/// A query without its `;`, and what stands behind it.
fn split_query(text: &str) -> (&str, &str) {
    match end_of_query(text) {
        Some(at) => {
            let (query, rest) = text.split_at(at);
            (query.trim_end(), rest.trim_start_matches(';').trim())
        }
        None => (text, ""),
    }
}

/// The first of these characters that stands outside double quotes.
fn outside_quotes(text: &str, wanted: [char; 2]) -> Option<usize> {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' | '“' | '”' => quoted = !quoted,
            c if !quoted && wanted.contains(&c) => return Some(at),
            _ => {}
        }
    }
    None
}

/// Reads `| csv > file`, either part of which may be missing.
fn redirect(text: &str) -> Result<Redirect, Wrong> {
    let (format, file) = match outside_quotes(text, ['>', '>']) {
        Some(at) => {
            let (format, file) = text.split_at(at);
            let file = file.trim_start_matches('>').trim().trim_matches('"');
            if file.is_empty() {
                return Err(Wrong("the name of the file is missing behind `>`".into()));
            }
            (format.trim(), Some(PathBuf::from(file)))
        }
        None => (text.trim(), None),
    };
    let named = match format.strip_prefix('|') {
        Some(name) => Some(Format::named(name.trim()).ok_or_else(|| {
            let names: Vec<&str> = Format::ALL.iter().map(|f| f.name()).collect();
            Wrong(format!("`{}` is not a format; there are {}", name.trim(), names.join(", ")))
        })?),
        None if format.is_empty() => None,
        None => return Err(Wrong(format!("`{format}` says nothing here"))),
    };
    let by_name = || {
        let extension = file.as_ref()?.extension()?.to_str()?;
        Format::named(extension)
    };
    Ok(Redirect { format: named.or_else(by_name), file })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Line<'_>, Redirect) {
        Line::read(text).unwrap()
    }

    #[test]
    fn a_line_is_told_by_how_it_begins() {
        assert_eq!(read("  ").0, Line::Empty);
        assert_eq!(read("// a remark").0, Line::Empty);
        assert_eq!(read(":mode csv").0, Line::Setting("mode csv"));
        assert_eq!(read("match (n) return n;").0, Line::Cypher("match (n) return n"));
        assert_eq!(read("MATCH(n) RETURN n").0, Line::Cypher("MATCH(n) RETURN n"));
        let prefixed = "as of '2021' match (n) return n";
        assert_eq!(read(&format!("{prefixed};")).0, Line::Cypher(prefixed));
        assert_eq!(read("as of 2021").0, Line::Question("as of 2021"));
        assert_eq!(read("who chairs HCL").0, Line::Question("who chairs HCL"));
        assert_eq!(read("\"Match of the Day\"").0, Line::Question("\"Match of the Day\""));
        assert_eq!(read("why 2, 3").0, Line::Command(Command::Why(vec![2, 3], false)));
        assert_eq!(read("why").0, Line::Command(Command::Why(vec![], false)));
        assert_eq!(read("why 1 all").0, Line::Command(Command::Why(vec![1], true)));
        assert_eq!(read("why is it so").0, Line::Question("why is it so"));
        assert_eq!(
            read("explain who chairs HCL").0,
            Line::Command(Command::Explain("who chairs HCL"))
        );
        assert_eq!(
            read("explain match (n) return n;").0,
            Line::Cypher("explain match (n) return n")
        );
        assert_eq!(read("quit").0, Line::Command(Command::Quit));
        assert_eq!(read("UNDO").0, Line::Command(Command::Undo));
        assert_eq!(read("diff #3 #5").0, Line::Command(Command::Differ("#3", "#5")));
        assert_eq!(read("show 3").0, Line::Command(Command::Show("3")));
        assert_eq!(read("list Gaps").0, Line::Command(Command::List(Topic::Gap)));
        assert_eq!(read("list people").0, Line::Question("list people"));
        for query in ["SHOW INDEXES", "show constraints yield name", "EXPLAIN SHOW INDEX"] {
            assert_eq!(read(&format!("{query};")).0, Line::Cypher(query));
        }
        assert_eq!(read("SHOW INDEXES; | csv").0, Line::Cypher("SHOW INDEXES"));
        let aim = "show constraints on capacity";
        assert_eq!(read(aim).0, Line::Question(aim));
        assert_eq!(read("show me the way").0, Line::Question("show me the way"));
        let ada = Line::Command(Command::Forget("Ada Example for good"));
        assert_eq!(read("forget Ada Example for good").0, ada);
        assert_eq!(read("list boroughs").0, Line::Question("list boroughs"));
        assert_eq!(read("history of HCL").0, Line::Command(Command::History("HCL")));
        assert_eq!(read("history books").0, Line::Question("history books"));
        assert_eq!(read("log").0, Line::Command(Command::Log("")));
        for edit in
            ["add HCL covers Brent", "merge HCL into PLSP", "set HCL ods A1", "End x on 2024"]
        {
            assert_eq!(read(edit).0, Line::Command(Command::Edit(edit)));
        }
        assert_eq!(read("merge (n {into: 1});").0, Line::Cypher("merge (n {into: 1})"));
        assert_eq!(read("merge p = (a);").0, Line::Cypher("merge p = (a)"));
        assert_eq!(read("export dot > x.dot").0, Line::Command(Command::Export("dot")));
    }

    #[test]
    fn a_result_can_go_to_a_file() {
        let (line, to) = read("members of PLSP | csv > plsp.csv");
        assert_eq!(line, Line::Question("members of PLSP"));
        assert_eq!(to, Redirect { format: Some(Format::Csv), file: Some("plsp.csv".into()) });
        assert_eq!(
            read("x > a b.json").1,
            Redirect { format: Some(Format::Json), file: Some("a b.json".into()) }
        );
        assert_eq!(read("x | md").1, Redirect { format: Some(Format::Md), file: None });
        assert_eq!(read("\"a > b | c\"").1, Redirect::default());
        let (line, to) = read("MATCH (n) WHERE n.x > 3 RETURN n; | tsv > n.txt");
        assert_eq!(line, Line::Cypher("MATCH (n) WHERE n.x > 3 RETURN n"));
        assert_eq!(to, Redirect { format: Some(Format::Tsv), file: Some("n.txt".into()) });
        assert!(Line::read("x | nonsense").is_err());
        assert!(Line::read("x >").is_err());
    }

    #[test]
    fn a_query_ends_at_a_semicolon_or_an_empty_line() {
        assert!(!is_whole("MATCH (n {name: ';'})"));
        assert!(!is_whole("MATCH (n)\nRETURN n"));
        assert!(is_whole("MATCH (n)\nRETURN n;"));
        assert!(is_whole("MATCH (n)\nRETURN n\n"));
        assert!(is_whole("RETURN 1; | csv"));
    }
}
