//! What happened to a counted group: the verb or noun of harm that governs it.

use bilan_model::{Act, Method, Outcome};

use crate::attribution::PIECE;
use crate::group::Group;
use crate::lexicon::{Class, Feature, Side, Tag};
use crate::noun::BREAKERS;
use crate::parts::partitive;
use crate::reading::Reading;
use crate::token::Sentence;

/// A harm found for a group.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Harm {
    pub(crate) outcome: Outcome,
    pub(crate) method: Option<Method>,
    pub(crate) act: Option<Act>,
    /// The verb is in the conditional.
    pub(crate) conditional: bool,
    /// The verb is negated.
    pub(crate) negated: bool,
    /// The subject lost them: they count only with a number.
    pub(crate) loss: bool,
    /// Tokens between the group and the word of harm.
    pub(crate) distance: usize,
    pub(crate) rule: usize,
}

/// How a verb of harm stands in its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    /// The subject does it.
    Active,
    /// The subject suffers it.
    Passive,
    /// A participle or an English past form without auxiliary: either.
    Open,
}

/// A verb's voice, and whether its auxiliary or ending is conditional or negated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VerbForm {
    pub(crate) voice: Voice,
    pub(crate) conditional: bool,
    pub(crate) negated: bool,
    /// First token of the verb with its auxiliaries.
    pub(crate) first: usize,
}

/// How far a verb may stand behind its subject, in tokens.
const REACH_RIGHT: usize = 22;
/// Groups on either side that a verb may govern together with one.
const NEIGHBOURS: usize = 24;
/// Tokens up to which a group hangs on the one before: "the son of the mayor, killed on Monday".
const NEAR: usize = 3;
/// How far an object may stand behind its verb, in tokens, groups between them not counted.
const REACH_LEFT: usize = 7;

/// The harm that governs group `index` of a sentence, by the nearest verb or noun on either side.
pub(crate) fn harm_of(
    reading: &Reading<'_>,
    sentence: &Sentence,
    groups: &[Group],
    index: usize,
) -> Option<Harm> {
    let group = &groups[index];
    if is_agent(reading, sentence, group.first) {
        return None;
    }
    // "nine of the 14 hostages taken on Monday were shot": the verb of the sentence speaks of the nine.
    let aux = |t: &usize| reading.is_any(*t, &[Class::AuxPassive, Class::AuxActive]);
    let clause = partitive(reading, groups, index).then(|| {
        let end = (group.end..sentence.end.min(group.end + PIECE)).find(aux).unwrap_or(sentence.end);
        Sentence { end, ..*sentence }
    });
    let reach = clause.as_ref().unwrap_or(sentence);
    let right = right_harm(reading, reach, groups, index).filter(|_| !inside_clause(reading, groups, index));
    let left = left_harm(reading, sentence, groups, index);
    let verb = match (left, right) {
        // "fourteen died and twenty were hurt": what has a verb of its own is not the object of the one before.
        (Some(_), Some(right)) if reading.is_any(group.end, &[Class::AuxPassive, Class::AuxActive]) => {
            Some(right)
        }
        (Some(left), Some(right)) => Some(if left.distance <= right.distance { left } else { right }),
        (left, right) => left.or(right),
    };
    let Some(outcome) = group.casualty else { return verb };
    let noun = Harm {
        outcome,
        method: None,
        act: None,
        conditional: verb.is_some_and(|v| v.conditional && v.outcome == outcome),
        negated: false,
        loss: false,
        distance: 0,
        rule: group.rules.last().copied().unwrap_or_default(),
    };
    match verb {
        // "trois blessés ont succombé": the verb says what became of them.
        Some(verb)
            if verb.outcome != outcome
                && verb.distance <= 8
                && right.is_some()
                && left.is_none()
                && !is_next_ones(groups, index, verb)
                && (verb.outcome == Outcome::Killed
                    || matches!(
                        outcome,
                        Outcome::Abducted | Outcome::Missing | Outcome::Detained | Outcome::Displaced
                    )) =>
        {
            Some(verb)
        }
        // "the death of two hostages": the noun right before says what became of them.
        Some(verb)
            if verb.outcome != outcome
                && outcome != Outcome::Killed
                && left.is_some()
                && of_harm(reading, group.first) =>
        {
            Some(verb)
        }
        Some(verb) if verb.outcome == outcome => Some(Harm { method: verb.method, act: verb.act, ..noun }),
        _ => Some(noun),
    }
}

