"use client";
import { useEffect } from "react";
import { chooseWorkspace } from "../api/current-workspace.ts";
import { Button } from "../ui/form/button.tsx";

/** Says that a link leads into another workspace, and goes there. */
export function SwitchWorkspace({ id, name, to }: { id: string; name: string; to: string }) {
  useEffect(() => {
    chooseWorkspace(id);
    window.location.replace(to);
  }, [id, to]);
  return (
    <>
      <p className="text-muted">This link is to something in your workspace “{name}”. It opens by itself.</p>
      <Button asChild className="self-start">
        <a href={to} onClick={() => chooseWorkspace(id)}>
          Open it
        </a>
      </Button>
    </>
  );
}
