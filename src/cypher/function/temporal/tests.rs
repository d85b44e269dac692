//! What functions and operators make of dates, times and durations, as a query writes them.

use crate::cypher::error::ErrorKind;
use crate::cypher::function::tests::{fault, shown};

#[test]
fn dates_are_assembled_over_a_base() {
    for (text, wanted) in [
        ("date({date: date('2024-02-29'), year: 2023})", "date('2023-02-28')"),
        ("date({date: date('2023-05-31'), quarter: 1})", "date('2023-02-28')"),
        ("date({date: date('2023-05-31'), dayOfQuarter: 1})", "date('2023-04-01')"),
        ("date({date: date('2023-11-08'), dayOfWeek: 1})", "date('2023-11-06')"),
        ("date({date: datetime('2023-11-08T23:30-05:00'), day: 1})", "date('2023-11-01')"),
        ("date({timezone: 'Pacific/Kiritimati'})", "date('2023-11-09')"),
        ("date({year: -999999999})", "date('-999999999-01-01')"),
        (
            "localtime({hour: 1, minute: 2, second: 3, millisecond: 4, nanosecond: 5})",
            "localtime('01:02:03.004000005')",
        ),
        ("localtime({time: localtime('12:30:15.5'), minute: 0})", "localtime('12:00:15.5')"),
        ("time({hour: 12, timezone: 'Asia/Tokyo'})", "time('12:00+09:00')"),
        ("time({timezone: 'Asia/Tokyo'})", "time('21:30+09:00')"),
        ("time(localdatetime('2023-11-08T12:30'))", "time('12:30Z')"),
        ("datetime(date('2023-11-08'))", "datetime('2023-11-08T00:00Z')"),
        (
            "datetime({epochSeconds: -1, nanosecond: 5})",
            "datetime('1969-12-31T23:59:59.000000005Z')",
        ),
        (
            "datetime({epochMillis: -1, timezone: '+01:00'})",
            "datetime('1970-01-01T00:59:59.999+01:00')",
        ),
        (
            "datetime({date: datetime('2023-11-08T12:30+05:00'), time: localtime('10:00')})",
            "datetime('2023-11-08T10:00Z')",
        ),
        (
            "datetime({datetime: datetime('2023-10-29T01:30Z[Europe/London]'), second: 1})",
            "datetime('2023-10-29T01:30:01Z[Europe/London]')",
        ),
        ("datetime.realtime('Asia/Tokyo')", "datetime('2023-11-08T21:30+09:00[Asia/Tokyo]')"),
        ("date.transaction(null)", "null"),
    ] {
        assert_eq!(shown(text), wanted, "{text}");
    }
}

#[test]
fn units_are_truncated_and_parts_set_afterwards() {
    for (text, wanted) in [
        ("date.truncate('millennium', date('2023-11-08'))", "date('2000-01-01')"),
        ("date.truncate('century', date('1999-12-31'), {day: 2})", "date('1900-01-02')"),
        ("date.truncate('decade', date('-0005-11-08'))", "date('-0010-01-01')"),
        ("date.truncate('weekYear', date('2021-01-01'), {day: 5})", "date('2019-12-05')"),
        (
            "date.truncate('week', datetime('2023-11-08T12:30Z'), {dayOfWeek: 2})",
            "date('2023-11-07')",
        ),
        ("date.truncate('MONTH')", "date('2023-11-01')"),
        (
            "localdatetime.truncate('millisecond', localdatetime('2023-11-08T12:31:14.645876123'), {nanosecond: 2})",
            "localdatetime('2023-11-08T12:31:14.645000002')",
        ),
        (
            "localdatetime.truncate('microsecond', localdatetime('2023-11-08T12:31:14.645876123'), {nanosecond: 2})",
            "localdatetime('2023-11-08T12:31:14.645876002')",
        ),
        (
            "datetime.truncate('day', datetime('2023-07-08T12:31+01:00[Europe/London]'), {hour: 9})",
            "datetime('2023-07-08T09:00+01:00[Europe/London]')",
        ),
        (
            "datetime.truncate('year', datetime('2023-07-08T12:31+01:00[Europe/London]'))",
            "datetime('2023-01-01T00:00Z[Europe/London]')",
        ),
        (
            "datetime.truncate('century', date('2023-11-08'), {timezone: 'Europe/Stockholm'})",
            "datetime('2000-01-01T00:00+01:00[Europe/Stockholm]')",
        ),
        ("time.truncate('day', localtime('12:31'), {timezone: '+01:00'})", "time('00:00+01:00')"),
        (
            "time.truncate('hour', datetime('2023-11-08T12:31+02:00'), {timezone: 'Asia/Tokyo'})",
            "time('12:00+09:00')",
        ),
        (
            "time.truncate('second', time('12:31:14.645+01:00'), {millisecond: 2})",
            "time('12:31:14.002+01:00')",
        ),
        ("date.truncate('day', null)", "null"),
    ] {
        assert_eq!(shown(text), wanted, "{text}");
    }
}

