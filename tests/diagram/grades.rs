//! How sure a fact is never gets lost on the way into a picture, a page or a file.

use super::*;
use plexusdb::export::graph::{Extract, GraphFormat};

/// A body in six partnerships, each surely or less surely in 2021, or no more.
const GRADED: &str = r#"
[source]
id = "src:report"
title = "A report"
kind = "document/web-page"
date = "2023-11-08"
[[node]]
id = "org:trust"
kind = "organisation/nhs-trust"
name = "The Trust"
[[node]]
id = "org:second"
kind = "organisation/nhs-trust"
name = "Second Trust"
[[node]]
id = "pship:stated"
kind = "partnership"
name = "Stated One"
[[node]]
id = "pship:presumed"
kind = "partnership"
name = "Presumed One"
[[node]]
id = "pship:possible"
kind = "partnership"
name = "Possible One"
[[node]]
id = "pship:planned"
kind = "partnership"
name = "Planned One"
[[node]]
id = "pship:inferred"
kind = "partnership"
name = "Inferred One"
[[node]]
id = "pship:ended"
kind = "partnership"
name = "Ended One"
[[edge]]
from = "org:trust"
type = "member-of"
to = "pship:stated"
start = "2015"
known = "2022"
[[edge]]
from = "org:trust"
type = "member-of"
to = "pship:presumed"
known = "2019"
[[edge]]
from = "org:trust"
type = "member-of"
to = "pship:possible"
start = "[2020..2023]"
[[edge]]
from = "org:trust"
type = "member-of"
to = "pship:planned"
start = "2020"
planned = true
[[edge]]
from = "org:trust"
type = "member-of"
to = "pship:inferred"
start = "2015"
known = "2022"
inferred = true
confidence = "medium"
quote = "with the trust"
[[edge]]
from = "org:trust"
type = "member-of"
to = "pship:ended"
start = "2010"
end = "2015"
[[edge]]
from = "org:second"
type = "member-of"
to = "pship:ended"
start = "2010"
end = "2015"
[[edge]]
from = "org:second"
type = "member-of"
to = "pship:stated"
start = "2015"
known = "2022"
"#;

/// The words of each grade beside the name of the partnership it is of, in 2021 and where no time is asked
/// about.
const SAID: [(&str, &str, &str); 6] = [
    ("Stated One", "", ""),
    ("Presumed One", "presumed", ""),
    ("Possible One", "possible", ""),
    ("Planned One", "planned", "planned"),
    ("Inferred One", "inferred", "inferred"),
    ("Ended One", "-", "until 2015"),
];

fn graded() -> Snapshot {
    load(&Dataset::of([("graded.toml", GRADED)]))
}

fn in_2021(whole: &Snapshot) -> Snapshot {
    let lens = plexusdb::graph::Lens::as_of("2021".parse().unwrap()).at_least(Grade::Possible);
    whole.through(lens)
}

/// All words of a drawing that say how sure something is.
fn words(drawing: &Drawing) -> Vec<String> {
    let labels = drawing.strokes.iter().filter_map(|stroke| stroke.remark.clone());
    let of_figures = drawing.figures.iter().flat_map(|figure| {
        let sections = figure.sections.iter().flat_map(|section| &section.items);
        let details = sections.map(|item| item.detail.join(" "));
        figure.remarks.iter().cloned().chain(details).collect::<Vec<_>>()
    });
    labels.chain(of_figures).map(|words| words.replace('\n', " ")).collect()
}

