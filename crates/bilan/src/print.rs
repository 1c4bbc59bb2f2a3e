//! The one place that prints: data to standard output, messages to standard error.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, BufWriter, StdoutLock, Write as _};
use std::process::ExitCode;

use bilan_casework::{Error, ErrorKind, Message, Progress, message};
use bilan_reader::visible_controls;
use bilan_tally::Language;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};
use serde::Serialize;

use crate::locale::Texts;
use crate::settings::Settings;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Done.
    Well,
    /// Finished, and something should be looked at.
    WithFindings,
    /// Nothing of what was asked for could be done, as has been said.
    Badly,
    /// The evidence is not what it was.
    NotSound,
}

/// Why a command did not end.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A use case says why.
    Casework(Error),
    /// Standard input or output failed.
    Stream(io::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Casework(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Stream(error)
    }
}

/// What a command gives: how it ended, or why not.
pub(crate) type Outcome = Result<Ended, Failure>;

/// Standard output and standard error, with the terminal's width and colours.
pub(crate) struct Printer {
    out: BufWriter<StdoutLock<'static>>,
    pub(crate) width: usize,
    colour_out: bool,
    colour_err: bool,
    progress: Option<Bar>,
    pub(crate) language: Language,
    pub(crate) texts: Texts,
}

impl Printer {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            out: BufWriter::with_capacity(1 << 16, io::stdout().lock()),
            width: settings.width,
            colour_out: settings.colour_out,
            colour_err: settings.colour_err,
            progress: settings.draws_progress.then(Bar::default),
            language: settings.language,
            texts: Texts::of(settings.language),
        }
    }

    /// Standard output, for streams of records.
    pub(crate) fn stream(&mut self) -> &mut impl io::Write {
        &mut self.out
    }

    /// One JSON value on one line.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        let text = serde_json::to_string(value)?;
        self.out.write_all(harmless(&text).as_bytes())?;
        self.out.write_all(b"\n")
    }

    /// An empty line.
    pub(crate) fn blank(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    /// A line in bold, where there are colours.
    pub(crate) fn heading(&mut self, text: &str) -> io::Result<()> {
        for line in wrap(text, self.width, "") {
            if self.colour_out {
                writeln!(self.out, "\u{1b}[1m{line}\u{1b}[0m")?;
            } else {
                writeln!(self.out, "{line}")?;
            }
        }
        Ok(())
    }

    /// A paragraph, wrapped; every line after the first begins with `indent`.
    pub(crate) fn text(&mut self, text: &str, indent: &str) -> io::Result<()> {
        for line in wrap(text, self.width, indent) {
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }

    /// A sentence of the locale, as a paragraph.
    pub(crate) fn say(&mut self, name: &str, values: &[(&str, &str)], indent: &str) -> io::Result<()> {
        self.text(&self.texts.say(name, values), indent)
    }

    /// A line as it is, however long: commands and paths, which a person copies.
    pub(crate) fn verbatim(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", visible_controls(text))
    }

    /// A table that fits the width; long cells go on below.
    /// The first `whole` columns hold ids, which are never cut.
    pub(crate) fn table(&mut self, head: &[&str], rows: &[Vec<String>], whole: usize) -> io::Result<()> {
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(self.width).unwrap_or(u16::MAX));
        table.set_header(head.iter().map(|name| name.to_uppercase()));
        for row in rows {
            table.add_row(row.iter().map(|cell| visible_controls(cell)));
        }
        for (at, column) in table.column_iter_mut().enumerate() {
            column.set_padding((0, 2));
            if at < whole {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        for line in table.to_string().lines() {
            writeln!(self.out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// A table as CSV. A cell that a spreadsheet could take for a formula begins with an apostrophe.
    pub(crate) fn csv(&mut self, head: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
        let line = |cells: &mut dyn Iterator<Item = &str>| cells.map(csv_cell).collect::<Vec<_>>().join(",");
        writeln!(self.out, "{}", line(&mut head.iter().copied()))?;
        for row in rows {
            writeln!(self.out, "{}", line(&mut row.iter().map(String::as_str)))?;
        }
        Ok(())
    }

    /// A message on standard error, after what was printed before it.
    pub(crate) fn note(&mut self, text: &str) {
        self.clear();
        // A reader that went away shows at the next write of data.
        let _ = self.out.flush();
        for line in wrap(text, self.width, "  ") {
            eprintln!("{line}");
        }
    }

    /// What says notes from other threads while a command goes on.
    pub(crate) fn aside(&self) -> impl Fn(&str, &[(&str, &str)]) + Send + Sync + 'static {
        let (width, texts) = (self.width, self.texts.clone());
        move |name, values| {
            // An address is copied by people: it is never broken over lines.
            for line in texts.say(name, values).lines() {
                if line.contains("://") {
                    eprintln!("{line}");
                } else {
                    for line in wrap(line, width, "  ") {
                        eprintln!("{line}");
                    }
                }
            }
        }
    }

    /// Says how it ended and gives the exit code. A reader of the output that went away is no failure.
    pub(crate) fn finish(mut self, outcome: Outcome) -> ExitCode {
        self.clear();
        let outcome = outcome.and_then(|ended| {
            self.out.flush()?;
            Ok(ended)
        });
        match outcome {
            Ok(Ended::Well) => ExitCode::SUCCESS,
            Ok(Ended::WithFindings) => ExitCode::from(3),
            Ok(Ended::Badly) => ExitCode::FAILURE,
            Ok(Ended::NotSound) => ExitCode::from(4),
            Err(Failure::Stream(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Err(Failure::Stream(error)) => {
                self.error(&Error::new(
                    ErrorKind::Failure,
                    message!("the input or output failed: {error}", error: Message::of_system(error)),
                ));
                ExitCode::FAILURE
            }
            Err(Failure::Casework(error)) => {
                // What was printed before belongs before the message.
                let _ = self.out.flush();
                self.error(&error);
                ExitCode::from(match error.kind {
                    ErrorKind::Failure => 1,
                    ErrorKind::Usage | ErrorKind::Missing => 2,
                    ErrorKind::Refused => 3,
                    ErrorKind::Integrity => 4,
                    ErrorKind::Locked => 5,
                })
            }
        }
    }

    /// An error: what happened, to what, what is safe, what to do next.
    fn error(&mut self, error: &Error) {
        let told = |message: &Message| message.in_language(self.language);
        let parts = [
            (self.texts.say("label.error", &[]), Some(told(&error.what))),
            (self.texts.say("label.in", &[]), error.place.clone()),
            (self.texts.say("label.safe", &[]), error.safe.as_ref().map(told)),
            (self.texts.say("label.next", &[]), error.next.as_ref().map(told)),
        ];
        let wide = parts.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
        let present =
            parts.iter().enumerate().filter_map(|(at, (label, text))| Some((at, label, text.as_ref()?)));
        for (part, label, text) in present {
            for (at, line) in wrap(text, self.width.saturating_sub(wide + 1), "").iter().enumerate() {
                let head = if at == 0 { label.as_str() } else { "" };
                if self.colour_err && part == 0 && at == 0 {
                    eprintln!("\u{1b}[1;31m{head:>wide$}\u{1b}[0m {line}");
                } else {
                    eprintln!("{head:>wide$} {line}");
                }
            }
        }
    }

    fn clear(&mut self) {
        if let Some(bar) = &mut self.progress {
            bar.clear();
        }
    }
}

impl Progress for Printer {
    fn at(&mut self, what: &'static str, done: usize, total: usize) {
        if let Some(bar) = &mut self.progress {
            let what = Message::from(what).in_language(self.language);
            let (done_text, total_text) = (done.to_string(), total.to_string());
            let values = [("what", what.as_str()), ("done", &done_text), ("total", &total_text)];
            bar.draw(&self.texts.say("progress.line", &values), done == total);
        }
    }
}

/// One line on a terminal that is drawn over.
#[derive(Debug, Default)]
struct Bar {
    drawn: String,
}

impl Bar {
    fn draw(&mut self, line: &str, done: bool) {
        if line != self.drawn {
            eprint!("\r\u{1b}[K{line}");
            line.clone_into(&mut self.drawn);
        }
        if done {
            self.clear();
        }
    }

    fn clear(&mut self) {
        if !self.drawn.is_empty() {
            eprint!("\r\u{1b}[K");
            self.drawn.clear();
        }
    }
}

/// The lines of a paragraph, at most `width` signs each where words allow; later ones begin with `indent`. Signs that
/// do not show, or change how others show, are made visible.
fn wrap(text: &str, width: usize, indent: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let paragraph = visible_controls(paragraph);
        let leading = paragraph.len() - paragraph.trim_start_matches(' ').len();
        let mut line = " ".repeat(leading);
        let mut begun = false;
        for word in unbroken(&paragraph) {
            if begun && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::replace(&mut line, indent.to_owned()));
                begun = false;
            }
            if begun {
                line.push(' ');
            }
            line.push_str(&word);
            begun = true;
        }
        lines.push(line);
    }
    lines
}

/// The words of a paragraph; a sign that French sets apart stays with the word that it belongs to.
fn unbroken(paragraph: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
        match words.last_mut() {
            Some(last) if last.ends_with('«') || word.starts_with([':', ';', '»', '?', '!']) => {
                last.push(' ');
                last.push_str(word);
            }
            Some(_) | None => words.push(word.to_owned()),
        }
    }
    words
}

fn csv_cell(cell: &str) -> String {
    let safe =
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() };
    if safe.contains([',', '"', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_keeps_its_words_and_its_indent() {
        assert_eq!(wrap("one two three", 8, "  "), ["one two", "  three"]);
        assert_eq!(wrap("  a b\nc", 80, ""), ["  a b", "c"]);
        assert_eq!(wrap("", 80, ""), [""]);
        assert_eq!(wrap("dit : « a b »", 7, ""), ["dit :", "« a b »"]);
        assert!(!wrap("a\u{202e}b\u{1b}[31m", 80, "").concat().contains(['\u{202e}', '\u{1b}']));
    }

    #[test]
    fn a_cell_is_no_formula() {
        assert_eq!(csv_cell("=1+1"), "'=1+1");
        assert_eq!(csv_cell("a,\"b\""), "\"a,\"\"b\"\"\"");
    }
}

/// JSON in which no character steers a terminal or turns the direction of a line: they are written as `\uXXXX`, which
/// every reader of JSON takes for the same text.
fn harmless(json: &str) -> Cow<'_, str> {
    let steers = |c: char| {
        matches!(c, '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if !json.contains(steers) {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if steers(c) {
            let _ = write!(text, "\\u{:04x}", u32::from(c));
        } else {
            text.push(c);
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod harmless_json {
    use super::*;

    #[test]
    fn signs_that_steer_a_terminal_are_escaped_and_mean_the_same() {
        let value = "a\u{202e}b\u{9b}c";
        let text = serde_json::to_string(value).unwrap();
        let shown = harmless(&text);
        assert!(shown.is_ascii());
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), value);
    }
}
