//! A pattern as steps: where to start, which relationship to follow next, when to test what.

use std::collections::BTreeSet;
use std::iter;
use std::sync::Arc;

use super::rule::tally::Rim;
use super::rule::{Rule, inline, meet, order, push, reach, seek, start, tally};
use super::{
    Chain, Each, Expand, Leaf, Op, Planner, Repeat, Select, Shortest, Source, Tally, Times, cost,
};
use crate::cypher::sema::bound::{
    self, Aggregation, Hops, Pattern, PatternRelation, Projection, Slot, Type,
};
use crate::cypher::sema::expr::{Expr, ExprKind};
use crate::cypher::syntax::tree::QuantifierKind;
use crate::graph::Label;
use crate::model::Direction;

/// The nodes of a pattern beyond which it is not tried out from each of them.
const LARGE: usize = 32;

/// The next relationship to follow, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    /// From its left end, or from both where both are known.
    Forward(usize),
    /// From its right end.
    Backward(usize),
}

/// Plans the matching of a pattern, and adds what it binds to what is known. `then` is the clause
/// that takes the rows: what it does not ask for need not be made.
pub(super) fn plan(
    planner: &mut Planner<'_>,
    mut pattern: Pattern,
    mut then: Option<&mut Projection>,
    known: &mut BTreeSet<Slot>,
    chain: &mut Chain,
) {
    known.extend(pattern.nodes.iter().filter(|n| n.bound).map(|n| n.slot));
    known.extend(pattern.relations.iter().filter(|r| r.bound).map(|r| r.slot));
    let (rules, snapshot) = (planner.rules, planner.snapshot);
    if rules.has(Rule::Inline) {
        inline::hops(&mut pattern);
    }
    let ends = match &then {
        Some(projection) if rules.has(Rule::Reach) => reach::ends(&pattern, projection),
        _ => BTreeSet::new(),
    };
    let aggregation = then.as_mut().and_then(|projection| projection.aggregation.as_mut());
    let rims = match &aggregation {
        Some(aggregation) if rules.has(Rule::Tally) => tally::rims(snapshot, &pattern, aggregation),
        _ => Vec::new(),
    };
    let times: Vec<Slot> = match &aggregation {
        Some(aggregation) if !rims.is_empty() => {
            (0..=aggregation.calls.len()).map(|_| planner.slot()).collect()
        }
        _ => Vec::new(),
    };
    let conditions = std::mem::take(&mut pattern.predicates);
    let paths = std::mem::take(&mut pattern.paths);
    let done = vec![false; pattern.relations.len()];
    let labels = cost::labels(snapshot, &conditions);
    let pattern = &pattern;
    let (found, scanned) = (None, BTreeSet::new());
    let matching = Matching {
        planner,
        pattern,
        known,
        done,
        rims,
        ends,
        labels,
        conditions,
        paths,
        chain,
        found,
        scanned,
    };
    matching.run(aggregation, &times);
}

struct Matching<'a> {
    planner: &'a Planner<'a>,
    pattern: &'a Pattern,
    known: &'a mut BTreeSet<Slot>,
    /// Whether each relationship has been followed.
    done: Vec<bool>,
    /// The relationships that are only counted, once all else is known.
    rims: Vec<Rim>,
    /// The rows of relationships of which only the ends are asked, by place.
    ends: BTreeSet<usize>,
    /// The rarest label that is asked of a node.
    labels: Vec<(Slot, Label)>,
    conditions: Vec<Expr>,
    paths: Vec<(Slot, Expr)>,
    chain: &'a mut Chain,
    /// The node found last, and the share of rows that the conditions on it let through.
    found: Option<(Slot, f64)>,
    /// The nodes that are all there are: not found by anything.
    scanned: BTreeSet<Slot>,
}

/// Whether a relationship is still to be followed, and not only to be counted.
fn is_open(relation: usize, done: &[bool], rims: &[Rim]) -> bool {
    done.get(relation) == Some(&false) && !rims.iter().any(|rim| rim.relation == relation)
}

