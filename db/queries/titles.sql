-- name: get_custom(title_id)^
SELECT id, title
FROM custom_titles
WHERE id = :title_id;

-- name: get_visible_custom(title_id, guild_id, user_id)^
SELECT id, title
FROM custom_titles
WHERE id = :title_id AND (guild_id = :guild_id OR created_by = :user_id);

-- name: get_custom_named(folded, guild_id, user_id)^
SELECT id, title
FROM custom_titles
WHERE (guild_id = :guild_id OR created_by = :user_id) AND folded = :folded
ORDER BY id
LIMIT 1;

-- name: search_custom(guild_id, user_id, low, high, limit)
SELECT id, title
FROM custom_titles
WHERE (guild_id = :guild_id OR created_by = :user_id) AND folded >= :low AND folded < :high
ORDER BY folded, id
LIMIT :limit;

-- name: add_custom(title_id, guild_id, created_by, title, folded)!
INSERT INTO custom_titles (id, guild_id, created_by, title, folded)
VALUES (:title_id, :guild_id, :created_by, :title, :folded)
ON CONFLICT DO NOTHING;

-- name: get_question(question_id)^
SELECT id, user_id, text, choices, command
FROM title_questions
WHERE id = :question_id;

-- name: add_question(question_id, user_id, text, choices, command)!
INSERT INTO title_questions (id, user_id, text, choices, command)
VALUES (:question_id, :user_id, :text, :choices, :command)
ON CONFLICT DO NOTHING;

-- name: delete_questions(asked_before)!
DELETE FROM title_questions
WHERE id < :asked_before;
