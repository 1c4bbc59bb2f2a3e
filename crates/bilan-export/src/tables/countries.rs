//! Countries by the codes and regions of other data sets.

use std::collections::BTreeMap;

/// One country; what is not known for sure is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166 alpha-2.
    pub iso2: String,
    /// ISO 3166 alpha-3.
    pub iso3: String,
    /// ISO 3166 numeric.
    pub numeric: Option<u16>,
    /// English name.
    pub name: String,
    /// ACLED's region.
    pub acled_region: String,
    /// UCDP's region.
    pub ucdp_region: String,
    /// Gleditsch-Ward number.
    pub gwno: Option<u16>,
}

/// A row of the table of countries that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("table of countries, line {line}: {what}")]
pub struct CountriesError {
    /// Line of the file, from 1.
    pub line: u64,
    /// What is wrong.
    pub what: String,
}

/// The table of countries.
#[derive(Debug, Clone, Default)]
pub struct Countries {
    by_code: BTreeMap<String, Country>,
}

impl Countries {
    /// From the text of `codebook/country_codes.csv`.
    ///
    /// # Errors
    /// When a row has no code or a number is none.
    pub fn parse(text: &str) -> Result<Self, CountriesError> {
        let mut rows = ::csv::Reader::from_reader(text.as_bytes());
        let mut by_code = BTreeMap::new();
        for (at, row) in rows.records().enumerate() {
            let line = at as u64 + 2;
            let wrong = |what: String| CountriesError { line, what };
            let row = row.map_err(|error| wrong(error.to_string()))?;
            let text = |column: usize| row.get(column).unwrap_or_default().to_owned();
            let number = |column: usize| match row.get(column).unwrap_or_default() {
                "" => Ok(None),
                figure => figure.parse().map(Some).map_err(|_| wrong(format!("{figure:?} is no number"))),
            };
            let country = Country {
                iso2: text(0),
                iso3: text(1),
                numeric: number(2)?,
                name: text(3),
                acled_region: text(4),
                ucdp_region: text(5),
                gwno: number(6)?,
            };
            if country.iso2.len() != 2 {
                return Err(wrong(format!("{:?} is no code of two letters", country.iso2)));
            }
            by_code.insert(country.iso2.clone(), country);
        }
        Ok(Self { by_code })
    }

    /// The country of an ISO 3166 alpha-2 code.
    pub fn get(&self, iso2: &str) -> Option<&Country> {
        self.by_code.get(iso2)
    }

    /// The country that words mean: a code of two or three letters, or the English name, without what stands in
    /// brackets behind it ("Myanmar (Burma)").
    pub fn named(&self, words: &str) -> Option<&Country> {
        let words = words.trim();
        let before = words.split('(').next().unwrap_or(words).trim();
        let is = |text: &str, country: &Country| {
            !text.is_empty()
                && [&country.iso2, &country.iso3, &country.name]
                    .iter()
                    .any(|own| own.eq_ignore_ascii_case(text))
        };
        let mut all = self.by_code.values();
        all.find(|country| is(words, country)).or_else(|| self.by_code.values().find(|own| is(before, own)))
    }

    /// The country of an ISO 3166 numeric code.
    pub fn numbered(&self, numeric: u16) -> Option<&Country> {
        self.by_code.values().find(|country| country.numeric == Some(numeric))
    }

    /// The country of a Gleditsch-Ward number.
    pub fn of_gwno(&self, gwno: u16) -> Option<&Country> {
        self.by_code.values().find(|country| country.gwno == Some(gwno))
    }

    /// Its English name; the code where the table does not have it.
    pub fn name<'a>(&'a self, iso2: &'a str) -> &'a str {
        self.get(iso2).map_or(iso2, |country| country.name.as_str())
    }
}
