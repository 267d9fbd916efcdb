-- Gives back what was held for calls that took nothing.
--
--   :ids  the calls
DELETE FROM "SpendHold" WHERE id = ANY(:ids::text[])
