-- Makes a topic and its partitions; without a row there was one of this name.
--
--   :id  its id
--   :workspaceId  whose topic
--   :name  its name
--   :partitions  how many
--   :retentionHours  how long events are kept; null: for ever
WITH topic AS (
  INSERT INTO "Topic" (id, "workspaceId", name, partitions, "retentionHours")
  VALUES (:id, :workspaceId, :name, :partitions::int, :retentionHours::int)
  ON CONFLICT ("workspaceId", name) DO NOTHING RETURNING *
), logs AS (
  INSERT INTO "TopicPartition" ("topicId", partition)
  SELECT topic.id, one FROM topic, generate_series(0, topic.partitions - 1) AS one
)
SELECT id, "workspaceId", name, partitions, "retentionHours", "createdAt" FROM topic
