"use client";
import { type FormEvent, type Ref, useEffect, useRef, useState } from "react";
import type { Values } from "../../lib/run.ts";
import type { Json } from "../../lib/values/json.ts";
import type { FileRef } from "../../lib/values/values.ts";
import type { FormPage, FormSent } from "../../lib/views/live/form-views.ts";
import { BackendProblem } from "../api/backend.ts";
import { Button } from "../ui/form/button.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { FormQuestion } from "./form-question.tsx";
import { type Problems, readForm } from "./form-values.ts";
import { type Kept, keyFor, newKey } from "./remember-submission.ts";
import { sendForm } from "./send-form.ts";

type Props = {
  url: string;
  page: FormPage;
  password: string | undefined;
  /** Undefined until the page knows what this tab has sent before. */
  kept: Kept | undefined;
  /** Keeps the key that the answers are sent under. */
  onSend: (next: Kept) => void;
  onSent: (key: string, sent: FormSent) => void;
};

/** A field is wrong that this page does not have. */
const changed = "The form has changed since the page was loaded. Copy what you wrote and reload the page.";

/** The questions of a form, and the button that sends what was answered, once. */
export function Questions({ url, page, password, kept, onSend, onSent }: Props) {
  const { fields, button } = page;
  const [typed, setTyped] = useState<Values>({});
  const [problems, setProblems] = useState<Problems>({});
  const [message, setMessage] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const [refusals, setRefusals] = useState(0);
  const box = useFirstProblem(refusals);
  const files = useFiles(page);
  /** Known at once, before anything is drawn: of two quick presses the first one sends. */
  const isSending = useRef(false);
  const trap = useRef<HTMLInputElement>(null);
  const known = new Set(fields.map(({ name }) => name));
  const change = (name: string, value: Json | undefined) => {
    setTyped(({ [name]: _old, ...rest }) => (value === undefined ? rest : { ...rest, [name]: value }));
    // What is being mended is not an error any more.
    const { [name]: mended, ...left } = problems;
    if (mended === undefined) return;
    setProblems(left);
    if (Object.keys(left).length === 0) setMessage(undefined);
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (kept === undefined || isSending.current) return;
    const read = readForm(fields, typed);
    const found = Object.values(read.problems).length > 0;
    setProblems(read.problems);
    setMessage(found ? "Some answers are missing or cannot be read. They are marked above." : undefined);
    if (found) return setRefusals(refusals + 1);
    isSending.current = true;
    setBusy(true);
    const answers = files.apart(read.values);
    const next = keyFor(kept, answers);
    onSend(next);
    const { maxKilobytes } = page;
    const given = { password, key: next.key, website: trap.current?.value ?? "", maxKilobytes, ...answers };
    const answer = await sendForm(url, given);
    isSending.current = false;
    setBusy(false);
    if ("sent" in answer) return onSent(next.key, answer.sent);
    setRefusals(refusals + 1);
    setProblems(answer.problems);
    setMessage(Object.keys(answer.problems).every((name) => known.has(name)) ? answer.message : changed);
  };
  return (
    <form ref={box} className="flex flex-col gap-5" noValidate onSubmit={(event) => void send(event)}>
      {fields.map((field) => (
        <FormQuestion
          key={field.name}
          field={field}
          problem={problems[field.name]}
          value={typed[field.name] ?? field.default}
          onChange={(value) => change(field.name, value)}
          keep={files.keep}
        />
      ))}
      <Trap input={trap} />
      {message ? <Notice tone="danger">{message}</Notice> : null}
      <Button
        type="submit"
        tone="primary"
        className="h-10 self-stretch sm:h-9 sm:self-start"
        busy={isBusy}
        disabled={kept === undefined}
      >
        {button || "Send"}
      </Button>
    </form>
  );
}

/** After each refusal, the first answer to mend is where the keyboard is: on a phone it may be far above the button. */
function useFirstProblem(refusals: number): Ref<HTMLFormElement> {
  const box = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusals > 0) box.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid] button")?.focus();
  }, [refusals]);
  return box;
}

/** Programs fill in what people do not see; those that keep passwords are asked not to. */
function Trap({ input }: { input: Ref<HTMLInputElement> }) {
  return (
    <div aria-hidden className="absolute -left-[9999px] size-px overflow-hidden">
      <label>
        Leave this empty
        <input
          ref={input}
          name="website"
          tabIndex={-1}
          autoComplete="off"
          data-1p-ignore
          data-bwignore
          data-lpignore="true"
          data-form-type="other"
        />
      </label>
    </div>
  );
}

/** Files stay in the browser until the form is sent: strangers leave nothing behind that belongs to no submission. */
function useFiles({ maxKilobytes }: FormPage) {
  const [kept] = useState(() => new Map<string, File>());
  return {
    async keep(file: File): Promise<FileRef> {
      if (file.size > maxKilobytes * 1000) {
        const words = `“${file.name}” is too large: the form takes ${maxKilobytes} kB at most. Choose a smaller file.`;
        throw new BackendProblem("refused", words);
      }
      const id = newKey();
      kept.set(id, file);
      return { id, name: file.name, mime: file.type, bytes: file.size };
    },
    /** Texts apart from files. */
    apart(values: Values): { values: Values; files: Map<string, File> } {
      const files = new Map<string, File>();
      const texts: Values = {};
      for (const [name, value] of Object.entries(values)) {
        const isRef = typeof value === "object" && value !== null && "id" in value;
        const file = isRef ? kept.get(String(value.id)) : undefined;
        if (file) files.set(name, file);
        else texts[name] = value;
      }
      return { values: texts, files };
    },
  };
}
