//! Tables of members, times side by side, what changed, and pictures in pixels and on paper.

use super::*;

#[test]
fn who_is_a_member_of_what_as_a_table() {
    let snapshot = small();
    let selection = Selection::whole(&snapshot);
    let diagram = Diagram::of(&snapshot, &selection).layout(Layout::Matrix);
    let drawing = diagram.drawing();
    assert_nothing_is_lost(&drawing, &selection);
    let said: Vec<String> = drawing
        .figures
        .iter()
        .filter(|f| matches!(f.look, Look::Cell(_)))
        .map(|f| [f.name.join(" "), f.remarks.join(" ")].join(": "))
        .collect();
    assert_eq!(
        said,
        ["Member: since 2020", "Associate member: since 2022", "Member: start not stated"]
    );
    assert_eq!((drawing.tally.nodes_drawn, drawing.tally.edges_folded), (4, 3));
    let early = diagram.clone().as_of("2021".parse().unwrap(), Grade::Presumed).drawing();
    assert_eq!(early.tally.edges_folded, 1, "{:?}", early.subtitle);
    let svg = String::from_utf8(diagram.to(Format::Svg).unwrap()).unwrap();
    assert_sound(&svg, &drawing);
}

#[test]
fn what_stands_in_one_frame_stands_there_in_all() {
    let snapshot = small();
    let selection = Selection::whole(&snapshot);
    let moments = ["2019", "2021", "2023"].map(|moment| moment.parse().unwrap());
    let diagram = Diagram::of(&snapshot, &selection).layout(Layout::Timeline).moments(moments);
    let drawing = diagram.drawing();
    assert_nothing_is_lost(&drawing, &selection);
    let each = drawing.tally.nodes_drawn + 1;
    assert_eq!(drawing.figures.len(), each * 3);
    let trust = |frame: usize| {
        let of =
            |f: &&plexusdb::view::diagram::Figure| f.name.join(" ").starts_with("Arden <Trust>");
        drawing.figures[frame * each..].iter().find(of).unwrap()
    };
    assert_eq!([0, 1].map(|frame| trust(frame).look), [Look::Absent, Look::New]);
    assert_eq!(trust(0).remarks, ["not yet"]);
    assert_eq!(trust(2).look, Look::Held);
    let svg = String::from_utf8(diagram.to(Format::Svg).unwrap()).unwrap();
    expect_file!["../golden/timeline.svg"].assert_eq(&svg);
    assert_sound(&svg, &drawing);
    assert_eq!(struck_through(&svg, &drawing), 0);
    let found = graphviz(&text(&diagram), "neato");
    let all = (drawing.figures.len(), drawing.strokes.len());
    assert_eq!(found.unwrap_or(all), all);
    // Those that occur, where none are asked for.
    let usual = Diagram::of(&snapshot, &selection).layout(Layout::Timeline).drawing();
    assert_eq!(usual.figures.len() % each, 0);
}

#[test]
fn a_timeline_begins_when_there_is_something_unless_asked_otherwise() {
    let snapshot = load(&embedded::dataset());
    let selection = Selection::whole(&snapshot);
    let usual = Diagram::of(&snapshot, &selection).layout(Layout::Timeline);
    let first = |diagram: &Diagram| diagram.drawing().figures[0].remarks.join(" ");
    assert!(!first(&usual).starts_with("0 of "), "{}", first(&usual));
    let early = usual.moments(["1990", "2023"].map(|moment| moment.parse().unwrap()));
    assert!(first(&early).starts_with("0 of "), "{}", first(&early));
}

#[test]
fn what_changed_is_told_to_its_end_and_once() {
    let snapshot = load(&embedded::dataset());
    let asker = plexusdb::ask::Asker::new(snapshot.clone());
    let answer = asker.ask("diff 2020-12 2023-12").unwrap();
    let selection = Selection::changed(&snapshot, &answer);
    let diagram = Diagram::of(&snapshot, &selection).layout(Layout::Changes);
    let drawing = diagram.drawing();
    let sections = drawing.figures.iter().flat_map(|figure| &figure.sections);
    let told: Vec<String> =
        sections.flat_map(|s| &s.items).map(|item| item.detail.join(" ")).collect();
    let planned = "member of, planned from 1 Apr 2021 · covers Hammersmith and Fulham (no longer \
                   vouched for, inferred)";
    assert!(told.iter().any(|words| words == planned), "{told:#?}");
    assert!(told.iter().all(|words| !words.ends_with('…')), "{told:#?}");
    let svg = String::from_utf8(diagram.to(Format::Svg).unwrap()).unwrap();
    assert_sound(&svg, &drawing);
    assert_eq!(struck_through(&svg, &drawing), 0);
}

