import { toast } from "../overlay/toast.tsx";

export async function signOut() {
  const answer = await fetch("/api/auth/sign-out", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ disableRedirect: true }),
  }).catch(() => undefined);
  // An identity provider that can be signed out of says where.
  const { url } = answer?.ok ? Object(await answer.json().catch(() => undefined)) : {};
  if (answer?.ok) window.location.assign(typeof url === "string" ? url : "/sign-in");
  else toast("Could not sign out. Check the connection and try again.", { tone: "danger" });
}
