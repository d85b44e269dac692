//! The past: the graph as each commit left it, what a commit changed, and back.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::file::{self, graph_of};
use super::{Database, lock};
use crate::cypher::{ErrorKind, Phase, Problem, Query, QueryError};
use crate::error::{Error, Result};
use crate::graph::{Difference, Snapshot};
use crate::model::change::Step;
use crate::model::value::temporal::DateTime;
use crate::model::when::Moment;
use crate::model::{NodeId, Value};
use crate::store::{Commit, File, StoreError, Word};

/// The milliseconds of a day.
const DAY: i64 = 86_400_000;

/// A point of recorded time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// After the commit of this number; 0 is the beginning.
    Commit(u64),
    /// At this moment, in milliseconds after the beginning of 1970 in UTC.
    Moment(i64),
}

impl Recorded {
    /// The point that a value names: the number of a commit, a date and time, or a date, which is
    /// meant up to its end, in UTC where no zone is named.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        let moment = |time: &DateTime| time.instant().milliseconds().map(Self::Moment);
        match value {
            Value::Integer(number) => u64::try_from(*number).ok().map(Self::Commit),
            Value::DateTime(time) => moment(time),
            Value::LocalDateTime(time) => moment(&format!("{time}Z").parse().ok()?),
            Value::Date(date) => Self::by_the_end_of(&date.to_string().parse().ok()?),
            Value::String(text) if text.contains('T') => {
                let zoned = text.parse().or_else(|_| format!("{text}Z").parse());
                moment(&zoned.ok()?)
            }
            Value::String(text) => Self::by_the_end_of(&text.parse().ok()?),
            _ => None,
        }
    }

    /// The last moment of a day, a month, a year or an interval.
    pub(crate) fn by_the_end_of(moment: &Moment) -> Option<Self> {
        let end = i64::from(moment.days().end.number()).checked_mul(DAY)?;
        Some(Self::Moment(end.saturating_sub(1)))
    }
}

impl From<u64> for Recorded {
    fn from(commit: u64) -> Self {
        Self::Commit(commit)
    }
}

/// What [`Database::undo`] and [`Database::redo`] have done.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Undone {
    /// The commit that was taken back, or made again.
    pub of: Commit,
    /// The commit by which that was done.
    pub by: Commit,
}

/// What a database was told of one node, commit by commit; made by [`Database::history_of`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Told {
    /// The first commit of which anything is known: 1, unless what came before was forgotten.
    pub since: u64,
    /// The commits that said something of the node or of a relation at it, the first first, each
    /// with what it changed there.
    pub commits: Vec<(Commit, Difference)>,
}

impl Database {
    /// What was recorded of a node, and of those that are seen as one with it, over time: each commit
    /// that changed it or a relation at it, also one that took it away.
    ///
    /// Reads the whole history: linear in all that was ever committed, and for each commit in the
    /// relations at the node.
    ///
    /// ```
    /// use plexusdb::Database;
    /// # let folder = std::env::temp_dir().join(format!("plexus-told-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder).unwrap();
    /// # let path = folder.join("notes.plexus");
    ///
    /// let db = Database::create(&path)?;
    /// db.execute("CREATE (:Person {name: 'Ada Example'})").run()?;
    /// db.execute("CREATE (:Person {name: 'Somebody Else'})").run()?;
    /// db.execute("MATCH (p {name: 'Ada Example'}) SET p.note = 'on leave'").run()?;
    /// let ada = db.snapshot().named("Ada Example").next().unwrap();
    /// let told = db.history_of(ada)?;
    /// let commits: Vec<u64> = told.commits.iter().map(|(commit, _)| commit.number).collect();
    /// assert_eq!(commits, [1, 3]);
    /// # drop(db);
    /// # std::fs::remove_dir_all(folder).unwrap();
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The database is in memory, and keeps no history; the file cannot be read.
    pub fn history_of(&self, node: NodeId) -> Result<Told> {
        let file = lock(self.history()?);
        let nodes = self.snapshot().seen_as_one(node);
        let past = file.whole_past()?;
        let since = past.first;
        let (mut last, mut found) = (None, Vec::new());
        graph_of(file.path(), past, self.snapshot().schema(), |number, after| {
            let Some(before) = last.replace(after.clone()) else { return };
            let changed = Difference::of_nodes(before, after.clone(), &nodes);
            if !changed.is_empty() {
                found.push((number, changed));
            }
        })?;
        let known = |(number, changed)| Ok((file.commit(number)?, changed));
        let commits = found.into_iter().map(known).collect::<Result<_>>()?;
        Ok(Told { since, commits })
    }

