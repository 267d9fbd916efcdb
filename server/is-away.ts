import { PatchbayError } from "../lib/errors.ts";

/**
 * Whether a call of ours to the database failed because the way there was broken, and not for what was asked: SQLSTATE
 * classes 08 (connection), 40 (it collided with another statement), 53 (resources) and 57 (shutdown), Prisma's codes for
 * the same, the system's socket errors, and pg's own words.
 */
export function isAway(thrown: unknown): boolean {
  if (typeof thrown !== "object" || thrown === null) return false;
  const code = "code" in thrown ? String(thrown.code) : "";
  if ((/^(08|40|53|57)[0-9A-Z]{3}$/.test(code) && code !== protocolViolation) || otherCodes.has(code)) return true;
  const hasOwnWords = thrown instanceof Error && !(thrown instanceof PatchbayError);
  if (hasOwnWords && pgWords.test(thrown.message)) return true;
  return "cause" in thrown && isAway(thrown.cause);
}

const otherCodes: ReadonlySet<string> = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT"],
  ...["EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"],
  ...["P1001", "P1002", "P1008", "P1017", "P2024", "P2034"],
]);
/** What was sent was wrong, and will be wrong again. */
const protocolViolation = "08P01";
const pgWords = /Query read timeout|Connection terminated|timeout exceeded when trying to connect|is not queryable/;
