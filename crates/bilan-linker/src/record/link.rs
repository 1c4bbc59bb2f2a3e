//! The whole way: a table of records in, weighed pairs and groups of records out.

use super::{
    block::Pair,
    cluster::{self, Weighed},
    compare::Memory,
    coverage, learn,
    model::{Model, codes},
    persons::{self, ExpectedPairs, Persons},
    plausible,
    prepare::{self, Prepared, victims::Victims},
    roles::{self, Role},
    score::{Asked, RuleCount, score},
    settings::{Preset, Settings},
    table::Table,
};

/// Why a linkage cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkageError {
    /// A setting names a column that the table does not have.
    #[error("the settings name a column \u{201c}{0}\u{201d} that the list does not have")]
    NoColumn(String),
    /// A rule of blocking names a key that these columns do not give.
    #[error("a rule of blocking names a key \u{201c}{key}\u{201d}; the columns of this list give: {known}")]
    NoKey {
        /// The key.
        key: String,
        /// The keys that there are.
        known: String,
    },
    /// No column holds anything that could be compared.
    #[error(
        "no column was found that could be compared: say what the columns hold, under [columns] in the settings"
    )]
    NothingToCompare,
    /// Records without number.
    #[error("there are more than {0} records")]
    TooMany(u32),
}

/// Steps of the way, for those who wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The weights are learned.
    Learn,
    /// So many of the rules of blocking are done.
    Score(usize, usize),
    /// Groups are made.
    Cluster,
}

/// A table made ready to be linked.
pub struct Linker<'a> {
    table: &'a Table,
    settings: &'a Settings,
    roles: Vec<Role>,
    source: Source,
}

enum Source {
    Victims(Victims),
    People(Prepared),
}

/// What linking gave.
pub struct Linkage {
    /// The number of the first record of the group of each record, `[record]`.
    pub groups: Vec<u32>,
    /// Pairs of at least the least weight, by their records.
    pub pairs: Vec<Weighed>,
    /// Rules of blocking with what they brought.
    pub rules: Vec<RuleCount>,
    /// The weights.
    pub model: Model,
    /// Pairs that are one person and were compared, as expected by their weights.
    pub expected_pairs: f64,
    /// The share of all pairs of one person that blocking brings, as the model has it.
    pub coverage: f64,
    /// How many persons there are.
    pub persons: Persons,
}

impl<'a> Linker<'a> {
    /// Makes a table ready.
    ///
    /// # Errors
    ///
    /// If the settings name what is not there, or nothing can be compared.
    pub fn new(table: &'a Table, settings: &'a Settings) -> Result<Self, LinkageError> {
        if table.len() >= u32::MAX as usize {
            return Err(LinkageError::TooMany(u32::MAX - 1));
        }
        let mut roles = roles::guess(table);
        for (name, role) in &settings.columns {
            let at = table.columns.iter().position(|column| column.name == *name);
            let at = at.ok_or_else(|| LinkageError::NoColumn(name.clone()))?;
            roles[at] = *role;
        }
        let is_of_victims = [Role::DeathDate, Role::Place].iter().all(|role| roles.contains(role));
        let guessed = if is_of_victims { Preset::Victims } else { Preset::People };
        let mut source = match settings.preset.unwrap_or(guessed) {
            Preset::Victims => {
                Source::Victims(prepare::victims::victims(table, &roles, settings.month_first))
            }
            Preset::People => Source::People(prepare::people::people(table, &roles, settings.month_first)),
        };
        let prepared = source.prepared_mut();
        if prepared.comparisons.is_empty() {
            return Err(LinkageError::NothingToCompare);
        }
        if !settings.rules.is_empty() {
            prepared.rules = asked_rules(prepared, &settings.rules)?;
        }
        Ok(Self { table, settings, roles, source })
    }

    /// What each column was taken to hold, `[column]`.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// How many pairs each rule of blocking brings, without making any.
    pub fn counted_rules(&self) -> Vec<RuleCount> {
        let prepared = self.source.prepared();
        let count = |keys: &Vec<usize>| {
            let rule = prepared.rule(keys, self.settings.largest_block);
            let (pairs, split) = (rule.pairs(), rule.split_records());
            RuleCount { rule: prepared.rule_name(keys), pairs, new: 0, split }
        };
        prepared.rules.iter().map(count).collect()
    }

