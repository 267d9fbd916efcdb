import { run } from "./bootstrap.mjs";

await run("verify/main.ts");
