//! Pictures: what is folded, what is counted, and that Graphviz takes every one of them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says why it was skipped"
)]

mod grades;
mod kinds;

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use expect_test::expect_file;
use plexusdb::Database;
use plexusdb::export::Format;
use plexusdb::graph::Snapshot;
use plexusdb::model::value::Path;
use plexusdb::model::when::Grade;
use plexusdb::model::{Change, EdgeRecord, Key, NodeRecord, Value};
use plexusdb::source::{Dataset, embedded};
use plexusdb::view::diagram::{Drawing, Look, MOST_NODES, Section};
use plexusdb::view::{Diagram, Layout, Selection, Theme};
use proptest::prelude::*;

/// A trust and a charity in a partnership that covers two boroughs, a chair, a pair, a loner.
const SMALL: &str = r#"
[source]
id = "src:report"
title = "A report"
kind = "document/web-page"
date = "2023-11-08"
[[node]]
id = "pship:arden"
kind = "partnership/ics"
name = "Arden ICS"
[[node]]
id = "org:trust"
kind = "organisation/nhs-trust"
name = "Arden <Trust> & \"Sons\""
[[node]]
id = "org:charity"
kind = "organisation/charity"
name = "Arden Charity"
[[node]]
id = "org:other"
kind = "organisation/company"
name = "Other Works"
[[node]]
id = "pship:second"
kind = "partnership/network"
name = "Second Network"
[[node]]
id = "person:chair"
kind = "person"
name = "Dr A Chair"
[[node]]
id = "place:east"
kind = "place/borough"
name = "East"
[[node]]
id = "place:west"
kind = "place/borough"
name = "West"
[[node]]
id = "org:alone"
kind = "organisation/company"
name = "Alone"
[[edge]]
from = "org:trust"
type = "member-of"
to = "pship:arden"
start = "2020"
quote = "the trust is a member"
[[edge]]
from = "org:charity"
type = "member-of"
to = "pship:arden"
class = "associate"
start = "2022"
[[edge]]
from = "org:other"
type = "member-of"
to = "pship:arden"
[[edge]]
from = "org:trust"
type = "supports"
to = "pship:second"
inferred = true
confidence = "low"
quote = "with the trust's help"
[[edge]]
from = "person:chair"
type = "chairs"
to = "pship:arden"
interim = true
start = "2023"
[[edge]]
from = "pship:arden"
type = "covers"
to = "place:east"
[[edge]]
from = "pship:arden"
type = "covers"
to = "place:west"
[[edge]]
from = "org:trust"
type = "covers"
to = "place:west"
"#;

fn load(data: &Dataset) -> Snapshot {
    Database::from_dataset(data).unwrap().snapshot()
}

fn small() -> Snapshot {
    load(&Dataset::of([("small.toml", SMALL)]))
}

fn text(diagram: &Diagram) -> String {
    String::from_utf8(diagram.to(Format::Dot).unwrap()).unwrap()
}

/// Everything selected is drawn, told or counted, exactly once.
fn assert_nothing_is_lost(drawing: &Drawing, selection: &Selection) {
    assert_eq!(drawing.tally.nodes(), selection.nodes().len(), "{:?}", drawing.tally);
    assert_eq!(drawing.tally.edges(), selection.edges().len(), "{:?}", drawing.tally);
    // A timeline draws the same relation at several times.
    let drawn: BTreeSet<_> = drawing.strokes.iter().flat_map(|s| s.edges.iter().copied()).collect();
    assert_eq!(drawing.tally.edges_drawn, drawn.len());
}

