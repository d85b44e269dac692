//! Graphviz DOT, through dot-writer: the only file that names it.
//!
//! dot-writer takes only plain identifiers, drops white space in its compact mode and aborts when a
//! write fails while it is dropped. So boxes are called `n0`, `n1`, …, the output is always its
//! pretty one, and it goes into a `Vec`, where no write fails.

use dot_writer::{Attributes, AttributesList, DotWriter, Scope};

use super::escape::quoted;
use super::label;
use super::svg;
use crate::view::diagram::{Arrow, Drawing, Engine, Figure, Look, Stroke, Weight};
use crate::view::style::{Dash, Tie, colour_of};

/// The families of type, the first that is installed wins.
const FONT: &str = "Helvetica,Arial,sans-serif";

/// Pixels to an inch: letters are as large in Graphviz as ours are, in points.
const INCH: f64 = 72.0;

/// Writes a drawing as DOT.
pub(super) fn write(drawing: &Drawing) -> Vec<u8> {
    let mut bytes = Vec::new();
    {
        let mut writer = DotWriter::from(&mut bytes);
        writer.set_pretty_print(true);
        let mut graph = writer.digraph();
        page(&mut graph, drawing);
        match drawing.engine {
            // A graph has one label, and a picture in layers has two: the title goes on a cluster
            // without a border around everything.
            Engine::Dot => {
                text(&mut graph, "b", &label::footer(drawing), !drawing.footer.is_empty());
                let mut cluster = graph.cluster();
                cluster.set("peripheries", "0", false).set("margin", "12", false);
                text(&mut cluster, "t", &label::heading(drawing), true);
                body(&mut cluster, drawing);
            }
            Engine::Neato | Engine::Tiles | Engine::Table | Engine::Frames(_) => {
                text(&mut graph, "t", &label::heading(drawing), true);
                body(&mut graph, drawing);
            }
        }
    }
    bytes
}

/// What holds for the whole picture.
fn page(graph: &mut Scope, drawing: &Drawing) {
    let inks = drawing.theme.inks();
    let is_path = drawing.figures.iter().any(|f| matches!(f.look, Look::Step(_)));
    let mut attributes = graph.graph_attributes();
    attributes
        .set("bgcolor", inks.page, true)
        .set("fontname", FONT, true)
        .set("pad", "0.4", false)
        .set("outputorder", "edgesfirst", false);
    match drawing.engine {
        Engine::Dot => {
            let (nodes, ranks) = if is_path { ("0.3", "0.35") } else { ("0.18", "0.45") };
            attributes
                .set("rankdir", "LR", false)
                .set("nodesep", nodes, false)
                .set("ranksep", ranks, false);
        }
        Engine::Neato => {
            attributes
                .set("overlap", "prism", false)
                .set("splines", "true", false)
                .set("sep", "+8", true);
        }
        Engine::Tiles | Engine::Table | Engine::Frames(_) => {
            attributes.set("overlap", "scale", false).set("sep", "+4", true);
        }
    }
    drop(attributes);
    graph.node_attributes().set("shape", "plain", false).set("fontname", FONT, true);
    graph.edge_attributes().set("fontname", FONT, true).set("fontsize", "9", false).set(
        "arrowsize",
        "0.7",
        false,
    );
}

/// A label of the graph or of a cluster, at its top or bottom, to the left.
fn text(scope: &mut Scope, side: &str, html: &str, wanted: bool) {
    if wanted {
        scope.set("labelloc", side, false).set("labeljust", "l", false);
        scope.set("label", &format!("<{html}>"), false);
    }
}

fn body(scope: &mut Scope, drawing: &Drawing) {
    // What has its place keeps it.
    let middles = match drawing.engine {
        Engine::Dot | Engine::Neato => Vec::new(),
        Engine::Tiles | Engine::Table | Engine::Frames(_) => svg::middles(drawing),
    };
    for (at, figure) in drawing.figures.iter().enumerate() {
        let mut node = scope.node_named(format!("n{at}"));
        node.set("label", &format!("<{}>", label::figure(figure, drawing.theme)), false);
        shape(&mut node, figure, drawing);
        if let Some(middle) = middles.get(at) {
            node.set("pos", &format!("{:.3},{:.3}!", middle.x / INCH, -middle.y / INCH), true);
        }
    }
    for stroke in &drawing.strokes {
        line(scope, stroke, drawing);
    }
}

