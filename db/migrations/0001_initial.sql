-- Ids are Discord snowflakes; times are Unix seconds.

-- Reviews

CREATE TABLE reviews (
    id BIGINT NOT NULL PRIMARY KEY,
    author_id BIGINT NOT NULL,
    anime_key TEXT NOT NULL,
    title TEXT NOT NULL,
    rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 10),
    body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 20000),
    verdict TEXT NOT NULL CHECK (verdict IN ('RECOMMENDED', 'MIXED_FEELINGS', 'NOT_RECOMMENDED')),
    has_spoilers BOOLEAN NOT NULL,
    -- Episodes seen; NULL: all of them.
    episodes INTEGER CHECK (episodes > 0),
    -- One tag a line.
    tags TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    edited_at BIGINT,
    revision INTEGER NOT NULL DEFAULT 1,
    deleted_at BIGINT,
    -- When readers or a moderator put it behind the spoiler wall, and when its author was told.
    flagged_at BIGINT,
    flag_told_at BIGINT
);

-- A deleted review waits to be taken back or removed for good, so it must not stand in the way of a new one.
CREATE UNIQUE INDEX reviews_by_author ON reviews (author_id, anime_key) WHERE deleted_at IS NULL;
CREATE INDEX reviews_by_anime ON reviews (anime_key);
CREATE INDEX reviews_deleted ON reviews (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX reviews_with_untold_flag ON reviews (author_id) WHERE flagged_at IS NOT NULL AND flag_told_at IS NULL;

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

CREATE INDEX activity_to_rank ON review_activity (review_id) WHERE needs_ranking;

-- A review as it was before an edit.
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

-- Who says that a review gives away more than its author says.
CREATE TABLE spoiler_flags (
    review_id BIGINT NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL,
    flagged_at BIGINT NOT NULL,
    PRIMARY KEY (review_id, user_id)
);

-- A draft holds whatever a person sent, valid or not, until a review is made of it or its author throws it away. It is
-- never changed: what is made of it takes its place.
CREATE TABLE drafts (
    id BIGINT NOT NULL PRIMARY KEY,
    author_id BIGINT NOT NULL,
    anime_key TEXT NOT NULL,
    title TEXT NOT NULL,
    rating INTEGER NOT NULL,
    body TEXT NOT NULL,
    -- NULL: it follows from the rating.
    verdict TEXT,
    has_spoilers BOOLEAN NOT NULL,
    episodes INTEGER,
    -- One tag a line.
    tags TEXT NOT NULL,
    -- When it was first published elsewhere; NULL: not before it is saved as a review.
    written_at BIGINT,
    saved_at BIGINT NOT NULL
);

CREATE INDEX drafts_by_author ON drafts (author_id, anime_key);
CREATE INDEX drafts_by_anime ON drafts (anime_key);
CREATE INDEX drafts_without_text ON drafts (saved_at) WHERE body = '';

-- Posts

-- A card: a message that shows a review.
CREATE TABLE posts (
    message_id BIGINT NOT NULL PRIMARY KEY,
    review_id BIGINT NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
    guild_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    -- The channel that the post's thread belongs to; NULL where it is in no thread.
    parent_id BIGINT,
    -- Whether it begins that thread, in a forum, with the whole text in it.
    is_forum_post BOOLEAN NOT NULL DEFAULT FALSE,
    -- False for a card that the bot cannot edit.
    has_counts BOOLEAN NOT NULL,
    -- The review's changes when the card was last drawn; fewer than it has now: it must be drawn again.
    shown INTEGER NOT NULL,
    -- Taken down with its review, to be posted again if the deletion is taken back.
    is_down BOOLEAN NOT NULL DEFAULT FALSE,
    -- What may be wrong with what is known of the card's reactions. 0: nothing; 1: who they are from; 2: all; 3: all, and
    -- Discord does not let the bot look.
    doubt INTEGER NOT NULL DEFAULT 0,
    -- What a server's reviews are browsed by. It stands here, beside the server, so that one index leads to each page.
    written_at BIGINT NOT NULL DEFAULT 0,
    reactions INTEGER NOT NULL DEFAULT 0,
    -- Millionths.
    freshness INTEGER NOT NULL DEFAULT 0,
    -- A number that has nothing to do with anything else.
    shuffle INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX posts_by_review ON posts (review_id);
CREATE INDEX posts_by_channel ON posts (guild_id, channel_id);
CREATE INDEX posts_by_parent ON posts (guild_id, parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX posts_by_date ON posts (guild_id, written_at, review_id);
CREATE INDEX posts_by_reactions ON posts (guild_id, reactions, review_id);
CREATE INDEX posts_by_freshness ON posts (guild_id, freshness, review_id);
CREATE INDEX posts_by_shuffle ON posts (guild_id, shuffle, review_id);
CREATE INDEX posts_in_doubt ON posts (doubt, message_id) WHERE doubt > 0;
CREATE INDEX posts_in_doubt_by_channel ON posts (channel_id, message_id) WHERE doubt > 0;

-- The messages of a forum post that hold the pages of its text, and which revision of it they show. The first is the
-- post's own.
CREATE TABLE post_pages (
    post_id BIGINT NOT NULL REFERENCES posts (message_id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    message_id BIGINT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (post_id, number)
);

-- Reactions

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

CREATE INDEX votes_taken_back ON votes (review_id) WHERE NOT is_given;

-- Lists

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
    -- How far a person is in watching it again; NULL where they are not.
    rewatched_episodes INTEGER CHECK (rewatched_episodes >= 0),
    priority TEXT NOT NULL CHECK (priority IN ('LOW', 'MEDIUM', 'HIGH')),
    notes TEXT NOT NULL,
    -- One tag a line.
    tags TEXT NOT NULL,
    is_private BOOLEAN NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, anime_key)
);

CREATE INDEX entries_by_anime ON entries (anime_key);
CREATE INDEX entries_by_change ON entries (user_id, updated_at, anime_key);

-- Who else may see a person's list; nobody without a row.
CREATE TABLE list_visibilities (
    user_id BIGINT NOT NULL PRIMARY KEY,
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'private'))
);

