//! The page in a browser: typing, clicking, time, keys, ways, the address, dark, narrow, printed, without
//! script, and with names that would rather be something else.
//!
//! Where there is no Chromium with chromedriver, these tests say so and hold nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says why it was skipped"
)]

mod browser;

use std::collections::BTreeSet;
use std::path::PathBuf;

use browser::Browser;
use plexusdb::Database;
use plexusdb::ask::Asker;
use plexusdb::graph::Snapshot;
use plexusdb::model::when::Moment;
use plexusdb::model::{Change, EdgeRecord, Evidence, Key, NodeRecord};
use plexusdb::view::{Page, Selection};
use serde_json::{Value, json};

const ENTER: char = '\u{e007}';
const ESCAPE: char = '\u{e00c}';
const DOWN: char = '\u{e015}';
const LEFT: char = '\u{e012}';
const RIGHT: char = '\u{e014}';

const HCL: &str = "org:healthcare-central-london";

/// The page of a whole graph, in a file.
fn page(snapshot: &Snapshot, name: &str) -> PathBuf {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let html = Page::of(snapshot, &Selection::whole(snapshot)).title("London").html();
    std::fs::write(&file, html).unwrap();
    file
}

fn london() -> Snapshot {
    Database::london().unwrap().snapshot()
}

#[test]
fn the_embedded_network_makes_a_small_page() {
    let snapshot = london();
    let everything = Selection::whole(&snapshot);
    let html = Page::of(&snapshot, &everything).html();
    assert!(html.len() < 145_000, "{} bytes", html.len());
    assert_eq!(html, Page::of(&snapshot, &everything).html(), "the same page again");
    for outside in ["src=", "http://", "https://", "@import", "<link", "<base"] {
        let elsewhere = html.replace("http://www.w3.org/2000/svg", "");
        assert!(!elsewhere.contains(outside), "{outside}");
    }
}

#[test]
fn a_reader_finds_follows_and_asks() {
    let Some(tab) = Browser::start("reader") else { return };
    let file = page(&london(), "reader.html");
    tab.open(&file, "");
    tab.wait("document.documentElement.classList.contains('live')");
    assert_eq!(tab.eval("document.querySelectorAll('#picture .gone').length"), 0);

    // Finding: by first letters, with a slip, from the keyboard alone.
    tab.press(&['/']);
    tab.wait("document.activeElement.id === 'find'");
    tab.type_in("#find", "hcl");
    tab.wait("document.querySelector('#found').innerText.includes('Healthcare Central London')");
    tab.press(&[ENTER]);
    tab.wait("document.querySelector('#facts h2')?.innerText === 'Healthcare Central London'");
    let facts = tab.text("#facts");
    assert!(facts.contains("Dr Rishi Chopra, HCL Chair"), "in the words of the source: {facts}");
    assert!(facts.contains("8 Nov 2023"), "dates as they are known: {facts}");
    assert_eq!(tab.eval("new URLSearchParams(location.hash.slice(1)).get('n')"), HCL);

    // Whom it belongs to, by a click, and back.
    tab.script(
        "[...document.querySelectorAll('#facts a')].find((a) => a.innerText.startsWith('Paddington Life Sciences Partners')).click()",
        &json!([]),
    );
    tab.wait(
        "document.querySelector('#facts h2').innerText === 'Paddington Life Sciences Partners'",
    );
    let quotes = tab.eval("document.querySelectorAll('#facts .fact').length");
    let said = tab.eval("document.querySelectorAll('#facts .fact li').length");
    assert!(
        quotes.as_u64() < said.as_u64(),
        "{quotes} quotes for {said} facts: what shares words stands together"
    );
    tab.script("history.back()", &json!([]));
    tab.wait("document.querySelector('#facts h2').innerText === 'Healthcare Central London'");

    // How it is connected.
    tab.press(&['c']);
    tab.wait("document.documentElement.classList.contains('asking')");
    tab.type_in("#find", "penny dahs");
    tab.wait("document.querySelector('#found').innerText.includes('Penny Dash')");
    tab.press(&[ENTER]);
    tab.wait(
        "document.querySelector('#facts h2').innerText.startsWith('How Healthcare Central London')",
    );
    assert_eq!(tab.eval("document.querySelectorAll('#facts .way')[0].children.length"), 2);
    assert_eq!(tab.eval("document.querySelectorAll('#lines .on').length"), 2);
    let kept = tab.eval("location.hash");
    tab.press(&[ESCAPE, ESCAPE]);
    tab.wait("document.querySelector('#facts').hidden");

    // The address opens what was seen.
    tab.open(&file, kept.as_str().unwrap().trim_start_matches('#'));
    tab.wait("document.querySelectorAll('#facts .way').length > 0");

    // What nothing is called is said to be so.
    tab.type_in("#find", "xyzzy");
    tab.wait("document.querySelector('#found').innerText === 'nothing of that name'");
    tab.was_quiet(&[&file]);
}

