//! How like two spellings are: Jaro-Winkler similarity and the distance of Damerau and Levenshtein.

/// Letters of a common beginning that Winkler's term counts, and what each is worth.
const PREFIX_MAX: usize = 4;
const PREFIX_WORTH: f32 = 0.1;
/// Texts less like than that gain nothing from a common beginning.
const WORTH_A_PREFIX: f32 = 0.7;

/// Jaro-Winkler similarity of two texts, byte by byte, 0 to 1 (Winkler 1990, "String comparator metrics and enhanced
/// decision rules in the Fellegi-Sunter model of record linkage"). Of longer texts only the first 64 bytes count.
pub(crate) fn jaro_winkler(one: &[u8], other: &[u8]) -> f32 {
    let one = &one[..one.len().min(64)];
    let other = &other[..other.len().min(64)];
    let jaro = jaro(one, other);
    if jaro <= WORTH_A_PREFIX {
        return jaro;
    }
    let same = one.iter().zip(other).take(PREFIX_MAX).take_while(|(a, b)| a == b).count();
    jaro + same as f32 * PREFIX_WORTH * (1.0 - jaro)
}

fn jaro(one: &[u8], other: &[u8]) -> f32 {
    if one.is_empty() || other.is_empty() {
        return if one.is_empty() && other.is_empty() { 1.0 } else { 0.0 };
    }
    let reach = (one.len().max(other.len()) / 2).saturating_sub(1);
    let (mut of_one, mut of_other) = (0_u64, 0_u64);
    for (at, letter) in one.iter().enumerate() {
        let from = at.saturating_sub(reach);
        let to = (at + reach + 1).min(other.len());
        for (place, other_letter) in other.iter().enumerate().take(to).skip(from) {
            if of_other >> place & 1 == 0 && other_letter == letter {
                of_other |= 1 << place;
                of_one |= 1 << at;
                break;
            }
        }
    }
    let matched = of_one.count_ones();
    if matched == 0 {
        return 0.0;
    }
    let mut moved = 0;
    let mut left = of_other;
    let mut right = of_one;
    while right != 0 {
        moved += u32::from(one[right.trailing_zeros() as usize] != other[left.trailing_zeros() as usize]);
        right &= right - 1;
        left &= left - 1;
    }
    let matched = matched as f32;
    let order = (matched - (moved / 2) as f32) / matched;
    (matched / one.len() as f32 + matched / other.len() as f32 + order) / 3.0
}

/// Whether one text becomes the other by at most `limit` letters put in, left out, exchanged, or swapped with a
/// neighbour (optimal string alignment), and by how many; `None` beyond the limit.
pub(crate) fn edits(one: &[u8], other: &[u8], limit: usize) -> Option<usize> {
    const LONGEST: usize = 64;
    let one = &one[..one.len().min(LONGEST)];
    let other = &other[..other.len().min(LONGEST)];
    if one.len().abs_diff(other.len()) > limit {
        return None;
    }
    let mut before = [0_usize; LONGEST + 1];
    let mut last = [0_usize; LONGEST + 1];
    let mut row = [0_usize; LONGEST + 1];
    for (at, cell) in last.iter_mut().enumerate() {
        *cell = at;
    }
    for (i, a) in one.iter().enumerate() {
        row[0] = i + 1;
        let mut least = row[0];
        for (j, b) in other.iter().enumerate() {
            let exchanged = last[j] + usize::from(a != b);
            let mut cost = exchanged.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                cost = cost.min(before[j - 1] + 1);
            }
            row[j + 1] = cost;
            least = least.min(cost);
        }
        if least > limit {
            return None;
        }
        before = last;
        last = row;
    }
    (last[other.len()] <= limit).then_some(last[other.len()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_examples() {
        for (one, other, expected) in [
            ("martha", "marhta", 0.9611),
            ("dwayne", "duane", 0.84),
            ("dixon", "dicksonx", 0.8133),
            ("", "a", 0.0),
            ("same", "same", 1.0),
        ] {
            let found = jaro_winkler(one.as_bytes(), other.as_bytes());
            assert!((found - expected).abs() < 1e-4, "{one} {other} {found}");
        }
        assert_eq!(edits(b"ca", b"abc", 3), Some(3));
        assert_eq!(edits(b"1956", b"1965", 2), Some(1));
        assert_eq!(edits(b"abcdef", b"uvwxyz", 2), None);
    }

    proptest! {
        #[test]
        fn as_another_program_has_it(one in "[a-e]{0,12}", other in "[a-e]{0,12}") {
            let found = f64::from(jaro_winkler(one.as_bytes(), other.as_bytes()));
            // At 0.7 the common beginning begins to count, and rounding decides.
            if (strsim::jaro(&one, &other) - 0.7).abs() > 1e-4 {
                prop_assert!((found - strsim::jaro_winkler(&one, &other)).abs() < 1e-5);
            }
            let far = strsim::osa_distance(&one, &other);
            prop_assert_eq!(edits(one.as_bytes(), other.as_bytes(), 3), (far <= 3).then_some(far));
        }

        #[test]
        fn either_way(one in "\\PC{0,80}", other in "\\PC{0,80}") {
            let (one, other) = (one.as_bytes(), other.as_bytes());
            prop_assert!((0.0..=1.0).contains(&jaro_winkler(one, other)));
            prop_assert_eq!(edits(one, other, 2), edits(other, one, 2));
        }
    }
}
