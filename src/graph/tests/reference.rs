//! A graph kept in plain maps, against which the real one is held.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{node, schema};
use crate::db::Database;
use crate::graph::life::Life;
use crate::graph::{Snapshot, fuse, merge, property};
use crate::model::record::{
    Addition, Bound, Confidence, EdgeRecord, Evidence, Fact, Form, Identifier, NameForm, NodeRecord,
};
use crate::model::when::{Boundary, Grade, Moment, Validity};
use crate::model::{Change, Direction, EdgeId, Element, NodeId, Schema, Value};

const RELATIONS: [&str; 7] =
    ["member-of", "member-of", "member-of", "chairs", "works-with", "founded", "same-as"];
const DATES: [&str; 4] = ["2019", "2020-03", "2021-06-01", "[2019-06..2020-02]"];
const MOMENTS: [&str; 4] = ["2018", "2020-03", "2021-06-01", "2024-01-01"];

#[derive(Debug, Clone)]
enum Step {
    Apply(Box<Change>),
    Commit,
    RollBack,
    Fold,
}

#[derive(Debug, Clone)]
struct Reference {
    schema: Schema,
    nodes: BTreeMap<u32, NodeRecord>,
    edges: BTreeMap<u32, (u32, u32, EdgeRecord)>,
    next: (u32, u32),
}

/// What is seen where `same-as` is stated, written a second time and from the rule alone: nodes that it
/// joins are one class; the one that stands for it leads to no other, or else all do, and of several
/// the one whose key comes first.
impl Reference {
    fn joins(record: &EdgeRecord) -> bool {
        record.relation == "same-as" && record.inferred.is_none() && !record.validity.is_planned()
    }

    /// By node: who stands for it.
    fn heads(&self) -> BTreeMap<u32, u32> {
        let mut class: BTreeMap<u32, u32> = self.nodes.keys().map(|id| (*id, *id)).collect();
        let joining: Vec<(u32, u32)> = self
            .edges
            .values()
            .filter(|(_, _, record)| Self::joins(record))
            .map(|(from, to, _)| (*from, *to))
            .collect();
        for (from, to) in &joining {
            let (one, other) = (class[from], class[to]);
            class.values_mut().filter(|number| **number == one).for_each(|n| *n = other);
        }
        let head = |number: u32| {
            let nodes = || class.iter().filter(|(_, n)| **n == number).map(|(id, _)| *id);
            let ends = nodes().filter(|id| joining.iter().all(|(from, _)| from != id));
            let first =
                |ids: &mut dyn Iterator<Item = u32>| ids.min_by_key(|id| &self.nodes[id].key);
            first(&mut ends.into_iter()).or_else(|| first(&mut nodes())).unwrap()
        };
        class.iter().map(|(id, number)| (*id, head(*number))).collect()
    }

    fn seen(&self) -> Self {
        let heads = self.heads();
        let mut seen = Self { nodes: BTreeMap::new(), edges: BTreeMap::new(), ..self.clone() };
        for (id, record) in self.nodes.iter().filter(|(id, _)| heads[id] == **id) {
            let mut others: Vec<&NodeRecord> = self
                .nodes
                .iter()
                .filter(|(other, _)| heads[other] == *id && *other != id)
                .map(|(_, record)| record)
                .collect();
            others.sort_by_key(|record| &record.key);
            let record = if others.is_empty() {
                record.clone()
            } else {
                fuse::fused(record, others.into_iter())
            };
            seen.nodes.insert(*id, record);
        }
        for (id, (from, to, record)) in &self.edges {
            if heads[from] != heads[to] {
                seen.edges.insert(*id, (heads[from], heads[to], record.clone()));
            }
        }
        seen
    }
}

fn is_symmetric(relation: &str) -> bool {
    matches!(relation, "works-with" | "same-as")
}

impl Reference {
    fn by_key(&self, key: &str) -> Option<u32> {
        self.nodes.iter().find(|(_, r)| r.key.as_str() == key).map(|(id, _)| *id)
    }

