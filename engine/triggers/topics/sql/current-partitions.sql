-- Which of these claims are current: the trigger is on, in the version under which the claim was made, and no other worker has the
-- partition.
--
--   :pipelineIds  of each partition,
--   :nodeIds      its trigger,
--   :partitions   its number,
--   :tokens       and the token of the claim
SELECT p."pipelineId", p."nodeId", p.partition
FROM unnest(:pipelineIds::text[], :nodeIds::text[], :partitions::int[], :tokens::int[]) AS held(pipeline, node, partition, token)
JOIN "TriggerPartition" p
  ON p."pipelineId" = held.pipeline AND p."nodeId" = held.node AND p.partition = held.partition AND p.token = held.token
JOIN "ActiveTrigger" t ON t."pipelineId" = p."pipelineId" AND t."nodeId" = p."nodeId"
