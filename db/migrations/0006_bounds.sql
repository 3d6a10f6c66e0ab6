CREATE INDEX title_questions_by_user ON title_questions (user_id, id);
