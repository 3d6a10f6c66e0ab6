-- name: get(question_id)^
SELECT id, user_id, text, choices, command
FROM title_questions
WHERE id = :question_id;

-- name: add(id, user_id, text, choices, command)!
INSERT INTO title_questions (id, user_id, text, choices, command)
VALUES (:id, :user_id, :text, :choices, :command)
ON CONFLICT DO NOTHING;

-- name: delete_old(asked_before)!
DELETE FROM title_questions
WHERE id < :asked_before;

-- name: delete_surplus(user_id, kept)!
DELETE FROM title_questions
WHERE user_id = :user_id AND id NOT IN (
    SELECT id FROM title_questions WHERE user_id = :user_id ORDER BY id DESC LIMIT :kept
);
