"use client";
import { Button } from "../ui/form/button.tsx";
import { leave } from "./leave.ts";

export function SignOutButton() {
  return (
    <Button tone="ghost" className="self-start" onClick={leave}>
      Sign out
    </Button>
  );
}
