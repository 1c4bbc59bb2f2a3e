//! `code`: reports to public records, without a case; JSON lines as a stream, files one by one.

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use bilan_linker::{AccountOutline, Signature, Telling};
use bilan_model::{Coding, Report, ReportHeader};
use bilan_reader::{Hint, MAX_BYTES, Part, READER_VERSION};
use serde::Serialize;

use crate::error::{Error, ErrorKind};
use crate::explain::{Reason, reasons};
use crate::knowledge::Knowledge;
use crate::parallel;
use crate::propose::{Comparison, SecondReader, SecondReading, Unread, answers};
use crate::records::Stated;
use crate::spool::Spool;

/// Lines taken from what is buffered and coded together; bounds memory.
const LINES_AT_ONCE: usize = 128;

/// What a coding run is asked for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Give each account the id of its incident over all reports: holds all codings in memory.
    pub link: bool,
    /// Say why, for each claim.
    pub explain: bool,
    /// What the caller says of every report.
    pub stated: Stated,
    /// How many threads may code.
    pub threads: usize,
    /// Who reads each report a second time.
    pub second: Option<Arc<SecondReader>>,
}

/// One line of output: a coding, or why there is none.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Line {
    /// A coding, with its reasons where they were asked for.
    Coded {
        /// The public record.
        #[serde(flatten)]
        coding: Box<Coding>,
        /// Why.
        #[serde(skip_serializing_if = "Option::is_none")]
        explain: Option<Vec<Reason>>,
        /// What a second reader made of the report, where one was asked; not part of the record.
        #[serde(flatten)]
        second: Option<SecondReading>,
        /// What the report says of itself; not part of the record.
        #[serde(skip)]
        header: Box<ReportHeader>,
        /// The signature of its text, where linking was asked for; not part of the record.
        #[serde(skip)]
        signature: Option<Signature>,
        /// What a person must know of the reading.
        #[serde(skip)]
        notes: Vec<String>,
    },
    /// What stands in the place of a report that could not be coded.
    Failed {
        /// The name of the report, or of its file and line.
        doc: String,
        /// Why, in words.
        error: String,
    },
}

impl Line {
    /// What linking sees of it, where it is a coding.
    pub(crate) fn telling(&self, arrived: u64) -> Option<Telling> {
        let Self::Coded { coding, header, signature, .. } = self else { return None };
        Some(Telling {
            doc: header.doc.as_str().into(),
            published: header.published,
            accounts: coding.incidents.iter().map(AccountOutline::from).collect(),
            signature: signature.clone(),
            arrived,
        })
    }
}

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Lines of output.
    pub lines: usize,
    /// Those of them that are errors.
    pub failed: usize,
    /// What second readings came to.
    pub second: Second,
}

/// What second readings came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Second {
    /// Reports that a second reader was asked about.
    pub asked: usize,
    /// Those of them that it did not read.
    pub unread: usize,
    /// Why, for the first of them.
    #[serde(skip)]
    pub why: Option<Unread>,
    /// Proposals that agree with the rules.
    pub agree: usize,
    /// Doubts for differences.
    pub differ: usize,
}

impl Summary {
    /// Takes in one line of output.
    pub fn count(&mut self, line: &Line) {
        self.lines += 1;
        self.failed += usize::from(matches!(line, Line::Failed { .. }));
        let Line::Coded { coding, second: Some(reading), .. } = line else { return };
        self.second.asked += 1;
        if let Some(why) = reading.second_reader.failed {
            self.second.unread += 1;
            self.second.why = self.second.why.or(Some(why));
        }
        let agreeing = reading.proposals.iter().filter(|proposal| proposal.verdict == Comparison::Agrees);
        self.second.agree += agreeing.count();
        self.second.differ += coding.doubts.iter().filter(|doubt| answers(&doubt.what).is_some()).count();
    }
}

/// A report to be coded, or why it cannot be.
enum Job {
    Report { report: Box<Report>, notes: Vec<String> },
    Failed { doc: String, error: String },
}

