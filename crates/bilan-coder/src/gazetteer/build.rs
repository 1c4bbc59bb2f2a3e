//! Rows to the bytes of a gazetteer: the same rows in any order give the same bytes.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::fold;
use super::layout::{Header, MAGIC, NONE, Record, pack_name};
use super::row::{LONGEST, Level, Point, Row, RowError};

/// A text of the builder's store.
#[derive(Debug, Clone, Copy)]
struct Text {
    at: u32,
    len: u32,
}

/// A row, compact: millions of them are held at once.
#[derive(Debug, Clone, Copy)]
struct Kept {
    name: Text,
    /// With a line end between them.
    others: Text,
    key: Text,
    admin1: Text,
    admin2: Text,
    source_id: Text,
    point: Option<Point>,
    population: Option<u32>,
    source: u16,
    country: [u8; 2],
    level: Level,
    imported: bool,
}

/// Other names of what another row tells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Extra {
    source: String,
    name: String,
    others: Vec<String>,
}

/// Other names by country and level, then by the folded name of whose they are.
type Extras = BTreeMap<([u8; 2], Level), BTreeMap<String, Vec<Extra>>>;

/// Takes rows and gives the bytes of a gazetteer.
#[derive(Debug, Clone, Default)]
pub struct Builder {
    store: String,
    rows: Vec<Kept>,
    sources: BTreeMap<String, u16>,
    extras: Extras,
}

impl Builder {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many rows were taken.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row was taken.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Takes a row.
    ///
    /// # Errors
    /// When it has no name, or a country that is none, or texts longer than any name: nothing of it is taken.
    pub fn add(&mut self, row: &Row<'_>) -> Result<(), RowError> {
        let name = row.name.trim();
        if name.is_empty() {
            return Err(RowError::NoName);
        }
        let country = country_of(row.country).ok_or_else(|| RowError::Country(row.country.to_owned()))?;
        let texts = [name, row.key, row.admin1, row.admin2, row.source_id, row.source];
        let longest = texts.into_iter().chain(row.other_names.iter().copied()).map(str::len).max();
        if let Some(bytes) = longest.filter(|bytes| *bytes > LONGEST) {
            return Err(RowError::TooLong(bytes));
        }
        let others: Vec<&str> =
            row.other_names.iter().map(|other| other.trim()).filter(|other| !other.is_empty()).collect();
        let others = others.join("\n");
        let room = texts.iter().map(|text| text.len()).sum::<usize>() + others.len();
        if self.store.len() + room > NONE as usize || self.rows.len() >= Record::MOST {
            return Err(RowError::Full);
        }
        let next = u16::try_from(self.sources.len()).map_err(|_| RowError::Full)?;
        let source = *self.sources.entry(row.source.to_owned()).or_insert(next);
        let kept = Kept {
            name: self.keep(name),
            others: self.keep(&others),
            key: self.keep(row.key.trim()),
            admin1: self.keep(row.admin1.trim()),
            admin2: self.keep(row.admin2.trim()),
            source_id: self.keep(row.source_id.trim()),
            point: row.point,
            population: row.population,
            source,
            country,
            level: row.level,
            imported: row.imported,
        };
        self.rows.push(kept);
        Ok(())
    }

    /// Gives other names to every place of this country, level and name, whichever source tells of it; a name that no
    /// row has becomes a row of its own.
    ///
    /// # Errors
    /// When the country is none.
    pub fn add_other_names(
        &mut self,
        source: &str,
        country: &str,
        level: Level,
        name: &str,
        others: &[&str],
    ) -> Result<(), RowError> {
        let code = country_of(country).ok_or_else(|| RowError::Country(country.to_owned()))?;
        let telling = Extra {
            source: source.to_owned(),
            name: name.to_owned(),
            others: others.iter().map(|other| (*other).to_owned()).collect(),
        };
        self.extras.entry((code, level)).or_default().entry(fold(name)).or_default().push(telling);
        Ok(())
    }

    /// What is told of other names of a row.
    fn extras_of(&self, row: &Kept) -> &[Extra] {
        let here = self.extras.get(&(row.country, row.level));
        here.and_then(|here| here.get(&fold(self.text(row.name)))).map_or(&[], Vec::as_slice)
    }

    /// Rows for other names of what no row tells.
    fn add_untold(&mut self) {
        let mut untold = self.extras.clone();
        for row in &self.rows {
            if let Some(here) = untold.get_mut(&(row.country, row.level)) {
                here.remove(&fold(self.text(row.name)));
            }
        }
        for ((country, level), names) in untold {
            let country = String::from_utf8_lossy(&country).into_owned();
            for telling in names.into_values().flatten() {
                // A row that is refused here has no name or is full: its other names are left out with it.
                let _ = self.add(&Row::new(&telling.source, &country, level, &telling.name));
            }
        }
    }

    fn keep(&mut self, text: &str) -> Text {
        let place = |number: usize| u32::try_from(number).expect("the store's size was looked at before");
        let kept = Text { at: place(self.store.len()), len: place(text.len()) };
        self.store.push_str(text);
        kept
    }

