//! Text to records, as RFC 4180 has it and with other signs between the cells; only the record that is read is kept.

use super::source::Source;
use super::told::{Fault, Place};

/// The most bytes of one record (16 MiB): past it, a quotation mark has been left open.
const MAX_RECORD_BYTES: usize = 16 * 1024 * 1024;
/// The most cells of one record, as Excel has it.
const MAX_CELLS: usize = 16_384;
/// The signs between cells; of those that a header has equally often, the first counts.
const SIGNS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The records of a list.
#[derive(Debug)]
pub(super) struct Records {
    source: Source,
    piece: String,
    at: usize,
    sign: u8,
    /// Bytes that end a run of plain ones outside quotation marks.
    ends_plain: [bool; 256],
    /// Where records begin: lines of a text, or rows that the child wrote.
    counted: Counted,
    line: u64,
    rows: u64,
    after_return: bool,
    text: String,
    ends: Vec<usize>,
}

/// What the place of a record is counted in.
#[derive(Debug, Clone, Copy)]
enum Counted {
    Lines,
    Rows,
}

/// Where in a cell the reading is.
#[derive(Clone, Copy)]
enum State {
    Start,
    Plain,
    /// In quotation marks, which were opened in this line.
    Quoted(u64),
    /// Behind the mark that closes those opened in this line, or the first of two.
    Closed(u64),
}

impl Records {
    /// Records of a text; the sign between cells is the one that its first line has most often.
    pub(super) fn of_lines(source: Source) -> Result<Self, Fault> {
        let mut records = Self::new(source, Counted::Lines);
        records.source.fill(&mut records.piece)?;
        records.look_at_header();
        Ok(records)
    }

    /// Records that the child writes.
    #[allow(clippy::unnecessary_wraps, reason = "as the records of a text are had")]
    pub(super) fn of_rows(source: Source) -> Result<Self, Fault> {
        Ok(Self::new(source, Counted::Rows))
    }

    fn new(source: Source, counted: Counted) -> Self {
        let mut records = Self {
            source,
            piece: String::new(),
            at: 0,
            sign: b',',
            ends_plain: [false; 256],
            counted,
            line: 1,
            rows: 0,
            after_return: false,
            text: String::new(),
            ends: Vec::new(),
        };
        records.set_sign(b',');
        records
    }

    fn set_sign(&mut self, sign: u8) {
        self.sign = sign;
        self.ends_plain = [false; 256];
        for byte in [sign, b'\n', b'\r', 0] {
            self.ends_plain[usize::from(byte)] = true;
        }
    }

    /// Finds the sign between cells in the first line that is not empty; Excel may say it there, as `sep=;`.
    fn look_at_header(&mut self) {
        let blank = self.piece.len() - self.piece.trim_start_matches([' ', '\r', '\n']).len();
        let header = &self.piece[blank..];
        let first = header.split(['\r', '\n']).next().unwrap_or_default();
        let stated = first.strip_prefix("sep=").map(str::as_bytes);
        if let Some([sign]) = stated.filter(|sign| !matches!(sign, [b'"'])) {
            let sign = *sign;
            self.line += self.piece[..blank].matches('\n').count() as u64;
            self.at = blank + first.len();
            self.set_sign(sign);
            return;
        }
        let mut counts = [0_usize; SIGNS.len()];
        let (mut quoted, mut before) = (false, SIGNS[0]);
        for byte in header.bytes() {
            // A mark opens a cell where the cell begins, or is the second of two; elsewhere it is a letter.
            let opens = SIGNS.contains(&before) || before == b'"';
            quoted = if byte == b'"' { !quoted && opens } else { quoted };
            before = byte;
            if quoted {
                continue;
            }
            if matches!(byte, b'\r' | b'\n') {
                break;
            }
            if let Some(at) = SIGNS.iter().position(|sign| *sign == byte) {
                counts[at] += 1;
            }
        }
        let most = counts.into_iter().max().unwrap_or(0);
        let at = counts.iter().position(|count| *count == most).unwrap_or(0);
        self.set_sign(SIGNS[at]);
    }

    /// The text of the record that was read last, and where in it each cell ends.
    pub(super) fn record(&self) -> (&str, &[usize]) {
        (&self.text, &self.ends)
    }

    /// How a person is told of a place.
    pub(super) fn place(&self, line: u64) -> Place {
        match self.counted {
            Counted::Lines => Place::Line(line),
            Counted::Rows => Place::Row(line),
        }
    }

    /// Goes to the next record that holds something, and gives where it begins, from 1.
    pub(super) fn next(&mut self) -> Result<Option<u64>, Fault> {
        loop {
            let line = match self.read() {
                Ok(Some(line)) => line,
                Ok(None) => return Ok(None),
                Err(Fault::Letters { line: None, encoding }) => {
                    return Err(Fault::Letters { line: Some(self.here()), encoding });
                }
                Err(fault) => return Err(fault),
            };
            if !self.text.trim_start().is_empty() {
                return Ok(Some(line));
            }
        }
    }