-- The last changes of a person's list, which can be taken back, one after the other.
-- CAUTION: entries are only ever changed together with a row here; otherwise taking back would undo more than was done.
CREATE TABLE list_changes (
    -- That of the interaction.
    id BIGINT NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL,
    -- In which order a person's changes were made, which is not always that of the interactions.
    number INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('ENTRY', 'IMPORT', 'REPLACEMENT')),
    changed_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX list_changes_by_user ON list_changes (user_id, number);

-- What the changed entries were before; a status of NULL: there was none.
CREATE TABLE replaced_entries (
    change_id BIGINT NOT NULL REFERENCES list_changes (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL,
    anime_key TEXT NOT NULL,
    title TEXT NOT NULL,
    status TEXT,
    score INTEGER,
    episodes INTEGER,
    started TEXT,
    finished TEXT,
    rewatches INTEGER,
    rewatched_episodes INTEGER,
    priority TEXT,
    notes TEXT,
    tags TEXT,
    is_private BOOLEAN,
    updated_at BIGINT,
    PRIMARY KEY (change_id, anime_key)
) WITHOUT ROWID;

CREATE INDEX replaced_entries_by_anime ON replaced_entries (anime_key);

-- Files that were read and wait for their owner's word. They are removed with it, or after a day.
CREATE TABLE list_imports (
    -- That of the interaction.
    id BIGINT NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL,
    -- What the file says, as the lists' feature packs it.
    data BLOB NOT NULL,
    -- What its owner has chosen for titles in doubt: JSON.
    choices TEXT NOT NULL,
    is_merged BOOLEAN NOT NULL
);

-- Titles

CREATE TABLE custom_titles (
    id BIGINT NOT NULL PRIMARY KEY,
    -- The server that it belongs to; 0 for one made in private messages, which only its maker sees.
    guild_id BIGINT NOT NULL,
    created_by BIGINT NOT NULL,
    title TEXT NOT NULL,
    -- The title in the form that names are searched in.
    folded TEXT NOT NULL,
    -- The catalogue title that it has become; NULL while it stands for itself.
    merged_key TEXT,
    -- The catalogue title that was last offered to its maker.
    offered_key TEXT
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

-- Titles that turn out to be one

-- Where each key's data goes, while it goes: empty before and after the transaction that moves it.
CREATE TABLE moves (
    old_key TEXT NOT NULL PRIMARY KEY,
    new_key TEXT NOT NULL
);

-- What happened to a person's data when two titles turned out to be one, until they have been told and after.
CREATE TABLE merges (
    user_id BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('ENTRY', 'REVIEW', 'DRAFT')),
    old_key TEXT NOT NULL,
    anime_key TEXT NOT NULL,
    old_title TEXT NOT NULL,
    title TEXT NOT NULL,
    -- What was there before, until its owner has been told; empty for a review, of which nothing is taken away.
    text TEXT NOT NULL,
    -- The review that stayed under the old key; it may be gone since.
    review_id BIGINT,
    merged_at BIGINT NOT NULL,
    told_at BIGINT,
    PRIMARY KEY (user_id, kind, old_key, anime_key)
);

CREATE INDEX merges_by_review ON merges (review_id);

-- The bot itself

-- What the bot remembers about itself, such as which commands it has registered.
CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
