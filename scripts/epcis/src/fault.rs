//! What is wrong with a document, and where.
use std::fmt;

/// How many faults a refusal tells one by one; the rest are counted.
const TOLD: usize = 100;
/// How many characters of what was found a fault repeats.
const REPEATED: usize = 60;

/// One thing in a document that is not as EPCIS 2.0 has it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: found {found}, expected {expected}", if path.is_empty() { "the document" } else { path })]
pub struct Fault {
    /// Where: a JSON pointer (RFC 6901), empty for the document itself. What is missing has the path it would have.
    pub path: String,
    /// What stands there.
    pub found: String,
    /// What may stand there.
    pub expected: String,
}

/// Why a document is refused: all that is wrong with it, in the order in which it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    faults: Vec<Fault>,
    untold: usize,
}

impl Refusal {
    /// The faults, at least one and at most a hundred.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// How many more there are.
    pub fn untold(&self) -> usize {
        self.untold
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, fault) in self.faults.iter().enumerate() {
            if position > 0 {
                writeln!(f)?;
            }
            write!(f, "{fault}")?;
        }
        match self.untold {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

impl std::error::Error for Refusal {}

/// The faults found so far.
#[derive(Default)]
pub(crate) struct Faults {
    told: Vec<Fault>,
    untold: usize,
}

impl Faults {
    /// Notes what was `found` at `path` where something else was `expected`.
    pub(crate) fn note(
        &mut self,
        path: &Path<'_>,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) {
        if self.told.len() < TOLD {
            self.told.push(Fault {
                path: path.to_string(),
                found: found.into(),
                expected: expected.into(),
            });
        } else {
            self.untold = self.untold.saturating_add(1);
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.told.len().saturating_add(self.untold)
    }

    /// `whole`, unless there are faults.
    pub(crate) fn unless<T>(self, whole: Option<T>) -> Result<T, Refusal> {
        match whole {
            Some(whole) if self.told.is_empty() => Ok(whole),
            _ => Err(Refusal { faults: self.told, untold: self.untold }),
        }
    }
}

/// `text` in quotes, shortened if it is long.
pub(crate) fn quoted(text: &str) -> String {
    match text.char_indices().nth(REPEATED) {
        None => format!("`{text}`"),
        Some((end, _)) => format!("`{}…`", text.get(..end).unwrap_or_default()),
    }
}

/// The way from the document to a value in it.
#[derive(Clone, Copy)]
pub(crate) enum Path<'p> {
    /// The document.
    Root,
    /// A field of an object.
    Field(&'p Path<'p>, &'p str),
    /// An item of a list, counted from 0.
    Item(&'p Path<'p>, usize),
}

impl<'p> Path<'p> {
    /// The field `name` of what is here.
    pub(crate) fn field(&'p self, name: &'p str) -> Self {
        Path::Field(self, name)
    }

    /// The item at `position` of what is here.
    pub(crate) fn item(&'p self, position: usize) -> Self {
        Path::Item(self, position)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => Ok(()),
            Path::Field(parent, name) => {
                write!(f, "{parent}/{}", name.replace('~', "~0").replace('/', "~1"))
            }
            Path::Item(parent, position) => write!(f, "{parent}/{position}"),
        }
    }
}
