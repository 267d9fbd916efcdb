"use client";
import { Check } from "lucide-react";
import { useEffect, useState } from "react";
import type { FormAnswer, FormSent } from "../../lib/views/live/form-views.ts";
import { useTRPCClient } from "../api/client.tsx";
import { Button } from "../ui/form/button.tsx";
import { LazyMarkdown } from "../ui/text/lazy-markdown.tsx";
import { Notice } from "../ui/text/notice.tsx";

type Props = { token: string; submissionKey: string; sent: FormSent; onAgain: () => void };

/** What people see when their submission has arrived. */
export function AfterSending({ token, submissionKey, sent, onAgain }: Props) {
  const { after, thanks, redirect } = sent;
  return (
    <div className="flex flex-col gap-5">
      <div className="flex items-start gap-3" role="status">
        <Check aria-hidden className="mt-0.5 size-5 shrink-0 text-success" />
        <LazyMarkdown
          text={thanks || "It has arrived."}
          className="min-w-0 flex-1 leading-6 [overflow-wrap:anywhere]"
        />
      </div>
      {after === "answer" ? <Answer token={token} submissionKey={submissionKey} /> : null}
      {after === "test" ? (
        <Notice>
          This was the test page: no run was started. The submission is listed in the settings of the node.
        </Notice>
      ) : null}
      {after === "redirect" && redirect !== null ? (
        <a href={redirect} className="rounded-sm text-accent-ink underline">
          Continue
        </a>
      ) : (
        <Button className="self-start" onClick={onAgain}>
          Send another one
        </Button>
      )}
    </div>
  );
}

type Live = { text: string; state: "waiting" | "growing" | "done" | "failed" };

function Answer({ token, submissionKey }: Pick<Props, "token" | "submissionKey">) {
  const client = useTRPCClient();
  const [{ text, state }, setLive] = useState<Live>({ text: "", state: "waiting" });
  useEffect(() => {
    const watch = client.forms.answer.subscribe(
      { token, key: submissionKey },
      {
        onData: ({ data }) => setLive((live) => grow(live, data)),
        onError: () => setLive((live) => (live.state === "done" ? live : { ...live, state: "failed" })),
      },
    );
    return () => watch.unsubscribe();
  }, [client, token, submissionKey]);
  return (
    <section aria-label="Answer" aria-busy={state === "waiting" || state === "growing"} className="border-t pt-5">
      {state === "waiting" ? <p className="animate-pulse text-muted">The answer is on its way…</p> : null}
      {state === "failed" ? (
        <Notice tone="warning">There is no answer this time. What you sent has arrived.</Notice>
      ) : null}
      {text === "" || state === "failed" ? null : (
        <LazyMarkdown text={text} className="leading-6 [overflow-wrap:anywhere]" />
      )}
    </section>
  );
}

function grow(live: Live, told: FormAnswer): Live {
  switch (told.type) {
    case "piece": {
      const text = (told.isFresh ? "" : live.text) + told.text;
      return { text, state: text === "" ? "waiting" : "growing" };
    }
    case "answer":
      return { text: told.text, state: "done" };
    case "failed":
      return { text: "", state: "failed" };
  }
}
