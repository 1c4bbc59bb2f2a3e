//! Counted groups: a number or what stands for one, and the people it counts.

use bilan_model::{Count, Outcome, Relation, Victims};

use crate::lexicon::{Class, Classes, Feature, Tag};
use crate::named::{join_names, named};
use crate::noun::{BREAKERS, Noun, merged, next_is_person, noun_after, others_before};
use crate::numeral::{Figure, figure_at, ordinal_end};
use crate::one_of::one_of;
use crate::reading::Reading;
use crate::token::{Kind, Sentence};
use crate::uncounted::{
    age_behind, age_end, age_in_list, is_age_behind, is_clock_or_number, of_things_before, share_end,
    shares_unit,
};

/// What stands for the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A number, or "dozens", "several".
    Figure,
    /// "no one", "aucun".
    Zero,
    /// One person by an article: "a child", "le chef du village".
    One,
    /// A plural without a number: "villagers".
    Bare,
}

/// A count with the people it counts.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "four independent things that the words say of a group")]
pub(crate) struct Group {
    /// First token, qualifiers of the number included.
    pub(crate) first: usize,
    /// First token of the number itself.
    pub(crate) number: usize,
    /// Token after the last.
    pub(crate) end: usize,
    pub(crate) count: Count,
    pub(crate) form: Form,
    /// Who they are, by the head noun.
    pub(crate) victims: Option<Victims>,
    /// Tokens of the words that name them.
    pub(crate) head: Option<(usize, usize)>,
    /// What happened to them, where the head noun itself says it.
    pub(crate) casualty: Option<Outcome>,
    /// The words count a part of people named before: "of them".
    pub(crate) of_them: bool,
    /// The words count further people: "others".
    pub(crate) others: bool,
    /// A sub-count marker stands before it: "including", "dont".
    pub(crate) sub: bool,
    /// No noun that the pack knows stands behind the number.
    pub(crate) bare_number: bool,
    /// The number counts two outcomes together: "seven dead and wounded".
    pub(crate) merged: bool,
    /// Tokens of the person's own name, where it is told.
    pub(crate) name: Option<(usize, usize)>,
    /// Rules that read it.
    pub(crate) rules: Vec<usize>,
}

/// The counted groups of a sentence, in order.
pub(crate) fn groups(reading: &Reading<'_>, sentence: &Sentence, dated: &[(usize, usize)]) -> Vec<Group> {
    let mut found = Vec::new();
    let mut at = sentence.first;
    while at < sentence.end {
        if let Some(&(_, end)) = dated.iter().find(|(first, end)| (*first..*end).contains(&at)) {
            at = end;
            continue;
        }
        match group_at(reading, sentence, at, dated) {
            Some(Reach::Group(group)) => {
                at = group.end.max(at + 1);
                found.push(group);
            }
            Some(Reach::Skip(end)) => at = end.max(at + 1),
            None => at += 1,
        }
    }
    join_names(reading, &mut found);
    found
}

enum Reach {
    Group(Group),
    /// A number that counts no people: go on behind it.
    Skip(usize),
}

/// Classes whose words may begin a group, beside articles.
const OPENERS: Classes = Classes::of(&[
    Class::None,
    Class::Vague,
    Class::RangeOpen,
    Class::Number,
    Class::Person,
    Class::Casualty,
    Class::Title,
    Class::Share,
]);