#[test]
fn time_filters_and_keys_change_what_is_seen() {
    let Some(tab) = Browser::start("keys") else { return };
    let file = page(&london(), "keys.html");
    tab.open(&file, "");
    tab.wait("document.documentElement.classList.contains('live')");

    // The slider, by its own keys.
    tab.script("document.querySelector('#when').focus()", &json!([]));
    tab.press(&[LEFT]);
    tab.wait("location.hash.includes('as-of')");
    let then = tab.text("#then");
    assert!(tab.text("#status").contains(&format!("As of {then}")), "{}", tab.text("#status"));
    tab.press(&[RIGHT]);
    tab.wait("document.querySelector('#then').innerText === 'any time'");
    tab.script("document.activeElement.blur()", &json!([]));
    tab.press(&['[', '[', '[']);
    tab.wait("document.querySelectorAll('#lines .gone').length > 0");
    tab.press(&[']', ']', ']']);
    tab.wait("document.querySelectorAll('#lines .gone').length === 0");

    // A relation and a kind left out.
    tab.click("#relations summary");
    tab.click("#relations input");
    tab.wait("document.querySelectorAll('#lines .gone').length > 0 && location.hash.includes('without=member-of')");
    tab.click("#relations input");
    tab.wait("document.querySelectorAll('#lines .gone').length === 0");
    tab.press(&[ESCAPE]);
    tab.script("document.querySelector('#relations').open = false", &json!([]));
    tab.click("#kinds summary");
    tab.click("#kinds input");
    tab.wait("document.querySelectorAll('#boxes .gone').length > 0");
    tab.open(&file, "");

    // From box to box.
    tab.wait("document.querySelector('#boxes [tabindex=\"0\"]') !== null");
    tab.script("document.querySelector('#boxes [tabindex=\"0\"]').focus()", &json!([]));
    let first = tab.eval("document.activeElement.getAttribute('aria-label')");
    tab.press(&[DOWN, LEFT]);
    let next = tab.eval("document.activeElement.getAttribute('aria-label')");
    assert_ne!(first, next, "the arrows move on");
    tab.press(&[ENTER]);
    tab.wait("!document.querySelector('#facts').hidden");
    let name = tab.text("#facts h2");
    assert!(next.as_str().unwrap().starts_with(&name), "{next} opens {name}");

    // Nearer, whole, and as a table.
    tab.press(&['0']);
    tab.wait("document.querySelector('#picture').viewBox.baseVal.width > 2500");
    tab.press(&['+', '+', '+', '+']);
    tab.wait("document.querySelector('#picture').viewBox.baseVal.width < 2500");
    tab.press(&['t']);
    tab.wait("document.activeElement.id === 'table' && document.querySelector('#picture').checkVisibility() === false");
    let rows = tab.eval("document.querySelectorAll('#table tbody tr').length");
    assert!(rows.as_u64() > Some(200), "{rows} rows");
    tab.was_quiet(&[&file]);
}

