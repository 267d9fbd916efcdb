"use client";
import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { usePanel } from "../ui/page/use-panel.ts";

/** A part of the inspector that folds and remembers it. */
export function Section({ title, name, children }: { title: ReactNode; name: string; children: ReactNode }) {
  // Browsers remember the inputs under the name they had first.
  const [isOpen, setOpen] = usePanel(`inspector-${name === "inputs" ? "wires" : name}`, name === "inputs");
  return (
    <section className="border-t">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="-outline-offset-2 flex h-10 w-full items-center gap-1.5 px-4 text-left font-medium hover:bg-hover/60"
      >
        <ChevronRight
          aria-hidden
          className={clsx("-ml-1 size-4 text-muted transition-transform", isOpen && "rotate-90")}
        />
        {title}
      </button>
      {isOpen ? <div className="flex flex-col gap-4 px-4 pt-1 pb-5">{children}</div> : null}
    </section>
  );
}
