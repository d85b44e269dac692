//! Pictures: what `draw` and `export` are asked to draw, and the file it goes to.

use std::path::Path;

use super::{Last, Session, Trouble, write_file};
use crate::ask::{Answer, AskError, Resolved, Show};
use crate::cli::args;
use crate::cli::failure::{Code, Failure};
use crate::cli::graphviz;
use crate::cli::render::answer::title;
use crate::cli::render::error;
use crate::cli::snippet::Report;
use crate::error::Span;
use crate::export::Format;
use crate::graph::Snapshot;
use crate::model::NodeId;
use crate::model::value::Path as Route;
use crate::model::when::{Grade, Moment};
use crate::view::diagram::Drawing;
use crate::view::style::Theme;
use crate::view::{Diagram, Layout, Page, Selection};

/// What is to be drawn.
pub(in crate::cli) struct Picture {
    /// The nodes and relations.
    pub selection: Selection,
    /// How they are laid out.
    pub layout: Layout,
    /// Only what held then.
    pub as_of: Option<Moment>,
    /// A title, where the selection makes no good one.
    pub title: Option<String>,
    /// What is not in it, where something is not.
    pub remark: Option<String>,
}

impl Picture {
    /// A picture of a selection, laid out as suits it.
    pub(in crate::cli) fn of(selection: Selection) -> Self {
        let layout = match (selection.centre(), selection.route()) {
            (Some(_), _) => Layout::Ego,
            (None, Some(_)) => Layout::Path,
            (None, None) => Layout::Cards,
        };
        Self { selection, layout, as_of: None, title: None, remark: None }
    }

    fn diagram<'a>(&'a self, snapshot: &'a Snapshot, theme: args::Theme) -> Diagram<'a> {
        let theme = match theme {
            args::Theme::Light => Theme::Light,
            args::Theme::Dark => Theme::Dark,
        };
        let mut diagram = Diagram::of(snapshot, &self.selection).layout(self.layout).theme(theme);
        if let Some(title) = &self.title {
            diagram = diagram.title(title);
        }
        if let Some(moment) = self.as_of {
            diagram = diagram.as_of(moment, Grade::Presumed);
        }
        diagram
    }

    /// Refuses a picture of more than anyone could see, and says what there is and where to begin.
    pub(in crate::cli) fn small_enough(self, snapshot: &Snapshot) -> Result<Self, Failure> {
        let Some(large) = Diagram::of(snapshot, &self.selection).too_large() else {
            return Ok(self);
        };
        let begin = large.busiest().map_or_else(String::new, |b| format!("; the busiest is {b}"));
        let report = Report::error(format!("too much for one picture: {}", large.summary()))
            .with_help(format!(
                "draw what surrounds one of them: `draw NAME depth 1 > part.svg` at the prompt, \
                 `plexus export --around NAME -o part.svg` from the shell{begin}"
            ));
        Err(Failure::question(report))
    }

    /// The picture in a format, as text.
    pub(in crate::cli) fn to(
        &self,
        snapshot: &Snapshot,
        theme: args::Theme,
        format: Format,
    ) -> Vec<u8> {
        self.diagram(snapshot, theme).to(format)
    }

    /// The page to look around in, which opens at the time of the picture.
    pub(in crate::cli) fn page(&self, snapshot: &Snapshot) -> String {
        let mut page = Page::of(snapshot, &self.selection);
        if let Some(title) = &self.title {
            page = page.title(title);
        }
        if let Some(moment) = self.as_of {
            page = page.as_of(moment);
        }
        page.html()
    }

    /// Writes the picture to a file in the format of its name, and says so; drawn by Graphviz where an
    /// engine of it is asked for.
    pub(in crate::cli) fn write(
        &self,
        snapshot: &Snapshot,
        theme: args::Theme,
        engine: Option<args::Engine>,
        file: &Path,
    ) -> Result<String, Failure> {
        let extension = file.extension().and_then(|e| e.to_str()).unwrap_or_default();
        let extension = extension.to_ascii_lowercase();
        if ["html", "htm"].contains(&extension.as_str()) {
            let page = self.page(snapshot);
            write_file(file, page.as_bytes())?;
            let size = page.len().div_ceil(1024);
            return Ok(format!("wrote {} · {size} KB, opens in any browser", file.display()));
        }
        let diagram = self.diagram(snapshot, theme);
        let drawing = diagram.drawing();
        let graphviz = || {
            let engine = engine.map_or(diagram.engine().program(), args::Engine::program);
            by_graphviz(&drawing, engine, &extension)
        };
        let bytes = match (extension.as_str(), engine) {
            ("dot" | "gv", _) => Format::Dot.write(&drawing),
            ("svg", None) => Format::Svg.write(&drawing),
            ("svg" | "png" | "pdf", _) => graphviz()?,
            _ => {
                let report = Report::error(format!("`{}` is no kind of picture", file.display()))
                    .with_help("end the name in .svg, .png, .pdf, .dot or .html");
                return Err(Failure::question(report));
            }
        };
        write_file(file, &bytes)?;
        let tally = &drawing.tally;
        let left_out = match tally.nodes_left_out {
            0 => String::new(),
            some => format!(" ({some} entities left out)"),
        };
        let remark = self.remark.as_ref().map(|r| format!(" · {r}")).unwrap_or_default();
        Ok(format!(
            "wrote {} · {} entities, {} links{left_out} · layout: {}{remark}",
            file.display(),
            tally.nodes() - tally.nodes_left_out,
            tally.edges() - tally.edges_left_out,
            self.layout.id()
        ))
    }
}

