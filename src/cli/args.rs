//! The command line as typed: clap's part of the program, and nothing else.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum, ValueHint};

use crate::export::graph::GraphFormat;

mod file;

pub(super) use file::*;

const EXAMPLES: &str = "\
Examples:
  plexus                                        open the prompt on the London health network
  plexus ask \"who chairs HCL\"
  plexus ask \"members of PLSP as of 2023-07\" --format csv > members.csv
  plexus query \"MATCH (p:Person)-[:CHAIRS]->(o) RETURN p, o\"
  plexus export --format dot --around HCL --depth 2 -o hcl.svg
  plexus check --data my-network
  plexus init my.plexus --from london           keep a network in a file, and open the prompt on it:
  plexus my.plexus
  plexus load mine.plexus my-network            keep curated files in a database file as well:
  plexus mine.plexus --write-back my-network    what is edited there goes into the files too

Exit code: 0 something was found, 3 nothing was, 2 the question is wrong, 1 reading or writing failed,
130 Ctrl-C stopped it.";

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Blue.on_default().bold())
    .usage(AnsiColor::Blue.on_default().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Green.on_default());

/// Explores who is connected with whom in a health system, as of when, and who says so.
///
/// Without a command it opens a prompt; lines piped into it are run one after the other. Without
/// `--data` it works on the London health network that comes with it.
#[derive(Debug, Parser)]
#[command(name = "plexus", version, styles = STYLES, after_help = EXAMPLES, max_term_width = 100)]
#[command(subcommand_precedence_over_arg = true, args_conflicts_with_subcommands = false)]
pub(super) struct Raw {
    /// A database file to open the prompt on.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// A folder of curated files into which what is written at the prompt on FILE goes as well.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub write_back: Option<PathBuf>,
    /// What to do; a prompt where nothing is named.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What every command takes.
    #[command(flatten)]
    pub shared: Shared,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(super) struct Shared {
    /// A folder of curated files to read in place of the London network; may be given several times.
    #[arg(long, value_name = "DIR", global = true, value_hint = ValueHint::DirPath)]
    pub data: Vec<PathBuf>,
    /// A database file to work on in place of the London network.
    #[arg(long, value_name = "FILE", global = true, conflicts_with = "data", value_hint = ValueHint::FilePath)]
    pub db: Option<PathBuf>,
    /// The folder of the documents' texts: `check` finds every quote in them, `why` shows its sentence.
    #[arg(long, value_name = "DIR", global = true, value_hint = ValueHint::DirPath)]
    pub texts: Option<PathBuf>,
    /// Whether to colour what is printed.
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    pub color: Colour,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Answer a question: who chairs X, members of X, how are X and Y connected …
    #[command(after_help = "\
Examples:
  plexus ask \"which boroughs does the NWL ICS cover\"
  plexus ask \"how are Vodafone and Brent council connected\"
  plexus ask \"members of PLSP as of 2023-07\" --format json

`plexus ask help` lists the questions there are.")]
    Ask(Ask),
    /// Run an openCypher query.
    #[command(after_help = "\
Examples:
  plexus query \"MATCH (p:Person)-[c:CHAIRS]->(o) RETURN p, c.post, o\"
  plexus query 'MATCH (n {name: $name}) RETURN n' --param name=\"Brent\"
  plexus query --explain \"MATCH (o:Organisation) RETURN count(*)\"")]
    Query(Query),
    /// Run openCypher statements for another program: one JSON object a line in, one a line out.
    #[command(after_help = "\
Examples:
  echo '{\"statement\": \"MATCH (n) RETURN count(n)\"}' | plexus session
  echo '{\"statement\": \"CREATE (c:Cat) RETURN c\"}' | plexus session --schema open

  echo '{\"statement\": \"MATCH (n) RETURN count(n)\"}' | plexus session my.plexus

Each statement is a transaction of its own: on a file it is durable when its reply comes, and without
one it is on data in memory that are gone when the input ends.
docs/session.md describes requests and replies; they are those of Neo4j's Query API.")]
    Session(Session),
    /// Make a database file.
    #[command(after_help = "\
