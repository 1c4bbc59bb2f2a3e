//! Who says what: sources, the verbs and prepositions that bring them in, and how far their word reaches.

use crate::culprit::held;
use crate::frame::{according, claimed_by, gapped, introduced, labelled, reported, revised};
use crate::lexicon::{Class, Saying};
use crate::reading::Reading;
use crate::source::note;
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

impl Frame {
    fn holds(&self, token: usize) -> bool {
        self.scope.0 <= token && token < self.scope.1
    }

    /// Who does not confirm a thing does not say it.
    fn vouches(&self) -> bool {
        self.saying != Saying::Unconfirmed && !(self.saying == Saying::Confirms && self.negated)
    }

    /// The frame at the least distance governs a token: that of the least scope, then of the nearest verb.
    fn distance(&self, token: usize) -> (usize, usize) {
        (self.scope.1 - self.scope.0, self.verb.0.abs_diff(token))
    }
}

/// Frames of a sentence up to which each is asked whether it governs a token.
const FEW: usize = 8;

/// The voices of a report.
#[derive(Debug, Default)]
pub(crate) struct Voices {
    pub(crate) sources: Vec<SourceMention>,
    pub(crate) frames: Vec<Frame>,
    /// For each token, whether it stands between quotation marks.
    pub(crate) quoted: Vec<bool>,
    /// For each sentence, its first frame in `frames`.
    first_frames: Vec<usize>,
    /// For each token of a sentence of many frames the one that governs it, and the one that vouches for it: its index
    /// + 1, 0 for none.
    governing: Vec<[usize; 2]>,
    /// For each sentence, who speaks where no frame reaches.
    carried: Vec<Option<usize>>,
}

impl Voices {
    /// The frame of a sentence that governs a token: the one whose scope holds it and whose verb is nearest.
    pub(crate) fn frame_at(&self, token: usize, sentence: usize) -> Option<&Frame> {
        self.governing(token, sentence, 0)
    }

    fn governing(&self, token: usize, sentence: usize, which: usize) -> Option<&Frame> {
        let frames = self.frames_of(sentence);
        if frames.len() <= FEW {
            let fits = |frame: &&Frame| (which == 0 || frame.vouches()) && frame.holds(token);
            return frames.iter().filter(fits).min_by_key(|frame| frame.distance(token));
        }
        let index = self.governing.get(token)?[which].checked_sub(1)?;
        self.frame_range(sentence).contains(&index).then(|| &self.frames[index])
    }

    /// Settles which frame governs each token in sentences of many frames, when all are known.
    fn settle(&mut self, tokens: usize) {
        let many: Vec<_> = (0..self.first_frames.len())
            .map(|sentence| self.frame_range(sentence))
            .filter(|frames| frames.len() > FEW)
            .collect();
        if !many.is_empty() {
            self.governing = vec![[0; 2]; tokens];
        }
        for (number, frame) in many.into_iter().flat_map(|range| (range.start + 1..).zip(&self.frames[range]))
        {
            let (first, end) = frame.scope;
            for (token, governing) in (first..end).zip(&mut self.governing[first..end.max(first)]) {
                for governing in &mut governing[..=usize::from(frame.vouches())] {
                    let other = governing.checked_sub(1).map(|other| &self.frames[other]);
                    if other.is_none_or(|other| frame.distance(token) < other.distance(token)) {
                        *governing = number;
                    }
                }
            }
        }
    }

    /// The frames of a sentence.
    pub(crate) fn frames_of(&self, sentence: usize) -> &[Frame] {
        &self.frames[self.frame_range(sentence)]
    }

    /// Where the frames of a sentence lie.
    pub(crate) fn frame_range(&self, sentence: usize) -> std::ops::Range<usize> {
        let from = self.first_frames.get(sentence).copied().unwrap_or(self.frames.len());
        let to = self.first_frames.get(sentence + 1).copied().unwrap_or(self.frames.len());
        from..to
    }

    /// Lets a source speak in a sentence where no frame reaches and nobody went on speaking.
    pub(crate) fn carry(&mut self, sentence: usize, source: usize) {
        if let Some(carried) = self.carried.get_mut(sentence) {
            *carried = carried.or(Some(source));
        }
    }

