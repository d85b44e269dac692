//! The schema as flat rows.

use super::codec::{self, Decode, Encode, Fault};
use crate::model::KindId;
use crate::model::RelationId;
use crate::model::schema::{
    Attribute, Class, Counted, Declarations, End, Ends, FactType, Kind, Noun, Relation, Schema,
    Scheme, SubKind, ValueType,
};

/// What is called so, once and many times, under an id and a label.
#[derive(Debug, Encode, Decode)]
struct Named {
    id: String,
    label: String,
    noun: (String, String),
}

#[derive(Debug, Encode, Decode)]
struct KindRow {
    named: Named,
    prefix: String,
    sub: Vec<Named>,
    classes: Vec<String>,
    stands_for: Option<String>,
    attributes: Vec<String>,
    doc: Option<String>,
}

#[derive(Debug, Encode, Decode)]
struct RelationRow {
    id: String,
    inverse: String,
    cypher: String,
    says: String,
    back: String,
    who: Vec<String>,
    does: Vec<String>,
    heading: String,
    back_heading: String,
    ends: Vec<(Vec<u16>, Vec<u16>)>,
    attributes: Vec<String>,
    /// 0 for neither end, 1 for the near one, 2 for the far one.
    one: u8,
    tree: Vec<u16>,
    /// Bits: acyclic, symmetric, event, same kind, derived, curation, became.
    rules: u8,
    rank: u8,
}

/// The type of a value: its number and, for words, the words.
type TypeRow = (u8, Vec<String>);

#[derive(Debug, Encode, Decode)]
struct FactRow {
    id: String,
    caption: String,
    value: TypeRow,
    unit: Option<String>,
    doc: Option<String>,
}

#[derive(Debug, Encode, Decode)]
struct CountRow {
    of: String,
    relation: u16,
    far: bool,
    kind: Option<String>,
    besides_one: bool,
}

#[derive(Debug, Encode, Decode)]
struct SchemaRow {
    open: bool,
    kinds: Vec<KindRow>,
    classes: Vec<Named>,
    relations: Vec<RelationRow>,
    attributes: Vec<(String, TypeRow, Option<String>)>,
    facts: Vec<FactRow>,
    counts: Vec<CountRow>,
    schemes: Vec<(String, String)>,
}

/// Writes a schema.
pub(super) fn write(schema: &Schema) -> Result<Vec<u8>, Fault> {
    let Declarations { kinds, classes, relations, attributes, facts, counts, schemes } =
        schema.declared();
    let attribute = |a: &Attribute| (a.id.clone(), type_row(&a.value), a.doc.clone());
    codec::encode(&SchemaRow {
        open: schema.is_open(),
        kinds: kinds.iter().map(kind_row).collect(),
        classes: classes.iter().map(|c| named(&c.id, &c.label, &c.noun)).collect(),
        relations: relations.iter().map(relation_row).collect(),
        attributes: attributes.iter().map(attribute).collect(),
        facts: facts.iter().map(fact_row).collect(),
        counts: counts.iter().map(count_row).collect(),
        schemes: schemes.iter().map(|s| (s.id.clone(), s.caption.clone())).collect(),
    })
}

/// Reads a schema.
pub(super) fn read(bytes: &[u8]) -> Result<Schema, Fault> {
    let row: SchemaRow = codec::decode(bytes)?;
    if row.open {
        return Ok(Schema::open());
    }
    let class = |row: Named| {
        let (id, label, noun) = of_named(row);
        Class { id, label, noun }
    };
    let attribute = |(id, value, doc)| Ok(Attribute { id, value: of_type(value)?, doc });
    let scheme = |(id, caption)| Scheme { id, caption };
    Ok(Schema::new(Declarations {
        kinds: row.kinds.into_iter().map(of_kind).collect(),
        classes: row.classes.into_iter().map(class).collect(),
        relations: row.relations.into_iter().map(of_relation).collect::<Result<_, _>>()?,
        attributes: row.attributes.into_iter().map(attribute).collect::<Result<_, _>>()?,
        facts: row.facts.into_iter().map(of_fact).collect::<Result<_, _>>()?,
        counts: row.counts.into_iter().map(of_count).collect(),
        schemes: row.schemes.into_iter().map(scheme).collect(),
    }))
}

fn named(id: &str, label: &str, noun: &Noun) -> Named {
    let noun = (noun.one.clone(), noun.many.clone());
    Named { id: id.to_owned(), label: label.to_owned(), noun }
}

fn of_named(row: Named) -> (String, String, Noun) {
    let (one, many) = row.noun;
    (row.id, row.label, Noun { one, many })
}

