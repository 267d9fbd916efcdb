"use client";
import { clsx } from "clsx";
import { ChevronLeft } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "../../ui/form/button.tsx";

type Props = {
  /** The step whose detail is shown; none: the whole run. */
  chosen: string | undefined;
  onBack: () => void;
  steps: ReactNode;
  className?: string;
  children: ReactNode;
};

/**
 * The list of steps and the detail of one, each with its own scroll: a chosen row far down shows its detail from the top.
 * Where there is no room for both side by side, the detail of a step takes the place of the list.
 */
export function StepsAndDetail({ chosen, onBack, steps, className = "", children }: Props) {
  const list = useRef<HTMLDivElement>(null);
  // Chosen on the canvas, its row may be out of sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step has another row.
  useEffect(() => {
    // Nothing is returned: newer browsers answer with a promise, which React would take for the effect's end.
    void list.current?.querySelector("[aria-current=true]")?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    <div
      className={clsx(
        "flex h-full min-w-0 @max-2xl:flex-col @max-2xl:overflow-y-auto [&>*]:min-w-0 @max-2xl:[&>*]:shrink-0",
        className,
      )}
    >
      <div
        ref={list}
        className={clsx(
          "flex flex-col gap-3 p-3 @2xl:min-w-68 @2xl:basis-5/11 @2xl:overflow-y-auto @2xl:[&>*]:shrink-0",
          chosen !== undefined && "@max-2xl:hidden",
        )}
      >
        {steps}
      </div>
      <div
        key={chosen ?? ""}
        className="p-3 @2xl:flex-1 @2xl:overflow-y-auto @2xl:pl-0 @max-2xl:[&:not(:first-child)]:pt-0"
      >
        {chosen === undefined ? null : (
          <Button size="sm" tone="ghost" className="mb-2 @2xl:hidden" onClick={onBack}>
            <ChevronLeft aria-hidden className="size-3.5" /> All steps
          </Button>
        )}
        {children}
      </div>
    </div>
  );
}
