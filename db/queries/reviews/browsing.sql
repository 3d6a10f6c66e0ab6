-- Posts in the order in which their reviews are browsed, from a given place on. Each of the first seven statements
-- follows an index. All posts of a review have the same sort value, so they are next to each other.

-- name: list_newest(guild_id, sort_value, review_id, limit, length)
SELECT review_id AS id, author_id, anime_key, title, rating, verdict, episodes,
    has_spoilers OR flagged_at IS NOT NULL AS is_spoiler, SUBSTR(body, 1, :length) AS beginning,
    LENGTH(body) <= :length AS is_whole, reviews.written_at, reactions, posts.written_at AS sort_value, channel_id,
    parent_id
FROM posts JOIN reviews ON reviews.id = review_id
WHERE guild_id = :guild_id AND (posts.written_at, review_id) < (:sort_value, :review_id)
    AND NOT is_down AND deleted_at IS NULL
ORDER BY posts.written_at DESC, review_id DESC
LIMIT :limit;

-- name: list_newest_back(guild_id, sort_value, review_id, limit, length)
SELECT review_id AS id, author_id, anime_key, title, rating, verdict, episodes,
    has_spoilers OR flagged_at IS NOT NULL AS is_spoiler, SUBSTR(body, 1, :length) AS beginning,
    LENGTH(body) <= :length AS is_whole, reviews.written_at, reactions, posts.written_at AS sort_value, channel_id,
    parent_id
FROM posts JOIN reviews ON reviews.id = review_id
WHERE guild_id = :guild_id AND (posts.written_at, review_id) > (:sort_value, :review_id)
    AND NOT is_down AND deleted_at IS NULL
ORDER BY posts.written_at, review_id
LIMIT :limit;

-- name: list_most_reacted(guild_id, sort_value, review_id, limit, length)
SELECT review_id AS id, author_id, anime_key, title, rating, verdict, episodes,
    has_spoilers OR flagged_at IS NOT NULL AS is_spoiler, SUBSTR(body, 1, :length) AS beginning,
    LENGTH(body) <= :length AS is_whole, reviews.written_at, reactions, reactions AS sort_value, channel_id, parent_id
FROM posts JOIN reviews ON reviews.id = review_id
WHERE guild_id = :guild_id AND (reactions, review_id) < (:sort_value, :review_id) AND NOT is_down AND deleted_at IS NULL
ORDER BY reactions DESC, review_id DESC
LIMIT :limit;

-- name: list_most_reacted_back(guild_id, sort_value, review_id, limit, length)
SELECT review_id AS id, author_id, anime_key, title, rating, verdict, episodes,
    has_spoilers OR flagged_at IS NOT NULL AS is_spoiler, SUBSTR(body, 1, :length) AS beginning,
    LENGTH(body) <= :length AS is_whole, reviews.written_at, reactions, reactions AS sort_value, channel_id, parent_id
FROM posts JOIN reviews ON reviews.id = review_id
WHERE guild_id = :guild_id AND (reactions, review_id) > (:sort_value, :review_id) AND NOT is_down AND deleted_at IS NULL
ORDER BY reactions, review_id
LIMIT :limit;

-- name: list_fresh(guild_id, sort_value, review_id, limit, length)
SELECT review_id AS id, author_id, anime_key, title, rating, verdict, episodes,
    has_spoilers OR flagged_at IS NOT NULL AS is_spoiler, SUBSTR(body, 1, :length) AS beginning,
    LENGTH(body) <= :length AS is_whole, reviews.written_at, reactions, freshness AS sort_value, channel_id, parent_id
FROM posts JOIN reviews ON reviews.id = review_id
WHERE guild_id = :guild_id AND (freshness, review_id) < (:sort_value, :review_id) AND NOT is_down AND deleted_at IS NULL
ORDER BY freshness DESC, review_id DESC
LIMIT :limit;

-- name: list_fresh_back(guild_id, sort_value, review_id, limit, length)
SELECT review_id AS id, author_id, anime_key, title, rating, verdict, episodes,
    has_spoilers OR flagged_at IS NOT NULL AS is_spoiler, SUBSTR(body, 1, :length) AS beginning,
    LENGTH(body) <= :length AS is_whole, reviews.written_at, reactions, freshness AS sort_value, channel_id, parent_id
