-- Events of a topic from an offset on in each partition, in order.
--
--   :topicId  the topic
--   :partitions  which partitions
--   :offsets  the first offset in each
--   :limit  how many of each at most
SELECT e.partition, e."offset"::text AS "offset", e.key, e.value, e.headers, e.timestamp
FROM unnest(:partitions::int[], :offsets::text[]) AS asked(partition, "offset") CROSS JOIN LATERAL (
  SELECT * FROM "TopicEvent" e
  WHERE e."topicId" = :topicId AND e.partition = asked.partition AND e."offset" >= asked."offset"::bigint
  ORDER BY e."offset" LIMIT :limit::int
) e
ORDER BY e.partition, e."offset"
