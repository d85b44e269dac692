//! Two that are one, and two that are not.

use super::{Asker, Database, Expect, Write, expect, shown, understand};

/// Sentences one after the other, each made where it can be.
fn told(db: &Database, sentences: &[&str], expected: &Expect) {
    let mut all = String::new();
    for text in sentences {
        let asker = Asker::new(db.snapshot());
        all.push_str(&shown(&asker, text));
        let Ok(edit) = understand(&asker, text) else { continue };
        if let Some(back) = &edit.back {
            writeln!(all, "  ({back})").unwrap();
        }
        let mut tx = db.write().unwrap();
        edit.apply(&mut tx).unwrap();
        tx.commit().unwrap();
    }
    expected.assert_eq(&all);
}

/// Four of like names, of whom three are one.
fn four() -> Database {
    let db = Database::in_memory();
    db.execute(
        "CREATE (a:Organisation {id: 'org:a', name: 'Arden Trust', start: '2010'}), \
         (b:Organisation {id: 'org:b', name: 'Arden NHS Trust', aka: ['ANT'], start: '2012', ods: 'ABC'}), \
         (c:Organisation {id: 'org:c', name: 'The Arden Trust'}), \
         (d:Organisation {id: 'org:d', name: 'Arden'}), \
         (p:Place:Borough {id: 'place:p', name: 'Parva'}), \
         (a)-[:WORKS_WITH]->(d), (a)-[:COVERS]->(p), (b)-[:COVERS]->(p), (a)-[:WORKS_WITH]->(b)",
    )
    .run()
    .unwrap();
    db
}

