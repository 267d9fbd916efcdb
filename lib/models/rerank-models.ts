/**
 * What reranking costs, by models that are well known: US dollars per million searches (a search is one question with up to
 * 100 texts) or per million tokens. Read on 2026-11-29 from model_prices_and_context_window_backup.json of LiteLLM 1.110.2
 * (MIT), which names the providers' price pages.
 */
export type RerankPrice = { per: "search" | "token"; usd: number };

export const knownReranks: Readonly<Record<string, RerankPrice>> = {
  "rerank-v3.5": { per: "search", usd: 2000 },
  "rerank-english-v3.0": { per: "search", usd: 2000 },
  "rerank-multilingual-v3.0": { per: "search", usd: 2000 },
  "rerank-v4.0-fast": { per: "search", usd: 2000 },
  "rerank-v4.0-pro": { per: "search", usd: 2500 },
  "rerank-v5.0-fast": { per: "token", usd: 0.02 },
  "rerank-v5.0-pro": { per: "token", usd: 0.05 },
};
