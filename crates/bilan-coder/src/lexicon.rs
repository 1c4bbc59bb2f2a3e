//! Groups of words with their classes, and the tags they leave on a text.

use std::collections::BTreeMap;

use bilan_model::{Act, Method, Outcome, Relation, Victims};

use crate::token::{Token, UNKNOWN};
use crate::vocabulary::Vocabulary;

macro_rules! classes {
    ($($variant:ident = $code:literal),+ $(,)?) => {
        /// What a group of words is, as `packs/README.md` defines it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Class { $($variant),+ }
        impl Class {
            pub(crate) fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
            const fn bit(self) -> u128 { 1u128 << (self as u32) }
        }
    };
}

classes! {
    Person = "person", Casualty = "casualty", Harm = "harm", HarmNoun = "harm_noun", Act = "act",
    Method = "method", Report = "report", According = "according", Source = "source", Anaphor = "anaphor",
    Hedge = "hedge", Unverified = "unverified", Verified = "verified", Rejected = "rejected",
    Negation = "negation", None = "none", Relation = "relation", Vague = "vague", Sub = "sub",
    OfThem = "of_them", Revision = "revision", Cumulative = "cumulative", Forecast = "forecast",
    Topic = "topic", Background = "background", Unit = "unit", Agent = "agent", Of = "of",
    AuxActive = "aux_active", AuxPassive = "aux_passive", PlaceAt = "place_at", PlaceTo = "place_to",
    PlaceKind = "place_kind", Admin = "admin", Facility = "facility", Contrast = "contrast", That = "that",
    Determiner = "determiner", Pronoun = "pronoun", Adverb = "adverb", SamePlace = "same_place",
    NameStop = "name_stop", RangeOpen = "range_open", RangeJoin = "range_join", And = "and",
    TollNoun = "toll_noun", Cites = "cites", Relative = "relative", Be = "be", Armed = "armed",
    Unarmed = "unarmed", Unidentified = "unidentified", BlameLink = "blame_link", Own = "own", Preposition = "preposition", Definite = "definite", Landform = "landform", Idiom = "idiom", Article = "article", Ranks = "ranks", Document = "document", Guilt = "guilt", Faceless = "faceless",
    Others = "others", Numbering = "numbering", Released = "released", Suspect = "suspect", OwnSide = "own_side",
    Branch = "branch", Deed = "deed", Itself = "itself", Mistake = "mistake", Tends = "tends", Share = "share", Age = "age",
    Belong = "belong", Wholly = "wholly", Culpable = "culpable", Cleft = "cleft", Disclaim = "disclaim", Holds = "holds", Latter = "latter", Reaches = "reaches", Sum = "sum", Survive = "survive", Possessive = "possessive", Gravity = "gravity", Within = "within",
    // From the codebook and the number tables, not from lexicon files.
    Party = "party", Country = "country", Nationality = "nationality", Number = "number", Capital = "capital", Month = "month",
    Weekday = "weekday", Time = "time", DateWord = "date_word", TimeCue = "time_cue", Event = "event", Where = "where", Another = "another", Aftermath = "aftermath", Title = "title", Soil = "soil",
}

/// Some classes, to ask for all of them at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Classes(u128);

impl Classes {
    pub(crate) const fn of(classes: &[Class]) -> Self {
        let (mut all, mut at) = (0, 0);
        while at < classes.len() {
            all |= classes[at].bit();
            at += 1;
        }
        Self(all)
    }

    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) const fn holds(self, class: Class) -> bool {
        self.0 & class.bit() != 0
    }

    fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// Grammatical features of one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Feature {
    /// None said.
    #[default]
    Plain,
    /// Singular noun.
    Singular,
    /// Plural noun.
    Plural,
    /// Finite verb.
    Finite,
    /// Finite verb in the conditional.
    Conditional,
    /// Participle only.
    Participle,
    /// Finite past or participle.
    Past,
    /// Infinitive.
    Infinitive,
    /// Gerund.
    Gerund,
}