Examples:
  plexus init towns.plexus                  an empty network of people, bodies and places
  plexus init london.plexus --from london   the London health network
  plexus init free.plexus --schema open     anything may be drawn in it")]
    Init(Init),
    /// Take curated files and sheets into a database file, which is made where there is none.
    #[command(after_help = "\
Examples:
  plexus load arden.plexus my-network/
  plexus load arden.plexus my-network/report.toml -m \"the report of 2023\"
  plexus load arden.plexus bodies.csv links.csv --dry-run
  plexus load arden.plexus trusts.csv --map Trust=name --map Phone=- --with \"kind=NHS trust\"
  plexus load graph.plexus nodes.csv relationships.csv   the sheets of another graph database
  plexus load graph.plexus graph.cypher                  openCypher, as `plexus dump` writes what was drawn

A sheet has a row a node with at least `name` and `kind`, or a row a relation with `from`, `type` and `to`;
those of another graph database have the columns `:ID`, `:LABEL`, `:START_ID`, `:END_ID`, `:TYPE`.
All of it is taken in or nothing. The same files a second time change nothing.")]
    Load(Load),
    /// Show what a database file holds, and its last commits.
    Info(FileArg),
    /// Look at every byte of a database file.
    Verify(FileArg),
    /// Copy a database file, whole and sound, also while others read it.
    Backup(Backup),
    /// Make a new database file of what can be read of a damaged one.
    Salvage(Salvage),
    /// Write what a database file holds as texts that `plexus load` takes again: curated files, or a script.
    Dump(Dump),
    /// Make a database file as small as it can be.
    Compact(Compact),
    /// Remove a person from a database file: from the data, the history and every byte.
    #[command(after_help = "\
Examples:
  plexus forget my.plexus Ada Example              says what would go
  plexus forget my.plexus Ada Example --for-good   does it, and the history goes with it")]
    Forget(Forget),
    /// Check the network: names, dates, contradictions, and each quote against its document.
    #[command(after_help = "\
Examples:
  plexus check
  plexus check --data my-network")]
    Check(Check),
    /// Draw the network or a part of it, or write it for another program.
    #[command(after_help = "\
Examples:
  plexus export --format dot > network.dot
  plexus export --format graphml -o network.graphml
  plexus export --format csv --as-of 2021 -o network-of-2021/
  plexus export --around HCL --depth 2 -o hcl.svg
  plexus export --layout path -o p.png --query \"MATCH p = (:Person)-[:CHAIRS]->() RETURN p LIMIT 1\"

A name ending in .svg needs no other program; .png, .pdf and --engine need Graphviz.")]
    Export(Export),
    /// Write completions for a shell: bash, zsh, fish, powershell or elvish.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Write the manual page.
    Man,
}

/// How results are written.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// How to write the result; a table on a terminal, else values separated by tabs.
    #[arg(long, short, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Leave the line of column names out of csv and tsv.
    #[arg(long)]
    pub no_header: bool,
    /// In csv and tsv, leave cells as they are that a spreadsheet would take for a formula.
    #[arg(long)]
    pub raw: bool,
}

/// `plexus ask`.
#[derive(Debug, Args)]
pub(super) struct Ask {
    /// The question; `-`, or none in a pipe, reads it from standard input.
    #[arg(value_name = "QUESTION")]
    pub question: Vec<String>,
    /// How the answer is written.
    #[command(flatten)]
    pub output: Output,
    /// Show the query that the question stands for instead of running it.
    #[arg(long)]
    pub explain: bool,
}

/// `plexus query`.
#[derive(Debug, Args)]
pub(super) struct Query {
    /// The query; `-`, or none in a pipe, reads it from standard input.
    #[arg(value_name = "QUERY")]
    pub text: Option<String>,
    /// The value of `$NAME` in the query: a JSON value, or else a text.
    #[arg(long = "param", short, value_name = "NAME=VALUE")]
    pub params: Vec<String>,
    /// Show how the query would be run instead of running it.
    #[arg(long)]
    pub explain: bool,
    /// How the rows are written.
    #[command(flatten)]
    pub output: Output,
}

