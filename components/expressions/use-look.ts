import { useEffect, useState } from "react";
import type { ExpressionAnswer, Language } from "../../lib/expressions/expression.ts";
import type { Json } from "../../lib/values/json.ts";
import { lookAt } from "./look-at.ts";

export type Looked = { text: string; context: Json | undefined; answer: ExpressionAnswer };

/** What is wrong with an expression and what it gives, some time after the last change of it; the former answer until then. */
export function useLook(
  language: Language,
  text: string,
  context: Json | undefined,
  pauseMs: number,
): Looked | undefined {
  const [looked, setLooked] = useState<Looked>();
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await lookAt({ language, text, context }, stop.signal);
      if (answer && !stop.signal.aborted) setLooked({ text, context, answer });
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [language, text, context, pauseMs]);
  return looked;
}
