//! Claims, quotes and lines without words that lead to people; nothing that one field withholds stands in another.

use std::collections::BTreeSet;

use bilan_model::{Code as _, RecordClaim, RecordReport, ReleaseRecord, Victims, Withheld};

use crate::item::{Item, Treatment};
use crate::rules::Rules;
use crate::sensitive::Sensitive;
use crate::voices::Voices;
use crate::words::{all_known, leads_to_people, line_may_name, may_name, words};

/// Shorter texts that were withheld are not looked for in others.
const LEAST_LETTERS: usize = 4;

/// What texts of one record are held against.
pub(crate) struct Texts<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) voices: &'a Voices<'a>,
    pub(crate) silenced: Option<Item>,
    /// Reports of the record as it came, for what a claim's report is.
    pub(crate) reports: &'a [RecordReport],
    known: BTreeSet<String>,
    hidden: Vec<(String, Item)>,
}

impl<'a> Texts<'a> {
    /// `hidden` are texts that are withheld elsewhere, each with why; `record` has its place and its parties as they are shown.
    pub(crate) fn new(
        record: &ReleaseRecord,
        reports: &'a [RecordReport],
        voices: &'a Voices<'a>,
        sensitive: &Sensitive,
        hidden: Vec<(String, Item)>,
        rules: &'a Rules,
    ) -> Self {
        let place = &record.place.place;
        let names = [&place.name, &place.country].into_iter().chain(&place.admin);
        let names = names.chain(record.parties.iter().map(|party| &party.name));
        let mut known: BTreeSet<String> = names.flat_map(|name| words(name)).map(str::to_lowercase).collect();
        known.extend(rules.vocabulary.iter().cloned());
        let hidden = hidden
            .into_iter()
            .filter(|(text, _)| text.chars().count() >= LEAST_LETTERS && !all_known(text, &known))
            .map(|(text, item)| (text.to_lowercase(), item))
            .collect();
        Self { rules, voices, silenced: sensitive.silences(), reports, known, hidden }
    }

    /// A claim as it is shown, before its ids are changed.
    pub(crate) fn claim(&self, claim: &mut RecordClaim, withheld: &mut Withheld) {
        let quote = claim.quote.as_deref().and_then(|quote| self.refuses_quote(quote, claim));
        if let Some(item) = quote {
            claim.quote = None;
            withheld.count(item.code(), 1);
        }
        let said = claim.victim_words.as_deref().and_then(|said| self.refuses_victims(said, claim));
        if let Some(item) = said {
            claim.victim_words = None;
            withheld.count(item.code(), 1);
        }
        claim.attributed_to = self.voices.attribution(&claim.attributed_to);
    }

    fn refuses_quote(&self, quote: &str, claim: &RecordClaim) -> Option<Item> {
        let rules = self.rules;
        if self.silenced.is_some() {
            return self.silenced;
        }
        let notes = || self.reports.iter().filter(|row| row.report == claim.report).map(|row| row.note);
        let (listed, consent) = (notes().next().is_some(), notes().all(|note| note == Some(true)));
        let refused = notes().any(|note| note == Some(false));
        let private = self.voices.is_private(&claim.attributed_to) && !consent;
        match rules.treatment(Item::Quotes) {
            Treatment::Keep => {}
            Treatment::Coarsen if !private && !refused && listed => {}
            Treatment::Coarsen | Treatment::Withhold => return Some(Item::Quotes),
        }
        self.leads(quote).or_else(|| {
            let child = claim.victims == Victims::Children;
            let item = if child { Item::MinorName } else { Item::NameWithoutConsent };
            let guarded = !rules.keeps(Item::NameWithoutConsent) || (child && !rules.keeps(item));
            (guarded && may_name(quote, &self.known)).then_some(item)
        })
    }

    fn refuses_victims(&self, said: &str, claim: &RecordClaim) -> Option<Item> {
        let rules = self.rules;
        if self.silenced.is_some() {
            return self.silenced;
        }
        if let Some(item) = self.leads(said) {
            return Some(item);
        }
        if claim.count.value() == Some(1) && !rules.keeps(Item::PersonalLabel) {
            return Some(Item::PersonalLabel);
        }
        let general = rules.treatment(Item::NameWithoutConsent);
        let (item, treatment) = if claim.victims == Victims::Children {
            (Item::MinorName, general.max(rules.treatment(Item::MinorName)))
        } else {
            (Item::NameWithoutConsent, general)
        };
        let refused = match treatment {
            Treatment::Keep => false,
            Treatment::Coarsen => may_name(said, &self.known),
            Treatment::Withhold => !all_known(said, &rules.vocabulary),
        };
        refused.then_some(item)
    }

    /// Lines with the sources as they are shown; a line that still gives something away goes.
    pub(crate) fn lines(&self, record: &mut ReleaseRecord, withheld: &mut Withheld) {
        let replacements = self.voices.replacements();
        let labels = record.sources.iter().flat_map(|source| [Some(&source.words), source.label.as_ref()]);
        let labels = labels.flatten().flat_map(|text| words(text)).map(str::to_lowercase);
        let known: BTreeSet<String> = labels.chain(self.known.iter().cloned()).collect();
        let mut because = Vec::new();
        record.lines.retain_mut(|line| {
            for (old, new) in &replacements {
                *line = replaced(line, old, new);
            }
            let guarded = !self.rules.keeps(Item::NameWithoutConsent);
            let naming = (guarded && line_may_name(line, &known)).then_some(Item::NameWithoutConsent);
            let found = self.leads(line).or(naming);
            because.extend(found);
            found.is_none()
        });
        for item in because {
            withheld.count(item.code(), 1);
        }
    }

    /// A text holds an address or the like, or what is withheld elsewhere.
    pub(crate) fn leads(&self, text: &str) -> Option<Item> {
        if !self.rules.keeps(Item::ContactData)
            && let Some(item) = leads_to_people(text, &self.rules.lists)
        {
            return Some(item);
        }
        let folded = text.to_lowercase();
        let held = self.hidden.iter().find(|(hidden, _)| folded.contains(hidden.as_str()));
        held.map(|(_, item)| *item)
    }
}

/// `new` for every `old` that stands there as whole words.
fn replaced(text: &str, old: &str, new: &str) -> String {
    if old.is_empty() {
        return text.to_owned();
    }
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    let is_letter = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
    while let Some(at) = rest.find(old) {
        let (before, from) = rest.split_at(at);
        let after = from.get(old.len()..).unwrap_or_default();
        let previous = before.chars().next_back().or_else(|| made.chars().next_back());
        made.push_str(before);
        let inside = (is_letter(previous) && is_letter(old.chars().next()))
            || (is_letter(after.chars().next()) && is_letter(old.chars().next_back()));
        made.push_str(if inside { old } else { new });
        rest = after;
    }
    made.push_str(rest);
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_replaced() {
        assert_eq!(replaced("a nurse, nurses; nurse", "nurse", "X"), "a X, nurses; X");
        assert_eq!(replaced("été", "", "X"), "été");
        assert_eq!(replaced("la mère de M., la mère", "la mère", "Y"), "Y de M., Y");
    }
}
