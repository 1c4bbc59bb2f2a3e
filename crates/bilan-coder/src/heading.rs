//! What heads a report or a passage: datelines, and lines that name a place and a day and say nothing else.

use crate::dates::DateMention;
use crate::gazetteer::fold;
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
            // "Bir-el-Ghanam": a small word between hyphens.
            || (reading.tokens[t].glued && reading.is_sign(t.saturating_sub(1), '-'))
            || reading
                .is_any(t, &[Class::PlaceKind, Class::Landform, Class::Admin, Class::Of, Class::Determiner])
            || !reading.is_word(t)
    };
    end.is_some_and(|end| end > at && (at..end).all(of_name))
}

/// What heads a line and what a line is headed by: a whole header, or "Kassala, 21/07 :" before what it tells.
pub(crate) fn heads(reading: &Reading<'_>, dates: &[DateMention]) -> Vec<(usize, usize)> {
    let head = |index: usize| {
        let sentence = reading.sentences[index];
        if is_header(reading, dates, index) {
            return Some((sentence.first, sentence.end));
        }
        let begins = index == 0 || reading.sentences[index - 1].paragraph != sentence.paragraph;
        let mark = |t: &usize| {
            [':', '|', '–', '—'].iter().any(|&sign| reading.is_sign(*t, sign)) && !reading.tokens[*t].glued
        };
        let colon = |t: &usize| {
            reading.is_sign(*t, ':') && !reading.tokens.get(*t + 1).is_some_and(|next| next.glued)
        };
        let reach = sentence.end.min(sentence.first + LONGEST_HEAD);
        let end = (sentence.first + 1..reach).rev().find(|t| mark(t) || colon(t)).filter(|_| begins)?;
        let part = Sentence { end, ..sentence };
        let dated = dates_in(dates, &part).iter().any(|date| date.explicit);
        let verbs =
            [Class::Report, Class::AuxActive, Class::AuxPassive, Class::Harm, Class::Be, Class::Person];
        let plain = !(part.first..end).any(|t| reading.is_any(t, &verbs) && !reading.tokens[t].capital);
        (dated && plain && names_first(reading, &part)).then_some((part.first, end))
    };
    let mut found: Vec<(usize, usize)> = (0..reading.sentences.len()).filter_map(head).collect();
    let labels: Vec<(usize, usize)> =
        (0..reading.sentences.len()).filter_map(|index| place_label(reading, dates, index)).collect();
    let known =
        |&(first, end): &(usize, usize)| reading.pack.gazetteer.knows(&fold(reading.words(first, end)));
    if labels.len() > 1 && labels.iter().any(known) {
        found.extend(labels);
        found.sort_unstable();
        found.dedup_by_key(|head| head.0);
    }
    found
}

/// "Kassala: 2 killed", "Sun 14 Jul – Kassala: 2 killed": the name that labels a line with a toll.
fn place_label(reading: &Reading<'_>, dates: &[DateMention], index: usize) -> Option<(usize, usize)> {
    const TOLD: [Class; 3] = [Class::Casualty, Class::Harm, Class::HarmNoun];
    const OTHER: [Class; 8] = [
        Class::Source,
        Class::Person,
        Class::Casualty,
        Class::Harm,
        Class::Party,
        Class::TollNoun,
        Class::Document,
        Class::Country,
    ];
    let sentence = reading.sentences[index];
    let begins = index == 0 || reading.sentences[index - 1].paragraph != sentence.paragraph;
    let reach = sentence.end.min(sentence.first + LONGEST_HEAD);
    let colon = (sentence.first + 1..reach).find(|&t| reading.is_sign(t, ':')).filter(|_| begins)?;
    let dated = |t: usize| dates_in(dates, &sentence).iter().any(|date| date.first <= t && t < date.end);
    let named = |t: usize| {
        reading.tokens[t].capital
            && reading.is_word(t)
            && !dated(t)
            && !reading.is_any(t, &[Class::Weekday, Class::Month])
    };
    let first = (sentence.first..colon).find(|&t| named(t))?;
    let end = (first..colon).find(|&t| reading.is_sign(t, ',') || reading.is_sign(t, '(')).unwrap_or(colon);
    let plain = (first..end).all(|t| (named(t) || !reading.is_word(t)) && !reading.is_any(t, &OTHER));
    let before = (sentence.first..first).all(|t| {
        dated(t) || !reading.is_word(t) || reading.is_any(t, &[Class::Weekday, Class::Month, Class::Number])
    });
    let tells = (colon..sentence.end).any(|t| reading.is_any(t, &TOLD));
    (plain && before && tells && end - first <= 5).then_some((first, end))
}

/// Tokens of the head of a line at most.
const LONGEST_HEAD: usize = 14;

/// Sentences right behind a line that is a title: "Northern Region", "Autres éléments".
pub(crate) fn titled(reading: &Reading<'_>) -> Vec<usize> {
    let titles = (0..reading.sentences.len()).filter(|&index| is_title(reading, index));
    let found: Vec<usize> = titles.map(|index| index + 1).collect();
    // One short line may be the title of the whole report.
    if found.len() > 1 { found } else { Vec::new() }
}

/// A short line of words alone, without a stop at its end and without a verb, above a longer one.
fn is_title(reading: &Reading<'_>, index: usize) -> bool {
    const SAYS: [Class; 6] =
        [Class::Report, Class::Harm, Class::Casualty, Class::AuxActive, Class::AuxPassive, Class::Be];
    let sentence = reading.sentences[index];
    let Some(next) = reading.sentences.get(index + 1) else { return false };
    let alone = next.paragraph != sentence.paragraph
        && (index == 0 || reading.sentences[index - 1].paragraph != sentence.paragraph);
    alone
        && sentence.end - sentence.first <= LONGEST_TITLE
        && next.end - next.first > LONGEST_TITLE
        && reading.tokens[sentence.first].capital
        && (sentence.first..sentence.end)
            .all(|t| reading.is_word(t) && !reading.is_any(t, &SAYS) && !reading.is(t, Class::Number))
}

/// Words of a title at most.
const LONGEST_TITLE: usize = 6;

/// Whether a sentence is a day and nothing else: "Mercredi 17 juillet.", "Day three, 17 July".
pub(crate) fn is_day(reading: &Reading<'_>, dates: &[DateMention], sentence: &Sentence) -> bool {
    let mut own = dates_in(dates, sentence).iter().filter(|date| date.explicit);
    own.next().is_some_and(|date| {
        let outside = |t: &usize| reading.is_word(*t) && !(date.first <= *t && *t < date.end);
        !(sentence.first..sentence.end).any(|t| outside(&t))
    })
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
