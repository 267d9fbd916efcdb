import { useEffect, useState } from "react";
import type { LiveRun } from "../runs/fold-detail.ts";
import { useEditorStore } from "./context.tsx";
import { isCrowded } from "./run-step.ts";

/** Milliseconds between two looks at the words of a run; a crowd is looked at more seldom, as each look costs more. */
const pace = { usual: 120, crowd: 400 } as const;

/**
 * The run on the canvas for a panel of many rows: a new run and a change of its status at once, words and steps a few
 * times a second. Cards follow every frame by themselves.
 */
export function useCalmRun(): LiveRun | undefined {
  const store = useEditorStore();
  const [run, setRun] = useState(() => store.getState().run);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      timer = undefined;
      setRun(store.getState().run);
    };
    look();
    const stop = store.subscribe(({ run: now }, { run: before }) => {
      if (now === before) return;
      const isOther = now?.detail.id !== before?.detail.id || now?.detail.status !== before?.detail.status;
      if (isOther) look();
      else timer ??= setTimeout(look, isCrowded(now) ? pace.crowd : pace.usual);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store]);
  return run;
}
