/** Ends the session. Resolves to where to go then, when an identity provider wants to end its own; throws when it did not work. */
export async function signOut(): Promise<string | undefined> {
  const answer = await fetch("/api/auth/sign-out", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ disableRedirect: true }),
  });
  if (!answer.ok) throw new Error("The server did not sign out.");
  const { url } = Object(await answer.json().catch(() => undefined));
  return typeof url === "string" ? url : undefined;
}
