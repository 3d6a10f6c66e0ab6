-- name: create_staging#
-- What the sources say, title by title, before it is put in order.
CREATE TABLE staging.titles (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    english TEXT,
    native TEXT,
    chinese TEXT,
    kind TEXT,
    year INTEGER,
    season TEXT,
    episodes INTEGER,
    duration INTEGER,
    picture TEXT,
    is_adult BOOLEAN NOT NULL,
    -- Specials, later seasons and the like.
    is_side BOOLEAN NOT NULL DEFAULT FALSE,
    prominence INTEGER NOT NULL
);
CREATE TABLE staging.names (
    id INTEGER PRIMARY KEY,
    title_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    is_shown BOOLEAN NOT NULL
);
CREATE TABLE staging.keys (
    key TEXT NOT NULL,
    title_id INTEGER NOT NULL,
    site INTEGER NOT NULL,
    number INTEGER NOT NULL
);

-- name: add_titles(title_id, title, english, native, chinese, kind, year, season, episodes, duration, picture, is_adult, prominence)*!
INSERT INTO staging.titles (id, title, english, native, chinese, kind, year, season, episodes, duration, picture,
    is_adult, prominence)
VALUES (:title_id, :title, :english, :native, :chinese, :kind, :year, :season, :episodes, :duration, :picture,
    :is_adult, :prominence);

-- name: complete_title(title_id, english, native, chinese, kind, year, season, episodes, duration, picture, is_adult, prominence)!
-- Known values stay. A season is only taken for the same year.
UPDATE staging.titles
SET english = COALESCE(english, :english), native = COALESCE(native, :native), chinese = COALESCE(chinese, :chinese),
    kind = COALESCE(kind, :kind), year = COALESCE(year, :year),
    season = CASE WHEN COALESCE(year, :year) = :year THEN COALESCE(season, :season) ELSE season END,
    episodes = COALESCE(episodes, :episodes), duration = COALESCE(duration, :duration),
    picture = COALESCE(picture, :picture), is_adult = is_adult OR :is_adult, prominence = prominence + :prominence
WHERE id = :title_id;

-- name: set_side*!
UPDATE staging.titles
SET is_side = TRUE
WHERE id = ?;

-- name: add_names*!
INSERT INTO staging.names (title_id, name, is_shown)
VALUES (?, ?, ?);

-- name: add_keys*!
INSERT INTO staging.keys (key, title_id, site, number)
VALUES (?, ?, ?, ?);

-- name: create_schema#
CREATE TABLE metadata (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
-- Ids are in the order in which titles that match equally well are offered; those for adults come last.
CREATE TABLE anime (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    english TEXT,
    native TEXT,
    chinese TEXT,
    kind TEXT,
    year INTEGER,
    season TEXT,
    episodes INTEGER,
    duration INTEGER,
    picture TEXT,
    is_adult BOOLEAN NOT NULL,
    staged_id INTEGER NOT NULL
);
CREATE TABLE anime_keys (
    key TEXT PRIMARY KEY,
    anime_id INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE names (
    id INTEGER PRIMARY KEY,
    anime_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- False for names that may be wrong and only serve the search.
    is_shown BOOLEAN NOT NULL
);
-- The text in which the names of a title are searched: its folded forms, with a line break before each form and a space
-- between words.
CREATE TABLE haystacks (
    anime_id INTEGER PRIMARY KEY,
    folded TEXT NOT NULL
);
-- Each folded form of a title, once.
CREATE TABLE forms (
    id INTEGER PRIMARY KEY,
    anime_id INTEGER NOT NULL,
    folded TEXT NOT NULL
);
-- Each form, once from each of its words to its end, without spaces; `is_inside` is false for the whole form.
CREATE TABLE starts (
    squashed TEXT NOT NULL,
    is_inside BOOLEAN NOT NULL,
    anime_id INTEGER NOT NULL,
    PRIMARY KEY (squashed, is_inside, anime_id)
) WITHOUT ROWID;
-- The ids of the forms that contain a gram, in order: four bytes each, the low one first.
CREATE TABLE grams (
    gram TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    form_ids BLOB NOT NULL
);

-- name: add_metadata*!
INSERT INTO metadata (name, value)
VALUES (:name, :value);

-- name: put_in_order()!
INSERT INTO anime (id, key, title, english, native, chinese, kind, year, season, episodes, duration, picture, is_adult,
    staged_id)
SELECT ROW_NUMBER() OVER (ORDER BY is_adult, is_side, prominence DESC, year DESC, site, number), key, title, english,
    native, chinese, kind, year, season, episodes, duration, picture, is_adult, titles.id
FROM staging.titles
JOIN (
    SELECT title_id, key, site, number, ROW_NUMBER() OVER (PARTITION BY title_id ORDER BY site, number) AS place
    FROM staging.keys
) AS canonical ON canonical.title_id = titles.id AND canonical.place = 1
ORDER BY 1;

-- name: put_keys_in_order()!
INSERT INTO anime_keys (key, anime_id)
SELECT keys.key, anime.id
FROM staging.keys
JOIN anime ON anime.staged_id = title_id
ORDER BY 1;

-- name: put_names_in_order()!
-- A name from several sources is stored several times; the first one counts for the order.
INSERT INTO names (anime_id, name, is_shown)
SELECT anime.id, name, is_shown
FROM staging.names
JOIN anime ON anime.staged_id = title_id
ORDER BY anime.id, names.id;

-- name: list_names()
SELECT anime_id, name
FROM names
ORDER BY id;

-- name: add_haystacks*!
INSERT INTO haystacks (anime_id, folded)
VALUES (?, ?);

-- name: add_forms*!
INSERT INTO forms (id, anime_id, folded)
VALUES (?, ?, ?);

-- name: add_starts()!
WITH RECURSIVE rests (rest, is_inside, anime_id) AS (
    SELECT folded, FALSE, anime_id
    FROM forms
    UNION ALL
    SELECT SUBSTR(rest, INSTR(rest, ' ') + 1), TRUE, anime_id
    FROM rests
    WHERE INSTR(rest, ' ') > 0
)
INSERT OR IGNORE INTO starts (squashed, is_inside, anime_id)
SELECT REPLACE(rest, ' ', ''), is_inside, anime_id
FROM rests
ORDER BY 1, 2, 3;

-- name: add_grams*!
INSERT INTO grams (gram, size, form_ids)
VALUES (?, ?, ?);

-- name: finish#
CREATE INDEX names_by_anime ON names (anime_id);
CREATE INDEX keys_by_anime ON anime_keys (anime_id);
ALTER TABLE anime DROP COLUMN staged_id;

-- name: compare()^
-- How many titles are new, how many of the earlier catalogue are gone, and how many are now part of another title.
WITH lineage AS (
    SELECT DISTINCT main.anime_keys.anime_id AS new_id, earlier.anime_keys.anime_id AS old_id
    FROM earlier.anime_keys
    JOIN main.anime_keys ON main.anime_keys.key = earlier.anime_keys.key
)
SELECT
    (SELECT COUNT(*) FROM main.anime WHERE id NOT IN (SELECT new_id FROM lineage)),
    (SELECT COUNT(*) FROM earlier.anime WHERE id NOT IN (SELECT old_id FROM lineage)),
    (SELECT COALESCE(SUM(parts - 1), 0) FROM (SELECT COUNT(*) AS parts FROM lineage GROUP BY new_id));