    /// Applies a change that keeps the rules; whether it does is what the graph says.
    fn apply(&mut self, change: Change) {
        match change {
            Change::AddNode(record) => {
                self.nodes.insert(self.next.0, record);
                self.next.0 += 1;
            }
            Change::ExtendNode(key, addition) => {
                let id = self.by_key(key.as_str()).unwrap();
                merge::extend(self.nodes.get_mut(&id).unwrap(), addition);
            }
            Change::AddEdge(record) => self.add_edge(record),
            Change::RemoveEdge(id) => drop(self.edges.remove(&id.0)),
            Change::RemoveNode(id) => {
                let heads = self.heads();
                let is_one = |other: &u32| heads[other] == heads[&id.0];
                self.edges.retain(|_, (from, to, _)| !(is_one(from) && is_one(to)));
                self.nodes.retain(|other, _| !is_one(other));
            }
            Change::SetProperty { on: Element::Edge(id), value, .. } => {
                let (_, _, record) = self.edges.get_mut(&id.0).unwrap();
                record.inferred =
                    value.as_bool().map(|_| record.inferred.unwrap_or(Confidence::Low));
            }
            Change::SetProperty { on: Element::Node(id), value, .. } => {
                self.nodes.get_mut(&id.0).unwrap().note = value.as_str().map(str::to_owned);
            }
            other => panic!("not curated: {other:?}"),
        }
    }

    fn add_edge(&mut self, record: EdgeRecord) {
        let symmetric = is_symmetric(&record.relation);
        let from = self.by_key(record.from.as_str()).unwrap();
        let to = self.by_key(record.to.as_str()).unwrap();
        // As the graph finds them: those that lead the same way first.
        let joined =
            |ends: (u32, u32)| self.edges.iter().filter(move |(_, (a, b, _))| (*a, *b) == ends);
        let known =
            joined((from, to)).chain(symmetric.then(|| joined((to, from))).into_iter().flatten());
        let known = known.filter(|(_, (_, _, there))| there.relation == record.relation);
        let flag = |name: &str| merge::is_flag(&self.schema, name);
        let twin = merge::twin(known.map(|(id, (_, _, there))| (*id, there)), &record, flag);
        if let Some((from, to, there)) = twin.and_then(|id| self.edges.get_mut(&id)) {
            // Said both ways, it leads to the one whose key comes first.
            let turns = there.relation == "same-as" && there.from == record.to;
            merge::take_in(there, record);
            if turns && there.from < there.to {
                std::mem::swap(from, to);
                std::mem::swap(&mut there.from, &mut there.to);
            }
            return;
        }
        self.edges.insert(self.next.1, (from, to, record));
        self.next.1 += 1;
    }

    fn expand(&self, node: u32, direction: Direction, types: &[&str]) -> Vec<(u32, u32)> {
        let half = |out: bool| {
            let mut ties: Vec<_> = self
                .edges
                .iter()
                .filter(|(_, (from, to, _))| if out { *from == node } else { *to == node })
                .filter(|(_, (_, _, r))| types.is_empty() || types.contains(&&*r.relation))
                .map(|(id, (from, to, r))| (r.relation.clone(), if out { *to } else { *from }, *id))
                .collect();
            ties.sort();
            ties.into_iter().map(|(_, far, edge)| (edge, far)).collect::<Vec<_>>()
        };
        // A symmetric relation leads either way; petgraph's traits are tested to be as stored.
        let other_half = |out: bool| {
            let symmetric = |edge: &u32| is_symmetric(&self.edges[edge].2.relation);
            half(out).into_iter().filter(|(edge, _)| symmetric(edge)).collect()
        };
        match direction {
            Direction::Out => [half(true), other_half(false)].concat(),
            Direction::In => [half(false), other_half(true)].concat(),
            Direction::Both => [half(true), half(false)].concat(),
        }
    }
}

