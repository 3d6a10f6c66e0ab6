-- name: get(user_id, anime_key)^
SELECT user_id, anime_key, title, status, score, episodes, started, finished, rewatches, priority, notes, tags,
    is_private, updated_at
FROM entries
WHERE user_id = :user_id AND anime_key = :anime_key;

-- name: list_page(user_id, status, limit, offset)
SELECT user_id, anime_key, title, status, score, episodes, started, finished, rewatches, priority, notes, tags,
    is_private, updated_at
FROM entries
WHERE user_id = :user_id AND (:status IS NULL OR status = :status)
ORDER BY updated_at DESC, anime_key
LIMIT :limit OFFSET :offset;

-- name: count_by_status(user_id, with_private)
SELECT status, COUNT(*)
FROM entries
WHERE user_id = :user_id AND (:with_private OR NOT is_private)
GROUP BY status;

-- name: set(user_id, anime_key, title, status, score, episodes, started, finished, rewatches, priority, notes, tags, is_private, updated_at)!
INSERT INTO entries (user_id, anime_key, title, status, score, episodes, started, finished, rewatches, priority,
    notes, tags, is_private, updated_at)
VALUES (:user_id, :anime_key, :title, :status, :score, :episodes, :started, :finished, :rewatches, :priority,
    :notes, :tags, :is_private, :updated_at)
ON CONFLICT (user_id, anime_key) DO UPDATE
SET title = excluded.title, status = excluded.status, score = excluded.score, episodes = excluded.episodes,
    started = excluded.started, finished = excluded.finished, rewatches = excluded.rewatches,
    priority = excluded.priority, notes = excluded.notes, tags = excluded.tags, is_private = excluded.is_private,
    updated_at = excluded.updated_at;

-- name: delete(user_id, anime_key)!
DELETE FROM entries
WHERE user_id = :user_id AND anime_key = :anime_key;
