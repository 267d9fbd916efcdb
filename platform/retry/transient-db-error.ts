import { PatchbayError } from "../../lib/errors.ts";

/**
 * Whether a database call failed for a reason that passes, and not for what was asked: SQLSTATE classes 08 (connection),
 * 40 (transaction rollback), 53 (resources) and 57 (shutdown), a database that takes no writes or cannot read its disk for the
 * moment, Prisma's codes for the same, the system's socket errors, and pg's own messages.
 */
export function isTransientDbError(thrown: unknown): boolean {
  if (typeof thrown !== "object" || thrown === null) return false;
  // What Postgres said stands beside what Prisma makes of it.
  const code = "originalCode" in thrown ? String(thrown.originalCode) : "code" in thrown ? String(thrown.code) : "";
  if ((/^(08|40|53|57)[0-9A-Z]{3}$/.test(code) && code !== protocolViolation) || otherCodes.has(code)) return true;
  const hasOwnMessage = thrown instanceof Error && !(thrown instanceof PatchbayError);
  if (hasOwnMessage && pgMessages.test(thrown.message)) return true;
  return ("cause" in thrown && isTransientDbError(thrown.cause)) || ("meta" in thrown && isOfAdapter(thrown.meta));
}

/** Prisma keeps what Postgres said, where it has no code of its own for it, in the error's `meta`. */
function isOfAdapter(meta: unknown): boolean {
  return (
    typeof meta === "object" &&
    meta !== null &&
    "driverAdapterError" in meta &&
    isTransientDbError(meta.driverAdapterError)
  );
}

const otherCodes: ReadonlySet<string> = new Set([
  // A database whose disk is full is made read-only where others host it, and so is one that a standby replaces.
  ...["25006", "58030"],
  ...["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT"],
  ...["EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"],
  ...["P1001", "P1002", "P1008", "P1017", "P2024", "P2034", "P2037"],
]);
/** What was sent was wrong, and will be wrong again. */
const protocolViolation = "08P01";
const pgMessages =
  /Query read timeout|timeout expired|Connection terminated|timeout exceeded when trying to connect|is not queryable/;
