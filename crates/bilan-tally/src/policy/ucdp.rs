//! UCDP GED: low, best and high estimate of deaths, parted by side, civilians and unknown, so that the parts add up to
//! the best one (Sundberg and Melander 2013; UCDP GED codebook, "fatality estimates").

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{Cell, ClaimId, Outcome, Policy, PolicyToll, Remark, UcdpCoding};

use super::question::{Kind, Question, not_credible};
use crate::{attackers::NO_PARTY, figure::Figure};

pub(super) fn answer(question: &Question<'_>) -> PolicyToll {
    if question.outcome != Outcome::Killed {
        return question.not_counted(Policy::Ucdp);
    }
    let parts = by_kind(question);
    let unsaid = parts.get(&Kind::Unsaid).map(|part| part.cell);
    let told: Vec<(Kind, Cell)> = parts
        .iter()
        .filter(|(kind, _)| **kind != Kind::Unsaid)
        .map(|(kind, part)| (*kind, part.cell))
        .collect();
    let figure = whole(&told, unsaid);
    let used: BTreeSet<ClaimId> = parts.values().flat_map(|part| part.claims.iter().cloned()).collect();
    let mut toll = question.toll(Policy::Ucdp, figure, &used, not_credible);
    if told.len() > 1 {
        toll.remarks.push(Remark::KindsAdded);
    }
    if let Some(best) = figure.best {
        let deaths = |kind: Kind| told.iter().find(|(told, _)| *told == kind).and_then(|(_, cell)| cell.best);
        let deaths = Deaths {
            civilians: deaths(Kind::Civilians).unwrap_or(0),
            forces: deaths(Kind::SecurityForces).unwrap_or(0),
            fighters: deaths(Kind::Combatants).unwrap_or(0),
            best,
        };
        toll.codings = codings(question, deaths);
        if let Some(coding) = toll.codings.first() {
            toll.status = rows(coding);
        }
    }
    toll
}

/// What independent sources say of one kind of dead.
#[derive(Default)]
struct Part {
    cell: Cell,
    /// The figure of each source.
    best: Vec<u64>,
    claims: BTreeSet<ClaimId>,
}

fn by_kind(question: &Question<'_>) -> BTreeMap<Kind, Part> {
    let mut parts: BTreeMap<Kind, Part> = BTreeMap::new();
    for (kind, figure) in question.by_kind() {
        parts.entry(kind).or_default().take(figure);
    }
    parts.values_mut().for_each(Part::settle);
    parts
}

impl Part {
    fn take(&mut self, figure: &Figure<'_>) {
        let told = super::cell([figure]);
        self.cell.low = match (self.cell.low, told.low) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        self.cell.high = self.cell.high.max(told.high);
        self.cell.high_open |= told.high_open;
        self.best.extend(told.low);
        self.claims.insert(figure.claim.id.clone());
    }

    /// The best estimate is the figure that most sources give; of several such the lowest, since UCDP is conservative.
    fn settle(&mut self) {
        let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
        for best in &self.best {
            *counts.entry(*best).or_default() += 1;
        }
        let most = counts.values().max().copied();
        self.cell.best = counts.into_iter().find(|(_, count)| Some(*count) == most).map(|(best, _)| best);
    }
}

/// All dead: the kinds added up, or the figure of those who tell no kind where that is larger.
fn whole(told: &[(Kind, Cell)], unsaid: Option<Cell>) -> Cell {
    let add = |field: fn(&Cell) -> Option<u64>| -> Option<u64> {
        told.iter().filter_map(|(_, cell)| field(cell)).reduce(u64::saturating_add)
    };
    let kinds = Cell {
        low: add(|cell| cell.low),
        high: add(|cell| cell.high),
        high_open: told.iter().any(|(_, cell)| cell.high_open),
        best: add(|cell| cell.best),
    };
    let Some(unsaid) = unsaid else { return kinds };
    let low = match (kinds.low, unsaid.low) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    Cell {
        low,
        high: kinds.high.max(unsaid.high),
        high_open: kinds.high_open || unsaid.high_open,
        best: kinds.best.max(unsaid.best),
    }
}

