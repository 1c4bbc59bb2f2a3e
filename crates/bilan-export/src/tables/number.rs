//! A number for formats whose ids are numbers: made from the incident's name, so that it stays the same from release
//! to release and says nothing of the order of collection. It is a name for a row, not a proof of anything.

/// Below 2^48: exact in a spreadsheet and in every JSON reader. Two of 100,000 incidents share one with a chance of
/// 2 in 100,000.
pub(super) fn of(incident: &str) -> u64 {
    // FNV-1a, then the last step of SplitMix64, so that names that differ in one letter lie far apart.
    let hash = incident.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)) >> 16
}

#[cfg(test)]
mod tests {
    use super::of;
    use std::collections::BTreeSet;

    #[test]
    fn names_in_a_row_have_numbers_of_their_own_that_stay() {
        let numbers: BTreeSet<u64> = (0..100_000).map(|at| of(&format!("i{at}"))).collect();
        assert_eq!(numbers.len(), 100_000);
        assert!(numbers.iter().all(|number| *number < 1 << 48));
        assert_eq!(of("i1"), of("i1"));
    }
}
