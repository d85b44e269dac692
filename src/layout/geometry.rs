//! Sizes, places and ways; all in pixels, `y` growing downwards.

/// A width and a height.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Size {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// A place.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

impl Point {
    /// The point moved by so much.
    #[must_use]
    pub fn moved(self, dx: f64, dy: f64) -> Self {
        Self { x: self.x + dx, y: self.y + dy }
    }

    /// The point on the way to another: 0 is here, 1 is there.
    #[must_use]
    pub fn towards(self, other: Self, share: f64) -> Self {
        self.moved((other.x - self.x) * share, (other.y - self.y) * share)
    }
}

/// A line that is wanted between two boxes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wire {
    /// The place of the box it starts from.
    pub from: usize,
    /// The place of the box it leads to.
    pub to: usize,
    /// The size of its label, where it has one.
    pub label: Option<Size>,
}

impl Wire {
    /// A line without a label.
    pub fn between(from: usize, to: usize) -> Self {
        Self { from, to, label: None }
    }
}

/// The way of a line: from a point along cubic curves.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Route {
    /// Where it starts.
    pub start: Point,
    /// Each curve by its two control points and its end.
    pub curves: Vec<[Point; 3]>,
    /// The upper left corner of its label.
    pub label: Option<Point>,
}

impl Route {
    /// A way that starts here and goes nowhere yet.
    pub(super) fn from(start: Point) -> Self {
        Self { start, ..Self::default() }
    }

    /// Where it has come to.
    pub fn end(&self) -> Point {
        self.curves.last().map_or(self.start, |[_, _, end]| *end)
    }

    /// Goes straight on to a point.
    pub(super) fn straight(&mut self, to: Point) {
        let from = self.end();
        if from != to {
            self.curves.push([from.towards(to, 1.0 / 3.0), from.towards(to, 2.0 / 3.0), to]);
        }
    }

    /// Swings to a point, leaving and arriving level.
    pub(super) fn swing(&mut self, to: Point) {
        let from = self.end();
        if (from.y - to.y).abs() < 0.01 {
            return self.straight(to);
        }
        let middle = f64::midpoint(from.x, to.x);
        self.curves.push([Point { x: middle, ..from }, Point { x: middle, ..to }, to]);
    }

    /// The same way walked from its end.
    #[must_use]
    pub(super) fn reversed(self) -> Self {
        let mut back = Self { start: self.end(), curves: Vec::new(), label: self.label };
        let starts = std::iter::once(self.start).chain(self.curves.iter().map(|c| c[2]));
        let curves: Vec<_> = starts.zip(&self.curves).collect();
        for (start, [a, b, _]) in curves.into_iter().rev() {
            back.curves.push([*b, *a, start]);
        }
        back
    }

    /// The way as a chain of points, `steps` to a curve.
    pub fn points(&self, steps: usize) -> Vec<Point> {
        let mut points = vec![self.start];
        let mut from = self.start;
        for curve in &self.curves {
            points.extend((1..=steps).map(|step| along(from, curve, step, steps)));
            from = curve[2];
        }
        points
    }

    /// Of [`points`](Self::points) the first and the one behind it.
    pub fn first_points(&self, steps: usize) -> Option<(Point, Point)> {
        Some((self.start, along(self.start, self.curves.first()?, 1, steps)))
    }

    /// Of [`points`](Self::points) the last and the one before it.
    pub fn last_points(&self, steps: usize) -> Option<(Point, Point)> {
        let (last, before) = self.curves.split_last()?;
        let from = before.last().map_or(self.start, |curve| curve[2]);
        let near = along(from, last, steps.saturating_sub(1), steps);
        Some((along(from, last, steps, steps), near))
    }

    /// Moves all of it.
    pub fn shift(&mut self, dx: f64, dy: f64) {
        self.start = self.start.moved(dx, dy);
        self.label = self.label.map(|p| p.moved(dx, dy));
        for point in self.curves.iter_mut().flatten() {
            *point = point.moved(dx, dy);
        }
    }
}

/// A point of a curve, so many steps of all along it.
fn along(from: Point, [a, b, end]: &[Point; 3], step: usize, steps: usize) -> Point {
    let t = super::measure(step) / super::measure(steps);
    let (first, second) = (from.towards(*a, t), a.towards(*b, t));
    let third = b.towards(*end, t);
    let (left, right) = (first.towards(second, t), second.towards(third, t));
    left.towards(right, t)
}

/// Where everything has gone.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Placement {
    /// The upper left corner of each box, in the order given.
    pub corners: Vec<Point>,
    /// The way of each line, in the order given.
    pub routes: Vec<Route>,
    /// The room all of it takes, from the origin.
    pub size: Size,
}
