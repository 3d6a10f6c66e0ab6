-- Cards to which the bot has not added all of its reactions yet.
CREATE TABLE cards_to_seed (
    message_id BIGINT NOT NULL PRIMARY KEY REFERENCES posts (message_id) ON DELETE CASCADE
);
