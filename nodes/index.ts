/**
 * All node types. To add one: write its file beside this one (start from `prompt.ts`), add a line here, add its test.
 * Palette, form, edge checks, saving, running and docs follow from the definition.
 */
import { addToCollection } from "./add-to-collection.ts";
import { approval } from "./approval.ts";
import { chatModel } from "./chat-model.ts";
import { classify } from "./classify.ts";
import { condition } from "./condition.ts";
import type { NodeType } from "./define.ts";
import { delay } from "./delay.ts";
import { input } from "./input.ts";
import { loadDocuments } from "./load-documents.ts";
import { loop } from "./loop.ts";
import { map } from "./map.ts";
import { merge } from "./merge.ts";
import { output } from "./output.ts";
import { prompt } from "./prompt.ts";
import { retriever } from "./retriever.ts";
import { splitText } from "./split-text.ts";
import { structuredOutput } from "./structured-output.ts";
import { subPipeline } from "./sub-pipeline.ts";
import { template } from "./template.ts";
import { transform } from "./transform.ts";

export const nodeTypes: readonly NodeType[] = [
  input,
  output,
  prompt,
  chatModel,
  structuredOutput,
  retriever,
  addToCollection,
  loadDocuments,
  splitText,
  template,
  transform,
  condition,
  classify,
  merge,
  map,
  loop,
  subPipeline,
  delay,
  approval,
];
