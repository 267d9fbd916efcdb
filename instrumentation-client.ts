/**
 * Runs in the browser before anything else. Zod would try whether it may compile its schemas with `new Function`; our
 * Content-Security-Policy forbids that, and the browser would report the attempt on every page. Zod reads its settings from
 * this place when it is loaded; to set them with `z.config` would load it on every page.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
