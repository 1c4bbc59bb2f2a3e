//! What every page needs to know of the dossier: labels, report numbers, links.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{ClaimId, Code, Dossier, Evidence, ReportHeader, Span};
use maud::{Markup, html};

use super::captured::{captured, captured_plain, name};
use super::cited::claims;
use super::locale::{Texts, fill, fill_text};

/// A dossier with its texts, and its reports by name.
pub(super) struct View<'a> {
    pub(super) dossier: &'a Dossier,
    pub(super) texts: Texts,
    numbers: BTreeMap<&'a str, usize>,
    homes: BTreeMap<String, &'a ClaimId>,
    superseded: BTreeSet<&'a ClaimId>,
}

/// Where the words of a claim are.
pub(super) enum Place {
    /// At this address, from the dossier's folder.
    Found(String),
    /// The report is here, the words are not.
    NotFound,
    /// The report is not in the dossier.
    NoReport,
}

/// The page of the report of `number`, from the dossier's folder.
pub(super) fn report_path(number: usize) -> String {
    format!("reports/{number}.html")
}

/// A claim's identity as part of an address: its own characters where they are plain.
pub(super) fn anchor(id: &ClaimId) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    id.as_str().chars().map(plain).collect()
}

/// A language as an attribute, where it can be one.
pub(super) fn language_tag(language: Option<&str>) -> Option<&str> {
    language.filter(|tag| {
        (2..=12).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    })
}

impl<'a> View<'a> {
    pub(super) fn new(dossier: &'a Dossier) -> Self {
        let mut numbers = BTreeMap::new();
        for (index, evidence) in dossier.evidence.iter().enumerate() {
            numbers.entry(evidence.report.doc.as_str()).or_insert(index + 1);
        }
        let mut homes = BTreeMap::new();
        let accounts = dossier.incidents.iter().flat_map(|incident| &incident.incident.accounts);
        for claim in accounts.flat_map(|entry| claims(&entry.account)) {
            homes.entry(anchor(claim.id())).or_insert(claim.id());
        }
        let tolls = dossier.incidents.iter().flat_map(|incident| &incident.tolls);
        let superseded = tolls.flat_map(|toll| &toll.superseded).map(|reference| &reference.claim).collect();
        Self { dossier, texts: Texts::of(&dossier.language), numbers, homes, superseded }
    }

    /// The name of the cell of a claim, at the first place where the dossier holds it: a page names a thing once.
    pub(super) fn cell_name(&self, id: &ClaimId) -> Option<String> {
        let anchor = anchor(id);
        let first = self.homes.get(&anchor).is_some_and(|home| std::ptr::eq(*home, id));
        first.then(|| format!("cell-{anchor}"))
    }

    /// Whether a toll of the dossier leaves the claim out as replaced by a later figure.
    pub(super) fn superseded(&self, id: &ClaimId) -> bool {
        self.superseded.contains(id)
    }

