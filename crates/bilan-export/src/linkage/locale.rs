//! The texts of the report, one file a language beside this one.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Language;

macro_rules! texts {
    ($($text:ident)*) => {
        /// Every text of one language.
        #[derive(Debug, Default, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct Texts { $(pub(super) $text: String,)* }

        #[cfg(test)]
        impl Texts {
            fn all(&self) -> Vec<(&'static str, &str)> { vec![$((stringify!($text), self.$text.as_str()),)*] }
        }
    };
}

texts! {
    stamp skip title kicker made_with contents table colon nothing unseen bits_many bits_one not_given less_than
    total
    summary_lists_one summary_lists summary_none records_one records_many summary_groups groups_one groups_many
    summary_persons summary_interval summary_scope lists_caption list records
    weights_heading weights_lead weights_title weights_desc weights_axis_x weights_axis_y weights_below weights_above
    threshold weights_caption weights_from pairs
    levels_heading levels_lead levels_two levels_three levels_caption level same together unrelated bits bar_for
    bar_against bar_nothing key_for key_against key_start
    pairs_heading pairs_lead pair pair_records pair_together pair_apart pair_chance pair_start pair_total
    pair_rarity_rare pair_rarity_common pair_desc
    blocking_heading blocking_lead blocking_coverage blocking_split blocking_caption rule rule_pairs rule_new rule_split
    unlinkable_heading unlinkable_lead unlinkable_at unlinkable_title unlinkable_desc unlinkable_axis_x
    unlinkable_axis_y unlinkable_caption unlinkable_bits unlinkable_share
    sizes_heading sizes_lead sizes_caption sizes_records sizes_groups sizes_all sizes_share
    settings_heading columns_caption column role settings_text settings_title
    reading_heading reading_weight reading_model reading_look reading_group reading_names
}

/// What a language says, and how it calls what the record linker names in English.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Locale {
    pub(super) texts: Texts,
    terms: BTreeMap<String, String>,
    roles: BTreeMap<String, String>,
    #[serde(skip, default = "english")]
    pub(super) language: Language,
}

fn english() -> Language {
    Language::En
}

impl Locale {
    pub(super) fn of(language: Language) -> Self {
        let file = match language {
            Language::En => include_str!("en.toml"),
            Language::Fr => include_str!("fr.toml"),
        };
        let read: Self = toml::from_str(file).expect("a test reads every locale file");
        Self { language, ..read }
    }

    /// A name of a comparison or level in this language: the whole, or all of its parts between commas; what is not
    /// known stays as it is.
    pub(super) fn term(&self, name: &str) -> String {
        self.parts(name).unwrap_or_else(|| name.to_owned())
    }

    fn parts(&self, name: &str) -> Option<String> {
        if let Some(term) = self.terms.get(name) {
            return Some(term.clone());
        }
        let (first, rest) = name.split_once(", ")?;
        Some(format!("{}, {}", self.terms.get(first)?, self.parts(rest)?))
    }

    /// What a column was taken for; a code that is not known stays as it is.
    pub(super) fn role<'l>(&'l self, code: &'l str) -> &'l str {
        self.roles.get(code).map_or(code, String::as_str)
    }
}

/// `template` with each `{key}` replaced by its text; nothing escaped.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, (key, after))) =
        rest.split_once('{').and_then(|(before, tail)| Some((before, tail.split_once('}')?)))
    {
        out.push_str(before);
        out.push_str(values.iter().find(|(name, _)| *name == key).map_or("", |(_, value)| value));
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<&str> {
        let mut keys: Vec<&str> =
            text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect();
        keys.sort_unstable();
        keys
    }

    #[test]
    fn both_languages_have_the_same_texts_with_the_same_blanks() {
        let (english, french) = (Locale::of(Language::En), Locale::of(Language::Fr));
        for ((name, one), (_, other)) in english.texts.all().into_iter().zip(french.texts.all()) {
            assert!(!one.is_empty() && !other.is_empty(), "{name}");
            assert_eq!(keys(one), keys(other), "{name}");
        }
        assert!(english.roles.keys().eq(french.roles.keys()));
    }

    #[test]
    fn names_of_levels_are_translated_whole_or_part_by_part() {
        let french = Locale::of(Language::Fr);
        assert_eq!(french.term("same spelling, other sex"), "même graphie, autre sexe");
        assert_eq!(
            french.term("like place, same month, one without a day"),
            "lieu semblable, même mois, l’un sans jour"
        );
        assert_eq!(french.term("sex, as written"), "sex, as written", "a heading is not half translated");
        assert_eq!(Locale::of(Language::En).term("same spelling"), "same spelling");
    }

    #[test]
    fn a_value_that_looks_like_a_blank_is_a_value() {
        assert_eq!(fill("{a} of {b}{", &[("a", "{b}"), ("b", "2")]), "{b} of 2{");
    }
}
