//! Airwars: lowest and highest for civilians, children, women, men and militants, killed and injured; what a
//! belligerent concedes stands apart (Airwars, methodology; fields in its published tables).

use std::collections::{BTreeMap, BTreeSet};

use bilan_model::{
    Age, AirwarsGrade, Attribution, Cell, ClaimId, Outcome, Policy, PolicyToll, Sex, Unused, Victims,
};

use super::{
    cell,
    question::Question,
    question::{Kind, kind, repeats},
};
use crate::{figure::Figure, grade::independent_sources};

pub(super) fn answer(question: &Question<'_>) -> PolicyToll {
    if !matches!(question.outcome, Outcome::Killed | Outcome::Injured) {
        return question.not_counted(Policy::Airwars);
    }
    let counted = |figure: &Figure<'_>| kind(figure) != Kind::SecurityForces;
    let told = question.said(counted);
    let rows = rows(question);
    let used: BTreeSet<ClaimId> =
        told.iter().map(|figure| figure.claim.id.clone()).chain(in_parts(question)).collect();
    // The losses of a belligerent's own forces are not what Airwars counts.
    let why = |figure: &Figure<'_>| {
        if counted(figure) { repeats(figure) } else { Unused::NotCivilians }
    };
    let mut toll = question.toll(Policy::Airwars, cell(told.iter().copied()), &used, why);
    let conceded = rows.contains_key("conceded");
    toll.grade.airwars = (!used.is_empty()).then(|| grade(question, conceded));
    toll.status = rows;
    toll
}

/// Each group of persons by itself: rows are not parts of each other and need not add up.
fn rows(question: &Question<'_>) -> BTreeMap<String, Cell> {
    let attackers = question.attackers();
    let attacker = |figure: &Figure<'_>| attackers.speak(figure, question.basis);
    let militants = |figure: &Figure<'_>| kind(figure) == Kind::Combatants;
    let forces = |figure: &Figure<'_>| kind(figure) == Kind::SecurityForces;
    let of = |wanted: &dyn Fn(&Figure<'_>) -> bool| cell(question.said(wanted));
    let within = |wanted: &dyn Fn(&Figure<'_>) -> bool| {
        let told = question.sorted.whole.iter().chain(&question.sorted.parts);
        cell(question.largest(told.filter(|figure| wanted(figure)).collect()))
    };
    let rows = [
        // Presumed civilian unless a source beside the attacker says otherwise.
        ("civilians", of(&|figure| !militants(figure) && !forces(figure) && !conceded(question, figure))),
        ("children", within(&|figure| is_children(question, figure))),
        ("women", within(&|figure| is_adult(question, figure, Victims::Women, Sex::Female))),
        ("men", within(&|figure| is_adult(question, figure, Victims::Men, Sex::Male))),
        ("militants", of(&|figure| militants(figure) && !attacker(figure))),
        // The attacker's word for those it killed is context and proves no status.
        ("militants_by_attacker", of(&|figure| militants(figure) && attacker(figure))),
        ("conceded", of(&|figure| conceded(question, figure))),
    ];
    let told = |cell: &Cell| cell.low.is_some() || cell.high.is_some();
    rows.into_iter().filter(|(_, cell)| told(cell)).map(|(name, cell)| (name.to_owned(), cell)).collect()
}

/// A belligerent's own figure of those for whom it accepts responsibility, unless it calls them fighters.
fn conceded(question: &Question<'_>, figure: &Figure<'_>) -> bool {
    question.attackers().admit(figure) && kind(figure) != Kind::Combatants
}

fn is_children(question: &Question<'_>, figure: &Figure<'_>) -> bool {
    let said = figure.claim.victim_words.as_deref().map(|words| question.basis.glossary.traits(words));
    figure.claim.victims == Victims::Children || said.is_some_and(|said| said.age == Age::Child)
}

fn is_adult(question: &Question<'_>, figure: &Figure<'_>, victims: Victims, sex: Sex) -> bool {
    let said = figure.claim.victim_words.as_deref().map(|words| question.basis.glossary.traits(words));
    !is_children(question, figure)
        && (figure.claim.victims == victims || said.is_some_and(|said| said.sex == sex))
}

/// Sub-counts that stand in a row of their own.
fn in_parts<'a>(question: &'a Question<'_>) -> impl Iterator<Item = ClaimId> + 'a {
    let shown = |part: &&Figure<'_>| {
        is_children(question, part)
            || is_adult(question, part, Victims::Women, Sex::Female)
            || is_adult(question, part, Victims::Men, Sex::Male)
    };
    question.sorted.parts.iter().filter(shown).map(|part| part.claim.id.clone())
}

fn grade(question: &Question<'_>, conceded: bool) -> AirwarsGrade {
    let who = question.grading().who;
    if conceded {
        AirwarsGrade::Confirmed
    } else if who == Attribution::Contested {
        AirwarsGrade::Contested
    } else if independent_sources(question.incident, question.basis) >= 2 {
        AirwarsGrade::Fair
    } else {
        AirwarsGrade::Weak
    }
}
