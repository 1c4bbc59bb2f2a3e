//! The closed lists with their labels, for menus.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use bilan_model::{
    Act, Attribution, Code, Confirmation, Grade, Method, Outcome, Policy, Precision, Profile, Stance,
    StandardOfProof, StatusWord, Victims,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Problem;
use crate::reader::Reader;
use crate::words::Words;
use crate::workplace::Workplace;

/// A code with its label.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Labelled {
    /// The code.
    pub code: String,
    /// How it reads.
    pub label: String,
}

/// The relations of counts, in the order in which menus show them.
const RELATIONS: [&str; 11] = [
    "exactly",
    "about",
    "at_least",
    "more_than",
    "at_most",
    "less_than",
    "between",
    "tens",
    "hundreds",
    "several",
    "none",
];
/// How incidents have to do with each other.
const CONNECTIONS: [&str; 6] = ["part_of", "follows", "reprisal", "same_operation", "same_victims", "other"];

/// Gives the closed lists by name, each code with its label in the reader's language.
///
/// # Errors
/// When the codebook cannot be read.
#[utoipa::path(get, path = "/api/codebook", tag = "case",
    responses((status = 200, body = BTreeMap<String, Vec<Labelled>>)))]
pub async fn codebook(
    State(place): State<Workplace>,
    Reader(language): Reader,
) -> Result<Json<BTreeMap<String, Vec<Labelled>>>, Problem> {
    place.ask(language, |_, words| Ok(lists(words))).await.map(Json)
}

fn lists(words: Words<'_>) -> BTreeMap<String, Vec<Labelled>> {
    let mut all = BTreeMap::new();
    put::<Outcome>(&mut all, "outcomes", words);
    put::<Victims>(&mut all, "victims", words);
    put::<Confirmation>(&mut all, "confirmations", words);
    put::<StatusWord>(&mut all, "statuses", words);
    put::<Stance>(&mut all, "stances", words);
    put::<Act>(&mut all, "acts", words);
    put::<Method>(&mut all, "methods", words);
    put::<Grade>(&mut all, "grades", words);
    put::<Attribution>(&mut all, "attributions", words);
    put::<StandardOfProof>(&mut all, "standards", words);
    put::<Precision>(&mut all, "precisions", words);
    put::<Policy>(&mut all, "policies", words);
    put::<Profile>(&mut all, "profiles", words);
    let relation = |code: &&str| Labelled { code: (*code).to_owned(), label: words.label("relations", code) };
    all.insert("relations".to_owned(), RELATIONS.iter().map(relation).collect());
    let connection = |code: &&str| Labelled {
        code: (*code).to_owned(),
        label: words.say(&format!("connection_{code}"), &[]),
    };
    all.insert("connections".to_owned(), CONNECTIONS.iter().map(connection).collect());
    let kinds = words.knowledge().source_kind_labels(bilan_casework::labels::code(words.language()));
    let kind = |(code, label): (String, String)| Labelled { code, label };
    all.insert("source_kinds".to_owned(), kinds.into_iter().map(kind).collect());
    let format = |format: bilan_export::tables::Format| Labelled {
        code: format.code().to_owned(),
        label: format.code().to_owned(),
    };
    all.insert("formats".to_owned(), bilan_export::tables::Format::ALL.into_iter().map(format).collect());
    all
}

fn put<C: Code>(all: &mut BTreeMap<String, Vec<Labelled>>, name: &str, words: Words<'_>) {
    let labelled = |code: &C| Labelled { code: code.code().to_owned(), label: words.code::<C>(*code) };
    all.insert(name.to_owned(), C::ALL.iter().map(labelled).collect());
}
