-- The case file: one SQLite database in WAL mode. docs/casefile.md explains it; any SQLite tool opens it.
-- Values of findings, names of persons and names in Places that hold a value are sealed; types, counts, statuses and
-- the rest of Places are not. A star in a Place or path is an alias: see masked_name.

CREATE TABLE meta (              -- format_version, constat_version, rules_hash, created, sealing, key_check, ...
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE evidence (          -- A root that the user named.
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,   -- First step of its Places: the last part of the path, "~2" added where taken.
  path       TEXT NOT NULL,          -- Absolute, as it was when scanned.
  kind       TEXT NOT NULL,          -- folder, file
  size       INTEGER,
  modified   INTEGER,                -- Seconds since 1970 UTC.
  added      TEXT NOT NULL           -- ISO 8601 UTC.
);

CREATE TABLE item (
  id           INTEGER PRIMARY KEY,
  evidence     INTEGER NOT NULL REFERENCES evidence(id),
  parent       INTEGER REFERENCES item(id),     -- The containing item; NULL for a file of the evidence.
  place        TEXT NOT NULL,                   -- Whole. Unique but for members that share a name (see member_index).
  member_index INTEGER NOT NULL DEFAULT 0,      -- Order inside the parent.
  media_type   TEXT,
  format       TEXT,                            -- docs/formats.md
  charset      TEXT,
  size         INTEGER,                         -- Bytes; NULL where it has none of its own (a sheet, a table).
  sha256       BLOB,
  modified     INTEGER,                         -- Seconds since 1970 UTC, as the container or file system tells.
  status       TEXT,                            -- NULL: being read. Else read, partly-read, encrypted, corrupt, ...
  reason       TEXT,
  notes        TEXT,
  duplicate_of INTEGER REFERENCES item(id),     -- Same bytes, analysed there.
  unit         INTEGER NOT NULL REFERENCES unit(id)
);
CREATE INDEX item_by_place ON item(place);
CREATE INDEX item_by_sha256 ON item(sha256) WHERE sha256 IS NOT NULL AND duplicate_of IS NULL;
CREATE INDEX item_unfinished ON item(unit) WHERE status IS NULL;
CREATE INDEX item_by_parent ON item(parent) WHERE parent IS NOT NULL;

CREATE TABLE unit (              -- A piece of work: a file, or a range of a large one. Done means committed.
  id          INTEGER PRIMARY KEY,
  evidence    INTEGER NOT NULL REFERENCES evidence(id),
  path        BLOB NOT NULL,       -- Keyed hashes of its folder's path and of its own, relative to the evidence's.
  range_begin INTEGER, range_end INTEGER, range_index INTEGER, range_count INTEGER,  -- NULL: the whole file. Then
                                   -- range_index, where its name makes it a part of a set (x.7z.001): which parts,
                                   -- their sizes and times, hashed, to see that one came, changed or went.
  size        INTEGER NOT NULL, modified_ns INTEGER NOT NULL,   -- Of the file, to see that it changed.
  state       INTEGER NOT NULL DEFAULT 0,                       -- 0 to do, 1 done.
  progress    BLOB,                -- Where to go on inside: member indexes of the last item that ended.
  item        INTEGER,             -- Its root item, once it is known.
  status      TEXT, reason TEXT,   -- Of a range: what could not be read in it.
  deaths      INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX unit_by_path ON unit(evidence, path);

CREATE TABLE type (              -- Names of finding types used in this case.
  id       INTEGER PRIMARY KEY,
  name     TEXT NOT NULL UNIQUE,
  category TEXT NOT NULL,
  jurisdiction TEXT NOT NULL DEFAULT '',
  mask     INTEGER NOT NULL        -- MaskStyle
);

CREATE TABLE rule (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

CREATE TABLE finding_block (     -- Findings in blocks of some thousands; docs/casefile.md tells how they are packed.
  id             INTEGER PRIMARY KEY,
  item           INTEGER NOT NULL REFERENCES item(id),
  range_begin    INTEGER NOT NULL,   -- Of the range that it was found in, in bytes; 0: the whole item, -1: its name.
  number         INTEGER NOT NULL,   -- Order inside the range.
  findings       INTEGER NOT NULL,
  confidence_max INTEGER NOT NULL,   -- Thousandths.
  row_first      INTEGER, row_last INTEGER,          -- Of its cells; NULL: none.
  offset_first   INTEGER, offset_last INTEGER,       -- Of its findings in text; NULL: none.
  mention_first  INTEGER, mention_last INTEGER,      -- NULL: all are of nobody in particular.
  places         BLOB NOT NULL,      -- Types, rules, confidences, places, mentions.
  hashes         BLOB NOT NULL,      -- Keyed hashes of the canonical forms of its distinct values.
  sealed         BLOB NOT NULL       -- XChaCha20-Poly1305 of its distinct values; `places` is bound to it.
);
CREATE INDEX finding_block_by_item ON finding_block(item, range_begin, number);

CREATE TABLE item_type (         -- How many findings an item has, by type.
  item     INTEGER NOT NULL REFERENCES item(id),
  type     INTEGER NOT NULL REFERENCES type(id),
  findings INTEGER NOT NULL,
  sure     INTEGER NOT NULL,         -- Of them with a confidence of 0.5 and more.
  PRIMARY KEY (item, type)
) WITHOUT ROWID;

CREATE TABLE type_total (        -- What a finished scan counted over all. Empty: not counted, or no longer true.
  type       INTEGER PRIMARY KEY REFERENCES type(id),
  distinct_values INTEGER NOT NULL   -- Of findings with a confidence of 0.5 and more.
);

CREATE TABLE column_type (       -- Why a table's column was typed so.
  item INTEGER NOT NULL REFERENCES item(id), part TEXT, col INTEGER NOT NULL,
  header TEXT, type TEXT, confidence INTEGER, why TEXT
);

CREATE INDEX column_type_by_item ON column_type(item);

CREATE TABLE person (            -- Filled anew when a scan ends that changed mentions.
  id         INTEGER PRIMARY KEY,
  names      BLOB,                 -- Sealed JSON list, the most frequent first.
  country    TEXT, state TEXT,
  confidence INTEGER NOT NULL,     -- Thousandths: that all its mentions are the same human being.
  findings   INTEGER NOT NULL,
  types      TEXT NOT NULL,        -- JSON {type: count of findings}
  files      INTEGER NOT NULL,
  mentions   BLOB NOT NULL         -- Packed: which mentions speak of them.
);

CREATE TABLE person_type (       -- How many persons such a type is exposed of, and its findings that speak of somebody.
  type     TEXT PRIMARY KEY,
  persons  INTEGER NOT NULL,
  findings INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE mention_block (     -- Which person an item's mentions speak of: packed, in order of mention.
  id      INTEGER PRIMARY KEY,
  item    INTEGER NOT NULL REFERENCES item(id),
  first   INTEGER NOT NULL, last INTEGER NOT NULL,   -- Mentions.
  packed  BLOB NOT NULL
);
CREATE INDEX mention_block_by_item ON mention_block(item, first);
CREATE TABLE item_person (item INTEGER PRIMARY KEY, persons INTEGER NOT NULL);  -- How many persons an item speaks of.

-- Of persons: what a scan's end makes anew.
CREATE TABLE person_note (       -- Why the person is thought to live there, what they are to the owner.
  person   INTEGER PRIMARY KEY REFERENCES person(id),
  reason   TEXT NOT NULL DEFAULT '',   -- Of country and state: postal address, phone, id, domain, household, '' unknown.
  -- employee, former, contractor, candidate, customer, patient, student, donor, member, tenant, supplier, shareholder,
  -- dependant, other company; '' unknown.
  relation TEXT NOT NULL DEFAULT '',
  label    BLOB                        -- A human's words, sealed as person.names.
);
CREATE TABLE person_link (       -- What holds mentions together where no plain key does, and pairs left to judge.
  id          INTEGER PRIMARY KEY,
  person_a    INTEGER NOT NULL, person_b INTEGER NOT NULL,   -- Equal: a merge that was made. Else two that may be one.
  item_a INTEGER NOT NULL, mention_a INTEGER NOT NULL, item_b INTEGER NOT NULL, mention_b INTEGER NOT NULL,
  kind        TEXT NOT NULL,
  probability INTEGER NOT NULL,        -- Thousandths: that both are the same human being.
  bits        REAL NOT NULL,
  levels      TEXT NOT NULL            -- What agreed and what it weighs. Holds no value.
);
CREATE INDEX person_link_by_a ON person_link(person_a);
CREATE TABLE person_count (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;   -- Estimate, interval, model.
-- Of persons: what a human said. Kept by every scan. Mentions are named by their item's Place and its content, so that
-- they are found again when it was read anew, and are left out where it has changed.
CREATE TABLE person_correction (
  id INTEGER PRIMARY KEY, correction INTEGER NOT NULL,   -- Rows of one correction share it.
  kind TEXT NOT NULL,                  -- merge, split, label, same, different (the last two: answers to a review)
  side INTEGER NOT NULL DEFAULT 0, place TEXT NOT NULL, member_index INTEGER NOT NULL DEFAULT 0,
  mention INTEGER NOT NULL, label BLOB, at TEXT NOT NULL, who TEXT NOT NULL,
  content BLOB NOT NULL                -- SHA-256 of the item, or of what holds it; empty: not known.
);
CREATE TABLE roster (            -- The owner's own lists of persons.
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 BLOB, added TEXT NOT NULL, columns TEXT NOT NULL   -- JSON
);
CREATE TABLE roster_entry (
  id INTEGER PRIMARY KEY, roster INTEGER NOT NULL REFERENCES roster(id), row INTEGER NOT NULL,
  fields BLOB NOT NULL,                -- Sealed JSON: [[type, value, canonical], ...]
  person INTEGER,                      -- Who it is in the dump; NULL: not in it.
  probability INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE masked_name (       -- Names in Places that hold a value. Places have their aliases: form, form~2, form~3.
  form    TEXT NOT NULL,         -- What is shown of it.
  number  INTEGER NOT NULL,      -- Among those of its form.
  hash    INTEGER NOT NULL,      -- Keyed, of the name.
  sealed  BLOB NOT NULL,         -- The name, as it would stand in a Place; its alias is bound to it.
  settled INTEGER NOT NULL,      -- 0: the number is the one of a scan that has not ended.
  PRIMARY KEY (form, number)
) WITHOUT ROWID;
CREATE INDEX masked_name_by_hash ON masked_name(hash);
CREATE INDEX masked_name_unsettled ON masked_name(form) WHERE settled=0;

CREATE TABLE problem (           -- What went wrong that is no item's status: a folder that cannot be listed, a limit.
  id INTEGER PRIMARY KEY, evidence INTEGER REFERENCES evidence(id), place TEXT NOT NULL, what TEXT NOT NULL
);

CREATE TABLE audit (             -- Hash-chained: hash = SHA-256 over previous hash and this row's fields.
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, host TEXT NOT NULL,
  command TEXT NOT NULL, arguments TEXT NOT NULL, revealed INTEGER NOT NULL, hash BLOB NOT NULL
);