    /// The graph as it was recorded then, under the schema of today. It never changes, and nothing
    /// that is written later shows in it.
    ///
    /// Reads the history up to there; cheap where that lies behind the last checkpoint, linear in
    /// all that was ever committed where it lies before.
    ///
    /// ```
    /// use plexusdb::Database;
    /// # let folder = std::env::temp_dir().join(format!("plexus-recorded-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder).unwrap();
    /// # let path = folder.join("notes.plexus");
    ///
    /// let db = Database::create(&path)?;
    /// db.execute("CREATE (:Person {name: 'Ada Example'})").run()?;
    /// db.execute("MATCH (p:Person) SET p.name = 'Ada Sample'").run()?;
    /// assert_eq!(db.recorded_at(1)?.named("Ada Example").count(), 1);
    /// assert_eq!(db.snapshot().named("Ada Example").count(), 0);
    /// # drop(db);
    /// # std::fs::remove_dir_all(folder).unwrap();
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// There is no such commit; the history before it was dropped; the database is in memory, and
    /// keeps no history; the file cannot be read.
    pub fn recorded_at(&self, when: impl Into<Recorded>) -> Result<Snapshot> {
        let file = lock(self.history()?);
        let commit = match when.into() {
            Recorded::Commit(number) => number,
            Recorded::Moment(time) => file.commit_at(time)?,
        };
        self.state(&file, commit)
    }

    /// The graph that a query looks at, where it names a point of
    /// recorded time by `FOR SYSTEM_TIME`; the query goes on without that.
    pub(crate) fn recorded_for<G>(&self, query: &mut Query<G>) -> Result<Option<Snapshot>> {
        let Some((value, span)) = query.recorded()? else { return Ok(None) };
        let point = Recorded::of(&value).ok_or_else(|| {
            let message = format!("{value} is neither the number of a commit nor a time");
            let kind = ErrorKind::ArgumentError;
            let problem = Problem::new(kind, "InvalidArgumentValue", "Q0208", message, span);
            let help = "such as `3`, `'2026-11-20'` or `'2026-11-20T12:00:00Z'`";
            Error::from(QueryError::new(Phase::CompileTime, problem.with_help(help)))
        })?;
        self.recorded_at(point).map(Some)
    }

    /// What is known of a commit.
    ///
    /// # Errors
    ///
    /// As for [`recorded_at`](Database::recorded_at).
    pub fn commit(&self, number: u64) -> Result<Commit> {
        Ok(lock(self.history()?).commit(number)?)
    }

    /// What the database was told between two points of recorded time.
    ///
    /// # Errors
    ///
    /// As for [`recorded_at`](Database::recorded_at).
    pub fn diff(&self, from: impl Into<Recorded>, to: impl Into<Recorded>) -> Result<Difference> {
        Ok(Difference::between(self.recorded_at(from)?, self.recorded_at(to)?))
    }

    /// Takes back the last commit that has not been taken back yet, by a commit of its own: the
    /// graph is again as the one before left it, ids and all. `None` where there is none.
    ///
    /// ```
    /// use plexusdb::Database;
    /// # let folder = std::env::temp_dir().join(format!("plexus-undo-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder).unwrap();
    /// # let path = folder.join("notes.plexus");
    ///
    /// let db = Database::create(&path)?;
    /// db.execute("CREATE (:Person {name: 'Ada Example'})").run()?;
    /// assert_eq!(db.undo()?.unwrap().of.number, 1);
    /// assert_eq!(db.snapshot().node_count(), 0);
    /// db.redo()?;
    /// assert_eq!(db.snapshot().node_count(), 1);
    /// assert_eq!(db.log(10)?.len(), 3);
    /// # drop(db);
    /// # std::fs::remove_dir_all(folder).unwrap();
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The history before that commit was dropped; the database is in memory; the file cannot be
    /// written. Then nothing has changed.
    pub fn undo(&self) -> Result<Option<Undone>> {
        Ok(self.undo_with(|_| Ok(()))?.map(|(undone, ())| undone))
    }

