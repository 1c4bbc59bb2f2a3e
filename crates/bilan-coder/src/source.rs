//! Sources as noun groups: the subject of a verb of saying, what stands behind a preposition, "he", and their words.

use crate::attribution::{SourceMention, Voice, Voices};
use crate::lexicon::{Class, Tag};
use crate::reading::Reading;
use crate::token::{Kind, Sentence};

/// Classes whose words may be a source when they are the subject of a verb of saying.
pub(crate) const SPEAKERS: &[Class] = &[Class::Source, Class::Party, Class::Person];

/// The source that stands behind a token, after articles and words of time; `near` wants it right there.
pub(crate) fn right_source(
    reading: &Reading<'_>,
    sentence: &Sentence,
    from: usize,
    voices: &mut Voices,
    last: Option<usize>,
    near: bool,
) -> Option<Voice> {
    let reach = if near { 9 } else { 16 };
    let mut at = from;
    let mut told = from;
    while at < sentence.end && at < from + reach {
        if reading.is_sign(at, '-') || reading.is(at, Class::Time) {
            at += 1;
            continue;
        }
        if let Some(voice) = latter(reading, at, voices).or_else(|| pointed_to(reading, at, voices, last)) {
            return Some(voice);
        }
        if reading.is_stop(at) && at > from {
            return None;
        }
        let counted = reading.is(at, Class::Number) || matches!(reading.tokens[at].kind, Kind::Figure(_));
        if !near && counted && !reading.is(at, Class::Determiner) && !reading.is(at + 1, Class::Source) {
            return None;
        }
        if !near && speaks(reading, at, told) && addressed(reading, told, at) {
            // "ont indiqué à l'AFP des responsables locaux": who was told is not who says it.
            at = reading.covering(at, Class::Source).map_or(at + 1, |tag| tag.end.max(at + 1));
            while at < sentence.end && name_at(reading, at) {
                at += 1;
            }
            told = at;
            continue;
        }
        if speaks(reading, at, from) {
            let head = at;
            let first = noun_start(reading, sentence, head, told);
            return Some(Voice::Source(note(voices, reading, first, head, sentence)));
        }
        if !near && reading.is_any(at, &[Class::That, Class::Harm, Class::HarmNoun, Class::AuxPassive]) {
            return None;
        }
        at += 1;
    }
    // A noun that the pack does not know, behind an article: take it as it stands.
    if near && reading.is(from, Class::Determiner) && reading.is_word(from + 1) {
        return Some(Voice::Source(note(voices, reading, from, from + 1, sentence)));
    }
    None
}

/// Whether a noun between a verb and its subject is the one who was told: "to Reuters", "à l'AFP".
fn addressed(reading: &Reading<'_>, from: usize, at: usize) -> bool {
    let mut before = at;
    while before > from && reading.is_any(before - 1, &[Class::Determiner, Class::Source]) {
        before -= 1;
    }
    before > from
        && reading.is_any(before - 1, &[Class::PlaceAt, Class::PlaceTo, Class::Preposition])
        && !reading.is(before - 1, Class::Determiner)
}

/// A subject that no pack knows as a source: an article and a few words right behind an inverted verb.
pub(crate) fn unknown_subject(
    reading: &Reading<'_>,
    sentence: &Sentence,
    from: usize,
    voices: &mut Voices,
) -> Option<Voice> {
    let told = [Class::TollNoun, Class::Casualty, Class::HarmNoun, Class::Number, Class::Time, Class::None];
    let named = reading.is(from, Class::Determiner)
        && (reading.is(from, Class::Article)
            || !reading.is_any(from, &[Class::Number, Class::Agent, Class::Of]))
        && reading.is_word(from + 1)
        && !reading.is_any(from + 1, &told);
    (named && from + 1 < sentence.end).then(|| Voice::Source(note(voices, reading, from, from + 1, sentence)))
}

