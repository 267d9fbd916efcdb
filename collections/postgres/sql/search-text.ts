/**
 * Chunks by the share of the query's words they have, 0–1, rare words counting more: Σ idf · tf / Σ idf over the
 * stemmed words of the query, where idf is BM25's ln(1 + (N − n + 0.5) / (n + 0.5)) (Robertson and Zaragoza 2009) and
 * tf is ts_rank of one word scaled to 0.6 (once) … 1 (often). Any word may match: a question is not a list of musts.
 * $1 collection · $2 text · $3 limit · $4 minimum score
 */
export const searchText = {
  name: "search-text",
  text: `
    WITH word AS MATERIALIZED (
      SELECT lexeme, ('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || '''')::tsquery AS query
      FROM unnest(tsvector_to_array(to_tsvector('english', $2::text))) AS lexeme LIMIT 64
    ), occurrence AS MATERIALIZED (
      SELECT c.id, word.lexeme, 10 * ts_rank(c.words, word.query) AS tf
      FROM word JOIN "Chunk" c ON c.words @@ word.query AND c."collectionId" = $1
    ), total AS (
      SELECT count(*) AS chunks FROM "Chunk" WHERE "collectionId" = $1
    ), weight AS MATERIALIZED (
      SELECT lexeme, ln(1 + (chunks - n + 0.5) / (n + 0.5)) AS idf
      FROM total, (SELECT word.lexeme, count(occurrence.id) AS n FROM word LEFT JOIN occurrence USING (lexeme) GROUP BY 1) found
    ), scored AS (
      SELECT occurrence.id, (sum(idf * tf) / (SELECT sum(idf) FROM weight))::float8 AS score
      FROM occurrence JOIN weight USING (lexeme) GROUP BY occurrence.id
    )
    SELECT id, least(score, 1) AS score FROM scored WHERE score >= $4 ORDER BY score DESC, id LIMIT $3`,
};
