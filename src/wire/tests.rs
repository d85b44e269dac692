//! What is written is read back, and what cannot be read says why.

use proptest::prelude::*;
use serde_json::Value as Json;

use super::{Parameter, Typed};
use crate::db::Database;
use crate::model::Value;
use crate::model::value::temporal::{
    Date, DateTime, Duration, LocalDateTime, LocalTime, NamedZone, Offset, Time, Zone,
};

fn written(value: &Value) -> String {
    let snapshot = Database::without_schema().snapshot();
    serde_json::to_string(&Typed::new(&snapshot, value)).unwrap()
}

fn read(text: &str) -> Result<Value, String> {
    serde_json::from_str::<Parameter>(text).map(|p| p.0).map_err(|e| e.to_string())
}

/// The value that an expression has.
fn value(expression: &str) -> Value {
    let snapshot = Database::without_schema().snapshot();
    let row = snapshot.query(format!("RETURN {expression} AS v")).rows().unwrap().next();
    row.unwrap().unwrap().values()[0].clone()
}

#[test]
fn every_type_is_written_as_neo4j_writes_it_and_read_back() {
    for (expression, kind, text) in [
        ("null", "Null", "null"),
        ("true", "Boolean", "true"),
        ("9223372036854775807", "Integer", r#""9223372036854775807""#),
        ("-0.0", "Float", r#""-0.0""#),
        ("1e10", "Float", r#""1.0E10""#),
        ("1.5e-7", "Float", r#""1.5E-7""#),
        ("9999999.5", "Float", r#""9999999.5""#),
        ("0.0 / 0.0", "Float", r#""NaN""#),
        ("1.0 / 0.0", "Float", r#""Infinity""#),
        ("-1.0 / 0.0", "Float", r#""-Infinity""#),
        ("'a\"\\n'", "String", r#""a\"\n""#),
        ("date('2023-11-08')", "Date", r#""2023-11-08""#),
        ("date('-0044-03-15')", "Date", r#""-0044-03-15""#),
        ("localtime('12:30')", "LocalTime", r#""12:30:00""#),
        ("localtime('12:30:01.5')", "LocalTime", r#""12:30:01.5""#),
        ("time('12:30+01:00')", "Time", r#""12:30:00+01:00""#),
        ("localdatetime('2023-11-08T12:30')", "LocalDateTime", r#""2023-11-08T12:30:00""#),
        ("datetime('2023-11-08T12:30Z')", "OffsetDateTime", r#""2023-11-08T12:30:00Z""#),
        (
            "datetime('2023-07-08T12:30[Europe/London]')",
            "ZonedDateTime",
            r#""2023-07-08T12:30:00+01:00[Europe/London]""#,
        ),
        ("duration('P14DT16H12M')", "Duration", r#""P14DT16H12M""#),
        ("[]", "List", "[]"),
        ("[null]", "List", r#"[{"$type":"Null","_value":null}]"#),
        ("{`$type`: 1}", "Map", r#"{"$type":{"$type":"Integer","_value":"1"}}"#),
    ] {
        let value = value(expression);
        let json = format!(r#"{{"$type":"{kind}","_value":{text}}}"#);
        assert_eq!(written(&value), json);
        let back = read(&json).unwrap();
        assert_eq!((back.type_name(), back.to_string()), (value.type_name(), value.to_string()));
        let turned = format!(r#"{{"_value":{text},"$type":"{kind}"}}"#);
        match read(&turned) {
            Ok(back) => assert_eq!(back, value),
            Err(why) => assert!(why.contains("has to stand before"), "{why}"),
        }
    }
}

#[test]
fn plain_and_typed_values_mix() {
    let text = r#"{"a": [1, 2.0, "x", null, true, {"$type": "Date", "_value": "2023-11-08"}],
        "_value": 3, "b": {"$type": "List", "_value": [4, {"$type": "Integer", "_value": 5}]}}"#;
    let value = read(text).unwrap();
    assert_eq!(
        value.to_string(),
        "{_value: 3, a: [1, 2.0, 'x', null, true, date('2023-11-08')], b: [4, 5]}"
    );
    assert_eq!(read(r#"{"_value": 3}"#).unwrap().to_string(), "{_value: 3}");
}

#[test]
fn what_cannot_be_read_says_why() {
    for (text, why) in [
        ("18446744073709551615", "beyond 64 bits"),
        (r#"{"$type":"Integer","_value":"9223372036854775808"}"#, "not a whole number of 64 bits"),
        (r#"{"$type":"Integer","_value":18446744073709551615}"#, "beyond 64 bits"),
        (r#"{"$type":"Integer","_value":1.5}"#, "expected a whole number as a text"),
        (r#"{"$type":"Float","_value":"1e999"}"#, "not a number of 64 bits"),
        (r#"{"$type":"Float","_value":"inf"}"#, "not a number of 64 bits"),
        (r#"{"$type":"Date","_value":"2023-02-30"}"#, "`2023-02-30` is not a date"),
        (r#"{"$type":"Time","_value":"12:30"}"#, "has no offset"),
        (r#"{"$type":"OffsetDateTime","_value":"2023-11-08T12:30"}"#, "has no offset"),
        (r#"{"$type":"ZonedDateTime","_value":"2023-11-08T12:30"}"#, "has no offset"),
        (r#"{"$type":"ZonedDateTime","_value":"2023-11-08T12:30[Mars]"}"#, "no time zone `Mars`"),
        (
            r#"{"$type":"OffsetDateTime","_value":"2023-11-08T12:30Z[Europe/London]"}"#,
            "its type is `ZonedDateTime`",
        ),
        (r#"{"$type":"Date","_value":5}"#, "invalid type: integer `5`, expected a text such as"),
        (r#"{"$type":"Map","_value":"x"}"#, "a text stands where an object of values is expected"),
        (r#"{"$type":"List","_value":{}}"#, "invalid type: map, expected an array of values"),
        (r#"{"_value":[],"$type":"Map"}"#, "a value of type LIST stands where an object"),
        (r#"{"$type":"Integr","_value":"1"}"#, "did you mean `Integer`?"),
        (r#"{"$type":"Zebra","_value":"1"}"#, "there is no type `Zebra`"),
        (r#"{"$type":5,"_value":"1"}"#, "expected the name of a type"),
        (r#"{"$type":"Node","_value":{}}"#, "match it by elementId()"),
        (r#"{"$type":"Base64","_value":"AA=="}"#, "`Base64` is not supported"),
        (r#"{"$type":"Point","_value":"SRID=7203;POINT (1 2)"}"#, "`Point` is not supported"),
        (r#"{"$type":"Integer"}"#, "missing field `_value`"),
        (r#"{"$type":"Integer","_value":"1","x":2}"#, "`x` stands beside `$type`"),
        (r#"{"x":2,"$type":"Integer","_value":"1"}"#, "`x` stands beside `$type`"),
        (r#"{"$type":"Integer","x":2}"#, "`x` stands beside `$type`"),
        (r#"{"_value":{"$type":"Integer","_value":"1"},"$type":"Map"}"#, "has to stand before"),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.contains(why), "{text}: {error}");
    }
}

#[test]
fn nodes_relationships_and_paths_carry_what_is_known_of_them() {
    let db = Database::without_schema();
    let text = "CREATE p = (a:Person:Chair {name: 'Ada'})-[r:CHAIRS {since: date('2023-11-08')}]->
        (b:Body) RETURN p, elementId(a) AS a, elementId(r) AS r, elementId(b) AS b";
    let row = db.execute(text).run().unwrap().next().unwrap().unwrap();
    let snapshot = db.snapshot();
    let path = serde_json::to_value(Typed::new(&snapshot, &row.values()[0])).unwrap();
    assert_eq!(path["$type"], "Path");
    let steps = path["_value"].as_array().unwrap();
    let kinds: Vec<&Json> = steps.iter().map(|step| &step["$type"]).collect();
    assert_eq!(kinds, ["Node", "Relationship", "Node"]);
    let (node, rel) = (&steps[0]["_value"], &steps[1]["_value"]);
    let id = |column: &str| Json::from(row.get::<String>(column).unwrap());
    assert_eq!(node["_element_id"], id("a"));
    assert_eq!(node["_properties"]["name"]["_value"], "Ada");
    let mut labels: Vec<&str> =
        node["_labels"].as_array().unwrap().iter().map(|l| l.as_str().unwrap()).collect();
    labels.sort_unstable();
    assert_eq!(labels, ["Chair", "Person"]);
    assert_eq!(rel["_element_id"], id("r"));
    assert_eq!(rel["_start_node_element_id"], id("a"));
    assert_eq!(rel["_end_node_element_id"], id("b"));
    assert_eq!(rel["_type"], "CHAIRS");
    assert_eq!(rel["_properties"]["since"]["$type"], "Date");
}

fn date() -> impl Strategy<Value = Date> {
    (-4_000_000_i64..4_000_000).prop_map(|days| Date::from_number(days).unwrap())
}

fn time() -> impl Strategy<Value = LocalTime> {
    prop_oneof![
        (0..1440_i64).prop_map(|m| LocalTime::new(m / 60, m % 60, 0, 0).unwrap()),
        (0..86_400_000_000_000_i64).prop_map(|n| LocalTime::from_nanoseconds(n).unwrap()),
    ]
}

fn zone() -> impl Strategy<Value = Zone> {
    let named = |name: &str| Zone::Named(NamedZone::find(name).unwrap());
    prop_oneof![
        (-64_800..=64_800_i64).prop_map(|s| Zone::Fixed(Offset::new(s).unwrap())),
        Just(named("Europe/London")),
        Just(named("Asia/Kathmandu")),
        Just(named("America/St_Johns")),
    ]
}

fn values() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
        date().prop_map(Value::from),
        time().prop_map(Value::from),
        (time(), -64_800..=64_800_i64).prop_map(|(local, s)| Time {
            local,
            offset: Offset::new(s).unwrap()
        }
        .into()),
        (date(), time()).prop_map(|(date, time)| LocalDateTime { date, time }.into()),
        (date(), time(), zone()).prop_map(|(date, time, zone)| {
            DateTime::new(LocalDateTime { date, time }, zone, None).unwrap().into()
        }),
        (-9_999..9_999_i64, -9_999..9_999_i64, any::<i64>()).prop_map(|(months, days, n)| {
            Duration::new(months, days, n.into()).unwrap().into()
        }),
    ];
    plain.prop_recursive(4, 24, 6, |inner| {
        let name = prop_oneof![".*", Just("$type".to_owned()), Just("_value".to_owned())];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::list),
            prop::collection::vec((name, inner), 0..6).prop_map(Value::map),
        ]
    })
}

/// Whether two values are the same to the last bit and zone.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Float(a), Value::Float(b)) => {
            a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()
        }
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b))
        }
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| a.0 == b.0 && same(a.1, b.1))
        }
        _ => a.type_name() == b.type_name() && a == b && a.to_string() == b.to_string(),
    }
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_back(value in values()) {
        let json = written(&value);
        let back = read(&json).unwrap();
        prop_assert!(same(&back, &value), "{value} became {back} by {json}");
    }

    #[test]
    fn no_text_is_read_with_a_panic(text in r#"[\[\]{}:,"$_a-z0-9. -]{0,60}"#) {
        let _ = read(&text);
    }

    #[test]
    fn no_value_of_a_kind_is_read_with_a_panic(
        kind in "Null|Boolean|Integer|Float|Date|Time|OffsetDateTime|ZonedDateTime|Duration|List|Map",
        text in ".{0,20}",
    ) {
        let json = serde_json::json!({"$type": kind, "_value": text}).to_string();
        let _ = read(&json);
    }
}