/// "four missing, two of them teachers, and a leader abducted": whether another group stands nearer to the verb behind.
fn is_next_ones(groups: &[Group], index: usize, verb: Harm) -> bool {
    let group = &groups[index];
    groups.get(index + 1).is_some_and(|next| {
        verb.outcome != Outcome::Killed && !next.sub && next.first - group.end <= verb.distance
    })
}

/// Whether a noun of harm and "of" stand right before a group.
fn of_harm(reading: &Reading<'_>, first: usize) -> bool {
    first > 1 && reading.is(first - 1, Class::Of) && reading.is(first - 2, Class::HarmNoun)
}

/// Whether the group is the doer: "by three gunmen".
fn is_agent(reading: &Reading<'_>, sentence: &Sentence, first: usize) -> bool {
    let mut at = first;
    while at > sentence.first && reading.is(at - 1, Class::Determiner) {
        at -= 1;
    }
    at > sentence.first && reading.is(at - 1, Class::Agent)
}

/// Voice and mood of the verb at `tag`.
pub(crate) fn verb_form(reading: &Reading<'_>, sentence: &Sentence, tag: &Tag) -> VerbForm {
    let feature = reading.entry(tag).feature;
    let mut form = VerbForm {
        voice: match feature {
            Feature::Finite | Feature::Conditional | Feature::Infinitive | Feature::Gerund => Voice::Active,
            Feature::Participle | Feature::Past | Feature::Plain | Feature::Singular | Feature::Plural => {
                Voice::Open
            }
        },
        conditional: feature == Feature::Conditional,
        negated: false,
        first: tag.first,
    };
    let mut at = tag.first;
    let mut skipped = 0;
    while at > sentence.first && skipped < 4 {
        at -= 1;
        form.negated |= reading.is(at, Class::Negation);
        if let Some(aux) = reading.covering(at, Class::AuxPassive).filter(|_| feature != Feature::Finite) {
            form.voice = Voice::Passive;
            form.conditional |= reading.entry(&aux).feature == Feature::Conditional;
            form.first = aux.first;
            if let Some(before) = aux.first.checked_sub(1).filter(|b| *b >= sentence.first) {
                form.negated |= reading.is(before, Class::Negation);
                if let Some(modal) = reading.covering(before, Class::AuxActive) {
                    form.conditional |= reading.entry(&modal).feature == Feature::Conditional;
                }
            }
            return form;
        }
        if let Some(aux) = reading.covering(at, Class::AuxActive) {
            if form.voice == Voice::Open {
                form.voice = Voice::Active;
            }
            form.conditional |= reading.entry(&aux).feature == Feature::Conditional;
            form.first = aux.first;
            form.negated |= aux.first > sentence.first && reading.is(aux.first - 1, Class::Negation);
            return form;
        }
        if !(reading.is_any(at, &[Class::Adverb, Class::Negation, Class::Hedge, Class::Pronoun])
            || reading.is_quote(at)
            || (reading.is_sign(at, ',') && skipped > 0))
        {
            return form;
        }
        skipped += 1;
    }
    form
}

fn harm_at(reading: &Reading<'_>, tag: &Tag, form: VerbForm, distance: usize) -> Option<Harm> {
    let entry = reading.entry(tag);
    Some(Harm {
        outcome: entry.attributes.outcome?,
        method: entry.attributes.method,
        act: entry.attributes.act,
        conditional: form.conditional,
        negated: form.negated,
        loss: entry.attributes.side == Some(Side::Loss),
        distance,
        rule: entry.rule,
    })
}

