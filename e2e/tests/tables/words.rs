//! The words in angle brackets.
use serde_json::Value as Json;

use chain::AccountId32;
use sp_core::blake2_256;

/// The one field of what stands for a digest.
const HASH: &str = "<blake2_256>";

/// What words stand for.
pub(crate) trait Meanings {
    /// The value of `word`; an error says why there is none.
    fn meaning(&self, word: &str) -> Result<Json, String>;
}

/// `json` with all words replaced. A text that is one word becomes its value; a word inside a text becomes text.
pub(crate) fn replaced(json: &Json, meanings: &impl Meanings) -> Result<Json, String> {
    Ok(match json {
        Json::String(text) => in_text(text, meanings)?,
        Json::Array(items) => Json::Array(
            items.iter().map(|item| replaced(item, meanings)).collect::<Result<_, _>>()?,
        ),
        Json::Object(fields) if fields.len() == 1 && fields.contains_key(HASH) => {
            hashed(&replaced(&fields[HASH], meanings)?)?
        }
        Json::Object(fields) => Json::Object(
            fields
                .iter()
                .map(|(name, value)| Ok((name.clone(), replaced(value, meanings)?)))
                .collect::<Result<_, String>>()?,
        ),
        other => other.clone(),
    })
}

/// The digest of parts, one after the other: bytes, and the ASCII of other texts.
fn hashed(parts: &Json) -> Result<Json, String> {
    let mut whole = Vec::new();
    for part in parts.as_array().ok_or("what is hashed is a list of parts")? {
        let text = part.as_str().ok_or_else(|| format!("{part} is not hashed: bytes are"))?;
        match text.strip_prefix("0x") {
            Some(digits) => whole.extend(hex::decode(digits).map_err(|error| error.to_string())?),
            None => whole.extend(text.as_bytes()),
        }
    }
    Ok(bytes(blake2_256(&whole)))
}

fn in_text(text: &str, meanings: &impl Meanings) -> Result<Json, String> {
    // The count may stand inside another word.
    if text != "<n>" && text.contains("<n>") {
        let count = meanings.meaning("n")?.to_string();
        return in_text(&text.replace("<n>", &count), meanings);
    }
    let word = text
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
        .filter(|word| !word.contains(['<', '>']));
    if let Some(word) = word {
        return meanings.meaning(word);
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        let (word, after) =
            after.split_once('>').ok_or_else(|| format!("a bracket is open in {text:?}"))?;
        out.push_str(before);
        match meanings.meaning(word)? {
            Json::String(value) => out.push_str(&value),
            value => out.push_str(&value.to_string()),
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(Json::String(out))
}

/// A span of time such as `3 days`, in milliseconds.
pub(crate) fn span(text: &str) -> Option<u64> {
    let (count, unit) = text.trim().split_once(' ')?;
    let unit = match unit {
        "milliseconds" => 1,
        "seconds" | "second" => 1_000,
        "minutes" | "minute" => 60_000,
        "hours" | "hour" => 3_600_000,
        "days" | "day" => 86_400_000,
        _ => return None,
    };
    count.parse::<u64>().ok()?.checked_mul(unit)
}

/// Bytes as JSON.
pub(crate) fn bytes(bytes: impl AsRef<[u8]>) -> Json {
    Json::String(format!("0x{}", hex::encode(bytes)))
}

/// An account as JSON.
pub(crate) fn account(id: &AccountId32) -> Json {
    bytes(id)
}
