-- When two entries become one, both are kept as they were until their owner has been told: a JSON list of their columns.
-- Until now, `text` held them as English sentences. Those can't be taken apart safely, because people's own notes are
-- among them. So they stay there until their owner has been told, and nothing new is written there.
ALTER TABLE merges ADD COLUMN entries TEXT NOT NULL DEFAULT '[]';
