//! Files that are something else.

use std::fs;

use redb::ReadableTable;

use super::super::file::{META, builder};
use super::super::manifest::{self, Manifest};
use super::super::{codec, segment, step};
use super::{Folder, Random, StoreError, made, open, store_error, trials};
use crate::db::Database;

fn refused(name: &str, content: &[u8]) -> StoreError {
    let folder = Folder::new();
    let path = folder.file(name);
    fs::write(&path, content).unwrap();
    let writing = store_error(Database::open(&path));
    assert_eq!(fs::read(&path).unwrap(), content, "{name} is left alone");
    let reading = store_error(Database::open_read_only(&path));
    assert_eq!(reading.code(), writing.code(), "{name}: {reading}; {writing}");
    writing
}

#[test]
fn what_is_no_file_of_ours_is_called_what_it_is() {
    assert!(refused("empty", b"").to_string().ends_with("it is empty"));
    assert!(refused("text", b"[[node]]\nid = \"a\"\n").to_string().ends_with("it is a text"));
    let random: Vec<u8> = (0..5_000_u32).map(|n| (n * 7919 % 251) as u8).collect();
    assert!(refused("bytes", &random).to_string().ends_with("it holds something else"));
    let folder = Folder::new();
    assert_eq!(store_error(Database::open(folder.file("missing"))).code(), "F0001");
    assert!(store_error(Database::open(&folder.0)).to_string().ends_with("it is a folder"));
}

#[test]
fn a_database_of_another_program_is_called_one() {
    let folder = Folder::new();
    let path = folder.file("other.redb");
    drop(redb::Database::create(&path).unwrap());
    let error = store_error(Database::open_read_only(&path));
    assert!(error.to_string().ends_with("it is a database of another program"), "{error}");
}

#[test]
fn a_file_of_a_newer_version_is_called_one() {
    let disk = made();
    let database = builder().create_with_backend(disk.clone()).unwrap();
    let tx = database.begin_write().unwrap();
    let row = codec::seal([&b"plexusdb"[..], &[2, 0, 0, 0, 2, 0]].concat());
    tx.open_table(META).unwrap().insert("format", &*row).unwrap();
    tx.commit().unwrap();
    drop(database);
    let error = store_error(open(&disk));
    assert_eq!(error.code(), "F0004");
    assert!(error.to_string().contains("format 2.0"), "{error}");
}

#[test]
fn a_file_cut_short_is_an_error_and_no_panic() {
    let folder = Folder::new();
    let path = folder.file("cut.plexus");
    let db = Database::create(&path).unwrap();
    db.execute("CREATE (:Person {name: 'Ada'})").run().unwrap();
    db.close().unwrap();
    let content = fs::read(&path).unwrap();
    let mut random = Random(17);
    for _ in 0..trials(30, 1_000) {
        let cut = 1 + random.below(content.len() - 1);
        fs::write(&path, &content[..cut]).unwrap();
        store_error(Database::open_read_only(&path));
        store_error(Database::open(&path));
    }
    for _ in 0..trials(30, 1_000) {
        let mut noise = content.clone();
        let start = random.below(noise.len());
        for byte in noise.iter_mut().skip(start).take(10_000) {
            *byte = u8::try_from(random.below(256)).unwrap();
        }
        fs::write(&path, &noise).unwrap();
        // Free pages may hold anything.
        let _ = Database::open_read_only(&path);
        let _ = Database::open(&path);
    }
}

#[test]
fn records_made_of_noise_are_refused_and_take_no_memory() {
    let mut random = Random(19);
    let mut read = 0;
    for _ in 0..trials(20_000, 1_000_000) {
        let length = random.below(64);
        let bytes: Vec<u8> =
            (0..length).map(|_| u8::try_from(random.below(256)).unwrap()).collect();
        read += u32::from(step::read(&bytes, |_| Err(codec::Fault::Malformed)).is_ok());
        let _ = super::super::schema::read(&bytes);
        let mut reader = segment::Reader::of(1 << 20);
        for place in segment::places() {
            let envelope = [1, 1, place.sort()];
            let _ = reader.take(place, &[&envelope[..], &bytes].concat());
        }
    }
    println!("{read} of the records were read");
}

#[test]
fn a_few_bytes_that_say_millions_of_rows_are_not_believed() {
    let ids = |first: u32, rows: u32| {
        let runs = codec::encode_columns(&vec![(first, rows)]).unwrap();
        [&[1, 1, 3][..], &runs].concat()
    };
    let nodes = segment::places().find(|place| place.sort() == 3).unwrap();
    // A graph of a million nodes has a million bytes of labels at least.
    assert!(segment::Reader::of(2_000_000).take(nodes, &ids(0, 1 << 20)).is_ok());
    let mut reader = segment::Reader::of(2_000_000);
    assert!(reader.take(nodes, &ids(0, 1 << 20)).is_ok());
    assert!(reader.take(nodes, &ids(1 << 20, 1 << 20)).is_err());
    assert!(segment::Reader::of(100).take(nodes, &ids(0, 101)).is_err());
}

#[test]
fn a_list_of_parts_that_names_one_of_them_twice_is_refused() {
    let disk = made();
    let db = open(&disk).unwrap();
    db.execute("UNWIND range(1, 100) AS n CREATE (:Cat {n: n})").run().unwrap();
    db.checkpoint().unwrap();
    db.close().unwrap();
    let database = builder().create_with_backend(disk.clone()).unwrap();
    let tx = database.begin_write().unwrap();
    let mut meta = tx.open_table(META).unwrap();
    let row = meta.get("manifest").unwrap().unwrap().value().to_vec();
    let mut manifest: Manifest = manifest::read(&row).unwrap();
    manifest.parts.extend_from_within(..);
    meta.insert("manifest", &*manifest::write(&manifest).unwrap()).unwrap();
    drop(meta);
    tx.commit().unwrap();
    drop(database);
    let error = store_error(open(&disk));
    assert!(error.to_string().contains("the list of its parts"), "{error}");
}
