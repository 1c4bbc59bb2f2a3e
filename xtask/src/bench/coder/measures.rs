//! What is measured of the coder, how each figure is made of counts, and what it must be and should be.

/// How a figure is made of the counts of reports (`counts.py` names them).
#[derive(Debug, Clone, Copy)]
pub(crate) enum Formula {
    /// Harmonic mean of precision and recall: `.tp`, `.pred`, `.gold`.
    F1,
    /// `.ok` of `.n`.
    Share,
    /// F1 of the mean precision and the mean recall of mentions.
    BCubed,
    /// A plain sum.
    Sum,
    /// By how much the Brier score is better than that of always saying the share that is right.
    BrierGain,
    /// Mean distance of what is said from what is right, over bins.
    CalibrationError,
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measure {
    pub(crate) label: &'static str,
    /// The counts: all that begin with this and a point.
    pub(crate) of: &'static str,
    pub(crate) formula: Formula,
    pub(crate) must: Option<f64>,
    pub(crate) aim: Option<f64>,
}

const fn measure(label: &'static str, of: &'static str, formula: Formula) -> Measure {
    Measure { label, of, formula, must: None, aim: None }
}

const fn must(
    label: &'static str,
    of: &'static str,
    formula: Formula,
    must: f64,
    aim: Option<f64>,
) -> Measure {
    Measure { label, of, formula, must: Some(must), aim }
}

use Formula::{BCubed, BrierGain, CalibrationError, F1, Share, Sum};

pub(crate) const REPORTS: &[Measure] = &[
    must("tolls F1", "tolls", F1, 0.82, Some(0.92)),
    must("tolls strict F1", "tolls_strict", F1, 0.65, Some(0.80)),
    must("incidents F1", "incidents", F1, 0.86, Some(0.93)),
    must("attribution", "attribution", Share, 0.86, Some(0.93)),
    must("date exact", "date_exact", Share, 0.90, Some(0.96)),
    measure("date overlap", "date_overlap", Share),
    measure("place", "place", Share),
    must("country", "country", Share, 0.95, None),
    must("status claims F1", "status_claims", F1, 0.65, Some(0.80)),
    must("responsibility claims F1", "responsibility_claims", F1, 0.60, Some(0.75)),
    must("contested, F1 of true", "contested", F1, 0.80, None),
    must("perpetrators F1", "perpetrators", F1, 0.75, None),
    must("sub-counts F1", "subcounts", F1, 0.75, None),
    measure("victims", "victims", Share),
    measure("hedged", "hedged", Share),
    measure("confirmation", "confirmation", Share),
    measure("acts F1", "acts", F1),
    measure("methods F1", "methods", F1),
    must("linking B-cubed F1", "linking", BCubed, 0.80, Some(0.88)),
    must("false alarms", "false_alarms.incidents", Sum, 0.0, Some(0.0)),
    measure("background figures taken", "false_alarms.background_taken", Sum),
    must("confidence: Brier gain", "confidence", BrierGain, 0.15, None),
    must("confidence: calibration error", "confidence", CalibrationError, 0.07, None),
];

pub(crate) const WIKINEWS: &[Measure] = &[
    must("found with number F1", "wikinews.found_with_number", F1, 0.75, Some(0.85)),
    measure("found F1", "wikinews.found", F1),
    measure("all right F1", "wikinews.all_right", F1),
];

pub(crate) const MUC4: &[Measure] = &[
    must("toll view F1", "muc4.toll.all", F1, 0.60, Some(0.70)),
    must("NUMBER F1", "muc4.slots.hum_number", F1, 0.55, Some(0.62)),
    must("EFFECT F1", "muc4.slots.hum_effect", F1, 0.55, Some(0.60)),
    measure("toll: killed F1", "muc4.toll.killed", F1),
    measure("toll: injured F1", "muc4.toll.injured", F1),
    measure("toll: abducted F1", "muc4.toll.abducted", F1),
    measure("toll: unharmed F1", "muc4.toll.unharmed", F1),
    measure("all slots F1", "muc4.slots.all_slots", F1),
    measure("template F1", "muc4.slots.template", F1),
    measure("type F1", "muc4.slots.type", F1),
    measure("date F1", "muc4.slots.date", F1),
    measure("location F1", "muc4.slots.location", F1),
    measure("human target F1", "muc4.slots.hum_target", F1),
    measure("perpetrator: individual F1", "muc4.slots.perp_individual", F1),
    measure("perpetrator: organisation F1", "muc4.slots.perp_org", F1),
    measure("perpetrator: confidence F1", "muc4.slots.perp_org_confidence", F1),
    measure("physical target F1", "muc4.slots.phys_id", F1),
    measure("instrument F1", "muc4.slots.instrument_id", F1),
    measure("stage F1", "muc4.slots.stage", F1),
    measure("view ree F1", "muc4.ree.micro_avg", F1),
    measure("view gtt F1", "muc4.gtt.micro_avg", F1),
];

pub(crate) const TIMEX: &[Measure] = &[
    must("value F1", "timex.value_overlap", F1, 0.80, Some(0.87)),
    must("strict F1", "timex.exact", F1, 0.86, Some(0.90)),
    measure("overlap F1", "timex.overlap", F1),
    measure("strict and value F1", "timex.value", F1),
];

const BINS: usize = 10;

impl Measure {
    /// Names of the counts that the figure is made of.
    pub(crate) fn counts(&self) -> Vec<String> {
        let named = |parts: &[&str]| parts.iter().map(|part| format!("{}.{part}", self.of)).collect();
        match self.formula {
            F1 => named(&["tp", "pred", "gold"]),
            Share => named(&["ok", "n", "possible"]),
            BCubed => named(&["precision", "pred", "recall", "gold"]),
            Sum => vec![self.of.to_owned()],
            BrierGain => named(&["n", "right", "brier"]),
            CalibrationError => (0..BINS)
                .flat_map(|bin| ["sure", "right"].map(|part| format!("{}.bin{bin}.{part}", self.of)))
                .chain([format!("{}.n", self.of)])
                .collect(),
        }
    }

