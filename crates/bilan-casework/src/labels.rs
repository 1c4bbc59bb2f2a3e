//! How the words of a source read in the reader's language, by the pack of the report that has them.

use std::collections::BTreeMap;

use bilan_coder::Pack;
use bilan_model::{Incident, IncidentAccount};
use bilan_tally::{Language, SourceLabel};

use crate::error::Error;
use crate::knowledge::Knowledge;

/// ISO 639-1 code of a language of output.
pub fn code(language: Language) -> &'static str {
    match language {
        Language::En => "en",
        Language::Fr => "fr",
    }
}

/// The labels of every source of an incident, by its words. Words without an entry are quoted as they stand.
///
/// # Errors
/// When a pack cannot be used.
pub fn of_incident(
    incident: &Incident,
    knowledge: &Knowledge,
    language: Language,
) -> Result<BTreeMap<String, SourceLabel>, Error> {
    let mut labels = BTreeMap::new();
    for entry in &incident.accounts {
        let Some(pack) = knowledge.pack(entry.report.language.as_deref().unwrap_or_default())? else {
            continue;
        };
        for words in sources(entry) {
            if let Some(label) = of_words(pack, words, language) {
                labels.entry(words.to_owned()).or_insert(label);
            }
        }
    }
    Ok(labels)
}

/// The label of a source by its words in a report of a language (`fr`); `None` where its words are quoted as they stand.
///
/// # Errors
/// When a pack cannot be used.
pub fn of_source(
    knowledge: &Knowledge,
    report_language: &str,
    words: &str,
    language: Language,
) -> Result<Option<String>, Error> {
    let pack = knowledge.pack(report_language)?;
    Ok(pack.and_then(|pack| of_words(pack, words, language)).map(|label| label.text))
}

/// Everyone who says something in an account.
pub(crate) fn sources(entry: &IncidentAccount) -> impl Iterator<Item = &str> {
    let account = &entry.account;
    let tolls = account.tolls.iter().flat_map(|claim| claim.chain.iter().chain([&claim.attributed_to]));
    let statuses = account.status_claims.iter().map(|claim| &claim.attributed_to);
    let blames = account.responsibility_claims.iter().map(|claim| &claim.attributed_to);
    let acts = account.act_claims.iter().map(|claim| &claim.attributed_to);
    let accused = account.alleged_perpetrators.iter().map(|party| &party.attributed_to);
    tolls
        .chain(statuses)
        .chain(blames)
        .chain(acts)
        .chain(accused)
        .map(String::as_str)
        .filter(|words| *words != "author")
}

/// The label of one source, or `None` where the pack does not know it.
fn of_words(pack: &Pack, words: &str, language: Language) -> Option<SourceLabel> {
    pack.source_label(words, code(language)).map(|(text, plural)| SourceLabel { text, plural })
}
