//! Tables as sheets of one workbook (ECMA-376), text in the cells themselves.
//!
//! Each sheet is compressed as it grows. A table with more rows than a sheet holds goes on in a further sheet.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::book::{Book, fits};
use super::cell::{Cell, guarded};
use super::columns::Table;
use super::zip::{self, Part};

/// Rows that a sheet holds, the names of the columns included.
const SHEET_ROWS: u32 = 1_048_576;
/// UTF-16 units that a cell holds.
const CELL_UNITS: usize = 32_767;
/// Bytes of XML that are put together before they are compressed.
const CHUNK: usize = 1 << 16;

/// A workbook being written.
pub(super) struct XlsxBook {
    tables: Vec<Sheets>,
    out: Box<dyn Write + Send>,
}

/// The sheets of one table.
struct Sheets {
    table: Table,
    letters: Vec<String>,
    full: Vec<Part>,
    part: Part,
    rows: u32,
    buffer: String,
}

impl XlsxBook {
    pub(super) fn begin(tables: Vec<Table>, out: Box<dyn Write + Send>) -> Self {
        Self { tables: tables.into_iter().map(Sheets::begin).collect(), out }
    }
}

impl Sheets {
    fn begin(table: Table) -> Self {
        let letters = (0..table.columns.len()).map(letters).collect();
        let mut sheets =
            Self { table, letters, full: Vec::new(), part: Part::new(""), rows: 0, buffer: String::new() };
        sheets.open();
        sheets
    }

    /// Begins a sheet with the names of the columns.
    fn open(&mut self) {
        self.rows = 1;
        self.buffer.push_str(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
             <worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
             <sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" \
             activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetData><row r=\"1\">",
        );
        for (column, letters) in self.table.columns.iter().zip(&self.letters) {
            text(&mut self.buffer, letters, 1, &column.name);
        }
        self.buffer.push_str("</row>");
    }

