//! Who says what: sources, the verbs and prepositions that bring them in, and how far their word reaches.

use crate::lexicon::{Class, Feature, Saying, Tag};
use crate::reading::Reading;
use crate::token::{Kind, Sentence};

/// A source as the text names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceMention {
    /// First token.
    pub(crate) first: usize,
    /// Token after the last.
    pub(crate) end: usize,
    /// Token of its head noun.
    pub(crate) head: usize,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    /// The report itself.
    Author,
    /// The source with this number.
    Source(usize),
}

/// A stretch of text under the word of one source.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) voice: Voice,
    /// Tokens that the source vouches for.
    pub(crate) scope: (usize, usize),
    /// Tokens of the verb or preposition.
    pub(crate) verb: (usize, usize),
    pub(crate) saying: Saying,
    /// The verb of saying itself is negated ("does not confirm").
    pub(crate) negated: bool,
    pub(crate) rule: usize,
    /// A source through which the one that knows is quoted.
    pub(crate) through: Option<usize>,
}

/// The voices of a report.
#[derive(Debug, Default)]
pub(crate) struct Voices {
    pub(crate) sources: Vec<SourceMention>,
    pub(crate) frames: Vec<Frame>,
    /// For each sentence, its first frame in `frames`.
    first_frames: Vec<usize>,
    /// For each sentence, who speaks where no frame reaches.
    carried: Vec<Option<usize>>,
}

impl Voices {
    /// The frame of a sentence that governs a token: the one whose scope holds it and whose verb is nearest.
    pub(crate) fn frame_at(&self, token: usize, sentence: usize) -> Option<&Frame> {
        self.frames_of(sentence)
            .iter()
            .filter(|frame| frame.scope.0 <= token && token < frame.scope.1)
            .min_by_key(|frame| (frame.scope.1 - frame.scope.0, frame.verb.0.abs_diff(token)))
    }

    /// The frames of a sentence.
    pub(crate) fn frames_of(&self, sentence: usize) -> &[Frame] {
        let from = self.first_frames.get(sentence).copied().unwrap_or(self.frames.len());
        let to = self.first_frames.get(sentence + 1).copied().unwrap_or(self.frames.len());
        &self.frames[from..to]
    }

    /// Who vouches for a token of a sentence.
    pub(crate) fn voice_at(&self, token: usize, sentence: usize) -> Voice {
        match self.frame_at(token, sentence) {
            Some(frame) => frame.voice,
            None => self.carried.get(sentence).copied().flatten().map_or(Voice::Author, Voice::Source),
        }
    }
}

/// Classes whose words may be a source when they are the subject of a verb of saying.
const SPEAKERS: &[Class] = &[Class::Source, Class::Party, Class::Person];

/// Finds every source and the reach of its word.
///
/// `issuer`: the report is the word of a body of its own (a communiqué, a note), which speaks where nobody is named.
pub(crate) fn voices(reading: &Reading<'_>, issuer: bool) -> Voices {
    let mut voices = Voices::default();
    let mut last: Option<usize> = None;
    let mut paragraph = usize::MAX;
    let mut in_quote = false;
    let mut framed_before = false;
    for sentence in &reading.sentences {
        if sentence.paragraph == paragraph {
            let carries = in_quote || (framed_before && !issuer && continues(reading, sentence));
            voices.carried.push(last.filter(|_| carries));
        } else {
            paragraph = sentence.paragraph;
            in_quote = false;
            framed_before = false;
            // A new paragraph is the author's again, but "he" may still stand for the last source.
            voices.carried.push(None);
        }
        let before = voices.frames.len();
        voices.first_frames.push(before);
        according(reading, sentence, &mut voices, &mut last);
        reported(reading, sentence, &mut voices, &mut last);
        let quotes = quote_balance(reading, sentence);
        let framed = voices.frames.len() > before;
        framed_before |= framed;
        in_quote = if quotes == 0 { in_quote && !framed } else { quotes > 0 };
    }
    voices
}

/// Whether an unframed sentence goes on with the source of the sentence before.
fn continues(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    !reading.any(sentence.first, sentence.end, Class::Own)
}