    /// The language of the pages.
    pub(super) fn language(&self) -> &'static str {
        if self.dossier.language == "fr" { "fr" } else { "en" }
    }

    /// The number of a report in the dossier, from 1.
    pub(super) fn number(&self, doc: &str) -> Option<usize> {
        self.numbers.get(doc).copied()
    }

    /// The report of `number`.
    pub(super) fn evidence(&self, number: usize) -> Option<&'a Evidence> {
        self.dossier.evidence.get(number.checked_sub(1)?)
    }

    /// Where the words of a claim stand.
    pub(super) fn place(&self, doc: &str, id: &ClaimId, span: Span) -> Place {
        let Some(number) = self.number(doc) else { return Place::NoReport };
        let words = self.evidence(number).and_then(|evidence| span.of(&evidence.text));
        match words {
            Some(words) if !words.trim_matches([' ', '\t', '\r', '\n']).is_empty() => {
                Place::Found(format!("{}#claim-{}", report_path(number), anchor(id)))
            }
            _ => Place::NotFound,
        }
    }

    /// The label of a code of a closed list, or the code; what cannot be seen in it is a marker.
    pub(super) fn label<C: Code>(&self, value: C) -> String {
        let code = value.code();
        let label = self.dossier.code_labels.get(&format!("{}/{code}", C::LIST));
        captured_plain(label.map_or(code, String::as_str))
    }

    /// The name of a party, or that no one is named.
    pub(super) fn party(&self, party: &str) -> Markup {
        match self.dossier.code_labels.get(&format!("parties/{party}")) {
            Some(label) => name(label),
            None if party == "unknown" || party.is_empty() => html! { (self.texts.claim.no_one_named) },
            None => name(party),
        }
    }

    /// A source in the dossier's language; its own words quoted where they have no label.
    pub(super) fn source(&self, report: &ReportHeader, words: &str) -> Markup {
        if words == "author" {
            return report.publisher.as_ref().map_or_else(
                || html! { (self.texts.claim.author) },
                |publisher| fill(&self.texts.claim.author_of, &[("publisher", name(publisher))]),
            );
        }
        match self.dossier.source_labels.get(words) {
            Some(label) => name(label),
            None => self.quoted(report, words),
        }
    }

    /// A source where its report stands beside it: the report itself needs no name there.
    pub(super) fn source_here(&self, report: &ReportHeader, words: &str) -> Markup {
        if words == "author" {
            html! { (self.texts.claim.author) }
        } else {
            self.source(report, words)
        }
    }

    /// A source as plain text, for comparing and sorting.
    pub(super) fn source_text(&self, report: &ReportHeader, words: &str) -> String {
        if words == "author" {
            return match &report.publisher {
                Some(publisher) => fill_text(&self.texts.claim.author_of, &[("publisher", publisher)]),
                None => format!("{} {}", self.texts.claim.author, report.doc),
            };
        }
        self.dossier.source_labels.get(words).map_or(words, String::as_str).to_owned()
    }

    /// Words of a report between the quotation marks of the dossier's language.
    pub(super) fn quoted(&self, report: &ReportHeader, words: &str) -> Markup {
        html! {
            span.quote {
                (self.texts.page.quote_open)
                bdi lang=[language_tag(report.language.as_deref())] { (captured(words)) }
                (self.texts.page.quote_close)
            }
        }
    }

    /// Items with the sign between them, the last joined by "and".
    pub(super) fn joined(&self, items: &[Markup]) -> Markup {
        html! {
            @for (index, item) in items.iter().enumerate() {
                @if index > 0 && index + 1 == items.len() { (self.texts.page.and) }
                @else if index > 0 { ", " }
                (item)
            }
        }
    }

    /// How many toll claims of the whole dossier a person has judged, of how many.
    pub(super) fn reviewed(&self) -> (usize, usize) {
        let tolls = self.dossier.incidents.iter().flat_map(|incident| &incident.tolls);
        tolls.fold((0, 0), |(reviewed, claims), toll| (reviewed + toll.reviewed, claims + toll.claims))
    }

    /// A report's publisher, or that it is not given.
    pub(super) fn publisher(&self, report: &ReportHeader) -> Markup {
        html! {
            @match &report.publisher {
                Some(publisher) => (name(publisher)),
                None => span.missing { (self.texts.row.no_publisher) },
            }
        }
    }

    /// A report's title in its language, or that it is not given.
    pub(super) fn title(&self, report: &ReportHeader) -> Markup {
        html! {
            @match &report.title {
                Some(title) => bdi lang=[language_tag(report.language.as_deref())] { (captured(title)) },
                None => span.missing { (self.texts.row.no_title) },
            }
        }
    }

    /// A place in words: name, larger areas, country code.
    pub(super) fn place_words(&self, place: &bilan_model::Place) -> Markup {
        let parts: Vec<Markup> = std::iter::once(&place.name)
            .chain(&place.admin)
            .filter(|part| !part.is_empty())
            .map(|part| name(part))
            .collect();
        html! {
            @if parts.is_empty() { span.missing { (self.texts.incident.no_place) } }
            @for (index, part) in parts.iter().enumerate() { @if index > 0 { ", " } (part) }
            @if !place.country.is_empty() {
                " " span.country title=(self.country(place)) { "(" (captured(&place.country)) ")" }
            }
        }
    }

    fn country(&self, place: &bilan_model::Place) -> String {
        fill_text(&self.texts.incident.country, &[("code", &captured_plain(&place.country))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_an_attribute_only_where_it_can_be_one() {
        assert_eq!(language_tag(Some("fr")), Some("fr"));
        assert_eq!(language_tag(Some("\" onload")), None);
        assert_eq!(language_tag(None), None);
    }
}
