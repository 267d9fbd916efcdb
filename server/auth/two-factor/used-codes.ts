import type { Database } from "../../../platform/database/db.ts";
import { sha256 } from "../../../platform/ids.ts";
import { Prisma } from "../../../prisma/generated/client.ts";

/** Longer than an authenticator's code is taken: three half minutes, and clocks that differ. */
const keptMs = 5 * 60_000;

type Code = { userId: string; code: string };

/** False when this code was used a moment ago: who looks over a shoulder must not sign in with it as well. */
export async function claimCode(prisma: Database, { userId, code }: Code): Promise<boolean> {
  await prisma.usedCode.deleteMany({ where: { userId, usedAt: { lt: new Date(Date.now() - keptMs) } } });
  try {
    await prisma.usedCode.create({ data: { userId, codeHash: hashOf({ userId, code }) } });
    return true;
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") return false;
    throw error;
  }
}

/** It was wrong, or came too late: that used nothing. */
export async function releaseCode(prisma: Database, { userId, code }: Code): Promise<void> {
  await prisma.usedCode.deleteMany({ where: { userId, codeHash: hashOf({ userId, code }) } });
}

const hashOf = ({ userId, code }: Code) => sha256(`${userId} ${code}`);