/// The picture as Graphviz draws it.
fn by_graphviz(drawing: &Drawing, engine: &str, format: &str) -> Result<Vec<u8>, Failure> {
    graphviz::render(&Format::Dot.write(drawing), engine, format).map_err(|failure| {
        let report = Report::error(failure.to_string());
        Failure::input(match failure.help() {
            Some(help) => report.with_help(help),
            None => report,
        })
    })
}

/// What stands behind `draw`, which must be something.
pub(super) fn understand(session: &Session<'_>, text: &str) -> Result<Picture, Trouble> {
    let picture = read(session, text)?;
    if picture.selection.nodes().is_empty() {
        let what = if text.is_empty() { "the last answer" } else { "this" };
        let report = Report::error(format!("{what} has nothing in it that could be drawn"));
        return Err(Failure::question(report.with_help(WHAT)).into());
    }
    Ok(picture.small_enough(session.snapshot())?)
}

const WHAT: &str = "name what to draw: `draw HCL depth 2 > hcl.svg`, `draw everything > all.svg`, \
     `draw boroughs > map.svg`";

/// Understands what stands behind `draw`: nothing (the last answer), `everything`, a name with or
/// without `depth N`, or a question.
fn read(session: &Session<'_>, text: &str) -> Result<Picture, Trouble> {
    let snapshot = session.snapshot();
    if text.is_empty() {
        return match &session.last {
            Last::Answer(answer) => Ok(of_answer(snapshot, answer)),
            Last::Rows(table) => {
                Ok(Picture::of(Selection::result(snapshot, table.rows.iter().flatten())))
            }
            Last::Nothing => {
                let report = Report::error("there is no answer to draw").with_help(WHAT);
                Err(Failure::question(report).into())
            }
        };
    }
    if ["everything", "all", "network"].iter().any(|w| text.eq_ignore_ascii_case(w)) {
        return Ok(Picture::of(Selection::whole(snapshot)));
    }
    if text.eq_ignore_ascii_case("boroughs") {
        let layout = Layout::Boroughs;
        return Ok(Picture { layout, ..Picture::of(Selection::whole(snapshot)) });
    }
    let (name, depth) = depth_of(text);
    match session.asker().names().resolve(name.trim_matches('"'), None) {
        Resolved::One(found) => {
            Ok(Picture::of(Selection::around(snapshot, found.node, depth.unwrap_or(1))))
        }
        Resolved::Several(_) | Resolved::None(_) => match (session.answer(text), depth) {
            (Ok(answer), _) => Ok(of_answer(snapshot, &answer)),
            (Err(trouble), None) => Err(trouble),
            // `Nowhere depth 2` is a wrong name and no question.
            (Err(trouble), Some(_)) => Err(node(session, name).err().unwrap_or(trouble)),
        },
    }
}

/// `X depth 2`.
fn depth_of(text: &str) -> (&str, Option<usize>) {
    let cut = text.rsplit_once(char::is_whitespace).and_then(|(before, number)| {
        let name = before.trim_end().strip_suffix("depth")?;
        Some((name.trim_end(), number.parse().ok()?))
    });
    cut.map_or((text, None), |(name, depth)| (name, Some(depth)))
}

/// The node of this name.
pub(in crate::cli) fn node(session: &Session<'_>, name: &str) -> Result<NodeId, Trouble> {
    let asker = session.asker();
    let span = Span::new(0..name.len());
    let (name, question) = (name.trim_matches('"').to_owned(), name.to_owned());
    let error = match asker.names().resolve(&name, None) {
        Resolved::One(found) => return Ok(found.node),
        Resolved::Several(all) => {
            AskError::Ambiguous { name, span, candidates: asker.choices(all) }
        }
        Resolved::None(near) => AskError::Unknown { name, span, closest: asker.choices(near) },
    };
    Err(Trouble::Asked { error, question })
}

/// A moment given on the command line.
pub(in crate::cli) fn moment(text: &str) -> Result<Moment, Failure> {
    text.parse::<Moment>().map_err(|e| {
        let error = crate::Error::from(e);
        Failure::Reported(Code::Question, error::general(&error, ""))
    })
}

/// The picture of an answer: a path as a path, what surrounds one node around it, the rest as cards.
fn of_answer(snapshot: &Snapshot, answer: &Answer) -> Picture {
    let subject = match answer.subjects.as_slice() {
        [subject] => subject.node,
        _ => None,
    };
    let items = || answer.answers.iter();
    let nodes = answer.subjects.iter().chain(items()).filter_map(|i| i.node);
    let selection = Selection::of(snapshot, nodes, items().filter_map(|i| i.edge));
    let mut picture = match (answer.show, subject) {
        (Show::Paths, None) => Picture::of(Selection::path(&shortest(snapshot, answer))),
        (Show::Paths | Show::Card, Some(subject)) => Picture::of(selection.centred(subject)),
        _ => Picture::of(selection),
    };
    picture.title = Some(title(answer).paint(false));
    let ways = items().filter_map(|i| i.route).max().unwrap_or_default();
    if picture.layout == Layout::Path && ways > 1 {
        picture.remark = Some(format!("the first of {ways} ways is drawn"));
    }
    picture
}

/// The first way of an answer.
fn shortest(snapshot: &Snapshot, answer: &Answer) -> Route {
    let first = answer.answers.chunk_by(|a, b| a.route == b.route).next().unwrap_or_default();
    let start = first.first().and_then(|step| step.from.as_ref());
    let start = start.and_then(|from| snapshot.by_key(&from.id));
    Route {
        nodes: start.into_iter().chain(first.iter().filter_map(|step| step.node)).collect(),
        edges: first.iter().filter_map(|step| step.edge).collect(),
    }
}
