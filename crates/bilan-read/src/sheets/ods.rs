//! `OpenDocument` sheets, counted as they stream by: a file may say that a row is repeated a million times, and a
//! reader that writes such rows out runs out of memory.

use bilan_reader::{FileKind, Roster, Unreadable};

use crate::archive::Archive;
use crate::sheets::{Counter, MAX_SHEETS};
use crate::xml::{Element, Piece, walk};

/// Counts the sheets of a file.
///
/// # Errors
/// [`Unreadable`] when the file is damaged, locked or past a limit.
pub(crate) fn read(bytes: &[u8]) -> Result<Roster, Unreadable> {
    let kind = FileKind::OpenDocument;
    let mut archive = Archive::open(bytes, kind)?;
    let encrypted =
        archive.text("META-INF/manifest.xml")?.is_some_and(|list| list.contains("encryption-data"));
    if encrypted {
        return Err(Unreadable::Locked { kind });
    }
    let content = archive.needed_text("content.xml")?;
    let mut roster = Roster { sheets: Vec::new() };
    let mut state = State::default();
    walk(&content, kind, |piece| {
        state.take(piece, &mut roster);
        Ok(())
    })?;
    Ok(roster)
}

#[derive(Default)]
struct State {
    counter: Counter,
    name: Option<String>,
    row: usize,
    row_repeats: usize,
    row_rows: usize,
    column: usize,
    cell: Option<(usize, String)>,
}

impl State {
    fn take(&mut self, piece: Piece<'_>, roster: &mut Roster) {
        match piece {
            Piece::Start(element) => self.start(&element),
            Piece::Words(words) => {
                if let Some((_, cell)) = &mut self.cell {
                    cell.push_str(&words);
                }
            }
            Piece::End(name) => self.end(&name, roster),
        }
    }

    fn start(&mut self, element: &Element<'_>) {
        match element.name.as_str() {
            "table" => *self = Self { name: element.attribute("name"), ..Self::default() },
            "table-row" => {
                self.row_repeats = repeats(element, "number-rows-repeated");
                self.column = 0;
                self.row_rows = 0;
            }
            "table-cell" | "covered-table-cell" => {
                self.cell = Some((repeats(element, "number-columns-repeated"), String::new()));
            }
            "p" => {
                if let Some((_, words)) = &mut self.cell {
                    words.push(' ');
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str, roster: &mut Roster) {
        match name {
            "table-cell" | "covered-table-cell" => {
                let Some((times, words)) = self.cell.take() else { return };
                if !words.trim().is_empty() {
                    self.counter.cell(self.row, self.column, &words);
                    self.counter.cell(self.row, self.column.saturating_add(times - 1), &words);
                    self.row_rows = 1;
                }
                self.column = self.column.saturating_add(times);
            }
            "table-row" => {
                self.counter.repeat_row((self.row_repeats.saturating_sub(1)) * self.row_rows);
                self.row += 1;
            }
            "table" if roster.sheets.len() < MAX_SHEETS => {
                let done = std::mem::take(self);
                roster.sheets.push(done.counter.finish(done.name));
            }
            _ => {}
        }
    }
}

/// How often something is repeated, as a file says; at least once, at most as sheets go.
fn repeats(element: &Element<'_>, name: &str) -> usize {
    const MOST: usize = 1_048_576;
    element.attribute(name).and_then(|times| times.parse().ok()).unwrap_or(1).clamp(1, MOST)
}
