-- What goes up with every vote stands apart from the texts, so that a vote does not write a whole review anew.
CREATE TABLE review_activity (
    review_id BIGINT NOT NULL PRIMARY KEY REFERENCES reviews (id) ON DELETE CASCADE,
    -- CAUTION: goes up in the same transaction as anything that a card of the review shows, votes included.
    changes INTEGER NOT NULL DEFAULT 0,
    -- How many times somebody other than its author opened it; nobody's name is kept.
    reads INTEGER NOT NULL DEFAULT 0,
    -- CAUTION: set in the same transaction as any change of votes or reads, and for a new post; ranking its posts unsets it.
    needs_ranking BOOLEAN NOT NULL DEFAULT TRUE
) WITHOUT ROWID;

INSERT INTO review_activity (review_id, changes, reads, needs_ranking)
SELECT id, changes, reads, needs_ranking
FROM reviews;

CREATE INDEX activity_to_rank ON review_activity (review_id) WHERE needs_ranking;

DROP INDEX reviews_to_rank;
ALTER TABLE reviews DROP COLUMN changes;
ALTER TABLE reviews DROP COLUMN reads;
ALTER TABLE reviews DROP COLUMN needs_ranking;

ALTER TABLE votes RENAME TO old_votes;
DROP INDEX votes_by_source;

-- Exactly what Discord holds, and the votes by button.
-- CAUTION: votes outlive the post they were given on, so source names a message without referring to posts.
-- It is 0 for a vote by button.
CREATE TABLE votes (
    review_id BIGINT NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    user_id BIGINT NOT NULL,
    source BIGINT NOT NULL,
    -- As Discord names it, skin tone and all, for each of them is taken away alone; empty for a vote by button.
    emoji TEXT NOT NULL,
    -- A super reaction is given and taken away beside the ordinary one.
    is_super BOOLEAN NOT NULL DEFAULT FALSE,
    -- A bot's never counts; it is kept so that what is here can be compared with Discord's own counts.
    is_bot BOOLEAN NOT NULL DEFAULT FALSE,
    -- One that was taken back is only removed later, for to write it down is the same statement for all that happens.
    is_given BOOLEAN NOT NULL DEFAULT TRUE,
    PRIMARY KEY (review_id, kind, user_id, source, emoji, is_super)
) WITHOUT ROWID;

INSERT INTO votes (review_id, kind, user_id, source, emoji)
SELECT review_id, kind, user_id, source, emoji
FROM old_votes;

DROP TABLE old_votes;
CREATE INDEX votes_taken_back ON votes (review_id) WHERE NOT is_given;

-- What may be wrong with what is known of a card's reactions. 0: nothing; 1: who they are from; 2: all; 3: all, and
-- Discord does not let the bot look.
ALTER TABLE posts ADD COLUMN doubt INTEGER NOT NULL DEFAULT 0;
CREATE INDEX posts_in_doubt ON posts (doubt, message_id) WHERE doubt > 0;
CREATE INDEX posts_in_doubt_by_channel ON posts (channel_id, message_id) WHERE doubt > 0;
