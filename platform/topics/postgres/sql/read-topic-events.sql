-- Events of a topic from an offset on in each partition, in order.
--
--   :topicId  the topic
--   :partitions  which partitions
--   :offsets  the first offset in each
--   :limit  how many of each at most
--   :bytes  and up to the event with which so many bytes of each are reached
SELECT e.partition, e."offset"::text AS "offset", e.key, e.value, e.headers, e.timestamp
FROM unnest(:partitions::int[], :offsets::text[]) AS asked(partition, "offset") CROSS JOIN LATERAL (
  SELECT e.*, sum(e.size) OVER (ORDER BY e."offset") - e.size AS before FROM (
    SELECT e.*, coalesce(octet_length(e.key), 0) + coalesce(octet_length(e.value), 0) + octet_length(e.headers::text) AS size
    FROM "TopicEvent" e
    WHERE e."topicId" = :topicId AND e.partition = asked.partition AND e."offset" >= asked."offset"::bigint
    ORDER BY e."offset" LIMIT :limit::int
  ) e
) e
WHERE e.before < :bytes::int
ORDER BY e.partition, e."offset"
