"use client";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useLayoutEffect, useRef } from "react";
import { nodeAt } from "../../../lib/graph/graph.ts";
import { readField } from "../../../lib/ports/node-ports.ts";
import { useEditor } from "../../editor/store/context.tsx";
import { graphOf } from "../../editor/store/document-slice.ts";
import { useRunValues } from "../expression/use-run-values.ts";
import type { WidgetProps } from "../widgets/widget.ts";
import { type CodePorts, codeLanguage, completePorts } from "./complete-ports.ts";
import { editing, look } from "./script-look.ts";

type Props = WidgetProps & { text: string; onReady: () => void };

/** An editor with highlighting, and completion of the node's inputs and outputs by what the last run had in them. */
export function ScriptEditor({ nodeId, field, text, onChange, ids, isReadOnly, onReady }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const ports = usePorts(nodeId);
  const latest = useRef({ onChange, ports, onReady, text });
  latest.current = { onChange, ports, onReady, text };
  const { id, "aria-describedby": describedBy, "aria-invalid": isInvalid } = ids;
  useLayoutEffect(() => {
    const parent = place.current;
    if (!parent) return;
    const box = document.getElementById(id);
    const hadFocus = box !== null && box === document.activeElement;
    const attributes = { id, "aria-label": field.title, ...(describedBy ? { "aria-describedby": describedBy } : {}) };
    const made = new EditorView({
      parent,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [
          editing,
          look,
          language.of([]),
          rights.of([]),
          completePorts(() => latest.current.ports),
          EditorView.contentAttributes.of(attributes),
          EditorView.updateListener.of(({ docChanged, state }) => {
            const now = state.doc.toString();
            if (docChanged && now !== latest.current.text) latest.current.onChange(now);
          }),
        ],
      }),
    });
    view.current = made;
    latest.current.onReady();
    if (hadFocus) made.focus();
    return () => made.destroy();
  }, [id, field.title, describedBy]);
  // An undo, or another person, changed the text.
  useEffect(() => {
    const { current } = view;
    const now = current?.state.doc.toString();
    if (current && now !== text) current.dispatch({ changes: { from: 0, to: now?.length ?? 0, insert: text } });
  }, [text]);
  const isTyped = ports.language === "TypeScript";
  useEffect(() => {
    const editable = [EditorState.readOnly.of(isReadOnly), EditorView.editable.of(!isReadOnly)];
    view.current?.dispatch({
      effects: [language.reconfigure(codeLanguage(isTyped)), rights.reconfigure(editable)],
    });
  }, [isTyped, isReadOnly]);
  return <div ref={place} data-invalid={isInvalid} className="pb-script min-w-0" />;
}

const language = new Compartment();
const rights = new Compartment();

function usePorts(nodeId: string): CodePorts {
  const config = useEditor((state) => nodeAt(graphOf(state), nodeId)?.config);
  const values = useRunValues(nodeId);
  const fieldsOf = (setting: unknown) =>
    Array.isArray(setting) ? setting.flatMap((item) => readField(item) ?? []) : [];
  return {
    language: config?.language === "TypeScript" ? "TypeScript" : "JavaScript",
    inputs: fieldsOf(config?.inputs),
    outputs: fieldsOf(config?.outputs),
    last: values.stepOf(nodeId)?.input ?? {},
  };
}
