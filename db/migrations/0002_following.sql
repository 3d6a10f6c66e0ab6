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

-- Where each key's data goes, while it goes: empty before and after the transaction that moves it.
CREATE TABLE moves (
    old_key TEXT NOT NULL PRIMARY KEY,
    new_key TEXT NOT NULL
);

CREATE INDEX entries_by_anime ON entries (anime_key);
CREATE INDEX drafts_by_anime ON drafts (anime_key);

-- The catalogue title that it has become; NULL while it stands for itself.
ALTER TABLE custom_titles ADD COLUMN merged_key TEXT;
-- The catalogue title that was last offered to its maker.
ALTER TABLE custom_titles ADD COLUMN offered_key TEXT;
