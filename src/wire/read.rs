//! JSON → value, without a tree in between.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::kind::Kind;
use crate::model::Value;
use crate::model::value::Map;

/// A value to give a query, read from JSON: plain, typed, or both mixed.
///
/// An object with a member `$type` is a typed value and has just `$type` and `_value`, best in this
/// order; every other one is a map. Plain numbers are whole where they are written without a point
/// or an exponent; those beyond 64 bits have to be typed.
///
/// ```
/// use plexusdb::model::Value;
/// use plexusdb::wire::Parameter;
///
/// let text = r#"{"name": "Brent", "since": {"$type": "Date", "_value": "2023-11-08"}}"#;
/// let Parameter(value) = serde_json::from_str(text)?;
/// assert_eq!(value.to_string(), "{name: 'Brent', since: date('2023-11-08')}");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter(pub Value);

impl<'de> Deserialize<'de> for Parameter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Any { may_be_typed: true }.deserialize(deserializer).map(Self)
    }
}

/// Any value.
#[derive(Clone, Copy)]
struct Any {
    /// Whether an object may be a typed value; one in a `_value` that stands before its `$type`
    /// could be read two ways.
    may_be_typed: bool,
}

const ANY: Any = Any { may_be_typed: true };

impl<'de> DeserializeSeed<'de> for Any {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Any {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value, plain or typed")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, b: bool) -> Result<Value, E> {
        Ok(Value::Boolean(b))
    }

    fn visit_i64<E: Error>(self, n: i64) -> Result<Value, E> {
        Ok(Value::Integer(n))
    }

    fn visit_u64<E: Error>(self, n: u64) -> Result<Value, E> {
        i64::try_from(n).map(Value::Integer).map_err(|_| E::custom(beyond(n)))
    }