#[test]
fn the_page_answers_as_the_engine_does() {
    let Some(tab) = Browser::start("answers") else { return };
    let snapshot = london();
    let file = page(&snapshot, "answers.html");
    tab.open(&file, "");
    tab.wait("document.documentElement.classList.contains('live')");

    // Every date, every relation, every entity.
    let moments = tab.eval("plexus.moments");
    for moment in moments.as_array().unwrap() {
        let grades = tab.script("return plexus.grades(arguments[0])", &json!([moment]));
        let when: Moment = moment.as_str().unwrap().parse().unwrap();
        let expected: Vec<Value> = snapshot
            .edges()
            .filter_map(|edge| {
                let relation = snapshot.relation_of(edge).filter(|r| !r.curation && !r.derived)?;
                let record = snapshot.edge_record(edge)?;
                let grade = snapshot.edge_grade(edge, &when).words();
                Some(json!([record.from.as_str(), relation.id, record.to.as_str(), grade]))
            })
            .collect();
        assert_eq!(grades["relations"].as_array().unwrap(), &expected, "as of {when}");
        for pair in grades["entities"].as_array().unwrap() {
            let node = snapshot.by_key(pair[0].as_str().unwrap()).unwrap();
            assert_eq!(pair[1], snapshot.node_grade(node, &when).words(), "{pair} as of {when}");
        }
    }

    // The names that the prompt understands.
    let asker = Asker::new(snapshot.clone());
    for typed in [
        "HCL",
        "plsp",
        "NWL ICS",
        "Vodafone",
        "healthcare centrl london",
        "imperial college health partners",
        "penny dash",
        "St Mary's",
        "Guys and St Thomas",
        "OHID",
    ] {
        let found = tab.script("return plexus.find(arguments[0])", &json!([typed]));
        if let plexusdb::ask::Resolved::One(one) = asker.names().resolve(typed, None) {
            let key = snapshot.node_record(one.node).unwrap().key.to_string();
            assert_eq!(found[0], key, "{typed}: {found}");
        }
    }
    compare_ways(&tab, &snapshot, &asker, &moments);
    tab.was_quiet(&[&file]);
}

/// How things are connected, by the page and by the prompt: at any time and as of each date.
fn compare_ways(tab: &Browser, snapshot: &Snapshot, asker: &Asker, moments: &Value) {
    let keys: Vec<String> = snapshot
        .nodes()
        .filter(|node| snapshot.degree(*node, plexusdb::model::Direction::Both, &[]) > 0)
        .filter_map(|node| snapshot.node_record(node).map(|r| r.key.to_string()))
        .collect();
    let mut times: Vec<Value> = vec![Value::Null, Value::Null];
    times.extend(moments.as_array().unwrap().iter().cloned());
    let mut connected = 0;
    for (round, (from, when)) in keys.iter().step_by(6).zip(times.iter().cycle()).enumerate() {
        let to = &keys[(round * 37 + 11) % keys.len()];
        if from == to {
            continue;
        }
        let at_time = when.as_str().map(|when| format!(" as of {when}")).unwrap_or_default();
        let question = format!("how are \"{from}\" and \"{to}\" connected{at_time}");
        let answer = asker.ask(&question).unwrap();
        // Those at the floor; what is less sure comes behind.
        let ways = tab.script("return plexus.ways(...arguments)", &json!([from, to, when]));
        let expected: BTreeSet<Vec<String>> = answer
            .answers
            .chunk_by(|a, b| a.route == b.route)
            .map(|way| {
                let mut ids = vec![from.clone()];
                ids.extend(way.iter().map(|step| step.id.clone()));
                ids
            })
            .collect();
        let found: BTreeSet<Vec<String>> = serde_json::from_value(ways).unwrap();
        if expected.len() < 20 {
            assert_eq!(found, expected, "{question}");
        } else {
            assert_eq!(found.len(), 20, "{question}");
        }
        connected += usize::from(!found.is_empty());
    }
    assert!(connected > 5, "{connected} pairs are connected");
}

