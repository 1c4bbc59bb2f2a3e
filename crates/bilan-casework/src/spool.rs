//! Lines that wait until all are linked: in a file without a name, so that an archive costs memory for its outlines only.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};

use bilan_linker::Telling;

use crate::code::{Line, json_line};

/// How an account that waits for its incident is written. Inside a text of JSON the quotation marks would be escaped,
/// so that no report can hold it.
const WAITING: &str = "\"cluster\":\"\"";

/// Codings on disk, with what linking sees of them in memory.
///
/// The file has no name, is nobody else's to open, and is gone when the program ends, however it ends.
pub(crate) struct Spool {
    file: BufWriter<File>,
    tellings: Vec<Telling>,
}

impl Spool {
    /// # Errors
    /// When the folder for temporary files cannot be written to.
    pub(crate) fn new() -> io::Result<Self> {
        let file = tempfile::tempfile().map_err(|error| {
            let folder = std::env::temp_dir();
            let what = format!("{}, the folder for temporary files (TMPDIR): {error}", folder.display());
            io::Error::new(error.kind(), what)
        })?;
        Ok(Self { file: BufWriter::new(file), tellings: Vec::new() })
    }

    /// Puts a line behind those before it.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub(crate) fn push(&mut self, mut line: Line) -> io::Result<()> {
        self.tellings.extend(line.telling(self.tellings.len() as u64));
        if let Line::Coded { coding, .. } = &mut line {
            for account in &mut coding.incidents {
                account.cluster = Some(String::new());
            }
        }
        self.file.write_all(&json_line(&line))
    }

    /// Links all, and gives the lines in their order, each account with the id of its incident.
    ///
    /// # Errors
    /// Of the two files.
    pub(crate) fn give(self, output: &mut impl Write) -> io::Result<()> {
        let ids = bilan_linker::link_tellings(&self.tellings, &[]).ids;
        let mut ids = ids.iter().flatten();
        let mut file = self.file.into_inner()?;
        file.rewind()?;
        let mut lines = BufReader::new(file);
        let mut line = String::new();
        while lines.read_line(&mut line)? > 0 {
            let mut rest = line.as_str();
            while let Some((before, after)) = rest.split_once(WAITING) {
                output.write_all(before.as_bytes())?;
                output.write_all(b"\"cluster\":")?;
                serde_json::to_writer(&mut *output, ids.next().map_or("", String::as_str))?;
                rest = after;
            }
            output.write_all(rest.as_bytes())?;
            line.clear();
        }
        Ok(())
    }
}