/// The nodes and edges that Graphviz finds; none where it is not installed.
fn graphviz(dot: &str, engine: &str) -> Option<(usize, usize)> {
    let child = Command::new("dot")
        .args([&format!("-K{engine}"), "-Tplain"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        println!("skipped: Graphviz is not installed");
        return None;
    };
    child.stdin.take().unwrap().write_all(dot.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let faults = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !faults.contains("rror"), "{faults}\n{dot}");
    let plain = String::from_utf8_lossy(&output.stdout);
    let count = |word: &str| plain.lines().filter(|l| l.starts_with(word)).count();
    Some((count("node "), count("edge ")))
}

#[test]
fn cards_of_a_small_network() {
    let snapshot = small();
    let selection = Selection::whole(&snapshot);
    let diagram = Diagram::of(&snapshot, &selection).title("Arden: who belongs to what");
    expect_file!["../golden/cards.dot"].assert_eq(&text(&diagram));

    let drawing = diagram.drawing();
    assert_nothing_is_lost(&drawing, &selection);
    let card = |name: &str| drawing.figures.iter().find(|f| f.name.join(" ") == name).unwrap();
    let arden = card("Arden ICS");
    let titles: Vec<_> =
        arden.sections.iter().map(|s| (s.title.as_str(), s.items.len(), s.total)).collect();
    assert_eq!(
        titles,
        [
            ("People", 1, 1),
            ("Associate members", 1, 1),
            ("Members", 1, 2),
            ("Covers boroughs", 2, 2),
        ]
    );
    assert_eq!(arden.sections[0].items[0].detail, ["Interim chair"]);
    assert_eq!(card("Not linked to the others").sections[0].items.len(), 1);
    assert_eq!(drawing.tally.sources, 1, "the report stands at the foot");
    assert_eq!(drawing.footer, ["Sources: [1] A report, 8 Nov 2023"]);
    assert_eq!(graphviz(&text(&diagram), "dot").unwrap_or((4, 2)), (4, 2));
}

#[test]
fn the_same_picture_every_time_in_light_and_dark() {
    let (a, b) = (small(), small());
    let (sa, sb) = (Selection::whole(&a), Selection::whole(&b));
    for theme in [Theme::Light, Theme::Dark] {
        let made = |s: &Snapshot, sel: &Selection| text(&Diagram::of(s, sel).theme(theme));
        assert_eq!(made(&a, &sa), made(&b, &sb));
        assert!(made(&a, &sa).contains(theme.inks().page));
    }
}

#[test]
fn what_does_not_hold_is_left_out_and_counted() {
    let snapshot = small();
    let selection = Selection::whole(&snapshot);
    let as_of = |date: &str, floor| {
        Diagram::of(&snapshot, &selection).as_of(date.parse().unwrap(), floor).drawing()
    };
    let early = as_of("2021", Grade::Presumed);
    assert_nothing_is_lost(&early, &selection);
    assert_eq!(early.tally.edges_drawn + early.tally.edges_folded, 1, "the trust's membership");
    assert_eq!(early.tally.edges_left_out, 7);
    assert!(early.subtitle.join(" ").contains("As of 2021"), "{:?}", early.subtitle);
    let late = as_of("2023", Grade::Presumed);
    assert_eq!(late.tally.edges_drawn + late.tally.edges_folded, 3);
    assert!(format!("{:?}", late.figures).contains("presumed"), "what is not certain is marked");
}

#[test]
fn rings_and_paths() {
    let snapshot = small();
    let find = |key: &str| snapshot.by_key(key).unwrap();
    let around = Selection::around(&snapshot, find("person:chair"), 2);
    let diagram = Diagram::of(&snapshot, &around).layout(Layout::Ego);
    let drawing = diagram.drawing();
    assert_nothing_is_lost(&drawing, &around);
    let looks = |look| drawing.figures.iter().filter(|f| f.look == look).count();
    assert_eq!((looks(Look::Centre), looks(Look::Near), looks(Look::Small)), (1, 1, 5));
    let found = graphviz(&text(&diagram), diagram.engine().program());
    assert_eq!(found.unwrap_or((7, 6)), (7, 6));

    let between = |a: &str, b: &str| {
        snapshot
            .edges()
            .find(|e| {
                let (from, to) = snapshot.edge_ends(*e).unwrap();
                [(from, to), (to, from)].contains(&(find(a), find(b)))
            })
            .unwrap()
    };
    let path = Path {
        nodes: vec![find("person:chair"), find("pship:arden"), find("org:trust")],
        edges: vec![between("person:chair", "pship:arden"), between("pship:arden", "org:trust")],
    };
    let selection = Selection::path(&path);
    let diagram = Diagram::of(&snapshot, &selection).layout(Layout::Path);
    assert_nothing_is_lost(&diagram.drawing(), &selection);
    let dot = text(&diagram);
    assert!(dot.contains("the trust is a member"), "the words it rests on");
    assert!(dot.contains("since 2020"), "{dot}");
    assert_eq!(graphviz(&dot, "dot").unwrap_or((5, 4)), (5, 4));
    let result = [Value::Path(std::sync::Arc::new(path))];
    assert_eq!(Selection::result(&snapshot, &result), selection);

    let only_nodes = [find("pship:arden"), find("org:trust"), find("org:alone")].map(Value::Node);
    let bare = Selection::result(&snapshot, &only_nodes);
    assert!(bare.edges().is_empty());
    let joined = bare.joined(&snapshot);
    assert_eq!((joined.nodes().len(), joined.edges().len()), (3, 1));
}

#[test]
fn too_many_are_summed_up() {
    let snapshot = small();
    let selection = Selection::whole(&snapshot);
    // A map has the tiles it has.
    for layout in Layout::ALL.into_iter().filter(|l| *l != Layout::Boroughs) {
        for most in [0, 1, 2] {
            let drawing =
                Diagram::of(&snapshot, &selection).layout(layout).max_nodes(most).drawing();
            assert_nothing_is_lost(&drawing, &selection);
            assert!(drawing.tally.nodes_drawn <= most);
            assert!(drawing.subtitle.join(" ").contains("left out for want of room"));
        }
    }
}

#[test]
fn a_card_of_hundreds_stays_within_what_graphviz_takes() {
    let db = Database::in_memory();
    let mut tx = db.write().unwrap();
    let hub = Key::from("pship:hub");
    tx.apply(Change::AddNode(NodeRecord::new(hub.clone(), "partnership", "Hub"))).unwrap();
    for n in 0..500 {
        let key = Key::new(format!("org:{n}"));
        let name = format!("Member number {n} with a name that takes more than a single line <&>");
        tx.apply(Change::AddNode(NodeRecord::new(key.clone(), "organisation", &name))).unwrap();
        tx.apply(Change::AddEdge(EdgeRecord::new(key, "member-of", hub.clone()))).unwrap();
    }
    tx.commit().unwrap();
    let snapshot = db.snapshot();
    let selection = Selection::whole(&snapshot);
    let diagram = Diagram::of(&snapshot, &selection);
    assert_nothing_is_lost(&diagram.drawing(), &selection);
    let dot = text(&diagram);
    assert!(dot.lines().all(|line| line.len() < 16_000));
    assert!(dot.contains("MEMBERS · 500"));
    let listed = dot.matches("Member number").count();
    assert!(listed > 10 && dot.contains(&format!("… and {} more", 500 - listed)), "{listed}");
    assert_eq!(graphviz(&dot, "dot").unwrap_or((1, 0)), (1, 0));
}

#[test]
fn the_whole_built_in_network_is_drawn() {
    let snapshot = load(&embedded::dataset());
    let selection = Selection::whole(&snapshot);
    for layout in [Layout::Cards, Layout::Plain] {
        let diagram = Diagram::of(&snapshot, &selection).layout(layout).max_nodes(1_000);
        let drawing = diagram.drawing();
        assert_nothing_is_lost(&drawing, &selection);
        assert_eq!((drawing.tally.nodes_left_out, drawing.tally.edges_left_out), (0, 0));
    }
    let cards = Diagram::of(&snapshot, &selection);
    let drawing = cards.drawing();
    let expected = (drawing.figures.len(), drawing.strokes.len());
    assert_eq!(graphviz(&text(&cards), "dot").unwrap_or(expected), expected);
}

#[test]
fn every_borough_has_a_tile_with_whoever_covers_it() {
    let snapshot = load(&embedded::dataset());
    let selection = Selection::whole(&snapshot);
    let diagram = Diagram::of(&snapshot, &selection).layout(Layout::Boroughs);
    let drawing = diagram.drawing();
    assert_nothing_is_lost(&drawing, &selection);
    assert_eq!((drawing.figures.len(), drawing.tiles.len()), (33, 33));
    let tile = |name: &str| drawing.figures.iter().find(|f| f.name.join(" ") == name).unwrap();
    let covering: Vec<String> =
        tile("Westminster").sections[0].items.iter().map(|i| i.text.join(" ")).collect();
    assert!(covering.contains(&"North West London Integrated Care System".to_owned()));
    assert_eq!(tile("Bexley").remarks, ["no one known to cover it"]);
    let mut places = drawing.tiles.clone();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), 33, "no tile lies on another");
    assert_sound(&String::from_utf8(diagram.to(Format::Svg).unwrap()).unwrap(), &drawing);
    assert_eq!(graphviz(&text(&diagram), "neato").unwrap_or((33, 0)), (33, 0));
}

