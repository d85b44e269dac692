//! Edits that go back into files: what stands there afterwards, and what an interruption leaves.

use std::mem;
use std::sync::atomic::{AtomicUsize, Ordering};

use expect_test::{Expect, expect};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::ask::Asker;
use crate::curate::understand;
use crate::source::embedded;

/// A folder that is gone when the test has ended.
struct Place(PathBuf);

impl Place {
    fn of<'t>(texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("plexus-write-back-{}-{next}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        for (name, text) in texts {
            fs::write(path.join(name), text).unwrap();
        }
        Self(path)
    }

    /// The files of the London network.
    fn london() -> Self {
        let data = embedded::dataset();
        let texts = data.texts.iter().filter(|text| text.file_name() != SCHEMA);
        Self::of(texts.map(|text| (text.file_name(), text.as_str())))
    }

    fn database(&self) -> Database {
        Database::from_dataset(&Dataset::read_dirs([&self.0])).unwrap()
    }

    /// Every file with what stands in it, also hidden ones.
    fn files(&self) -> Texts {
        let all = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path());
        all.map(|file| {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(file).unwrap())
        })
        .collect()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Makes an edit, and says which files changed; `None` where it cannot be made now.
fn make(db: &Database, files: &mut Folder, text: &str) -> Option<Vec<String>> {
    let edit = understand(&Asker::new(db.snapshot()), text).ok()?;
    let mut tx = db.write().unwrap();
    edit.apply(&mut tx).ok()?;
    let prepared = files.prepare(&tx.snapshot()).unwrap();
    tx.commit().unwrap();
    Some(files.finish(prepared).unwrap())
}

const NEWS: &str = "source \"HCL news, 3 May 2024\" quote \"our \\\" chair # [[edge]]\"";

const TOWNS: &str = r##"# Towns, kept by hand.

[source]
id = "src:list"
title = "List of towns"
kind = "document"
date = "2023" # the printed one

# The first.
[[node]]
id = "place:arden"
kind = "place/borough"
name = "Arden"   # as they write it
quote = "Arden"

# The council of Arden.
[[node]]
id = "org:council"
kind = "organisation/council"
name = "Arden Council"

# Who governs it.
[[edge]]
from = "org:council"
type = "covers"
to = "place:arden"
start = "2020"   # the year of the act
quote = "the council of Arden"
"##;

/// The lines of a file that edits take out and put in.
fn check(edits: &[&str], expected: &Expect) {
    let place = Place::of([("towns.toml", TOWNS)]);
    let db = place.database();
    let mut files = Folder::open(&place.0, &db.snapshot()).unwrap();
    let before = place.files();
    for edit in edits {
        make(&db, &mut files, edit).unwrap_or_else(|| {
            panic!("{edit}: {:?}", understand(&Asker::new(db.snapshot()), edit).err())
        });
    }
    assert_eq!(say(&read(&place.0).unwrap().0).unwrap(), said(&db.snapshot()).unwrap());
    let mut told = String::new();
    for (name, now) in place.files() {
        let old: Vec<&str> = before.get(&name).map_or(Vec::new(), |text| text.lines().collect());
        let now: Vec<&str> = now.lines().collect();
        told.extend([name.as_str(), "\n"]);
        let gone = old.iter().filter(|line| !now.contains(line)).map(|line| format!("- {line}\n"));
        let new = now.iter().filter(|line| !old.contains(line)).map(|line| format!("+ {line}\n"));
        told.extend(gone.chain(new));
    }
    expected.assert_eq(&told);
}

