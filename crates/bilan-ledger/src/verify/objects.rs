//! The vault: every object read and hashed, and held against what the entries name.

use std::collections::BTreeSet;

use super::{Verifier, Walk};
use crate::finding::{Finding, FindingKind};
use crate::vault::{self, Commit};

impl Verifier<'_> {
    pub(super) fn verify_objects(&mut self, walk: &Walk) {
        let mut present = BTreeSet::new();
        for path in self.list("vault") {
            match Commit::from_path(&path) {
                None => self.find_in(&path, FindingKind::Stranger, "does not belong to a case"),
                Some(object) => {
                    present.insert(object);
                    self.check_object(&path, object, walk);
                }
            }
        }
        self.check_missing(&present, walk);
    }

    fn check_object(&mut self, path: &str, object: Commit, walk: &Walk) {
        self.report.objects_checked += 1;
        match vault::is_intact(self.case, object) {
            Ok(true) => {}
            Ok(false) => self.find_in(path, FindingKind::ObjectAltered, "not what its name commits to"),
            Err(error) => self.find_in(path, FindingKind::Unreadable, error.to_string()),
        }
        let Some(chain) = &walk.chain else {
            return self.find_in(path, FindingKind::ObjectUnnamed, "there is no log to name it");
        };
        if let Some(&seq) = chain.erased().get(&object) {
            let what = "was erased by this entry, and is still there".to_owned();
            self.find(Finding {
                file: path.to_owned(),
                entry: Some(seq),
                kind: FindingKind::ObjectNotErased,
                what,
            });
        } else if !chain.named().contains_key(&object) {
            self.find_in(path, FindingKind::ObjectUnnamed, "no entry names it");
        }
    }

    fn check_missing(&mut self, present: &BTreeSet<Commit>, walk: &Walk) {
        let Some(chain) = &walk.chain else { return };
        for (object, &seq) in chain.named().iter().filter(|(object, _)| !present.contains(object)) {
            if chain.erased().contains_key(object) {
                self.report.objects_erased += 1;
                continue;
            }
            let what = "the object that this entry names is missing, and no entry erased it".to_owned();
            let kind = FindingKind::ObjectMissing;
            self.find(Finding { file: object.path(), entry: Some(seq), kind, what });
        }
    }
}
