//! What is to be drawn, lifted out of the graph: names and words in place of numbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ask::Change;
use crate::model::name::capitalised;
use crate::model::{EdgeId, NodeId, Relation};
use crate::view::style::{Family, Tie};

/// The nodes and relations of a picture, those left out already gone.
#[derive(Debug, Clone, Default)]
pub(in crate::view) struct Network {
    /// The nodes, by number.
    pub bodies: BTreeMap<NodeId, Body>,
    /// The relations between them, by number.
    pub links: Vec<Link>,
    /// The documents that vouch for them, the oldest first, the undated last.
    pub sources: Vec<Source>,
    /// Nodes that are nothing but sources of the others.
    pub only_sources: usize,
    /// Nodes that do not hold on the day asked, or are not there.
    pub nodes_left_out: usize,
    /// Relations that do not hold on the day asked, or are about the data.
    pub edges_left_out: usize,
}

/// A node.
#[derive(Debug, Clone)]
pub(in crate::view) struct Body {
    pub node: NodeId,
    /// Its most exact kind, in words.
    pub caption: String,
    /// Several of that kind, in words.
    pub many: String,
    pub name: String,
    pub family: Family,
    /// What a reader must know of it: `planned`, `inferred`, `presumed`, and where no time is asked about
    /// and it is no more, `until 2015`.
    pub remark: Option<String>,
    /// What became of it between two dates.
    pub change: Option<Change>,
}

/// A relation.
#[derive(Debug, Clone)]
pub(in crate::view) struct Link {
    pub edge: EdgeId,
    pub from: NodeId,
    pub to: NodeId,
    pub relation: Arc<Relation>,
    pub class: Option<String>,
    /// The post or its qualifiers: *interim chief executive*, *joint*.
    pub role: Option<String>,
    /// When it held or happened, in words.
    pub when: String,
    /// What a reader must know of it: `planned`, `inferred`, `presumed`.
    pub remark: Option<String>,
    /// Where no time is asked about and it is no more: `until 2015`.
    pub ended: Option<String>,
    /// What became of it between two dates.
    pub change: Option<Change>,
    /// Its evidence: the source's place in [`Network::sources`], and the words.
    pub evidence: Vec<(usize, Option<String>)>,
}

/// A document that vouches for something shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::view) struct Source {
    pub title: String,
    /// Its date in words; none when it is undated.
    pub date: Option<String>,
}

impl Body {
    /// Whether it says something about others rather than having a story of its own: a place or a
    /// focus joins everything to everything, and is read best as a line in each card.
    pub(in crate::view) fn is_minor(&self) -> bool {
        matches!(self.family, Family::Place | Family::Focus)
    }

    /// Whether it stands for itself however few links it has.
    pub(in crate::view) fn is_partnership(&self) -> bool {
        matches!(self.family, Family::Partnership | Family::Ics)
    }

    /// Of two nodes that are each other's only partner, the weightier one gets the card.
    pub(in crate::view) fn weight(&self) -> u8 {
        match self.family {
            Family::Partnership | Family::Ics => 6,
            Family::Programme => 5,
            Family::Group => 3,
            Family::Site | Family::Document => 2,
            Family::Person => 1,
            Family::Place | Family::Focus => 0,
            _ => 4,
        }
    }
}

impl Link {
    /// Its colour and dash.
    pub(in crate::view) fn tie(&self) -> Tie {
        Tie::of(&self.relation.id, self.class.as_deref())
    }

    /// The far end, seen from one of its ends.
    pub(in crate::view) fn far(&self, near: NodeId) -> NodeId {
        if self.from == near { self.to } else { self.from }
    }

    /// The words between its ends, read forward: *associate member of*, *interim chief executive of*.
    pub(in crate::view) fn says(&self) -> String {
        let says = &self.relation.says;
        match (&self.role, &self.class) {
            (Some(role), _) if says.ends_with(" of") => format!("{role} of"),
            (Some(role), _) => role.clone(),
            (None, Some(class)) if class == "core-partner" => "core partner of".to_owned(),
            (None, Some(class)) if class != "full" => format!("{class} {says}"),
            _ => says.clone(),
        }
    }

    /// What the far end is to the near one, as a word or two beside its name; none where the list's
    /// title says it already.
    pub(in crate::view) fn role_words(&self) -> Option<String> {
        if let Some(role) = &self.role {
            return Some(capitalised(role));
        }
        if !self.is_post() {
            return None;
        }
        let says = &self.relation.says;
        let noun = says
            .strip_suffix(" of")
            .or_else(|| says.strip_suffix('s').filter(|s| !s.contains(' ')));
        noun.map(capitalised)
    }

    /// Whether it is a post that a person holds.
    pub(in crate::view) fn is_post(&self) -> bool {
        self.relation.attributes.iter().any(|a| a == "post")
    }

    /// What a reader must know of it where its date is not told.
    pub(super) fn without_date(&self) -> Option<String> {
        let words: Vec<&str> = self.remark.iter().chain(&self.ended).map(String::as_str).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }

    /// The remark as it stands beside the date, which says by itself that something is planned.
    pub(super) fn beside_date(&self) -> Option<&str> {
        let remark = self.remark.as_deref()?;
        let rest = match remark.strip_prefix("planned") {
            Some(rest) if self.when.starts_with("planned") => rest.trim_start_matches(", "),
            _ => remark,
        };
        (!rest.is_empty()).then_some(rest)
    }
}

impl Network {
    /// The title of the list, in the card of `host`, that this relation belongs to.
    pub(in crate::view) fn heading(&self, link: &Link, host: NodeId) -> String {
        if let Some(change) = link.change {
            return change.words().to_owned();
        }
        let forward = link.from == host;
        let far = self.bodies.get(&link.far(host));
        let many = far.map_or("", |b| b.many.as_str());
        let relation = &link.relation;
        match (relation.id.as_str(), forward) {
            ("member-of", false) => match link.class.as_deref() {
                Some("associate") => "Associate members".to_owned(),
                Some("founding") => "Founding members".to_owned(),
                Some("core-partner") => "Core partners".to_owned(),
                _ => relation.back_heading.clone(),
            },
            ("member-of", true) if link.class.as_deref() == Some("associate") => {
                "Associate member of".to_owned()
            }
            ("covers", true) => format!("{} {many}", relation.heading),
            ("focuses-on", true) | ("part-of", false) => capitalised(many),
            (_, false) if link.is_post() && far.is_some_and(|b| b.family == Family::Person) => {
                "People".to_owned()
            }
            (_, true) => relation.heading.clone(),
            (_, false) => relation.back_heading.clone(),
        }
    }

    /// The relations of each node, by their places in `links`.
    pub(in crate::view) fn incident(&self) -> BTreeMap<NodeId, Vec<usize>> {
        let mut incident: BTreeMap<NodeId, Vec<usize>> = BTreeMap::new();
        for (at, link) in self.links.iter().enumerate() {
            incident.entry(link.from).or_default().push(at);
            if link.to != link.from {
                incident.entry(link.to).or_default().push(at);
            }
        }
        incident
    }

    /// The name of a node, empty for one that is not shown.
    pub(in crate::view) fn name(&self, node: NodeId) -> &str {
        self.bodies.get(&node).map_or("", |b| b.name.as_str())
    }
}
