-- name: add_change(change_id, user_id, kind, changed_at)!
INSERT INTO list_changes (id, user_id, number, kind, changed_at)
SELECT :change_id, :user_id, COALESCE(MAX(number), 0) + 1, :kind, :changed_at
FROM list_changes
WHERE user_id = :user_id;

-- name: add_replaced(change_id, user_id, anime_key, title, status, score, episodes, started, finished, rewatches, rewatched_episodes, priority, notes, tags, is_private, updated_at)*!
INSERT INTO replaced_entries (change_id, user_id, anime_key, title, status, score, episodes, started, finished, rewatches, rewatched_episodes,
    priority, notes, tags, is_private, updated_at)
VALUES (:change_id, :user_id, :anime_key, :title, :status, :score, :episodes, :started, :finished, :rewatches, :rewatched_episodes,
    :priority, :notes, :tags, :is_private, :updated_at);

-- name: delete_old(user_id, kept)!
DELETE FROM list_changes
WHERE user_id = :user_id AND id NOT IN (
    SELECT id FROM list_changes WHERE user_id = :user_id ORDER BY number DESC LIMIT :kept
);

-- name: get_last_change(user_id)^
SELECT id, user_id, kind, changed_at, (SELECT COUNT(*) FROM replaced_entries WHERE change_id = list_changes.id) AS size
FROM list_changes
WHERE user_id = :user_id
ORDER BY number DESC
LIMIT 1;

-- name: get_change(change_id, user_id)^
SELECT id, user_id, kind, changed_at, (SELECT COUNT(*) FROM replaced_entries WHERE change_id = list_changes.id) AS size
FROM list_changes
WHERE id = :change_id AND user_id = :user_id;

-- name: list_replaced(change_id, limit)
SELECT user_id, anime_key, title, status, score, episodes, started, finished, rewatches, rewatched_episodes,
    priority, notes, tags, is_private, updated_at
FROM replaced_entries
WHERE change_id = :change_id
ORDER BY anime_key
LIMIT :limit;

-- name: list_present(user_id, change_id, limit)
-- The present entries of the first titles that a change has changed.
SELECT user_id, anime_key, title, status, score, episodes, started, finished, rewatches, rewatched_episodes,
    priority, notes, tags, is_private, updated_at
FROM entries
WHERE user_id = :user_id AND anime_key IN (
    SELECT anime_key FROM replaced_entries WHERE change_id = :change_id ORDER BY anime_key LIMIT :limit
);

-- name: delete_replacing(user_id, change_id)!
-- The present entries of all titles that a change has changed.
DELETE FROM entries
WHERE user_id = :user_id AND anime_key IN (SELECT anime_key FROM replaced_entries WHERE change_id = :change_id);

-- name: bring_back(change_id)!
INSERT INTO entries (user_id, anime_key, title, status, score, episodes, started, finished, rewatches, rewatched_episodes,
    priority, notes, tags, is_private, updated_at)
SELECT user_id, anime_key, title, status, score, episodes, started, finished, rewatches, rewatched_episodes,
    priority, notes, tags, is_private, updated_at
FROM replaced_entries
WHERE change_id = :change_id AND status IS NOT NULL;

-- name: delete_change(change_id)!
DELETE FROM list_changes
WHERE id = :change_id;