#[test]
fn a_picture_of_far_too_many_is_summed_up_in_words() {
    let db = Database::in_memory();
    let mut tx = db.write().unwrap();
    let hub = Key::from("pship:hub");
    tx.apply(Change::AddNode(NodeRecord::new(hub.clone(), "partnership", "Hub"))).unwrap();
    for n in 0..MOST_NODES {
        let key = Key::new(format!("org:{n}"));
        tx.apply(Change::AddNode(NodeRecord::new(key.clone(), "organisation", "A body"))).unwrap();
        if n % 4 == 0 {
            tx.apply(Change::AddEdge(EdgeRecord::new(key, "member-of", hub.clone()))).unwrap();
        }
    }
    tx.commit().unwrap();
    let snapshot = db.snapshot();
    let whole = Selection::whole(&snapshot);
    let large = Diagram::of(&snapshot, &whole).too_large().unwrap();
    assert_eq!(
        large.summary(),
        "20001 entities and 5000 relationships: 20000 organisations, 1 partnership"
    );
    assert_eq!(large.busiest().unwrap(), "Hub, with 5000 links");
    let part = Selection::around(&snapshot, snapshot.by_key("pship:hub").unwrap(), 1);
    assert_eq!(Diagram::of(&snapshot, &part).too_large(), None);
}

