//! A report on a linkage of lists of people as one web page: what came out, what the weights are, what to look at.

mod blocking;
mod drawing;
mod frame;
mod levels;
mod locale;
mod number;
mod scale;
mod settings;
mod sizes;
mod summary;
mod unlinkable;
mod visible;
mod waterfall;
mod weights;

#[cfg(test)]
mod tests;

/// A language that the report can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// French.
    Fr,
}

/// What a linkage was made of and what it gave.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LinkageReport {
    /// Lists by name, with their number of records.
    pub lists: Vec<(String, u64)>,
    /// Records in all.
    pub records: u64,
    /// Groups of records, a record by itself counted.
    pub groups: u64,
    /// The number of different people among the records: estimate, lower and upper end of its interval.
    pub persons: [f64; 3],
    /// Columns: heading and code of what it was taken for.
    pub columns: Vec<(String, String)>,
    /// Rules of blocking, in the order in which they are applied.
    pub rules: Vec<RuleRow>,
    /// Share of the pairs of one person that blocking brings, by the model, from 0 to 1.
    pub coverage: f64,
    /// Pairs of one person that are expected among those that were compared.
    pub expected_pairs: f64,
    /// Comparisons, in the order of the model.
    pub comparisons: Vec<ComparisonTable>,
    /// Whether the model has three classes of pairs: one person, died together, unrelated.
    pub joint: bool,
    /// Pairs by weight: the lower end of each bin of one bit, and the pairs in it.
    pub weights: Vec<(f64, u64)>,
    /// Least average weight of a join, in bits.
    pub threshold: f64,
    /// Number of records of a group, and how many groups have so many.
    pub sizes: Vec<(u64, u64)>,
    /// A weight in bits, and the share of the records that could not reach it even with a record like themselves.
    pub unlinkable: Vec<(f64, f64)>,
    /// Pairs explained.
    pub pairs: Vec<Waterfall>,
    /// The settings, as TOML.
    pub settings: String,
    /// Name and version of the program.
    pub program: String,
}

/// A rule of blocking and what it brought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleRow {
    /// What records agree on.
    pub rule: String,
    /// Pairs that the rule brings by itself.
    pub pairs: u64,
    /// Pairs that no earlier rule brought.
    pub new: u64,
    /// Records in groups that were too large to compare each with each.
    pub split: u64,
}

/// A comparison and its levels.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ComparisonTable {
    /// What is compared, as the linker calls it.
    pub name: String,
    /// Levels of agreement.
    pub levels: Vec<LevelRow>,
}

/// A level of agreement and what it is worth.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LevelRow {
    /// The level, as the linker calls it.
    pub name: String,
    /// Share of pairs of one person at this level (m).
    pub same: f64,
    /// Share of pairs that died together at this level (r), where the model knows them.
    pub together: Option<f64>,
    /// Share of unrelated pairs at this level (u).
    pub unrelated: f64,
    /// What the level adds to a weight, in bits.
    pub bits: f64,
}

/// A pair of records explained. The bits of the steps and the start add up to the weight.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Waterfall {
    /// Why the pair is shown; empty: it has a number only.
    pub title: String,
    /// Ids of the two records.
    pub records: [String; 2],
    /// The odds of any two records, in bits.
    pub start: f64,
    /// What each comparison says.
    pub steps: Vec<WaterfallStep>,
    /// The weight: the binary logarithm of the odds that the two are one person.
    pub bits: f64,
    /// The chance that they are, from 0 to 1.
    pub chance: f64,
    /// Whether the two stand in one group.
    pub together: bool,
}

/// What one comparison says of a pair.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WaterfallStep {
    /// What is compared, as the linker calls it.
    pub comparison: String,
    /// How far the two agree, as the linker calls it.
    pub level: String,
    /// What both records say; empty where there is nothing to show.
    pub values: [String; 2],
    /// What this adds, in bits.
    pub bits: f64,
    /// How much of it is that the value is rare (more than 0) or common (less), in bits.
    pub rarity: f64,
}

/// The report as one HTML page that needs no other file, no script and no network.
///
/// Same report, same page. Text from outside is escaped, and characters that cannot be seen are shown as markers. A
/// number that is none, such as a share that was not computed, is shown as a dash.
///
/// ```
/// use bilan_export::linkage::{Language, LinkageReport, page};
///
/// let page = page(&LinkageReport::default(), Language::En);
/// assert!(page.starts_with("<!DOCTYPE html>"));
/// ```
pub fn page(report: &LinkageReport, language: Language) -> String {
    let locale = locale::Locale::of(language);
    frame::page(report, &locale).into_string()
}
