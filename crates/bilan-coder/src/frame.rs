//! What brings a source in: verbs and prepositions of saying, with the words that it vouches for.

use crate::attribution::{Frame, PIECE, SourceMention, Voice, Voices, is_media, piece};
use crate::lexicon::{Class, Feature, Saying, Tag};
use crate::reading::Reading;
use crate::source::{
    SPEAKERS, bearer, left_source, note, noun_start, right_source, speaks, unknown_before, unknown_subject,
};
use crate::token::{Kind, Sentence};

/// "Selon X, ..." and "..., according to X".
pub(crate) fn according(
    reading: &Reading<'_>,
    sentence: &Sentence,
    voices: &mut Voices,
    last: &mut Option<usize>,
) {
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
pub(crate) fn introduced(
    reading: &Reading<'_>,
    sentence: &Sentence,
    voices: &mut Voices,
    last: &mut Option<usize>,
) {
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
    // "Blessés : 14" and "Soldiers killed 27 villagers: 16 in A" label no words of anybody.
    if reading.any(first, colon, Class::Harm) || reading.any(first, colon, Class::Casualty) {
        return;
    }
    let light = [Class::Determiner, Class::Article];
    // "Kharkiv's military spokesman: « ... »": the owner of a source that is quoted.
    let owner = |t: usize| quoted && t > first && reading.is(t, Class::Of) || reading.tokens[t].capital;
    let small = |t: usize| reading.is_any(t, &light) || (quoted && owner(t));
    let media = reading.covering(head, Class::Source).is_some_and(|tag| reading.name(&tag) == Some("media"));
    if media || !(first..head).all(small) {
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
pub(crate) fn gapped(
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
pub(crate) fn reported(
    reading: &Reading<'_>,
    sentence: &Sentence,
    voices: &mut Voices,
    last: &mut Option<usize>,
) {
    let mut from = sentence.first;
    while from < sentence.end {
        let Some(tag) = reading.tag(from, Class::Report) else {
            from += 1;
            continue;
        };
        from = tag.end;
        // "porte la responsabilité", "bears the mark of": a longer phrase of guilt holds the word of saying.
        let longer = |class| reading.tag(tag.first, class).is_some_and(|other| other.end > tag.end);
        let says = reading.entry(&tag).attributes.saying == Saying::Says;
        if says && (longer(Class::Deed) || longer(Class::BlameLink)) {
            continue;
        }
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
    let blamed = entry.attributes.saying == Saying::Accuses;
    // "the hunters, blamed by a councillor": a past form with its doer is a participle.
    let past = blamed && entry.feature == Feature::Past && reading.is(tag.end, Class::Agent);
    let participle = (past || entry.feature == Feature::Participle) && form.voice == crate::harm::Voice::Open;
    let (first, end) = piece(reading, sentence, tag.first);
    // Behind a verb of blame stands who is blamed, but behind its quotation who speaks.
    let blames = entry.attributes.saying == Saying::Accuses
        && !(form.first > sentence.first && reading.is_quote(form.first - 1))
        && !closes_with_speaker(reading, sentence, form.first, tag.end);
    let inverted = !blames
        && (inverts(reading, sentence, form.first) || answers_before(reading, sentence, form.first, tag.end));
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
        if !blamed && hangs_on_source(reading, voices, tag.first) {
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
pub(crate) fn claimed_by(reading: &Reading<'_>, sentence: &Sentence, voices: &mut Voices) {
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
pub(crate) fn labelled(reading: &Reading<'_>, sentence: &Sentence, voices: &mut Voices) {
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
pub(crate) fn revised(
    reading: &Reading<'_>,
    sentence: &Sentence,
    voices: &mut Voices,
    last: &mut Option<usize>,
) {
    // "Correction: the mayor brings the toll down to ten".
    let label = (sentence.first..sentence.end.min(sentence.first + 6))
        .find(|&t| reading.is_sign(t, ':') && !reading.tokens.get(t + 1).is_some_and(|next| next.glued));
    let start = label.map_or(sentence.first, |colon| colon + 1);
    let Some(tag) = reading.tags_in(start, sentence.end, Class::Revision).into_iter().next() else {
        return;
    };
    let form = crate::harm::verb_form(reading, sentence, &tag);
    let head =
        (start..form.first.min(start + 5)).find(|&t| reading.is_any(t, &[Class::Source, Class::Party]));
    let Some(head) = head.filter(|_| form.voice != crate::harm::Voice::Passive) else { return };
    // "Un des blessés est mort, ce qui porte le bilan à neuf": who died revises nothing.
    let told = [Class::TollNoun, Class::Casualty];
    if told.iter().any(|&class| reading.any(sentence.first, head + 1, class)) {
        return;
    }
    let (_, end) = piece(reading, sentence, tag.first);
    let source = note(voices, reading, start, head, sentence);
    voices.sources[source].end = voices.sources[source].end.min(form.first.max(head + 1));
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
    // "culpa al ELN, que lo niega": the preposition in the article is no part of the name.
    let led = first < tag.first && reading.is(first, Class::Preposition);
    let first = if led { tag.first } else { first };
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

/// "..., denunció una ONG.": a verb of blame behind a comma with nothing but who speaks up to the end of its sentence.
fn closes_with_speaker(reading: &Reading<'_>, sentence: &Sentence, verb: usize, from: usize) -> bool {
    let comma = verb > sentence.first && reading.is_sign(verb - 1, ',');
    let end = (from..sentence.end.min(from + 10)).find(|&t| reading.is_stop(t)).unwrap_or(sentence.end);
    let whom = [Class::Party, Class::That, Class::AuxActive, Class::AuxPassive, Class::Harm, Class::Act];
    let force = |t: usize| {
        let kind = reading.tag(t, Class::Source);
        kind.and_then(|tag| reading.name(&tag))
            .is_some_and(|kind| matches!(kind, "army" | "police" | "armed_group" | "rebel_group"))
    };
    comma
        && end >= from + 2
        && end - from < 10
        && end + 1 >= sentence.end
        && speaks(reading, from + 1, from)
        && !(from..end).any(|t| force(t) || (reading.is_any(t, &whom) && !reading.is(t, Class::Determiner)))
}

/// "Des bergers, répondent les familles.": a bare noun of people, a comma, and who says it.
fn answers_before(reading: &Reading<'_>, sentence: &Sentence, verb: usize, from: usize) -> bool {
    let comma = verb.wrapping_sub(1);
    if verb < sentence.first + 2 || !reading.is_sign(comma, ',') || comma > sentence.first + 9 {
        return false;
    }
    let other =
        [Class::Source, Class::AuxActive, Class::AuxPassive, Class::Harm, Class::Report, Class::Relative];
    let light = [Class::Determiner, Class::Person];
    let bare = (sentence.first..comma).any(|t| reading.is(t, Class::Person))
        && !(sentence.first..comma)
            .any(|t| reading.is_stop(t) || (reading.is_any(t, &other) && !reading.is_any(t, &light)));
    let subject = reading.is(from, Class::Determiner) || reading.is(from, Class::Source);
    bare && subject && (from..sentence.end.min(from + 3)).any(|t| speaks(reading, t, from))
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
        Class::Belong,
    ];
    // "A herder who fled over the border, in Mali, described": the clause belongs to the subject, unless it is counted.
    let counted = |t: usize| {
        let before = t.checked_sub(1).filter(|&t| t >= sentence.first);
        before.is_some_and(|t| reading.is(t, Class::Number) && !reading.is(t, Class::Determiner))
    };
    let reach = at.min(sentence.first + 6);
    let from = match (sentence.first..reach).find(|&t| reading.is(t, Class::Relative)) {
        Some(relative)
            if (sentence.first..relative).any(|t| reading.is_any(t, SPEAKERS) && !counted(t))
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
