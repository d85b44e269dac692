//! `src/model/typed/names.rs` is what the schema says; `UPDATE_EXPECT=1 cargo test` rewrites it.

use std::fmt::Write as _;

use expect_test::expect_file;
use plexusdb::model::schema::{Attribute, KindId, Noun, ValueType, label_of, property_of};
use plexusdb::model::{Kind, Relation, RelationId, Schema};
use plexusdb::source::embedded;

/// Word lists whose type stands in `model::record`, since the model itself speaks of them.
const WRITTEN_BY_HAND: &[&str] = &["bound"];

const HEADER: &str = "\
//! The kinds and relations of `graph-data/schema.toml`, and what connects what.
//!
//! Generated: change the schema, then run `UPDATE_EXPECT=1 cargo test --test typed`.

use super::declare::{
    connects, dating, describing, kinds, reading, relations, saying, setting, words,
};
use super::draft::{EdgeDraft, NodeDraft, Said};
use super::{Connects, Link, NodeKind, RelationKind};
use crate::model::NodeId;
";

#[test]
fn the_types_are_those_of_the_schema() {
    expect_file!["../../src/model/typed/names.rs"].assert_eq(&names(&embedded::schema()));
}

fn names(schema: &Schema) -> String {
    let mut out = HEADER.to_owned();
    let by_hand = WRITTEN_BY_HAND.iter().map(|id| label_of(id));
    for word in by_hand {
        writeln!(out, "pub use crate::model::record::{word};").unwrap();
    }
    block(&mut out, "kinds", schema.kinds().iter().map(|kind| kind_row(schema, kind)));
    block(&mut out, "relations", schema.relations().iter().map(|r| relation_row(schema, r)));
    block(&mut out, "words", schema.declared().attributes.iter().filter_map(word_rows));
    let relations = (0..).map(RelationId).zip(schema.relations());
    block(&mut out, "connects", relations.map(|(id, r)| ends_rows(schema, id, r)));
    out
}

fn block(out: &mut String, name: &str, rows: impl Iterator<Item = String>) {
    write!(out, "\n{name}! {{\n{}}}\n", rows.collect::<String>()).unwrap();
}

fn kind_row(schema: &Schema, kind: &Kind) -> String {
    let noun = &kind.noun.one;
    let mut doc = format!("{} {noun}.", if starts_with_vowel(noun) { "An" } else { "A" });
    if let Some(more) = &kind.doc {
        doc = format!("{doc}\n\n{more}");
    }
    if !kind.sub.is_empty() {
        let subs: Vec<_> = kind.sub.iter().map(|sub| format!("`{}`", sub.id)).collect();
        doc = format!("{doc}\n\nSub-kinds: {}.", subs.join(", "));
    }
    let head = format!("{}(\"{}\", \"{}\")", kind.label, kind.id, kind.prefix);
    format!("{}    {head} {}\n", docs(&doc, 4), attributes(schema, &kind.attributes))
}

fn relation_row(schema: &Schema, relation: &Relation) -> String {
    let Relation { id, says, back, cypher, .. } = relation;
    let doc = if relation.symmetric {
        format!("The relation *{says}*, which reads the same from either end.")
    } else {
        format!("The relation *{says}*, read from its other end *{back}*.")
    };
    let dated = if relation.event { "event" } else { "spell" };
    let head = format!("{}(\"{id}\", \"{cypher}\") {dated}", label_of(id));
    format!("{}    {head} {}\n", docs(&doc, 4), attributes(schema, &relation.attributes))
}

fn attributes(schema: &Schema, ids: &[String]) -> String {
    if ids.is_empty() {
        return "{}".to_owned();
    }
    let rows: String =
        ids.iter().filter_map(|id| schema.attribute(id)).map(attribute_row).collect();
    format!("{{\n{rows}    }}")
}

fn attribute_row(attribute: &Attribute) -> String {
    let Attribute { id, value, doc } = attribute;
    let rust = match value {
        ValueType::Text => "Text".to_owned(),
        ValueType::Whole => "Whole".to_owned(),
        ValueType::Number => "Number".to_owned(),
        ValueType::YesNo => "YesNo".to_owned(),
        ValueType::Date => "Date".to_owned(),
        ValueType::Node => "Node".to_owned(),
        ValueType::Word(_) => format!("Word {}", label_of(id)),
    };
    // After the first line, which the macros write.
    let doc = doc.as_ref().map(|doc| docs(&format!("\n{doc}"), 8)).unwrap_or_default();
    format!("{doc}        {}(\"{id}\"): {rust};\n", property_of(id))
}

