//! The grades against the definition: every spell that a record allows, tried one by one.
//!
//! `PLEXUS_CASES=100000 cargo test --release --lib when::tests` grades as many facts, each on every day
//! asked about and within a moment of its own.

use std::ops::RangeInclusive;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{Boundary, Bounds, Day, Grade, Moment, PartialDate, Validity};

/// The days on which grades are compared, as days of the calendar.
const ASKED: RangeInclusive<&str> = "2020-02-22"..="2020-03-08";

/// Beyond the days asked about, the first and the last day of each stretch at whose edges a date or a
/// moment can begin or end.
const BEYOND: [&str; 18] = [
    "1000-01-01",
    "2018-12-31",
    "2019-01-01",
    "2019-12-31",
    "2020-01-01",
    "2020-01-31",
    "2020-02-01",
    "2020-02-21",
    "2020-03-09",
    "2020-03-31",
    "2020-04-01",
    "2020-04-30",
    "2020-05-01",
    "2020-12-31",
    "2021-01-01",
    "2021-12-31",
    "2022-01-01",
    "3000-01-01",
];

fn day(text: &str) -> Day {
    text.parse::<PartialDate>().unwrap().earliest()
}

fn asked() -> Vec<Day> {
    (day(ASKED.start()).number()..=day(ASKED.end()).number()).map(Day::new).collect()
}

/// Every day a spell may begin or end on, with the ends of time.
fn universe() -> Vec<Day> {
    let mut days = asked();
    days.extend(BEYOND.map(day));
    days.extend([Day::MIN, Day::MAX]);
    days.sort_unstable();
    days
}

type Spell = (Day, Day);

/// Every unbroken spell that a record allows within these lives, by the meaning of what it records.
///
/// A known date on which none of them can hold contradicts the rest of the record, and says nothing.
fn spells(record: &Validity, lives: &[Vec<Spell>]) -> Vec<Spell> {
    let allows = |boundary: Boundary, day: Day, open: Day| match boundary {
        Boundary::Unknown => true,
        Boundary::Open => day == open,
        Boundary::Date(date) => (date.earliest()..=date.latest()).contains(&day),
        Boundary::OneOf(from, to) => (from.earliest()..=to.latest()).contains(&day),
    };
    let days = universe();
    let touches = |(first, last): Spell, date: &PartialDate| {
        days.iter().any(|day| {
            (first..=last).contains(day) && (date.earliest()..=date.latest()).contains(day)
        })
    };
    let within = |(first, last): Spell| {
        lives.iter().all(|life| life.iter().any(|(born, died)| *born <= first && last <= *died))
    };
    let mut all: Vec<Spell> = Vec::new();
    for &first in days.iter().filter(|day| allows(record.start(), **day, Day::MIN)) {
        let ends = days.iter().filter(|day| allows(record.end(), **day, Day::MAX));
        all.extend(ends.map(|last| (first, *last)).filter(|(first, last)| first <= last));
    }
    all.retain(|spell| within(*spell));
    let mut known = record.known().to_vec();
    known.retain(|date| all.iter().any(|spell| touches(*spell, date)));
    all.retain(|spell| known.iter().all(|date| touches(*spell, date)));
    all
}

/// The grade on each of these days, by its definition; `None` where the start or the end lies outside
/// the lives, so that the records allow no spell at all.
fn oracle(record: &Validity, lives: &[Validity], asked: &[Day]) -> Option<Vec<Grade>> {
    let living: Vec<Vec<Spell>> = lives.iter().map(|life| spells(life, &[])).collect();
    let allowed = spells(record, &living);
    if allowed.is_empty() {
        return None;
    }
    let nothing = record.start() == Boundary::Unknown
        && record.end() == Boundary::Unknown
        && record.known().is_empty();
    let grade = |day: Day| {
        if nothing {
            return Grade::Undated;
        }
        let holding = allowed.iter().filter(|(first, last)| *first <= day && day <= *last).count();
        let begun = allowed.iter().all(|(first, _)| *first <= day);
        let may_go_on = record.end() == Boundary::Unknown
            && lives.iter().zip(&living).all(|(life, spells)| {
                life.end() == Boundary::Unknown || spells.iter().all(|(_, died)| day <= *died)
            });
        if holding == 0 {
            Grade::No
        } else if holding == allowed.len() {
            if record.is_planned() { Grade::Presumed } else { Grade::Yes }
        } else if begun && may_go_on {
            Grade::Presumed
        } else {
            Grade::Possible
        }
    };
    Some(asked.iter().map(|day| grade(*day)).collect())
}

