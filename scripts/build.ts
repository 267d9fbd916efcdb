import { makePages } from "./start/build.ts";

// npm run build: the pages, built and compressed for production, as npm start does by itself when they are stale.

await makePages(process.env);
