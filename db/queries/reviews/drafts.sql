-- name: get(draft_id, author_id)^
SELECT id, author_id, anime_key, title, rating, body, verdict AS chosen_verdict, has_spoilers, episodes,
    tags, written_at
FROM drafts
WHERE id = :draft_id AND author_id = :author_id;

-- name: get_latest(author_id, anime_key)^
SELECT id, author_id, anime_key, title, rating, body, verdict AS chosen_verdict, has_spoilers, episodes,
    tags, written_at
FROM drafts
WHERE author_id = :author_id AND anime_key = :anime_key
ORDER BY CASE WHEN body = '' THEN 1 ELSE 0 END, saved_at DESC, id DESC
LIMIT 1;

-- name: list_by_author(author_id, limit, offset)
SELECT id, author_id, anime_key, title, rating, body, verdict AS chosen_verdict, has_spoilers, episodes,
    tags, written_at
FROM drafts
WHERE author_id = :author_id AND body <> ''
ORDER BY saved_at DESC, id DESC
LIMIT :limit OFFSET :offset;

-- name: count_by_author(author_id)$
SELECT COUNT(*)
FROM drafts
WHERE author_id = :author_id AND body <> '';

-- name: count_all(author_id)$
SELECT COUNT(*)
FROM drafts
WHERE author_id = :author_id;

-- name: list_texts(author_id, anime_key)
SELECT id, body
FROM drafts
WHERE author_id = :author_id AND anime_key = :anime_key;

-- name: set(id, author_id, anime_key, title, rating, body, chosen_verdict, has_spoilers, episodes, tags, written_at, saved_at)!
INSERT INTO drafts (id, author_id, anime_key, title, rating, body, verdict, has_spoilers, episodes, tags, written_at,
    saved_at)
VALUES (:id, :author_id, :anime_key, :title, :rating, :body, :chosen_verdict, :has_spoilers, :episodes, :tags,
    :written_at, :saved_at)
ON CONFLICT (id) DO UPDATE
SET title = excluded.title, rating = excluded.rating, body = excluded.body, verdict = excluded.verdict,
    has_spoilers = excluded.has_spoilers, episodes = excluded.episodes, tags = excluded.tags,
    written_at = excluded.written_at, saved_at = excluded.saved_at
WHERE drafts.author_id = excluded.author_id;

-- name: delete(draft_id, author_id)!
DELETE FROM drafts
WHERE id = :draft_id AND author_id = :author_id;

-- name: purge(saved_before)!
DELETE FROM drafts
WHERE body = '' AND saved_at < :saved_before;
