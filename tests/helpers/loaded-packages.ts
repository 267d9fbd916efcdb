/** Imported before a process's own code: tells its parent, when asked, which packages it has loaded until then. */
import { registerHooks } from "node:module";

const packages = new Set<string>();

registerHooks({
  load(url, context, next) {
    const name = [...url.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)].at(-1)?.[1];
    if (name) packages.add(name);
    return next(url, context);
  },
});

process.on("message", (message) => {
  if (message === "packages") process.send?.({ packages: [...packages] });
});
