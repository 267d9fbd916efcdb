"use client";
import Link from "next/link";
import { Button } from "../components/ui/button.tsx";
import { PageMessage } from "../components/ui/page-message.tsx";

/** `retry` asks the server once more; the digest is what its log calls this error. */
type Props = { error: Error & { digest?: string }; retry: () => void };

/** Any page that could not be made. */
export default function ErrorPage({ error, retry }: Props) {
  return (
    <PageMessage
      title="This page could not be shown"
      action={
        <>
          <Button tone="primary" onClick={retry}>
            Try again
          </Button>
          <Button asChild>
            <Link href="/">Go to your pipelines</Link>
          </Button>
        </>
      }
    >
      Something went wrong on the way to it; nothing was lost. If it happens again, look for{" "}
      {error.digest ? <code className="font-mono text-ink text-xs">{error.digest}</code> : "the newest error"} in the
      log of the server.
    </PageMessage>
  );
}
