-- A card that is about to be sent. Its row goes in the transaction that stores its post. What stays was cut off: the card
-- may be in the channel without a post.
CREATE TABLE sendings (
    -- That of the interaction that asked for the card.
    id BIGINT NOT NULL,
    review_id BIGINT NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
    guild_id BIGINT NOT NULL,
    -- For a forum post, the forum.
    channel_id BIGINT NOT NULL,
    parent_id BIGINT,
    is_forum_post BOOLEAN NOT NULL,
    has_counts BOOLEAN NOT NULL,
    -- The post that was taken down and now comes back; NULL for a new one.
    replaces BIGINT,
    PRIMARY KEY (id, channel_id)
);

CREATE INDEX sendings_by_review ON sendings (review_id);

-- Whether Discord refused the last change of the card for a reason that doesn't pass by itself, such as missing access.
ALTER TABLE posts ADD COLUMN is_waiting BOOLEAN NOT NULL DEFAULT FALSE;

CREATE INDEX posts_waiting ON posts (guild_id) WHERE is_waiting;
