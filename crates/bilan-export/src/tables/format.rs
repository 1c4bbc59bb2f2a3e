//! The formats, with their codes and the files that each gives.

use bilan_model::UnknownCode;

/// A format that a release can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Seven tables as comma-separated text.
    Csv,
    /// The same tables as sheets of one workbook.
    Xlsx,
    /// One document: head and whole records.
    Json,
    /// Incidents as features (RFC 7946).
    GeoJson,
    /// Incidents with a row of HXL hashtags.
    Hxl,
    /// ACLED's 31 columns.
    Acled,
    /// UCDP GED's 49 columns.
    Ucdp,
    /// Incidents, tolls and claims as Parquet.
    Parquet,
}

/// Tables of the formats csv and xlsx, in this order.
pub(super) const ALL_TABLES: [&str; 7] =
    ["incidents", "tolls", "claims", "sources", "parties", "reports", "deaths_sdg_16_1_2"];

impl Format {
    /// Every format.
    pub const ALL: [Self; 8] =
        [Self::Csv, Self::Xlsx, Self::Json, Self::GeoJson, Self::Hxl, Self::Acled, Self::Ucdp, Self::Parquet];

    /// Its code, as the command line takes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
            Self::GeoJson => "geojson",
            Self::Hxl => "hxl",
            Self::Acled => "acled",
            Self::Ucdp => "ucdp",
            Self::Parquet => "parquet",
        }
    }

    /// The format of a code.
    ///
    /// # Errors
    /// When no format has it.
    pub fn from_code(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL
            .into_iter()
            .find(|format| format.code() == code)
            .ok_or_else(|| UnknownCode { list: "formats", code: code.to_owned() })
    }

    /// The file that its loss and its withheld files are named after.
    pub fn main_file(self) -> &'static str {
        match self {
            Self::Csv => "incidents.csv",
            Self::Xlsx => "release.xlsx",
            Self::Json => "release.json",
            Self::GeoJson => "incidents.geojson",
            Self::Hxl => "incidents.hxl.csv",
            Self::Acled => "acled.csv",
            Self::Ucdp => "ucdp_ged.csv",
            Self::Parquet => "incidents.parquet",
        }
    }

    /// Every file that it gives, but for the two about what is not in them.
    pub fn files(self) -> Vec<String> {
        match self {
            Self::Csv => ALL_TABLES.iter().map(|table| format!("{table}.csv")).collect(),
            Self::Parquet => ALL_TABLES.iter().take(3).map(|table| format!("{table}.parquet")).collect(),
            Self::Xlsx | Self::Json | Self::GeoJson | Self::Hxl | Self::Acled | Self::Ucdp => {
                vec![self.main_file().to_owned()]
            }
        }
    }

    /// The file of what had no place, and the file of what was withheld.
    pub fn files_beside(self) -> [String; 2] {
        let main = self.main_file();
        [format!("{main}.loss.json"), format!("{main}.withheld.json")]
    }
}
