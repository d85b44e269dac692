//! Numbers and statuses that stand on a node.

use super::super::code;
use super::super::fields::Fields;
use super::super::mark::Marks;
use super::super::near::did_you_mean;
use super::Reader;
use crate::model::schema::ValueType;
use crate::model::when::{Boundary, Validity};
use crate::model::{Addition, Bound, Change, Fact};

/// The fact that needs an `of`.
const COUNT: &str = "count";

impl Reader<'_> {
    /// `[[fact]]` at the top of a file: about the node it names.
    pub(super) fn fact_of_a_node(&mut self, fields: &mut Fields<'_>) {
        let node = self.reference("node", fields);
        let fact = self.fact(fields);
        let (Some(node), Some((fact, marks))) = (node, fact) else {
            self.give_up();
            return;
        };
        let mut whole = Marks::new(self.log.text(), marks.whole);
        whole.keys.clone_from(&marks.keys);
        whole.facts.push(marks);
        let addition = Addition { facts: vec![fact], ..Addition::default() };
        self.enter(Change::ExtendNode(node.value, addition), whole);
    }

    /// `[[node.fact]]`: the facts of the node they stand in.
    pub(super) fn facts(&mut self, fields: &mut Fields<'_>, marks: &mut Marks) -> Vec<Fact> {
        let mut facts = Vec::new();
        for mut row in fields.tables("fact", "fact", &mut self.log) {
            if let Some((fact, places)) = self.fact(&mut row) {
                facts.push(fact);
                marks.facts.push(places);
            }
            row.finish(&mut self.log);
        }
        facts
    }

    /// A fact with everything said of it; none where its key or its value cannot be read.
    fn fact(&mut self, fields: &mut Fields<'_>) -> Option<(Fact, Marks)> {
        let key = fields.need("key", &mut self.log);
        let mut marks = self.marks(fields, key.as_ref().map_or(fields.span, |key| key.span));
        let schema = self.schema;
        let declared = key.as_ref().and_then(|key| schema.fact(key.value));
        if let (Some(key), None) = (&key, declared) {
            let known = schema.declared().facts.iter().map(|f| f.id.as_str());
            let message = format!("no fact is called `{}`", key.value);
            self.log.error(code::UNKNOWN_FACT, key.span, message, did_you_mean(key.value, known));
        }
        let item = fields.item("value");
        if item.is_none() {
            fields.missing("value", &mut self.log);
        }
        let value = match (item, declared) {
            (Some(item), Some(declared)) => self.value("value", item, &declared.value),
            _ => None,
        };
        let of = fields.text("of", &mut self.log).map(|of| of.value.to_owned());
        if of.is_none() && key.as_ref().is_some_and(|key| key.value == COUNT) {
            fields.missing("of", &mut self.log);
        }
        let bound = self.bound(declared.map(|d| &d.value), fields);
        let unit = fields.text("unit", &mut self.log).map(|unit| unit.value.to_owned());
        let period = fields.text("period", &mut self.log);
        let period = period.and_then(|period| self.period(&period));
        let validity = self.fact_validity(fields);
        let evidence = self.evidence(fields, &mut marks);
        self.sourced(&evidence, "fact", fields);
        let inferred = self.inferred(&evidence, fields);
        let note = self.note(fields);
        let key = key?.value.to_owned();
        let value = value?;
        let fact = Fact { key, value, bound, unit, of, period, validity, inferred, note, evidence };
        Some((fact, marks))
    }

    fn bound(&mut self, takes: Option<&ValueType>, fields: &mut Fields<'_>) -> Bound {
        let Some(text) = fields.text("bound", &mut self.log) else { return Bound::Exact };
        if takes.is_some_and(|t| !matches!(t, ValueType::Whole | ValueType::Number)) {
            let message = "only a number has a `bound`";
            self.log.error(code::CLASH, text.span, message, "leave it out".to_owned());
        }
        let all = [Bound::Exact, Bound::About, Bound::AtLeast, Bound::AtMost];
        let known = self.word("bound", &text, all.map(Bound::id));
        known.and_then(|()| Bound::named(text.value)).unwrap_or_default()
    }

    /// When a fact holds; a status given `on` a day holds from that day.
    fn fact_validity(&mut self, fields: &mut Fields<'_>) -> Validity {
        let on = self.boundary("on", fields);
        let start = self.boundary("start", fields);
        let end = self.boundary("end", fields);
        if on != Boundary::Unknown && start != Boundary::Unknown {
            let at = fields.place_of("on").unwrap_or(fields.span);
            let message = "`on` is the day on which it starts, as `start` is";
            self.log.error(code::CLASH, at, message, "write the one or the other".to_owned());
        }
        let start = if start == Boundary::Unknown { on } else { start };
        self.spell(start, end, fields)
    }
}
