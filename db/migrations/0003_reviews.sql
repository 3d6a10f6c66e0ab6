-- Many drafts of one title instead of one. A draft is never changed: what is made of it takes its place.
DROP INDEX drafts_by_anime;
ALTER TABLE drafts RENAME TO old_drafts;

-- A draft holds whatever a person sent, valid or not, until a review is made of it or its author throws it away.
CREATE TABLE drafts (
    id BIGINT NOT NULL PRIMARY KEY,
    author_id BIGINT NOT NULL,
    anime_key TEXT NOT NULL,
    title TEXT NOT NULL,
    rating INTEGER NOT NULL,
    body TEXT NOT NULL,
    verdict TEXT,
    has_spoilers BOOLEAN NOT NULL,
    episodes INTEGER,
    tags TEXT NOT NULL,
    written_at BIGINT,
    saved_at BIGINT NOT NULL
);

INSERT INTO drafts (id, author_id, anime_key, title, rating, body, verdict, has_spoilers, episodes, tags, written_at,
    saved_at)
SELECT ROW_NUMBER() OVER (ORDER BY updated_at, author_id, anime_key), author_id, anime_key, title, rating, body,
    verdict, has_spoilers, episodes, tags, written_at, updated_at
FROM old_drafts
WHERE body <> '';

DROP TABLE old_drafts;

-- A draft that made way for another one and was not handed back yet is one draft more.
INSERT INTO drafts (id, author_id, anime_key, title, rating, body, has_spoilers, tags, saved_at)
SELECT (SELECT COUNT(*) FROM drafts) + ROW_NUMBER() OVER (ORDER BY merged_at, user_id, old_key), user_id, anime_key,
    title, 5, text, FALSE, '', merged_at
FROM merges
WHERE kind = 'DRAFT' AND text <> '';

DELETE FROM merges
WHERE kind = 'DRAFT';

CREATE INDEX drafts_by_author ON drafts (author_id, anime_key);
CREATE INDEX drafts_by_anime ON drafts (anime_key);
CREATE INDEX drafts_without_text ON drafts (saved_at) WHERE body = '';

-- When readers or a moderator put it behind the spoiler wall, and when its author was told.
ALTER TABLE reviews ADD COLUMN flagged_at BIGINT;
ALTER TABLE reviews ADD COLUMN flag_told_at BIGINT;
CREATE INDEX reviews_with_untold_flag ON reviews (author_id) WHERE flagged_at IS NOT NULL AND flag_told_at IS NULL;

CREATE TABLE spoiler_flags (
    review_id BIGINT NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL,
    flagged_at BIGINT NOT NULL,
    PRIMARY KEY (review_id, user_id)
);

-- How many times somebody other than its author opened it; nobody's name is kept.
ALTER TABLE reviews ADD COLUMN reads INTEGER NOT NULL DEFAULT 0;
-- CAUTION: set in the same transaction as any change of votes or reads, and for a new post; ranking its posts unsets it.
ALTER TABLE reviews ADD COLUMN needs_ranking BOOLEAN NOT NULL DEFAULT TRUE;
CREATE INDEX reviews_to_rank ON reviews (id) WHERE needs_ranking;

-- The channel that the post's thread belongs to; NULL where it is in no thread.
ALTER TABLE posts ADD COLUMN parent_id BIGINT;
-- Whether it begins that thread, in a forum, with the whole text in it.
ALTER TABLE posts ADD COLUMN is_forum_post BOOLEAN NOT NULL DEFAULT FALSE;
-- Taken down with its review, to be posted again if the deletion is taken back.
ALTER TABLE posts ADD COLUMN is_down BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX posts_by_parent ON posts (guild_id, parent_id) WHERE parent_id IS NOT NULL;

-- What a server's reviews are browsed by. It stands here, beside the server, so that one index leads to each page.
ALTER TABLE posts ADD COLUMN written_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE posts ADD COLUMN reactions INTEGER NOT NULL DEFAULT 0;
-- Millionths.
ALTER TABLE posts ADD COLUMN freshness INTEGER NOT NULL DEFAULT 0;
-- A number that has nothing to do with anything else.
ALTER TABLE posts ADD COLUMN shuffle INTEGER NOT NULL DEFAULT 0;

UPDATE posts
SET written_at = (SELECT written_at FROM reviews WHERE reviews.id = posts.review_id),
    shuffle = (review_id / 4096 * 7919 + review_id) % 1000003;

CREATE INDEX posts_by_date ON posts (guild_id, written_at, review_id);
CREATE INDEX posts_by_reactions ON posts (guild_id, reactions, review_id);
CREATE INDEX posts_by_freshness ON posts (guild_id, freshness, review_id);
CREATE INDEX posts_by_shuffle ON posts (guild_id, shuffle, review_id);

-- The messages of a forum post that hold the pages of its text, and which revision of it they show. The first is the
-- post's own.
CREATE TABLE post_pages (
    post_id BIGINT NOT NULL REFERENCES posts (message_id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    message_id BIGINT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (post_id, number)
);
