//! The days that follow from a record, and the grades that follow from them.

use std::ops::Range;

use super::{Day, Grade, Moment};

/// The four days between which a spell must have begun and ended, and so its grade on any day.
///
/// Made by [`Validity::bounds`](super::Validity::bounds) and
/// [`Validity::bounds_within`](super::Validity::bounds_within). All four are inclusive: the earliest
/// and latest first day, the earliest and latest last day. Every question is answered in `O(1)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bounds {
    pub(super) earliest_start: Day,
    pub(super) latest_start: Day,
    pub(super) earliest_end: Day,
    pub(super) latest_end: Day,
    /// The last day on which it may be presumed to go on; [`Day::MIN`] where its end is recorded.
    pub(super) presumed_until: Day,
    pub(super) undated: bool,
    pub(super) planned: bool,
}

impl Bounds {
    /// The first day on which it can have begun; [`Day::MIN`] where nothing tells.
    pub fn earliest_start(&self) -> Day {
        self.earliest_start
    }

    /// The last day on which it can have begun; [`Day::MAX`] where nothing tells.
    pub fn latest_start(&self) -> Day {
        self.latest_start
    }

    /// The first day that can have been its last; [`Day::MIN`] where nothing tells.
    pub fn earliest_end(&self) -> Day {
        self.earliest_end
    }

    /// The last day that can have been its last; [`Day::MAX`] where nothing tells.
    pub fn latest_end(&self) -> Day {
        self.latest_end
    }

    /// The last day on which it is known or may be presumed to hold.
    ///
    /// ```
    /// use plexusdb::model::when::{Boundary, Day, Validity};
    ///
    /// let since_2021 = Validity::new("2021".parse()?, Boundary::Unknown)?;
    /// assert_eq!(since_2021.bounds().stands_until(), Day::MAX);
    /// # Ok::<(), plexusdb::Error>(())
    /// ```
    pub fn stands_until(&self) -> Day {
        self.earliest_end.max(self.presumed_until)
    }

    /// Whether nothing is recorded of when it held.
    pub fn is_undated(&self) -> bool {
        self.undated
    }

    /// The same of something undated that is known to be over by this day.
    #[cfg(feature = "interchange")]
    #[must_use]
    pub(crate) fn until(mut self, day: Option<Day>) -> Self {
        if let Some(day) = day {
            (self.latest_start, self.latest_end, self.undated) = (day, day, false);
            self.presumed_until = Day::MIN;
        }
        self
    }

    /// Whether it holds on `day`.
    pub fn grade(&self, day: Day) -> Grade {
        if self.undated {
            return Grade::Undated;
        }
        if day < self.earliest_start || day > self.latest_end {
            return Grade::No;
        }
        if day < self.latest_start || day > self.stands_until() {
            return Grade::Possible;
        }
        if day <= self.earliest_end && !self.planned { Grade::Yes } else { Grade::Presumed }
    }

    /// The days on which the grade is at least `floor`, half-open; `None` where there are none.
    ///
    /// They are always one unbroken run, so an as-of filter is two comparisons: a day is in the
    /// range, or a moment overlaps it. An end of [`Day::MAX`] is no end.
    pub fn interval(&self, floor: Grade) -> Option<Range<Day>> {
        let always = Day::MIN..Day::MAX;
        if floor == Grade::No {
            return Some(always);
        }
        if self.undated {
            return (floor == Grade::Undated).then_some(always);
        }
        let (first, last) = match floor {
            Grade::Yes if self.planned => return None,
            Grade::Yes => (self.latest_start, self.earliest_end),
            Grade::Presumed => (self.latest_start, self.stands_until()),
            Grade::Possible | Grade::Undated | Grade::No => (Day::MIN, Day::MAX),
        };
        let first = first.max(self.earliest_start);
        let last = last.min(self.latest_end);
        (first <= last).then(|| first..last.next()).filter(|days| days.start < days.end)
    }

    /// The best grade on any day of `moment`: whether it holds *at some time* in it.
    pub fn best(&self, moment: &Moment) -> Grade {
        self.best_within(&moment.days())
    }

    /// The best grade on any of these days.
    pub(crate) fn best_within(&self, asked: &Range<Day>) -> Grade {
        self.highest(|held| held.start < asked.end && asked.start < held.end)
    }

    /// The worst grade on any day of `moment`: whether it holds *throughout* it.
    pub fn worst(&self, moment: &Moment) -> Grade {
        let asked = moment.days();
        self.highest(|held| held.start <= asked.start && asked.end <= held.end)
    }

    fn highest(&self, fits: impl Fn(&Range<Day>) -> bool) -> Grade {
        Grade::ALL
            .into_iter()
            .find(|floor| self.interval(*floor).is_some_and(|held| fits(&held)))
            .unwrap_or(Grade::No)
    }
}
