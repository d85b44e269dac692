//! Sheets as people write them.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::super::{Directory, Reading, dump};
use crate::db::Database;
use crate::model::Change;

const TRUSTS: &str = "\u{feff}Organisation;Type;ODS code;Also known as;Opened;Notes\r\n\
    Arden Hospitals;NHS trust;RX1;AH|Arden Trust;1 April 2019;\"first; and \"\"foremost\"\"\"\r\n\
    Arden Council;council;;;;\r\n\
    Arden Health Partners;partnership;;AHP;25/12/2020;\r\n;;;;;\r\n";

const MEMBERS: &str = "from,type,to,start,class,source,quote\n\
    arden hospitals,member of,AHP,Apr 2021,founding,\"Annual report, 3 May 2022\",\"We were there,\nfrom the first day\"\n\
    AHP,has member,Arden Council,,,\"Annual report, 3 May 2022\",'-3 councils\n";

/// The nodes and relations of these sheets as a curated file, and what is wrong with them.
fn read(reading: Reading, sheets: &[(&str, &str)]) -> String {
    let data = reading.texts(sheets.iter().copied());
    let wrong: Vec<String> = data.findings.iter().map(|finding| format!("{finding}\n")).collect();
    let mut out = wrong.concat();
    let changes: Vec<&Change> = data.entries.iter().map(|entry| &entry.change).collect();
    let nodes = changes.iter().filter_map(|change| match change {
        Change::AddNode(node) => Some(node),
        _ => None,
    });
    let edges = changes.iter().filter_map(|change| match change {
        Change::AddEdge(edge) => Some(edge),
        _ => None,
    });
    out.push_str(&dump(nodes, edges, []));
    out
}

#[track_caller]
fn check(reading: Reading, sheets: &[(&str, &str)], expected: &Expect) {
    expected.assert_eq(&read(reading, sheets));
}

