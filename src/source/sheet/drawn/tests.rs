use std::sync::Arc;

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::Drawn;
use crate::model::Value;
use crate::model::image::{Image, Table};

fn read(sheets: &[(&str, &str)]) -> Image {
    let drawn = Drawn::texts(sheets.iter().copied());
    assert_eq!(drawn.findings, []);
    drawn.image
}

/// By id, what stands in each column that has something there.
fn cells<R>(table: &Table<R>, names: &[Arc<str>]) -> Vec<Vec<(String, Value)>> {
    let mut rows = vec![Vec::new(); table.ids.len()];
    for (name, column) in names.iter().zip(&table.columns) {
        for (id, value) in column.ids.iter().zip(column.values.clone().into_list()) {
            rows[*id as usize].push((name.to_string(), value));
        }
    }
    rows
}

fn found(sheets: &[(&str, &str)], expect: &Expect) {
    let findings = Drawn::texts(sheets.iter().copied()).findings;
    let lines: Vec<String> = findings.iter().map(|f| format!("{f}\n")).collect();
    expect.assert_eq(&lines.concat());
}

#[test]
fn every_type_of_the_heading_is_read() {
    let image = read(&[(
        "all.csv",
        "\u{feff}:ID;a:int;b:float;c:boolean;d:string;e:date;f:localtime;g:time;h:localdatetime;i:datetime;j:duration;\
         k;l:IGNORE;:LABEL\n\
         x;-7;1.5;TRUE;\" a;b\n\"\"c\"\"\";2023-11-08;12:30;12:30+01:00;2023-11-08T12:30;2023-11-08T12:30Z;P1Y2M;é;gone;A\n",
    )]);
    let row = &cells(&image.nodes, &image.names.keys)[0];
    let shown: Vec<_> = row.iter().map(|(name, value)| format!("{name} = {value}\n")).collect();
    expect![[r#"
        a = -7
        b = 1.5
        c = true
        d = ' a;b\n"c"'
        e = date('2023-11-08')
        f = localtime('12:30')
        g = time('12:30+01:00')
        h = localdatetime('2023-11-08T12:30')
        i = datetime('2023-11-08T12:30Z')
        j = duration('P1Y2M')
        k = 'é'
    "#]]
    .assert_eq(&shown.concat());
}

#[test]
fn what_is_empty_is_not_there_and_a_column_of_two_types_holds_both() {
    let image = read(&[
        ("a.csv", "id:ID(A),v:int,t:string[],:LABEL\n1,5,x;y,A;B;A\n2,,,\n"),
        ("b.csv", "id:ID(B){id-type:long},v,:LABEL\n1,five,B\n"),
        ("r.csv", ":START_ID(A),:END_ID(B),:TYPE,v:float\n2,1,R,\n1,1,R,0.5\n"),
    ]);
    assert_eq!(image.next, (3, 2));
    let labels = |node: usize| &image.label_sets[image.labels[node] as usize];
    assert_eq!((labels(0), labels(1), labels(2)), (&vec![0, 1], &vec![], &vec![1]));
    assert_eq!((&image.from, &image.to, &image.types), (&vec![1, 0], &vec![2, 2], &vec![0, 0]));
    let nodes = cells(&image.nodes, &image.names.keys);
    let text = |text: &str| Value::from(text);
    let pair = |name: &str, value: Value| (name.to_owned(), value);
    let list = Value::list([text("x"), text("y")]);
    assert_eq!(nodes[0], [pair("id", text("1")), pair("v", 5.into()), pair("t", list)]);
    assert_eq!(nodes[1], [pair("id", text("2"))]);
    assert_eq!(nodes[2], [pair("id", 1.into()), pair("v", text("five"))]);
    let edges = cells(&image.edges, &image.names.keys);
    assert_eq!(edges, [vec![], vec![pair("v", 0.5.into())]]);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    found(
        &[
            ("a.csv", "id:ID,v:int,:LABEL\n1,five,A\n1,5,A\n1,5,A\n2,5,A,B\n"),
            ("b.csv", "id:ID,v:number,v,:LABEL,:TYPE\n1,2,3,4,5\n"),
            ("c.csv", ":START_ID,:END_ID\n1,2\n"),
            ("d.csv", ":START_ID,:END_ID(P),:TYPE\n1,1,R\n7,1,R\n"),
            ("e.csv", ":START_ID,:END_ID,:TYPE\n1,1,\n1,\"1,R\n"),
            ("f.csv", "name,kind\nArden,council\n"),
            ("g.csv", ""),
        ],
        &expect![[r#"
            a.csv:2:3: error[C0005]: `five` is not a whole number such as 42
            a.csv:3:1: error[C0013]: the id `1` is there twice (help: ids of different sorts of nodes may be alike where each has a space of its own: `:ID(Person)`)
            a.csv:4:1: error[C0013]: the id `1` is there twice (help: ids of different sorts of nodes may be alike where each has a space of its own: `:ID(Person)`)
            a.csv:5:7: error[C0002]: this row has more cells than the heading: 4 where 3 are named (help: a cell with a separator in it stands in quotation marks)
            b.csv:1:1: error[C0020]: a sheet has a row a node or a row a relationship, and this one has columns of both (help: `:ID` and `:LABEL` are of nodes; `:START_ID`, `:END_ID` and `:TYPE` of relationships)
            b.csv:1:7: error[C0012]: `number` is no type that a column can have (help: one of int, long, float, double, boolean, string, date, localtime, time, localdatetime, datetime, duration, each also with [] for a list, or IGNORE)
            c.csv:1:1: error[C0004]: a sheet of relationships has the columns `:START_ID`, `:END_ID` and `:TYPE` (help: name the one that is missing in the first row)
            d.csv:2:3: error[C0015]: no sheet of nodes has the column `:ID(P)` (help: there is `()`)
            d.csv:3:1: error[C0015]: no node of these sheets has the id `7` (help: nodes and their relationships are loaded together)
            e.csv:2:5: error[C0004]: this relationship has no type
            e.csv:3:3: error[C0015]: no node of these sheets has the id `1,R
            ` (help: nodes and their relationships are loaded together)
            e.csv:3:3: error[C0002]: a quotation mark is never closed; this is the last one (help: a quotation mark within a cell is written twice)
            f.csv:1:1: error[C0002]: this is no sheet of nodes or relationships, as the others are (help: its first row has the columns `:ID` and `:LABEL`, or `:START_ID`, `:END_ID` and `:TYPE`; load other files on their own)
            g.csv:1:1: error[C0002]: this is no sheet of nodes or relationships, as the others are (help: its first row has the columns `:ID` and `:LABEL`, or `:START_ID`, `:END_ID` and `:TYPE`; load other files on their own)
        "#]],
    );
}

#[test]
fn a_sheet_in_which_everything_is_wrong_is_not_told_row_by_row() {
    let rows = "x\n".repeat(500);
    let drawn = Drawn::texts([("a.csv", format!("n:int\n{rows}")), ("b.csv", ":ID\n1\n".into())]);
    assert_eq!(drawn.findings.len(), 1, "{:?}", drawn.findings);
    let drawn = Drawn::texts([("a.csv", format!("n:int,:LABEL\n{rows}"))]);
    assert_eq!(drawn.findings.len(), 101);
}

proptest! {
    /// The cells of any table come back, whatever they are and however they are cut into sheets.
    #[test]
    fn any_cells_are_read_as_they_were_written(
        rows in prop::collection::vec(("[ -~é\n\"]{0,8}", prop::option::of(any::<i64>()), prop::option::of(any::<bool>())), 1..40),
        cut in any::<prop::sample::Index>(),
    ) {
        let write = |rows: &[(String, Option<i64>, Option<bool>)], from: usize| {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record([":ID", "text", "whole:long", "yes:boolean", ":LABEL"]).unwrap();
            for (number, (text, whole, yes)) in (from..).zip(rows) {
                let [whole, yes] = [whole.map(|n| n.to_string()), yes.map(|b| b.to_string())].map(Option::unwrap_or_default);
                writer.write_record([&number.to_string(), text, &whole, &yes, "Row"]).unwrap();
            }
            String::from_utf8(writer.into_inner().unwrap()).unwrap()
        };
        let at = cut.index(rows.len());
        let (first, second) = rows.split_at(at);
        let image = read(&[("1.csv", &write(first, 0)), ("2.csv", &write(second, at))]);
        let wanted: Vec<Vec<(String, Value)>> = rows.iter().map(|(text, whole, yes)| {
            let text = (!text.is_empty()).then(|| Value::from(text.as_str()));
            let all = [("text", text), ("whole", whole.map(Value::from)), ("yes", yes.map(Value::from))];
            all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
        }).collect();
        prop_assert_eq!(cells(&image.nodes, &image.names.keys), wanted);
    }
}
