//! Rows as types of the user, through serde.

use serde::de::value::{Error as Refusal, MapDeserializer, SeqDeserializer};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::{Row, Rows, wrong};
use crate::error::Result;
use crate::model::Value;

impl Row {
    /// The row as a type of the user: a struct takes the columns by name, a tuple or a list takes
    /// them by place.
    ///
    /// Nodes and relationships come as their numbers, dates as texts, paths as a map of `nodes`
    /// and `relationships`.
    ///
    /// ```
    /// # use plexusdb::cypher::Row;
    /// # use plexusdb::model::Value;
    /// #[derive(serde::Deserialize)]
    /// struct Body {
    ///     name: String,
    ///     members: Option<u32>,
    /// }
    ///
    /// let row = Row::new(["name", "members"], [Value::from("HCL"), Value::Null]);
    /// let body: Body = row.deserialize()?;
    /// assert_eq!((body.name.as_str(), body.members), ("HCL", None));
    /// let (name, _): (String, Option<u32>) = row.deserialize()?;
    /// assert_eq!(name, "HCL");
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the columns do not fit the type.
    pub fn deserialize<T: DeserializeOwned>(&self) -> Result<T> {
        T::deserialize(Columns(self))
            .map_err(|e| wrong("ColumnType", format!("the row does not fit the type: {e}"), None))
    }
}

impl Rows {
    /// The rows as a type of the user, as [`Row::deserialize`] makes it of each.
    pub fn deserialize<T: DeserializeOwned>(self) -> impl Iterator<Item = Result<T>> {
        self.map(|row| row?.deserialize())
    }
}

struct Columns<'a>(&'a Row);

impl<'de> Deserializer<'de> for Columns<'de> {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let names = self.0.columns.iter().map(|c| &**c);
        let cells = self.0.values.iter().map(Cell);
        visitor.visit_map(MapDeserializer::new(names.zip(cells)))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_seq(SeqDeserializer::new(self.0.values.iter().map(Cell)))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        self.deserialize_seq(visitor)
    }

    /// A type around one value takes the only column.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        match &*self.0.values {
            [only] => visitor.visit_newtype_struct(Cell(only)),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct map struct enum identifier ignored_any
    }
}

/// One value.
#[derive(Clone, Copy)]
struct Cell<'a>(&'a Value);

impl<'de> IntoDeserializer<'de, Refusal> for Cell<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Cell<'de> {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Boolean(b) => visitor.visit_bool(*b),
            Value::Integer(n) => visitor.visit_i64(*n),
            Value::Float(n) => visitor.visit_f64(*n),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Date(_)
            | Value::LocalTime(_)
            | Value::Time(_)
            | Value::LocalDateTime(_)
            | Value::DateTime(_)
            | Value::Duration(_) => {
                visitor.visit_string(self.0.temporal_text().unwrap_or_default())
            }
            Value::List(values) => visitor.visit_seq(SeqDeserializer::new(values.iter().map(Cell))),
            Value::Map(map) => {
                let entries = map.iter().map(|(key, value)| (&**key, Cell(value)));
                visitor.visit_map(MapDeserializer::new(entries))
            }
            Value::Node(id) => visitor.visit_u32(id.0),
            Value::Relationship(id) => visitor.visit_u32(id.0),
            Value::Path(path) => {
                let nodes: Vec<u32> = path.nodes.iter().map(|id| id.0).collect();
                let edges: Vec<u32> = path.edges.iter().map(|id| id.0).collect();
                let parts = [("nodes", nodes), ("relationships", edges)];
                visitor.visit_map(MapDeserializer::new(parts.into_iter()))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    /// A word as a variant without content.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_enum(<&str>::deserialize(self)?.into_deserializer())
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Class {
        Full,
        Associate,
    }

    #[test]
    fn nested_values_reach_the_fields_they_belong_to() {
        #[derive(serde::Deserialize)]
        struct Membership {
            class: Class,
            weights: Vec<f64>,
            about: std::collections::BTreeMap<String, Option<i64>>,
        }
        let about = Value::map([("a", Value::from(1)), ("b", Value::Null)]);
        let row = Row::new(
            ["class", "weights", "about"],
            [Value::from("associate"), Value::from(vec![1.5, 2.0]), about],
        );
        let got: Membership = row.deserialize().unwrap();
        assert_eq!(got.class, Class::Associate);
        assert_eq!(got.weights, [1.5, 2.0]);
        assert_eq!(got.about["a"], Some(1));
        assert_eq!(got.about["b"], None);
        assert!(row.deserialize::<(Class, i64, i64)>().is_err());
        let one = Row::new(["class"], [Value::from("full")]);
        assert_eq!(one.deserialize::<(Class,)>().unwrap(), (Class::Full,));
    }
}
