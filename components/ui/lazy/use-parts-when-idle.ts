import { useEffect } from "react";
import { fetchParts } from "./lazy-part.tsx";
import { whenIdle } from "./when-idle.ts";

/** Fetches the parts that the page shows later once it has nothing better to do, so that no first click waits for them. */
export function usePartsWhenIdle(): void {
  useEffect(() => whenIdle(() => void fetchParts(), 5000), []);
}