/// The group is the subject of a passive or of a verb of dying, or a participle stands behind it.
fn right_harm(reading: &Reading<'_>, sentence: &Sentence, groups: &[Group], index: usize) -> Option<Harm> {
    let group = &groups[index];
    let apposed = apposition_end(reading, sentence, group.end);
    let mut at = apposed.unwrap_or(group.end);
    let mut distance = 0;
    let mut clause_broken = false;
    let mut commas = usize::from(apposed.is_some());
    let mut first = None;
    let mut crossed = group.end;
    let relative =
        reading.is(at, Class::Relative) || reading.is_sign(at, ',') && reading.is(at + 1, Class::Relative);
    while at < sentence.end && distance < REACH_RIGHT {
        if let Some(next) =
            groups.iter().skip(index + 1).take(NEIGHBOURS).find(|g| g.first <= at && at < g.end)
        {
            // "two soldiers who took part in the pursuit of ten looters were killed": on behind the clause.
            let inner = relative && in_relative(reading, group.end, next.first);
            // "of the forty passengers, twelve are missing": the verb is that of the number right before it.
            let own = next.bare_number
                // "eleven people, seven of whom were pupils, died": the part is named aside.
                && !next.of_them
                && next.form == crate::group::Form::Figure
                && !(group.end..next.first).any(|t| reading.is(t, Class::And))
                && reading.is_any(next.end, &[Class::AuxPassive, Class::AuxActive, Class::Harm]);
            if own {
                return first;
            }
            // "dont l'imam, et 850 personnes ont fui": a clause of its own behind a part.
            let another = group.sub
                && (group.end..next.first).any(|t| reading.is_sign(t, ','))
                && (group.end..next.first).any(|t| reading.is(t, Class::And))
                && reading.is_any(next.end, &[Class::AuxPassive, Class::AuxActive]);
            if another || (clause_broken && !inner && !linked(reading, groups, index, next)) {
                return first;
            }
            at = next.end;
            if distance > NEAR && !linked(reading, groups, index, next) {
                crossed = next.end;
            }
            // "three men fired on the mayor, who died": the clause is of whom it stands behind.
            let clause = reading.is_sign(at, ',') && reading.is(at + 1, Class::Relative)
                || reading.is(at, Class::Relative);
            if clause && !relative && distance > 0 && !linked(reading, groups, index, next) {
                return first;
            }
            continue;
        }
        if reading.is_sign(at, ';')
            || (reading.is_sign(at, ':') && distance > 0)
            || reading.is(at, Class::Contrast)
        {
            return first;
        }
        // "un site de déplacés", "la mort" are nouns.
        let before = |class| at > sentence.first && reading.is(at - 1, class);
        let noun = before(Class::Of) && reading.is(at, Class::Casualty)
            || before(Class::Article) && reading.is(at, Class::HarmNoun);
        // "the radio casts doubt on the end of its chief, killed in 2004": a participle is of whom it stands behind.
        let of_another = crossed > group.end && crossed + 1 == at && reading.is_sign(crossed, ',');
        if let Some(tag) = reading.tag(at, Class::Harm).filter(|_| !noun && !of_another) {
            let form = verb_form(reading, sentence, &tag);
            let side = reading.entry(&tag).attributes.side;
            match victim_of(reading, &tag, form, distance, commas, clause_broken) {
                Verdict::Victims if form.voice == Voice::Open && first.is_none() => {
                    // "wounded in the head, he died": a later verb says the end.
                    first = harm_at(reading, &tag, form, distance);
                    if first.is_some_and(|harm| harm.outcome == Outcome::Killed) {
                        return first;
                    }
                }
                // "a carter wounded, two oxen killed": a second participle is of something else.
                Verdict::Victims if form.voice == Voice::Open && side == Some(Side::Object) => return first,
                Verdict::Victims => {
                    let harm = harm_at(reading, &tag, form, distance);
                    let ends = harm.is_some_and(|harm| harm.outcome == Outcome::Killed);
                    return if ends || first.is_none() { harm } else { first };
                }
                Verdict::Doers | Verdict::Pass
                    if first.is_none() && points_back(reading, &tag, form, group.end) =>
                {
                    return harm_at(reading, &tag, form, distance);
                }
                Verdict::Doers if first.is_some() => return first,
                Verdict::Doers => return None,
                Verdict::Pass => {}
            }
        }
        commas += usize::from(reading.is_sign(at, ','));
        clause_broken |= reading.is_any(at, &[Class::Relative, Class::That])
            || (reading.is(at, Class::AuxActive) && !verb_ahead(reading, at, sentence.end))
            || (reading
                .covering(at, Class::Report)
                .is_some_and(|t| reading.entry(&t).feature == Feature::Finite)
                && commas == 0);
        distance += 1;
        at += 1;
    }
    first
}

/// Tokens up to which an apposition between two commas may reach.
const APPOSITION: usize = 22;

