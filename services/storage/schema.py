"""The tables of a project file: as first laid down, and what each later version added.

Rows above `project.last_row` belong to an import that is not whole; every reader leaves them out.
Labels are numbered so that filtering and counting a million rows touches integers only.
"""

from __future__ import annotations

FIRST = """
CREATE TABLE project (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    schema TEXT,                        -- JSON schema of an extraction
    seed INTEGER NOT NULL,              -- of the splits: later rows are assigned by the same seed
    shares TEXT,                        -- JSON [training, validation, test, {others}], once split
    last_row INTEGER NOT NULL DEFAULT 0,
    indexed_row INTEGER NOT NULL DEFAULT 0,
    created REAL NOT NULL
);
CREATE TABLE labels (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    color TEXT NOT NULL DEFAULT '',
    former TEXT NOT NULL DEFAULT '[]',  -- JSON: names it had, or a label merged into it had
    merged_into TEXT,                   -- id of the label that stands for it now
    removed INTEGER NOT NULL DEFAULT 0, -- 1: not a label any more, kept for what refers to it
    position INTEGER NOT NULL
);
CREATE TABLE label_keys (               -- only those that the user has chosen
    label TEXT PRIMARY KEY,             -- id
    key TEXT NOT NULL UNIQUE
) WITHOUT ROWID;
CREATE TABLE guidelines (
    revision INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    at REAL NOT NULL
);
CREATE TABLE imports (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,               -- the file's name, without its folder
    mapping TEXT NOT NULL,              -- JSON: what was read as what
    rows INTEGER NOT NULL DEFAULT 0,
    left_out INTEGER NOT NULL DEFAULT 0,
    at REAL NOT NULL
);
CREATE TABLE examples (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    folded TEXT NOT NULL,
    metadata TEXT,                      -- JSON object of texts
    import INTEGER REFERENCES imports (number)
);
CREATE VIRTUAL TABLE examples_search USING fts5 (
    folded, content = 'examples', content_rowid = 'row', tokenize = 'trigram case_sensitive 1'
);
CREATE TABLE example_states (
    row INTEGER PRIMARY KEY,
    state INTEGER NOT NULL DEFAULT 0,
    split INTEGER,
    split_given INTEGER NOT NULL DEFAULT 0,  -- 1: it came with the file, and no split moves it
    flagged INTEGER NOT NULL DEFAULT 0,
    flag_reason TEXT NOT NULL DEFAULT '',
    check_again INTEGER NOT NULL DEFAULT 0,
    hidden INTEGER NOT NULL DEFAULT 0,  -- bits: 1 deleted, 2 its import was undone
    label INTEGER,                      -- number of the gold label
    record TEXT                         -- gold record as JSON
);
CREATE INDEX example_states_by_what ON example_states (state, split, label, flagged, hidden);
CREATE INDEX example_states_flagged ON example_states (row) WHERE flagged = 1;
CREATE INDEX example_states_hidden ON example_states (row) WHERE hidden <> 0;
CREATE INDEX example_states_to_check ON example_states (row) WHERE check_again = 1;
CREATE TABLE answer_log (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    row INTEGER NOT NULL,
    author TEXT NOT NULL,
    act TEXT NOT NULL,                  -- answer, skip, withdraw, adjudicate, unadjudicate,
                                        -- flag or unflag
    label INTEGER,
    record TEXT,
    evidence TEXT,                      -- JSON: spans of the text, and fields that are not in it
    reason TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL,
    guideline INTEGER NOT NULL,
    at REAL NOT NULL
);
CREATE INDEX answer_log_by_row ON answer_log (row);
CREATE TABLE current_answers (
    row INTEGER NOT NULL,
    author TEXT NOT NULL,
    adjudicated INTEGER NOT NULL,       -- 1: the adjudicated answer, 0: the author's own
    label INTEGER,
    record TEXT,
    evidence TEXT,
    skipped INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    seq INTEGER NOT NULL,               -- of the log entry that it comes from
    PRIMARY KEY (row, author, adjudicated)
) WITHOUT ROWID;
CREATE TABLE notes (                    -- one for an example; without a text there is none
    row INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    author TEXT NOT NULL,
    at REAL NOT NULL
);
CREATE TABLE history (
    seq INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    whole INTEGER NOT NULL,             -- 0: still under way
    undone INTEGER NOT NULL DEFAULT 0,
    at REAL NOT NULL
);
CREATE INDEX history_undone ON history (seq) WHERE undone = 1;
CREATE TABLE deed_parts (
    deed INTEGER NOT NULL REFERENCES history (seq) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    rows INTEGER NOT NULL,              -- how many examples it touches
    data TEXT NOT NULL,                 -- JSON: what to put back, what to do again
    undone INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (deed, position)
) WITHOUT ROWID;
CREATE TABLE snapshots (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    created REAL NOT NULL
);
CREATE TABLE snapshot_rows (
    snapshot TEXT NOT NULL REFERENCES snapshots (id),
    position INTEGER NOT NULL,
    example TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (snapshot, position)
) WITHOUT ROWID;
CREATE TABLE gold_revisions (
    snapshot TEXT NOT NULL REFERENCES snapshots (id),
    revision INTEGER NOT NULL,
    scored INTEGER NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (snapshot, revision)
) WITHOUT ROWID;
CREATE TABLE gold_answers (             -- only what differs from the revision before
    snapshot TEXT NOT NULL,
    revision INTEGER NOT NULL,
    example TEXT NOT NULL,
    value TEXT,                         -- JSON: a label id or a record; NULL: no gold answer
    PRIMARY KEY (snapshot, example, revision)
) WITHOUT ROWID;
CREATE TABLE prompts (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    technique TEXT NOT NULL,
    instruction TEXT NOT NULL,
    layout TEXT NOT NULL,
    shots TEXT NOT NULL,                -- JSON of the choice of shots
    used INTEGER NOT NULL DEFAULT 0,    -- 1: frozen, since a run, job or export refers to it
    at REAL NOT NULL,
    PRIMARY KEY (id, version)
) WITHOUT ROWID;
CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    model TEXT NOT NULL,                -- JSON of the model record
    prompt TEXT NOT NULL,
    prompt_version INTEGER NOT NULL,
    snapshot TEXT NOT NULL REFERENCES snapshots (id),
    samples INTEGER NOT NULL,
    state TEXT NOT NULL,
    error TEXT NOT NULL DEFAULT '',
    created REAL NOT NULL
);
CREATE TABLE predictions (
    run TEXT NOT NULL REFERENCES runs (id),
    example TEXT NOT NULL,
    sample INTEGER NOT NULL,
    state INTEGER NOT NULL,
    value TEXT,                         -- JSON: a label id or a record
    reply TEXT NOT NULL,
    reasoning TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    thought_tokens INTEGER NOT NULL,
    milliseconds REAL NOT NULL,
    PRIMARY KEY (run, example, sample)
) WITHOUT ROWID;
CREATE TABLE verdicts (                 -- what a review said of a prediction of a run
    run TEXT NOT NULL REFERENCES runs (id),
    example TEXT NOT NULL,
    verdict TEXT NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (run, example)
) WITHOUT ROWID;
CREATE TABLE baselines (                -- the run that the others over a snapshot are compared with
    snapshot TEXT PRIMARY KEY REFERENCES snapshots (id),
    run TEXT NOT NULL REFERENCES runs (id)
) WITHOUT ROWID;
CREATE TABLE tuning_jobs (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    base_model TEXT NOT NULL,
    recipe TEXT NOT NULL,               -- JSON
    connection TEXT NOT NULL,
    prompt TEXT NOT NULL,
    prompt_version INTEGER NOT NULL,
    training_snapshot TEXT NOT NULL REFERENCES snapshots (id),
    validation_snapshot TEXT REFERENCES snapshots (id),
    lineage TEXT NOT NULL,              -- JSON
    estimated_tokens INTEGER NOT NULL,
    remote TEXT,                        -- JSON: the newest that the service said
    error TEXT NOT NULL DEFAULT '',
    created REAL NOT NULL,
    ended REAL
);
CREATE TABLE tuning_rows (              -- the manifest: line of the uploaded file to example
    job TEXT NOT NULL REFERENCES tuning_jobs (id),
    split INTEGER NOT NULL,
    line INTEGER NOT NULL,              -- from 1
    example TEXT NOT NULL,
    PRIMARY KEY (job, split, line)
) WITHOUT ROWID;
"""

