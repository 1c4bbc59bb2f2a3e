//! The rows of a Parquet table, some thousand at a time.

use std::io::Write;

use arrow_schema::DataType;
use bytes::Bytes;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};

use super::parquet_cell::Column;
use super::{MAX_COLUMNS, RowsFault, write_cell};

/// How many rows are unpacked at once.
const ROWS_AT_ONCE: usize = 1024;

pub(super) fn write(bytes: Vec<u8>, out: &mut impl Write) -> Result<(), RowsFault> {
    // What the program that wrote the file says of its own types is not read: the columns say what they hold, and
    // words that are kept in a dictionary come out as words.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(Bytes::from(bytes), options)
        .map_err(RowsFault::damaged)?;
    let schema = builder.schema().clone();
    if schema.fields().len() > MAX_COLUMNS {
        return Err(RowsFault::too_wide());
    }
    for (at, field) in schema.fields().iter().enumerate() {
        if !is_of_cells(field.data_type()) {
            return Err(RowsFault::Column(field.name().clone()));
        }
        if at > 0 {
            out.write_all(b",")?;
        }
        write_cell(out, field.name())?;
    }
    out.write_all(b"\n")?;
    let batches = builder.with_batch_size(ROWS_AT_ONCE).build().map_err(RowsFault::damaged)?;
    let mut words = String::new();
    for batch in batches {
        let batch = batch.map_err(RowsFault::damaged)?;
        let mut columns = Vec::with_capacity(batch.num_columns());
        for (array, field) in batch.columns().iter().zip(schema.fields()) {
            let column = Column::of(array).ok_or_else(|| RowsFault::Column(field.name().clone()))?;
            columns.push((column, field.name()));
        }
        for row in 0..batch.num_rows() {
            for (at, (column, name)) in columns.iter().enumerate() {
                if at > 0 {
                    out.write_all(b",")?;
                }
                words.clear();
                if !column.tell(row, &mut words) {
                    return Err(RowsFault::Column((*name).clone()));
                }
                write_cell(out, &words)?;
            }
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}

/// Whether a column holds one value a row that can be written as words.
fn is_of_cells(kind: &DataType) -> bool {
    !kind.is_nested() && !matches!(kind, DataType::Interval(_) | DataType::Duration(_))
}
