-- Another process tries an effect from here on.
--
--   :id  the effect
--   :intent  what it tries
UPDATE "Effect" SET intent = :intent::json WHERE id = :id AND result IS NULL
