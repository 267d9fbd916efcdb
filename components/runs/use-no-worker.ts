"use client";
import { useCallback, useEffect, useState } from "react";
import { useTRPCClient } from "../api/client.tsx";

/** A run is given so long to be begun before anyone is worried. */
const patienceMs = 5000;
const everyMs = 2000;

/** True while a run has waited for five seconds or more and there is no worker that could begin it. */
export function useNoWorker(isQueued: boolean, countWorkers: (() => Promise<number>) | undefined): boolean {
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    if (!isQueued || !countWorkers) return;
    let isOver = false;
    let timer = setTimeout(poll, patienceMs);
    async function poll() {
      // When the request fails, the page reports that elsewhere.
      const alive = await countWorkers?.().catch(() => undefined);
      if (isOver) return;
      setMissing(alive === 0);
      timer = setTimeout(poll, everyMs);
    }
    return () => {
      isOver = true;
      clearTimeout(timer);
      setMissing(false);
    };
  }, [isQueued, countWorkers]);
  return isMissing;
}

export function useCountWorkers(): () => Promise<number> {
  const api = useTRPCClient();
  return useCallback(async () => (await api.workers.alive.query()).alive, [api]);
}
