-- Ids are Discord snowflakes; times are Unix seconds.

CREATE TABLE reviews (
    id BIGINT NOT NULL PRIMARY KEY,
    author_id BIGINT NOT NULL,
    anime_key TEXT NOT NULL,
    title TEXT NOT NULL,
    rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 10),
    body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 20000),
    verdict TEXT NOT NULL CHECK (verdict IN ('RECOMMENDED', 'MIXED_FEELINGS', 'NOT_RECOMMENDED')),
    has_spoilers BOOLEAN NOT NULL,
    episodes INTEGER CHECK (episodes > 0),
    -- One tag a line.
    tags TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    edited_at BIGINT,
    revision INTEGER NOT NULL DEFAULT 1,
    -- CAUTION: goes up in the same transaction as anything that a card of the review shows, votes included.
    changes INTEGER NOT NULL DEFAULT 0,
    deleted_at BIGINT
);

-- A deleted review waits to be taken back or removed for good, so it must not stand in the way of a new one.
CREATE UNIQUE INDEX reviews_by_author ON reviews (author_id, anime_key) WHERE deleted_at IS NULL;
CREATE INDEX reviews_by_anime ON reviews (anime_key);
CREATE INDEX reviews_deleted ON reviews (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE review_versions (
    review_id BIGINT NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    rating INTEGER NOT NULL,
    body TEXT NOT NULL,
    verdict TEXT NOT NULL,
    has_spoilers BOOLEAN NOT NULL,
    episodes INTEGER,
    written_at BIGINT NOT NULL,
    PRIMARY KEY (review_id, revision)
);

-- A draft holds whatever a person sent, valid or not, until a review is made of it.
CREATE TABLE drafts (
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
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (author_id, anime_key)
);

CREATE TABLE posts (
    message_id BIGINT NOT NULL PRIMARY KEY,
    review_id BIGINT NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
    guild_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    has_counts BOOLEAN NOT NULL,
    -- The review's changes when the card was last drawn; fewer than it has now: it must be drawn again.
    shown INTEGER NOT NULL
);

CREATE INDEX posts_by_review ON posts (review_id);
CREATE INDEX posts_by_channel ON posts (guild_id, channel_id);

-- CAUTION: votes outlive the post they were given on, so source names a message without referring to posts.
-- It is 0 for a vote by button.
CREATE TABLE votes (
    review_id BIGINT NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    user_id BIGINT NOT NULL,
    source BIGINT NOT NULL,
    -- As Discord names it, skin tone and all, for each of them is taken away alone; empty for a vote by button.
    emoji TEXT NOT NULL,
    PRIMARY KEY (review_id, kind, user_id, source, emoji)
);

CREATE INDEX votes_by_source ON votes (source, emoji);

CREATE TABLE entries (
    user_id BIGINT NOT NULL,
    anime_key TEXT NOT NULL,
    title TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('WATCHING', 'COMPLETED', 'ON_HOLD', 'DROPPED', 'PLAN_TO_WATCH')),
    score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 10),
    episodes INTEGER NOT NULL CHECK (episodes >= 0),
    -- Dates as YYYY, YYYY-MM or YYYY-MM-DD.
    started TEXT,
    finished TEXT,
    rewatches INTEGER NOT NULL CHECK (rewatches >= 0),
    priority TEXT NOT NULL CHECK (priority IN ('LOW', 'MEDIUM', 'HIGH')),
    notes TEXT NOT NULL,
    -- One tag a line.
    tags TEXT NOT NULL,
    is_private BOOLEAN NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, anime_key)
);

CREATE TABLE custom_titles (
    id BIGINT NOT NULL PRIMARY KEY,
    -- The server that it belongs to; 0 for one made in private messages, which only its maker sees.
    guild_id BIGINT NOT NULL,
    created_by BIGINT NOT NULL,
    title TEXT NOT NULL,
    -- The title in the form that names are searched in.
    folded TEXT NOT NULL
);

CREATE INDEX custom_titles_by_guild ON custom_titles (guild_id, folded);
CREATE INDEX custom_titles_by_maker ON custom_titles (created_by, folded);

-- A command that named no known title waits here until its caller has picked one.
CREATE TABLE title_questions (
    id BIGINT NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    -- The keys of the titles offered, one a line.
    choices TEXT NOT NULL,
    -- The command and its options, as Discord sent them: JSON.
    command TEXT NOT NULL
);

-- What the bot remembers about itself, such as which commands it has registered.
CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
