-- name: list_favoured(user_id, guild_id, limit)
-- The keys of the titles last changed on a person's list, and of those last reviewed in a server.
SELECT anime_key
FROM (
    SELECT anime_key
    FROM entries
    WHERE user_id = :user_id
    ORDER BY updated_at DESC
    LIMIT :limit
) AS listed
UNION
SELECT anime_key
FROM (
    SELECT anime_key, MAX(written_at) AS latest
    FROM (
        -- Only some: a large server has more than can be read while somebody types.
        SELECT DISTINCT review_id
        FROM (
            SELECT review_id
            FROM posts
            WHERE guild_id = :guild_id
            ORDER BY written_at DESC, review_id DESC
            LIMIT :limit * 4
        ) AS last_posts
    ) AS posted
    JOIN reviews ON reviews.id = review_id
    WHERE deleted_at IS NULL
    GROUP BY anime_key
    ORDER BY latest DESC
    LIMIT :limit
) AS reviewed;

-- name: list_unfinished(user_id, limit)
-- Titles being watched come first, then those on hold, then those planned.
SELECT anime_key AS key, title
FROM entries
WHERE user_id = :user_id AND status IN ('WATCHING', 'ON_HOLD', 'PLAN_TO_WATCH')
ORDER BY CASE status WHEN 'WATCHING' THEN 0 WHEN 'ON_HOLD' THEN 1 ELSE 2 END, updated_at DESC, anime_key
LIMIT :limit;

-- name: get_stored_title(user_id, anime_key)$
-- What a person's own entry, review or draft calls a title.
SELECT title FROM entries WHERE user_id = :user_id AND anime_key = :anime_key
UNION ALL
SELECT title FROM reviews WHERE author_id = :user_id AND anime_key = :anime_key AND deleted_at IS NULL
UNION ALL
SELECT title FROM drafts WHERE author_id = :user_id AND anime_key = :anime_key
LIMIT 1;
