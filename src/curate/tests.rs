//! Sentences on the London network: what each would do, or why it cannot be done.

use std::fmt::Write;

use expect_test::{Expect, expect};

use super::*;
use crate::Database;
use crate::source::dump;

mod merging;

fn london() -> Database {
    Database::london().unwrap()
}

/// What a sentence would do, in the words in which it is shown.
fn shown(asker: &Asker, text: &str) -> String {
    let mut shown = format!("{text}\n");
    match understand(asker, text) {
        Ok(edit) => {
            for line in &edit.lines {
                writeln!(shown, "  {} {}", line.sign.mark(), line.text).unwrap();
            }
            for doubt in &edit.doubts {
                let question = doubt.question.as_deref().unwrap_or_default();
                writeln!(shown, "  ! {} {question}", doubt.text).unwrap();
            }
            if !edit.missing.is_empty() {
                writeln!(shown, "  missing: {:?}", edit.missing).unwrap();
            }
        }
        Err(error) => {
            writeln!(shown, "  error: {error}").unwrap();
            if let Some(span) = error.span() {
                writeln!(shown, "  at: {}", span.of(text)).unwrap();
            }
            writeln!(shown, "  help: {}", error.help().unwrap_or_default()).unwrap();
        }
    }
    shown
}

fn check(sentences: &[&str], expected: &Expect) {
    let asker = Asker::new(london().snapshot());
    let all: Vec<String> = sentences.iter().map(|text| shown(&asker, text)).collect();
    expected.assert_eq(&all.concat());
}

/// The graph written down, with the edit made, and as it was.
fn made(sentences: &[&str]) -> (String, String) {
    let db = london();
    let before = written(&db);
    for text in sentences {
        let edit = understand(&Asker::new(db.snapshot()), text).unwrap();
        let mut tx = db.write().unwrap();
        edit.apply(&mut tx).unwrap();
        tx.commit().unwrap();
    }
    (before, written(&db))
}

fn written(db: &Database) -> String {
    let graph = db.snapshot();
    dump(graph.node_records(), graph.edge_records(), [])
}

/// The lines that edits add to and take from the graph written down.
fn difference(sentences: &[&str]) -> String {
    let (before, after) = made(sentences);
    let lines = |text: &str| -> Vec<String> {
        let tables = text.split("\n\n").map(str::trim).filter(|table| !table.is_empty());
        tables.map(str::to_owned).collect()
    };
    let (before, after) = (lines(&before), lines(&after));
    let mut shown = String::new();
    for (sign, one, other) in [('-', &before, &after), ('+', &after, &before)] {
        for table in one.iter().filter(|table| !other.contains(table)) {
            for line in table.lines() {
                writeln!(shown, "{sign} {line}").unwrap();
            }
        }
    }
    shown
}

const SAYS: &str = "source \"HCL news, 3 May 2024\" quote \"our new chair\"";

