-- name: get(review_id)^
SELECT id, author_id, anime_key, title, rating, body, verdict, has_spoilers, episodes, tags, written_at, edited_at,
    revision, changes
FROM reviews
WHERE id = :review_id AND deleted_at IS NULL;

-- name: get_deleted(review_id, deleted_since)^
SELECT id, author_id, anime_key, title, rating, body, verdict, has_spoilers, episodes, tags, written_at, edited_at,
    revision, changes
FROM reviews
WHERE id = :review_id AND deleted_at >= :deleted_since;

-- name: get_by_author(author_id, anime_key)^
SELECT id, author_id, anime_key, title, rating, body, verdict, has_spoilers, episodes, tags, written_at, edited_at,
    revision, changes
FROM reviews
WHERE author_id = :author_id AND anime_key = :anime_key AND deleted_at IS NULL;

-- name: list_in_guild(anime_key, guild_id, limit)
SELECT id, author_id, anime_key, title, rating, body, verdict, has_spoilers, episodes, tags, written_at, edited_at,
    revision, changes
FROM reviews
WHERE anime_key = :anime_key AND deleted_at IS NULL
    AND EXISTS (SELECT 1 FROM posts WHERE posts.review_id = reviews.id AND posts.guild_id = :guild_id)
ORDER BY id DESC
LIMIT :limit;

-- name: list_posted(anime_key, guild_id)
SELECT reviews.id, author_id, rating, verdict, written_at, channel_id
FROM reviews
JOIN posts ON posts.review_id = reviews.id
WHERE anime_key = :anime_key AND guild_id = :guild_id AND deleted_at IS NULL
ORDER BY reviews.id DESC, message_id;

-- name: get_in_guild(author_id, anime_key, guild_id)^
SELECT id, author_id, anime_key, title, rating, body, verdict, has_spoilers, episodes, tags, written_at, edited_at,
    revision, changes
FROM reviews
WHERE author_id = :author_id AND anime_key = :anime_key AND deleted_at IS NULL
    AND EXISTS (SELECT 1 FROM posts WHERE posts.review_id = reviews.id AND posts.guild_id = :guild_id);

-- name: add(review_id, author_id, anime_key, title, rating, body, verdict, has_spoilers, episodes, tags, written_at)!
INSERT INTO reviews (id, author_id, anime_key, title, rating, body, verdict, has_spoilers, episodes, tags, written_at)
VALUES (:review_id, :author_id, :anime_key, :title, :rating, :body, :verdict, :has_spoilers, :episodes, :tags,
    :written_at)
ON CONFLICT DO NOTHING;

-- name: keep_version(review_id, revision)!
INSERT INTO review_versions (review_id, revision, rating, body, verdict, has_spoilers, episodes, written_at)
SELECT id, revision, rating, body, verdict, has_spoilers, episodes, COALESCE(edited_at, written_at)
FROM reviews
WHERE id = :review_id AND revision = :revision AND deleted_at IS NULL;

-- name: set_text(rating, body, verdict, has_spoilers, episodes, tags, edited_at, review_id, revision)!
UPDATE reviews
SET rating = :rating, body = :body, verdict = :verdict, has_spoilers = :has_spoilers, episodes = :episodes,
    tags = :tags, edited_at = :edited_at, revision = revision + 1, changes = changes + 1
WHERE id = :review_id AND revision = :revision AND deleted_at IS NULL;

-- name: set_deleted(deleted_at, review_id)!
UPDATE reviews
SET deleted_at = :deleted_at
WHERE id = :review_id;

-- name: purge(deleted_before)!
DELETE FROM reviews
WHERE deleted_at < :deleted_before AND NOT EXISTS (SELECT 1 FROM posts WHERE posts.review_id = reviews.id);

-- name: get_draft(author_id, anime_key)^
SELECT author_id, anime_key, title, rating, body, verdict, has_spoilers, episodes, tags, written_at
FROM drafts
WHERE author_id = :author_id AND anime_key = :anime_key;

-- name: set_draft(author_id, anime_key, title, rating, body, verdict, has_spoilers, episodes, tags, written_at, updated_at)!
INSERT INTO drafts (author_id, anime_key, title, rating, body, verdict, has_spoilers, episodes, tags, written_at,
    updated_at)
VALUES (:author_id, :anime_key, :title, :rating, :body, :verdict, :has_spoilers, :episodes, :tags, :written_at,
    :updated_at)
ON CONFLICT (author_id, anime_key) DO UPDATE
SET title = excluded.title, rating = excluded.rating, body = excluded.body, verdict = excluded.verdict,
    has_spoilers = excluded.has_spoilers, episodes = excluded.episodes, tags = excluded.tags,
    written_at = excluded.written_at, updated_at = excluded.updated_at;

-- name: delete_draft(author_id, anime_key)!
DELETE FROM drafts
WHERE author_id = :author_id AND anime_key = :anime_key;
