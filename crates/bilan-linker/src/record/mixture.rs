//! A mixture of classes of pairs, fitted by expectation and maximisation on counts of agreement patterns.
//!
//! Fellegi and Sunter (1969), "A theory for record linkage"; EM after Winkler (1988) and, on counts of patterns with
//! missing values left out of the likelihood, Enamorado, Fifield and Imai (2019), "Using a probabilistic model to
//! assist merging of large-scale administrative records", equations 3 to 7. A class more than theirs, and a share of
//! the classes for each group of patterns: pairs that died together are neither the same person nor unrelated.

/// A pattern and how often it was seen.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// Level of each comparison, `[comparison]`.
    pub(crate) levels: Vec<u8>,
    /// Group within which the classes have their own shares.
    pub(crate) group: usize,
    /// How many pairs.
    pub(crate) pairs: f64,
}

/// Chance of each level in one class, for one comparison, `[level]`; level 0, not known, is left out.
pub(crate) type Levels = Vec<f64>;

/// One class of pairs.
#[derive(Debug, Clone)]
pub(crate) struct Class {
    /// Chances of the levels, `[comparison][level]`.
    pub(crate) levels: Vec<Levels>,
    /// Which comparisons are learned, `[comparison]`; the others stay as given.
    pub(crate) learned: Vec<bool>,
    /// A comparison whose levels are those of two things that vary apart in this class, and how many levels the second
    /// of them has.
    pub(crate) apart: Option<(usize, usize)>,
}

/// Classes with their shares.
#[derive(Debug, Clone)]
pub(crate) struct Mixture {
    pub(crate) classes: Vec<Class>,
    /// Share of each class in each group, `[group][class]`.
    pub(crate) shares: Vec<Vec<f64>>,
}

/// Pairs that stand behind the chances one begins with.
const PRIOR_PAIRS: f64 = 4.0;
/// The fit ends when no share moves by more.
const STILL: f64 = 1e-6;
const ROUNDS_MAX: usize = 500;

impl Mixture {
    /// Fits the shares and what is learned to what was seen; gives the number of rounds.
    pub(crate) fn fit(&mut self, seen: &[Seen]) -> usize {
        let start = self.clone();
        for round in 1..=ROUNDS_MAX {
            let moved = self.round(seen, &start);
            if moved < STILL {
                return round;
            }
        }
        ROUNDS_MAX
    }

    /// The chance of each class for a pattern, given its group.
    pub(crate) fn classes_of(&self, levels: &[u8], group: usize) -> Vec<f64> {
        let weigh = |(class, share): (&Class, &f64)| share * class.chance(levels);
        let mut weights: Vec<f64> = self.classes.iter().zip(&self.shares[group]).map(weigh).collect();
        let sum: f64 = weights.iter().sum();
        if sum > 0.0 {
            for weight in &mut weights {
                *weight /= sum;
            }
        }
        weights
    }

    fn round(&mut self, seen: &[Seen], start: &Self) -> f64 {
        let mut classes: Vec<Vec<Levels>> = start.classes.iter().map(Class::prior).collect();
        let mut shares: Vec<Vec<f64>> = start
            .shares
            .iter()
            .map(|shares| shares.iter().map(|share| share * PRIOR_PAIRS).collect())
            .collect();
        for pattern in seen {
            let chances = self.classes_of(&pattern.levels, pattern.group);
            for (class, chance) in chances.into_iter().enumerate() {
                let pairs = chance * pattern.pairs;
                shares[pattern.group][class] += pairs;
                for (comparison, level) in pattern.levels.iter().enumerate().filter(|(_, level)| **level != 0)
                {
                    classes[class][comparison][*level as usize] += pairs;
                }
            }
        }
        let mut moved: f64 = 0.0;
        for (class, sums) in self.classes.iter_mut().zip(classes) {
            for (comparison, mut sums) in sums.into_iter().enumerate() {
                if class.learned[comparison] {
                    normalise(&mut sums);
                    if let Some((_, columns)) = class.apart.filter(|(apart, _)| *apart == comparison) {
                        sums = product_of_margins(&sums, columns);
                    }
                    class.levels[comparison] = sums;
                }
            }
        }
        for (shares, mut sums) in self.shares.iter_mut().zip(shares) {
            normalise(&mut sums);
            for (share, new) in shares.iter_mut().zip(sums) {
                moved = moved.max((*share - new).abs());
                *share = new;
            }
        }
        moved
    }
}

impl Class {
    /// A class in which no thing varies apart from another.
    pub(crate) fn new(levels: Vec<Levels>, learned: Vec<bool>) -> Self {
        Self { levels, learned, apart: None }
    }

    /// The chance of the levels in this class.
    pub(crate) fn chance(&self, levels: &[u8]) -> f64 {
        let known = self.levels.iter().zip(levels).filter(|(_, level)| **level != 0);
        known.map(|(chances, level)| chances[*level as usize]).product()
    }

    fn prior(&self) -> Vec<Levels> {
        let scaled = |levels: &Levels| levels.iter().map(|chance| chance * PRIOR_PAIRS).collect();
        self.levels.iter().map(scaled).collect()
    }
}

fn normalise(sums: &mut [f64]) {
    let sum: f64 = sums.iter().sum();
    if sum > 0.0 {
        for value in sums {
            *value /= sum;
        }
    }
}

/// The table, read row by row, in which rows and columns vary apart and have the sums that they have in this one.
fn product_of_margins(table: &[f64], columns: usize) -> Vec<f64> {
    let of_rows: Vec<f64> = table.chunks(columns).map(|row| row.iter().sum()).collect();
    let of_columns: Vec<f64> =
        (0..columns).map(|column| table.iter().skip(column).step_by(columns).sum()).collect();
    of_rows.iter().flat_map(|row| of_columns.iter().map(move |column| row * column)).collect()
}