/// A subject that no pack knows as a source, alone between a comma and a verb that ends its sentence: ", the state's
/// commissioner said."
pub(crate) fn unknown_before(
    reading: &Reading<'_>,
    sentence: &Sentence,
    verb: usize,
    voices: &mut Voices,
) -> Option<Voice> {
    let floor = sentence.first.max(verb.saturating_sub(9));
    let closed = usize::from(verb > floor && reading.is_sign(verb - 1, ','));
    let end = verb - closed;
    let first = (floor..end).rev().take_while(|&t| !reading.is_stop(t) && !reading.is_quote(t)).last()?;
    let edge = first > sentence.first && (reading.is_sign(first - 1, ',') || reading.is_quote(first - 1));
    let article = reading.is(first, Class::Determiner) && !reading.is_any(first, &[Class::Vague, Class::Of]);
    let other = [
        Class::TollNoun,
        Class::Casualty,
        Class::HarmNoun,
        Class::Harm,
        Class::AuxActive,
        Class::AuxPassive,
        Class::Document,
        Class::Report,
        Class::That,
    ];
    let plain = (first + 1..end).all(|t| !reading.is_any(t, &other)) && end > first + 1;
    (edge && article && plain).then(|| Voice::Source(note(voices, reading, first, end - 1, sentence)))
}

/// The noun right before a gerund, even behind a preposition: "un rapport de l'OCDH imputant".
pub(crate) fn bearer(
    reading: &Reading<'_>,
    sentence: &Sentence,
    first: usize,
    verb: usize,
    voices: &mut Voices,
) -> Option<Voice> {
    let floor = first.max(verb.saturating_sub(6));
    let head = (floor..verb).rev().find(|&at| {
        reading.is_any(at, &[Class::Source, Class::Party])
            && !(at..verb).any(|t| reading.is_stop(t) || reading.is_any(t, &[Class::And, Class::Relative]))
    })?;
    Some(Voice::Source(noted(reading, sentence, head, floor, voices)))
}