    fn visit_f64<E: Error>(self, n: f64) -> Result<Value, E> {
        Ok(Value::Float(n))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Value, A::Error> {
        list(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = members.next_key_seed(Name)? {
            match name {
                Member::Type if !self.may_be_typed => {
                    return Err(A::Error::custom("`$type` has to stand before `_value`"));
                }
                Member::Type => return typed(members, map),
                Member::Value => {
                    let seed = if map.is_empty() { Any { may_be_typed: false } } else { ANY };
                    map.insert("_value".into(), members.next_value_seed(seed)?);
                }
                Member::Other(name) => {
                    let value = members.next_value_seed(ANY)?;
                    map.insert(name, value);
                }
            }
        }
        Ok(map.into())
    }
}

/// The rest of a typed value from its `$type` on; `before` is what stood before that.
fn typed<'de, A: MapAccess<'de>>(mut members: A, mut before: Map) -> Result<Value, A::Error> {
    let kind = members.next_value_seed(Type)?;
    let early = before.remove("_value");
    let mut surplus = before.into_keys().next();
    let value = match (early, members.next_key_seed(Name)?) {
        (Some(value), None) => assigned(kind, value)?,
        (None, Some(Member::Value)) => {
            let value = members.next_value_seed(Of(kind))?;
            let next = members.next_key_seed(Name)?;
            surplus = surplus.or_else(|| next.map(Member::into_name));
            value
        }
        (None, None) => return Err(A::Error::missing_field("_value")),
        (_, Some(other)) => {
            surplus = surplus.or_else(|| Some(other.into_name()));
            Value::Null
        }
    };
    match surplus {
        None => Ok(value),
        Some(name) => Err(A::Error::custom(format!(
            "`{name}` stands beside `$type`; a typed value has `$type` and `_value` only"
        ))),
    }
}

/// A plain value taken for one of a kind that was said behind it.
fn assigned<E: Error>(kind: Kind, value: Value) -> Result<Value, E> {
    match (kind, value) {
        (Kind::Null, Value::Null) => Ok(Value::Null),
        (Kind::Boolean, value @ Value::Boolean(_))
        | (Kind::Integer, value @ Value::Integer(_))
        | (Kind::Float, value @ Value::Float(_))
        | (Kind::List, value @ Value::List(_))
        | (Kind::Map, value @ Value::Map(_)) => Ok(value),
        (Kind::Float, Value::Integer(n)) => Of(kind).visit_i64(n),
        (kind, Value::String(text)) => kind.read(&text).map_err(E::custom),
        (kind, other) => {
            let (given, wanted) = (other.type_name(), kind.expected());
            Err(E::custom(format!("a value of type {given} stands where {wanted} is expected")))
        }
    }
}

/// The value of a kind.
struct Of(Kind);

impl<'de> DeserializeSeed<'de> for Of {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Of {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.expected())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        match self.0 {
            Kind::Null => Ok(Value::Null),
            _ => Err(E::invalid_type(serde::de::Unexpected::Unit, &self)),
        }
    }

    fn visit_bool<E: Error>(self, b: bool) -> Result<Value, E> {
        match self.0 {
            Kind::Boolean => Ok(Value::Boolean(b)),
            _ => Err(E::invalid_type(serde::de::Unexpected::Bool(b), &self)),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "the type asked for is a float")]
    fn visit_i64<E: Error>(self, n: i64) -> Result<Value, E> {
        match self.0 {
            Kind::Integer => Ok(Value::Integer(n)),
            Kind::Float => Ok(Value::Float(n as f64)),
            _ => Err(E::invalid_type(serde::de::Unexpected::Signed(n), &self)),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "the type asked for is a float")]
    fn visit_u64<E: Error>(self, n: u64) -> Result<Value, E> {
        match (i64::try_from(n), self.0) {
            (Ok(n), _) => self.visit_i64(n),
            (Err(_), Kind::Float) => Ok(Value::Float(n as f64)),
            (Err(_), _) => Err(E::custom(beyond(n))),
        }
    }

    fn visit_f64<E: Error>(self, n: f64) -> Result<Value, E> {
        match self.0 {
            Kind::Float => Ok(Value::Float(n)),
            _ => Err(E::invalid_type(serde::de::Unexpected::Float(n), &self)),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        self.0.read(text).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Value, A::Error> {
        match self.0 {
            Kind::List => list(items),
            _ => Err(A::Error::invalid_type(serde::de::Unexpected::Seq, &self)),
        }
    }

    /// The entries of a map, whatever they are called.
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        if self.0 != Kind::Map {
            return Err(A::Error::invalid_type(serde::de::Unexpected::Map, &self));
        }
        let mut map = Map::new();
        while let Some(name) = members.next_key_seed(Name)? {
            map.insert(name.into_name(), members.next_value_seed(ANY)?);
        }
        Ok(map.into())
    }
}

fn beyond(n: u64) -> String {
    format!("{n} is beyond 64 bits with a sign; give it as a Float or as a text")
}

fn list<'de, A: SeqAccess<'de>>(mut items: A) -> Result<Value, A::Error> {
    let mut values = Vec::new();
    while let Some(value) = items.next_element_seed(ANY)? {
        values.push(value);
    }
    Ok(Value::list(values))
}

/// The name of a member.
enum Member {
    Type,
    Value,
    Other(Arc<str>),
}

impl Member {
    fn into_name(self) -> Arc<str> {
        match self {
            Self::Type => "$type".into(),
            Self::Value => "_value".into(),
            Self::Other(name) => name,
        }
    }
}

struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Member;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Member, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Member;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Member, E> {
        Ok(match name {
            "$type" => Member::Type,
            "_value" => Member::Value,
            name => Member::Other(name.into()),
        })
    }
}

/// The value of `$type`.
struct Type;

impl<'de> DeserializeSeed<'de> for Type {
    type Value = Kind;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Kind, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Type {
    type Value = Kind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a type as `$type`")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Kind, E> {
        Kind::named(name).map_err(E::custom)
    }
}