fn same(snap: &Snapshot, entered: &Reference) {
    let plain = &entered.seen();
    assert!(snap.node_records().eq(entered.nodes.values()));
    assert!(snap.edge_records().eq(entered.edges.values().map(|(_, _, record)| record)));
    for (id, head) in entered.heads() {
        let record = &entered.nodes[&id];
        assert_eq!(snap.said_of(NodeId(id)), Some(record));
        assert_eq!(snap.by_key(record.key.as_str()), Some(NodeId(head)));
        assert_eq!(snap.contains_node(NodeId(id)), id == head);
        assert!(snap.named(&record.name).any(|other| other == NodeId(head)));
        for code in &record.identifiers {
            assert_eq!(snap.by_identifier(&code.scheme, &code.value), Some(NodeId(head)));
        }
    }
    for id in entered.edges.keys() {
        assert_eq!(snap.contains_edge(EdgeId(*id)), plain.edges.contains_key(id));
    }
    for place in 0..snap.node_count() {
        let id = snap.node_at(place).unwrap();
        assert_eq!(snap.node_place(id), Some(place));
        assert!(plain.nodes.contains_key(&id.0));
    }
    let schema = &plain.schema;
    assert_eq!(snap.node_count(), plain.nodes.len());
    assert_eq!(snap.edge_count(), plain.edges.len());
    assert!(snap.nodes().map(|id| id.0).eq(plain.nodes.keys().copied()));
    assert!(snap.edges().map(|id| id.0).eq(plain.edges.keys().copied()));
    let moments = MOMENTS.map(|text| text.parse::<Moment>().unwrap());
    for (id, record) in &plain.nodes {
        let id = NodeId(*id);
        assert_eq!(snap.node_record(id), Some(record));
        let kind = schema.kind(schema.kind_named(&record.kind).unwrap()).unwrap();
        let labels = property::labels(schema, kind, &record.sub_kinds);
        assert!(snap.node_labels(id).map(|label| snap.label_name(label)).eq(labels));
        let properties: BTreeMap<_, _> = snap
            .node_properties(id)
            .map(|(key, value)| (snap.prop_key_name(key).into(), value))
            .collect();
        assert_eq!(properties, property::of_node(record));
        for (key, name) in snap.prop_keys() {
            assert_eq!(
                snap.node_property(id, key),
                properties.get(name).cloned().unwrap_or_default()
            );
        }
        assert_eq!(snap.by_key(record.key.as_str()), Some(id));
        assert!(snap.named(&record.name).any(|other| other == id));
        for code in &record.identifiers {
            assert_eq!(snap.by_identifier(&code.scheme, &code.value), Some(id));
        }
        lives_are_the_same(&moments, Life::of_node(&record.validity), |moment, floor| {
            (snap.node_grade(id, moment), snap.node_holds(id, moment, floor))
        });
        expands_the_same(snap, plain, id);
    }
    for (id, (from, to, record)) in &plain.edges {
        let (id, ends) = (EdgeId(*id), (NodeId(*from), NodeId(*to)));
        assert_eq!(snap.edge_record(id), Some(record));
        assert_eq!(snap.edge_ends(id), Some(ends));
        assert_eq!(snap.relation_of(id).unwrap().id, record.relation);
        let properties: BTreeMap<_, _> = snap
            .edge_properties(id)
            .map(|(key, value)| (snap.prop_key_name(key).into(), value))
            .collect();
        assert_eq!(properties, property::of_edge(record));
        for (key, name) in snap.prop_keys() {
            assert_eq!(
                snap.edge_property(id, key),
                properties.get(name).cloned().unwrap_or_default()
            );
        }
        let lives = [from, to].map(|end| plain.nodes[end].validity.bounds());
        let life = Life::of_edge(record, record.relation == "founded", lives);
        assert_eq!(snap.edge_bounds(id), life.bounds);
        lives_are_the_same(&moments, life, |moment, floor| {
            (snap.edge_grade(id, moment), snap.edge_holds(id, moment, floor))
        });
    }
    scans_are_the_same(snap, plain);
}

fn lives_are_the_same(
    moments: &[Moment],
    life: Life,
    seen: impl Fn(&Moment, Grade) -> (Grade, bool),
) {
    for moment in moments {
        for floor in Grade::ALL {
            let grade = life.grade(&moment.days());
            assert_eq!(seen(moment, floor), (grade, grade >= floor), "{moment} {floor}");
        }
    }
}

