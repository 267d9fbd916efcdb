// dependency-cruiser needs a TypeScript with an API in JavaScript, which the native compiler (7) does not have. Loaded
// before it, this gives it the last one that has.
import { registerHooks } from "node:module";

const isForIt = (specifier, parent) => /^typescript(\/|$)/.test(specifier) && /dependency-cruiser/.test(parent ?? "");

registerHooks({
  resolve(specifier, context, next) {
    return next(
      isForIt(specifier, context.parentURL) ? `typescript-with-api${specifier.slice(10)}` : specifier,
      context,
    );
  },
});