    fn text(&self, text: Text) -> &str {
        let at = text.at as usize;
        &self.store[at..at + text.len as usize]
    }

    /// The gazetteer's bytes (`docs/format/gazetteer.md`).
    pub fn build(mut self) -> Vec<u8> {
        self.add_untold();
        let sources = self.in_order();
        let areas = Areas::of(&self);
        let records: Vec<Record> = (0..self.rows.len()).map(|at| self.record(at, &areas)).collect();
        let names = self.names();
        write(&self, &sources, records, &names)
    }

    /// Puts sources and rows in an order that depends on what they say only, each row once; gives the sources.
    fn in_order(&mut self) -> Vec<String> {
        let sources: Vec<String> = self.sources.keys().cloned().collect();
        let mut place = vec![0u16; sources.len()];
        for (new, old) in (0u16..).zip(self.sources.values()) {
            place[usize::from(*old)] = new;
        }
        let mut rows = std::mem::take(&mut self.rows);
        for row in &mut rows {
            row.source = place[usize::from(row.source)];
        }
        rows.sort_unstable_by(|a, b| self.compare(a, b));
        rows.dedup_by(|a, b| self.compare(a, b) == Ordering::Equal);
        self.rows = rows;
        sources
    }

    fn compare(&self, a: &Kept, b: &Kept) -> Ordering {
        let head = |row: &Kept| (row.country, row.level);
        let texts = |row: &Kept| {
            [row.name, row.admin1, row.admin2, row.key, row.source_id, row.others].map(|text| self.text(text))
        };
        let rest = |row: &Kept| (row.source, row.point, row.population, row.imported);
        head(a).cmp(&head(b)).then_with(|| texts(a).cmp(&texts(b))).then_with(|| rest(a).cmp(&rest(b)))
    }

    fn record(&self, at: usize, areas: &Areas<'_>) -> Record {
        let row = &self.rows[at];
        let admin1 = areas.find(self, row, Level::Admin1, row.admin1, None);
        let admin2 = areas.find(self, row, Level::Admin2, row.admin2, admin1);
        // A second-level area says which first-level area it is in.
        let admin1 = admin1.or_else(|| {
            let area = &self.rows[admin2? as usize];
            areas.find(self, area, Level::Admin1, area.admin1, None)
        });
        let itself = |area: &u32| *area as usize != at;
        Record {
            name: NONE,
            source_id: NONE,
            admin1: admin1.filter(itself).unwrap_or(NONE),
            admin2: admin2.filter(itself).unwrap_or(NONE),
            country: row.country,
            level: row.level,
            imported: row.imported,
            source: row.source,
            point: row.point,
            population: row.population,
        }
    }

    /// Every folded name with the places that have it, sorted.
    fn names(&self) -> Names {
        let mut names = Names::default();
        for (at, row) in (0u32..).zip(&self.rows) {
            names.add(self.text(row.name), at, false);
            let others = self.text(row.others).split('\n');
            let told = self.extras_of(row).iter().flat_map(|extra| extra.others.iter().map(String::as_str));
            others.chain(told).for_each(|other| names.add(other, at, true));
        }
        names.sort();
        names
    }
}

/// The areas that rows are in, by key and by name.
struct Areas<'b> {
    keys: BTreeMap<(u16, Level, &'b str), u32>,
    names: BTreeMap<([u8; 2], Level, String), Vec<u32>>,
    /// Words of the areas' own names, by country.
    words: BTreeSet<([u8; 2], String)>,
}

impl<'b> Areas<'b> {
    fn of(builder: &'b Builder) -> Self {
        let (mut keys, mut names) = (BTreeMap::new(), BTreeMap::<_, Vec<u32>>::new());
        let mut words = BTreeSet::new();
        for (at, row) in (0u32..).zip(&builder.rows).filter(|(_, row)| row.level != Level::Place) {
            let key = builder.text(row.key);
            if !key.is_empty() {
                keys.entry((row.source, row.level, key)).or_insert(at);
            }
            let own_words = fold(builder.text(row.name));
            words.extend(own_words.split(' ').map(|word| (row.country, word.to_owned())));
            let own = [row.name, row.others].into_iter().flat_map(|text| builder.text(text).split('\n'));
            let told =
                builder.extras_of(row).iter().flat_map(|extra| extra.others.iter().map(String::as_str));
            for name in own.chain(told).filter(|name| !name.is_empty()) {
                names.entry((row.country, row.level, fold(name))).or_default().push(at);
            }
        }
        Self { keys, names, words }
    }

    /// Areas of a name; of a name with the noun of its kind, "Gao region", those of the name without it. A word that
    /// stands in an own name of an area of that country, as "south" does, is no such noun.
    fn named(&self, country: [u8; 2], level: Level, folded: &str) -> Option<&Vec<u32>> {
        let words: Vec<&str> = folded.split(' ').collect();
        let noun =
            |words: &[&str]| words.iter().all(|word| !self.words.contains(&(country, (*word).to_owned())));
        let of = |words: &[&str]| self.names.get(&(country, level, words.join(" ")));
        of(&words).or_else(|| {
            (1..words.len().min(4)).find_map(|count| {
                let (before, tail) = words.split_at(count);
                let (head, behind) = words.split_at(words.len() - count);
                of(tail).filter(|_| noun(before)).or_else(|| of(head).filter(|_| noun(behind)))
            })
        })
    }

