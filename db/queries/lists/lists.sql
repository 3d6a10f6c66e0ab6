-- name: get(user_id, anime_key)^
SELECT user_id, anime_key, title, status, score, episodes, started, finished, rewatches, rewatched_episodes,
    priority, notes, tags, is_private, updated_at
FROM entries
WHERE user_id = :user_id AND anime_key = :anime_key;

-- name: get_for_change(user_id, anime_key, change_id)^
-- And whether this change was made before.
SELECT user_id, anime_key, title, status, score, episodes, started, finished, rewatches, rewatched_episodes,
    priority, notes, tags, is_private, updated_at,
    EXISTS (SELECT 1 FROM list_changes WHERE id = :change_id) AS is_changed
FROM entries
WHERE user_id = :user_id AND anime_key = :anime_key;

-- name: list_page(user_id, status, sort, with_private, limit, offset)
-- Sorted twice: the inner query carries only keys, so a long list is sorted without the rest of its rows.
SELECT user_id, anime_key, title, status, score, episodes, started, finished, rewatches, rewatched_episodes,
    priority, notes, tags, is_private, updated_at
FROM entries
WHERE user_id = :user_id AND anime_key IN (
    SELECT anime_key
    FROM entries
    WHERE user_id = :user_id AND (:status IS NULL OR status = :status) AND (:with_private OR NOT is_private)
    ORDER BY
        CASE WHEN :sort = 'title' THEN LOWER(title) END,
        CASE :sort WHEN 'score' THEN score WHEN 'progress' THEN episodes END DESC,
        CASE WHEN :sort = 'started' THEN COALESCE(started, '') END DESC,
        updated_at DESC, anime_key
    LIMIT :limit OFFSET :offset
)
ORDER BY
    CASE WHEN :sort = 'title' THEN LOWER(title) END,
    CASE :sort WHEN 'score' THEN score WHEN 'progress' THEN episodes END DESC,
    CASE WHEN :sort = 'started' THEN COALESCE(started, '') END DESC,
    updated_at DESC, anime_key;

-- name: list_all(user_id, with_private)
SELECT user_id, anime_key, title, status, score, episodes, started, finished, rewatches, rewatched_episodes,
    priority, notes, tags, is_private, updated_at
FROM entries
WHERE user_id = :user_id AND (:with_private OR NOT is_private)
ORDER BY anime_key;

-- name: count_by_status(user_id, with_private)
SELECT status, COUNT(*) AS number
FROM entries
WHERE user_id = :user_id AND (:with_private OR NOT is_private)
GROUP BY status;

-- name: get_visibility(user_id)$
SELECT visibility
FROM list_visibilities
WHERE user_id = :user_id;

-- name: set_visibility(user_id, visibility)!
INSERT INTO list_visibilities (user_id, visibility)
VALUES (:user_id, :visibility)
ON CONFLICT (user_id) DO UPDATE
SET visibility = excluded.visibility;

-- name: set_entries(user_id, anime_key, title, status, score, episodes, started, finished, rewatches, rewatched_episodes, priority, notes, tags, is_private, updated_at)*!
INSERT INTO entries (user_id, anime_key, title, status, score, episodes, started, finished, rewatches, rewatched_episodes,
    priority, notes, tags, is_private, updated_at)
VALUES (:user_id, :anime_key, :title, :status, :score, :episodes, :started, :finished, :rewatches, :rewatched_episodes,
    :priority, :notes, :tags, :is_private, :updated_at)
ON CONFLICT (user_id, anime_key) DO UPDATE
SET title = excluded.title, status = excluded.status, score = excluded.score, episodes = excluded.episodes,
    started = excluded.started, finished = excluded.finished, rewatches = excluded.rewatches,
    rewatched_episodes = excluded.rewatched_episodes, priority = excluded.priority, notes = excluded.notes,
    tags = excluded.tags, is_private = excluded.is_private, updated_at = excluded.updated_at;

-- name: delete_entries(user_id, anime_key)*!
DELETE FROM entries
WHERE user_id = :user_id AND anime_key = :anime_key;

-- name: count(user_id)$
SELECT COUNT(*)
FROM entries
WHERE user_id = :user_id;
