//! Reads a file row by row, and says what is wrong with it in terms of line, column and value.
use std::{
    cell::RefCell,
    collections::VecDeque,
    fmt,
    fs::File,
    io::{self, Read},
    path::Path,
    rc::Rc,
};

use anyhow::{anyhow, bail, ensure, Context, Result};
use csv::{ByteRecord, StringRecord};

use super::mapping::FileForm;

/// The most bytes that a row may have. An export of deliveries stays far below; what does not is no export of deliveries.
const LONGEST_ROW: u64 = 1 << 20;

/// What is wrong with one row; the others are read all the same.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// The line of the file that the row begins on, counted from 1.
    pub line: u64,
    /// The column, as the file names it; empty if it is the row as a whole.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What is wrong with it, and what was expected.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.column.is_empty() {
            write!(f, ", column \"{}\"", self.column)?;
        }
        if self.value.is_empty() {
            write!(f, ": {}", self.reason)
        } else {
            write!(f, ": \"{}\" {}", shortened(&self.value), self.reason)
        }
    }
}

/// At most 60 characters of `text`, without control characters.
pub fn shortened(text: &str) -> String {
    let mut short: String =
        text.chars().take(60).map(|sign| if sign.is_control() { '·' } else { sign }).collect();
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    short
}

/// A file of rows under named columns.
pub struct Source {
    name: String,
    columns: StringRecord,
    reader: csv::Reader<Watched<File>>,
    watch: Rc<RefCell<Watch>>,
    bytes: ByteRecord,
}

/// A row and the line that it begins on.
pub struct Row {
    /// The line of the file, counted from 1.
    pub line: u64,
    /// The fields, as many as there are columns, without blanks around them.
    pub fields: StringRecord,
}

impl Source {
    /// Opens a file and reads the names of its columns.
    ///
    /// # Errors
    /// If it is not a file, may not be read, is empty or is not text.
    pub fn open(path: &Path, form: &FileForm) -> Result<Self> {
        let name = path.display().to_string();
        let file = File::open(path).with_context(|| format!("cannot read {name}"))?;
        let about = file.metadata().with_context(|| format!("cannot read {name}"))?;
        ensure!(!about.is_dir(), "{name} is a folder; expected a CSV file");
        let watch = Rc::new(RefCell::new(Watch::default()));
        let watched = Watched { inner: file, watch: Rc::clone(&watch), begun: false };
        let reader = csv::ReaderBuilder::new()
            .delimiter(u8::try_from(form.separator).unwrap_or(b','))
            .has_headers(false)
            .flexible(true)
            .from_reader(watched);
        let mut source =
            Self { name, columns: StringRecord::new(), reader, watch, bytes: ByteRecord::new() };
        let Some(line) = source.advance()? else {
            bail!(
                "{} is empty; expected a line with the names of the columns, and rows below it",
                source.name
            );
        };
        let mut columns = source.text(line)?;
        columns.trim();
        source.columns = columns;
        Ok(source)
    }

    /// The names of the columns.
    pub fn columns(&self) -> &StringRecord {
        &self.columns
    }

    /// The name of the file, for errors.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The next row; the inner error is one that only this row has.
    ///
    /// # Errors
    /// If the rest of the file cannot be read: it is not UTF-8, holds zero bytes, or a row does not end.
    pub fn next_row(&mut self) -> Result<Option<Result<Row, Fault>>> {
        let Some(line) = self.advance()? else { return Ok(None) };
        let mut fields = self.text(line)?;
        fields.trim();
        let (found, expected) = (fields.len(), self.columns.len());
        if found == expected {
            return Ok(Some(Ok(Row { line, fields })));
        }
        let breaks = fields.iter().flat_map(str::bytes).filter(|byte| *byte == b'\n').count();
        let open_quote = match breaks {
            0 => String::new(),
            _ => format!(" (it runs over {} lines: is a quotation mark left open?)", breaks + 1),
        };
        Ok(Some(Err(Fault {
            line,
            column: String::new(),
            value: fields.get(0).unwrap_or_default().to_owned(),
            reason: format!("begins a row with {found} fields; expected {expected}{open_quote}"),
        })))
    }

    /// Reads a row into `bytes`, and gives the line that it begins on.
    fn advance(&mut self) -> Result<Option<u64>> {
        self.watch.borrow_mut().row = 0;
        let from = self.reader.position().byte();
        let more = self.reader.read_byte_record(&mut self.bytes).map_err(|error| {
            match error.into_kind() {
                csv::ErrorKind::Io(error)
                    if error.get_ref().is_some_and(|inner| inner.is::<NotText>()) =>
                {
                    anyhow!("{}: {error}", self.name)
                }
                csv::ErrorKind::Io(error) => {
                    anyhow!(error).context(format!("cannot read {}", self.name))
                }
                other => anyhow!("{}: {other:?}", self.name),
            }
        })?;
        Ok(more.then(|| self.watch.borrow_mut().line_from(from)))
    }

    /// The row in `bytes` as text.
    fn text(&self, line: u64) -> Result<StringRecord> {
        StringRecord::from_byte_record(self.bytes.clone()).map_err(|error| {
            let place = error.utf8_error().field();
            let column = self.columns.get(place).map_or_else(|| format!("column {}", place + 1), |name| format!("column \"{name}\""));
            let value = String::from_utf8_lossy(self.bytes.get(place).unwrap_or_default());
            anyhow!(
                "{}: line {line}, {column}: \"{}\" is not UTF-8; save the file with the encoding UTF-8",
                self.name,
                shortened(&value)
            )
        })
    }
}

/// Why bytes are no table.
#[derive(Debug)]
struct NotText(String);

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotText {}

