//! What heads a report or a passage: datelines, and lines that name a place and a day and say nothing else.

use crate::dates::DateMention;
use crate::lexicon::Class;
use crate::reading::Reading;
use crate::token::Sentence;

/// Sentences that head a passage with place and day, and say nothing else: "Um Rawaba, 14 June."
pub(crate) fn headers(reading: &Reading<'_>, dates: &[DateMention]) -> Vec<usize> {
    (0..reading.sentences.len()).filter(|&index| is_header(reading, dates, index)).collect()
}

fn is_header(reading: &Reading<'_>, dates: &[DateMention], index: usize) -> bool {
    const VERBS: [Class; 6] =
        [Class::Report, Class::AuxActive, Class::AuxPassive, Class::Harm, Class::Be, Class::Person];
    let sentence = reading.sentences[index];
    let begins = index == 0 || reading.sentences[index - 1].paragraph != sentence.paragraph;
    begins
        && sentence.end - sentence.first <= 16
        && dates_in(dates, &sentence).iter().any(|date| date.explicit)
        && names_first(reading, &sentence)
        && !(sentence.first..sentence.end).any(|t| reading.is_any(t, &VERBS) && !reading.tokens[t].capital)
}

fn dates_in<'d>(dates: &'d [DateMention], sentence: &Sentence) -> &'d [DateMention] {
    let from = dates.partition_point(|date| date.first < sentence.first);
    let to = dates.partition_point(|date| date.first < sentence.end);
    &dates[from..to]
}

/// Whether a sentence begins with a name and a comma or a bracket: "Abu Shouk camp, ...", "Axe Ndélé-Bamingui, ...".
fn names_first(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let mut at = sentence.first;
    while at < sentence.end && !reading.is_word(at) {
        at += 1;
    }
    let end = (at..sentence.end.min(at + 8)).find(|&t| reading.is_sign(t, ',') || reading.is_sign(t, '('));
    let of_name = |t: usize| {
        reading.tokens[t].capital
            || reading
                .is_any(t, &[Class::PlaceKind, Class::Landform, Class::Admin, Class::Of, Class::Determiner])
            || !reading.is_word(t)
    };
    end.is_some_and(|end| end > at && (at..end).all(of_name))
}

/// The opening "KIDAL, Mali, 3 May -" of a dispatch: where it was written, not where it happened.
pub(crate) fn datelines(reading: &Reading<'_>, dates: &[DateMention]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = dated_openings(reading, dates);
    for sentence in reading.sentences.iter().take(3) {
        let upper = (sentence.first..sentence.end.min(sentence.first + 3)).any(|at| reading.tokens[at].upper);
        if !upper {
            continue;
        }
        let dash = (sentence.first..sentence.end.min(sentence.first + 16)).find(|&at| {
            ['-', '–', '—'].iter().any(|&dash| reading.is_sign(at, dash)) && !reading.tokens[at].glued
        });
        if let Some(dash) = dash {
            found.push((sentence.first, dash + 1));
        }
    }
    found
}

/// "Tamboré, le 20 mai 2025." at the head of a report, on the day of publication: where it was written.
fn dated_openings(reading: &Reading<'_>, dates: &[DateMention]) -> Vec<(usize, usize)> {
    let published = reading.report.header.published;
    let written = |sentence: &Sentence| {
        let date = dates_in(dates, sentence).first()?.interval?;
        Some((0..=1).contains(&(published? - date.latest()).get_days()))
    };
    (0..reading.sentences.len().min(2))
        .filter(|&index| is_header(reading, dates, index))
        .map(|index| reading.sentences[index])
        .filter(|sentence| sentence.end - sentence.first <= 10 && written(sentence) == Some(true))
        .map(|sentence| (sentence.first, sentence.end))
        .collect()
}
