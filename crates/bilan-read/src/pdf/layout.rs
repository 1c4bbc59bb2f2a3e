//! Pieces of text with their places on a page, to lines, rows of tables, columns and paragraphs.
//!
//! The pieces are taken in the order in which the file draws them, which is the order in which nearly every program
//! writes text. Only columns drawn row by row across the page are put in order here.

use bilan_reader::ReadNote;
use pdf_oxide::layout::TextSpan;

use crate::wrapped::Joiner;

/// A gap between pieces of one line that parts cells or columns, in sizes of the letters.
const CELL_GAP: f32 = 1.2;
/// A gap that is a space, in sizes of the letters.
const SPACE_GAP: f32 = 0.15;
/// The most that one line may be under the one before it in a paragraph, in sizes of the letters.
const LINE_PITCH: f32 = 1.9;
/// Characters that a line has at least where a program broke it for want of room.
const WIDE_CHARS: usize = 20;
/// Characters that the cells of a row have on average where it is two columns side by side, and no table.
const COLUMN_CHARS: usize = 25;
/// Rows that two columns side by side have at least.
const COLUMN_ROWS: usize = 3;

/// A piece of a line: a cell of a table, or all of the line.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    text: String,
    x0: f32,
    x1: f32,
    y: f32,
    size: f32,
}

/// The lines of a page, each with its pieces from left to right.
pub(super) type Lines = Vec<Vec<Piece>>;

/// Whether the page holds writing that this layout does not follow: from right to left, downwards, or turned.
pub(super) fn is_turned(spans: &[TextSpan]) -> bool {
    let (mut letters, mut other) = (0, 0);
    for span in spans {
        let turned = span.wmode != 0 || span.rotation_degrees.abs() > 1.0;
        let count = span.text.chars().filter(|c| c.is_alphanumeric()).count();
        let from_right =
            span.text.chars().filter(|c| matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FEFC}'));
        letters += count;
        other += if turned { count } else { from_right.count() };
    }
    other * 4 > letters
}

