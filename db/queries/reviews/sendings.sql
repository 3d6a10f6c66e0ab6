-- name: add(id, review_id, guild_id, channel_id, parent_id, is_forum_post, has_counts, replaces)!
INSERT INTO sendings (id, review_id, guild_id, channel_id, parent_id, is_forum_post, has_counts, replaces)
SELECT :id, reviews.id, :guild_id, :channel_id, :parent_id, :is_forum_post, :has_counts, :replaces
FROM reviews
WHERE reviews.id = :review_id
ON CONFLICT (id, channel_id) DO UPDATE
SET replaces = excluded.replaces;

-- name: list_all()
SELECT id, review_id, guild_id, channel_id, parent_id, is_forum_post, has_counts, replaces
FROM sendings
ORDER BY id, channel_id;

-- name: list_for_review(review_id)
SELECT id, review_id, guild_id, channel_id, parent_id, is_forum_post, has_counts, replaces
FROM sendings
WHERE review_id = :review_id
ORDER BY id, channel_id;

-- name: delete(sending_id, channel_id, replaces)!
DELETE FROM sendings
WHERE (id = :sending_id AND channel_id = :channel_id) OR replaces = :replaces;
