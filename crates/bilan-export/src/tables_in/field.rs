//! The fields of an event, and the columns that hold them.

use std::collections::BTreeMap;

/// A field that a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Id.
    Id,
    /// First or only day.
    Date,
    /// Last day.
    DateEnd,
    /// ACLED's precision of the day, 1 to 3.
    DatePrecision,
    /// Smallest place.
    Place,
    /// A larger area.
    Area,
    /// Country.
    Country,
    /// Degrees north.
    Latitude,
    /// Degrees east.
    Longitude,
    /// `POINT (lon lat)`, used where there are no degrees.
    Point,
    /// Party of the first side.
    ActorA,
    /// Party of the second side.
    ActorB,
    /// Type of the event.
    EventType,
    /// A narrower type.
    SubEventType,
    /// The one figure of deaths.
    Deaths,
    /// Lower end.
    Low,
    /// Upper end.
    High,
    /// Deaths of the first side.
    DeathsA,
    /// Deaths of the second side.
    DeathsB,
    /// Civilian deaths.
    DeathsCivilians,
    /// Deaths of nobody knows whom.
    DeathsUnknown,
    /// Sources.
    Sources,
    /// Notes.
    Notes,
}

impl Field {
    /// Every field with its code.
    pub const ALL: [(Self, &'static str); 23] = [
        (Self::Id, "id"),
        (Self::Date, "date"),
        (Self::DateEnd, "date_end"),
        (Self::DatePrecision, "date_precision"),
        (Self::Place, "place"),
        (Self::Area, "area"),
        (Self::Country, "country"),
        (Self::Latitude, "latitude"),
        (Self::Longitude, "longitude"),
        (Self::Point, "point"),
        (Self::ActorA, "actor_a"),
        (Self::ActorB, "actor_b"),
        (Self::EventType, "event_type"),
        (Self::SubEventType, "sub_event_type"),
        (Self::Deaths, "deaths"),
        (Self::Low, "low"),
        (Self::High, "high"),
        (Self::DeathsA, "deaths_a"),
        (Self::DeathsB, "deaths_b"),
        (Self::DeathsCivilians, "deaths_civilians"),
        (Self::DeathsUnknown, "deaths_unknown"),
        (Self::Sources, "sources"),
        (Self::Notes, "notes"),
    ];

    /// The field of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, own)| *own == code).map(|(field, _)| field)
    }

    /// Whether every column of the field counts, and not only the first that the table has.
    fn takes_all(self) -> bool {
        matches!(self, Self::Area | Self::ActorA | Self::ActorB | Self::Sources)
    }
}

/// Which columns hold which field, by name, the better name first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping(BTreeMap<Field, Vec<String>>);

/// A mapping that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{pair}\" maps no field to a column: write field=column; fields are {}", known())]
pub struct MappingError {
    /// The part that is wrong.
    pub pair: String,
}

fn known() -> String {
    Field::ALL.map(|(_, code)| code).join(", ")
}

const COLUMNS: &str = include_str!("../../../../codebook/import_columns.csv");

impl Mapping {
    /// From `field=column` pairs; a field may stand more than once.
    ///
    /// # Errors
    /// When a pair has no `=` or its field is none of [`Field::ALL`].
    pub fn of_pairs<'p>(pairs: impl IntoIterator<Item = &'p str>) -> Result<Self, MappingError> {
        let mut mapping = Self::default();
        for pair in pairs {
            let wrong = || MappingError { pair: pair.to_owned() };
            let (field, column) = pair.split_once('=').ok_or_else(wrong)?;
            let field = Field::from_code(field.trim()).ok_or_else(wrong)?;
            mapping.0.entry(field).or_default().push(plain(column));
        }
        Ok(mapping)
    }

    /// The known layouts of a data set.
    pub(super) fn known(kind: &str) -> Self {
        let mut mapping = Self::default();
        for line in COLUMNS.lines() {
            let mut cells = line.split(',');
            if let (Some(own), Some(field), Some(columns)) = (cells.next(), cells.next(), cells.next())
                && let (true, Some(field)) = (own == kind, Field::from_code(field))
            {
                mapping.0.entry(field).or_default().extend(columns.split(';').map(plain));
            }
        }
        mapping
    }

    /// Where the fields stand in a table with this header.
    pub(super) fn find(&self, header: &[String]) -> Found {
        let mut found = BTreeMap::new();
        for (field, columns) in &self.0 {
            let at = columns.iter().filter_map(|name| header.iter().position(|own| plain(own) == *name));
            let at: Vec<usize> = if field.takes_all() { at.collect() } else { at.take(1).collect() };
            if !at.is_empty() {
                found.insert(*field, at);
            }
        }
        Found(found)
    }
}

/// Where the fields stand in one table.
#[derive(Debug, Clone)]
pub(super) struct Found(BTreeMap<Field, Vec<usize>>);

impl Found {
    /// The places of a field's columns, none where the table has no such column.
    pub(super) fn at(&self, field: Field) -> &[usize] {
        self.0.get(&field).map_or(&[], Vec::as_slice)
    }

    /// The field that a column holds.
    pub(super) fn of_column(&self, column: usize) -> Option<Field> {
        self.0.iter().find(|(_, columns)| columns.contains(&column)).map(|(field, _)| *field)
    }
}

/// Names of columns are compared without case, spaces around and marks between words.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-', '.'], "_")
}
