import { isFinished } from "../../../lib/run.ts";
import { canResume } from "../../runs/resume/can-resume.ts";
import { askToResume, runAgain, runFrom } from "../run/run-control.ts";
import { soleNode } from "../store/selection-slice.ts";
import type { EditorState } from "../store/state.ts";
import { isTrigger } from "../store/triggers.ts";
import type { Command } from "./command.ts";

const common = { section: "Run", needsPage: true } as const;
/** A node of a body runs with the node around it alone. */
const mayStart = ({ isReadOnly, run, scope }: EditorState) =>
  !isReadOnly && scope.length === 0 && (!run || isFinished(run.detail.status));
const hasStart = (state: EditorState) => mayStart(state) && soleNode(state) !== undefined;

/** Runs that begin with the results of another one. */
export const runFromCommands: readonly Command[] = [
  {
    ...common,
    id: "run-from",
    title: "Run from here",
    keys: ["Ctrl+Shift+Enter"],
    keywords: "execute start partial rest downstream",
    isOn: hasStart,
    run: (store, parts) => void runFrom(parts, soleNode(store.getState()) ?? ""),
  },
  {
    ...common,
    id: "run-node",
    title: "Run this node alone",
    keys: ["Shift+Enter"],
    keywords: "execute test step single",
    isOn: (state) => hasStart(state) && !isTrigger(state, soleNode(state) ?? ""),
    run: (store, parts) => void runFrom(parts, soleNode(store.getState()) ?? "", true),
  },
  {
    ...common,
    id: "resume-run",
    title: "Resume the run",
    keys: [],
    keywords: "continue retry failed step",
    isOn: (state) => mayStart(state) && state.run !== undefined && canResume(state.run.detail),
    run: (_store, parts) => askToResume(parts),
  },
  {
    ...common,
    id: "run-again",
    title: "Run again with the same input",
    keys: [],
    keywords: "repeat rerun",
    isOn: (state) => mayStart(state) && state.run !== undefined,
    run: (_store, parts) => void runAgain(parts),
  },
];
