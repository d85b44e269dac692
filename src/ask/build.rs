//! Rows of a query → an answer.

mod evidence;

use std::collections::BTreeMap;

use super::Asker;
use super::answer::{Answer, Change, End, Item, Source};
use super::form::{Question, Show};
use super::lens::{Lens, When};
use super::reason;
use crate::cypher::{Row, Rows};
use crate::error::Result;
use crate::graph::Snapshot;
use crate::model::name::capitalised;
use crate::model::record::Evidence;
use crate::model::value::Map;
use crate::model::when::{Boundary, Grade, Validity};
use crate::model::{Confidence, EdgeId, NodeId, Value};

/// Puts the rows of a question's query into an answer.
pub(super) fn answer(
    asker: &Asker,
    text: &str,
    question: Question,
    lens: &Lens,
    rows: Rows,
) -> Result<Answer> {
    let mut builder = Builder::new(asker.snapshot(), &question.subjects, lens.when);
    let mut items = Vec::new();
    for (at, row) in rows.enumerate() {
        builder.row(question.show, at, &row?, &mut items);
    }
    let floor = lens.when.is_some().then(|| lens.floor());
    let below = |item: &Item| {
        let grade = item.row_holds.or(item.holds);
        floor.is_some_and(|floor| grade.is_some_and(|grade| grade < floor))
    };
    let (others, answers) = items.into_iter().partition(below);
    let is_whole = question.is_whole;
    let subjects = question.subjects.iter().map(|node| builder.node(*node)).collect();
    let mut answer = Answer {
        question: text.trim().to_owned(),
        query: question.query,
        as_of: lens.when.map(|when| when.moment().to_string()),
        throughout: matches!(lens.when, Some(When::Throughout(_))),
        at_least: floor,
        title: question.title,
        show: question.show,
        subjects,
        answers: arrange(question.show, answers),
        others: arrange(question.show, others),
        sources: Vec::new(),
        notes: question.notes.into_iter().map(Into::into).collect(),
    };
    // Sources are numbered as the reader meets them.
    number(&mut answer, &builder.sources);
    super::notes::add(asker.snapshot(), lens, is_whole, &mut answer);
    Ok(answer)
}

/// Puts items under one heading together, in the order in which the headings mean most.
fn arrange(show: Show, mut items: Vec<Item>) -> Vec<Item> {
    if show == Show::Timeline {
        items.sort_by_key(|item| (item.since.is_none(), item.since));
    }
    if show == Show::Changes {
        let told = |item: &Item| Change::ALL.iter().position(|c| Some(*c) == item.change);
        let near = |item: &Item| item.from.as_ref().map(|from| from.name.clone());
        items.sort_by_cached_key(|item| {
            (told(item), item.relation.clone(), near(item), item.name.clone(), item.since)
        });
    }
    if show == Show::Shared {
        items.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    }
    if matches!(show, Show::Card | Show::Links) {
        let mut order: Vec<String> = Vec::new();
        for item in &items {
            if !order.contains(&item.heading) {
                order.push(item.heading.clone());
            }
        }
        items.sort_by_key(|item| order.iter().position(|h| *h == item.heading));
    }
    items
}

fn number(answer: &mut Answer, sources: &[Source]) {
    let mut new: BTreeMap<usize, usize> = BTreeMap::new();
    let items = answer.answers.iter_mut().chain(&mut answer.others);
    for item in items {
        for n in &mut item.sources {
            let next = new.len() + 1;
            *n = *new.entry(*n).or_insert(next);
        }
    }
    let mut kept: Vec<Source> = sources
        .iter()
        .filter_map(|s| new.get(&s.n).map(|n| Source { n: *n, ..s.clone() }))
        .collect();
    kept.sort_by_key(|s| s.n);
    answer.sources = kept;
}

pub(super) use evidence::evidence;

/// What tells one source's words from another's: document, quote, locator and speaker.
type Said = (String, Option<String>, Option<String>, Option<String>);

