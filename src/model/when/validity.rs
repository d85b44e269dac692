//! A spell as its sources state it.

use super::{Boundary, Bounds, Day, Grade, Moment, PartialDate, Precision, refuse};
use crate::model::SchemaError;

/// How many known dates [`Validity::words`] names before it shortens them to the first and the last.
const NAMED: usize = 4;

/// When a fact held: its start, its end, the dates on which sources vouch for it, and whether it
/// was only announced.
///
/// It is one unbroken spell; a break is entered as two. The start is its first day and the end its
/// last, both included. Nothing recorded, the default, is *undated*.
///
/// ```
/// use plexusdb::model::when::{Boundary, Grade, Validity};
///
/// let chair = Validity::new("2021-04-01".parse()?, Boundary::Unknown)?
///     .with_known(["2023-11-08".parse()?]);
/// assert_eq!(chair.words(), "since 1 Apr 2021");
/// assert_eq!(chair.best(&"2020".parse()?), Grade::No);
/// assert_eq!(chair.best(&"2022".parse()?), Grade::Yes);
/// assert_eq!(chair.best(&"2024".parse()?), Grade::Presumed);
/// assert_eq!(chair.worst(&"2021".parse()?), Grade::No);
/// # Ok::<(), plexusdb::model::SchemaError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Validity {
    start: Boundary,
    end: Boundary,
    known: Vec<PartialDate>,
    planned: bool,
}

impl Validity {
    /// The spell from `start` to `end`, both included, with no known date.
    ///
    /// An end that lies wholly before the start is refused.
    pub fn new(start: Boundary, end: Boundary) -> Result<Self, SchemaError> {
        if let (Some((first, _)), Some((_, last))) = (start.extent(), end.extent())
            && last < first
        {
            let reason = format!("it would end before it starts, {}", start.words());
            return Err(refuse(&end.to_string(), reason));
        }
        Ok(Self { start, end, known: Vec::new(), planned: false })
    }

    /// The spell that starts on some day of `date`, with no end stated.
    pub fn since(date: PartialDate) -> Self {
        Self { start: Boundary::Date(date), ..Self::default() }
    }

    /// The same, with these dates on which a source vouches for it as well.
    #[must_use]
    pub fn with_known(mut self, known: impl IntoIterator<Item = PartialDate>) -> Self {
        self.known.extend(known);
        self.known.sort_unstable();
        self.known.dedup();
        self
    }

    /// The same, as something that was announced for later: never more than presumed.
    ///
    /// The document that announces it does not vouch for it, so its date is no known date.
    #[must_use]
    pub fn with_planned(mut self, planned: bool) -> Self {
        self.planned = planned;
        self
    }

    /// When it starts, as stated.
    pub fn start(&self) -> Boundary {
        self.start
    }

    /// When it ends, as stated.
    pub fn end(&self) -> Boundary {
        self.end
    }

    /// The dates on which a source vouches for it, each once, in order of time.
    pub fn known(&self) -> &[PartialDate] {
        &self.known
    }

    /// The last date on which a source vouches for it.
    pub fn last_known(&self) -> Option<PartialDate> {
        self.known.iter().copied().max_by_key(|date| (date.earliest(), date.latest()))
    }

    /// Whether it was only announced for later.
    pub fn is_planned(&self) -> bool {
        self.planned
    }

    /// Whether neither a start, an end nor a known date is recorded.
    pub fn is_undated(&self) -> bool {
        !self.start.is_recorded() && !self.end.is_recorded() && self.known.is_empty()
    }

    /// The bounds that follow from this record alone.
    pub fn bounds(&self) -> Bounds {
        self.bounds_within(&[])
    }

    /// The bounds that follow from this record and from the lives of what it joins.
    ///
    /// - A start and an end give the first and the last day that each can mean.
    /// - The spell holds on some day of each known date. One that contradicts the start, the end or
    ///   the lives tightens nothing; [`Validity::contradicted`] names it.
    /// - It lies within each life. Where the stated start or end itself lies outside, that of the
    ///   life takes its place, so that `..` goes on as long as both ends live.
    /// - It is presumed to go on while no end is recorded, for itself or for a life.
    ///
    /// The order of the lives does not matter. `O(lives + known dates)`.
    pub fn bounds_within(&self, lives: &[Bounds]) -> Bounds {
        let start = first_days(self.start);
        let end = last_days(self.end);
        let earliest_start = lives.iter().map(|life| life.earliest_start).fold(start.0, Day::max);
        let latest_end = lives.iter().map(|life| life.latest_end).fold(end.1, Day::min);
        let mut latest_start = lives
            .iter()
            .filter(|life| start.1 < life.earliest_start)
            .map(|life| life.latest_start)
            .fold(start.1, Day::max);
        let mut earliest_end = lives
            .iter()
            .filter(|life| life.latest_end < end.0)
            .map(|life| life.earliest_end)
            .fold(end.0, Day::min);
        for known in &self.known {
            if known.latest() >= earliest_start && known.earliest() <= latest_end {
                latest_start = latest_start.min(known.latest());
                earliest_end = earliest_end.max(known.earliest());
            }
        }
        let presumed_until = if self.end.is_recorded() {
            Day::MIN
        } else {
            lives.iter().map(Bounds::stands_until).fold(Day::MAX, Day::min)
        };
        Bounds {
            earliest_start,
            // No spell ends before it begins.
            latest_start: latest_start.min(latest_end),
            earliest_end: earliest_end.max(earliest_start),
            latest_end,
            presumed_until,
            undated: self.is_undated(),
            planned: self.planned,
        }
    }