/// The words of lines, for what only looks at words.
pub(super) fn words(lines: &Lines) -> String {
    let line =
        |pieces: &Vec<Piece>| pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join("\t");
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The lines of a page.
pub(super) fn lines(mut spans: Vec<TextSpan>) -> Lines {
    spans.sort_by_key(|span| span.sequence);
    let mut lines = Lines::new();
    for span in &spans {
        add_span(&mut lines, span);
    }
    for line in &mut lines {
        for piece in line.iter_mut() {
            piece.text = piece
                .text
                .split([' ', '\n', '\r', '\t'])
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
                .join(" ");
        }
        line.retain(|piece| !piece.text.is_empty());
    }
    lines.retain(|line| !line.is_empty());
    columns_in_order(&lines)
}

/// Adds a piece to the line it goes on with, or begins a cell or a line with it.
fn add_span(lines: &mut Lines, span: &TextSpan) {
    let (x0, x1) = (span.bbox.x, span.bbox.x + span.bbox.width);
    let (y, size) = (span.bbox.y, span.font_size.abs().max(1.0));
    if ![x0, x1, y, size].iter().all(|number| number.is_finite()) {
        return lines.push(vec![Piece { text: span.text.clone(), x0: 0.0, x1: 0.0, y: 0.0, size: 1.0 }]);
    }
    let piece = Piece { text: span.text.clone(), x0, x1, y, size };
    let Some(last) = lines.last_mut().and_then(|line| line.last_mut()) else {
        return lines.push(vec![piece]);
    };
    let larger = last.size.max(size);
    let gap = x0 - last.x1;
    let on_line = (last.y - y).abs() <= 0.45 * larger && gap > -0.6 * larger;
    if on_line && gap <= CELL_GAP * larger {
        if gap > SPACE_GAP * larger {
            last.text.push(' ');
        }
        last.text.push_str(&piece.text);
        last.x1 = last.x1.max(x1);
        // A raised figure does not make its line a line of small letters.
        last.size = larger;
    } else if span.text.trim().is_empty() {
    } else if on_line {
        if let Some(line) = lines.last_mut() {
            line.push(piece);
        }
    } else {
        lines.push(vec![piece]);
    }
}

/// Reads columns that were drawn row by row one after the other.
fn columns_in_order(lines: &Lines) -> Lines {
    let mut ordered = Lines::new();
    let mut at = 0;
    while at < lines.len() {
        let rows = column_rows(&lines[at..]);
        if rows == 0 {
            ordered.push(lines[at].clone());
            at += 1;
            continue;
        }
        let second = lines[at][1].x0;
        let (left, right): (Vec<&Piece>, Vec<&Piece>) =
            lines[at..at + rows].iter().flatten().partition(|piece| piece.x0 < second - piece.size);
        ordered.extend(left.into_iter().chain(right).map(|piece| vec![piece.clone()]));
        at += rows;
    }
    ordered
}

/// How many lines from the first on are two columns side by side; 0 when they are not.
fn column_rows(lines: &[Vec<Piece>]) -> usize {
    let Some([left, right]) = lines.first().map(Vec::as_slice) else { return 0 };
    let begins = |piece: &Piece, with: &Piece| (piece.x0 - with.x0).abs() <= 2.0 * with.size;
    let fits = |line: &&Vec<Piece>| match line.as_slice() {
        [one] => begins(one, left) && one.x1 < right.x0 || begins(one, right),
        [one, two] => begins(one, left) && begins(two, right),
        _ => false,
    };
    let run = lines.iter().take_while(fits).count();
    let pairs: Vec<&Vec<Piece>> = lines[..run].iter().filter(|line| line.len() == 2).collect();
    let chars: usize =
        pairs.iter().flat_map(|line| line.iter()).map(|piece| piece.text.chars().count()).sum();
    if pairs.len() >= COLUMN_ROWS && chars >= COLUMN_CHARS * 2 * pairs.len() { run } else { 0 }
}

/// Puts lines together to paragraphs, over columns and pages.
pub(super) struct Paragraphs {
    joiner: Joiner,
    text: String,
    open: Option<Open>,
    after_row: bool,
    ligatures: usize,
}

/// The paragraph that may still go on.
struct Open {
    text: String,
    last: Piece,
    block: Block,
}

/// Lines under one another, of one size and one column: where they begin and end, and how many they are.
#[derive(Debug, Clone, Copy)]
struct Block {
    left: f32,
    right: f32,
    lines: usize,
}

impl Paragraphs {
    /// For a document of these pages.
    pub(super) fn new<'a>(pages: impl Iterator<Item = &'a Lines>) -> Self {
        let words = pages.flatten().flatten().map(|piece| piece.text.as_str());
        Self { joiner: Joiner::new(words), text: String::new(), open: None, after_row: false, ligatures: 0 }
    }

    /// Takes the lines of a page.
    pub(super) fn page(&mut self, lines: &Lines) {
        for (line, block) in lines.iter().zip(blocks(lines)) {
            match line.as_slice() {
                [piece] => self.line(piece, block),
                pieces => {
                    let row: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
                    self.close();
                    self.put(&row.join("\t"), true);
                }
            }
        }
    }

    /// Takes text whose lines stay as they are.
    pub(super) fn plain(&mut self, text: &str) {
        self.close();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.put(line, true);
        }
        self.after_row = false;
    }

    /// The text, and the notes on what was done to it.
    pub(super) fn finish(mut self) -> (String, Vec<ReadNote>) {
        self.close();
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let ligatures =
            (self.ligatures > 0).then_some(ReadNote::LigaturesWrittenOut { count: self.ligatures });
        (self.text, self.joiner.note().into_iter().chain(ligatures).collect())
    }

    fn line(&mut self, piece: &Piece, block: Block) {
        match &mut self.open {
            Some(open) if open.goes_on_with(piece) => {
                self.joiner.join(&mut open.text, &piece.text);
                open.last = piece.clone();
            }
            _ => {
                self.close();
                self.open = Some(Open { text: piece.text.clone(), last: piece.clone(), block });
            }
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.put(&open.text, false);
        }
    }

    fn put(&mut self, words: &str, is_row: bool) {
        if !self.text.is_empty() {
            self.text.push_str(if is_row && self.after_row { "\n" } else { "\n\n" });
        }
        for c in words.chars() {
            match letters_of(c) {
                Some(letters) => {
                    self.ligatures += 1;
                    self.text.push_str(letters);
                }
                None => self.text.push(c),
            }
        }
        self.after_row = is_row;
    }
}

