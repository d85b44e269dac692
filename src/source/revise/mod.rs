//! Curated files that are made to say something else, and stay as their authors wrote them wherever
//! they say what they said before.

mod document;
mod said;

use std::collections::BTreeSet;

use serde_json::Value as Json;

pub use said::Said;

use super::curated::Keys;
use crate::model::Schema;
use document::{File, Place, Told};
use said::{ends_of, items, spelling, text};

/// The keys that hold several things, each of which a table of its own may add.
const LISTS: [&str; 5] = ["aka", "ids", "known", "evidence", "fact"];

/// The keys that a `[source]` does not have.
const NOT_OF_A_SOURCE: [&str; 4] = ["evidence", "inferred", "confidence", "fact"];

/// Makes files say what `after` says, where they say what `before` says: each with its name. Gives
/// those that change, and new ones.
///
/// Records that `anew` names are written anew, all in one table, where otherwise each table keeps
/// its part.
///
/// # Errors
///
/// A text that is no TOML, in words.
pub(crate) fn revise(
    texts: &[(String, String)],
    (before, after): (&Said, &Said),
    anew: &BTreeSet<String>,
    schema: &Schema,
) -> Result<Vec<(String, String)>, String> {
    let files = texts.iter().map(|(name, text)| {
        File::read(name, text).map_err(|error| format!("`{name}` is not TOML: {error}"))
    });
    let files = files.collect::<Result<Vec<_>, _>>()?;
    let told = files.iter().enumerate();
    let told = told.flat_map(|(n, file)| file.tables().into_iter().map(move |told| (n, told)));
    let mut reviser = Reviser { told: told.collect(), files, schema };
    reviser.nodes(before, after, anew);
    reviser.edges(before, after, anew);
    let changed = reviser.files.iter();
    Ok(changed.filter_map(|file| Some((file.name.clone(), file.changed()?))).collect())
}

/// A table and the file it is in.
type Part = (usize, Told);

struct Reviser<'s> {
    files: Vec<File>,
    /// Every table as it was.
    told: Vec<Part>,
    schema: &'s Schema,
}

