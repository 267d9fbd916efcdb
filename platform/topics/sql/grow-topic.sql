-- Notes that partitions were added to a topic in Kafka.
--
--   :id          the topic
--   :partitions  how many it has
UPDATE "Topic" SET partitions = :partitions::int WHERE id = :id AND partitions < :partitions::int
