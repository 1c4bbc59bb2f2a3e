//! Weights for lists of victims.
//!
//! The trap of such lists is that most pairs which share a place and a day are not one person but people killed
//! together, often of one family. Two lessons keep them apart. The first takes pairs that share a place or a region
//! and a month: records of one list are nearly all different people, so pairs within lists show what people who died
//! together have in common; what pairs across lists have in common beyond that is what records of one person have.
//! The shares of the three classes are learned for each relation of place and date by itself. The second lesson takes
//! pairs that share both names, and learns what places and dates say.

use crate::record::{
    block::{KeyTable, Rule},
    compare::{
        given_and_sex::GIVEN_LEVELS,
        name,
        same::SAME,
        where_when::{LEVELS, Where, joint},
    },
    mixture::{Class, Mixture, Seen},
    model::{self, Chances, Model, logs},
    prepare::victims::{BIRTH, COMPARISONS, FAMILY, GIVEN, LIST, Victims, WHERE_WHEN},
    strata,
    texts::TextId,
    when::Apart,
};

use super::{LESSON_PAIRS, NO_LIMIT, at_least, known_levels, patterns, to_shares, unrelated};

/// A name as written for one person in two records, to begin with: same spelling, spellings of one name, ... different.
const NAME: [f64; name::LEVELS - 1] = [0.55, 0.2, 0.08, 0.06, 0.03, 0.03, 0.01, 0.02, 0.02];
/// The family name of two who died together, to begin with.
const KIN_NAME: [f64; name::LEVELS - 1] = [0.3, 0.1, 0.04, 0.03, 0.01, 0.01, 0.01, 0.1, 0.4];
/// Years of birth in two records of one person, to begin with.
const BIRTHS: [f64; 6] = [0.4, 0.2, 0.2, 0.12, 0.05, 0.03];
/// Share of pairs of one person whose names differ altogether, at least: too few for the records to tell, but never none.
const DIFFER_AT_LEAST: f64 = 0.02;
/// Share of pairs of one person within one list against those across lists, to begin with.
const WITHIN: f64 = 0.05;

/// What the first lesson teaches.
struct Persons {
    /// Chances of the levels in the three classes, `[comparison][level]`.
    same: Vec<Vec<f64>>,
    together: Vec<Vec<f64>>,
    /// For each relation of place and date: the share of pairs that are one person, the share of the others that died
    /// together, and the pairs that were seen, `[level]`.
    shares: Vec<Shares>,
}

#[derive(Clone, Copy, Default)]
struct Shares {
    same: f64,
    together: f64,
    pairs: f64,
}

/// Learns the model of three classes.
pub(crate) fn learn(victims: &Victims, seed: u64) -> Model {
    let pairs_at = strata::pairs_by_level(&victims.where_when, seed);
    let unrelated = unrelated(&victims.prepared.comparisons, victims.prepared.records, seed);
    let persons = learn_persons(&near_pairs(victims, seed), &unrelated, victims.lists);
    let places =
        learn_places(by_list(&named_pairs(victims, seed), victims.lists), &pairs_at, &persons, &unrelated);
    model_of(&pairs_at, &persons, &unrelated, &places)
}

/// Patterns of pairs that share a place and a month, or a region and a month; their groups are the relations of place
/// and date.
fn near_pairs(victims: &Victims, seed: u64) -> Vec<Seen> {
    let at = &victims.where_when;
    let month: Vec<TextId> = at.date.iter().map(|date| date.month_number()).collect();
    let rule = |place: &[TextId]| Rule::new(&[place, &month], NO_LIMIT);
    let (place, region) = (rule(&at.place_key), rule(&at.region));
    let (pairs, each) = place.sample(LESSON_PAIRS, seed);
    let mut seen = patterns(&victims.prepared.comparisons, &pairs, each);
    let (mut pairs, each) = region.sample(LESSON_PAIRS, seed ^ 1);
    let near = KeyTable::new(&[&at.place_key, &month]);
    pairs.retain(|pair| near.agreed(*pair) != 0b11);
    seen.extend(patterns(&victims.prepared.comparisons, &pairs, each));
    for pattern in &mut seen {
        pattern.group = pattern.levels[WHERE_WHEN] as usize;
        pattern.levels[WHERE_WHEN] = 0;
    }
    seen
}

/// Patterns of pairs that share both names.
fn named_pairs(victims: &Victims, seed: u64) -> Vec<Seen> {
    let keys = victims.prepared.keys_of(&["given_class", "family_class"]);
    let (pairs, each) = victims.prepared.rule(&keys, NO_LIMIT).sample(LESSON_PAIRS, seed);
    let mut seen = patterns(&victims.prepared.comparisons, &pairs, each);
    for pattern in &mut seen {
        pattern.levels[GIVEN] = 0;
        pattern.levels[FAMILY] = 0;
    }
    seen
}

