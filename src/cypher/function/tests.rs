//! The tables as a whole: every example, every argument, and the documentation made from them.

mod fixture;
mod reader;

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::cypher::error::ErrorKind;
use crate::model::value::Path;
use crate::model::value::temporal::{DateTime, Duration};
use crate::model::when::{Day, Grade, Moment};
use crate::model::{EdgeId, NodeId};
use fixture::Fixture;

/// Half past twelve on 8 November 2023, UTC.
const NOON: Instant = Instant::new(1_699_446_600, 0);

fn value_of(text: &str) -> Result<Value, Fault> {
    let (fixture, limits) = (Fixture::new(), Limits::default());
    let env = Env { snapshot: &fixture.snapshot, limits: &limits, now: NOON };
    reader::value(&env, &fixture.variables, text)
}

pub(super) fn shown(text: &str) -> String {
    value_of(text).unwrap_or_else(|fault| panic!("{text}: {}", fault.message)).to_string()
}

/// The kind and the detail of the fault that an expression ends in.
pub(super) fn fault(text: &str) -> (ErrorKind, &'static str) {
    let fault = value_of(text).expect_err(text);
    (fault.kind, fault.detail)
}

#[test]
fn every_example_gives_its_result() {
    for (example, result) in
        all().map(|f| (f.example, f.result)).chain(aggregates().map(|f| (f.example, f.result)))
    {
        assert_eq!(shown(example), result, "{example}");
    }
}

#[test]
fn every_example_gives_its_result_in_a_query() {
    let fixture = Fixture::new();
    let scalars = all().map(|f| (f.example, f.result)).map(|(example, result)| {
        (format!("WITH $n AS n, $r AS r, $p AS p RETURN {example} AS x"), result)
    });
    for (text, result) in scalars.chain(aggregates().map(|f| (f.example.to_owned(), f.result))) {
        let values = fixture.variables.iter().map(|(name, value)| (*name, value.clone()));
        let query = fixture.snapshot.query(text.as_str()).params(values).with_now(NOON);
        let mut rows = query.rows().unwrap_or_else(|error| panic!("{text}: {error}"));
        let row = rows.next().unwrap().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(row.values()[0].to_string(), result, "{text}");
    }
}

proptest! {
    #[test]
    fn numbers_are_read_as_they_are_written(bits: u64, whole: i64, small: i32) {
        let snapshot = Fixture::new().snapshot;
        let read = |value: &Value| {
            let mut rows = snapshot.query(format!("RETURN {value} AS x")).rows().unwrap();
            rows.next().unwrap().unwrap().values()[0].clone()
        };
        let float = f64::from_bits(bits);
        for x in [float, f64::from(small)].into_iter().filter(|x| x.is_finite()) {
            prop_assert!(matches!(read(&x.into()), Value::Float(y) if y.to_bits() == x.to_bits()), "{}", Value::from(x));
        }
        prop_assert!(matches!(read(&whole.into()), Value::Integer(n) if n == whole));
    }
}

#[test]
fn every_row_is_whole_and_every_name_means_one_thing() {
    let mut names = BTreeSet::new();
    for f in all() {
        for name in std::iter::once(&f.name).chain(f.aliases) {
            assert!(names.insert(name.to_lowercase()), "{name} twice");
            assert_eq!(scalar(&name.to_uppercase()).unwrap().name, f.name);
        }
        assert!(f.doc.ends_with('.') && f.example.contains(f.name), "{}", f.name);
    }
    for f in aggregates() {
        assert!(names.insert(f.name.to_lowercase()), "{} twice", f.name);
        assert_eq!(aggregate(&f.name.to_uppercase()).unwrap().name, f.name);
        assert!(f.doc.ends_with('.') && f.example.contains(f.name), "{}", f.name);
    }
    assert!(scalar("nothing").is_none() && aggregate("head").is_none());
}

#[test]
fn the_documentation_is_in_step() {
    expect_test::expect_file!["../../../docs/cypher-functions.md"].assert_eq(&reference());
}

#[test]
fn arguments_are_counted() {
    let accepted = |name: &str| -> Vec<usize> {
        (0..6).filter(|n| scalar(name).unwrap().accepts(*n)).collect()
    };
    assert_eq!(accepted("pi"), [0]);
    assert_eq!(accepted("round"), [1, 2, 3]);
    assert_eq!(accepted("coalesce"), [1, 2, 3, 4, 5]);
    assert_eq!(scalar("substring").unwrap().params.signature(), "text, start [, length]");
    assert_eq!(scalar("coalesce").unwrap().params.signature(), "value [, other …]");
}

