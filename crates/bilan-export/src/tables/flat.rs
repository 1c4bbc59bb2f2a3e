//! The formats that hold bilan's own tables: csv, xlsx, parquet.

use std::io;

use bilan_model::{ReleaseHead, ReleaseRecord, Withheld};

use super::book::Book;
use super::columns::framed;
use super::csv::{CsvBook, CsvTable};
use super::format::ALL_TABLES;
use super::loss::Losses;
use super::parquet::ParquetBook;
use super::rows::{Frame, each};
use super::writers::Pen;
use super::xlsx::XlsxBook;
use super::{Countries, Format, Shelf};

/// Tables being written.
pub(super) struct Flat<'a> {
    frame: Frame<'a>,
    tables: &'static [&'static str],
    book: Box<dyn Book>,
}

impl<'a> Flat<'a> {
    /// The tables of csv, xlsx or parquet.
    pub(super) fn open(
        format: Format,
        head: &ReleaseHead,
        countries: &'a Countries,
        shelf: &mut dyn Shelf,
    ) -> io::Result<Self> {
        let names: &'static [&'static str] =
            if format == Format::Parquet { ALL_TABLES.split_at(3).0 } else { &ALL_TABLES };
        let tables = names.iter().map(|name| framed(name, head)).collect::<io::Result<Vec<_>>>()?;
        let book: Box<dyn Book> = match format {
            Format::Xlsx => Box::new(XlsxBook::begin(tables, shelf.create(format.main_file())?)),
            Format::Parquet => {
                let mut outs = Vec::new();
                for name in names {
                    outs.push(shelf.create(&format!("{name}.parquet"))?);
                }
                Box::new(ParquetBook::begin(tables, outs, head)?)
            }
            Format::Csv | Format::Json | Format::GeoJson | Format::Hxl | Format::Acled | Format::Ucdp => {
                let mut files = Vec::new();
                for (name, table) in names.iter().zip(tables) {
                    files.push(CsvTable::begin(table, shelf.create(&format!("{name}.csv"))?, false)?);
                }
                Box::new(CsvBook(files))
            }
        };
        Ok(Self { frame: Frame::new(head, countries), tables: names, book })
    }
}

impl Pen for Flat<'_> {
    fn add(&mut self, record: &ReleaseRecord, losses: &mut Losses) -> io::Result<()> {
        let mut cut = 0;
        for (at, table) in self.tables.iter().enumerate() {
            let book = &mut self.book;
            each(table, &self.frame, record, &mut |cells| {
                cut += book.row(at, cells)?;
                Ok(())
            })?;
        }
        losses.note("cells_cut", cut);
        losses.written();
        Ok(())
    }

    fn finish(self: Box<Self>, _withheld: &Withheld) -> io::Result<()> {
        self.book.finish()
    }
}
