-- Extends a worker's claims on partitions, and answers which it still has. It has lost those that another worker or another
-- version of the pipeline has taken, and those of triggers that are off. Rows are locked in one order.
--
--   :pipelineIds  of each partition,
--   :nodeIds      its trigger,
--   :partitions   its number,
--   :tokens       and the token of the claim
WITH held AS MATERIALIZED (
  SELECT p."pipelineId", p."nodeId", p.partition, p.token
  FROM unnest(:pipelineIds::text[], :nodeIds::text[], :partitions::int[], :tokens::int[]) AS held(pipeline, node, partition, token)
  JOIN "TriggerPartition" p
    ON p."pipelineId" = held.pipeline AND p."nodeId" = held.node AND p.partition = held.partition AND p.token = held.token
  WHERE EXISTS (SELECT FROM "ActiveTrigger" t WHERE t."pipelineId" = p."pipelineId" AND t."nodeId" = p."nodeId")
  ORDER BY p."pipelineId", p."nodeId", p.partition FOR UPDATE OF p
)
UPDATE "TriggerPartition" p SET "claimedUntil" = now() + interval '10 seconds' FROM held
WHERE p."pipelineId" = held."pipelineId" AND p."nodeId" = held."nodeId" AND p.partition = held.partition AND p.token = held.token
RETURNING p."pipelineId", p."nodeId", p.partition
