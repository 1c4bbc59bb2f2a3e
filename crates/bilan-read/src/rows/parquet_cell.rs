//! The cells of one column of a Parquet table, as words.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a type that is not known here is a column that is refused"
)]

use std::fmt::Write;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, Float16Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, Time32MillisecondType,
    Time32SecondType, Time64MicrosecondType, Time64NanosecondType, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, PrimitiveArray};
use arrow_schema::{DataType, TimeUnit};

use super::instant;

/// One column of some rows.
pub(super) struct Column<'a> {
    array: &'a ArrayRef,
    cell: Cell<'a>,
}

/// How the words of a cell are had, by its row. `None`: it is not words.
type Cell<'a> = Box<dyn Fn(usize, &mut String) -> Option<()> + 'a>;

impl<'a> Column<'a> {
    /// The column of an array, if its values can be written as words.
    pub(super) fn of(array: &'a ArrayRef) -> Option<Self> {
        Some(Self { array, cell: cell(array)? })
    }

    /// Writes the words of a cell, none where it is empty; gives whether they are words.
    pub(super) fn tell(&self, row: usize, words: &mut String) -> bool {
        self.array.is_null(row) || (self.cell)(row, words).is_some()
    }
}

fn cell(array: &ArrayRef) -> Option<Cell<'_>> {
    Some(match array.data_type() {
        DataType::Null => Box::new(|_, _| Some(())),
        DataType::Boolean => {
            let values = array.as_boolean();
            Box::new(|row, words| write!(words, "{}", values.value(row)).ok())
        }
        DataType::Utf8 => {
            let values = array.as_string::<i32>();
            pushed(|row| Some(values.value(row)))
        }
        DataType::LargeUtf8 => {
            let values = array.as_string::<i64>();
            pushed(|row| Some(values.value(row)))
        }
        DataType::Utf8View => {
            let values = array.as_string_view();
            pushed(|row| Some(values.value(row)))
        }
        // Older programs do not say that their words are words.
        DataType::Binary => {
            let values = array.as_binary::<i32>();
            pushed(|row| std::str::from_utf8(values.value(row)).ok())
        }
        DataType::FixedSizeBinary(_) => {
            let values = array.as_fixed_size_binary();
            pushed(|row| std::str::from_utf8(values.value(row)).ok())
        }
        DataType::Float16 => float(array.as_primitive::<Float16Type>(), |value| value.to_string()),
        DataType::Float32 => float(array.as_primitive::<Float32Type>(), |value| value.to_string()),
        DataType::Float64 => float(array.as_primitive::<Float64Type>(), instant::number),
        DataType::Decimal32(..) => {
            let values = array.as_primitive::<Decimal32Type>();
            decimal(|row| values.value_as_string(row))
        }
        DataType::Decimal64(..) => {
            let values = array.as_primitive::<Decimal64Type>();
            decimal(|row| values.value_as_string(row))
        }
        DataType::Decimal128(..) => {
            let values = array.as_primitive::<Decimal128Type>();
            decimal(|row| values.value_as_string(row))
        }
        DataType::Decimal256(..) => {
            let values = array.as_primitive::<Decimal256Type>();
            decimal(|row| values.value_as_string(row))
        }
        kind => return whole(array, kind).or_else(|| moment(array, kind)),
    })
}

fn pushed<'a>(value: impl Fn(usize) -> Option<&'a str> + 'a) -> Cell<'a> {
    Box::new(move |row, words| {
        words.push_str(value(row)?);
        Some(())
    })
}

/// A number with a fraction; what is no number is an empty cell, as programs write what they do not know.
fn float<T: arrow_array::ArrowPrimitiveType>(
    values: &PrimitiveArray<T>,
    told: impl Fn(T::Native) -> String + 'static,
) -> Cell<'_> {
    Box::new(move |row, words| {
        let told = told(values.value(row));
        if told != "NaN" {
            words.push_str(if told == "-0" { "0" } else { &told });
        }
        Some(())
    })
}

fn decimal<'a>(told: impl Fn(usize) -> String + 'a) -> Cell<'a> {
    Box::new(move |row, words| {
        words.push_str(instant::without_zeros(&told(row)));
        Some(())
    })
}

