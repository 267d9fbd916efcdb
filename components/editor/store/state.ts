/** The state of one open pipeline: seven slices that change for different reasons. */
import type { StateCreator } from "zustand";
import type { CanvasViewSlice } from "./canvas-view-slice.ts";
import type { DocumentSlice } from "./document-slice.ts";
import type { RunSlice } from "./run-slice.ts";
import type { SaveSlice } from "./save-slice.ts";
import type { SelectionSlice } from "./selection-slice.ts";
import type { UiSlice } from "./ui-slice.ts";
import type { UploadSlice } from "./upload-slice.ts";

export type EditorState = DocumentSlice &
  SelectionSlice &
  UiSlice &
  RunSlice &
  SaveSlice &
  CanvasViewSlice &
  UploadSlice;
export type Slice<Part> = StateCreator<EditorState, [], [], Part>;