    /// The known dates on which it cannot have held, by its start, its end and these lives.
    ///
    /// The sources contradict each other there: something to show, never to repair.
    pub fn contradicted(&self, lives: &[Bounds]) -> impl Iterator<Item = PartialDate> {
        let bounds = self.bounds_within(lives);
        self.known.iter().copied().filter(move |known| {
            known.latest() < bounds.earliest_start || bounds.latest_end < known.earliest()
        })
    }

    /// Whether it holds on `day`, by this record alone.
    pub fn grade(&self, day: Day) -> Grade {
        self.bounds().grade(day)
    }

    /// The best grade on any day of `moment`, by this record alone.
    pub fn best(&self, moment: &Moment) -> Grade {
        self.bounds().best(moment)
    }

    /// The worst grade on any day of `moment`, by this record alone.
    pub fn worst(&self, moment: &Moment) -> Grade {
        self.bounds().worst(moment)
    }

    /// The spell as people say it: `since 1 Apr 2021`, `2015 to 2019`, `seen 8 Nov 2023`.
    pub fn words(&self) -> String {
        let spell = self.spell_words();
        if !self.planned {
            return spell;
        }
        match (self.start, self.end) {
            (Boundary::Unknown, Boundary::Unknown) if self.known.is_empty() => {
                "planned, date not stated".to_owned()
            }
            (Boundary::Date(_) | Boundary::OneOf(..), Boundary::Unknown) => {
                format!("planned from {}", self.start.words())
            }
            (Boundary::Date(from), Boundary::Date(to)) if from != to => {
                format!("planned from {} to {}", from.words(), to.words())
            }
            (Boundary::Unknown | Boundary::Open, Boundary::Unknown | Boundary::Open) => {
                format!("planned, {spell}")
            }
            _ => format!("planned {spell}"),
        }
    }

    fn spell_words(&self) -> String {
        use Boundary::{Date, OneOf, Open, Unknown};

        let (start, end) = (self.start.words(), self.end.words());
        match (self.start, self.end) {
            (Unknown, Unknown) => self.seen_words(),
            (Unknown, Open) => "start not stated, with no end".to_owned(),
            (Open, Unknown) => "always, end not stated".to_owned(),
            (Open, Open) => "always".to_owned(),
            (Open, _) => format!("always until {end}"),
            (Unknown, _) => format!("until {end}"),
            (_, Unknown) => format!("since {start}"),
            (_, Open) => format!("since {start}, with no end"),
            (Date(from), Date(to)) if from == to && from.precision() == Precision::Day => {
                format!("on {start}")
            }
            (Date(from), Date(to)) if from == to => format!("within {start}"),
            (Date(from), Date(to)) if from.is_plain() && to.is_plain() => {
                format!("{start} to {end}")
            }
            (Date(_) | OneOf(..), Date(_) | OneOf(..)) => format!("from {start} to {end}"),
        }
    }

    fn seen_words(&self) -> String {
        match self.known.as_slice() {
            [] => "start not stated".to_owned(),
            [one] => format!("seen {}", one.words()),
            [first, .., last] if self.known.len() > NAMED => {
                format!(
                    "seen {} times from {} to {}",
                    self.known.len(),
                    first.words(),
                    last.words()
                )
            }
            [others @ .., last] => {
                let others: Vec<_> = others.iter().map(|date| date.words()).collect();
                format!("seen {} and {}", others.join(", "), last.words())
            }
        }
    }
}

/// The first and the last day on which a spell with this start can begin.
fn first_days(start: Boundary) -> (Day, Day) {
    start.extent().unwrap_or(match start {
        Boundary::Open => (Day::MIN, Day::MIN),
        _ => (Day::MIN, Day::MAX),
    })
}

