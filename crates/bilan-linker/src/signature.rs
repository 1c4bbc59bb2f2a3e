//! The signature of a text: enough of it to tell copies from other texts without the text.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::shingles::shingles;

/// At most so many numbers make a signature; of 128 a share of one half is told to about four in a hundred.
const SKETCH_MAX: usize = 128;
/// A text of fewer runs of words says too little: short formulas are alike by chance.
const RUNS_MIN: usize = 20;
/// A share of the smaller text is told from at least so many of its runs.
const SAMPLE_MIN: usize = 12;
/// Version of the written form; another way to make signatures needs another.
const FORM: &str = "1";

/// The smallest numbers of a text's runs of words (a bottom-k sketch), with how many runs it has.
///
/// Written as one string of hexadecimal digits. It cannot be turned back into the text, but who has a text can tell
/// whether a signature is of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Signature {
    /// Distinct runs of the whole text.
    runs: u32,
    /// The smallest of them, ascending.
    sketch: Vec<u32>,
}

/// How much two texts share, in percent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Similarity {
    /// Runs of words in both, of all runs of either (Jaccard).
    pub shared_percent: u32,
    /// Runs of the shorter text that the longer one has too; 0 where the signatures hold too few of them to say.
    pub contained_percent: u32,
}

/// How two texts stand to each other, where they share more than phrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextBond {
    /// The longer one holds most of the shorter one and has much text of its own: a dispatch in an article.
    Excerpt,
    /// One text with edits.
    Copy,
}

/// A string that is no signature.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is no text signature of form {FORM}: it must be made anew from the text")]
pub struct SignatureError;

impl Signature {
    /// The signature of a text, or `None` where the text is too short to be told from others: under some 23 words.
    pub fn of(text: &str) -> Option<Self> {
        let runs = shingles(text);
        (runs.len() >= RUNS_MIN).then(|| Self {
            runs: u32::try_from(runs.len()).unwrap_or(u32::MAX),
            sketch: runs.into_iter().take(SKETCH_MAX).collect(),
        })
    }

    /// The numbers, ascending.
    pub(crate) fn sketch(&self) -> &[u32] {
        &self.sketch
    }

    /// The largest number up to which the sketch holds every run of the text.
    fn reach(&self) -> u32 {
        let whole = self.sketch.len() == self.runs as usize;
        if whole { u32::MAX } else { self.sketch.last().copied().unwrap_or(u32::MAX) }
    }
}

/// Estimates how much two texts share: exact for texts of at most 128 runs, else from a sample of that size.
pub fn similarity(one: &Signature, other: &Signature) -> Similarity {
    let (small, large) = if one <= other { (one, other) } else { (other, one) };
    let reach = small.reach().min(large.reach());
    let upto = |signature: &Signature| signature.sketch.partition_point(|number| *number <= reach);
    let (small, large) = (&small.sketch[..upto(small)], &large.sketch[..upto(large)]);
    let shared = shared(small, large);
    let percent = |part: usize, of: usize| {
        (part * 100).checked_div(of).and_then(|percent| u32::try_from(percent).ok()).unwrap_or(0)
    };
    let told = small.len() >= SAMPLE_MIN;
    Similarity {
        shared_percent: percent(shared, small.len() + large.len() - shared),
        contained_percent: if told { percent(shared, small.len()) } else { 0 },
    }
}

/// How many numbers two ascending lists have in common.
fn shared(one: &[u32], other: &[u32]) -> usize {
    let (mut at, mut to, mut count) = (0, 0, 0);
    while let (Some(left), Some(right)) = (one.get(at), other.get(to)) {
        count += usize::from(left == right);
        at += usize::from(left <= right);
        to += usize::from(right <= left);
    }
    count
}

/// Half of all runs shared: nearly one word in ten may differ. Two reports of one event that quote the same three
/// sentences stay far below.
const COPY_SHARED_PERCENT: u32 = 50;
/// Or most of a text that is cut, to not less than half.
const CUT_CONTAINED_PERCENT: u32 = 80;
const CUT_LENGTH_PERCENT: u32 = 50;
/// Half of the shorter text stands in the longer one.
const EXCERPT_CONTAINED_PERCENT: u32 = 50;

/// Whether two texts are copies, one is in the other, or (`None`) neither.
pub fn bond(one: &Signature, other: &Signature) -> Option<TextBond> {
    let similarity = similarity(one, other);
    let (short, long) = (one.runs.min(other.runs), one.runs.max(other.runs));
    let is_cut = u64::from(short) * 100 >= u64::from(long) * u64::from(CUT_LENGTH_PERCENT);
    if similarity.shared_percent >= COPY_SHARED_PERCENT
        || (is_cut && similarity.contained_percent >= CUT_CONTAINED_PERCENT)
    {
        Some(TextBond::Copy)
    } else {
        (similarity.contained_percent >= EXCERPT_CONTAINED_PERCENT).then_some(TextBond::Excerpt)
    }
}

impl From<Signature> for String {
    fn from(signature: Signature) -> Self {
        let mut text = format!("{FORM}-{:x}-", signature.runs);
        for number in signature.sketch {
            // Writing to a string never fails.
            _ = write!(text, "{number:08x}");
        }
        text
    }
}

impl TryFrom<String> for Signature {
    type Error = SignatureError;

    fn try_from(text: String) -> Result<Self, SignatureError> {
        parsed(&text).ok_or(SignatureError)
    }
}

fn parsed(text: &str) -> Option<Signature> {
    let mut parts = text.split('-');
    let (form, runs, numbers) = (parts.next()?, parts.next()?, parts.next()?);
    let hex = |digits: &str| digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    if form != FORM || parts.next().is_some() || !hex(runs) || !hex(numbers) || numbers.len() % 8 != 0 {
        return None;
    }
    let runs = u32::from_str_radix(runs, 16).ok()?;
    let places = (0..numbers.len()).step_by(8);
    let sketch: Vec<u32> =
        places.map(|at| u32::from_str_radix(&numbers[at..at + 8], 16).ok()).collect::<Option<_>>()?;
    let whole = (runs as usize) >= RUNS_MIN && sketch.len() == (runs as usize).min(SKETCH_MAX);
    (whole && sketch.is_sorted_by(|one, other| one < other)).then_some(Signature { runs, sketch })
}
