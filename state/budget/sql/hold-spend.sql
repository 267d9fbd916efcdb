-- Lets a model call begin and holds what it may take at most, or says which budget it would exceed (the function is in the
-- migration “budgets”).
--
--   :ask  the call
SELECT "holdSpend"(:ask::json::jsonb) AS held
