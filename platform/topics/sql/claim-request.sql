-- Keeps which request an idempotency key stands for, and answers with the one that had it first.
--
--   :id  the key
--   :request  {digest}
INSERT INTO "Effect" AS e (id, result) VALUES (:id, :request::json)
ON CONFLICT (id) DO UPDATE SET result = e.result
RETURNING result ->> 'digest' AS digest
