//! The closed lists of the codebook. Their definitions and labels are data in `codebook/`.

use serde::{Deserialize, Serialize};

use crate::Place;

/// A value of a closed list: its code is how it stands in records, packs and the codebook.
pub trait Code: Sized + Copy + 'static {
    /// Name of the list, as in the codebook.
    const LIST: &'static str;
    /// Every value, in codebook order.
    const ALL: &'static [Self];
    /// The code of the value, in ASCII snake case.
    fn code(self) -> &'static str;
    /// The value of a code.
    ///
    /// # Errors
    /// When the list has no such code.
    fn from_code(code: &str) -> Result<Self, UnknownCode> {
        Self::ALL
            .iter()
            .copied()
            .find(|value| value.code() == code)
            .ok_or_else(|| UnknownCode { list: Self::LIST, code: code.to_owned() })
    }
}

/// A code that a closed list does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{code}\" is not a code of the list {list}")]
pub struct UnknownCode {
    /// The list that was asked.
    pub list: &'static str,
    /// The code that it does not have.
    pub code: String,
}

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident in $list:literal { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant,)+ }
        impl Code for $name {
            const LIST: &'static str = $list;
            const ALL: &'static [Self] = &[$(Self::$variant,)+];
            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }
    };
}

codes! {
    /// What happened to the persons counted.
    Outcome in "outcomes" {
        /// Killed, found dead, "neutralised".
        Killed = "killed",
        /// Wounded.
        Injured = "injured",
        /// Taken away by force.
        Abducted = "abducted",
        /// Not heard from.
        Missing = "missing",
        /// Made to flee.
        Displaced = "displaced",
        /// Held by forces or a group that calls itself an authority.
        Detained = "detained",
        /// Raped or sexually enslaved.
        Raped = "raped",
    }
}
codes! {
    /// Who the persons counted were, by the toll's own words.
    Victims in "victims" {
        /// Civilians, or a civilian role.
        Civilians = "civilians",
        /// Members of an armed group, as the source calls them.
        Combatants = "combatants",
        /// Army, police, official auxiliaries.
        SecurityForces = "security_forces",
        /// Children, where no status is said.
        Children = "children",
        /// Women, where no status is said.
        Women = "women",
        /// Men, where no status is said.
        Men = "men",
        /// Words that join categories.
        Mixed = "mixed",
        /// Persons, bodies, dead.
        Unspecified = "unspecified",
    }
}
codes! {
    /// Whether the report says that a figure is established.
    Confirmation in "confirmations" {
        /// The report says that it is verified (reads "said to be confirmed").
        Confirmed = "confirmed",
        /// The report says that it is not verified.
        Unconfirmed = "unconfirmed",
        /// Someone in the report rejects the figure or the deaths.
        Disputed = "disputed",
        /// The report says neither.
        Unstated = "unstated",
    }
}
codes! {
    /// What a source says that the victims were.
    StatusWord in "statuses" {
        /// Civilians.
        Civilians = "civilians",
        /// Combatants.
        Combatants = "combatants",
        /// Both together.
        Mixed = "mixed",
        /// Unarmed, beside the status it qualifies.
        Unarmed = "unarmed",
        /// Armed, beside the status it qualifies.
        Armed = "armed",
        /// Security forces, or any other quality.
        Other = "other",
    }
}
codes! {
    /// What a source says of a party's responsibility.
    Stance in "stances" {
        /// Someone blames the party.
        Accuses = "accuses",
        /// The party says that it did it.
        Admits = "admits",
        /// The party or its backer rejects having done it.
        Denies = "denies",
    }
}
codes! {
    /// What was done.
    Act in "acts" {
        /// People killed.
        Killing = "killing",
        /// People wounded.
        Injury = "injury",
        /// Goods, cattle or crops taken.
        Looting = "looting",
        /// Buildings or fields set on fire.
        Arson = "arson",
        /// Other damage to property.
        PropertyDestruction = "property_destruction",
        /// People taken by force.
        Abduction = "abduction",
        /// Torture, amputation, beating in custody.
        Torture = "torture",
        /// Rape and other sexual violence.
        SexualViolence = "sexual_violence",
        /// People made to flee.
        Displacement = "displacement",
        /// People held by forces.
        Detention = "detention",
        /// A strike from an aircraft.
        Airstrike = "airstrike",
        /// A strike from a drone.
        DroneStrike = "drone_strike",
        /// Artillery and mortar fire.
        Shelling = "shelling",
        /// A mine or improvised device.
        Ied = "ied",
        /// A suicide bombing.
        SuicideBombing = "suicide_bombing",
        /// An attack, raid, ambush, incursion.
        ArmedAttack = "armed_attack",
        /// Two sides fight.
        Clash = "clash",
        /// Held by forces, whereabouts unknown.
        ForcedDisappearance = "forced_disappearance",
    }
}
codes! {
    /// How it was done.
    Method in "methods" {
        /// Shots.
        Gunfire = "gunfire",
        /// Throats cut.
        ThroatCutting = "throat_cutting",
        /// Beheading.
        Beheading = "beheading",
        /// People burned.
        Burning = "burning",
        /// Machete, knife, axe.
        Blade = "blade",
        /// Blows.
        Beating = "beating",
        /// A drone.
        Drone = "drone",
        /// An aircraft with a crew.
        Aircraft = "aircraft",
        /// An improvised device.
        Ied = "ied",
        /// A mine.
        Mine = "mine",
        /// Shells, mortar, rockets.
        Shelling = "shelling",
        /// A grenade.
        Grenade = "grenade",
        /// An explosive vest.
        ExplosiveVest = "explosive_vest",
        /// Rape.
        Rape = "rape",
    }
}
codes! {
    /// A named way to make a figure from claims.
    Policy in "policies" {
        /// bilan's own: the range of what independent sources say.
        Range = "range",
        /// Airwars: lowest and highest, civilians presumed, conceded apart.
        Airwars = "airwars",
        /// UCDP GED: low, best, high, by side.
        Ucdp = "ucdp",
        /// ACLED: one figure, the lowest credible one.
        Acled = "acled",
        /// Iraq Body Count: lowest and highest, provisional below two independent publications.
        Ibc = "ibc",
    }
}
codes! {
    /// Why a policy's figure does not rest on a claim.
    Unused in "unused" {
        /// A person found that it is not in the text.
        Rejected = "rejected",
        /// Only reviewed claims count, and nobody has judged it.
        NotReviewed = "not_reviewed",
        /// The policy does not count this outcome.
        OutcomeNotCounted = "outcome_not_counted",
        /// It counts a part of another figure.
        SubCount = "sub_count",
        /// Its own source replaced it.
        Superseded = "superseded",
        /// It says that nobody suffered the outcome.
        Denial = "denial",
        /// It agrees with the others and moves no end.
        Agrees = "agrees",
        /// The same source, or one that depends on it, is counted already.
        SameSource = "same_source",
        /// The policy counts civilians, and its source says that these were not.
        NotCivilians = "not_civilians",
        /// The word of an attacker for those it killed: context, no proof of status.
        AttackersWord = "attackers_word",
        /// Another figure is lower, and the policy takes the lowest.
        NotLowest = "not_lowest",
        /// Someone rejects it, and others stand that nobody rejects.
        Disputed = "disputed",
        /// It bounds the figure from above only.
        UpperBound = "upper_bound",
    }
}
codes! {
    /// How well established it is that an incident happened. All but the last by rule, over what the accounts say.
    Grade in "grades" {
        /// Someone expressly rejects the figure or the deaths.
        Disputed = "disputed",
        /// The report itself says that it is not verified.
        Unconfirmed = "unconfirmed",
        /// One source, or copies of one.
        SingleSource = "single_source",
        /// At least two sources of different independence groups.
        Several = "several",
        /// A person found it established, and said why; never by rule.
        Confirmed = "confirmed",
    }
}
codes! {
    /// How far it is established who did it.
    Attribution in "attributions" {
        /// Nobody accuses anyone.
        Unknown = "unknown",
        /// One source, or copies of one, accuses.
        SingleSource = "single_source",
        /// Independent sources accuse the same party, and nobody another.
        Several = "several",
        /// The party says so itself.
        Admitted = "admitted",
        /// An accused party denies it, or sources accuse parties that fight each other.
        Contested = "contested",
    }
}
codes! {
    /// How exactly a place is known, from least to most.
    Precision in "precisions" {
        /// Not located.
        Unknown = "unknown",
        /// The country.
        Country = "country",
        /// A first- or second-level area.
        Area = "area",
        /// A town or village.
        Settlement = "settlement",
        /// A site in or near it: a market, a bridge, a camp.
        Site = "site",
    }
}
codes! {
    /// Who may read what leaves the case.
    Profile in "profiles" {
        /// The team only: every page and row says NOT FOR PUBLICATION.
        Internal = "internal",
        /// A partner who signed for it.
        Partner = "partner",
        /// A court or a mechanism with a mandate.
        Court = "court",
        /// Everyone.
        Public = "public",
    }
}
codes! {
    /// How far a release has come.
    ReleaseState in "release_states" {
        /// Made, open to correction.
        Candidate = "candidate",
        /// Vetted.
        Final = "final",
        /// Taken back: its figures are no longer bilan's.
        Withdrawn = "withdrawn",
    }
}
codes! {
    /// What a body that decides must be convinced of: never made from a grade, a person says which one is met.
    StandardOfProof in "standards_of_proof" {
        /// Reasonable grounds to suspect.
        GroundsToSuspect = "grounds_to_suspect",
        /// Reasonable grounds to believe.
        GroundsToBelieve = "grounds_to_believe",
        /// More likely than not.
        BalanceOfProbabilities = "balance_of_probabilities",
        /// Clear and convincing evidence.
        ClearAndConvincing = "clear_and_convincing",
        /// Beyond reasonable doubt.
        BeyondReasonableDoubt = "beyond_reasonable_doubt",
    }
}
codes! {
    /// Sex of persons counted.
    Sex in "sexes" {
        /// Men and boys.
        Male = "male",
        /// Women and girls.
        Female = "female",
        /// Not said.
        Unknown = "unknown",
    }
}
codes! {
    /// Age class of persons counted.
    Age in "ages" {
        /// Eighteen or older.
        Adult = "adult",
        /// Under eighteen.
        Child = "child",
        /// Not said.
        Unknown = "unknown",
    }
}

impl Precision {
    /// How exactly a place is known by its words alone.
    pub fn of(place: &Place) -> Self {
        if !place.name.is_empty() {
            Self::Settlement
        } else if !place.admin.is_empty() {
            Self::Area
        } else if !place.country.is_empty() {
            Self::Country
        } else {
            Self::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serde_form_is_the_code() {
        for act in Act::ALL {
            assert_eq!(serde_json::to_string(act).unwrap(), format!("\"{}\"", act.code()));
            assert_eq!(Act::from_code(act.code()), Ok(*act));
        }
        assert_eq!(
            Outcome::from_code("dead").unwrap_err().to_string(),
            "\"dead\" is not a code of the list outcomes"
        );
    }
}
