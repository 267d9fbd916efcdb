-- A row when a workspace has no room for so much more of something: how much its quota allows, and how much of it is used.
-- Others that ask for the same wait until the transaction has ended.
--
--   :workspaceId  the workspace
--   :quota        of what: a StockQuota (lib/access/quotas.ts)
--   :more         how much more
SELECT most::float8, used::float8 FROM "noRoomFor"(:workspaceId, :quota, CAST(:more::float8 AS bigint))