    fn close(&mut self) -> io::Result<()> {
        self.buffer.push_str("</sheetData></worksheet>");
        self.part.write_all(self.buffer.as_bytes())?;
        self.buffer.clear();
        Ok(())
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<u64> {
        fits(&self.table, cells)?;
        if self.rows == SHEET_ROWS {
            self.close()?;
            self.full.push(std::mem::replace(&mut self.part, Part::new("")));
            self.open();
        }
        self.rows += 1;
        let row = self.rows;
        let mut cut = 0;
        let out = &mut self.buffer;
        put(out, format_args!("<row r=\"{row}\">"));
        for (cell, letters) in cells.iter().zip(&self.letters) {
            match cell {
                Cell::Text(value) => {
                    let value = guarded(value);
                    let short = shortened(&value);
                    cut += u64::from(short.is_some());
                    text(out, letters, row, short.as_deref().unwrap_or(&value));
                }
                Cell::Whole(value) => put(out, format_args!("<c r=\"{letters}{row}\"><v>{value}</v></c>")),
                Cell::Number(value) => put(out, format_args!("<c r=\"{letters}{row}\"><v>{value}</v></c>")),
                Cell::Flag(value) => {
                    put(out, format_args!("<c r=\"{letters}{row}\" t=\"b\"><v>{}</v></c>", u8::from(*value)));
                }
                Cell::Day(day) => text(out, letters, row, &day.to_string()),
                Cell::Empty => {}
            }
        }
        out.push_str("</row>");
        if self.buffer.len() > CHUNK {
            self.part.write_all(self.buffer.as_bytes())?;
            self.buffer.clear();
        }
        Ok(cut)
    }
}

impl Book for XlsxBook {
    fn row(&mut self, table: usize, cells: &[Cell<'_>]) -> io::Result<u64> {
        self.tables.get_mut(table).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?.row(cells)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        let mut sheets: Vec<(String, Part)> = Vec::new();
        for mut table in self.tables {
            table.close()?;
            for (at, part) in table.full.into_iter().chain([table.part]).enumerate() {
                let name = &table.table.name;
                sheets.push((if at == 0 { name.clone() } else { format!("{name}_{}", at + 1) }, part));
            }
        }
        let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
        let mut parts = vec![
            Part::whole("[Content_Types].xml", &content_types(names.len()))?,
            Part::whole(
                "_rels/.rels",
                &relations(&[("rId1".into(), "officeDocument", "xl/workbook.xml".into())]),
            )?,
            Part::whole("xl/workbook.xml", &workbook(&names))?,
            Part::whole("xl/_rels/workbook.xml.rels", &relations(&workbook_relations(names.len())))?,
            Part::whole("xl/styles.xml", STYLES)?,
        ];
        for (at, (_, part)) in sheets.into_iter().enumerate() {
            parts.push(part.named(format!("xl/worksheets/sheet{}.xml", at + 1)));
        }
        zip::write(parts, &mut self.out)?;
        self.out.flush()
    }
}

/// Writing to a string cannot fail.
fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(what);
}

fn text(out: &mut String, letters: &str, row: u32, value: &str) {
    let space = value.starts_with(char::is_whitespace) || value.ends_with(char::is_whitespace);
    let keep = if space { " xml:space=\"preserve\"" } else { "" };
    put(out, format_args!("<c r=\"{letters}{row}\" t=\"inlineStr\"><is><t{keep}>"));
    escape(out, value);
    out.push_str("</t></is></c>");
}

/// Characters that XML cannot hold become U+FFFD.
fn escape(out: &mut String, value: &str) {
    for letter in value.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(letter),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
}

/// The text cut to what a cell holds, where it holds less.
fn shortened(value: &str) -> Option<String> {
    if value.len() <= CELL_UNITS {
        return None;
    }
    let mut units = 0;
    let mut end = None;
    for (at, letter) in value.char_indices() {
        units += letter.len_utf16();
        if end.is_none() && units > CELL_UNITS - 1 {
            end = Some(at);
        }
    }
    if units <= CELL_UNITS {
        return None;
    }
    end.and_then(|end| value.get(..end)).map(|kept| format!("{kept}…"))
}

/// The letters of a column: A, B ... Z, AA.
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ".get(rest % 26).copied().unwrap_or(b'A'));
        rest /= 26;
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

const HEADER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
<fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
<cellXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs>\
<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

fn content_types(sheets: usize) -> String {
    let mut out = format!(
        "{HEADER}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{TYPES}.sheet.main+xml\"/>\
         <Override PartName=\"/xl/styles.xml\" ContentType=\"{TYPES}.styles+xml\"/>"
    );
    for sheet in 1..=sheets {
        put(
            &mut out,
            format_args!(
                "<Override PartName=\"/xl/worksheets/sheet{sheet}.xml\" ContentType=\"{TYPES}.worksheet+xml\"/>"
            ),
        );
    }
    out.push_str("</Types>");
    out
}

fn workbook(names: &[&str]) -> String {
    let mut out = format!(
        "{HEADER}<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>"
    );
    for (at, name) in names.iter().enumerate() {
        let at = at + 1;
        put(&mut out, format_args!("<sheet name=\"{name}\" sheetId=\"{at}\" r:id=\"rId{at}\"/>"));
    }
    out.push_str("</sheets></workbook>");
    out
}

fn workbook_relations(sheets: usize) -> Vec<(String, &'static str, String)> {
    let of_sheet = |at: usize| (format!("rId{at}"), "worksheet", format!("worksheets/sheet{at}.xml"));
    let styles = (format!("rId{}", sheets + 1), "styles", "styles.xml".to_owned());
    (1..=sheets).map(of_sheet).chain([styles]).collect()
}

fn relations(relations: &[(String, &str, String)]) -> String {
    let mut out = format!(
        "{HEADER}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    );
    for (id, kind, target) in relations {
        put(
            &mut out,
            format_args!(
                "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/\
                 relationships/{kind}\" Target=\"{target}\"/>"
            ),
        );
    }
    out.push_str("</Relationships>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::columns::{Column, Kind};

    #[test]
    fn columns_have_their_letters() {
        assert_eq!(
            (letters(0), letters(25), letters(26), letters(701)),
            ("A".into(), "Z".into(), "AA".into(), "ZZ".into())
        );
    }

    /// A file in memory that two hold.
    #[derive(Clone, Default)]
    struct File(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

    impl Write for File {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_table_longer_than_a_sheet_goes_on_in_another() {
        for (rows, sheets) in [(SHEET_ROWS - 1, 1), (SHEET_ROWS, 2)] {
            let columns = vec![Column { name: "n".to_owned(), kind: Kind::Whole, meaning: String::new() }];
            let (table, file) = (Table { name: "t".to_owned(), columns }, File::default());
            let mut book = Box::new(XlsxBook::begin(vec![table], Box::new(file.clone())));
            for row in 0..rows {
                book.row(0, &[Cell::Whole(u64::from(row))]).unwrap();
            }
            assert!(book.row(0, &[]).is_err(), "a row of another length is refused");
            book.finish().unwrap();
            let bytes = file.0.lock().unwrap().clone();
            let has = |name: &str| bytes.windows(name.len()).any(|window| window == name.as_bytes());
            assert!(has("xl/worksheets/sheet1.xml"));
            assert_eq!(has("xl/worksheets/sheet2.xml"), sheets == 2);
        }
    }

    #[test]
    fn a_long_text_is_cut_at_a_letter() {
        assert_eq!(shortened(&"é".repeat(32_767)), None);
        let cut = shortened(&"😀".repeat(20_000)).unwrap();
        assert!(cut.encode_utf16().count() <= 32_767 && cut.ends_with('…'));
    }
}
