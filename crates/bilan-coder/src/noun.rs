//! The nouns behind a number: whom it counts.

use bilan_model::{Outcome, Victims};

use crate::group::number_of;
use crate::harm::takes_object;
use crate::lexicon::{Class, Feature, Tag};
use crate::numeral::figure_at;
use crate::reading::Reading;
use crate::token::Sentence;
use crate::uncounted::age_end;

/// What a number counts.
pub(crate) enum Noun {
    People(People),
    /// Kilometres, houses, cattle: the token behind them.
    Things(usize),
}

pub(crate) struct People {
    pub(crate) end: usize,
    pub(crate) victims: Option<Victims>,
    pub(crate) head: Option<(usize, usize)>,
    pub(crate) casualty: Option<Outcome>,
    pub(crate) of_them: bool,
    pub(crate) others: bool,
    pub(crate) bare: bool,
    pub(crate) rules: Vec<usize>,
}

/// Words that end a noun group.
pub(crate) const BREAKERS: &[Class] = &[
    Class::PlaceAt,
    Class::PlaceTo,
    Class::Preposition,
    Class::AuxActive,
    Class::AuxPassive,
    Class::That,
    Class::Relative,
    Class::Agent,
    Class::Contrast,
    Class::And,
    Class::Pronoun,
    Class::Sub,
    Class::Be,
    Class::According,
    Class::RangeJoin,
];

pub(crate) fn noun_after(reading: &Reading<'_>, number_end: usize, limit: usize) -> Noun {
    let mut people = People {
        end: number_end,
        victims: None,
        head: None,
        casualty: None,
        of_them: false,
        others: false,
        bare: true,
        rules: Vec::new(),
    };
    let mut at = number_end;
    if let Some(tag) = reading.tag(at, Class::OfThem) {
        people.end = tag.end;
        people.of_them = true;
        people.victims = (tag.first..tag.end)
            .find_map(|t| reading.tag(t, Class::Person).filter(|person| person.end <= tag.end))
            .and_then(|person| reading.entry(&person).attributes.victims);
        at = tag.end;
        if reading.tag(at, Class::Person).is_none() && reading.tag(at, Class::Casualty).is_none() {
            return Noun::People(people);
        }
    }
    if let Some(tag) = reading.tag(at, Class::Others) {
        (people.others, people.end, at) = (true, tag.end, tag.end);
    }
    // "une trentaine de personnes", "dozens of people", "21 of the men".
    let own = reading.tag(at, Class::Person).is_some_and(|tag| reading.is(at, Class::Of) && tag.end > at + 1);
    if reading.is(at, Class::Of) && !own {
        at = reading.covering(at, Class::Of).map_or(at + 1, |tag| tag.end);
        if reading.is(at, Class::Determiner) {
            // "two of my cousins" are all who were killed, "two of the cousins" are not.
            people.of_them = !reading.is(at, Class::Possessive);
            at = reading.covering(at, Class::Determiner).map_or(at + 1, |tag| tag.end);
        }
    }
    let mut skipped = 0;
    while at < limit && skipped <= 3 {
        if reading.is_quote(at) || reading.is_sign(at, '-') {
            at += 1;
            continue;
        }
        if let Some(end) = age_end(reading, at) {
            at = end;
            continue;
        }
        if reading.is_stop(at)
            || reading.is(at, Class::None)
            || figure_at(reading, at).is_some_and(|f| !f.one)
        {
            break;
        }
        // "cattle herders", "12 bus passengers": a thing before its people counts people.
        let people_longer = |unit: &Tag| {
            reading.tag(at, Class::Person).is_some_and(|person| person.end > unit.end)
                || (reading.pack.head_last && reading.tag(unit.end, Class::Person).is_some())
        };
        if let Some(tag) =
            reading.tag(at, Class::Unit).filter(|unit| people.head.is_none() && !people_longer(unit))
        {
            return Noun::Things(tag.end);
        }
        if let Some(tag) = reading.tag(at, Class::Unit)
            && reading.pack.head_last
            && reading.covering(tag.end, Class::Person).is_none()
            && people.casualty.is_none()
        {
            return Noun::Things(tag.end);
        }
        let person = reading.tag(at, Class::Person);
        let casualty = reading.tag(at, Class::Casualty);
        if person.is_none() && casualty.is_none() {
            if reading.is_any(at, BREAKERS) || !reading.is_word(at) {
                break;
            }
            let verb = reading.covering(at, Class::Harm).or_else(|| reading.covering(at, Class::Report));
            if verb.is_some_and(|tag| reading.entry(&tag).feature != Feature::Plain)
                && (people.head.is_some() || !adjective(reading, at))
            {
                break;
            }
            if reading.is(at, Class::Of) || (people.head.is_some() && !reading.pack.head_last) {
                break;
            }
            if people.head.is_some() && !next_is_person(reading, at + 1) {
                break;
            }
            skipped += 1;
            at += 1;
            continue;
        }
        if people.head.is_some() && !reading.pack.head_last {
            break;
        }
        // "20 men kidnapped Senator Perez": the past of a verb with its object is no word for the men.
        let verb = reading.tag(at, Class::Harm).filter(|_| people.head.is_some() && person.is_none());
        if verb.is_some_and(|tag| takes_object(reading, &tag) || next_is_person(reading, tag.end + 1)) {
            break;
        }
        take(reading, &mut people, person, casualty);
        at = people.end;
    }
    if people.head.is_none() && people.casualty.is_none() {
        people.end = number_end.max(people.end);
        if let Some(tag) = reading.tag(people.end, Class::OfThem) {
            people.of_them = true;
            people.end = tag.end;
        }
    }
    join_categories(reading, &mut people, limit);
    members(reading, &mut people, limit);
    if people.victims.is_none_or(|victims| victims == Victims::Unspecified) {
        specified_behind(reading, &mut people, limit);
    }
    Noun::People(people)
}

