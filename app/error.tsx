"use client";
import { Button } from "../components/ui/form/button.tsx";
import { PageMessage } from "../components/ui/page/page-message.tsx";

/** `retry` asks the server once more; the digest is what its log calls this error, when it is one of the server. */
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
          {/* A whole load: after an error in this page, nothing of it is worth keeping. */}
          <Button asChild>
            <a href="/">Go to your pipelines</a>
          </Button>
        </>
      }
    >
      {error.digest ? (
        <>
          Something went wrong while loading it. Nothing was lost. If it happens again, search for{" "}
          <code className="font-mono text-ink text-xs">{error.digest}</code> in the server log.
        </>
      ) : (
        "Something went wrong in this page. Your changes are kept in this browser. If it happens again, see the browser console for details."
      )}
    </PageMessage>
  );
}