/// "Edgar Hendri, 55, director of the bank in X, was killed": the comma that ends what is told of a group beside its
/// verb, where no harm is told inside.
fn apposition_end(reading: &Reading<'_>, sentence: &Sentence, from: usize) -> Option<usize> {
    let from = complement_end(reading, sentence, from);
    let opens = reading.is_sign(from, ',') && !reading.is(from + 1, Class::And);
    let limit = sentence.end.min(from + APPOSITION);
    let stop = |t: usize| {
        reading.is_any(t, &[Class::Harm, Class::Contrast, Class::Report])
            || reading.is_stop(t) && !reading.is_sign(t, ',')
    };
    let mut inside = (from + 1..if opens { limit } else { from }).take_while(|&t| !stop(t));
    inside.find(|&t| {
        reading.is_sign(t, ',') && reading.is_any(t + 1, &[Class::AuxPassive, Class::AuxActive, Class::Harm])
    })
}

/// "A seller of tea from the market, known to all, was killed": the comma behind the words that say more of a person.
fn complement_end(reading: &Reading<'_>, sentence: &Sentence, from: usize) -> usize {
    let limit = sentence.end.min(from + 6);
    let light = |t: usize| reading.is_word(t) && !reading.is_any(t, COMPLEMENT_STOP);
    let end = (from..limit).find(|&t| !light(t));
    end.filter(|&t| reading.is(from, Class::Of) && reading.is_sign(t, ',')).unwrap_or(from)
}

/// Words with which no complement of a noun goes on.
const COMPLEMENT_STOP: &[Class] = &[
    Class::Harm,
    Class::AuxActive,
    Class::AuxPassive,
    Class::And,
    Class::Relative,
    Class::Report,
    Class::Be,
    Class::Number,
    Class::Casualty,
];

/// Whether a group is named inside the relative clause of the group before, which the verb behind speaks of.
fn inside_clause(reading: &Reading<'_>, groups: &[Group], index: usize) -> bool {
    let Some(outer) = index.checked_sub(1).map(|before| &groups[before]) else { return false };
    let group = &groups[index];
    let closed = (outer.end + 1..group.first)
        .any(|t| reading.is_sign(t, ',') || reading.is_any(t, &[Class::And, Class::Harm]));
    reading.is(outer.end, Class::Relative) && !closed && in_relative(reading, outer.end, group.first)
}

/// Whether a group is the object of the relative clause that opens at a token: behind a preposition, or behind the
/// clause's own auxiliary: "two policemen who were acting as her bodyguards were hurt".
fn in_relative(reading: &Reading<'_>, opens: usize, first: usize) -> bool {
    let aux = |t: usize| reading.is_any(t, &[Class::AuxPassive, Class::AuxActive]);
    behind_preposition(reading, first) || reading.is(opens, Class::Relative) && aux(opens + 1)
}

/// "they dragged six men out and shot them", "... et les ont abattus": a pronoun stands for the group before.
fn points_back(reading: &Reading<'_>, tag: &Tag, form: VerbForm, from: usize) -> bool {
    let joined = (from..form.first)
        .any(|t| reading.is_any(t, &[Class::And, Class::Relative]) || reading.is_sign(t, ','));
    let behind = reading.is(tag.end, Class::Pronoun)
        && !reading.is_any(tag.end + 1, &[Class::AuxActive, Class::AuxPassive]);
    // Before a verb an article is a pronoun.
    let clitic =
        form.first > from && reading.is(form.first - 1, Class::Article) && form.voice == Voice::Active;
    joined && reading.entry(tag).attributes.side == Some(Side::Object) && (behind || clitic)
}

/// Whether a preposition stands before a token or its article.
fn behind_preposition(reading: &Reading<'_>, first: usize) -> bool {
    let before = |t: usize| reading.is_any(t, &[Class::Of, Class::Preposition, Class::PlaceAt]);
    let light = first > 0 && reading.is_any(first - 1, &[Class::Determiner, Class::Relation]);
    (first > 0 && before(first - 1)) || (light && first > 1 && before(first - 2))
}

/// Whether a verb of harm follows an auxiliary within its reach.
fn verb_ahead(reading: &Reading<'_>, aux: usize, limit: usize) -> bool {
    (aux + 1..limit.min(aux + 6)).any(|at| reading.tag(at, Class::Harm).is_some())
}