#[test]
fn it_is_for_night_for_phones_for_paper_and_without_script() {
    let Some(tab) = Browser::start("looks") else { return };
    let file = page(&london(), "looks.html");
    tab.open(&file, &format!("n={HCL}"));
    tab.wait("!document.querySelector('#facts').hidden");
    tab.picture("page-light.png");
    let ground = "getComputedStyle(document.body).backgroundColor";
    let light = tab.eval(ground);
    let night = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
    tab.devtools("Emulation.setEmulatedMedia", &night);
    tab.wait(&format!("{ground} !== {light}"));
    tab.picture("page-dark.png");
    assert!(tab.print("page.pdf") > 10_000);

    tab.devtools("Emulation.setEmulatedMedia", &json!({ "features": [] }));
    let phone = json!({ "width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true });
    tab.devtools("Emulation.setDeviceMetricsOverride", &phone);
    tab.wait("innerWidth === 390");
    tab.wait("document.documentElement.scrollWidth <= 390");
    tab.wait("document.querySelector('#facts').getBoundingClientRect().top > 300");
    tab.picture("page-phone.png");
    tab.devtools("Emulation.clearDeviceMetricsOverride", &json!({}));

    tab.devtools("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    tab.open(&file, "");
    assert_eq!(tab.eval("document.documentElement.className"), "", "no script ran");
    assert_eq!(tab.eval("document.querySelector('.tools').checkVisibility()"), false);
    assert_eq!(tab.eval("document.querySelector('#picture').checkVisibility()"), true);
    assert!(tab.text(".sources").contains("8 Nov 2023"));
    tab.picture("page-still.png");
    tab.was_quiet(&[&file]);
}

/// Names that are markup, script, comments, entities, addresses, or turn the text around them.
const HOSTILE: [&str; 12] = [
    "</script><script>window.broken = 1</script>",
    "<!--<script>",
    "<img src=x onerror=\"window.broken = 2\">",
    "\" onfocus=\"window.broken = 3\" autofocus=\"",
    "'><svg onload=window.broken=4>",
    "a\u{2028}b\u{2029}c",
    "\u{202e}desrever",
    "]]></style><b>",
    "javascript:window.broken=5",
    "{{constructor}} ${window.broken = 6} `",
    "&lt;b&gt; &amp; \\u003c \\",
    "שלום <bdo dir=rtl>",
];

#[test]
fn hostile_names_stay_names() {
    let Some(tab) = Browser::start("hostile") else { return };
    let db = Database::in_memory();
    let mut tx = db.write().unwrap();
    let source = Key::from("src:</script>");
    let mut document = NodeRecord::new(source.clone(), "document", HOSTILE[0]);
    document.note = Some(HOSTILE[2].to_owned());
    tx.apply(Change::AddNode(document)).unwrap();
    let key = |at: usize| Key::from(format!("org:{at}{}", HOSTILE[at % HOSTILE.len()]).as_str());
    for (at, name) in HOSTILE.iter().enumerate() {
        let mut node = NodeRecord::new(key(at), "organisation", name);
        node.note = Some((*name).to_owned());
        node.aka.push((*HOSTILE.iter().rev().nth(at).unwrap()).into());
        tx.apply(Change::AddNode(node)).unwrap();
    }
    for (at, quote) in HOSTILE.iter().enumerate().skip(1) {
        let mut edge = EdgeRecord::new(key(at), "funds", key(0));
        edge.evidence.push(Evidence::new(source.clone(), *quote));
        tx.apply(Change::AddEdge(edge)).unwrap();
    }
    tx.commit().unwrap();
    let snapshot = db.snapshot();
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("hostile.html");
    let html = Page::of(&snapshot, &Selection::whole(&snapshot)).title(HOSTILE[0]).html();
    std::fs::write(&file, html).unwrap();
    tab.open(&file, "");
    tab.wait("document.documentElement.classList.contains('live')");
    assert_eq!(tab.text("h1"), HOSTILE[0], "seen as it is written");
    assert_eq!(tab.eval("document.querySelectorAll('script').length"), 2);
    assert_eq!(tab.eval("document.querySelectorAll('img, b:not(.grade), bdo, svg svg').length"), 0);
    for name in HOSTILE {
        let found = tab.script(
            "document.querySelector('#find').value = ''; return plexus.find(arguments[0])",
            &json!([name]),
        );
        assert_ne!(found, json!([]), "{name} is found");
        let opened =
            "location.hash = '#' + new URLSearchParams({ n: arguments[0], view: 'table' })";
        tab.script(opened, &json!([found[0]]));
        tab.wait(&format!("new URLSearchParams(location.hash.slice(1)).get('n') === {}", found[0]));
        tab.wait("document.querySelector('#facts h2') !== null");
    }
    assert_eq!(tab.eval("window.broken === undefined"), true);
    tab.was_quiet(&[&file]);
}

/// A network of 2,000 entities and 4,000 relations: systems, their members, and people who work with each other.
fn large() -> Snapshot {
    let db = Database::in_memory();
    let mut tx = db.write().unwrap();
    let key = |at: usize| {
        let kind = if at < 40 { "pship" } else { "org" };
        Key::from(format!("{kind}:body-{at}").as_str())
    };
    for at in 0..2_000 {
        let (kind, name) = match at {
            0..40 => ("partnership", format!("Northern and Western Care System {at}")),
            _ => ("organisation", format!("Riverside University Hospitals Trust {at}")),
        };
        tx.apply(Change::AddNode(NodeRecord::new(key(at), kind, &name))).unwrap();
    }
    for at in 40..2_000 {
        tx.apply(Change::AddEdge(EdgeRecord::new(key(at), "member-of", key(at % 40)))).unwrap();
    }
    for at in 40..2_000 {
        let other = 40 + (at * 11 + 13) % 1_960;
        // What is there already is no second relation.
        let _ = tx.apply(Change::AddEdge(EdgeRecord::new(key(at), "funds", key(other))));
    }
    for (from, to) in (0..40).map(|at| (at, (at + 1) % 40)) {
        tx.apply(Change::AddEdge(EdgeRecord::new(key(from), "works-with", key(to)))).unwrap();
    }
    for at in 40..80 {
        tx.apply(Change::AddEdge(EdgeRecord::new(key(at), "works-with", key(at + 40)))).unwrap();
    }
    tx.commit().unwrap();
    db.snapshot()
}

/// How many boxes are seen, and how many pairs of them meet.
const SEEN: &str = "(() => {
    const seen = [...document.querySelectorAll('#boxes > g:not(.gone) rect')].map((box) => box.getBoundingClientRect());
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    return [seen.length, seen.flatMap((a, n) => seen.slice(n + 1).filter((b) => meet(a, b))).length];
})()";

#[test]
fn a_large_network_is_summed_up_and_shows_what_is_asked_for() {
    let Some(tab) = Browser::start("large") else { return };
    let snapshot = large();
    assert_eq!((snapshot.node_count(), snapshot.edge_count()), (2_000, 4_000));
    let file = page(&snapshot, "large.html");
    tab.open(&file, "");
    tab.wait("document.documentElement.classList.contains('live')");
    assert!(
        tab.text("#status").starts_with("Drawn are the 60 entities"),
        "{}",
        tab.text("#status")
    );
    assert_eq!(tab.eval(SEEN), json!([60, 0]));
    tab.picture("page-large.png");

    // One that is not drawn is found and stands in the middle of what it is joined with.
    tab.press(&['/']);
    tab.type_in("#find", "riverside trust 1777");
    tab.wait("document.querySelector('#found').innerText.includes('Trust 1777')");
    tab.press(&[ENTER]);
    tab.wait("document.querySelector('#facts h2')?.innerText.endsWith('Trust 1777')");
    let seen = tab.eval(SEEN);
    assert_eq!(seen, json!([4, 0]), "itself, its system, whom it funds and who funds it");
    assert_eq!(tab.eval("document.querySelectorAll('#lines path.on:not(.gone)').length"), 3);

    // Of many neighbours some are drawn and the rest counted.
    tab.open(&file, "n=pship:body-17");
    tab.wait("document.querySelector('#facts h2') !== null");
    assert_eq!(tab.eval("document.querySelectorAll('#facts li').length"), 51);
    assert_eq!(tab.eval(SEEN), json!([52, 0]));
    tab.picture("page-large-around.png");

    // A way, step by step.
    tab.open(&file, "n=org:body-41&to=org:body-1999");
    tab.wait("document.querySelectorAll('#facts .way').length > 0");
    let meeting = tab.eval(&format!("{SEEN}[1]"));
    assert_eq!(meeting, 0);

    // And back to all of it, and the table, which has everything.
    tab.press(&[ESCAPE, ESCAPE]);
    tab.wait("document.querySelector('#facts').hidden");
    assert_eq!(tab.eval(SEEN), json!([60, 0]));
    tab.wait(
        "(() => { const all = document.querySelector('#picture').getBoundingClientRect();
        return [...document.querySelectorAll('#boxes > g:not(.gone) rect')].map((box) => box.getBoundingClientRect())
            .every((box) => box.left >= all.left && box.right <= all.right && box.top >= all.top && box.bottom <= all.bottom);
        })()",
    );
    tab.press(&['t']);
    assert_eq!(tab.eval("document.querySelectorAll('#table tbody tr').length"), 4_000);
    tab.was_quiet(&[&file]);
}
