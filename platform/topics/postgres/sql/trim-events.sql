-- Deletes events that are older than their topic keeps them, the oldest first, and answers how many. A partition whose oldest
-- event may stay is not looked at any further.
--
--   :limit  how many at most
WITH old AS MATERIALIZED (
  SELECT e."topicId", e.partition, e."offset"
  FROM "Topic" t JOIN "TopicPartition" p ON p."topicId" = t.id
  CROSS JOIN LATERAL (SELECT now() - t."retentionHours" * interval '1 hour' AS "from") kept
  CROSS JOIN LATERAL (
    SELECT e."createdAt" FROM "TopicEvent" e
    WHERE e."topicId" = p."topicId" AND e.partition = p.partition AND e."offset" >= p."firstOffset"
    ORDER BY e."offset" LIMIT 1
  ) oldest
  CROSS JOIN LATERAL (
    SELECT * FROM "TopicEvent" e
    WHERE oldest."createdAt" < kept."from"
      AND e."topicId" = p."topicId" AND e.partition = p.partition AND e."offset" >= p."firstOffset"
    ORDER BY e."offset" LIMIT :limit::int
  ) e
  WHERE t."retentionHours" IS NOT NULL AND e."createdAt" < kept."from"
  ORDER BY e."topicId", e.partition, e."offset" LIMIT :limit::int
), gone AS (
  DELETE FROM "TopicEvent" e USING old
  WHERE e."topicId" = old."topicId" AND e.partition = old.partition AND e."offset" = old."offset"
  RETURNING e."topicId", e.partition, e."offset"
), advanced AS (
  UPDATE "TopicPartition" p SET "firstOffset" = g.last + 1
  FROM (SELECT "topicId", partition, max("offset") AS last FROM gone GROUP BY "topicId", partition) g
  WHERE p."topicId" = g."topicId" AND p.partition = g.partition AND p."firstOffset" <= g.last
)
SELECT count(*)::int AS count FROM gone