impl Feature {
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "" => Self::Plain,
            "sg" => Self::Singular,
            "pl" => Self::Plural,
            "fin" => Self::Finite,
            "cond" => Self::Conditional,
            "part" => Self::Participle,
            "past" => Self::Past,
            "inf" => Self::Infinitive,
            "ger" => Self::Gerund,
            _ => return None,
        })
    }
}

/// Where the victims of a verb stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// They are the subject.
    Subject,
    /// They are the object, or the subject of the passive.
    Object,
    /// They are the object and the subject is theirs: it lost them. One without a number is bereavement, no toll.
    Loss,
}

/// What a verb of saying does with what is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Saying {
    #[default]
    Says,
    Confirms,
    Unconfirmed,
    Denies,
    Accuses,
    Claims,
}

/// What a number word does in a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberRole {
    /// Adds its value.
    Unit,
    /// Multiplies what stands before it.
    Scale,
    /// "une trentaine", "a dozen".
    Collective,
    /// "third": no count.
    Ordinal,
}

/// Attributes of a group; each class uses its own few.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Attributes {
    pub(crate) outcome: Option<Outcome>,
    pub(crate) victims: Option<Victims>,
    pub(crate) act: Option<Act>,
    pub(crate) method: Option<Method>,
    pub(crate) side: Option<Side>,
    pub(crate) saying: Saying,
    pub(crate) relation: Option<Relation>,
    /// A qualifier that stands behind its number.
    pub(crate) after: bool,
    /// Index of a name: topic, source kind, party, country, time notion.
    pub(crate) name: Option<usize>,
    pub(crate) number: Option<(NumberRole, u64)>,
    pub(crate) casing: Casing,
}

/// How a form must be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Casing {
    /// Anyhow.
    #[default]
    Any,
    /// With a capital letter somewhere.
    Capital,
    /// In capitals: "CAR" is a country, "Car" a word.
    Upper,
}

impl Attributes {
    /// The same, written as `name` is.
    pub(crate) fn cased(self, name: &str) -> Self {
        let letters = || name.chars().filter(|c| c.is_alphabetic());
        let upper = letters().count() > 1 && letters().all(char::is_uppercase);
        let casing = match (upper, letters().any(char::is_uppercase)) {
            (true, _) => Casing::Upper,
            (false, true) => Casing::Capital,
            (false, false) => Casing::Any,
        };
        Self { casing, ..self }
    }
}

/// One form of one group.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) class: Class,
    pub(crate) attributes: Attributes,
    pub(crate) feature: Feature,
    /// Index of the group's id in the pack.
    pub(crate) rule: usize,
}

#[derive(Debug, Default)]
struct Node {
    children: Vec<(u32, u32)>,
    forms: Vec<Form>,
}

/// What tagging needs of an entry, held where the walk through the trie ends.
#[derive(Debug, Clone, Copy)]
struct Form {
    entry: u32,
    class: Class,
    casing: Casing,
}

/// All forms of a pack in a trie of words.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    words: Vocabulary,
    /// Words with accents by their form without.
    plain: BTreeMap<Box<str>, u32>,
    nodes: Vec<Node>,
    roots: Vec<u32>,
    pub(crate) entries: Vec<Entry>,
}

const NO_NODE: u32 = u32::MAX;

/// Where a walk through the trie stands: taken along from token to token, since most walks end at once.
#[derive(Default)]
struct Paths {
    here: Vec<u32>,
    onward: Vec<u32>,
}

impl Lexicon {
    pub(crate) fn word(&self, lower: &str) -> Option<u32> {
        self.words.get(lower)
    }

    /// The accented word that a word written without accents stands for.
    pub(crate) fn accented(&self, plain: &str) -> Option<u32> {
        self.plain.get(plain).copied()
    }

