-- What is known of the runs that answer: state, output, error; of their steps the passages that retrievers found, what a model
-- thought before it answered, and by which model and how the last answer ended. Parameters: workspaceId, runIds.
SELECT r.id, coalesce(q.state, r.status) AS status, r.output, r.error, s.model, s.outcome, s.reasoning, s.sources,
       f.rating, f.note
FROM "Run" r
LEFT JOIN "Queue" q ON q."runId" = r.id
LEFT JOIN "RunFeedback" f ON f."runId" = r.id
LEFT JOIN LATERAL (
  SELECT (array_agg(t.model ORDER BY t."finishedAt" DESC) FILTER (WHERE t.model IS NOT NULL))[1] AS model,
         (array_agg(t.outcome ORDER BY t."finishedAt" DESC) FILTER (WHERE t.outcome IS NOT NULL))[1] AS outcome,
         (array_agg(t.output -> 'message' ->> 'reasoning' ORDER BY t."finishedAt" DESC)
            FILTER (WHERE t.output -> 'message' ->> 'reasoning' <> ''))[1] AS reasoning,
         (json_agg(t.output -> 'documents' ORDER BY t."startedAt")
            FILTER (WHERE json_typeof(t.output -> 'documents') IN ('array', 'object'))) AS sources
  FROM "Step" t
  WHERE t."runId" = r.id AND t.status IN ('succeeded', 'failed')
) s ON true
WHERE r."workspaceId" = :workspaceId AND r.id = ANY(:runIds::text[])
