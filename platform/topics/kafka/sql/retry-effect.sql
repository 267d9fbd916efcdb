-- Takes an effect over for another try; without a row another process has done so meanwhile, or it is done.
--
--   :id  the effect
--   :former  the transactional id of the try before, whose producer was fenced off
--   :intent  what is tried now
UPDATE "Effect" SET intent = :intent::json
WHERE id = :id AND result IS NULL AND intent ->> 'transactionalId' = :former
