//! What every policy asks of an outcome, found once: its claims sorted, who speaks, who attacked, what is disputed.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{
    Cell, ClaimId, Confirmation, Grade, Grading, Incident, NotUsed, Outcome, Policy, PolicyToll, Remark,
    Reviewed, Status, StatusWord, Unused, Victims, WhyLeftOut,
};

use crate::{
    Basis,
    attackers::Attackers,
    figure::{Figure, Sorted, sort},
    status::status_of,
    table::statuses,
    who,
};

/// What is the same for all outcomes of an incident.
pub(super) struct Incidental {
    attackers: Attackers,
    grading: Grading,
}

impl Incidental {
    pub(super) fn of(incident: &Incident, basis: &Basis<'_>) -> Self {
        let (happened, _): (Grade, _) = basis.grade(incident);
        let grading = Grading { happened, who: who::attribution(incident, basis), airwars: None };
        Self { attackers: Attackers::of(incident, basis), grading }
    }
}

/// What the victims of a figure were, as its source says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Civilians,
    SecurityForces,
    Combatants,
    Unsaid,
}

/// One outcome of one incident, ready for policies.
pub(super) struct Question<'a> {
    pub(super) basis: &'a Basis<'a>,
    pub(super) incident: &'a Incident,
    pub(super) outcome: Outcome,
    pub(super) sorted: Sorted<'a>,
    pub(super) status: Status,
    pub(super) incidental: &'a Incidental,
    /// What [`Question::by_kind`] gives, by places in what is told: two policies ask for it.
    kinds: OnceCell<Vec<(Kind, usize)>>,
}

impl<'a> Question<'a> {
    pub(super) fn new(
        basis: &'a Basis<'a>,
        incident: &'a Incident,
        outcome: Outcome,
        incidental: &'a Incidental,
    ) -> Self {
        let sorted = sort(incident, outcome, basis.reviewed_only, basis.verdicts);
        let status = status_of(incident, outcome, basis.verdicts);
        Self { basis, incident, outcome, sorted, status, incidental, kinds: OnceCell::new() }
    }

    pub(super) fn contested(&self) -> bool {
        self.status == Status::Contested
    }

    pub(super) fn grading(&self) -> Grading {
        self.incidental.grading
    }

    pub(super) fn attackers(&self) -> &Attackers {
        &self.incidental.attackers
    }