/// Patterns within lists and across them, without the list. Where there is but one list, all count as across.
fn by_list(seen: &[Seen], lists: bool) -> (Vec<Seen>, Vec<Seen>) {
    let is_within = |pattern: &Seen| lists && pattern.levels[LIST] == SAME;
    let (mut within, mut across): (Vec<Seen>, Vec<Seen>) = seen.iter().cloned().partition(is_within);
    within.iter_mut().chain(&mut across).for_each(|pattern| pattern.levels[LIST] = 0);
    (within, across)
}

fn only(comparisons: &[usize]) -> Vec<bool> {
    (0..COMPARISONS).map(|at| comparisons.contains(&at)).collect()
}

fn learn_persons(seen: &[Seen], unrelated: &[Vec<f64>], lists: bool) -> Persons {
    let (within, across) = by_list(seen, lists);
    let mut together = Class::new(unrelated.to_vec(), only(&[FAMILY, BIRTH]));
    together.levels[FAMILY] = known_levels(&KIN_NAME);
    let chance = Class::new(unrelated.to_vec(), only(&[]));
    if !within.is_empty() {
        let mut kin =
            Mixture { classes: vec![together, chance.clone()], shares: vec![vec![0.5, 0.5]; LEVELS] };
        kin.fit(&within);
        together = kin.classes.swap_remove(0);
        together.learned = only(&[]);
    }
    let mut same = Class::new(unrelated.to_vec(), only(&[GIVEN, FAMILY, BIRTH]));
    same.levels[GIVEN] = with_sex(&known_levels(&NAME), &unrelated[GIVEN]);
    same.levels[FAMILY] = known_levels(&NAME);
    same.levels[BIRTH] = known_levels(&BIRTHS);
    same.apart = Some((GIVEN, GIVEN_LEVELS));
    let mut mixture =
        Mixture { classes: vec![same, together, chance], shares: vec![vec![0.1, 0.4, 0.5]; LEVELS] };
    mixture.fit(&across);
    let in_list = if within.is_empty() { 0.0 } else { share_within_lists(&mixture, &within, &across) };
    let (all, of_across) = (pairs_by_group(seen), pairs_by_group(&across));
    let listed = 1.0 - of_across.iter().sum::<f64>() / all.iter().sum::<f64>().max(1.0);
    let Mixture { classes, shares } = mixture;
    let [mut same, mut together] = [&classes[0], &classes[1]].map(|class| class.levels.clone());
    at_least(&mut same[GIVEN], DIFFER_AT_LEAST, |level| level % GIVEN_LEVELS == name::OTHER as usize);
    at_least(&mut same[FAMILY], DIFFER_AT_LEAST, |level| level == name::OTHER as usize);
    if within.is_empty() {
        same[LIST].clone_from(&unrelated[LIST]);
        together[LIST].clone_from(&unrelated[LIST]);
    } else {
        same[LIST] = known_levels(&[in_list, 1.0 - in_list]);
        together[LIST] = known_levels(&[listed, 1.0 - listed]);
    }
    let shares = shares.iter().enumerate().map(|(level, shares)| Shares {
        // Of all pairs, not only of those across lists.
        same: shares[0] * of_across[level] / all[level].max(1.0) / (1.0 - in_list),
        together: shares[1] / (shares[1] + shares[2]).max(1e-9),
        pairs: all[level],
    });
    Persons { same, together, shares: shares.collect() }
}

fn pairs_by_group(seen: &[Seen]) -> Vec<f64> {
    let mut sums = vec![0.0; LEVELS];
    for pattern in seen {
        sums[pattern.group] += pattern.pairs;
    }
    sums
}

/// The share of the pairs of one person that stand in one list: how often a list holds a person twice.
fn share_within_lists(learned: &Mixture, within: &[Seen], across: &[Seen]) -> f64 {
    let mut inside = learned.clone();
    inside.classes.iter_mut().for_each(|class| class.learned = only(&[]));
    inside.shares.iter_mut().for_each(|shares| shares[0] *= WITHIN);
    inside.fit(within);
    let sum = |mixture: &Mixture, seen: &[Seen]| -> f64 {
        seen.iter().map(|pattern| mixture.classes_of(&pattern.levels, pattern.group)[0] * pattern.pairs).sum()
    };
    let (within, across) = (sum(&inside, within), sum(learned, across));
    (within / (within + across).max(1e-9)).clamp(1e-4, 0.9)
}