#[test]
fn a_change_is_made_where_the_words_stand() {
    check(
        &["end Arden Council covers Arden on 2024-05 source src:list quote \"no more\""],
        &expect![[r#"
            towns.toml
            - quote = "the council of Arden"
            + end = "2024-05"
            + evidence = [
            +   { quote = "the council of Arden", source = "src:list" },
            +   { source = "src:list", quote = "no more" },
            + ]
        "#]],
    );
    check(
        &["rename Arden to \"New Arden\" from 2025"],
        &expect![[r#"
        more.toml
        + [[about]]
        + id = "place:arden"
        + aka = [{ name = "Arden", kind = "former", end = "2025" }]
        towns.toml
        - name = "Arden"   # as they write it
        + name = "New Arden"   # as they write it
    "#]],
    );
    check(
        &["set Arden Council note \"moved\"", "set Arden Council start 1999 source src:list"],
        &expect![[r#"
            towns.toml
            + note = "moved"
            + start = "1999"
        "#]],
    );
}

#[test]
fn what_is_new_goes_to_the_file_of_its_document() {
    check(
        &["add \"Ada Example\" chairs \"Arden Council\" from 2021 source src:list quote \"Ada\""],
        &expect![[r#"
            towns.toml
            + id = "person:ada-example"
            + kind = "person"
            + name = "Ada Example"
            + known = ["2023"]
            + quote = "Ada"
            + from = "person:ada-example"
            + type = "chairs"
            + to = "org:council"
            + start = "2021"
            + known = ["2023"]
            + quote = "Ada"
        "#]],
    );
    check(
        &[
            "add \"Ada Example\" chairs \"Arden Council\" source \"Arden News, 3 May 2024\" quote \"so\"",
        ],
        &expect![[r#"
            arden-news.toml
            + [source]
            + id = "doc:arden-news"
            + kind = "document"
            + title = "Arden News"
            + date = "2024-05-03"
            + 
            + [[node]]
            + id = "person:ada-example"
            + kind = "person"
            + name = "Ada Example"
            + known = ["2024-05-03"]
            + quote = "so"
            + 
            + [[edge]]
            + from = "person:ada-example"
            + type = "chairs"
            + to = "org:council"
            + known = ["2024-05-03"]
            + quote = "so"
            towns.toml
        "#]],
    );
    check(
        &["set Arden Council staff 120 known 2024 source src:list quote \"120\""],
        &expect![[r#"
            towns.toml
            + [[fact]]
            + node = "org:council"
            + key = "staff"
            + value = 120
            + known = ["2024"]
            + quote = "120"
        "#]],
    );
}

#[test]
fn a_file_of_another_editor_keeps_its_line_ends_and_its_mark() {
    let windows = format!("\u{feff}{}", TOWNS.replace('\n', "\r\n"));
    let place = Place::of([("towns.toml", windows.as_str()), ("plain.toml", "# nothing\n")]);
    let db = place.database();
    let mut files = Folder::open(&place.0, &db.snapshot()).unwrap();
    let changed = make(&db, &mut files, "set Arden Council note \"moved\"").unwrap();
    assert_eq!(changed, ["towns.toml"]);
    let council = "name = \"Arden Council\"\r\n";
    let noted = windows.replace(council, &format!("{council}note = \"moved\"\r\n"));
    assert_eq!(place.files()["towns.toml"], noted);
    make(&db, &mut files, "retract Arden Council covers Arden").unwrap();
    let now = &place.files()["towns.toml"];
    assert!(now.starts_with('\u{feff}') && now.lines().count() > 10);
    assert!(now.split_inclusive('\n').all(|line| line.ends_with("\r\n")), "{now:?}");
    assert_eq!(say(&read(&place.0).unwrap().0).unwrap(), said(&db.snapshot()).unwrap());
}

#[test]
fn what_is_taken_back_goes_and_remarks_stay() {
    check(
        &["retract Arden Council covers Arden", "retract Arden"],
        &expect![[r#"
        towns.toml
        - id = "place:arden"
        - kind = "place/borough"
        - name = "Arden"   # as they write it
        - quote = "Arden"
        - [[edge]]
        - from = "org:council"
        - type = "covers"
        - to = "place:arden"
        - start = "2020"   # the year of the act
        - quote = "the council of Arden"
    "#]],
    );
}

#[test]
fn an_interrupted_writing_is_undone_or_ended() {
    for committed in [false, true] {
        for renamed in 0..3 {
            let place = Place::london();
            let db = place.database();
            let before = place.files();
            let files = Folder::open(&place.0, &db.snapshot()).unwrap();
            let edit = format!("add \"Ada Example\" chairs HCL from 2024-05 {NEWS}");
            let edits = [edit.as_str(), "end Rishi Chopra chairs HCL on 2024-05"];
            let mut tx = db.write().unwrap();
            for text in edits {
                let asker = Asker::new(tx.snapshot());
                understand(&asker, text).unwrap().apply(&mut tx).unwrap();
            }
            let mut prepared = files.prepare(&tx.snapshot()).unwrap();
            // As if the power went: what was named is named, and nothing is cleared away.
            let waiting = mem::take(&mut prepared.waiting);
            assert_eq!(waiting.len(), 2);
            if committed {
                tx.commit().unwrap();
                for (from, to) in waiting.iter().take(renamed) {
                    fs::rename(from, to).unwrap();
                }
            } else {
                drop(tx);
            }
            let files = Folder::open(&place.0, &db.snapshot()).unwrap();
            assert_eq!(say(&files.texts).unwrap(), said(&db.snapshot()).unwrap());
            let now = place.files();
            assert!(now.keys().all(|name| !name.starts_with('.')));
            assert_eq!(now == before, !committed);
        }
    }
}

#[test]
fn a_torn_text_that_waits_is_no_harm() {
    let place = Place::london();
    let db = place.database();
    fs::write(place.0.join(".nwl-ics.toml.plexus-new"), b"[[node]\nid = \"or\xff").unwrap();
    Folder::open(&place.0, &db.snapshot()).unwrap();
    assert!(place.files().keys().all(|name| !name.starts_with('.')));
}

#[test]
fn a_writing_that_is_given_up_leaves_nothing() {
    let place = Place::london();
    let db = place.database();
    let before = place.files();
    let files = Folder::open(&place.0, &db.snapshot()).unwrap();
    let edit = understand(&Asker::new(db.snapshot()), "set HCL note \"new\"").unwrap();
    let mut tx = db.write().unwrap();
    edit.apply(&mut tx).unwrap();
    drop(files.prepare(&tx.snapshot()).unwrap());
    assert_eq!(place.files(), before);
}

#[test]
fn what_somebody_else_changed_is_never_written_over() {
    let place = Place::of([("towns.toml", TOWNS)]);
    let db = place.database();
    let files = Folder::open(&place.0, &db.snapshot()).unwrap();
    let theirs = format!("{TOWNS}\n# theirs\n");
    fs::write(place.0.join("towns.toml"), &theirs).unwrap();
    let error = files.prepare(&db.snapshot()).unwrap_err();
    assert_eq!(error.code(), "C0026");
    assert!(error.to_string().contains("towns.toml was changed by somebody else"), "{error}");
    assert_eq!(place.files(), Texts::from([("towns.toml".to_owned(), theirs)]));
}

#[test]
fn files_that_say_something_else_are_not_kept_in_step() {
    let place = Place::of([("towns.toml", TOWNS)]);
    let error = Folder::open(&place.0, &Database::in_memory().snapshot()).unwrap_err();
    assert_eq!(error.code(), "C0025");
    assert!(error.to_string().contains("“Arden Council”"), "{error}");
    let drawn = Database::without_schema();
    drawn.execute("CREATE (:Cat)").run().unwrap();
    assert_eq!(Folder::open(&place.0, &drawn.snapshot()).unwrap_err().code(), "C0027");
}

const EDITS: &[&str] = &[
    "add \"Ada Example\" chairs HCL from 2024-05",
    "add \"Ada Example\" leads HCL until 2025?",
    "add \"Arden \\\"A\\\" Alliance\" as network",
    "add HCL covers Brent",
    "add HCL covers Brent from 2024-05",
    "add Penny Dash director of HCL post \"Finance director\" interim",
    "end Rishi Chopra chairs HCL on 2024-05",
    "end HCL on 2025",
    "cite Rishi Chopra chairs HCL",
    "cite HCL",
    "cite HCL member of PLSP",
    "retract Rishi Chopra chairs HCL",
    "retract HCL covers Brent",
    "retract HCL covers Westminster",
    "retract HCL ods",
    "retract HCL staff",
    "retract \"Ada Example\"",
    "set HCL staff 120 known 2024",
    "set HCL staff 130 known 2025",
    "set HCL start 1 April 2015",
    "set HCL ods A1B2C",
    "set HCL note \"# to be \\\"looked\\\" at\"",
    "set Brent gss E09000099",
    "rename HCL to \"Healthcare for Central London\" from 2025",
    "rename \"Penny Dash\" to \"Dr Penny Dash\"",
    "merge \"Imperial College Health Partners\" into \"Imperial College London\"",
    "different \"Imperial College London\" and \"Imperial College Health Partners\"",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn files_follow_any_edits_and_come_back(
        edits in prop::collection::vec((select(EDITS), select(vec![NEWS, "source \"HCL, 2025\"", ""])), 1..9),
        back in prop::collection::vec(any::<Index>(), 0..3),
    ) {
        let place = Place::london();
        let db = place.database();
        let remarks: Vec<String> = place.files().values().flat_map(|text| remarks_of(text)).collect();
        let mut files = Folder::open(&place.0, &db.snapshot()).unwrap();
        let mut past = vec![db.snapshot()];
        for (edit, clause) in edits {
            if make(&db, &mut files, &format!("{edit} {clause}")).is_some() {
                past.push(db.snapshot());
            }
        }
        let first = past[0].clone();
        let back = back.iter().map(|index| index.get(&past).clone());
        for graph in [db.snapshot()].into_iter().chain(back).chain([first]) {
            let prepared = files.prepare(&graph).unwrap();
            files.finish(prepared).unwrap();
            let now = place.files();
            prop_assert_eq!(say(&read(&place.0).unwrap().0).unwrap(), said(&graph).unwrap());
            let left: Vec<String> = now.values().flat_map(|text| remarks_of(text)).collect();
            prop_assert!(remarks.iter().all(|remark| left.contains(remark)));
            prop_assert!(now.keys().all(|name| !name.starts_with('.')));
        }
    }
}

/// The lines of a text that are remarks.
fn remarks_of(text: &str) -> impl Iterator<Item = String> {
    text.lines().filter(|line| line.starts_with('#')).map(str::to_owned)
}
