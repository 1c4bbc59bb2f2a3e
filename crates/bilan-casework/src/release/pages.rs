//! What a reader of a release needs beside its data: how to count, what the columns mean, the method, what changed.

use bilan_export::tables::{Column, Kind, tables};
use bilan_model::{Code as _, Outcome, ReleaseHead};
use bilan_tally::Language;
use serde_json::json;

use super::method::Statement;
use super::publish::{Coarsened, Written};
use crate::change::{Change, Figure};
use crate::error::{Error, ErrorKind};
use crate::knowledge::{Knowledge, embedded};
use crate::{labels, message};

/// The pages of one release.
pub(super) struct Pages<'a> {
    pub(super) head: &'a ReleaseHead,
    pub(super) method: &'a Statement,
    pub(super) written: &'a Written,
    pub(super) changes: &'a [Change],
    pub(super) deleted: &'a [String],
    pub(super) notes: Vec<String>,
    pub(super) coarsened: Option<&'a Coarsened>,
    pub(super) knowledge: &'a Knowledge,
    pub(super) language: Language,
}

impl Pages<'_> {
    /// Every page with its name.
    pub(super) fn all(&self) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let codebook = embedded("codebook/codes.toml").unwrap_or_default().to_vec();
        Ok(vec![
            ("README.md".to_owned(), self.how_to_count().into_bytes()),
            ("METHOD.md".to_owned(), self.method.markdown().into_bytes()),
            ("dictionary.csv".to_owned(), dictionary()?.into_bytes()),
            ("codebook.toml".to_owned(), codebook),
            ("totals.csv".to_owned(), self.totals().into_bytes()),
            ("changes.csv".to_owned(), self.changes().into_bytes()),
            ("deletions.csv".to_owned(), self.deletions().into_bytes()),
            ("head.json".to_owned(), self.head_document()?),
        ])
    }

    fn code(&self) -> &'static str {
        labels::code(self.language)
    }

    fn label(&self, list: &str, code: &str) -> String {
        self.knowledge.label(list, code, self.code())
    }

    fn how_to_count(&self) -> String {
        let template = match self.language {
            Language::En => include_str!("../../locale/release.en.md"),
            Language::Fr => include_str!("../../locale/release.fr.md"),
        };
        let withheld = if self.notes.is_empty() {
            message!("Nothing was withheld.").in_language(self.language)
        } else {
            self.notes.iter().map(|note| format!("- {note}")).collect::<Vec<_>>().join("\n")
        };
        let coarsened =
            self.coarsened.map_or_else(String::new, |coarsened| format!("\n{}\n", coarsened.sentence));
        let values = [
            ("{release}", self.head.release.clone()),
            ("{case}", self.head.case.clone()),
            ("{profile}", self.label("profiles", self.head.profile.code())),
            ("{state}", self.label("release_states", self.head.state.code())),
            ("{made}", self.head.made.clone()),
            ("{previous}", self.head.previous.clone().unwrap_or_else(|| "–".to_owned())),
            ("{incidents}", self.written.incidents.len().to_string()),
            ("{parts}", self.written.parts.to_string()),
            ("{changes}", self.changes.len().to_string()),
            ("{deleted}", self.deleted.len().to_string()),
            ("{totals}", self.totals_table()),
            ("{withheld}", withheld),
            ("{coarsened}", coarsened),
        ];
        values.iter().fold(template.to_owned(), |page, (name, value)| page.replace(name, value))
    }

    /// Killed under every policy, by status, as a table of Markdown.
    fn totals_table(&self) -> String {
        let killed = self.written.totals.iter().filter(|row| row.outcome == Outcome::Killed);
        let line = |row: &bilan_model::TotalRow| {
            let plus = if row.sum.high_open { "+" } else { "" };
            let best = row.sum.best.map_or_else(|| "–".to_owned(), |best| best.to_string());
            format!(
                "| {} | {} | {} | {} | {}{plus} | {best} |\n",
                self.label("policies", row.policy.code()),
                row.status,
                row.sum.incidents,
                row.sum.low,
                row.sum.high
            )
        };
        killed.map(line).collect()
    }

    fn totals(&self) -> String {
        let head =
            "release,policy,outcome,status,incidents,without_low,provisional,low,high,high_open,best,basis\n";
        let line = |row: &bilan_model::TotalRow| {
            let best = row.sum.best.map_or_else(String::new, |best| best.to_string());
            format!(
                "{},{},{},{},{},{},{},{},{},{},{best},documented\n",
                self.head.release,
                row.policy.code(),
                row.outcome.code(),
                row.status,
                row.sum.incidents,
                row.sum.without_low,
                row.sum.provisional,
                row.sum.low,
                row.sum.high,
                row.sum.high_open
            )
        };
        head.to_owned() + &self.written.totals.iter().map(line).collect::<String>()
    }

    fn changes(&self) -> String {
        let head = "incident,outcome,policy,before_low,before_high,before_contested,after_low,after_high,after_contested\n";
        let line = |change: &Change| {
            format!(
                "{},{},{},{},{}\n",
                change.incident,
                change.outcome.code(),
                change.policy.code(),
                ends(change.before.as_ref()),
                ends(change.after.as_ref())
            )
        };
        head.to_owned() + &self.changes.iter().map(line).collect::<String>()
    }

    /// The feed of records that are no longer published; who keeps a copy deletes them.
    fn deletions(&self) -> String {
        let line = |incident: &String| format!("{incident},{}\n", self.head.made);
        "incident,deleted\n".to_owned() + &self.deleted.iter().map(line).collect::<String>()
    }

    fn head_document(&self) -> Result<Vec<u8>, Error> {
        let document = json!({
            "release": self.head,
            "incidents": self.written.incidents.len(),
            "withheld": self.written.withheld.0,
            "coarsened": self.coarsened,
        });
        serde_json::to_vec_pretty(&document)
            .map_err(|error| Error::new(ErrorKind::Failure, error.to_string()))
    }
}

