-- Keeps a request that reached a hook. No row when its sender sent it before, under the same key.
--
--   :id        of the delivery
--   :hookId    where it arrived
--   :key       by which its sender knows it; null when it has none
--   :isTest    at the test address
--   :replayOf  the delivery whose event it brings once more
--   :method    of the request
--   :headers   without secrets
--   :bytes     of its body
--   :event     what the outputs of the node get; null when it was refused
--   :status    what was answered, when it is known already,
--   :answer    and the beginning of its body
--   :keepDays  for how long it is kept
INSERT INTO "HookDelivery"
  (id, "hookId", key, "isTest", "replayOf", method, headers, bytes, event, status, answer, "expiresAt")
VALUES (:id, :hookId, :key, :isTest, :replayOf, :method, :headers::json, :bytes, :event::json, :status, :answer,
  now() + :keepDays * interval '1 day')
ON CONFLICT ("hookId", key) DO NOTHING
RETURNING id