impl Reviser<'_> {
    fn nodes(&mut self, before: &Said, after: &Said, anew: &BTreeSet<String>) {
        for (id, old) in &before.nodes {
            match after.nodes.get(id) {
                None => {
                    let parts = self.parts_of_node(id);
                    self.cut(&parts);
                }
                Some(new) if new == old => {}
                Some(new) => {
                    let parts = self.parts_of_node(id);
                    let of_source = parts.iter().any(|(_, told)| told.place == Place::Source);
                    if anew.contains(id) && !of_source {
                        self.cut(&parts);
                        self.add_node(new, parts.first().map(|(file, _)| *file));
                    } else {
                        self.change(&parts, old, new);
                    }
                }
            }
        }
        let added = after.nodes.iter().filter(|(id, _)| !before.nodes.contains_key(*id));
        // What others rest on comes first.
        let (documents, others): (Vec<_>, Vec<_>) =
            added.partition(|(_, keys)| text(keys, "kind").starts_with("document"));
        for (_, keys) in documents.into_iter().chain(others) {
            self.add_node(keys, None);
        }
    }

    fn edges(&mut self, before: &Said, after: &Said, anew: &BTreeSet<String>) {
        let none = Vec::new();
        let ends: BTreeSet<_> = before.edges.keys().chain(after.edges.keys()).collect();
        for ends in ends {
            let old = before.edges.get(ends).unwrap_or(&none);
            let new = after.edges.get(ends).unwrap_or(&none);
            let mut gone: Vec<&Keys> = old.iter().filter(|keys| !new.contains(keys)).collect();
            let fresh = new.iter().filter(|keys| !old.contains(keys));
            let anew = anew.contains(&ends.join(" "));
            for new in fresh {
                let then = (!gone.is_empty()).then(|| gone.remove(0));
                let parts = then.map(|old| (old, self.parts_of_edge(ends, old, before)));
                match parts {
                    Some((old, parts)) if !anew && !parts.is_empty() => {
                        self.change(&parts, old, new);
                    }
                    Some((_, parts)) => {
                        self.cut(&parts);
                        self.add("[[edge]]", new, parts.first().map(|(file, _)| *file));
                    }
                    None => self.add("[[edge]]", new, self.file_of(&ends[0])),
                }
            }
            for old in gone {
                let parts = self.parts_of_edge(ends, old, before);
                self.cut(&parts);
            }
        }
    }

    /// Every table about a node; that which declares it comes first.
    fn parts_of_node(&self, id: &str) -> Vec<Part> {
        let is_own = |(file, told): &&Part| match told.place {
            Place::Source | Place::In("node" | "about", _) => text(&told.keys, "id") == id,
            Place::In("fact", _) => text(&told.keys, "node") == id,
            Place::In(..) => false,
            Place::Fact(list, number, _) => self.told.iter().any(|(other, owner)| {
                other == file
                    && owner.place == Place::In(list, number)
                    && text(&owner.keys, "id") == id
            }),
        };
        let mut parts: Vec<Part> = self.told.iter().filter(is_own).cloned().collect();
        parts.sort_by_key(|(_, told)| !matches!(told.place, Place::Source | Place::In("node", _)));
        parts
    }

    /// Every table about a relation, of which there may be several between its ends.
    fn parts_of_edge(&self, ends: &said::Ends, edge: &Keys, before: &Said) -> Vec<Part> {
        let [from, relation, to] = ends;
        let symmetric = self.schema.relation_named(relation);
        let symmetric = symmetric.and_then(|id| self.schema.relation(id));
        let turned = symmetric.is_some_and(|relation| relation.symmetric);
        let joins = |told: &Told| {
            let own = ends_of(&told.keys);
            matches!(told.place, Place::In("edge", _))
                && (own == *ends || turned && own == [to.clone(), relation.clone(), from.clone()])
        };
        let alone = before.edges.get(ends).is_none_or(|all| all.len() == 1);
        let parts = self.told.iter().filter(|(_, told)| joins(told));
        parts.filter(|(_, told)| alone || is_part(&told.keys, edge)).cloned().collect()
    }

    fn cut(&mut self, parts: &[Part]) {
        for (file, told) in parts {
            if let Some(file) = self.files.get_mut(*file) {
                file.cut(told.place);
            }
        }
    }

    fn set(&mut self, (file, told): &Part, key: &str, value: Option<&Json>) {
        // A document's name is its title.
        let key = if told.place == Place::Source && key == "name" { "title" } else { key };
        let Some(file) = self.files.get_mut(*file) else { return };
        match value {
            Some(value) => file.set(told.place, key, value),
            None => file.unset(told.place, key),
        }
    }

    /// Changes what the tables of a record say, each in what it says.
    fn change(&mut self, parts: &[Part], old: &Keys, new: &Keys) {
        let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for key in keys {
            if old.get(key) == new.get(key) {
                continue;
            }
            match key.as_str() {
                "ids" => self.change_codes(parts, old, new),
                "fact" => self.change_facts(parts, old, new),
                key if LISTS.contains(&key) => self.change_list(parts, key, old, new),
                key => {
                    let holders: Vec<&Part> = parts
                        .iter()
                        .filter(|part| is_of_record(part))
                        .filter(|(_, told)| {
                            told.keys.contains_key(key)
                                || (key == "name" && told.place == Place::Source)
                        })
                        .collect();
                    let first = holders.first().copied().or_else(|| parts.first());
                    for other in holders.iter().skip(1) {
                        self.set(other, key, None);
                    }
                    if let Some(first) = first {
                        self.set(first, key, new.get(key));
                    }
                }
            }
        }
    }

    /// Takes what is gone out of the tables that say it, and adds what is new to the first.
    fn change_list(&mut self, parts: &[Part], key: &str, old: &Keys, new: &Keys) {
        // Other names are told apart by their words: who says so may stand for the whole file.
        let of = |item: &Json| match item {
            Json::Object(keys) if key == "aka" => text(keys, "name").to_owned(),
            Json::String(name) if key == "aka" => name.clone(),
            other => spelling(other),
        };
        let (then, now) = (items(old, key), items(new, key));
        let gone: BTreeSet<String> =
            then.iter().filter(|item| !now.contains(item)).map(of).collect();
        let fresh = now.into_iter().filter(|item| !then.contains(item));
        let takes = |item: &Json| parts.first().is_some_and(|first| self.takes(first, key, item));
        let (own, others): (Vec<Json>, Vec<Json>) = fresh.partition(takes);
        for (number, part) in parts.iter().filter(|part| is_of_record(part)).enumerate() {
            let there = items(&part.1.keys, key);
            let mut left: Vec<Json> =
                there.iter().filter(|item| !gone.contains(&of(item))).cloned().collect();
            if number == 0 {
                left.extend(own.iter().cloned());
            }
            if left != there {
                let list = (!left.is_empty()).then_some(Json::Array(left));
                self.set(part, key, list.as_ref());
            }
        }
        for item in others {
            let evidence = item.get("evidence").cloned();
            let mut about = Keys::new();
            about.insert("id".to_owned(), new.get("id").cloned().unwrap_or_default());
            about.insert(key.to_owned(), Json::Array(vec![item]));
            // It goes to the file of the document that it rests on itself.
            let grounds = evidence.map(|all| Keys::from_iter([("evidence".to_owned(), all)]));
            let grounds = grounds.as_ref().unwrap_or(&about);
            let home = self.home(grounds, parts.first().map(|(file, _)| *file));
            if let Some(file) = self.files.get_mut(home) {
                file.append("[[about]]", about);
            }
        }
    }

    /// Whether a table can say one thing more under a key, with nothing but its own evidence.
    fn takes(&self, (file, told): &Part, key: &str, item: &Json) -> bool {
        let has_own = item.get("evidence").is_some();
        let silent = self.files.get(*file).is_some_and(|file| file.source.is_none());
        match told.place {
            Place::Source => key == "known" || key == "aka" && has_own,
            _ => key != "aka" || has_own || silent,
        }
    }

    fn change_codes(&mut self, parts: &[Part], old: &Keys, new: &Keys) {
        let (then, now) = (codes(old), codes(new));
        for (number, part) in parts.iter().enumerate() {
            let there = codes(&part.1.keys);
            let mut left: Vec<_> =
                there.iter().filter(|code| now.contains(code)).cloned().collect();
            if number == 0 {
                left.extend(now.iter().filter(|code| !then.contains(code)).cloned());
            }
            if left == there {
                continue;
            }
            let mut schemes = Keys::new();
            for (scheme, code) in left {
                let codes = schemes.entry(scheme).or_insert_with(|| Json::Array(Vec::new()));
                if let Json::Array(codes) = codes {
                    codes.push(Json::from(code));
                }
            }
            for codes in schemes.values_mut() {
                if let Json::Array(all) = codes
                    && let [_] = all.as_slice()
                    && let Some(one) = all.pop()
                {
                    *codes = one;
                }
            }
            let value = (!schemes.is_empty()).then_some(Json::Object(schemes));
            self.set(part, "ids", value.as_ref());
        }
    }

    fn change_facts(&mut self, parts: &[Part], old: &Keys, new: &Keys) {
        let (then, now) = (items(old, "fact"), items(new, "fact"));
        for gone in then.iter().filter(|fact| !now.contains(fact)) {
            let Json::Object(gone) = gone else { continue };
            let is_it = |part: &&Part| {
                let is_fact = matches!(part.1.place, Place::Fact(..) | Place::In("fact", _));
                is_fact && is_part(&part.1.keys, gone)
            };
            let found: Vec<Part> = parts.iter().filter(is_it).cloned().collect();
            self.cut(&found);
        }
        for fact in now.into_iter().filter(|fact| !then.contains(fact)) {
            let Json::Object(fact) = fact else { continue };
            let mut keys = Keys::new();
            keys.insert("node".to_owned(), new.get("id").cloned().unwrap_or_default());
            keys.extend(fact);
            self.add("[[fact]]", &keys, parts.first().map(|(file, _)| *file));
        }
    }

    fn add_node(&mut self, keys: &Keys, file: Option<usize>) {
        let document = text(keys, "kind").starts_with("document");
        if document && !NOT_OF_A_SOURCE.iter().any(|key| keys.contains_key(*key)) {
            let title = |(key, value): (&String, &Json)| {
                let key = if key == "name" { "title" } else { key.as_str() };
                (key.to_owned(), value.clone())
            };
            let source = keys.iter().map(title).collect();
            let name = self.new_name(text(keys, "id"));
            self.files.push(File::of_source(name, &source));
            return;
        }
        let mut keys = keys.clone();
        let facts = items(&keys, "fact");
        keys.remove("fact");
        let home = self.home(&keys, file);
        let Some(file) = self.files.get_mut(home) else { return };
        file.append("[[node]]", keys);
        for fact in facts {
            if let Json::Object(fact) = fact {
                file.append("[[node.fact]]", fact);
            }
        }
    }

    fn add(&mut self, header: &str, keys: &Keys, file: Option<usize>) {
        let home = self.home(keys, file);
        if let Some(file) = self.files.get_mut(home) {
            file.append(header, keys.clone());
        }
    }

    /// The file to which something new goes: that of the document which says so, or else the one
    /// named; but what no document says stands in no file of a document.
    fn home(&mut self, keys: &Keys, otherwise: Option<usize>) -> usize {
        let evidence = items(keys, "evidence");
        let source = evidence.first().and_then(|one| one.get("source")?.as_str());
        let own = source.and_then(|source| {
            let is_of = |file: &File| file.source.as_deref() == Some(source);
            self.files.iter().position(is_of).or_else(|| self.file_of(source))
        });
        let silent = |file: &usize| {
            source.is_some() || self.files.get(*file).is_some_and(|file| file.source.is_none())
        };
        let found = own.or(otherwise).filter(silent);
        let any = || self.files.iter().position(|file| file.source.is_none());
        found.or_else(any).unwrap_or_else(|| {
            let name = self.new_name("more");
            if let Ok(file) = File::read(&name, "") {
                self.files.push(file);
            }
            self.files.len() - 1
        })
    }

    /// The file that declares a node.
    fn file_of(&self, id: &str) -> Option<usize> {
        let declares = |told: &Told| {
            matches!(told.place, Place::Source | Place::In("node", _))
                && text(&told.keys, "id") == id
        };
        self.told.iter().find(|(_, told)| declares(told)).map(|(file, _)| *file)
    }

    /// A name for a new file that no other has.
    fn new_name(&self, id: &str) -> String {
        let local = id.rsplit(':').next().unwrap_or_default();
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let stem: String = local.chars().take(60).map(plain).collect();
        let stem = stem.trim_matches('-');
        let stem = if stem.is_empty() || stem == "schema" { "more" } else { stem };
        let names = std::iter::once(format!("{stem}.toml"))
            .chain((2_usize..).map(|number| format!("{stem}-{number}.toml")));
        let free = |name: &String| self.files.iter().all(|file| file.name != *name);
        names.into_iter().find(free).unwrap_or_default()
    }
}