#[test]
fn what_changed_between_two_dates() {
    let snapshot = small();
    let asker = plexusdb::ask::Asker::new(snapshot.clone());
    let answer = asker.ask("diff 2019 2023").unwrap();
    let selection = Selection::changed(&snapshot, &answer);
    let diagram = Diagram::of(&snapshot, &selection).layout(Layout::Changes).title(&answer.title);
    let drawing = diagram.drawing();
    assert_nothing_is_lost(&drawing, &selection);
    let arden = drawing.figures.iter().find(|f| f.name.join(" ") == "Arden ICS").unwrap();
    let listed: Vec<String> = arden.sections.iter().map(Section::heading).collect();
    assert!(listed.iter().any(|heading| heading.starts_with("+ APPEARED")), "{listed:?}");
    assert!(!drawing.key.changes.is_empty() && drawing.title.contains("2019"));
    let svg = String::from_utf8(diagram.to(Format::Svg).unwrap()).unwrap();
    expect_file!["../golden/changes.svg"].assert_eq(&svg);
    assert_sound(&svg, &drawing);
    assert_eq!(struck_through(&svg, &drawing), 0);
}

#[test]
fn the_pictures_of_the_readme_are_drawn_here() {
    let snapshot = load(&embedded::dataset());
    let svg = |diagram: Diagram| String::from_utf8(diagram.to(Format::Svg).unwrap()).unwrap();
    let whole = Selection::whole(&snapshot);
    let cards = svg(Diagram::of(&snapshot, &whole));
    expect_file!["../../docs/pictures/cards.svg"].assert_eq(&cards);
    let centre = snapshot.by_key("org:healthcare-central-london").unwrap();
    let around = Selection::around(&snapshot, centre, 2);
    let ego = svg(Diagram::of(&snapshot, &around).layout(Layout::Ego));
    expect_file!["../../docs/pictures/ego.svg"].assert_eq(&ego);
    let asker = plexusdb::ask::Asker::new(snapshot.clone());
    let answer = asker.ask("how are Dr Rishi Chopra and Penny Dash connected").unwrap();
    let steps = || answer.answers.iter().filter(|step| step.route == Some(1));
    let start = snapshot.by_key("person:rishi-chopra").unwrap();
    let nodes = std::iter::once(start).chain(steps().filter_map(|step| step.node)).collect();
    let route = Path { nodes, edges: steps().filter_map(|step| step.edge).collect() };
    let selection = Selection::path(&route);
    let path = Diagram::of(&snapshot, &selection).layout(Layout::Path).title(&answer.title);
    expect_file!["../../docs/pictures/path.svg"].assert_eq(&svg(path));
}

#[test]
#[cfg(feature = "raster")]
fn png_and_pdf_have_the_letters_in_them() {
    let snapshot = small();
    let selection = Selection::whole(&snapshot);
    let diagram = Diagram::of(&snapshot, &selection).title("Žofia’s & “Søn” → Ωμέγα, Дом");
    let png = diagram.to(Format::Png).unwrap();
    assert!(png.starts_with(b"\x89PNG"));
    assert!(png == diagram.to(Format::Png).unwrap(), "the same pixels every time");
    let pdf = diagram.to(Format::Pdf).unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    for _ in 0..6 {
        assert!(diagram.to(Format::Pdf).unwrap() == pdf, "the same bytes each time");
    }
    let names: Vec<&[u8]> = pdf.windows(7).filter(|part| part.starts_with(b"+Arimo")).collect();
    let bold = names.iter().filter(|name| name.ends_with(b"-")).count();
    assert!(bold > 0 && names.len() > bold, "the bold and the plain font are in it");
}
