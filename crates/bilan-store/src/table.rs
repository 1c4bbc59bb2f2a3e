//! How a row type and its table agree: columns, key, order and cells.

use rusqlite::types::{FromSqlError, FromSqlResult, Value, ValueRef};

/// A table of the projection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// Documents as received.
    Document,
    /// Reports.
    Report,
    /// Their texts.
    Text,
    /// Incidents.
    Incident,
    /// Which account tells of which incident.
    Account,
    /// Claims.
    Claim,
    /// Who says things.
    Source,
    /// What members decided.
    Decision,
    /// The log.
    Entry,
    /// What waits for a person.
    Todo,
    /// What was computed and is kept.
    Blob,
}

impl Table {
    /// The table's name in the file and in the digest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Report => "report",
            Self::Text => "text",
            Self::Incident => "incident",
            Self::Account => "account",
            Self::Claim => "claim",
            Self::Source => "source",
            Self::Decision => "decision",
            Self::Entry => "entry",
            Self::Todo => "todo",
            Self::Blob => "blob",
        }
    }
}

/// A row type with its table. Columns are in the order of the fields; all of them are part of the digest.
pub(crate) trait Tabled: Sized {
    /// The table.
    const TABLE: Table;
    /// The columns, in the order of [`Tabled::cells`].
    const COLUMNS: &'static [&'static str];
    /// The columns that tell one row from all others.
    const KEY: &'static [&'static str];
    /// The columns that lists are sorted by.
    const ORDER: &'static [&'static str];
    /// Whether the table has a column `folded`.
    const FILTERED: bool;

    /// The cells of the row, or the column whose value does not fit.
    fn cells(&self) -> Result<Vec<Value>, &'static str>;
    /// The texts that a list is filtered by.
    fn words(&self) -> Vec<&str>;
    /// The row of a statement whose first columns are [`Tabled::COLUMNS`].
    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self>;
}

/// A field of a row type.
pub(crate) trait Cell: Sized {
    /// The value to store, or `None` where it does not fit.
    fn value(&self) -> Option<Value>;
    /// The stored value.
    fn read(value: ValueRef<'_>) -> FromSqlResult<Self>;
    /// Its text, for filters.
    fn text(&self) -> Option<&str>;
}

impl Cell for String {
    fn value(&self) -> Option<Value> {
        Some(Value::Text(self.clone()))
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str().map(str::to_owned)
    }

    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl Cell for u64 {
    fn value(&self) -> Option<Value> {
        i64::try_from(*self).ok().map(Value::Integer)
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = value.as_i64()?;
        Self::try_from(number).map_err(|_| FromSqlError::OutOfRange(number))
    }

    fn text(&self) -> Option<&str> {
        None
    }
}

impl Cell for u32 {
    fn value(&self) -> Option<Value> {
        Some(Value::Integer(i64::from(*self)))
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = value.as_i64()?;
        Self::try_from(number).map_err(|_| FromSqlError::OutOfRange(number))
    }

    fn text(&self) -> Option<&str> {
        None
    }
}

impl Cell for i64 {
    fn value(&self) -> Option<Value> {
        Some(Value::Integer(*self))
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64()
    }

    fn text(&self) -> Option<&str> {
        None
    }
}

impl Cell for bool {
    fn value(&self) -> Option<Value> {
        Some(Value::Integer(i64::from(*self)))
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(|number| number != 0)
    }

    fn text(&self) -> Option<&str> {
        None
    }
}

impl Cell for Vec<u8> {
    fn value(&self) -> Option<Value> {
        Some(Value::Blob(self.clone()))
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_blob().map(<[u8]>::to_vec)
    }

    fn text(&self) -> Option<&str> {
        None
    }
}

impl<T: Cell> Cell for Option<T> {
    fn value(&self) -> Option<Value> {
        self.as_ref().map_or(Some(Value::Null), Cell::value)
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Text(_) | ValueRef::Blob(_) => {
                T::read(value).map(Some)
            }
        }
    }

    fn text(&self) -> Option<&str> {
        self.as_ref().and_then(Cell::text)
    }
}

/// The field number `at` of `row`.
pub(crate) fn cell<T: Cell>(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<T> {
    let value = row.get_ref(at)?;
    T::read(value)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(at, value.data_type(), Box::new(error)))
}

/// Declares a row type together with its table, so that fields and columns cannot drift apart.
macro_rules! tabled {
    (
        $(#[$about:meta])*
        pub struct $name:ident in $table:ident {
            $($(#[$field_about:meta])* pub $field:ident: $kind:ty,)+
        }
        key($($key:ident),+) order($($order:ident),+) words($($word:ident),*)
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct $name {
            $($(#[$field_about])* pub $field: $kind,)+
        }

        impl crate::table::Tabled for $name {
            const TABLE: Table = Table::$table;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];
            const KEY: &'static [&'static str] = &[$(stringify!($key)),+];
            const ORDER: &'static [&'static str] = &[$(stringify!($order)),+];
            const FILTERED: bool = { const WORDS: &[&str] = &[$(stringify!($word)),*]; !WORDS.is_empty() };

            fn cells(&self) -> Result<Vec<rusqlite::types::Value>, &'static str> {
                Ok(vec![$(Cell::value(&self.$field).ok_or(stringify!($field))?),+])
            }

            fn words(&self) -> Vec<&str> {
                let texts: &[Option<&str>] = &[$(Cell::text(&self.$word)),*];
                texts.iter().copied().flatten().collect()
            }

            fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
                let mut next = 0..;
                Ok(Self { $($field: crate::table::cell::<$kind>(row, next.next().unwrap_or(0))?),+ })
            }
        }
    };
}
pub(crate) use tabled;