    fn here(&self) -> Place {
        match self.counted {
            Counted::Lines => Place::Line(self.line),
            Counted::Rows => Place::Row(self.rows),
        }
    }

    /// Reads one record, and gives where it begins.
    fn read(&mut self) -> Result<Option<u64>, Fault> {
        self.text.clear();
        self.ends.clear();
        let mut state = State::Start;
        let mut began: Option<u64> = None;
        loop {
            if self.at == self.piece.len() {
                self.at = 0;
                if !self.source.fill(&mut self.piece)? {
                    return self.end_of_text(state, began);
                }
            }
            let byte = self.piece.as_bytes()[self.at];
            if began.is_none() {
                let was_return = std::mem::take(&mut self.after_return);
                if was_return && byte == b'\n' {
                    self.at += 1;
                    continue;
                }
                self.rows += 1;
                began = Some(match self.counted {
                    Counted::Lines => self.line,
                    Counted::Rows => self.rows,
                });
            }
            state = match state {
                State::Start if byte == b'"' => {
                    self.at += 1;
                    State::Quoted(self.line)
                }
                State::Quoted(opened) => self.quoted(opened)?,
                State::Closed(opened) if byte == b'"' => {
                    self.text.push('"');
                    self.at += 1;
                    State::Quoted(opened)
                }
                State::Closed(opened) if !self.ends_plain[usize::from(byte)] => {
                    return Err(Fault::AfterQuote { opened: self.opened(opened), line: self.here() });
                }
                State::Start | State::Plain | State::Closed(_) => match self.plain()? {
                    Some(state) => state,
                    None => return Ok(began),
                },
            };
            if self.text.len() > MAX_RECORD_BYTES {
                let began = self.place(began.unwrap_or_default());
                return Err(Fault::TooLong { line: began, limit_mib: MAX_RECORD_BYTES >> 20 });
            }
        }
    }

    /// Takes plain text up to what ends it; `None`: that ends the record.
    fn plain(&mut self) -> Result<Option<State>, Fault> {
        let rest = &self.piece.as_bytes()[self.at..];
        let ends = rest.iter().position(|byte| self.ends_plain[usize::from(*byte)]);
        let run = ends.unwrap_or(rest.len());
        self.text.push_str(&self.piece[self.at..self.at + run]);
        self.at += run;
        if ends.is_none() {
            return Ok(Some(State::Plain));
        }
        let byte = self.piece.as_bytes()[self.at];
        if byte == 0 {
            return Err(Fault::Nul { line: self.here() });
        }
        self.at += 1;
        self.end_cell()?;
        if byte == self.sign {
            return Ok(Some(State::Start));
        }
        self.line += 1;
        self.after_return = byte == b'\r';
        Ok(None)
    }

    /// Takes text in quotation marks up to the next one, or up to an end of line.
    fn quoted(&mut self, opened: u64) -> Result<State, Fault> {
        let rest = &self.piece.as_bytes()[self.at..];
        let ends = rest.iter().position(|byte| matches!(byte, b'"' | b'\n' | b'\r' | 0));
        let run = ends.unwrap_or(rest.len());
        self.text.push_str(&self.piece[self.at..self.at + run]);
        self.at += run;
        let was_return = self.after_return && run == 0;
        self.after_return = false;
        if ends.is_none() {
            return Ok(State::Quoted(opened));
        }
        let byte = self.piece.as_bytes()[self.at];
        self.at += 1;
        match byte {
            b'"' => return Ok(State::Closed(opened)),
            0 => return Err(Fault::Nul { line: self.here() }),
            b'\r' => self.after_return = true,
            _ => {}
        }
        if !(byte == b'\n' && was_return) {
            self.line += 1;
        }
        self.text.push(char::from(byte));
        Ok(State::Quoted(opened))
    }

    fn end_cell(&mut self) -> Result<(), Fault> {
        self.ends.push(self.text.len());
        if self.ends.len() > MAX_CELLS {
            return Err(Fault::TooManyCells { line: self.here(), limit: MAX_CELLS });
        }
        Ok(())
    }

    /// The record that the end of the text ends, if one began.
    fn end_of_text(&mut self, state: State, began: Option<u64>) -> Result<Option<u64>, Fault> {
        if let State::Quoted(opened) = state {
            return Err(Fault::LoneQuote { line: self.opened(opened) });
        }
        if began.is_some() {
            self.end_cell()?;
        }
        Ok(began)
    }

    /// The place where quotation marks were opened.
    fn opened(&self, line: u64) -> Place {
        match self.counted {
            Counted::Lines => Place::Line(line),
            Counted::Rows => Place::Row(self.rows),
        }
    }
}