struct Builder<'a> {
    snapshot: &'a Snapshot,
    subjects: &'a [NodeId],
    when: Option<When>,
    sources: Vec<Source>,
    numbers: BTreeMap<Said, usize>,
}

impl<'a> Builder<'a> {
    fn new(snapshot: &'a Snapshot, subjects: &'a [NodeId], when: Option<When>) -> Self {
        Self { snapshot, subjects, when, sources: Vec::new(), numbers: BTreeMap::new() }
    }

    fn row(&mut self, show: Show, at: usize, row: &Row, items: &mut Vec<Item>) {
        let holds = row.value("holds").and_then(Value::as_str).and_then(|g| g.parse().ok());
        let edge = |name| match row.value(name) {
            Some(Value::Relationship(id)) => Some(*id),
            _ => None,
        };
        let node = |name| match row.value(name) {
            Some(Value::Node(id)) => Some(*id),
            _ => None,
        };
        match show {
            Show::Card | Show::Links => {
                if let (Some(r), Some(y)) = (edge("r"), node("y")) {
                    items.push(self.link(r, y, holds));
                }
            }
            Show::Timeline => {
                if let (Some(r), Some(y)) = (edge("r"), node("y")) {
                    items.push(self.link(r, y, holds));
                } else if let Some(Value::Map(fact)) = row.value("fact") {
                    items.extend(self.fact(fact, None, holds));
                } else if let Some(n) = node("n") {
                    items.push(Item { caption: "exists".to_owned(), ..self.node_line(n, holds) });
                }
            }
            Show::Changes => {
                let grade = |name| row.value(name).and_then(Value::as_str)?.parse().ok();
                let change = row.value("change").and_then(Value::as_str).and_then(Change::named);
                let mut item = if let Some(r) = edge("r")
                    && let Some((from, to)) = self.snapshot.edge_ends(r)
                {
                    Item { from: Some(self.end(from)), ..self.link(r, to, None) }
                } else if let Some(n) = node("n") {
                    self.node_line(n, None)
                } else {
                    return;
                };
                (item.before, item.holds, item.change) = (grade("before"), grade("after"), change);
                item.heading = change.map(|c| capitalised(c.words())).unwrap_or_default();
                items.push(item);
            }
            Show::Relations | Show::Verdict => {
                if let Some(r) = edge("r")
                    && let Some((from, to)) = self.snapshot.edge_ends(r)
                {
                    let mut item = self.link(r, to, holds);
                    item.from = Some(self.end(from));
                    items.push(item);
                }
            }
            Show::Nodes => items.extend(node("n").map(|n| self.node_line(n, holds))),
            Show::Paths => {
                if let Some(Value::Path(path)) = row.value("p") {
                    for (nodes, r) in path.nodes.windows(2).zip(&path.edges) {
                        if let [near, far] = nodes {
                            let mut step = self.link(*r, *far, self.own_grade(*r));
                            step.row_holds = holds;
                            step.from = Some(self.end(*near));
                            step.route = Some(at + 1);
                            items.push(step);
                        }
                    }
                }
            }
            Show::Facts => {
                if let Some(Value::Map(fact)) = row.value("fact") {
                    items.extend(self.fact(fact, node("x"), holds));
                }
            }
            Show::Shared => {
                if let (Some(r), Some(z), Some(x)) = (edge("r"), node("z"), node("x")) {
                    let mut item = self.link(r, z, holds);
                    item.from = Some(self.end(x));
                    items.push(item);
                }
            }
            Show::Compare => {
                if let (Some(r), Some(y), Some(x)) = (edge("r"), node("y"), node("x")) {
                    let mut item = self.link(r, y, holds);
                    item.from = Some(self.end(x));
                    items.push(item);
                }
            }
        }
    }

    fn end(&self, node: NodeId) -> End {
        let item = self.node(node);
        End { id: item.id, name: item.name }
    }