/// Whether a table is about its record as a whole, and not about one fact of it.
fn is_of_record((_, told): &Part) -> bool {
    !matches!(told.place, Place::Fact(..) | Place::In("fact", _))
}

/// Whether all that a table says is said by a record.
fn is_part(table: &Keys, record: &Keys) -> bool {
    table.iter().all(|(key, value)| match key.as_str() {
        "node" | "from" | "to" | "type" => true,
        key if LISTS.contains(&key) => {
            let all: BTreeSet<String> = items(record, key).iter().map(spelling).collect();
            items(table, key).iter().all(|item| all.contains(&spelling(item)))
        }
        key => record.get(key).map(spelling) == Some(spelling(value)),
    })
}

/// The codes of a record, each with its scheme.
fn codes(keys: &Keys) -> Vec<(String, String)> {
    let Some(Json::Object(schemes)) = keys.get("ids") else { return Vec::new() };
    let of_scheme = |scheme: &String| {
        let codes = items(schemes, scheme);
        codes
            .into_iter()
            .filter_map(|code| Some((scheme.clone(), code.as_str()?.to_owned())))
            .collect::<Vec<_>>()
    };
    schemes.keys().flat_map(of_scheme).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{EdgeRecord, Evidence, NodeRecord, Value};
    use crate::source::embedded;

    const TOWNS: &str = "[[node]]\nid = \"place:arden\"\nkind = \"place\"\nname = \"Arden\"\n\n[[node]]\n\
                         id = \"org:council\"\nkind = \"organisation\"\nname = \"Council\"\n\n# Who.\n[[edge]]\n\
                         from = \"org:council\"\ntype = \"covers\"\nto = \"place:arden\"\n";

    fn place(name: &str) -> NodeRecord {
        NodeRecord::new("place:arden".into(), "place", name)
    }

    fn council() -> NodeRecord {
        NodeRecord::new("org:council".into(), "organisation", "Council")
    }

    fn covers() -> EdgeRecord {
        EdgeRecord::new("org:council".into(), "covers", "place:arden".into())
    }

    /// What becomes of the towns once they are to say this.
    fn revised(nodes: &[NodeRecord], edges: &[EdgeRecord]) -> Vec<(String, String)> {
        let before = Said::of([&place("Arden"), &council()], [&covers()]);
        let after = Said::of(nodes, edges);
        let texts = [("towns.toml", TOWNS), ("other.toml", "")];
        let texts = texts.map(|(name, text)| (name.to_owned(), text.to_owned()));
        revise(&texts, (&before, &after), &BTreeSet::new(), &embedded::schema()).unwrap()
    }

    #[test]
    fn only_files_that_change_are_given() {
        assert_eq!(revised(&[place("Arden"), council()], &[covers()]), []);
        let renamed = revised(&[place("New Arden"), council()], &[covers()]);
        let text = TOWNS.replace("\"Arden\"", "\"New Arden\"");
        assert_eq!(renamed, [("towns.toml".to_owned(), text)]);
    }

    #[test]
    fn a_relation_that_goes_leaves_the_remark_before_it() {
        let left = revised(&[place("Arden"), council()], &[]);
        let (text, _) = TOWNS.split_once("[[edge]]").unwrap();
        assert_eq!(left, [("towns.toml".to_owned(), text.to_owned())]);
    }

    #[test]
    fn what_is_new_stands_in_the_file_of_its_document() {
        let mut news = NodeRecord::new("doc:news".into(), "document", "News");
        news.attributes.insert("date".to_owned(), Value::from("2024"));
        let mut person = NodeRecord::new("person:ada".into(), "person", "Ada");
        person.evidence = vec![Evidence::new("doc:news", "Ada")];
        let added = revised(&[place("Arden"), council(), news, person], &[covers()]);
        let [(name, text)] = added.as_slice() else { panic!("{added:?}") };
        assert_eq!(name, "news.toml");
        assert_eq!(
            text,
            "[source]\nid = \"doc:news\"\nkind = \"document\"\ntitle = \"News\"\ndate = \"2024\"\n\n\
             [[node]]\nid = \"person:ada\"\nkind = \"person\"\nname = \"Ada\"\nquote = \"Ada\"\n"
        );
    }

    #[test]
    fn names_of_new_files_are_plain_and_free() {
        let file = |name: &str| File::read(name, "").unwrap();
        let files = vec![file("news.toml"), file("news-2.toml")];
        let schema = embedded::schema();
        let reviser = Reviser { files, told: Vec::new(), schema: &schema };
        let names = ["doc:news", "doc:../\u{202e}N é", "doc:schema", "doc:"];
        let names = names.map(|id| reviser.new_name(id));
        assert_eq!(names, ["news-3.toml", "n.toml", "more.toml", "more.toml"]);
    }

    #[test]
    fn codes_stand_each_with_its_scheme() {
        let keys = Keys::from_iter([("ids".to_owned(), json!({ "gss": "E1", "ods": ["A", "B"] }))]);
        let pair = |scheme: &str, code: &str| (scheme.to_owned(), code.to_owned());
        assert_eq!(codes(&keys), [pair("gss", "E1"), pair("ods", "A"), pair("ods", "B")]);
    }
}
