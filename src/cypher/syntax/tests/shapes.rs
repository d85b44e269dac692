//! Which tree a text becomes, where it could become another.

use crate::cypher::syntax::parse;
use crate::cypher::syntax::tree::*;

fn expr(text: &str) -> Expr {
    let query = format!("RETURN {text}");
    let statement = parse(&query).unwrap_or_else(|e| panic!("{e}: {text}"));
    match statement.query.first.clauses.into_iter().next().unwrap().kind {
        ClauseKind::Return(projection) => projection.items.into_iter().next().unwrap().expr,
        other => panic!("{other:?}"),
    }
}

#[test]
fn operators_group_as_the_grammar_says() {
    let same = [
        ("a OR b XOR c AND d", "a OR (b XOR (c AND d))"),
        ("NOT a = b", "NOT (a = b)"),
        ("a = b IS NULL", "a = (b IS NULL)"),
        ("a = b IN c", "a = (b IN c)"),
        ("a + b IN c + d", "(a + b) IN (c + d)"),
        ("a STARTS WITH b + c", "a STARTS WITH (b + c)"),
        ("2 ^ 3 ^ 4", "(2 ^ 3) ^ 4"),
        ("-a ^ b", "(-a) ^ b"),
        ("-a.b", "-(a.b)"),
        ("a - b - c", "(a - b) - c"),
        ("a * b + c", "(a * b) + c"),
        ("a[0].b", "(a[0]).b"),
        ("a.b:C", "(a.b):C"),
    ];
    for (bare, bracketed) in same {
        assert_eq!(expr(bare).to_string(), expr(bracketed).to_string(), "{bare}");
        assert_eq!(expr(bare).written(&format!("RETURN {bare}")), bare);
    }
}

#[test]
fn patterns_and_calculations_are_told_apart() {
    for text in ["(a)--(b)", "(a)-->()", "(a:X)<-[r]-(b)", "({x: 1})--()", "shortestPath((a)--(b))"]
    {
        assert!(matches!(expr(text).kind, ExprKind::Pattern(_)), "{text}");
    }
    for text in ["(a) - (b)", "(a)--1", "(a)-[1]", "(a) <-1", "(1)--(2)"] {
        assert!(!matches!(expr(text).kind, ExprKind::Pattern(_)), "{text}");
    }
}

#[test]
fn a_bar_in_a_comprehension_ends_the_condition() {
    let ExprKind::ListComprehension(list) = expr("[x IN xs WHERE x:A | x]").kind else { panic!() };
    assert!(list.map.is_some());
    let ExprKind::ListComprehension(list) = expr("[x IN xs WHERE (x:A|B)]").kind else { panic!() };
    assert!(list.map.is_none() && list.filter.is_some());
}

#[test]
fn columns_are_named_as_written() {
    let text = "RETURN  count( * ) , (a.b) , `x y`, 1  +  2 AS `s`";
    let statement = parse(text).unwrap();
    let ClauseKind::Return(projection) = &statement.query.first.clauses[0].kind else { panic!() };
    let columns: Vec<&str> = projection.items.iter().map(|i| i.column(text)).collect();
    assert_eq!(columns, ["count( * )", "(a.b)", "x y", "s"]);
}

#[test]
fn a_call_alone_is_standalone() {
    let standalone = |text| parse(text).unwrap().query.first.standalone_call().is_some();
    assert!(standalone("CALL a.b YIELD *"));
    assert!(!standalone("CALL a.b() YIELD x RETURN x"));
}

#[test]
fn hops_know_their_least_number() {
    let hops = |text: &str| {
        let statement = parse(&format!("MATCH ()-{text}() FINISH")).unwrap();
        let ClauseKind::Match { patterns, .. } = &statement.query.first.clauses[0].kind else {
            panic!()
        };
        let hops = patterns[0].steps[0].link.relationship().unwrap().hops.clone().unwrap();
        (hops.least(), hops.max)
    };
    assert_eq!(hops("[*]-"), (1, None));
    assert_eq!(hops("[*2]-"), (2, Some(2)));
    assert_eq!(hops("[*..3]-"), (1, Some(3)));
    assert_eq!(hops("[*0..]->"), (0, None));
    assert_eq!(hops("->{,3}"), (0, Some(3)));
    assert_eq!(hops("->+"), (1, None));
}
