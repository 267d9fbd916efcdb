/** The thread in which texts are read as data: they come from anywhere, and may be large or deep. */
import { answerInTurn } from "../bounded/answer-in-turn.ts";
import type { Ask, Format, Parsed } from "./parse.ts";

type Reader = (ask: Ask) => Promise<Parsed> | Parsed;

/** Each loads its library when it is first called. */
const readers: Readonly<Record<Format, Reader>> = {
  JSON: async (ask) => (await import("./read-json.ts")).readJson(ask),
  CSV: async ({ text }) => (await import("./read-rows.ts")).readRows(text),
  XML: async (ask) => (await import("./read-xml.ts")).readXml(ask),
  HTML: async (ask) => (await import("./select-html.ts")).selectHtml(ask),
};

answerInTurn(async (ask: Ask): Promise<Parsed | { error: string }> => {
  try {
    return await readers[ask.format](ask);
  } catch (thrown) {
    return { error: thrown instanceof Error ? thrown.message : String(thrown) };
  }
});