/// Levels of given name and sex of pairs that are one person, from those of the given name; what is not given is not
/// given as often as among unrelated pairs.
fn with_sex(name: &[f64], unrelated: &[f64]) -> Vec<f64> {
    let no_sex: f64 = unrelated[..GIVEN_LEVELS].iter().sum();
    let no_name: f64 = unrelated.iter().step_by(GIVEN_LEVELS).sum();
    let sexes = [no_sex, (1.0 - no_sex) * 0.99, (1.0 - no_sex) * 0.01];
    let of_name = |level: usize| if level == 0 { no_name } else { name[level] * (1.0 - no_name) };
    sexes.iter().flat_map(|sex| (0..GIVEN_LEVELS).map(move |level| sex * of_name(level))).collect()
}

/// Chances of the relations of place and date among pairs that are one person. Errors of places and of dates are made
/// apart from each other, so that the chances are products.
fn learn_places(
    (within, across): (Vec<Seen>, Vec<Seen>),
    pairs_at: &[f64],
    persons: &Persons,
    unrelated: &[Vec<f64>],
) -> Vec<f64> {
    let found = |level: usize| persons.shares[level].same * persons.shares[level].pairs.min(pairs_at[level]);
    let mut start: Vec<f64> =
        (0..LEVELS).map(|level| if level == 0 { 0.0 } else { found(level) + 1e-9 }).collect();
    to_shares(&mut start);
    // A part is left for what shares neither place nor date, which the first lesson did not see.
    let start = start.iter().map(|share| 0.85 * share + 0.15 / (LEVELS - 1) as f64).collect();
    let mut chance: Vec<f64> = pairs_at.iter().map(|pairs| pairs + 1.0).collect();
    to_shares(&mut chance);
    let mut same = Class::new(persons.same.clone(), only(&[]));
    same.levels[WHERE_WHEN] = start;
    let mut others = Class::new(unrelated.to_vec(), only(&[WHERE_WHEN]));
    others.levels[WHERE_WHEN] = chance;
    if !within.is_empty() {
        let mut inside =
            Mixture { classes: vec![same.clone(), others], shares: vec![vec![WITHIN, 1.0 - WITHIN]] };
        inside.fit(&within);
        others = inside.classes.swap_remove(1);
        others.learned = only(&[]);
    }
    same.learned = only(&[WHERE_WHEN]);
    same.apart = Some((WHERE_WHEN, Apart::COUNT));
    let mut mixture = Mixture { classes: vec![same, others], shares: vec![vec![0.2, 0.8]] };
    mixture.fit(&across);
    mixture.classes.swap_remove(0).levels.swap_remove(WHERE_WHEN)
}

fn model_of(pairs_at: &[f64], persons: &Persons, unrelated: &[Vec<f64>], places: &[f64]) -> Model {
    let all: f64 = pairs_at.iter().sum();
    let is_near = |level: &usize| {
        let dates = Apart::SameDay as usize..=Apart::Month as usize;
        level / Apart::COUNT == Where::Same as usize && dates.contains(&(level % Apart::COUNT))
    };
    let near = || (0..LEVELS).filter(is_near);
    let found: f64 = near().map(|level| persons.shares[level].same * pairs_at[level]).sum();
    let mass: f64 = near().map(|level| places[level]).sum();
    let matches = (found / mass.max(0.01)).clamp(1.0, (all / 2.0).max(1.0));
    let start = |level: usize| {
        if level == joint(Where::Unknown, Apart::Unknown) as usize {
            return libm::log2(matches / (all - matches).max(1.0));
        }
        let same = (matches * places[level]).max(1e-3);
        let others = (pairs_at[level] - same).max(pairs_at[level] * 0.02).max(0.5);
        libm::log2(same / others)
    };
    let together = |level: usize| {
        let of_level = persons.shares[level];
        model::shares(if of_level.pairs > 0.0 { of_level.together.clamp(0.0, 0.999) } else { 0.0 })
    };
    let mut shares_at = pairs_at.to_vec();
    to_shares(&mut shares_at);
    let chances = (0..COMPARISONS).map(|at| Chances {
        same: logs(if at == WHERE_WHEN { places } else { &persons.same[at] }),
        together: logs(&persons.together[at]),
        unrelated: logs(if at == WHERE_WHEN { &shares_at } else { &unrelated[at] }),
    });
    Model {
        chances: chances.collect(),
        start: (0..LEVELS).map(start).collect(),
        together: (0..LEVELS).map(together).collect(),
        joint: true,
        kin: only(&[FAMILY]),
    }
}
