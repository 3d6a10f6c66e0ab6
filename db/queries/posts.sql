-- name: add(message_id, review_id, guild_id, channel_id, has_counts, shown)!
INSERT INTO posts (message_id, review_id, guild_id, channel_id, has_counts, shown)
VALUES (:message_id, :review_id, :guild_id, :channel_id, :has_counts, :shown)
ON CONFLICT DO NOTHING;

-- name: list_for_review(review_id)
SELECT message_id, review_id, guild_id, channel_id, has_counts, shown
FROM posts
WHERE review_id = :review_id
ORDER BY message_id;

-- name: list_cards()
SELECT message_id, review_id
FROM posts
WHERE has_counts
ORDER BY message_id;

-- name: list_outdated()
SELECT DISTINCT posts.review_id
FROM posts JOIN reviews ON reviews.id = posts.review_id
WHERE reviews.deleted_at IS NOT NULL OR (posts.has_counts AND posts.shown < reviews.changes)
ORDER BY posts.review_id DESC;

-- name: set_shown(shown, message_id)!
UPDATE posts
SET shown = :shown
WHERE message_id = :message_id;

-- name: delete(message_id)!
DELETE FROM posts
WHERE message_id = :message_id;

-- name: delete_in_channel(guild_id, channel_id)
DELETE FROM posts
WHERE guild_id = :guild_id AND channel_id = :channel_id
RETURNING message_id;

-- name: delete_in_guild(guild_id)
DELETE FROM posts
WHERE guild_id = :guild_id
RETURNING message_id;