    /// The area that a row names: by the code of its source, else by name, inside `within` where that is known.
    fn find(
        &self,
        builder: &Builder,
        row: &Kept,
        level: Level,
        named: Text,
        within: Option<u32>,
    ) -> Option<u32> {
        let named = builder.text(named);
        if named.is_empty() {
            return None;
        }
        if let Some(&at) = self.keys.get(&(row.source, level, named)) {
            return Some(at);
        }
        let found = self.named(row.country, level, &fold(named))?;
        let inside = |at: &&u32| {
            let area = &builder.rows[**at as usize];
            within.is_some() && self.find(builder, area, Level::Admin1, area.admin1, None) == within
        };
        let own = |at: &&u32| builder.rows[**at as usize].source == row.source;
        match level {
            Level::Admin2 if found.len() > 1 => found.iter().find(inside).copied(),
            Level::Admin1 | Level::Admin2 | Level::Place => found.iter().find(own).or(found.first()).copied(),
        }
    }
}

/// Folded names, each with a place that has it.
#[derive(Default)]
struct Names {
    store: String,
    /// Where the name lies, and its posting.
    entries: Vec<(u64, u32, u32)>,
}

impl Names {
    fn add(&mut self, name: &str, row: u32, other: bool) {
        let folded = fold(name);
        if folded.chars().count() > 2 {
            let len = u32::try_from(folded.len()).expect("names are short");
            self.entries.push((self.store.len() as u64, len, pack_name(row, other)));
            self.store.push_str(&folded);
        }
    }

    fn text(&self, entry: &(u64, u32, u32)) -> &str {
        let at = usize::try_from(entry.0).expect("it is held in memory");
        &self.store[at..at + entry.1 as usize]
    }

    fn sort(&mut self) {
        let mut entries = std::mem::take(&mut self.entries);
        entries.sort_unstable_by(|a, b| self.text(a).cmp(self.text(b)).then(a.2.cmp(&b.2)));
        // A place that has a name as its own needs it not as another name.
        entries.dedup_by(|later, kept| later.2 >> 1 == kept.2 >> 1 && self.text(later) == self.text(kept));
        self.entries = entries;
    }
}

fn write(builder: &Builder, sources: &[String], mut records: Vec<Record>, names: &Names) -> Vec<u8> {
    let mut strings: Vec<u8> = Vec::new();
    let mut last: Option<(Text, u32)> = None;
    for (record, row) in records.iter_mut().zip(&builder.rows) {
        record.name = match last {
            // Places of one name lie side by side.
            Some((text, at)) if builder.text(text) == builder.text(row.name) => at,
            _ => push(&mut strings, builder.text(row.name)),
        };
        last = Some((row.name, record.name));
        if row.source_id.len > 0 {
            record.source_id = push(&mut strings, builder.text(row.source_id));
        }
    }
    let mut told: Vec<u8> = Vec::new();
    for source in sources {
        push(&mut told, source);
    }
    let mut postings: Vec<u8> = Vec::with_capacity(names.entries.len() * 4);
    let mut map = fst::MapBuilder::memory();
    for group in names.entries.chunk_by(|a, b| names.text(a) == names.text(b)) {
        let first = (postings.len() / 4) as u64;
        map.insert(names.text(&group[0]), first << 24 | group.len().min(0xff_ffff) as u64)
            .expect("names are sorted, and memory does not fail");
        for (_, _, posting) in group {
            postings.extend_from_slice(&posting.to_le_bytes());
        }
    }
    let map = map.into_inner().expect("memory does not fail");

    let mut table: Vec<u8> = Vec::with_capacity(records.len() * Record::BYTES);
    let mut points: Vec<u8> = Vec::new();
    for (at, record) in (0u32..).zip(&records) {
        record.write(&mut table);
        record.write_point(at, &mut points);
    }
    let sections = [&told, &table, &points, &postings, &strings, &map];
    let mut bytes = MAGIC.to_vec();
    Header::of(sections.map(Vec::len)).write(&mut bytes);
    for section in sections {
        bytes.extend_from_slice(section);
    }
    bytes
}

/// Puts a text behind its length, and gives where it lies.
fn push(into: &mut Vec<u8>, text: &str) -> u32 {
    let at = u32::try_from(into.len()).unwrap_or(NONE);
    let length = u16::try_from(text.len()).expect("texts are at most LONGEST");
    into.extend_from_slice(&length.to_le_bytes());
    into.extend_from_slice(text.as_bytes());
    at
}

/// Two capital letters.
pub(super) fn country_of(code: &str) -> Option<[u8; 2]> {
    <[u8; 2]>::try_from(code.as_bytes()).ok().filter(|code| code.iter().all(u8::is_ascii_uppercase))
}
