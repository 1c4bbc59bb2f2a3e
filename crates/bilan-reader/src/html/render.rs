//! A part of a page as lines of text.
//!
//! `dom_query`'s own formatted text glues the elements it does not count as blocks (`<dd>`, `<figcaption>`,
//! `<main>`, layout cells) and turns no-break spaces into plain ones; a glued word is a wrong quote, and a glued
//! figure a wrong toll.

use dom_query::{NodeData, NodeRef};

/// A menu's line is a link of at most so many characters.
const MENU_LINE_CHARS: usize = 60;
/// So many lines of links in a row are a menu.
const MENU_RUN_LINES: usize = 3;
/// A row is one line if none of its cells is longer than this.
const MAX_CELL_CHARS: usize = 300;

/// A part of a page as text.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    /// Lines, paragraphs parted by a blank line; no blanks at line ends.
    pub(crate) text: String,
    /// Lines that look like a menu, and the first of them.
    pub(crate) menu_lines: usize,
    pub(crate) first_menu_line: Option<String>,
    /// Pieces struck through.
    pub(crate) struck: usize,
}

/// Renders everything inside the node, but for what `leave_out` says.
pub(crate) fn render(root: NodeRef<'_>, leave_out: &dyn Fn(&NodeRef<'_>) -> bool) -> Rendered {
    let mut page = Lines::default();
    let mut steps = vec![Step::Enter(root)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Leave(effect) => page.leave(effect),
            Step::Enter(node) if node.is_text() => {
                node.query(|node| {
                    if let NodeData::Text { contents } = &node.data {
                        page.push_text(contents);
                    }
                });
            }
            Step::Enter(node) => {
                let Some(effect) = effect(&node) else { continue };
                if node.id != root.id && leave_out(&node) {
                    continue;
                }
                if !page.enter(effect, &node) {
                    continue;
                }
                steps.push(Step::Leave(effect));
                steps.extend(node.children_it(true).map(Step::Enter));
            }
        }
    }
    page.finish()
}

enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave(Effect),
}

/// What an element does to the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// Nothing.
    Inline,
    /// A line of its own.
    Line,
    /// A line of its own, parted by blank lines.
    Paragraph,
    /// A paragraph whose blanks and line ends count.
    Preformatted,
    LineBreak,
    Link,
    /// A row of short cells.
    Row,
    /// A row of a table that lays out the page.
    LayoutRow,
    Cell,
    Quote,
    Superscript,
    /// Words struck through, or put in their place.
    Revised,
    Struck,
}

/// What the element does, or `None` if nothing of it is text.
fn effect(node: &NodeRef<'_>) -> Option<Effect> {
    if node.is_document() || node.is_fragment() {
        return Some(Effect::Inline);
    }
    let name = node.qual_name_ref()?;
    Some(match name.local.as_ref() {
        "script" | "style" | "noscript" | "template" | "head" | "title" | "iframe" | "object" | "embed"
        | "svg" | "canvas" | "audio" | "video" | "select" | "datalist" | "button" | "input" | "textarea"
        | "dialog" | "noframes" | "noembed" | "frameset" | "map" => return None,
        _ if is_hidden(node) => return None,
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "ul" | "ol" | "dl" | "table"
        | "article" | "section" | "main" | "header" | "footer" | "aside" | "nav" | "figure" | "hr"
        | "form" | "fieldset" => Effect::Paragraph,
        "div" | "li" | "dt" | "dd" | "figcaption" | "address" | "body" | "html" | "center" | "details"
        | "summary" | "caption" | "thead" | "tbody" | "tfoot" | "legend" | "hgroup" | "search" | "dir"
        | "menu" | "option" => Effect::Line,
        "pre" | "xmp" | "listing" | "plaintext" => Effect::Preformatted,
        "br" => Effect::LineBreak,
        "a" => Effect::Link,
        "tr" => {
            if is_data_row(node) {
                Effect::Row
            } else {
                Effect::LayoutRow
            }
        }
        "td" | "th" => Effect::Cell,
        "q" => Effect::Quote,
        "sup" => Effect::Superscript,
        "ins" => Effect::Revised,
        "del" | "s" | "strike" => Effect::Struck,
        _ => Effect::Inline,
    })
}

/// Whether the page says not to show it.
fn is_hidden(node: &NodeRef<'_>) -> bool {
    let style_hides = || {
        node.attr("style").is_some_and(|style| {
            let style: String =
                style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        })
    };
    node.has_attr("hidden") || style_hides()
}

/// Whether a row is one of figures and names, not one that lays out the page.
fn is_data_row(row: &NodeRef<'_>) -> bool {
    row.element_children().iter().all(|cell| {
        cell.normalized_char_count() <= MAX_CELL_CHARS
            && cell.descendants_it().all(|inner| !inner.has_name("table"))
    })
}

/// How far apart two lines are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Gap {
    #[default]
    None,
    Line,
    Paragraph,
}

/// The lines so far, and the one being written.
#[derive(Debug, Default)]
struct Lines {
    done: Rendered,
    line: String,
    link_chars: usize,
    links: usize,
    /// The gap before the line being written.
    gap: Gap,
    blank_waits: bool,
    /// A blank waits that is needed only between two letters or digits.
    parting_waits: bool,
    link_depth: usize,
    preformatted_depth: usize,
    row_depth: usize,
    run: Vec<String>,
}

