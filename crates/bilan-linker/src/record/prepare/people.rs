//! Lists of people with whatever columns they have made ready: a registry, a census, a list of detainees.

use std::sync::Arc;

use crate::{
    person_name,
    record::{
        block::Rule,
        chance::mixed,
        compare::{
            Compare,
            birth_date::{self, BirthDate},
            name::{self, ComparePart, Part},
            same::Same,
            text::{self, Manner, Text},
        },
        names::Names,
        roles::Role,
        table::{Column, Table},
        texts::{TextId, Texts},
        when::{Date, Precision},
    },
};

use super::{Key, Prepared, name_agreement};

/// Pairs that blocking may bring, for each record.
const PAIRS_PER_RECORD: f64 = 60.0;
/// The part of them that one rule may bring.
const SHARE_OF_RULE: f64 = 0.12;
/// Records drawn to see how many pairs a rule would bring.
const DRAWN: usize = 8_000;

/// People out of a table whose columns have these roles, `[column]`.
pub(crate) fn people(table: &Table, roles: &[Role], month_first: bool) -> Prepared {
    let records = table.len();
    let mut made = Making(Prepared { records, comparisons: Vec::new(), keys: Vec::new(), rules: Vec::new() });
    let column = |role: Role| roles.iter().position(|of| *of == role).map(|at| &table.columns[at]);
    match (column(Role::Given), column(Role::Family), column(Role::Name)) {
        (Some(given), Some(family), _) => made.names(Names::from_parts(given, family)),
        (_, _, Some(name)) => made.names(Names::from_whole(name)),
        _ => {}
    }
    if let Some(birth) = column(Role::BirthDate) {
        made.birth_date(birth, month_first);
    }
    for (column, role) in table.columns.iter().zip(roles) {
        match role {
            Role::Number | Role::BirthYear | Role::Age => made.text(column, Manner::Marks, 4),
            Role::Postcode => made.text(column, Manner::Marks, 0),
            Role::Email => made.text(column, Manner::Address, 4),
            Role::Text | Role::Place | Role::DeathDate => made.text(column, Manner::Words, 4),
            Role::Sex | Role::Category | Role::Region | Role::Country => made.same(column),
            Role::Name | Role::Given | Role::Family | Role::BirthDate | Role::Ignored => {}
        }
    }
    made.0.rules = chosen_rules(&made.0);
    made.0
}

struct Making(Prepared);

/// Comparisons that an agreement code holds.
const COMPARISONS_MAX: usize = 10;

impl Making {
    fn add(&mut self, comparison: Box<dyn Compare>) -> bool {
        let room = self.0.comparisons.len() < COMPARISONS_MAX;
        if room {
            self.0.comparisons.push(comparison);
        }
        room
    }

    /// A key of the comparison that was added last.
    fn key(&mut self, name: &str, rows: Vec<TextId>, agree: Vec<f64>, within: Option<usize>) {
        let comparison = self.0.comparisons.len() - 1;
        self.0.keys.push(Key { name: name.to_owned(), rows, comparison, agree, within });
    }

    fn names(&mut self, names: Names) {
        let names = Arc::new(names);
        for (part, rows, name) in
            [(Part::Given, &names.given, "given"), (Part::Family, &names.family, "family")]
        {
            if !self.add(Box::new(ComparePart::new(Arc::clone(&names), part))) {
                return;
            }
            let sound = self.0.keys.len() + 1;
            let agreement = |key: &[TextId], spelling| name_agreement(&names, rows, key, spelling);
            let words: Vec<TextId> = (0..names.words.len() as TextId).collect();
            self.key(&format!("{name}_spelling"), rows.clone(), agreement(&words, true), Some(sound));
            self.key(name, Names::keys(rows, &names.sound), agreement(&names.sound, false), None);
            self.key(
                &format!("{name}_start"),
                Names::keys(rows, &names.start),
                agreement(&names.start, false),
                None,
            );
        }
    }

    fn birth_date(&mut self, column: &Column, month_first: bool) {
        let dates: Vec<Date> = column.texts.iter().map(|text| Date::read(text, month_first)).collect();
        let year = |date: &Date| if date.precision > Precision::Missing { date.year as u32 } else { 0 };
        let years: Vec<TextId> = column.rows.iter().map(|row| year(&dates[*row as usize])).collect();
        let (texts, rows) = (column.texts.clone(), column.rows.clone());
        if !self.add(Box::new(BirthDate { texts, rows: rows.clone(), dates })) {
            return;
        }
        let levels = |agree: &[f64]| {
            agree.iter().copied().chain(std::iter::repeat(0.0)).take(birth_date::LEVELS).collect()
        };
        let whole = self.0.keys.len();
        self.key("birth_date", rows, levels(&[0.0, 1.0]), Some(whole + 1));
        self.key("birth_year", years, levels(&[0.0, 1.0, 0.6, 1.0, 0.6, 1.0]), None);
    }

