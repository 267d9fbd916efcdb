"use client";
import { Button } from "../form/button.tsx";
import { signOut } from "./sign-out.ts";

export function SignOutButton() {
  return (
    <Button tone="ghost" className="self-start" onClick={signOut}>
      Sign out
    </Button>
  );
}
