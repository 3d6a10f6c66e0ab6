-- A plus before guild_id keeps SQLite from going through all posts of a server instead of those of a review.

-- name: get(review_id)^
SELECT id, author_id, anime_key, title, rating, body, verdict AS chosen_verdict, has_spoilers, episodes, tags,
    written_at, edited_at, revision, changes, flagged_at IS NOT NULL AS is_flagged
FROM reviews JOIN review_activity ON review_id = id
WHERE id = :review_id AND deleted_at IS NULL;

-- name: get_deleted(review_id, author_id, deleted_since)^
SELECT id, author_id, anime_key, title, rating, body, verdict AS chosen_verdict, has_spoilers, episodes, tags,
    written_at, edited_at, revision, changes, flagged_at IS NOT NULL AS is_flagged
FROM reviews JOIN review_activity ON review_id = id
WHERE id = :review_id AND author_id = :author_id AND deleted_at >= :deleted_since;

-- name: get_by_author(author_id, anime_key)^
SELECT id, author_id, anime_key, title, rating, body, verdict AS chosen_verdict, has_spoilers, episodes, tags,
    written_at, edited_at, revision, changes, flagged_at IS NOT NULL AS is_flagged
FROM reviews JOIN review_activity ON review_id = id
WHERE author_id = :author_id AND anime_key = :anime_key AND deleted_at IS NULL;

-- name: list_posted(anime_key, guild_id)
SELECT reviews.id, author_id, rating, verdict, reviews.written_at, channel_id
FROM reviews
JOIN posts ON posts.review_id = reviews.id
WHERE anime_key = :anime_key AND +guild_id = :guild_id AND NOT is_down AND deleted_at IS NULL
ORDER BY reviews.written_at DESC, reviews.id DESC, message_id;

-- name: add(review_id, author_id, anime_key, title, rating, body, chosen_verdict, has_spoilers, episodes, tags, written_at)!
INSERT INTO reviews (id, author_id, anime_key, title, rating, body, verdict, has_spoilers, episodes, tags, written_at)
VALUES (:review_id, :author_id, :anime_key, :title, :rating, :body, :chosen_verdict, :has_spoilers, :episodes, :tags,
    :written_at)
ON CONFLICT DO NOTHING;

-- name: add_activity(review_id)!
-- Adds nothing if the review was not added because its author already has one.
INSERT INTO review_activity (review_id)
SELECT id
FROM reviews
WHERE id = :review_id
ON CONFLICT DO NOTHING;

-- name: count_change(review_id)!
UPDATE review_activity
SET changes = changes + 1
WHERE review_id = :review_id;

-- name: keep_version(review_id, revision)!
INSERT INTO review_versions (review_id, revision, rating, body, verdict, has_spoilers, episodes, written_at)
SELECT id, revision, rating, body, verdict, has_spoilers, episodes, COALESCE(edited_at, written_at)
FROM reviews
WHERE id = :review_id AND revision = :revision AND deleted_at IS NULL;

-- name: drop_versions(review_id, kept)!
-- Keeps the first version and the last ones.
DELETE FROM review_versions
WHERE review_id = :review_id AND revision > 1 AND revision NOT IN (
    SELECT revision
    FROM review_versions
    WHERE review_id = :review_id
    ORDER BY revision DESC
    LIMIT :kept
);

-- name: set_text(rating, body, chosen_verdict, has_spoilers, episodes, tags, edited_at, review_id, revision)!
UPDATE reviews
SET rating = :rating, body = :body, verdict = :chosen_verdict, has_spoilers = :has_spoilers, episodes = :episodes,
    tags = :tags, edited_at = :edited_at, revision = revision + 1
WHERE id = :review_id AND revision = :revision AND deleted_at IS NULL;

-- name: set_deleted(deleted_at, review_id)!
UPDATE reviews
SET deleted_at = :deleted_at
WHERE id = :review_id;

-- name: release_posts(review_id)!
-- Whatever the author does is tried on all cards of the review again.
UPDATE posts
SET is_waiting = FALSE
WHERE review_id = :review_id AND is_waiting;

