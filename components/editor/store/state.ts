/** The state of one open pipeline: six slices that change for different reasons. */
import type { StateCreator } from "zustand";
import type { CanvasViewSlice } from "./canvas-view-slice.ts";
import type { DocumentSlice } from "./document-slice.ts";
import type { RunSlice } from "./run-slice.ts";
import type { SaveSlice } from "./save-slice.ts";
import type { SelectionSlice } from "./selection-slice.ts";
import type { UiSlice } from "./ui-slice.ts";

export type EditorState = DocumentSlice & SelectionSlice & UiSlice & RunSlice & SaveSlice & CanvasViewSlice;
export type Slice<Part> = StateCreator<EditorState, [], [], Part>;
