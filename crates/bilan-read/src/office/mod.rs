//! Documents of word processors: paragraphs and headings as lines, rows of tables as lines with tabs.

pub(crate) mod docx;
pub(crate) mod odt;

/// Puts lines together: a blank line between paragraphs, none between the rows of a table; tables inside a cell and
/// paragraphs inside paragraphs (text boxes) are taken in the order they come.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    text: String,
    after_row: bool,
    paragraphs: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Lines {
    pub(crate) fn start_paragraph(&mut self) {
        self.paragraphs.push(String::new());
    }

    /// Adds words to the paragraph that is open; words outside of any are not text.
    pub(crate) fn words(&mut self, words: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.push_str(words);
        }
    }

    /// Ends a paragraph, and gives its words.
    pub(crate) fn end_paragraph(&mut self) -> String {
        let words = self.paragraphs.pop().unwrap_or_default();
        match self.cell() {
            Some(cell) => add_to_cell(cell, &words),
            None => self.line(&words, false),
        }
        words
    }

    pub(crate) fn start_row(&mut self) {
        self.rows.push(Vec::new());
    }

    pub(crate) fn start_cell(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            row.push(String::new());
        }
    }

    /// Ends a row; a row of a table inside a cell becomes words of that cell.
    pub(crate) fn end_row(&mut self) {
        let row = self.rows.pop().unwrap_or_default();
        match self.cell() {
            Some(cell) => add_to_cell(cell, &row.join(" ")),
            None => self.line(&row.join("\t"), true),
        }
    }

    /// The text: every line ends in a line feed.
    pub(crate) fn finish(mut self) -> String {
        while !self.paragraphs.is_empty() {
            self.end_paragraph();
        }
        while !self.rows.is_empty() {
            self.end_row();
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text
    }

    fn cell(&mut self) -> Option<&mut String> {
        self.rows.last_mut().and_then(|row| row.last_mut())
    }

    fn line(&mut self, words: &str, is_row: bool) {
        if words.trim().is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str(if is_row && self.after_row { "\n" } else { "\n\n" });
        }
        self.text.push_str(words.trim_matches(['\n', ' ']));
        self.after_row = is_row;
    }
}

/// Adds words to a cell: its line ends become spaces, since a row is a line.
fn add_to_cell(cell: &mut String, words: &str) {
    let words =
        words.split(['\n', '\t']).map(str::trim).filter(|piece| !piece.is_empty()).collect::<Vec<_>>();
    if !cell.is_empty() && !words.is_empty() {
        cell.push(' ');
    }
    cell.push_str(&words.join(" "));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(lines: &mut Lines, words: &str) {
        lines.start_paragraph();
        lines.words(words);
        lines.end_paragraph();
    }

    #[test]
    fn paragraphs_and_rows_are_lines() {
        let mut lines = Lines::default();
        paragraph(&mut lines, "Heading");
        paragraph(&mut lines, " ");
        for row in [["Place", "Dead"], ["Orvane", "27"]] {
            lines.start_row();
            for cell in row {
                lines.start_cell();
                paragraph(&mut lines, cell);
                paragraph(&mut lines, "*\n*");
            }
            lines.end_row();
        }
        paragraph(&mut lines, "After");
        assert_eq!(lines.finish(), "Heading\n\nPlace * *\tDead * *\nOrvane * *\t27 * *\n\nAfter\n");
    }

    #[test]
    fn what_stands_inside_stays_in_order() {
        let mut lines = Lines::default();
        lines.start_paragraph();
        lines.words("Before ");
        paragraph(&mut lines, "In the box");
        lines.words("after");
        lines.end_paragraph();
        lines.words("nowhere");
        lines.start_row();
        lines.start_cell();
        lines.start_row();
        lines.start_cell();
        paragraph(&mut lines, "a");
        lines.start_cell();
        paragraph(&mut lines, "b");
        lines.end_row();
        assert_eq!(lines.finish(), "In the box\n\nBefore after\n\na b\n");
    }
}