    fn text(&mut self, column: &Column, manner: Manner, begins: usize) {
        let mut texts = Texts::default();
        let plain = |text: &str| match manner {
            Manner::Address => text.to_lowercase(),
            Manner::Words | Manner::Marks => person_name::fold(text).replace(' ', ""),
        };
        let plain_of: Vec<TextId> = column.texts.iter().map(|text| texts.number(&plain(text))).collect();
        let rows: Vec<TextId> = column.rows.iter().map(|row| plain_of[*row as usize]).collect();
        let mut starts = Texts::default();
        let start_of: Vec<TextId> = texts.iter().map(|text| starts.number(beginning(text, begins))).collect();
        let start: Vec<TextId> = rows.iter().map(|row| start_of[*row as usize]).collect();
        let set = 4 + self.0.comparisons.len() as u8;
        if !self.add(Box::new(Text::new(&column.name, set, texts, rows.clone(), manner))) {
            return;
        }
        let levels =
            |agree: &[f64]| agree.iter().copied().chain(std::iter::repeat(0.0)).take(text::LEVELS).collect();
        let whole = self.0.keys.len();
        self.key(&column.name, rows, levels(&[0.0, 1.0]), Some(whole + 1));
        self.key(&format!("{}_start", column.name), start, levels(&[0.0, 1.0, 0.7, 0.5, 0.3]), None);
    }

    fn same(&mut self, column: &Column) {
        if self.add(Box::new(Same::new(&column.name, column, true))) {
            self.key(&column.name, column.rows.clone(), vec![0.0, 1.0, 0.0], None);
        }
    }
}

/// The first letters of a text; 0: all but the last three.
fn beginning(text: &str, letters: usize) -> &str {
    let keep = if letters == 0 { text.chars().count().saturating_sub(3).max(2) } else { letters };
    text.char_indices().nth(keep).map_or(text, |(at, _)| &text[..at])
}

/// Rules out of one or two keys that bring few enough pairs: those that bring fewest first, until all may bring no
/// more. A rule whose pairs another one brings as well is left out.
fn chosen_rules(people: &Prepared) -> Vec<Vec<usize>> {
    let drawn = Drawn::new(people);
    let mut candidates: Vec<(f64, Vec<usize>)> = Vec::new();
    let most = PAIRS_PER_RECORD * SHARE_OF_RULE;
    let mut alone = Vec::new();
    for key in 0..people.keys.len() {
        let pairs = drawn.pairs_per_record(people, &[key]);
        if pairs <= most {
            candidates.push((pairs, vec![key]));
            alone.push(key);
        }
    }
    for one in 0..people.keys.len() {
        for other in one + 1..people.keys.len() {
            let apart = people.keys[one].comparison != people.keys[other].comparison;
            if !apart || alone.contains(&one) || alone.contains(&other) {
                continue;
            }
            let pairs = drawn.pairs_per_record(people, &[one, other]);
            if pairs <= most {
                candidates.push((pairs, vec![one, other]));
            }
        }
    }
    candidates.sort_by(|one, other| one.0.total_cmp(&other.0).then_with(|| one.1.cmp(&other.1)));
    let mut left = PAIRS_PER_RECORD;
    candidates.retain(|(pairs, _)| {
        let fits = *pairs <= left;
        left -= if fits { *pairs } else { 0.0 };
        fits
    });
    let rules: Vec<Vec<usize>> = candidates.into_iter().map(|(_, keys)| keys).collect();
    let within = |rule: &Vec<usize>, other: &Vec<usize>| {
        rule != other && other.iter().all(|coarse| rule.iter().any(|fine| people.is_within(*fine, *coarse)))
    };
    rules.iter().filter(|rule| !rules.iter().any(|other| within(rule, other))).cloned().collect()
}

/// Records drawn to see how many pairs rules bring.
struct Drawn {
    records: Vec<usize>,
    /// How much rarer a pair is among them than among all.
    scale: f64,
}

impl Drawn {
    fn new(people: &Prepared) -> Self {
        let mut records: Vec<usize> = (0..people.records).collect();
        if records.len() > DRAWN {
            records.sort_by_key(|record| mixed(*record as u64));
            records.truncate(DRAWN);
        }
        let scale = people.records as f64 / records.len().max(1) as f64;
        Self { records, scale }
    }

    fn pairs_per_record(&self, people: &Prepared, keys: &[usize]) -> f64 {
        let rows = |key: &usize| -> Vec<TextId> {
            self.records.iter().map(|record| people.keys[*key].rows[*record]).collect()
        };
        let columns: Vec<Vec<TextId>> = keys.iter().map(rows).collect();
        let columns: Vec<&[TextId]> = columns.iter().map(Vec::as_slice).collect();
        let pairs = Rule::new(&columns, usize::MAX >> 1).pairs();
        pairs as f64 * self.scale / self.records.len().max(1) as f64
    }
}

impl Prepared {
    fn is_within(&self, fine: usize, coarse: usize) -> bool {
        fine == coarse || self.keys[fine].within.is_some_and(|next| self.is_within(next, coarse))
    }
}

const _: () = assert!(name::LEVELS <= 64);
