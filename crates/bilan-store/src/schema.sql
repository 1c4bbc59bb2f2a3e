-- The tables of a projection, format bilan-store/1. Values are as the writer got them; a column `record` is a whole
-- record as JSON, of which the other columns are the parts that are listed, looked up or filtered by.
--
-- `row` is where a row lies, and nothing else: it is no part of the digest and differs between two builds.
-- `folded` holds the words of a row that a list is filtered by, without case and accents: made from the others.
-- `ord` is the place in lists, given by the writer; ties are broken by the key, so every order is total. Indexes by
-- order hold `folded` too, so that a list is filtered without reading the rows that do not fit.

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
  superseded_by TEXT,
  text_commit TEXT,
  record TEXT NOT NULL,
  folded TEXT NOT NULL
) STRICT;
CREATE INDEX report_order ON report (ord, id, folded);

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
  grade TEXT NOT NULL,
  reports INTEGER NOT NULL,
  claims INTEGER NOT NULL,
  tolls TEXT NOT NULL,
  record TEXT NOT NULL,
  folded TEXT NOT NULL
) STRICT;
CREATE INDEX incident_order ON incident (ord, id, folded);

-- Which account of which report tells of which incident.
CREATE TABLE account (
  row INTEGER PRIMARY KEY,
  report TEXT NOT NULL,
  account TEXT NOT NULL,
  incident TEXT,
  UNIQUE (report, account)
) STRICT;
CREATE INDEX account_incident ON account (incident);

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
  record TEXT NOT NULL,
  folded TEXT NOT NULL
) STRICT;
CREATE INDEX claim_order ON claim (ord, id, folded);
CREATE INDEX claim_report ON claim (report);
CREATE INDEX claim_incident ON claim (incident);

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

-- What members decided, and what was undone.
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
  ord INTEGER NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  record TEXT NOT NULL,
  folded TEXT NOT NULL
) STRICT;

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