/// Whether two groups stand in one list: only commas, "and" and sub-count markers between them and their neighbours.
fn linked(reading: &Reading<'_>, groups: &[Group], index: usize, next: &Group) -> bool {
    let between = groups[index].end..next.first;
    next.sub
        || between.clone().all(|at| {
            reading.is_sign(at, ',')
                || reading.is_any(at, &[Class::And, Class::Sub, Class::Determiner, Class::OfThem])
                || groups.iter().skip(index).take(NEIGHBOURS).any(|g| g.first <= at && at < g.end)
        })
        || between.rev().take(1).any(|at| reading.is(at, Class::And))
}

enum Verdict {
    Victims,
    Doers,
    Pass,
}

/// Whether a group before a verb of harm suffers it or does it.
fn victim_of(
    reading: &Reading<'_>,
    tag: &Tag,
    form: VerbForm,
    distance: usize,
    commas: usize,
    clause_broken: bool,
) -> Verdict {
    let entry = reading.entry(tag);
    if entry.attributes.side == Some(Side::Loss) {
        return Verdict::Pass;
    }
    if entry.attributes.side == Some(Side::Subject) {
        let nonfinite = matches!(entry.feature, Feature::Infinitive | Feature::Gerund);
        return if nonfinite && distance > 3 { Verdict::Pass } else { Verdict::Victims };
    }
    match form.voice {
        Voice::Passive => Verdict::Victims,
        Voice::Active if matches!(entry.feature, Feature::Infinitive | Feature::Gerund) => Verdict::Pass,
        Voice::Active if clause_broken && commas > 0 => Verdict::Pass,
        Voice::Active => Verdict::Doers,
        Voice::Open if coordinated(reading, tag) => Verdict::Doers,
        Voice::Open => {
            // "12 villagers killed on Monday" suffers; "three gunmen killed 12 villagers" does.
            if takes_object(reading, tag) && entry.feature == Feature::Past {
                Verdict::Doers
            } else if distance <= 6 || commas > 0 {
                Verdict::Victims
            } else {
                Verdict::Pass
            }
        }
    }
}

/// "ils ont attaqué le village et tué deux gardes": a participle behind "and" with an object goes on with the verb.
fn coordinated(reading: &Reading<'_>, tag: &Tag) -> bool {
    let before = tag.first.checked_sub(1);
    let joined = before.is_some_and(|t| reading.is(t, Class::And) || goes_on(reading, tag, t));
    joined && takes_object(reading, tag)
}

/// "ont pillé le marché, tué trois gendarmes et emmené ...": a participle behind a comma goes on with the auxiliary before.
fn goes_on(reading: &Reading<'_>, tag: &Tag, comma: usize) -> bool {
    if reading.pack.head_last || !reading.is_sign(comma, ',') {
        return false;
    }
    let stops = |t: usize| reading.is_stop(t) || reading.is_any(t, &[Class::Relative, Class::That]);
    let clause = (comma.saturating_sub(12)..comma).rev().take_while(|&t| !stops(t));
    let active = clause.into_iter().any(|t| {
        reading.is(t, Class::AuxActive)
            && !reading.is(t, Class::AuxPassive)
            && reading.is_any(t + 1, &[Class::Harm, Class::Act])
    });
    active && reading.entry(tag).feature != Feature::Finite
}

/// Whether an object stands right behind a verb: a number, an article, a person.
pub(crate) fn takes_object(reading: &Reading<'_>, tag: &Tag) -> bool {
    let next = behind_aside(reading, tag.end);
    // "tué au moins 16": a qualifier that begins with a preposition of place is none.
    (!reading.is(next, Class::PlaceAt) || reading.tag(next, Class::Relation).is_some())
        && (reading
            .is_any(next, &[Class::Determiner, Class::Number, Class::Vague, Class::Relation, Class::Person])
            || crate::numeral::figure_at(reading, next).is_some()
            || crate::named::is_full_name(reading, next)
            || modified(reading, next))
        && !reading.is(next, Class::Time)
}

/// "the killing of [late minister] Juan Perez": the bracket that opens what an editor put in.
fn editor_open(reading: &Reading<'_>, sentence: &Sentence, at: usize) -> Option<usize> {
    if !reading.is_sign(at, ']') {
        return None;
    }
    (at.saturating_sub(ASIDE).max(sentence.first)..at).rev().find(|&t| reading.is_sign(t, '['))
}

