-- name: create_schema#
CREATE TABLE metadata (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
-- Ids count from the most recent title, so that they also order titles that are otherwise equal.
CREATE TABLE anime (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT,
    year INTEGER,
    episodes INTEGER
);
CREATE TABLE anime_keys (
    key TEXT PRIMARY KEY,
    anime_id INTEGER NOT NULL
) WITHOUT ROWID;
-- A name is here once from each of its words on: `position` is 0 for the whole name, 1 for the rest of one.
-- `length` is that of the whole name.
CREATE TABLE names (
    folded TEXT NOT NULL,
    position INTEGER NOT NULL,
    length INTEGER NOT NULL,
    anime_id INTEGER NOT NULL,
    PRIMARY KEY (folded, position, length, anime_id)
) WITHOUT ROWID;

-- name: add_metadata*!
INSERT INTO metadata (name, value)
VALUES (:name, :value);

-- name: add_anime*!
INSERT INTO anime (id, key, title, kind, year, episodes)
VALUES (:id, :key, :title, :kind, :year, :episodes);

-- name: add_keys*!
INSERT INTO anime_keys (key, anime_id)
VALUES (:key, :anime_id)
ON CONFLICT DO NOTHING;

-- name: add_names*!
INSERT INTO names (folded, position, length, anime_id)
VALUES (:folded, :position, :length, :anime_id)
ON CONFLICT DO NOTHING;

-- name: list_metadata()
SELECT name, value
FROM metadata;

-- name: get(key)^
SELECT anime.key, title, kind, year, episodes
FROM anime_keys
JOIN anime ON anime.id = anime_id
WHERE anime_keys.key = :key;

-- name: list_named(folded)
SELECT DISTINCT key, title, kind, year, episodes, id
FROM names
JOIN anime ON anime.id = anime_id
WHERE folded = :folded AND position = 0
ORDER BY id;

-- name: search(low, high, candidates, limit)
-- Of the names that begin alike the shortest is the one that is equal.
SELECT key, title, kind, year, episodes
FROM (
    SELECT anime_id, MIN(10000 * position + length) AS distance
    FROM (
        SELECT anime_id, position, length
        FROM names
        WHERE folded >= :low AND folded < :high
        ORDER BY folded
        LIMIT :candidates
    ) AS candidates
    GROUP BY anime_id
    ORDER BY distance, anime_id
    LIMIT :limit
) AS found
JOIN anime ON anime.id = anime_id
ORDER BY distance, id;

-- name: get_last_before(folded)$
SELECT folded
FROM names
WHERE folded <= :folded
ORDER BY folded DESC
LIMIT 1;

-- name: get_first_after(folded)$
SELECT folded
FROM names
WHERE folded >= :folded
ORDER BY folded
LIMIT 1;
