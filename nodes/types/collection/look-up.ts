import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { defineNode, port } from "../../define.ts";
import { renderTemplate } from "../../liquid/liquid.ts";
import { chosenCollection, collectionId } from "./collection-id.ts";

const longest = 1000;

export const lookUp = defineNode({
  type: "look-up",
  version: 1,
  title: "Look up",
  summary: "Finds one chunk of a collection by a field, such as its title, and gives it with its vector.",
  category: "collection",
  effect: "pure",
  waits: true,
  icon: "table-properties",
  keywords: ["lookup", "find", "get", "fetch", "id", "title", "vector", "embedding", "record"],
  subtitle: "collection",
  config: z.object({
    collection: collectionId(),
    field: z.string().min(1, "Name a field, such as heading.").max(200).default("heading").meta({
      title: "Field",
      description: "Of the chunks' metadata: heading, source, or one that your own chunks have.",
    }),
    value: z
      .string()
      .max(2000)
      .default("{{ value }}")
      .meta({
        title: "Value",
        description: "What the field has to be. Liquid: {{ name }} becomes a port. Such as {{ event.item }}.",
        widget: "template",
        expression: { language: "liquid", reads: "inputs" },
      }),
    missing: z.enum(["skip", "fail"]).default("skip").meta({
      title: "When there is none",
      description: "skip: what hangs on the chunk is skipped · fail: the step fails and says what was not found",
      widget: "select",
    }),
  }),
  inputs: {},
  outputs: {
    document: port("document", { title: "Chunk", description: "The chunk. Taken only when there is one." }),
    vector: port("json", { title: "Vector", description: "The chunk's embedding. Taken only when there is one." }),
    text: port("text", { title: "Looked for", description: "The value that was looked for." }),
    found: port("boolean", { title: "Found", description: "Whether there is such a chunk." }),
  },
  derived: [{ from: "template", side: "inputs", setting: "value", kind: "any" }],
  docs: {
    about:
      "The Look up node finds one chunk of a collection by a field of its metadata or its document, such as the heading, the source or an id of your own, and gives it together with its vector. The value is a Liquid template whose variables become input ports; it has to be the same, letter for letter. Where several chunks have it, the first one of the first document counts. Without one, “Found” is false and nothing leaves at “Chunk” and “Vector”, so that what hangs on them is skipped, or the step fails, as “When there is none” says. The vector can be taken into a mean by a State node and be given to a Nearest node. Collections in Pinecone cannot be looked up.",
    example: {
      summary: "A book by its title, with its vector, which is shortened here.",
      config: { collection: "books", value: "{{ event.item }}" },
      inputs: { event: { item: "Dracula", kind: "click" } },
      given: "The collection has a chunk with this heading.",
      outputs: {
        document: { text: "A vampire comes to England.", metadata: { heading: "Dracula", source: "books.md" } },
        vector: [0.6, 0.8],
        text: "Dracula",
        found: true,
      },
    },
  },
  build:
    ({ config, nodeId, services }) =>
    async (_inputs, call) => {
      const id = chosenCollection(config.collection, nodeId);
      const value = (await renderTemplate(config.value, call.values, call)).trim();
      if (value === "") {
        throw new PatchbayError("bad_input", "The value is empty. Connect what “Value” in the settings names.");
      }
      if (value.length > longest) {
        throw new PatchbayError("bad_input", `The value has ${value.length} characters; it may have ${longest}.`);
      }
      const found = await services.collections.find(id, { name: config.field, value }, call.signal);
      if (!found && config.missing === "fail") {
        const words = `The collection has no chunk whose ${config.field} is “${value.slice(0, 100)}”.`;
        throw new PatchbayError("bad_input", words);
      }
      const outputs = { text: value, found: found !== null };
      return found ? { ...outputs, document: found.document, vector: [...found.vector] } : outputs;
    },
});