FROM posts JOIN reviews ON reviews.id = review_id
WHERE guild_id = :guild_id AND (freshness, review_id) > (:sort_value, :review_id) AND NOT is_down AND deleted_at IS NULL
ORDER BY freshness, review_id
LIMIT :limit;

-- name: list_random(guild_id, sort_value, review_id, limit, length)
SELECT review_id AS id, author_id, anime_key, title, rating, verdict, episodes,
    has_spoilers OR flagged_at IS NOT NULL AS is_spoiler, SUBSTR(body, 1, :length) AS beginning,
    LENGTH(body) <= :length AS is_whole, reviews.written_at, reactions, shuffle AS sort_value, channel_id, parent_id
FROM posts JOIN reviews ON reviews.id = review_id
WHERE guild_id = :guild_id AND (shuffle, review_id) > (:sort_value, :review_id) AND NOT is_down AND deleted_at IS NULL
ORDER BY shuffle, review_id
LIMIT :limit;

-- name: list_by_author(author_id, guild_id, sort, direction, sort_value, review_id, limit, length)
-- The reviews of one person, or below of one anime, are few enough to be sorted. The plus keeps SQLite from using an
-- index of the whole server. The direction is 1 or, for the largest first, -1.
SELECT *
FROM (
    SELECT review_id AS id, author_id, anime_key, title, rating, verdict, episodes,
        has_spoilers OR flagged_at IS NOT NULL AS is_spoiler, SUBSTR(body, 1, :length) AS beginning,
        LENGTH(body) <= :length AS is_whole, reviews.written_at, reactions, channel_id, parent_id,
        CASE :sort
            WHEN 'newest' THEN posts.written_at
            WHEN 'most-reacted' THEN reactions
            WHEN 'fresh' THEN freshness
            ELSE shuffle
        END AS sort_value
    FROM reviews JOIN posts ON review_id = reviews.id
    WHERE author_id = :author_id AND +guild_id = :guild_id AND NOT is_down AND deleted_at IS NULL
) AS listed
WHERE (sort_value * :direction, id * :direction) > (:sort_value * :direction, :review_id * :direction)
ORDER BY sort_value * :direction, id * :direction
LIMIT :limit;

-- name: list_by_anime(anime_key, guild_id, sort, direction, sort_value, review_id, limit, length)
SELECT *
FROM (
    SELECT review_id AS id, author_id, anime_key, title, rating, verdict, episodes,
        has_spoilers OR flagged_at IS NOT NULL AS is_spoiler, SUBSTR(body, 1, :length) AS beginning,
        LENGTH(body) <= :length AS is_whole, reviews.written_at, reactions, channel_id, parent_id,
        CASE :sort
            WHEN 'newest' THEN posts.written_at
            WHEN 'most-reacted' THEN reactions
            WHEN 'fresh' THEN freshness
            ELSE shuffle
        END AS sort_value
    FROM reviews JOIN posts ON review_id = reviews.id
    WHERE anime_key = :anime_key AND +guild_id = :guild_id AND NOT is_down AND deleted_at IS NULL
) AS listed
WHERE (sort_value * :direction, id * :direction) > (:sort_value * :direction, :review_id * :direction)
ORDER BY sort_value * :direction, id * :direction
LIMIT :limit;

-- name: has_unranked()$
SELECT EXISTS (SELECT 1 FROM review_activity WHERE needs_ranking);

-- name: list_unranked(limit)
-- Votes are counted as on the card: each kind once per person, without the author and bots.
SELECT unranked.review_id, reads, COUNT(DISTINCT kind || ' ' || user_id) AS reactions,
    COUNT(DISTINCT CASE WHEN kind <> 'CONFUSING' THEN user_id END) AS likes
FROM (SELECT review_id, reads FROM review_activity WHERE needs_ranking ORDER BY review_id LIMIT :limit) AS unranked
JOIN reviews ON reviews.id = unranked.review_id
LEFT JOIN votes ON votes.review_id = reviews.id AND user_id <> author_id AND is_given AND NOT is_bot
GROUP BY unranked.review_id, reads;

-- name: set_sort_values(reactions, freshness, review_id)*!
UPDATE posts
SET reactions = :reactions, freshness = :freshness
WHERE review_id = :review_id AND (reactions <> :reactions OR freshness <> :freshness);

-- name: set_ranked(review_id)*!
UPDATE review_activity
SET needs_ranking = FALSE
WHERE review_id = :review_id;