#[derive(Clone, Copy)]
struct Deaths {
    civilians: u64,
    forces: u64,
    fighters: u64,
    best: u64,
}

/// One coding, or both that a contested status leaves open.
fn codings(question: &Question<'_>, deaths: Deaths) -> Vec<UcdpCoding> {
    let sides = Sides::of(question);
    let unknown = deaths.best.saturating_sub(deaths.civilians + deaths.forces + deaths.fighters);
    if question.contested() {
        return vec![sides.one_sided(deaths, unknown), sides.fought(deaths, unknown)];
    }
    let coding = if deaths.forces + deaths.fighters > 0 {
        sides.fought(deaths, unknown)
    } else if deaths.civilians > 0 {
        sides.one_sided(deaths, unknown)
    } else {
        UcdpCoding { type_of_violence: None, ..sides.one_sided(deaths, unknown) }
    };
    vec![coding]
}

fn rows(coding: &UcdpCoding) -> BTreeMap<String, Cell> {
    let rows = [
        ("deaths_a", coding.deaths_a),
        ("deaths_b", coding.deaths_b),
        ("deaths_civilians", coding.deaths_civilians),
        ("deaths_unknown", coding.deaths_unknown),
    ];
    let cell = |deaths| Cell { low: Some(deaths), high: Some(deaths), high_open: false, best: Some(deaths) };
    rows.into_iter().map(|(name, deaths)| (name.to_owned(), cell(deaths))).collect()
}

/// The parties, those of a State first.
struct Sides {
    states: Vec<String>,
    others: Vec<String>,
}

impl Sides {
    fn of(question: &Question<'_>) -> Self {
        let of_state = |party: &&String| {
            let facts = question.basis.glossary.parties.get(*party);
            facts.is_some_and(|facts| matches!(facts.kind.as_str(), "army" | "police" | "foreign_force"))
        };
        let names = question.attackers().names.iter().filter(|name| *name != NO_PARTY);
        let (states, others): (Vec<&String>, Vec<&String>) = names.partition(of_state);
        Self { states: states.into_iter().cloned().collect(), others: others.into_iter().cloned().collect() }
    }

    fn first(names: &[String]) -> String {
        names.first().cloned().unwrap_or_default()
    }

    /// Violence against civilians: the accused is side A, whoever it is.
    fn one_sided(&self, deaths: Deaths, unknown: u64) -> UcdpCoding {
        let accused = if self.states.is_empty() { &self.others } else { &self.states };
        let of_state = !self.states.is_empty();
        UcdpCoding {
            type_of_violence: Some(3),
            side_a: Self::first(accused),
            side_b: "Civilians".to_owned(),
            deaths_a: if of_state { deaths.forces } else { deaths.fighters },
            deaths_b: 0,
            deaths_civilians: deaths.civilians,
            deaths_unknown: unknown + if of_state { deaths.fighters } else { deaths.forces },
        }
    }

    /// Violence between two sides: a State is side A wherever one takes part.
    fn fought(&self, deaths: Deaths, unknown: u64) -> UcdpCoding {
        let state = !self.states.is_empty() || deaths.forces > 0;
        let (side_a, side_b) = if state {
            (Self::first(&self.states), Self::first(&self.others))
        } else {
            let mut others = self.others.iter().cloned();
            (others.next().unwrap_or_default(), others.next().unwrap_or_default())
        };
        UcdpCoding {
            type_of_violence: Some(if state { 1 } else { 2 }),
            side_a,
            side_b,
            deaths_a: deaths.forces,
            deaths_b: deaths.fighters,
            deaths_civilians: deaths.civilians,
            deaths_unknown: unknown,
        }
    }
}
