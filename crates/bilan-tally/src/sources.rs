//! What is known of sources beside their words: whose texts are copies, and what a person has settled.

use std::collections::BTreeMap;

use bilan_model::IncidentAccount;
use serde::{Deserialize, Serialize};

use crate::{
    source::{AUTHOR, Voice},
    words::{Words, content},
};

/// What a person has settled about a source. Fields that are `None` are open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFacts {
    /// Its words as reports have them, or a publisher's name; `author` with [`SourceFacts::report`] is that report's
    /// own voice.
    pub name: String,
    /// The only report in which this holds ("a resident" of this one); every report where it is `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
    /// What kind it is, as a code of the codebook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Whose side it stands on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stance: Option<String>,
    /// Sources of one independence group count as one, and of two groups as two, whatever their names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The party that it speaks for: all who speak for one party count as one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
}

/// What tally knows of sources beside their words. The default knows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    texts: Vec<Vec<String>>,
    text_of: BTreeMap<String, usize>,
    facts: BTreeMap<(Words, Option<String>), SourceFacts>,
    /// The agency that a report credits, by report.
    agencies: BTreeMap<String, String>,
}

impl Sources {
    /// From groups of reports that are copies of one text, and from what people settled. Of two facts about one name
    /// (in one report) the later one holds.
    pub fn new(copies: &[Vec<String>], facts: impl IntoIterator<Item = SourceFacts>) -> Self {
        let texts: Vec<Vec<String>> = copies.to_vec();
        let places = texts.iter().enumerate();
        let text_of =
            places.flat_map(|(text, docs)| docs.iter().map(move |doc| (doc.clone(), text))).collect();
        let keyed = facts.into_iter().map(|fact| ((content(&fact.name), fact.report.clone()), fact));
        Self { text_of, facts: keyed.collect(), texts, agencies: BTreeMap::new() }
    }

    /// With the agencies that reports credit, as (report, agency): the own voices of two reports that credit one agency
    /// are that agency's.
    #[must_use]
    pub fn crediting(self, agencies: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { agencies: agencies.into_iter().collect(), ..self }
    }

    /// What is settled about the source that `entry` calls `attributed_to`: for this report, else everywhere.
    pub fn facts(&self, entry: &IncidentAccount, attributed_to: &str) -> Option<&SourceFacts> {
        self.facts_of(&Voice::of(entry, attributed_to))
    }

    /// The other reports with the text of this one, in the order given to [`Sources::new`].
    pub fn copies_of<'a>(&'a self, doc: &'a str) -> impl Iterator<Item = &'a str> {
        let text = self.text_of.get(doc).and_then(|text| self.texts.get(*text));
        text.into_iter().flatten().map(String::as_str).filter(move |other| *other != doc)
    }

    fn facts_of(&self, voice: &Voice) -> Option<&SourceFacts> {
        if self.facts.is_empty() {
            return None;
        }
        let here = || Some(voice.doc.clone());
        let own = || self.facts.get(&(content(AUTHOR), here())).filter(|_| voice.author);
        let named = |report| self.facts.get(&(voice.words.clone(), report));
        named(here()).or_else(own).or_else(|| named(None))
    }

    /// Whether two reports are copies of one text, or one report.
    pub(crate) fn same_text(&self, one: &str, other: &str) -> bool {
        let text = |doc: &str| self.text_of.get(doc);
        one == other || (text(one).is_some() && text(one) == text(other))
    }

    /// Whether both figures are said by one voice of one text: what a range takes for one source.
    pub(crate) fn same_voice(&self, one: &Voice, other: &Voice) -> bool {
        if one.doc == other.doc {
            return one.same(other);
        }
        self.same_text(&one.doc, &other.doc)
            && one.author == other.author
            && (one.author || one.words == other.words)
    }

    /// Whether two voices count as one source: by [`Sources::settled_as_one`], else where their names may be one's. A
    /// person's groups decide alone where both have one.
    pub(crate) fn count_once(&self, one: &Voice, other: &Voice) -> bool {
        match self.same_group(one, other) {
            Some(same) => same,
            None => {
                self.settled_as_one(one, other)
                    || one.may_be_same(other)
                    || self.credit_one_agency(one, other)
            }
        }
    }

    /// Whether both are own voices of reports that credit one agency.
    fn credit_one_agency(&self, one: &Voice, other: &Voice) -> bool {
        let agency = |voice: &Voice| self.agencies.get(&voice.doc).filter(|_| voice.author);
        agency(one).is_some() && agency(one) == agency(other)
    }

