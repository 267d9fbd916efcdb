import { run } from "./bootstrap.mjs";

await run("../tests/chaos/main.ts");