-- name: add_sendings(review_id, sending_id)!
-- The cards that an undo brings back.
INSERT INTO sendings (id, review_id, guild_id, channel_id, parent_id, is_forum_post, has_counts, replaces)
SELECT :sending_id, review_id, guild_id, CASE WHEN is_forum_post THEN parent_id ELSE channel_id END, parent_id,
    is_forum_post, has_counts, message_id
FROM posts
WHERE review_id = :review_id AND is_down AND has_counts
ON CONFLICT DO NOTHING;

-- name: purge(deleted_before)!
DELETE FROM reviews
WHERE deleted_at < :deleted_before
    AND NOT EXISTS (SELECT 1 FROM posts WHERE posts.review_id = reviews.id AND NOT posts.is_down)
    AND NOT EXISTS (SELECT 1 FROM sendings WHERE sendings.review_id = reviews.id AND replaces IS NULL);

-- name: purge_texts(deleted_before)!
-- Of a review whose cards can't be removed yet, only what finds them is kept.
UPDATE reviews
SET body = '-', tags = ''
WHERE deleted_at < :deleted_before AND body <> '-';

-- name: purge_versions(deleted_before)!
DELETE FROM review_versions
WHERE review_id IN (SELECT id FROM reviews WHERE deleted_at < :deleted_before);

-- name: list_versions(review_id)
SELECT revision, rating, body, verdict AS chosen_verdict, has_spoilers, episodes, written_at
FROM review_versions
WHERE review_id = :review_id
ORDER BY revision DESC;

-- name: get_version(review_id, revision)^
SELECT revision, rating, body, verdict AS chosen_verdict, has_spoilers, episodes, written_at
FROM review_versions
WHERE review_id = :review_id AND revision = :revision;

-- name: list_by_author(author_id, limit, offset)
SELECT id, author_id, anime_key, title, rating, body, verdict AS chosen_verdict, has_spoilers, episodes, tags,
    written_at, edited_at, revision, changes, flagged_at IS NOT NULL AS is_flagged
FROM reviews JOIN review_activity ON review_id = id
WHERE author_id = :author_id AND deleted_at IS NULL
ORDER BY written_at DESC, id DESC
LIMIT :limit OFFSET :offset;

-- name: count_by_author(author_id)$
SELECT COUNT(*)
FROM reviews
WHERE author_id = :author_id AND deleted_at IS NULL;

-- name: add_read(review_id)!
UPDATE review_activity
SET reads = reads + 1, needs_ranking = TRUE
WHERE review_id = :review_id;

-- name: add_flag(review_id, user_id, flagged_at)!
INSERT INTO spoiler_flags (review_id, user_id, flagged_at)
SELECT id, :user_id, :flagged_at
FROM reviews
WHERE id = :review_id
ON CONFLICT DO NOTHING;

-- name: count_flags(review_id)$
SELECT COUNT(*)
FROM spoiler_flags
WHERE review_id = :review_id;

-- name: delete_flag(review_id, user_id)!
DELETE FROM spoiler_flags
WHERE review_id = :review_id AND user_id = :user_id
    AND EXISTS (SELECT 1 FROM reviews WHERE id = :review_id AND flagged_at IS NULL);

-- name: delete_flags(review_id)!
DELETE FROM spoiler_flags
WHERE review_id = :review_id;

-- name: set_flagged(flagged_at, review_id)!
-- Leaves a review that is already flagged as it is, so that its author is told only once.
UPDATE reviews
SET flagged_at = :flagged_at, flag_told_at = NULL
WHERE id = :review_id AND (flagged_at IS NULL) <> (:flagged_at IS NULL);

-- name: list_untold_flags(author_id)
SELECT id, author_id, anime_key, title, rating, body, verdict AS chosen_verdict, has_spoilers, episodes, tags,
    written_at, edited_at, revision, changes, flagged_at IS NOT NULL AS is_flagged
FROM reviews JOIN review_activity ON review_id = id
WHERE author_id = :author_id AND flagged_at IS NOT NULL AND flag_told_at IS NULL AND deleted_at IS NULL
ORDER BY id;

-- name: set_flag_told(flag_told_at, review_id)!
UPDATE reviews
SET flag_told_at = :flag_told_at
WHERE id = :review_id AND flagged_at IS NOT NULL;
