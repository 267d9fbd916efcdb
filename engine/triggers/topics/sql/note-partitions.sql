-- Notes how far a worker has come in partitions, and gives those back that it releases. A claim that is no longer its own is
-- left as it is, and so is a position that is further already. Rows are locked in one order, as by a switch to another version.
--
--   :notes  [{pipelineId, nodeId, partition, token, position, events, skipped, dead, lost, runId, perMinute, error, freeInMs}]
WITH n AS MATERIALIZED (
  SELECT * FROM json_to_recordset(:notes::json) AS n("pipelineId" text, "nodeId" text, partition int, token int, position text, events int,
    skipped int, dead int, lost text, "runId" text, "perMinute" int, error text, "freeInMs" int)
), locked AS MATERIALIZED (
  SELECT p."pipelineId", p."nodeId", p.partition FROM "TriggerPartition" p
  JOIN n USING ("pipelineId", "nodeId", partition, token)
  ORDER BY p."pipelineId", p."nodeId", p.partition FOR UPDATE OF p
)
UPDATE "TriggerPartition" p SET
  position = greatest(p.position, n.position::bigint),
  events = p.events + n.events, skipped = p.skipped + n.skipped, dead = p.dead + n.dead, lost = p.lost + n.lost::bigint,
  "lastEventAt" = CASE WHEN n.events > 0 THEN now() ELSE p."lastEventAt" END,
  "lastRunId" = coalesce(n."runId", p."lastRunId"),
  "perMinute" = n."perMinute",
  error = n.error,
  "errorAt" = CASE WHEN n.error IS NULL THEN NULL WHEN n.error = p.error THEN p."errorAt" ELSE now() END,
  worker = CASE WHEN n."freeInMs" IS NULL THEN p.worker END,
  "claimedUntil" = CASE WHEN n."freeInMs" IS NULL THEN p."claimedUntil" ELSE now() + n."freeInMs" * interval '1 millisecond' END
FROM n JOIN locked USING ("pipelineId", "nodeId", partition)
WHERE p."pipelineId" = n."pipelineId" AND p."nodeId" = n."nodeId" AND p.partition = n.partition AND p.token = n.token