fn expands_the_same(snap: &Snapshot, plain: &Reference, id: NodeId) {
    let choices: [&[&str]; 4] =
        [&[], &["member-of"], &["works-with", "chairs"], &["same-as", "founded", "same-as"]];
    for names in choices {
        let types: Vec<_> = names
            .iter()
            .filter_map(|name| snap.rel_type(&crate::model::schema::type_of(name)))
            .collect();
        if types.len() < names.len() {
            continue;
        }
        for direction in [Direction::Out, Direction::In, Direction::Both] {
            let ties: Vec<_> = snap.expand(id, direction, &types).collect();
            assert_eq!(snap.degree(id, direction, &types), ties.len());
            // The order: those stored in the direction first; then by type, far node, relation.
            let way = if direction == Direction::In { Direction::In } else { Direction::Out };
            let order = |(edge, far): &(EdgeId, NodeId)| {
                let (from, to) = snap.edge_ends(*edge).unwrap();
                let turned = id != if way == Direction::Out { from } else { to };
                (turned, snap.edge_type(*edge), *far, *edge)
            };
            assert!(ties.is_sorted_by_key(order));
            let mut ties: Vec<_> = ties.into_iter().map(|(edge, far)| (edge.0, far.0)).collect();
            let mut expected = plain.expand(id.0, direction, names);
            ties.sort_unstable();
            expected.sort_unstable();
            assert_eq!(ties, expected, "{id:?} {direction:?} {names:?}");
        }
    }
}

fn scans_are_the_same(snap: &Snapshot, plain: &Reference) {
    for (label, _) in snap.labels() {
        let nodes: Vec<_> = snap.nodes().filter(|id| snap.has_label(*id, label)).collect();
        assert_eq!(snap.nodes_with(label).collect::<Vec<_>>(), nodes);
        assert_eq!(snap.label_count(label), nodes.len());
    }
    for (rel_type, name) in snap.rel_types() {
        let edges: Vec<_> = plain
            .edges
            .iter()
            .filter(|(_, (_, _, r))| crate::model::schema::type_of(&r.relation) == name)
            .map(|(id, _)| EdgeId(*id))
            .collect();
        assert_eq!(snap.edges_of(rel_type).collect::<Vec<_>>(), edges);
        assert_eq!(snap.rel_type_count(rel_type), edges.len());
    }
    assert_eq!(snap.by_key("nobody"), None);
    assert_eq!(snap.named("nobody").count(), 0);
}

fn evidence() -> impl Strategy<Value = Vec<Evidence>> {
    let one = ("src:[ab]", prop::option::of("[ab]")).prop_map(|(source, quote)| Evidence {
        source: (&*source).into(),
        quote,
        locator: None,
        said_by: None,
    });
    prop::collection::vec(one, 0..3)
}

fn boundary() -> impl Strategy<Value = Boundary> {
    prop_oneof![
        3 => Just(Boundary::Unknown),
        1 => Just(Boundary::Open),
        2 => prop::sample::select(&DATES[..]).prop_map(|text| text.parse().unwrap()),
    ]
}

fn validity() -> impl Strategy<Value = Validity> {
    let known = prop::collection::vec(prop::sample::select(&DATES[..3]), 0..2);
    (boundary(), boundary(), known, prop::bool::weighted(0.1)).prop_map(
        |(start, end, known, planned)| {
            let known = known.iter().map(|text| text.parse().unwrap());
            let spell = Validity::new(start, end).unwrap_or_default();
            spell.with_known(known).with_planned(planned)
        },
    )
}

fn key() -> impl Strategy<Value = String> {
    "[oopd][0-2]"
}

fn fact() -> impl Strategy<Value = Fact> {
    let what = prop::option::of(prop::sample::select(vec!["members", "focus areas"]));
    (what, 0..9_i64, validity(), evidence()).prop_map(|(of, value, validity, evidence)| Fact {
        key: if of.is_some() { "count" } else { "population" }.to_owned(),
        value: Value::from(value),
        bound: Bound::Exact,
        unit: None,
        of: of.map(str::to_owned),
        period: None,
        validity,
        inferred: None,
        note: None,
        evidence,
    })
}

