//! A dossier as a folder of web pages.

mod accounts;
mod captured;
mod chart;
mod cited;
mod contested;
mod evidence;
mod incident;
mod index;
mod locale;
mod page;
mod report;
mod segments;
mod view;
mod words;

use bilan_model::Dossier;

use view::View;

/// What another engine wrote about one incident: this crate shows it and makes none of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rendered {
    /// The incident's tolls as lines of text in the dossier's language, one an outcome.
    pub toll_lines: Vec<String>,
}

/// The dossier as files: paths relative to its folder, with `/` between parts, and their bytes.
///
/// `rendered` goes with [`Dossier::incidents`] by position; an incident without one shows no toll line. `extra` files
/// are listed on the first page and given as they are, after the pages; their names must not be `index.html` or lie
/// under `reports/`. A language without texts reads as English.
pub fn html(
    dossier: &Dossier,
    rendered: &[Rendered],
    extra: Vec<(String, Vec<u8>)>,
) -> Vec<(String, Vec<u8>)> {
    let view = View::new(dossier);
    let extra_names: Vec<&str> = extra.iter().map(|(path, _)| path.as_str()).collect();
    let mut files = vec![(
        "index.html".to_owned(),
        index::page(&view, rendered, &extra_names).into_string().into_bytes(),
    )];
    for number in 1..=dossier.evidence.len() {
        files.push((view::report_path(number), report::page(&view, number).into_string().into_bytes()));
    }
    files.extend(extra);
    files
}
