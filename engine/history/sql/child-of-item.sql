-- The child run that an item of a split map went into, and the item's number there. Every child run but the last has as
-- many items as the first.
--
--   :runId        the run
--   :workspaceId  its workspace
--   :nodeId       the path to the map
--   :index        the item's number in the whole list
WITH first AS (
  SELECT CASE WHEN json_typeof(c.input -> 'items') = 'array' THEN json_array_length(c.input -> 'items')
              WHEN json_typeof(b.data) = 'array' THEN json_array_length(b.data) END AS size
  FROM "Run" c
  LEFT JOIN "Blob" b ON b."workspaceId" = :workspaceId
    AND b.id = CASE WHEN json_typeof(c.input -> 'items') = 'object' THEN c.input #>> '{items,$blob}' END
  WHERE c."parentId" = :runId AND c."parentNode" = :nodeId AND c."parentIteration" = '' AND c."parentIndex" = 0
)
SELECT c.id AS "runId", :index - c."parentIndex" * first.size AS index
FROM "Run" c, first
WHERE c."parentId" = :runId AND c."parentNode" = :nodeId AND c."parentIteration" = '' AND first.size > 0
  AND c."parentIndex" = :index / first.size
