-- How far a person is in watching it again; NULL where they are not.
ALTER TABLE entries ADD COLUMN rewatched_episodes INTEGER CHECK (rewatched_episodes >= 0);

CREATE INDEX entries_by_change ON entries (user_id, updated_at, anime_key);

-- Who else may see a person's list; nobody without a row.
CREATE TABLE list_visibilities (
    user_id BIGINT NOT NULL PRIMARY KEY,
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'private'))
);

-- The last changes of a person's list, which can be taken back, one after the other.
-- CAUTION: entries are only ever changed together with a row here; otherwise taking back would undo more than was done.
CREATE TABLE list_changes (
    -- That of the interaction.
    id BIGINT NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL,
    -- In which order a person's changes were made, which is not always that of the interactions.
    number INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('ENTRY', 'IMPORT', 'REPLACEMENT')),
    changed_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX list_changes_by_user ON list_changes (user_id, number);

-- What the changed entries were before; a status of NULL: there was none.
CREATE TABLE replaced_entries (
    change_id BIGINT NOT NULL REFERENCES list_changes (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL,
    anime_key TEXT NOT NULL,
    title TEXT NOT NULL,
    status TEXT,
    score INTEGER,
    episodes INTEGER,
    started TEXT,
    finished TEXT,
    rewatches INTEGER,
    rewatched_episodes INTEGER,
    priority TEXT,
    notes TEXT,
    tags TEXT,
    is_private BOOLEAN,
    updated_at BIGINT,
    PRIMARY KEY (change_id, anime_key)
) WITHOUT ROWID;

CREATE INDEX replaced_entries_by_anime ON replaced_entries (anime_key);

-- Files that were read and wait for their owner's word. They are removed with it, or after a day.
CREATE TABLE list_imports (
    -- That of the interaction.
    id BIGINT NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL,
    -- What the file says, as the lists' feature packs it.
    data BLOB NOT NULL,
    -- What its owner has chosen for titles in doubt: JSON.
    choices TEXT NOT NULL,
    is_merged BOOLEAN NOT NULL
);