#[test]
fn faults_are_of_the_kinds_that_opencypher_names() {
    use ErrorKind::{ArgumentError, ArithmeticError, TypeError};
    for (text, kind, detail) in [
        ("range(2, 8, 0)", ArgumentError, "NumberOutOfRange"),
        ("range(0, 1.1, 1)", ArgumentError, "InvalidArgumentType"),
        ("toInteger([])", TypeError, "InvalidArgumentValue"),
        ("toFloat(true)", TypeError, "InvalidArgumentValue"),
        ("toString({})", TypeError, "InvalidArgumentValue"),
        ("toBoolean(1.0)", TypeError, "InvalidArgumentValue"),
        ("toBoolean(1)", TypeError, "InvalidArgumentValue"),
        ("type(0)", TypeError, "InvalidArgumentValue"),
        ("labels(r)", TypeError, "InvalidArgumentValue"),
        ("length(n)", TypeError, "InvalidArgumentType"),
        ("1 / 0", ArithmeticError, "DivisionByZero"),
        ("toInteger(10000000000000000000.0)", ArithmeticError, "IntegerOverflow"),
        ("substring('x', -1)", ArgumentError, "NumberOutOfRange"),
        ("left('x', -1)", ArgumentError, "NumberOutOfRange"),
        ("UNWIND [1] AS x RETURN percentileCont(x, 1.1)", ArgumentError, "NumberOutOfRange"),
        ("UNWIND [1] AS x RETURN percentileDisc(x, -1)", ArgumentError, "NumberOutOfRange"),
        ("UNWIND ['a'] AS x RETURN sum(x)", TypeError, "InvalidArgumentType"),
        ("UNWIND [9223372036854775807, 1] AS x RETURN sum(x)", ArithmeticError, "IntegerOverflow"),
        ("date('2023-02-30')", ArgumentError, "InvalidArgumentValue"),
        ("date({year: 2023, month: 13})", ArgumentError, "NumberOutOfRange"),
        ("date({year: 2023, quarter: 9223372036854775807})", ArgumentError, "NumberOutOfRange"),
        ("date({year: 2023, week: -9223372036854775807})", ArgumentError, "NumberOutOfRange"),
        ("date({year: 2023, moon: 1})", ArgumentError, "InvalidArgumentValue"),
        ("holds(r, '2020/21')", ArgumentError, "InvalidArgumentValue"),
    ] {
        assert_eq!(fault(text), (kind, detail), "{text}");
    }
}

#[test]
fn values_are_those_of_opencypher() {
    for (text, wanted) in [
        ("range(0, -1)", "[]"),
        ("range(10, -10, -3)", "[10, 7, 4, 1, -2, -5, -8]"),
        ("range(9223372036854775806, 9223372036854775807, 2)", "[9223372036854775806]"),
        ("toInteger(82.9)", "82"),
        ("toInteger('1.7')", "1"),
        ("toInteger('')", "null"),
        ("toInteger('inf')", "null"),
        ("toInteger(true)", "1"),
        ("toFloat('nan')", "null"),
        ("toFloat('foo')", "null"),
        ("toFloat('1e3')", "1000.0"),
        ("isNaN(toFloat('NaN'))", "true"),
        ("toString(2.3)", "'2.3'"),
        ("toString(1.0 / 0.0)", "'Infinity'"),
        ("toString(10000000000000000000.0)", "'1e19'"),
        ("toBoolean(' tru ')", "null"),
        ("split('one1two', '1')", "['one', 'two']"),
        ("split('abc', '')", "['a', 'b', 'c']"),
        ("split('', '')", "['']"),
        ("split('', ',')", "['']"),
        ("split('a,b;c', [',', ';'])", "['a', 'b', 'c']"),
        ("replace('aaa', 'a', 'b', 2)", "'bba'"),
        ("reverse('raksO')", "'Oskar'"),
        ("substring('0123456789', 1)", "'123456789'"),
        ("substring('abc', 9223372036854775807, 9223372036854775807)", "''"),
        ("substring(null, -1)", "null"),
        ("left('é€𝄞x', 3)", "'é€𝄞'"),
        ("right('é€𝄞', 9)", "'é€𝄞'"),
        ("trim('')", "''"),
        ("size('𝄞')", "1"),
        ("head([])", "null"),
        ("tail([])", "[]"),
        ("sign(0.0)", "0"),
        ("round(-1.5)", "-1.0"),
        ("round(2.5)", "3.0"),
        ("round(-1.5, 0)", "-2.0"),
        ("round(2.5, 0, 'half_even')", "2.0"),
        ("sqrt(-1) = sqrt(-1)", "false"),
        ("coalesce(null, null)", "null"),
        ("exists(0)", "true"),
        ("isEmpty({a: 1})", "false"),
        ("id(null)", "null"),
        ("keys(null)", "null"),
        ("size(keys(r))", "6"),
        ("UNWIND [] AS x RETURN sum(x)", "0"),
        ("UNWIND [] AS x RETURN avg(x)", "null"),
        ("UNWIND [null] AS x RETURN min(x)", "null"),
        ("UNWIND [] AS x RETURN collect(x)", "[]"),
        ("UNWIND [1, 'a', null, [1, 2], 0.2, 'b'] AS x RETURN max(x)", "1"),
        ("UNWIND [1, 'a', null, [1, 2], 0.2, 'b'] AS x RETURN min(x)", "[1, 2]"),
        ("UNWIND [10000000000000000.0, 1.0, -10000000000000000.0] AS x RETURN sum(x)", "1.0"),
        ("UNWIND [9223372036854775807, 1, -1] AS x RETURN sum(x)", "9223372036854775807"),
        ("UNWIND [10.0, 20.0, 30.0] AS x RETURN percentileDisc(x, 0.5)", "20.0"),
        ("UNWIND [10.0, 20.0, 30.0] AS x RETURN percentileDisc(x, 0.0)", "10.0"),
        ("UNWIND [10.0, 20.0, 30.0] AS x RETURN percentileCont(x, 1.0)", "30.0"),
        ("UNWIND [] AS x RETURN percentileCont(x, 0.5)", "null"),
        ("UNWIND [5] AS x RETURN stDev(x)", "0.0"),
    ] {
        assert_eq!(shown(text), wanted, "{text}");
    }
}

