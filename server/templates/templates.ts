import { askDocuments } from "./ask-documents.ts";
import { chatWithMemory } from "./chat-with-memory.ts";
import { checkAnAmount } from "./check-an-amount.ts";
import { compareModels } from "./compare-models.ts";
import { draftAndReview } from "./draft-and-review.ts";
import { fieldsFromText } from "./fields-from-text.ts";
import { morningNote } from "./morning-note.ts";
import { sortMessages } from "./sort-messages.ts";
import { summarise } from "./summarise.ts";
import type { Template } from "./template.ts";

/** In the order in which the gallery shows them. */
export const templates: readonly Template[] = [
  askDocuments,
  chatWithMemory,
  summarise,
  draftAndReview,
  compareModels,
  sortMessages,
  fieldsFromText,
  checkAnAmount,
  morningNote,
];