/// Every column of every table: what it means, its type, over what it may be summed, and that it is documented.
fn dictionary() -> Result<String, Error> {
    let tables = tables().map_err(|error| {
        Error::new(ErrorKind::Failure, error.to_string())
            .at("codebook/export_columns.csv")
            .next("This is a mistake in a file that belongs to bilan: please report it with this message.")
    })?;
    let line = |table: &str, column: &Column| {
        format!(
            "{table},{},{},{},documented,{}\n",
            column.name,
            kind(column.kind),
            sum_over(table, column),
            cell(&column.meaning)
        )
    };
    let lines = tables.iter().flat_map(|table| table.columns.iter().map(|column| line(&table.name, column)));
    Ok("table,column,kind,sum_over,basis,definition\n".to_owned() + &lines.collect::<String>())
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Whole => "whole number",
        Kind::Number => "number",
        Kind::Flag => "true or false",
        Kind::Date => "day",
    }
}

/// Over what a column may be summed.
fn sum_over(table: &str, column: &Column) -> &'static str {
    let figure = matches!(column.name.as_str(), "low" | "high" | "best" | "deaths" | "fatalities");
    match (table, column.kind) {
        ("tolls", Kind::Whole) if figure => "\"incidents, within one policy, outcome and status\"",
        ("deaths_sdg_16_1_2" | "acled" | "ucdp", Kind::Whole) if figure => "incidents",
        _ => "never",
    }
}

/// A text as a cell of CSV.
fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn ends(figure: Option<&Figure>) -> String {
    let Some(figure) = figure else { return ",,".to_owned() };
    let number = |value: Option<u64>| value.map_or_else(String::new, |value| value.to_string());
    format!("{},{},{}", number(figure.low), number(figure.high), figure.contested)
}