#[test]
fn dates_are_read_and_assembled_as_opencypher_says() {
    for (text, wanted) in [
        ("date('2015-07-21')", "2015-07-21"),
        ("date('20150721')", "2015-07-21"),
        ("date('2015-07')", "2015-07-01"),
        ("date('201507')", "2015-07-01"),
        ("date('2015-W30-2')", "2015-07-21"),
        ("date('2015W302')", "2015-07-21"),
        ("date('2015-W30')", "2015-07-20"),
        ("date('2015W30')", "2015-07-20"),
        ("date('2015-202')", "2015-07-21"),
        ("date('2015202')", "2015-07-21"),
        ("date('2015')", "2015-01-01"),
        ("date('+12015-07-21')", "+12015-07-21"),
        ("date('-0044-03-15')", "-0044-03-15"),
        ("date({year: 1817, week: 1})", "1816-12-30"),
        ("date({year: 1818, week: 53})", "1818-12-28"),
        ("date({dayOfWeek: 2, year: 1817, week: 1})", "1816-12-31"),
        ("date({date: date('1816-12-30'), week: 2, dayOfWeek: 3})", "1817-01-08"),
        ("date({date: date('1816-12-31'), week: 2})", "1817-01-07"),
        ("date({date: date('1816-12-31'), year: 1817, week: 2})", "1817-01-07"),
        ("date({year: 1984, month: 10})", "1984-10-01"),
        ("date({year: 1984, ordinalDay: 202})", "1984-07-20"),
        ("date({year: 1984, quarter: 3, dayOfQuarter: 45})", "1984-08-14"),
        ("date({year: 1984, quarter: 3})", "1984-07-01"),
        ("date({date: date('1984-11-11'), year: 28})", "0028-11-11"),
        ("date({date: date('1984-11-11'), day: 28})", "1984-11-28"),
        ("date({date: date('1984-11-11'), week: 1})", "1984-01-08"),
        ("date({date: date('1984-11-11'), ordinalDay: 28})", "1984-01-28"),
        ("date({date: date('1984-11-11'), quarter: 3})", "1984-08-11"),
    ] {
        assert_eq!(shown(text), format!("date('{wanted}')"), "{text}");
    }
    for text in
        ["", "-", "2015-7-21", "2015-07-211", "2015W", "2015-W54", "2015-366", "20150732", "é"]
    {
        assert!(value_of(&format!("date('{text}')")).is_err(), "{text}");
    }
    assert_eq!(shown("date('2023-11-08').dayOfWeek"), "3");
    assert_eq!(shown("date('2023-11-08').moon"), "null");
}

