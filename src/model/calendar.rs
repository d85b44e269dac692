//! The proleptic Gregorian calendar, as arithmetic on 64-bit numbers of days from 1 January 1970.
//!
//! Years are astronomical: 0 is 1 BC. The algorithms are those of Hinnant, “chrono-compatible
//! low-level date algorithms”: eras of 400 years that begin on 1 March, so that the leap day comes
//! last. They are exact for every year of up to 15 digits.

/// Days in the 400 years after which the calendar repeats itself, weekdays included.
pub(super) const DAYS_OF_ERA: i64 = 146_097;

/// The number of a day; month and day must be ones that the calendar has.
pub(super) fn number(year: i64, month: u8, day: u8) -> i64 {
    let (month, day) = (i64::from(month), i64::from(day));
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_OF_ERA + day_of_era - 719_468
}

/// The year, the month (1 to 12) and the day of the month of a day.
pub(super) fn civil(number: i64) -> (i64, u8, u8) {
    let shifted = number + 719_468;
    let era = shifted.div_euclid(DAYS_OF_ERA);
    let day_of_era = shifted.rem_euclid(DAYS_OF_ERA);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let small = |n: i64| u8::try_from(n).unwrap_or_default();
    (year, small(month), small(day))
}

/// The number of days of a month, if there is such a month.
pub(super) fn days_in_month(year: i64, month: u8) -> Option<u8> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}
