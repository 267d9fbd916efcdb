import * as z from "zod";

const Refusal = z.object({ message: z.string().min(1) });
export type SecondFactorAnswer = { said: unknown; problem?: undefined } | { problem: string };

/** Asks the part of the sign-in that concerns the second factor. */
export async function askSecondFactor(
  what: "enable" | "verify-totp" | "verify-backup-code" | "disable" | "generate-backup-codes",
  body: { code?: string; password?: string },
): Promise<SecondFactorAnswer> {
  try {
    const answer = await fetch(`/api/auth/two-factor/${what}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const said: unknown = await answer.json();
    if (answer.ok) return { said };
    if (answer.status === 429) return { problem: "Too many attempts. Wait a few minutes, then try again." };
    const { code } = Object(said);
    if (code === "INVALID_PASSWORD") return { problem: "The password is wrong. Check it and try again." };
    if (code === "INVALID_TWO_FACTOR_COOKIE" || code === "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE") {
      return { problem: "That took too long or too many attempts. Start again with your password." };
    }
    return { problem: Refusal.safeParse(said).data?.message ?? "That did not work. Try again." };
  } catch {
    return { problem: "Patchbay could not be reached. Check the connection and try again." };
  }
}