/// "kidnapped liberal senator X": an adjective that no pack knows before the noun of a person.
fn modified(reading: &Reading<'_>, at: usize) -> bool {
    let light =
        [Class::Time, Class::Weekday, Class::DateWord, Class::Adverb, Class::And, Class::Harm, Class::Report];
    reading.pack.head_last
        && reading.is_word(at)
        && !reading.is_any(at, BREAKERS)
        && !reading.is_any(at, &light)
        && (reading.tag(at + 1, Class::Person).is_some() || reading.tag(at + 1, Class::Title).is_some())
}

/// Tokens up to which an aside between a verb and its object may reach.
const ASIDE: usize = 9;

/// "killed, at gunpoint, three guards": the token behind an aside of a preposition between two commas.
fn behind_aside(reading: &Reading<'_>, at: usize) -> usize {
    let opens = reading.is_sign(at, ',')
        && reading.is_any(at + 1, &[Class::PlaceAt, Class::Preposition, Class::According, Class::Agent]);
    let end = at + 1 + ASIDE;
    let close = if opens { (at + 2..end).find(|&t| reading.is_stop(t)) } else { None };
    close.filter(|&t| reading.is_sign(t, ',')).map_or(at, |t| t + 1)
}

/// The group is the object of an active verb, or stands behind a noun of harm: "a tué 12 civils", "the killing of 12".
fn left_harm(reading: &Reading<'_>, sentence: &Sentence, groups: &[Group], index: usize) -> Option<Harm> {
    let group = &groups[index];
    let mut at = group.first;
    let mut distance = 0;
    let mut crossed = false;
    let mut listed = false;
    let mut parted = false;
    let mut nearest = group.first;
    while at > sentence.first && distance <= REACH_LEFT {
        at -= 1;
        if let Some(before) =
            groups[index.saturating_sub(NEIGHBOURS)..index].iter().find(|g| g.first <= at && at < g.end)
        {
            if !listed && !group.sub {
                return None;
            }
            at = before.first;
            nearest = at;
            crossed = true;
            // "the chief's wife and three herders" in French: who hangs on another is no member of the list.
            listed = listed
                && (reading.is(before.first, Class::Of)
                    || before.first.checked_sub(1).is_some_and(|t| reading.is(t, Class::Of)))
                && groups[index.saturating_sub(NEIGHBOURS)..index]
                    .iter()
                    .any(|outer| (before.first.saturating_sub(1)..=before.first).contains(&outer.end));
            parted = false;
            continue;
        }
        if let Some(open) = editor_open(reading, sentence, at) {
            at = open;
            continue;
        }
        if whose_apposed(reading, sentence, at) {
            return None;
        }
        let verb = ending_at(reading, at, Class::Harm);
        // "ont trouvé la mort": the noun inside a verb phrase is none of its own.
        let inside = |noun: &Tag| verb.is_some_and(|verb| verb.first < noun.first);
        if let Some(noun) = ending_at(reading, at, Class::HarmNoun)
            && !inside(&noun)
        {
            // "the bodies of Juan, Pedro and Luis": the first of the list stands right behind it.
            let of = (noun.end..group.first).any(|t| reading.is(t, Class::Of))
                || noun.end == nearest
                || modifies(reading, noun.end, nearest);
            if of {
                let form =
                    VerbForm { voice: Voice::Active, conditional: false, negated: false, first: noun.first };
                return harm_at(reading, &noun, form, distance);
            }
        }
        if let Some(verb) = verb {
            return object_of(reading, sentence, &verb, Behind { distance, crossed, parted });
        }
        if reading.is_sign(at, ',') || reading.is(at, Class::And) {
            listed = true;
            parted = true;
            continue;
        }
        if reading.is_stop(at)
            || reading.is_any(at, &[Class::That, Class::Contrast, Class::Agent, Class::Relative])
        {
            return None;
        }
        let small = [Class::Determiner, Class::Sub, Class::Relation, Class::Adverb];
        // A name stands by the person it is of: "old Samba, ..."; so does an adjective: "un policier municipal et ...".
        listed = listed
            && (reading.is_any(at, &small)
                || reading.tokens[at].capital
                || is_adjective(reading, groups, index, at));
        let light = [Class::Determiner, Class::Of, Class::Relation, Class::Adverb, Class::Sub];
        let dated = reading.pack.subject_behind && reading.is_any(at, TIME);
        distance += usize::from(!reading.is_any(at, &light) && !dated && !reading.is_quote(at));
    }
    None
}