    /// Whether a person, a party or a copied text makes two voices one source, whatever their names.
    pub(crate) fn settled_as_one(&self, one: &Voice, other: &Voice) -> bool {
        self.same_group(one, other).unwrap_or_else(|| {
            self.both(one, other, |facts| facts.party.as_deref()).is_some_and(|(one, other)| one == other)
                || self.same_voice(one, other)
        })
    }

    /// Whether a person put two voices into different groups.
    pub(crate) fn kept_apart(&self, one: &Voice, other: &Voice) -> bool {
        self.same_group(one, other) == Some(false)
    }

    fn same_group(&self, one: &Voice, other: &Voice) -> Option<bool> {
        self.both(one, other, |facts| facts.group.as_deref()).map(|(one, other)| one == other)
    }

    /// A field that is settled of both.
    fn both<'a>(
        &'a self,
        one: &Voice,
        other: &Voice,
        field: fn(&'a SourceFacts) -> Option<&'a str>,
    ) -> Option<(&'a str, &'a str)> {
        Some((field(self.facts_of(one)?)?, field(self.facts_of(other)?)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(doc: &str, words: &str, author: bool) -> Voice {
        Voice { doc: doc.into(), author, words: content(words) }
    }

    fn facts(name: &str, report: Option<&str>, group: &str) -> SourceFacts {
        SourceFacts {
            name: name.into(),
            report: report.map(str::to_owned),
            group: Some(group.into()),
            ..SourceFacts::default()
        }
    }

    #[test]
    fn a_report_has_its_own_facts() {
        let settled = [facts("Résident", None, "all"), facts("a resident", Some("r1"), "first")];
        let sources = Sources::new(&[], settled);
        let group = |doc| sources.facts_of(&voice(doc, "resident", false)).and_then(|f| f.group.as_deref());
        assert_eq!(group("r1"), Some("first"));
        assert_eq!(group("r2"), Some("all"));
        assert_eq!(sources.facts_of(&voice("r2", "residents", false)), None);
    }

    #[test]
    fn the_voice_of_one_report_is_named_by_its_report() {
        let sources = Sources::new(&[], [facts("author", Some("r1"), "wire")]);
        assert!(sources.facts_of(&voice("r1", "Radio Acacia", true)).is_some());
        assert!(sources.facts_of(&voice("r2", "Radio Acacia", true)).is_none());
        assert!(sources.facts_of(&voice("r1", "Radio Acacia", false)).is_none());
    }

    #[test]
    fn groups_decide_before_names() {
        let settled = [facts("a resident", Some("r1"), "one"), facts("a resident", Some("r2"), "two")];
        let (first, second) = (voice("r1", "a resident", false), voice("r2", "a resident", false));
        assert!(!Sources::new(&[], settled).count_once(&first, &second));
        assert!(Sources::default().count_once(&first, &second));
        let same = [facts("army", None, "state"), facts("prefect", None, "state")];
        assert!(
            Sources::new(&[], same).count_once(&voice("r1", "army", false), &voice("r1", "prefect", false))
        );
    }

    #[test]
    fn dispatches_of_one_agency_are_its_voice() {
        let credits = ["r1", "r2"].map(|doc| (doc.to_owned(), "AFP".to_owned()));
        let sources = Sources::new(&[], []).crediting(credits);
        let (one, two) = (voice("r1", "Radio Acacia", true), voice("r2", "Le Fleuve", true));
        assert!(sources.count_once(&one, &two));
        assert!(!sources.count_once(&one, &voice("r3", "Le Soir", true)), "credits nobody");
        assert!(!sources.count_once(&one, &voice("r2", "a nurse", false)), "whom it quotes is another");
    }

    #[test]
    fn the_later_fact_holds() {
        let sources = Sources::new(&[], [facts("army", None, "one"), facts("Army", None, "two")]);
        let group = sources.facts_of(&voice("r", "army", false)).and_then(|facts| facts.group.clone());
        assert_eq!(group.as_deref(), Some("two"));
    }

    #[test]
    fn copies_speak_with_one_voice() {
        let sources = Sources::new(&[vec!["r1".into(), "r2".into()]], []);
        let (one, two) = (voice("r1", "Radio Acacia", true), voice("r2", "Le Fleuve", true));
        assert!(sources.count_once(&one, &two));
        assert!(!sources.count_once(&one, &voice("r3", "Le Fleuve", true)));
        assert!(!sources.count_once(&one, &voice("r2", "a nurse", false)));
        assert_eq!(sources.copies_of("r1").collect::<Vec<_>>(), ["r2"]);
        assert_eq!(sources.copies_of("r3").count(), 0);
    }
}
