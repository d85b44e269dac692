//! Functions that a host adds.

use crate::cypher::{ErrorKind, Functions, Phase};
use crate::model::Value;
use crate::{Database, Error};

fn functions() -> Functions {
    let mut functions = Functions::default();
    let number = |value: Option<&Value>| match value {
        Some(Value::Float(x)) => *x,
        _ => f64::NAN,
    };
    functions
        .register("my.half(x :: FLOAT) :: FLOAT", move |args| {
            Ok((number(args.first()) / 2.0).into())
        })
        .unwrap();
    functions
        .register("my.orElse(x :: STRING?, other :: STRING) :: STRING", |args| match args {
            [Value::Null, other] => Ok(other.clone()),
            [first, _] => Ok(first.clone()),
            _ => Err("two arguments".to_owned()),
        })
        .unwrap();
    functions
        .register("my.odd(n :: INTEGER) :: BOOLEAN", |args| match args {
            [Value::Integer(n)] if *n < 0 => Err(format!("{n} is below zero")),
            [Value::Integer(n)] => Ok((n % 2 == 1).into()),
            _ => Ok(Value::Null),
        })
        .unwrap();
    functions.register("my.liar() :: INTEGER", |_| Ok("no number".into())).unwrap();
    functions
}

fn run(text: &str) -> Result<Vec<String>, Error> {
    let query = Database::in_memory().snapshot().query(text).functions(&functions());
    let shown = |row: crate::cypher::Row| {
        row.values().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    query.rows()?.map(|row| Ok(shown(row?))).collect()
}

#[test]
fn a_function_of_the_host_stands_wherever_an_expression_does() {
    for (text, rows) in [
        ("RETURN my.half(3) AS x", &["1.5"][..]),
        ("RETURN MY.HALF(3.0) + my.half(null) IS NULL AS x", &["true"]),
        (
            "UNWIND ['a', null] AS t RETURN my.orElse(t, '-') AS x ORDER BY my.orElse(t, 'z')",
            &["'a'", "'-'"],
        ),
        ("UNWIND range(1, 4) AS n WITH n WHERE my.odd(n) RETURN n", &["1", "3"]),
        (
            "UNWIND range(1, 4) AS n RETURN my.odd(n) AS odd, sum(my.half(n)) AS s ORDER BY odd",
            &["false 3.0", "true 2.0"],
        ),
        ("RETURN [n IN [1, 2, 3] WHERE my.odd(n) | my.half(n)] AS x", &["[0.5, 1.5]"]),
        (
            "RETURN all(n IN [1, 3] WHERE my.odd(n)) AND CASE WHEN my.odd(2) THEN false ELSE true END AS x",
            &["true"],
        ),
        ("MATCH (n) WHERE my.odd(n.age) RETURN n", &[]),
    ] {
        assert_eq!(run(text).unwrap(), rows, "{text}");
    }
}

#[test]
fn what_is_wrong_with_a_call_is_said_at_its_place() {
    use ErrorKind::{ProcedureError, SyntaxError, TypeError};
    for (text, phase, kind, detail, message) in [
        (
            "RETURN my.haf(1)",
            Phase::CompileTime,
            SyntaxError,
            "UnknownFunction",
            "there is no function `my.haf`",
        ),
        (
            "RETURN my.half(1, 2)",
            Phase::CompileTime,
            SyntaxError,
            "InvalidNumberOfArguments",
            "`my.half` takes 1 arguments, and is given 2",
        ),
        (
            "RETURN my.half('a')",
            Phase::CompileTime,
            SyntaxError,
            "InvalidArgumentType",
            "`'a'` is given as `x`, which is FLOAT",
        ),
        (
            "RETURN my.half(DISTINCT 1)",
            Phase::CompileTime,
            SyntaxError,
            "InvalidAggregation",
            "`my.half` is no aggregating function, so it takes no DISTINCT",
        ),
        (
            "UNWIND ['a'] AS a RETURN my.half(a)",
            Phase::Runtime,
            TypeError,
            "InvalidArgumentType",
            "`x` of `my.half` is FLOAT, and is given STRING",
        ),
        (
            "RETURN my.odd(-1)",
            Phase::Runtime,
            ProcedureError,
            "FunctionFailed",
            "`my.odd` failed: -1 is below zero",
        ),
        (
            "RETURN my.liar()",
            Phase::Runtime,
            ProcedureError,
            "FunctionFailed",
            "`my.liar` failed: it gave STRING, and says that it gives INTEGER",
        ),
    ] {
        let Err(Error::Query(error)) = run(text) else { panic!("{text} ran") };
        let first = error.first();
        assert_eq!((error.phase(), first.kind, first.detail), (phase, kind, detail), "{text}");
        assert_eq!(first.message, message);
        assert!(
            first
                .span
                .is_some_and(|span| span.of(text).starts_with("my.") || span.of(text) == "'a'")
        );
    }
    let Err(Error::Query(error)) = run("RETURN my.haf(1)") else { panic!("it ran") };
    assert_eq!(error.help().as_deref(), Some("did you mean `my.half`?"));
}

#[test]
fn a_function_of_the_host_shows_in_the_plan() {
    let snapshot = Database::in_memory().snapshot();
    let query = snapshot.query("MATCH (n) WHERE my.odd(n.age) RETURN n").functions(&functions());
    assert!(query.explain().unwrap().to_string().contains("my.odd(n.age)"));
}

#[test]
fn a_signature_that_says_nothing_is_refused() {
    let mut functions = Functions::default();
    for (signature, message) in [
        ("half", "the signature `half` cannot be read"),
        ("half(x)", "the signature `half(x)` cannot be read"),
        ("half(x :: FLOAT)", "the signature `half(x :: FLOAT)` cannot be read"),
        ("half(x :: FLOAT) :: ", "the signature `half(x :: FLOAT) :: ` cannot be read"),
        ("my..half() :: FLOAT", "the signature `my..half() :: FLOAT` cannot be read"),
        ("half(x :: REAL) :: FLOAT", "there is no type `REAL`"),
        ("toUPPER(x :: STRING) :: STRING", "`toUPPER` is a function of the language"),
        ("count(x :: ANY) :: INTEGER", "`count` is a function of the language"),
    ] {
        let error = functions.register(signature, |_| Ok(Value::Null)).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert!(error.help().is_some());
    }
    assert_eq!(functions.names().count(), 0);
}
