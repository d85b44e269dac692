//! Functions on nodes, relations and paths as any property graph has them.

use super::Param::One;
use super::{Env, Fault, Function, Refusal, Takes, count};
use crate::model::{Direction, Value};

const NODE: &[super::Param] = &[One("node", Takes::Node)];
const RELATION: &[super::Param] = &[One("relation", Takes::Relationship)];
const PATH: &[super::Param] = &[One("path", Takes::Path)];
const ELEMENT: &[super::Param] = &[One("element", Takes::Element)];
const KEYED: &[super::Param] = &[One("holder", Takes::Keyed)];

pub(super) const TABLE: &[Function] = &[
    Function::new("id", ELEMENT, |_, args| match args {
        [Value::Node(node)] => Ok(i64::from(node.0).into()),
        [Value::Relationship(edge)] => Ok(i64::from(edge.0).into()),
        _ => Err(Fault::arguments("id", args)),
    })
    .says("The number of a node or a relation within this graph; what people curate is `n.id`.")
    .shows("id(n) = id(startNode(r))", "true"),
    Function::new("elementId", ELEMENT, |_, args| match args {
        [Value::Node(node)] => Ok(format!("n{}", node.0).into()),
        [Value::Relationship(edge)] => Ok(format!("r{}", edge.0).into()),
        _ => Err(Fault::arguments("elementId", args)),
    })
    .says("A text that tells a node or a relation from every other one within this graph.")
    .shows("left(elementId(r), 1)", "'r'"),
    Function::new("labels", NODE, labels)
        .says("The labels of a node: its kind, its sub-kinds, its classes.")
        .shows("labels(n)", "['Organisation', 'GpFederation', 'Party']")
        .refuses(Refusal::Value),
    Function::new("type", RELATION, |env, args| match args {
        [Value::Relationship(edge)] => {
            Ok(env.snapshot.edge_type(*edge).map(|t| env.snapshot.rel_type_name(t)).into())
        }
        _ => Err(Fault::arguments("type", args)),
    })
    .says("The type of a relation.")
    .shows("type(r)", "'MEMBER_OF'")
    .refuses(Refusal::Value),
    Function::new("keys", KEYED, |env, args| {
        let entries = entries(env, args)?;
        Ok(Value::list(entries.into_iter().map(|(key, _)| Value::text(key))))
    })
    .says("The names of the properties of a node or a relation, or of the entries of a map.")
    .shows("keys({name: 'Brent', gss: 'E09000005'})", "['gss', 'name']"),
    Function::new("properties", KEYED, |env, args| match args {
        [map @ Value::Map(_)] => Ok(map.clone()),
        _ => Ok(Value::map(entries(env, args)?)),
    })
    .says("The properties of a node or a relation as a map.")
    .shows("properties(r).class", "'associate'"),
    Function::new("startNode", RELATION, |env, args| Ok(ends(env, args)?.map(|e| e.0).into()))
        .says("The node that a relation starts from.")
        .shows("startNode(r) = n", "true"),
    Function::new("endNode", RELATION, |env, args| Ok(ends(env, args)?.map(|e| e.1).into()))
        .says("The node that a relation leads to.")
        .shows("endNode(r) = n", "false"),
    Function::new("nodes", PATH, |_, args| match args {
        [Value::Path(path)] => Ok(path.nodes.clone().into()),
        _ => Err(Fault::arguments("nodes", args)),
    })
    .says("The nodes of a path, from its start to its end.")
    .shows("size(nodes(p))", "2"),
    Function::new("relationships", PATH, |_, args| match args {
        [Value::Path(path)] => Ok(path.edges.clone().into()),
        _ => Err(Fault::arguments("relationships", args)),
    })
    .also(&["rels"])
    .says("The relations of a path, from its start to its end.")
    .shows("relationships(p) = [r]", "true"),
    Function::new("length", PATH, |_, args| match args {
        [Value::Path(path)] => Ok(count(path.edges.len())),
        _ => Err(Fault::arguments("length", args)),
    })
    .says("The number of relations in a path.")
    .shows("length(p)", "1"),
    Function::new("degree", NODE, |env, args| degree(env, args, Direction::Both))
        .says("The number of relations of a node, either way.")
        .shows("degree(n)", "2"),
    Function::new("inDegree", NODE, |env, args| degree(env, args, Direction::In))
        .says("The number of relations that lead to a node; symmetric ones lead to both their ends.")
        .shows("inDegree(n)", "1"),
    Function::new("outDegree", NODE, |env, args| degree(env, args, Direction::Out))
        .says("The number of relations that start from a node; symmetric ones start from both their ends.")
        .shows("outDegree(n)", "1"),
];

fn labels(env: &Env<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [Value::Node(node)] = args else { return Err(Fault::arguments("labels", args)) };
    let labels = env.snapshot.node_labels(*node);
    Ok(Value::list(labels.map(|label| env.snapshot.label_name(label).into())))
}

fn entries(env: &Env<'_>, args: &[Value]) -> Result<Vec<(String, Value)>, Fault> {
    let name = |key| env.snapshot.prop_key_name(key).to_owned();
    match args {
        [Value::Map(map)] => Ok(map.iter().map(|(k, v)| (k.to_string(), v.clone())).collect()),
        [Value::Node(node)] => {
            Ok(env.snapshot.node_properties(*node).map(|(key, v)| (name(key), v)).collect())
        }
        [Value::Relationship(edge)] => {
            Ok(env.snapshot.edge_properties(*edge).map(|(key, v)| (name(key), v)).collect())
        }
        _ => Err(Fault::arguments("properties", args)),
    }
}

fn ends(
    env: &Env<'_>,
    args: &[Value],
) -> Result<Option<(crate::model::NodeId, crate::model::NodeId)>, Fault> {
    match args {
        [Value::Relationship(edge)] => Ok(env.snapshot.edge_ends(*edge)),
        _ => Err(Fault::arguments("startNode", args)),
    }
}

fn degree(env: &Env<'_>, args: &[Value], direction: Direction) -> Result<Value, Fault> {
    match args {
        [Value::Node(node)] => Ok(count(env.snapshot.degree(*node, direction, &[]))),
        _ => Err(Fault::arguments("degree", args)),
    }
}
