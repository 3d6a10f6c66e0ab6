-- name: add_votes(kind, user_id, source, emoji, review_id)*!
-- A vote for a review that is gone is dropped.
INSERT INTO votes (review_id, kind, user_id, source, emoji)
SELECT id, :kind, :user_id, :source, :emoji
FROM reviews
WHERE id = :review_id
ON CONFLICT DO NOTHING;

-- name: delete_votes(review_id, kind, user_id, source, emoji)*!
DELETE FROM votes
WHERE review_id = :review_id AND kind = :kind AND user_id = :user_id AND source = :source AND emoji = :emoji;

-- name: clear_emoji(source, emoji)!
DELETE FROM votes
WHERE source = :source AND emoji = :emoji;

-- name: clear(source)!
DELETE FROM votes
WHERE source = :source;

-- name: count_changes(review_id)*!
UPDATE reviews
SET changes = changes + 1, needs_ranking = TRUE
WHERE id = :review_id;

-- name: get_tally(review_id)
SELECT kind, COUNT(DISTINCT user_id)
FROM votes
WHERE review_id = :review_id AND user_id <> (SELECT author_id FROM reviews WHERE id = :review_id)
GROUP BY kind;

-- name: list_given(review_id, user_id)
-- What a person gave, and whether by a reaction on a card that still stands.
SELECT kind, MAX(CASE WHEN posts.message_id IS NULL THEN 0 ELSE 1 END)
FROM votes LEFT JOIN posts ON posts.message_id = votes.source AND NOT posts.is_down
WHERE votes.review_id = :review_id AND votes.user_id = :user_id
GROUP BY kind;

-- name: delete_votes_by_hand(review_id, kind, user_id)!
-- What was given by button, or on a card that is gone since, where no reaction is left to take away.
DELETE FROM votes
WHERE review_id = :review_id AND kind = :kind AND user_id = :user_id
    AND NOT EXISTS (SELECT 1 FROM posts WHERE posts.message_id = votes.source AND NOT posts.is_down);