    /// Who vouches for a token of a sentence.
    pub(crate) fn voice_at(&self, token: usize, sentence: usize) -> Voice {
        match self.governing(token, sentence, 1) {
            Some(frame) => frame.voice,
            None => self.carried.get(sentence).copied().flatten().map_or(Voice::Author, Voice::Source),
        }
    }
}

/// Finds every source and the reach of its word.
///
/// `issuer`: the report is the word of a body of its own (a communiqué, a note), which speaks where nobody is named.
pub(crate) fn voices(reading: &Reading<'_>, issuer: bool) -> Voices {
    let mut voices = Voices { quoted: quoted(reading), ..Voices::default() };
    let mut last: Option<usize> = None;
    let mut paragraph = usize::MAX;
    let mut in_quote = false;
    let mut framed_before = false;
    let mut spoke = false;
    let mut topic: Option<(usize, usize)> = None;
    let mut paragraph_before = usize::MAX;
    // Sentences of an open quotation whose speaker is not named yet.
    let mut waiting: Vec<usize> = Vec::new();
    for (index, sentence) in reading.sentences.iter().enumerate() {
        if sentence.paragraph == paragraph {
            let goes_on = framed_before && continues(reading, sentence, &voices.quoted);
            let lets = |source: &usize| !issuer || is_body(reading, &voices.sources[*source]);
            // "..., raconte un berger. « Ils ont tué mes frères »": the next quotation is his too.
            let quotes = spoke && reading.is_quote(sentence.first);
            let carries = in_quote || quotes || (goes_on && last.as_ref().is_some_and(lets));
            voices.carried.push(last.filter(|_| carries));
        } else {
            paragraph = sentence.paragraph;
            in_quote = false;
            framed_before = false;
            spoke = false;
            waiting.clear();
            // A new paragraph is the author's again, but "he" may still stand for the last source.
            voices.carried.push(None);
        }
        if let Some((first, head)) = topic.take()
            && sentence.paragraph == paragraph_before
            && reading.any(sentence.first, sentence.end, Class::Anaphor)
        {
            last = Some(note(&mut voices, reading, first, head, &reading.sentences[index - 1]));
        }
        paragraph_before = sentence.paragraph;
        let before = voices.frames.len();
        voices.first_frames.push(before);
        according(reading, sentence, &mut voices, &mut last);
        reported(reading, sentence, &mut voices, &mut last);
        if voices.frames.len() == before {
            introduced(reading, sentence, &mut voices, &mut last);
        }
        if voices.frames.len() == before {
            revised(reading, sentence, &mut voices, &mut last);
        }
        claimed_by(reading, sentence, &mut voices);
        labelled(reading, sentence, &mut voices);
        held(reading, sentence, &mut voices, last);
        gapped(reading, sentence, before, &mut voices, &mut last);
        let quotes = quote_balance(reading, sentence);
        let framed = voices.frames.len() > before;
        if framed {
            // "« ... J'ai vu quatre morts. ... », souffle une vendeuse": the speaker of the whole quotation.
            let spoken = quotes < 0;
            let speaker = last.filter(|_| spoken);
            for sentence in waiting.drain(..) {
                voices.carried[sentence] = speaker;
            }
            let opening =
                |frame: &&Frame| frame.verb.0 <= frame.scope.0 || frame.verb.0 <= sentence.first + 1;
            framed_before = voices.frames[before..].iter().filter(opening).any(goes_on);
            spoke = voices.frames[before..].iter().any(goes_on);
        } else if (quotes > 0 && !in_quote) || !waiting.is_empty() {
            waiting.push(index);
        }
        if !framed {
            topic = topic_of(reading, sentence);
            if let Some((first, head)) = reached(reading, sentence) {
                last = Some(note(&mut voices, reading, first, head, sentence));
            }
        }
        in_quote = if quotes == 0 { in_quote && !framed } else { quotes > 0 };
        if !in_quote {
            waiting.clear();
        }
    }
    voices.settle(reading.tokens.len());
    voices
}

