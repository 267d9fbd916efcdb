import type pg from "pg";
import { sha256 } from "../../../platform/ids.ts";

/**
 * The group in which the workers of this database consume wake-ups. Two Patchbays on one Kafka each have their own, or
 * one would consume the wake-ups of the other.
 */
export async function groupNameOf(pool: pg.Pool): Promise<string> {
  const { rows: names } = await pool.query<{ name: string }>("SELECT current_database() AS name");
  // Not every hosted Postgres lets all roles read its identity; then the database's name has to do.
  const identity = await pool
    .query<{ id: string }>("SELECT system_identifier::text AS id FROM pg_control_system()")
    .then(({ rows }) => rows[0]?.id ?? "")
    .catch(() => "");
  return `patchbay.workers.${sha256(`${identity} ${names[0]?.name}`).slice(0, 12)}`;
}