fn word_rows(attribute: &Attribute) -> Option<String> {
    let ValueType::Word(words) = &attribute.value else { return None };
    if WRITTEN_BY_HAND.contains(&attribute.id.as_str()) {
        return None;
    }
    let rows = words.iter().map(|word| format!("        {}(\"{word}\"),\n", label_of(word)));
    let doc = docs(&format!("The words that `{}` takes.", property_of(&attribute.id)), 4);
    Some(format!("{doc}    {} {{\n{}    }}\n", label_of(&attribute.id), rows.collect::<String>()))
}

/// One row for the near kinds that lead to the same far kinds.
fn ends_rows(schema: &Schema, id: RelationId, relation: &Relation) -> String {
    let name = label_of(&relation.id);
    let kinds: Vec<KindId> = (0..).map(KindId).take(schema.kinds().len()).collect();
    let allowed =
        |from, to| schema.allows(id, from, to) || relation.symmetric && schema.allows(id, to, from);
    let far = |from: KindId| -> Vec<KindId> {
        kinds.iter().copied().filter(|to| allowed(from, *to)).collect()
    };
    if kinds.iter().all(|kind| far(*kind) == [*kind]) {
        return format!("    {name}: same;\n");
    }
    let mut rows: Vec<(Vec<KindId>, Vec<KindId>)> = Vec::new();
    for from in kinds.iter().copied() {
        let to = far(from);
        match rows.iter_mut().find(|(_, there)| *there == to) {
            Some((near, _)) => near.push(from),
            None if to.is_empty() => {}
            None => rows.push((vec![from], to)),
        }
    }
    let labels = |ids: &[KindId]| {
        let labels = ids.iter().filter_map(|id| schema.kind(*id)).map(|kind| kind.label.as_str());
        labels.collect::<Vec<_>>().join(", ")
    };
    let row = |(from, to): &(Vec<KindId>, Vec<KindId>)| {
        format!("    {name}: [{}] => [{}];\n", labels(from), labels(to))
    };
    rows.iter().map(row).collect::<Vec<_>>().concat()
}

/// A doc comment, wrapped at 100 columns.
fn docs(text: &str, indent: usize) -> String {
    let mut out = String::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            if !line.is_empty()
                && indent + 4 + line.chars().count() + 1 + word.chars().count() > 100
            {
                writeln!(out, "{:indent$}/// {line}", "").unwrap();
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        writeln!(out, "{}", format!("{:indent$}/// {line}", "").trim_end()).unwrap();
    }
    out
}

fn starts_with_vowel(word: &str) -> bool {
    word.starts_with(['a', 'e', 'i', 'o', 'u'])
}

#[test]
fn any_schema_gives_types() {
    use plexusdb::model::schema::{Declarations, Ends};

    let kind = |id: &str| Kind {
        id: id.into(),
        prefix: id.into(),
        label: label_of(id),
        noun: Noun::regular(id),
        ..Kind::default()
    };
    let ends = |from, to| Ends { from: vec![KindId(from)], to: vec![KindId(to)] };
    let relation = Relation {
        id: "looks-at".into(),
        cypher: "LOOKS_AT".into(),
        says: "looks at".into(),
        back: "seen by".into(),
        ends: vec![ends(0, 1), ends(1, 0), ends(1, 1)],
        attributes: vec!["how-long".into()],
        ..Relation::default()
    };
    let text = names(&Schema::new(Declarations {
        kinds: vec![kind("ward"), kind("eye-bank")],
        relations: vec![relation],
        attributes: vec![Attribute {
            id: "how-long".into(),
            value: ValueType::Word(vec!["a-while".into()]),
            doc: None,
        }],
        ..Declarations::default()
    }));
    for row in [
        "    /// An eye-bank.\n    EyeBank(\"eye-bank\", \"eye-bank\") {}\n",
        "        how_long(\"how-long\"): Word HowLong;\n",
        "    HowLong {\n        AWhile(\"a-while\"),\n    }\n",
        "    LooksAt: [Ward] => [EyeBank];\n    LooksAt: [EyeBank] => [Ward, EyeBank];\n",
    ] {
        assert!(text.contains(row), "{row}\n{text}");
    }
}
