//! Accounts side by side: a column a source of an account, a row a fact; what all say alike is marked, to be dimmed.

use std::collections::BTreeMap;

use bilan_casework::state::State;
use bilan_casework::{Error, labels};
use bilan_model::{Code, Incident, IncidentAccount, Outcome};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::claim::Claim;
use crate::wire::incident::{days, place_words};
use crate::words::Words;

/// One source of one account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Column {
    /// The account.
    pub account: String,
    /// The report that it stands in.
    pub report: String,
    /// The report's title, else its publisher.
    pub title: Option<String>,
    /// Who publishes the report.
    pub publisher: Option<String>,
    /// When.
    pub published: Option<String>,
    /// Who speaks, in the words of the report, or `author`.
    pub source: String,
    /// The same in the reader's language.
    pub source_label: String,
    /// What kind of source a person says it is.
    pub kind: Option<String>,
    /// Whose side it stands on.
    pub stance: Option<String>,
    /// Sources of one group count as one.
    pub group: Option<String>,
    /// The party that it speaks for.
    pub party: Option<String>,
    /// Reports with the same text.
    pub copies: Vec<String>,
}

/// One fact as each column tells it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Fact {
    /// `date`, `place`, `toll:killed` ..., `status`, `responsibility`, `act`.
    pub row: String,
    /// The same in words.
    pub label: String,
    /// All who tell it tell it alike.
    pub equal: bool,
    /// One a column; nothing where it is silent.
    pub cells: Vec<Option<Cell>>,
}

/// What one column tells of one fact.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Cell {
    /// In words.
    pub text: String,
    /// The claims that say so.
    pub claims: Vec<String>,
    /// As most others tell it.
    pub equal: bool,
    /// Every claim in it was rejected.
    pub rejected: bool,
}

/// Who tells of an incident, in order of accounts; the author of a report before those it quotes.
///
/// # Errors
/// When a pack cannot be used.
pub fn columns(state: &State, incident: &Incident, words: Words<'_>) -> Result<Vec<Column>, Error> {
    let mut all = Vec::new();
    for entry in &incident.accounts {
        let mut sources: Vec<String> = Vec::new();
        for claim in entry.account.claims() {
            let source = claim.attributed_to().to_owned();
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        sources.sort_by_key(|source| source != "author");
        for source in sources {
            all.push(column(state, entry, source, words)?);
        }
    }
    Ok(all)
}

fn column(state: &State, entry: &IncidentAccount, source: String, words: Words<'_>) -> Result<Column, Error> {
    let header = &entry.report;
    let label = if source == "author" {
        header.publisher.clone().unwrap_or_else(|| words.say("author", &[]))
    } else {
        let language = header.language.as_deref().unwrap_or_default();
        let label = labels::of_source(words.knowledge(), language, &source, words.language())?;
        label.unwrap_or_else(|| source.clone())
    };
    let picture = state.picture();
    let basis = picture.basis(false);
    let facts = basis.sources.facts(entry, &source);
    Ok(Column {
        account: entry.account.id.clone(),
        report: header.doc.clone(),
        title: header.title.clone(),
        publisher: header.publisher.clone(),
        published: header.published.map(|day| day.to_string()),
        source_label: label,
        kind: facts.and_then(|facts| facts.kind.clone()),
        stance: facts.and_then(|facts| facts.stance.clone()),
        group: facts.and_then(|facts| facts.group.clone()),
        party: facts.and_then(|facts| facts.party.clone()),
        copies: basis.sources.copies_of(&header.doc).map(str::to_owned).collect(),
        source,
    })
}

/// What the columns tell, fact by fact.
pub fn facts(incident: &Incident, columns: &[Column], claims: &[Claim], words: Words<'_>) -> Vec<Fact> {
    let mut rows: Vec<(String, String)> = vec![
        ("date".to_owned(), words.say("fact_date", &[])),
        ("place".to_owned(), words.say("fact_place", &[])),
    ];
    for outcome in Outcome::ALL {
        let told =
            claims.iter().any(|claim| claim.toll.as_ref().is_some_and(|toll| toll.outcome == outcome.code()));
        if told {
            let label = words.say("fact_toll", &[("outcome", &words.code::<Outcome>(*outcome))]);
            rows.push((format!("toll:{}", outcome.code()), label));
        }
    }
    for kind in ["status", "responsibility", "act"] {
        rows.push((kind.to_owned(), words.say(&format!("fact_{kind}"), &[])));
    }
    let fact = |(row, label): (String, String)| {
        let cells = columns.iter().map(|column| cell(incident, column, &row, claims, words)).collect();
        compared(Fact { row, label, equal: false, cells })
    };
    rows.into_iter().map(fact).filter(|fact| fact.cells.iter().any(Option::is_some)).collect()
}

fn cell(incident: &Incident, column: &Column, row: &str, claims: &[Claim], words: Words<'_>) -> Option<Cell> {
    let plain = |text: String| Some(Cell { text, claims: Vec::new(), equal: false, rejected: false });
    let mut entries = incident.accounts.iter();
    let of_column =
        |entry: &&IncidentAccount| entry.report.doc == column.report && entry.account.id == column.account;
    let account = &entries.find(of_column)?.account;
    match row {
        "date" => match days(account.date) {
            (Some(first), Some(last)) if first == last => plain(first),
            (Some(first), Some(last)) => plain(format!("{first} – {last}")),
            _ => None,
        },
        "place" => {
            let known = !account.place.name.is_empty() || !account.place.admin.is_empty();
            if known { plain(place_words(&account.place, words)) } else { None }
        }
        _ => said(column, row, claims, words),
    }
}

/// What the claims of a column say of a fact.
fn said(column: &Column, row: &str, claims: &[Claim], words: Words<'_>) -> Option<Cell> {
    let wanted = |claim: &&Claim| {
        claim.report == column.report
            && claim.account == column.account
            && claim.source == column.source
            && match row.strip_prefix("toll:") {
                Some(outcome) => claim.toll.as_ref().is_some_and(|toll| toll.outcome == outcome),
                None => claim.kind == row,
            }
    };
    let mine: Vec<&Claim> = claims.iter().filter(wanted).collect();
    if mine.is_empty() {
        return None;
    }
    let text = |claim: &&Claim| {
        let said = match claim.says.split_once(": ") {
            Some((_, said)) if claim.kind != "responsibility" => said.trim_start().to_owned(),
            _ => claim.says.clone(),
        };
        if claim.hedged { words.say("hedged", &[("said", &said)]) } else { said }
    };
    let mut texts: Vec<String> = Vec::new();
    for one in mine.iter().map(text) {
        if !texts.contains(&one) {
            texts.push(one);
        }
    }
    Some(Cell {
        text: texts.join("; "),
        claims: mine.iter().map(|claim| claim.id.clone()).collect(),
        equal: false,
        rejected: mine.iter().all(|claim| claim.verdict.as_deref() == Some("reject")),
    })
}

/// Marks what is told alike.
fn compared(mut fact: Fact) -> Fact {
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    for cell in fact.cells.iter().flatten() {
        *told.entry(cell.text.as_str()).or_default() += 1;
    }
    let most = told.iter().filter(|(_, times)| **times > 1).max_by_key(|(_, times)| **times);
    let most = most.map(|(text, _)| (*text).to_owned());
    fact.equal = told.len() == 1 && fact.cells.iter().flatten().count() > 1;
    for cell in fact.cells.iter_mut().flatten() {
        cell.equal = most.as_ref() == Some(&cell.text);
    }
    fact
}
