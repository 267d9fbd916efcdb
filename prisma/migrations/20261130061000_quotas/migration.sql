-- CreateTable
CREATE TABLE "Quota" (
    "workspaceId" TEXT NOT NULL,
    "runsPerDay" INTEGER,
    "runsAtOnce" INTEGER,
    "storageBytes" BIGINT,
    "pipelines" INTEGER,
    "activePipelines" INTEGER,
    "members" INTEGER,
    "day" DATE,
    "dayRuns" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Quota_pkey" PRIMARY KEY ("workspaceId")
);

-- AddForeignKey
ALTER TABLE "Quota" ADD CONSTRAINT "Quota_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- DropIndex
DROP INDEX "File_workspaceId_idx";

-- CreateIndex
CREATE INDEX "File_workspaceId_bytes_idx" ON "File"("workspaceId", "bytes");

-- Documents that runs add have no file.
CREATE INDEX "Document_without_file_idx" ON "Document"("collectionId", "bytes") WHERE "fileId" IS NULL;

-- Which of the runs that are about to be inserted a workspace has no room for, each with the reason: the narrowest quota, how
-- much it allows, how much of it is used, and in how many milliseconds it is worth trying again. The others are counted. Holds
-- the quota's row until the transaction ends, so that the one that asks next sees what was accepted now: each statement of a
-- volatile function has a snapshot of its own, taken after the lock. What has its run already, or will not be inserted, takes
-- no room, and neither do child runs.
CREATE FUNCTION "refuseRuns"(asked text, runs json, OUT id text, OUT over json)
RETURNS SETOF record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  q "Quota"%ROWTYPE;
  today date;
  started integer := 0;
  unfinished integer;
  free integer;
  reason json;
  ids text[];
  places bigint[];
BEGIN
  SELECT * INTO q FROM "Quota" WHERE "workspaceId" = asked FOR NO KEY UPDATE;
  IF q."runsPerDay" IS NULL AND q."runsAtOnce" IS NULL THEN
    RETURN;
  END IF;
  -- A clock that was put back begins no day anew.
  today := greatest((clock_timestamp() AT TIME ZONE 'UTC')::date, q.day);
  IF q."runsPerDay" IS NOT NULL THEN
    started := CASE WHEN q.day = today THEN q."dayRuns" ELSE 0 END;
    free := greatest(0, q."runsPerDay" - started);
    reason := json_build_object('quota', 'runsPerDay', 'most', q."runsPerDay", 'used', started, 'retryMs',
      extract(epoch FROM ((today + 1)::timestamp AT TIME ZONE 'UTC') - clock_timestamp()) * 1000);
  END IF;
  IF q."runsAtOnce" IS NOT NULL THEN
    SELECT count(*) INTO unfinished
    FROM (SELECT 1 FROM "Queue" WHERE "workspaceId" = asked AND "parentId" IS NULL LIMIT q."runsAtOnce") few;
    IF free IS NULL OR q."runsAtOnce" - unfinished < free THEN
      free := greatest(0, q."runsAtOnce" - unfinished);
      reason := json_build_object(
        'quota', 'runsAtOnce', 'most', q."runsAtOnce", 'used', unfinished, 'retryMs', 1000);
    END IF;
  END IF;
  -- Runs under one key are one run.
  SELECT array_agg(fresh.id), array_agg(fresh.place) INTO ids, places
  FROM (
    SELECT a.id, dense_rank() OVER (ORDER BY a."pipelineId", coalesce(a."idempotencyKey", a.id)) AS place
    FROM json_to_recordset(runs) AS a(
      id text, "workspaceId" text, "pipelineId" text, "idempotencyKey" text, "parentId" text, "keyProof" text)
    WHERE a."workspaceId" = asked AND a."parentId" IS NULL
      AND (SELECT p.id FROM "Pipeline" p WHERE p.id = a."pipelineId" AND p."workspaceId" = asked) IS NOT NULL
      AND (a."keyProof" IS NULL OR (
        SELECT k.id || '.' || k.rights FROM "ApiKey" k
        WHERE k.id = split_part(a."keyProof", '.', 1) AND k."revokedAt" IS NULL
          AND (k."expiresAt" IS NULL OR k."expiresAt" > now())) = a."keyProof")
      AND (SELECT r.id FROM "Run" r WHERE r.id = a.id) IS NULL
      AND (SELECT r.id FROM "Run" r
           WHERE r."pipelineId" = a."pipelineId" AND r."idempotencyKey" = a."idempotencyKey") IS NULL
  ) fresh;
  IF q."runsPerDay" IS NOT NULL AND ids IS NOT NULL THEN
    UPDATE "Quota" SET day = today, "dayRuns" = started + least(free, (SELECT max(place) FROM unnest(places) place))
    WHERE "workspaceId" = asked;
  END IF;
  RETURN QUERY SELECT u.id, reason FROM unnest(ids, places) AS u(id, place) WHERE u.place > free;
END $$;

-- What a workspace has of something that has a quota and stays: bytes, or how many.
CREATE FUNCTION "usedOfQuota"(asked text, kind text) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN CASE kind
    WHEN 'storageBytes' THEN (
      SELECT (SELECT coalesce(sum(bytes), 0) FROM "File" WHERE "workspaceId" = asked)
           + (SELECT coalesce(sum(d.bytes), 0) FROM "Collection" c JOIN "Document" d ON d."collectionId" = c.id
              WHERE c."workspaceId" = asked AND d."fileId" IS NULL))
    WHEN 'pipelines' THEN (SELECT count(*) FROM "Pipeline" WHERE "workspaceId" = asked)
    WHEN 'activePipelines' THEN (SELECT count(*) FROM "Activation" WHERE "workspaceId" = asked)
    WHEN 'members' THEN (SELECT count(*) FROM "Membership" WHERE "workspaceId" = asked)
  END;
END $$;

-- Answers a row when a workspace has no room for so much more of something: how much is allowed, and how much is used. With a
-- quota it holds a lock until the transaction ends, as refuseRuns does, and another one, so that no long upload keeps runs
-- waiting.
CREATE FUNCTION "noRoomFor"(asked text, kind text, more bigint, OUT most bigint, OUT used bigint)
RETURNS SETOF record LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  most := (SELECT (to_jsonb(q) ->> kind)::bigint FROM "Quota" q WHERE "workspaceId" = asked);
  IF most IS NULL THEN
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('quota ' || kind || ' ' || asked, 0));
  most := (SELECT (to_jsonb(q) ->> kind)::bigint FROM "Quota" q WHERE "workspaceId" = asked);
  used := "usedOfQuota"(asked, kind);
  IF used + more > most THEN
    RETURN NEXT;
  END IF;
END $$;

-- How many runs a workspace has of this day (of UTC); those that were deleted are not among them.
CREATE FUNCTION "startedToday"(asked text) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT count(*)::int FROM "Run"
  WHERE "workspaceId" = asked AND "parentId" IS NULL
    AND "createdAt" >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
$$;
