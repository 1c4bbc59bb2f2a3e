//! The texts of the pages, one file a language in `locale/`.

use maud::{Markup, PreEscaped, Render};
use serde::Deserialize;

macro_rules! sections {
    ($($name:ident $field:ident { $($text:ident)* })*) => {
        $(
            #[derive(Debug, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub(super) struct $name { $(pub(super) $text: String,)* }
        )*

        /// Every text of one language.
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct Texts {
            $(pub(super) $field: $name,)*
            pub(super) date: DateTexts,
        }
    };
}

sections! {
    PageTexts page {
        stamp skip case made reviewed proposals title title_many contents back unseen missing quote_open quote_close
        thousands colon and
    }
    IncidentTexts incident {
        no_place country no_date heading_toll no_toll contested contested_lead status_heading says
        status_civilian status_combatant status_security_forces status_several status_unknown denied
        grade_heading grade_scope accounts_heading accounts_hint sideways caption reviewed
    }
    GradeTexts grade {
        confirmed confirmed_meaning several several_meaning single_source single_source_meaning unconfirmed unconfirmed_meaning disputed
        disputed_meaning
    }
    CountTexts count {
        exactly about at_least more_than at_most less_than between tens hundreds several none range or_more up_to
        no_figure
    }
    ClaimTexts claim {
        according_to outcome_according_to author author_of through conditional confirmed
        unconfirmed disputed part part_plain superseded denial accused_by admits_by denies_by no_one_named
        not_found no_report method report
    }
    RowTexts row {
        report published no_publisher no_published no_title date place status accused answers acts methods
        confirmation no_figure no_status no_accused no_answers no_acts no_methods no_confirmation
    }
    ChartTexts chart {
        heading range low high ends axis scale capped denial_note key key_band key_open key_exact key_about
        key_between key_worded key_arrow key_hedged key_part key_superseded key_denial shape_civilians shape_combatants
        shape_security_forces shape_mixed shape_unspecified
    }
    EvidenceTexts evidence {
        heading lead number read publisher published language name reader taken_in original text entries entry
        no_entries checkpoint checkpoint_lead no_checkpoint verify verify_text files
    }
    ReportTexts report {
        heading lead lead_none paragraph notes empty lost lost_lead status_note act_note accuses_note admits_note
        denies_note
    }
}

/// How dates read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DateTexts {
    pub(super) months: [String; 12],
    pub(super) first: String,
    pub(super) day: String,
    pub(super) day_month: String,
    pub(super) month: String,
    pub(super) year: String,
    pub(super) span: String,
}

impl Texts {
    /// The texts of `language`; English where there are none.
    pub(super) fn of(language: &str) -> Self {
        let file = match language {
            "fr" => include_str!("../../locale/fr.toml"),
            _ => include_str!("../../locale/en.toml"),
        };
        toml::from_str(file).expect("a test reads every locale file")
    }
}

/// `template` with each `{key}` replaced by its markup; everything else escaped.
pub(super) fn fill(template: &str, values: &[(&str, Markup)]) -> Markup {
    let mut out = String::new();
    let rest = pieces(template, |before, key| {
        before.render_to(&mut out);
        match values.iter().find(|(name, _)| *name == key) {
            Some((_, value)) => out.push_str(&value.0),
            None => format!("{{{key}}}").render_to(&mut out),
        }
    });
    rest.render_to(&mut out);
    PreEscaped(out)
}

/// `template` with each `{key}` replaced by its text; nothing escaped.
pub(super) fn fill_text(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let rest = pieces(template, |before, key| {
        out.push_str(before);
        out.push_str(values.iter().find(|(name, _)| *name == key).map_or("", |(_, value)| value));
    });
    out.push_str(rest);
    out
}

/// Calls `each` with the text before a `{key}` and the key, and gives the text after the last.
fn pieces<'t>(template: &'t str, mut each: impl FnMut(&'t str, &'t str)) -> &'t str {
    let mut rest = template;
    while let Some((before, (key, after))) =
        rest.split_once('{').and_then(|(before, tail)| Some((before, tail.split_once('}')?)))
    {
        each(before, key);
        rest = after;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use maud::html;

    #[test]
    fn every_language_has_every_text() {
        for language in ["en", "fr"] {
            let texts = Texts::of(language);
            assert!(!texts.page.stamp.is_empty());
            assert_eq!(texts.date.months.len(), 12);
        }
    }

    #[test]
    fn a_template_escapes_its_own_text_and_keeps_the_markup_it_is_given() {
        let filled = fill("a < {n} & {x}", &[("n", html! { b { "<" } })]);
        assert_eq!(filled.into_string(), "a &lt; <b>&lt;</b> &amp; {x}");
        assert_eq!(fill_text("{n} of {m}", &[("n", "1"), ("m", "2")]), "1 of 2");
        assert_eq!(fill_text("open { end", &[]), "open { end");
    }
}