impl Job {
    fn of(part: Part, fallback: &str, stated: &Stated) -> Self {
        let doc = part.doc.unwrap_or_else(|| fallback.to_owned());
        match part.outcome {
            Err(error) => Self::Failed { doc, error: error.to_string() },
            Ok(document) => {
                let header = ReportHeader {
                    doc,
                    language: stated.language.clone().or(document.language.map(|language| language.tag)),
                    title: stated.title.clone().or(document.title),
                    publisher: stated.publisher.clone().or(document.publisher),
                    published: stated.published.or(document.published),
                };
                let notes =
                    document.notes.iter().filter(|note| note.asks_for_a_look()).map(ToString::to_string);
                let notes = notes.collect();
                Self::Report { report: Box::new(Report { header, text: document.text }), notes }
            }
        }
    }

    fn code(&self, knowledge: &Knowledge, options: &Options) -> Line {
        match self {
            Self::Failed { doc, error } => Line::Failed { doc: doc.clone(), error: error.clone() },
            Self::Report { report, notes } => {
                let mut report = report.clone();
                if report.header.language.is_none() {
                    report.header.language = knowledge.familiar(&report.text);
                }
                let report = &report;
                let coded = knowledge.code_with_features(report).and_then(|(coding, features)| {
                    let language = report.header.language.as_deref();
                    let explain = options
                        .explain
                        .then(|| reasons(&coding, &features, language, knowledge))
                        .transpose()?;
                    Ok((coding, explain))
                });
                match coded {
                    Ok((coding, explain)) => Line::Coded {
                        coding: Box::new(coding),
                        explain,
                        second: None,
                        header: Box::new(report.header.clone()),
                        signature: options.link.then(|| Signature::of(&report.text)).flatten(),
                        notes: notes.clone(),
                    },
                    Err(error) => {
                        Line::Failed { doc: report.header.doc.clone(), error: error.what.to_string() }
                    }
                }
            }
        }
    }

    /// Has the report read a second time, where somebody is there to do it and its language has a pack.
    fn read_again(&self, line: &mut Line, knowledge: &Knowledge, options: &Options) {
        let (Some(reader), Self::Report { report, .. }) = (&options.second, self) else { return };
        let Line::Coded { coding, second, header, .. } = line else { return };
        let pack = header.language.as_deref().and_then(|language| knowledge.pack(language).ok()?);
        if let Some(pack) = pack {
            let report = Report { header: header.as_ref().clone(), text: report.text.clone() };
            *second = Some(reader.read(&report, pack, coding));
        }
    }
}

/// Codes a stream of JSON lines to JSON lines, in order; a bad line gives `{"doc","error"}` in its place.
///
/// Memory does not grow with the stream, but for an outline of each report where `options.link` asks to compare all
/// with all.
///
/// # Errors
/// Of the two streams; with `options.link` also of the temporary file that the lines wait in.
pub fn lines(
    input: &mut io::BufReader<impl io::Read>,
    output: &mut impl Write,
    knowledge: &Knowledge,
    options: &Options,
) -> io::Result<Summary> {
    let mut summary = Summary::default();
    let mut spool = if options.link { Some(Spool::new()?) } else { None };
    let mut number = 0;
    loop {
        let jobs = next_jobs(input, &mut number, options)?;
        if jobs.is_empty() {
            break;
        }
        let coded = parallel::map(&jobs, options.threads, |job| {
            let line = job.code(knowledge, options);
            // What is as it goes out is written out by the threads too.
            let bytes = if options.link || options.second.is_some() { Vec::new() } else { json_line(&line) };
            (bytes, line)
        });
        for (job, (bytes, mut line)) in jobs.iter().zip(coded) {
            job.read_again(&mut line, knowledge, options);
            summary.count(&line);
            if let Some(spool) = &mut spool {
                spool.push(line)?;
            } else if options.second.is_some() {
                // A second reader takes its time: each line goes out when it is whole.
                output.write_all(&json_line(&line))?;
                output.flush()?;
            } else {
                output.write_all(&bytes)?;
            }
        }
        if input.buffer().is_empty() {
            output.flush()?;
        }
    }
    if let Some(spool) = spool {
        spool.give(output)?;
    }
    output.flush()?;
    Ok(summary)
}

pub(crate) fn json_line(line: &Line) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(line).expect("records of strings and numbers always serialise");
    bytes.push(b'\n');
    bytes
}