impl Open {
    /// Whether a line goes on with this paragraph.
    fn goes_on_with(&self, next: &Piece) -> bool {
        let last = &self.last;
        let same_size = (last.size - next.size).abs() <= 0.08 * last.size;
        if !same_size || begins_item(&next.text) {
            return false;
        }
        let under = last.y - next.y;
        let in_column = under > 0.0
            && under <= LINE_PITCH * last.size
            && next.x0 < self.block.right
            && next.x1 > self.block.left;
        let parted = last.text.ends_with(['-', '\u{2010}', '\u{AD}']);
        let begins_small = next.text.chars().next().is_some_and(|c| c.is_lowercase() || c.is_ascii_digit());
        if in_column {
            let indented = next.x0 > self.block.left + 0.8 * next.size && next.x0 > last.x0 + 0.8 * next.size;
            return !indented && (self.is_full(next) || parted && begins_small);
        }
        // The next column or page: only where the sentence is plainly cut in the middle.
        let elsewhere = under <= 0.0 || next.x0 >= self.block.right || under > LINE_PITCH * last.size * 8.0;
        let ended = last.text.ends_with(['.', '!', '?', ':', ';', '»', '”', '"', '…']);
        let small = next.text.chars().next().is_some_and(char::is_lowercase);
        elsewhere && small && !ended && (self.is_full(next) || parted)
    }

    /// Whether the last line had no room for the first word of the next: then it was broken there by a program.
    #[allow(clippy::cast_precision_loss, reason = "lines have some hundreds of characters")]
    fn is_full(&self, next: &Piece) -> bool {
        let last = &self.last;
        let width = (last.x1 - last.x0) / last.text.chars().count().max(1) as f32;
        let word = next.text.split(' ').next().unwrap_or_default().chars().count();
        let had_no_room = self.block.right - last.x1 <= (word as f32 + 1.0) * width * 1.15;
        // Two lines alone may as well be two names: they go on only where a sentence does.
        let sure = self.block.lines > 2 || next.text.chars().next().is_some_and(char::is_lowercase);
        had_no_room && sure && last.text.chars().count() >= WIDE_CHARS
    }
}

/// The block of every line; lines with several pieces are in none.
fn blocks(lines: &Lines) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::with_capacity(lines.len());
    let mut start = 0;
    for (at, line) in lines.iter().enumerate() {
        let goes_on = at > start
            && match (lines[at - 1].as_slice(), line.as_slice()) {
                ([before], [piece]) => is_under(before, piece),
                _ => false,
            };
        if !goes_on {
            start = at;
        }
        let edges = |(left, right): (f32, f32), piece: &Piece| (left.min(piece.x0), right.max(piece.x1));
        let (left, right) = line.iter().fold((f32::INFINITY, f32::NEG_INFINITY), edges);
        let before = blocks.get(start).filter(|_| goes_on);
        let (left, right) =
            before.map_or((left, right), |block| (left.min(block.left), right.max(block.right)));
        let block = Block { left, right, lines: at + 1 - start };
        blocks.push(block);
        blocks[start] = block;
    }
    // The first line of each block knows all of it by now; from there it goes to the others.
    let mut at = 0;
    while at < blocks.len() {
        let block = blocks[at];
        let end = at + block.lines;
        blocks[at..end].fill(block);
        at = end;
    }
    blocks
}

/// Whether a line stands under another in one column.
fn is_under(before: &Piece, piece: &Piece) -> bool {
    let under = before.y - piece.y;
    under > 0.0
        && under <= LINE_PITCH * before.size
        && (before.x0 - piece.x0).abs() <= 3.0 * before.size
        && (before.size - piece.size).abs() <= 0.08 * before.size
}

/// Whether a line begins an item of a list.
fn begins_item(text: &str) -> bool {
    let mut signs = text.chars();
    let first = signs.next();
    first.is_some_and(|c| matches!(c, '•' | '▪' | '‣' | '◦' | '–' | '—' | '-' | '*' | '·'))
        && signs.next() == Some(' ')
}

/// The letters that one code point stands for: Latin and Armenian ligatures, as NFKC has them. Nothing else is changed.
fn letters_of(c: char) -> Option<&'static str> {
    Some(match c {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        'ﬓ' => "մն",
        'ﬔ' => "մե",
        'ﬕ' => "մի",
        'ﬖ' => "վն",
        'ﬗ' => "մխ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