/// A name with whatever breaks a format.
fn hostile() -> impl Strategy<Value = String> {
    let parts = prop_oneof![
        Just("x\"]; evil [label=\"pwn".to_owned()),
        Just("\\".to_owned()),
        Just("\\N\n\r\t".to_owned()),
        Just("<b>&amp;</b><![CDATA[]]>".to_owned()),
        Just("\0\u{1}\u{7f}\u{9b}".to_owned()),
        Just("\u{202e}\u{2066}\u{feff}\u{ffff}\u{200f}".to_owned()),
        Just("&<>".repeat(7_000)),
        Just("long ".repeat(4_000)),
        any::<String>(),
    ];
    proptest::collection::vec(parts, 1..4).prop_map(|parts| parts.concat())
}

/// A partnership with a member, a place and a person, all with such names, and a second partnership.
fn network(names: &[String]) -> Option<Snapshot> {
    let db = Database::in_memory();
    let mut tx = db.write().unwrap();
    let kinds = ["partnership", "organisation", "place", "person", "partnership", "focus"];
    for (n, (kind, name)) in kinds.into_iter().zip(names).enumerate() {
        let key = Key::new(format!("x:{n}"));
        tx.apply(Change::AddNode(NodeRecord::new(key, kind, name))).ok()?;
    }
    for (from, relation, to) in [
        (1, "member-of", 0),
        (1, "leads", 4),
        (0, "covers", 2),
        (3, "chairs", 0),
        (3, "chairs", 1),
        (4, "focuses-on", 5),
    ] {
        let key = |n: usize| Key::new(format!("x:{n}"));
        let mut edge = EdgeRecord::new(key(from), relation, key(to));
        if relation == "chairs" {
            edge.attributes.insert("post".to_owned(), Value::text(names[to].as_str()));
        }
        tx.apply(Change::AddEdge(edge)).ok()?;
    }
    tx.commit().ok()?;
    Some(db.snapshot())
}