/// `plexus session`.
#[derive(Debug, Args)]
pub(super) struct Session {
    /// A database file, in which every statement is durable when it is answered.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// How statements on a file become durable.
    #[arg(long, value_name = "HOW", default_value = "two-phase")]
    pub durability: Durability,
    /// What may be written to data in memory; a file has its own.
    #[arg(long, value_name = "SCHEMA", default_value = "health")]
    pub schema: Schema,
}

/// `plexus check`.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Count warnings as errors.
    #[arg(long)]
    pub strict: bool,
}

/// `plexus export`.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// What to write.
    #[arg(long, short, value_name = "FORMAT", default_value = "dot", value_parser = ExportAs::parser())]
    pub format: ExportAs,
    /// How to lay it out.
    #[arg(long, value_name = "LAYOUT")]
    pub layout: Option<Layout>,
    /// Draw only what surrounds this node.
    #[arg(long, value_name = "NAME", conflicts_with = "query")]
    pub around: Option<String>,
    /// How many steps around it.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "around")]
    pub depth: usize,
    /// Draw the nodes, relations and paths that this query returns.
    #[arg(long, value_name = "QUERY")]
    pub query: Option<String>,
    /// Draw what held then: 2021, 2021-06, 2021-06-30.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Draw a timeline of these moments: 2020,2021-06,2023.
    #[arg(long, value_name = "DATES", value_delimiter = ',', conflicts_with = "as_of")]
    pub moments: Vec<String>,
    /// Draw what changed between two dates.
    #[arg(long, value_name = "DATE", num_args = 2, conflicts_with_all = ["as_of", "moments", "query"])]
    pub between: Vec<String>,
    /// For light or dark paper.
    #[arg(long, value_name = "THEME", default_value = "light")]
    pub theme: Theme,
    /// Have this program of Graphviz place and draw it, where Graphviz is installed.
    #[arg(long, value_name = "ENGINE")]
    pub engine: Option<Engine>,
    /// The file to write; its ending names the kind: .svg, .png, .pdf, .dot, .html.
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

/// What a session may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Schema {
    /// Any label, any relationship type, any property, beginning with an empty graph.
    Open,
    /// What the schema of the network allows, beginning with the network.
    Health,
}

/// How what is written to a file becomes durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Durability {
    /// Two waits for the disk: what is written is there before it counts.
    TwoPhase,
    /// One wait for the disk, after which checksums tell what is whole.
    Normal,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Also into files and pipes.
    Always,
    /// Nowhere.
    Never,
}

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For reading, as wide as the terminal.
    Table,
    /// Values separated by commas.
    Csv,
    /// Values separated by tabs.
    Tsv,
    /// One JSON object for an answer, one array for a query.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// A Markdown table.
    Md,
    /// Every property, one a line.
    Full,
}

impl Format {
    /// All formats.
    pub(super) const ALL: [Self; 7] =
        [Self::Table, Self::Csv, Self::Tsv, Self::Json, Self::Jsonl, Self::Md, Self::Full];

    /// Its name on the command line.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Md => "md",
            Self::Full => "full",
        }
    }

    /// The format of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.name().eq_ignore_ascii_case(name))
    }
}

/// What `export` can write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportFormat {
    /// Graphviz's language.
    Dot,
    /// A picture for any browser.
    Svg,
    /// A picture for any document; drawn by Graphviz where this program is built without it.
    Png,
    /// A picture on sheets of A4; drawn by Graphviz where this program is built without it.
    Pdf,
    /// A page to look around in: one file that opens in any browser.
    Html,
}

/// The programs of Graphviz.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Engine {
    /// In columns.
    Dot,
    /// By springs.
    Neato,
    /// By springs, for larger networks.
    Fdp,
    /// By springs, for the largest.
    Sfdp,
    /// In a circle.
    Circo,
    /// In rings.
    Twopi,
}

