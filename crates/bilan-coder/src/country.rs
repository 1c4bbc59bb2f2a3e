//! The country of a place where other words than its own name tell it: a side of a border, the head of the report.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{Report, ReportHeader};

use crate::lexicon::Class;
use crate::reading::Reading;

/// What title and publisher say for a country that they name.
const HEADER: u32 = 3;
/// Classes of words that name a country; a town of the header may be one of any country.
const NAMES: [Class; 3] = [Class::Country, Class::Nationality, Class::Capital];

/// Adds what title and publisher say to the countries that the text itself may mean.
///
/// They only tell these apart: a word of a newspaper's name is a town of some country by chance.
pub(crate) fn heed_header(reading: &Reading<'_>, votes: &mut BTreeMap<String, u32>) {
    let header = &reading.report.header;
    let lines: Vec<&str> =
        [&header.title, &header.publisher].into_iter().flatten().map(String::as_str).collect();
    let text = lines.join(".\n");
    if text.is_empty() || votes.len() < 2 {
        return;
    }
    let none =
        ReportHeader { doc: String::new(), language: None, title: None, publisher: None, published: None };
    let report = Report { header: none, text };
    let head = Reading::new(&report, reading.pack);
    let mut told: BTreeSet<usize> = BTreeSet::new();
    for tag in head.tags.all().iter().filter(|tag| NAMES.contains(&tag.class)) {
        told.extend(head.entry(tag).attributes.name);
    }
    for country in told {
        if let Some(vote) = votes.get_mut(&reading.pack.codebook.countries[country].code) {
            *vote += HEADER;
        }
    }
}

/// Tokens behind a name in which the side of a border may stand.
const REACH: usize = 5;

/// "Valuiki, ya en territorio ruso", "Doron Baga, côté nigérian": the country of a place by an adjective that closes
/// the words behind its comma.
pub(crate) fn side_of(reading: &Reading<'_>, end: usize) -> Option<String> {
    const OTHER: [Class; 7] =
        [Class::Person, Class::Source, Class::Casualty, Class::Harm, Class::Act, Class::Method, Class::Party];
    let opened = reading.is_sign(end, ',') || reading.is_sign(end, '(');
    let from = if opened { end + 1 } else { end };
    let apposed = opened || reading.is(end, Class::PlaceAt);
    let at = (from..from + REACH)
        .take_while(|&t| apposed && reading.is_word(t) && !reading.is_any(t, &OTHER))
        .find(|&t| reading.is(t, Class::Nationality))?;
    let tag = reading.covering(at, Class::Nationality)?;
    let noun = usize::from(reading.pack.head_last);
    let closed = (tag.end..=tag.end + noun).any(|t| reading.is_stop(t)) && !reading.is_any(tag.end, &OTHER);
    let index = reading.entry(&tag).attributes.name.filter(|_| closed && at > from)?;
    Some(reading.pack.codebook.countries[index].code.clone())
}