/// How many pieces of lines pass through a box that is not at one of their ends: in what is placed in
/// columns, none.
fn struck_through(svg: &str, drawing: &Drawing) -> usize {
    let document = roxmltree::Document::parse(svg).unwrap();
    let group = |class: &str, number: usize| {
        let number = number.to_string();
        let of = |n: &roxmltree::Node| {
            n.attribute("class") == Some(class)
                && n.attribute(&*format!("data-{class}")) == Some(&number)
        };
        document.descendants().find(of).unwrap()
    };
    let boxes: Vec<[f64; 4]> = (0..drawing.figures.len())
        .map(|number| {
            let rect = group("figure", number).children().find(|n| n.has_tag_name("rect"));
            let of =
                |name| rect.map_or(0.0, |r| r.attribute(name).unwrap().parse::<f64>().unwrap());
            [of("x"), of("y"), of("x") + of("width"), of("y") + of("height")]
        })
        .collect();
    let mut struck = 0;
    for (number, stroke) in drawing.strokes.iter().enumerate() {
        let way = group("stroke", number).children().find(|n| n.has_tag_name("path")).unwrap();
        let way = way.attribute("d").unwrap().replace(['M', 'C'], " ");
        let numbers: Vec<f64> = way.split_whitespace().map(|n| n.parse().unwrap()).collect();
        let points: Vec<(f64, f64)> = numbers.chunks(2).map(|p| (p[0], p[1])).collect();
        let curves = points[1..].chunks(3);
        let starts = std::iter::once(points[0]).chain(curves.clone().map(|c| c[2]));
        for (start, curve) in starts.zip(curves.clone()) {
            for step in 0..=32 {
                let t = f64::from(step) / 32.0;
                let mix = |a: f64, b: f64, c: f64, d: f64| {
                    let u = 1.0 - t;
                    u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
                };
                let x = mix(start.0, curve[0].0, curve[1].0, curve[2].0);
                let y = mix(start.1, curve[0].1, curve[1].1, curve[2].1);
                struck += boxes
                    .iter()
                    .enumerate()
                    .filter(|(place, _)| *place != stroke.from && *place != stroke.to)
                    .filter(|(_, b)| {
                        x > b[0] + 0.5 && x < b[2] - 0.5 && y > b[1] + 0.5 && y < b[3] - 0.5
                    })
                    .count();
            }
        }
    }
    struck
}

/// Reads an SVG file back and holds its boxes and texts against each other.
fn assert_sound(svg: &str, drawing: &Drawing) {
    type Area = (f64, f64, f64, f64);
    const HARMLESS: [&str; 10] =
        ["svg", "title", "desc", "style", "g", "rect", "text", "path", "polygon", ""];
    let document = roxmltree::Document::parse(svg).unwrap();
    let number = |node: roxmltree::Node, name: &str| node.attribute(name)?.parse::<f64>().ok();
    let area = |node: roxmltree::Node| -> Area {
        let of = |name| number(node, name).unwrap();
        (of("x"), of("y"), of("x") + of("width"), of("y") + of("height"))
    };
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        assert!(HARMLESS.contains(&node.tag_name().name()), "{:?}", node.tag_name());
        let active = |name: &str| name.starts_with("on") || name.contains("href");
        assert!(!node.attributes().any(|a| active(a.name())), "nothing in it can act");
    }
    let groups = |class: &'static str| {
        let is = move |n: &roxmltree::Node| n.attribute("class") == Some(class);
        document.descendants().filter(is)
    };
    assert_eq!(groups("figure").count(), drawing.figures.len());
    assert_eq!(groups("stroke").count(), drawing.strokes.len());
    let whole = area(document.descendants().find(|n| n.has_tag_name("rect")).unwrap());
    let mut boxes: Vec<Area> = Vec::new();
    for group in groups("figure") {
        let Some(outline) = group.children().find(|n| n.has_tag_name("rect")).map(area) else {
            continue;
        };
        for text in group.children().filter(|n| n.has_tag_name("text")) {
            let Some(length) = number(text, "textLength") else { continue };
            let x = number(text, "x").unwrap();
            let centred = text.attribute("text-anchor").is_some();
            let left = if centred { x - length / 2.0 } else { x };
            let fits = left >= outline.0 - 0.1 && left + length <= outline.2 + 0.1;
            assert!(fits, "a text is cut: {:?} in {outline:?}", text.text());
        }
        let inside = outline.0 >= whole.0 && outline.2 <= whole.2 && outline.3 <= whole.3;
        assert!(inside, "{outline:?} in {whole:?}");
        boxes.push(outline);
    }
    for (n, a) in boxes.iter().enumerate() {
        for b in boxes.iter().skip(n + 1) {
            let apart = a.2 <= b.0 || b.2 <= a.0 || a.3 <= b.1 || b.3 <= a.1;
            assert!(apart, "{a:?} overlaps {b:?}");
        }
    }
}

