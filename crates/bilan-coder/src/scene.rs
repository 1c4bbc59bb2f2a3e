//! Incidents told apart: which sentences speak of which event, by place, date and what is told.

mod when;

use bilan_model::{DateInterval, Outcome};

use crate::attribution::Voices;
use crate::dates::{DateMention, Grain};
use crate::lexicon::Class;
use crate::mention::Mention;
use crate::place::{PlaceMention, Places, Role};
use crate::reading::Reading;

/// One incident as the text tells it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scene {
    /// Index of its place among the place mentions.
    pub(crate) place: Option<usize>,
    pub(crate) date: Option<DateInterval>,
    grain: Option<Grain>,
    /// Its date names a month.
    explicit: bool,
    /// Units that speak of it: half-open ranges of tokens.
    pub(crate) units: Vec<(usize, usize)>,
    /// Toll mentions that belong to it.
    pub(crate) mentions: Vec<usize>,
    /// Told as a thing of another age: no incident.
    pub(crate) historical: bool,
    /// The year of its date is unknown for want of a publication date.
    pub(crate) year_unknown: bool,
    /// First sentence.
    sentence: usize,
}

/// A stretch of one sentence that tells of one place.
struct Unit {
    sentence: usize,
    first: usize,
    end: usize,
    place: Option<usize>,
    mentions: Vec<usize>,
}

/// Cuts a report into scenes.
pub(crate) fn scenes(
    headers: &[usize],
    reading: &Reading<'_>,
    voices: &Voices,
    places: &Places,
    dates: &[DateMention],
    mentions: &[Mention],
) -> Vec<Scene> {
    let (scenes, focus, paragraph) = (Vec::new(), None, usize::MAX);
    let titled = crate::heading::titled(reading);
    let mut teller = Teller {
        headers,
        titled: &titled,
        talk: crate::dialogue::is_talk(reading),
        reading,
        voices,
        places,
        dates,
        mentions,
        scenes,
        focus,
        paragraph,
        pending: Pending::default(),
    };
    for sentence in 0..reading.sentences.len() {
        for unit in teller.units(sentence) {
            teller.unit(&unit);
        }
    }
    teller.scenes
}

struct Teller<'a> {
    /// Sentences that head a passage with place and day.
    headers: &'a [usize],
    /// Sentences right behind a line that is a title.
    titled: &'a [usize],
    /// The report is a talk of several voices.
    talk: bool,
    reading: &'a Reading<'a>,
    voices: &'a Voices,
    places: &'a Places,
    dates: &'a [DateMention],
    mentions: &'a [Mention],
    scenes: Vec<Scene>,
    focus: Option<usize>,
    paragraph: usize,
    /// Place and date that the report names before it tells of any violence.
    pending: Pending,
}

type Dated = (Option<DateInterval>, Grain, bool);

/// A place and a date that wait for their event.
#[derive(Default)]
struct Pending {
    place: Option<usize>,
    date: Option<Dated>,
}

/// What a unit says of when it was.
struct When {
    explicit: bool,
    interval: Option<DateInterval>,
    grain: Grain,
    outside: bool,
    unknown: bool,
}

