//! Pages of lists that begin where the page before ended, however long the list is.

use rusqlite::types::Value;

use crate::key::hex;

/// Where a page ended: the next one begins behind it. As text it is opaque.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor(pub(crate) Vec<Value>);

impl Cursor {
    /// It as letters and digits.
    pub fn to_text(&self) -> String {
        let part = |value: &Value| match value {
            Value::Integer(number) => format!("i{number}"),
            Value::Text(text) => format!("t{}", hex(text.as_bytes())),
            Value::Null | Value::Real(_) | Value::Blob(_) => "n".to_owned(),
        };
        self.0.iter().map(part).collect::<Vec<_>>().join("_")
    }

    /// The cursor of a text that [`Cursor::to_text`] made.
    pub fn from_text(text: &str) -> Option<Self> {
        let part = |part: &str| match part.split_at_checked(1)? {
            ("i", number) => number.parse().ok().map(Value::Integer),
            ("t", digits) => unhex(digits).map(Value::Text),
            ("n", "") => Some(Value::Null),
            _ => None,
        };
        text.split('_').map(part).collect::<Option<Vec<_>>>().map(Self)
    }
}

fn unhex(digits: &str) -> Option<String> {
    let pairs = digits.as_bytes().chunks(2);
    let byte = |pair: &[u8]| {
        u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|_| pair.len() == 2)?, 16).ok()
    };
    String::from_utf8(pairs.map(byte).collect::<Option<Vec<_>>>()?).ok()
}

/// A page of a list that is read on from a cursor.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet<T> {
    /// The rows of the page, in the list's order.
    pub rows: Vec<T>,
    /// Number of rows of the whole list.
    pub total: u64,
    /// Where the next page begins; none where this one is the last.
    pub next: Option<Cursor>,
}

/// Conditions of a statement, each with the values of its `?`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conditions {
    texts: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    /// A condition without values.
    pub(crate) fn and(&mut self, condition: &str) {
        self.texts.push(condition.to_owned());
    }

    /// A condition with a value, where there is one.
    pub(crate) fn and_with<T: Into<Value>>(&mut self, condition: &str, value: Option<T>) {
        if let Some(value) = value {
            self.texts.push(condition.to_owned());
            self.values.push(value.into());
        }
    }

    /// The folded words of a row have each of these.
    pub(crate) fn and_words(&mut self, words: &str) {
        let pieces = words.split_whitespace().map(crate::fold::folded).filter(|piece| !piece.is_empty());
        pieces.for_each(|piece| self.and_with("instr(folded, ?) > 0", Some(piece)));
    }

    /// Behind a cursor, in the order of these columns, all ascending or all descending.
    pub(crate) fn and_behind(&mut self, columns: &str, descending: bool, cursor: Option<&Cursor>) {
        if let Some(Cursor(values)) = cursor {
            let sign = if descending { '<' } else { '>' };
            let places = vec!["?"; values.len()].join(", ");
            self.texts.push(format!("({columns}) {sign} ({places})"));
            self.values.extend(values.iter().cloned());
        }
    }

    /// They as the clause of a statement.
    pub(crate) fn clause(&self) -> String {
        if self.texts.is_empty() { String::new() } else { format!(" WHERE {}", self.texts.join(" AND ")) }
    }

    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_text_and_no_other_text_is_one() {
        for values in [
            vec![Value::Integer(-3), Value::Text("né _~".into())],
            vec![Value::Null, Value::Text(String::new())],
        ] {
            let cursor = Cursor(values);
            assert_eq!(Cursor::from_text(&cursor.to_text()), Some(cursor));
        }
        for text in ["", "x1", "i", "t0", "tzz", "n1", "i1__i2", "é", "tff"] {
            assert_eq!(Cursor::from_text(text), None, "{text}");
        }
    }
}
