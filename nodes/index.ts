/**
 * All node types. To add one: write its file in `types/`, starting from the nearest one (CONTRIBUTING.md), add a line here,
 * add its test.
 * Palette, form, edge checks, saving, running and docs follow from the definition.
 */

import type { NodeType } from "./define.ts";
import { agent } from "./types/agent/agent.ts";
import { agentTurn } from "./types/agent/agent-turn.ts";
import { chatMemory } from "./types/agent/chat-memory.ts";
import { mcpServer } from "./types/agent/mcp-server.ts";
import { code } from "./types/code/code.ts";
import { addToCollection } from "./types/collection/add-to-collection.ts";
import { lookUp } from "./types/collection/look-up.ts";
import { nearest } from "./types/collection/nearest.ts";
import { retriever } from "./types/collection/retriever.ts";
import { date } from "./types/data/date.ts";
import { httpRequest } from "./types/data/http-request.ts";
import { loadDocuments } from "./types/data/load-documents.ts";
import { parse } from "./types/data/parse.ts";
import { regex } from "./types/data/regex.ts";
import { setFields } from "./types/data/set-fields.ts";
import { splitText } from "./types/data/split-text.ts";
import { state } from "./types/data/state.ts";
import { template } from "./types/data/template.ts";
import { transform } from "./types/data/transform.ts";
import { input } from "./types/io/input.ts";
import { output } from "./types/io/output.ts";
import { publish } from "./types/io/publish.ts";
import { sendEmail } from "./types/io/send-email.ts";
import { aggregate } from "./types/lists/aggregate.ts";
import { filter } from "./types/lists/filter.ts";
import { join } from "./types/lists/join.ts";
import { removeDuplicates } from "./types/lists/remove-duplicates.ts";
import { sort } from "./types/lists/sort.ts";
import { approval } from "./types/logic/approval.ts";
import { classify } from "./types/logic/classify.ts";
import { condition } from "./types/logic/condition.ts";
import { delay } from "./types/logic/delay.ts";
import { loop } from "./types/logic/loop.ts";
import { map } from "./types/logic/map.ts";
import { merge } from "./types/logic/merge.ts";
import { subPipeline } from "./types/logic/sub-pipeline.ts";
import { switchNode } from "./types/logic/switch.ts";
import { arena } from "./types/model/arena.ts";
import { cache } from "./types/model/cache.ts";
import { chatModel } from "./types/model/chat-model.ts";
import { ensemble } from "./types/model/ensemble.ts";
import { fallback } from "./types/model/fallback.ts";
import { mcpTool } from "./types/model/mcp-tool.ts";
import { modelService } from "./types/model/model-service.ts";
import { prompt } from "./types/model/prompt.ts";
import { router } from "./types/model/router.ts";
import { structuredOutput } from "./types/model/structured-output.ts";
import { form } from "./types/trigger/form.ts";
import { runEnded } from "./types/trigger/run-ended.ts";
import { schedule } from "./types/trigger/schedule.ts";
import { topicTrigger } from "./types/trigger/topic-trigger.ts";
import { webhook } from "./types/trigger/webhook.ts";

export const nodeTypes: readonly NodeType[] = [
  input,
  output,
  schedule,
  webhook,
  form,
  runEnded,
  topicTrigger,
  prompt,
  chatModel,
  chatMemory,
  structuredOutput,
  modelService,
  agent,
  agentTurn,
  mcpServer,
  mcpTool,
  fallback,
  arena,
  ensemble,
  cache,
  retriever,
  lookUp,
  nearest,
  addToCollection,
  loadDocuments,
  splitText,
  template,
  transform,
  setFields,
  code,
  httpRequest,
  state,
  publish,
  sendEmail,
  filter,
  sort,
  aggregate,
  join,
  removeDuplicates,
  regex,
  parse,
  date,
  condition,
  switchNode,
  classify,
  router,
  merge,
  map,
  loop,
  subPipeline,
  delay,
  approval,
];
