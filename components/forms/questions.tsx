"use client";
import { type FormEvent, useRef, useState } from "react";
import type { Values } from "../../lib/run.ts";
import type { Json } from "../../lib/values/json.ts";
import type { FileRef } from "../../lib/values/values.ts";
import type { FormPage, FormSent } from "../../lib/views/form-views.ts";
import { BackendProblem } from "../api/backend.ts";
import { Button } from "../ui/form/button.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { FormQuestion } from "./form-question.tsx";
import { type Problems, readForm } from "./form-values.ts";
import { newKey } from "./remember-submission.ts";
import { sendForm } from "./send-form.ts";

type Props = {
  url: string;
  page: FormPage;
  password: string | undefined;
  /** Undefined until the page knows what this tab has sent before. */
  submissionKey: string | undefined;
  onSent: (key: string, sent: FormSent) => void;
};

/** The questions of a form, and the button that sends what was answered, once. */
export function Questions({ url, page, password, submissionKey, onSent }: Props) {
  const { fields, button } = page;
  const [typed, setTyped] = useState<Values>({});
  const [problems, setProblems] = useState<Problems>({});
  const [message, setMessage] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const files = useFiles(page);
  const trap = useRef<HTMLInputElement>(null);
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
    if (submissionKey === undefined || isBusy) return;
    const read = readForm(fields, typed);
    const found = Object.values(read.problems).length > 0;
    setProblems(read.problems);
    setMessage(found ? "Some answers are missing or cannot be read. They are marked above." : undefined);
    if (found) return;
    setBusy(true);
    const given = { password, key: submissionKey, website: trap.current?.value ?? "", ...files.apart(read.values) };
    const answer = await sendForm(url, given);
    setBusy(false);
    if ("sent" in answer) return onSent(submissionKey, answer.sent);
    setProblems(answer.problems);
    setMessage(answer.message);
  };
  return (
    <form className="flex flex-col gap-5" noValidate onSubmit={(event) => void send(event)}>
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
      {/* Programs fill in what people do not see. */}
      <div aria-hidden className="absolute -left-[9999px] size-px overflow-hidden">
        <label>
          Leave this empty
          <input ref={trap} name="website" tabIndex={-1} autoComplete="off" />
        </label>
      </div>
      {message ? <Notice tone="danger">{message}</Notice> : null}
      <Button
        type="submit"
        tone="primary"
        className="h-10 self-stretch sm:h-9 sm:self-start"
        busy={isBusy}
        disabled={submissionKey === undefined}
      >
        {button || "Send"}
      </Button>
    </form>
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
