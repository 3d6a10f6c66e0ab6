-- name: add(message_id, guild_id, channel_id, has_counts, shown, parent_id, is_forum_post, review_id)!
-- A new card is in doubt: reactions from before it was stored were missed.
INSERT INTO posts (message_id, review_id, guild_id, channel_id, has_counts, shown, parent_id, is_forum_post,
    written_at, shuffle, doubt)
SELECT :message_id, id, :guild_id, :channel_id, :has_counts, :shown, :parent_id, :is_forum_post, written_at,
    (id / 4096 * 7919 + id) % 1000003, CASE WHEN :has_counts THEN 2 ELSE 0 END
FROM reviews
WHERE id = :review_id
ON CONFLICT DO NOTHING;

-- name: add_to_seed(message_id)!
INSERT INTO cards_to_seed (message_id)
SELECT message_id
FROM posts
WHERE message_id = :message_id AND has_counts
ON CONFLICT DO NOTHING;

-- name: list_to_seed(limit)
SELECT posts.message_id, review_id, guild_id, channel_id, has_counts, shown, parent_id, is_down, is_forum_post, is_waiting
FROM posts
JOIN cards_to_seed ON cards_to_seed.message_id = posts.message_id
WHERE NOT is_down
ORDER BY posts.message_id DESC
LIMIT :limit;

-- name: set_seeded(message_id)!
DELETE FROM cards_to_seed
WHERE message_id = :message_id;

-- name: request_ranking(review_id)!
UPDATE review_activity
SET needs_ranking = TRUE
WHERE review_id = :review_id;

-- name: list_for_review(review_id)
SELECT message_id, review_id, guild_id, channel_id, has_counts, shown, parent_id, is_down, is_forum_post, is_waiting
FROM posts
WHERE review_id = :review_id
ORDER BY message_id;

-- name: get(message_id)^
SELECT message_id, review_id, guild_id, channel_id, has_counts, shown, parent_id, is_down, is_forum_post, is_waiting
FROM posts
WHERE message_id = :message_id;

-- name: list_standing(author_id)
-- The cards that still show a review after its deletion.
SELECT message_id, review_id, guild_id, channel_id, has_counts, shown, parent_id, is_down, is_forum_post, is_waiting
FROM posts
WHERE NOT is_down
    AND is_waiting
    AND review_id IN (SELECT id FROM reviews WHERE author_id = :author_id AND deleted_at IS NOT NULL)
ORDER BY message_id DESC;

-- name: set_waiting(message_id)!
UPDATE posts
SET is_waiting = TRUE
WHERE message_id = :message_id;

-- name: release_all()
UPDATE posts
SET is_waiting = FALSE
WHERE is_waiting
RETURNING review_id;

-- name: release_in_guild(guild_id)
UPDATE posts
SET is_waiting = FALSE
WHERE is_waiting AND guild_id = :guild_id
RETURNING review_id;

-- name: release_in_channel(guild_id, channel_id)
UPDATE posts
SET is_waiting = FALSE
WHERE is_waiting AND guild_id = :guild_id AND channel_id = :channel_id
RETURNING review_id;

-- name: list_cards()
SELECT message_id, review_id
FROM posts
WHERE has_counts AND NOT is_down
ORDER BY message_id;

-- name: list_outdated()
SELECT DISTINCT posts.review_id
FROM posts
JOIN reviews ON reviews.id = posts.review_id
JOIN review_activity ON review_activity.review_id = posts.review_id
WHERE (reviews.deleted_at IS NULL) = posts.is_down
    OR (reviews.deleted_at IS NULL AND posts.has_counts AND posts.shown < changes)
ORDER BY posts.review_id DESC;

-- name: set_shown(shown, message_id)!
-- A card that shows its review is up. While it was marked as down, its reactions were missed.
UPDATE posts
SET shown = :shown, is_down = FALSE, is_waiting = FALSE, doubt = CASE WHEN is_down AND has_counts THEN 2 ELSE doubt END
WHERE message_id = :message_id;

-- name: set_down(message_id)!
UPDATE posts
SET is_down = TRUE, is_waiting = FALSE, doubt = 0
WHERE message_id = :message_id;

-- name: delete(message_id)!
DELETE FROM posts
WHERE message_id = :message_id;

-- name: delete_in_channel(guild_id, channel_id)
-- Keeps a forum post that was taken down: it is posted again in a thread of its own.
DELETE FROM posts
WHERE guild_id = :guild_id
    AND (parent_id = :channel_id OR (channel_id = :channel_id AND NOT (is_down AND is_forum_post)))
RETURNING message_id;

-- name: delete_in_guild(guild_id)
DELETE FROM posts
WHERE guild_id = :guild_id
RETURNING message_id;

-- name: list_pages(post_id)
SELECT number, message_id, revision
FROM post_pages
WHERE post_id = :post_id
ORDER BY number;

-- name: set_page(post_id, number, message_id, revision)!
-- Adds nothing if the post is gone meanwhile.
INSERT INTO post_pages (post_id, number, message_id, revision)
SELECT message_id, :number, :message_id, :revision
FROM posts
WHERE posts.message_id = :post_id
ON CONFLICT (post_id, number) DO UPDATE
SET message_id = excluded.message_id, revision = excluded.revision;

-- name: delete_page(post_id, number)!
DELETE FROM post_pages
WHERE post_id = :post_id AND number = :number;

-- name: put_shard_in_doubt(before, shard_id, shard_count, limit)
-- Some of a shard's cards, newest first; 4194304 is 2 to the power of 22, from Discord's sharding formula.
UPDATE posts
SET doubt = 2
WHERE message_id IN (
    SELECT message_id
    FROM posts
    WHERE message_id < :before AND has_counts AND NOT is_down AND (guild_id / 4194304) % :shard_count = :shard_id
    ORDER BY message_id DESC
    LIMIT :limit
)
RETURNING message_id;

-- name: put_guild_in_doubt(guild_id)!
UPDATE posts
SET doubt = 2
WHERE guild_id = :guild_id AND has_counts AND NOT is_down;

-- name: put_unreadable_in_doubt()!
UPDATE posts
SET doubt = 2
WHERE doubt = 3;

-- name: set_doubt(doubt, message_id)*!
UPDATE posts
SET doubt = :doubt
WHERE message_id = :message_id AND has_counts AND NOT is_down;

-- name: get_in_doubt(doubt, before)^
SELECT message_id, review_id, guild_id, channel_id, has_counts, shown, parent_id, is_down, is_forum_post, is_waiting
FROM posts
WHERE doubt = :doubt AND message_id < :before
ORDER BY message_id DESC
LIMIT 1;

-- name: list_in_doubt(channel_id, newest, limit)
SELECT message_id, review_id, guild_id, channel_id, has_counts, shown, parent_id, is_down, is_forum_post, is_waiting
FROM posts
WHERE channel_id = :channel_id AND message_id <= :newest AND doubt = 2
ORDER BY message_id DESC
LIMIT :limit;

-- name: set_unreadable(channel_id)!
UPDATE posts
SET doubt = 3
WHERE channel_id = :channel_id AND doubt > 0;

-- name: count_doubts()
SELECT doubt, COUNT(*)
FROM posts
WHERE doubt > 0
GROUP BY doubt;
