//! Whether a second reader sees the same digits on a page.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bilan_reader::ReadNote;
use lopdf::Document;

/// Digits of a figure that are shown.
const SHOWN_DIGITS: usize = 20;
/// The most bytes that are unpacked for one page.
const MAX_PAGE_BYTES: usize = 64 * 1024 * 1024;

/// The text of a page as the second reader sees it; pages count from 1.
pub(super) fn text_of(document: &Document, number: u32) -> Option<String> {
    let read = AssertUnwindSafe(|| document.extract_text_with_limit(&[number], MAX_PAGE_BYTES));
    catch_unwind(read).ok()?.ok()
}

/// The comparison of all pages of a file.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    not_compared: usize,
    other: usize,
    first: Option<(usize, String, String)>,
}

impl Comparison {
    /// Compares a page that the first reader read.
    pub(super) fn page(&mut self, page: usize, words: &str, second: Option<&Document>) {
        let mine = figures(words);
        if mine.is_empty() && second.is_none() {
            return;
        }
        let number = u32::try_from(page).unwrap_or(u32::MAX);
        let Some(theirs) = second.and_then(|second| text_of(second, number)).map(|text| figures(&text))
        else {
            self.not_compared += usize::from(!mine.is_empty());
            return;
        };
        // A reader that sees no figure at all could not make out the letters of the page.
        if theirs.is_empty() && !mine.is_empty() {
            self.not_compared += 1;
        } else if let Some((ours, theirs)) = difference(&mine, &theirs) {
            self.other += 1;
            self.first.get_or_insert((page, ours, theirs));
        }
    }

    pub(super) fn notes(self) -> Vec<ReadNote> {
        let pages = self.other;
        let disagree =
            self.first.map(|(page, first, second)| ReadNote::FiguresDisagree { pages, page, first, second });
        let not_compared =
            (self.not_compared > 0).then_some(ReadNote::FiguresNotCompared { pages: self.not_compared });
        disagree.into_iter().chain(not_compared).collect()
    }
}

/// Runs of digits with how often they stand.
type Figures = BTreeMap<String, usize>;

fn figures(words: &str) -> Figures {
    let mut figures = Figures::new();
    for run in words.split(|c: char| !c.is_numeric()).filter(|run| !run.is_empty()) {
        *figures.entry(run.to_owned()).or_default() += 1;
    }
    figures
}

/// The first figures that only one of the two sees, where the difference is one of digits.
///
/// The second reader is known to put spaces inside figures of some files. Where both see the same digits and the
/// first sees the longer runs, that is what happened, and nothing is wrong with the text.
fn difference(mine: &Figures, theirs: &Figures) -> Option<(String, String)> {
    let only = |these: &Figures, those: &Figures| -> Vec<String> {
        let more = |run: &String, count: usize| count > those.get(run).copied().unwrap_or(0);
        these.iter().filter(|(run, count)| more(run, **count)).map(|(run, _)| run.clone()).collect()
    };
    let (ours, others) = (only(mine, theirs), only(theirs, mine));
    if ours.is_empty() && others.is_empty() {
        return None;
    }
    let longest = |runs: &[String]| runs.iter().map(|run| run.chars().count()).max().unwrap_or(0);
    if digits(mine) == digits(theirs) && longest(&ours) >= longest(&others) {
        return None;
    }
    let shown = |runs: &[String]| {
        runs.first().map(|run| run.chars().take(SHOWN_DIGITS).collect()).unwrap_or_default()
    };
    Some((shown(&ours), shown(&others)))
}

/// How often each digit stands.
fn digits(figures: &Figures) -> BTreeMap<char, usize> {
    let mut digits = BTreeMap::new();
    for (run, count) in figures {
        for digit in run.chars() {
            *digits.entry(digit).or_default() += count;
        }
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(mine: &str, theirs: &str) -> Option<(String, String)> {
        difference(&figures(mine), &figures(theirs))
    }

    #[test]
    fn other_digits_are_a_difference_and_other_order_is_none() {
        assert_eq!(between("27 killed, 41 wounded in 2023", "2023: 41 and 27"), None);
        assert_eq!(between("27 killed", "21 killed"), Some(("27".into(), "21".into())));
        assert_eq!(between("27 killed", "27 killed, 4"), Some((String::new(), "4".into())));
        assert_eq!(between("27 and 27", "27"), Some(("27".into(), String::new())));
    }

    #[test]
    fn figures_split_by_the_second_reader_are_not_a_doubt_and_by_the_first_are() {
        assert_eq!(between("27 mai 2023", "2 7 mai 2 0 2 3"), None);
        assert_eq!(between("2 7 mai 2 0 2 3", "27 mai 2023"), Some(("0".into(), "2023".into())));
    }
}
