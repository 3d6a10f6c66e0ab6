-- Lists are passed as JSON, so that many rows are one step of one statement: between two steps, the thread that runs
-- them has to wait for other threads.

-- name: set_votes(votes)!
-- Each is a list: the kind, then the fields of a ReactionEvent. A vote for a review that is gone is dropped.
INSERT INTO votes (kind, review_id, source, emoji, user_id, is_given, is_super, is_bot)
SELECT vote.value ->> 0, reviews.id, vote.value ->> 2, vote.value ->> 3, vote.value ->> 4, vote.value ->> 5,
    vote.value ->> 6, vote.value ->> 7
FROM json_each(:votes) AS vote CROSS JOIN reviews
WHERE reviews.id = vote.value ->> 1
ON CONFLICT (review_id, kind, user_id, source, emoji, is_super) DO UPDATE
SET is_given = excluded.is_given, is_bot = excluded.is_bot
WHERE votes.is_given <> excluded.is_given OR votes.is_bot <> excluded.is_bot;

-- name: purge_votes(limit)!
DELETE FROM votes
WHERE NOT is_given AND review_id IN (SELECT review_id FROM votes WHERE NOT is_given ORDER BY review_id LIMIT :limit);

-- name: clear_emoji(review_id, source, emoji)!
DELETE FROM votes
WHERE review_id = :review_id AND source = :source AND emoji = :emoji;

-- name: clear(review_id, source)!
DELETE FROM votes
WHERE review_id = :review_id AND source = :source;

-- name: count_changes(review_ids)!
UPDATE review_activity
SET changes = changes + 1, needs_ranking = TRUE
WHERE review_id IN (SELECT value FROM json_each(:review_ids));

-- name: get_tally(review_id)
SELECT kind, COUNT(DISTINCT user_id) AS count
FROM votes
WHERE review_id = :review_id AND user_id <> (SELECT author_id FROM reviews WHERE id = :review_id) AND is_given
    AND NOT is_bot
GROUP BY kind;

-- name: list_given(review_id, user_id)
-- The kinds that a person gave, and whether by a reaction on a card that still exists.
SELECT kind, MAX(CASE WHEN posts.message_id IS NULL THEN 0 ELSE 1 END) AS is_held
FROM votes LEFT JOIN posts ON posts.message_id = votes.source AND NOT posts.is_down
WHERE votes.review_id = :review_id AND votes.user_id = :user_id AND is_given
GROUP BY kind;

-- name: delete_votes_by_hand(review_id, kind, user_id)!
-- Votes by button, and votes on cards that are gone, where no reaction can be taken away any more.
DELETE FROM votes
WHERE review_id = :review_id AND kind = :kind AND user_id = :user_id
    AND NOT EXISTS (SELECT 1 FROM posts WHERE posts.message_id = votes.source AND NOT posts.is_down);

-- name: add_vote_by_button(review_id, kind, user_id, source)!
-- Replaces a vote that was taken back. A vote for a review that is gone is dropped.
INSERT INTO votes (review_id, kind, user_id, source, emoji)
SELECT id, :kind, :user_id, :source, ''
FROM reviews
WHERE id = :review_id
ON CONFLICT (review_id, kind, user_id, source, emoji, is_super) DO UPDATE
SET is_given = TRUE;

-- name: count_on_card(review_id, source)
SELECT emoji, is_super, COUNT(*) AS count
FROM votes
WHERE review_id = :review_id AND source = :source AND is_given
GROUP BY emoji, is_super;

-- name: list_voters(review_id, kind, source, emoji, is_super)
SELECT user_id, is_bot
FROM votes
WHERE review_id = :review_id AND kind = :kind AND source = :source AND emoji = :emoji AND is_super = :is_super
    AND is_given;
