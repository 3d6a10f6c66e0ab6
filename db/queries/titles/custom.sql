-- name: get(title_id)^
SELECT id, title, created_by, merged_key, offered_key
FROM custom_titles
WHERE id = :title_id;

-- name: get_visible(title_id, guild_id, user_id)^
SELECT id, title, created_by, merged_key, offered_key
FROM custom_titles
WHERE id = :title_id AND (guild_id = :guild_id OR created_by = :user_id);

-- name: get_named(folded, guild_id, user_id)^
SELECT id, title, created_by, merged_key, offered_key
FROM custom_titles
WHERE (guild_id = :guild_id OR created_by = :user_id) AND folded = :folded AND merged_key IS NULL
ORDER BY id
LIMIT 1;

-- name: list_visible(guild_id, user_id, limit)
SELECT id, title, created_by, merged_key, offered_key
FROM custom_titles
WHERE (guild_id = :guild_id OR created_by = :user_id) AND merged_key IS NULL
ORDER BY id DESC
LIMIT :limit;

-- name: list_unmerged(user_id)
SELECT id, title, created_by, merged_key, offered_key
FROM custom_titles
WHERE created_by = :user_id AND merged_key IS NULL
ORDER BY id;

-- name: add(title_id, guild_id, created_by, title, folded, offered_key)!
INSERT INTO custom_titles (id, guild_id, created_by, title, folded, offered_key)
VALUES (:title_id, :guild_id, :created_by, :title, :folded, :offered_key)
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