/// Opening minus closing quotation marks.
fn quote_balance(reading: &Reading<'_>, sentence: &Sentence) -> i32 {
    reading.tokens[sentence.first..sentence.end].iter().fold(0, |sum, token| match token.kind {
        Kind::QuoteOpen => sum + 1,
        Kind::QuoteClose => sum - 1,
        Kind::Word | Kind::Figure(_) | Kind::Mixed(_) | Kind::Sign(_) => sum,
    })
}

/// Tokens that a piece reaches at most on either side: beyond it lies no sentence that anybody wrote.
const PIECE: usize = 400;

/// The piece of a sentence around a token, between words of contrast and semicolons.
pub(crate) fn piece(reading: &Reading<'_>, sentence: &Sentence, at: usize) -> (usize, usize) {
    let cut = |token: usize| reading.is_sign(token, ';') || reading.tag(token, Class::Contrast).is_some();
    let from = (sentence.first + 1).max(at.saturating_sub(PIECE));
    let to = sentence.end.min(at + PIECE);
    let first = (from..=at).rev().find(|&token| cut(token)).unwrap_or(from - 1);
    let end = (at + 1..to).find(|&token| cut(token)).unwrap_or(to);
    (first, end)
}

/// "Selon X, ..." and "..., according to X".
fn according(reading: &Reading<'_>, sentence: &Sentence, voices: &mut Voices, last: &mut Option<usize>) {
    for tag in reading.tags_in(sentence.first, sentence.end, Class::According) {
        let (first, end) = piece(reading, sentence, tag.first);
        let Some(voice) = right_source(reading, sentence, tag.end, voices, *last, true) else { continue };
        if let Voice::Source(source) = voice {
            *last = Some(source);
        }
        // At the head of a sentence a source also governs what stands before a verb of saying of its own.
        voices.frames.push(Frame {
            voice,
            scope: (first, end),
            verb: (tag.first, tag.end),
            saying: Saying::Says,
            negated: false,
            rule: reading.entry(&tag).rule,
            through: None,
        });
    }
}

/// Verbs of saying with their subject before or behind them.
fn reported(reading: &Reading<'_>, sentence: &Sentence, voices: &mut Voices, last: &mut Option<usize>) {
    let mut from = sentence.first;
    while from < sentence.end {
        let Some(tag) = reading.tag(from, Class::Report) else {
            from += 1;
            continue;
        };
        from = tag.end;
        if let Some(frame) = report_frame(reading, sentence, &tag, voices, *last) {
            if let Voice::Source(source) = frame.voice {
                // "he adds" is the one who speaks, not the one whom he quotes.
                *last = frame.through.or(Some(source));
            }
            voices.frames.push(frame);
        }
    }
}

fn report_frame(
    reading: &Reading<'_>,
    sentence: &Sentence,
    tag: &Tag,
    voices: &mut Voices,
    last: Option<usize>,
) -> Option<Frame> {
    let entry = *reading.entry(tag);
    if reading.tag(tag.first, Class::Source).is_some() && entry.feature != Feature::Conditional {
        let finite = entry.feature == Feature::Finite && !reading.is(tag.first.max(1) - 1, Class::Determiner);
        if !finite || reading.tag(tag.first, Class::Source).is_some_and(|source| source.end > tag.end) {
            return None;
        }
    }
    if entry.feature == Feature::Gerund && !subject_before(reading, sentence, tag.first) {
        return None;
    }
    let form = crate::harm::verb_form(reading, sentence, tag);
    let passive = form.voice == crate::harm::Voice::Passive;
    let participle = entry.feature == Feature::Participle && form.voice == crate::harm::Voice::Open;
    let (first, end) = piece(reading, sentence, tag.first);
    let inverted = inverts(reading, sentence, form.first);
    let before_tag = form.first;
    let mut voice = None;
    let mut behind = false;
    if passive || participle {
        // "a été confirmé par un médecin", "cité par", "imputée par les habitants à l'armée".
        let agent = (tag.end..end.min(tag.end + 3)).find(|&t| reading.is(t, Class::Agent))?;
        voice = right_source(reading, sentence, agent + 1, voices, last, true);
        behind = true;
    } else {
        if inverted {
            voice = right_source(reading, sentence, tag.end, voices, last, false);
            behind = voice.is_some();
        }
        if voice.is_none() {
            voice = left_source(reading, sentence, first, before_tag, voices, last);
        }
        if voice.is_none() && !inverted && reading.is(before_tag.max(1) - 1, Class::Relative) {
            voice = last.map(Voice::Source);
        }
    }
    // "... a confirmé 29 morts, mais a insisté": the subject is that of the verb before.
    let coordinated = reading.tag(first, Class::Contrast).is_some() && form.first <= first + 3;
    let voice = voice.or(last.filter(|_| coordinated).map(Voice::Source))?;
    let through = cited(reading, sentence, tag, voices);
    let (voice, through) = match (voice, through) {
        (Voice::Source(outer), Some(inner)) => (Voice::Source(inner), Some(outer)),
        (voice, _) => (voice, None),
    };
    let scope = if behind || says_what_stood_before(reading, sentence, tag.end) {
        (first, end)
    } else {
        (tag.end, end)
    };
    Some(Frame {
        voice,
        scope,
        verb: (tag.first, tag.end),
        saying: entry.attributes.saying,
        negated: form.negated,
        rule: entry.rule,
        through,
    })
}

