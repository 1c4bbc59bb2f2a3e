-- The tables of a projection, format bilan-store/2. Values are as the writer got them; a column `record` is a whole
-- record as JSON, of which the other columns are the parts that are listed, looked up or filtered by.
--
-- `row` is where a row lies, and nothing else: it is no part of the digest and differs between two builds.
-- `folded` holds the words of a row that a list is filtered by, without case and accents: made from the others.
-- `ord` is the place in lists, given by the writer; ties are broken by the key, so every order is total. Indexes
-- named `_list` and `_open` hold all that a list is filtered and sorted by, so that it reads no row that does not fit.

CREATE TABLE head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  format TEXT NOT NULL,
  case_id TEXT NOT NULL,
  log_size INTEGER NOT NULL,
  log_root TEXT NOT NULL,
  digest TEXT
) STRICT;

-- What was received: one row a file or page.
CREATE TABLE document (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  ord INTEGER NOT NULL,
  record TEXT NOT NULL,
  folded TEXT NOT NULL
) STRICT;
CREATE INDEX document_order ON document (ord, id, folded);

-- What was read from documents.
CREATE TABLE report (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  ord INTEGER NOT NULL,
  document TEXT NOT NULL,
  title TEXT,
  publisher TEXT,
  published TEXT,
  language TEXT,
  kind TEXT NOT NULL,
  standing TEXT NOT NULL,
  incidents INTEGER NOT NULL,
  claims INTEGER NOT NULL,
  open INTEGER NOT NULL,
  superseded_by TEXT,
  copies TEXT,
  text_commit TEXT,
  record TEXT NOT NULL,
  folded TEXT NOT NULL
) STRICT;
CREATE INDEX report_list ON report (ord, id, standing, language, published, open, claims, folded);
CREATE INDEX report_standing ON report (standing, language);
CREATE INDEX report_document ON report (document);
CREATE INDEX report_copies ON report (copies) WHERE copies IS NOT NULL;

-- The texts of reports, apart from them so that lists do not read past them.
CREATE TABLE text (
  row INTEGER PRIMARY KEY,
  report TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL
) STRICT;

CREATE TABLE incident (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  ord INTEGER NOT NULL,
  earliest TEXT,
  latest TEXT,
  place TEXT,
  country TEXT,
  latitude INTEGER,
  longitude INTEGER,
  grade TEXT NOT NULL,
  reports INTEGER NOT NULL,
  claims INTEGER NOT NULL,
  open INTEGER NOT NULL,
  contested INTEGER NOT NULL,
  killed_low INTEGER,
  killed_high INTEGER,
  killed_open INTEGER NOT NULL,
  tolls TEXT NOT NULL,
  record TEXT NOT NULL,
  folded TEXT NOT NULL
) STRICT;
CREATE INDEX incident_list ON incident (
  ord, id, earliest, latest, country, grade, reports, claims, open, contested, killed_low, killed_high, killed_open,
  latitude, longitude, place, folded
);

-- Which account of which report tells of which incident.
CREATE TABLE account (
  row INTEGER PRIMARY KEY,
  report TEXT NOT NULL,
  account TEXT NOT NULL,
  incident TEXT,
  ord INTEGER NOT NULL,
  UNIQUE (report, account)
) STRICT;
CREATE INDEX account_incident ON account (incident, ord);

CREATE TABLE claim (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  ord INTEGER NOT NULL,
  kind TEXT NOT NULL,
  incident TEXT,
  report TEXT NOT NULL,
  language TEXT,
  says TEXT NOT NULL,
  source TEXT,
  quote TEXT NOT NULL,
  span_start INTEGER,
  span_end INTEGER,
  verdict TEXT,
  outcome TEXT,
  country TEXT,
  contested INTEGER NOT NULL,
  confidence INTEGER,
  record TEXT NOT NULL,
  folded TEXT NOT NULL
) STRICT;
CREATE INDEX claim_order ON claim (ord, id);
CREATE INDEX claim_report ON claim (report, ord, id);
CREATE INDEX claim_incident ON claim (incident, ord, id);
CREATE INDEX claim_source ON claim (
  source, ord, id, verdict, kind, outcome, language, country, contested, confidence
);
CREATE INDEX claim_verdict ON claim (verdict, ord, id) WHERE verdict IS NOT NULL;
CREATE INDEX claim_open ON claim (ord, id, kind, outcome, language, country, contested, confidence)
  WHERE verdict IS NULL;
CREATE INDEX claim_open_kind ON claim (kind, ord, id, outcome, language, country, contested, confidence)
  WHERE verdict IS NULL;
CREATE INDEX claim_open_outcome ON claim (outcome, ord, id, kind, language, country, contested, confidence)
  WHERE verdict IS NULL AND outcome IS NOT NULL;
CREATE INDEX claim_open_language ON claim (language, ord, id, kind, outcome, country, contested, confidence)
  WHERE verdict IS NULL;
CREATE INDEX claim_open_country ON claim (country, ord, id, kind, outcome, language, contested, confidence)
  WHERE verdict IS NULL;
CREATE INDEX claim_open_contested ON claim (ord, id, kind, outcome, language, country, confidence)
  WHERE verdict IS NULL AND contested = 1;