#[test]
fn pictures_say_how_sure_everything_is() {
    let whole = graded();
    let trust = whole.by_key("org:trust").unwrap();
    for (snapshot, then) in [(in_2021(&whole), true), (whole.clone(), false)] {
        for layout in [Layout::Cards, Layout::Plain, Layout::Ego, Layout::Matrix] {
            let selection = match layout {
                Layout::Ego => Selection::around(&snapshot, trust, 2),
                _ => Selection::whole(&snapshot),
            };
            let diagram = Diagram::of(&snapshot, &selection).layout(layout);
            let said = words(&diagram.drawing()).join("; ");
            let svg = String::from_utf8(diagram.to(Format::Svg).unwrap()).unwrap();
            for (name, in_2021, ever) in SAID {
                let word = if then { in_2021 } else { ever };
                let here = format!("{layout:?} {word} {then}: {said}");
                if word == "-" {
                    assert!(!said.contains("until"), "{name}: {here}");
                    continue;
                }
                // A table tells the dates themselves.
                let word = if layout == Layout::Matrix && word == "until 2015" {
                    "2010 to 2015"
                } else {
                    word
                };
                assert!(said.contains(word), "{here}");
                for part in word.split(' ') {
                    assert!(svg.contains(part) && text(&diagram).contains(part), "{here}");
                }
            }
            let marked = |grade: &str| said.matches(grade).count();
            // What is only planned is presumed to have come about.
            let expected = if then { [1, 2] } else { [0, 0] };
            assert_eq!([marked("possible"), marked("presumed")], expected, "{layout:?} {said}");
        }
    }
}

#[test]
fn frames_of_a_timeline_mark_what_is_not_certain() {
    let snapshot = graded();
    let selection = Selection::whole(&snapshot);
    let diagram = Diagram::of(&snapshot, &selection).layout(Layout::Timeline);
    let diagram = diagram.moments(["2021".parse().unwrap()]);
    let drawing = diagram.drawing();
    let ends = drawing.strokes.iter().filter(|stroke| stroke.uncertain).map(|stroke| {
        let to = drawing.figures[stroke.to].name.join(" ");
        (to, stroke.remark.clone().unwrap_or_default())
    });
    let mut ends: Vec<(String, String)> = ends.collect();
    ends.sort();
    let expected = [
        ("Inferred One", "inferred"),
        ("Planned One", "planned, presumed"),
        ("Presumed One", "presumed"),
    ];
    assert_eq!(ends, expected.map(|(to, label)| (to.to_owned(), label.to_owned())));
}

#[test]
fn files_for_other_programs_say_how_sure_everything_is() {
    let whole = graded();
    for format in GraphFormat::all().filter(|format| format.needs().is_none()) {
        for (snapshot, then) in [(in_2021(&whole), true), (whole.clone(), false)] {
            let extract = Extract::whole(&snapshot);
            let mut text = String::new();
            for file in 0..format.files().count().max(1) {
                let mut bytes = Vec::new();
                format.write(file, &extract, &mut bytes).unwrap();
                text.push_str(&String::from_utf8(bytes).unwrap());
            }
            let id = format.id();
            assert!(text.contains("planned") && text.contains("inferred"), "{id}\n{text}");
            if then {
                assert!(text.contains("possible") && text.contains("presumed"), "{id}\n{text}");
            } else {
                assert!(text.contains("2015"), "{id}\n{text}");
            }
        }
    }
}

#[test]
fn what_was_written_as_of_a_time_loads_again() {
    let seen = in_2021(&graded());
    for (format, files) in [
        ("graphml", vec!["a.graphml"]),
        ("json", vec!["a.json"]),
        ("turtle", vec!["a.ttl"]),
        ("csv", vec!["nodes.csv", "edges.csv"]),
    ] {
        let format = GraphFormat::named(format).unwrap();
        let texts = files.iter().enumerate().map(|(file, name)| {
            let mut bytes = Vec::new();
            format.write(file, &Extract::whole(&seen), &mut bytes).unwrap();
            (*name, String::from_utf8(bytes).unwrap())
        });
        let again = load(&Dataset::of(texts.collect::<Vec<_>>()));
        assert_eq!(again.edge_count(), seen.edge_count(), "{}", format.id());
    }
}

#[test]
fn a_page_says_how_sure_everything_is() {
    let whole = graded();
    for (snapshot, then) in [(in_2021(&whole), true), (whole.clone(), false)] {
        let selection = Selection::whole(&snapshot);
        let html = plexusdb::view::Page::of(&snapshot, &selection).html();
        for (_, in_2021, ever) in SAID {
            let word = if then { in_2021 } else { ever };
            // It tells the dates themselves.
            let word = word.replace("until 2015", "2010 to 2015");
            assert!(word == "-" || html.contains(&word), "{word} {then}");
        }
    }
}