fn date() -> impl Strategy<Value = PartialDate> {
    let mut texts = vec!["2020".to_owned(), "2020-02".to_owned(), "2020-03".to_owned()];
    texts.extend(["2020~", "2020?", "2020-02?", "2020-03~"].map(str::to_owned));
    for day in asked() {
        texts.push(day.to_string());
        // Days close to the edges would widen onto a stretch with no day of its own.
        if day > self::day("2020-02-22") && day < self::day("2020-03-08") {
            texts.push(format!("{day}~"));
            texts.push(format!("{day}%"));
        }
    }
    select(texts).prop_map(|text| text.parse().unwrap())
}

fn dated() -> impl Strategy<Value = Boundary> {
    prop_oneof![
        2 => date().prop_map(Boundary::Date),
        1 => (date(), date()).prop_map(|(a, b)| {
            if a.earliest() <= b.latest() { Boundary::OneOf(a, b) } else { Boundary::OneOf(b, a) }
        }),
    ]
}

fn boundary() -> impl Strategy<Value = Boundary> {
    prop_oneof![3 => Just(Boundary::Unknown), 1 => Just(Boundary::Open), 6 => dated()]
}

fn record() -> impl Strategy<Value = Validity> {
    let planned = prop_oneof![5 => Just(false), 1 => Just(true)];
    (boundary(), boundary(), vec(date(), 0..3), planned).prop_filter_map(
        "ends before it starts",
        |(start, end, known, planned)| {
            let spell = Validity::new(start, end).ok()?;
            Some(spell.with_known(known).with_planned(planned))
        },
    )
}

/// A moment as it is typed, with the first and the last day that it means.
type Typed = (String, Day, Day);

/// Days, months, years and intervals of them, with one side open or none.
fn moment() -> impl Strategy<Value = Typed> {
    let mut dates: Vec<Typed> =
        asked().into_iter().map(|day| (day.to_string(), day, day)).collect();
    for (text, first, last) in [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2020", "2020-01-01", "2020-12-31"),
        ("2021", "2021-01-01", "2021-12-31"),
        ("2020-01", "2020-01-01", "2020-01-31"),
        ("Feb 2020", "2020-02-01", "2020-02-29"),
        ("2020-03", "2020-03-01", "2020-03-31"),
        ("2020-04", "2020-04-01", "2020-04-30"),
        ("29 Feb 2020", "2020-02-29", "2020-02-29"),
    ] {
        dates.push((text.to_owned(), day(first), day(last)));
    }
    let side = || select(dates.clone());
    prop_oneof![
        2 => side(),
        2 => (side(), side()).prop_map(|(a, b)| {
            let (a, b) = if a.1 <= b.2 { (a, b) } else { (b, a) };
            (format!("{}/{}", a.0, b.0), a.1, b.2)
        }),
        1 => side().prop_map(|(text, first, _)| (format!("{text}/.."), first, Day::MAX)),
        1 => side().prop_map(|(text, _, last)| (format!("../{text}"), Day::MIN, last)),
    ]
}

