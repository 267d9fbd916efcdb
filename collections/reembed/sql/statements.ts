import { loadStatement } from "../../../platform/database/sql-file.ts";

const claim = { id: "text", token: "int" } as const;
const at = (name: string) => new URL(`./${name}.sql`, import.meta.url);

export const startReembedding = loadStatement(at("start-reembedding"), { id: "text", next: "json?" });
export const clearNextVectors = loadStatement(at("clear-next-vectors"), { collectionId: "text" });
export const claimReembedding = loadStatement(at("claim-reembedding"), { leaseSeconds: "float8" });
export const renewReembedding = loadStatement(at("renew-reembedding"), {
  ...claim,
  leaseSeconds: "float8",
  advanced: "boolean",
});
export const readUnembedded = loadStatement(at("read-unembedded"), {
  ...{ collectionId: "text", revision: "int", id: "text", limit: "int" },
});
export const writeNextVectors = loadStatement(at("write-next-vectors"), {
  ...{ collectionId: "text", token: "int", vectors: "json" },
});
export const exchangeVectors = loadStatement(at("exchange-vectors"), { collectionId: "text" });
export const countEmbedded = loadStatement(at("count-embedded"), { collectionId: "text" });
export const finishReembedding = loadStatement(at("finish-reembedding"), claim);
export const postponeReembedding = loadStatement(at("postpone-reembedding"), {
  ...{ ...claim, seconds: "float8", error: "text?" },
});
