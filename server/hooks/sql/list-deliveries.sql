-- What reached a hook, newest first. The run of a delivery whose note was lost is found by its key.
--
--   :hookId  where it arrived
--   :id      only this one
--   :at      only those before this time,
--   :after   and of those at it, with a smaller id
--   :limit   how many at most
SELECT d.id, d."receivedAt", d.method, d.bytes, d."isTest", d."replayOf", d.event IS NOT NULL AS accepted, d.status, d.answer,
  coalesce(d."runId", (SELECT r.id FROM "Run" r
    WHERE r."pipelineId" = h."pipelineId" AND r."idempotencyKey" = 'delivery ' || d.id)) AS "runId",
  CASE WHEN :id::text IS NULL THEN NULL ELSE d.headers END AS headers,
  CASE WHEN :id::text IS NULL THEN NULL ELSE d.event END AS event
FROM "HookDelivery" d JOIN "Hook" h ON h.id = d."hookId"
WHERE d."hookId" = :hookId AND (:id::text IS NULL OR d.id = :id)
  AND (:at::text IS NULL OR (d."receivedAt", d.id) < ((:at::text)::timestamptz, :after))
ORDER BY d."receivedAt" DESC, d.id DESC LIMIT :limit
