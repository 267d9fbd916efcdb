-- What effects have done before. Asked after the entries were locked: who had them before has committed by then.
--
--   :ids  the effects
SELECT id, result FROM "Effect" WHERE id = ANY(:ids::text[])