    /// Whether a word is a phrase of a class by itself.
    pub(crate) fn means(&self, word: u32, class: Class) -> bool {
        let node = self.roots.get(word as usize).and_then(|node| self.nodes.get(*node as usize));
        node.is_some_and(|node| node.forms.iter().any(|form| form.class == class))
    }

    /// The number of a word, a new one where the vocabulary does not have it.
    pub(crate) fn learn(&mut self, lower: &str) -> u32 {
        let (id, new) = self.words.learn(lower);
        if new {
            if !lower.is_ascii() {
                self.plain.entry(crate::gazetteer::fold(lower).into()).or_insert(id);
            }
            self.roots.push(NO_NODE);
        }
        id
    }

    /// Adds a phrase of at least one word.
    pub(crate) fn add(&mut self, phrase: &[u32], entry: Entry) {
        let Some((&first, rest)) = phrase.split_first() else { return };
        let mut node = self.roots[first as usize];
        if node == NO_NODE {
            node = self.new_node();
            self.roots[first as usize] = node;
        }
        for &word in rest {
            let children = &self.nodes[node as usize].children;
            node = match children.binary_search_by_key(&word, |child| child.0) {
                Ok(at) => children[at].1,
                Err(at) => {
                    let child = self.new_node();
                    self.nodes[node as usize].children.insert(at, (word, child));
                    child
                }
            };
        }
        let index = u32::try_from(self.entries.len()).expect("a lexicon has fewer than 2^32 forms");
        let form = Form { entry: index, class: entry.class, casing: entry.attributes.casing };
        self.entries.push(entry);
        self.nodes[node as usize].forms.push(form);
    }

    fn new_node(&mut self) -> u32 {
        self.nodes.push(Node::default());
        u32::try_from(self.nodes.len() - 1).expect("a lexicon has fewer than 2^32 nodes")
    }

    /// Every longest phrase of each class at each token.
    pub(crate) fn tag(&self, tokens: &[Token]) -> Tags {
        let mut tags = Tags {
            found: Vec::with_capacity(tokens.len() * 2),
            at: Vec::with_capacity(tokens.len() + 1),
            classes: vec![Held::default(); tokens.len()],
        };
        let mut paths = Paths::default();
        for first in 0..tokens.len() {
            tags.at.push(tags.found.len());
            self.walk(tokens, first, &mut paths, &mut tags);
        }
        tags.at.push(tags.found.len());
        drop_inside_idioms(&mut tags);
        tags
    }

    /// The tags that begin at a token.
    fn walk(&self, tokens: &[Token], first: usize, paths: &mut Paths, tags: &mut Tags) {
        let Paths { here: paths, onward } = paths;
        paths.clear();
        for word in [tokens[first].word, tokens[first].accented] {
            if word != UNKNOWN && self.roots[word as usize] != NO_NODE {
                paths.push(self.roots[word as usize]);
            }
        }
        let Tags { found, classes, .. } = tags;
        let begin = found.len();
        let mut end = first + 1;
        while !paths.is_empty() {
            let shorter = found.len();
            let mut here = Classes::default();
            for form in paths.iter().flat_map(|&node| &self.nodes[node as usize].forms) {
                if is_written(&tokens[first..end], form.casing) {
                    here.add(Classes(form.class.bit()));
                    found.push(Tag { first, end, entry: form.entry, class: form.class });
                }
            }
            if classes[first].begin.meets(here) {
                // A longer phrase of a class takes the place of a shorter one.
                let mut kept = begin;
                for at in begin..found.len() {
                    if at >= shorter || !here.holds(found[at].class) {
                        found[kept] = found[at];
                        kept += 1;
                    }
                }
                found.truncate(kept);
            }
            // What gave way to a longer phrase is covered by it, in its own class.
            classes[first].begin.add(here);
            classes[first..end].iter_mut().for_each(|held| held.cover.add(here));
            let Some(next) = tokens.get(end) else { return };
            onward.clear();
            for &node in paths.iter() {
                let children = &self.nodes[node as usize].children;
                if children.is_empty() {
                    continue;
                }
                for word in [next.word, next.accented].into_iter().filter(|word| *word != UNKNOWN) {
                    if let Ok(index) = children.binary_search_by_key(&word, |child| child.0) {
                        onward.push(children[index].1);
                    }
                }
            }
            std::mem::swap(paths, onward);
            end += 1;
        }
    }
}