#[test]
fn spreadsheets_become_what_a_curated_file_would_say() {
    // Relations first: the order of the files does not matter.
    let sheets = [("members.csv", MEMBERS), ("trusts.csv", TRUSTS)];
    check(
        Reading::new(),
        &sheets,
        &expect![[r#"
        [[node]]
        id = "org:arden-hospitals"
        kind = "organisation/nhs-trust"
        name = "Arden Hospitals"
        aka = [
          "AH",
          "Arden Trust",
        ]
        ids = { ods = "RX1" }
        start = "2019-04-01"
        note = "first; and \"foremost\""

        [[node]]
        id = "org:arden-council"
        kind = "organisation/council"
        name = "Arden Council"

        [[node]]
        id = "pship:arden-health-partners"
        kind = "partnership"
        name = "Arden Health Partners"
        aka = ["AHP"]
        start = "2020-12-25"

        [[node]]
        id = "doc:annual-report"
        kind = "document"
        name = "Annual report"
        date = "2022-05-03"

        [[edge]]
        from = "org:arden-hospitals"
        type = "member-of"
        to = "pship:arden-health-partners"
        start = "2021-04"
        class = "founding"
        source = "doc:annual-report"
        quote = "We were there,\nfrom the first day"

        [[edge]]
        from = "org:arden-council"
        type = "member-of"
        to = "pship:arden-health-partners"
        source = "doc:annual-report"
        quote = "-3 councils"
    "#]],
    );
}

#[test]
fn what_is_wrong_has_its_row_and_column() {
    let sheet = "name,kind,opened,founding,phone\n\
        Arden,NHS truts,2020/21,1,\n\
        Barden,council,03/04/2021,2,\n\
        ,council,,,\n\
        Carden,council,,,,too many\n\
        Arden,council,,,\n";
    check(
        Reading::new(),
        &[("a.csv", sheet)],
        &expect![[r#"
        a.csv:1:18: error[C0003]: nothing is known by the heading `founding` (help: `--map "founding=KEY"` says what it is, `--map "founding=-"` leaves it out)
        a.csv:1:27: error[C0003]: nothing is known by the heading `phone` (help: `--map "phone=KEY"` says what it is, `--map "phone=-"` leaves it out)
        a.csv:2:7: error[C0007]: no kind is called `NHS truts` (help: did you mean `organisation/nhs-trust`?)
        a.csv:2:17: error[C0011]: the date `2020/21` is refused: a financial year is written 2020-04-01/2021-03-31, and some day within it [2020-04-01..2021-03-31]
        a.csv:3:16: error[C0011]: it cannot be told which number of `03/04/2021` is the month (help: no date of this column has a day beyond 12; write the year first, as 2021-04-30)
        a.csv:4:2: error[C0004]: this row has no `name` (help: a row without cells is passed over)
        a.csv:5:19: error[C0002]: this row has more cells than the heading: 6 where 5 are named (help: a cell with a separator in it stands in quotation marks)
        [[node]]
        id = "org:barden"
        kind = "organisation/council"
        name = "Barden"

        [[node]]
        id = "org:arden"
        kind = "organisation/council"
        name = "Arden"
    "#]],
    );
    let ends = "from,type,to,since\nArden,member of,Nobody,\nAcme,membr of,org:acme,2020\nAcme,chairs,org:acme,\n";
    let mut there = Directory::default();
    there.add("org:arden", "organisation", ["Arden"]);
    there.add("place:arden", "place", ["Arden"]);
    there.add("org:acme", "organisation", ["Acme"]);
    check(
        Reading::new().beside(there),
        &[("b.csv", ends)],
        &expect![[r#"
        b.csv:2:1: error[C0024]: `Arden` could be `org:arden` or `place:arden` (help: write the id of the one that is meant)
        b.csv:2:17: error[C0015]: nothing is called `Nobody` (help: load the sheet that declares it together with this one)
        b.csv:3:1: warning[C0019]: no document is named for this relation (help: name one as `source`, or give the file a [source])
        b.csv:3:6: error[C0008]: no relation is called `membr of` (help: did you mean `member-of`?)
        b.csv:4:1: warning[C0019]: no document is named for this relation (help: name one as `source`, or give the file a [source])
        b.csv:4:6: error[C0017]: `chairs` does not lead from organisation to organisation (help: it leads from person to organisation, partnership, unnamed group, programme)
    "#]],
    );
    check(
        Reading::new(),
        &[("c.csv", ""), ("d.csv", "name,kind\n\"Arden,x\n")],
        &expect![[r#"
        c.csv:1:1: error[C0002]: there is nothing in this sheet (help: its first row names the columns)
        d.csv:2:1: error[C0002]: a quotation mark that opens here is never closed (help: a quotation mark within a cell is written twice)
    "#]],
    );
}

#[test]
fn columns_are_called_what_the_reader_says() {
    let sheet = "Trust\tPhone\tRegion\tStaff\nArden Hospitals\t020\tLondon\t12,500\n";
    let reading = Reading::new()
        .column("trust", "name")
        .column("*", "-")
        .value("kind", "organisation/nhs-trust")
        .value("source", "List of trusts");
    check(
        reading,
        &[("trusts.tsv", sheet)],
        &expect![[r#"
        [[node]]
        id = "doc:list-of-trusts"
        kind = "document"
        name = "List of trusts"

        [[node]]
        id = "org:arden-hospitals"
        kind = "organisation/nhs-trust"
        name = "Arden Hospitals"
        source = "doc:list-of-trusts"
        [[node.fact]]
        key = "staff"
        value = 12500
        source = "doc:list-of-trusts"
    "#]],
    );
    let graph = "Source,Target,Type\nA,B,works with\n";
    let mut there = Directory::default();
    there.add("org:a", "organisation", ["A"]);
    there.add("org:b", "organisation", ["B"]);
    check(
        Reading::new().beside(there),
        &[("edges.csv", graph)],
        &expect![[r#"
        edges.csv:2:1: warning[C0019]: no document is named for this relation (help: name one as `source`, or give the file a [source])
        [[edge]]
        from = "org:a"
        type = "works-with"
        to = "org:b"
    "#]],
    );
}

#[test]
fn a_sheet_adds_to_what_a_database_knows() {
    let db = Database::london().unwrap();
    let people = "name,kind,note\nPenny Dash,person,\nAda Example,person,new\n";
    let posts = "from,type,to,source\nAda Example,works at,HCL,\"A list, 2024\"\n";
    let data = db.reading().texts([("people.csv", people), ("posts.csv", posts)]);
    let wrong: Vec<String> = data.findings.iter().map(ToString::to_string).collect();
    assert_eq!(wrong, [] as [String; 0]);
    let trial = db.rehearse(&data).unwrap();
    assert_eq!((trial.added, trial.changed, trial.left), (3, 0, 1));
    let loaded = db.load(&data, "posts").unwrap();
    assert_eq!(loaded, trial);
    let again = db.reading().texts([("people.csv", people), ("posts.csv", posts)]);
    let again = db.load(&again, "posts").unwrap();
    assert_eq!((again.added, again.changed, again.left), (0, 0, 4));
    assert_eq!(db.snapshot().named("Penny Dash").count(), 1);
}

proptest! {
    #[test]
    fn no_sheet_makes_a_reader_panic(
        head in prop::sample::select(vec!["name,kind,start,ods", "from,type,to,known", "sep=;\nname;kind", "\u{feff}\"name\"\tkind"]),
        body in "[ a-c\"',;|\t\r\n=/0-9é\u{feff}\u{202e}]{0,120}",
    ) {
        let sheet = format!("{head}\n{body}");
        let data = Reading::new().texts([("a.csv", sheet.clone())]);
        for finding in &data.findings {
            let span = finding.place.as_ref().unwrap().span.range();
            prop_assert!(sheet.get(span).is_some(), "{finding}");
        }
    }
}
