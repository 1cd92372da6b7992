-- The archive's system of record, version 1.
--
-- Days are ISO text (2022-08-22), times are ISO text in UTC, lists that nobody searches are JSON.
-- Nothing is ever deleted by removing or replacing a bulletin: its state changes. The columns that
-- stand beside `header` and `data` are copies with corrections applied, for listing and counting;
-- the JSON is what the parser read.

-- One file's worth of bulletin. `key` is internal; `id` is what people and the index see, and is
-- decided by archive.identity from all files with the same `slug`, whatever order they came in.
CREATE TABLE bulletin (
    key           INTEGER PRIMARY KEY,
    sha256        TEXT NOT NULL UNIQUE,          -- of the kept file's bytes
    id            TEXT NOT NULL,                 -- of a removed bulletin: the one it had
    state         TEXT NOT NULL CHECK (state IN ('current', 'older', 'removed')),
    superseded_by TEXT,                          -- sha256 of the current version, if 'older'
    decided       TEXT,                          -- why it is older or current (a slug)
    preferred     INTEGER NOT NULL DEFAULT 0,    -- rank given by --replace; 0: contents decide
    preferred_over INTEGER NOT NULL DEFAULT 0,   -- highest key there was when it was given
    doubled       TEXT NOT NULL DEFAULT '[]',    -- sha256 of other issues under the same number
    slug          TEXT NOT NULL,                 -- <series>-<year>-<number>, before any suffix
    series        TEXT,
    year          INTEGER,
    number        INTEGER,
    total_number  INTEGER,
    title         TEXT,
    publisher     TEXT,
    published     TEXT,
    period_start  TEXT,
    period_end    TEXT,
    classification TEXT,
    synthetic     INTEGER NOT NULL,
    warnings      INTEGER NOT NULL,              -- how many the parser gave
    file          TEXT NOT NULL,                 -- path it was taken in from, for display only
    extension     TEXT NOT NULL,                 -- .pdf or .txt: how the file is kept
    bytes         INTEGER NOT NULL,
    page_count    INTEGER NOT NULL,
    parser_version INTEGER NOT NULL,
    header        BLOB NOT NULL,                 -- JSON: the bulletin without its records and ids
    added_at      TEXT NOT NULL,
    parsed_at     TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX bulletin_id ON bulletin (id) WHERE state <> 'removed';
CREATE INDEX bulletin_slug ON bulletin (slug);
CREATE INDEX bulletin_published ON bulletin (state, published, id);

-- The reader's pages (msgpack, zlib): kept so that a better parser need not open the file again.
CREATE TABLE pages (
    bulletin INTEGER PRIMARY KEY REFERENCES bulletin (key),
    data     BLOB NOT NULL
) STRICT;

-- Every record of every bulletin. Its id is <bulletin id>.<suffix>; suffix is a letter for the
-- kind (a activity, s statistic, i inspection, p section, u unparsed) and its order.
CREATE TABLE record (
    key        INTEGER PRIMARY KEY,
    bulletin   INTEGER NOT NULL REFERENCES bulletin (key),
    suffix     TEXT NOT NULL,
    kind       TEXT NOT NULL,
    sort       INTEGER NOT NULL,                 -- place in the bulletin's list of this kind
    searchable INTEGER NOT NULL,                 -- it has text of its own
    page       INTEGER,
    first_day  TEXT,
    last_day   TEXT,
    precision  TEXT,
    data       BLOB NOT NULL,                    -- JSON: the record without its id
    UNIQUE (bulletin, suffix)
) STRICT;
CREATE INDEX record_kind ON record (kind, first_day);

CREATE TABLE record_department (
    record INTEGER NOT NULL REFERENCES record (key) ON DELETE CASCADE,
    place  INTEGER NOT NULL,                     -- order in the record
    name   TEXT NOT NULL,
    role   TEXT NOT NULL,
    PRIMARY KEY (record, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_department_name ON record_department (name, role);

CREATE TABLE record_type (
    record INTEGER NOT NULL REFERENCES record (key) ON DELETE CASCADE,
    place  INTEGER NOT NULL,                     -- 0: the main type
    type   TEXT NOT NULL,
    PRIMARY KEY (record, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_type_type ON record_type (type);

-- The figures of statistics, for series over time.
CREATE TABLE figure (
    record     INTEGER PRIMARY KEY REFERENCES record (key) ON DELETE CASCADE,
    scope      TEXT,
    category   TEXT,
    measure    TEXT NOT NULL,
    value      REAL NOT NULL,
    unit       TEXT,
    cumulative INTEGER NOT NULL
) STRICT;
CREATE INDEX figure_series ON figure (measure, category, scope);

-- What was done by hand: 'correct', 'remove', 'replace'. Undone entries stay, with the time.
CREATE TABLE event (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    action    TEXT NOT NULL CHECK (action IN ('correct', 'remove', 'replace')),
    bulletin  INTEGER NOT NULL REFERENCES bulletin (key),
    target    TEXT NOT NULL,                     -- the id as it was then, for display
    suffix    TEXT,                              -- of the record corrected; '' the bulletin itself
    field     TEXT,
    old       TEXT,                              -- JSON
    new       TEXT,                              -- JSON
    anchor    TEXT,                              -- the record's text: finds it again after reparse
    orphaned  INTEGER NOT NULL DEFAULT 0,        -- reparse left no record like it
    why       TEXT,
    who       TEXT,
    at        TEXT NOT NULL,
    undone_at TEXT
) STRICT;
CREATE INDEX event_bulletin ON event (bulletin, action);

-- Files put aside.
CREATE TABLE failure (
    file    TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    message TEXT NOT NULL,
    sha256  TEXT,
    at      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The last change of every id the index may hold; never emptied, at most one row an id.
CREATE TABLE change (
    bulletin   TEXT PRIMARY KEY,
    generation INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX change_generation ON change (generation);

CREATE TABLE counter (
    name  TEXT PRIMARY KEY,                      -- 'generation', 'indexed', 'preferred'
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counter (name, value) VALUES ('generation', 0), ('indexed', 0), ('preferred', 0);
