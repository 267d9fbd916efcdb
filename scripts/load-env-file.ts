/** Preloaded by npm run: the settings in .env, when there is one. Node's own --env-file-if-exists remarks each time that there is none. */
import { existsSync } from "node:fs";

if (existsSync(".env")) process.loadEnvFile(".env");