#[test]
fn the_whole_built_in_network_is_drawn_without_graphviz() {
    let snapshot = load(&embedded::dataset());
    let selection = Selection::whole(&snapshot);
    for (layout, theme) in [
        (Layout::Cards, Theme::Light),
        (Layout::Plain, Theme::Dark),
        (Layout::Matrix, Theme::Light),
        (Layout::Timeline, Theme::Dark),
    ] {
        let diagram = Diagram::of(&snapshot, &selection).layout(layout).theme(theme);
        let svg = String::from_utf8(diagram.to(Format::Svg).unwrap()).unwrap();
        assert_sound(&svg, &diagram.drawing());
        assert_nothing_is_lost(&diagram.drawing(), &selection);
        assert_eq!(struck_through(&svg, &diagram.drawing()), 0, "{layout:?}");
        let other = if theme == Theme::Light { "prefers-color-scheme:dark" } else { "print" };
        assert!(svg.contains(other), "the file has the colours of other grounds too");
        assert!(svg.contains("@page{size:A4"), "it is printed on one sheet");
        assert_eq!(svg.as_bytes(), diagram.to(Format::Svg).unwrap(), "the same bytes every time");
    }
}

#[test]
fn a_name_may_be_empty() {
    let names = ["a", "a", "a", "a", "a", ""].map(str::to_owned);
    let snapshot = network(&names).unwrap();
    let diagram = text(&Diagram::of(&snapshot, &Selection::whole(&snapshot)));
    graphviz(&diagram, "dot");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_name_is_drawn_with_and_without_graphviz(names in proptest::collection::vec(hostile(), 6), title in hostile()) {
        let snapshot = network(&names);
        prop_assume!(snapshot.is_some());
        let snapshot = snapshot.unwrap();
        let centre = snapshot.by_key("x:1").unwrap();
        let edges: Vec<_> = snapshot.edges().take(1).collect();
        let (from, to) = snapshot.edge_ends(edges[0]).unwrap();
        let selections = [
            (Layout::Cards, Selection::whole(&snapshot)),
            (Layout::Plain, Selection::whole(&snapshot)),
            (Layout::Boroughs, Selection::whole(&snapshot)),
            (Layout::Matrix, Selection::whole(&snapshot)),
            (Layout::Timeline, Selection::whole(&snapshot)),
            (Layout::Ego, Selection::around(&snapshot, centre, 2)),
            (Layout::Path, Selection::path(&Path { nodes: vec![from, to], edges })),
        ];
        for (layout, selection) in selections {
            let moments = ["2020", "2021-06-15"].map(|moment| moment.parse().unwrap());
            let diagram = Diagram::of(&snapshot, &selection).layout(layout).title(&title);
            let diagram = diagram.moments(moments);
            let drawing = diagram.drawing();
            assert_nothing_is_lost(&drawing, &selection);
            let svg = String::from_utf8(diagram.to(Format::Svg).unwrap()).unwrap();
            assert_sound(&svg, &drawing);
            let dot = text(&diagram);
            prop_assert!(dot.lines().all(|line| line.len() < 16_000), "labels stay below 16 KB");
            if let Some(found) = graphviz(&dot, diagram.engine().program()) {
                prop_assert_eq!(found, (drawing.figures.len(), drawing.strokes.len()));
            }
        }
    }
}
