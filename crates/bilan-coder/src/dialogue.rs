//! Who speaks in reports that are talks: questions and answers, debates, voice messages.

use crate::attribution::{Voice, Voices};
use crate::lexicon::Class;
use crate::reading::Reading;
use crate::source::{note, noun_start};
use crate::token::Kind;

/// Paragraphs of one kind from which a report is a talk.
const FEWEST_TURNS: usize = 3;
/// Tokens of a speaker's label at most.
const LONGEST_LABEL: usize = 8;

/// A paragraph that one person speaks: half-open range of sentences.
#[derive(Debug, Clone, Copy)]
struct Turn {
    first: usize,
    end: usize,
    /// A letter that names the speaker, where one does.
    letter: Option<char>,
}

/// Gives each turn of a talk to who speaks it, where the words of another do not reach.
pub(crate) fn speakers(reading: &Reading<'_>, voices: &mut Voices) {
    let paragraphs = paragraphs(reading);
    talk(reading, voices, &paragraphs);
    debate(reading, voices, &paragraphs);
    message(reading, voices, &paragraphs);
}

/// Whether a report is a talk: several turns, and a question among them.
pub(crate) fn is_talk(reading: &Reading<'_>) -> bool {
    let turns = paragraphs(reading)
        .into_iter()
        .filter(|&(first, _)| is_turn(reading, reading.sentences[first].first));
    let asked = (0..reading.tokens.len()).any(|t| reading.is_sign(t, '?'));
    asked && turns.count() >= FEWEST_TURNS
}

/// Whether a paragraph that begins with a token is a turn: behind a dash, a letter or a label in capitals.
pub(crate) fn is_turn(reading: &Reading<'_>, first: usize) -> bool {
    let dash = reading.is_sign(first, '—') || reading.is_sign(first, '–');
    let letter = reading.words(first, first + 1).chars().count() == 1
        && reading.tokens[first].capital
        && ['.', ':'].iter().any(|&mark| reading.is_sign(first + 1, mark));
    let shouted = reading.tokens[first].upper
        && (first..first + LONGEST_LABEL).take_while(|&t| !reading.is_sign(t, ':')).count() < LONGEST_LABEL;
    dash || letter || shouted
}

/// The sentences of each paragraph, as half-open ranges.
fn paragraphs(reading: &Reading<'_>) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (index, sentence) in reading.sentences.iter().enumerate() {
        match found.last_mut() {
            Some(last) if reading.sentences[last.0].paragraph == sentence.paragraph => last.1 = index + 1,
            _ => found.push((index, index + 1)),
        }
    }
    found
}

/// "— Combien de morts ? — Neuf.", "Q. How many? A. Nine.": who is introduced before the first turn answers.
fn talk(reading: &Reading<'_>, voices: &mut Voices, paragraphs: &[(usize, usize)]) {
    let turns: Vec<Turn> = paragraphs.iter().filter_map(|&paragraph| turn(reading, paragraph)).collect();
    let Some(asked) =
        turns.iter().position(|turn| asks(reading, turn)).filter(|_| turns.len() >= FEWEST_TURNS)
    else {
        return;
    };
    let Some(speaker) = introduced(reading, voices, turns[0].first) else { return };
    let asks = turns[asked].letter;
    for (index, turn) in turns.iter().enumerate() {
        let answers = match turn.letter {
            Some(letter) => asks.is_some_and(|asks| asks != letter),
            None => asks.is_none() && index % 2 != asked % 2,
        };
        if answers {
            voices.give(turn.first, turn.end, speaker);
        }
    }
}

/// A paragraph that opens with a dash or a letter and a stop.
fn turn(reading: &Reading<'_>, (first, end): (usize, usize)) -> Option<Turn> {
    let at = reading.sentences[first].first;
    if reading.is_sign(at, '—') || reading.is_sign(at, '–') {
        return Some(Turn { first, end, letter: None });
    }
    let word = reading.words(at, at + 1);
    let mut letters = word.chars();
    let letter = letters.next().filter(|c| c.is_uppercase() && letters.next().is_none())?;
    let marked = ['.', ':', '-', '–', '—'].iter().any(|&mark| reading.is_sign(at + 1, mark));
    marked.then_some(Turn { first, end, letter: Some(letter) })
}

fn asks(reading: &Reading<'_>, turn: &Turn) -> bool {
    (turn.first..turn.end).any(|index| {
        let sentence = reading.sentences[index];
        (sentence.first..sentence.end).any(|t| reading.is_sign(t, '?'))
    })
}

