-- Turns are looked up by a file that came with them; most have none.
CREATE INDEX "ChatTurn_files_idx" ON "ChatTurn" USING GIN ((files::jsonb) jsonb_path_ops) WHERE files::text <> '[]';

-- Whether a document, a batch, a conversation other than this one, or the draft of a pipeline (as a default, or pinned) has the file.
CREATE FUNCTION "fileIsUsed"(asked text, workspace text, besides text) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN EXISTS (
      SELECT FROM "Collection" c JOIN "Document" d ON d."collectionId" = c.id
      WHERE c."workspaceId" = workspace AND d."fileId" = asked)
    OR EXISTS (SELECT FROM "Batch" b WHERE b."workspaceId" = workspace AND b.source ->> 'fileId' = asked)
    OR EXISTS (
      SELECT FROM "ChatTurn" t JOIN "Conversation" c ON c.id = t."conversationId"
      WHERE t.files::text <> '[]' AND t.files::jsonb @> jsonb_build_array(jsonb_build_object('id', asked))
        AND c."workspaceId" = workspace AND c.id IS DISTINCT FROM besides)
    OR EXISTS (SELECT FROM "Pipeline" p WHERE p."workspaceId" = workspace AND position(asked IN p.draft::text) > 0);
END $$;

-- However a conversation goes, also with its pipeline, the files that came with its messages follow, unless something else has
-- them, or a run that is not finished and answers none of its messages.
CREATE FUNCTION "deleteFilesOfConversation"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "File" f
  WHERE f."workspaceId" = OLD."workspaceId"
    AND f.id IN (
      SELECT file ->> 'id' FROM "ChatTurn" t, json_array_elements(t.files) file WHERE t."conversationId" = OLD.id)
    AND NOT "fileIsUsed"(f.id, OLD."workspaceId", OLD.id)
    AND NOT EXISTS (
      SELECT FROM "Queue" q JOIN "Run" r ON r.id = q."runId"
      WHERE q."workspaceId" = OLD."workspaceId" AND r."parentId" IS NULL AND position(f.id IN r.input::text) > 0
        AND NOT EXISTS (SELECT FROM "ChatTurn" t WHERE t."runId" = r.id AND t."conversationId" = OLD.id));
  RETURN OLD;
END $$;

CREATE TRIGGER "deleteFilesOfConversation" BEFORE DELETE ON "Conversation"
  FOR EACH ROW EXECUTE FUNCTION "deleteFilesOfConversation"();

-- A batch's file may have been sent in a chat, too.
CREATE OR REPLACE FUNCTION "deleteFilesOfBatches"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "File" f USING gone g
  WHERE f.id = g.source ->> 'fileId' AND f."workspaceId" = g."workspaceId"
    AND NOT "fileIsUsed"(f.id, f."workspaceId", NULL);
  RETURN NULL;
END $$;
