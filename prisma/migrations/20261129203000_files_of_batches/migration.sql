-- However a batch goes, also with its pipeline, the file that was uploaded for it follows, unless another batch or a document
-- has it, too.
CREATE FUNCTION "deleteFilesOfBatches"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "File" f USING gone g
  WHERE f.id = g.source ->> 'fileId' AND f."workspaceId" = g."workspaceId"
    AND NOT EXISTS (SELECT FROM "Batch" b WHERE b."workspaceId" = f."workspaceId" AND b.source ->> 'fileId' = f.id)
    AND NOT EXISTS (SELECT FROM "Collection" c JOIN "Document" d ON d."collectionId" = c.id
      WHERE c."workspaceId" = f."workspaceId" AND d."fileId" = f.id);
  RETURN NULL;
END $$;

CREATE TRIGGER "deleteFilesOfBatches" AFTER DELETE ON "Batch" REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION "deleteFilesOfBatches"();
