"use client";
import { type ReactNode, useEffect, useState } from "react";
import type { FormSent, FormView, FormPage as Page } from "../../lib/views/live/form-views.ts";
import { ApiClientProvider } from "../api/client.tsx";
import { LogoMark } from "../ui/page/logo.tsx";
import { LazyMarkdown } from "../ui/text/lazy-markdown.tsx";
import { AfterSending } from "./after-sending.tsx";
import { PasswordGate } from "./password-gate.tsx";
import { Questions } from "./questions.tsx";
import { type Kept, keep, newKey, readKept } from "./remember-submission.ts";

type Props = { token: string; isTest: boolean; view: FormView };

/** The page of a Form node, for everyone who has its address. */
export function FormPage(props: Props) {
  return (
    <ApiClientProvider>
      <Door {...props} />
    </ApiClientProvider>
  );
}

function Door({ token, isTest, view }: Props) {
  const [open, setOpen] = useState<{ page: Page; password?: string } | undefined>(
    view.state === "open" ? { page: view.page } : undefined,
  );
  if (open) return <OpenForm token={token} isTest={isTest} {...open} />;
  if (view.state === "locked") {
    return (
      <Card title={view.title}>
        <PasswordGate token={token} isTest={isTest} onOpen={(page, password) => setOpen({ page, password })} />
      </Card>
    );
  }
  return (
    <Card title="This form is closed">
      <p className="text-muted">{view.state === "closed" ? view.message : null}</p>
    </Card>
  );
}

type OpenProps = Omit<Props, "view"> & { page: Page; password?: string };

function OpenForm({ token, isTest, page, password }: OpenProps) {
  const address = isTest ? `${token}/test` : token;
  const [kept, setKept] = useState<Kept>();
  useEffect(() => setKept(readKept(address)), [address]);
  const [round, setRound] = useState(0);
  const onSent = (key: string, sent: FormSent) => {
    if (sent.after === "redirect" && sent.redirect !== null) {
      keep(address, { key: newKey() });
      window.location.assign(sent.redirect);
    } else keep(address, { key, sent });
    setKept({ key, sent });
  };
  const again = () => {
    setKept(keep(address, { key: newKey() }));
    setRound(round + 1);
  };
  if (kept?.sent) {
    return (
      <Card title={page.title} isTest={isTest}>
        <AfterSending token={token} submissionKey={kept.key} sent={kept.sent} onAgain={again} />
      </Card>
    );
  }
  return (
    <Card title={page.title} isTest={isTest}>
      {page.intro === "" ? null : <LazyMarkdown text={page.intro} className="leading-6 [overflow-wrap:anywhere]" />}
      <Questions
        key={round}
        url={`/api/forms/${address}`}
        page={page}
        password={password}
        kept={kept}
        onSend={(next) => setKept(keep(address, next))}
        onSent={onSent}
      />
    </Card>
  );
}

function Card({ title, isTest = false, children }: { title: string; isTest?: boolean; children: ReactNode }) {
  return (
    <main className="dot-grid flex min-h-dvh flex-col items-center p-4 sm:py-[8dvh]">
      <div className="flex w-full max-w-xl flex-col gap-5 rounded-xl border bg-panel p-5 shadow-float sm:p-8">
        <header className="flex flex-col gap-3">
          <span className="flex items-center justify-between">
            <LogoMark className="size-7" />
            {isTest ? <span className="rounded-full border px-2.5 py-0.5 text-muted text-xs">Test page</span> : null}
          </span>
          <h1 className="font-semibold text-xl [overflow-wrap:anywhere]">{title || "Form"}</h1>
        </header>
        {children}
      </div>
    </main>
  );
}
