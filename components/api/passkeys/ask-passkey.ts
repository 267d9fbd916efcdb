/** The browser's part of passkeys. Its library loads with the first press of a button. */
import * as z from "zod";

const Refusal = z.object({ message: z.string().min(1) });
type Outcome = { problem?: undefined } | { problem: string };
type Options = Parameters<typeof import("@simplewebauthn/browser")["startRegistration"]>[0]["optionsJSON"];
type SignInOptions = Parameters<typeof import("@simplewebauthn/browser")["startAuthentication"]>[0]["optionsJSON"];

/** `afterPassword`: as the second step of an account with two-factor authentication. */
export async function signInWithPasskey({ afterPassword }: { afterPassword: boolean }): Promise<Outcome> {
  return await inWords(async () => {
    const { startAuthentication } = await import("@simplewebauthn/browser");
    const optionsJSON = await post<SignInOptions>("sign-in-options", {});
    const response = await startAuthentication({ optionsJSON });
    await post("sign-in", { response, afterPassword });
  });
}

/** `password` and `code` as far as the account has them. */
export async function addPasskey(
  name: string,
  proof: { password?: string | undefined; code?: string | undefined },
): Promise<Outcome> {
  return await inWords(async () => {
    const { startRegistration } = await import("@simplewebauthn/browser");
    const optionsJSON = await post<Options>("add-options", proof);
    const response = await startRegistration({ optionsJSON });
    await post("add", { name, response });
  });
}

class Refused extends Error {}

async function post<Answer>(what: string, body: object): Promise<Answer> {
  const answer = await fetch(`/api/auth/passkey/${what}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const said: Answer = await answer.json();
  if (answer.ok) return said;
  if (answer.status === 429) throw new Refused("Too many attempts. Wait a few minutes, then try again.");
  throw new Refused(Refusal.safeParse(said).data?.message ?? "That did not work. Try again.");
}

async function inWords(work: () => Promise<void>): Promise<Outcome> {
  try {
    await work();
    return {};
  } catch (error) {
    if (error instanceof Refused) return { problem: error.message };
    return { problem: reasons[error instanceof Error ? error.name : ""] ?? fallback };
  }
}

const fallback = "Patchbay could not be reached, or this browser has no passkeys. Check both and try again.";

/** By the names of DOM exceptions. A refusal and a timeout have the same one. */
const reasons: Readonly<Record<string, string>> = {
  NotAllowedError: "The browser got no passkey: it was cancelled, took too long, or there is none for this address.",
  InvalidStateError: "This device already has a passkey of this account.",
  SecurityError: "Passkeys do not work at this address. Open Patchbay at its public address and try again.",
  NotSupportedError: "This browser or device cannot make passkeys that Patchbay takes.",
};