/// The next line, and those after it that are buffered already; empty at the end of the stream.
fn next_jobs(
    input: &mut io::BufReader<impl io::Read>,
    number: &mut usize,
    options: &Options,
) -> io::Result<Vec<Job>> {
    let mut jobs = Vec::new();
    while jobs.len() < LINES_AT_ONCE && (jobs.is_empty() || input.buffer().contains(&b'\n')) {
        let Some(line) = next_line(input)? else { break };
        *number += 1;
        let fallback = format!("line {number}");
        match line {
            Ok(line) if line.trim_ascii().is_empty() => {}
            Ok(line) => {
                let line = line.strip_suffix(b"\n").unwrap_or(&line);
                let part = bilan_reader::read_json_line(line.strip_suffix(b"\r").unwrap_or(line), *number);
                jobs.push(Job::of(part, &fallback, &options.stated));
            }
            Err(TooLong) => {
                let error = format!(
                    "line {number} is longer than {MAX_BYTES} bytes. The other lines are not touched by this."
                );
                jobs.push(Job::Failed { doc: fallback, error });
            }
        }
    }
    Ok(jobs)
}

struct TooLong;

/// One line with its end, or that it is too long to hold; `None` at the end.
fn next_line(input: &mut impl BufRead) -> io::Result<Option<Result<Vec<u8>, TooLong>>> {
    let mut line = Vec::new();
    let limit = MAX_BYTES as u64 + 2;
    io::Read::take(&mut *input, limit).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.len() as u64 == limit && !line.ends_with(b"\n") {
        skip_line(input)?;
        return Ok(Some(Err(TooLong)));
    }
    Ok(Some(Ok(line)))
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffered = input.fill_buf()?;
        if buffered.is_empty() {
            return Ok(());
        }
        let (used, done) = match buffered.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffered.len(), false),
        };
        input.consume(used);
        if done {
            return Ok(());
        }
    }
}

/// Codes one document from its bytes: one line, or one a line of JSON lines.
pub fn document(name: &str, bytes: &[u8], knowledge: &Knowledge, options: &Options) -> Vec<Line> {
    let hint = Hint { file_name: Some(name), format: None };
    let parts = match bilan_reader::read(bytes, &hint) {
        Ok(parts) => parts,
        Err(error) => return vec![Line::Failed { doc: name.to_owned(), error: error.to_string() }],
    };
    let several = parts.len() > 1;
    let jobs: Vec<Job> = parts
        .into_iter()
        .map(|part| {
            let fallback = match part.line.filter(|_| several) {
                Some(line) => format!("{name}, line {line}"),
                None => name.to_owned(),
            };
            Job::of(part, &fallback, &options.stated)
        })
        .collect();
    let mut lines = parallel::map(&jobs, options.threads, |job| job.code(knowledge, options));
    for (job, line) in jobs.iter().zip(&mut lines) {
        job.read_again(line, knowledge, options);
    }
    lines
}

/// Codes the document in a file; its name is the file's.
pub fn file(path: &Path, knowledge: &Knowledge, options: &Options) -> Vec<Line> {
    let name = path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
    match fs::read(path) {
        Ok(bytes) => document(&name, &bytes, knowledge, options),
        Err(error) => {
            let error = Error::reading(path, &error);
            let next = error.next.clone().unwrap_or_default();
            vec![Line::Failed { doc: path.display().to_string(), error: format!("{}. {next}", error.what) }]
        }
    }
}

/// The documents of files and folders, in order of name inside a folder.
///
/// # Errors
/// When a folder cannot be listed, or there is no file at all.
pub fn expand(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for path in paths {
        // What cannot be opened has its own line of output.
        if fs::metadata(path).is_ok() {
            crate::add::walk(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    if files.is_empty() {
        return Err(Error::new(ErrorKind::Failure, "there is no document in what was given")
            .next("Give files, or folders with files in them."));
    }
    Ok(files)
}

/// Gives each account the id of its incident, over all lines.
pub fn link(lines: &mut [Line]) {
    let coded = (0_u64..).zip(lines.iter()).filter_map(|(arrived, line)| line.telling(arrived));
    let clusters = bilan_linker::link_tellings(&coded.collect::<Vec<_>>(), &[]).ids;
    let codings = lines.iter_mut().filter_map(|line| match line {
        Line::Coded { coding, .. } => Some(coding),
        Line::Failed { .. } => None,
    });
    for (coding, ids) in codings.zip(clusters) {
        for (account, id) in coding.incidents.iter_mut().zip(ids) {
            account.cluster = Some(id);
        }
    }
}

/// The version of the reader, for records.
pub(crate) fn reader_version() -> String {
    READER_VERSION.to_owned()
}
