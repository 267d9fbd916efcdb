import { CopyButton } from "../../../components/ui/form/copy-field.tsx";
import { ScrollBox } from "../../../components/ui/page/scroll-box.tsx";
import type { ApiCall, ApiField } from "../../../lib/views/api-guide.ts";
import { Fields } from "./fields.tsx";
import { TypeLabel } from "./type-label.tsx";

/** One call: what it does, what it takes, what comes back, and a command to copy. */
export function Call({ call }: { call: ApiCall }) {
  const { id, method, path, summary, description, parameters, body, answers, example } = call;
  const side = (place: string): ApiField[] => parameters.filter((parameter) => parameter.in === place);
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      className="flex scroll-mt-16 flex-col gap-3 rounded-card border bg-panel p-4"
    >
      <div className="flex flex-col gap-1">
        <h3 id={`${id}-title`} className="font-semibold">
          {summary}
        </h3>
        <p className="break-all font-mono text-sm">
          <span className={`mr-2 font-semibold ${tones[method] ?? ""}`}>{method}</span>
          {path}
        </p>
        {description === "" ? null : <p className="max-w-[42rem] text-sm">{description}</p>}
      </div>
      <Part title="Path" fields={side("path")} />
      <Part title="Query" fields={side("query")} />
      <Part title="Headers" fields={side("header")} />
      <Part title="Body" fields={body} />
      {answers.map(({ status, description: meaning, type, fields }) => (
        <div key={status} className="flex flex-col gap-1.5">
          <h4 className="text-xs">
            <span className="font-medium">Response {status}</span>
            <span className="text-muted">
              {meaning === "Successful response" ? "" : ` · ${meaning}`} ·{" "}
              <code className="font-mono">
                <TypeLabel type={type} />
              </code>
            </span>
          </h4>
          <Fields fields={fields} label={`Fields of the ${status} response of ${summary}`} />
        </div>
      ))}
      <div className="relative">
        <ScrollBox label={`Example: ${summary}`} className="rounded-md border bg-canvas">
          <pre className="p-3 pr-10 font-mono text-xs leading-5">{example}</pre>
        </ScrollBox>
        <CopyButton
          label={`Copy the command for “${summary}”`}
          value={example}
          className="absolute top-1.5 right-1.5 bg-canvas"
        />
      </div>
    </section>
  );
}

function Part({ title, fields }: { title: string; fields: readonly ApiField[] }) {
  if (fields.length === 0) return null;
  return (
    <div className="flex flex-col gap-1.5">
      <h4 className="font-medium text-xs">{title}</h4>
      <Fields fields={fields} label={title} />
    </div>
  );
}

const tones: Record<string, string> = {
  GET: "text-info",
  POST: "text-success",
  PUT: "text-warning",
  PATCH: "text-warning",
  DELETE: "text-danger",
};
