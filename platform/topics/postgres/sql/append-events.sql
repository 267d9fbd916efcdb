-- Appends events and answers with their places, in order. An effect that was applied before appends nothing and is answered
-- again; one that is being applied meanwhile fails by its key, and the caller repeats. The rows of the partitions are locked
-- in one order and until the commit, so that offsets become visible as they grow. Followers are notified with the commit.
--
--   :events  [{topicId, partition, key, value, headers, timestamp, effect, runId}]; key and value in base64
WITH asked AS MATERIALIZED (
  SELECT * FROM ROWS FROM (
    json_to_recordset(:events::json) AS ("topicId" text, partition int, key text, value text, headers json, timestamp float8,
      effect text, "runId" text)
  ) WITH ORDINALITY AS a("topicId", partition, key, value, headers, timestamp, effect, "runId", place)
), fresh AS MATERIALIZED (
  SELECT a.*, row_number() OVER (PARTITION BY "topicId", partition ORDER BY place) - 1 AS nth
  FROM asked a WHERE NOT EXISTS (SELECT FROM "Effect" e WHERE e.id = a.effect)
), counts AS MATERIALIZED (
  SELECT "topicId", partition, count(*) AS count FROM fresh GROUP BY "topicId", partition
), locks AS MATERIALIZED (
  SELECT p.partition FROM "TopicPartition" p JOIN counts c USING ("topicId", partition)
  ORDER BY "topicId", partition FOR UPDATE OF p
), advanced AS (
  UPDATE "TopicPartition" p SET "nextOffset" = p."nextOffset" + c.count FROM counts c
  WHERE p."topicId" = c."topicId" AND p.partition = c.partition AND (SELECT count(*) FROM locks) > 0
  RETURNING p."topicId", p.partition, p."nextOffset" - c.count AS base
), placed AS MATERIALIZED (
  SELECT f.*, a.base + f.nth AS "offset" FROM fresh f JOIN advanced a USING ("topicId", partition)
), kept AS (
  INSERT INTO "TopicEvent" ("topicId", partition, "offset", key, value, headers, timestamp, "createdAt")
  SELECT "topicId", partition, "offset", decode(key, 'base64'), decode(value, 'base64'), coalesce(headers, '[]'),
    coalesce(to_timestamp(timestamp / 1000), clock_timestamp()), clock_timestamp()
  FROM placed
), told AS MATERIALIZED (
  SELECT pg_notify('patchbay.topic', "topicId") FROM (SELECT DISTINCT "topicId" FROM counts) c
), done AS (
  INSERT INTO "Effect" (id, "runId", result)
  SELECT effect, "runId", json_build_object('partition', partition, 'offset', "offset"::text)
  FROM placed WHERE effect IS NOT NULL
)
SELECT coalesce(p.partition, (e.result ->> 'partition')::int) AS partition,
  coalesce(p."offset"::text, e.result ->> 'offset') AS "offset"
FROM asked a LEFT JOIN placed p USING (place) LEFT JOIN "Effect" e ON e.id = a.effect
WHERE (SELECT count(*) FROM told) >= 0
ORDER BY a.place
