-- Moves the position of a partition and answers what it is then: a batch of events begins there. No row when the claim is over.
--
--   :pipelineId  of the partition,
--   :nodeId      its trigger,
--   :partition   its number,
--   :token       the token of the claim
--   :position    where to
UPDATE "TriggerPartition" p SET position = greatest(p.position, :position::text::bigint)
WHERE p."pipelineId" = :pipelineId AND p."nodeId" = :nodeId AND p.partition = :partition::int AND p.token = :token::int
  AND EXISTS (SELECT FROM "ActiveTrigger" t WHERE t."pipelineId" = p."pipelineId" AND t."nodeId" = p."nodeId")
RETURNING p.position::text AS position
