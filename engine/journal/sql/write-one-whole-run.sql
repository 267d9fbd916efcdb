-- The common case of write-whole-runs.sql for a single run: it is new and ends with this batch, so none of its rows exists.
-- It promises the same: fencing, the first batch of an inline claim, a unique violation if a row exists all the same, and
-- the outcome for a caller that waits.
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
--   :status         how it ended
--   :output         its output, or
--   :error          its error
--   :isAwaited      whether a caller waits for it
--   :channel        where its end is notified then; null: it is not, by this statement,
--   :before         between which two texts,
--   :after
--   :most           and in less than how many bytes it has to fit to carry its outcome
WITH ended AS (
  DELETE FROM "Queue" q
  WHERE q."runId" = :id::text AND q.token = :token::int AND q."lastSeq" = :first::int - 1
    AND (q.worker = :worker::text OR (:isInlineClaim::boolean AND q.worker IS NULL AND q.state = 'queued'))
  RETURNING q."runId", q."cancelRequested", /* include: start of q */ AS "startedAt", /* include: anchor of q */ AS anchor
), history AS (
  UPDATE "Run" r
  SET status = :status::text, output = :output::json, error = :error::json, token = :token::int, worker = :worker::text,
      "cancelRequested" = e."cancelRequested", "lastSeq" = :lastSeq::int, "tokensIn" = :tokensIn::int,
      "tokensOut" = :tokensOut::int, "costUsd" = :costUsd::float8, "tokensPriced" = :tokensPriced::int,
      "startedAt" = e."startedAt",
      "finishedAt" = e.anchor + :lastMs::float8 * interval '1 millisecond'
  FROM ended e WHERE r.id = :id::text AND r.id = e."runId"
  RETURNING r.*, :isAwaited::boolean AS "isAwaited"
), steps AS (
  INSERT INTO "Step" (/* include: step columns */)
  SELECT /* include: step of s */
  FROM :steps::rows s JOIN ended USING ("runId")
), events AS (
  INSERT INTO "RunEvent" ("runId", seq, first, at, events)
  SELECT "runId", :lastSeq::int, :first::int, anchor + :lastMs::float8 * interval '1 millisecond', :events::json FROM ended
  WHERE :events::json IS NOT NULL
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
        FROM unnest(:channels::text[], :payloads::text[]) AS n(channel, payload))
FROM ended
