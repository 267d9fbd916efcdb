/** Looks at expressions in a thread of its own: a slow one cannot stop the page, and the page can stop it. */
import { lookAtExpression } from "../../expressions/look.ts";
import type { ExpressionAsk } from "../../lib/expressions/expression.ts";

self.addEventListener("message", async ({ data }: MessageEvent<ExpressionAsk>) => {
  self.postMessage(await lookAtExpression(data));
});
// Until now the thread was starting, which counts against no expression.
self.postMessage("ready");
