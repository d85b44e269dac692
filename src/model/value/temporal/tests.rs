//! Dates, times and durations against jiff where it reaches, and against their own definitions.

use std::fmt::Display;
use std::str::FromStr;

use jiff::civil;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};
use proptest::prelude::*;

use super::*;
use crate::model::Value;

const ZONES: [&str; 6] = [
    "Europe/London",
    "Europe/Stockholm",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Pacific/Apia",
];

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn length(text: &str) -> Duration {
    text.parse().unwrap()
}

/// Days of any year of the language, those of jiff's years more often than others.
fn any_date() -> impl Strategy<Value = Date> {
    let (first, last) = (day("-999999999-01-01"), day("+999999999-12-31"));
    prop_oneof![
        near_date(),
        (first.number()..=last.number()).prop_map(|n| Date::from_number(n).unwrap())
    ]
}

fn near_date() -> impl Strategy<Value = Date> {
    let (first, last) = (day("-8000-01-01"), day("8000-12-31"));
    prop_oneof![-200_000_i64..200_000, first.number()..=last.number()]
        .prop_map(|n| Date::from_number(n).unwrap())
}

fn any_time() -> impl Strategy<Value = LocalTime> {
    prop_oneof![0..86_400_i64, 0..DAY].prop_map(|n| {
        let nanoseconds = if n < DAY_SECONDS { n * SECOND } else { n };
        LocalTime::from_nanoseconds(nanoseconds).unwrap()
    })
}

fn any_offset() -> impl Strategy<Value = Offset> {
    prop_oneof![Just(0), -64_800_i64..=64_800].prop_map(|n| Offset::new(n).unwrap())
}

fn any_zone() -> impl Strategy<Value = Zone> {
    prop_oneof![
        any_offset().prop_map(Zone::Fixed),
        prop::sample::select(&ZONES[..]).prop_map(|name| name.parse().unwrap()),
    ]
}

fn any_local() -> impl Strategy<Value = LocalDateTime> {
    (any_date(), any_time()).prop_map(|(date, time)| LocalDateTime { date, time })
}

fn any_datetime() -> impl Strategy<Value = DateTime> {
    (any_local(), any_zone())
        .prop_filter_map("beyond the calendar", |(local, zone)| DateTime::new(local, zone, None))
}

fn any_duration() -> impl Strategy<Value = Duration> {
    let part = || prop_oneof![-50_i64..50, -1_000_000_i64..1_000_000];
    (part(), part(), prop_oneof![-2_i64 * DAY..2 * DAY, any::<i64>()])
        .prop_map(|(months, days, n)| Duration::new(months, days, n.into()).unwrap())
}

fn read_back<T: Display + FromStr<Err = TemporalError> + PartialEq + std::fmt::Debug>(
    value: &T,
) -> Result<(), TestCaseError> {
    let text = value.to_string();
    let read = text.parse::<T>();
    prop_assert_eq!(read.as_ref(), Ok(value), "{}", text);
    Ok(())
}

fn of_jiff(date: civil::Date) -> Option<Date> {
    Date::from_civil(date.year().into(), date.month().into(), date.day().into())
}

fn to_jiff(date: Date) -> civil::Date {
    let (year, month, day) = date.civil();
    civil::date(year.try_into().unwrap(), month.try_into().unwrap(), day.try_into().unwrap())
}

