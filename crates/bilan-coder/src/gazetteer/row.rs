//! A place as a source gives it: what goes into a gazetteer, and what is refused.

/// How large a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A town or village.
    Place,
    /// A second-level area: a cercle, a territory, a district.
    Admin2,
    /// A first-level area: a region, a province, a state.
    Admin1,
}

/// Hundred-thousandths in a degree: points are kept to about a metre.
const PARTS: f64 = 100_000.0;

/// A point on the earth, in degrees of WGS 84, kept to five decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    pub(super) lat: i32,
    pub(super) lon: i32,
}

impl Point {
    /// The point at these degrees: latitude -90 to 90, longitude -180 to 180.
    ///
    /// # Errors
    /// When either lies outside, or is no number.
    pub fn new(lat: f64, lon: f64) -> Result<Self, RowError> {
        if !(-90.0..=90.0).contains(&lat) {
            return Err(RowError::Latitude(lat));
        }
        if !(-180.0..=180.0).contains(&lon) {
            return Err(RowError::Longitude(lon));
        }
        Ok(Self { lat: parts(lat), lon: parts(lon) })
    }

    /// Degrees north.
    pub fn lat(self) -> f64 {
        f64::from(self.lat) / PARTS
    }

    /// Degrees east.
    pub fn lon(self) -> f64 {
        f64::from(self.lon) / PARTS
    }

    /// Whether two points lie within about a quarter of a degree, 25 km, of one another.
    pub(super) fn is_near(self, other: Self) -> bool {
        self.lat.abs_diff(other.lat) < 25_000 && self.lon.abs_diff(other.lon) < 25_000
    }
}

#[expect(clippy::cast_possible_truncation, reason = "180 degrees are 18 million parts")]
fn parts(degrees: f64) -> i32 {
    (degrees * PARTS).round() as i32
}

/// One place as a source gives it. Empty texts are unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// As the source writes it.
    pub name: &'a str,
    /// Other names and spellings.
    pub other_names: &'a [&'a str],
    /// ISO 3166 alpha-2, in capitals.
    pub country: &'a str,
    /// How large it is.
    pub level: Level,
    /// What other rows of the same source call this area: a code of its own.
    pub key: &'a str,
    /// The first-level area that it is in: a key of the same source, or a name.
    pub admin1: &'a str,
    /// The second-level area that it is in: a key of the same source, or a name.
    pub admin2: &'a str,
    /// Where the source puts it; nothing is made up where it does not.
    pub point: Option<Point>,
    /// How many people live there.
    pub population: Option<u32>,
    /// Who says so.
    pub source: &'a str,
    /// Its number or code at the source.
    pub source_id: &'a str,
    /// Brought by the operator, beside what travels in the program.
    pub imported: bool,
}

impl<'a> Row<'a> {
    /// A place of which a source tells name, country and level only.
    pub fn new(source: &'a str, country: &'a str, level: Level, name: &'a str) -> Self {
        Self {
            name,
            other_names: &[],
            country,
            level,
            key: "",
            admin1: "",
            admin2: "",
            point: None,
            population: None,
            source,
            source_id: "",
            imported: false,
        }
    }
}

/// Why a row cannot be taken.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RowError {
    /// It has no name.
    #[error("it has no name")]
    NoName,
    /// A text of it is longer than any name: bytes.
    #[error("a name of {0} bytes is longer than any name ({LONGEST})")]
    TooLong(usize),
    /// Not a country's code.
    #[error("\"{0}\" is not a country's code of two capital letters, as ML")]
    Country(String),
    /// Degrees north.
    #[error("latitude {0} is outside -90..90")]
    Latitude(f64),
    /// Degrees east.
    #[error("longitude {0} is outside -180..180")]
    Longitude(f64),
    /// The gazetteer holds as much as it can.
    #[error("a gazetteer holds 4 GB of names at most, and this one is full")]
    Full,
}

/// Bytes of the longest name that is taken.
pub(super) const LONGEST: usize = 1000;
