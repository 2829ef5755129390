//! Points in time.
use chrono::{DateTime, SecondsFormat, TimeDelta, Timelike, Utc};
use std::fmt;

/// A point in time, to the millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(DateTime<Utc>);

impl Moment {
    /// 1970-01-01T00:00:00Z.
    pub(crate) const EPOCH: Self = Self(DateTime::UNIX_EPOCH);

    /// Reads a date with its time and its distance from UTC, such as `2005-04-03T20:33:31.116-06:00`, rounded to the
    /// millisecond (half up). `None` if `text` is none, or has a leap second.
    pub fn parse(text: &str) -> Option<Self> {
        // RFC 3339 lets a space stand for the T; XML Schema and JSON Schema do not.
        if text.as_bytes().get(10) != Some(&b'T') {
            return None;
        }
        let exact = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
        if exact.nanosecond() >= 1_000_000_000 {
            return None;
        }
        let rounded = exact.checked_add_signed(TimeDelta::microseconds(500))?;
        DateTime::from_timestamp_millis(rounded.timestamp_millis()).map(Self)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn milliseconds(self) -> i64 {
        self.0.timestamp_millis()
    }
}

/// In UTC and with milliseconds: `2005-04-04T02:33:31.116Z`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_moment_is_told_in_utc_with_milliseconds() {
        for (written, told) in [
            ("2005-04-03T20:33:31.116-06:00", "2005-04-04T02:33:31.116Z"),
            ("2020-06-07T17:10:16Z", "2020-06-07T17:10:16.000Z"),
            ("2019-10-07T15:00:00.1+01:00", "2019-10-07T14:00:00.100Z"),
            ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Moment::parse(written).unwrap().to_string(), told);
        }
    }

    #[test]
    fn the_fourth_digit_of_a_second_decides_the_third() {
        for (written, told) in [
            ("2023-02-02T11:04:03.1415Z", "2023-02-02T11:04:03.142Z"),
            ("2023-02-02T11:04:03.1414999Z", "2023-02-02T11:04:03.141Z"),
            ("2023-02-02T11:04:03.1425Z", "2023-02-02T11:04:03.143Z"),
            ("2023-12-31T23:59:59.9995Z", "2024-01-01T00:00:00.000Z"),
            ("1969-12-31T23:59:59.9994Z", "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Moment::parse(written).unwrap().to_string(), told);
        }
    }

    #[test]
    fn what_lacks_a_part_is_no_moment() {
        for text in [
            "2005-04-03",
            "2005-04-03T20:33:31",
            "2005-04-03 20:33:31Z",
            "2005-13-03T20:33:31Z",
            "",
            "now",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
        assert_eq!(Moment::parse("2016-12-31T23:59:60Z"), None);
    }

    proptest! {
        #[test]
        fn a_moment_reads_back(milliseconds in -62_000_000_000_000_i64..253_000_000_000_000) {
            let moment = Moment(DateTime::from_timestamp_millis(milliseconds).unwrap());
            prop_assert_eq!(Moment::parse(&moment.to_string()), Some(moment));
            prop_assert_eq!(moment.milliseconds(), milliseconds);
        }

        #[test]
        fn no_text_stops_the_reading(text in ".*") {
            let _ = Moment::parse(&text);
        }
    }
}
