-- name: list_keys()
SELECT anime_key FROM entries
UNION
SELECT anime_key FROM reviews
UNION
SELECT anime_key FROM drafts
ORDER BY anime_key;

-- name: add_moves(old_key, new_key)*!
INSERT INTO moves (old_key, new_key)
VALUES (:old_key, :new_key);

-- name: clear_moves()!
DELETE FROM moves;

-- name: list_rival_entries()
-- The entries that will share a key with others of the same person, with that key. What is there already comes first.
WITH arrivals AS (
    SELECT user_id, anime_key, new_key
    FROM moves JOIN entries ON anime_key = old_key
    UNION ALL
    SELECT user_id, anime_key, anime_key
    FROM entries
    WHERE anime_key IN (SELECT new_key FROM moves) AND anime_key NOT IN (SELECT old_key FROM moves)
)
SELECT new_key, entries.user_id, entries.anime_key, title, status, score, episodes, started, finished, rewatches,
    rewatched_episodes, priority, notes, tags, is_private, updated_at
FROM arrivals JOIN entries ON entries.user_id = arrivals.user_id AND entries.anime_key = arrivals.anime_key
WHERE (arrivals.user_id, new_key) IN (
    SELECT user_id, new_key FROM arrivals GROUP BY user_id, new_key HAVING COUNT(*) > 1
)
ORDER BY entries.user_id, new_key, CASE WHEN entries.anime_key = new_key THEN 0 ELSE 1 END, entries.anime_key;

-- name: set_entries(user_id, anime_key, title, status, score, episodes, started, finished, rewatches, rewatched_episodes, priority, notes, tags, is_private, updated_at)*!
UPDATE entries
SET title = :title, status = :status, score = :score, episodes = :episodes, started = :started, finished = :finished,
    rewatches = :rewatches, rewatched_episodes = :rewatched_episodes, priority = :priority, notes = :notes,
    tags = :tags, is_private = :is_private, updated_at = :updated_at
WHERE user_id = :user_id AND anime_key = :anime_key;

-- name: delete_entries(user_id, anime_key)*!
DELETE FROM entries
WHERE user_id = :user_id AND anime_key = :anime_key;

-- name: send_entries()!
-- A key that begins with > is on its way, where it can't clash with keys that have not moved yet.
UPDATE entries
SET anime_key = (SELECT '>' || new_key FROM moves WHERE old_key = anime_key)
WHERE anime_key IN (SELECT old_key FROM moves);

-- name: receive_entries()!
UPDATE entries
SET anime_key = SUBSTR(anime_key, 2)
WHERE anime_key LIKE '>%';

-- name: forget_rival_replacements()!
-- Where several keys of a person become one, it is no longer clear what an undo would bring back.
WITH known AS (
    SELECT user_id, anime_key
    FROM entries
    WHERE anime_key IN (SELECT old_key FROM moves UNION SELECT new_key FROM moves)
    UNION
    SELECT user_id, anime_key
    FROM replaced_entries
    WHERE anime_key IN (SELECT old_key FROM moves UNION SELECT new_key FROM moves)
), arrivals AS (
    SELECT user_id, anime_key, COALESCE((SELECT new_key FROM moves WHERE old_key = anime_key), anime_key) AS new_key
    FROM known
), rivals AS (
    SELECT user_id, anime_key
    FROM arrivals
    WHERE (user_id, new_key) IN (SELECT user_id, new_key FROM arrivals GROUP BY user_id, new_key HAVING COUNT(*) > 1)
)
DELETE FROM replaced_entries
WHERE anime_key IN (SELECT anime_key FROM rivals) AND (user_id, anime_key) IN (SELECT user_id, anime_key FROM rivals);

-- name: send_replacements()!
UPDATE replaced_entries
SET anime_key = (SELECT '>' || new_key FROM moves WHERE old_key = anime_key)
WHERE anime_key IN (SELECT old_key FROM moves);

-- name: receive_replacements()!
UPDATE replaced_entries
SET anime_key = SUBSTR(anime_key, 2)
WHERE anime_key LIKE '>%';

-- name: delete_empty_changes()!
DELETE FROM list_changes
WHERE NOT EXISTS (SELECT 1 FROM replaced_entries WHERE change_id = list_changes.id);

-- name: list_unnamed_keys()
-- Keys of entries that came without a title.
SELECT DISTINCT anime_key
FROM entries
WHERE title = anime_key;

-- name: name_entries(anime_key, title)*!
UPDATE entries
SET title = :title
WHERE anime_key = :anime_key AND title = anime_key;

