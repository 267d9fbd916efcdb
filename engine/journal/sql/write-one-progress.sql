-- The common case of write-progress.sql in which a single run continues. It promises the same: fencing, the first batch of
-- an inline claim, and notifying with the commit. With its numbers as parameters instead of a list of one, and without what
-- keeps many runs apart, it takes Postgres a tenth of a millisecond less; a run whose steps wait for the disk one after the
-- other pays that each time.
--
--   :steps          its steps
--   :id             the run
--   :token          the worker's right to write: its token,
--   :worker         its name,
--   :first          and the seq of the batch's first event
--   :lastSeq        the seq of its last event
--   :tokensIn       tokens of models so far
--   :tokensOut
--   :costUsd        US dollars of those whose price is known,
--   :tokensPriced   and how many these are
--   :isInlineClaim  whether it has to claim its run as well
--   :runStartedAgo  how many milliseconds ago the tenure began
--   :anchor         the time from which it counts, in milliseconds since 1970; null for an inline claim: the run's start
--   :lastMs         the time of the batch's last event, in milliseconds since the anchor; those of steps are too
--   :events         the batch's events; null: none
--   :channels       what to NOTIFY with the commit when it is written: channels,
--   :payloads       and what goes on each
WITH progressed AS (
  UPDATE "Queue" q
  SET "lastSeq" = :lastSeq::int, "tokensIn" = :tokensIn::int, "tokensOut" = :tokensOut::int,
      "costUsd" = :costUsd::float8, "tokensPriced" = :tokensPriced::int, state = 'running',
      worker = :worker::text,
      "startedAt" = /* include: start of q */,
      "dueAt" = CASE WHEN q.state = 'queued' OR q."dueAt" < now() + interval '8 seconds'
                          THEN now() + interval '15 seconds' ELSE q."dueAt" END
  WHERE q."runId" = :id::text AND q.token = :token::int AND q."lastSeq" = :first::int - 1
    AND (q.worker = :worker::text OR (:isInlineClaim::boolean AND q.worker IS NULL AND q.state = 'queued'))
  RETURNING q."runId", /* include: anchor of q */ AS anchor
), steps AS (
  INSERT INTO "Step" (/* include: step columns */)
  SELECT /* include: step of s */
  FROM :steps::rows s JOIN progressed USING ("runId")
  ON CONFLICT ("runId", "nodeId", iteration) DO UPDATE SET /* include: later step */
), events AS (
  INSERT INTO "RunEvent" ("runId", seq, first, at, events)
  SELECT "runId", :lastSeq::int, :first::int, anchor + :lastMs::float8 * interval '1 millisecond', :events::json
  FROM progressed
  WHERE :events::json IS NOT NULL
  ON CONFLICT DO NOTHING
)
SELECT "runId" AS id,
       (SELECT count(pg_notify(channel, payload))
        FROM unnest(:channels::text[], :payloads::text[]) AS n(channel, payload))
FROM progressed
