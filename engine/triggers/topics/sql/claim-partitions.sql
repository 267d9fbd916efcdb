-- Claims partitions of triggers for a worker, up to its share of all that are on, and answers that share: a row without a
-- partition when nothing was claimed. Those are free that have no claim, whose claim has run out, or whose worker has ended.
--
--   :types   the node types that this release has a source for
--   :worker  who claims
--   :held    how many it has
WITH alive AS (
  SELECT count(*) AS workers FROM "Worker" w
  WHERE w."seenAt" > now() - interval '12 seconds' AND w."stoppedAt" IS NULL AND w."drainingAt" IS NULL
    AND NOT /* include: ended of w */
), share AS (
  SELECT ceil(count(*) / greatest((SELECT workers FROM alive), 1)::numeric)::int AS most
  FROM "TriggerPartition" p JOIN "ActiveTrigger" t USING ("pipelineId", "nodeId") WHERE t.type = ANY(:types::text[])
), free AS (
  SELECT p."pipelineId", p."nodeId", p.partition
  FROM "TriggerPartition" p JOIN "ActiveTrigger" t USING ("pipelineId", "nodeId")
  WHERE t.type = ANY(:types::text[]) AND (
    p."claimedUntil" IS NULL OR p."claimedUntil" <= now() OR EXISTS (
      SELECT FROM "Worker" w WHERE w.id = p.worker AND (w."stoppedAt" IS NOT NULL OR /* include: ended of w */)
    ))
  ORDER BY p."claimedUntil" NULLS FIRST, p."pipelineId", p."nodeId", p.partition
  LIMIT greatest((SELECT most FROM share) - :held::int, 0) FOR UPDATE OF p SKIP LOCKED
), claimed AS (
  UPDATE "TriggerPartition" p
  SET worker = :worker, token = p.token + 1, "claimedUntil" = now() + interval '10 seconds'
  FROM free f WHERE p."pipelineId" = f."pipelineId" AND p."nodeId" = f."nodeId" AND p.partition = f.partition
  RETURNING p.*
)
SELECT share.most, c."pipelineId", c."nodeId", c.partition, c.log, c.position::text AS position, c.token, t.type, t.settings,
  a."workspaceId", a."versionNumber", v."snapshotId"
FROM share LEFT JOIN (
  claimed c JOIN "ActiveTrigger" t USING ("pipelineId", "nodeId") JOIN "Activation" a USING ("pipelineId")
  JOIN "PipelineVersion" v ON v."pipelineId" = a."pipelineId" AND v.number = a."versionNumber"
) ON true
