-- Releases runs before their lease ends, so that another worker continues them at once. No worker holds them from then on.
-- A run that the worker has lost is left alone, and missing from the answer.
--
--   :runIds  the runs to release
--   :tokens  the token of each
--   :worker  the worker that holds them
--   :delayMs  after how many milliseconds they are due
UPDATE "Queue" q SET "dueAt" = now() + :delayMs::float8 * interval '1 millisecond', worker = NULL
FROM unnest(:runIds::text[], :tokens::int[]) AS held("runId", token)
WHERE q."runId" = held."runId" AND q.token = held.token AND q.worker = :worker AND q.state = 'running'
RETURNING q."runId" AS id