    /// The figure of sums of [`Self::counts`]; none where there is nothing to measure.
    pub(crate) fn figure(&self, sums: &[f64]) -> Option<f64> {
        match (self.formula, sums) {
            (F1, &[tp, pred, gold]) => (pred + gold > 0.0).then(|| 2.0 * tp / (pred + gold)),
            // As the scorer: nothing matched where something was to be matched is 0.
            (Share, &[ok, n, possible]) => (n + possible > 0.0).then(|| ratio(ok, n)),
            (BCubed, &[precision, pred, recall, gold]) => {
                let (p, r) = (ratio(precision, pred), ratio(recall, gold));
                (pred + gold > 0.0).then(|| ratio(2.0 * p * r, p + r))
            }
            (Sum, &[sum]) => Some(sum),
            (BrierGain, &[n, right, brier]) => {
                let base = ratio(right, n);
                let of_base = base * (1.0 - base);
                (of_base > 0.0).then(|| 1.0 - brier / n / of_base)
            }
            (CalibrationError, [bins @ .., n]) => {
                let off: f64 = bins.chunks(2).map(|bin| (bin[0] - bin[1]).abs()).sum();
                (*n > 0.0).then(|| off / n)
            }
            (F1 | Share | BCubed | Sum | BrierGain, _) | (CalibrationError, []) => None,
        }
    }

    /// Whether the figure is a number of things.
    pub(crate) fn is_sum(&self) -> bool {
        matches!(self.formula, Sum)
    }

    /// Whether less is better.
    fn falls(&self) -> bool {
        matches!(self.formula, Sum | CalibrationError)
    }

    /// How the figure stands: `++` aim reached, `+` must reached, `-` neither.
    pub(crate) fn standing(&self, value: f64) -> &'static str {
        let reaches =
            |bar: Option<f64>| bar.is_some_and(|bar| if self.falls() { value <= bar } else { value >= bar });
        match (reaches(self.aim), reaches(self.must), self.must) {
            (true, _, _) => "++",
            (false, true, _) => "+",
            (false, false, Some(_)) => "-",
            (false, false, None) => "",
        }
    }
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(formula: Formula, sums: &[f64]) -> f64 {
        measure("", "x", formula).figure(sums).expect("a figure")
    }

    #[test]
    fn figures_are_made_of_counts() {
        assert!((figure(F1, &[2.0, 3.0, 5.0]) - 0.5).abs() < 1e-9);
        assert!((figure(Share, &[2.0, 4.0, 9.0]) - 0.5).abs() < 1e-9);
        assert!((figure(Share, &[0.0, 0.0, 9.0])).abs() < 1e-9);
        assert!((figure(BCubed, &[2.0, 4.0, 1.0, 2.0]) - 0.5).abs() < 1e-9);
        assert!(measure("", "x", F1).figure(&[0.0, 0.0, 0.0]).is_none());
    }

    #[test]
    fn always_saying_the_base_rate_gains_nothing() {
        // 3 of 4 are right and 0.75 is said each time: 3 * 0.0625 + 0.5625.
        assert!(figure(BrierGain, &[4.0, 3.0, 0.75]).abs() < 1e-9);
        assert!((figure(BrierGain, &[4.0, 3.0, 0.0]) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn calibration_error_sums_over_bins() {
        let mut sums = vec![0.0; 2 * BINS];
        (sums[2], sums[3], sums[18], sums[19]) = (0.5, 1.0, 3.7, 3.0);
        sums.push(8.0);
        assert!((figure(CalibrationError, &sums) - 0.15).abs() < 1e-9);
    }

    #[test]
    fn each_figure_asks_for_the_counts_it_reads() {
        for measure in [REPORTS, WIKINEWS, MUC4, TIMEX].concat() {
            assert!(
                measure.figure(&vec![1.0; measure.counts().len()]).is_some()
                    || matches!(measure.formula, BrierGain)
            );
        }
    }

    #[test]
    fn a_figure_stands_by_its_bars() {
        let rises = must("", "x", F1, 0.6, Some(0.7));
        assert_eq!([0.5, 0.6, 0.71].map(|value| rises.standing(value)), ["-", "+", "++"]);
        let falls = must("", "x", CalibrationError, 0.07, None);
        assert_eq!([0.05, 0.08].map(|value| falls.standing(value)), ["+", "-"]);
    }
}