#[test]
fn durations_are_added_and_scaled() {
    for (text, wanted) in [
        ("date('2024-01-31') + duration('P1M')", "date('2024-02-29')"),
        ("duration('P1M1DT36H') + date('2024-01-31')", "date('2024-03-02')"),
        ("date('2024-03-31') - duration('P1MT-24H')", "date('2024-03-01')"),
        ("localtime('23:30') + duration('P5DT45M')", "localtime('00:15')"),
        ("time('00:15+01:00') - duration('PT30M')", "time('23:45+01:00')"),
        (
            "localdatetime('2023-12-31T23:59:59.5') + duration('PT0.5S')",
            "localdatetime('2024-01-01T00:00')",
        ),
        (
            "datetime('2023-03-25T12:00Z[Europe/London]') + duration('P1D')",
            "datetime('2023-03-26T12:00+01:00[Europe/London]')",
        ),
        (
            "datetime('2023-03-25T12:00Z[Europe/London]') + duration('PT24H')",
            "datetime('2023-03-26T13:00+01:00[Europe/London]')",
        ),
        ("duration('P1Y') + duration('P-1MT1S')", "duration('P11MT1S')"),
        ("duration('P1D') - duration('PT1H')", "duration('P1DT-1H')"),
        ("duration('P1M') * 0.5", "duration('P15DT5H14M33S')"),
        ("0.1 * duration('PT3S')", "duration('PT0.3S')"),
        ("duration('P1M1D') / 2", "duration('P15DT17H14M33S')"),
        ("duration('PT1S') / -3", "duration('PT-0.333333333S')"),
        ("duration('P1D') * null", "null"),
        ("null - duration('P1D')", "null"),
        ("'on ' + date('2023-11-08')", "'on 2023-11-08'"),
        ("[1] + date('2023-11-08')", "[1, date('2023-11-08')]"),
        ("date('2023-11-08') < date('2023-11-09')", "true"),
        ("duration('P1D') < duration('P2D')", "null"),
        ("time('12:00+01:00') < time('11:30Z')", "true"),
        ("date('2023-11-08') = localdatetime('2023-11-08')", "false"),
    ] {
        assert_eq!(shown(text), wanted, "{text}");
    }
}

#[test]
fn parts_have_names() {
    for (text, wanted) in [
        ("datetime('2023-07-08T12:30[Europe/London]').timezone", "'Europe/London'"),
        ("datetime('2023-07-08T12:30[Europe/London]').offset", "'+01:00'"),
        ("datetime('2023-07-08T12:30[Europe/London]').offsetMinutes", "60"),
        ("datetime('1970-01-01T00:00:00.001Z').epochMillis", "1"),
        ("time('12:30Z').timezone", "'Z'"),
        ("localtime('12:30').timezone", "null"),
        ("localtime('12:30').year", "null"),
        ("date('2023-11-08').dayOfQuarter", "39"),
        ("duration('PT-0.5S').seconds", "-1"),
        ("duration('PT-0.5S').milliseconds", "-500"),
        ("duration('P1Y5M').monthsOfYear", "5"),
        ("duration('P1D').moon", "null"),
    ] {
        assert_eq!(shown(text), wanted, "{text}");
    }
}

#[test]
fn what_no_calendar_has_is_refused() {
    use ErrorKind::{ArgumentError, ArithmeticError, TypeError};
    for (text, kind, detail) in [
        ("date({day: 1})", ArgumentError, "InvalidArgumentValue"),
        ("date({year: 2023, day: 1})", ArgumentError, "InvalidArgumentValue"),
        ("date({year: 2023, month: 1, week: 1})", ArgumentError, "InvalidArgumentValue"),
        ("date({year: 2023, hour: 1})", ArgumentError, "InvalidArgumentValue"),
        ("date({year: 1000000000})", ArgumentError, "NumberOutOfRange"),
        ("date({year: '2023'})", TypeError, "InvalidArgumentType"),
        ("date({date: localtime('12:30')})", TypeError, "InvalidArgumentType"),
        ("date(localtime('12:30'))", TypeError, "InvalidArgumentType"),
        ("date(1)", TypeError, "InvalidArgumentType"),
        ("localtime({minute: 1})", ArgumentError, "InvalidArgumentValue"),
        ("localtime({hour: 24})", ArgumentError, "NumberOutOfRange"),
        ("localtime({hour: 1, nanosecond: 1})", ArgumentError, "InvalidArgumentValue"),
        (
            "localtime({hour: 1, minute: 1, second: 1, millisecond: 1000})",
            ArgumentError,
            "NumberOutOfRange",
        ),
        ("localdatetime({year: 2023, timezone: '+01:00'})", ArgumentError, "InvalidArgumentValue"),
        ("datetime({year: 2023, timezone: 'Mars'})", ArgumentError, "InvalidArgumentValue"),
        ("datetime('2023-07-08T12:30Z[Europe/London]')", ArgumentError, "InvalidArgumentValue"),
        ("date.truncate('hour', date('2023-11-08'))", ArgumentError, "InvalidArgumentValue"),
        ("date.truncate('moon', date('2023-11-08'))", ArgumentError, "InvalidArgumentValue"),
        ("time.truncate('week', time('12:30Z'))", ArgumentError, "InvalidArgumentValue"),
        ("datetime.truncate('hour', date('2023-11-08'))", ArgumentError, "InvalidArgumentValue"),
        ("duration({fortnights: 1})", ArgumentError, "InvalidArgumentValue"),
        ("duration({days: 'one'})", TypeError, "InvalidArgumentType"),
        ("duration({years: 9223372036854775807})", ArgumentError, "NumberOutOfRange"),
        ("duration.between(1, date())", TypeError, "InvalidArgumentType"),
        ("date('+999999999-12-31') + duration('P1D')", ArgumentError, "NumberOutOfRange"),
        ("duration('P1D') * 10000000000000000000.0", ArgumentError, "NumberOutOfRange"),
        ("duration('P1D') / 0", ArithmeticError, "DivisionByZero"),
        ("duration('P1D') / 'two'", TypeError, "InvalidArgumentType"),
        ("date('2023-11-08') + date('2023-11-08')", TypeError, "InvalidArgumentType"),
        ("date('2023-11-08') + 1", TypeError, "InvalidArgumentType"),
    ] {
        assert_eq!(fault(text), (kind, detail), "{text}");
    }
}
