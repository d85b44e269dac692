//! Bits that flip while nobody looks.

use super::disk::Disk;
use super::{Random, image, made, nowhere, open, trials};
use crate::db::{Builder, Database, on_file};
use crate::model::image::Image;
use crate::source::embedded;
use crate::store::File;

/// The network with a log behind it, closed; what is in it.
fn network() -> (Vec<u8>, Image) {
    let disk = Disk::default();
    File::make(disk.clone(), nowhere(), &embedded::schema()).unwrap();
    let db = open(&disk).unwrap();
    let mut tx = db.write().unwrap();
    for change in embedded::dataset().changes().unwrap() {
        tx.apply(change.clone()).unwrap();
    }
    tx.commit().unwrap();
    db.checkpoint().unwrap();
    for number in 0..5 {
        let text = format!("CREATE (:Person {{name: 'Person {number}'}})");
        db.execute(text).run().unwrap();
    }
    let image = image(&db);
    db.close().unwrap();
    (disk.content(), image)
}

/// Whether a flip is found, or changes nothing that anybody reads.
fn flip(content: &[u8], bit: usize, whole: &Image) -> (bool, bool) {
    let mut content = content.to_vec();
    content[bit / 8] ^= 1 << (bit % 8);
    match open(&Disk::of(content)) {
        Err(_) => (true, true),
        Ok(db) => (false, image(&db) == *whole),
    }
}

#[test]
fn a_flipped_bit_is_found_or_harmless() {
    let (content, whole) = network();
    let mut random = Random(11);
    let header = (0..320 * 8).step_by(trials(64, 1));
    let bits: Vec<usize> =
        header.chain((0..trials(150, 10_000)).map(|_| random.below(content.len() * 8))).collect();
    let (mut found, mut silent) = (0, Vec::new());
    for bit in &bits {
        let (refused, sound) = flip(&content, *bit, &whole);
        found += usize::from(refused);
        if !sound {
            silent.push(*bit);
        }
    }
    println!("{} flipped bits: {found} found, {} silent", bits.len(), silent.len());
    assert_eq!(silent, [] as [usize; 0]);
    assert!(found > 0);
}

#[test]
fn a_file_that_is_only_read_is_looked_at_too() {
    let folder = super::Folder::new();
    let path = folder.file("flip.plexus");
    let (content, whole) = network();
    let mut random = Random(13);
    let (mut found, trials) = (0, trials(60, 3_000));
    for _ in 0..trials {
        let bit = random.below(content.len() * 8);
        let mut flipped = content.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&path, flipped).unwrap();
        match Database::open_read_only(&path) {
            Err(_) => found += 1,
            Ok(db) => assert_eq!(image(&db), whole, "bit {bit}"),
        }
    }
    println!("{trials} flipped bits in a file that is only read: {found} found, 0 silent");
}

#[test]
fn an_unclean_file_is_read_without_being_written() {
    let folder = super::Folder::new();
    let path = folder.file("unclean.plexus");
    let disk = made();
    let db = open(&disk).unwrap();
    db.execute("CREATE (:Cat {name: 'Tom'})").run().unwrap();
    let unclean = disk.synced();
    std::fs::write(&path, &unclean).unwrap();
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    let read = Builder::new().open_read_only(&path).unwrap();
    assert_eq!(image(&read), image(&db));
    drop(read);
    assert!(std::fs::read(&path).unwrap() == unclean, "it stays as it was");
    let (file, loaded) = File::open_read_only(&path).unwrap();
    assert_eq!(on_file(file, loaded, String::new()).unwrap().snapshot().node_count(), 1);
}

#[test]
fn what_a_flipped_bit_has_left_is_saved() {
    let folder = super::Folder::new();
    let (path, new) = (folder.file("damaged.plexus"), folder.file("saved.plexus"));
    let (content, whole) = network();
    let mut random = Random(23);
    let (mut all, mut some, mut none) = (0, 0, 0);
    let mut tried = 0;
    while tried < trials(30, 1_000) {
        let mut flipped = content.clone();
        let bit = random.below(content.len() * 8);
        flipped[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&path, flipped).unwrap();
        let damaged = crate::store::verify(&path, &crate::model::Watch::default()).unwrap().damaged;
        if damaged.is_empty() {
            assert_eq!(image(&Database::open_read_only(&path).unwrap()), whole, "bit {bit}");
            continue;
        }
        tried += 1;
        let Ok(salvaged) = Database::salvage(&path, &new) else {
            none += 1;
            continue;
        };
        if salvaged.reached.0 == salvaged.reached.1 {
            let saved = Database::open(&new).unwrap().snapshot().image();
            assert_eq!((&saved.nodes.ids, saved.from.len()), (&whole.nodes.ids, whole.from.len()));
            all += 1;
        } else {
            some += 1;
        }
        std::fs::remove_file(&new).unwrap();
    }
    println!("{tried} damaged files: {all} saved whole, {some} in part, {none} not at all");
    assert!(all > tried / 2);
}
