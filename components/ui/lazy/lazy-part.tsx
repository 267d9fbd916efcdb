"use client";
import { type ComponentType, useEffect, useState } from "react";
import { Button } from "../form/button.tsx";
import { Notice } from "../text/notice.tsx";
import { holdKeys } from "./hold-keys.ts";
import { notLoaded } from "./not-loaded.ts";
import { whenIdle } from "./when-idle.ts";

type Options = {
  /** The page does without it: when it cannot be fetched, nothing is said. */
  isExtra?: boolean;
  /** An extra that waits until the page is idle. */
  canWait?: boolean;
  /** It takes the keyboard when it is shown, and with it what is typed until then. */
  takesKeys?: boolean;
};
type State = "loading" | "failed" | "loaded";
type Load = () => Promise<unknown>;

const parts = new Set<Load>();

/**
 * A part of a page whose script is fetched when it is first shown, or before that while the page is idle. Until it is there
 * nothing is drawn; when it cannot be fetched, that is said, with a button to try again.
 */
export function lazyPart<Props extends object>(
  read: () => Promise<ComponentType<Props>>,
  { canWait = false, isExtra = canWait, takesKeys = false }: Options = {},
): ComponentType<Props> {
  let Part: ComponentType<Props> | undefined;
  const load = async () => {
    Part ??= await read();
  };
  parts.add(load);
  // biome-ignore lint/correctness/noComponentHookFactories: like React's lazy, it is called once for each part, at the top of a file.
  return function LazyPart(props: Props) {
    const [state, setState] = useState<State>("loading");
    useEffect(() => {
      if (Part || state !== "loading") return;
      let isGone = false;
      const letGo = takesKeys ? holdKeys() : undefined;
      const to = (next: State) => () => {
        letGo?.(next === "loaded" && !isGone);
        if (!isGone) setState(next);
      };
      const start = () => void load().then(to("loaded"), to("failed"));
      const callOff = canWait ? whenIdle(start) : start();
      return () => {
        isGone = true;
        letGo?.(false);
        callOff?.();
      };
    }, [state]);
    if (Part) return <Part {...props} />;
    return state === "failed" && !isExtra ? <LoadFailure onRetry={() => setState("loading")} /> : null;
  };
}

/** Fetches every part that the page may need later, one after the other. One that cannot be had is fetched when it is shown. */
export async function fetchParts(): Promise<void> {
  for (const load of parts) await load().catch(() => undefined);
}

function LoadFailure({ onRetry }: { onRetry: () => void }) {
  return (
    <div className="fixed inset-x-4 bottom-4 z-50 mx-auto max-w-lg animate-rise text-sm shadow-float">
      <Notice
        tone="danger"
        action={
          <Button size="sm" onClick={onRetry}>
            Try again
          </Button>
        }
      >
        {notLoaded}
      </Notice>
    </div>
  );
}
