//! Tables as Parquet files: typed columns, Zstandard, row groups of bounded size.

use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use arrow_array::builder::{BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use bilan_model::ReleaseHead;
use jiff::civil::date;

use super::book::{Book, fits};
use super::cell::Cell;
use super::columns::{Kind, Table};
use super::writers::about;

/// Rows that are put together before they are encoded.
const BATCH: usize = 4096;
/// Rows of a row group.
const GROUP: usize = 65_536;

/// Files being written, one a table.
pub(super) struct ParquetBook(Vec<ParquetTable>);

struct ParquetTable {
    table: Table,
    schema: Arc<Schema>,
    columns: Vec<Builder>,
    rows: usize,
    out: ArrowWriter<Box<dyn Write + Send>>,
}

/// A column being put together.
enum Builder {
    Text(StringBuilder),
    Whole(Int64Builder),
    Number(Float64Builder),
    Flag(BooleanBuilder),
    Date(Date32Builder),
}

impl ParquetBook {
    pub(super) fn begin(
        tables: Vec<Table>,
        outs: Vec<Box<dyn Write + Send>>,
        head: &ReleaseHead,
    ) -> io::Result<Self> {
        let meta = about(head)?
            .into_iter()
            .map(|(key, value)| {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                KeyValue::new(format!("bilan.{key}"), text)
            })
            .collect::<Vec<_>>();
        let files =
            tables.into_iter().zip(outs).map(|(table, out)| ParquetTable::begin(table, out, meta.clone()));
        files.collect::<io::Result<_>>().map(Self)
    }
}

impl ParquetTable {
    fn begin(table: Table, out: Box<dyn Write + Send>, meta: Vec<KeyValue>) -> io::Result<Self> {
        let fields = table.columns.iter().map(|column| {
            let kind = match column.kind {
                Kind::Text => DataType::Utf8,
                Kind::Whole => DataType::Int64,
                Kind::Number => DataType::Float64,
                Kind::Flag => DataType::Boolean,
                Kind::Date => DataType::Date32,
            };
            Field::new(&column.name, kind, true)
        });
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).map_err(io::Error::other)?))
            .set_max_row_group_row_count(Some(GROUP))
            .set_created_by("bilan".to_owned())
            .set_key_value_metadata(Some(meta))
            .build();
        let out =
            ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties)).map_err(io::Error::other)?;
        let columns = table.columns.iter().map(|column| Builder::of(column.kind)).collect();
        Ok(Self { table, schema, columns, rows: 0, out })
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        fits(&self.table, cells)?;
        for (builder, cell) in self.columns.iter_mut().zip(cells) {
            builder.push(cell);
        }
        self.rows += 1;
        if self.rows == BATCH { self.encode() } else { Ok(()) }
    }

    fn encode(&mut self) -> io::Result<()> {
        if self.rows > 0 {
            let columns = self.columns.iter_mut().map(Builder::take).collect();
            let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(io::Error::other)?;
            self.out.write(&batch).map_err(io::Error::other)?;
            self.rows = 0;
        }
        Ok(())
    }
}

impl Builder {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Whole => Self::Whole(Int64Builder::new()),
            Kind::Number => Self::Number(Float64Builder::new()),
            Kind::Flag => Self::Flag(BooleanBuilder::new()),
            Kind::Date => Self::Date(Date32Builder::new()),
        }
    }

    /// A cell that is not of the column's kind is null.
    fn push(&mut self, cell: &Cell<'_>) {
        match self {
            Self::Text(builder) => match cell {
                Cell::Text(text) => builder.append_value(text),
                Cell::Whole(_) | Cell::Number(_) | Cell::Flag(_) | Cell::Day(_) | Cell::Empty => {
                    builder.append_null();
                }
            },
            Self::Whole(builder) => builder.append_option(match cell {
                Cell::Whole(value) => i64::try_from(*value).ok(),
                Cell::Text(_) | Cell::Number(_) | Cell::Flag(_) | Cell::Day(_) | Cell::Empty => None,
            }),
            Self::Number(builder) => builder.append_option(match cell {
                Cell::Number(value) => Some(*value),
                Cell::Text(_) | Cell::Whole(_) | Cell::Flag(_) | Cell::Day(_) | Cell::Empty => None,
            }),
            Self::Flag(builder) => builder.append_option(match cell {
                Cell::Flag(value) => Some(*value),
                Cell::Text(_) | Cell::Whole(_) | Cell::Number(_) | Cell::Day(_) | Cell::Empty => None,
            }),
            Self::Date(builder) => builder.append_option(match cell {
                Cell::Day(day) => day.since(date(1970, 1, 1)).ok().map(|span| span.get_days()),
                Cell::Text(_) | Cell::Whole(_) | Cell::Number(_) | Cell::Flag(_) | Cell::Empty => None,
            }),
        }
    }

    fn take(&mut self) -> ArrayRef {
        match self {
            Self::Text(builder) => Arc::new(builder.finish()),
            Self::Whole(builder) => Arc::new(builder.finish()),
            Self::Number(builder) => Arc::new(builder.finish()),
            Self::Flag(builder) => Arc::new(builder.finish()),
            Self::Date(builder) => Arc::new(builder.finish()),
        }
    }
}

impl Book for ParquetBook {
    fn row(&mut self, table: usize, cells: &[Cell<'_>]) -> io::Result<u64> {
        match self.0.get_mut(table) {
            Some(table) => table.row(cells).map(|()| 0),
            None => Err(io::Error::from(io::ErrorKind::InvalidInput)),
        }
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        for mut table in self.0 {
            table.encode()?;
            let mut out = table.out.into_inner().map_err(io::Error::other)?;
            out.flush()?;
        }
        Ok(())
    }
}
