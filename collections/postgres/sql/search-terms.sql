-- Chunks by the share of the query's terms they have, 0–1, as word-index.ts ranks them in memory: Σ idf · tf / Σ idf, where
-- idf is BM25's ln(1 + (N − n + 0.5) / (n + 0.5)) (Robertson and Zaragoza 2009) and tf is times / (times + 2/3). What is a
-- part of a code in a chunk and a whole in the query counts as half a time. Any term may match: a question is not a list of
-- musts. For collections that are too large for the index in memory.
--
--   :collectionId  the collection
--   :wholes, :parts  the terms of the query, those it has by themselves and those it has only as parts of codes
--   :ids  only these chunks; null for all
--   :limit, :minScore  how many, and the least score
WITH term AS MATERIALIZED (
  SELECT term, part_weight, ('''' || escaped || '''')::tsquery AS whole, ('''/' || escaped || '''')::tsquery AS part
  FROM (
    SELECT term, part_weight, replace(replace(term, '\', '\\'), '''', '''''') AS escaped FROM (
      SELECT term, 0.5::float8 AS part_weight FROM unnest(:wholes::text[]) AS term
      UNION ALL
      SELECT term, 1 FROM unnest(:parts::text[]) AS term) AS given) AS written
), step AS MATERIALIZED (
  -- ts_rank of a word that is there k times is (1 + 1/4 + … + 1/k²) / 1.64493406685.
  SELECT array_agg(least_rank ORDER BY k) AS steps FROM (
    SELECT k, sum(1::float8 / (k * k)) OVER (ORDER BY k) / 1.64493406685 - 0.001 AS least_rank
    FROM generate_series(1, 15) AS k) AS each
), occurrence AS MATERIALIZED (
  SELECT c.id, term,
    width_bucket(ts_rank('{1,1,1,1}', c.words, whole)::float8, steps)
      + part_weight * width_bucket(ts_rank('{1,1,1,1}', c.words, part)::float8, steps) AS times
  FROM step, term JOIN "Chunk" c ON c.words @@ (whole || part) AND c."collectionId" = :collectionId
), total AS (
  SELECT count(*) AS chunks FROM "Chunk" WHERE "collectionId" = :collectionId
), weight AS MATERIALIZED (
  SELECT term, ln(1 + (chunks - n + 0.5) / (n + 0.5))::float8 AS idf FROM total, (
    SELECT term, count(occurrence.id) AS n FROM term LEFT JOIN occurrence USING (term) GROUP BY 1) AS counted
), scored AS (
  SELECT occurrence.id, sum(idf * times / (times + 2 / 3::float8)) / (SELECT sum(idf) FROM weight) AS score
  FROM occurrence JOIN weight USING (term) GROUP BY occurrence.id
)
SELECT id, least(score, 1) AS score FROM scored
WHERE score >= :minScore::float8 AND (:ids::text[] IS NULL OR id = ANY(:ids::text[]))
ORDER BY score DESC, id LIMIT :limit::int