#[test]
fn what_becomes_one_is_said_beforehand() {
    told(
        &four(),
        &[
            "merge \"Arden Trust\" into \"Arden NHS Trust\"",
            "merge org:a into org:b",
            "merge org:b into org:b",
            "merge \"The Arden Trust\" into ANT",
            "merge Arden into Parva",
            "set ANT note \"one of three\"",
            "retract ANT ods",
            "different \"Arden Trust\" and \"The Arden Trust\"",
            "different \"Arden Trust\" and ANT",
            "different \"Arden Trust\" and ANT",
            "merge \"Arden Trust\" into \"Arden NHS Trust\"",
            "retract \"Arden Trust\" same as \"Arden NHS Trust\"",
            "retract \"The Arden Trust\" same as \"Arden NHS Trust\"",
            "retract \"The Arden Trust\"",
        ],
        &expect![[r#"
            merge "Arden Trust" into "Arden NHS Trust"
              + Arden Trust is the same as Arden NHS Trust
              ~ 2 relationships and 1 name of Arden Trust are seen at Arden NHS Trust
              ! “Arden Trust works with Arden NHS Trust” joins the two, and is not seen while they are one 
              ! start: 2012, and of Arden Trust 2010 is said; 2010 is seen 
              (`different "Arden Trust" and "Arden NHS Trust"` parts them again)
            merge org:a into org:b
              error: Arden NHS Trust, Arden Trust are seen as one already
              at: org:a into org:b
              help: `different X and Y` parts two of them
            merge org:b into org:b
              error: Arden NHS Trust, Arden Trust are seen as one already
              at: org:b into org:b
              help: `different X and Y` parts two of them
            merge "The Arden Trust" into ANT
              + The Arden Trust is the same as Arden NHS Trust
              ~ 1 name of The Arden Trust is seen at Arden NHS Trust
              (`different "The Arden Trust" and "Arden NHS Trust"` parts them again)
            merge Arden into Parva
              error: Arden is an organisation and Parva is a place
              at: merge Arden into Parva
              help: only of two of one kind can this be said
            set ANT note "one of three"
              ~ note of Arden NHS Trust: one of three
            retract ANT ods
              - ods of Arden NHS Trust
            different "Arden Trust" and "The Arden Trust"
              error: Arden Trust and The Arden Trust are one by way of others
              at: different "Arden Trust" and "The Arden Trust"
              help: say which of these is wrong: Arden Trust same as Arden NHS Trust; The Arden Trust same as Arden NHS Trust
            different "Arden Trust" and ANT
              - Arden Trust same as Arden NHS Trust
              ~ Arden Trust is seen for itself, with 3 relationships
              ~ Arden NHS Trust is seen for itself, with 2 relationships
              + Arden Trust is not Arden NHS Trust
            different "Arden Trust" and ANT
              error: Arden Trust different from Arden NHS Trust: that is here already
              at: different "Arden Trust" and ANT
              help: 
            merge "Arden Trust" into "Arden NHS Trust"
              + Arden Trust is the same as Arden NHS Trust
              ~ 2 relationships and 1 name of Arden Trust are seen at Arden NHS Trust
              ! Arden Trust different from Arden NHS Trust: `retract` that first, if it is wrong 
              ! “Arden Trust works with Arden NHS Trust” joins the two, and is not seen while they are one 
              ! start: 2012, and of Arden Trust 2010 is said; 2010 is seen 
              (`different "Arden Trust" and "Arden NHS Trust"` parts them again)
            retract "Arden Trust" same as "Arden NHS Trust"
              - Arden Trust same as Arden NHS Trust
            retract "The Arden Trust" same as "Arden NHS Trust"
              error: nothing here says that Arden NHS Trust same as Arden Trust
              at: "The Arden Trust" same as "Arden NHS Trust"
              help: between the two there is: works with, different from
            retract "The Arden Trust"
              error: Arden Trust has 4 relationships, which would be left with one end
              at: "The Arden Trust"
              help: `end` says that it is no more; to take it back, retract them first
        "#]],
    );
}

#[test]
fn names_that_are_alike_are_told_apart_by_their_ids() {
    let db = Database::in_memory();
    db.execute(
        "CREATE (:Person {id: 'person:a', name: 'Ann Bell'}), (:Person {id: 'person:b', name: 'Ann Bell'}), \
         (:Person {id: 'person:c', name: 'Ann Bell'})",
    )
    .run()
    .unwrap();
    told(
        &db,
        &[
            "merge person:a into person:b",
            "different \"Ann Bell\" and \"Ann Bell\"",
            "merge person:a into person:b",
            "merge person:c into person:b",
            "different \"Ann Bell\" and \"Ann Bell\"",
            "different person:b and person:c",
        ],
        &expect![[r#"
            merge person:a into person:b
              + Ann Bell `person:a` is the same as Ann Bell `person:b`
              ~ 1 name of Ann Bell `person:a` is seen at Ann Bell `person:b`
              (`different "person:a" and "person:b"` parts them again)
            different "Ann Bell" and "Ann Bell"
              error: “Ann Bell” could be any of 2 things
              at: "Ann Bell"
              help: say more of the name, or the id: Ann Bell (person, person:b), Ann Bell (person, person:c)
            merge person:a into person:b
              error: Ann Bell `person:b`, Ann Bell `person:a` are seen as one already
              at: person:a into person:b
              help: `different X and Y` parts two of them
            merge person:c into person:b
              + Ann Bell `person:c` is the same as Ann Bell `person:b`
              ~ 1 name of Ann Bell `person:c` is seen at Ann Bell `person:b`
              (`different "person:c" and "person:b"` parts them again)
            different "Ann Bell" and "Ann Bell"
              error: 3 of those that are seen as one could be meant
              at: "Ann Bell" and "Ann Bell"
              help: say two of them by their ids: Ann Bell `person:b`, Ann Bell `person:a`, Ann Bell `person:c`
            different person:b and person:c
              - Ann Bell `person:c` same as Ann Bell `person:b`
              ~ Ann Bell `person:b` is seen for itself, with 0 relationships
              ~ Ann Bell `person:c` is seen for itself, with 0 relationships
              + Ann Bell `person:b` is not Ann Bell `person:c`
        "#]],
    );
}