/// What was seen of the bytes of a file.
#[derive(Default)]
struct Watch {
    /// How many bytes.
    bytes: u64,
    /// How many of them since a row was asked for.
    row: u64,
    /// How many lines ended.
    ended: u64,
    /// The last byte.
    last: u8,
    /// Where lines begin that are not empty, and their numbers; as far as rows have not been asked for.
    begin: VecDeque<(u64, u64)>,
}

impl Watch {
    fn see(&mut self, byte: u8) {
        // A line ends with a line feed, or with a carriage return that none follows.
        let ended = self.bytes == 0 || self.last == b'\n' || (self.last == b'\r' && byte != b'\n');
        if ended {
            self.ended += 1;
            if !matches!(byte, b'\n' | b'\r') {
                self.begin.push_back((self.bytes, self.ended));
            }
        }
        self.last = byte;
        self.bytes += 1;
        self.row += 1;
    }

    /// The number of the first line with anything on it at or after the byte `from`.
    fn line_from(&mut self, from: u64) -> u64 {
        while self.begin.front().is_some_and(|(byte, _)| *byte < from) {
            self.begin.pop_front();
        }
        self.begin.front().map_or(self.ended, |(_, line)| *line)
    }
}

/// A reader that stops at what cannot be a table, before it fills the memory; and that leaves out a byte order mark.
struct Watched<R> {
    inner: R,
    watch: Rc<RefCell<Watch>>,
    begun: bool,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let not_text =
            |reason: String| Err(io::Error::new(io::ErrorKind::InvalidData, NotText(reason)));
        let mut length = self.inner.read(buffer)?;
        if !self.begun && length > 0 {
            self.begun = true;
            if buffer.starts_with(b"\xEF\xBB\xBF") {
                buffer.copy_within(3..length, 0);
                length -= 3;
            }
        }
        let mut watch = self.watch.borrow_mut();
        for byte in buffer.iter().take(length) {
            watch.see(*byte);
            if *byte == 0 {
                return not_text(format!(
                    "line {}: byte {} of the file is zero; expected text (is it a spreadsheet, or in UTF-16?)",
                    watch.ended, watch.bytes
                ));
            }
        }
        if watch.row > LONGEST_ROW {
            return not_text(format!(
                "line {}: a row has more than {LONGEST_ROW} bytes; is a quotation mark left open, or is it no CSV file?",
                watch.ended
            ));
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(content: &[u8]) -> (tempfile::NamedTempFile, Result<Source>) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        let source = Source::open(file.path(), &FileForm::default());
        (file, source)
    }

    fn refusal(content: &[u8]) -> String {
        let (file, source) = source(content);
        let error = match source {
            Err(error) => error,
            Ok(mut source) => loop {
                match source.next_row() {
                    Err(error) => break error,
                    Ok(None) => panic!("the file should be refused"),
                    Ok(Some(_)) => {}
                }
            },
        };
        let text = format!("{error:#}");
        assert!(text.contains(&file.path().display().to_string()), "{text}");
        text
    }

    #[test]
    fn rows_carry_the_line_they_begin_on() {
        for end in ["\n", "\r\n", "\r"] {
            let content = "\u{feff}a, b\n1,\"x\ny\"\n\n3, é \n4,5".replace('\n', end);
            let (_file, source) = source(content.as_bytes());
            let mut source = source.unwrap();
            assert_eq!(source.columns(), vec!["a", "b"]);
            let mut rows = Vec::new();
            while let Some(row) = source.next_row().unwrap() {
                let row = row.unwrap();
                rows.push((row.line, row.fields.get(1).unwrap().to_owned()));
            }
            assert_eq!(
                rows,
                [(2, format!("x{end}y")), (5, "é".to_owned()), (6, "5".to_owned())],
                "{end:?}"
            );
        }
    }

    #[test]
    fn a_row_with_other_fields_than_the_file_is_a_fault_of_its_own() {
        let (_file, source) = source(b"a,b\n1\n2,3\n");
        let mut source = source.unwrap();
        let fault = source.next_row().unwrap().unwrap().err().unwrap();
        assert_eq!(fault.to_string(), "line 2: \"1\" begins a row with 1 fields; expected 2");
        assert!(source.next_row().unwrap().unwrap().is_ok());
    }

    #[test]
    fn an_open_quotation_mark_is_guessed_at() {
        let (_file, source) = source(b"a,b\n\"1,2\n3,4\n5,6\n");
        let fault = source.unwrap().next_row().unwrap().unwrap().err().unwrap();
        assert!(fault.reason.contains("quotation mark"), "{fault}");
    }

    #[test]
    fn files_that_are_no_tables_are_refused_as_a_whole() {
        assert!(refusal(b"").contains("is empty"));
        assert!(refusal(b"a,b\n1,2\n3,\0\n").contains("line 3: byte 11 of the file is zero"));
        assert!(refusal(b"a,b\n1,Caf\xe9\n")
            .contains("line 2, column \"b\": \"Caf\u{fffd}\" is not UTF-8"));
        assert!(refusal(&[b"a,b\n\"".as_slice(), &vec![b'x'; 3 << 20]].concat())
            .contains("more than 1048576 bytes"));
        assert!(refusal(&vec![0; 1 << 20]).contains("byte 1 of the file is zero"));
    }

    #[test]
    fn a_folder_and_a_missing_file_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let error =
            |path: &Path| format!("{:#}", Source::open(path, &FileForm::default()).err().unwrap());
        assert!(error(folder.path()).contains("is a folder"));
        assert!(error(&folder.path().join("none.csv")).contains("none.csv"));
    }
}