fn local_to_jiff(at: LocalDateTime) -> civil::DateTime {
    let time = at.time;
    let small = |n: i64| i8::try_from(n).unwrap();
    let (hour, minute, second) = (small(time.hour()), small(time.minute()), small(time.second()));
    to_jiff(at.date).at(hour, minute, second, time.nanosecond().try_into().unwrap())
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        date in any_date(), time in any_time(), offset in any_offset(),
        local in any_local(), at in any_datetime(), duration in any_duration(),
    ) {
        read_back(&date)?;
        read_back(&time)?;
        read_back(&Time { local: time, offset })?;
        read_back(&local)?;
        read_back(&at)?;
        read_back(&duration)?;
    }

    #[test]
    fn no_text_makes_reading_panic(text in "[-+]?[PTZWQ0-9:.,+\\[\\]A-Za-zé/-]{0,24}") {
        let _ = (text.parse::<Date>(), text.parse::<LocalTime>(), text.parse::<Time>());
        let _ = (text.parse::<LocalDateTime>(), text.parse::<DateTime>());
        let _ = (text.parse::<Duration>(), text.parse::<Zone>());
    }

    #[test]
    fn days_are_those_of_jiff(date in near_date(), months in -5_000_i32..5_000) {
        let other = to_jiff(date);
        prop_assert_eq!(of_jiff(other), Some(date));
        prop_assert_eq!(date.weekday(), i64::from(other.weekday().to_monday_one_offset()));
        prop_assert_eq!(date.day_of_year(), i64::from(other.day_of_year()));
        let week = other.iso_week_date();
        prop_assert_eq!((date.week_year(), date.week()), (week.year().into(), week.week().into()));
        prop_assert_eq!(Date::of_week(date.week_year(), date.week(), date.weekday()), Some(date));
        prop_assert_eq!(Date::of_year(date.year(), date.day_of_year()), Some(date));
        prop_assert_eq!(
            Date::of_quarter(date.year(), date.quarter(), date.day_of_quarter()), Some(date)
        );
        let later = other.checked_add(months.months()).unwrap();
        prop_assert_eq!(date.plus_months(months.into()), of_jiff(later));
    }

    #[test]
    fn clocks_of_zones_are_those_of_jiff(
        date in near_date(), time in any_time(), zone in prop::sample::select(&ZONES[..]),
        span in (-40_i64..40, -40_i64..40, -100_000_000_i64..100_000_000),
    ) {
        let local = LocalDateTime { date, time };
        let ours = DateTime::new(local, zone.parse().unwrap(), None).unwrap();
        let theirs = TimeZone::get(zone).unwrap().to_zoned(local_to_jiff(local)).unwrap();
        prop_assert_eq!(ours.nanoseconds(), theirs.timestamp().as_nanosecond());
        prop_assert_eq!(ours.offset().seconds(), i64::from(theirs.offset().seconds()));
        prop_assert_eq!(local_to_jiff(ours.local()), theirs.datetime());

        let (months, days, seconds) = span;
        let duration = Duration::new(months, days, i128::from(seconds) * i128::from(SECOND));
        let ours = ours.plus(&duration.unwrap()).unwrap();
        // jiff wants all units of a span to point the same way.
        let theirs = [Span::new().months(months), Span::new().days(days), seconds.seconds()]
            .into_iter()
            .fold(theirs, |at, span| at.checked_add(span).unwrap());
        prop_assert!(
            ours.nanoseconds() == theirs.timestamp().as_nanosecond()
                // The two steps of months and days may each meet a change of clocks; here they are one.
                || months != 0 && days != 0,
            "{} {}", ours, theirs
        );
    }

    #[test]
    fn far_years_have_the_rules_of_their_era(
        number in 2_500_000_i64..365_000_000_000, time in any_time(), zone in any_zone(),
    ) {
        let at = |number| LocalDateTime { date: Date::from_number(number).unwrap(), time };
        let far = DateTime::new(at(number), zone.clone(), None).unwrap();
        // A day of the years from 6900 to 7300.
        let near = DateTime::new(at((number - 1_800_000) % 146_097 + 1_800_000), zone, None).unwrap();
        prop_assert_eq!(far.offset(), near.offset());
        prop_assert_eq!(far.local().time, near.local().time);
    }

    #[test]
    fn a_duration_between_leads_from_one_to_the_other(a in any_local(), b in any_local()) {
        let between = |measure| Duration::between(&a.into(), &b.into(), measure).unwrap();
        prop_assert_eq!(a.plus(&between(Measure::Parts)), Some(b));
        prop_assert_eq!(a.plus(&between(Measure::Seconds)), Some(b));
        for (measure, unit) in [(Measure::Months, "P1M"), (Measure::Days, "P1D")] {
            // As far as whole units go, and no unit further.
            let whole = between(measure);
            let sign = if b < a { length(unit).negated().unwrap() } else { length(unit) };
            let short = a.plus(&whole).unwrap();
            // The last of a month stands for the days that a shorter one lacks.
            let month_end = measure == Measure::Months && a.date.day() > 28;
            let fits = if b < a { short >= b } else { short <= b };
            prop_assert!(month_end || fits, "{}", whole);
            if let Some(beyond) = a.plus(&whole.plus(&sign).unwrap()) {
                let passes = if b < a { beyond < b } else { beyond > b };
                prop_assert!(month_end || passes, "{}", whole);
            }
        }
    }

    #[test]
    fn a_duration_between_moments_leads_from_one_to_the_other(
        a in any_datetime(), b in any_datetime()
    ) {
        let between = |measure| Duration::between(&(&a).into(), &(&b).into(), measure);
        // At the edges of the calendar another zone may have no such day.
        for between in [Measure::Parts, Measure::Seconds].into_iter().filter_map(between) {
            prop_assert_eq!(a.plus(&between).map(|end| end.instant()), Some(b.instant()));
        }
    }

    #[test]
    fn durations_are_scaled_exactly(duration in any_duration(), n in 1_i64..1_000) {
        let factor = Fraction::whole(n);
        let many = duration.times(factor).unwrap();
        prop_assert_eq!(many.months(), duration.months() * n);
        prop_assert_eq!(many.nanoseconds(), duration.nanoseconds() * i128::from(n));
        prop_assert_eq!(many.divided_by(factor), Some(duration));
        prop_assert_eq!(duration.plus(&duration), duration.times(Fraction::whole(2)));
        prop_assert_eq!(duration.times(Fraction::read("0.5").unwrap()), duration.divided_by(Fraction::whole(2)));
    }

    #[test]
    fn a_truncated_day_is_the_first_of_its_unit(date in any_date(), time in any_time()) {
        for (name, unit) in Unit::NAMES {
            if let Some(first) = date.truncated(unit) {
                prop_assert!(first <= date, "{}", name);
                prop_assert_eq!(first.truncated(unit), Some(first), "{}", name);
                let before = first.plus_days(-1).and_then(|day| day.truncated(unit));
                prop_assert!(before != Some(first), "{}", name);
            }
            let start = time.truncated(unit);
            prop_assert!(start <= time && start.truncated(unit) == start, "{}", name);
        }
    }

    #[test]
    fn order_agrees_with_equality_and_hashes(a in any_datetime(), b in any_datetime(), zone in any_zone()) {
        prop_assert_eq!(a.cmp(&b).is_eq(), a == b);
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        if let Some(moved) = a.in_zone(zone) {
            prop_assert_eq!(moved.instant(), a.instant());
            let (x, y) = (Value::from(moved.clone()), Value::from(a.clone()));
            prop_assert_eq!(x.equals(&y), Some(moved == a));
        }
    }
}