SECOND = """
CREATE TABLE replies (                  -- answered calls by what was sent; never sent again
    request BLOB NOT NULL,              -- SHA-256 of connection, location, model and request
    sample INTEGER NOT NULL,
    text TEXT NOT NULL,
    finish_reason TEXT NOT NULL,
    block_reason TEXT NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    thought_tokens INTEGER NOT NULL,
    milliseconds REAL NOT NULL,
    PRIMARY KEY (request, sample)
) WITHOUT ROWID;
CREATE TABLE batches (                  -- runs that the service answers as one job
    run TEXT PRIMARY KEY REFERENCES runs (id),
    source TEXT NOT NULL,               -- gs:// address of the uploaded requests; '': not yet
    job TEXT NOT NULL,                  -- resource name of the service's job; '': not yet
    state TEXT NOT NULL                 -- where the job stands, in our words
) WITHOUT ROWID;
CREATE TABLE judges (                   -- who judged the answers of a run, asked in which words
    run TEXT PRIMARY KEY REFERENCES runs (id),
    model TEXT NOT NULL,                -- JSON of the model record
    instruction TEXT NOT NULL,
    layout TEXT NOT NULL,
    at REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE judgements (
    run TEXT NOT NULL REFERENCES runs (id),
    example TEXT NOT NULL,
    answer TEXT NOT NULL,               -- JSON: the value that was judged
    word TEXT,                          -- of the five-word scale; NULL: none could be read
    reply TEXT NOT NULL,
    error TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (run, example)
) WITHOUT ROWID;
CREATE TABLE acceptances (              -- from how many votes up answers are accepted
    run TEXT PRIMARY KEY REFERENCES runs (id),
    votes INTEGER NOT NULL
) WITHOUT ROWID;
ALTER TABLE predictions ADD COLUMN votes INTEGER;
ALTER TABLE predictions ADD COLUMN voters INTEGER;
CREATE TABLE sweeps (                   -- jobs of one snapshot and prompt with several recipes
    id TEXT PRIMARY KEY,
    cap REAL,                           -- US dollars for all its jobs; NULL: no cap
    created REAL NOT NULL
);
ALTER TABLE tuning_jobs ADD COLUMN sweep TEXT;
ALTER TABLE tuning_jobs ADD COLUMN start_from TEXT;
ALTER TABLE tuning_jobs ADD COLUMN place TEXT NOT NULL DEFAULT '';
CREATE TABLE tuning_curves (            -- how a job went, as TensorBoard told it
    job TEXT NOT NULL REFERENCES tuning_jobs (id),
    curve TEXT NOT NULL,                -- training_loss, training_accuracy, validation_loss, …
    step INTEGER NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (job, curve, step)
) WITHOUT ROWID;
CREATE TABLE tuned_models (             -- what was done at the service with what a job made
    job TEXT PRIMARY KEY REFERENCES tuning_jobs (id),
    default_checkpoint TEXT NOT NULL DEFAULT '',
    undeployed INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
ALTER TABLE prompts ADD COLUMN multi_turn INTEGER NOT NULL DEFAULT 0;
ALTER TABLE prompts ADD COLUMN answer_format TEXT NOT NULL DEFAULT 'answer';
ALTER TABLE prompts ADD COLUMN version_name TEXT NOT NULL DEFAULT '';
ALTER TABLE predictions ADD COLUMN repaired INTEGER NOT NULL DEFAULT 0;
ALTER TABLE predictions ADD COLUMN confidence TEXT NOT NULL DEFAULT '';
CREATE TABLE token_sums (               -- what was counted: sums over texts, each by its length
    family TEXT NOT NULL,               -- connection and generation of the model
    script TEXT NOT NULL,
    beside TEXT NOT NULL,               -- another script, the same, or tokens
    total REAL NOT NULL,                -- of the products of both
    PRIMARY KEY (family, script, beside)
) WITHOUT ROWID;
CREATE TABLE advice_aside (             -- rules of the adviser that the user put aside
    rule TEXT PRIMARY KEY,
    at REAL NOT NULL
) WITHOUT ROWID;
ALTER TABLE verdicts ADD COLUMN gold TEXT;
ALTER TABLE runs ADD COLUMN asks_again INTEGER NOT NULL DEFAULT 0
"""