-- name: move_drafts()!
UPDATE drafts
SET anime_key = (SELECT new_key FROM moves WHERE old_key = anime_key)
WHERE anime_key IN (SELECT old_key FROM moves);

-- name: list_reviews(deleted_since)
-- Leaves out a review while a deleted one holds its new key: the deletion may be taken back.
SELECT id, author_id, anime_key, written_at, EXISTS (SELECT 1 FROM posts WHERE posts.review_id = reviews.id) AS has_posts
FROM reviews
WHERE deleted_at IS NULL AND anime_key IN (SELECT old_key FROM moves UNION SELECT new_key FROM moves)
    AND NOT EXISTS (
        SELECT 1
        FROM moves JOIN reviews AS deleted ON deleted.anime_key = new_key
        WHERE old_key = reviews.anime_key AND deleted.author_id = reviews.author_id
            AND deleted.deleted_at >= :deleted_since
    )
ORDER BY author_id;

-- name: send_reviews(anime_key, review_id)*!
UPDATE reviews
SET anime_key = '>' || :anime_key
WHERE id = :review_id;

-- name: receive_reviews(anime_key, review_id)*!
UPDATE reviews
SET anime_key = :anime_key
WHERE id = :review_id;

-- name: count_changes(review_id)*!
UPDATE review_activity
SET changes = changes + 1
WHERE review_id = :review_id;

-- name: move_deleted_reviews()!
UPDATE reviews
SET anime_key = (SELECT new_key FROM moves WHERE old_key = anime_key)
WHERE deleted_at IS NOT NULL AND anime_key IN (SELECT old_key FROM moves);

-- name: list_untold_entries()
-- The entries that people have not been told of yet, for those of the moves that were made before.
SELECT user_id, merges.old_key, entries
FROM merges JOIN moves ON merges.old_key = moves.old_key AND anime_key = new_key
WHERE kind = 'ENTRY' AND entries <> '[]';

-- name: add_merges(user_id, kind, old_key, anime_key, old_title, title, entries, merged_at)*!
INSERT INTO merges (user_id, kind, old_key, anime_key, old_title, title, text, entries, merged_at)
VALUES (:user_id, :kind, :old_key, :anime_key, :old_title, :title, '', :entries, :merged_at)
ON CONFLICT (user_id, kind, old_key, anime_key) DO UPDATE
SET old_title = excluded.old_title, title = excluded.title, entries = excluded.entries,
    merged_at = excluded.merged_at, told_at = NULL;

-- name: forget_left_reviews(review_id)*!
DELETE FROM merges
WHERE review_id = :review_id;

-- name: add_left_reviews(user_id, kind, old_key, anime_key, old_title, title, review_id, merged_at)*!
-- People are told once of a review that stayed under an old key, even if the new key changes again.
INSERT INTO merges (user_id, kind, old_key, anime_key, old_title, title, text, review_id, merged_at)
SELECT :user_id, :kind, :old_key, :anime_key, :old_title, :title, '', :review_id, :merged_at
WHERE NOT EXISTS (SELECT 1 FROM merges AS told WHERE told.review_id = :review_id AND told.told_at IS NOT NULL)
ON CONFLICT (user_id, kind, old_key, anime_key) DO UPDATE
SET old_title = excluded.old_title, title = excluded.title, review_id = excluded.review_id,
    merged_at = excluded.merged_at, told_at = NULL
WHERE merges.review_id <> excluded.review_id;

-- name: list_untold(user_id)
-- Two reviews only while both exist.
SELECT user_id, kind, anime_key, title, old_key, old_title, entries, review_id, text
FROM merges
WHERE user_id = :user_id AND told_at IS NULL AND (
    kind <> 'REVIEW' OR EXISTS (
        SELECT 1
        FROM reviews AS remaining JOIN reviews AS latest ON latest.author_id = remaining.author_id
        WHERE remaining.id = merges.review_id AND remaining.anime_key = merges.old_key
            AND latest.anime_key = merges.anime_key
            AND remaining.deleted_at IS NULL AND latest.deleted_at IS NULL
    )
)
ORDER BY merged_at, kind, old_key;

-- name: set_told(user_id, kind, old_key, anime_key, entries, review_id, told_at)*!
-- What has been handed over is not kept.
UPDATE merges
SET told_at = :told_at, entries = '[]', text = ''
WHERE user_id = :user_id AND kind = :kind AND old_key = :old_key AND anime_key = :anime_key AND entries = :entries
    AND COALESCE(review_id, 0) = :review_id;
