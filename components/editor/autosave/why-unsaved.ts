import type { SaveState } from "../store/save-slice.ts";

/** Why the draft cannot run or be published now, and what to do: the server uses what it has, not what is on the canvas. */
export function whyUnsaved(save: SaveState): string {
  switch (save.status) {
    case "offline":
      return "Patchbay is not responding, so your last changes are not saved. Try again when it is back.";
    case "conflict":
      return "This pipeline was changed here and elsewhere. Press “Compare and choose” first.";
    case "refused":
      return `Your last changes could not be saved. ${save.reason}`;
    default:
      return "Your last changes are not saved yet. Wait a moment, then try again.";
  }
}
