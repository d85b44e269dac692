//! A pattern as steps: where to start, which relationship to follow next, when to test what.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::rule::{Rule, inline, order, push, seek, start};
use super::{Chain, Each, Expand, Op, Planner, Repeat, Select, Shortest, Source, cost};
use crate::cypher::sema::bound::{self, Hops, Pattern, PatternRelation, Slot, Type};
use crate::cypher::sema::expr::{Expr, ExprKind};
use crate::cypher::syntax::tree::QuantifierKind;

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

/// Plans the matching of a pattern, and adds what it binds to what is known.
pub(super) fn plan(
    planner: &Planner<'_>,
    mut pattern: Pattern,
    known: &mut BTreeSet<Slot>,
    chain: &mut Chain,
) {
    known.extend(pattern.nodes.iter().filter(|n| n.bound).map(|n| n.slot));
    known.extend(pattern.relations.iter().filter(|r| r.bound).map(|r| r.slot));
    let conditions = std::mem::take(&mut pattern.predicates);
    let paths = std::mem::take(&mut pattern.paths);
    let done = vec![false; pattern.relations.len()];
    Matching { planner, pattern: &pattern, known, done, conditions, paths, chain }.run();
}

struct Matching<'a> {
    planner: &'a Planner<'a>,
    pattern: &'a Pattern,
    known: &'a mut BTreeSet<Slot>,
    done: Vec<bool>,
    conditions: Vec<Expr>,
    paths: Vec<(Slot, Expr)>,
    chain: &'a mut Chain,
}

impl Matching<'_> {
    fn run(mut self) {
        self.test();
        loop {
            if let Some((next, factor)) = self.next(self.known, &self.done) {
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
        let rest = std::mem::take(&mut self.conditions);
        self.filter(rest);
    }

    /// The relationship to follow next, if one hangs on what is known.
    fn next(&self, known: &BTreeSet<Slot>, done: &[bool]) -> Option<(Move, f64)> {
        let relations = self.pattern.relations.iter().enumerate();
        let open = relations.filter(|(i, _)| done.get(*i) == Some(&false));
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

    /// The rows that following a relationship gives for one.
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
        let one = || cost::fan_out(snapshot, &relation.types, relation.direction);
        let all = match (&relation.leg, &relation.hops) {
            (Some(leg), _) => cost::fan_out_leg(snapshot, leg),
            (None, None) => one(),
            (None, Some(hops)) => cost::fan_out_many(one(), hops.min, hops.max),
        };
        let (from, to) = self.ends(relation);
        let far = if matches!(next, Move::Forward(_)) { to } else { from };
        let share = if closes {
            1.0 / snapshot.node_count().max(1) as f64
        } else {
            cost::share(snapshot, far, known, &self.conditions)
        };
        all * share
    }

    /// The node to begin with, among those not reached.
    fn start(&self) -> Option<usize> {
        let nodes = self.pattern.nodes.iter().enumerate();
        let mut open = nodes.filter(|(_, n)| !self.known.contains(&n.slot)).map(|(i, _)| i);
        if self.planner.rules.has(Rule::Start) {
            start::cheapest(open, |node| self.cost_from(node))
        } else {
            open.next()
        }
    }

    /// The rows made in all when this node is the start.
    fn cost_from(&self, node: usize) -> f64 {
        let Some(node) = self.pattern.nodes.get(node) else { return f64::INFINITY };
        if self.pattern.nodes.len() > LARGE {
            return self.rows_of(&self.source(node.slot), Some(node.slot));
        }
        let mut known = self.known.clone();
        let mut done = self.done.clone();
        let mut rows = self.rows_of(&self.source(node.slot), Some(node.slot));
        let mut cost = rows;
        known.insert(node.slot);
        while let Some((next, factor)) = self.next(&known, &done) {
            let (Move::Forward(i) | Move::Backward(i)) = next;
            if let (Some(done), Some(relation)) = (done.get_mut(i), self.pattern.relations.get(i)) {
                *done = true;
                let (from, to) = self.ends(relation);
                known.extend([from, to, relation.slot]);
            }
            rows *= factor;
            cost += rows;
        }
        cost
    }

    /// The nodes that a source gives, and of those the ones that the conditions on `slot` let
    /// through.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    fn rows_of(&self, source: &Source, slot: Option<Slot>) -> f64 {
        let snapshot = self.planner.snapshot;
        let share = slot.map(|slot| cost::share(snapshot, slot, self.known, &self.conditions));
        match (source, share) {
            (Source::Key(_) | Source::Name(_) | Source::Identifier(..), _) => 1.0,
            (Source::Nothing, _) => 0.0,
            (_, Some(share)) => share * snapshot.node_count() as f64,
            (Source::Label(label), None) => snapshot.label_count(*label) as f64,
            (Source::All, None) => snapshot.node_count() as f64,
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
        self.chain.push(Op::Scan { slot: node.slot, source: Arc::new(source) }, rows);
        self.known.insert(node.slot);
    }

    fn node(&self, index: usize) -> Slot {
        self.pattern.nodes.get(index).map_or(Slot(u16::MAX), |n| n.slot)
    }

    fn ends(&self, relation: &PatternRelation) -> (Slot, Slot) {
        (self.node(relation.from), self.node(relation.to))
    }

    fn follow(&mut self, next: Move, factor: f64) {
        let (Move::Forward(i) | Move::Backward(i)) = next;
        let pattern = self.pattern;
        let Some(relation) = pattern.relations.get(i) else { return };
        let (left, right) = self.ends(relation);
        let reversed = matches!(next, Move::Backward(_));
        let (from, to) = if reversed { (right, left) } else { (left, right) };
        let direction = if reversed { relation.direction.reversed() } else { relation.direction };
        let others = pattern.relations.iter().zip(&self.done).filter(|(_, done)| **done);
        let expand = Expand {
            from,
            to,
            knows_from: self.known.contains(&from),
            knows_to: self.known.contains(&to),
            relation: relation.slot,
            direction,
            reversed,
            types: relation.types.clone(),
            others: others.map(|(r, _)| r.slot).filter(|_| !pattern.repeatable).collect(),
        };
        let expand = Arc::new(expand);
        let op = match (&relation.leg, &relation.hops) {
            _ if relation.bound => Op::Ends(expand),
            (Some(leg), _) => {
                self.known.extend(leg.lists.iter().map(|list| list.1));
                let early = self.planner.rules.has(Rule::Push);
                let repeat = Repeat::new(leg, reversed, !pattern.repeatable, early);
                Op::Repeat { expand, repeat: Arc::new(repeat) }
            }
            (None, None) => Op::Expand(expand),
            (None, Some(hops)) => {
                let hops = Arc::new(self.hops(hops, relation.slot));
                Op::ExpandMany { expand, hops }
            }
        };
        self.chain.push(op, factor);
        if let Some(done) = self.done.get_mut(i) {
            *done = true;
        }
        self.known.extend([from, to, relation.slot]);
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
            let share = conditions.iter().map(|_| cost::CONDITION).product();
            self.chain.push(Op::Filter(conditions.into()), share);
        }
    }
}
