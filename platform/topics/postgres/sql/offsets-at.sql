-- In each partition of a topic, the offset of the first event of a time or later; the next one where there is none.
--
--   :topicId  the topic
--   :timestamp  the time, in milliseconds since 1970
SELECT p.partition, coalesce((
  SELECT min(e."offset") FROM "TopicEvent" e
  WHERE e."topicId" = p."topicId" AND e.partition = p.partition AND e.timestamp >= to_timestamp(:timestamp::float8 / 1000)
), p."nextOffset")::text AS "offset"
FROM "TopicPartition" p WHERE p."topicId" = :topicId ORDER BY p.partition
