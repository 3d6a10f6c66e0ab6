-- name: get(title_id)^
SELECT id, title, created_by, merged_key, offered_key
FROM custom_titles
WHERE id = :title_id;

-- name: get_visible(title_id, guild_id, user_id)^
SELECT id, title, created_by, merged_key, offered_key
FROM custom_titles
WHERE id = :title_id
    AND (created_by = :user_id OR id IN (
        SELECT title_id
        FROM custom_title_guilds
        WHERE guild_id = :guild_id AND NOT is_removed
    ));

-- name: get_named(folded, guild_id, user_id)^
SELECT id, title, created_by, merged_key, offered_key
FROM custom_titles
WHERE folded = :folded
    AND merged_key IS NULL
    AND (created_by = :user_id OR id IN (
        SELECT title_id
        FROM custom_title_guilds
        WHERE guild_id = :guild_id AND NOT is_removed
    ))
ORDER BY CASE WHEN created_by = :user_id THEN 0 ELSE 1 END, id
LIMIT 1;

-- name: list_visible(guild_id, user_id, limit)
SELECT id, title, created_by, merged_key, offered_key
FROM custom_titles
WHERE merged_key IS NULL
    AND (created_by = :user_id OR id IN (
        SELECT title_id
        FROM custom_title_guilds
        WHERE guild_id = :guild_id AND NOT is_removed
    ))
ORDER BY id DESC
LIMIT :limit;

-- name: list_unmerged(user_id)
SELECT id, title, created_by, merged_key, offered_key
FROM custom_titles
WHERE created_by = :user_id AND merged_key IS NULL
ORDER BY id;

-- name: count(user_id)$
SELECT COUNT(*)
FROM custom_titles
WHERE created_by = :user_id;

-- name: share(review_id, guild_id)!
-- Shows the title of a posted review to the server, unless its moderators have removed it. Only its maker's review does
-- that: a key in somebody else's may be made up.
INSERT INTO custom_title_guilds (title_id, guild_id)
SELECT custom_titles.id, :guild_id
FROM reviews
JOIN custom_titles ON reviews.anime_key = 'custom/' || CAST(custom_titles.id AS TEXT)
WHERE reviews.id = :review_id AND custom_titles.created_by = reviews.author_id
ON CONFLICT DO NOTHING;

-- name: remove_from_guild(title_id, guild_id)!
UPDATE custom_title_guilds
SET is_removed = TRUE
WHERE title_id = :title_id AND guild_id = :guild_id;

-- name: add(title_id, created_by, title, folded, offered_key)!
INSERT INTO custom_titles (id, created_by, title, folded, offered_key)
VALUES (:title_id, :created_by, :title, :folded, :offered_key)
ON CONFLICT DO NOTHING;

-- name: set_offered(offered_key, title_id)!
UPDATE custom_titles
SET offered_key = :offered_key
WHERE id = :title_id;

-- name: set_merged(merged_key, title_id)!
UPDATE custom_titles
SET merged_key = :merged_key
WHERE id = :title_id;

-- name: list_folded()
SELECT id, title, folded
FROM custom_titles;

-- name: set_folded(folded, title_id)*!
UPDATE custom_titles
SET folded = :folded
WHERE id = :title_id;
