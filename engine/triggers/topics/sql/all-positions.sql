-- Where the triggers that are on stand in the platform's topics, of all workspaces. A cluster of a workspace's own that does not
-- answer must not hide them.
SELECT p.partition, p.position::text AS position, o.id, o."workspaceId", o.name, o.partitions, o."retentionHours"
FROM "TriggerPartition" p
JOIN "ActiveTrigger" t ON t."pipelineId" = p."pipelineId" AND t."nodeId" = p."nodeId"
JOIN "Activation" a ON a."pipelineId" = t."pipelineId"
JOIN "Topic" o ON o."workspaceId" = a."workspaceId" AND o.name = t.settings ->> 'topic'
WHERE coalesce(t.settings ->> 'cluster', '') = ''