/// "..., the army said on Monday.": nothing but words of time and manner behind the verb.
fn says_what_stood_before(reading: &Reading<'_>, sentence: &Sentence, from: usize) -> bool {
    let light = [
        Class::Time,
        Class::Weekday,
        Class::Month,
        Class::DateWord,
        Class::PlaceAt,
        Class::Preposition,
        Class::Agent,
        Class::Determiner,
        Class::Adverb,
        Class::Number,
    ];
    (from..sentence.end.min(from + 5))
        .find(|&t| reading.is_stop(t) || !reading.is_any(t, &light))
        .is_some_and(|t| reading.is_stop(t))
}

/// Whether the verb stands before its subject: after a comma, a closing quotation mark, or at the head.
fn inverts(reading: &Reading<'_>, sentence: &Sentence, verb: usize) -> bool {
    let mut at = verb;
    while at > sentence.first
        && reading.is_any(at - 1, &[Class::Pronoun, Class::Adverb, Class::Negation, Class::AuxActive])
        && !reading.is(at - 1, Class::Anaphor)
    {
        at -= 1;
    }
    if at == sentence.first || reading.is_quote(at - 1) {
        return true;
    }
    // After a comma the verb is inverted only where a clause stands before it, not a subject with an apposition.
    let clause = [
        Class::AuxActive,
        Class::AuxPassive,
        Class::Harm,
        Class::Be,
        Class::Casualty,
        Class::Number,
        Class::Negation,
    ];
    reading.is_sign(at - 1, ',')
        && (sentence.first..at).any(|t| {
            reading.is_any(t, &clause) && !reading.is(t, Class::Determiner)
                || reading.is_quote(t)
                || matches!(reading.tokens[t].kind, Kind::Figure(_))
        })
}

fn subject_before(reading: &Reading<'_>, sentence: &Sentence, verb: usize) -> bool {
    (sentence.first..verb).any(|at| reading.is_any(at, SPEAKERS))
}

/// Another source behind a verb of citing: "un élu, citant un infirmier", "qui tient l'information de".
fn cited(reading: &Reading<'_>, sentence: &Sentence, tag: &Tag, voices: &mut Voices) -> Option<usize> {
    let (first, end) = piece(reading, sentence, tag.first);
    let cites = (first..end).find_map(|at| reading.tag(at, Class::Cites))?;
    match right_source(reading, sentence, cites.end, voices, None, true) {
        Some(Voice::Source(source)) => Some(source),
        Some(Voice::Author) | None => None,
    }
}

