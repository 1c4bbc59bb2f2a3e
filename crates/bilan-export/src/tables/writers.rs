//! A format being written: opened, given one record after the other, finished.

use std::io::{self, Write};

use bilan_model::{ReleaseHead, ReleaseRecord, Withheld};
use serde_json::{Map, Value, json};

use super::acled::Acled;
use super::flat::Flat;
use super::geojson::GeoJson;
use super::hxl::Hxl;
use super::json::Json;
use super::loss::Losses;
use super::ucdp::Ucdp;
use super::{Countries, Format, NOTICE, Shelf};

/// The way of one format with records.
pub(super) trait Pen: Send {
    /// Writes one record, or counts why not.
    fn add(&mut self, record: &ReleaseRecord, losses: &mut Losses) -> io::Result<()>;
    /// Writes what is left.
    fn finish(self: Box<Self>, withheld: &Withheld) -> io::Result<()>;
}

/// A release being written in one format. It holds no record: memory grows only with the ids of records that the
/// format cannot hold and, of a workbook, with its compressed sheets.
pub struct Writers<'a> {
    pen: Box<dyn Pen + 'a>,
    losses: Losses,
    about: Map<String, Value>,
    loss_file: Box<dyn Write + Send>,
    withheld_file: Box<dyn Write + Send>,
}

impl<'a> Writers<'a> {
    /// Makes all files of the format, those of what is lost and withheld included; the shelf is not needed again.
    ///
    /// # Errors
    /// When a file cannot be made or written.
    pub fn open(
        format: Format,
        head: &ReleaseHead,
        countries: &'a Countries,
        shelf: &mut dyn Shelf,
    ) -> io::Result<Self> {
        let pen: Box<dyn Pen + 'a> = match format {
            Format::Csv | Format::Xlsx | Format::Parquet => {
                Box::new(Flat::open(format, head, countries, shelf)?)
            }
            Format::Json => Box::new(Json::open(head, shelf)?),
            Format::GeoJson => Box::new(GeoJson::open(head, countries, shelf)?),
            Format::Hxl => Box::new(Hxl::open(head, countries, shelf)?),
            Format::Acled => Box::new(Acled::open(head, countries, shelf)?),
            Format::Ucdp => Box::new(Ucdp::open(head, countries, shelf)?),
        };
        let mut about = about(head)?;
        about.insert("file_format".to_owned(), json!(format.code()));
        let [loss, withheld] = format.files_beside();
        Ok(Self {
            pen,
            losses: Losses::of(format)?,
            about,
            loss_file: shelf.create(&loss)?,
            withheld_file: shelf.create(&withheld)?,
        })
    }

    /// Writes one more record.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn add(&mut self, record: &ReleaseRecord) -> io::Result<()> {
        let before = self.losses.count_written();
        self.pen.add(record, &mut self.losses)?;
        self.losses.look(record, self.losses.count_written() > before);
        Ok(())
    }

    /// Writes what is left, then what had no place and what was held back.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn finish(mut self, withheld: &Withheld) -> io::Result<()> {
        self.pen.finish(withheld)?;
        let mut lost = self.about.clone();
        lost.extend(self.losses.report());
        write_document(&mut self.loss_file, &Value::Object(lost))?;
        let mut held = self.about;
        held.insert("withheld".to_owned(), json!(withheld.0));
        held.insert("total".to_owned(), json!(withheld.total()));
        write_document(&mut self.withheld_file, &Value::Object(held))
    }
}

/// What is said of a release in the head of a document.
pub(super) fn about(head: &ReleaseHead) -> io::Result<Map<String, Value>> {
    let mut about: Map<String, Value> = serde_json::from_value(serde_json::to_value(head)?)?;
    if head.profile == bilan_model::Profile::Internal {
        about.insert("notice".to_owned(), json!(NOTICE));
    }
    Ok(about)
}

fn write_document(out: &mut Box<dyn Write + Send>, document: &Value) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, document)?;
    out.write_all(b"\n")?;
    out.flush()
}
