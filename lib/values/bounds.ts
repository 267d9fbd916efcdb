/** Bounds of what the database can store, so that a value beyond them is refused where it comes in. */
import * as z from "zod";

/** The largest integer of a column: Postgres keeps 32 bits. */
const largestInteger = 2_147_483_647;

/** The number of a published version. */
export const VersionNumber = z.number().int().min(1).max(largestInteger);
/** How many times a draft was saved. */
export const Revision = z.number().int().min(0).max(largestInteger);

const staleCursor = "Should be the nextCursor of the page before. To start again, leave it out.";

/** A place in a list by time: `nextCursor` of the page before. */
export const TimeCursor = z
  .string()
  .regex(
    /^[1-9]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z_[A-Za-z0-9-]{1,64}$/,
    staleCursor,
  );
/** A place in a list by number. */
export const NumberCursor = z.string().regex(/^\d{1,9}$/, staleCursor);

/** The id of an event, which is its number in its run. */
export const EventId = z.string().regex(/^\d{1,9}$/, "Should be the id of an event.");

const firstYear = Date.UTC(1000, 0, 1);
const lastYear = Date.UTC(9999, 11, 31);

/** A time as Postgres reads it. Its years and offsets end before those of ISO 8601; what lies beyond is before or after all. */
export function timestampOf(time: string): string {
  const at = new Date(time);
  if (at.getTime() < firstYear) return "-infinity";
  return at.getTime() > lastYear ? "infinity" : at.toISOString();
}
