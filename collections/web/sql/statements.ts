import { loadStatement } from "../../../platform/database/sql-file.ts";

const claim = { id: "text", token: "int" } as const;
const round = { sourceId: "text", round: "int" } as const;
const at = (name: string) => new URL(`./${name}.sql`, import.meta.url);

export const claimWebSource = loadStatement(at("claim-web-source"), { count: "int", leaseSeconds: "float8" });
export const renewWebSource = loadStatement(at("renew-web-source"), { ...claim, leaseSeconds: "float8" });
export const openRound = loadStatement(at("open-round"), { ...claim, pages: "json" });
export const nextPage = loadStatement(at("next-page"), round);
export const markVisited = loadStatement(at("mark-visited"), {
  ...{ ...round, token: "int", id: "text", state: "text", error: "text?" },
  ...{ etag: "text?", lastModified: "text?", hash: "text?", bytes: "int" },
});
export const gonePages = loadStatement(at("gone-pages"), round);
export const markGone = loadStatement(at("mark-gone"), { ids: "text[]" });
export const forgetPages = loadStatement(at("forget-pages"), { ids: "text[]" });
export const closeRound = loadStatement(at("close-round"), { ...claim, error: "text?" });
export const postponeWebSource = loadStatement(at("postpone-web-source"), {
  ...{ ...claim, seconds: "float8", forgiven: "int" },
});
export const countPages = loadStatement(at("count-pages"), { collectionId: "text" });
export const listWebPages = loadStatement(at("list-pages"), { sourceId: "text", from: "int", limit: "int" });
