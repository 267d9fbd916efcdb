-- The common case of write-journal.sql in which all runs continue or wait, with neither large values nor approvals. It
-- promises the same: fencing, the first batch of an inline claim, and notifying with the commit. Each part of a statement
-- costs Postgres something to start, and this one leaves out what these batches do not need.
--
--   :runs      the batches (write-batches.ts), each with the right to write of the worker: its token and name, and the seqs
--              of its first and last event; `isInlineClaim` when it has to claim its run as well, `again` when it is sent
--              a second time. Their times, as those of steps, are in milliseconds since the anchor; that of an inline claim
--              is the run's start
--   :steps     the steps of all batches
--   :channels  what to NOTIFY with the commit when all of it is written: channels,
--   :payloads  and what goes on each
WITH input AS (
  SELECT * FROM :runs::rows x
), progressed AS (
  UPDATE "Queue" q
  SET "lastSeq" = t."lastSeq", "tokensIn" = t."tokensIn", "tokensOut" = t."tokensOut",
      "costUsd" = t."costUsd", "tokensPriced" = t."tokensPriced",
      state = coalesce(t.status, 'running'), worker = CASE WHEN t.status IS NULL THEN t.worker END,
      "startedAt" = /* include: start of q and t */,
      "dueAt" = CASE WHEN t.status IS NULL
                       THEN CASE WHEN q.state = 'queued' OR q."dueAt" < now() + interval '8 seconds'
                              THEN now() + interval '15 seconds' ELSE q."dueAt" END
                     -- Something it may wait for has happened since the claim, so it is due again at once.
                     WHEN q.wakes <> t.wakes OR q."cancelRequested" THEN q."createdAt"
                     ELSE coalesce(now() + t."waitMs" * interval '1 millisecond', 'infinity') END
  FROM input t
  WHERE q."runId" = ANY(ARRAY(SELECT id FROM input)) AND q."runId" = t.id
    AND q.token = t.token
    AND (q.worker = t.worker OR (t."isInlineClaim" AND q.worker IS NULL AND q.state = 'queued'))
    AND (q."lastSeq" = t.first - 1 OR (t.again AND q."lastSeq" = t."lastSeq"))
    AND (t.status IS NULL OR t.status = 'waiting')
  RETURNING q."runId", /* include: anchor of q and t */ AS anchor
), steps AS (
  INSERT INTO "Step" (/* include: step columns */)
  SELECT /* include: step of s */
  FROM :steps::rows s JOIN progressed USING ("runId")
  ON CONFLICT ("runId", "nodeId", iteration) DO UPDATE SET /* include: later step */
), events AS (
  INSERT INTO "RunEvent" ("runId", seq, first, at, events)
  SELECT t.id, t."lastSeq", t.first, anchored.anchor + t."lastMs" * interval '1 millisecond', t.events
  FROM input t JOIN progressed anchored ON anchored."runId" = t.id
  WHERE t.events IS NOT NULL
  ON CONFLICT DO NOTHING
)
SELECT "runId" AS id,
       (SELECT count(pg_notify(channel, payload))
        FROM unnest(:channels::text[], :payloads::text[]) AS n(channel, payload)
        WHERE (SELECT count(*) FROM progressed) = (SELECT count(*) FROM input))
FROM progressed
