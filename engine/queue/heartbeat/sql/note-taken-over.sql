-- Records whose runs were taken over, and how many.
--
--   :workers  workers whose leases had expired
--   :counts   how many runs were taken over from each
UPDATE "Worker" w SET "takenOver" = w."takenOver" + t.count
FROM unnest(:workers::text[], :counts::int[]) AS t(id, count) WHERE w.id = t.id