#[test]
fn clocks_that_skip_or_repeat_an_hour_are_read_as_the_first_of_both() {
    let at = |text: &str| text.parse::<DateTime>().map(|at| at.to_string());
    let london = "[Europe/London]";
    for (written, shown) in [
        ("2023-03-26T01:30", "2023-03-26T02:30+01:00"),
        ("2023-10-29T01:30", "2023-10-29T01:30+01:00"),
        ("2023-10-29T01:30+01:00", "2023-10-29T01:30+01:00"),
        ("2023-10-29T01:30Z", "2023-10-29T01:30Z"),
        ("1800-01-01", "1800-01-01T00:00-00:01:15"),
        ("+123456789-07-01", "+123456789-07-01T00:00+01:00"),
        ("-123456789-07-01", "-123456789-07-01T00:00-00:01:15"),
    ] {
        assert_eq!(at(&format!("{written}{london}")), Ok(format!("{shown}{london}")));
    }
    let wrong = at("2023-07-01T12:00Z[Europe/London]").unwrap_err();
    assert_eq!(wrong.help().unwrap(), "leave the offset out; it is +01:00");
    let later: DateTime = "2023-10-29T01:30Z[Europe/London]".parse().unwrap();
    assert_eq!(later.plus(&length("P1D")).unwrap().to_string(), "2023-10-30T01:30Z[Europe/London]");
    assert_eq!(later.plus(&length("PT0S")), Some(later));
}