/// The subject before a verb: the last stretch between commas that has one.
pub(crate) fn left_source(
    reading: &Reading<'_>,
    sentence: &Sentence,
    first: usize,
    verb: usize,
    voices: &mut Voices,
    last: Option<usize>,
) -> Option<Voice> {
    let cut = |t: usize| {
        (reading.is_stop(t) && !reading.is_sign(t, '(') && !reading.is_sign(t, ')'))
            || reading.is(t, Class::That)
    };
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    let mut start = first;
    for at in first..verb {
        if cut(at) {
            stretches.push((start, at));
            start = at + 1;
        }
    }
    let own = (start, verb);
    // "in which villagers say", "where a matron reported": the subject stands between the relative word and the verb.
    let clause = (own.0..own.1).rev().find(|&t| reading.is(t, Class::Relative));
    if let Some(relative) = clause
        && relative + 1 < verb
        && let Some(voice) = subject_in(reading, sentence, relative + 1, verb, voices, last)
    {
        return Some(voice);
    }
    // "A spokesman, lequel": what stands right before the relative word.
    if clause == Some(own.0)
        && own.0 + 1 == own.1
        && let Some(&(from, to)) = stretches.last()
        && let Some(at) = (from..to).rev().find(|&at| speaks(reading, at, from))
    {
        if let Some(voice) = (from..=at).rev().find_map(|at| pointed_to(reading, at, voices, last)) {
            return Some(voice);
        }
        let head = (from..=at).rev().take_while(|&t| reading.is(t, Class::Source)).last().unwrap_or(at);
        return Some(Voice::Source(noted(reading, sentence, head, from, voices)));
    }
    // "Une vendeuse, elle, en a compté sept": a pronoun between commas only stresses the subject.
    stretches.retain(|&(from, to)| {
        to - from != 1 || !reading.is_any(from, &[Class::Anaphor, Class::Pronoun]) || from == first
    });
    stretches.push(own);
    // "« ... les femmes n'ont pas fini », dit l'un d'eux": nobody named inside the marks is the one who speaks.
    let inside = |t: usize| voices.quoted.get(t).copied().unwrap_or(false);
    let spoken = inside(verb);
    stretches.retain(|&(from, to)| from >= to || inside(from) == spoken || (from, to) == own);
    // "Our researchers, who visited the village and the hospital, conclude": the subject stands before the "who".
    let aside = [Class::Relative, Class::Sub];
    let relative = (1..stretches.len()).find(|&i| reading.is_any(stretches[i].0, &aside));
    let before = relative.unwrap_or(stretches.len());
    let order: Vec<usize> = (0..before).rev().chain(before..stretches.len()).collect();
    let shares = reading.is_any(own.0, &[Class::And, Class::Contrast]);
    if own.1 > own.0 + 1 && reading.is(own.0, Class::Determiner) && !shares {
        // The noun right before the verb is its subject, whatever stands before the comma.
        return subject_in(reading, sentence, own.0, own.1, voices, last);
    }
    for index in order {
        let (start, end) = stretches[index];
        let free = shares || relative.is_some();
        let found = match appositive(reading, sentence, &stretches, index) {
            Some(name) => {
                Some(Voice::Source(noted_apposition(reading, name, (start, end), sentence, voices)))
            }
            None => subject_of(reading, sentence, (start, end), voices, last, free),
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// "Amadou Koné, le porte-parole du gouvernement, a annoncé": the name before an apposition that alone stands between
/// two commas.
fn appositive(
    reading: &Reading<'_>,
    sentence: &Sentence,
    stretches: &[(usize, usize)],
    index: usize,
) -> Option<(usize, usize)> {
    let &(start, end) = stretches.get(index)?;
    let &(first, comma) = stretches.get(index.checked_sub(1)?)?;
    let closed = reading.is_sign(end, ',') && reading.is_sign(comma, ',') && index + 1 < stretches.len();
    let short = (1..=9).contains(&(end - start)) && (1..=8).contains(&(comma - first));
    let verb =
        [Class::AuxActive, Class::AuxPassive, Class::Report, Class::Harm, Class::Relative, Class::According];
    let verbless = |from: usize, to: usize| {
        !(from..to)
            .any(|t| reading.is_any(t, &verb) && !reading.is_any(t, &[Class::Determiner, Class::Source]))
    };
    let title = reading.is(start, Class::Determiner) || reading.is_any(start, SPEAKERS);
    let spoken = (start..end).any(|t| reading.is_any(t, &[Class::Source, Class::Person]));
    let named = (first..comma).any(|t| {
        reading.tokens[t].capital && reading.is_word(t) && !reading.is_any(t, &[Class::Month, Class::Weekday])
    });
    let hangs = reading.is_any(
        first,
        &[Class::PlaceAt, Class::PlaceTo, Class::Preposition, Class::Time, Class::Weekday, Class::Adverb],
    ) && !reading.is_any(first, SPEAKERS);
    (closed && short && verbless(first, end) && title && spoken && named && !hangs && first >= sentence.first)
        .then_some((first, comma))
}

/// Remembers a name with its apposition as one source.
fn noted_apposition(
    reading: &Reading<'_>,
    name: (usize, usize),
    apposition: (usize, usize),
    sentence: &Sentence,
    voices: &mut Voices,
) -> usize {
    let head = (apposition.0..apposition.1).find(|&t| reading.is_any(t, SPEAKERS)).unwrap_or(apposition.0);
    let index = note(voices, reading, name.0, head, sentence);
    voices.sources[index].first = name.0;
    index
}

fn noted(reading: &Reading<'_>, sentence: &Sentence, at: usize, floor: usize, voices: &mut Voices) -> usize {
    let first = noun_start(reading, sentence, at, floor);
    note(voices, reading, first, at, sentence)
}

/// The subject in a stretch; where the verb is not `free` to share it, no other verb may stand behind the subject.
fn subject_of(
    reading: &Reading<'_>,
    sentence: &Sentence,
    stretch: (usize, usize),
    voices: &mut Voices,
    last: Option<usize>,
    free: bool,
) -> Option<Voice> {
    let verb = [Class::Harm, Class::AuxPassive, Class::AuxActive];
    let counted = |t: usize| {
        matches!(reading.tokens[t].kind, Kind::Figure(_))
            || reading.is(t, Class::Vague)
            || (reading.is(t, Class::Number) && !reading.is(t, Class::Determiner))
    };
    let suffers = !free
        && (stretch.0..stretch.1).any(|t| reading.is_any(t, &verb) && !reading.is(t, Class::Determiner))
        && (stretch.0..stretch.1).any(counted);
    if suffers {
        return None;
    }
    subject_in(reading, sentence, stretch.0, stretch.1, voices, last)
}

fn subject_in(
    reading: &Reading<'_>,
    sentence: &Sentence,
    start: usize,
    end: usize,
    voices: &mut Voices,
    last: Option<usize>,
) -> Option<Voice> {
    if reading.any(start, end, Class::Cites) {
        // "A councillor, citing a midwife, said": the one who is cited is not the one who says.
        return None;
    }
    let mut at = start;
    while at < end {
        if let Some(voice) = latter(reading, at, voices).or_else(|| pointed_to(reading, at, voices, last)) {
            return Some(voice);
        }
        if reading.is(at, Class::Report) && reading.is(at + 1, Class::Agent) && at + 2 < end {
            // "un bilan communiqué par la préfecture fait état": who gave it is who says it.
            let given = right_source(reading, sentence, at + 2, voices, last, true);
            if given.is_some() {
                return given;
            }
        }
        if speaks(reading, at, start) && !governed(reading, start, at) {
            let first = noun_start(reading, sentence, at, start);
            return Some(Voice::Source(note(voices, reading, first, at, sentence)));
        }
        at += 1;
    }
    None
}

/// Whether a source may be named at a token: a noun of sources, a party, a name, or people who are not counted.
pub(crate) fn speaks(reading: &Reading<'_>, at: usize, floor: usize) -> bool {
    if reading.is_any(at, &[Class::Source, Class::Party]) {
        return true;
    }
    if reading.is_any(at, &[Class::Negation, Class::None, Class::Casualty]) {
        return false;
    }
    if reading.is(at, Class::Person) {
        let counted = |t: usize| {
            matches!(reading.tokens[t].kind, Kind::Figure(_))
                || reading.is_any(t, &[Class::Vague, Class::None])
                || (reading.is(t, Class::Number) && !reading.is(t, Class::Determiner))
        };
        return !(floor.max(at.saturating_sub(3))..at).any(counted);
    }
    name_at(reading, at) && !reading.is(at, Class::Time)
}

/// The voice that words at a token point to: a document its issuer, "he" the last source, "we" the report itself.
fn pointed_to(reading: &Reading<'_>, at: usize, voices: &Voices, last: Option<usize>) -> Option<Voice> {
    let document = last.filter(|_| reading.tag(at, Class::Document).is_some()).map(Voice::Source);
    let anaphor = || {
        let tag = reading.tag(at, Class::Anaphor).filter(|tag| !brings_in(reading, tag))?;
        antecedent(reading, &tag, voices, last)
    };
    // "We", between quotation marks, is who speaks there.
    let own = || reading.is(at, Class::Own) && !voices.quoted.get(at).copied().unwrap_or(false);
    document.or_else(anaphor).or_else(|| own().then_some(Voice::Author))
}

/// Tokens before "the latter" within which the party stands that it points to.
const LATTER: usize = 24;

/// "celle-ci affirme", "the latter denies": the party that was named last, whoever spoke last.
fn latter(reading: &Reading<'_>, at: usize, voices: &mut Voices) -> Option<Voice> {
    reading.tag(at, Class::Latter)?;
    let floor = at.saturating_sub(LATTER);
    let force = |t: usize| {
        let tag = reading.tag(t, Class::Source)?;
        matches!(reading.name(&tag), Some("army" | "police" | "armed_group" | "rebel_group")).then_some(t)
    };
    let party = |t: usize| reading.tag(t, Class::Party).map(|tag| tag.first);
    let head = (floor..at).rev().find_map(|t| party(t).or_else(|| force(t)))?;
    let sentence = reading.sentences[reading.sentence_of(head)];
    let same = reading.sentences[reading.sentence_of(at)].paragraph == sentence.paragraph;
    let first = noun_start(reading, &sentence, head, sentence.first);
    same.then(|| Voice::Source(note(voices, reading, first, head, &sentence)))
}

/// Whether an article and a noun bring in somebody new: "le porte-parole de l'armée", "the commissioner of police".
fn brings_in(reading: &Reading<'_>, anaphor: &Tag) -> bool {
    let longer = reading.covering(anaphor.end - 1, Class::Source).is_some_and(|tag| tag.end > anaphor.end);
    reading.tag(anaphor.first, Class::Article).is_some()
        && (longer || (reading.is(anaphor.end, Class::Of) && !points_back(reading, anaphor)))
}

/// Whether a word like "same" stands between the article and the noun.
fn points_back(reading: &Reading<'_>, anaphor: &Tag) -> bool {
    let nouns = [
        Class::Source,
        Class::Person,
        Class::Casualty,
        Class::PlaceKind,
        Class::Admin,
        Class::Facility,
        Class::Party,
        Class::Nationality,
        Class::Article,
    ];
    let second =
        (anaphor.first + 1..anaphor.end).find(|&t| reading.is_word(t) && !reading.is(t, Class::Article));
    second.is_some_and(|t| !reading.is_any(t, &nouns))
}

/// The source that a word like "he" or "the commissioner" stands for: the last one, or the last that has its noun.
fn antecedent(reading: &Reading<'_>, anaphor: &Tag, voices: &Voices, last: Option<usize>) -> Option<Voice> {
    let noun =
        (anaphor.first..anaphor.end).rev().find(|&t| reading.is_any(t, &[Class::Source, Class::Person]));
    let Some(noun) = noun else { return last.map(Voice::Source) };
    let word = reading.tokens[noun].word;
    let has_it = |source: &SourceMention| (source.first..source.end).any(|t| reading.tokens[t].word == word);
    let found = voices.sources.iter().rposition(has_it);
    // "the same official", "ce responsable": the last source, by whatever noun it was named.
    found
        .or(last.filter(|_| {
            reading.tag(anaphor.first, Class::Article).is_none() || points_back(reading, anaphor)
        }))
        .map(Voice::Source)
}

/// Whether a noun hangs on a preposition: "in the village", "after the massacre of villagers".
pub(crate) fn governed(reading: &Reading<'_>, start: usize, at: usize) -> bool {
    let mut before = at;
    let mut steps = 0;
    while before > start && steps < 4 {
        before -= 1;
        // "Russia's defence ministry": the sign of the owner governs nothing behind it.
        let owner = reading.covering(before, Class::Of).is_some_and(|of| !reading.is_word(of.first));
        if owner {
            steps += 1;
            continue;
        }
        let article = reading.is_any(before, &[Class::Determiner, Class::Article])
            && !reading.is_any(before, &[Class::PlaceAt, Class::PlaceTo, Class::Preposition, Class::Agent]);
        if before == start && article {
            // "Des habitants": an article that nothing stands before is no preposition.
            return false;
        }
        if before > start && reading.is(before, Class::Of) && reading.is(before - 1, Class::Number) {
            // "l'un de leurs chefs", "one of the elders": the one is who speaks.
            return false;
        }
        if reading
            .is_any(before, &[Class::PlaceAt, Class::PlaceTo, Class::Preposition, Class::Agent, Class::Of])
        {
            return true;
        }
        if reading.is(before, Class::Determiner) {
            return before > start
                && reading.is_any(
                    before - 1,
                    &[Class::PlaceAt, Class::PlaceTo, Class::Preposition, Class::Agent, Class::Of],
                );
        }
        steps += 1;
    }
    false
}

/// A capitalised word that is no first word of a sentence and no word of time: a name.
fn name_at(reading: &Reading<'_>, at: usize) -> bool {
    let token = reading.tokens[at];
    token.kind == Kind::Word
        && token.capital
        && !reading.is_any(
            at,
            &[Class::Time, Class::Month, Class::Weekday, Class::NameStop, Class::Determiner, Class::Pronoun],
        )
        && reading
            .sentences
            .get(reading.sentence_of(at))
            .is_some_and(|s| s.first != at || reading.is_any(at + 1, &[Class::Report, Class::AuxActive]))
}

/// First token of the noun group that `head` belongs to, not before `floor`.
pub(crate) fn noun_start(reading: &Reading<'_>, sentence: &Sentence, head: usize, floor: usize) -> usize {
    let mut first = head;
    let floor = floor.max(sentence.first);
    let mut steps = 0;
    while first > floor && steps < 6 {
        let before = first - 1;
        if reading.is_stop(before)
            || reading.is_quote(before)
            || reading.is_any(before, &[Class::AuxActive, Class::That])
        {
            break;
        }
        if reading.is_any(before, &[Class::Report, Class::Adverb, Class::Time])
            && !reading.is(before, Class::Determiner)
        {
            break;
        }
        first = before;
        steps += 1;
        if reading.is(before, Class::Determiner) {
            break;
        }
    }
    first
}

/// Remembers a source mention with the words that belong to it, and gives its number.
pub(crate) fn note(
    voices: &mut Voices,
    reading: &Reading<'_>,
    first: usize,
    head: usize,
    sentence: &Sentence,
) -> usize {
    let covering = [Class::Source, Class::Party, Class::Person]
        .into_iter()
        .filter_map(|class| reading.covering(head, class))
        .map(|tag| tag.end)
        .max();
    let mut end = covering.unwrap_or(head + 1).max(head + 1);
    // Adjectives, "of the ..." and names belong to the source; verbs, commas and relative words end it.
    while end < sentence.end && end < head + 14 {
        if reading.is_quote(end)
            || reading.is_any(end, &[Class::Report, Class::AuxActive, Class::AuxPassive, Class::Be])
        {
            break;
        }
        let stop = reading.is_stop(end) && !reading.is_sign(end, '(') && !reading.is_sign(end, ')');
        let breaks = [
            Class::Relative,
            Class::That,
            Class::Agent,
            Class::Contrast,
            Class::Adverb,
            Class::Pronoun,
            Class::Negation,
            Class::Time,
            Class::Harm,
            Class::Cites,
        ];
        // "the mayor of Tambore", "a trader from Tambore": a place that the source hails from belongs to its name.
        let leads = reading.covering(end, Class::PlaceTo).is_some_and(|to| {
            to.first > head && !(to.end == end + 1 && reading.tokens.get(to.end).is_some_and(|t| t.capital))
        });
        let counted = matches!(reading.tokens[end].kind, Kind::Figure(_));
        // "pour" brings in a source at the head of a sentence only.
        let according = reading.is(end, Class::According) && !reading.is(end, Class::Preposition);
        if stop || counted || leads || according || reading.is_any(end, &breaks) {
            break;
        }
        if reading.is_sign(end, '(') {
            // "(CSP)" after a name belongs to it.
            let closed = (end..sentence.end.min(end + 5)).find(|&t| reading.is_sign(t, ')'));
            let Some(close) = closed else { break };
            end = close + 1;
            break;
        }
        if reading.is(end, Class::And)
            && reading.is_any(end + 1, &[Class::Number, Class::Vague, Class::Relation])
        {
            break;
        }
        if reading.is(end, Class::And)
            && !reading.tokens.get(end + 1).is_some_and(|t| t.capital)
            && covering.is_some()
        {
            let next = reading.is(end + 1, Class::Determiner) || reading.is_any(end + 1, SPEAKERS);
            if next || end > head + 3 {
                break;
            }
        }
        end += 1;
    }
    while end > head + 1
        && reading
            .is_any(end - 1, &[Class::Determiner, Class::Of, Class::PlaceAt, Class::And, Class::Preposition])
    {
        end -= 1;
    }
    let mut first = first;
    while first < head
        && reading.is_any(
            first,
            &[Class::Of, Class::Weekday, Class::Time, Class::PlaceAt, Class::Agent, Class::DateWord],
        )
        && !reading.is(first, Class::Determiner)
    {
        first += 1;
    }
    voices.sources.push(SourceMention { first, end, head });
    voices.sources.len() - 1
}