-- How many claims there are of each sort: kept by the triggers below, no part of the digest.
CREATE TABLE claim_count (
  verdict TEXT NOT NULL,
  kind TEXT NOT NULL,
  outcome TEXT NOT NULL,
  language TEXT NOT NULL,
  country TEXT NOT NULL,
  contested INTEGER NOT NULL,
  confidence INTEGER NOT NULL,
  claims INTEGER NOT NULL,
  PRIMARY KEY (verdict, kind, outcome, language, country, contested, confidence)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER claim_comes AFTER INSERT ON claim BEGIN
  INSERT INTO claim_count VALUES (
    ifnull(new.verdict, ''), new.kind, ifnull(new.outcome, ''), ifnull(new.language, ''), ifnull(new.country, ''),
    new.contested, ifnull(new.confidence, -1), 1
  ) ON CONFLICT DO UPDATE SET claims = claims + 1;
END;
CREATE TRIGGER claim_goes AFTER DELETE ON claim BEGIN
  UPDATE claim_count SET claims = claims - 1 WHERE verdict = ifnull(old.verdict, '') AND kind = old.kind
    AND outcome = ifnull(old.outcome, '') AND language = ifnull(old.language, '')
    AND country = ifnull(old.country, '') AND contested = old.contested AND confidence = ifnull(old.confidence, -1);
END;
CREATE TRIGGER claim_changes AFTER UPDATE ON claim WHEN (old.verdict, old.kind, old.outcome, old.language, old.country,
  old.contested, old.confidence) IS NOT (new.verdict, new.kind, new.outcome, new.language, new.country, new.contested,
  new.confidence) BEGIN
  UPDATE claim_count SET claims = claims - 1 WHERE verdict = ifnull(old.verdict, '') AND kind = old.kind
    AND outcome = ifnull(old.outcome, '') AND language = ifnull(old.language, '')
    AND country = ifnull(old.country, '') AND contested = old.contested AND confidence = ifnull(old.confidence, -1);
  INSERT INTO claim_count VALUES (
    ifnull(new.verdict, ''), new.kind, ifnull(new.outcome, ''), ifnull(new.language, ''), ifnull(new.country, ''),
    new.contested, ifnull(new.confidence, -1), 1
  ) ON CONFLICT DO UPDATE SET claims = claims + 1;
END;

-- Who says things, report by report.
CREATE TABLE source (
  row INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  publisher TEXT NOT NULL,
  report TEXT NOT NULL,
  claims INTEGER NOT NULL,
  incidents TEXT NOT NULL,
  record TEXT NOT NULL,
  folded TEXT NOT NULL,
  UNIQUE (name, publisher, report)
) STRICT;
CREATE INDEX source_report ON source (report);

-- Each voice in all reports: a source by its words, or the authors of one publisher. Kept by the triggers below, no
-- part of the digest.
CREATE TABLE voice (
  name TEXT NOT NULL,
  publisher TEXT NOT NULL,
  reports INTEGER NOT NULL,
  claims INTEGER NOT NULL,
  PRIMARY KEY (name, publisher)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER source_comes AFTER INSERT ON source BEGIN
  INSERT INTO voice VALUES (new.name, iif(new.name = 'author', new.publisher, ''), 1, new.claims)
  ON CONFLICT DO UPDATE SET reports = reports + 1, claims = claims + new.claims;
END;
CREATE TRIGGER source_goes AFTER DELETE ON source BEGIN
  UPDATE voice SET reports = reports - 1, claims = claims - old.claims
  WHERE name = old.name AND publisher = iif(old.name = 'author', old.publisher, '');
END;
CREATE TRIGGER source_changes AFTER UPDATE ON source WHEN old.claims <> new.claims BEGIN
  UPDATE voice SET claims = claims - old.claims + new.claims
  WHERE name = new.name AND publisher = iif(new.name = 'author', new.publisher, '');
END;

-- What members decided, and what was undone. The subject of a judgement is its report.
CREATE TABLE decision (
  row INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL UNIQUE,
  act TEXT NOT NULL,
  subject TEXT NOT NULL,
  record TEXT NOT NULL,
  undone_by INTEGER
) STRICT;
CREATE INDEX decision_subject ON decision (subject, seq);

-- The log, an entry a row, without content.
CREATE TABLE entry (
  row INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL UNIQUE,
  act TEXT NOT NULL,
  subject TEXT NOT NULL,
  role TEXT NOT NULL,
  time TEXT NOT NULL,
  leaf TEXT NOT NULL
) STRICT;
CREATE INDEX entry_subject ON entry (subject, seq);

-- What waits for a person, in the order to take it up.
CREATE TABLE todo (
  row INTEGER PRIMARY KEY,
  ord INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  at INTEGER NOT NULL,
  record TEXT NOT NULL,
  folded TEXT NOT NULL,
  UNIQUE (kind, subject, at)
) STRICT;
CREATE INDEX todo_order ON todo (ord, subject, at);
CREATE INDEX todo_subject ON todo (subject);

-- Small things that were computed and are kept, by name.
CREATE TABLE blob (
  row INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  value BLOB NOT NULL
) STRICT;

-- The words of reports, claims and incidents, folded (`exact`) and stemmed as French and as English. Words come cut
-- and folded, with spaces between: the tokenizer `ascii` leaves them as they are. It holds no text of its own.
-- Its rowid is 4 * row + 0 for a report, + 1 for a claim, + 2 for an incident.
CREATE VIRTUAL TABLE words USING fts5 (exact, fr, en, content = '', contentless_delete = 1, tokenize = 'ascii');
-- As much as lies on a page of the file beside what the cipher adds to each.
INSERT INTO words (words, rank) VALUES ('pgsz', 3900);
