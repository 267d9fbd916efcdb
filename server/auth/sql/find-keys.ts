/**
 * The keys of these hashes that are valid now, each with the role that its maker has now, or its service account. That of a
 * person who has left or of an account that is disabled is not valid.
 */
export const findKeys = {
  name: "find-keys",
  text: `
    SELECT k.id, k."workspaceId", k.role, k.hash, k.rights, k.scopes, k."pipelineIds",
           coalesce(k."lastUsedAt" < now() - interval '1 minute', true) AS "isUnnoted",
           m.role AS "makerRole", mr.permissions AS "makerPermissions",
           a.id AS "accountId", a.name AS "accountName", a.role AS "accountRole", ar.permissions AS "accountPermissions"
    FROM "ApiKey" k
    LEFT JOIN "Membership" m ON k."isPersonal" AND m."workspaceId" = k."workspaceId" AND m."userId" = k."createdBy"
    LEFT JOIN "ServiceAccount" a ON a.id = k."accountId"
    LEFT JOIN "CustomRole" mr ON mr.id = m."roleId"
    LEFT JOIN "CustomRole" ar ON ar.id = a."roleId"
    WHERE k.hash = ANY(ARRAY(SELECT unnest($1::text[]))) AND k."revokedAt" IS NULL
      AND (k."expiresAt" IS NULL OR k."expiresAt" > now())
      AND (NOT k."isPersonal" OR m.role IS NOT NULL) AND (k."accountId" IS NULL OR a."disabledAt" IS NULL)`,
};

export const noteKeyUse = {
  name: "note-key-use",
  text: `UPDATE "ApiKey" SET "lastUsedAt" = now() WHERE id = $1`,
};
