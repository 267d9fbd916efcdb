-- Begins a round: the pages that are listed wait to be visited. No row: another worker has the source now.
--
--   :id, :token  the source, and the number that came with the claim
--   :pages  JSON: a list of id and address, in order
WITH source AS (
  UPDATE "WebSource" SET round = round + 1, "isOpen" = true, attempts = 1, error = NULL
  WHERE id = :id AND token = :token::int AND NOT "isOpen" RETURNING id, round
), listed AS (
  INSERT INTO "WebPage" (id, "sourceId", address, position, "listedIn")
  SELECT given.id, source.id, given.address, given.position, source.round
  FROM source, json_to_recordset(:pages::json) AS given(id text, address text, position int)
  ON CONFLICT ("sourceId", address) DO UPDATE SET position = excluded.position, "listedIn" = excluded."listedIn"
)
SELECT round FROM source
