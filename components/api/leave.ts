import { toast } from "../ui/overlay/toast.tsx";
import { signOut } from "./sign-in/sign-out.ts";

/** Signs out, and leaves the page: an identity provider that can be signed out of says where to. */
export async function leave(): Promise<void> {
  try {
    window.location.assign((await signOut()) ?? "/sign-in");
  } catch {
    toast("Could not sign out. Check the connection and try again.", { tone: "danger" });
  }
}