fn kind_row(kind: &Kind) -> KindRow {
    KindRow {
        named: named(&kind.id, &kind.label, &kind.noun),
        prefix: kind.prefix.clone(),
        sub: kind.sub.iter().map(|sub| named(&sub.id, &sub.label, &sub.noun)).collect(),
        classes: kind.classes.clone(),
        stands_for: kind.stands_for.clone(),
        attributes: kind.attributes.clone(),
        doc: kind.doc.clone(),
    }
}

fn of_kind(row: KindRow) -> Kind {
    let (id, label, noun) = of_named(row.named);
    let sub = |row: Named| {
        let (id, label, noun) = of_named(row);
        SubKind { id, label, noun }
    };
    Kind {
        id,
        prefix: row.prefix,
        label,
        noun,
        sub: row.sub.into_iter().map(sub).collect(),
        classes: row.classes,
        stands_for: row.stands_for,
        attributes: row.attributes,
        doc: row.doc,
    }
}

fn numbers(kinds: &[KindId]) -> Vec<u16> {
    kinds.iter().map(|kind| kind.0).collect()
}

fn kinds(numbers: Vec<u16>) -> Vec<KindId> {
    numbers.into_iter().map(KindId).collect()
}

fn relation_row(r: &Relation) -> RelationRow {
    let rules = [r.acyclic, r.symmetric, r.event, r.same_kind, r.derived, r.curation, r.became];
    RelationRow {
        id: r.id.clone(),
        inverse: r.inverse.clone(),
        cypher: r.cypher.clone(),
        says: r.says.clone(),
        back: r.back.clone(),
        who: r.who.clone(),
        does: r.does.clone(),
        heading: r.heading.clone(),
        back_heading: r.back_heading.clone(),
        ends: r.ends.iter().map(|ends| (numbers(&ends.from), numbers(&ends.to))).collect(),
        attributes: r.attributes.clone(),
        one: match r.one {
            None => 0,
            Some(End::From) => 1,
            Some(End::To) => 2,
        },
        tree: numbers(&r.tree),
        rules: rules.iter().rev().fold(0, |bits, rule| bits << 1 | u8::from(*rule)),
        rank: r.rank,
    }
}

fn of_relation(row: RelationRow) -> Result<Relation, Fault> {
    let rule = |bit: u8| row.rules >> bit & 1 == 1;
    let ends = |(from, to)| Ends { from: kinds(from), to: kinds(to) };
    Ok(Relation {
        acyclic: rule(0),
        symmetric: rule(1),
        event: rule(2),
        same_kind: rule(3),
        derived: rule(4),
        curation: rule(5),
        became: rule(6),
        id: row.id,
        inverse: row.inverse,
        cypher: row.cypher,
        says: row.says,
        back: row.back,
        who: row.who,
        does: row.does,
        heading: row.heading,
        back_heading: row.back_heading,
        ends: row.ends.into_iter().map(ends).collect(),
        attributes: row.attributes,
        one: match row.one {
            0 => None,
            1 => Some(End::From),
            2 => Some(End::To),
            _ => return Err(Fault::Malformed),
        },
        tree: kinds(row.tree),
        rank: row.rank,
    })
}

fn type_row(value: &ValueType) -> TypeRow {
    let number = match value {
        ValueType::Text => 0,
        ValueType::Whole => 1,
        ValueType::Number => 2,
        ValueType::YesNo => 3,
        ValueType::Date => 4,
        ValueType::Node => 5,
        ValueType::Word(words) => return (6, words.clone()),
    };
    (number, Vec::new())
}

fn of_type((number, words): TypeRow) -> Result<ValueType, Fault> {
    Ok(match number {
        0 => ValueType::Text,
        1 => ValueType::Whole,
        2 => ValueType::Number,
        3 => ValueType::YesNo,
        4 => ValueType::Date,
        5 => ValueType::Node,
        6 => ValueType::Word(words),
        _ => return Err(Fault::Malformed),
    })
}

fn fact_row(fact: &FactType) -> FactRow {
    let FactType { id, caption, value, unit, doc } = fact.clone();
    FactRow { id, caption, value: type_row(&value), unit, doc }
}

fn of_fact(row: FactRow) -> Result<FactType, Fault> {
    let FactRow { id, caption, value, unit, doc } = row;
    Ok(FactType { id, caption, value: of_type(value)?, unit, doc })
}

fn count_row(count: &Counted) -> CountRow {
    CountRow {
        of: count.of.clone(),
        relation: count.relation.0,
        far: count.end == End::To,
        kind: count.kind.clone(),
        besides_one: count.besides_one,
    }
}

fn of_count(row: CountRow) -> Counted {
    Counted {
        of: row.of,
        relation: RelationId(row.relation),
        end: if row.far { End::To } else { End::From },
        kind: row.kind,
        besides_one: row.besides_one,
    }
}