#[test]
fn a_path_holds_while_all_its_relations_do() {
    for (text, wanted) in [
        // The chair ends with 2023, the membership starts within it.
        ("holds(chairs, '2021')", "'yes'"),
        ("holds(both, '2023-01')", "'no'"),
        ("holds(both, '2023-07')", "'possible'"),
        ("holds(both, '2023-11-08')", "'yes'"),
        ("holds(both, '2023-12')", "'presumed'"),
        ("holds(both, '2024')", "'no'"),
        ("holds(both, '2023')", "'yes'"),
        ("holds_throughout(both, '2023')", "'no'"),
        ("holds_throughout(both, '2023-12')", "'presumed'"),
        ("holds(r, date('2023-11-08'))", "'yes'"),
        ("holds(r, '8 Nov 2023')", "'yes'"),
        ("holds(here, '2023')", "'undated'"),
        ("holds(n, '2023')", "'undated'"),
        ("holds(launched, '2023')", "'yes'"),
        ("holds(launched, '2023-06-01')", "'possible'"),
        ("holds(launched, '2024')", "'no'"),
        ("holds_throughout(launched, '2023')", "'no'"),
        ("holds(r, null)", "null"),
    ] {
        assert_eq!(shown(text), wanted, "{text}");
    }
}

#[test]
fn facts_say_when_and_who_says_so() {
    for (text, wanted) in [
        ("earliest_start(launched)", "date('2023-06-01')"),
        ("latest_end(launched)", "date('2023-06-30')"),
        ("latest_end(chairs)", "date('2023-12-31')"),
        ("earliest_start(n)", "null"),
        ("when(launched)", "'Jun 2023'"),
        ("stated(chairs)", "false"),
        ("stated(both)", "false"),
        ("stated(p)", "true"),
        ("published_by(r, '2023-11-08')", "true"),
        ("published_by(r, '2023-11-07')", "false"),
        ("published_by(r, '2023')", "true"),
        ("published_by(chairs, '2030')", "false"),
        ("published_by(both, '2030')", "false"),
        ("published_by(n, '2030')", "false"),
        ("sources(both)", "['src:undated', 'src:hcl-joins']"),
        ("size(evidence(both))", "2"),
        ("head(evidence(r)).title", "'HCL joins'"),
        ("head(evidence(r)).said_by", "null"),
        ("head(facts(n)).unit", "'practices'"),
        ("head(facts(n)).bound", "'at-least'"),
        ("head(facts(n)).period", "'2023'"),
        ("head(facts(n)).known", "['2023-11-08']"),
        ("head(facts(n)).sources", "['src:hcl-joins']"),
        ("head(facts(n)).quotes", "['31 practices', '31']"),
        ("head(facts(n)).inferred", "false"),
        ("facts(partnership)", "[]"),
        ("caption(chairs)", "'chairs'"),
    ] {
        assert_eq!(shown(text), wanted, "{text}");
    }
}

#[test]
fn limits_are_named() {
    let fixture = Fixture::new();
    let limits = Limits { list_len: 10, memory: Some(100), ..Limits::default() };
    let env = Env { snapshot: &fixture.snapshot, limits: &limits, now: NOON };
    for (text, limit) in [
        ("range(0, 10)", "list_len"),
        ("range(-9223372036854775807, 9223372036854775807)", "list_len"),
        ("split('abcdefghijkl', '')", "list_len"),
        ("replace('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'a', 'aaaaaaaaaa')", "memory"),
    ] {
        let fault = reader::value(&env, &[], text).expect_err(text);
        assert_eq!(fault.kind, ErrorKind::LimitExceeded, "{text}");
        assert!(fault.message.contains(limit), "{}", fault.message);
    }
    assert_eq!(reader::value(&env, &[], "size(range(1, 10))").unwrap(), 10.into());
}

