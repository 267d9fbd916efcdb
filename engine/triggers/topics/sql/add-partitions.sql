-- Takes the partitions that were added to a topic into the trigger, each from its first event on. A claim that is over adds none:
-- another version may read another topic.
--
--   :pipelineId  whose trigger
--   :nodeId      which of its triggers
--   :partition   one that the worker holds,
--   :token       and the token of its claim
--   :partitions  how many the topic has
WITH held AS MATERIALIZED (
  SELECT p."pipelineId", p."nodeId", p.log, p.token FROM "TriggerPartition" p
  WHERE p."pipelineId" = :pipelineId AND p."nodeId" = :nodeId AND p.partition = :partition::int AND p.token = :token::int
  FOR UPDATE OF p
)
INSERT INTO "TriggerPartition" ("pipelineId", "nodeId", partition, log, position, token)
SELECT h."pipelineId", h."nodeId", one, h.log, 0, h.token FROM held h, generate_series(0, :partitions::int - 1) AS one
ON CONFLICT DO NOTHING