    /// The same; `ready` sees the graph before anything is done, and can refuse it.
    pub(crate) fn undo_with<T>(
        &self,
        ready: impl FnOnce(&Snapshot) -> Result<T>,
    ) -> Result<Option<(Undone, T)>> {
        let choose = |states: &States| {
            let of = states.now();
            Some((of, states.before(of)?))
        };
        self.go("undo", choose, ready)
    }

    /// Makes the last commit that was taken back again, where nothing else has been committed since.
    /// `None` where there is none.
    ///
    /// # Errors
    ///
    /// As for [`undo`](Database::undo).
    pub fn redo(&self) -> Result<Option<Undone>> {
        Ok(self.redo_with(|_| Ok(()))?.map(|(undone, ())| undone))
    }

    /// The same; `ready` sees the graph before anything is done, and can refuse it.
    pub(crate) fn redo_with<T>(
        &self,
        ready: impl FnOnce(&Snapshot) -> Result<T>,
    ) -> Result<Option<(Undone, T)>> {
        let choose = |states: &States| {
            let of = states.taken_back()?;
            Some((of, of))
        };
        self.go("redo", choose, ready)
    }

    /// Goes to the state that is chosen, and says which commit that takes back or makes again.
    fn go<T>(
        &self,
        verb: &str,
        choose: impl FnOnce(&States) -> Option<(u64, u64)>,
        ready: impl FnOnce(&Snapshot) -> Result<T>,
    ) -> Result<Option<(Undone, T)>> {
        // Ids that were given to what was rolled back stay noted there, and are left out later.
        let next_ids = lock(&self.next_ids);
        let mut file = lock(self.history()?);
        file.writable()?;
        let states = States { last: file.commits(), returns: file.returns()? };
        let Some((of, target)) = choose(&states) else { return Ok(None) };
        let of = file.commit(of)?;
        let mut graph = self.state(&file, target)?;
        graph.skip_ids(self.snapshot().next_ids());
        let ready = ready(&graph)?;
        let about = if of.message.is_empty() { String::new() } else { format!(": {}", of.message) };
        let word = Word {
            time: file::now(),
            author: self.author.clone(),
            message: format!("{verb} commit {}{about}", of.number),
        };
        let by = file.append(word, &[Arc::new(Step::Return(target))], || graph.image())?;
        *lock(&self.published) = graph;
        drop(next_ids);
        Ok(Some((Undone { of, by }, ready)))
    }

    fn history(&self) -> Result<&std::sync::Mutex<File>> {
        self.file.as_ref().ok_or_else(|| StoreError::NoHistory.into())
    }

    fn state(&self, file: &File, commit: u64) -> Result<Snapshot> {
        let past = file.past(commit)?;
        let schema = self.snapshot().schema().clone();
        Ok(graph_of(file.path(), past, &schema, |_, _| {})?)
    }
}

/// Which commits have been taken back, as those that went back tell it.
struct States {
    last: u64,
    /// The commits that went back, each with the one whose graph it went back to.
    returns: BTreeMap<u64, u64>,
}

impl States {
    /// The commit that first left the graph as this one did.
    fn of(&self, mut commit: u64) -> u64 {
        // One can only go back to what came before.
        while let Some(to) = self.returns.get(&commit) {
            commit = *to;
        }
        commit
    }

    /// The commit whose graph is that of now.
    fn now(&self) -> u64 {
        self.of(self.last)
    }

    /// The commit whose graph was there before this one.
    fn before(&self, commit: u64) -> Option<u64> {
        commit.checked_sub(1).map(|before| self.of(before))
    }