fn change() -> impl Strategy<Value = Change> {
    let add = (key(), validity(), evidence(), prop::collection::vec(fact(), 0..2)).prop_map(
        |(key, validity, evidence, facts)| {
            let kind = match &key[..1] {
                "o" => "organisation",
                "p" => "partnership",
                _ => "person",
            };
            let sub_kinds = if key == "o1" { vec!["council".to_owned()] } else { Vec::new() };
            Change::AddNode(NodeRecord { sub_kinds, validity, facts, evidence, ..node(&key, kind) })
        },
    );
    let code = prop::option::of("[XY][0-3]");
    let known = prop::collection::vec(prop::sample::select(&DATES[..3]), 0..2);
    let extend = (key(), code, prop::option::of("[ab]"), known, fact(), evidence()).prop_map(
        |(key, code, name, known, fact, evidence)| {
            let identifier = |value| Identifier { scheme: "ods".into(), value };
            let form = |text| NameForm {
                text,
                form: Form::Other,
                validity: Validity::default(),
                evidence: Vec::new(),
            };
            let addition = Addition {
                aka: name.map(form).into_iter().collect(),
                identifiers: code.map(identifier).into_iter().collect(),
                known: known.iter().map(|text| text.parse().unwrap()).collect(),
                facts: vec![fact],
                note: None,
                evidence,
            };
            Change::ExtendNode((&*key).into(), addition)
        },
    );
    let relation = prop::sample::select(&RELATIONS[..]);
    let post = prop::option::of("[ab]");
    let join = (key(), relation, key(), validity(), boundary(), post, evidence()).prop_map(
        |(from, relation, to, validity, on, post, evidence)| {
            let mut record = super::edge(&from, relation, &to);
            if relation == "founded" {
                record.on = on;
            } else {
                record.validity = validity;
            }
            if relation == "chairs" {
                record.attributes.extend(post.map(|post| ("post".into(), Value::from(post))));
            }
            Change::AddEdge(EdgeRecord { evidence, ..record })
        },
    );
    let inferred = (0..60_u32, any::<bool>()).prop_map(|(id, inferred)| Change::SetProperty {
        on: Element::Edge(EdgeId(id)),
        name: "inferred".into(),
        value: if inferred { Value::from(true) } else { Value::Null },
    });
    let note = (0..12_u32, prop::option::of("[ab]")).prop_map(|(id, note)| Change::SetProperty {
        on: Element::Node(NodeId(id)),
        name: "note".into(),
        value: note.map_or(Value::Null, Value::from),
    });
    let remove = (0..60_u32).prop_map(|id| Change::RemoveEdge(EdgeId(id)));
    let remove_node = (0..12_u32).prop_map(|id| Change::RemoveNode(NodeId(id)));
    prop_oneof![
        6 => add,
        3 => extend,
        18 => join,
        1 => inferred,
        1 => note,
        2 => remove,
        1 => remove_node,
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        30 => change().prop_map(|change| Step::Apply(Box::new(change))),
        3 => Just(Step::Commit),
        1 => Just(Step::RollBack),
        3 => Just(Step::Fold),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_graph_is_what_plain_maps_make_of_the_same_changes(
        steps in prop::collection::vec(step(), 0..250),
    ) {
        let db = Database::with_schema(schema());
        let empty = Reference {
            schema: schema(),
            nodes: BTreeMap::new(),
            edges: BTreeMap::new(),
            next: (0, 0),
        };
        let (mut committed, mut draft) = (empty.clone(), empty);
        let mut tx = db.write().unwrap();
        let mut kept = Vec::new();
        for step in steps {
            match step {
                Step::Apply(change) => {
                    if tx.apply((*change).clone()).is_ok() {
                        draft.apply(*change);
                    }
                }
                Step::Fold => tx.fold(),
                Step::Commit => {
                    same(&tx.snapshot(), &draft);
                    tx.commit().unwrap();
                    committed = draft.clone();
                    kept.push((db.snapshot(), committed.clone()));
                    tx = db.write().unwrap();
                }
                Step::RollBack => {
                    drop(tx);
                    // Ids that were given out are not given out again.
                    draft = Reference { next: draft.next, ..committed.clone() };
                    tx = db.write().unwrap();
                }
            }
        }
        same(&tx.snapshot(), &draft);
        same(&db.snapshot(), &committed);
        // Written to a file and read again it is the same, and what is entered lies in the file.
        let image = tx.snapshot().image();
        same(&Snapshot::of_image(image, &schema()).unwrap(), &draft);
        // What was kept has not changed since.
        for (snap, plain) in &kept {
            same(snap, plain);
        }
    }
}