/// Whether words are written as a form must be.
fn is_written(words: &[Token], casing: Casing) -> bool {
    match casing {
        Casing::Any => true,
        Casing::Capital => words.iter().any(|token| token.capital),
        Casing::Upper => words.iter().any(|token| token.upper),
    }
}

/// A word of harm inside an idiom means none.
fn drop_inside_idioms(tags: &mut Tags) {
    const HARMS: Classes = Classes::of(&[
        Class::Harm,
        Class::HarmNoun,
        Class::Act,
        Class::Casualty,
        Class::Method,
        Class::Report,
    ]);
    let idioms: Vec<(usize, usize)> =
        tags.found.iter().filter(|tag| tag.class == Class::Idiom).map(|tag| (tag.first, tag.end)).collect();
    if idioms.is_empty() {
        return;
    }
    let mut kept = Vec::with_capacity(tags.found.len());
    for token in 0..tags.classes.len() {
        let (from, to) = (tags.at[token], tags.at[token + 1]);
        tags.at[token] = kept.len();
        let before = idioms.partition_point(|idiom| idiom.0 <= token);
        let idioms = &idioms[before.saturating_sub(IDIOMS)..before];
        for tag in &tags.found[from..to] {
            let inside = HARMS.holds(tag.class) && idioms.iter().any(|&(_, end)| tag.end <= end);
            if inside {
                let bit = tag.class.bit();
                tags.classes[token].begin.0 &= !bit;
                for held in &mut tags.classes[tag.first..tag.end] {
                    held.cover.0 &= !bit;
                }
            } else {
                kept.push(*tag);
            }
        }
    }
    if let Some(last) = tags.at.last_mut() {
        *last = kept.len();
    }
    tags.found = kept;
}

/// Idioms that may begin before a word and hold it.
const IDIOMS: usize = 32;

/// A phrase found in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tag {
    /// First token.
    pub(crate) first: usize,
    /// Token after the last.
    pub(crate) end: usize,
    /// Index in [`Lexicon::entries`].
    pub(crate) entry: u32,
    /// The class of that entry.
    pub(crate) class: Class,
}

/// The classes of phrases at one token.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    /// Of those that begin there.
    begin: Classes,
    /// Of those that cover it.
    cover: Classes,
}

/// The tags of a text, by the token they begin at.
#[derive(Debug, Default)]
pub(crate) struct Tags {
    found: Vec<Tag>,
    at: Vec<usize>,
    classes: Vec<Held>,
}

impl Tags {
    /// Tags that begin at a token.
    pub(crate) fn at(&self, token: usize) -> &[Tag] {
        match (self.at.get(token), self.at.get(token + 1)) {
            (Some(&from), Some(&to)) => &self.found[from..to],
            _ => &[],
        }
    }

    /// The last tag of a class that begins at a token.
    pub(crate) fn of(&self, token: usize, class: Class) -> Option<Tag> {
        if !self.begin(token, Classes(class.bit())) {
            return None;
        }
        self.at(token).iter().rev().find(|tag| tag.class == class).copied()
    }

    /// Whether a phrase of one of the classes begins at a token.
    pub(crate) fn begin(&self, token: usize, classes: Classes) -> bool {
        self.classes.get(token).is_some_and(|held| held.begin.meets(classes))
    }

    /// Whether a phrase of one of the classes covers a token.
    pub(crate) fn cover(&self, token: usize, classes: Classes) -> bool {
        self.classes.get(token).is_some_and(|held| held.cover.meets(classes))
    }

    /// Every tag, in order of first token.
    pub(crate) fn all(&self) -> &[Tag] {
        &self.found
    }
}
