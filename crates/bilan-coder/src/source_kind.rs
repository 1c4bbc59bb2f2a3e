//! What kind of source some words name, of which country, and for which party it speaks.

use bilan_model::{Report, ReportHeader};

use crate::lexicon::{Class, Tag};
use crate::pack::Pack;
use crate::reading::Reading;

/// A source as its words tell it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceKind {
    /// Code of its kind in the codebook: `security_source`, `local_sources` ...
    pub kind: Option<String>,
    /// ISO 3166 alpha-2 of a nationality or a country in the words.
    pub country: Option<String>,
    /// The canonical name of a party in the words.
    pub party: Option<String>,
}

impl Pack {
    /// What the words of a source ("une source sécuritaire malienne") tell of it.
    pub fn source_kind(&self, words: &str) -> SourceKind {
        let header = ReportHeader {
            doc: String::new(),
            language: None,
            title: None,
            publisher: None,
            published: None,
        };
        let report = Report { header, text: words.to_owned() };
        let reading = Reading::new(&report, self);
        let first = |class: Class| (0..reading.tokens.len()).find_map(|at| reading.tag(at, class));
        let named = |tag: Tag| reading.entry(&tag).attributes.name;
        let country = first(Class::Nationality).or_else(|| first(Class::Country)).and_then(named);
        SourceKind {
            kind: first(Class::Source).and_then(|tag| reading.name(&tag)).map(str::to_owned),
            country: country.map(|index| self.codebook.countries[index].code.clone()),
            party: first(Class::Party).and_then(named).map(|index| self.codebook.parties[index].name.clone()),
        }
    }
}
