-- The ends of the partitions of a topic.
--
--   :topicId  the topic
SELECT partition, "firstOffset"::text AS first, "nextOffset"::text AS next
FROM "TopicPartition" WHERE "topicId" = :topicId ORDER BY partition
