//! A query in the language of the full-text index; every word in quotes, so that none is taken for an operator.

use crate::fold::Word;
use crate::query::{Query, Term};
use crate::stem::{Stemming, Stems};

/// The expression that finds what `query` asks for.
pub(crate) fn expression(query: &Query, stems: &mut Stems) -> String {
    let wanted: Vec<String> = query.wanted.iter().map(|term| alternatives(term, stems)).collect();
    let wanted = wanted.join(" AND ");
    if query.unwanted.is_empty() {
        return wanted;
    }
    let unwanted: Vec<String> = query.unwanted.iter().map(|term| alternatives(term, stems)).collect();
    format!("({wanted}) NOT ({})", unwanted.join(" OR "))
}

/// The ways in which a term occurs: as it is, and inflected in either language.
///
/// Which language the query is in cannot be known, so it is tried in both; a text is in the columns of its own only.
/// Columns that are looked up for the same words are looked up together, which is quicker.
fn alternatives(term: &Term, stems: &mut Stems) -> String {
    let exact: Vec<&str> = term.words.iter().map(|word| word.folded.as_str()).collect();
    let mut ways = vec![("exact".to_owned(), phrase(&exact))];
    if term.inflected {
        for (column, stemming) in [("fr", Stemming::French), ("en", Stemming::English)] {
            let stemmed = phrase(&stemmed(&term.words, stemming, stems));
            match ways.iter_mut().find(|(_, words)| *words == stemmed) {
                Some((columns, _)) => *columns = format!("{columns} {column}"),
                None => ways.push((column.to_owned(), stemmed)),
            }
        }
    }
    let star = if term.open { " *" } else { "" };
    let ways: Vec<String> =
        ways.iter().map(|(columns, words)| format!("{{{columns}}} : {words}{star}")).collect();
    format!("({})", ways.join(" OR "))
}

fn stemmed(words: &[Word], stemming: Stemming, stems: &mut Stems) -> Vec<String> {
    words.iter().map(|word| stems.stem(word, stemming).to_owned()).collect()
}

/// Words are letters and digits alone, so nothing in them ends the quotes.
fn phrase<S: AsRef<str>>(words: &[S]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    format!("\"{}\"", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        expression(&Query::parse(text).unwrap(), &mut Stems::new(1))
    }

    #[test]
    fn every_word_is_quoted_and_tried_in_both_languages() {
        assert_eq!(of("Tués"), r#"({exact} : "tues" OR {fr} : "tu" OR {en} : "tue")"#);
        assert_eq!(of("NEAR"), r#"({exact fr en} : "near")"#);
        assert_eq!(of("soldats"), r#"({exact} : "soldats" OR {fr en} : "soldat")"#);
        assert_eq!(of("\"à l'aube\" vill*"), r#"({exact} : "a aube") AND ({exact} : "vill" *)"#);
    }

    #[test]
    fn exclusions_come_last() {
        let expected = r#"(({exact} : "a")) NOT (({exact} : "b") OR ({exact} : "c"))"#;
        assert_eq!(of("-\"b\" \"a\" -\"c\""), expected);
    }
}
