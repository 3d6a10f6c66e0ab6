-- name: get_value(name)$
SELECT value
FROM settings
WHERE name = :name;

-- name: set_value(name, value)!
INSERT INTO settings (name, value)
VALUES (:name, :value)
ON CONFLICT (name) DO UPDATE
SET value = excluded.value;
