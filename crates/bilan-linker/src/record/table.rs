//! Records as columns of numbered texts, in an order that does not depend on the order of the input.

use rayon::prelude::*;

use super::texts::{TextId, Texts};

/// A column of a table: for each record the number of its text.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// Heading, as written.
    pub name: String,
    /// The distinct values.
    pub texts: Texts,
    /// For each record the value, `[record]`.
    pub rows: Vec<TextId>,
}

/// Records, ascending by their ids.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// The id of each record, as written, `[record]`.
    pub ids: Vec<Box<str>>,
    /// The list that each record stands in, as a column.
    pub list: Column,
    /// What is known of the records.
    pub columns: Vec<Column>,
}

/// Takes records one by one.
#[derive(Debug, Default)]
pub struct TableBuilder {
    table: Table,
}

impl TableBuilder {
    /// A table with so many headed columns.
    pub fn new(headings: &[&str]) -> Self {
        let column = |name: &&str| Column { name: (*name).to_owned(), ..Column::default() };
        Self { table: Table { columns: headings.iter().map(column).collect(), ..Table::default() } }
    }

    /// Adds a record: its id, its list (empty: not known), and its values in the order of the headings.
    pub fn push<'a>(&mut self, id: &str, list: &str, values: impl IntoIterator<Item = &'a str>) {
        let table = &mut self.table;
        table.ids.push(id.into());
        table.list.push(list);
        let mut values = values.into_iter();
        for column in &mut table.columns {
            column.push(values.next().unwrap_or_default());
        }
    }

    /// The table, ordered by ids; of equal ids, the first that came stands first.
    pub fn finish(self) -> Table {
        self.finish_with_order().0
    }

    /// The table, and for each of its records which one it was in the order in which they came.
    pub fn finish_with_order(self) -> (Table, Vec<u32>) {
        let mut table = self.table;
        let mut order: Vec<u32> = (0..table.ids.len() as u32).collect();
        order.par_sort_by(|one, other| table.ids[*one as usize].cmp(&table.ids[*other as usize]));
        let mut ids = std::mem::take(&mut table.ids);
        table.ids = order.iter().map(|row| std::mem::take(&mut ids[*row as usize])).collect();
        table.list = table.list.ordered(&order);
        table.columns = table.columns.into_iter().map(|column| column.ordered(&order)).collect();
        (table, order)
    }
}

impl Column {
    /// A column that says nothing of so many records.
    pub(crate) fn none(records: usize) -> Self {
        Self { rows: vec![0; records], ..Self::default() }
    }

    fn push(&mut self, value: &str) {
        let id = self.texts.number(value.trim());
        self.rows.push(id);
    }

    /// The same values in another order of records, numbered anew in that order.
    fn ordered(self, order: &[u32]) -> Self {
        let mut texts = Texts::default();
        let mut renamed = vec![TextId::MAX; self.texts.len()];
        let rows = order.iter().map(|row| {
            let old = self.rows[*row as usize];
            let new = &mut renamed[old as usize];
            if *new == TextId::MAX {
                *new = texts.number(self.texts.get(old));
            }
            *new
        });
        let rows = rows.collect();
        Self { name: self.name, texts, rows }
    }
}

impl Table {
    /// How many records there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}