#[test]
fn the_two_calendars_meet() {
    for text in ["2023-11-08", "-0044-03-15", "+12345-01-01"] {
        let date = day(text);
        assert_eq!(date.to_day().and_then(Date::of_day), Some(date));
        assert_eq!(date.to_day().unwrap().to_string(), text);
    }
    assert_eq!(day("+999999999-12-31").to_day(), None);
    assert_eq!(Date::of_day(crate::model::when::Day::MAX), None);
}

#[test]
fn durations_are_read_in_every_form() {
    for (text, wanted) in [
        ("P1Y2M3W4DT5H6M7.5S", "P1Y2M25DT5H6M7.5S"),
        ("-P1DT1H", "P-1DT-1H"),
        ("P-1.5D", "P-1DT-12H"),
        ("PT0,25H", "PT15M"),
        ("P20120202T143721.545", "P2012Y2M2DT14H37M21.545S"),
        ("PT9223372036854775807S", "PT2562047788015215H30M7S"),
        ("P0.000000001D", "PT0.0000864S"),
        ("p1w", "P7D"),
    ] {
        assert_eq!(length(text).to_string(), wanted, "{text}");
    }
    for text in
        ["", "P", "PT", "P1", "P1DT", "P1S", "P1D1Y", "P1D1D", "1D", "P1.D", "P--1D", "PT1HM"]
    {
        assert!(text.parse::<Duration>().is_err(), "{text}");
    }
    let beyond = "P9223372036854775808D".parse::<Duration>().unwrap_err();
    assert!(matches!(beyond, TemporalError::OutOfRange { .. }));
}

#[test]
fn times_and_offsets_are_strict() {
    for text in ["", "1", "24", "12:60", "12:3", "123", "12:30:", "12:30:15.", "12.5", "12:30.5"] {
        assert!(text.parse::<LocalTime>().is_err(), "{text}");
    }
    for text in ["+1", "+18:01", "+01:60", "01:00", "+01:0", "z1"] {
        assert!(read::offset(text).is_none(), "{text}");
    }
    assert_eq!("europe/london".parse::<Zone>().unwrap().to_string(), "Europe/London");
    assert_eq!("America/Los Angeles".parse::<Zone>().unwrap().to_string(), "America/Los_Angeles");
    let unknown = "Mars/Olympus".parse::<Zone>().unwrap_err();
    assert_eq!(unknown.to_string(), "there is no time zone `Mars/Olympus`");
}

#[test]
fn durations_are_ordered_by_average_length_and_compared_only_for_equality() {
    let value = |text: &str| Value::from(length(text));
    assert!(value("P1M").order(&value("P30D")).is_gt());
    assert!(value("P1M").order(&value("P31D")).is_lt());
    assert!(value("P1D").order(&value("PT24H")).is_ne());
    assert_eq!(value("P1D").equals(&value("PT24H")), Some(false));
    assert_eq!(value("PT60S").equals(&value("PT1M")), Some(true));
    assert_eq!(value("P1D").compare(&value("P2D")), None);
}
