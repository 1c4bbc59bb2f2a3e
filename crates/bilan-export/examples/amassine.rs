//! Writes the dossier of the sample case to a folder: `amassine FOLDER [en|fr]`.

#[path = "../tests/fixture/mod.rs"]
mod fixture;

use std::path::Path;

use bilan_export::{Rendered, html};

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| "dossier".to_owned());
    let language = arguments.next().unwrap_or_else(|| "en".to_owned());
    let verify = ("VERIFY.md".to_owned(), b"How to verify.\n".to_vec());
    for (path, bytes) in html(&fixture::dossier(&language), &rendered(&language), vec![verify]) {
        let path = Path::new(&folder).join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, bytes)?;
    }
    Ok(())
}

fn rendered(language: &str) -> [Rendered; 2] {
    let lines: [&[&str]; 2] = if language == "fr" {
        [
            &[
                "tués : 25 à plus de 30 ; borne basse un agent de santé (ne dit pas qui ils étaient), borne haute un habitant et des sources locales (disent civils, au conditionnel) ; statut CONTESTÉ ; 3 affirmations revues sur 18",
                "blessés : 9 ou plus ; un agent de santé ; 0 affirmation revue sur 1",
            ],
            &["tués : environ 10 ; La Dépêche des Dunes (dit enfants) ; 0 affirmation revue sur 1"],
        ]
    } else {
        [
            &[
                "killed: 25 to more than 30; low end a health worker (does not say who they were), high end a resident and local sources (say civilians, conditional); status CONTESTED; 3 of 18 claims reviewed",
                "injured: 9 or more; a health worker; 0 of 1 claims reviewed",
            ],
            &["killed: about 10; La Dépêche des Dunes (says children); 0 of 1 claims reviewed"],
        ]
    };
    lines.map(|lines| Rendered { toll_lines: lines.iter().map(|line| (*line).to_owned()).collect() })
}