/// How many facts are graded: `PLEXUS_CASES`, where it is set.
fn cases() -> u32 {
    let set = std::env::var("PLEXUS_CASES").ok().and_then(|count| count.parse().ok());
    set.unwrap_or(400)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_local_rejects: u32::MAX, ..ProptestConfig::default() })]

    #[test]
    fn every_grade_follows_from_the_spells_allowed(
        record in record(),
        lives in vec(record(), 0..3),
        (typed, from, to) in moment(),
    ) {
        let days: Vec<Day> = universe().into_iter().filter(|day| day.is_finite()).collect();
        let births: Vec<Bounds> = lives.iter().map(Validity::bounds).collect();
        let bounds = record.bounds_within(&births);
        let graded: Vec<Grade> = days.iter().map(|day| bounds.grade(*day)).collect();
        let expected = oracle(&record, &lives, &days);
        let contradicted = expected.is_none();
        let expected = expected.unwrap_or_else(|| graded.clone());
        prop_assert_eq!(&graded, &expected, "{:?}", bounds);
        if contradicted {
            // Whatever is presumed of such a record, it does not hold before a birth or after a death;
            // only that nothing dates it is told before that.
            let living: Vec<Vec<Spell>> = lives.iter().map(|life| spells(life, &[])).collect();
            for (day, grade) in days.iter().zip(&graded) {
                let lives = |life: &Vec<Spell>| life.iter().any(|(a, b)| a <= day && day <= b);
                let outside = matches!(grade, Grade::No | Grade::Undated);
                prop_assert!(living.iter().all(lives) || outside, "{} on {}", grade, day);
            }
        }
        let within = || {
            let days = days.iter().zip(&expected);
            days.filter(|(day, _)| (from..=to).contains(day)).map(|(_, grade)| *grade)
        };
        let moment: Moment = typed.parse().unwrap();
        prop_assert_eq!(Some(bounds.best(&moment)), within().max(), "at some time in {}", typed);
        prop_assert_eq!(Some(bounds.worst(&moment)), within().min(), "throughout {}", typed);
    }

    #[test]
    fn an_event_is_graded_by_the_days_it_can_mean(
        on in dated(),
        (typed, from, to) in moment(),
    ) {
        let happens = spells(&Validity::new(on, Boundary::Unknown).unwrap(), &[]);
        let within = |(day, _): &Spell| (from..=to).contains(day);
        let expected = match happens.iter().filter(|spell| within(spell)).count() {
            0 => Grade::No,
            all if all == happens.len() => Grade::Yes,
            _ => Grade::Possible,
        };
        prop_assert_eq!(on.happened(&typed.parse().unwrap()), expected, "{} in {}", on, typed);
    }

    #[test]
    fn an_interval_holds_the_days_at_or_above_its_floor(
        record in record(),
        lives in vec(record(), 0..3),
    ) {
        let births: Vec<Bounds> = lives.iter().map(Validity::bounds).collect();
        let bounds = record.bounds_within(&births);
        for floor in Grade::ALL {
            let held = bounds.interval(floor);
            for day in universe().into_iter().filter(|day| day.is_finite()) {
                prop_assert_eq!(
                    held.as_ref().is_some_and(|days| days.contains(&day)),
                    bounds.grade(day) >= floor,
                    "{} on {}", floor, day
                );
            }
        }
    }

    #[test]
    fn the_order_of_lives_does_not_matter(record in record(), a in record(), b in record()) {
        let (a, b) = (a.bounds(), b.bounds());
        prop_assert_eq!(record.bounds_within(&[a, b]), record.bounds_within(&[b, a]));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
        let _ = (text.parse::<Moment>(), text.parse::<Boundary>(), text.parse::<PartialDate>());
    }

    #[test]
    fn what_is_read_is_written_as_entered(date in date(), boundary in boundary()) {
        prop_assert_eq!(date.to_string().parse(), Ok(date));
        if boundary.is_recorded() {
            prop_assert_eq!(boundary.to_string().parse(), Ok(boundary));
        }
    }
}

#[test]
fn the_five_answers_as_the_model_tells_them() {
    let record = |start: &str, end: &str, known: &[&str]| {
        let boundary = |text: &str| text.parse().unwrap_or(Boundary::Unknown);
        Validity::new(boundary(start), boundary(end))
            .unwrap()
            .with_known(known.iter().map(|date| date.parse().unwrap()))
    };
    for (spell, moment, grade) in [
        // Nothing recorded is undated, whatever the moment.
        (record("", "", &[]), "1066", Grade::Undated),
        // The start itself is the last day vouched for.
        (record("2021-04-01", "", &[]), "2021-03-31", Grade::No),
        (record("2021-04-01", "", &[]), "2021-04-01", Grade::Yes),
        (record("2021-04-01", "", &[]), "2021-04-02", Grade::Presumed),
        (record("2021-04", "", &[]), "2021-04-15", Grade::Possible),
        (record("2021-04", "", &[]), "2021-04", Grade::Presumed),
        // Between the latest start and the last known date.
        (record("2021-04", "", &["2023-11-08"]), "2021-05-01/2023-11-08", Grade::Yes),
        // Before the first known date when no start is recorded.
        (record("", "", &["2023-11-08"]), "2020", Grade::Possible),
        (record("", "", &["2023-11-08"]), "2023-11-09", Grade::Presumed),
        // An open start was always so, an open end goes on.
        (record("..", "2019", &[]), "1066", Grade::Yes),
        (record("..", "", &[]), "1066", Grade::Presumed),
        (record("2021", "..", &[]), "2999", Grade::Yes),
        // An uncertain end.
        (record("2015", "2019", &[]), "2016/2018", Grade::Yes),
        (record("2015", "2019", &[]), "2019-06", Grade::Possible),
        (record("2015", "2019", &[]), "2020", Grade::No),
        // About June reaches from May to July.
        (record("2021-06~", "", &["2022"]), "2021-07-30", Grade::Possible),
        (record("2021-06~", "", &["2022"]), "2021-08-01", Grade::Yes),
        (record("2021-06~", "", &["2022"]), "2021-04-30", Grade::No),
        // What is planned is never more than presumed.
        (record("2021", "2024", &[]).with_planned(true), "2022", Grade::Presumed),
    ] {
        assert_eq!(spell.best(&moment.parse().unwrap()), grade, "{} in {moment}", spell.words());
    }
}