#[test]
fn what_can_be_added() {
    check(
        &[
            &format!("add \"Ada Example\" chairs HCL from 2024-05 {SAYS}"),
            &format!("add HCL member of \"Arden Alliance\" as partnership {SAYS}"),
            "add \"Arden Alliance\" as network note \"begun in a hurry\"",
            "add person \"Ada Example\"",
            &format!("add Brent covered by HCL since May 2024 {SAYS}"),
            "add HCL covers Westminster source \"HCL news, 3 May 2024\"",
            &format!("add Penny Dash director of HCL post \"Finance director\" interim {SAYS}"),
            "add HCL covers Brent",
        ],
        &expect![[r#"
            add "Ada Example" chairs HCL from 2024-05 source "HCL news, 3 May 2024" quote "our new chair"
              + document HCL news, 3 May 2024
              + person Ada Example
              + Ada Example chairs Healthcare Central London, since May 2024
              ! Dr Rishi Chopra chairs Healthcare Central London, seen 8 Nov 2023, with no end End that in May 2024?
            add HCL member of "Arden Alliance" as partnership source "HCL news, 3 May 2024" quote "our new chair"
              + document HCL news, 3 May 2024
              + partnership Arden Alliance
              + Healthcare Central London member of Arden Alliance, seen 3 May 2024
            add "Arden Alliance" as network note "begun in a hurry"
              + network Arden Alliance
              missing: [Source, Quote]
            add person "Ada Example"
              + person Ada Example
              missing: [Source, Quote]
            add Brent covered by HCL since May 2024 source "HCL news, 3 May 2024" quote "our new chair"
              + document HCL news, 3 May 2024
              + Healthcare Central London covers Brent, since May 2024
            add HCL covers Westminster source "HCL news, 3 May 2024"
              + document HCL news, 3 May 2024
              + Healthcare Central London covers Westminster, seen 3 May 2024
              missing: [Quote]
            add Penny Dash director of HCL post "Finance director" interim source "HCL news, 3 May 2024" quote "our new chair"
              + document HCL news, 3 May 2024
              + Penny Dash director of Healthcare Central London, seen 3 May 2024
            add HCL covers Brent
              + Healthcare Central London covers Brent
              missing: [Source, Quote]
        "#]],
    );
}

#[test]
fn what_cannot_be_added_says_what_can() {
    check(
        &[
            "add",
            "add HCL",
            "add HCL chars Penny Dash",
            "add HCL chairs Penny Dash source \"x\" quote \"y\"",
            "add Penny Dash covers Brent source \"x\"",
            "add Nobody Known chairs HCL",
            "add \"Nobody Known\" leads \"Somewhere\" source \"x\"",
            "add \"Arden\" as bord",
            "add \"Arden\"",
            "add HCL covers Brent from 2024 until 2023 source \"x\"",
            "add HCL covers Brent from 2024 since 2023 source \"x\"",
            "add HCL covers Brent class founding source \"x\"",
            "add HCL covers Brent source src:nothing",
            "add imperial covers Brent",
            "add HCL chaired by Rishi Chopra source \"x\"",
        ],
        &expect![[r#"
            add
              error: it is not said what to add
              at: 
              help: `add X RELATION Y [from DATE] source "TITLE, DATE" quote "…"`: a relationship, or with `add NAME as KIND` an entity; a new name stands in quotes
            add HCL
              error: it is not said how the two are related
              at: HCL
              help: of an organisation can be said: member of, has member, part of, includes, chaired by, has chief executive, has director, has on its staff, leads, runs, run by, covers, located in, hosts, focuses on, delivers, aligned with, advises, advised by, supports, one of, uses, launched, launched by, founded, founded by, announced, announced by, selected, selected by, funds, funded by, commissions, commissioned by, directs, directed by, succeeded by, succeeds, led to, works with
            add HCL chars Penny Dash
              error: I don't know the relation “chars”
              at: chars
              help: did you mean chairs?
            add HCL chairs Penny Dash source "x" quote "y"
              error: “chairs” does not join an organisation to a person
              at: add HCL chairs Penny Dash source "x" quote "y"
              help: it is the other way round: exchange the two names
            add Penny Dash covers Brent source "x"
              error: “covers” does not join a person to a place
              at: add Penny Dash covers Brent source "x"
              help: it leads from organisation, partnership, unnamed group to place
            add Nobody Known chairs HCL
              error: nothing here is called “Nobody Known”
              at: Nobody Known
              help: a new name stands in quotes: "Nobody Known"
            add "Nobody Known" leads "Somewhere" source "x"
              error: “Nobody Known” is new, and it is not said what it is
              at: "Nobody Known"
              help: add `as KIND`: organisation, partnership, unnamed group, person, or one of their sub-kinds
            add "Arden" as bord
              error: no kind is called “bord”
              at: bord
              help: did you mean `borough`?
            add "Arden"
              error: it is not said what this is
              at: "Arden"
              help: add `as KIND`: organisation, partnership, unnamed group, programme, person, place, site, focus, document, or one of their sub-kinds
            add HCL covers Brent from 2024 until 2023 source "x"
              error: the date `2023` is refused: it would end before it starts, 2024
              at: add HCL covers Brent from 2024 until 2023 source "x"
              help: dates are written 2023, 2023-06 or 2023-06-01, and one day between two of them [2023-06..2023-11-08]
            add HCL covers Brent from 2024 since 2023 source "x"
              error: `from` is said twice
              at: 2024
              help: say it once
            add HCL covers Brent class founding source "x"
              error: “covers” takes no class
              at: founding
              help: leave it out
            add HCL covers Brent source src:nothing
              error: no document has the id `src:nothing`
              at: src:nothing
              help: a new one is written by its title: `source "TITLE, 3 May 2024"`
            add imperial covers Brent
              error: “imperial” could be any of 4 things
              at: imperial
              help: say more of the name, or the id: Imperial College Healthcare NHS Trust (NHS trust, org:imperial-college-healthcare), Imperial College London (university, org:imperial-college-london), Imperial College Health Partners (other organisation, org:imperial-college-health-partners), Imperial Health Charity (charity, org:imperial-health-charity)
            add HCL chaired by Rishi Chopra source "x"
              + document x
              ~ Dr Rishi Chopra chairs Healthcare Central London, seen 8 Nov 2023: said of what is here already
              missing: [Quote]
        "#]],
    );
}

#[test]
fn what_is_here_can_be_ended_cited_and_taken_back() {
    check(
        &[
            "end Rishi Chopra chairs HCL on 2024-05 source \"HCL news, 3 May 2024\" quote \"stood down\"",
            "end Rishi Chopra chairs HCL",
            "end Rishi Chopra covers Brent on 2024",
            "end Rishi Chopra chairs PLSP on 2024",
            "end HCL on 2025 source \"HCL news, 3 May 2024\" quote \"wound up\"",
            "cite Rishi Chopra chairs HCL source \"HCL news, 3 May 2024\" quote \"Dr Chopra, chair\"",
            "cite Rishi Chopra chairs HCL",
            "retract Rishi Chopra chairs HCL",
            "retract HCL",
            "retract HCL chairs",
        ],
        &expect![[r#"
            end Rishi Chopra chairs HCL on 2024-05 source "HCL news, 3 May 2024" quote "stood down"
              + document HCL news, 3 May 2024
              ~ Dr Rishi Chopra chairs Healthcare Central London, until May 2024
            end Rishi Chopra chairs HCL
              error: it is not said when it ended, such as `on 2024-05`
              at: 
              help: `end X RELATION Y on DATE source "TITLE, DATE" quote "…"`
            end Rishi Chopra covers Brent on 2024
              error: nothing here says that Dr Rishi Chopra covers Brent
              at: Rishi Chopra covers Brent
              help: `Dr Rishi Chopra` lists what is known of it
            end Rishi Chopra chairs PLSP on 2024
              error: nothing here says that Dr Rishi Chopra chairs Paddington Life Sciences Partners
              at: Rishi Chopra chairs PLSP
              help: `Dr Rishi Chopra` lists what is known of it
            end HCL on 2025 source "HCL news, 3 May 2024" quote "wound up"
              + document HCL news, 3 May 2024
              ~ Healthcare Central London, until 2025
            cite Rishi Chopra chairs HCL source "HCL news, 3 May 2024" quote "Dr Chopra, chair"
              + document HCL news, 3 May 2024
              ~ Dr Rishi Chopra chairs Healthcare Central London: also said by HCL news
            cite Rishi Chopra chairs HCL
              ~ Dr Rishi Chopra chairs Healthcare Central London: also said by 
              missing: [Source, Quote]
            retract Rishi Chopra chairs HCL
              - Dr Rishi Chopra chairs Healthcare Central London, seen 8 Nov 2023
            retract HCL
              error: Healthcare Central London has 18 relationships, which would be left with one end
              at: HCL
              help: `end` says that it is no more; to take it back, retract them first
            retract HCL chairs
              error: nothing here is called “HCL chairs”
              at: HCL chairs
              help: `find TEXT` looks in all names
        "#]],
    );
}

#[test]
fn what_is_said_of_entities_can_be_changed() {
    check(
        &[
            &format!("set HCL staff 120 known 2024 {SAYS}"),
            &format!("set HCL start 1 April 2015 {SAYS}"),
            "set HCL ods A1B2C source \"HCL news, 3 May 2024\" quote \"code A1B2C\"",
            "set HCL ods RYJ source \"x\" quote \"y\"",
            "set HCL staff many source \"x\"",
            "set HCL colour red source \"x\"",
            "set HCL note \"to be looked at\"",
            "rename HCL to \"Healthcare for Central London\" from 2025",
            "rename HCL",
            "merge \"Imperial College Health Partners\" into \"Imperial College London\"",
            "merge HCL into Penny Dash",
            "different HCL and PLSP",
            "different \"Imperial College London\" and \"Imperial College Health Partners\"",
        ],
        &expect![[r#"
            set HCL staff 120 known 2024 source "HCL news, 3 May 2024" quote "our new chair"
              + document HCL news, 3 May 2024
              + staff of Healthcare Central London: 120
            set HCL start 1 April 2015 source "HCL news, 3 May 2024" quote "our new chair"
              + document HCL news, 3 May 2024
              ~ start of Healthcare Central London: 2015-04-01
            set HCL ods A1B2C source "HCL news, 3 May 2024" quote "code A1B2C"
              + document HCL news, 3 May 2024
              ~ ods of Healthcare Central London: A1B2C
            set HCL ods RYJ source "x" quote "y"
              error: `ods` of `org:healthcare-central-london`: `RYJ` already identifies `org:imperial-college-healthcare`
              help: 
            set HCL staff many source "x"
              error: staff cannot be “many”
              at: many
              help: it takes a whole number
            set HCL colour red source "x"
              error: it is not said what is to be set
              at: HCL colour red
              help: of an entity can be set: start, end, note, count, bound, date, publisher, url, text, ods, ods code, ods rel, ods relationship, gss, gss code, companies house, companies house number, charity, charity number, ror, ror id, wikidata, wikidata item, population, staff, budget, spending, rank, status
            set HCL note "to be looked at"
              ~ note of Healthcare Central London: to be looked at
            rename HCL to "Healthcare for Central London" from 2025
              ~ Healthcare Central London is called Healthcare for Central London; the old name stays
            rename HCL
              error: it is not said what the new name is
              at: HCL
              help: `rename X to NAME [from DATE] source "TITLE, DATE"`
            merge "Imperial College Health Partners" into "Imperial College London"
              + Imperial College Health Partners is the same as Imperial College London
              ~ 1 relationship and 1 name of Imperial College Health Partners are seen at Imperial College London
            merge HCL into Penny Dash
              error: Healthcare Central London is an organisation and Penny Dash is a person
              at: merge HCL into Penny Dash
              help: only of two of one kind can this be said
            different HCL and PLSP
              error: Healthcare Central London is an organisation and Paddington Life Sciences Partners is a partnership
              at: different HCL and PLSP
              help: only of two of one kind can this be said
            different "Imperial College London" and "Imperial College Health Partners"
              + Imperial College London is not Imperial College Health Partners
        "#]],
    );
}

#[test]
fn an_edit_is_made_as_it_is_shown() {
    let add = format!("add \"Ada Example\" chairs HCL from 2024-05 {SAYS}");
    let shown = difference(&[
        &add,
        "end Rishi Chopra chairs HCL on 2024-05 source \"HCL news, 3 May 2024\" quote \"stood down\"",
        "cite Ada Example chairs HCL source \"HCL annual report, 2025\" quote \"Ada Example, chair\"",
        "rename \"Ada Example\" to \"Ada Sample\"",
    ]);
    expect![[r#"
        - [[edge]]
        - from = "person:rishi-chopra"
        - type = "chairs"
        - to = "org:healthcare-central-london"
        - known = ["2023-11-08"]
        - post = "Chair"
        - source = "src:hcl-joins-plsp"
        - quote = "Dr Rishi Chopra, HCL Chair"
        + [[node]]
        + id = "doc:hcl-news"
        + kind = "document"
        + name = "HCL news"
        + date = "2024-05-03"
        + [[node]]
        + id = "person:ada-example"
        + kind = "person"
        + name = "Ada Sample"
        + aka = [{ name = "Ada Example", kind = "former" }]
        + known = ["2024-05-03"]
        + source = "doc:hcl-news"
        + quote = "our new chair"
        + [[node]]
        + id = "doc:hcl-annual-report"
        + kind = "document"
        + name = "HCL annual report"
        + date = "2025"
        + [[edge]]
        + from = "person:rishi-chopra"
        + type = "chairs"
        + to = "org:healthcare-central-london"
        + end = "2024-05"
        + known = ["2023-11-08"]
        + post = "Chair"
        + evidence = [
        +   { source = "src:hcl-joins-plsp", quote = "Dr Rishi Chopra, HCL Chair" },
        +   { source = "doc:hcl-news", quote = "stood down" },
        + ]
        + [[edge]]
        + from = "person:ada-example"
        + type = "chairs"
        + to = "org:healthcare-central-london"
        + start = "2024-05"
        + known = ["2024-05-03", "2025"]
        + evidence = [
        +   { source = "doc:hcl-news", quote = "our new chair" },
        +   { source = "doc:hcl-annual-report", quote = "Ada Example, chair" },
        + ]
    "#]]
    .assert_eq(&shown);
}

#[test]
fn what_is_accepted_is_done_too() {
    let db = london();
    let asker = Asker::new(db.snapshot());
    let text = format!("add \"Ada Example\" chairs HCL from 2024-05 {SAYS}");
    let mut edit = understand(&asker, &text).unwrap();
    assert_eq!(edit.doubts.len(), 1);
    edit.accept(0);
    let mut tx = db.write().unwrap();
    edit.apply(&mut tx).unwrap();
    tx.commit().unwrap();
    let rows = db.snapshot().query("MATCH (p)-[c:CHAIRS]->({id: 'org:healthcare-central-london'}) RETURN p.name, c.start, c.end ORDER BY p.name").rows().unwrap();
    let rows: Vec<String> = rows.map(|row| format!("{:?}", row.unwrap().values())).collect();
    expect![[r#"
        [String("Ada Example"), String("2024-05"), Null]
        [String("Dr Rishi Chopra"), Null, String("2024-05")]"#]]
    .assert_eq(&rows.join("\n"));
}

#[test]
fn the_same_edit_a_second_time_says_that_it_is_made() {
    let db = london();
    let text = format!("add HCL covers Brent {SAYS}");
    let edit = understand(&Asker::new(db.snapshot()), &text).unwrap();
    let mut tx = db.write().unwrap();
    edit.apply(&mut tx).unwrap();
    tx.commit().unwrap();
    let asker = Asker::new(db.snapshot());
    let again = text.replace("our new chair", "and now Brent");
    expect![[r#"
        add HCL covers Brent source "HCL news, 3 May 2024" quote "our new chair"
          error: Healthcare Central London covers Brent: all of this is here already
          at: add HCL covers Brent source "HCL news, 3 May 2024" quote "our new chair"
          help: nothing needs to be done
        add HCL covers Brent source "HCL news, 3 May 2024" quote "and now Brent"
          ~ Healthcare Central London covers Brent, seen 3 May 2024: said of what is here already
    "#]]
    .assert_eq(&(shown(&asker, &text) + &shown(&asker, &again)));
}

#[test]
fn who_may_be_entered_twice() {
    let db = london();
    db.execute("CREATE (:Person {name: 'Penny Dashe'}), (:Person {name: 'R. Chopra'}), (:Organisation {name: 'HCL'}), (:Organisation {name: 'Imperial College Healthcare'})").run().unwrap();
    let graph = db.snapshot();
    let mut shown = String::new();
    for Likeness { one, other, reasons } in duplicates(&graph) {
        let names = [one, other].map(|id| graph.node_name(id).to_owned());
        writeln!(shown, "{} = {}: {}", names[0], names[1], reasons.join("; ")).unwrap();
    }
    expect![[r#"
        HCL = Healthcare Central London: one name
        R. Chopra = Dr Rishi Chopra: one surname and one initial
        Imperial College Healthcare = Imperial College Healthcare NHS Trust: one name but for common words
        Penny Dashe = Penny Dash: names spelt alike
    "#]].assert_eq(&shown);
    let asker = Asker::new(graph);
    let text = "different \"Penny Dashe\" and \"Penny Dash\"";
    let edit = understand(&asker, text).unwrap();
    let mut tx = db.write().unwrap();
    let before = duplicates(&tx.snapshot()).len();
    edit.apply(&mut tx).unwrap();
    assert_eq!(duplicates(&tx.snapshot()).len(), before - 1);
}

#[test]
fn no_sentence_is_too_strange() {
    use proptest::prelude::*;
    let asker = Asker::new(london().snapshot());
    let words = prop::sample::select(vec![
        "HCL",
        "\"Ada Example\"",
        "chairs",
        "covers",
        "Brent",
        "from",
        "2024",
        "source",
        "quote",
        "\"x, 3 May 2024\"",
        "as",
        "person",
        "to",
        "into",
        "and",
        "on",
        "end",
        "member",
        "of",
        "until",
        "note",
        "interim",
        "\u{202e}",
        "\"",
        "population",
        "7",
        "same",
    ]);
    let verbs = prop::sample::select(VERBS.iter().map(|verb| verb.word).collect::<Vec<_>>());
    proptest!(ProptestConfig::with_cases(40), |(verb in verbs, rest in prop::collection::vec(words, 0..9))| {
        let text = format!("{verb} {}", rest.join(" "));
        let before = asker.snapshot().edge_count();
        if let Err(error) = understand(&asker, &text) {
            prop_assert!(!error.to_string().is_empty());
        }
        prop_assert_eq!(asker.snapshot().edge_count(), before);
    });
}
