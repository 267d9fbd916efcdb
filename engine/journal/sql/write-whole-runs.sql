-- The common case of write-journal.sql in which all runs are new and end with this batch: none of their rows exists. It
-- promises the same fencing and the same of first batches. If a row exists all the same, it fails with a unique violation
-- and writes nothing; write-journal.sql then takes the batches as they are.
--
-- The end of a run that a caller waits for is notified by itself, with the commit and with the run's outcome, unless that
-- is too long.
--
--   :runs      the batches (write-batches.ts), each with the right to write of the worker: its token and name, and the seqs
--              of its first and last event; `isInlineClaim` when it has to claim its run as well, `again` when it is sent
--              a second time. Their times, as those of steps, are in milliseconds since the anchor; that of an inline claim
--              is the run's start
--   :steps     the steps of all batches
--   :channels  what to NOTIFY with the commit when all of it is written: channels,
--   :payloads  and what goes on each
--   :channel   where the end of a run that a caller waits for is notified, by itself; null: it is not, by this statement,
--   :before    between which two texts,
--   :after
--   :most      and in less than how many bytes it has to fit to carry its outcome
WITH input AS (
  SELECT * FROM :runs::rows x
), ended AS (
  DELETE FROM "Queue" q USING input t
  WHERE q."runId" = ANY(ARRAY(SELECT id FROM input)) AND q."runId" = t.id
    AND q.token = t.token
    AND (q.worker = t.worker OR (t."isInlineClaim" AND q.worker IS NULL AND q.state = 'queued'))
    AND q."lastSeq" = t.first - 1
    AND t.status IN ('succeeded', 'failed', 'cancelled')
  RETURNING q."runId", q."cancelRequested", /* include: start of q and t */ AS "startedAt",
            /* include: anchor of q and t */ AS anchor
), history AS (
  UPDATE "Run" r
  SET status = t.status, output = t.output, error = t.error, token = t.token, worker = t.worker,
      "cancelRequested" = e."cancelRequested", "lastSeq" = t."lastSeq", "tokensIn" = t."tokensIn",
      "tokensOut" = t."tokensOut", "costUsd" = t."costUsd", "tokensPriced" = t."tokensPriced",
      "startedAt" = e."startedAt",
      "finishedAt" = e.anchor + t."lastMs" * interval '1 millisecond'
  FROM ended e JOIN input t ON t.id = e."runId"
  WHERE r.id = ANY(ARRAY(SELECT "runId" FROM ended)) AND r.id = e."runId"
  RETURNING r.*, t."isAwaited"
), steps AS (
  INSERT INTO "Step" (/* include: step columns */)
  SELECT /* include: step of s */
  FROM :steps::rows s JOIN ended USING ("runId")
), events AS (
  INSERT INTO "RunEvent" ("runId", seq, first, at, events)
  SELECT t.id, t."lastSeq", t.first, anchored.anchor + t."lastMs" * interval '1 millisecond', t.events
  FROM input t JOIN ended anchored ON anchored."runId" = t.id
  WHERE t.events IS NOT NULL
), outcomes AS (
  SELECT id, json_build_array(json_build_array(id, "lastSeq", 'finished')) AS runs,
         (SELECT row_to_json(o) FROM (SELECT /* include: outcome of h */) o) AS outcome
  FROM history h WHERE "isAwaited"
-- Materialized, or each outcome would be made twice: once for its length.
), payloads AS MATERIALIZED (
  SELECT :before::text || json_build_object('runs', runs, 'outcomes', json_build_object(id, outcome))
                       || :after::text AS whole,
         :before::text || json_build_object('runs', runs) || :after::text AS short
  FROM outcomes WHERE :channel::text IS NOT NULL
), notified AS MATERIALIZED (
  SELECT count(pg_notify(:channel::text, CASE WHEN octet_length(whole) < :most::int THEN whole ELSE short END))
  FROM payloads
)
SELECT "runId" AS id, (SELECT count FROM notified),
       (SELECT count(pg_notify(channel, payload))
        FROM unnest(:channels::text[], :payloads::text[]) AS n(channel, payload)
        WHERE (SELECT count(*) FROM ended) = (SELECT count(*) FROM input))
FROM ended
