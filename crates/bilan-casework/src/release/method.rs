//! The method statement in five parts, filled in from the case as it is.

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{Code as _, Status, Verdict};
use bilan_tally::Language;
use serde::{Deserialize, Serialize};

use crate::decisions::Decision;
use crate::error::Error;
use crate::knowledge::{CODER_VERSION, Knowledge};
use crate::labels;
use crate::state::State;

/// One of the five parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its paragraphs; none that lacks a figure.
    pub text: Vec<String>,
}

/// The statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// Its title.
    pub title: String,
    /// The five parts.
    pub parts: Vec<Part>,
}

#[derive(Deserialize)]
struct Template {
    title: String,
    part: Vec<TemplatePart>,
}

#[derive(Deserialize)]
struct TemplatePart {
    name: String,
    text: Vec<String>,
}

impl Statement {
    /// Whether every part says something.
    pub fn is_whole(&self) -> bool {
        self.parts.iter().all(|part| !part.text.is_empty())
    }

    /// As a page of Markdown.
    pub fn markdown(&self) -> String {
        let paragraph = |text: &String| format!("\n{text}\n");
        let paragraphs = |part: &Part| part.text.iter().map(paragraph).collect::<String>();
        let part = |part: &Part| format!("\n## {}\n{}", part.name, paragraphs(part));
        format!("# {}\n{}", self.title, self.parts.iter().map(part).collect::<String>())
    }
}

/// The statement of a state.
///
/// # Errors
/// When the texts of the program are not what they should be.
pub fn statement(state: &State, knowledge: &Knowledge, language: Language) -> Result<Statement, Error> {
    let text = match language {
        Language::En => include_str!("../../locale/method.en.toml"),
        Language::Fr => include_str!("../../locale/method.fr.toml"),
    };
    let template: Template = crate::glossary::read("locale/method", text)?;
    let figures = figures(state, knowledge, labels::code(language));
    let filled = |part: TemplatePart| {
        let text = part.text.iter().filter_map(|paragraph| fill(paragraph, &figures));
        Part { name: part.name, text: text.collect() }
    };
    Ok(Statement { title: template.title, parts: template.part.into_iter().map(filled).collect() })
}

/// A paragraph with its figures; `None` where the case has nothing for one of them.
fn fill(paragraph: &str, figures: &BTreeMap<&str, String>) -> Option<String> {
    let mut filled = String::with_capacity(paragraph.len());
    let mut rest = paragraph;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        filled.push_str(before);
        filled.push_str(figures.get(name).filter(|value| !value.is_empty())?);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

fn figures(state: &State, knowledge: &Knowledge, language: &str) -> BTreeMap<&'static str, String> {
    let mut figures = collection(state);
    figures.extend(evaluation(state));
    figures.extend(corroboration(state, knowledge, language));
    figures
}

fn collection(state: &State) -> BTreeMap<&'static str, String> {
    let standing: Vec<_> = state.reports.iter().filter(|report| report.stands()).collect();
    let headers: Vec<_> = standing.iter().map(|report| report.header()).collect();
    let publishers: BTreeSet<_> = headers.iter().filter_map(|header| header.publisher.as_deref()).collect();
    let languages: BTreeSet<_> = headers.iter().filter_map(|header| header.language.as_deref()).collect();
    let taken: BTreeSet<&str> =
        state.items.iter().map(|item| item.acquisition.when.get(..10).unwrap_or_default()).collect();
    let published: BTreeSet<_> = headers.iter().filter_map(|header| header.published).collect();
    let day = |day: Option<&jiff::civil::Date>| day.map_or_else(|| "–".to_owned(), ToString::to_string);
    BTreeMap::from([
        ("reports", standing.len().to_string()),
        ("publishers", publishers.len().to_string()),
        ("languages", languages.into_iter().collect::<Vec<_>>().join(", ")),
        ("notes", state.items.iter().filter(|item| item.note.is_some()).count().to_string()),
        ("first", taken.first().copied().unwrap_or_default().to_owned()),
        ("last", taken.last().copied().unwrap_or_default().to_owned()),
        ("published_first", day(published.first())),
        ("published_last", day(published.last())),
        ("entries", state.size.to_string()),
    ])
}

