import { makeRateLimit, type RateLimit } from "../../limits/rate-limits.ts";
import { limitMiddleware } from "../trpc.ts";
import { requireUser } from "./require-user.ts";

const minute = 60_000;

/** How often one address may try each endpoint that needs no session. */
const limits = {
  invitations: { max: 20, windowMs: minute },
  approvals: { max: 120, windowMs: minute },
  forms: { max: 240, windowMs: minute },
  share: { max: 240, windowMs: minute },
} as const;

/** A guesser of tokens is stopped by 256 bits; this stops the noise he makes. */
export function perIp(name: keyof typeof limits) {
  const limit = makeRateLimit(limits[name]);
  return limitMiddleware((ctx) => limit(ctx.ip));
}

/** How often one person may try to change their password: an open session must not allow guessing it. */
export const perPerson = () => {
  const limit = makeRateLimit({ max: 10, windowMs: minute });
  return limitMiddleware((ctx) => limit(requireUser(ctx).id));
};

/** Runs of one share link: strangers spend the owner's models. */
export const shareRuns: RateLimit = makeRateLimit({ max: 20, windowMs: minute });

/** Of these, what one visitor of a chat and one address may take: the others come to speak, too. */
const visitorRuns: RateLimit = makeRateLimit({ max: 10, windowMs: minute });
const addressRuns: RateLimit = makeRateLimit({ max: 15, windowMs: minute });

/** What was refused counts for no one else. `visitor` is the hash of a browser and the link. */
export function chatRuns({ linkId, visitor, ip }: { linkId: string; visitor: string; ip: string }): void {
  visitorRuns(visitor);
  addressRuns(`${linkId} ${ip}`);
  shareRuns(linkId);
}
