//! What is told of deaths that are no violence: accidents, disease, disasters, sport, drills.

use bilan_model::Victims;

use crate::lexicon::{Class, Classes, Feature};
use crate::mention::Mention;
use crate::reading::Reading;

/// Bars the mentions of passages whose topic is no violence.
///
/// A paragraph is weighed by its words: of a topic that is no violence against those of acts, methods and parties.
///
/// Gives whether the whole report is about something else: then its words of violence are images.
pub(crate) fn bar_topics(reading: &Reading<'_>, mentions: &mut [Mention]) -> bool {
    let paragraphs = reading.sentences.last().map_or(0, |sentence| sentence.paragraph + 1);
    let mut weights = vec![Weight::default(); paragraphs];
    let mut whole = Weight::default();
    let owns: Vec<Weight> = reading.sentences.iter().map(|s| weigh(reading, s.first, s.end)).collect();
    for (sentence, weight) in reading.sentences.iter().zip(&owns) {
        weights[sentence.paragraph].add(weight);
        whole.add(weight);
    }
    let about_else = weights.first().is_some_and(|lede| whole.is_peaceful(lede));
    for mention in mentions.iter_mut().filter(|mention| mention.outside.is_none()) {
        let sentence = reading.sentences[mention.sentence];
        let own = &owns[mention.sentence];
        let paragraph = &weights[sentence.paragraph];
        let peaceful = about_else
            || own.peaceful > own.violent
            || (own.violent == 0 && paragraph.peaceful > paragraph.violent)
            || (own.violent == 0 && paragraph.violent == 0 && whole.peaceful > whole.violent);
        if peaceful {
            mention.outside = Some(own.topic.or(paragraph.topic).or(whole.topic).unwrap_or("accident"));
        }
    }
    about_else
}

#[derive(Debug, Clone, Default)]
struct Weight {
    peaceful: u32,
    violent: u32,
    topic: Option<&'static str>,
}

impl Weight {
    /// Whether a whole report is about something else than violence, in which its words of violence are images: words
    /// of peace weigh more than half of those of violence over the whole, and in its first paragraph too.
    fn is_peaceful(&self, lede: &Self) -> bool {
        self.peaceful >= 6 && 2 * self.peaceful > self.violent && 2 * lede.peaceful >= lede.violent
    }

    fn add(&mut self, other: &Self) {
        self.peaceful += other.peaceful;
        self.violent += other.violent;
        self.topic = self.topic.or(other.topic);
    }
}

/// Classes that tell what a passage is about.
const TELLING: Classes = Classes::of(&[
    Class::Topic,
    Class::Act,
    Class::Harm,
    Class::HarmNoun,
    Class::Method,
    Class::Party,
    Class::Person,
]);

fn weigh(reading: &Reading<'_>, first: usize, end: usize) -> Weight {
    let mut weight = Weight::default();
    for at in first..end {
        if !reading.tags.begin(at, TELLING) {
            continue;
        }
        for tag in reading.tags.at(at) {
            let entry = reading.entry(tag);
            let combatants = entry.attributes.victims == Some(Victims::Combatants);
            if entry.class == Class::Topic {
                weight.peaceful += 2;
                weight.topic = weight.topic.or_else(|| reading.name(tag).and_then(topic));
            } else if entry.class == Class::Act || (is_harm(entry.class) && entry.attributes.method.is_some())
            {
                weight.violent += 2;
            } else if matches!(entry.class, Class::Method | Class::Party)
                || (entry.class == Class::Person && combatants && entry.feature != Feature::Plain)
            {
                weight.violent += 1;
            }
        }
    }
    weight
}

fn is_harm(class: Class) -> bool {
    matches!(class, Class::Harm | Class::HarmNoun)
}

/// The reason of the record format for a topic of the packs.
fn topic(name: &str) -> Option<&'static str> {
    if name == "court" {
        return Some("historical");
    }
    ["accident", "disease", "natural disaster", "sport", "exercise", "animals", "fiction", "historical"]
        .into_iter()
        .find(|known| *known == name)
}
