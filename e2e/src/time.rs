//! Spans of time in milliseconds, as the contracts count it.
use interfaces::ids::Millis;

/// `count` seconds.
pub const fn seconds(count: u64) -> Millis {
    count * 1000
}

/// `count` minutes.
pub const fn minutes(count: u64) -> Millis {
    seconds(60 * count)
}

/// `count` hours.
pub const fn hours(count: u64) -> Millis {
    minutes(60 * count)
}

/// `count` days.
pub const fn days(count: u64) -> Millis {
    hours(24 * count)
}
