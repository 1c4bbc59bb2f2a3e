//! The words of the toll line, by language.

use bilan_model::{Outcome, Relation, Status, Victims};

/// A language that the line can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English.
    En,
    /// French.
    Fr,
}

/// What a source calls the victims, as the line says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Civilians,
    Combatants,
    CiviliansAndCombatants,
    SecurityForces,
    Children,
    Women,
    Men,
    Unarmed,
}

/// A choice by number: for one, for more.
pub(crate) type Forms = [&'static str; 2];

/// The words of one language; `{}` stands for what the line puts in.
pub(crate) struct Locale {
    pub(crate) separator: &'static str,
    pub(crate) colon: &'static str,
    pub(crate) outcome: fn(Outcome) -> &'static str,
    pub(crate) no_claims: &'static str,
    pub(crate) no_figure: &'static str,
    pub(crate) about: &'static str,
    pub(crate) at_least: &'static str,
    pub(crate) more_than: &'static str,
    pub(crate) at_most: &'static str,
    pub(crate) fewer_than: &'static str,
    pub(crate) from: &'static str,
    pub(crate) from_about: &'static str,
    pub(crate) to: &'static str,
    pub(crate) word: fn(Relation) -> Option<&'static str>,
    pub(crate) according_to: &'static str,
    pub(crate) low_end: &'static str,
    pub(crate) high_end: &'static str,
    pub(crate) says: Forms,
    pub(crate) said: fn(Said) -> &'static str,
    pub(crate) conditional: &'static str,
    pub(crate) conditional_alone: &'static str,
    pub(crate) and: &'static str,
    pub(crate) others: Forms,
    pub(crate) the_report: &'static str,
    pub(crate) quoted: &'static str,
    pub(crate) denies: Forms,
    pub(crate) denied: fn(Outcome) -> &'static str,
    pub(crate) among: fn(Victims) -> Option<&'static str>,
    pub(crate) denied_civilian_death: &'static str,
    pub(crate) status: fn(Status) -> &'static str,
    /// Reviewed, claims; the first form where `reviewed_counts` picks one.
    pub(crate) reviewed: [&'static str; 3],
    pub(crate) rejected: Forms,
    pub(crate) not_reviewed: Forms,
}

impl Language {
    pub(crate) fn locale(self) -> &'static Locale {
        match self {
            Self::En => &EN,
            Self::Fr => &FR,
        }
    }

    /// Which form of [`Locale::reviewed`] goes with the numbers.
    pub(crate) fn reviewed_form(self, reviewed: usize, claims: usize) -> usize {
        match self {
            Self::En => usize::from(claims != 1),
            Self::Fr => {
                if reviewed >= 2 {
                    2
                } else {
                    usize::from(claims != 1)
                }
            }
        }
    }
}

static EN: Locale = Locale {
    separator: "; ",
    colon: ": ",
    outcome: |outcome| match outcome {
        Outcome::Killed => "killed",
        Outcome::Injured => "injured",
        Outcome::Abducted => "abducted",
        Outcome::Missing => "missing",
        Outcome::Displaced => "displaced",
        Outcome::Detained => "detained",
        Outcome::Raped => "raped",
    },
    no_claims: "no claim",
    no_figure: "no figure",
    about: "about {}",
    at_least: "at least {}",
    more_than: "more than {}",
    at_most: "at most {}",
    fewer_than: "fewer than {}",
    from: "{}",
    from_about: "about {}",
    to: " to ",
    word: |relation| match relation {
        Relation::Tens => Some(" (dozens)"),
        Relation::Hundreds => Some(" (hundreds)"),
        Relation::Several => Some(" (several)"),
        Relation::Exactly
        | Relation::About
        | Relation::AtLeast
        | Relation::MoreThan
        | Relation::AtMost
        | Relation::LessThan
        | Relation::Between
        | Relation::None => None,
    },
    according_to: ", according to {}",
    low_end: "low end {}",
    high_end: ", high end {}",
    says: ["says {}", "say {}"],
    said: |said| match said {
        Said::Civilians => "civilians",
        Said::Combatants => "combatants",
        Said::CiviliansAndCombatants => "civilians and combatants",
        Said::SecurityForces => "security forces",
        Said::Children => "children",
        Said::Women => "women",
        Said::Men => "men",
        Said::Unarmed => "unarmed people",
    },
    conditional: ", conditional",
    conditional_alone: "conditional",
    and: " and ",
    others: ["{} other", "{} others"],
    the_report: "the report",
    quoted: "“{}”",
    denies: ["{} denies ", "{} deny "],
    denied: |outcome| match outcome {
        Outcome::Killed => "any death",
        Outcome::Injured => "any injury",
        Outcome::Abducted => "any abduction",
        Outcome::Missing => "any disappearance",
        Outcome::Displaced => "any displacement",
        Outcome::Detained => "any detention",
        Outcome::Raped => "any rape",
    },
    among: |victims| match victims {
        Victims::Civilians => Some(" among civilians"),
        Victims::Combatants => Some(" among combatants"),
        Victims::SecurityForces => Some(" among security forces"),
        Victims::Children => Some(" among children"),
        Victims::Women => Some(" among women"),
        Victims::Men => Some(" among men"),
        Victims::Mixed | Victims::Unspecified => None,
    },
    denied_civilian_death: "any civilian death",
    status: |status| match status {
        Status::Civilian => "status civilian",
        Status::Combatant => "status combatant",
        Status::SecurityForces => "status security forces",
        Status::Several => "several statuses",
        Status::Contested => "status CONTESTED",
        Status::Unknown => "status unknown",
    },
    reviewed: ["{r} of {n} claim reviewed", "{r} of {n} claims reviewed", "{r} of {n} claims reviewed"],
    rejected: [", {} rejected and left out", ", {} rejected and left out"],
    not_reviewed: [", {} left out until reviewed", ", {} left out until reviewed"],
};

static FR: Locale = Locale {
    separator: " ; ",
    colon: " : ",
    outcome: |outcome| match outcome {
        Outcome::Killed => "tués",
        Outcome::Injured => "blessés",
        Outcome::Abducted => "enlevés",
        Outcome::Missing => "disparus",
        Outcome::Displaced => "déplacés",
        Outcome::Detained => "détenus",
        Outcome::Raped => "personnes violées",
    },
    no_claims: "aucune affirmation",
    no_figure: "aucun chiffre",
    about: "environ {}",
    at_least: "au moins {}",
    more_than: "plus de {}",
    at_most: "au plus {}",
    fewer_than: "moins de {}",
    from: "de {}",
    from_about: "d’environ {}",
    to: " à ",
    word: |relation| match relation {
        Relation::Tens => Some(" (des dizaines)"),
        Relation::Hundreds => Some(" (des centaines)"),
        Relation::Several => Some(" (plusieurs)"),
        Relation::Exactly
        | Relation::About
        | Relation::AtLeast
        | Relation::MoreThan
        | Relation::AtMost
        | Relation::LessThan
        | Relation::Between
        | Relation::None => None,
    },
    according_to: ", selon {}",
    low_end: "borne basse : {}",
    high_end: ", borne haute : {}",
    says: ["dit : {}", "disent : {}"],
    said: |said| match said {
        Said::Civilians => "civils",
        Said::Combatants => "combattants",
        Said::CiviliansAndCombatants => "civils et combattants",
        Said::SecurityForces => "forces de sécurité",
        Said::Children => "enfants",
        Said::Women => "femmes",
        Said::Men => "hommes",
        Said::Unarmed => "personnes sans armes",
    },
    conditional: ", au conditionnel",
    conditional_alone: "au conditionnel",
    and: " et ",
    others: ["{} autre", "{} autres"],
    the_report: "le document",
    quoted: "« {} »",
    denies: ["{} dément ", "{} démentent "],
    denied: |outcome| match outcome {
        Outcome::Killed => "toute mort",
        Outcome::Injured => "tout blessé",
        Outcome::Abducted => "tout enlèvement",
        Outcome::Missing => "toute disparition",
        Outcome::Displaced => "tout déplacement",
        Outcome::Detained => "toute détention",
        Outcome::Raped => "tout viol",
    },
    among: |victims| match victims {
        Victims::Civilians => Some(" parmi les civils"),
        Victims::Combatants => Some(" parmi les combattants"),
        Victims::SecurityForces => Some(" parmi les forces de sécurité"),
        Victims::Children => Some(" parmi les enfants"),
        Victims::Women => Some(" parmi les femmes"),
        Victims::Men => Some(" parmi les hommes"),
        Victims::Mixed | Victims::Unspecified => None,
    },
    denied_civilian_death: "toute mort de civil",
    status: |status| match status {
        Status::Civilian => "statut civil",
        Status::Combatant => "statut combattant",
        Status::SecurityForces => "statut forces de sécurité",
        Status::Several => "plusieurs statuts",
        Status::Contested => "statut CONTESTÉ",
        Status::Unknown => "statut inconnu",
    },
    reviewed: [
        "{r} affirmation sur {n} relue",
        "{r} affirmation sur {n} relue",
        "{r} affirmations sur {n} relues",
    ],
    rejected: [", {} rejetée et écartée", ", {} rejetées et écartées"],
    not_reviewed: [", {} écartée jusqu’à relecture", ", {} écartées jusqu’à relecture"],
};
