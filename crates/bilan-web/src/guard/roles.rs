//! What a member may be: the closed list of roles, and sets of them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a member may do in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Looks at everything, changes nothing.
    Reader,
    /// Judges claims and adds what a machine missed; takes reports in.
    Coder,
    /// Rules on disagreements; merges, splits, grades and places incidents; says what sources are; decides in bulk.
    Reviewer,
    /// Publishes releases and dossiers, and approves those of others.
    Publisher,
    /// Lets members in and out. Reads no content of a case.
    Admin,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Reader, Self::Coder, Self::Reviewer, Self::Publisher, Self::Admin];

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Coder => "coder",
            Self::Reviewer => "reviewer",
            Self::Publisher => "publisher",
            Self::Admin => "admin",
        }
    }

    /// The role of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// The roles that a member has.
pub type Roles = BTreeSet<Role>;

/// Every role: who works alone has them.
pub fn all() -> Roles {
    Role::ALL.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_wire() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(role).unwrap(), role.code());
            assert_eq!(Role::of_code(role.code()), Some(role));
        }
        assert_eq!(Role::of_code("root"), None);
    }
}
