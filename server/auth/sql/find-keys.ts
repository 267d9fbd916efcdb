/** The keys of these hashes that are valid now. */
export const findKeys = {
  name: "find-keys",
  text: `
    SELECT id, "workspaceId", role, hash, coalesce("lastUsedAt" < now() - interval '1 minute', true) AS "isUnnoted"
    FROM "ApiKey"
    WHERE hash = ANY(ARRAY(SELECT unnest($1::text[]))) AND "revokedAt" IS NULL AND ("expiresAt" IS NULL OR "expiresAt" > now())`,
};

export const noteKeyUse = {
  name: "note-key-use",
  text: `UPDATE "ApiKey" SET "lastUsedAt" = now() WHERE id = $1`,
};
