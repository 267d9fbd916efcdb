-- Takes sources that are due and on which no worker has a lease; of a workspace at most two at a time.
--
--   :count  how many
--   :leaseSeconds  how long the lease lasts
UPDATE "WebSource" s SET token = s.token + 1, attempts = s.attempts + 1, "leaseUntil" = now() + make_interval(secs => :leaseSeconds::float8)
FROM "Collection" c
WHERE c.id = s."collectionId" AND s.id IN (
  SELECT due.id FROM "WebSource" due JOIN "Collection" k ON k.id = due."collectionId"
  WHERE due."dueAt" <= now() AND (due."leaseUntil" IS NULL OR due."leaseUntil" < now())
    AND (SELECT count(*) FROM "WebSource" o JOIN "Collection" b ON b.id = o."collectionId"
         WHERE b."workspaceId" = k."workspaceId" AND o."dueAt" <= now() AND o."leaseUntil" >= now()) < 2
  ORDER BY due."dueAt" LIMIT :count::int FOR UPDATE OF due SKIP LOCKED)
RETURNING s.id, s.token, s.attempts, s."collectionId", c."workspaceId", s.kind, s.address, s.include, s.exclude,
  s."mostPages", s."mostMegabytes", s."whenGone", s.round, s."isOpen"