/// For each token whether it stands between quotation marks; an open quotation ends with its paragraph.
fn quoted(reading: &Reading<'_>) -> Vec<bool> {
    let mut quoted = vec![false; reading.tokens.len()];
    let mut open = false;
    let mut paragraph = usize::MAX;
    for sentence in &reading.sentences {
        open &= sentence.paragraph == paragraph;
        paragraph = sentence.paragraph;
        let range = sentence.first..sentence.end;
        for (token, quoted) in reading.tokens[range.clone()].iter().zip(&mut quoted[range]) {
            match token.kind {
                Kind::QuoteOpen => open = true,
                Kind::QuoteClose => open = false,
                Kind::Word | Kind::Figure(_) | Kind::Mixed(_) | Kind::Sign(_) => {}
            }
            *quoted = open;
        }
    }
    quoted
}

/// Whether a source may go on speaking in the sentence behind: one that gave an account, not one that only denied,
/// kept silent or claimed.
fn goes_on(frame: &Frame) -> bool {
    matches!(frame.saying, Saying::Says | Saying::Confirms) && !frame.negated
}

/// Whether an unframed sentence goes on with the source of the sentence before: not where it speaks of another time.
fn continues(reading: &Reading<'_>, sentence: &Sentence, quoted: &[bool]) -> bool {
    !(sentence.first..sentence.end).any(|t| reading.is(t, Class::Own) && !quoted[t])
        && !reading.any(sentence.first, sentence.end, Class::Background)
}

/// Who a sentence without a source is about, where it begins with one: "he" in the next sentence is the same.
fn topic_of(reading: &Reading<'_>, sentence: &Sentence) -> Option<(usize, usize)> {
    let head =
        (sentence.first..sentence.end.min(sentence.first + 3)).find(|&t| reading.is(t, Class::Source))?;
    let opens = (sentence.first..head).all(|t| reading.is_any(t, &[Class::Determiner, Class::Article]));
    let people = reading.is_any(head, &[Class::Anaphor, Class::Person]);
    let labels = reading.is_sign(head + 1, ':');
    (opens && !people && !labels).then_some((sentence.first, head))
}

/// Tokens behind a verb of reaching somebody within which the source stands.
const REACHED: usize = 5;

/// "Notre correspondant a joint un infirmier.": whom the reporter reached is the next "he".
fn reached(reading: &Reading<'_>, sentence: &Sentence) -> Option<(usize, usize)> {
    let tag = reading.tags_in(sentence.first, sentence.end, Class::Reaches).pop()?;
    let to = sentence.end.min(tag.end + REACHED);
    let head = (tag.end..to).take_while(|&t| !reading.is_stop(t)).find(|&t| reading.is(t, Class::Source))?;
    Some((crate::source::noun_start(reading, sentence, head, tag.end), head))
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
pub(crate) const PIECE: usize = 400;

/// The piece of a sentence around a token, between words of contrast and semicolons.
pub(crate) fn piece(reading: &Reading<'_>, sentence: &Sentence, at: usize) -> (usize, usize) {
    let cut = |token: usize| reading.is_sign(token, ';') || reading.tag(token, Class::Contrast).is_some();
    let from = (sentence.first + 1).max(at.saturating_sub(PIECE));
    let to = sentence.end.min(at + PIECE);
    let first = (from..=at).rev().find(|&token| cut(token)).unwrap_or(from - 1);
    let end = (at + 1..to).find(|&token| cut(token)).unwrap_or(to);
    (first, end)
}

/// Whether a source is a body that reports on others: in the note of another body it may go on speaking.
fn is_body(reading: &Reading<'_>, source: &SourceMention) -> bool {
    let kind = reading.covering(source.head, Class::Source);
    kind.and_then(|tag| reading.name(&tag).map(str::to_owned))
        .is_some_and(|kind| matches!(kind.as_str(), "un" | "rights_body" | "ngo" | "judiciary"))
}

pub(crate) fn is_media(reading: &Reading<'_>, source: &SourceMention) -> bool {
    reading.covering(source.head, Class::Source).is_some_and(|tag| reading.name(&tag) == Some("media"))
}