    /// Why something is no surer than its grade.
    fn because(
        &self,
        grade: Option<Grade>,
        told: impl FnOnce(When, Grade) -> Option<String>,
    ) -> Option<String> {
        told(self.when?, grade?)
    }

    /// The grade of a link by itself; a path may hold less surely than each of its links.
    fn own_grade(&self, edge: EdgeId) -> Option<Grade> {
        let bounds = self.snapshot.edge_bounds(edge);
        let is_event = self.snapshot.relation_of(edge).is_some_and(|r| r.event);
        match self.when? {
            When::AsOf(moment) => Some(self.snapshot.edge_grade(edge, &moment)),
            When::Throughout(moment) if is_event && !moment.is_day() => Some(Grade::No),
            When::Throughout(moment) if is_event => Some(self.snapshot.edge_grade(edge, &moment)),
            When::Throughout(moment) => Some(bounds.worst(&moment)),
        }
    }

    /// A node with nothing said of how it was found.
    fn node(&self, node: NodeId) -> Item {
        let (id, name, kind) = super::described(self.snapshot, node);
        Item { id, name, kind, node: Some(node), ..Item::default() }
    }

    fn node_line(&mut self, node: NodeId, holds: Option<Grade>) -> Item {
        let mut item = Item { holds, ..self.node(node) };
        item.because = self.because(holds, |when, g| reason::of_node(self.snapshot, node, when, g));
        if let Some(record) = self.snapshot.node_record(node) {
            dates(&mut item, &record.validity);
            item.inferred = record.inferred.is_some();
            item.confidence = record.inferred.map(Confidence::word);
            item.note.clone_from(&record.note);
            item.sources = self.cite(&record.evidence);
            // A node need not be dated to be there: an undated one is said nothing of.
            if record.validity.is_undated() {
                item.when = String::new();
            }
        }
        item
    }

    /// The relation `edge`, seen from its other end, leading to `far`.
    fn link(&mut self, edge: EdgeId, far: NodeId, holds: Option<Grade>) -> Item {
        let mut item = Item { holds, edge: Some(edge), ..self.node(far) };
        let (Some(record), Some(relation)) =
            (self.snapshot.edge_record(edge), self.snapshot.relation_of(edge))
        else {
            return item;
        };
        item.because = self.because(holds, |when, g| reason::of_edge(self.snapshot, edge, when, g));
        item.relation = Some(record.relation.clone());
        item.backward = !relation.symmetric
            && self.snapshot.edge_ends(edge).is_some_and(|(from, _)| from == far);
        let (caption, heading) = if item.backward {
            (&relation.back, &relation.back_heading)
        } else {
            (&relation.says, &relation.heading)
        };
        item.caption.clone_from(caption);
        item.heading.clone_from(heading);
        // *Associate members* stand under a title of their own.
        let class = record.attributes.get("class").and_then(Value::as_str);
        if let Some(class) = class.filter(|class| *class != "full") {
            item.heading = titled(class, heading);
        }
        item.role = role(record);
        dates(&mut item, &record.validity);
        if record.on.is_recorded() {
            item.on = Some(record.on.to_string());
            item.when = record.on.words();
            item.since = record.on.extent().map(|(first, _)| first);
        } else if relation.event && record.validity.is_undated() {
            "date not stated".clone_into(&mut item.when);
        }
        item.inferred = record.inferred.is_some();
        item.confidence = record.inferred.map(Confidence::word);
        item.note.clone_from(&record.note);
        item.sources = self.cite(&record.evidence);
        item
    }

    /// The fact that a map of a query tells.
    fn fact(&mut self, fact: &Map, of: Option<NodeId>, holds: Option<Grade>) -> Option<Item> {
        let node = of.or_else(|| self.subjects.first().copied())?;
        let index = usize::try_from(fact.get("index")?.as_integer()?).ok()?;
        self.stated(node, index, holds)
    }