/// The source that stands behind a token, after articles and words of time; `near` wants it right there.
fn right_source(
    reading: &Reading<'_>,
    sentence: &Sentence,
    from: usize,
    voices: &mut Voices,
    last: Option<usize>,
    near: bool,
) -> Option<Voice> {
    let reach = if near { 9 } else { 12 };
    let mut at = from;
    while at < sentence.end && at < from + reach {
        if reading.is_sign(at, '-') || reading.is(at, Class::Time) {
            at += 1;
            continue;
        }
        if let Some(voice) = pointed_to(reading, at, voices, last) {
            return Some(voice);
        }
        if reading.is_stop(at) && at > from {
            return None;
        }
        let counted = reading.is(at, Class::Number) || matches!(reading.tokens[at].kind, Kind::Figure(_));
        if !near && counted && !reading.is(at, Class::Determiner) && !reading.is(at + 1, Class::Source) {
            return None;
        }
        if speaks(reading, at, from) {
            let head = at;
            let first = noun_start(reading, sentence, head, from);
            return Some(Voice::Source(note(voices, reading, first, head, sentence)));
        }
        if !near && reading.is_any(at, &[Class::That, Class::Harm, Class::AuxPassive]) {
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

/// The subject before a verb: the last stretch between commas that has one.
fn left_source(
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
    stretches.push((start, verb));
    // "Our researchers, who visited the village and the hospital, conclude": the subject stands before the "who".
    let relative = (1..stretches.len()).find(|&i| reading.is(stretches[i].0, Class::Relative));
    let order = stretches[..relative.unwrap_or(stretches.len())]
        .iter()
        .rev()
        .chain(&stretches[relative.unwrap_or(stretches.len())..]);
    for &(start, end) in order {
        if let Some(voice) = subject_in(reading, sentence, start, end, voices, last) {
            return Some(voice);
        }
    }
    None
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
        if let Some(voice) = pointed_to(reading, at, voices, last) {
            return Some(voice);
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
fn speaks(reading: &Reading<'_>, at: usize, floor: usize) -> bool {
    if reading.is_any(at, &[Class::Source, Class::Party]) {
        return true;
    }
    if reading.is_any(at, &[Class::Negation, Class::None, Class::Casualty]) {
        return false;
    }
    if reading.is(at, Class::Person) {
        let counted = |t: usize| {
            matches!(reading.tokens[t].kind, Kind::Figure(_))
                || reading.is(t, Class::Vague)
                || (reading.is(t, Class::Number) && !reading.is(t, Class::Determiner))
        };
        return !(floor.max(at.saturating_sub(3))..at).any(counted);
    }
    name_at(reading, at) && !reading.is(at, Class::Time)
}

/// The voice that words at a token point to: a document its issuer, "he" the last source, "we" the report itself.
fn pointed_to(reading: &Reading<'_>, at: usize, voices: &Voices, last: Option<usize>) -> Option<Voice> {
    let document = last.filter(|_| reading.tag(at, Class::Document).is_some()).map(Voice::Source);
    let anaphor = || reading.tag(at, Class::Anaphor).and_then(|tag| antecedent(reading, &tag, voices, last));
    document.or_else(anaphor).or_else(|| reading.is(at, Class::Own).then_some(Voice::Author))
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
            reading.tag(anaphor.first, Class::Article).is_none() || anaphor.end - anaphor.first > 3
        }))
        .map(Voice::Source)
}

/// Whether a noun hangs on a preposition: "in the village", "after the massacre of villagers".
fn governed(reading: &Reading<'_>, start: usize, at: usize) -> bool {
    let mut before = at;
    let mut steps = 0;
    while before > start && steps < 4 {
        before -= 1;
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
        && !reading
            .is_any(at, &[Class::Time, Class::Month, Class::Weekday, Class::NameStop, Class::Determiner])
        && reading
            .sentences
            .get(reading.sentence_of(at))
            .is_some_and(|s| s.first != at || reading.is_any(at + 1, &[Class::Report, Class::AuxActive]))
}

/// First token of the noun group that `head` belongs to, not before `floor`.
fn noun_start(reading: &Reading<'_>, sentence: &Sentence, head: usize, floor: usize) -> usize {
    let mut first = head;
    let floor = floor.max(sentence.first);
    let mut steps = 0;
    while first > floor && steps < 4 {
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
fn note(voices: &mut Voices, reading: &Reading<'_>, first: usize, head: usize, sentence: &Sentence) -> usize {
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
            Class::PlaceTo,
            Class::Contrast,
            Class::Adverb,
            Class::Pronoun,
            Class::Negation,
            Class::Time,
            Class::Harm,
            Class::According,
            Class::Cites,
        ];
        if stop || reading.is_any(end, &breaks) {
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
