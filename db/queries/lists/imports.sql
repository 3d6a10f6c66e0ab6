-- name: get(import_id, user_id)^
SELECT id, user_id, data, choices, is_merged
FROM list_imports
WHERE id = :import_id AND user_id = :user_id;

-- name: add(import_id, user_id, data, is_merged)!
INSERT INTO list_imports (id, user_id, data, choices, is_merged)
VALUES (:import_id, :user_id, :data, '{}', :is_merged)
ON CONFLICT DO NOTHING;

-- name: set_choices(import_id, choices)!
UPDATE list_imports
SET choices = :choices
WHERE id = :import_id;

-- name: delete(import_id, user_id)!
DELETE FROM list_imports
WHERE id = :import_id AND user_id = :user_id;

-- name: delete_old(begun_before)!
DELETE FROM list_imports
WHERE id < :begun_before;

-- name: delete_surplus(user_id, kept)!
DELETE FROM list_imports
WHERE user_id = :user_id AND id NOT IN (
    SELECT id FROM list_imports WHERE user_id = :user_id ORDER BY id DESC LIMIT :kept
);