fn group_at(
    reading: &Reading<'_>,
    sentence: &Sentence,
    at: usize,
    dated: &[(usize, usize)],
) -> Option<Reach> {
    let token = &reading.tokens[at];
    let opens = matches!(token.kind, Kind::Figure(_))
        || reading.tags.begin(at, OPENERS)
        || reading.is(at, Class::Determiner);
    if !opens {
        // Most tokens begin no group, unless it is a person's name.
        return if token.capital { named(reading, sentence, at).map(Reach::Group) } else { None };
    }
    if let Some(tag) = reading.tag(at, Class::None)
        && let Some(group) = zero(reading, sentence, tag)
    {
        return Some(Reach::Group(group));
    }
    if let Some(end) = share_end(reading, at) {
        return Some(Reach::Skip(end));
    }
    if let Some(tag) = reading.tag(at, Class::Vague)
        && let Some(relation) = reading.entry(&tag).attributes.relation
    {
        let count = Count::from_parts(relation, None, None).ok()?;
        return Some(counted(reading, sentence, at, tag.end, count, vec![reading.entry(&tag).rule]));
    }
    if let Some(range) = range_at(reading, at, sentence.end) {
        if dated.iter().any(|(first, end)| *first < range.end && at < *end) {
            return Some(Reach::Skip(range.end));
        }
        let first = qualifier_before(reading, sentence, at).map_or(at, |q| q.0);
        return Some(counted(reading, sentence, first, range.end, range.count, Vec::new()));
    }
    if is_clock_or_number(reading, sentence, at) {
        return Some(Reach::Skip(at + 1));
    }
    if let Some(end) = age_end(reading, at)
        .or_else(|| age_behind(reading, sentence, at))
        .or_else(|| shares_unit(reading, at))
        .or_else(|| age_in_list(reading, sentence, at))
    {
        return Some(Reach::Skip(end));
    }
    if is_age_behind(reading, sentence, at) {
        return Some(Reach::Skip(at + 1));
    }
    if ends_a_name(reading, sentence, at) {
        return Some(Reach::Skip(at + 1));
    }
    if let Some(figure) = figure_at(reading, at) {
        if (figure.one || is_article_one(reading, at))
            && let Some(group) = single(reading, sentence, at, figure.end)
        {
            return Some(Reach::Group(group));
        }
        if !figure.one {
            return figure_group(reading, sentence, figure);
        }
        return elided_one(reading, sentence, figure)
            .or_else(|| one_of(reading, sentence, figure).map(Reach::Group));
    }
    if reading.is(at, Class::Determiner) {
        let end = reading.covering(at, Class::Determiner).map_or(at + 1, |tag| tag.end);
        let in_date = |at: usize| dated.iter().any(|(first, end)| (*first..*end).contains(&at));
        if in_date(end) {
            return None;
        }
        if let Some(figure) = figure_at(reading, end).filter(|f| !f.one && age_end(reading, end).is_none()) {
            // "les sept derniers", "ses 3 enfants": the article belongs to the group.
            return figure_group(reading, sentence, Figure { first: figure.first, ..figure });
        }
        if is_whose(reading, sentence, at, end) {
            return None;
        }
        return single(reading, sentence, at, end)
            .or_else(|| bare(reading, sentence, at, end))
            .map(Reach::Group);
    }
    bare(reading, sentence, at, at).or_else(|| named(reading, sentence, at)).map(Reach::Group)
}

/// "Le journaliste de France 2": a figure right behind a country, without people behind it, ends a name.
fn ends_a_name(reading: &Reading<'_>, sentence: &Sentence, at: usize) -> bool {
    at > sentence.first
        && reading.covering(at - 1, Class::Country).is_some_and(|tag| tag.end == at)
        && figure_at(reading, at).is_some_and(|figure| {
            let people = [Class::Person, Class::Casualty, Class::Harm, Class::Number, Class::Of];
            figure.first == at && figure.end == at + 1 && !reading.is_any(figure.end, &people)
        })
}

/// "La femme du maire a été tuée": who stands behind another person with "of" says whose that person is.
fn is_whose(reading: &Reading<'_>, sentence: &Sentence, at: usize, end: usize) -> bool {
    at > sentence.first
        && reading.is(at, Class::Of)
        && reading.covering(at - 1, Class::Person).is_some_and(|tag| tag.end == at)
        && reading.covering(at - 1, Class::Casualty).is_none()
        // In a list the noun carries on to the next member: "la femme du chef et trois bergers".
        && !reading.tag(end, Class::Person).is_some_and(|tag| reading.is(tag.end, Class::And))
}

fn is_article_one(reading: &Reading<'_>, at: usize) -> bool {
    figure_at(reading, at)
        .is_some_and(|f| f.value == 1 && f.end == at + 1 && reading.is(at, Class::Determiner))
}

/// A range of two numbers: "between 10 and 14", "de 12 à 14", "20 to 30".
struct Range {
    end: usize,
    count: Count,
}