/// Who is presented in the sentences before a talk: the first source with a name, else the last one.
fn introduced(reading: &Reading<'_>, voices: &mut Voices, until: usize) -> Option<usize> {
    let heads: Vec<usize> = (until.saturating_sub(4)..until)
        .flat_map(|index| reading.sentences[index].first..reading.sentences[index].end)
        .filter(|&t| reading.tag(t, Class::Source).is_some_and(|tag| is_person(reading.name(&tag))))
        .collect();
    let named = |head: &&usize| {
        let name =
            |t: usize| reading.tokens.get(t).is_some_and(|token| token.capital && token.kind == Kind::Word);
        name(**head + 1) || (**head > 1 && reading.is_sign(**head - 1, ',') && name(**head - 2))
    };
    let head = heads.iter().find(named).or(heads.last()).copied()?;
    Some(noted(reading, voices, head))
}

/// Kinds of sources that a person is.
fn is_person(kind: Option<&str>) -> bool {
    !matches!(kind, Some("media" | "anonymous" | "local_sources") | None)
}

fn noted(reading: &Reading<'_>, voices: &mut Voices, head: usize) -> usize {
    let sentence = reading.sentences[reading.sentence_of(head)];
    let first = noun_start(reading, &sentence, head, sentence.first);
    let index = note(voices, reading, first, head, &sentence);
    // "Colonel N., a military spokesman", "le colonel N., porte-parole de l'armée": the apposition is of the name.
    let end = voices.sources[index].end;
    let more = reading
        .is_sign(end, ',')
        .then(|| (end + 1..sentence.end.min(end + 4)).find(|&t| reading.tag(t, Class::Source).is_some()));
    if let Some(behind) = more.flatten() {
        let apposed = note(voices, reading, behind, behind, &sentence);
        voices.sources[index].end = voices.sources[index].end.max(voices.sources[apposed].end);
    }
    index
}

/// "M. le ministre. — Neuf personnes sont mortes.": a label and a dash before what is said.
fn debate(reading: &Reading<'_>, voices: &mut Voices, paragraphs: &[(usize, usize)]) {
    for &(first, end) in paragraphs {
        let label = reading.sentences[first];
        let dash = reading
            .sentences
            .get(first + 1)
            .filter(|_| first + 1 < end)
            .is_some_and(|next| reading.is_sign(next.first, '—') || reading.is_sign(next.first, '–'));
        if !dash || label.end - label.first > LONGEST_LABEL {
            continue;
        }
        let last = (label.first..label.end).rev().find(|&t| reading.is_word(t));
        let source = (label.first..label.end).find(|&t| reading.tag(t, Class::Source).is_some());
        if let Some(head) = source.or(last) {
            let speaker = note(voices, reading, label.first, head, &label);
            voices.give(first + 1, end, speaker);
        }
    }
}

/// A whole paragraph between quotation marks of which nobody in it is said to be the speaker: who was presented right
/// before speaks.
fn message(reading: &Reading<'_>, voices: &mut Voices, paragraphs: &[(usize, usize)]) {
    let mut open = None;
    for (index, &(first, end)) in paragraphs.iter().enumerate() {
        let (from, to) = (reading.sentences[first].first, reading.sentences[end - 1].end);
        let closes = (from..to).rev().take(3).any(|t| reading.tokens[t].kind == Kind::QuoteClose);
        let inside = (from + 1..to.saturating_sub(2)).any(|t| reading.tokens[t].kind == Kind::QuoteClose);
        if reading.tokens[from].kind == Kind::QuoteOpen && !inside && (end - first > 1 || !closes) {
            open = index.checked_sub(1).and_then(|before| presented(reading, voices, paragraphs[before]));
        }
        if let Some(speaker) = open {
            voices.give(first, end, speaker);
        }
        if closes || inside {
            open = None;
        }
    }
}

/// Who a short paragraph before a quotation presents.
fn presented(reading: &Reading<'_>, voices: &mut Voices, (first, end): (usize, usize)) -> Option<usize> {
    if end - first > 3 {
        return None;
    }
    let head = (first..end).rev().find_map(|index| {
        let sentence = reading.sentences[index];
        (sentence.first..sentence.end)
            .find(|&t| reading.tag(t, Class::Source).is_some_and(|tag| is_person(reading.name(&tag))))
    })?;
    Some(noted(reading, voices, head))
}

impl Voices {
    /// Gives the sentences of a turn to its speaker, where nobody else's words reach.
    fn give(&mut self, first: usize, end: usize, speaker: usize) {
        for sentence in first..end {
            self.carry(sentence, speaker);
            let range = self.frame_range(sentence);
            for frame in &mut self.frames[range] {
                // "I spoke of six": who speaks of himself is the speaker.
                if frame.voice == Voice::Author {
                    frame.voice = Voice::Source(speaker);
                }
            }
        }
    }
}