impl Matching<'_> {
    fn run(mut self, aggregation: Option<&mut Aggregation>, times: &[Slot]) {
        self.test();
        loop {
            if let Some((next, factor)) = self.next(self.known, &self.done, &self.rims) {
                self.follow(next, factor);
            } else if let Some(node) = self.start() {
                self.scan(node);
            } else {
                break;
            }
            self.test();
        }
        let pattern = self.pattern;
        for shortest in &pattern.shortest {
            self.shortest(shortest);
            self.test();
        }
        for selected in &pattern.selected {
            self.select(selected);
            self.test();
        }
        if let Some(aggregation) = aggregation {
            self.tally(aggregation, times);
        }
        let rest = std::mem::take(&mut self.conditions);
        self.filter(rest);
    }

    /// The relationship to follow next, if one hangs on what is known.
    fn next(&self, known: &BTreeSet<Slot>, done: &[bool], rims: &[Rim]) -> Option<(Move, f64)> {
        let relations = self.pattern.relations.iter().enumerate();
        let open = relations.filter(|(i, _)| is_open(*i, done, rims));
        let mut moves = open.filter_map(|(i, relation)| {
            let (from, to) = self.ends(relation);
            let (from, to) = (known.contains(&from), known.contains(&to));
            let next = match (from || relation.bound, to) {
                (true, _) => Move::Forward(i),
                (false, true) => Move::Backward(i),
                (false, false) => return None,
            };
            Some((next, self.factor(relation, from && to, next, known)))
        });
        let small = self.pattern.nodes.len() <= LARGE;
        if small && self.planner.rules.has(Rule::Order) { order::best(moves) } else { moves.next() }
    }

    /// The rows that following a relationship gives for one, after the conditions on its end.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    fn factor(
        &self,
        relation: &PatternRelation,
        closes: bool,
        next: Move,
        known: &BTreeSet<Slot>,
    ) -> f64 {
        if relation.bound {
            return cost::CONDITION;
        }
        let snapshot = self.planner.snapshot;
        let (near, far, direction) = self.way(relation, next);
        let one = || cost::fan_out(snapshot, &relation.types, direction, self.label(near));
        let all = match (&relation.leg, &relation.hops) {
            (Some(leg), _) => cost::fan_out_leg(snapshot, leg),
            (None, None) => one(),
            (None, Some(hops)) => cost::fan_out_many(one(), hops.min, hops.max),
        };
        let share = if closes {
            let nodes = self.label(far).map_or(snapshot.size()[0], |l| snapshot.label_count(l));
            1.0 / nodes.max(1) as f64
        } else {
            self.share(relation, next, known)
        };
        all * share
    }

    /// The share of the rows that following a relationship gives which the conditions on its end
    /// let through.
    fn share(&self, relation: &PatternRelation, next: Move, known: &BTreeSet<Slot>) -> f64 {
        let (_, far, direction) = self.way(relation, next);
        let (of, reached) = ((far, self.label(far)), (&relation.types, direction));
        cost::share(self.planner.snapshot, of, Some(reached), known, &self.conditions)
    }

    /// From where to where a relationship is followed, and in which direction.
    fn way(&self, relation: &PatternRelation, next: Move) -> (Slot, Slot, Direction) {
        let (from, to) = self.ends(relation);
        match next {
            Move::Forward(_) => (from, to, relation.direction),
            Move::Backward(_) => (to, from, relation.direction.reversed()),
        }
    }

    /// The rarest label that is asked of a node.
    fn label(&self, slot: Slot) -> Option<Label> {
        self.labels.iter().find(|(of, _)| *of == slot).map(|(_, label)| *label)
    }

    /// The node to begin with, among those not reached. One that would only be counted can be the
    /// start as well; then it is not counted.
    fn start(&mut self) -> Option<usize> {
        let nodes = self.pattern.nodes.iter().enumerate();
        let hangs = |node: usize| {
            let mut rims = self.rims.iter();
            rims.any(|rim| rim.node == node && self.known.contains(&self.node(rim.inner)))
        };
        let mut open =
            nodes.filter(|(i, n)| !self.known.contains(&n.slot) && !hangs(*i)).map(|(i, _)| i);
        let start = if self.planner.rules.has(Rule::Start) {
            start::cheapest(open, |node| self.cost_from(node))
        } else {
            open.next()
        };
        if let Some(start) = start {
            self.rims.retain(|rim| rim.node != start);
        }
        start
    }

    /// The rows made in all when this node is the start.
    fn cost_from(&self, number: usize) -> f64 {
        let Some(node) = self.pattern.nodes.get(number) else { return f64::INFINITY };
        if self.pattern.nodes.len() > LARGE {
            return self.rows_of(&self.source(node.slot), Some(node.slot));
        }
        let mut known = self.known.clone();
        let mut done = self.done.clone();
        let rims: Vec<Rim> = self.rims.iter().filter(|rim| rim.node != number).cloned().collect();
        let mut rows = self.rows_of(&self.source(node.slot), Some(node.slot));
        let mut cost = rows;
        known.insert(node.slot);
        while let Some((next, factor)) = self.next(&known, &done, &rims) {
            let (Move::Forward(i) | Move::Backward(i)) = next;
            if let (Some(done), Some(relation)) = (done.get_mut(i), self.pattern.relations.get(i)) {
                *done = true;
                let (from, to) = self.ends(relation);
                known.extend([from, to, relation.slot]);
            }
            rows *= factor;
            cost += rows;
        }
        // What is counted makes no rows, but is looked at where something must hold of it.
        let looks = |rim: &Rim| {
            let slot = self.node(rim.node);
            self.conditions.iter().any(|c| c.free_slots().contains(&slot))
        };
        let looked = rims.into_iter().filter(looks);
        let relations = looked.filter_map(|rim| self.pattern.relations.get(rim.relation));
        let fan_out = |r: &PatternRelation| {
            cost::fan_out(self.planner.snapshot, &r.types, r.direction, None).max(1.0)
        };
        cost + rows * relations.map(fan_out).sum::<f64>()
    }

    /// The nodes that a source gives, and of those the ones that the conditions on `slot` let
    /// through.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    fn rows_of(&self, source: &Source, slot: Option<Slot>) -> f64 {
        let snapshot = self.planner.snapshot;
        let share = slot.map(|slot| {
            let of = (slot, self.label(slot));
            cost::share(snapshot, of, None, self.known, &self.conditions)
        });
        match (source, share) {
            (Source::Key(_) | Source::Name(_) | Source::Identifier(..), _) => 1.0,
            (Source::Property { found, .. }, _) => *found as f64,
            (Source::Nothing, _) => 0.0,
            (_, Some(share)) => share * snapshot.size()[0] as f64,
            (Source::Label(label), None) => snapshot.label_count(*label) as f64,
            (Source::All, None) => snapshot.size()[0] as f64,
        }
    }

    fn source(&self, slot: Slot) -> Source {
        if self.planner.rules.has(Rule::Seek) {
            seek::source(self.planner.snapshot, slot, self.known, &self.conditions)
        } else {
            Source::All
        }
    }

    fn scan(&mut self, node: usize) {
        let Some(node) = self.pattern.nodes.get(node) else { return };
        let source = self.source(node.slot);
        let rows = self.rows_of(&source, None);
        let kept = self.rows_of(&source, Some(node.slot));
        self.found = Some((node.slot, (kept / rows.max(f64::MIN_POSITIVE)).min(1.0)));
        if matches!(source, Source::All | Source::Label(_)) {
            self.scanned.insert(node.slot);
        }
        self.chain.push(Op::Scan { slot: node.slot, source: Arc::new(source) }, rows);
        self.known.insert(node.slot);
    }

    fn node(&self, index: usize) -> Slot {
        self.pattern.nodes.get(index).map_or(Slot(u16::MAX), |n| n.slot)
    }

    fn ends(&self, relation: &PatternRelation) -> (Slot, Slot) {
        (self.node(relation.from), self.node(relation.to))
    }

    /// A relationship as it is followed from one of its ends.
    fn expand(&self, number: usize, reversed: bool) -> Option<Expand> {
        let pattern = self.pattern;
        let relation = pattern.relations.get(number)?;
        let (left, right) = self.ends(relation);
        let (from, to) = if reversed { (right, left) } else { (left, right) };
        let direction = if reversed { relation.direction.reversed() } else { relation.direction };
        let others = pattern.relations.iter().zip(&self.done).enumerate();
        let others = others.filter(|(i, (other, done))| {
            **done && *i != number && tally::may_coincide(relation, other)
        });
        Some(Expand {
            from,
            to,
            knows_from: self.known.contains(&from),
            knows_to: self.known.contains(&to),
            relation: relation.slot,
            direction,
            reversed,
            types: relation.types.clone(),
            others: others.map(|(_, (r, _))| r.slot).filter(|_| !pattern.repeatable).collect(),
        })
    }

    fn follow(&mut self, next: Move, factor: f64) {
        let (number, reversed) = match next {
            Move::Forward(number) => (number, false),
            Move::Backward(number) => (number, true),
        };
        let Some(relation) = self.pattern.relations.get(number) else { return };
        let Some(expand) = self.expand(number, reversed) else { return };
        let factor = if expand.knows_to || relation.bound {
            factor
        } else {
            // What the conditions on its end let through is told by the step that tests them.
            let share = self.share(relation, next, self.known);
            self.found = Some((expand.to, share));
            self.fan_out(relation, &expand).unwrap_or(factor / share.max(f64::MIN_POSITIVE))
        };
        if self.planner.rules.has(Rule::Meet)
            && meet::fits(self.pattern, relation)
            && !expand.knows_to
            && let Some((second, reversed)) =
                meet::second(self.pattern, self.known, expand.to, |other| {
                    other != number && is_open(other, &self.done, &self.rims)
                })
        {
            self.close(number, expand, (second, reversed), factor);
            return;
        }
        let (from, to, expand) = (expand.from, expand.to, Arc::new(expand));
        let op = match (&relation.leg, &relation.hops) {
            _ if relation.bound => Op::Ends(expand),
            (Some(leg), _) => {
                self.known.extend(leg.lists.iter().map(|list| list.1));
                let early = self.planner.rules.has(Rule::Push);
                let repeat = Repeat::new(leg, reversed, !self.pattern.repeatable, early);
                Op::Repeat { expand, repeat: Arc::new(repeat) }
            }
            (None, None) => Op::Expand(expand),
            (None, Some(hops)) => {
                let (all, hops) = (hops.conditions.len(), self.hops(hops, relation.slot));
                let whole = hops.conditions.len() == all;
                let hops = Arc::new(hops);
                if whole && !expand.knows_to && self.ends.contains(&number) {
                    Op::Reach { expand, hops }
                } else {
                    Op::ExpandMany { expand, hops }
                }
            }
        };
        self.chain.push(op, factor);
        self.finish(number, [from, to]);
    }

    /// The ends of a single relationship at a node.
    fn fan_out(&self, relation: &PatternRelation, expand: &Expand) -> Option<f64> {
        let single = relation.leg.is_none() && relation.hops.is_none();
        let of =
            if self.scanned.contains(&expand.from) { cost::fan_out } else { cost::fan_out_found };
        let (snapshot, label) = (self.planner.snapshot, self.label(expand.from));
        single.then(|| of(snapshot, &expand.types, expand.direction, label))
    }

    /// Follows two relationships to the node that both lead to.
    fn close(&mut self, first: usize, one: Expand, (second, reversed): (usize, bool), factor: f64) {
        let Some(done) = self.done.get_mut(first) else { return };
        *done = true;
        let Some(other) = self.expand(second, reversed) else { return };
        let ends = [one.from, one.to];
        self.chain.push(Op::Meet(Arc::new([one, other])), factor * cost::CONDITION);
        self.finish(first, ends);
        self.finish(second, ends);
    }

    /// A relationship has been followed.
    fn finish(&mut self, number: usize, ends: [Slot; 2]) {
        if let Some(done) = self.done.get_mut(number) {
            *done = true;
        }
        self.known.extend(ends);
        self.known.extend(self.pattern.relations.get(number).map(|relation| relation.slot));
    }

    /// Counts what is left at the rim, and has the calls that count ask for it.
    fn tally(&mut self, aggregation: &mut Aggregation, slots: &[Slot]) {
        let rims = std::mem::take(&mut self.rims);
        let Some((rows, own)) = slots.split_first().filter(|_| !rims.is_empty()) else { return };
        // What counts something at the rim has its own count; all others have that of the rows.
        let mut asked: Vec<(Slot, Option<(usize, Expr)>)> = vec![(*rows, None)];
        for (number, (call, slot)) in aggregation.calls.iter_mut().zip(own).enumerate() {
            if call.distinct || call.function.is_some_and(|f| f.0.name != "count") {
                continue;
            }
            let rim = rims.iter().find(|rim| rim.counts.contains(&number));
            call.times = Some(rim.map_or(*rows, |_| *slot));
            if let (Some(rim), Some(arg)) = (rim, call.args.pop()) {
                call.function = None;
                asked.push((*slot, Some((rim.relation, arg))));
            }
        }
        let mut open = rims.as_slice();
        while let Some((rim, rest)) = open.split_first() {
            open = rest;
            let relations = &self.pattern.relations;
            let coincides = |other: &&Rim| {
                let pair = relations.get(rim.relation).zip(relations.get(other.relation));
                pair.is_some_and(|(a, b)| tally::may_coincide(a, b))
            };
            if rims.iter().take_while(|r| r.relation != rim.relation).any(|r| coincides(&r)) {
                continue;
            }
            let group: Vec<&Rim> = iter::once(rim).chain(rest.iter().filter(coincides)).collect();
            let times = asked.iter().map(|(slot, of)| {
                let leaf = |(relation, of): &(usize, Expr)| {
                    Some((group.iter().position(|rim| rim.relation == *relation)?, of.clone()))
                };
                Times { slot: *slot, of: of.as_ref().and_then(leaf) }
            });
            let times = times.collect();
            let leaves = group.iter().filter_map(|rim| self.leaf(rim)).collect();
            self.chain.push(Op::Tally(Arc::new(Tally { leaves, times })), 1.0);
        }
    }

    fn leaf(&mut self, rim: &Rim) -> Option<Leaf> {
        let reversed = self.pattern.relations.get(rim.relation)?.from == rim.node;
        let expand = self.expand(rim.relation, reversed)?;
        let own = [expand.to, expand.relation];
        let about = |c: &mut Expr| own.iter().any(|slot| c.free_slots().contains(slot));
        let conditions = self.conditions.extract_if(.., about).collect();
        Some(Leaf { expand, conditions })
    }

    /// The hops with those conditions that can be tested on the way; the others are put off until
    /// what they speak of is known.
    fn hops(&mut self, hops: &Hops, relations: Slot) -> Hops {
        let ready =
            |c: &Expr| c.free_slots().iter().all(|s| *s == hops.each || self.known.contains(s));
        let (now, later): (Vec<Expr>, Vec<Expr>) = hops.conditions.iter().cloned().partition(ready);
        for condition in later {
            let span = condition.span;
            let all = ExprKind::Quantifier {
                kind: QuantifierKind::All,
                slot: hops.each,
                list: Box::new(Expr::slot(relations, Type::Relationships, span)),
                predicate: Some(Box::new(condition)),
            };
            self.conditions.push(all.at(span, Type::Boolean));
        }
        Hops { conditions: now, ..hops.clone() }
    }

    fn shortest(&mut self, pattern: &bound::Shortest) {
        let own: BTreeSet<Slot> = pattern.path.into_iter().chain([pattern.relations]).collect();
        let known = &*self.known;
        let about = |c: &mut Expr| {
            let free = c.free_slots();
            !free.is_disjoint(&own) && free.iter().all(|s| own.contains(s) || known.contains(s))
        };
        let conditions: Vec<Expr> = self.conditions.extract_if(.., about).collect();
        let each = |condition: &Expr| Each {
            slot: pattern.hops.each,
            condition: condition.clone(),
            wanted: true,
        };
        let mut shortest = Shortest {
            from: self.node(pattern.from),
            to: self.node(pattern.to),
            nodes: Vec::new(),
            relations: pattern.hops.conditions.iter().map(each).collect(),
            pattern: pattern.clone(),
            conditions,
            both_ends: self.planner.rules.has(Rule::BothEnds),
        };
        if self.planner.rules.has(Rule::Inline) {
            inline::elements(&mut shortest, self.known);
        }
        self.chain.push(Op::Shortest(Arc::new(shortest)), 1.0);
        self.known.extend(own);
    }

    fn select(&mut self, selected: &bound::Selected) {
        let (from, to) = (self.node(selected.from), self.node(selected.to));
        let last = self.chain.steps.iter().rev().find_map(|step| match &step.op {
            Op::Scan { slot, .. } => Some(*slot),
            _ => None,
        });
        // The end that was found last changes from row to row; what was learnt from the other one
        // is of use again.
        let from_end = last == Some(to) && from != to;
        let select = Select::new(
            selected,
            (from, to),
            from_end,
            !self.pattern.repeatable,
            self.planner.rules,
        );
        self.known.extend(selected.binds());
        self.chain.push(Op::Select(Arc::new(select)), 1.0);
    }

    /// Puts paths together and tests conditions, as far as what they need is known.
    fn test(&mut self) {
        let known = &*self.known;
        let ready: Vec<(Slot, Expr)> =
            self.paths.extract_if(.., |(_, p)| p.free_slots().is_subset(known)).collect();
        if !ready.is_empty() {
            self.known.extend(ready.iter().map(|(slot, _)| *slot));
            self.chain.push(Op::Let(ready.into()), 1.0);
        }
        if self.planner.rules.has(Rule::Push) {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let ready = push::ready(&mut self.conditions, self.known);
        self.filter(ready);
    }

    fn filter(&mut self, conditions: Vec<Expr>) {
        if !conditions.is_empty() {
            let (node, share) = self.found.take().unzip();
            let told = |c: &&Expr| node.is_some_and(|node| c.free_slots().contains(&node));
            let others = conditions.iter().filter(|c| !told(c)).map(|_| cost::CONDITION);
            let share = share.unwrap_or(1.0) * others.product::<f64>();
            self.chain.push(Op::Filter(conditions.into()), share);
        }
    }
}