    /// Of each independent source and kind of victims the largest of these figures. Where the victims are contested,
    /// civilians, fighters and those of whom nothing is said are the same persons, and stand as unsaid.
    pub(super) fn by_kind(&self) -> Vec<(Kind, &Figure<'a>)> {
        let kept = self.kinds.get_or_init(|| {
            let places = |figure: &Figure<'a>| {
                self.told().iter().position(|known| known.reference == figure.reference).unwrap_or_default()
            };
            self.largest_by_kind(&self.credible())
                .into_iter()
                .map(|(kind, figure)| (kind, places(figure)))
                .collect()
        });
        kept.iter().map(|(kind, at)| (*kind, &self.told()[*at])).collect()
    }

    /// Whole figures; parts where none stands.
    fn told(&self) -> &[Figure<'a>] {
        if self.sorted.whole.is_empty() { &self.sorted.parts } else { &self.sorted.whole }
    }

    fn largest_by_kind<'q>(&self, figures: &[&'q Figure<'a>]) -> Vec<(Kind, &'q Figure<'a>)> {
        let mut largest: BTreeMap<(usize, Kind), &Figure<'a>> = BTreeMap::new();
        for (figure, source) in figures.iter().zip(independent(figures, self.basis)) {
            let kind = match kind(figure) {
                Kind::SecurityForces => Kind::SecurityForces,
                Kind::Civilians | Kind::Combatants if self.contested() => Kind::Unsaid,
                kind @ (Kind::Civilians | Kind::Combatants | Kind::Unsaid) => kind,
            };
            let known = largest.entry((source, kind)).or_insert(figure);
            if known.size() < figure.size() {
                *known = figure;
            }
        }
        largest.into_iter().map(|((_, kind), figure)| (kind, figure)).collect()
    }

    /// Figures that nobody rejects, numbers before words; parts where no whole figure stands.
    fn credible(&self) -> Vec<&Figure<'a>> {
        let told = self.told();
        let disputed = |figure: &&Figure<'_>| figure.claim.confirmation == Confirmation::Disputed;
        let mut told: Vec<&Figure<'a>> = told.iter().collect();
        if !told.iter().all(disputed) {
            told.retain(|figure| !disputed(figure));
        }
        if told.iter().any(|figure| !figure.is_worded()) {
            told.retain(|figure| !figure.is_worded());
        }
        told
    }

    /// What each source says of the persons wanted: its largest figure, since it counts different persons in different
    /// figures. Words without a number speak only where no number does, and parts where no whole figure stands.
    pub(super) fn said(&self, wanted: impl Fn(&Figure<'_>) -> bool) -> Vec<&Figure<'a>> {
        self.largest(self.told().iter().filter(|figure| wanted(figure)).collect())
    }

    /// Of each source the largest of these figures, numbers before words.
    pub(super) fn largest<'q>(&self, mut figures: Vec<&'q Figure<'a>>) -> Vec<&'q Figure<'a>> {
        if figures.iter().any(|figure| !figure.is_worded()) {
            figures.retain(|figure| !figure.is_worded());
        }
        let mut kept: Vec<&Figure<'a>> = Vec::new();
        for figure in figures {
            let same = |known: &&mut &Figure<'a>| self.basis.sources.same_voice(&known.voice, &figure.voice);
            match kept.iter_mut().find(same) {
                Some(known) if known.size() < figure.size() => *known = figure,
                Some(_) => {}
                None => kept.push(figure),
            }
        }
        kept
    }

    /// The toll of a policy whose figure rests on `used`; every other claim goes by the reason that `why` gives its
    /// whole figures, or by where it was sorted.
    pub(super) fn toll(
        &self,
        policy: Policy,
        figure: Cell,
        used: &BTreeSet<ClaimId>,
        why: impl Fn(&Figure<'_>) -> Unused,
    ) -> PolicyToll {
        let sorted = &self.sorted;
        let mut left: Vec<NotUsed> = Vec::new();
        let mut leave = |claim: &ClaimId, why: Unused| {
            if !used.contains(claim) {
                left.push(NotUsed { claim: claim.clone(), why });
            }
        };
        sorted.whole.iter().for_each(|figure| leave(&figure.claim.id, why(figure)));
        sorted.parts.iter().for_each(|part| leave(&part.claim.id, Unused::SubCount));
        sorted.superseded.iter().for_each(|(old, _)| leave(&old.claim.id, Unused::Superseded));
        sorted.denials.iter().for_each(|denial| leave(&denial.claim.id, Unused::Denial));
        for out in &sorted.left_out {
            let why = match out.why {
                WhyLeftOut::Rejected => Unused::Rejected,
                WhyLeftOut::NotReviewed => Unused::NotReviewed,
            };
            leave(&out.claim.claim, why);
        }
        left.sort();
        let of = used.len() + left.len();
        PolicyToll {
            outcome: self.outcome,
            policy,
            low: figure.low,
            high: figure.high,
            high_open: figure.high_open,
            best: figure.best,
            status: self.in_one_row(figure),
            contested: self.contested(),
            provisional: false,
            grade: self.incidental.grading,
            claims_used: used.iter().cloned().collect(),
            claims_left_out: left,
            reviewed: Reviewed { n: sorted.reviewed, of },
            remarks: self.remarks(figure, used),
            codings: Vec::new(),
        }
    }

    /// An outcome that a policy does not count.
    pub(super) fn not_counted(&self, policy: Policy) -> PolicyToll {
        let mut toll = self.toll(policy, Cell::default(), &BTreeSet::new(), |_| Unused::OutcomeNotCounted);
        toll.remarks = vec![Remark::OutcomeNotCounted];
        toll
    }

    /// The whole figure under what the victims were.
    fn in_one_row(&self, figure: Cell) -> BTreeMap<String, Cell> {
        if figure.low.is_none() && figure.high.is_none() {
            return BTreeMap::new();
        }
        let name = match self.status {
            Status::Civilian => "civilians",
            Status::Combatant => "combatants",
            Status::SecurityForces => "security_forces",
            Status::Several => "several",
            Status::Contested => "contested",
            Status::Unknown => "unknown",
        };
        BTreeMap::from([(name.to_owned(), figure)])
    }

    fn remarks(&self, figure: Cell, used: &BTreeSet<ClaimId>) -> Vec<Remark> {
        let worded = self.sorted.whole.iter().any(|f| f.is_worded() && used.contains(&f.claim.id));
        let parts = self.sorted.whole.is_empty() && (figure.low.is_some() || figure.high.is_some());
        let all = [
            (Remark::WordsAsNumbers, worded),
            (Remark::OpenHigh, figure.high_open),
            (Remark::PartsOnly, parts),
            (Remark::Denied, !self.sorted.denials.is_empty()),
        ];
        all.into_iter().filter(|(_, holds)| *holds).map(|(remark, _)| remark).collect()
    }
}

/// What the victims of a figure were: its own words first, then what its source calls them elsewhere.
pub(super) fn kind(figure: &Figure<'_>) -> Kind {
    match figure.claim.victims {
        Victims::Civilians | Victims::Children => Kind::Civilians,
        Victims::SecurityForces => Kind::SecurityForces,
        Victims::Combatants => Kind::Combatants,
        Victims::Women | Victims::Men | Victims::Mixed | Victims::Unspecified => {
            let said = statuses(figure.entry, figure.claim);
            let calls = |word: StatusWord| said.contains(&word);
            match (calls(StatusWord::Civilians), calls(StatusWord::Combatants)) {
                (true, false) => Kind::Civilians,
                (false, true) => Kind::Combatants,
                (true, true) | (false, false) => Kind::Unsaid,
            }
        }
    }
}

/// Why a figure that a policy counts is not used: words beside numbers, or a smaller figure of its source.
pub(super) fn repeats(figure: &Figure<'_>) -> Unused {
    if figure.is_worded() { Unused::Agrees } else { Unused::SameSource }
}

/// Why a figure is not among the credible ones, or not used though it is.
pub(super) fn not_credible(figure: &Figure<'_>) -> Unused {
    if figure.claim.confirmation == Confirmation::Disputed { Unused::Disputed } else { repeats(figure) }
}

/// For each figure the number of the first figure that counts as the same source, over any chain of them.
fn independent(figures: &[&Figure<'_>], basis: &Basis<'_>) -> Vec<usize> {
    let mut groups: Vec<usize> = (0..figures.len()).collect();
    for index in 0..figures.len() {
        for earlier in 0..index {
            let (to, from) = (groups[earlier], groups[index]);
            if to != from && one_source(figures[earlier], figures[index], basis) {
                groups.iter_mut().filter(|group| **group == from).for_each(|group| *group = to);
            }
        }
    }
    groups
}

/// Whether two figures are said by one source, by copies of one text, or by one that quotes the other.
fn one_source(one: &Figure<'_>, other: &Figure<'_>, basis: &Basis<'_>) -> bool {
    basis.sources.count_once(&one.voice, &other.voice)
        || (!basis.sources.kept_apart(&one.voice, &other.voice) && (quotes(one, other) || quotes(other, one)))
}

/// Whether one figure reached its report over the source of another in the same report.
fn quotes(one: &Figure<'_>, other: &Figure<'_>) -> bool {
    one.voice.doc == other.voice.doc
        && !other.voice.author
        && one.claim.chain.iter().any(|link| crate::words::content(link) == other.voice.words)
}