fn temporal() -> impl Strategy<Value = Value> {
    let edge = prop_oneof![Just(i64::MIN), Just(i64::MAX), -40_i64..40, any::<i64>()];
    let far = prop_oneof![Just("-999999999-01-01"), Just("+999999999-12-31"), Just("2017-10-29")];
    let zone = prop_oneof![Just("Z"), Just("-18:00"), Just("[Europe/Stockholm]")];
    prop_oneof![
        (edge.clone(), edge.clone(), any::<i64>()).prop_map(|(months, days, seconds)| {
            let nanoseconds = i128::from(seconds) * 1_000_000_000;
            Duration::new(months, days, nanoseconds).unwrap().into()
        }),
        far.clone().prop_map(|day| Value::Date(day.parse().unwrap())),
        far.clone().prop_map(|day| Value::LocalDateTime(format!("{day}T02:30").parse().unwrap())),
        (far, zone).prop_filter_map("beyond the calendar", |(day, zone)| {
            format!("{day}T02:30{zone}").parse::<DateTime>().ok().map(Value::from)
        }),
        Just(Value::LocalTime("23:59:59.999999999".parse().unwrap())),
        Just(Value::Time("00:00-18:00".parse().unwrap())),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop_oneof![Just(i64::MIN), Just(i64::MAX), -3_i64..12, any::<i64>()].prop_map(Value::from),
        prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(-0.0), -3.0..3.0, any::<f64>()]
            .prop_map(Value::from),
        "[a-zé𝄞 ,0-9.-]{0,6}".prop_map(Value::from),
        prop_oneof![
            Just("2023-07"),
            Just("HALF_UP"),
            Just("NFKD"),
            Just("2015-W30-2"),
            Just("week"),
            Just("hour"),
            Just("+01:00")
        ]
        .prop_map(Value::from),
        prop_oneof![Just(i32::MIN), Just(i32::MAX), any::<i32>()]
            .prop_map(|n| Value::from(Day::new(n))),
        temporal(),
        (0_u32..9).prop_map(|n| Value::Node(NodeId(n))),
        (0_u32..9).prop_map(|n| Value::Relationship(EdgeId(n))),
        (0_u32..9).prop_map(|n| {
            let path = Path { nodes: vec![NodeId(n), NodeId(n + 1)], edges: vec![EdgeId(n)] };
            Value::Path(path.into())
        }),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        let key = prop_oneof![
            prop_oneof![Just("year"), Just("week"), Just("date"), Just("quarter"), Just("a")],
            prop_oneof![Just("day"), Just("time"), Just("hour"), Just("nanosecond")],
            prop_oneof![Just("timezone"), Just("datetime"), Just("epochMillis"), Just("months")],
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::list),
            prop::collection::vec((key, inner), 0..4).prop_map(Value::map),
        ]
    })
}

#[test]
fn no_arguments_make_a_function_panic_or_leave_its_limits() {
    let fixture = Fixture::new();
    let limits = Limits { list_len: 1_000, memory: Some(10_000), ..Limits::default() };
    let env = Env { snapshot: &fixture.snapshot, limits: &limits, now: NOON };
    proptest!(|(args in prop::collection::vec(any_value(), 0..4))| {
        for f in all().filter(|f| f.accepts(args.len())) {
            let result = f.call(&env, &args);
            if !f.sees_null && args.iter().any(Value::is_null) {
                prop_assert_eq!(&result, &Ok(Value::Null));
            }
            if let Ok(Value::List(values)) = result {
                prop_assert!(values.len() <= limits.list_len);
            }
        }
        for f in aggregates().filter(|f| f.accepts(args.len())) {
            let mut group = f.start();
            if group.add(&args).and_then(|()| group.add(&args)).is_ok() {
                let _ = group.finish();
            }
        }
    });
}

#[test]
fn a_relation_is_graded_here_as_the_graph_grades_it() {
    let fixture = Fixture::new();
    let limits = Limits::default();
    let env = Env { snapshot: &fixture.snapshot, limits: &limits, now: NOON };
    let holds = scalar("holds").unwrap();
    for edge in fixture.snapshot.edges() {
        for year in 2018..2026 {
            for month in 1..=12 {
                let text = format!("{year}-{month:02}");
                let grade = holds.call(&env, &[edge.into(), text.as_str().into()]).unwrap();
                let grade: Grade = grade.as_str().unwrap().parse().unwrap();
                let wanted = fixture.snapshot.edge_grade(edge, &text.parse().unwrap());
                assert_eq!(grade, wanted, "{edge:?} {text}");
            }
        }
    }
}

#[test]
fn a_path_is_graded_as_day_by_day() {
    let fixture = Fixture::new();
    let limits = Limits::default();
    let env = Env { snapshot: &fixture.snapshot, limits: &limits, now: NOON };
    let path = &fixture.variables.iter().find(|(name, _)| *name == "both").unwrap().1;
    let Value::Path(links) = path else { panic!("both is a path") };
    let on_day = |day: Day| {
        let grades =
            links.edges.iter().map(|link| env.snapshot.edge_grade(*link, &Moment::on(day)));
        grades.min().unwrap()
    };
    let ask = |function: &str, moment: &str| -> Grade {
        let grade = scalar(function).unwrap().call(&env, &[path.clone(), moment.into()]).unwrap();
        grade.as_str().unwrap().parse().unwrap()
    };
    for year in 2019..2025 {
        for month in (1..=12).map(|month| format!("{year}-{month:02}")).chain([year.to_string()]) {
            let days = month.parse::<Moment>().unwrap().days();
            let grades = (days.start.number()..days.end.number()).map(|n| on_day(Day::new(n)));
            assert_eq!(Some(ask("holds", &month)), grades.clone().max(), "{month}");
            assert_eq!(Some(ask("holds_throughout", &month)), grades.min(), "{month}");
        }
    }
}
