-- name: list_reviews(author_id)
SELECT id, revision, anime_key, title, rating, body, verdict AS chosen_verdict, has_spoilers, episodes, tags, written_at,
    edited_at
FROM reviews
WHERE author_id = :author_id AND deleted_at IS NULL;

-- name: list_versions(author_id)
SELECT review_id, review_versions.revision, review_versions.rating, review_versions.body,
    review_versions.verdict AS chosen_verdict, review_versions.has_spoilers, review_versions.episodes, review_versions.written_at
FROM review_versions
JOIN reviews ON reviews.id = review_versions.review_id
WHERE author_id = :author_id AND deleted_at IS NULL
ORDER BY review_id, review_versions.revision;

-- name: list_drafts(author_id)
SELECT anime_key, rating, body, verdict AS chosen_verdict, has_spoilers, episodes, tags
FROM drafts
WHERE author_id = :author_id;

-- name: get_free_id(first_id, last_id)$
SELECT COALESCE(MAX(id) + 1, :first_id)
FROM (
    SELECT id FROM reviews WHERE id BETWEEN :first_id AND :last_id
    UNION ALL
    SELECT id FROM drafts WHERE id BETWEEN :first_id AND :last_id
) AS taken;

-- name: add_reviews(review_id, author_id, anime_key, title, rating, body, chosen_verdict, has_spoilers, episodes, tags, written_at, edited_at, revision)*!
INSERT INTO reviews (id, author_id, anime_key, title, rating, body, verdict, has_spoilers, episodes, tags, written_at,
    edited_at, revision)
VALUES (:review_id, :author_id, :anime_key, :title, :rating, :body, :chosen_verdict, :has_spoilers, :episodes, :tags,
    :written_at, :edited_at, :revision);

-- name: add_activities(review_id)*!
INSERT INTO review_activity (review_id)
VALUES (:review_id);

-- name: add_versions(review_id, revision, rating, body, chosen_verdict, has_spoilers, episodes, written_at)*!
INSERT INTO review_versions (review_id, revision, rating, body, verdict, has_spoilers, episodes, written_at)
VALUES (:review_id, :revision, :rating, :body, :chosen_verdict, :has_spoilers, :episodes, :written_at);