impl Lines {
    /// Begins an element; says whether its inside is still to be rendered.
    fn enter(&mut self, effect: Effect, node: &NodeRef<'_>) -> bool {
        match effect {
            Effect::Inline => {}
            Effect::Line | Effect::LayoutRow => self.end_line(Gap::Line),
            Effect::Paragraph => self.end_line(Gap::Paragraph),
            Effect::Preformatted => {
                self.end_line(Gap::Paragraph);
                self.preformatted_depth += 1;
            }
            Effect::LineBreak => {
                self.end_line(Gap::Line);
                return false;
            }
            Effect::Link => {
                self.link_depth += 1;
                self.links += 1;
            }
            Effect::Row => {
                self.end_line(Gap::Line);
                self.row_depth += 1;
            }
            Effect::Cell => self.begin_cell(),
            Effect::Quote => self.push_text("\""),
            Effect::Superscript => return !self.push_note_number(node),
            Effect::Revised => self.parting_waits = true,
            Effect::Struck => {
                self.parting_waits = true;
                self.done.struck += 1;
            }
        }
        true
    }

    fn leave(&mut self, effect: Effect) {
        match effect {
            Effect::Inline | Effect::LineBreak | Effect::Superscript => {}
            Effect::Line | Effect::LayoutRow | Effect::Cell => self.end_line(Gap::Line),
            Effect::Paragraph => self.end_line(Gap::Paragraph),
            Effect::Preformatted => {
                self.end_line(Gap::Paragraph);
                self.preformatted_depth -= 1;
            }
            Effect::Link => self.link_depth -= 1,
            Effect::Row => {
                self.row_depth -= 1;
                self.end_line(Gap::Line);
            }
            Effect::Quote => self.push_char('"'),
            Effect::Revised | Effect::Struck => self.parting_waits = true,
        }
    }

    /// Cells of a short row are parted by a tab; others are lines.
    fn begin_cell(&mut self) {
        if self.row_depth == 0 {
            self.end_line(Gap::Line);
        } else if !self.line.is_empty() {
            self.blank_waits = false;
            self.line.push('\t');
        }
    }

    /// A raised figure after a figure is the number of a footnote or a power: `12` and a raised 1 are `12[1]`, never
    /// 121. Says whether it was one.
    fn push_note_number(&mut self, node: &NodeRef<'_>) -> bool {
        let text = node.text();
        let number = text.trim();
        let is_number = (1..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
        if is_number && !self.blank_waits && self.line.ends_with(|c: char| c.is_ascii_digit()) {
            self.push_text(&format!("[{number}]"));
            return true;
        }
        false
    }

    /// Text of the page: blanks run together, save in preformatted text.
    fn push_text(&mut self, text: &str) {
        for c in text.chars() {
            if self.preformatted_depth > 0 && c == '\n' {
                self.end_line(Gap::Line);
            } else if self.preformatted_depth > 0 && matches!(c, ' ' | '\t') {
                self.line.push(c);
            } else if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{0C}') {
                self.blank_waits = true;
            } else {
                self.push_char(c);
            }
        }
    }

    /// One character that is no blank, after the blank that waits.
    fn push_char(&mut self, c: char) {
        let ends_word = self.line.ends_with(char::is_alphanumeric);
        let parted = self.blank_waits || (self.parting_waits && ends_word && c.is_alphanumeric());
        if parted && !self.line.is_empty() && !self.line.ends_with([' ', '\t']) {
            self.line.push(' ');
        }
        (self.blank_waits, self.parting_waits) = (false, false);
        self.line.push(c);
        self.link_chars += usize::from(self.link_depth > 0);
    }

    /// Ends the line being written, if it has words; in a short row, lines are only parted by a blank.
    fn end_line(&mut self, gap: Gap) {
        if self.row_depth > 0 {
            self.blank_waits = true;
            return;
        }
        (self.blank_waits, self.parting_waits) = (false, false);
        let line = std::mem::take(&mut self.line);
        let words = line.trim_end_matches([' ', '\t']);
        if words.trim().is_empty() {
            self.gap = self.gap.max(gap);
            return;
        }
        if !self.done.text.is_empty() {
            self.done.text.push_str(if self.gap == Gap::Paragraph { "\n\n" } else { "\n" });
        }
        self.done.text.push_str(words);
        self.gap = gap;
        self.count_menu(words);
        (self.links, self.link_chars) = (usize::from(self.link_depth > 0), 0);
    }

    /// Counts a line of several links at once, and lines of one link when there are enough in a row.
    fn count_menu(&mut self, words: &str) {
        let characters = words.chars().filter(|c| !matches!(c, ' ' | '\t')).count();
        let is_links = self.link_chars * 5 >= characters * 4;
        if is_links && self.links >= MENU_RUN_LINES {
            self.note_menu(words);
        } else if is_links && characters <= MENU_LINE_CHARS {
            self.run.push(words.to_owned());
            return;
        }
        self.end_run();
    }

    fn end_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        if run.len() >= MENU_RUN_LINES {
            for line in &run {
                self.note_menu(line);
            }
        }
    }

    fn note_menu(&mut self, line: &str) {
        self.done.menu_lines += 1;
        self.done.first_menu_line.get_or_insert_with(|| line.chars().take(100).collect());
    }

    fn finish(mut self) -> Rendered {
        self.row_depth = 0;
        self.end_line(Gap::Line);
        self.end_run();
        if !self.done.text.is_empty() {
            self.done.text.push('\n');
        }
        self.done
    }
}
