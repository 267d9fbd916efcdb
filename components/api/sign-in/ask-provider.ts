import * as z from "zod";

const Started = z.object({ url: z.url() });
const Refusal = z.object({ message: z.string().min(1) });

/** Asks where at the identity provider to go: to sign in, or to connect it with the account that is signed in. */
export async function askProvider(
  what: "sign-in/social" | "link-social",
  body: { next?: string } = {},
): Promise<{ url: string } | { problem: string }> {
  try {
    const answer = await fetch(`/api/auth/${what}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.status === 429) return { problem: "Too many attempts. Wait a minute, then try again." };
    const said: unknown = await answer.json();
    if (answer.ok) return Started.parse(said);
    return { problem: Refusal.safeParse(said).data?.message ?? "That did not work. Try again." };
  } catch {
    return { problem: "Patchbay could not be reached. Check the connection and try again." };
  }
}
