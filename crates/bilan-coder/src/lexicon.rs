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
            fn bit(self) -> u128 { 1u128 << (self as u32) }
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
    Branch = "branch", Deed = "deed", Itself = "itself", Mistake = "mistake", Tends = "tends",
    Belong = "belong", Wholly = "wholly", Culpable = "culpable", Cleft = "cleft", Disclaim = "disclaim", Holds = "holds", Latter = "latter", Reaches = "reaches",
    // From the codebook and the number tables, not from lexicon files.
    Party = "party", Country = "country", Nationality = "nationality", Number = "number", Capital = "capital", Month = "month",
    Weekday = "weekday", Time = "time", DateWord = "date_word", TimeCue = "time_cue", Event = "event", Where = "where", Another = "another", Aftermath = "aftermath", Title = "title",
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
    entries: Vec<u32>,
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
        node.is_some_and(|node| node.entries.iter().any(|entry| self.entries[*entry as usize].class == class))
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
        self.entries.push(entry);
        self.nodes[node as usize].entries.push(index);
    }

    fn new_node(&mut self) -> u32 {
        self.nodes.push(Node::default());
        u32::try_from(self.nodes.len() - 1).expect("a lexicon has fewer than 2^32 nodes")
    }

    /// Every longest phrase of each class at each token.
    pub(crate) fn tag(&self, tokens: &[Token]) -> Tags {
        let mut tags = Tags {
            found: Vec::new(),
            at: Vec::with_capacity(tokens.len() + 1),
            covers: vec![0; tokens.len()],
        };
        let mut paths = Paths::default();
        for first in 0..tokens.len() {
            tags.at.push(tags.found.len());
            let begin = tags.found.len();
            self.walk(tokens, first, &mut paths, &mut tags.found, begin);
            for tag in &tags.found[begin..] {
                let bit = self.entries[tag.entry as usize].class.bit();
                for cover in &mut tags.covers[tag.first..tag.end] {
                    *cover |= bit;
                }
            }
        }
        tags.at.push(tags.found.len());
        self.drop_inside_idioms(&mut tags);
        tags
    }

    /// A word of harm inside an idiom means none.
    fn drop_inside_idioms(&self, tags: &mut Tags) {
        let class = |tag: &Tag| self.entries[tag.entry as usize].class;
        let idioms: Vec<(usize, usize)> = tags
            .found
            .iter()
            .filter(|tag| class(tag) == Class::Idiom)
            .map(|tag| (tag.first, tag.end))
            .collect();
        if idioms.is_empty() {
            return;
        }
        let harms = [Class::Harm, Class::HarmNoun, Class::Act, Class::Casualty, Class::Method, Class::Report];
        let inside = |tag: &Tag| {
            harms.contains(&class(tag))
                && idioms.iter().any(|&(first, end)| first <= tag.first && tag.end <= end)
        };
        let mut kept = Vec::with_capacity(tags.found.len());
        for token in 0..tags.covers.len() {
            let (from, to) = (tags.at[token], tags.at[token + 1]);
            tags.at[token] = kept.len();
            for tag in &tags.found[from..to] {
                if inside(tag) {
                    for cover in &mut tags.covers[tag.first..tag.end] {
                        *cover &= !class(tag).bit();
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

    fn walk(&self, tokens: &[Token], first: usize, paths: &mut Paths, tags: &mut Vec<Tag>, begin: usize) {
        let Paths { here: paths, onward } = paths;
        paths.clear();
        for word in [tokens[first].word, tokens[first].accented] {
            if word != UNKNOWN && self.roots[word as usize] != NO_NODE {
                paths.push(self.roots[word as usize]);
            }
        }
        let mut at = first + 1;
        while !paths.is_empty() {
            for &node in paths.iter() {
                for &entry in &self.nodes[node as usize].entries {
                    self.keep(tokens, Tag { first, end: at, entry }, tags, begin);
                }
            }
            let Some(next) = tokens.get(at) else { return };
            onward.clear();
            for &node in paths.iter() {
                for word in [next.word, next.accented].into_iter().filter(|word| *word != UNKNOWN) {
                    let children = &self.nodes[node as usize].children;
                    if let Ok(index) = children.binary_search_by_key(&word, |child| child.0) {
                        onward.push(children[index].1);
                    }
                }
            }
            std::mem::swap(paths, onward);
            at += 1;
        }
    }

    /// Keeps a tag where it is written as it must be; a longer phrase of a class takes the place of a shorter one.
    fn keep(&self, tokens: &[Token], tag: Tag, tags: &mut Vec<Tag>, begin: usize) {
        let Entry { class, attributes, .. } = self.entries[tag.entry as usize];
        let mut written = tokens[tag.first..tag.end].iter();
        let fits = match attributes.casing {
            Casing::Any => true,
            Casing::Capital => written.any(|token| token.capital),
            Casing::Upper => written.any(|token| token.upper),
        };
        if !fits {
            return;
        }
        let mut index = begin;
        for old in begin..tags.len() {
            let other = tags[old];
            if other.end == tag.end || self.entries[other.entry as usize].class != class {
                tags[index] = other;
                index += 1;
            }
        }
        tags.truncate(index);
        tags.push(tag);
    }
}

/// A phrase found in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tag {
    /// First token.
    pub(crate) first: usize,
    /// Token after the last.
    pub(crate) end: usize,
    /// Index in [`Lexicon::entries`].
    pub(crate) entry: u32,
}

/// The tags of a text, by the token they begin at.
#[derive(Debug, Default)]
pub(crate) struct Tags {
    found: Vec<Tag>,
    at: Vec<usize>,
    covers: Vec<u128>,
}

impl Tags {
    /// Tags that begin at a token.
    pub(crate) fn at(&self, token: usize) -> &[Tag] {
        match (self.at.get(token), self.at.get(token + 1)) {
            (Some(&from), Some(&to)) => &self.found[from..to],
            _ => &[],
        }
    }

    /// Whether a phrase of the class covers a token.
    pub(crate) fn covers(&self, token: usize, class: Class) -> bool {
        self.covers.get(token).is_some_and(|cover| cover & class.bit() != 0)
    }

    /// Every tag, in order of first token.
    pub(crate) fn all(&self) -> &[Tag] {
        &self.found
    }
}
