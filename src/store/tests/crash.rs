//! Power cuts at every operation, with any part of what was not synced on the disk.

use super::disk::{Disk, Event};
use super::{Random, made, open, open_with, trials};
use crate::db::Database;
use crate::source::Drawn;

/// Whether the commit of a number puts the graph together as a whole.
fn is_drawn(number: u64) -> bool {
    number % 5 == 3
}

/// Commits, checkpoints and removals, each commit acknowledged to the disk.
fn work(db: &Database, disk: &Disk, commits: u64) {
    for number in 1..=commits {
        if is_drawn(number) {
            let sheet = format!("n:int,text,:LABEL\n{number},drawn,Commit\n");
            db.load_drawn(Drawn::texts([("commits.csv", sheet)]), "").unwrap();
            disk.acknowledge(number);
            continue;
        }
        let mut tx = db.write().unwrap();
        let mut run = |text: String| drop(tx.query(text).run().unwrap());
        run(format!("CREATE (:Commit {{n: {number}, text: 'the commit of number {number}'}})"));
        run("MATCH (a:Commit) WITH a ORDER BY a.n DESC LIMIT 2 WITH collect(a) AS two \
             WITH two[0] AS a, two[1] AS b WHERE b IS NOT NULL CREATE (a)-[:AFTER]->(b)"
            .to_owned());
        if number % 5 == 0 {
            run("UNWIND range(1, 200) AS k CREATE (:Filler {k: k, text: 'filler ' + k})".to_owned());
        }
        if number % 5 == 1 {
            run("MATCH (f:Filler) DELETE f".to_owned());
        }
        tx.commit().unwrap();
        disk.acknowledge(number);
        if number % 7 == 0 {
            db.checkpoint().unwrap();
        }
    }
}

/// How many commits a file holds, when what is in it is just what they made.
fn commits(db: &Database) -> u64 {
    let graph = db.snapshot();
    let log = db.log(1000).unwrap();
    let count = log.len() as u64;
    let label = |name| graph.label(name).map_or(0, |label| graph.nodes_with(label).count());
    assert_eq!(label("Commit") as u64, count);
    let joined = (2..=count).filter(|number| !is_drawn(*number)).count();
    assert_eq!(graph.edge_count(), joined);
    let filler = if count > 0 && count.is_multiple_of(5) { 200 } else { 0 };
    let later = (1..5).contains(&(count % 5)) && count % 5 != 1;
    assert_eq!(label("Filler"), if later { 0 } else { filler });
    count
}

/// What may be on the disk when the power is cut behind so many events.
fn left(base: &[u8], events: &[Event], random: &mut Random) -> Vec<u8> {
    let synced =
        events.iter().rposition(|event| matches!(event, Event::Sync)).map_or(0, |at| at + 1);
    let (sure, unsure) = events.split_at(synced);
    let mut disk = base.to_vec();
    for event in sure {
        apply(&mut disk, event);
    }
    let mut unsure: Vec<&Event> = unsure.iter().collect();
    // Nothing, everything, or any part in any order.
    match random.below(8) {
        0 => unsure.clear(),
        1 => {}
        way => {
            if way % 2 == 0 {
                for at in (1..unsure.len()).rev() {
                    unsure.swap(at, random.below(at + 1));
                }
            }
            let odds = 1 + random.below(4);
            for event in unsure {
                match event {
                    Event::Write(offset, data) => {
                        for (number, sector) in data.chunks(512).enumerate() {
                            if random.below(5) >= odds {
                                let offset = offset + 512 * number as u64;
                                apply(&mut disk, &Event::Write(offset, sector.to_vec()));
                            }
                        }
                    }
                    other if random.below(2) == 0 => apply(&mut disk, other),
                    _ => {}
                }
            }
            return disk;
        }
    }
    for event in unsure {
        apply(&mut disk, event);
    }
    disk
}

fn apply(disk: &mut Vec<u8>, event: &Event) {
    match event {
        Event::Write(offset, data) => {
            let start = usize::try_from(*offset).unwrap();
            let end = start + data.len();
            if disk.len() < end {
                disk.resize(end, 0);
            }
            disk[start..end].copy_from_slice(data);
        }
        Event::Length(length) => disk.resize(usize::try_from(*length).unwrap(), 0),
        Event::Sync | Event::Acknowledged(_) => {}
    }
}

fn acknowledged(events: &[Event]) -> u64 {
    let acknowledged = events.iter().rev().find_map(|event| match event {
        Event::Acknowledged(commits) => Some(*commits),
        _ => None,
    });
    acknowledged.unwrap_or(0)
}

fn cut_at_every_operation(two_phase: bool, images: usize) {
    let mut random = Random(7);
    let disk = made();
    let base = disk.content();
    disk.record();
    let db = open_with(&disk, two_phase).unwrap();
    work(&db, &disk, 22);
    db.close().unwrap();
    let events = disk.recorded();
    let (mut lost, mut again) = (0, 0);
    for image in 0..images {
        // Every operation in its turn, and then every one again.
        let at = image % (events.len() + 1);
        let events = &events[..at];
        let wanted = acknowledged(events);
        let crashed = Disk::of(left(&base, events, &mut random));
        let before = crashed.content();
        crashed.record();
        let db = open(&crashed).unwrap_or_else(|error| panic!("image {image}: {error}"));
        let found = commits(&db);
        lost += u64::from(found < wanted);
        assert!(found <= wanted + 1, "image {image}: {found} commits, {wanted} acknowledged");
        // Now and then the power is cut while what it left is being put right.
        if image % 8 == 0 {
            let recovery = crashed.recorded();
            let cut = random.below(recovery.len() + 1);
            let twice = Disk::of(left(&before, &recovery[..cut], &mut random));
            let found_then = commits(&open(&twice).unwrap());
            assert_eq!(found_then, found, "image {image}");
            again += 1;
        }
    }
    println!(
        "{images} power cuts at {} operations, {again} of them twice: {lost} acknowledged commits lost",
        events.len()
    );
    assert_eq!(lost, 0);
}

#[test]
fn no_power_cut_loses_what_was_acknowledged() {
    cut_at_every_operation(true, trials(1_200, 30_000));
}

#[test]
fn nor_does_one_where_commits_wait_once() {
    cut_at_every_operation(false, trials(800, 20_000));
}