/// The outline of a box that is not a table.
fn shape(node: &mut AttributesList, figure: &Figure, drawing: &Drawing) {
    let colour = figure.family.colour(drawing.theme);
    let inks = drawing.theme.inks();
    let dashed = if figure.dashed { ",dashed" } else { "" };
    match figure.look {
        Look::Card | Look::Label => {}
        Look::Held => {
            node.set("shape", "box", false)
                .set("color", colour, true)
                .set("penwidth", "1.6", false);
        }
        Look::New => {
            node.set("shape", "box", false).set("style", "filled", true);
            node.set("fillcolor", colour, true).set("color", colour, true);
        }
        Look::Absent => {
            node.set("shape", "box", false).set("style", "filled,dashed", true);
            node.set("fillcolor", inks.page, true).set("color", inks.muted, true);
        }
        Look::Cell(tie) => {
            node.set("shape", "box", false).set("style", &format!("rounded{dashed}"), true);
            node.set("color", tie.colour(drawing.theme), true).set("margin", "0.05,0.03", true);
        }
        Look::Stop | Look::Step(_) => {
            node.set("group", "main", false);
        }
        Look::Centre => {
            node.set("shape", "box", false).set("style", &format!("rounded,filled{dashed}"), true);
            node.set("fillcolor", colour, true).set("color", colour, true);
            node.set("margin", "0.22,0.14", true);
        }
        Look::Near => {
            node.set("shape", "box", false).set("style", &format!("rounded,filled{dashed}"), true);
            node.set("fillcolor", inks.card, true).set("color", colour, true);
            node.set("penwidth", "2.2", false).set("margin", "0.12,0.06", true);
        }
        Look::Small => {
            node.set("shape", "box", false).set("style", &format!("filled{dashed}"), true);
            node.set("fillcolor", inks.card, true).set("color", inks.muted, true);
            node.set("penwidth", "0.6", false).set("margin", "0.06,0.03", true);
        }
    }
}

fn line(scope: &mut Scope, stroke: &Stroke, drawing: &Drawing) {
    let colour = match stroke.change {
        Some(change) => colour_of(change, drawing.theme),
        None => stroke.tie.colour(drawing.theme),
    };
    let edge = scope.edge(format!("n{}", stroke.from), format!("n{}", stroke.to));
    let mut attributes = edge.attributes();
    attributes.set("color", colour, true).set("fontcolor", colour, true);
    match stroke.tie.dash() {
        Dash::Solid => {}
        Dash::Dashed => {
            attributes.set("style", "dashed", false);
        }
        Dash::Dotted => {
            attributes.set("style", "dotted", false);
        }
    }
    let width = match (stroke.weight, stroke.tie) {
        (Weight::Thin, _) => "0.7",
        (Weight::Bold, _) => "2.4",
        (Weight::Plain, Tie::Chair | Tie::Lead) => "1.5",
        (Weight::Plain, _) => "1.1",
    };
    attributes.set("penwidth", width, false);
    let head = if stroke.uncertain { "onormal" } else { "normal" };
    match stroke.arrow {
        Arrow::None => attributes.set("dir", "none", false),
        Arrow::Forward => attributes.set("arrowhead", head, false),
        Arrow::Back => attributes.set("dir", "back", false).set("arrowtail", head, false),
    };
    if let Some(remark) = &stroke.remark {
        attributes.set("tooltip", &quoted(remark), true);
    }
    if stroke.weight == Weight::Bold && drawing.engine == Engine::Dot {
        attributes.set("weight", "100", false);
    }
    if drawing.engine == Engine::Neato {
        // Room for the words on the lines at the centre.
        attributes.set("len", if stroke.weight == Weight::Bold { "1.8" } else { "1.2" }, false);
    } else if stroke.tie == Tie::Became && stroke.weight == Weight::Plain {
        // What a body became stands beside it, not a layer further.
        attributes.set("constraint", "false", false);
    }
    match (&stroke.label, drawing.engine) {
        (None, _) => {}
        (Some(words), Engine::Neato) => {
            let html = label::on_line(words, colour, drawing.theme);
            attributes.set("label", &format!("<{html}>"), false);
        }
        (Some(words), _) => {
            let lines: Vec<String> = words.split('\n').map(quoted).collect();
            attributes.set("label", &lines.join("\\n"), true);
        }
    }
}
