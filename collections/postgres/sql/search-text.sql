-- Chunks by the share of the query's words and codes they have, 0–1, rare ones counting more: Σ idf · tf / Σ idf over the
-- stemmed words and the codes of the query, where idf is BM25's ln(1 + (N − n + 0.5) / (n + 0.5)) (Robertson and Zaragoza
-- 2009) and tf is ts_rank of one word scaled to 0.6 (once) … 1 (often). Any of them may match: a question is not a list of
-- musts. For collections that are too large for the index in memory (word-index.ts), and chunks in them of which a former
-- release has written the words; the others are found by search-terms.sql.
--
--   :collectionId  the collection
--   :text  the query
--   :codes  its codes (terms.ts `codesOf`)
--   :ids  only these chunks; null for all
--   :limit, :minScore  how many, and the least score
WITH term AS MATERIALIZED (
  SELECT is_code, lexeme, ('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''')::tsquery AS query FROM (
    (SELECT false AS is_code, lexeme FROM unnest(tsvector_to_array(to_tsvector('english', :text::text))) AS lexeme LIMIT 64)
    UNION ALL
    SELECT true, code FROM unnest(:codes::text[]) AS code) AS found
), occurrence AS MATERIALIZED (
  SELECT c.id, is_code, lexeme, 10 * ts_rank(c.words, term.query) AS tf
  FROM term JOIN "Chunk" c ON c.words @@ term.query AND c."collectionId" = :collectionId
  WHERE NOT is_code
  UNION ALL
  SELECT c.id, is_code, lexeme, 0.6
  FROM term JOIN "Chunk" c ON patchbay_codes(coalesce(c.metadata ->> 'heading', '') || ' ' || c.text) @@ term.query
    AND c."collectionId" = :collectionId
  WHERE is_code
), total AS (
  SELECT count(*) AS chunks FROM "Chunk" WHERE "collectionId" = :collectionId
), weight AS MATERIALIZED (
  SELECT is_code, lexeme, ln(1 + (chunks - n + 0.5) / (n + 0.5)) AS idf
  FROM total, (
    SELECT is_code, lexeme, count(occurrence.id) AS n FROM term LEFT JOIN occurrence USING (is_code, lexeme) GROUP BY 1, 2
  ) AS found
), scored AS (
  SELECT occurrence.id, (sum(idf * tf) / (SELECT sum(idf) FROM weight))::float8 AS score
  FROM occurrence JOIN weight USING (is_code, lexeme) GROUP BY occurrence.id
)
SELECT id, least(score, 1) AS score FROM scored
WHERE score >= :minScore::float8 AND (:ids::text[] IS NULL OR id = ANY(:ids::text[]))
ORDER BY score DESC, id LIMIT :limit::int
