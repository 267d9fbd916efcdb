import { useEffect } from "react";
import { fetchParts } from "./lazy-part.tsx";
import { whenIdle } from "./when-idle.ts";

/** From then on the page can do without the server. Stories wait for it before they take the server away. */
function markFetched(): void {
  document.body.dataset.parts = "fetched";
}

/** Fetches the parts that the page shows later once it has nothing better to do, so that no first click waits for them. */
export function usePartsWhenIdle(): void {
  useEffect(() => whenIdle(() => void fetchParts().then(markFetched), 5000), []);
}