impl Teller<'_> {
    /// The units of a sentence: parts between semicolons, cut again where several places have tolls of their own.
    fn units(&self, sentence: usize) -> Vec<Unit> {
        let bounds = self.reading.sentences[sentence];
        let mut units = Vec::new();
        let mut first = bounds.first;
        for at in bounds.first..bounds.end {
            if self.reading.is_sign(at, ';') {
                units.extend(self.by_place(sentence, first, at));
                first = at + 1;
            }
        }
        if first < bounds.end {
            units.extend(self.by_place(sentence, first, bounds.end));
        }
        units
    }

    fn mentions_in(&self, first: usize, end: usize) -> Vec<usize> {
        let sentence = self.reading.sentence_of(first);
        let from = self.mentions.partition_point(|m| m.sentence < sentence);
        let to = self.mentions.partition_point(|m| m.sentence <= sentence);
        (from..to)
            .filter(|&m| first <= self.mentions[m].group.first && self.mentions[m].group.first < end)
            .filter(|&m| self.mentions[m].outside.is_none())
            .collect()
    }

    fn event_places(&self, first: usize, end: usize) -> Vec<usize> {
        let all = &self.places.mentions;
        let from = all.partition_point(|place| place.first < first);
        let to = all.partition_point(|place| place.first < end);
        (from..to).filter(|&p| all[p].role == Role::Event).collect()
    }

    fn by_place(&self, sentence: usize, first: usize, end: usize) -> Vec<Unit> {
        let mentions = self.mentions_in(first, end);
        let places = self.event_places(first, end);
        let whole = |place| vec![Unit { sentence, first, end, place, mentions: mentions.clone() }];
        let mut distinct: Vec<usize> = Vec::new();
        for &place in &places {
            if !distinct.iter().any(|&p| self.same_place(p, place)) {
                distinct.push(place);
            }
        }
        if distinct.len() < 2 {
            return whole(distinct.first().copied());
        }
        // "fifteen dead in A and twelve in B": each figure with its own place right behind it.
        let mut figures: Vec<usize> =
            mentions.iter().copied().filter(|&m| self.mentions[m].part_of.is_none()).collect();
        // A denial is found after the figures of its sentence, wherever it stands.
        figures.sort_by_key(|&m| self.mentions[m].group.first);
        let nearest = |m: usize| {
            let at = self.mentions[m].group.end;
            places
                .iter()
                .copied()
                .filter(|&p| self.places.mentions[p].first >= at)
                .min_by_key(|&p| self.places.mentions[p].first - at)
        };
        let owners: Vec<Option<usize>> = figures.iter().map(|&m| nearest(m)).collect();
        let split = figures.len() >= 2
            && owners.iter().all(Option::is_some)
            && owners.windows(2).all(|pair| match pair {
                [Some(a), Some(b)] => !self.same_place(*a, *b),
                _ => false,
            });
        if !split {
            let strong = self.strongest(&distinct, &mentions);
            return whole(Some(strong));
        }
        let mut units = Vec::new();
        let mut from = first;
        for (index, (&figure, owner)) in figures.iter().zip(&owners).enumerate() {
            let until = figures.get(index + 1).map_or(end, |&next| self.mentions[next].group.first);
            let own: Vec<usize> = mentions
                .iter()
                .copied()
                .filter(|&m| m == figure || (from..until).contains(&self.mentions[m].group.first))
                .collect();
            units.push(Unit { sentence, first: from, end: until, place: *owner, mentions: own });
            from = until;
        }
        units
    }

    /// The place of a unit that names several: the one nearest to its first toll or act.
    fn strongest(&self, places: &[usize], mentions: &[usize]) -> usize {
        let anchor = mentions.first().map(|&m| self.mentions[m].group.first);
        let all = &self.places.mentions;
        let nearest = (0..places.len())
            .min_by_key(|&p| (anchor.map_or(0, |at| all[places[p]].first.abs_diff(at)), p))
            .expect("a unit with several places has one");
        // "the villages of A and B": a joint toll is told of the first.
        let first = (1..=nearest).rev().find(|&p| !self.is_listed(places[p - 1], places[p]));
        places[first.unwrap_or_default()]
    }

    /// Whether a place stands behind another in a list: "A and B", "A, near B".
    fn is_listed(&self, before: usize, behind: usize) -> bool {
        let (from, to) = (self.places.mentions[before].end, self.places.mentions[behind].first);
        let link = |t: usize| {
            self.reading
                .is_any(t, &[Class::And, Class::Of, Class::Determiner, Class::PlaceKind, Class::PlaceAt])
                || self.reading.is_sign(t, ',')
        };
        from < to && to - from <= 4 && (from..to).all(link)
    }

    fn same_place(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.places.mentions[a], &self.places.mentions[b]);
        same_name(&a.key, &b.key)
    }

    fn unit(&mut self, unit: &Unit) {
        let sentence = self.reading.sentences[unit.sentence];
        if sentence.paragraph != self.paragraph {
            self.paragraph = sentence.paragraph;
            // A paragraph that names neither place nor day goes on with the main event; a turn of a talk with the last.
            let turn = self.talk && crate::dialogue::is_turn(self.reading, sentence.first);
            if !turn && unit.place.is_none() && self.date_of(unit).is_none() && !self.says_same_place(unit) {
                // In a list of headed passages it belongs to none.
                self.focus = (!self.scenes.is_empty() && self.headers.len() < 2).then_some(0);
            }
        }
        if self.headers.contains(&unit.sentence) {
            let date = self.date_of(unit).map(|w| (w.interval, w.grain, w.unknown));
            let opened = self.open(unit, unit.place, date);
            self.scenes[opened].explicit = true;
            self.scenes[opened].units.push((unit.first, unit.end));
            // "Tamboré – 12 July – Killed: 4": a line that heads and tells.
            self.scenes[opened].mentions.extend(&unit.mentions);
            self.focus = Some(opened);
            return;
        }
        if self.headers.len() >= 2 && unit.sentence > self.headers[0] {
            self.headed(unit);
            return;
        }
        let when = self.date_of(unit);
        let titled = self.titled.contains(&unit.sentence) && self.violent(unit);
        if titled && self.is_new_day(when.as_ref()) {
            // Under a title a day of its own is another event's.
            self.focus = None;
        } else if self.is_aftermath(unit) {
            let focus = self.focus.unwrap_or_default();
            self.scenes[focus].units.push((unit.first, unit.end));
            self.scenes[focus].mentions.extend(&unit.mentions);
            return;
        }
        let violent = self.violent(unit) || self.recounts(unit);
        let target = self.target(unit, when.as_ref(), violent);
        let Some(target) = target else {
            if self.scenes.is_empty() {
                let known = unit.place.filter(|&place| self.places.mentions[place].sure);
                self.pending.place = self.pending.place.or(known);
                let date = when.as_ref().filter(|when| when.interval.is_some() && !when.outside);
                let nearer = date.filter(|when| when.explicit || self.pending.date.is_none());
                self.pending.date = nearer.map(|w| (w.interval, w.grain, w.unknown)).or(self.pending.date);
            }
            return;
        };
        self.focus = Some(target);
        // An event of another age is history, not an incident.
        let historical = when.as_ref().is_some_and(|when| when.outside);
        let scene = &mut self.scenes[target];
        scene.units.push((unit.first, unit.end));
        scene.mentions.extend(&unit.mentions);
        scene.historical |= historical && scene.units.len() == 1;
    }

    /// A unit of a headed passage: it belongs to the passage, whatever other places and days it names.
    fn headed(&mut self, unit: &Unit) {
        let earlier = self.date_of(unit).filter(|when| {
            when.explicit
                && self.focus.is_some_and(|focus| !self.fits(focus, Some(when)))
                && when
                    .interval
                    .zip(self.focus.and_then(|f| self.scenes[f].date))
                    .is_some_and(|(new, own)| new.latest() < own.earliest())
        });
        if let Some(when) = earlier
            && !unit.mentions.is_empty()
        {
            let place = unit.place.or_else(|| self.focus.and_then(|focus| self.scenes[focus].place));
            let opened = self.open(unit, place, Some((when.interval, when.grain, when.unknown)));
            self.scenes[opened].units.push((unit.first, unit.end));
            self.scenes[opened].mentions.extend(&unit.mentions);
            return;
        }
        let Some(focus) = self.focus else { return };
        self.scenes[focus].units.push((unit.first, unit.end));
        self.scenes[focus].mentions.extend(&unit.mentions);
    }

    /// The scene that a unit speaks of; a new one where it opens one.
    fn target(&mut self, unit: &Unit, when: Option<&When>, violent: bool) -> Option<usize> {
        let told = !unit.mentions.is_empty();
        if let Some(place) = unit.place {
            if let Some(found) = self.known(place, when) {
                self.date(found, when, violent);
                return Some(found);
            }
            if let Some(focus) = self.focus
                && self.scenes[focus].place.is_none()
                && self.fits(focus, when)
                && !self.scenes[focus].historical
                && !(told && self.is_elsewhere(focus, place))
            {
                self.scenes[focus].place = Some(place);
                self.date(focus, when, violent);
                return Some(focus);
            }
            let elsewhere = self.scenes.iter().any(|s| s.place.is_some_and(|p| self.same_place(p, place)));
            let follows = self.told_next(unit, place);
            // "sixty families sleep in the school of B": where they fled to.
            let refuge = when.is_none()
                && !self.scenes.is_empty()
                && told
                && unit.mentions.iter().all(|&m| self.mentions[m].outcome == Outcome::Displaced);
            let opens = violent
                && ((told && !refuge) || self.acts(unit))
                && (when.is_some() || told || follows || self.scenes.is_empty());
            if opens || (elsewhere && violent && when.is_some()) {
                let same_day = || self.focus_date().filter(|_| follows && !told);
                let date = when
                    .map(|w| (w.interval, w.grain, w.unknown))
                    .or_else(|| self.neighbour_date(unit))
                    .or_else(same_day);
                return Some(self.open(unit, Some(place), date));
            }
            return self.focus;
        }
        if let (Some(when), Some(focus)) = (when, self.focus)
            && self.reading.any(unit.first, unit.end, Class::Another)
            && when.interval.is_some()
            && !self.fits(focus, Some(when))
        {
            let place = self.area_of(unit).or(self.scenes[focus].place);
            return Some(self.open(unit, place, Some((when.interval, when.grain, when.unknown))));
        }
        if let (Some(when), Some(focus)) = (when, self.focus)
            && violent
        {
            let recalled = self.recalls(unit, focus, when) && (told || self.acts(unit));
            if recalled {
                let place = self.area_of(unit).or(self.scenes[focus].place);
                return Some(self.open(unit, place, Some((when.interval, when.grain, when.unknown))));
            }
            if self.fits(focus, Some(when)) {
                self.date(focus, Some(when), violent);
                return Some(focus);
            }
            if let Some(found) = (0..self.scenes.len()).find(|&s| self.overlaps(s, when)) {
                return Some(found);
            }
            // A later day with a road or a place of its own is another event.
            let later = matches!((when.interval, self.scenes[focus].date), (Some(new), Some(old)) if new.earliest() > old.latest());
            if later && told && when.explicit && when.grain == Grain::Day && self.own_place(unit).is_some() {
                let place = self.own_place(unit);
                return Some(self.open(unit, place, Some((when.interval, when.grain, when.unknown))));
            }
            let earlier = match (when.interval, self.scenes[focus].date) {
                (Some(new), Some(old)) => new.latest() < old.earliest(),
                _ => when.outside,
            };
            if earlier && (told || self.acts(unit)) {
                let place = self.area_of(unit).or(self.scenes[focus].place);
                return Some(self.open(unit, place, Some((when.interval, when.grain, when.unknown))));
            }
            return Some(focus);
        }
        if self.focus.is_none() && violent && (told || when.is_some()) {
            let date = when.map(|w| (w.interval, w.grain, w.unknown));
            let place = self.own_place(unit).filter(|_| self.titled.contains(&unit.sentence));
            return Some(self.open(unit, place, date));
        }
        self.focus
    }

    fn open(&mut self, unit: &Unit, place: Option<usize>, date: Option<Dated>) -> usize {
        let waited = std::mem::take(&mut self.pending);
        let place = place.or(waited.place);
        let date = date.or(waited.date);
        self.scenes.push(Scene {
            place,
            date: date.and_then(|(interval, ..)| interval),
            grain: date.map(|(_, grain, _)| grain),
            year_unknown: date.is_some_and(|(.., unknown)| unknown),
            sentence: unit.sentence,
            ..Scene::default()
        });
        self.scenes.len() - 1
    }

    /// A scene at the same place, on a day that does not speak against it.
    fn known(&self, place: usize, when: Option<&When>) -> Option<usize> {
        let here = |s: &usize| self.scenes[*s].place.is_some_and(|p| self.same_place(p, place));
        let fitting: Vec<usize> =
            (0..self.scenes.len()).filter(here).filter(|&s| self.fits(s, when)).collect();
        let focus = self.focus.filter(|focus| fitting.contains(focus));
        focus.or_else(|| fitting.first().copied()).or_else(|| {
            // A later day at the same place is what followed: burials, bodies found, visits.
            let interval = when?.interval?;
            (0..self.scenes.len()).filter(here).find(|&s| {
                self.scenes[s].date.is_some_and(|date| {
                    date.latest() < interval.earliest()
                        && interval.earliest().since(date.latest()).is_ok_and(|gap| gap.get_days() <= 14)
                })
            })
        })
    }

    /// Whether a unit that opens its paragraph with a place of its own tells an act whose toll stands in the next sentence.
    fn told_next(&self, unit: &Unit, place: usize) -> bool {
        let sentences = &self.reading.sentences;
        let here = sentences[unit.sentence];
        let opens = unit.sentence == 0 || sentences[unit.sentence - 1].paragraph != here.paragraph;
        let Some(next) = sentences.get(unit.sentence + 1).filter(|next| next.paragraph == here.paragraph)
        else {
            return false;
        };
        opens
            && self.places.mentions[place].sure
            && self.event_places(next.first, next.end).is_empty()
            && !self.reading.any(unit.first, unit.end, Class::Background)
            && !self.mentions_in(next.first, next.end).is_empty()
    }

    fn focus_date(&self) -> Option<Dated> {
        let scene = &self.scenes[self.focus?];
        (scene.grain == Some(Grain::Day)).then_some((scene.date, Grain::Day, false))
    }

    /// Whether a unit names a day that no scene has.
    fn is_new_day(&self, when: Option<&When>) -> bool {
        when.is_some_and(|when| {
            let day = when.explicit && when.grain == Grain::Day && when.interval.is_some();
            day && !(0..self.scenes.len()).any(|scene| self.overlaps(scene, when))
        })
    }

    fn says_same_place(&self, unit: &Unit) -> bool {
        self.reading.any(unit.first, unit.end, Class::SamePlace)
    }

    fn acts(&self, unit: &Unit) -> bool {
        self.reading.any(unit.first, unit.end, Class::Act)
            || self.reading.any(unit.first, unit.end, Class::Method)
    }

    /// Whether a unit only tells what came after the event in focus: burials, arrests, visits.
    fn is_aftermath(&self, unit: &Unit) -> bool {
        let known =
            self.scenes.get(self.focus.unwrap_or_default()).is_some_and(|scene| !scene.mentions.is_empty());
        known && self.reading.any(unit.first, unit.end, Class::Aftermath) && !self.acts(unit)
    }

    /// Whether a unit speaks of the event by a word that stands for it: "the violence took place on May 9".
    fn recounts(&self, unit: &Unit) -> bool {
        !self.scenes.is_empty() && self.reading.any(unit.first, unit.end, Class::Event)
    }

    /// Whether a unit tells of violence.
    fn violent(&self, unit: &Unit) -> bool {
        !unit.mentions.is_empty()
            || (unit.first..unit.end)
                .any(|t| self.reading.is_any(t, &[Class::Act, Class::Harm, Class::HarmNoun, Class::Method]))
    }

    /// Whether the tolls of a scene without a place were told beside the name of another one.
    fn is_elsewhere(&self, scene: usize, place: usize) -> bool {
        let scene = &self.scenes[scene];
        let all = &self.places.mentions;
        let beside = |&(first, end): &(usize, usize)| {
            let from = all.partition_point(|place| place.first < first);
            let to = all.partition_point(|place| place.first < end);
            (from..to).find(|&p| all[p].role == Role::Weak)
        };
        let named = scene.units.iter().take(4).find_map(beside);
        !scene.mentions.is_empty() && named.is_some_and(|named| !self.same_place(named, place))
    }

    /// A road, or a name that nothing else says to be a place, in a unit without any other.
    fn own_place(&self, unit: &Unit) -> Option<usize> {
        let all = &self.places.mentions;
        let from = all.partition_point(|place| place.first < unit.first);
        let to = all.partition_point(|place| place.first < unit.end);
        (from..to).find(|&p| matches!(all[p].role, Role::Way | Role::Weak))
    }

    /// A larger area named in a unit.
    fn area_of(&self, unit: &Unit) -> Option<usize> {
        if self.says_same_place(unit) {
            return None;
        }
        let all = &self.places.mentions;
        let from = all.partition_point(|place| place.first < unit.first);
        let to = all.partition_point(|place| place.first < unit.end);
        self.own_place(unit).or_else(|| (from..to).find(|&p| all[p].role == Role::Area))
    }
}

