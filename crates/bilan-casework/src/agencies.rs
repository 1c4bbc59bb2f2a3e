//! Which news agency a byline credits (`codebook/agencies.toml`).

use std::sync::LazyLock;

use serde::Deserialize;

use crate::knowledge::embedded;

#[derive(Deserialize)]
struct Agencies {
    agency: Vec<Agency>,
}

#[derive(Deserialize)]
struct Agency {
    name: String,
    names: Vec<String>,
}

static AGENCIES: LazyLock<Vec<Agency>> = LazyLock::new(|| {
    let text = embedded("codebook/agencies.toml").and_then(|bytes| std::str::from_utf8(bytes).ok());
    toml::from_str::<Agencies>(text.unwrap_or_default()).map(|file| file.agency).unwrap_or_default()
});

/// The agency that a byline credits, by its whole words; a short name only in the letters that it is written in.
pub(crate) fn credited(byline: &str) -> Option<&'static str> {
    let agency = AGENCIES.iter().find(|agency| agency.names.iter().any(|name| holds(byline, name)))?;
    Some(&agency.name)
}

fn holds(byline: &str, name: &str) -> bool {
    byline.match_indices(name).any(|(at, _)| {
        let letter = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
        !letter(byline[..at].chars().next_back()) && !letter(byline[at + name.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agency_is_credited_by_whole_words() {
        assert_eq!(credited("La rédaction avec AFP"), Some("AFP"));
        assert_eq!(credited("Par Agence France-Presse (AFP)"), Some("AFP"));
        assert_eq!(credited("By Associated Press"), Some("AP"));
        assert_eq!(credited("APOLLINE D."), None);
        assert_eq!(credited("Rédaction"), None);
    }
}
