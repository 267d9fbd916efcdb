/**
 * Keeps messages in the log and notifies listeners. The publisher holds each topic's lock until it commits, so ids grow in
 * commit order. The commit does not wait for the disk: a message only says where to look, and the sweep finds what a crash of
 * the database may lose of the last moments.
 */
export const publishLogged = {
  name: "broker-publish",
  text: `
    WITH sent AS (
      SELECT * FROM ROWS FROM (json_to_recordset($1::json) AS (topic text, key text, value json))
        WITH ORDINALITY AS x(topic, key, value, place)
    ), locks AS MATERIALIZED (
      SELECT pg_advisory_xact_lock(7428190, hashtext(topic)) FROM (SELECT DISTINCT topic FROM sent ORDER BY topic) each
    ), kept AS (
      INSERT INTO "BrokerMessage" (topic, key, value)
      SELECT topic, key, coalesce(value, 'null') FROM sent WHERE (SELECT count(*) FROM locks) > 0 ORDER BY place
      RETURNING id
    )
    SELECT array_agg(id ORDER BY id) AS ids, set_config('synchronous_commit', 'off', true),
           (SELECT count(pg_notify(channel, payload)) FROM unnest($2::text[], $3::text[]) AS n(channel, payload))
    FROM kept`,
};

/** Notifies listeners and keeps nothing. */
export const notify = {
  name: "broker-notify",
  text: `SELECT count(pg_notify(channel, payload)) FROM unnest($1::text[], $2::text[]) AS n(channel, payload)`,
};

export const readMessages = {
  name: "broker-read",
  text: `SELECT topic, key, value FROM "BrokerMessage" WHERE id = ANY($1::bigint[]) ORDER BY id`,
};

/** A group that is new to a topic begins with what is sent from now on. */
export const joinGroup = {
  name: "broker-join",
  text: `
    INSERT INTO "BrokerOffset" (topic, "group", position)
    SELECT t.topic, $2, coalesce((SELECT max(id) FROM "BrokerMessage" m WHERE m.topic = t.topic), 0)
    FROM unnest($1::text[]) AS t(topic)
    ON CONFLICT DO NOTHING`,
};

/**
 * Removes what every group has handled a minute ago. What no group reads stays an hour for late joiners, dead letters a
 * month; a group that has not moved for a week holds nothing back.
 */
export const trim = {
  name: "broker-trim",
  text: `
    WITH groups AS (
      SELECT topic, min(position) AS position FROM "BrokerOffset"
      WHERE "updatedAt" > now() - interval '7 days' GROUP BY topic
    ), old AS (
      SELECT m.id FROM "BrokerMessage" m LEFT JOIN groups g USING (topic)
      WHERE m."createdAt" < now() - interval '1 minute'
        AND (m.id <= g.position
             OR (g.position IS NULL AND m.topic <> $1 AND m."createdAt" < now() - interval '1 hour')
             OR m."createdAt" < now() - interval '30 days')
      ORDER BY m.id LIMIT 10000 FOR UPDATE OF m SKIP LOCKED
    )
    DELETE FROM "BrokerMessage" WHERE id IN (SELECT id FROM old)`,
};