/// Whether two folded names mean one place: equal, or one holds the words of the other.
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.len() > 3 && short.split(' ').all(|word| long.split(' ').any(|other| other == word))
}

/// Names back to which a place is looked for.
const MANY: usize = 60;

impl Scene {
    /// Whether it has no place of its own, and a month or a year for its day.
    pub(crate) fn is_period(&self) -> bool {
        self.place.is_none() && matches!(self.grain, Some(Grain::Month | Grain::Year))
    }

    /// Whether a token lies in one of the scene's units.
    pub(crate) fn holds(&self, token: usize) -> bool {
        self.units.iter().any(|&(first, end)| first <= token && token < end)
    }

    /// The place mention of a scene: its own, else the first area or country named in its units.
    pub(crate) fn place_mention<'p>(&self, places: &'p Places) -> Option<&'p PlaceMention> {
        self.place.map(|index| &places.mentions[index]).or_else(|| {
            let inside = |m: &&PlaceMention| self.holds(m.first);
            let of = |role| places.mentions.iter().filter(inside).find(|m| m.role == role);
            let named_before = || {
                let first = self.units.first().map(|unit| unit.0).filter(|_| self.date.is_some())?;
                let until = places.mentions.partition_point(|m| m.first < first);
                let may_be = |m: &&PlaceMention| matches!(m.role, Role::Weak | Role::Event);
                places.mentions[..until].iter().rev().take(MANY).find(may_be)
            };
            let weak = || of(Role::Weak).filter(|_| self.date.is_some());
            weak()
                .or_else(|| of(Role::Way))
                .or_else(|| of(Role::Area))
                .or_else(named_before)
                .or_else(|| of(Role::Country))
        })
    }
}
