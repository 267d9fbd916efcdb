-- A child run has ended: its parent is woken when it failed, or when no other child of the step is left. The parent
-- keeps its position in the queue, or it would wait behind all its children.
--
--   :runId  the child run
UPDATE "Queue" q SET wakes = q.wakes + 1, "dueAt" = CASE q.state WHEN 'waiting' THEN q."createdAt" ELSE q."dueAt" END
FROM "Run" r
WHERE r.id = :runId AND q."runId" = r."parentId"
  AND (r.status <> 'succeeded' OR NOT EXISTS (
    SELECT FROM "Queue" c
    WHERE c."parentId" = r."parentId" AND c."parentStep" = r."parentNode" || E'\n' || r."parentIteration"))
RETURNING q."runId", q.state
