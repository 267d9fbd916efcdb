-- Writes the batches of many runs in one statement: everything that batches can hold. It answers the runs whose batches are
-- written; the worker has lost the others, of which nothing is written.
--
-- Fencing: a batch is written only while the worker owns the run. Owned means: the queue row carries the worker's token and
-- name (so a claim that a crash of the database has undone can never be mistaken for a later one), and its lastSeq is where
-- this batch begins or, when the same batch is sent again because the answer was lost, where it ends.
-- First batch: that of an inline claim (engine/queue/inline-claim.ts) finds the row as it was inserted, queued and with the
-- token it was inserted with, and gives it the worker's name and a lease. A worker that has claimed the run meanwhile has
-- left another token there, and a repeated wake-up finds another worker's name.
-- End: the row leaves the queue, and the history is complete. A run that waits is put back without a worker.
-- Notify: with the commit, and only when all batches are written: no watcher is told of what was not.
--
--   :runs      the batches (write-batches.ts), each with the right to write of the worker: its token and name, and the seqs
--              of its first and last event; `isInlineClaim` when it has to claim its run as well, `again` when it is sent
--              a second time. Their times, as those of steps, are in milliseconds since the anchor; that of an inline claim
--              is the run's start
--   :steps     the steps of all batches
--   :channels  what to NOTIFY with the commit when all of it is written: channels,
--   :payloads  and what goes on each
--   :blobs     large values that rows name
--   :approvals requests for approval, new or withdrawn
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
), owned AS (
  SELECT "runId", anchor FROM ended UNION ALL SELECT "runId", anchor FROM progressed
), steps AS (
  INSERT INTO "Step" (/* include: step columns */)
  SELECT /* include: step of s */
  FROM :steps::rows s JOIN owned USING ("runId")
  ON CONFLICT ("runId", "nodeId", iteration) DO UPDATE SET /* include: later step */
), events AS (
  INSERT INTO "RunEvent" ("runId", seq, first, at, events)
  SELECT t.id, t."lastSeq", t.first, anchored.anchor + t."lastMs" * interval '1 millisecond', t.events
  FROM input t JOIN owned anchored ON anchored."runId" = t.id
  WHERE t.events IS NOT NULL
  ON CONFLICT DO NOTHING
), blobs AS (
  INSERT INTO "Blob" (id, "workspaceId", bytes, data)
  SELECT b.id, b."workspaceId", b.bytes, b.data
  FROM json_to_recordset(:blobs::json) AS b(id text, "workspaceId" text, bytes int, data json)
  ON CONFLICT DO NOTHING
), approvals AS (
  INSERT INTO "Approval" (id, "runId", "workspaceId", "nodeId", iteration, status, title, message, "expiresAt")
  SELECT a.id, a."runId", a."workspaceId", a."nodeId", a.iteration, a.status, a.title, a.message,
         now() + a."expiresMs" * interval '1 millisecond'
  FROM json_to_recordset(:approvals::json) AS a(id text, "runId" text, "workspaceId" text, "nodeId" text, iteration text,
                                                status text, title text, message text, "expiresMs" float8)
  JOIN owned USING ("runId")
  ON CONFLICT ("runId", "nodeId", iteration) DO UPDATE SET status = EXCLUDED.status
  WHERE "Approval".status = 'waiting' AND EXCLUDED.status = 'cancelled'
)
SELECT "runId" AS id,
       (SELECT count(pg_notify(channel, payload))
        FROM unnest(:channels::text[], :payloads::text[]) AS n(channel, payload)
        WHERE (SELECT count(*) FROM owned) = (SELECT count(*) FROM input))
FROM owned
