//! Which column each cell stands in.

use super::{Wire, at, put};

/// The column of each of `cells`. No steps run in a circle; every step leads at least one column to
/// the right.
pub(super) fn ranks(cells: usize, steps: &[(usize, usize)]) -> Vec<usize> {
    let (mut before, mut after) = (vec![Vec::new(); cells], vec![Vec::new(); cells]);
    for (from, to) in steps {
        if let (Some(after), Some(before)) = (after.get_mut(*from), before.get_mut(*to)) {
            after.push(*to);
            before.push(*from);
        }
    }
    let order = sorted(&before, &after);
    let mut rank = vec![0_usize; cells];
    for cell in &order {
        let from = before.get(*cell).into_iter().flatten();
        let least = from.map(|b| at(&rank, *b) + 1).max().unwrap_or(0);
        put(&mut rank, *cell, least);
    }
    tighten(&mut rank, &order, &before, &after);
    let first = rank.iter().copied().min().unwrap_or_default();
    for rank in &mut rank {
        *rank -= first;
    }
    rank
}

/// What a cell has in lists of all.
fn list(lists: &[Vec<usize>], cell: usize) -> &[usize] {
    lists.get(cell).map_or(&[], Vec::as_slice)
}

/// Moves each cell towards the side where more lines hold it, so that lines become shorter.
fn tighten(rank: &mut [usize], order: &[usize], before: &[Vec<usize>], after: &[Vec<usize>]) {
    for _ in 0..4 {
        for cell in order.iter().rev() {
            let (left, right) = (list(before, *cell), list(after, *cell));
            if let Some(next) = right.iter().map(|c| at(rank, *c)).min()
                && right.len() > left.len()
            {
                put(rank, *cell, next - 1);
            }
        }
        for cell in order {
            let (left, right) = (list(before, *cell), list(after, *cell));
            if let Some(last) = left.iter().map(|c| at(rank, *c)).max()
                && left.len() > right.len()
            {
                put(rank, *cell, last + 1);
            }
        }
    }
}

/// The wires that close a circle, found depth first, beginning at boxes to which nothing leads: turned
/// round, they break it.
pub(super) fn turned(boxes: usize, wires: &[Wire]) -> Vec<bool> {
    #[derive(Clone, Copy, PartialEq, Default)]
    enum Seen {
        #[default]
        Not,
        Open,
        Done,
    }
    let mut out: Vec<Vec<(usize, usize)>> = vec![Vec::new(); boxes];
    let mut entered = vec![false; boxes];
    for (number, wire) in wires.iter().enumerate().filter(|(_, w)| w.from != w.to) {
        if let Some(out) = out.get_mut(wire.from) {
            out.push((number, wire.to));
        }
        put(&mut entered, wire.to, true);
    }
    let mut turned = vec![false; wires.len()];
    let mut seen = vec![Seen::Not; boxes];
    let roots = (0..boxes).filter(|c| !at(&entered, *c)).chain(0..boxes);
    for root in roots {
        if at(&seen, root) != Seen::Not {
            continue;
        }
        put(&mut seen, root, Seen::Open);
        let mut way = vec![(root, 0_usize)];
        while let Some((cell, next)) = way.last_mut() {
            let Some((number, to)) = out.get(*cell).and_then(|o| o.get(*next)).copied() else {
                put(&mut seen, *cell, Seen::Done);
                way.pop();
                continue;
            };
            *next += 1;
            match at(&seen, to) {
                Seen::Not => {
                    put(&mut seen, to, Seen::Open);
                    way.push((to, 0));
                }
                Seen::Open => put(&mut turned, number, true),
                Seen::Done => {}
            }
        }
    }
    turned
}

/// The cells so that each comes behind those that lead to it.
fn sorted(before: &[Vec<usize>], after: &[Vec<usize>]) -> Vec<usize> {
    let mut open: Vec<usize> = before.iter().map(Vec::len).collect();
    let mut order: Vec<usize> = (0..open.len()).filter(|c| at(&open, *c) == 0).collect();
    let mut next = 0;
    while let Some(cell) = order.get(next).copied() {
        next += 1;
        for to in after.get(cell).into_iter().flatten() {
            let left = at(&open, *to).saturating_sub(1);
            put(&mut open, *to, left);
            if left == 0 {
                order.push(*to);
            }
        }
    }
    order
}
