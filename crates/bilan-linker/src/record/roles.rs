//! What the columns of a list hold, guessed from their headings and their values.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::table::{Column, Table};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A whole name, as written.
    Name,
    /// Given name.
    Given,
    /// Father's, clan or family name.
    Family,
    /// Sex or gender.
    Sex,
    /// Age in years.
    Age,
    /// Year of birth.
    BirthYear,
    /// Date of birth.
    BirthDate,
    /// Date of death.
    DeathDate,
    /// Place.
    Place,
    /// Region.
    Region,
    /// Country.
    Country,
    /// Address of electronic mail.
    Email,
    /// Postal code.
    Postcode,
    /// A number or code in which a digit may be wrong.
    Number,
    /// Words that may be misspelled.
    Text,
    /// One of few values.
    Category,
    /// Not compared.
    Ignored,
}

/// A column that has at most so many values holds categories.
const CATEGORIES: usize = 12;

#[derive(Deserialize)]
struct Headings {
    role: Vec<RoleHeadings>,
}

#[derive(Deserialize)]
struct RoleHeadings {
    code: Role,
    headings: Vec<String>,
}

static HEADINGS: LazyLock<Vec<RoleHeadings>> = LazyLock::new(|| {
    let text = include_str!("../../../../codebook/list_columns.toml");
    toml::from_str::<Headings>(text).map(|headings| headings.role).unwrap_or_default()
});

/// The role of each column, `[column]`; a role that only one column can have goes to the first that has it.
pub fn guess(table: &Table) -> Vec<Role> {
    let mut roles: Vec<Role> = Vec::new();
    for column in &table.columns {
        let role = of_heading(&column.name).unwrap_or_else(|| of_values(column));
        let taken = is_single(role) && roles.contains(&role);
        roles.push(if taken { of_values(column) } else { role });
    }
    roles
}

fn of_heading(heading: &str) -> Option<Role> {
    let heading = crate::person_name::fold(&heading.replace('_', " "));
    let padded = format!(" {heading} ");
    let fits = |phrase: &String| match phrase.strip_prefix('=') {
        Some(whole) => whole == heading,
        None => padded.contains(&format!(" {phrase} ")),
    };
    HEADINGS.iter().find(|role| role.headings.iter().any(fits)).map(|role| role.code)
}

fn of_values(column: &Column) -> Role {
    let given = column.texts.iter().filter(|text| !text.is_empty());
    let (mut values, mut numbers) = (0, 0);
    for text in given.take(1000) {
        values += 1;
        numbers += usize::from(text.bytes().any(|byte| byte.is_ascii_digit()) && text.len() <= 16);
    }
    match values {
        0 => Role::Ignored,
        values if values <= CATEGORIES => Role::Category,
        values if numbers * 10 >= values * 8 => Role::Number,
        _ => Role::Text,
    }
}

fn is_single(role: Role) -> bool {
    !matches!(role, Role::Number | Role::Text | Role::Category | Role::Ignored | Role::Email | Role::Postcode)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_say_what_columns_hold() {
        assert!(!HEADINGS.is_empty(), "the table of headings is read");
        for (heading, expected) in [
            ("given_name", Role::Given),
            ("Prénom", Role::Given),
            ("Nom de famille", Role::Family),
            ("Nom", Role::Name),
            ("death_date", Role::DeathDate),
            ("date_precision", Role::Ignored),
            ("Date de naissance", Role::BirthDate),
            ("soc_sec_id", Role::Number),
            ("postcode_fake", Role::Postcode),
        ] {
            assert_eq!(of_heading(heading), Some(expected), "{heading}");
        }
        assert_eq!(of_heading("occupation"), None);
    }
}
