//! How far two spellings of a name are apart.

/// The least number of letters to add, drop, change or swap with a neighbour that makes one word the other
/// (optimal string alignment).
pub(crate) fn edits(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut before = vec![0; other.len() + 1];
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for row in 1..=one.len() {
        let mut current = vec![row; other.len() + 1];
        for column in 1..=other.len() {
            let changed = usize::from(one[row - 1] != other[column - 1]);
            let mut cost = (last[column - 1] + changed).min(last[column] + 1).min(current[column - 1] + 1);
            if row > 1 && column > 1 && one[row - 1] == other[column - 2] && one[row - 2] == other[column - 1]
            {
                cost = cost.min(before[column - 2] + 1);
            }
            current[column] = cost;
        }
        before = std::mem::replace(&mut last, current);
    }
    last[other.len()]
}

/// Words from so many letters on may be spelled differently.
pub(crate) const VARIANT_LETTERS_MIN: usize = 5;
/// Two edits make a variant where both have so many letters.
pub(crate) const TWO_EDITS_LETTERS_MIN: usize = 10;

/// One edit in five letters or more, two in ten or more.
pub(crate) fn is_variant(one: &str, other: &str) -> bool {
    let letters = |word: &str| word.chars().count();
    let (shorter, longer) = (letters(one).min(letters(other)), letters(one).max(letters(other)));
    if shorter < VARIANT_LETTERS_MIN || longer - shorter > 2 {
        return false;
    }
    edits(one, other) <= if shorter >= TWO_EDITS_LETTERS_MIN { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn edits_count_letters() {
        for (one, other, expected) in [
            ("", "", 0),
            ("valuyki", "valuiki", 1),
            ("tinzaouatene", "tinzaouatine", 1),
            ("umrawaba", "oumrawaba", 1),
            ("ersane", "esrane", 1),
            ("amassine", "amasrakad", 5),
        ] {
            assert_eq!(edits(one, other), expected, "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn edits_are_a_distance(one in "[a-d]{0,6}", two in "[a-d]{0,6}") {
            prop_assert_eq!(edits(&one, &two), edits(&two, &one));
            prop_assert_eq!(edits(&one, &two) == 0, one == two);
            prop_assert!(edits(&one, &two) <= one.len().max(two.len()));
        }
    }
}