/// The first and the last day on which a spell with this end can end.
fn last_days(end: Boundary) -> (Day, Day) {
    end.extent().unwrap_or(match end {
        Boundary::Open => (Day::MAX, Day::MAX),
        _ => (Day::MIN, Day::MAX),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boundary(text: &str) -> Boundary {
        if text.is_empty() { Boundary::Unknown } else { text.parse().unwrap() }
    }

    fn validity(start: &str, end: &str, known: &[&str]) -> Validity {
        Validity::new(boundary(start), boundary(end))
            .unwrap()
            .with_known(known.iter().map(|date| date.parse().unwrap()))
    }

    #[test]
    fn an_end_before_the_start_is_refused() {
        for (start, end) in
            [("2021", "2020"), ("2021-06-02", "2021-06-01"), ("[2021..2022]", "2020")]
        {
            let error = Validity::new(boundary(start), boundary(end)).unwrap_err();
            assert!(error.to_string().contains("end before it starts"), "{error}");
        }
        // One may end within the year it starts in, and `~` reaches into the year before.
        for (start, end) in [("2021-06", "2021"), ("2021~", "2020"), ("..", "1900"), ("2021", "..")]
        {
            assert!(Validity::new(boundary(start), boundary(end)).is_ok(), "{start} {end}");
        }
    }

    #[test]
    fn spells_read_as_people_say_them() {
        for (start, end, known, words) in [
            ("", "", &[][..], "start not stated"),
            ("", "", &["2023-11-08"][..], "seen 8 Nov 2023"),
            ("", "", &["2020-12-11", "2020-09"], "seen Sep 2020 and 11 Dec 2020"),
            ("", "", &["2019", "2020-09", "2021"], "seen 2019, Sep 2020 and 2021"),
            ("", "", &["2015", "2016", "2017", "2018", "2019"], "seen 5 times from 2015 to 2019"),
            ("2021-04-01", "", &["2023-11-08"], "since 1 Apr 2021"),
            ("", "2019", &[], "until 2019"),
            ("2015", "2019", &[], "2015 to 2019"),
            ("2015~", "2019", &[], "from about 2015 to 2019"),
            ("2015", "2015", &[], "within 2015"),
            ("2015-03-01", "2015-03-01", &[], "on 1 Mar 2015"),
            ("[2023-06..2023-11-08]", "", &[], "since some day between Jun 2023 and 8 Nov 2023"),
            ("..", "2019", &[], "always until 2019"),
            ("2015", "..", &[], "since 2015, with no end"),
        ] {
            assert_eq!(validity(start, end, known).words(), words);
        }
        for (start, end, words) in [
            ("", "", "planned, date not stated"),
            ("2021-04-01", "", "planned from 1 Apr 2021"),
            ("2021", "2024", "planned from 2021 to 2024"),
            ("", "2024", "planned until 2024"),
        ] {
            assert_eq!(validity(start, end, &[]).with_planned(true).words(), words);
        }
    }

    #[test]
    fn a_life_takes_the_place_of_a_start_or_end_outside_it() {
        let life = validity("2015", "2020-03", &[]).bounds();
        let always = validity("..", "..", &[]).bounds_within(&[life]);
        assert_eq!(
            (always.earliest_start, always.latest_start),
            (life.earliest_start, life.latest_start)
        );
        assert_eq!((always.earliest_end, always.latest_end), (life.earliest_end, life.latest_end));

        let apart = validity("2010", "2012", &[]).bounds_within(&[life]);
        for floor in [Grade::Yes, Grade::Presumed, Grade::Possible, Grade::Undated] {
            assert_eq!(apart.interval(floor), None);
        }
        assert_eq!(apart.best(&"2010/2020".parse().unwrap()), Grade::No);
    }

    #[test]
    fn a_known_date_outside_the_spell_tightens_nothing_and_is_named() {
        let record = validity("2015", "2019", &["2010-01-01", "2017-05-05"]);
        assert_eq!(record.contradicted(&[]).collect::<Vec<_>>(), ["2010-01-01".parse().unwrap()]);
        assert_eq!(record.bounds(), validity("2015", "2019", &["2017-05-05"]).bounds());
        assert_eq!(record.last_known(), Some("2017-05-05".parse().unwrap()));
    }

    #[test]
    fn presumption_ends_where_a_party_may_have_ended() {
        let life = validity("", "2020", &[]).bounds();
        let member = validity("2015-01-01", "", &[]).bounds_within(&[life]);
        for (moment, grade) in [
            ("2014", Grade::No),
            ("2015-01-01", Grade::Yes),
            ("2019-12-31", Grade::Presumed),
            ("2020-06", Grade::Possible),
            ("2021", Grade::No),
        ] {
            assert_eq!(member.best(&moment.parse().unwrap()), grade, "{moment}");
        }
    }
}
