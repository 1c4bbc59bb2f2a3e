//! The reader's language, as the request asks for it.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use bilan_tally::Language;

/// In which language texts are answered: the first that the request names and that bilan speaks, else English.
#[derive(Debug, Clone, Copy)]
pub struct Reader(pub Language);

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let asked = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(Self(asked.map_or(Language::En, language)))
    }
}

/// The first language of a list that bilan speaks. Weights are not read: lists come with the best first.
fn language(asked: &str) -> Language {
    let spoken = asked.split(',').filter_map(|one| match one.trim().get(..2) {
        Some("fr") => Some(Language::Fr),
        Some("en") => Some(Language::En),
        _ => None,
    });
    spoken.into_iter().next().unwrap_or(Language::En)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_is_spoken_is_taken() {
        assert_eq!(language("ar, fr;q=0.8, en;q=0.5"), Language::Fr);
        assert_eq!(language("de"), Language::En);
        assert_eq!(language("é"), Language::En);
    }
}
