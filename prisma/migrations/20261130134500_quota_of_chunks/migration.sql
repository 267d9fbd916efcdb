-- AlterTable
ALTER TABLE "Quota" ADD COLUMN     "chunks" INTEGER;

-- What a workspace has of something that has a quota and stays: bytes, or how many. A document has its chunks from when it is
-- known how many they are, and one that has failed those that were written.
CREATE OR REPLACE FUNCTION "usedOfQuota"(asked text, kind text) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN CASE kind
    WHEN 'storageBytes' THEN (
      SELECT (SELECT coalesce(sum(bytes), 0) FROM "File" WHERE "workspaceId" = asked)
           + (SELECT coalesce(sum(d.bytes), 0) FROM "Collection" c JOIN "Document" d ON d."collectionId" = c.id
              WHERE c."workspaceId" = asked AND d."fileId" IS NULL))
    WHEN 'chunks' THEN (
      SELECT coalesce(sum(CASE d.status WHEN 'failed' THEN d."chunksDone" ELSE d."chunksTotal" END), 0)
      FROM "Collection" c JOIN "Document" d ON d."collectionId" = c.id WHERE c."workspaceId" = asked)
    WHEN 'pipelines' THEN (SELECT count(*) FROM "Pipeline" WHERE "workspaceId" = asked)
    WHEN 'activePipelines' THEN (SELECT count(*) FROM "Activation" WHERE "workspaceId" = asked)
    WHEN 'members' THEN (SELECT count(*) FROM "Membership" WHERE "workspaceId" = asked)
  END;
END $$;