/// "neuf membres du JNIM", "three leaders of the ELN": people of an armed group, by a noun that leaves open who they are.
fn members(reading: &Reading<'_>, people: &mut People, limit: usize) {
    let open =
        matches!(people.victims, None | Some(Victims::Unspecified | Victims::SecurityForces | Victims::Men));
    if !open || people.casualty.is_some() || people.head.is_none() {
        return;
    }
    let of = (people.end..limit.min(people.end + 2)).find(|&t| !reading.is(t, Class::Hedge));
    let Some(of) = of.filter(|&t| reading.is(t, Class::Of)) else { return };
    if let Some(group) = crate::actor::group_named(reading, of).filter(|group| group.end <= limit) {
        people.victims = Some(Victims::Combatants);
        people.end = group.end;
    }
}

/// Who they are, told behind the group: "corps de civils", "morts dans les rangs de l'armée", "people, all of them
/// militiamen".
pub(crate) fn specified_behind(reading: &Reading<'_>, people: &mut People, limit: usize) {
    let mut at = people.end;
    let apposition = reading.is_sign(at, ',');
    let ranks = reading.tag(at, Class::Ranks);
    if let Some(tag) = ranks {
        at = tag.end;
    } else if apposition || (reading.is(at, Class::Of) && people.head.is_some()) {
        at += 1;
    } else {
        return;
    }
    let from = at;
    while at < limit && at < from + 4 {
        if let Some(tag) = reading.tag(at, Class::Person) {
            let victims = reading.entry(&tag).attributes.victims;
            let fits =
                !apposition || number_of(reading, from, at, &tag) != Feature::Singular || people.of_them;
            if let Some(victims) = victims.filter(|v| fits && *v != Victims::Unspecified) {
                people.victims = Some(victims);
                people.rules.push(reading.entry(&tag).rule);
            }
            return;
        }
        if ranks.is_some()
            && reading.tag(at, Class::Source).is_some_and(|tag| reading.name(&tag) == Some("army"))
        {
            people.victims = Some(Victims::SecurityForces);
            return;
        }
        let light = [Class::Determiner, Class::Of, Class::OfThem, Class::Adverb, Class::Sub];
        if !(reading.is_any(at, &light) || reading.is_quote(at))
            || figure_at(reading, at).is_some_and(|f| !f.one)
        {
            return;
        }
        at += 1;
    }
}