fn range_at(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Range> {
    let open = reading.tag(at, Class::RangeOpen);
    let low = figure_at(reading, open.map_or(at, |tag| tag.end))?;
    if low.one || low.end >= limit {
        return None;
    }
    let join = reading.is_sign(low.end, '-')
        || reading.is_sign(low.end, '–')
        || reading.is(low.end, Class::RangeJoin);
    if !join && (open.is_none() || !reading.is(low.end, Class::And)) {
        return None;
    }
    let high = figure_at(reading, low.end + 1)?;
    // "3 à 400 personnes" means 300 to 400; a range never runs backwards.
    let count = Count::between(low.value, high.value).ok()?;
    // Two revisions of one figure are told by a verb ("passe de 5 à 11"), not as a range.
    let revised = at > 0 && (at.saturating_sub(4)..at).any(|t| reading.is(t, Class::Revision));
    (!revised && high.end <= limit).then_some(Range { end: high.end, count })
}

/// A qualifier that ends right before a number: its first token, its relation and its rule.
fn qualifier_before(
    reading: &Reading<'_>,
    sentence: &Sentence,
    number: usize,
) -> Option<(usize, Relation, usize)> {
    let mut end = number;
    while end > sentence.first
        && (reading.is(end - 1, Class::Determiner) || reading.is(end - 1, Class::Of))
        && end + 2 > number
        && !reading.is(end - 1, Class::Relation)
    {
        end -= 1;
    }
    // "au bas mot, huit morts": a comma behind the qualifier.
    let comma = number.checked_sub(1).filter(|t| *t > sentence.first && reading.is_sign(*t, ','));
    let comma =
        comma.filter(|t| reading.covering(t - 1, Class::Relation).is_some_and(|tag| tag.end - tag.first > 1));
    for stop in [Some(number), Some(end), comma].into_iter().flatten() {
        for first in sentence.first.max(stop.saturating_sub(5))..stop {
            if let Some((end, relation, rule)) = qualifier(reading, first, false)
                && end == stop
            {
                return Some((first, relation, rule));
            }
        }
    }
    None
}

/// A qualifier behind a number or its noun: "au moins", "or more".
fn qualifier_after(reading: &Reading<'_>, at: usize) -> Option<(usize, Relation, usize)> {
    qualifier(reading, at, true)
}

/// The qualifier that begins at a token and stands before or behind its number: its end, relation and rule.
fn qualifier(reading: &Reading<'_>, at: usize, after: bool) -> Option<(usize, Relation, usize)> {
    reading.tags.at(at).iter().find_map(|tag| {
        let entry = reading.entry(tag);
        let fits = entry.class == Class::Relation && entry.attributes.after == after;
        if fits { Some((tag.end, entry.attributes.relation?, entry.rule)) } else { None }
    })
}

fn figure_group(reading: &Reading<'_>, sentence: &Sentence, figure: Figure) -> Option<Reach> {
    let mut rules = Vec::new();
    let mut first = figure.first;
    let figure = Figure { end: repeated(reading, figure.end, figure.value), ..figure };
    let mut relation = if figure.collective { Relation::About } else { Relation::Exactly };
    let mut end = figure.end;
    if let Some((from, said, rule)) = qualifier_before(reading, sentence, figure.first) {
        // "au moins une dizaine" is at least ten: the outer word wins over the collective.
        relation = said;
        first = from;
        rules.push(rule);
        // A second qualifier further out: "some at least", "peut-être plus de" — the nearest stays.
    }
    if let Some((after, said, rule)) = qualifier_after(reading, end) {
        relation = said;
        end = after;
        rules.push(rule);
    }
    // "0 mort": nobody, as "no one" is.
    let count = if figure.value == 0 {
        Count::none()
    } else {
        Count::from_parts(relation, Some(figure.value), None).ok()?
    };
    let mut reach = counted(reading, sentence, first, end, count, rules);
    if let Reach::Group(group) = &reach
        && group.bare_number
        && of_things_before(reading, sentence, group.first, group.end)
    {
        return Some(Reach::Skip(group.end));
    }
    if let Reach::Group(group) = &mut reach {
        group.number = figure.first;
        group.end = repeated(reading, group.end, figure.value);
        if let Some((after, said, rule)) = qualifier_after(reading, group.end) {
            group.count = Count::from_parts(said, Some(figure.value), None).ok()?;
            group.end = after;
            group.rules.push(rule);
        }
    }
    Some(reach)
}

/// "twenty-nine (29)": the same number once more in brackets belongs to the group.
fn repeated(reading: &Reading<'_>, end: usize, value: u64) -> usize {
    let again = reading.is_sign(end, '(')
        && reading.is_sign(end + 2, ')')
        && figure_at(reading, end + 1).is_some_and(|figure| figure.value == value);
    if again { end + 3 } else { end }
}

/// Completes a count whose number ends at `number_end` with the noun behind it.
fn counted(
    reading: &Reading<'_>,
    sentence: &Sentence,
    first: usize,
    number_end: usize,
    count: Count,
    rules: Vec<usize>,
) -> Reach {
    let noun = noun_after(reading, number_end, sentence.end);
    let Noun::People(people) = noun else {
        let Noun::Things(end) = noun else { unreachable!("a noun is people or things") };
        return Reach::Skip(end);
    };
    let mut rules = rules;
    rules.extend(&people.rules);
    Reach::Group(Group {
        first,
        number: first,
        end: people.end,
        count,
        form: if count.is_none() { Form::Zero } else { Form::Figure },
        victims: people.victims,
        head: people.head,
        casualty: people.casualty,
        of_them: people.of_them,
        others: people.others || others_before(reading, sentence, first),
        sub: sub_before(reading, sentence, first),
        bare_number: people.bare,
        merged: merged(reading, &people),
        name: None,
        rules,
    })
}

/// Whether a sub-count marker stands right before a group.
fn sub_before(reading: &Reading<'_>, sentence: &Sentence, first: usize) -> bool {
    (sentence.first.max(first.saturating_sub(4))..first).rev().any(|at| {
        reading.tag(at, Class::Sub).is_some_and(|tag| {
            // "including 4 children, 9 wounded": the next number is no part for a word that another took.
            tag.end <= first
                && (tag.end..first).all(|t| {
                    // "Among the dead: five soldiers".
                    (!reading.is_stop(t) || reading.is_sign(t, ',') || reading.is_sign(t, ':'))
                        && figure_at(reading, t).is_none_or(|figure| figure.end > first)
                })
        })
    })
}

/// "aucun mort", "no civilian": a count of zero with its noun.
fn zero(reading: &Reading<'_>, sentence: &Sentence, tag: Tag) -> Option<Group> {
    let Noun::People(people) = noun_after(reading, tag.end, sentence.end) else { return None };
    if (people.bare && !people.of_them && !nobody(reading, tag.end))
        || reading.any(tag.end, people.end + 1, Class::TollNoun)
    {
        return None;
    }
    // "none of the victims bore arms" speaks of the dead, it does not deny them.
    // "pas de victime", "sans faire de mort" do.
    let partitive = reading.means_alone(tag.first, Class::None)
        || !reading.is_any(tag.first, &[Class::Negation, Class::Preposition]);
    let of = reading.is(tag.end - 1, Class::Of) && partitive;
    if people.casualty.is_some() && (of || reading.is(tag.end - 1, Class::Definite)) {
        return None;
    }
    let mut rules = vec![reading.entry(&tag).rule];
    rules.extend(people.rules);
    Some(Group {
        first: tag.first,
        number: tag.first,
        end: people.end,
        count: Count::none(),
        form: Form::Zero,
        victims: people.victims,
        head: people.head,
        casualty: people.casualty,
        of_them: people.of_them,
        others: people.others,
        sub: false,
        bare_number: false,
        merged: false,
        name: None,
        rules,
    })
}

/// Whether a word for nobody stands alone before its verb: "nobody was", "aucun n'est".
fn nobody(reading: &Reading<'_>, end: usize) -> bool {
    let verb = [Class::AuxPassive, Class::AuxActive, Class::Be, Class::Harm];
    reading.is_any(end, &verb) || (reading.is(end, Class::Negation) && reading.is_any(end + 1, &verb))
}

/// One person by an article: "a child", "le batelier", "une femme enceinte".
fn single(reading: &Reading<'_>, sentence: &Sentence, first: usize, noun: usize) -> Option<Group> {
    // "le maire a été tué" names him; "ce responsable", "la victime" only point back.
    if reading.tag(first, Class::Anaphor).is_some_and(|tag| tag.end > noun)
        && !(reading.is(first, Class::Article) && reading.tag(noun, Class::Person).is_some())
    {
        return None;
    }
    if let Some(end) = ordinal_end(reading, noun).filter(|&end| stands_alone(reading, sentence, first, end)) {
        return Some(further(reading, sentence, first, end));
    }
    let mut at = noun;
    let mut skipped = 0;
    while at < sentence.end && skipped <= 2 {
        if let Some(end) = age_end(reading, at) {
            at = end;
            continue;
        }
        if let Some(tag) = reading.tag(at, Class::Person) {
            let entry = reading.entry(&tag);
            if number_of(reading, first, noun, &tag) == Feature::Plural {
                return None;
            }
            if reading.pack.head_last && next_is_person(reading, tag.end) {
                at = tag.end;
                skipped += 1;
                continue;
            }
            return Some(Group {
                first,
                number: first,
                end: tag.end,
                count: Count::exactly(1),
                form: Form::One,
                victims: entry.attributes.victims,
                head: Some((tag.first, tag.end)),
                casualty: None,
                of_them: false,
                others: false,
                sub: sub_before(reading, sentence, first),
                bare_number: false,
                merged: false,
                name: None,
                rules: vec![entry.rule],
            });
        }
        let stop = reading.is_stop(at)
            || reading.is_any(at, BREAKERS)
            || reading.is_any(at, &[Class::Of, Class::None, Class::Negation]);
        if stop || reading.is(at, Class::Unit) || !(reading.is_word(at) || reading.is_quote(at)) {
            return None;
        }
        if reading.covering(at, Class::Casualty).is_some() || reading.is(at, Class::Report) {
            return None;
        }
        skipped += 1;
        at += 1;
    }
    None
}

/// "Un troisième est mort", "blessé un second": an ordinal behind an indefinite article, and no noun behind it.
fn stands_alone(reading: &Reading<'_>, sentence: &Sentence, first: usize, end: usize) -> bool {
    let verbs = [Class::AuxActive, Class::AuxPassive, Class::Be];
    let participle = reading.covering(end, Class::Harm).is_some_and(|tag| {
        tag.first == end
            && matches!(reading.entry(&tag).feature, Feature::Past | Feature::Participle | Feature::Finite)
    });
    first < end
        && !reading.is_any(first, &[Class::Definite, Class::Article])
        && (end >= sentence.end || reading.is_stop(end) || reading.is_any(end, &verbs) || participle)
}

/// One more person, whom only an ordinal names.
fn further(reading: &Reading<'_>, sentence: &Sentence, first: usize, end: usize) -> Group {
    Group {
        first,
        number: first,
        end,
        count: Count::exactly(1),
        form: Form::One,
        victims: None,
        head: None,
        casualty: None,
        of_them: false,
        others: true,
        sub: sub_before(reading, sentence, first),
        name: None,
        bare_number: false,
        merged: false,
        rules: Vec::new(),
    }
}

/// Whether a noun is singular or plural: by its form, or by its article where the form is both.
pub(crate) fn number_of(reading: &Reading<'_>, first: usize, noun: usize, tag: &Tag) -> Feature {
    let class = reading.entry(tag).class;
    let forms =
        reading.tags.at(tag.first).iter().filter(|t| t.end == tag.end && reading.entry(t).class == class);
    let features: Vec<Feature> = forms.map(|t| reading.entry(t).feature).collect();
    let both = features.contains(&Feature::Singular) && features.contains(&Feature::Plural);
    if !both && !features.contains(&Feature::Plain) {
        return reading.entry(tag).feature;
    }
    let article = (first < noun).then(|| reading.tag(first, Class::Determiner)).flatten();
    article.map_or(Feature::Plain, |tag| reading.entry(&tag).feature)
}

/// "one was shot", "l'un d'eux est mort": the number one without a noun.
fn elided_one(reading: &Reading<'_>, sentence: &Sentence, figure: Figure) -> Option<Reach> {
    let others = reading.tag(figure.end, Class::Others);
    let of_them = reading.tag(others.map_or(figure.end, |tag| tag.end), Class::OfThem);
    // "l'un est mort", "one of them", "another".
    let pointed = figure.first > sentence.first && reading.is(figure.first - 1, Class::Article);
    let tag = of_them.or(others);
    let casualty =
        reading.tag(figure.end, Class::Casualty).filter(|tag| reading.entry(tag).feature != Feature::Plural);
    // "Two boys found a shell. One died": the number one opens a sentence of its own.
    // "nine are fishermen, one is a gendarme".
    let comma = figure.first > sentence.first
        && reading.is_sign(figure.first - 1, ',')
        && reading.is(figure.end, Class::Be);
    let clause = figure.first > sentence.first
        && (reading.is_sign(figure.first - 1, ';') || reading.is(figure.first - 1, Class::And) || comma);
    let opens = ((figure.first == sentence.first && sentence.first > 0) || clause)
        && reading.is_any(figure.end, &[Class::Harm, Class::AuxPassive, Class::AuxActive, Class::Be]);
    let end = tag.or(casualty).map(|tag| tag.end).or((pointed || opens).then_some(figure.end))?;
    let verbs = [
        Class::AuxActive,
        Class::AuxPassive,
        Class::Harm,
        Class::Be,
        Class::Relative,
        Class::PlaceAt,
        Class::And,
        Class::Pronoun,
    ];
    let of = of_them.is_some() && reading.is_any(end, &[Class::Of, Class::Preposition]);
    // "two died, one of them a nurse": the noun behind says who the one was.
    let article = usize::from(reading.is(end, Class::Determiner));
    let apposed = reading.tag(end + article, Class::Person).filter(|tag| {
        of_them.is_some()
            && (article > 0 || !reading.pack.head_last)
            && reading.entry(tag).feature != Feature::Plural
    });
    if casualty.is_none() && apposed.is_none() && !of && !reading.is_stop(end) && !reading.is_any(end, &verbs)
    {
        return None;
    }
    Some(Reach::Group(Group {
        first: figure.first,
        number: figure.first,
        end,
        count: Count::exactly(1),
        form: Form::Figure,
        victims: apposed.and_then(|tag| reading.entry(&tag).attributes.victims),
        head: casualty.or(apposed).map(|tag| (tag.first, tag.end)),
        casualty: casualty.and_then(|tag| reading.entry(&tag).attributes.outcome),
        of_them: of_them.is_some() || pointed,
        others: others.is_some(),
        sub: sub_before(reading, sentence, figure.first),
        bare_number: casualty.is_none(),
        merged: false,
        name: None,
        rules: tag.or(casualty).map(|tag| reading.entry(&tag).rule).into_iter().collect(),
    }))
}

/// "farmers' union": an apostrophe with a word behind it that tells no harm to them.
fn is_possessor(reading: &Reading<'_>, end: usize) -> bool {
    let sign = reading.is_sign(end, '\'') || reading.is_sign(end, '\u{2019}');
    sign && reading.tokens[end].glued && reading.is_word(end + 1) && reading.tag(end, Class::Harm).is_none()
}

/// A plural without a number: "des villageois", "villagers", "des blessés".
fn bare(reading: &Reading<'_>, sentence: &Sentence, first: usize, noun: usize) -> Option<Group> {
    let person = reading.tag(noun, Class::Person);
    let casualty = reading.tag(noun, Class::Casualty);
    let tag = person.or(casualty)?;
    let entry = reading.entry(&tag);
    if number_of(reading, first, noun, &tag) != Feature::Plural
        || (reading.pack.head_last && next_is_person(reading, tag.end))
        || reading.is(first, Class::Definite) && first < noun
        // "the farmers' union" counts no farmers.
        || (reading.pack.head_last && is_possessor(reading, tag.end))
        // Where articles are the rule, a plural without one counts nobody.
        || (!reading.pack.bare_plurals && first == noun)
        // "los heridos": the article that points back was left out of the group.
        || (!reading.pack.head_last && first == noun && first > 0 && reading.is(first - 1, Class::Definite))
        // A participle without an article is a verb.
        || ((person.is_none() || !reading.pack.head_last)
            && first == noun
            && reading.tag(noun, Class::Harm).is_some())
    {
        return None;
    }
    let sure = casualty.map(|tag| reading.entry(&tag));
    Some(Group {
        first,
        number: first,
        end: tag.end,
        count: Count::several(),
        form: Form::Bare,
        victims: person.and_then(|tag| reading.entry(&tag).attributes.victims),
        head: Some((tag.first, tag.end)),
        casualty: sure.and_then(|entry| entry.attributes.outcome),
        of_them: false,
        others: false,
        sub: sub_before(reading, sentence, first),
        bare_number: false,
        merged: false,
        name: None,
        rules: vec![entry.rule],
    })
}