impl Engine {
    /// All of them.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Self::value_variants().iter().copied()
    }

    /// The one of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::all().find(|engine| engine.program().eq_ignore_ascii_case(name))
    }

    /// The name of the program.
    pub(super) fn program(self) -> &'static str {
        match self {
            Self::Dot => "dot",
            Self::Neato => "neato",
            Self::Fdp => "fdp",
            Self::Sfdp => "sfdp",
            Self::Circo => "circo",
            Self::Twopi => "twopi",
        }
    }
}

/// What `export` is to write: a picture, or the graph itself for another program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExportAs {
    /// A picture.
    Picture(ExportFormat),
    /// The graph.
    Graph(GraphFormat),
}

impl ExportAs {
    /// All of them, with what help says of each.
    fn all() -> impl Iterator<Item = (PossibleValue, Self)> {
        let pictures = ExportFormat::value_variants().iter();
        let pictures =
            pictures.filter_map(|one| Some((one.to_possible_value()?, Self::Picture(*one))));
        let graphs = GraphFormat::all()
            .map(|one| (PossibleValue::new(one.id()).help(one.caption()), Self::Graph(one)));
        pictures.chain(graphs)
    }

    fn parser() -> impl TypedValueParser<Value = Self> {
        PossibleValuesParser::new(Self::all().map(|(value, _)| value)).try_map(|id| {
            let mut all = Self::all();
            // Only what is listed gets here.
            all.find(|(value, _)| value.matches(&id, false)).map(|(_, one)| one).ok_or("no format")
        })
    }
}

/// How a diagram is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Layout {
    /// Bodies as cards that list their members.
    Cards,
    /// One node in the middle, its neighbours around it.
    Ego,
    /// A path with its evidence.
    Path,
    /// Plain nodes and arrows.
    Plain,
    /// London's boroughs as tiles, with whoever covers each.
    Boroughs,
    /// Who is a member of what, as a table.
    Matrix,
    /// The same picture as of several moments.
    Timeline,
    /// What changed between two dates.
    Changes,
}

/// The background a diagram is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Theme {
    /// White.
    Light,
    /// Nearly black.
    Dark,
}

/// What came of reading the command line.
pub(super) enum Read {
    /// A command to run.
    Run(Box<Raw>),
    /// Help or the version, already written.
    Shown,
    /// Something wrong, already reported.
    Wrong,
}

/// Reads the command line; help and errors are written here, since clap knows how.
pub(super) fn read(args: impl Iterator<Item = OsString>) -> Read {
    match Raw::try_parse_from(args) {
        Ok(raw) => Read::Run(Box::new(raw)),
        Err(error) => {
            // A closed pipe behind `--help` is nobody's fault.
            let _ = error.print();
            match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Read::Shown,
                _ => Read::Wrong,
            }
        }
    }
}

/// The names of the commands.
pub(super) fn commands() -> Vec<String> {
    Raw::command().get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

/// Writes the completions for a shell.
pub(super) fn completions(shell: clap_complete::Shell, out: &mut dyn Write) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Raw::command(), "plexus", &mut bytes);
    out.write_all(&bytes)
}

/// Writes the manual page.
pub(super) fn manual(out: &mut dyn Write) -> std::io::Result<()> {
    clap_mangen::Man::new(Raw::command()).render(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Raw::command().debug_assert();
    }

    #[test]
    fn every_format_goes_by_its_name() {
        for format in Format::ALL {
            assert_eq!(Format::named(format.name()), Some(format));
            assert_eq!(format.to_possible_value().unwrap().get_name(), format.name());
        }
        assert_eq!(Format::value_variants(), Format::ALL);
    }

    #[test]
    fn words_of_a_question_may_come_unquoted() {
        let raw =
            Raw::try_parse_from(["plexus", "ask", "who", "chairs", "HCL", "-f", "json"]).unwrap();
        let Some(Command::Ask(ask)) = raw.command else { panic!("not ask") };
        assert_eq!(ask.question.join(" "), "who chairs HCL");
        assert_eq!(ask.output.format, Some(Format::Json));
    }
}