    /// Links the records.
    pub fn link(&self, progress: &mut dyn FnMut(Step)) -> Linkage {
        let seed = self.settings.seed;
        progress(Step::Learn);
        let prepared = self.source.prepared();
        let model = match &self.source {
            Source::Victims(victims) => learn::victims::learn(victims, seed),
            Source::People(people) => learn::people::learn(people, seed),
        };
        let asked = Asked {
            least: self.settings.least,
            largest_block: self.settings.largest_block,
            apart: (!self.settings.within_lists).then_some(self.table.list.rows.as_slice()),
        };
        let all = prepared.rules.len();
        let mut scored = score(prepared, &model, &asked, &mut |done| progress(Step::Score(done + 1, all)));
        scored.kept.sort_unstable_by_key(|pair| (pair.one, pair.other));
        progress(Step::Cluster);
        let weigh = |pair: Pair| weight_of(prepared, &model, pair) as f32;
        let threshold = self.settings.threshold as f32;
        let groups = cluster::clusters(self.table.len(), &scored.kept, threshold, &weigh);
        let coverage = coverage::coverage(prepared, &model, seed);
        let expected = ExpectedPairs { compared: scored.expected, doubtful: scored.doubtful, coverage };
        let persons = persons::persons(&groups, expected);
        Linkage {
            groups,
            pairs: scored.kept,
            rules: scored.rules,
            expected_pairs: scored.expected,
            coverage,
            persons,
            model,
        }
    }

    /// Groups that are as plausible as those of the linkage: one for each of `count` draws, `[draw][record]`.
    pub fn plausible(&self, linkage: &Linkage, count: usize) -> Vec<Vec<u32>> {
        let prepared = self.source.prepared();
        let weigh = |pair: Pair| weight_of(prepared, &linkage.model, pair) as f32;
        let draw = |draw: usize| {
            let seed = self.settings.seed.wrapping_add(draw as u64 + 1);
            plausible::draw(self.table.len(), &linkage.pairs, self.settings.threshold as f32, &weigh, seed)
        };
        (0..count).map(draw).collect()
    }

    /// The weights that records would have with one like themselves in another list, in bits, at most `count` of them:
    /// what stays low here can never be linked.
    pub fn weights_with_themselves(&self, linkage: &Linkage, count: usize) -> Vec<f64> {
        let prepared = self.prepared();
        let step = (self.table.len() / count.max(1)).max(1);
        let of = |record: usize| {
            let pair = (record as u32, record as u32);
            let (start, steps) = linkage.model.steps(&prepared.comparisons, pair, self.code(pair));
            let said = steps.iter().filter(|step| prepared.comparisons[step.comparison].name() != "list");
            start + said.map(|step| step.bits).sum::<f64>()
        };
        (0..self.table.len()).step_by(step).map(of).collect()
    }

    pub(crate) fn prepared(&self) -> &Prepared {
        self.source.prepared()
    }

    pub(crate) fn table(&self) -> &Table {
        self.table
    }

    /// The levels of a pair, `[comparison]`.
    pub(crate) fn code(&self, pair: Pair) -> u64 {
        codes(&self.prepared().comparisons, &[pair], &mut Memory::short())[0]
    }

    /// The names of the levels of each comparison, `[comparison][level]`, with the name of the comparison.
    pub fn comparisons(&self) -> Vec<(String, Vec<String>)> {
        self.prepared().comparisons.iter().map(|of| (of.name().to_owned(), of.levels())).collect()
    }
}

impl Source {
    fn prepared(&self) -> &Prepared {
        match self {
            Self::Victims(victims) => &victims.prepared,
            Self::People(people) => people,
        }
    }

    fn prepared_mut(&mut self) -> &mut Prepared {
        match self {
            Self::Victims(victims) => &mut victims.prepared,
            Self::People(people) => people,
        }
    }
}

fn asked_rules(prepared: &Prepared, rules: &[Vec<String>]) -> Result<Vec<Vec<usize>>, LinkageError> {
    let key = |name: &String| {
        prepared.key(name).ok_or_else(|| {
            let known: Vec<&str> = prepared.keys.iter().map(|key| key.name.as_str()).collect();
            LinkageError::NoKey { key: name.clone(), known: known.join(", ") }
        })
    };
    rules.iter().map(|rule| rule.iter().map(key).collect()).collect()
}

fn weight_of(prepared: &Prepared, model: &Model, pair: Pair) -> f64 {
    let code = codes(&prepared.comparisons, &[pair], &mut Memory::short())[0];
    model.weight(&prepared.comparisons, pair, code)
}
