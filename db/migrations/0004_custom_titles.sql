-- A custom title is its maker's alone, until a review of it is posted in a server: then the server's members see it too.
CREATE TABLE custom_title_guilds (
    title_id BIGINT NOT NULL REFERENCES custom_titles (id) ON DELETE CASCADE,
    guild_id BIGINT NOT NULL,
    -- A title that the server's moderators have removed doesn't come back with the next review.
    is_removed BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (title_id, guild_id)
);

CREATE INDEX custom_title_guilds_by_guild ON custom_title_guilds (guild_id, title_id);

INSERT INTO custom_title_guilds (title_id, guild_id)
SELECT DISTINCT custom_titles.id, posts.guild_id
FROM posts
JOIN reviews ON reviews.id = posts.review_id
JOIN custom_titles ON reviews.anime_key = 'custom/' || CAST(custom_titles.id AS TEXT);

DROP INDEX custom_titles_by_guild;

ALTER TABLE custom_titles DROP COLUMN guild_id;

CREATE INDEX custom_titles_by_name ON custom_titles (folded);
