import { PatchbayError } from "../../lib/errors.ts";
import { fieldsOf, type SearchFilter } from "../../lib/search-filter/search-filter.ts";

const SHOWN = 12;

/**
 * A misspelt field would find nothing or, behind “not”, everything: what no chunk has is refused. Nothing is refused where
 * there are no chunks at all.
 */
export function assertFieldsKnown(filter: SearchFilter, known: ReadonlySet<string>): void {
  if (known.size === 0) return;
  const unknown = fieldsOf(filter).find((field) => !known.has(field));
  if (unknown === undefined) return;
  const shown = [...known].sort().slice(0, SHOWN).join(", ");
  const more = known.size > SHOWN ? ` and ${known.size - SHOWN} more` : "";
  throw new PatchbayError(
    "bad_input",
    `No document of this collection has the field “${unknown}”. There are: ${shown}${more}. Where it may be missing, write “${unknown} is there and …”.`,
  );
}
