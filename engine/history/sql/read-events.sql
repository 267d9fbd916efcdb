-- Journal batches of runs that have events after a seq in each: for many readers at once, by their number in the lists. The
-- batch around that seq is among them.
--
--   :runIds  the run of each reader
--   :after   the seq of each
--   :limit   batches for one reader
SELECT asked.number::int - 1 AS number, p.seq, p.first, p.at, p.events
FROM unnest(:runIds::text[], :after::int[]) WITH ORDINALITY AS asked("runId", after, number),
     LATERAL (SELECT seq, first, at, events FROM "RunEvent" e
              WHERE e."runId" = asked."runId" AND e.seq > asked.after ORDER BY e.seq LIMIT :limit) p
ORDER BY number, p.seq
