import * as z from "zod";

const Refusal = z.object({ message: z.string().min(1) });

const Answer = z.object({ twoFactorRedirect: z.literal(true) });
/** “code”: the password was right, and the account asks for a code as well. */
type Outcome = "in" | "code" | { problem: string };

/** Signs in with a password. */
export async function signIn(person: { email: string; password: string }): Promise<Outcome> {
  try {
    const answer = await fetch("/api/auth/sign-in/email", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(person),
    });
    if (answer.status === 401) return problem("The email or the password is not correct. Check both and try again.");
    if (answer.status === 429) return problem("Too many attempts. Wait a minute, then try again.");
    const said: unknown = await answer.json();
    if (answer.ok) return Answer.safeParse(said).success ? "code" : "in";
    return problem(Refusal.safeParse(said).data?.message ?? "Could not sign in. Try again.");
  } catch {
    return problem("Patchbay could not be reached. Check the connection and try again.");
  }
}

const problem = (message: string): Outcome => ({ problem: message });
