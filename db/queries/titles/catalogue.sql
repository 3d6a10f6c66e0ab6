-- name: list_metadata()
SELECT name, value
FROM metadata;

-- name: list_by_keys(keys)
SELECT anime_keys.key AS asked, anime.key AS key, title, english, native, chinese, kind, year, season, episodes, duration, picture,
    is_adult
FROM json_each(:keys) AS wanted
JOIN anime_keys ON anime_keys.key = wanted.value
JOIN anime ON anime.id = anime_id;

-- name: list_keys(key)
SELECT others.key
FROM anime_keys AS given
JOIN anime_keys AS others ON others.anime_id = given.anime_id
WHERE given.key = :key;

-- name: list_names(key)
SELECT name
FROM anime_keys
JOIN names ON names.anime_id = anime_keys.anime_id
WHERE anime_keys.key = :key AND is_shown
GROUP BY name
ORDER BY MIN(names.id);

-- name: get_first_adult()$
SELECT COALESCE(MIN(id), (SELECT COALESCE(MAX(id), 0) + 1 FROM anime))
FROM anime
WHERE is_adult;

-- name: list_anime(ids)
-- In the order of the ids.
SELECT anime.key AS key, title, english, native, chinese, kind, year, season, episodes, duration, picture, is_adult
FROM json_each(:ids) AS wanted
JOIN anime ON anime.id = wanted.value
ORDER BY wanted.key;

-- name: list_ids(keys)
SELECT DISTINCT anime_id
FROM json_each(:keys) AS wanted
JOIN anime_keys ON anime_keys.key = wanted.value;

-- name: list_equal(squashed, anime_end)
SELECT anime_id
FROM starts
WHERE squashed = :squashed AND NOT is_inside AND anime_id < :anime_end;

-- name: list_starts(low, high, limit)
SELECT anime_id, is_inside, squashed = :low
FROM starts
WHERE squashed >= :low AND squashed < :high
LIMIT :limit;

-- name: list_variants(variants, limit)
SELECT anime_id, is_inside, squashed = variant.value
FROM json_each(:variants) AS variant
CROSS JOIN starts ON squashed >= variant.value AND squashed < variant.value || CHAR(1114111)
LIMIT :limit;

-- name: scan(start, word, anime_end, limit)
-- The first titles, by id, with a name, or a word in one, that begins with the text.
SELECT anime_id, INSTR(folded, :start) = 0, FALSE
FROM haystacks
WHERE anime_id < :anime_end AND (INSTR(folded, :start) > 0 OR INSTR(folded, :word) > 0)
ORDER BY anime_id
LIMIT :limit;

-- name: scan_among(start, word, ids)
SELECT anime_id, INSTR(folded, :start) = 0, FALSE
FROM haystacks
WHERE anime_id IN (SELECT value FROM json_each(:ids))
    AND (INSTR(folded, :start) > 0 OR INSTR(folded, :word) > 0);

-- name: list_gram_sizes(grams)
SELECT gram, size
FROM grams
WHERE gram IN (SELECT value FROM json_each(:grams));

-- name: list_grams(grams)
SELECT form_ids
FROM grams
WHERE gram IN (SELECT value FROM json_each(:grams));

-- name: list_forms(ids)
SELECT anime_id, folded
FROM forms
WHERE id IN (SELECT value FROM json_each(:ids));
