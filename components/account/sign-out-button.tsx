"use client";
import { leave } from "../api/leave.ts";
import { Button } from "../ui/form/button.tsx";

export function SignOutButton() {
  return (
    <Button tone="ghost" className="self-start" onClick={leave}>
      Sign out
    </Button>
  );
}
