//! Several files together.

use expect_test::expect;

use super::super::embedded;
use super::findings;

const TOWNS: &str = r#"
[[node]]
id = "place:arden"
kind = "place/borough"
name = "Arden"
ids = { gss = "E09000001" }
[[node]]
id = "org:acme"
kind = "organisation"
name = "Acme"
"#;

#[test]
fn what_two_files_both_claim_names_both_places() {
    let other = r#"
[[node]]
id = "org:acme"
kind = "organisation"
name = "Acme again"
[[node]]
id = "place:barden"
kind = "place"
name = "Barden"
ids = { gss = "E09000001" }
[[about]]
id = "place:ardem"
note = "?"
[[fact]]
node = "acme"
key = "staff"
value = 3
"#;
    expect![[r#"
        other.toml:3:6: error[C0013]: the id `org:acme` is declared already, at towns.toml:8:6 (help: to say more of it write [[about]]; if it is another, give it another id)
        other.toml:10:15: error[C0014]: `place:barden` and `place:arden` (at towns.toml:6:15) both have the GSS code E09000001 (help: one of them is wrong, or the two are one node)
        other.toml:12:6: error[C0015]: nothing has the id `place:ardem` (help: did you mean `place:arden`?)
        other.toml:14:1: warning[C0019]: no document is named for this fact (help: name one as `source`, or give the file a [source])
        other.toml:15:8: error[C0006]: `acme` cannot be an id (help: ids are written `org:some-name`: lower-case letters, figures and `-`)
    "#]].assert_eq(&findings(&[("towns.toml", TOWNS), ("other.toml", other)]));
}

#[test]
fn a_schema_of_ones_own_is_read_before_the_data() {
    let data = r#"
[[node]]
id = "org:hospice"
kind = "organisation/hospice"
name = "Hospice"
source = "org:hospice"
"#;
    let schema = r#"
[[kind]]
id = "organisation"
[kind.sub]
hospice = "hospice"
"#;
    expect![[r#"
        a.toml:6:10: error[C0016]: `org:hospice` is no document and can be no source: its kind is organisation (help: whose claim it is, the key `said_by` says)
    "#]].assert_eq(&findings(&[("a.toml", data), ("x/schema.toml", schema)]));
    let copy = embedded::schema_text();
    assert_eq!(findings(&[("schema.toml", copy.as_str())]), "");
}
