-- name: add(message_id, guild_id, channel_id, has_counts, shown, parent_id, is_forum_post, review_id)!
INSERT INTO posts (message_id, review_id, guild_id, channel_id, has_counts, shown, parent_id, is_forum_post,
    written_at, shuffle)
SELECT :message_id, id, :guild_id, :channel_id, :has_counts, :shown, :parent_id, :is_forum_post, written_at,
    (id / 4096 * 7919 + id) % 1000003
FROM reviews
WHERE id = :review_id
ON CONFLICT DO NOTHING;

-- name: request_ranking(review_id)!
UPDATE reviews
SET needs_ranking = TRUE
WHERE id = :review_id;

-- name: list_for_review(review_id)
SELECT message_id, review_id, guild_id, channel_id, has_counts, shown, parent_id, is_down, is_forum_post
FROM posts
WHERE review_id = :review_id
ORDER BY message_id;

-- name: list_cards()
SELECT message_id, review_id
FROM posts
WHERE has_counts AND NOT is_down
ORDER BY message_id;

-- name: list_outdated()
SELECT DISTINCT posts.review_id
FROM posts JOIN reviews ON reviews.id = posts.review_id
WHERE (reviews.deleted_at IS NULL) = posts.is_down
    OR (reviews.deleted_at IS NULL AND posts.has_counts AND posts.shown < reviews.changes)
ORDER BY posts.review_id DESC;

-- name: set_shown(shown, message_id)!
-- A card that shows its review stands.
UPDATE posts
SET shown = :shown, is_down = FALSE
WHERE message_id = :message_id;

-- name: set_down(message_id)!
UPDATE posts
SET is_down = TRUE
WHERE message_id = :message_id;

-- name: delete(message_id)!
DELETE FROM posts
WHERE message_id = :message_id;

-- name: delete_in_channel(guild_id, channel_id)
-- A forum post that was taken down is posted again in a thread of its own.
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
-- Of a post that is gone meanwhile there are no pages.
INSERT INTO post_pages (post_id, number, message_id, revision)
SELECT message_id, :number, :message_id, :revision
FROM posts
WHERE posts.message_id = :post_id
ON CONFLICT (post_id, number) DO UPDATE
SET message_id = excluded.message_id, revision = excluded.revision;

-- name: delete_page(post_id, number)!
DELETE FROM post_pages
WHERE post_id = :post_id AND number = :number;
