/**
 * The child process that turns sentences into vectors; with the argument “background”, only while others need no core. The
 * last argument is the file of the multilingual model, if it is that one.
 */
import { constants, setPriority } from "node:os";
import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import { openMultilingualEncoder } from "../sentence-encoder/multilingual/multilingual-encoder.ts";
import { openSentenceEncoder, type SentenceEncoder } from "../sentence-encoder/sentence-encoder.ts";
import { serveHost } from "./child-protocol.ts";

const Texts = z.array(z.string());
if (process.argv.includes("background")) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const path = process.argv.slice(2).find((argument) => argument !== "background");
let loading: Promise<SentenceEncoder> | undefined;

serveHost(async (ask, { signal }) => {
  const texts = Texts.parse(ask);
  loading ??= path === undefined ? openSentenceEncoder() : openMultilingualEncoder(path);
  const embed = await loading;
  const vectors: Float32Array[] = [];
  for (const text of texts) {
    // The model computes on this thread; only between texts can an abort be heard.
    await setImmediate();
    signal.throwIfAborted();
    // To the English model a new line is an unknown sign, and the word behind it another one than behind a space.
    vectors.push(embed(path === undefined ? text.replace(/\s+/g, " ") : text));
  }
  return vectors;
});
