//! Who says what: sources, the verbs and prepositions that bring them in, and how far their word reaches.

use crate::lexicon::{Class, Feature, Saying, Tag};
use crate::reading::Reading;
use crate::source::{
    SPEAKERS, bearer, left_source, note, noun_start, right_source, speaks, unknown_before, unknown_subject,
};
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
        self.range_of(sentence).contains(&index).then(|| &self.frames[index])
    }

    /// Settles which frame governs each token in sentences of many frames, when all are known.
    fn settle(&mut self, tokens: usize) {
        let many: Vec<_> = (0..self.first_frames.len())
            .map(|sentence| self.range_of(sentence))
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
        &self.frames[self.range_of(sentence)]
    }

    fn range_of(&self, sentence: usize) -> std::ops::Range<usize> {
        let first = |sentence: usize| self.first_frames.get(sentence).copied().unwrap_or(self.frames.len());
        first(sentence)..first(sentence + 1)
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

/// "Selon X, ..." and "..., according to X".
fn according(reading: &Reading<'_>, sentence: &Sentence, voices: &mut Voices, last: &mut Option<usize>) {
    let tags = reading.tags_in(sentence.first, sentence.end, Class::According);
    let mut before = sentence.first;
    for (index, tag) in tags.iter().enumerate() {
        let (first, end) = piece(reading, sentence, tag.first);
        // "Pour les habitants, ...": a word that is a preposition too brings in a source at the head only.
        if reading.is(tag.first, Class::Preposition) && !opens_clause(reading, sentence, tag) {
            continue;
        }
        if hangs_on_source(reading, voices, tag.first) {
            continue;
        }
        let Some(voice) = right_source(reading, sentence, tag.end, voices, *last, true) else { continue };
        if let Voice::Source(source) = voice {
            *last = Some(source);
        }
        // "neuf morts selon A, quinze selon B": each vouches for what stands before it.
        let shared = tags.len() > 1 && tag.first > first + 2;
        let next = tags.get(index + 1).is_some_and(|next| next.first < end);
        let from = if shared { own_part(reading, first.max(before), tag.first) } else { first };
        let source_end = match voice {
            Voice::Source(source) => voices.sources[source].end,
            Voice::Author => tag.end,
        };
        let to = if shared && next { source_end } else { end };
        before = source_end;
        // At the head of a sentence a source also governs what stands before a verb of saying of its own.
        voices.frames.push(Frame {
            voice,
            scope: (from, to),
            verb: (tag.first, tag.end),
            saying: Saying::Says,
            negated: false,
            rule: reading.entry(tag).rule,
            through: None,
        });
    }
}

/// "une infirmière, citée par un conseiller": the one who is quoted knows, not the one through whom.
fn hangs_on_source(reading: &Reading<'_>, voices: &Voices, at: usize) -> bool {
    let participle = reading
        .tag(at, Class::Report)
        .is_some_and(|tag| matches!(reading.entry(&tag).feature, Feature::Participle | Feature::Past));
    let behind = |source: &SourceMention| {
        source.end == at || (source.end + 1 == at && reading.is_sign(source.end, ','))
    };
    participle && voices.sources.iter().rev().take(4).any(behind)
}

/// Where the part begins that a source behind it vouches for: behind the source before, or its last comma.
fn own_part(reading: &Reading<'_>, floor: usize, at: usize) -> usize {
    (floor..at)
        .find(|&t| reading.is_sign(t, ',') || reading.is(t, Class::And))
        .map_or(floor, |cut| if floor == cut { cut + 1 } else { floor })
}

/// Whether a word stands at the head of its sentence, and a comma closes what it brings in.
fn opens_clause(reading: &Reading<'_>, sentence: &Sentence, tag: &Tag) -> bool {
    tag.first <= sentence.first + 1
        && (tag.end..sentence.end.min(tag.end + 7)).any(|t| reading.is_sign(t, ','))
}

/// "Un habitant : « huit morts »", "Source militaire : 3 soldats tués": a source before a colon.
fn introduced(reading: &Reading<'_>, sentence: &Sentence, voices: &mut Voices, last: &mut Option<usize>) {
    let reach = sentence.end.min(sentence.first + 24);
    let Some(colon) = (sentence.first..reach).find(|&t| reading.is_sign(t, ':')) else { return };
    let quoted = reading.is_quote(colon + 1);
    let stop = |t: &usize| reading.is_stop(*t) || reading.is_quote(*t);
    let first = (sentence.first..colon).rev().find(stop).map_or(sentence.first, |t| t + 1);
    if !quoted && colon - first > 7 {
        return;
    }
    let names = |t: usize| reading.is_any(t, &[Class::Source, Class::Party]) && speaks(reading, t, first);
    let Some(head) = (first..colon).find(|&t| names(t)) else { return };
    let light = [Class::Determiner, Class::Article];
    let media = reading.covering(head, Class::Source).is_some_and(|tag| reading.name(&tag) == Some("media"));
    if media || !(first..head).all(|t| reading.is_any(t, &light)) {
        return;
    }
    let source = note(voices, reading, first, head, sentence);
    let rule = reading.covering(head, Class::Source).map_or(0, |tag| reading.entry(&tag).rule);
    *last = Some(source);
    voices.frames.push(Frame {
        voice: Voice::Source(source),
        scope: (colon + 1, sentence.end),
        verb: (colon, colon + 1),
        saying: Saying::Says,
        negated: false,
        rule,
        through: None,
    });
}

/// "Le maire parle de cinq morts, et une source locale d'une vingtaine": the second source shares the verb.
fn gapped(
    reading: &Reading<'_>,
    sentence: &Sentence,
    frames: usize,
    voices: &mut Voices,
    last: &mut Option<usize>,
) {
    let Some(model) = voices.frames[frames..].first().cloned() else { return };
    for at in model.verb.1..sentence.end.saturating_sub(3) {
        if !(reading.is(at, Class::And) || reading.is_sign(at, ',')) || !reading.is(at + 1, Class::Determiner)
        {
            continue;
        }
        let head = at + 2;
        let Some(tag) = reading.tag(head, Class::Source) else { continue };
        let counts = |t: usize| {
            reading.is_any(t, &[Class::Relation, Class::Vague])
                || (reading.is(t, Class::Number) && !reading.is(t, Class::Article))
                || reading.tokens.get(t).is_some_and(|t| matches!(t.kind, Kind::Figure(_)))
        };
        let next = if reading.is(tag.end, Class::Of) { tag.end + 1 } else { tag.end };
        if next >= sentence.end || !counts(next) || reading.is(at + 1, Class::Vague) {
            continue;
        }
        let (_, end) = piece(reading, sentence, head);
        let source = note(voices, reading, at + 1, head, sentence);
        voices.sources[source].end = tag.end;
        *last = Some(source);
        voices.frames.push(Frame {
            voice: Voice::Source(source),
            scope: (at, end),
            verb: (at, tag.end),
            ..model.clone()
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
            let (frame, aside) = frame;
            if let Voice::Source(source) = frame.voice
                && !aside
            {
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
) -> Option<(Frame, bool)> {
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
    // Behind a verb of blame stands who is blamed, but behind its quotation who speaks.
    let blames = entry.attributes.saying == Saying::Accuses
        && !(form.first > sentence.first && reading.is_quote(form.first - 1));
    let inverted = !blames && inverts(reading, sentence, form.first);
    let before_tag = form.first;
    let mut voice = None;
    let mut behind = false;
    let swallowed = reading.is(tag.end - 1, Class::Anaphor);
    if swallowed {
        // "affirme-t-elle": the verb holds its subject.
        voice = last.map(Voice::Source);
        behind = true;
    } else if passive || participle {
        // "a été confirmé par un médecin", "cité par", "imputée par les habitants à l'armée".
        if hangs_on_source(reading, voices, tag.first) {
            return None;
        }
        let agent = (tag.end..end.min(tag.end + 3)).find(|&t| reading.is(t, Class::Agent));
        // Without accents a verb and its participle are one word: "indique la protection civile".
        let verb = !passive && inverted && reading.is(tag.end, Class::Determiner);
        // "Une source recense" in a text without accents: finite, where nothing follows that did it.
        let plain = !passive && reading.tokens[tag.first].accented != crate::token::UNKNOWN;
        let Some(from) = agent.map(|agent| agent + 1).or(verb.then_some(tag.end)) else {
            voice = left_source(reading, sentence, first, before_tag, voices, last).filter(|_| plain);
            let scope = (tag.end, end);
            let (verb, saying, rule) = ((tag.first, tag.end), entry.attributes.saying, entry.rule);
            let negated = form.negated;
            return voice
                .map(|voice| (Frame { voice, scope, verb, saying, negated, rule, through: None }, false));
        };
        voice = right_source(reading, sentence, from, voices, last, true);
        behind = true;
        if let Some(Voice::Source(source)) = voice
            && entry.attributes.saying == Saying::Accuses
        {
            // "imputée par les habitants à l'armée": who is blamed is no part of who blames.
            let mention = &mut voices.sources[source];
            let cut = (mention.head + 1..mention.end)
                .find(|&t| reading.is_any(t, &[Class::PlaceAt, Class::PlaceTo]) && !reading.is(t, Class::Of));
            mention.end = cut.unwrap_or(mention.end);
        }
    } else {
        if inverted {
            voice = right_source(reading, sentence, tag.end, voices, last, false);
            if voice.is_none()
                && matches!(entry.feature, Feature::Finite | Feature::Participle | Feature::Past)
            {
                voice = unknown_subject(reading, sentence, tag.end, voices);
            }
            behind = voice.is_some();
        }
        if voice.is_none() && !inverted {
            voice = named_before(reading, sentence, form.first, voices);
        }
        if voice.is_none() && entry.feature == Feature::Gerund {
            voice = bearer(reading, sentence, first, before_tag, voices);
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
    if voice.is_none() && !passive && !behind && says_what_stood_before(reading, sentence, tag.end) {
        voice = unknown_before(reading, sentence, form.first, voices);
    }
    // "Añadió que ...": where the subject may be left out, it is the last source.
    let dropped = reading.pack.drops_subject && form.voice == crate::harm::Voice::Active && !participle;
    let voice = voice.or(last.filter(|_| coordinated || dropped).map(Voice::Source))?;
    let through = cited(reading, sentence, tag, voices);
    let (voice, through) = match (voice, through) {
        (Voice::Source(outer), Some(inner)) => (Voice::Source(inner), Some(outer)),
        (voice, _) => (voice, None),
    };
    let aside = aside(reading, voices, voice, first, tag);
    let gerund = entry.feature == Feature::Gerund;
    let scope = if let Some(aside) = aside {
        (aside, end)
    } else if gerund {
        (tag.first, end)
    } else if behind || says_what_stood_before(reading, sentence, tag.end) {
        (first, end)
    } else {
        (tag.first, end)
    };
    let frame = Frame {
        voice,
        scope,
        verb: (tag.first, tag.end),
        saying: entry.attributes.saying,
        negated: form.negated,
        rule: entry.rule,
        through,
    };
    Some((frame, aside.is_some()))
}

/// "not 85, as officials claim": where the aside begins whose figure the source gives.
fn aside(reading: &Reading<'_>, voices: &Voices, voice: Voice, first: usize, tag: &Tag) -> Option<usize> {
    let Voice::Source(source) = voice else { return None };
    let that = voices.sources[source].first.min(tag.first).checked_sub(1)?;
    let opens = reading.is(that, Class::That) && that > first && reading.is_stop(tag.end);
    let told = |before: usize| reading.covering(before, Class::Report).is_some();
    (opens && !that.checked_sub(1).is_some_and(told)).then(|| {
        (first..that)
            .rev()
            .find(|&t| reading.is_sign(t, ',') || reading.is(t, Class::Negation))
            .unwrap_or(first)
    })
}

/// "the claim by the village head that 43 corpses were found": a noun of saying, its source, and what is said.
fn claimed_by(reading: &Reading<'_>, sentence: &Sentence, voices: &mut Voices) {
    for at in sentence.first..sentence.end.saturating_sub(3) {
        if !reading.is(at, Class::Agent) {
            continue;
        }
        let Some(that) = (at + 2..sentence.end.min(at + 9)).find(|&t| reading.is(t, Class::That)) else {
            continue;
        };
        let clean = !(at + 1..that).any(|t| {
            reading.is_stop(t) || reading.is_any(t, &[Class::Report, Class::AuxActive, Class::AuxPassive])
        });
        let Some(head) = (at + 1..that).find(|&t| reading.is(t, Class::Source)).filter(|_| clean) else {
            continue;
        };
        let (_, end) = piece(reading, sentence, that);
        let rule = reading.covering(head, Class::Source).map_or(0, |tag| reading.entry(&tag).rule);
        let source = note(voices, reading, at + 1, head, sentence);
        voices.frames.push(Frame {
            voice: Voice::Source(source),
            scope: (at, end),
            verb: (at, that + 1),
            saying: Saying::Says,
            negated: false,
            rule,
            through: None,
        });
    }
}

/// "présentées par l'armée comme des jihadistes": the label is the word of who gives it, and nothing else.
fn labelled(reading: &Reading<'_>, sentence: &Sentence, voices: &mut Voices) {
    for at in sentence.first + 1..sentence.end.saturating_sub(1) {
        if !reading.is(at, Class::Agent) || !reading.is(at - 1, Class::Be) {
            continue;
        }
        let Some(tag) = reading.covering(at - 1, Class::Be) else { continue };
        let Some(Voice::Source(source)) = right_source(reading, sentence, at + 1, voices, None, true) else {
            continue;
        };
        let from = voices.sources[source].end;
        let end = (from..sentence.end.min(from + 10)).find(|&t| reading.is_sign(t, ','));
        let end = end.unwrap_or(sentence.end.min(from + PIECE));
        let rule = reading.entry(&tag).rule;
        voices.frames.push(Frame {
            voice: Voice::Source(source),
            scope: (tag.first, end),
            verb: (tag.first, at),
            saying: Saying::Says,
            negated: false,
            rule,
            through: None,
        });
    }
}

/// "The village head has revised his count from 43 to 51": who revises a figure gives it.
fn revised(reading: &Reading<'_>, sentence: &Sentence, voices: &mut Voices, last: &mut Option<usize>) {
    let Some(tag) = reading.tags_in(sentence.first, sentence.end, Class::Revision).into_iter().next() else {
        return;
    };
    let form = crate::harm::verb_form(reading, sentence, &tag);
    let head = (sentence.first..form.first.min(sentence.first + 5))
        .find(|&t| reading.is_any(t, &[Class::Source, Class::Party]));
    let Some(head) = head.filter(|_| form.voice != crate::harm::Voice::Passive) else { return };
    if reading.any(sentence.first, head + 1, Class::TollNoun) {
        return;
    }
    let (_, end) = piece(reading, sentence, tag.first);
    let source = note(voices, reading, sentence.first, head, sentence);
    *last = Some(source);
    voices.frames.push(Frame {
        voice: Voice::Source(source),
        scope: (tag.first, end),
        verb: (tag.first, tag.end),
        saying: Saying::Says,
        negated: false,
        rule: reading.entry(&tag).rule,
        through: None,
    });
}

/// "... blames the ELN, which denies it": the source right before a comma and the "which" of the verb.
fn named_before(
    reading: &Reading<'_>,
    sentence: &Sentence,
    verb: usize,
    voices: &mut Voices,
) -> Option<Voice> {
    let mut at = verb;
    while at > sentence.first && reading.is_any(at - 1, &[Class::Pronoun, Class::Adverb, Class::Negation]) {
        at -= 1;
    }
    let relative = at.checked_sub(1).filter(|&t| t > sentence.first && reading.is(t, Class::Relative))?;
    let comma = relative.checked_sub(1).filter(|&t| t > sentence.first && reading.is_sign(t, ','))?;
    let head = comma - 1;
    let ends = |class| reading.covering(head, class).filter(|tag: &Tag| tag.end == comma);
    let tag = ends(Class::Party)?;
    let first = noun_start(reading, sentence, tag.first, sentence.first);
    Some(Voice::Source(note(voices, reading, first, tag.first, sentence)))
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
        && !reading.is_any(at - 1, &[Class::Anaphor, Class::Own])
    {
        at -= 1;
    }
    if at == sentence.first || reading.is_quote(at - 1) {
        return !(at > sentence.first && reading.is(at - 1, Class::Own));
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
    // "A herder who fled over the border, in Mali, described": the clause belongs to the subject.
    let reach = at.min(sentence.first + 6);
    let from = match (sentence.first..reach).find(|&t| reading.is(t, Class::Relative)) {
        Some(relative)
            if (sentence.first..relative).any(|t| reading.is_any(t, SPEAKERS))
                && !(sentence.first..relative).any(|t| reading.is_any(t, &clause[..3])) =>
        {
            return false;
        }
        _ => sentence.first,
    };
    reading.is_sign(at - 1, ',')
        && (from..at).any(|t| {
            reading.is_any(t, &clause) && !reading.is(t, Class::Determiner)
                || reading.is_quote(t)
                || matches!(reading.tokens[t].kind, Kind::Figure(_))
        })
}

fn subject_before(reading: &Reading<'_>, sentence: &Sentence, verb: usize) -> bool {
    (sentence.first..verb).any(|at| reading.is_any(at, SPEAKERS))
}

/// Whether a source is a body that reports on others: in the note of another body it may go on speaking.
fn is_body(reading: &Reading<'_>, source: &SourceMention) -> bool {
    let kind = reading.covering(source.head, Class::Source);
    kind.and_then(|tag| reading.name(&tag).map(str::to_owned))
        .is_some_and(|kind| matches!(kind.as_str(), "un" | "rights_body" | "ngo" | "judiciary"))
}

fn is_media(reading: &Reading<'_>, source: &SourceMention) -> bool {
    reading.covering(source.head, Class::Source).is_some_and(|tag| reading.name(&tag) == Some("media"))
}

/// Another source behind a verb of citing: "un élu, citant un infirmier", "qui tient l'information de".
fn cited(reading: &Reading<'_>, sentence: &Sentence, tag: &Tag, voices: &mut Voices) -> Option<usize> {
    let (first, end) = piece(reading, sentence, tag.first);
    let cites = (first..end).find_map(|at| reading.tag(at, Class::Cites))?;
    match right_source(reading, sentence, cites.end, voices, None, true) {
        // "a déclaré auprès de l'AFP": a paper that was told knows nothing by itself.
        Some(Voice::Source(source)) => {
            Some(source).filter(|&source| !is_media(reading, &voices.sources[source]))
        }
        Some(Voice::Author) | None => None,
    }
}