/// "the killing of university rector X": one or two words that no pack knows between "of" and a noun, where adjectives
/// stand before it.
fn modifies(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    let light =
        [Class::Determiner, Class::And, Class::Preposition, Class::Harm, Class::Report, Class::Number];
    let word = |t: usize| reading.is_word(t) && !reading.is_any(t, BREAKERS) && !reading.is_any(t, &light);
    reading.pack.head_last && reading.is(from - 1, Class::Of) && to - from <= 2 && (from..to).all(word)
}

/// "the killing of Juan Perez, lawyer of Ana Diaz": a noun without an article behind a comma tells who the one before
/// is, and who stands behind it is somebody else.
fn whose_apposed(reading: &Reading<'_>, sentence: &Sentence, at: usize) -> bool {
    let noun = ending_at(reading, at, Class::Person).filter(|tag| tag.first > sentence.first);
    noun.is_some_and(|tag| {
        reading.entry(&tag).feature == Feature::Singular
            && reading.is(tag.end, Class::Of)
            && reading.is_sign(tag.first - 1, ',')
    })
}

/// Whether a word stands as an adjective right behind a group before, where adjectives stand behind their noun.
fn is_adjective(reading: &Reading<'_>, groups: &[Group], index: usize, at: usize) -> bool {
    let behind = |group: &Group| group.end == at && group.head.is_some() && group.name.is_none();
    !reading.pack.head_last
        && reading.is_word(at)
        && !reading.is_any(at, BREAKERS)
        && !reading.is_any(at, &[Class::Harm, Class::Report, Class::Of])
        && groups[index.saturating_sub(NEIGHBOURS)..index].iter().any(behind)
}

/// The longest phrase of a class that ends with a token.
fn ending_at(reading: &Reading<'_>, at: usize, class: Class) -> Option<Tag> {
    if !reading.is(at, class) {
        return None;
    }
    (at.saturating_sub(9)..=at).find_map(|first| reading.tag(first, class).filter(|tag| tag.end == at + 1))
}

/// "où ont péri six élèves et un maître": nothing before the auxiliary could be the subject.
fn inverted(reading: &Reading<'_>, sentence: &Sentence, verb: &Tag) -> bool {
    let first = verb_form(reading, sentence, verb).first;
    first == sentence.first
        || reading.is_sign(first - 1, ',')
        || reading.is_any(first - 1, &[Class::Relative, Class::Time, Class::Weekday, Class::DateWord])
}

/// Words of time, which may stand between a verb and the subject behind it.
const TIME: &[Class] = &[Class::Time, Class::Weekday, Class::Month, Class::DateWord];

/// How a group stands behind a verb.
#[derive(Debug, Clone, Copy)]
struct Behind {
    /// Tokens between them.
    distance: usize,
    /// Other groups stand between them.
    crossed: bool,
    /// A comma or "and" stands between the verb and the first of them.
    parted: bool,
}

impl Behind {
    /// Whether the group may be the subject of the verb: "où ont péri douze civils", "fueron asesinados doce
    /// campesinos".
    fn is_subject(self, reading: &Reading<'_>) -> bool {
        if reading.pack.subject_behind {
            self.distance <= 2 && !self.parted
        } else {
            self.distance == 0 && !self.crossed
        }
    }

    /// Distance to the verb; behind another group a verb of its own is nearer.
    fn reach(self, reading: &Reading<'_>) -> usize {
        self.distance + if self.crossed && reading.pack.subject_behind { 3 } else { 0 }
    }
}

fn object_of(reading: &Reading<'_>, sentence: &Sentence, verb: &Tag, behind: Behind) -> Option<Harm> {
    let entry = reading.entry(verb);
    let form = verb_form(reading, sentence, verb);
    if entry.attributes.side == Some(Side::Subject) {
        // "où ont péri douze civils": the subject stands behind its verb.
        let subject = behind.is_subject(reading)
            || (behind.distance == 0 && behind.crossed && inverted(reading, sentence, verb));
        return (subject && entry.feature != Feature::Infinitive)
            .then(|| harm_at(reading, verb, form, behind.reach(reading).max(1)))
            .flatten();
    }
    let active = match form.voice {
        Voice::Active => true,
        Voice::Passive => reading.pack.subject_behind && behind.is_subject(reading),
        Voice::Open => {
            (entry.feature == Feature::Past && takes_object(reading, verb)) || coordinated(reading, verb)
        }
    };
    active.then(|| harm_at(reading, verb, form, behind.reach(reading))).flatten()
}
