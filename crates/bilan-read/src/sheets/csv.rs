//! Tables as text: csv and tsv, with the separator found out.

use bilan_reader::{Fault, FileKind, Roster, Unreadable, decode};

use crate::sheets::Counter;

/// Bytes that the separator is told from.
const SAMPLE_BYTES: usize = 16 * 1024;

/// Counts a table.
///
/// # Errors
/// [`Unreadable`] when its letters cannot be made out.
pub(crate) fn read(bytes: &[u8]) -> Result<Roster, Unreadable> {
    let text = decode(bytes, None)?.text;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(&text))
        .from_reader(text.as_bytes());
    let mut counter = Counter::default();
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    loop {
        let more = reader
            .read_record(&mut record)
            .map_err(|error| Unreadable::Damaged { kind: FileKind::Table, fault: Fault::structure(error) })?;
        if !more {
            return Ok(Roster { sheets: vec![counter.finish(None)] });
        }
        for (column, words) in record.iter().enumerate() {
            counter.cell(row, column, words);
        }
        row += 1;
    }
}

/// The sign that parts cells: the one of `,`, `;`, tab and `|` that the first lines have most often outside quotes.
fn separator(text: &str) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in text.bytes().take(SAMPLE_BYTES) {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(sign, _)| *sign == byte && !quoted) {
            *count += 1;
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_found_out() {
        for (text, columns) in
            [("a,b,c\n1,2,3\n", 3), ("a;b;c\n1,5;2;3\n", 3), ("a\tb\n1\t2\n", 2), ("a|b\n", 2), ("a\n", 1)]
        {
            assert_eq!(read(text.as_bytes()).unwrap().sheets[0].columns, columns, "{text}");
        }
    }

    #[test]
    fn rows_are_counted_whatever_their_length_and_encoding() {
        let roster = read(b"Nom;Pr\xE9nom\n\"A;\nB\";C;D\n\nE\n").unwrap();
        let sheet = &roster.sheets[0];
        assert_eq!((sheet.rows, sheet.columns), (3, 3));
        assert_eq!(sheet.header, ["Nom", "Prénom"]);
    }
}
