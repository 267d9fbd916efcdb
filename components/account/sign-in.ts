import * as z from "zod";

const Refusal = z.object({ message: z.string().min(1) });

/** Signs in with a password; resolves to a message for people when that did not work. */
export async function signIn(person: { email: string; password: string }): Promise<string | undefined> {
  try {
    const answer = await fetch("/api/auth/sign-in/email", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(person),
    });
    if (answer.ok) return undefined;
    if (answer.status === 401) return "The email or the password is not correct. Check both and try again.";
    if (answer.status === 429) return "Too many attempts. Wait a minute, then try again.";
    return Refusal.safeParse(await answer.json()).data?.message ?? "Could not sign in. Try again.";
  } catch {
    return "Patchbay could not be reached. Check the connection and try again.";
  }
}

const Started = z.object({ url: z.url() });

/** Asks where at the identity provider to go. */
export async function startProviderSignIn(next: string): Promise<{ url: string } | { problem: string }> {
  try {
    const answer = await fetch("/api/auth/sign-in/social", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ next }),
    });
    if (answer.status === 429) return { problem: "Too many attempts. Wait a minute, then try again." };
    const said: unknown = await answer.json();
    if (answer.ok) return Started.parse(said);
    return { problem: Refusal.safeParse(said).data?.message ?? "Could not sign in. Try again." };
  } catch {
    return { problem: "Patchbay could not be reached. Check the connection and try again." };
  }
}
