-- Counting what is in the queue by a bitmap reads each row that has ended since the last vacuum, again and again; a look
-- along the index marks them, so that the next one passes them by, and ends as soon as the quota is reached. The other
-- statements of the function look for single rows.
ALTER FUNCTION "refuseRuns"(text, json) SET enable_bitmapscan TO off;
ALTER FUNCTION "refuseRuns"(text, json) SET enable_seqscan TO off;
