-- Deletes a topic; its partitions and their events go with it.
--
--   :id  the topic
DELETE FROM "Topic" WHERE id = :id