    /// The commit that was taken back last, and that nothing else has come after.
    fn taken_back(&self) -> Option<u64> {
        let is_own = |commit: &u64| !self.returns.contains_key(commit);
        let mut commit = (1..=self.last).rev().find(is_own)?;
        let now = self.now();
        while commit != now {
            let before = self.before(commit)?;
            if before == now {
                return Some(commit);
            }
            commit = before;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::value::temporal::Instant;

    #[test]
    fn a_query_names_the_graph_that_it_looks_at() {
        let folder = std::env::temp_dir().join(format!("plexus-system-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("cats.plexus");
        let _ = std::fs::remove_file(&path);
        let db = file::Builder::new().without_schema().create(&path).unwrap();
        db.execute("CREATE (:Cat {name: 'Tom'})").run().unwrap();
        db.execute("MATCH (c:Cat) SET c.name = 'Thomas'").run().unwrap();
        db.execute("CREATE (:Cat {name: 'Kit'})").run().unwrap();
        let names = |point: &str, given: Value| {
            let text = format!(
                "FOR SYSTEM_TIME AS OF {point} MATCH (c:Cat) RETURN c.name ORDER BY c.name"
            );
            let rows = db.execute(text).bind("when", given).run()?;
            let names = rows.map(|row| row?.get::<String>("c.name"));
            names.collect::<Result<Vec<_>>>()
        };
        assert_eq!(names("0", Value::Null).unwrap(), [""; 0]);
        assert_eq!(names("1", Value::Null).unwrap(), ["Tom"]);
        assert_eq!(names("$when", 2.into()).unwrap(), ["Thomas"]);
        assert_eq!(names("'2001-01-01'", Value::Null).unwrap(), [""; 0]);
        for then in ["'2999-12-31'", "'2999'", "'2999-12-31T12:00'", "'2999-12-31T12:00:00+01:00'"]
        {
            assert_eq!(names(then, Value::Null).unwrap(), ["Kit", "Thomas"], "{then}");
        }
        let second = db.commit(2).unwrap().time;
        let moment = Instant::new(second.div_euclid(1000), second.rem_euclid(1000) * 1_000_000);
        let exact = DateTime::at(moment, "Europe/London".parse().unwrap()).unwrap();
        // The third commit may be of the same millisecond.
        let then = names("$when", Value::DateTime(Arc::new(exact))).unwrap();
        assert!(then == ["Thomas"] || then == ["Kit", "Thomas"], "{then:?}");
        // Beside valid time, behind EXPLAIN, and in a part of the text as any word.
        db.execute("FOR SYSTEM_TIME AS OF 1 AS OF '2020' MATCH (c) RETURN c").run().unwrap();
        db.execute("EXPLAIN FOR SYSTEM_TIME AS OF 1 MATCH (c) RETURN c").run().unwrap();
        db.execute("FOR system_time IN [1] RETURN system_time").run().unwrap();
        let wrong = |text: &str| db.execute(text).run().map(drop).unwrap_err().code();
        assert_eq!(wrong("FOR SYSTEM_TIME AS OF 9 RETURN 1"), "F0013");
        assert_eq!(wrong("FOR SYSTEM_TIME AS OF 'soon' RETURN 1"), "Q0208");
        assert_eq!(wrong("FOR SYSTEM_TIME AS OF $when RETURN 1"), "Q0209");
        assert_eq!(wrong("FOR SYSTEM_TIME AS OF 1 CREATE (:Cat)"), "Q0218");
        assert_eq!(
            db.snapshot().query("FOR SYSTEM_TIME AS OF 1 RETURN 1").rows().unwrap_err().code(),
            "Q0218"
        );
        assert!(wrong("FOR SYSTEM_TIME AS OF 1.5 RETURN 1").starts_with("Q0"));
        db.compact(true).unwrap();
        assert!(matches!(
            db.execute("FOR SYSTEM_TIME AS OF 1 RETURN 1").run().unwrap_err(),
            Error::Store(error) if matches!(*error, StoreError::Forgotten { .. })
        ));
        let memory = Database::without_schema();
        let error = memory.execute("FOR SYSTEM_TIME AS OF 1 RETURN 1").run().unwrap_err();
        assert_eq!(error, StoreError::NoHistory.into());
        drop(db);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
