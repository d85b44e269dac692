//! Pictures: what `draw` and `export` are asked to draw, and the file it goes to.

use std::path::Path;

use super::{Last, Session, Trouble, write_file};
use crate::ask::{Answer, AskError, Resolved, Show};
use crate::cli::args;
use crate::cli::failure::{Code, Failure};
use crate::cli::graphviz;
use crate::cli::network::failed;
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
    /// How surely, at least.
    pub floor: Grade,
    /// The moments of a timeline; none for those that occur.
    pub moments: Vec<Moment>,
    /// A title, where the selection makes no good one.
    pub title: Option<String>,
    /// What is not in it, where something is not.
    pub remark: Option<String>,
}

impl Picture {
    /// A picture of a selection, laid out as suits it.
    pub(in crate::cli) fn of(selection: Selection) -> Self {
        let layout = match (selection.centre(), selection.route()) {
            _ if selection.is_changes() => Layout::Changes,
            (Some(_), _) => Layout::Ego,
            (None, Some(_)) => Layout::Path,
            (None, None) => Layout::Cards,
        };
        Self {
            selection,
            layout,
            as_of: None,
            floor: Grade::Presumed,
            moments: Vec::new(),
            title: None,
            remark: None,
        }
    }

    fn diagram<'a>(&'a self, snapshot: &'a Snapshot, theme: args::Theme) -> Diagram<'a> {
        let theme = match theme {
            args::Theme::Light => Theme::Light,
            args::Theme::Dark => Theme::Dark,
        };
        let mut diagram = Diagram::of(snapshot, &self.selection)
            .layout(self.layout)
            .theme(theme)
            .moments(self.moments.iter().copied());
        if let Some(title) = &self.title {
            diagram = diagram.title(title);
        }
        if let Some(moment) = self.as_of {
            diagram = diagram.as_of(moment, self.floor);
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

    /// The picture in the format of this id: drawn here, or by Graphviz where an engine of it is asked
    /// for or this program was built without the format.
    pub(in crate::cli) fn to(
        &self,
        snapshot: &Snapshot,
        theme: args::Theme,
        engine: Option<args::Engine>,
        format: &str,
    ) -> Result<Vec<u8>, Failure> {
        draw(&self.diagram(snapshot, theme).drawing(), engine, format)
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
        let format = match extension.as_str() {
            "gv" => "dot",
            known @ ("svg" | "png" | "pdf" | "dot") => known,
            _ => {
                let report = Report::error(format!("`{}` is no kind of picture", file.display()))
                    .with_help("end the name in .svg, .png, .pdf, .dot or .html");
                return Err(Failure::question(report));
            }
        };
        let drawing = self.diagram(snapshot, theme).drawing();
        let bytes = draw(&drawing, engine, format)?;
        write_file(file, &bytes)?;
        let tally = &drawing.tally;
        let left_out = match tally.nodes_left_out {
            0 => String::new(),
            1 => " (1 entity left out)".to_owned(),
            some => format!(" ({some} entities left out)"),
        };
        let remark = self.remark.as_ref().map(|r| format!(" · {r}")).unwrap_or_default();
        let of =
            |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
        Ok(format!(
            "wrote {} · {}, {}{left_out} · layout: {}{remark}",
            file.display(),
            of(tally.nodes_shown(), "entity", "entities"),
            of(tally.edges_shown(), "link", "links"),
            self.layout.id()
        ))
    }
}

/// A drawing in the format of this id.
fn draw(drawing: &Drawing, engine: Option<args::Engine>, format: &str) -> Result<Vec<u8>, Failure> {
    match (Format::named(format), engine) {
        (Some(Format::Dot), _) => Format::Dot.write(drawing).map_err(|error| failed(&error)),
        (Some(format), None) => format.write(drawing).map_err(|error| failed(&error)),
        (known, _) => {
            let engine = engine.map_or(drawing.engine.program(), args::Engine::program);
            by_graphviz(drawing, engine, format, known.is_some())
        }
    }
}

/// The picture as Graphviz draws it; `here` says whether this program could draw it too.
fn by_graphviz(
    drawing: &Drawing,
    engine: &str,
    format: &str,
    here: bool,
) -> Result<Vec<u8>, Failure> {
    let dot = Format::Dot.write(drawing).map_err(|error| failed(&error))?;
    graphviz::render(&dot, engine, format).map_err(|failure| {
        let report = Report::error(failure.to_string());
        Failure::input(match failure.help() {
            Some(_) if !here => report.with_help(format!(
                "this program was built without {}: write a .svg file, install Graphviz \
                 (https://graphviz.org/download/), or build it with `--features raster`",
                format.to_uppercase()
            )),
            Some(help) => report.with_help(help),
            None => report,
        })
    })
}

/// What stands behind `draw` without the engine named in it: `HCL depth 2 --engine neato`.
pub(in crate::cli) fn engine(text: &str) -> Result<(String, Option<args::Engine>), Failure> {
    let Some((before, after)) = text.split_once("--engine") else {
        return Ok((text.to_owned(), None));
    };
    let after = after.trim_start_matches(['=', ' ', '\t']);
    let (word, rest) = after.split_once(char::is_whitespace).unwrap_or((after, ""));
    if let Some(engine) = args::Engine::named(word) {
        return Ok((format!("{before} {rest}").trim().to_owned(), Some(engine)));
    }
    let all: Vec<&str> = args::Engine::all().map(args::Engine::program).collect();
    let report = Report::error(format!("there is no engine `{word}`"));
    Err(Failure::question(report.with_help(format!("one of {}", all.join(", ")))))
}

/// What stands behind `draw`, which must be something.
pub(in crate::cli) fn understand(session: &Session<'_>, text: &str) -> Result<Picture, Trouble> {
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
    let snapshot = &session.seen();
    if text.is_empty() {
        return match &session.last {
            Last::Answer(answer) => Ok(of_answer(snapshot, answer)),
            Last::Rows(asked) => {
                Ok(Picture::of(Selection::result(snapshot, asked.table.rows.iter().flatten())))
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
    if let Some(picture) = table(session, text).or_else(|| timeline(session, text)) {
        return picture;
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

/// The words behind a word; none where the text does not begin with it.
fn behind<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    first.eq_ignore_ascii_case(word).then(|| rest.trim())
}

/// What surrounds the node of this name, or everything where none is named; `of` may stand before it.
fn part(session: &Session<'_>, snapshot: &Snapshot, name: &str) -> Result<Selection, Trouble> {
    let name = behind(name, "of").unwrap_or(name);
    if ["", "everything", "all", "network"].iter().any(|w| name.eq_ignore_ascii_case(w)) {
        return Ok(Selection::whole(snapshot));
    }
    let (name, depth) = depth_of(name);
    Ok(Selection::around(snapshot, node(session, name)?, depth.unwrap_or(1)))
}

/// `matrix`, `matrix of X`.
fn table(session: &Session<'_>, text: &str) -> Option<Result<Picture, Trouble>> {
    let name = behind(text, "matrix")?;
    Some(
        part(session, &session.seen(), name)
            .map(|selection| Picture { layout: Layout::Matrix, ..Picture::of(selection) }),
    )
}

/// `timeline`, `timeline of X`, each with or without `at DATE, DATE`.
fn timeline(session: &Session<'_>, text: &str) -> Option<Result<Picture, Trouble>> {
    let rest = behind(text, "timeline")?;
    let (name, dates) = match (behind(rest, "at"), rest.rsplit_once(" at ")) {
        (Some(dates), _) => ("", dates),
        (None, Some((name, dates))) => (name.trim(), dates),
        (None, None) => (rest, ""),
    };
    let dates = dates.split([',', ' ']).filter(|date| !date.is_empty() && *date != "and");
    let picture = || {
        let moments = dates.map(moment).collect::<Result<Vec<Moment>, Failure>>()?;
        // Of all times, whatever time is looked at.
        let selection = part(session, session.snapshot(), name)?;
        Ok(Picture { layout: Layout::Timeline, moments, ..Picture::of(selection) })
    };
    Some(picture())
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
pub(in crate::cli) fn of_answer(snapshot: &Snapshot, answer: &Answer) -> Picture {
    let subject = match answer.subjects.as_slice() {
        [subject] => subject.node,
        _ => None,
    };
    let items = || answer.answers.iter();
    let nodes = answer.subjects.iter().chain(items()).filter_map(|i| i.node);
    let selection = match answer.show {
        Show::Changes => Selection::changed(snapshot, answer),
        _ => Selection::of(snapshot, nodes, items().filter_map(|i| i.edge)),
    };
    let mut picture = match (answer.show, subject) {
        (Show::Paths, None) => Picture::of(Selection::path(&shortest(snapshot, answer))),
        (Show::Paths | Show::Card, Some(subject)) => Picture::of(selection.centred(subject)),
        _ => Picture::of(selection),
    };
    picture.title = Some(title(answer).paint(false));
    // Of every day of a time, a picture of some day of it would say too much.
    if !answer.throughout {
        picture.as_of = answer.as_of.as_ref().and_then(|moment| moment.parse().ok());
        picture.floor = answer.at_least.unwrap_or(picture.floor);
    }
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