fn evaluation(state: &State) -> BTreeMap<&'static str, String> {
    let picture = state.picture();
    let judged = |verdict: Verdict| picture.verdicts.values().filter(|known| **known == verdict).count();
    let added =
        state.standing().filter(|decided| decided.judged().is_some_and(|judged| judged.added)).count();
    BTreeMap::from([
        ("coder", format!("bilan-coder {CODER_VERSION}")),
        ("reviewed", picture.verdicts.len().to_string()),
        ("claims", state.claim_count().to_string()),
        ("copies", picture.copies.len().to_string()),
        ("orphans", picture.orphans.len().to_string()),
        ("corrected", judged(Verdict::Correct).to_string()),
        ("rejected", judged(Verdict::Reject).to_string()),
        ("added", added.to_string()),
        ("sources_set", picture.sources.len().to_string()),
        ("sources", crate::list::sources(state).len().to_string()),
    ])
}

fn corroboration(state: &State, knowledge: &Knowledge, language: &str) -> BTreeMap<&'static str, String> {
    let picture = state.picture();
    let basis = picture.basis(false);
    let (mut happened, mut who) = (BTreeMap::new(), BTreeMap::new());
    let mut contested = 0usize;
    for incident in &picture.incidents {
        let graded = picture.graded.get(&incident.id);
        let grade = graded.and_then(|graded| graded.happened).unwrap_or_else(|| basis.grade(incident).0);
        let by = graded.and_then(|graded| graded.who).unwrap_or_else(|| basis.attribution(incident));
        *happened.entry(knowledge.label("grades", grade.code(), language)).or_insert(0usize) += 1;
        *who.entry(knowledge.label("attributions", by.code(), language)).or_insert(0usize) += 1;
        contested += usize::from(basis.status(incident) == Status::Contested);
    }
    let standards = picture.graded.values().filter(|graded| graded.standard_of_proof.is_some()).count();
    let graded =
        state.standing().filter(|decided| matches!(decided.record.decision, Decision::SetGrade(_))).count();
    BTreeMap::from([
        ("incidents", picture.incidents.len().to_string()),
        ("happened", listed(&happened)),
        ("who", listed(&who)),
        ("graded", graded.to_string()),
        ("contested", contested.to_string()),
        ("standards", standards.to_string()),
        ("kinds", listed(&kinds(state, knowledge, language))),
    ])
}

/// How many claims each kind of source makes, by what its words say or a person set.
fn kinds(state: &State, knowledge: &Knowledge, language: &str) -> BTreeMap<String, usize> {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut known: BTreeMap<(String, String), Option<String>> = BTreeMap::new();
    for told in &state.picture().told {
        let pack_language = told.header.language.clone().unwrap_or_default();
        for account in &told.accounts {
            for claim in account.claims() {
                let words = claim.attributed_to().to_owned();
                let kind = known.entry((pack_language.clone(), words.clone())).or_insert_with(|| {
                    let set = state.picture().sources.get(&words.to_lowercase());
                    set.and_then(|set| set.kind.clone()).or_else(|| {
                        if words == "author" {
                            return Some("author".to_owned());
                        }
                        knowledge.pack(&pack_language).ok().flatten()?.source_kind(&words).kind
                    })
                });
                *kinds.entry(kind.clone().unwrap_or_else(|| "unknown".to_owned())).or_default() += 1;
            }
        }
    }
    let labels = knowledge.source_kind_labels(language);
    let label = |(kind, count): (String, usize)| (labels.get(&kind).cloned().unwrap_or(kind), count);
    kinds.into_iter().map(label).collect()
}

/// "author 12, army 3", the most frequent first.
fn listed(counts: &BTreeMap<String, usize>) -> String {
    let mut rows: Vec<(&String, &usize)> = counts.iter().collect();
    rows.sort_by(|one, other| other.1.cmp(one.1).then(one.0.cmp(other.0)));
    rows.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
}
