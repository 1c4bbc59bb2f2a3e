//! Gathers the parts of a file, and keeps their number and their text within limits.

use bilan_reader::child::{ChildOutcome, ChildPart, MAX_CHILD_PARTS, MAX_CHILD_TEXT, Step};
use bilan_reader::{FileKind, FileLimit, LeftOut, ReadNote, Unreadable};

/// Characters of a name or an address that are kept.
const MAX_NAME_CHARS: usize = 300;

/// The parts found so far, and what was left out.
pub(crate) struct Collector {
    parts: Vec<ChildPart>,
    text_left: usize,
    left_out: Vec<(LeftOut, usize, String)>,
}

impl Collector {
    pub(crate) fn new() -> Self {
        Self { parts: Vec::new(), text_left: MAX_CHILD_TEXT, left_out: Vec::new() }
    }

    /// How many parts there are.
    pub(crate) fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether no further part is taken.
    pub(crate) fn is_full(&self) -> bool {
        self.parts.len() >= MAX_CHILD_PARTS
    }

    /// Takes a part. Past the limit of parts it is counted; past the limit of text it says so in its place.
    pub(crate) fn push(&mut self, place: &[Step], outcome: ChildOutcome) {
        if self.is_full() {
            let name = place.last().map(ToString::to_string).unwrap_or_default();
            return self.leave_out(LeftOut::PartsPastLimit, &name);
        }
        let bytes = match &outcome {
            ChildOutcome::Text(document) => document.text.len(),
            ChildOutcome::Roster(_) | ChildOutcome::Unreadable(_) => 0,
        };
        let outcome = if bytes > self.text_left { past_the_text(&outcome) } else { outcome };
        self.text_left = self.text_left.saturating_sub(bytes);
        self.parts.push(ChildPart { place: place.to_vec(), outcome });
    }

    /// Counts something that gives no part of its own.
    pub(crate) fn leave_out(&mut self, what: LeftOut, name: &str) {
        match self.left_out.iter_mut().find(|(known, _, _)| *known == what) {
            Some((_, count, _)) => *count += 1,
            None => self.left_out.push((what, 1, short(name))),
        }
    }

    /// The parts, and the notes on the file as a whole.
    pub(crate) fn finish(self) -> (Vec<ChildPart>, Vec<ReadNote>) {
        let notes = self.left_out.into_iter();
        (self.parts, notes.map(|(what, count, first)| ReadNote::LeftOut { what, count, first }).collect())
    }
}

/// What stands in the place of a text that was too much.
fn past_the_text(outcome: &ChildOutcome) -> ChildOutcome {
    use bilan_reader::Format;
    let kind = match outcome {
        ChildOutcome::Text(document) => match document.format {
            Format::Pdf => FileKind::Pdf,
            Format::Docx => FileKind::WordDocument,
            Format::Odt => FileKind::OpenDocument,
            Format::Mail => FileKind::Mail,
            Format::Text | Format::Markdown | Format::Html | Format::JsonLines => FileKind::WebArchive,
        },
        ChildOutcome::Roster(_) | ChildOutcome::Unreadable(_) => FileKind::Table,
    };
    ChildOutcome::Unreadable(Unreadable::PastLimit { kind, limit: FileLimit::Text(MAX_CHILD_TEXT) })
}

/// A name or an address, on one line and cut to what is kept.
pub(crate) fn short(name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    name.chars().take(MAX_NAME_CHARS).collect()
}