    /// The number or status of a node in this place.
    fn stated(&mut self, node: NodeId, index: usize, holds: Option<Grade>) -> Option<Item> {
        let stated = self.snapshot.node_record(node)?.facts.get(index)?;
        let schema = self.snapshot.schema();
        let mut item = Item { holds, ..self.node(node) };
        item.relation = Some(stated.key.clone());
        item.value = Some(super::numbers::words(schema, stated));
        item.caption = super::numbers::caption(schema, stated);
        item.heading.clone_from(&item.caption);
        dates(&mut item, &stated.validity);
        if let Some(period) = &stated.period {
            item.when = super::numbers::period(period);
            item.since = Some(period.days().start);
        }
        item.inferred = stated.inferred.is_some();
        item.confidence = stated.inferred.map(Confidence::word);
        item.note.clone_from(&stated.note);
        item.sources = self.cite(&stated.evidence);
        let mut counts = self.snapshot.stated_counts(node);
        if let Some(count) = counts.find(|count| count.index == index) {
            let counted = self.snapshot.counted(node, &count);
            item.counted =
                counted.iter().map(|node| self.snapshot.node_name(*node).to_owned()).collect();
        }
        Some(item)
    }

    /// The numbers of these evidences, new ones added.
    fn cite(&mut self, evidence: &[Evidence]) -> Vec<usize> {
        let mut numbers = Vec::new();
        for one in evidence {
            let Evidence { source: document, quote, locator, said_by } = one.clone();
            let key = (document.as_str().to_owned(), quote, locator, said_by);
            let next = self.sources.len() + 1;
            let n = *self.numbers.entry(key).or_insert(next);
            if n == next {
                self.sources.push(source(self.snapshot, n, one));
            }
            if !numbers.contains(&n) {
                numbers.push(n);
            }
        }
        numbers
    }
}

fn source(snapshot: &Snapshot, n: usize, evidence: &Evidence) -> Source {
    let id = evidence.source.as_str().to_owned();
    let record = snapshot.by_key(&id).and_then(|node| snapshot.node_record(node));
    Source {
        n,
        title: record.map_or_else(|| id.clone(), |r| r.name.clone()),
        date: record
            .and_then(|r| r.attributes.get("date"))
            .and_then(Value::as_str)
            .map(str::to_owned),
        id,
        quote: evidence.quote.clone(),
        locator: evidence.locator.clone(),
        said_by: evidence.said_by.clone(),
    }
}

fn dates(item: &mut Item, validity: &Validity) {
    let text = |boundary: Boundary| boundary.is_recorded().then(|| boundary.to_string());
    item.start = text(validity.start());
    item.end = text(validity.end());
    item.known = validity.known().iter().map(ToString::to_string).collect();
    item.planned = validity.is_planned();
    let first = validity.start().extent().map(|(first, _)| first).filter(|day| day.is_finite());
    item.since = first.or_else(|| validity.known().iter().map(|d| d.earliest()).min());
    item.when = validity.words();
}

/// A class of member and a title: *Associate members*.
fn titled(class: &str, heading: &str) -> String {
    format!("{} {}", capitalised(&class.replace('-', " ")), heading.to_lowercase())
}

/// The role of a relation in words: *interim chief executive*, *associate*, *independent*.
fn role(record: &crate::model::EdgeRecord) -> Option<String> {
    let post = record.attributes.get("post").and_then(Value::as_str);
    let class = record.attributes.get("class").and_then(Value::as_str);
    let mut words: Vec<String> = record
        .attributes
        .iter()
        .filter(|(name, value)| {
            **value == Value::Boolean(true)
                && post.is_none_or(|p| !p.to_lowercase().contains(name.as_str()))
        })
        .map(|(name, _)| name.replace('-', " "))
        .collect();
    words.extend(post.map(str::to_owned));
    words.extend(class.filter(|c| *c != "full").map(|c| c.replace('-', " ")));
    (!words.is_empty()).then(|| words.join(" "))
}
