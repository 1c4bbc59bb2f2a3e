//! Who speaks, and when two voices are one.

use bilan_model::IncidentAccount;

use crate::words::{Words, contained, contained_by_form, content, fold};

/// What records write for the report's own voice.
pub(crate) const AUTHOR: &str = "author";

/// A source inside a report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Voice {
    /// The report.
    pub(crate) doc: String,
    /// The report speaks itself, be it as `author` or by its publisher's name.
    pub(crate) author: bool,
    /// Content words of the name; of the publisher's where the report speaks; empty where nobody knows it.
    pub(crate) words: Words,
}

impl Voice {
    /// The voice that a claim of `entry` is attributed to.
    pub(crate) fn of(entry: &IncidentAccount, attributed_to: &str) -> Self {
        let publisher = publisher_words(entry);
        let named = content(attributed_to);
        let author = is_author(attributed_to) || contained(&named, &publisher);
        Self { doc: entry.report.doc.clone(), author, words: if author { publisher } else { named } }
    }

    /// Whether both are one source: within a report by equal words, since a record gives each source its fullest
    /// mention; across reports also where one name holds the other.
    pub(crate) fn same(&self, other: &Self) -> bool {
        if self.doc == other.doc {
            self.author == other.author && (self.author || self.words == other.words)
        } else {
            contained(&self.words, &other.words)
        }
    }

    /// Whether both might be one source, for the count of independent ones: names that hold each other are one
    /// within a report too, in whichever form ("a resident", "residents of the village").
    pub(crate) fn may_be_same(&self, other: &Self) -> bool {
        self.same(other) || contained_by_form(&self.words, &other.words)
    }
}

/// Whether the words are what records write for the report's own voice.
fn is_author(words: &str) -> bool {
    if words.is_ascii() { words.eq_ignore_ascii_case(AUTHOR) } else { fold(words) == AUTHOR }
}

/// Content words of the publisher of an account's report; empty where nobody knows it.
pub(crate) fn publisher_words(entry: &IncidentAccount) -> Words {
    entry.report.publisher.as_deref().map(content).unwrap_or_default()
}
