//! Long work that is stopped leaves everything as it was.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::Folder;
use crate::Error;
use crate::db::Database;
use crate::model::{CancelToken, Watch};
use crate::source::{Dataset, Reading, embedded};
use crate::store::verify;

/// Who stops the work the `last`th time that anybody is told of it, and how often that was.
fn stops_at(last: u32) -> (Watch, Arc<AtomicU32>) {
    let (token, told) = (CancelToken::default(), Arc::new(AtomicU32::new(0)));
    let (stop, count) = (token.clone(), Arc::clone(&told));
    let watch = Watch::new(token).telling(move |progress| {
        assert!(progress.done <= progress.all || progress.all == 0, "{progress:?}");
        if count.fetch_add(1, Ordering::Relaxed) + 1 == last {
            stop.cancel();
        }
    });
    (watch, told)
}

#[test]
fn a_load_is_whole_or_not_there() {
    let folder = Folder::new();
    let path = folder.file("london.plexus");
    Database::create(&path).unwrap().close().unwrap();
    for last in 1.. {
        let (watch, told) = stops_at(last);
        let db = Database::open(&path).unwrap().watched(watch);
        let loaded = db.load(&embedded::dataset(), "London");
        if let Ok(loaded) = loaded {
            // The last that is told is that it is written, which is not stopped.
            assert_eq!(told.load(Ordering::Relaxed), last);
            assert!(last > 2 && loaded.added > 100, "{last}");
            assert_eq!(db.log(9).unwrap().len(), 1);
            break;
        }
        assert_eq!(loaded, Err(Error::Stopped));
        assert_eq!(db.snapshot().node_count(), 0);
        assert!(db.log(9).unwrap().is_empty());
        db.close().unwrap();
    }
}

#[test]
fn a_reading_that_is_stopped_says_nothing() {
    let text = |name: &str| (format!("{name}.csv"), "id,kind,name\nplace:a,place/borough,A\n");
    let texts = ["a", "b", "c"].map(text);
    for last in 1..=3 {
        let (watch, _) = stops_at(last);
        let data = Reading::new().watched(watch).texts(texts.clone());
        assert!(data.entries.is_empty());
        assert_eq!(data.changes().err(), Some(Error::Stopped));
    }
}

#[test]
fn a_copy_is_whole_or_not_there() {
    let folder = Folder::new();
    let [path, copy] = ["a.plexus", "b.plexus"].map(|name| folder.file(name));
    let db = Database::create(&path).unwrap();
    db.load(&embedded::dataset(), "London").unwrap();
    db.close().unwrap();
    let (watch, _) = stops_at(1);
    let stopped = Database::open_read_only(&path).unwrap().watched(watch).backup(&copy);
    assert_eq!(stopped, Err(Error::Stopped));
    assert!(!copy.exists() && !folder.file("b.plexus.tmp").exists());
    // Once it is written it is not stopped any more.
    let (watch, told) = stops_at(2);
    Database::open_read_only(&path).unwrap().watched(watch).backup(&copy).unwrap();
    assert_eq!(told.load(Ordering::Relaxed), 2);
    assert!(verify(&copy, &Watch::default()).unwrap().damaged.is_empty());
    for last in 1..5 {
        assert_eq!(verify(&copy, &stops_at(last).0), Err(Error::Stopped), "{last}");
    }
}

#[test]
fn a_schema_that_came_with_what_was_stopped_goes_with_it() {
    let folder = Folder::new();
    let path = folder.file("own.plexus");
    Database::create(&path).unwrap().close().unwrap();
    let schema = "[[kind]]\nid = \"van\"\nlabel = \"Van\"\none = \"van\"\nprefix = \"van\"\n";
    let facts = "[[node]]\nid = \"van:one\"\nkind = \"van\"\nname = \"One\"\n";
    let data = Dataset::of([("schema.toml", schema), ("facts.toml", facts)]);
    assert!(!data.has_errors(), "{:?}", data.findings);
    let db = Database::open(&path).unwrap().watched(stops_at(1).0);
    assert_eq!(db.load(&data, ""), Err(Error::Stopped));
    assert!(db.snapshot().schema().kind_named("van").is_none());
    db.close().unwrap();
    let db = Database::open(&path).unwrap();
    assert!(db.snapshot().schema().kind_named("van").is_none());
    assert_eq!(db.load(&data, "").unwrap().added, 1);
}