fn shown<T>(values: &PrimitiveArray<T>) -> Cell<'_>
where
    T: arrow_array::ArrowPrimitiveType,
    T::Native: std::fmt::Display,
{
    Box::new(|row, words| write!(words, "{}", values.value(row)).ok())
}

/// Whole numbers.
fn whole<'a>(array: &'a ArrayRef, kind: &DataType) -> Option<Cell<'a>> {
    Some(match kind {
        DataType::Int8 => shown(array.as_primitive::<Int8Type>()),
        DataType::Int16 => shown(array.as_primitive::<Int16Type>()),
        DataType::Int32 => shown(array.as_primitive::<Int32Type>()),
        DataType::Int64 => shown(array.as_primitive::<Int64Type>()),
        DataType::UInt8 => shown(array.as_primitive::<UInt8Type>()),
        DataType::UInt16 => shown(array.as_primitive::<UInt16Type>()),
        DataType::UInt32 => shown(array.as_primitive::<UInt32Type>()),
        DataType::UInt64 => shown(array.as_primitive::<UInt64Type>()),
        _ => return None,
    })
}

/// Days, times and both; what no calendar has is written as the number that it is.
fn moment<'a>(array: &'a ArrayRef, kind: &DataType) -> Option<Cell<'a>> {
    const DAY_MILLISECONDS: i64 = 86_400_000;
    Some(match kind {
        DataType::Date32 => made(array.as_primitive::<Date32Type>(), |days| instant::day(i64::from(days))),
        DataType::Date64 => made(array.as_primitive::<Date64Type>(), |milliseconds| {
            instant::day(milliseconds.div_euclid(DAY_MILLISECONDS))
        }),
        DataType::Time32(TimeUnit::Second) => time(array.as_primitive::<Time32SecondType>(), 1_000_000_000),
        DataType::Time32(_) => time(array.as_primitive::<Time32MillisecondType>(), 1_000_000),
        DataType::Time64(TimeUnit::Nanosecond) => time(array.as_primitive::<Time64NanosecondType>(), 1),
        DataType::Time64(_) => time(array.as_primitive::<Time64MicrosecondType>(), 1000),
        DataType::Timestamp(unit, zone) => {
            let utc = zone.is_some();
            match unit {
                TimeUnit::Second => stamp(array.as_primitive::<TimestampSecondType>(), 1, utc),
                TimeUnit::Millisecond => stamp(array.as_primitive::<TimestampMillisecondType>(), 1000, utc),
                TimeUnit::Microsecond => {
                    stamp(array.as_primitive::<TimestampMicrosecondType>(), 1_000_000, utc)
                }
                TimeUnit::Nanosecond => {
                    stamp(array.as_primitive::<TimestampNanosecondType>(), 1_000_000_000, utc)
                }
            }
        }
        _ => return None,
    })
}

fn made<T>(values: &PrimitiveArray<T>, told: impl Fn(T::Native) -> Option<String> + 'static) -> Cell<'_>
where
    T: arrow_array::ArrowPrimitiveType,
    T::Native: std::fmt::Display,
{
    Box::new(move |row, words| {
        let value = values.value(row);
        match told(value) {
            Some(told) => words.push_str(&told),
            None => write!(words, "{value}").ok()?,
        }
        Some(())
    })
}

fn time<T>(values: &PrimitiveArray<T>, nanoseconds: i64) -> Cell<'_>
where
    T: arrow_array::ArrowPrimitiveType,
    T::Native: std::fmt::Display + Into<i64>,
{
    made(values, move |value| {
        let at = value.into().checked_mul(nanoseconds).filter(|at| *at >= 0)?;
        Some(instant::time(at))
    })
}

/// A day and time in so many parts of a second; one of no place is written without a time that is midnight.
fn stamp<T>(values: &PrimitiveArray<T>, a_second: i64, utc: bool) -> Cell<'_>
where
    T: arrow_array::ArrowPrimitiveType<Native = i64>,
{
    made(values, move |value| {
        let rest = value.rem_euclid(a_second) * (1_000_000_000 / a_second);
        let told = instant::date_time(value.div_euclid(a_second), i32::try_from(rest).ok()?)?;
        Some(if utc { told + "Z" } else { instant::day_if_midnight(&told).to_owned() })
    })
}
