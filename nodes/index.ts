/**
 * All node types. To add one: write its file beside this one (start from `prompt.ts`), add a line here, add its test.
 * Palette, form, edge checks, saving, running and docs follow from the definition.
 */
import type { NodeType } from "./define.ts";
import { input } from "./input.ts";
import { prompt } from "./prompt.ts";

export const nodeTypes: readonly NodeType[] = [input, prompt];
