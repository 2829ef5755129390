//! Days as the trade writes them, and block times in milliseconds UTC.
use chrono::{DateTime, Datelike, Days, NaiveDate, SecondsFormat};
use interfaces::ids::Millis;

/// A day, UTC.
pub type Day = NaiveDate;

/// The first and the last year that a delivery may be in.
pub const YEARS: std::ops::RangeInclusive<i32> = 1971..=2100;

/// Milliseconds in an hour.
pub const HOUR: Millis = 3_600_000;

/// Milliseconds in a day.
pub const DAY: Millis = 24 * HOUR;

/// Reads a day by the first of `formats` that fits; `None` if none does or the year is not one of [`YEARS`].
pub fn read(text: &str, formats: &[String]) -> Option<Day> {
    formats
        .iter()
        .find_map(|format| NaiveDate::parse_from_str(text, format).ok())
        .filter(|day| YEARS.contains(&day.year()))
}

/// When the day begins.
pub fn start(day: Day) -> Millis {
    u64::try_from(day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis()).unwrap_or(0)
}

/// The last millisecond of the day.
pub fn end(day: Day) -> Millis {
    start(day).saturating_add(DAY - 1)
}

/// The day `count` days earlier.
pub fn days_before(day: Day, count: u32) -> Day {
    day.checked_sub_days(Days::new(count.into())).unwrap_or(Day::MIN)
}

/// The month of the day, as in 202611.
pub fn period(day: Day) -> u32 {
    u32::try_from(day.year()).unwrap_or(0) * 100 + day.month()
}

/// The first day of the month after that of `period`.
pub fn month_after(period: u32) -> Day {
    let (year, month) = (period / 100, period % 100);
    let (year, month) = if month >= 12 { (year + 1, 1) } else { (year, month + 1) };
    i32::try_from(year).ok().and_then(|year| Day::from_ymd_opt(year, month, 1)).unwrap_or(Day::MAX)
}

/// The time in the form of ISO 8601.
pub fn iso(time: Millis) -> String {
    i64::try_from(time)
        .ok()
        .and_then(DateTime::from_timestamp_millis)
        .map_or_else(|| time.to_string(), |time| time.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// The day of the time in the form of ISO 8601.
pub fn iso_day(time: Millis) -> String {
    iso(time).chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formats(formats: &[&str]) -> Vec<String> {
        formats.iter().map(|format| (*format).to_owned()).collect()
    }

    #[test]
    fn days_are_read_by_the_formats_of_the_mapping() {
        let formats = formats(&["%d-%b-%y", "%m/%d/%y"]);
        let day = |year, month, day| Day::from_ymd_opt(year, month, day);
        assert_eq!(read("2-Jun-06", &formats), day(2006, 6, 2));
        assert_eq!(read("14-Nov-15", &formats), day(2015, 11, 14));
        assert_eq!(read("9/11/14", &formats), day(2014, 9, 11));
        for text in [
            "",
            "Date Not Captured",
            "31-Feb-10",
            "13/13/14",
            "2006-06-02",
            "2-Jun-06 ",
            "2-Jun-06x",
        ] {
            assert_eq!(read(text, &formats), None, "{text}");
        }
    }

    #[test]
    fn a_day_far_away_is_not_a_day_of_trade() {
        let formats = formats(&["%Y-%m-%d"]);
        assert_eq!(read("0006-06-02", &formats), None);
        assert_eq!(read("1970-12-31", &formats), None);
        assert_eq!(read("2101-01-01", &formats), None);
        assert!(read("2100-12-31", &formats).is_some());
    }

    #[test]
    fn a_day_lasts_until_its_last_millisecond() {
        let day = Day::from_ymd_opt(2006, 6, 2).unwrap();
        assert_eq!(iso(start(day)), "2006-06-02T00:00:00Z");
        assert_eq!(end(day) + 1, start(day.succ_opt().unwrap()));
        assert_eq!(iso_day(end(day)), "2006-06-02");
    }

    #[test]
    fn a_month_is_followed_by_the_next_also_over_new_year() {
        let day = Day::from_ymd_opt(2009, 12, 31).unwrap();
        assert_eq!(period(day), 200_912);
        assert_eq!(month_after(200_912), Day::from_ymd_opt(2010, 1, 1).unwrap());
        assert_eq!(month_after(201_001), Day::from_ymd_opt(2010, 2, 1).unwrap());
        assert_eq!(
            days_before(Day::from_ymd_opt(2010, 3, 1).unwrap(), 1),
            Day::from_ymd_opt(2010, 2, 28).unwrap()
        );
    }
}