/// In English an adjective or a participle before its noun: "wounded survivors".
pub(crate) fn adjective(reading: &Reading<'_>, at: usize) -> bool {
    // "four died in custody": a verb of dying is no adjective.
    let dies = reading.tag(at, Class::Harm).is_some_and(|tag| {
        reading.entry(&tag).attributes.side == Some(crate::lexicon::Side::Subject)
            && reading.entry(&tag).feature == Feature::Past
    });
    reading.pack.head_last && !dies && next_is_person(reading, at + 1)
}

pub(crate) fn next_is_person(reading: &Reading<'_>, at: usize) -> bool {
    reading.tag(at, Class::Person).is_some() || reading.tag(at, Class::Casualty).is_some()
}

pub(crate) fn take(reading: &Reading<'_>, people: &mut People, person: Option<Tag>, casualty: Option<Tag>) {
    people.bare = false;
    if let Some(tag) = casualty {
        let entry = reading.entry(&tag);
        people.casualty = people.casualty.or(entry.attributes.outcome);
        people.rules.push(entry.rule);
        people.end = tag.end;
        if people.victims.is_none() {
            people.victims = entry.attributes.victims;
        }
        people.head = people.head.or(Some((tag.first, tag.end)));
    }
    if let Some(tag) = person {
        let entry = reading.entry(&tag);
        if let Some(victims) = entry.attributes.victims {
            // "civilian men": the status comes before age and sex.
            let status =
                |v: Victims| matches!(v, Victims::Civilians | Victims::Combatants | Victims::SecurityForces);
            let keep = people.victims.is_some_and(|old| {
                (old != Victims::Unspecified && victims == Victims::Unspecified)
                    || (status(old) && !status(victims))
            });
            if !keep {
                people.victims = Some(victims);
            }
        }
        people.rules.push(entry.rule);
        people.end = people.end.max(tag.end);
        people.head = Some((tag.first, tag.end));
    }
}

/// "femmes et enfants", "civils et combattants": words that join categories without a second number.
pub(crate) fn join_categories(reading: &Reading<'_>, people: &mut People, limit: usize) {
    let Some(victims) = people.victims else { return };
    if !reading.is(people.end, Class::And) || people.end + 1 >= limit {
        return;
    }
    let mut next = people.end + 1;
    if reading.is(next, Class::Determiner) && figure_at(reading, next).is_none() {
        next += 1;
    }
    if let Some(tag) = reading.tag(next, Class::Person)
        && let Some(other) = reading.entry(&tag).attributes.victims
        && reading.entry(&tag).feature == Feature::Plural
        && other != victims
        && other != Victims::Unspecified
        && victims != Victims::Unspecified
    {
        people.victims = Some(Victims::Mixed);
        people.end = tag.end;
    }
}

/// Whether a second outcome without a number of its own follows: "morts et blessés".
pub(crate) fn merged(reading: &Reading<'_>, people: &People) -> bool {
    let next = reading
        .is(people.end, Class::And)
        .then(|| reading.tag(people.end + 1, Class::Casualty))
        .flatten()
        .and_then(|tag| reading.entry(&tag).attributes.outcome);
    people.casualty.is_some() && next.is_some() && next != people.casualty
}

/// "otros tres": the word for further people before the number; behind an article they are the rest of the last count.
pub(crate) fn others_before(reading: &Reading<'_>, sentence: &Sentence, first: usize) -> bool {
    let before = |back: usize| first.checked_sub(back).filter(|&t| t >= sentence.first);
    let article = before(2).is_some_and(|t| reading.is(t, Class::Article));
    !reading.pack.head_last && !article && before(1).is_some_and(|t| reading.is(t, Class::Others))
}
